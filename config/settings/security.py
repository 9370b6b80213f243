"""Secrets, hosts, cookies, headers, passwords."""

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import IS_SERVER, env

SECRET_KEY = env.str("DJANGO_SECRET_KEY")  # no default: a missing secret stops the start
JWT_SIGNING_KEY = env.str("JWT_SIGNING_KEY")
# "key-id:key,key-id:key": the first one encrypts, all decrypt (see docs/operations.md).
FIELD_ENCRYPTION_KEYS = dict(
    item.split(":", 1) for item in env.list("FIELD_ENCRYPTION_KEYS") if ":" in item
)
if not FIELD_ENCRYPTION_KEYS:
    raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS needs at least one 'key-id:key' pair.")

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if IS_SERVER else ["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/"
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After", "X-Request-Id"]
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "last-event-id",
    "x-csrftoken",
    "x-request-id",
]
# How many proxies of our own stand in front; 0: X-Forwarded-For is never believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SERVER
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.error_views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if IS_SERVER:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],  # KaTeX positions its boxes by style attributes
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

PASSWORD_HASHERS = [
    "accounts.hashers.MentorArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_MIN_LENGTH, PASSWORD_MAX_LENGTH = 8, 128
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
]
AUTHENTICATION_BACKENDS = ["accounts.backends.EmailBackend"]
PASSWORD_RESET_TIMEOUT = env.int("PASSWORD_RESET_TIMEOUT", default=3600)  # seconds

# A learner younger than this (years) waits until an invited guardian accepts; 0: nobody waits.
REQUIRE_GUARDIAN_UNDER = env.int("REQUIRE_GUARDIAN_UNDER", default=18 if IS_SERVER else 0)
REQUIRE_EMAIL_CONFIRMATION = env.bool("REQUIRE_EMAIL_CONFIRMATION", default=IS_SERVER)
LOGIN_LIMIT_PER_ACCOUNT = env.int("LOGIN_LIMIT_PER_ACCOUNT", default=5)  # a minute
LOGIN_LIMIT_PER_ADDRESS = env.int("LOGIN_LIMIT_PER_ADDRESS", default=20)  # a minute
SIGN_UP_LIMIT_PER_ADDRESS = env.int("SIGN_UP_LIMIT_PER_ADDRESS", default=60)  # a minute
MAIL_LIMIT_PER_RECIPIENT = env.int("MAIL_LIMIT_PER_RECIPIENT", default=10)  # an hour
INVITATION_LIMIT_PER_USER = env.int("INVITATION_LIMIT_PER_USER", default=20)  # an hour
# The address in mailed links, e.g. https://study.example.org; empty: the one of the request.
SITE_URL = env.str("SITE_URL", default="")

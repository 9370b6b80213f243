"""What the OpenAPI document says about identity; imported by ``AccountsConfig.ready``."""

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension


class MentorAuthenticationScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.MentorAuthentication"
    name = ["bearerToken", "loginCookie"]

    def get_security_definition(self, auto_schema):
        return [
            {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
        ]

"""Domain errors: they name a public, stable ``code`` and know no HTTP.

``config.problems`` translates each kind into a status.
"""


class DomainError(Exception):
    """Something the rules refuse; ``extra`` are the members the caller needs to go on."""

    code = "domain_error"

    def __init__(self, message: str, **extra: object) -> None:
        super().__init__(message)
        self.extra = extra


class RuleViolation(DomainError):
    """The request itself is wrong (400)."""

    code = "invalid"


class Conflict(DomainError):
    """The request is right, the present state is not (409)."""

    code = "conflict"


class NotAllowed(DomainError):
    """Visible to this caller, but not theirs to do (403)."""

    code = "forbidden"


class NotVisible(DomainError):
    """There is nothing here that this caller may see (404)."""

    code = "not_found"


class Spent(DomainError):
    """It was valid once and is no longer (410)."""

    code = "gone"


class BodyTooLarge(DomainError):
    """More bytes than the route takes (413)."""

    code = "request_entity_too_large"


class UnsupportedMedia(DomainError):
    """A kind of file or body that the route does not take (415)."""

    code = "unsupported_media_type"


class Unprocessable(DomainError):
    """Understood, and still refused (422)."""

    code = "unprocessable"


class Unauthenticated(DomainError):
    """The credentials prove nothing (401)."""

    code = "unauthorized"


class TooManyRequests(DomainError):
    """A limit was reached (429); ``retry_after`` is in seconds."""

    code = "too_many_requests"

    def __init__(self, message: str, *, retry_after: int, **extra: object) -> None:
        super().__init__(message, **extra)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """Something the service needs is away or full; nothing was saved (503)."""

    code = "service_unavailable"


class ConsentRequired(NotAllowed):
    """A learner under age waits for a guardian."""

    code = "consent_required"


class EmailTaken(Conflict):
    """Somebody signed up with this address."""

    code = "email_taken"


class InvalidCredentials(Unauthenticated):
    """Unknown user and wrong password alike."""

    code = "invalid_credentials"


class InvalidRefreshToken(Unauthenticated):
    """Unknown, used, expired or revoked: the caller logs in again."""

    code = "invalid_refresh_token"


class GuardianUnderAge(NotAllowed):
    """Who needs a guardian cannot be one."""

    code = "guardian_under_age"


class LastGuardian(Conflict):
    """A child profile without a log-in always has a guardian."""

    code = "last_guardian"


class LinkSpent(Spent):
    """A mailed link that was valid once."""

    code = "link_spent"


class LoginLimitReached(TooManyRequests):
    """Too many tries to log in; a mailed link lets the owner in meanwhile."""

    code = "login_limit_reached"

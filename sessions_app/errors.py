"""What the session core refuses."""

from accounts.errors import BodyTooLarge, Conflict, NotVisible, RuleViolation, Unprocessable


class SessionNotFound(NotVisible):
    """No session here that the caller may see."""

    code = "not_found"


class InvalidTransition(Conflict):
    """The table has no such move from the present state."""

    code = "invalid_transition"


class SessionNotActive(Conflict):
    """Only active sessions accept writes other than verbs."""

    code = "session_not_active"


class VersionConflict(Conflict):
    """Somebody saved in between; the present state comes along."""

    code = "version_conflict"


class PracticeAlreadyActive(Conflict):
    """A learner has one active practice session."""

    code = "practice_already_active"


class UnknownAction(RuleViolation):
    """No such action in the table."""

    code = "unknown_action"


class InvalidContext(RuleViolation):
    """The context does not have the shape of a StudentContext; ``errors`` names the fields."""

    code = "invalid_context"


class FreeFormTooLarge(BodyTooLarge):
    """Context or metadata above the limit."""

    code = "free_form_too_large"


class KeyReused(Unprocessable):
    """The same Idempotency-Key came with another request."""

    code = "idempotency_key_reused"


class KeyInProgress(Conflict):
    """The first request with this Idempotency-Key is still running."""

    code = "idempotency_key_in_progress"

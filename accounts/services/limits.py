"""Limits that hold under concurrency: one atomic statement counts before anything is done."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from accounts.errors import LoginLimitReached, TooManyRequests
from accounts.ids import token_hash
from accounts.models import LoginAttempt
from accounts.states import AttemptScope

WINDOW_SECONDS = {
    AttemptScope.ACCOUNT: 60,
    AttemptScope.ADDRESS: 60,
    AttemptScope.UNLOCK: 60,
    AttemptScope.SIGN_UP: 60,
    AttemptScope.MAIL: 3600,
    AttemptScope.INVITE: 3600,
}
LIMIT_SETTINGS = {
    AttemptScope.ACCOUNT: "LOGIN_LIMIT_PER_ACCOUNT",
    AttemptScope.UNLOCK: "LOGIN_LIMIT_PER_ACCOUNT",
    AttemptScope.ADDRESS: "LOGIN_LIMIT_PER_ADDRESS",
    AttemptScope.SIGN_UP: "SIGN_UP_LIMIT_PER_ADDRESS",
    AttemptScope.MAIL: "MAIL_LIMIT_PER_RECIPIENT",
    AttemptScope.INVITE: "INVITATION_LIMIT_PER_USER",
}
WAIT_A_MINUTE = "Too many tries. Wait a little, or ask for a mailed link to log in at once."
# The window begins with its first try; the database's clock and one statement decide.
COUNT_SQL = """
    INSERT INTO login_attempts (scope, subject, window_started_at, count)
    VALUES (%s, %s, {now}, 1)
    ON CONFLICT (scope, subject) DO UPDATE SET
        count = CASE WHEN login_attempts.window_started_at <= {oldest}
            THEN 1 ELSE login_attempts.count + 1 END,
        window_started_at = CASE WHEN login_attempts.window_started_at <= {oldest}
            THEN EXCLUDED.window_started_at ELSE login_attempts.window_started_at END
    RETURNING count, {age}
"""
SQLITE_NOW = "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')"
DIALECTS = {
    "postgresql": {
        "now": "CLOCK_TIMESTAMP()",
        "oldest": "CLOCK_TIMESTAMP() - MAKE_INTERVAL(secs => %s)",
        "age": "EXTRACT(EPOCH FROM CLOCK_TIMESTAMP() - window_started_at)",
    },
    "sqlite": {
        "now": SQLITE_NOW,
        "oldest": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', '-' || %s || ' seconds')",
        "age": "(JULIANDAY('NOW') - JULIANDAY(window_started_at)) * 86400",
    },
}


@dataclass(frozen=True)
class Tally:
    """How often a subject has tried in its present window."""

    count: int
    limit: int
    seconds_left: int

    @property
    def is_over(self) -> bool:
        return self.count > self.limit


def subject_hash(subject: str) -> str:
    """Return what is stored instead of an e-mail, an address or an id."""
    return token_hash(subject)


def count_attempt(scope: AttemptScope, subject: str) -> Tally:
    """Count one try and return the tally; committed at once, also when the caller fails later."""
    window = WINDOW_SECONDS[scope]
    sql = COUNT_SQL.format(**DIALECTS[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(sql, [scope.value, subject_hash(subject), window, window])
        count, age = cursor.fetchone()
    left = max(1, min(window, int(window - float(age)) + 1))
    return Tally(count=count, limit=getattr(settings, LIMIT_SETTINGS[scope]), seconds_left=left)


def require_login_attempt(*, email: str, address: str, by_unlock_link: bool = False) -> None:
    """Count a try to log in for the peer address, then for the account.

    A mailed unlock link has a count of its own instead, which only its holder can use up.
    Raises LoginLimitReached.
    """
    counted = [(AttemptScope.ADDRESS, address), (AttemptScope.ACCOUNT, email)]
    if by_unlock_link:
        counted = [(AttemptScope.UNLOCK, email)]
    for scope, subject in counted:
        tally = count_attempt(scope, subject)
        if tally.is_over:
            raise LoginLimitReached(WAIT_A_MINUTE, retry_after=tally.seconds_left)


def require_attempt(scope: AttemptScope, subject: str, message: str) -> None:
    """Count a try of another kind. Raises TooManyRequests."""
    tally = count_attempt(scope, subject)
    if tally.is_over:
        raise TooManyRequests(message, retry_after=tally.seconds_left)


def forget_attempts(email: str) -> None:
    """Let a log-in that succeeded clear what was counted for its account."""
    LoginAttempt.objects.filter(
        scope__in=[AttemptScope.ACCOUNT, AttemptScope.UNLOCK], subject=subject_hash(email)
    ).delete()

"""Choices that every app shares."""

from django.db import models


class ExamType(models.TextChoices):
    NEET = "NEET", "NEET"
    JEE = "JEE", "JEE"
    UPSC = "UPSC", "UPSC"
    CAT = "CAT", "CAT"


class GuardianshipStatus(models.TextChoices):
    ACTIVE = "active", "active"
    REVOKED = "revoked", "revoked"


class Theme(models.TextChoices):
    SYSTEM = "system", "System"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class ConsentMethod(models.TextChoices):
    """How a guardian came to agree."""

    CREATED_PROFILE = "created_profile", "created the profile"
    ACCEPTED_INVITATION = "accepted_invitation", "accepted an invitation"


class AttemptScope(models.TextChoices):
    """What an attempt is counted by."""

    ACCOUNT = "account", "account"
    ADDRESS = "address", "peer address"
    UNLOCK = "unlock", "account, by a mailed unlock link"
    SIGN_UP = "sign_up", "sign-ups of a peer address"
    MAIL = "mail", "mails to an address"
    INVITE = "invite", "invitations by a user"


class MailKind(models.TextChoices):
    CONFIRM_SIGN_UP = "confirm_sign_up", "confirm a sign-up"
    RESET_PASSWORD = "reset_password", "reset a password"
    UNLOCK = "unlock", "unlock a log-in"
    INVITE_GUARDIAN = "invite_guardian", "invite a guardian"

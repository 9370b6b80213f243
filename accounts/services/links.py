"""Tokens of mailed links: made again from the row's id, so only their hash is stored."""

from uuid import UUID

from django.utils.crypto import salted_hmac

from accounts.ids import token_hash
from accounts.states import MailKind


def link_token(kind: MailKind, row_id: UUID) -> str:
    """Return the 256-bit token of the link to a sign-up request or an invitation.

    A mail that is sent twice carries the same link.
    """
    return salted_hmac(f"accounts.link.{kind.value}", str(row_id), algorithm="sha256").hexdigest()


def link_token_hash(kind: MailKind, row_id: UUID) -> str:
    """Return what is stored of the token."""
    return token_hash(link_token(kind, row_id))

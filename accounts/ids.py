"""Identifiers: UUID version 7 for rows, random tokens for links."""

import hashlib
import secrets
import uuid

import uuid_utils.compat


def uuid7() -> uuid.UUID:
    """Return a time-ordered UUID (RFC 9562, section 5.7): index pages fill in order."""
    make = getattr(uuid, "uuid7", uuid_utils.compat.uuid7)  # the standard library has it from 3.14
    return make()


def new_link_token() -> str:
    """Return an unguessable token of 256 bits; store only its ``token_hash``."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the SHA-256 of a link or refresh token: random input needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()

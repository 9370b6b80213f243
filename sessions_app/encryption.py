"""Encryption at rest: Fernet under named keys that can be rotated.

A token is stored as ``key-id:fernet-token``. The first key of ``FIELD_ENCRYPTION_KEYS`` encrypts,
every key decrypts; ``rotate_encryption`` rewrites old rows. Fernet: AES-128-CBC with HMAC-SHA256
(specification of the ``cryptography`` project).
"""

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


class UndecryptableField(Exception):
    """A stored token's key is missing or its bytes were changed."""


@lru_cache(maxsize=8)
def _fernets(keys: tuple[tuple[str, str], ...]) -> dict[str, Fernet]:
    try:
        return {key_id: Fernet(key) for key_id, key in keys}
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_ENCRYPTION_KEYS holds an unusable key.") from error


def _keyring() -> dict[str, Fernet]:
    return _fernets(tuple(settings.FIELD_ENCRYPTION_KEYS.items()))


def primary_key_id() -> str:
    """Return the id of the key that encrypts now."""
    return next(iter(settings.FIELD_ENCRYPTION_KEYS))


def encrypt(plain: bytes) -> str:
    """Return the token of ``plain`` under the primary key."""
    key_id = primary_key_id()
    return f"{key_id}:{_keyring()[key_id].encrypt(plain).decode()}"


def decrypt(token: str) -> bytes:
    """Return what ``encrypt`` was given. Raises UndecryptableField."""
    key_id, _, body = token.partition(":")
    try:
        return _keyring()[key_id].decrypt(body.encode())
    except (KeyError, InvalidToken) as error:
        raise UndecryptableField(f"No key {key_id!r} opens this field.") from error


class EncryptedJSONField(models.TextField):
    """A JSON value that is ciphertext in the database and a Python value in the model."""

    # What type checkers take and give for this field, instead of TextField's text.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression, connection) -> Any:
        return None if value is None else json.loads(decrypt(value))

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def to_python(self, value: Any) -> Any:
        return value

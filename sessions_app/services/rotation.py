"""Rotating encryption keys: resumable, row by row, nothing unreadable in between."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, StrIndex, Substr

from sessions_app.encryption import (
    EncryptedJSONField,
    UndecryptableField,
    decrypt,
    encrypt,
    primary_key_id,
)

CHUNK = 500


class RawText(Cast):
    """The column as stored: the ciphertext, not what the field makes of it."""

    def __init__(self, name: str) -> None:
        super().__init__(F(name), TextField())


class KeyId(Substr):
    """The id of the key that a ciphertext names: what stands before the first colon."""

    def __init__(self, name: str) -> None:
        super().__init__(name, 1, StrIndex(F(name), Value(":")) - 1)


@dataclass(frozen=True)
class EncryptedColumn:
    """One encrypted column of one model."""

    model: type[models.Model]
    name: str

    def __str__(self) -> str:
        return f"{self.model._meta.db_table}.{self.name}"

    def rows(self) -> models.QuerySet:
        return self.model._default_manager.annotate(raw=RawText(self.name)).filter(
            raw__isnull=False
        )

    def to_rotate(self, after: UUID | None) -> models.QuerySet:
        """Rows after a primary key that the first encryption key did not encrypt, in order."""
        rows = self.rows().annotate(encrypted_by=KeyId("raw")).order_by("pk")
        rows = rows.exclude(encrypted_by=primary_key_id())
        return rows if after is None else rows.filter(pk__gt=after)


def encrypted_columns() -> list[EncryptedColumn]:
    """Return every encrypted column there is, whichever app it belongs to."""
    return [
        EncryptedColumn(model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedJSONField)
    ]


def rows_by_key() -> Counter[str]:
    """Return how many encrypted values each key id holds."""
    counts: Counter[str] = Counter()
    for column in encrypted_columns():
        for raw in column.rows().values_list("raw", flat=True).iterator(chunk_size=2_000):
            counts[raw.partition(":")[0]] += 1
    return counts


def rotate_column(column: EncryptedColumn) -> tuple[int, int]:
    """Encrypt a column's values under the primary key.

    Returns how many were rewritten and how many could not be read: those stay as they are. Each
    chunk is a transaction, so a killed run is simply started again.
    """
    rewritten = unreadable = 0
    after = None
    while rows := list(column.to_rotate(after).values_list("pk", "raw")[:CHUNK]):
        done = _rotate_rows(column, rows)
        rewritten, unreadable = rewritten + done, unreadable + len(rows) - done
        after = rows[-1][0]
    return rewritten, unreadable


@transaction.atomic
def _rotate_rows(column: EncryptedColumn, rows: list[tuple[UUID, str]]) -> int:
    done = 0
    for pk, raw in rows:
        try:
            fresh = Value(encrypt(decrypt(raw)), TextField())
        except UndecryptableField:
            continue
        # The old token in the condition: a write in between keeps its newer value.
        same = column.rows().filter(pk=pk, raw=raw)
        same.update(**{column.name: fresh})
        done += 1
    return done

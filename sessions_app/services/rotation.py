"""Rotating encryption keys: resumable, row by row, nothing unreadable in between."""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast

from sessions_app.encryption import EncryptedJSONField, decrypt, encrypt, primary_key_id
from sessions_app.models import IdempotentReply, StudySession

CHUNK = 500


class RawText(Cast):
    """The column as stored: the ciphertext, not what the field makes of it."""

    def __init__(self, name: str) -> None:
        super().__init__(F(name), TextField())


@dataclass(frozen=True)
class EncryptedColumn:
    """One encrypted column of one model."""

    model: type
    name: str

    def __str__(self) -> str:
        return f"{self.model._meta.db_table}.{self.name}"

    def rows(self):
        return self.model.objects.annotate(raw=RawText(self.name)).filter(raw__isnull=False)

    def with_other_key(self):
        """Rows that the primary key did not encrypt."""
        return self.rows().exclude(raw__startswith=f"{primary_key_id()}:")


def encrypted_columns() -> list[EncryptedColumn]:
    """Return every encrypted column of the session core."""
    return [
        EncryptedColumn(model, field.name)
        for model in (StudySession, IdempotentReply)
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


def rotate_column(column: EncryptedColumn) -> int:
    """Encrypt a column's values under the primary key; return how many were rewritten.

    Each chunk is a transaction, so a killed run is simply started again.
    """
    rewritten = 0
    while chunk := _rotate_chunk(column):
        rewritten += chunk
    return rewritten


@transaction.atomic
def _rotate_chunk(column: EncryptedColumn) -> int:
    rows = list(column.with_other_key().values_list("pk", "raw")[:CHUNK])
    for pk, raw in rows:
        fresh = Value(encrypt(decrypt(raw)), TextField())
        # The old token in the condition: a write in between keeps its newer value.
        same = column.model.objects.annotate(raw=RawText(column.name)).filter(pk=pk, raw=raw)
        same.update(**{column.name: fresh})
    return len(rows)

"""Reads around imports: what is in the bank already, what is exported."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tutoring.interchange.items import BankItem
from tutoring.interchange.losses import CannotHold
from tutoring.interchange.stored import item_of
from tutoring.models import Question, QuestionVersion, SyllabusTopic

CHUNK = 500
SHOWN = ("stem", "options", "key", "explanation")


def known_hashes(hashes: Sequence[str]) -> set[str]:
    """Return those of the hashes that a question has already. One query for each 500."""
    known: set[str] = set()
    for begin in range(0, len(hashes), CHUNK):
        rows = QuestionVersion.objects.filter(content_hash__in=hashes[begin : begin + CHUNK])
        known.update(rows.values_list("content_hash", flat=True))
    return known


def known_texts(slugs: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return slug to the present text of questions of these slugs. One query for each 500."""
    texts: dict[str, dict[str, Any]] = {}
    for begin in range(0, len(slugs), CHUNK):
        rows = Question.objects.filter(slug__in=slugs[begin : begin + CHUNK])
        for row in rows.exclude(current=None).values("slug", *(f"current__{n}" for n in SHOWN)):
            texts[row["slug"]] = {name: row[f"current__{name}"] for name in SHOWN}
    return texts


def questions_to_export(
    *, lesson: str = "", exam: str = "", status: str = "", batch: UUID | None = None
) -> QuerySet[Question]:
    """Return the questions of a lesson (slug), an exam, a status, a batch; empty: any."""
    rows = Question.objects.filter(current__isnull=False)
    if lesson:
        rows = rows.filter(lesson__slug=lesson)
    if exam:
        asked = SyllabusTopic.objects.of_exam(exam).filter(lesson=OuterRef("lesson")).order_by()
        rows = rows.filter(Exists(asked))
    if status:
        rows = rows.filter(status=status)
    if batch:
        rows = rows.filter(batch=batch)
    return rows.order_by("pk")


def items_to_export(rows: QuerySet[Question]) -> Iterator[BankItem | CannotHold]:
    """Yield the neutral form of each question, or why it has none."""
    fields = ("slug", "difficulty", *(f"current__{name}" for name in (*SHOWN, "extra")))
    for row in rows.values(*fields).iterator(chunk_size=CHUNK):
        columns = {name: row[f"current__{name}"] for name in (*SHOWN, "extra")}
        try:
            yield item_of(columns, identifier=row["slug"], difficulty=row["difficulty"])
        except CannotHold as cannot:
            yield cannot

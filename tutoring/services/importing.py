"""Questions of foreign banks into quarantine: all of a file or nothing of it, each only once."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.clock import ClockNow
from accounts.ids import uuid7
from accounts.models import User
from tutoring.asking import QUESTION_TYPES
from tutoring.interchange.items import BankItem
from tutoring.interchange.reading import Reading, read_bank
from tutoring.interchange.stored import columns_of, content_hash, is_same
from tutoring.models import ImportBatch, Lesson, Question, QuestionVersion
from tutoring.selectors.imports import known_hashes, known_texts
from tutoring.states import Difficulty, ImportStatus, ImportStep, QuestionStatus

FAULTS_KEPT = 1_000
REASONS_KEPT = 50
ROWS_AT_ONCE = 500
SLUG_DIGITS = 20
MOST_TRIES = 3
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Origin:
    """Where questions come from and where they are to go."""

    bank: str
    licence: str = ""
    lesson: Lesson | None = None


@dataclass
class Sorted:
    """What of a file is new: its questions with their columns, and counts of the rest."""

    reading: Reading
    new: list[tuple[BankItem, dict[str, Any], str]] = field(default_factory=list)
    already: int = 0
    repeated: int = 0

    def report(self, stored: int = 0) -> dict[str, Any]:
        """Return the counts of all and the first faults, as JSON."""
        items, faults = self.reading.items, self.reading.faults
        reasons = Counter(fault.reason for fault in faults)
        return {
            "format": self.reading.format.value,
            "found": self.reading.found,
            "sound": len(items),
            "new": len(self.new),
            "already_there": self.already,
            "repeated": self.repeated,
            "refused": len(faults),
            "stored": stored,
            "kinds": dict(Counter(item.kind for item in items).most_common()),
            "notes": dict(Counter(note for item in items for note in item.notes).most_common()),
            "reasons": dict(reasons.most_common(REASONS_KEPT)),
            "faults": [vars(fault) for fault in faults[:FAULTS_KEPT]],
        }


def check_file(
    content: bytes, *, file_name: str, format: str = "", progress: Progress | None = None
) -> Sorted:
    """Read a file and say what of it is new; nothing is stored. Raises UnreadableBank."""
    found = (lambda count: progress(count, None)) if progress else None
    reading = read_bank(content, file_name=file_name, format=format, progress=found)
    return _sorted(reading, progress)


def _sorted(reading: Reading, progress: Progress | None) -> Sorted:
    result, seen = Sorted(reading), set()
    rows = []
    for place, item in enumerate(reading.items, start=1):
        columns = columns_of(item)
        rows.append((item, columns, content_hash(columns)))
        if progress and place % ROWS_AT_ONCE == 0:
            progress(place, len(reading.items))
    known = known_hashes([digest for _, _, digest in rows])
    slugs = known_texts([item.identifier for item in reading.items if item.identifier])
    for item, columns, digest in rows:
        own = slugs.get(item.identifier)
        if digest in known or (own is not None and is_same(item, own)):
            result.already += 1
        elif digest in seen:
            result.repeated += 1
        else:
            seen.add(digest)
            result.new.append((item, columns, digest))
    return result


def import_file(
    content: bytes,
    *,
    file_name: str,
    origin: Origin,
    made_by: User | None = None,
    format: str = "",
    sha256: str = "",
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Store the new questions of a file with a batch of their own; return the report.

    A file without a new question leaves nothing behind. Raises UnreadableBank.
    """
    checked = check_file(content, file_name=file_name, format=format, progress=progress)
    if not checked.new:
        return checked.report()
    batch = ImportBatch(
        file_name=file_name[:200],
        format=checked.reading.format,
        size=len(content),
        sha256=sha256,
        bank=origin.bank,
        licence=origin.licence,
        lesson=origin.lesson,
        made_by=made_by,
        step=ImportStep.STORE,
        status=ImportStatus.DONE,
        total=len(checked.new),
        done=len(checked.new),
        ended_at=ClockNow(),
    )

    def begin(report: Mapping[str, Any]) -> ImportBatch:
        batch.report = dict(report)
        batch.save(force_insert=True)
        return batch

    return store_checked(checked, origin=origin, begin=begin, progress=progress)


def store_checked(
    checked: Sorted,
    *,
    origin: Origin,
    begin: Callable[[Mapping[str, Any]], ImportBatch],
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Store what is new in one transaction with the batch that ``begin`` gives; return the report.

    Whoever stores the same question at the same moment comes first; it is then there already.
    """
    for tries in range(MOST_TRIES):
        try:
            return _stored(checked, origin, begin, progress)
        except IntegrityError:
            if tries == MOST_TRIES - 1:
                raise
            checked = _sorted(checked.reading, None)
    raise AssertionError("unreachable")


@transaction.atomic
def _stored(
    checked: Sorted,
    origin: Origin,
    begin: Callable[[Mapping[str, Any]], ImportBatch],
    progress: Progress | None,
) -> dict[str, Any]:
    report = checked.report(stored=len(checked.new))
    batch = begin(report)
    for start in range(0, len(checked.new), ROWS_AT_ONCE):
        chunk = checked.new[start : start + ROWS_AT_ONCE]
        versions = [_version(columns, digest) for _, columns, digest in chunk]
        questions = [
            _question(item, digest, version=version, origin=origin, batch=batch)
            for (item, _, digest), version in zip(chunk, versions, strict=True)
        ]
        Question.objects.bulk_create(questions)
        for version, question in zip(versions, questions, strict=True):
            version.question = question
        QuestionVersion.objects.bulk_create(versions)
        if progress:
            progress(start + len(chunk), len(checked.new))
    return report


def _version(columns: Mapping[str, Any], digest: str) -> QuestionVersion:
    return QuestionVersion(number=1, content_hash=digest, **columns)


def _question(
    item: BankItem, digest: str, *, version: QuestionVersion, origin: Origin, batch: ImportBatch
) -> Question:
    """The versions follow within the transaction: the reference is checked at its end."""
    return Question(
        id=uuid7(),
        slug=f"{slugify(origin.bank)[:100] or 'bank'}/{digest[:SLUG_DIGITS]}",
        lesson=origin.lesson,
        batch=batch,
        type=QUESTION_TYPES[item.kind],
        difficulty=item.difficulty or Difficulty.MEDIUM,
        concept=item.category.rpartition("/")[2].strip() or item.title or origin.bank,
        source=origin.bank,
        licence=origin.licence,
        status=QuestionStatus.QUARANTINED,
        current_id=version.pk,
    )

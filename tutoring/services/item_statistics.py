"""Item statistics: made anew from the answers, stored in short transactions."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.clock import database_now
from tutoring.item_figures import Figures, suspicion_of
from tutoring.judging import ONE_OF_OPTIONS, right_option
from tutoring.models import ItemStatistic, Question, QuestionVersion
from tutoring.selectors.item_statistics import RIGHT, Found, figures_of_all

QUESTIONS_AT_ONCE = 200


def rebuild_item_statistics() -> dict[str, int]:
    """Make the statistics of all questions anew; return how many there are, and of suspicious ones.

    Each batch of questions is replaced in a transaction of its own: a run that was cut off is
    simply run again, and two at once end with the same rows.
    """
    began = database_now()
    found = figures_of_all()
    versions: dict[UUID, list[UUID]] = defaultdict(list)
    for question_id, version_id in found.versions:
        versions[question_id].append(version_id)
    questions = sorted(found.questions)
    suspicious = 0
    for start in range(0, len(questions), QUESTIONS_AT_ONCE):
        batch = questions[start : start + QUESTIONS_AT_ONCE]
        suspicious += _replace({pk: versions[pk] for pk in batch}, found)
    ItemStatistic.objects.filter(made_at__lt=began).delete()  # whose answers were erased
    return {"questions": len(questions), "suspicious": suspicious}


@transaction.atomic
def _replace(batch: dict[UUID, list[UUID]], found: Found) -> int:
    """Replace the rows of some questions; return how many questions are suspicious."""
    # The questions are the lock: rebuilds take turns.
    rows = Question.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    present = {row.pk: row for row in rows.filter(pk__in=batch)}
    ids = [pk for of_question in batch.values() for pk in of_question]
    texts = {row.pk: row for row in QuestionVersion.objects.filter(pk__in=ids)}
    ItemStatistic.objects.filter(question__in=batch).delete()
    made, suspicious = [], 0
    for question_id, question in present.items():
        of_versions = [
            _row(question_id, found.versions[question_id, pk], texts[pk], question)
            for pk in batch[question_id]
        ]
        whole = _row(question_id, found.questions[question_id], None, question)
        _conclude(whole, of_versions, question.current_id)
        suspicious += bool(whole.suspicion)
        made += [whole, *of_versions]
    ItemStatistic.objects.bulk_create(made)
    return suspicious


def _conclude(whole: ItemStatistic, versions: list[ItemStatistic], current_id: UUID | None) -> None:
    """Give a question the picks of its only version, and the suspicion of its present one."""
    if len(versions) == 1:
        whole.picks = versions[0].picks
    of_current = next((row for row in versions if row.question_version_id == current_id), None)
    whole.suspicion = of_current.suspicion if of_current is not None else ""
    if not whole.suspicion:
        whole.suspicion = suspicion_of(n=whole.n, discrimination=whole.discrimination, picks=[])


def _row(
    question_id: UUID, figures: Figures, version: QuestionVersion | None, question: Question
) -> ItemStatistic:
    picks = _picks(figures, version, question) if version is not None else []
    return ItemStatistic(
        question_id=question_id,
        question_version=version,
        n=figures.n,
        right=figures.right,
        difficulty=figures.difficulty,
        n_ability=figures.learners,
        discrimination=figures.discrimination,
        picks=picks,
        median_ms=figures.median_ms,
        suspicion=suspicion_of(n=figures.n, discrimination=figures.discrimination, picks=picks),
    )


def _picks(figures: Figures, version: QuestionVersion, question: Question) -> list[dict[str, Any]]:
    """Return the picks of options whose ids are the same for everybody; others have none."""
    if question.generator is not None:
        return figures.picks_of({pick: pick == RIGHT for pick in sorted(figures.picks)})
    graded = version.key.get("graded")
    if graded is not None and graded["type"] not in ONE_OF_OPTIONS:
        return []
    right = version.key.get("option") if graded is None else right_option(graded)
    return figures.picks_of({option["id"]: option["id"] == right for option in version.options})

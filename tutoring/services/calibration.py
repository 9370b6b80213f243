"""The nightly calibration: weights refitted on the newest answers, kept only if they help."""

from collections import defaultdict, deque
from statistics import median
from uuid import UUID

from django.db import transaction

from tutoring.mastery.refit import AnswerWindow, Refit, refit
from tutoring.mastery.replay import Outcome
from tutoring.models import ItemState, ModelWeights
from tutoring.selectors.mastery import weights_in_use
from tutoring.services.mastery import add_all_waiting_steps
from tutoring.services.rebuild import Replayed, replay_all

TIMES_KEPT = 501  # of each question, the newest
ROWS_AT_ONCE = 500


def calibrate() -> dict[str, int]:
    """Refit the weights and store the report; too few answers change nothing.

    Questions get the median of their newest times. Returns how many answers were looked at and
    whether new weights are in use.
    """
    add_all_waiting_steps()
    window = AnswerWindow()
    times: dict[UUID, deque[int]] = defaultdict(lambda: deque(maxlen=TIMES_KEPT))

    def visit(replayed: Replayed, outcome: Outcome) -> None:
        answer = replayed.answer
        window.add(outcome.features, bool(answer.correct), answer.at.date())
        if replayed.time_spent_ms is not None and isinstance(answer.item, UUID):
            times[answer.item].append(replayed.time_spent_ms)

    replay_all(visit)
    _store_medians({question: round(median(taken)) for question, taken in times.items()})
    result = refit(window, weights_in_use())
    if result.log_loss is not None:
        _store(result)
    return {"answers": result.answers, "adopted": int(result.is_adopted)}


@transaction.atomic
def _store(result: Refit) -> None:
    if result.is_adopted:
        ModelWeights.objects.filter(in_use=True).update(in_use=False)
    ModelWeights.objects.create(
        weights=list(result.weights),
        answers=result.answers,
        auc=result.auc,
        log_loss=result.log_loss,
        calibration_error=result.calibration_error,
        report={
            "adopted": result.is_adopted,
            "refused_log_loss": result.refused_log_loss,
            "reliability": [list(part) for part in result.reliability],
        },
        in_use=result.is_adopted,
    )


def _store_medians(medians: dict[UUID, int]) -> None:
    questions = sorted(medians)
    for start in range(0, len(questions), ROWS_AT_ONCE):
        with transaction.atomic():
            rows = ItemState.objects.filter(pk__in=questions[start : start + ROWS_AT_ONCE])
            found = list(rows.select_for_update(no_key=True).order_by("pk"))
            moved = [row for row in found if row.median_ms != medians[row.pk]]
            for row in moved:
                row.median_ms = medians[row.pk]
            ItemState.objects.bulk_update(moved, ["median_ms"])

"""Driving a run as worker and learner do, without a broker."""

from typing import Any

from autopilot.models import AutopilotRun
from autopilot.services.engine import advance
from autopilot.services.steering import answer, proceed
from autopilot.states import RunStatus, WaitingFor
from tutoring.judging import right_answer
from tutoring.models import QuizItem


def fresh_run(run: AutopilotRun) -> AutopilotRun:
    return AutopilotRun.objects.select_related("session", "hop", "step").get(pk=run.pk)


def work(run: AutopilotRun) -> AutopilotRun:
    """Work until the run waits or ends."""
    while advance(run.pk):
        pass
    return fresh_run(run)


def asked_item(run: AutopilotRun) -> QuizItem:
    return QuizItem.objects.get(pk=fresh_run(run).step.inputs["item_id"])


def right_option(item: QuizItem) -> Any:
    """The right answer as a learner would give it, whatever the question asks for."""
    graded = item.key.get("graded", {})
    match graded.get("type"):
        case None:
            return item.key["option"]
        case "choice_set":
            return graded["chosen"]
        case "sequence":
            return graded["order"]
        case "matching":
            return graded["pairs"]
        case "true_false":
            return "true" if graded["true"] else "false"
    return item.key.get("option") or right_answer(item)


def drive(run: AutopilotRun, *, choose=right_option, steps: int = 200) -> AutopilotRun:
    """Read and answer until the run ends or ``steps`` acts of the learner are done."""
    run = work(run)
    for _ in range(steps):
        if run.status != RunStatus.RUNNING:
            break
        if run.waiting_for == WaitingFor.READING:
            proceed(session_id=run.session_id)
        elif run.waiting_for == WaitingFor.ANSWER:
            answer(session_id=run.session_id, given=choose(asked_item(run)))
        run = work(run)
    return run

"""The steps of a run as staff read them: a page of them, whatever their number."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from autopilot.models import AutopilotRun, ToolStep
from sessions_app.admin.lists import pretty_json

STEPS_PER_PAGE = 50
LONGEST_SHOWN = 4_000  # characters of one input or output


@dataclass(frozen=True)
class StepLine:
    """A step with what its agents took; ``cost`` is None where no price is known."""

    step: ToolStep
    agent: str
    tokens: str
    cost: str
    given: str
    gave: str


@dataclass(frozen=True)
class Timeline:
    """One page of steps in their order; pages count from 1."""

    lines: list[StepLine]
    page: int
    pages: int
    total: int


def timeline(run: AutopilotRun, wanted: str = "") -> Timeline:
    """Return a page of a run's steps, the last one unless another is wanted. Two queries.

    Steps count without a gap, so a page is a range of the index and needs no offset.
    """
    steps = ToolStep.objects.filter(run=run)
    total = steps.order_by("-sequence_order").values_list("sequence_order", flat=True).first() or 0
    pages = max(1, -(-total // STEPS_PER_PAGE))
    asked = int(wanted) if wanted.isdecimal() and len(wanted) < 9 else pages
    page = min(max(asked, 1), pages)
    first = (page - 1) * STEPS_PER_PAGE
    shown = steps.filter(sequence_order__gt=first, sequence_order__lte=first + STEPS_PER_PAGE)
    lines = [step_line(step) for step in shown.select_related("hop").order_by("sequence_order")]
    return Timeline(lines, page, pages, total)


def step_line(step: ToolStep) -> StepLine:
    """Return what a step says to staff."""
    return StepLine(
        step=step,
        agent=agent_words(step.turns),
        tokens=token_words(step.turns),
        cost=cost_words(step.turns),
        given=pretty_json(step.inputs, longest=LONGEST_SHOWN) if step.inputs else "",
        gave=pretty_json(step.execution_result, longest=LONGEST_SHOWN)
        if step.execution_result is not None
        else "",
    )


def agent_words(turns: list[dict[str, Any]]) -> str:
    """Return who worked: built-in, or the models, and where one had to be stood in for."""
    if not turns:
        return "built-in"
    words = []
    for turn in turns:
        who = f"model {turn['model']}" if turn.get("agent") == "model" else "built-in"
        instead = turn.get("self_correction")
        words.append(f"{turn.get('role', 'agent')}: {who}{f' ({instead})' if instead else ''}")
    return ", ".join(words)


def token_words(turns: list[dict[str, Any]]) -> str:
    """Return the tokens of a step, in and out; nothing where no model was asked."""
    put = sum(turn.get("input_tokens") or 0 for turn in turns)
    got = sum(turn.get("output_tokens") or 0 for turn in turns)
    return f"{put} tokens in, {got} out" if put or got else ""


def cost_words(turns: list[dict[str, Any]]) -> str:
    """Return what a step cost in US dollars, as far as prices are known."""
    known = [Decimal(turn["cost_usd"]) for turn in turns if turn.get("cost_usd") is not None]
    return f"${sum(known):f}" if known else ""

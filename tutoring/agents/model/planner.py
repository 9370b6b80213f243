"""The planner by model: the order of topics and why; days and hours are computed."""

from collections.abc import Sequence
from typing import Any

from tutoring.agents.builtin.pacing import learning_minutes
from tutoring.agents.builtin.planner import plan_in_order
from tutoring.agents.model.caller import ModelCaller
from tutoring.agents.model.checks import refuse_markup, refuse_other_subjects
from tutoring.agents.model.errors import AnswerRefused
from tutoring.agents.model.question import ModelQuestion
from tutoring.agents.model.words import PlanWords
from tutoring.agents.requests import PlanRequest, ScopeTopic
from tutoring.agents.shapes import REVIEW_ENTRY, PlanVersion, StudyPlan


class ModelPlanner:
    """Orders the scope; the schedule of that order is made as the built-in planner makes it."""

    name = "model-planner"

    def __init__(self, caller: ModelCaller | None = None) -> None:
        self.caller = caller or ModelCaller()

    @property
    def version(self) -> str:
        return f"2 {self.caller.endpoint.provider}"

    def draft(self, request: PlanRequest) -> StudyPlan:
        """Return the plan in the model's order. Raises ModelUnavailable."""
        return self._plan(request, {})

    def correct(self, request: PlanRequest, versions: Sequence[PlanVersion]) -> StudyPlan:
        """Return a plan in another order, told what was wrong. Raises ModelUnavailable."""
        last = versions[-1]
        critique = last.verification.critique if last.verification else ""
        return self._plan(
            request, {"critique": critique, "refused_order": last.plan.names_in_order()}
        )

    def _plan(self, request: PlanRequest, extra: dict[str, Any]) -> StudyPlan:
        def check(words: PlanWords) -> None:
            _check(words, request)

        data = {**_data(request), **extra}
        words = self.caller.ask(ModelQuestion("planner", data, PlanWords, check))
        return _scheduled(request, words)


def _data(request: PlanRequest) -> dict[str, Any]:
    names = {topic.slug: topic.name for topic in request.scope}
    return {
        "exam": request.exam_type,
        "goal": request.goal,
        "days": request.days,
        "minutes_available": learning_minutes(request),
        "topics": [
            {
                "name": topic.name,
                "unit": topic.unit,
                "weight": topic.weight,
                "hours": topic.hours,
                "mastery": _mastery(topic, request),
                "after": [names[slug] for slug in topic.prerequisites],
            }
            for topic in request.scope
        ],
    }


def _mastery(topic: ScopeTopic, request: PlanRequest) -> int | None:
    """Return how far the learner is in a topic (0-100), None without enough answers."""
    known = request.known.get(topic.slug)
    return known.mastery if known else None


def _check(words: PlanWords, request: PlanRequest) -> None:
    names = [topic.name for topic in words.topics]
    unknown = set(names) - {topic.name for topic in request.scope}
    if unknown:
        raise AnswerRefused(f"These are not topics of the data: {sorted(unknown)[:5]}")
    if len(set(names)) < len(names):
        raise AnswerRefused("Name every topic once.")
    texts = [words.overview, *(topic.rationale for topic in words.topics)]
    refuse_markup(texts)
    refuse_other_subjects([words.overview], _vocabulary(request))


def _vocabulary(request: PlanRequest) -> list[str]:
    """Return the words of the syllabus; the learner's own only where there are no others."""
    of_syllabus = [topic for topic in request.scope if not topic.is_own]
    return [part for topic in of_syllabus or request.scope for part in (topic.name, topic.unit)]


def _scheduled(request: PlanRequest, words: PlanWords) -> StudyPlan:
    """Return the schedule of the words' order; its figures are computed."""
    by_name = {topic.name: topic for topic in request.scope}
    plan = plan_in_order(request, [by_name[topic.name] for topic in words.topics])
    told = {topic.name: topic for topic in words.topics}
    first_days: set[str] = set()
    for day in plan.schedule:
        for topic in day.topics:
            if topic.name == REVIEW_ENTRY:
                continue
            topic.difficulty = told[topic.name].difficulty
            if topic.name not in first_days:
                topic.rationale = told[topic.name].rationale
            first_days.add(topic.name)
    return plan.model_copy(update={"overview": f"{plan.overview} {words.overview}"})

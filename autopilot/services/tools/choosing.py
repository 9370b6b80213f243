"""Choosing a topic by what the learner can gain there now."""

from dataclasses import dataclass
from typing import Any

from autopilot.models import Hop
from autopilot.selectors.gains import Gain, gains
from autopilot.services.moves import change_run
from autopilot.services.records import record
from autopilot.services.stage import Follow, Next, Outcome, Stage
from autopilot.states import RunPhase, ToolId
from sessions_app.states import StudyPhase
from tutoring.models import Topic
from tutoring.selectors.progress import current_topic_of, topics_of
from tutoring.services.topics import Explained, explain_topic, lead_back, open_in

RUNNERS_UP = 4  # told beside the chosen one


@dataclass(frozen=True)
class Choice:
    """A topic with its reason and the numbers behind it; none when nothing is left to gain."""

    topic: Topic | None
    reason: str = ""
    numbers: dict[str, Any] | None = None
    explained: Explained | None = None


class ChooseTopic:
    """Opens the topic of the highest expected gain, or goes on with the one that is open."""

    def work(self, stage: Stage) -> Outcome:
        if stage.session.phase in {StudyPhase.LEARNING, StudyPhase.QUIZZING}:
            topic = current_topic_of(stage.session)
            return Outcome(Choice(topic, f"{topic.name} is open already." if topic else ""))
        topics = topics_of(stage.session)
        offers = gains(stage.session, stage.run, topics)
        best = _best(offers, _visited(stage))
        if best is None:
            return Outcome(Choice(None))
        topic = next(one for one in topics if str(one.pk) == best.topic_id)
        explained = None
        if topic.syllabus_topic is not None:
            explained = explain_topic(topic.name, topic.syllabus_topic.lesson)
        others = [one.numbers() for one in offers if one is not best][:RUNNERS_UP]
        numbers = {"chosen": best.numbers(), "others": others}
        turns = explained.turns if explained else ()
        return Outcome(Choice(topic, best.sentence(), numbers, explained), turns)

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        choice: Choice = outcome.found
        if choice.topic is None:
            return Follow({"topic": None}, end="nothing_left")
        _open(stage, choice)
        _name_hop(stage, choice)
        record(stage, "topic_selected", choice.reason, choice.numbers or {})
        result = {"topic": choice.topic.name, "reason": choice.reason, **(choice.numbers or {})}
        if stage.session.phase == StudyPhase.QUIZZING:
            return Follow(result, Next(ToolId.MAKE_QUIZ, "Go on with the quiz"))
        then = Next(ToolId.MICRO_LESSON, "Teach the idea", {"part": "idea"})
        return Follow(result, then, phase=RunPhase.TEACHING)


def _visited(stage: Stage) -> dict[str, int]:
    """Return how often this run has visited each topic."""
    hops = Hop.objects.filter(tool_steps__run=stage.run, topic__isnull=False)
    visits: dict[str, int] = {}
    each = hops.exclude(pk=stage.hop.pk).values_list("pk", "topic_id").distinct()
    for _, topic_id in each:
        visits[str(topic_id)] = visits.get(str(topic_id), 0) + 1
    return visits


def _best(offers: list[Gain], visits: dict[str, int]) -> Gain | None:
    """Return the most gain among the topics visited least: a run does not circle on one."""
    return min(offers, key=lambda one: (visits.get(one.topic_id, 0), -one.gain), default=None)


def _open(stage: Stage, choice: Choice) -> None:
    session, topic = stage.session, choice.topic
    if topic is None:
        return
    if session.phase == StudyPhase.ANALYZING:
        lead_back(session)
    if session.phase == StudyPhase.PLANNING:
        open_in(session, topic_id=topic.pk, explained=choice.explained)


def _name_hop(stage: Stage, choice: Choice) -> None:
    hop, topic = stage.hop, choice.topic
    if topic is None:
        return
    hop.topic, hop.name = topic, topic.name
    hop.goal = f"Understand {topic.name}, and show it in a few questions."
    hop.rationale, hop.reasons = choice.reason, choice.numbers or {}
    hop.save(update_fields=["topic", "name", "goal", "rationale", "reasons"])
    _spend_wish(stage, topic)


def _spend_wish(stage: Stage, topic: Topic) -> None:
    """A topic asked for instead of another is asked for once."""
    choices = stage.run.choices
    slug = topic.syllabus_topic.slug if topic.syllabus_topic else None
    kept = [
        veto
        for veto in choices.get("vetoes", [])
        if not (veto["kind"] == "instead" and veto["slug"] == slug)
    ]
    if kept != choices.get("vetoes", []):
        change_run(stage.run, choices={**choices, "vetoes": kept})

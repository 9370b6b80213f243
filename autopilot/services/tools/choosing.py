"""Choosing a topic by what the learner can gain there now."""

from dataclasses import asdict, dataclass
from typing import Any

from autopilot.models import AutopilotRun, Hop
from autopilot.services.records import record
from autopilot.services.stage import Follow, Next, Outcome, Stage
from autopilot.states import RunPhase, ToolId
from sessions_app.models import StudySession
from sessions_app.services.write_path import lock_session
from sessions_app.states import StudyPhase
from tutoring.models import Quiz, Topic
from tutoring.selectors.mastery import topic_levels
from tutoring.selectors.progress import current_topic_among, topics_of
from tutoring.services.topics import explain_topic, next_topic, open_topic
from tutoring.states import QuizStatus, TopicStatus

UNMET_PREREQUISITE = 0.25  # of the gain is left while a prerequisite is not known well enough
MET_FROM = 50  # score of a prerequisite that counts as met


@dataclass(frozen=True)
class Gain:
    """What a topic offers, and the numbers that say so."""

    topic_id: str
    name: str
    weight: int
    mastery: int
    unmet: tuple[str, ...]
    gain: float

    @property
    def sentence(self) -> str:
        known = f"you are at {self.mastery} of 100" if self.mastery else "it is new to you"
        first = f" {', '.join(self.unmet)} would help first." if self.unmet else ""
        return f"{self.name} offers most now: weight {self.weight} of 5, and {known}.{first}"


def gains(session: StudySession, run: AutopilotRun) -> list[Gain]:
    """Return what each topic in scope offers, the most first. Three queries."""
    topics = [topic for topic in topics_of(session) if topic.syllabus_topic is not None]
    levels = topic_levels(session.user_id, [t.syllabus_topic.lesson_id for t in topics])
    scores = {t.syllabus_topic.slug: _score(levels, t) for t in topics}
    names = {t.syllabus_topic.slug: t.name for t in topics}
    found = []
    for topic in topics:
        syllabus = topic.syllabus_topic
        if not _in_scope(run, syllabus.slug) or topic.status == TopicStatus.MASTERED:
            continue
        unmet = tuple(
            names[slug] for slug in syllabus.prerequisites if scores.get(slug, 100) < MET_FROM
        )
        mastery = scores[syllabus.slug]
        gain = syllabus.weight * (1 - mastery / 100) * (UNMET_PREREQUISITE if unmet else 1)
        found.append(
            Gain(str(topic.pk), topic.name, syllabus.weight, mastery, unmet, round(gain, 4))
        )
    return sorted(found, key=lambda one: -one.gain)  # equals stay in plan order


def _score(levels: dict, topic: Topic) -> int:
    level = levels.get(topic.syllabus_topic.lesson_id)
    return (level.mastery.score or 0) if level else 0


def _in_scope(run: AutopilotRun, slug: str) -> bool:
    wanted, unwanted = run.choices.get("in", []), run.choices.get("out", [])
    return (not wanted or slug in wanted) and slug not in unwanted


@dataclass(frozen=True)
class Choice:
    topic: Topic | None
    reason: str
    numbers: dict[str, Any]
    explained: Any = None


class ChooseTopic:
    """Opens the topic of the highest expected gain, or the one that is open already."""

    def work(self, stage: Stage) -> Outcome:
        topics = topics_of(stage.session)
        if stage.session.phase in {StudyPhase.LEARNING, StudyPhase.QUIZZING}:
            topic = current_topic_among(stage.session, topics)
            reason = f"{topic.name} is open already." if topic else ""
            return Outcome(Choice(topic, reason, {}))
        done = set(
            Hop.objects.filter(mission_id=stage.run.mission_id, tool_steps__run=stage.run)
            .exclude(pk=stage.hop.pk)
            .values_list("topic_id", flat=True)
        )
        offers = gains(stage.session, stage.run)
        fresh = [one for one in offers if one.topic_id not in {str(pk) for pk in done}]
        best = next(iter(fresh or offers), None)
        if best is None:
            return Outcome(Choice(None, "", {}))
        topic = next(one for one in topics if str(one.pk) == best.topic_id)
        explained = explain_topic(topic.name, topic.syllabus_topic.lesson)
        numbers = {"chosen": asdict(best), "others": [asdict(one) for one in offers[:5]]}
        return Outcome(Choice(topic, best.sentence, numbers, explained), explained.turns)

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        choice: Choice = outcome.found
        if choice.topic is None:
            return Follow({"topic": None}, end="nothing_left")
        self._open(stage, choice)
        hop = stage.hop
        hop.topic, hop.name = choice.topic, choice.topic.name
        hop.rationale, hop.reasons = choice.reason, choice.numbers
        hop.goal = f"Understand {choice.topic.name} and show it in three questions."
        hop.save(update_fields=["topic", "name", "rationale", "reasons", "goal"])
        record(stage, "topic_selected", choice.reason, choice.numbers)
        if stage.session.phase == StudyPhase.QUIZZING:
            then = Next(ToolId.MAKE_QUIZ, "Make a quiz")
            return Follow({"topic": hop.name}, then, phase=RunPhase.QUIZZING)
        then = Next(ToolId.MICRO_LESSON, "Teach the idea", {"part": 1})
        return Follow({"topic": hop.name}, then, phase=RunPhase.TEACHING)

    def _open(self, stage: Stage, choice: Choice) -> None:
        session = stage.session
        if session.phase == StudyPhase.ANALYZING:
            next_topic(session_id=session.pk)
        if session.phase in {StudyPhase.ANALYZING, StudyPhase.PLANNING}:
            open_topic(session_id=session.pk, topic_id=choice.topic.pk, explained=choice.explained)
        stage.session = lock_session(session.pk)


def open_quiz(session: StudySession, topic: Topic) -> Quiz | None:
    """Return the quiz of a topic that is not answered to its end."""
    return Quiz.objects.filter(session=session, topic=topic, status=QuizStatus.OPEN).first()

"""The topic map: every topic of an exam's syllabus, where the learner stands, and what to do."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.urls import reverse

from accounts.clock import database_now
from accounts.models import Learner
from sessions_app.models import StudySession
from sessions_app.selectors import latest_open_session
from sessions_app.states import SessionStatus, StudyPhase
from tutoring.models import SyllabusTopic, Topic, TopicState
from tutoring.rules import topic_standing
from tutoring.selectors.mastery import TopicLevel, topic_levels
from tutoring.selectors.places import PAGES
from tutoring.selectors.practice import subjects_with_topics
from tutoring.selectors.progress import current_topic_name, topics_of
from tutoring.selectors.review_portion import due_by_lesson
from tutoring.states import TopicStanding, TopicStatus

SIZES = 4  # of a tile, by the topic's weight
GO_ON = {
    StudyPhase.LEARNING: "Continue the lesson",
    StudyPhase.QUIZZING: "Continue the quiz",
    StudyPhase.ANALYZING: "What the quiz showed",
}


@dataclass(frozen=True)
class NextAct:
    """One thing to do: a link, or a form of ``fields`` to post."""

    label: str
    url: str
    is_post: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TopicTile:
    """One topic of the syllabus as this learner stands in it."""

    topic: SyllabusTopic
    standing: TopicStanding
    level: TopicLevel | None
    right: int
    due: int
    size: int
    act: NextAct | None

    @property
    def score(self) -> int | None:
        return self.level.mastery.score if self.level else None

    @property
    def answers(self) -> int:
        return self.level.mastery.answers if self.level else 0


@dataclass(frozen=True)
class MapUnit:
    name: str
    tiles: Sequence[TopicTile]


@dataclass(frozen=True)
class MapSubject:
    name: str
    units: Sequence[MapUnit]

    @property
    def tiles(self) -> list[TopicTile]:
        return [tile for unit in self.units for tile in unit.tiles]


@dataclass(frozen=True)
class TopicMap:
    """All topics of an exam, those of a filter, and how many stand where."""

    exam: str
    is_begun: bool
    tiles: Sequence[TopicTile]
    subject: str = ""
    standing: str = ""

    @property
    def names(self) -> list[str]:
        """The subjects, in the syllabus's order."""
        return list(dict.fromkeys(tile.topic.subject for tile in self.tiles))

    @property
    def counts(self) -> Counter[str]:
        """How many topics of the chosen subject stand where."""
        return Counter(tile.standing for tile in self._of_subject())

    @property
    def subjects(self) -> list[MapSubject]:
        """What the filter leaves, by subject and unit."""
        chosen = [t for t in self._of_subject() if self.standing in ("", t.standing)]
        return [
            MapSubject(name, [MapUnit(unit, list(of_unit)) for unit, of_unit in _by_unit(tiles)])
            for name, tiles in groupby(chosen, key=lambda tile: tile.topic.subject)
        ]

    def _of_subject(self) -> list[TopicTile]:
        return [tile for tile in self.tiles if self.subject in ("", tile.topic.subject)]


def _by_unit(tiles: Iterable[TopicTile]) -> Iterable[tuple[str, Iterable[TopicTile]]]:
    return groupby(tiles, key=lambda tile: tile.topic.unit)


def topic_map(learner: Learner, *, subject: str = "", standing: str = "") -> TopicMap:
    """Return the map of the exam that the learner studies for. Eight queries.

    An open study session says which exam that is, else the learner's own row. A subject or
    standing that is none leaves everything.
    """
    session = latest_open_session(learner.pk)
    exam = session.exam_type if session is not None else learner.exam_type
    topics = list(SyllabusTopic.objects.of_exam(exam).select_related("lesson"))
    levels = topic_levels(learner.pk)
    planned = topics_of(session) if session is not None else []
    acts = _Acts(session, planned, due_by_lesson(learner.user), subjects_with_topics())
    drawing = _Drawing(
        acts=acts,
        right=_right_by_lesson(learner.pk),
        heaviest=max((topic.weight for topic in topics), default=1),
        now=database_now(),
    )
    tiles = [drawing.tile(topic, levels.get(topic.lesson_id)) for topic in topics]
    return TopicMap(
        exam=exam,
        is_begun=session is not None or bool(levels),
        tiles=sorted(tiles, key=_place_in(topics)),
        subject=subject if any(topic.subject == subject for topic in topics) else "",
        standing=standing if standing in TopicStanding.values else "",
    )


def _place_in(
    topics: Sequence[SyllabusTopic],
) -> Callable[[TopicTile], tuple[int, int, int]]:
    """Keep the topics of a subject and of a unit together, in the order of their first one."""
    subjects = list(dict.fromkeys(topic.subject for topic in topics))
    units = list(dict.fromkeys((topic.subject, topic.unit) for topic in topics))

    def place(tile: TopicTile) -> tuple[int, int, int]:
        topic = tile.topic
        unit = units.index((topic.subject, topic.unit))
        return subjects.index(topic.subject), unit, topic.position

    return place


def _right_by_lesson(learner_id: UUID) -> dict[UUID, int]:
    rows = TopicState.objects.filter(learner_id=learner_id)
    return dict(rows.values_list("lesson_id", "right"))


@dataclass(frozen=True)
class _Drawing:
    """What a tile is drawn with beside its topic and level."""

    acts: "_Acts"
    right: Mapping[UUID, int]
    heaviest: int
    now: datetime

    def tile(self, topic: SyllabusTopic, level: TopicLevel | None) -> TopicTile:
        score = level.mastery.score if level is not None else None
        last_at = level.last_at if level is not None else None
        return TopicTile(
            topic=topic,
            standing=topic_standing(score, last_at, self.now),
            level=level,
            right=self.right.get(topic.lesson_id, 0),
            due=self.acts.due.get(topic.lesson_id, 0),
            size=-(-SIZES * topic.weight // self.heaviest),
            act=self.acts.of(topic),
        )


@dataclass(frozen=True)
class _Acts:
    """What can be done now: in the open session, with what is due, in practice."""

    session: StudySession | None
    planned: Sequence[Topic]
    due: Mapping[UUID, int]
    practised: Mapping[str, Sequence[str]]  # the units with questions, by subject

    def of(self, topic: SyllabusTopic) -> NextAct | None:
        """Return the next act in a topic: in the plan, else review, else practice."""
        return self._in_plan(topic) or self._review(topic) or self._practice(topic)

    def _in_plan(self, topic: SyllabusTopic) -> NextAct | None:
        session = self.session
        if session is None or session.status != SessionStatus.ACTIVE:
            return None
        row = next((row for row in self.planned if row.syllabus_topic_id == topic.pk), None)
        if row is None:
            return None
        phase = StudyPhase(session.phase)
        if phase in GO_ON and current_topic_name(session) == row.name:
            return NextAct(GO_ON[phase], reverse(f"study:{PAGES[phase]}", args=[session.pk]))
        if phase != StudyPhase.PLANNING or row.status == TopicStatus.MASTERED:
            return None
        label = "Start the lesson" if row.status == TopicStatus.PENDING else "Study it again"
        url = reverse("study:start-topic", args=[session.pk, row.pk])
        return NextAct(label, url, is_post=True)

    def _review(self, topic: SyllabusTopic) -> NextAct | None:
        if not self.due.get(topic.lesson_id):
            return None
        return NextAct("Review", reverse("study:review"))

    def _practice(self, topic: SyllabusTopic) -> NextAct | None:
        lesson = topic.lesson
        if lesson.unit not in self.practised.get(lesson.subject, ()):
            return None
        fields = {"subject": lesson.subject, "topic": lesson.unit}
        return NextAct("Practise", reverse("study:practice-start"), is_post=True, fields=fields)

"""What there is to study, exam by exam and subject by subject. One report for command and admin."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, Q

from tutoring.models import BlindSolve, Misconception, Question, SyllabusTopic
from tutoring.rules import percent_half_up
from tutoring.selectors.review_queue import AGREEING, BUILT_IN
from tutoring.states import QuestionStatus

HEADS = (
    "Exam",
    "Subject",
    "Topics",
    "Lessons",
    "Written",
    "Generated",
    "Generators",
    "Misconceptions",
    "Blind solves agree",
)
ALL = "all"


@dataclass
class Stock:
    """What one lesson holds: released questions, generators, misconceptions, solved questions."""

    written: int = 0
    generated: int = 0
    generators: set[str] = field(default_factory=set)
    misconceptions: int = 0
    solved: int = 0
    agreeing: int = 0


@dataclass(frozen=True)
class ReportRow:
    """One subject of one exam, or ``all`` of them; a lesson shared by exams counts in each once."""

    exam: str
    subject: str
    topics: int
    lessons: int
    written: int
    generated: int
    generators: int
    misconceptions: int
    solved: int
    agreeing: int

    @property
    def agreement(self) -> str:
        """The share of static questions with two solves whose solves agree with the key."""
        if not self.solved:
            return "none solved"
        return f"{percent_half_up(self.agreeing, self.solved)} % of {self.solved}"

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of ``HEADS``."""
        numbers = (self.topics, self.lessons, self.written, self.generated, self.generators)
        counted = (f"{number:,}" for number in (*numbers, self.misconceptions))
        return self.exam, self.subject, *counted, self.agreement


def curriculum_report() -> list[ReportRow]:
    """Return the counts of each exam and subject, of each exam, and of everything. Four queries.

    "Solved" are static questions in use or rejected with two blind solves: those of the built-in
    curriculum are released by the packs' own record of both, the others have theirs as rows.
    """
    stock = _stock()
    topics = list(
        SyllabusTopic.objects.filter(retired=False)
        .order_by("exam", "position")
        .values_list("exam", "subject", "lesson_id")
    )
    rows = []
    for exam in dict.fromkeys(exam for exam, _, _ in topics):
        own = [(subject, lesson) for name, subject, lesson in topics if name == exam]
        rows += [
            _row(exam, subject, [lesson for name, lesson in own if name == subject], stock)
            for subject in dict.fromkeys(subject for subject, _ in own)
        ]
        rows.append(_row(exam, ALL, [lesson for _, lesson in own], stock))
    lessons = [lesson for _, _, lesson in topics]
    return [*rows, _row(ALL, ALL, lessons, stock)] if rows else []


def _row(exam: str, subject: str, lessons: Sequence[UUID], stock: dict[UUID, Stock]) -> ReportRow:
    held = [stock[lesson] for lesson in dict.fromkeys(lessons) if lesson in stock]
    return ReportRow(
        exam=exam,
        subject=subject,
        topics=len(lessons),
        lessons=len(set(lessons)),
        written=sum(one.written for one in held),
        generated=sum(one.generated for one in held),
        generators=len(set[str]().union(*(one.generators for one in held))),
        misconceptions=sum(one.misconceptions for one in held),
        solved=sum(one.solved for one in held),
        agreeing=sum(one.agreeing for one in held),
    )


def _stock() -> dict[UUID, Stock]:
    """Return what each lesson holds. Three queries."""
    stock: dict[UUID, Stock] = defaultdict(Stock)
    _count_questions(stock)
    beliefs = Misconception.objects.values_list("lesson").annotate(count=Count("pk")).order_by()
    for lesson, count in beliefs:
        stock[lesson].misconceptions = count
    for lesson, agreeing, solved in _solved():
        stock[lesson].solved += solved
        stock[lesson].agreeing += agreeing
    return stock


def _count_questions(stock: dict[UUID, Stock]) -> None:
    rows = Question.objects.filter(lesson__isnull=False).order_by()
    rows = rows.filter(Q(status=QuestionStatus.RELEASED) | Q(source=BUILT_IN))
    groups = rows.values_list("lesson", "generator", "source", "status")
    for lesson, generator, source, status, count in groups.annotate(count=Count("pk")):
        held = stock[lesson]
        is_released = status == QuestionStatus.RELEASED
        if generator is not None:
            held.generated += count if is_released else 0
            held.generators |= {generator} if is_released else set()
            continue
        held.written += count if is_released else 0
        if source == BUILT_IN and status != QuestionStatus.RETIRED:
            # A draft of the packs lacks two solves that agree.
            held.solved += count
            held.agreeing += count if is_released else 0


def _solved() -> Iterable[tuple[UUID, int, int]]:
    """Yield for each lesson of other questions how many have two solves, and how many agree."""
    question = "question_version__question"
    rows = BlindSolve.objects.filter(**{f"{question}__lesson__isnull": False})
    rows = rows.filter(**{f"{question}__current": F("question_version")})
    groups = rows.values_list(f"{question}__lesson", question).annotate(
        solvers=Count("number"), right=Count("number", filter=Q(agrees=True))
    )
    for lesson, _, solvers, right in groups.order_by():
        if solvers >= AGREEING:
            yield lesson, int(right >= AGREEING), 1

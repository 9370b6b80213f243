"""Choices of the teaching: what a topic, a question, a quiz or a misconception can be."""

from typing import NamedTuple

from django.db import models


class TopicStatus(models.TextChoices):
    PENDING = "pending", "not started"
    LEARNING = "learning", "learning"
    WEAK = "weak", "needs work"
    MASTERED = "mastered", "mastered"


class TopicStanding(models.TextChoices):
    """Where a learner stands in a topic of the syllabus, as the topic map shows it."""

    STRONG = "strong", "strong"
    LEARNING = "learning", "learning"
    WEAK = "weak", "weak"
    STALE = "stale", "stale"
    UNTESTED = "untested", "untested"


class QuestionType(models.TextChoices):
    MULTIPLE_CHOICE = "multiple_choice", "multiple choice"
    TRUE_FALSE = "true_false", "true or false"
    FILL_BLANK = "fill_blank", "fill in"
    NUMERIC = "numeric", "numeric"


class Difficulty(models.TextChoices):
    EASY = "easy", "easy"
    MEDIUM = "medium", "medium"
    HARD = "hard", "hard"


class QuestionStatus(models.TextChoices):
    """Only released questions are asked."""

    DRAFT = "draft", "draft"
    QUARANTINED = "quarantined", "quarantined"
    RELEASED = "released", "released"
    RETIRED = "retired", "retired"
    REJECTED = "rejected", "rejected"


class ReviewVerb(models.TextChoices):
    """What a reviewer, or three learners' flags, did with a question."""

    RELEASE = "release", "released"
    REJECT = "reject", "rejected"
    REQUEUE = "requeue", "put back into the queue"
    QUARANTINE = "quarantine", "taken back into quarantine"
    RETIRE = "retire", "retired"
    RESTORE = "restore", "asked again"
    EDIT = "edit", "edited"
    LOOK = "look", "looked at the key before solving"


class ReviewMove(NamedTuple):
    sources: frozenset[str]
    target: QuestionStatus


Q = QuestionStatus
# The one table of a question's way through the review; the other verbs move no status.
REVIEW_MOVES: dict[str, ReviewMove] = {
    ReviewVerb.RELEASE: ReviewMove(frozenset({Q.QUARANTINED}), Q.RELEASED),
    ReviewVerb.REJECT: ReviewMove(frozenset({Q.QUARANTINED}), Q.REJECTED),
    ReviewVerb.REQUEUE: ReviewMove(frozenset({Q.REJECTED, Q.RETIRED}), Q.QUARANTINED),
    ReviewVerb.QUARANTINE: ReviewMove(frozenset({Q.RELEASED}), Q.QUARANTINED),
    ReviewVerb.RETIRE: ReviewMove(frozenset({Q.RELEASED}), Q.RETIRED),
    ReviewVerb.RESTORE: ReviewMove(frozenset({Q.RETIRED}), Q.RELEASED),
}


class FlagKind(models.TextChoices):
    """What a learner reports of a question."""

    KEY_WRONG = "key_wrong", "The key looks wrong"
    UNCLEAR = "unclear", "It is unclear"
    TYPO = "typo", "There is a typo"


class FlagStatus(models.TextChoices):
    """A flag is open until staff say what came of it."""

    OPEN = "open", "open"
    FIXED = "fixed", "fixed"
    NO_FAULT = "no_fault", "no fault found"
    WITHDRAWN = "withdrawn", "question withdrawn"


class QuizKind(models.TextChoices):
    """What a set of questions is for."""

    TOPIC = "topic", "quiz of a topic"
    PRACTICE = "practice", "practice"
    REVIEW = "review", "review of missed questions"
    REQUESTED = "requested", "asked for by a front end"
    REDEMPTION = "redemption", "redemption of a misconception"


# Sets that are answered on the practice page, in the learner's practice session.
SERVED_KINDS = (QuizKind.PRACTICE, QuizKind.REVIEW)


class QuizStatus(models.TextChoices):
    OPEN = "open", "open"
    ANSWERED = "answered", "answered"


class MisconceptionState(models.TextChoices):
    SUSPECTED = "suspected", "suspected"
    CONFIRMED = "confirmed", "confirmed"
    RESOLVED = "resolved", "resolved"


OPEN_MISCONCEPTION_STATES = (MisconceptionState.SUSPECTED, MisconceptionState.CONFIRMED)


class MaterialStatus(models.TextChoices):
    """How far the reading of an uploaded file is."""

    WAITING = "waiting", "waiting"
    READING = "reading", "being read"
    READY = "ready", "ready"
    FAILED = "failed", "could not be read"


class ImportStatus(models.TextChoices):
    """How far a step of an import is."""

    WAITING = "waiting", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class ImportStep(models.TextChoices):
    """A file is checked first; only what was checked is stored."""

    CHECK = "check", "check without storing"
    STORE = "store", "store the questions"


class BankFormat(models.TextChoices):
    """The forms of question banks that are read or written."""

    GIFT = "gift", "GIFT"
    MOODLE_XML = "moodle-xml", "Moodle XML"
    QTI_12 = "qti-1.2", "QTI 1.2"
    QTI_21 = "qti-2.1", "QTI 2.1 or 2.2"
    AIKEN = "aiken", "Aiken"
    CSV = "csv", "CSV table"
    JSON = "json", "JSON"
    JSONL = "jsonl", "JSON lines"
    TRIVIA = "trivia", "OpenTriviaQA text"
    ANKI = "anki", "Anki package"


class MadeBy(models.TextChoices):
    """Which side of an agent made something."""

    BUILTIN = "builtin", "built in"
    MODEL = "model", "model"

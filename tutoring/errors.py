"""What the teaching refuses."""

from accounts.errors import (
    BodyTooLarge,
    Conflict,
    NotVisible,
    RuleViolation,
    UnsupportedMedia,
)


class UnsoundCurriculum(RuleViolation):
    """The packs have faults; ``findings`` names file, line and what to do."""

    code = "unsound_curriculum"


class NoCurriculum(RuleViolation):
    """There is no syllabus for this exam yet."""

    code = "no_curriculum"


class UnsoundScope(RuleViolation):
    """These topics cannot be planned: too many, or waiting for each other."""

    code = "unsound_scope"


class ExamDatePassed(RuleViolation):
    """The exam is not in the future."""

    code = "exam_date_passed"


class NoPlanYet(Conflict):
    """The session has no plan that could be made again."""

    code = "no_plan_yet"


class PlanVersionNotFound(NotVisible):
    """The session has no such version of its plan, or it was only a step to another."""

    code = "plan_version_not_found"


class TopicNotFound(NotVisible):
    """The session has no such topic."""

    code = "topic_not_found"


class NoTopicChosen(Conflict):
    """Nothing says which topic the learner is on."""

    code = "no_topic_chosen"


class NoQuestions(Conflict):
    """The bank has no released question for this topic."""

    code = "no_questions"


class QuizItemNotFound(NotVisible):
    """The session's quizzes have no such question."""

    code = "quiz_item_not_found"


class QuizNotFound(NotVisible):
    """There is no such quiz for this caller."""

    code = "quiz_not_found"


class UnknownOption(RuleViolation):
    """The question offers no such option; ``options`` names those it offers."""

    code = "unknown_option"


class UnreadableAnswer(RuleViolation):
    """The answer could not be read or judged: no attempt; the message says what to write."""

    code = "unreadable_answer"


class SyllabusTextTooLong(RuleViolation):
    """The learner's own syllabus has too many bytes or topics."""

    code = "syllabus_text_too_long"


class UnknownTopic(RuleViolation):
    """No topic here has this name; ``nearest`` are names that come close."""

    code = "unknown_topic"


class AlreadyAnswered(Conflict):
    """Each question is answered once."""

    code = "already_answered"


class NotAnsweredYet(Conflict):
    """What an answer shows is told after it."""

    code = "not_answered_yet"


class NothingWrong(RuleViolation):
    """The right answer betrays no misconception."""

    code = "nothing_wrong"


class InvalidWish(RuleViolation):
    """A plan cannot be made for these days, hours or words."""

    code = "invalid_wish"


class MaterialNotFound(NotVisible):
    """There is no such file, or no such page of it, for this caller."""

    code = "material_not_found"


class FileTooLarge(BodyTooLarge):
    """An uploaded file has too many bytes."""


class EmptyFile(RuleViolation):
    """An uploaded file has no byte."""

    code = "empty_file"


class UnknownKindOfFile(UnsupportedMedia):
    """Neither a PDF nor a picture that can be read."""


class MaterialLimitReached(Conflict):
    """The learner keeps as many files, or as many bytes, as one may."""

    code = "material_limit_reached"


class UnreadableQuestions(RuleViolation):
    """A file of questions is refused as a whole; the message says why."""

    code = "unreadable_questions"


class ImportNotWaiting(Conflict):
    """There is no checked file that waits to be confirmed."""

    code = "import_not_waiting"


class AttemptFirst(Conflict):
    """Hints come after an answer of one's own."""

    code = "attempt_first"


class HintOutOfOrder(Conflict):
    """Hints are opened one after the other, and there are only so many."""

    code = "hint_out_of_order"


class LineTooLong(RuleViolation):
    """A learner's line has more characters than a router reads."""

    code = "line_too_long"


class FlagNotFound(NotVisible):
    """This learner has no flag on this question."""

    code = "flag_not_found"


class TooManyFlags(Conflict):
    """The learner has as many open flags as one may."""

    code = "too_many_flags"


class NoteTooLong(RuleViolation):
    """A note has more characters than staff will read."""

    code = "note_too_long"


class NothingOpen(Conflict):
    """No flag on this question waits for an answer."""

    code = "nothing_open"


class ReasonMissing(RuleViolation):
    """A decision or a reply says nothing."""

    code = "reason_missing"


class NotReadyForRelease(Conflict):
    """The question lacks what a release needs; ``lacks`` says what."""

    code = "not_ready_for_release"


class InvalidReview(Conflict):
    """The review's table has no such move from this status."""

    code = "invalid_review"


class KeptInPacks(RuleViolation):
    """Questions of the built-in curriculum are edited in its packs."""

    code = "kept_in_packs"


class MayNotSolve(Conflict):
    """A blind solve by this person would not be blind, or not a second one."""

    code = "may_not_solve"


class UnsoundQuestion(RuleViolation):
    """An edit whose key or options cannot be asked; the message says why."""

    code = "unsound_question"

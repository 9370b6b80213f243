"""What a wrong answer betrays, and another question to make it good with."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sessions_app.states import SessionStatus
from tutoring.agents import get_misconception_agent, is_builtin
from tutoring.agents.requests import ComposedItem, WrongAnswer
from tutoring.agents.shapes import MisconceptionAnalysis
from tutoring.errors import NotAnsweredYet, NothingWrong
from tutoring.judging import answer_given, judge_attempt, right_answer, stored_answer
from tutoring.models import Attempt, Misconception, QuizItem
from tutoring.selectors.bank import bank_for, catalogue_entry
from tutoring.selectors.progress import attempt_of, items_of, topic_name_of
from tutoring.selectors.served import served_question
from tutoring.selectors.told import stored_analysis
from tutoring.services.redemption import compose_redemption, redemption_item, store_redemption
from tutoring.services.requested_quizzes import store_requested_quiz
from tutoring.services.stored_analyses import analyse_attempt


@dataclass(frozen=True)
class Analysed:
    """An analysis made outside any transaction; ``redemption`` is not stored yet."""

    item: QuizItem
    answer: str  # as an attempt stores it
    analysis: MisconceptionAnalysis
    redemption: ComposedItem | None


def evaluation_of(attempt: Attempt, correct_index: int | None) -> dict[str, Any]:
    """Return what is told about an answer, in words made from the curriculum."""
    held = attempt.misconception
    lesson = attempt.quiz_item.question_version.question.taught_in
    return {
        "is_correct": attempt.correct,
        "feedback": _feedback(attempt),
        "misconception": held.name if held else None,
        "hint_for_similar": held.correction if held else lesson.content["common_pitfall"].strip(),
        "correct_option_index": correct_index,
        "explanation": attempt.quiz_item.key["explanation"],
        **(
            {} if correct_index is not None else {"correct_answer": right_answer(attempt.quiz_item)}
        ),
    }


def _feedback(attempt: Attempt) -> str:
    if attempt.correct:
        return "Right."
    if attempt.misconception is not None:
        held = attempt.misconception
        return f"Not quite. This answer fits a common idea: {held.name}. {held.counter_example}"
    return "Not quite. Compare your steps with the worked solution."


def analyse_wrong_answer(*, item: QuizItem, answer: object) -> Analysed:
    """Analyse a wrong answer to an answered question, outside any transaction. Four queries.

    Raises NotAnsweredYet (an analysis gives the key away), NothingWrong, UnknownOption and
    UnreadableAnswer.
    """
    if attempt_of(item) is None:
        raise NotAnsweredYet("Answer the question first; what it shows comes after.")
    judged = judge_attempt(item, answer)
    if judged.correct:
        raise NothingWrong("This answer is the right one.")
    slug = judged.misconception
    betrayed = Misconception.objects.filter(slug=slug).first() if slug else None
    question = item.question_version.question
    bank = bank_for(
        lesson_id=question.taught_in_id,
        learner_id=item.quiz.learner_id,
        aims=(slug,) if slug else (),
    )
    stored = stored_answer(answer)
    wrong = WrongAnswer(
        item_id=str(item.pk),
        option_text=answer_given(item, stored),
        explanation=item.key["explanation"],
        misconception=catalogue_entry(betrayed) if betrayed else None,
        asked_version_id=item.question_version_id,
        bank=bank,
    )
    analysis = _told(attempt_of(item), stored) or get_misconception_agent().analyse(wrong)
    redemption = compose_redemption(wrong, analysis, slug)
    return Analysed(item, stored, analysis, redemption)


def _told(attempt: Attempt | None, answer: str) -> MisconceptionAnalysis | None:
    """Return what a model says of the learner's own answer: asked once, then kept.

    None with the built-in agent, and for an answer that the learner did not give.
    """
    if attempt is None or attempt.answer != answer or attempt.misconception_id is None:
        return None
    if is_builtin("misconception"):
        return None
    return stored_analysis(analyse_attempt(attempt_id=attempt.pk))


def store_analysis(analysed: Analysed, *, by: UUID | None = None) -> dict[str, Any]:
    """Store the redemption question, once for each wrong answer; the learner's own is redeemed.

    Returns a MisconceptionAnalysis with ``underlying_confusion``; the question can be answered
    under its id.
    """
    answer = analysed.analysis.model_dump(mode="json")
    answer["underlying_confusion"] = answer["inferred_confusion"]
    item = _stored_redemption(analysed, by)
    answer["redemption_question"] = served_question(item) if item is not None else None
    return answer


def _stored_redemption(analysed: Analysed, by: UUID | None) -> QuizItem | None:
    """Return the question that redeems the answer given; another answer's has a quiz of its own."""
    attempt = attempt_of(analysed.item)
    is_own = attempt is not None and attempt.answer == analysed.answer
    made = redemption_item(attempt) if attempt is not None and is_own else None
    if made is not None:
        return made
    if analysed.redemption is None:
        return None
    session = analysed.item.quiz.session
    takes_answers = session is None or session.status == SessionStatus.ACTIVE
    if attempt is not None and is_own and takes_answers:
        return store_redemption(attempt, analysed.redemption, by=by)
    quiz = store_requested_quiz(
        learner_id=analysed.item.quiz.learner_id,
        topic_name=topic_name_of(analysed.item.quiz),
        items=[analysed.redemption],
        quiz_id=redemption_quiz_id(analysed.item, analysed.answer),
    )
    return items_of(quiz)[0]


def redemption_quiz_id(item: QuizItem, answer: str) -> UUID:
    """Return the id under which a wrong answer's redemption question is kept: always the same."""
    return uuid5(item.pk, f"redemption:{answer}")

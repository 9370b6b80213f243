"""The misconception agent: each wrong option of the curriculum names the belief it betrays."""

from tutoring.agents.builtin.quizmaster import revealed_by
from tutoring.agents.requests import BankQuestion, WrongAnswer
from tutoring.agents.shapes import MisconceptionAnalysis, Question

NO_PATTERN = "This answer fits no known pattern; compare your steps with the worked solution."


class BuiltinMisconceptionAgent:
    """Tells what the chosen option reveals, with another question on the same belief."""

    def analyse(self, answer: WrongAnswer) -> MisconceptionAnalysis:
        entry = answer.misconception
        if entry is None:
            return MisconceptionAnalysis(
                wrong_option_chosen=answer.option_text,
                inferred_confusion=NO_PATTERN,
                counter_example="",
                explanation=answer.explanation,
                redemption_question=None,
            )
        return MisconceptionAnalysis(
            wrong_option_chosen=answer.option_text,
            inferred_confusion=entry.confusion,
            counter_example=entry.counter_example,
            explanation=entry.correction,
            redemption_question=_redemption(answer, entry.slug),
        )


def _redemption(answer: WrongAnswer, slug: str) -> Question | None:
    """Return another static question that tempts the same belief, the least seen first."""
    candidates = [
        question
        for question in answer.bank
        if not question.generator
        and question.version_id != answer.asked_version_id
        and slug in revealed_by(question)
    ]
    chosen = min(candidates, key=lambda question: len(question.seen_stems), default=None)
    return _as_shown(chosen) if chosen else None


def _as_shown(question: BankQuestion) -> Question:
    return Question(
        id=str(question.version_id),
        text=question.stem,
        question_type=question.type,
        options=[option["text"] for option in question.options],
        difficulty=question.difficulty,
        concept_tested=question.concept,
    )

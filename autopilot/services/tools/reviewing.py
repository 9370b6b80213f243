"""Between topics: the missed questions that are due, a few at a time."""

from dataclasses import dataclass

from autopilot.services.stage import Follow, Next, Outcome, Stage
from autopilot.services.tools.asking import ask_quiz
from autopilot.states import RunPhase, ToolId
from sessions_app.states import StudyPhase
from tutoring.agents import get_quizmaster
from tutoring.agents.requests import ComposedItem, QuizRequest
from tutoring.models import Quiz, QuizItem
from tutoring.selectors.bank import bank_question
from tutoring.selectors.reviews import due_reviews
from tutoring.services.quizzes import item_rows
from tutoring.services.topics import lead_back
from tutoring.states import QuizKind

MOST_REVIEWED = 2
NAME = "Review"


@dataclass(frozen=True)
class Due:
    items: tuple[ComposedItem, ...]


class Review:
    """Asks what is due, longest due first; generated questions come with new numbers."""

    def work(self, stage: Stage) -> Outcome:
        cards = list(due_reviews(stage.session.user_id)[:MOST_REVIEWED])
        typed = stage.run.choices.get("typed", False)
        bank = tuple(
            question
            for question in (bank_question(card.question, ()) for card in cards)
            if typed or question.is_plain_choice
        )
        request = QuizRequest(topic=NAME, bank=bank, count=len(bank), seed=stage.seed())
        return Outcome(Due(tuple(get_quizmaster().compose(request)) if bank else ()))

    def apply(self, stage: Stage, outcome: Outcome) -> Follow:
        due: Due = outcome.found
        if stage.session.phase == StudyPhase.ANALYZING:
            lead_back(stage.session)
        if not due.items:
            then = Next(ToolId.DECIDE, "Decide what comes next")
            return Follow({"due": 0}, then, phase=RunPhase.ANALYZING)
        quiz = Quiz.objects.create(
            learner_id=stage.session.user_id,
            session=stage.session,
            kind=QuizKind.REVIEW,
            topic_name=NAME,
        )
        QuizItem.objects.bulk_create(item_rows(quiz, due.items))
        return ask_quiz(stage, quiz, NAME)

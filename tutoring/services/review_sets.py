"""Review sets: missed questions that are due, asked again on the practice page."""

import secrets
from uuid import UUID

from accounts.models import User
from tutoring.agents import get_quizmaster
from tutoring.agents.requests import QuizRequest
from tutoring.selectors.bank import bank_question
from tutoring.selectors.practice import Scope
from tutoring.selectors.review_portion import cards_to_review, portion_of
from tutoring.services.composing import SEED_BITS
from tutoring.services.practice import Batch, Chosen, Served, serve_questions
from tutoring.states import QuizKind

SET_LENGTH = 10


def start_review(*, user: User, by: UUID | None = None, seed: int | None = None) -> Served | None:
    """Serve up to ``SET_LENGTH`` questions of today's portion, in the learner's practice session.

    A generated question comes with new numbers. None when nothing is due or the portion is done.
    Raises what ``serve_questions`` raises.
    """
    count = min(SET_LENGTH, portion_of(user).left)
    questions = [card.question for card in cards_to_review(user, count)]
    if not questions:
        return None
    request = QuizRequest(
        topic="Review",
        bank=tuple(bank_question(question, ()) for question in questions),
        count=len(questions),
        seed=secrets.randbits(SEED_BITS) if seed is None else seed,
    )
    lessons = {question.current_id: question.taught_in for question in questions}
    sources = {question.current_id: question.source for question in questions}
    chosen = tuple(
        Chosen(
            item,
            lessons[item.version_id].subject,
            lessons[item.version_id].unit,
            sources[item.version_id],
        )
        for item in get_quizmaster().compose(request)
    )
    scope = Scope(questions[0].taught_in.subject)
    batch = Batch(user.pk, scope, chosen, kind=QuizKind.REVIEW)
    return serve_questions(batch=batch, by=by)

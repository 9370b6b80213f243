"""Learners and sessions for tests; sessions are made by the services, so every promise holds."""

from typing import Any

import factory

from accounts.models import User
from sessions_app.models import StudySession
from sessions_app.services.lifecycle import move_session, start_session
from sessions_app.services.phases import perform_action
from sessions_app.services.saving import save_state
from sessions_app.states import SessionStatus, StudyPhase
from tests.accounts.factories import LearnerFactory

# The shortest way from INTAKE to each phase.
ACTIONS_TO = {
    StudyPhase.INTAKE: [],
    StudyPhase.PLANNING: ["generate_plan"],
    StudyPhase.LEARNING: ["generate_plan", "start_topic"],
    StudyPhase.QUIZZING: ["generate_plan", "start_topic", "take_quiz"],
    StudyPhase.ANALYZING: ["generate_plan", "start_topic", "take_quiz", "submit_answers"],
    StudyPhase.COMPLETED: [
        "generate_plan",
        "start_topic",
        "take_quiz",
        "submit_answers",
        "complete",
    ],
}
VERB_TO = {
    SessionStatus.PAUSED: "pause",
    SessionStatus.COMPLETED: "complete",
    SessionStatus.ABANDONED: "abandon",
    SessionStatus.ARCHIVED: "archive",
}


def make_learner(**fields: Any) -> User:
    """Return a user with a learner row; fields of the user."""
    return LearnerFactory(**{f"user__{name}": value for name, value in fields.items()}).user


def make_child_profile() -> User:
    """Return a learner without a log-in."""
    return make_learner(email=None, password="")


class StudySessionFactory(factory.django.DjangoModelFactory):
    """A session brought to a status and phase by the services."""

    class Meta:
        model = StudySession

    user = factory.LazyFunction(make_learner)

    @classmethod
    def _create(
        cls,
        model_class,
        *,
        user: User,
        status: str = SessionStatus.ACTIVE,
        phase: str = StudyPhase.INTAKE,
        context: dict[str, Any] | None = None,
        **fields: Any,
    ) -> StudySession:
        session = start_session(user_id=user.pk, **fields)
        for action in ACTIONS_TO[phase]:
            perform_action(session_id=session.pk, action=action)
        if context:
            save_state(session_id=session.pk, context_data=context, phase=phase)
        session = model_class.objects.get(pk=session.pk)
        if session.status != status:
            move_session(session_id=session.pk, verb=VERB_TO[status])
        return model_class.objects.get(pk=session.pk)

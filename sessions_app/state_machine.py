"""The seeds' StateMachine: five methods over a StudentContext, a thin face on the services."""

from typing import Any
from uuid import UUID

from sessions_app.context import StudentContext, full_context
from sessions_app.errors import InvalidTransition, SessionNotFound, UnknownAction
from sessions_app.models import StudySession
from sessions_app.services.saving import SaveOptions, save_state
from sessions_app.services.write_path import Entry, append_action
from sessions_app.states import PHASE_ACTIONS, StudyPhase, phase_actions_from

CLIENT = "client"


class StateMachine:
    """One learner's session as the seeds' front ends know it.

    ``context`` is the working copy: ``load_state`` fills it, ``save_state`` stores it.
    """

    def __init__(self, context: StudentContext) -> None:
        self.context = context
        self.session: StudySession | None = None

    @classmethod
    def for_session(cls, *, session_id: UUID, user_id: UUID) -> "StateMachine":
        """Return a machine with the empty context of a session."""
        return cls(StudentContext(session_id=session_id, user_id=user_id))

    @staticmethod
    def get_valid_actions(current_phase: str) -> list[str]:
        """Return the actions that the table allows in a phase."""
        return phase_actions_from(current_phase)

    @staticmethod
    def transition(current_phase: str, action: str) -> StudyPhase:
        """Return the phase that an action leads to; nothing is stored.

        Raises UnknownAction and InvalidTransition.
        """
        if action not in PHASE_ACTIONS:
            known = list(PHASE_ACTIONS)
            raise UnknownAction(f"There is no action {action!r}.", known_actions=known)
        move = PHASE_ACTIONS[action]
        if move.source != current_phase:
            raise InvalidTransition(
                f"Cannot {action} in {current_phase}.",
                phase=current_phase,
                valid_actions=phase_actions_from(current_phase),
            )
        return StudyPhase(move.target)

    def load_state(self) -> StudyPhase:
        """Fill ``context`` from the store and return the phase. Raises SessionNotFound."""
        try:
            self.session = StudySession.objects.get(pk=self.context.session_id)
        except StudySession.DoesNotExist:
            raise SessionNotFound("No such session.") from None
        stored = full_context(
            self.session.current_context, user_id=self.session.user_id, session_id=self.session.pk
        )
        self.context = StudentContext.model_validate(stored)
        return StudyPhase(self.session.current_state)

    def save_state(
        self,
        current_phase: str,
        *,
        context_data: dict[str, Any] | None = None,
        options: SaveOptions | None = None,
    ) -> StudySession:
        """Store the phase and ``context`` (or only the members of ``context_data``)."""
        data = context_data
        if data is None:
            data = self.context.model_dump(mode="json")
        self.session = save_state(
            session_id=self.context.session_id,
            context_data=data,
            phase=current_phase,
            options=options,
        )
        return self.session

    def log_action(
        self, action: str, metadata: dict[str, Any] | None = None, *, reasoning: str = ""
    ) -> int:
        """Append an entry to the agent history; return its ``seq``."""
        entry = Entry(CLIENT, action, reasoning=reasoning, metadata=metadata or {})
        return append_action(session_id=self.context.session_id, entry=entry)

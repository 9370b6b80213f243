"""Compare sessions with the fold of their history; rebuild damaged ones."""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from sessions_app.models import StudySession
from sessions_app.services.doctor import examine, rebuild_session


class Command(BaseCommand):
    help = "Report each session that differs from its history; --rebuild repairs it from there."

    def add_arguments(self, parser) -> None:
        parser.add_argument("session_ids", nargs="*", type=UUID, help="default: every session")
        parser.add_argument("--rebuild", action="store_true", help="repair what differs")

    def handle(self, *, session_ids: list[UUID], rebuild: bool, **options) -> None:
        sessions = StudySession.objects.defer("metadata").order_by("pk")
        if session_ids:
            sessions = sessions.filter(pk__in=session_ids)
        examined = damaged = 0
        for session in sessions.iterator(chunk_size=500):
            examined += 1
            difference = examine(session)
            if difference is None:
                continue
            damaged += 1
            self.stdout.write(str(difference))
            if rebuild:
                rebuild_session(session_id=session.pk)
        verdict = "rebuilt" if rebuild else "damaged"
        self.stdout.write(f"{examined} examined, {damaged} {verdict}")
        if damaged and not rebuild:
            raise CommandError("Run again with --rebuild to repair them from their history.")

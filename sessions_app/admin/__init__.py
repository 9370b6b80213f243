"""What staff see of sessions, their history and the jobs; every change goes through a service."""

from sessions_app.admin.history import AgentActionAdmin
from sessions_app.admin.jobs import JobRunAdmin
from sessions_app.admin.sessions import StudySessionAdmin

__all__ = ["AgentActionAdmin", "JobRunAdmin", "StudySessionAdmin"]

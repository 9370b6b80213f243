from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_migrate


class TutoringConfig(AppConfig):
    name = "tutoring"

    def ready(self) -> None:
        # The models must be loaded before anything here is imported.
        from accounts import privacy  # noqa: PLC0415
        from tutoring.services.privacy import erase_learning, export_learning  # noqa: PLC0415

        privacy.register("tutoring", export=export_learning, erase=erase_learning)
        pre_migrate.connect(_forget_programs, sender=self)


def _forget_programs(**_: Any) -> None:
    """A migration of SQLite could not rename a table that a connection's trigger names."""
    from tutoring.services.attempt_statement import RECORD  # noqa: PLC0415 -- models are loaded
    from tutoring.services.step_statement import SQLITE  # noqa: PLC0415

    for statement in (RECORD, SQLITE):
        statement.forget()

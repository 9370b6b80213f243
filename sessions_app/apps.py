from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions_app"
    verbose_name = "Study sessions"

    def ready(self) -> None:
        # The models must be loaded before anything here is imported.
        from accounts import privacy  # noqa: PLC0415
        from sessions_app.services.privacy import erase_person, export_sessions  # noqa: PLC0415

        privacy.register("sessions", export=export_sessions, erase=erase_person)

from django.apps import AppConfig


class TutoringConfig(AppConfig):
    name = "tutoring"

    def ready(self) -> None:
        # The models must be loaded before anything here is imported.
        from accounts import privacy  # noqa: PLC0415
        from tutoring.services.privacy import erase_learning, export_learning  # noqa: PLC0415

        privacy.register("tutoring", export=export_learning, erase=erase_learning)

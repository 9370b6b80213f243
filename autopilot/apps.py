from django.apps import AppConfig


class AutopilotConfig(AppConfig):
    name = "autopilot"

    def ready(self) -> None:
        # The models must be loaded before anything here is imported.
        from accounts import privacy  # noqa: PLC0415
        from autopilot.services.privacy import erase_autopilot, export_autopilot  # noqa: PLC0415
        from autopilot.services.steering import greet_returned  # noqa: PLC0415
        from autopilot.services.sweeping import follow  # noqa: PLC0415
        from sessions_app import followers  # noqa: PLC0415

        privacy.register("autopilot", export=export_autopilot, erase=erase_autopilot)
        followers.register("autopilot", follow)
        followers.register_return("autopilot", greet_returned)

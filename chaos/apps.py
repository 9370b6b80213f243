from django.apps import AppConfig
from django.conf import settings


class ChaosConfig(AppConfig):
    name = "chaos"
    verbose_name = "Fault drills"

    def ready(self) -> None:
        if not settings.CHAOS_PROBES:
            return
        from chaos import probes

        probes.install()
        if settings.CHAOS_IS_TRIAL:
            from chaos import breakages

            breakages.install()

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        # The models must be loaded before anything here is imported.
        from accounts import privacy  # noqa: PLC0415
        from accounts.api import schema  # noqa: F401, PLC0415 -- registers itself on import
        from accounts.services import erase  # noqa: PLC0415

        privacy.register("accounts", export=erase.export_account, erase=erase.erase_account)

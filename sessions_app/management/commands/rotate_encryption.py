"""Move encrypted fields to the first key of FIELD_ENCRYPTION_KEYS."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sessions_app.encryption import primary_key_id
from sessions_app.services.rotation import encrypted_columns, rotate_column, rows_by_key


class Command(BaseCommand):
    help = "Rewrite encrypted fields under the first key. Can be killed and started again."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--report", action="store_true", help="count values by key id only")
        parser.add_argument(
            "--can-retire", metavar="KEY_ID", help="fail while values need this key"
        )

    def handle(self, *, report: bool, can_retire: str | None, **options) -> None:
        if can_retire:
            self._refuse_retirement_in_use(can_retire)
            return
        if not report:
            for column in encrypted_columns():
                rewritten, unreadable = rotate_column(column)
                self.stdout.write(f"{column}: {rewritten} rewritten, {unreadable} unreadable")
        for key_id, count in sorted(rows_by_key().items()):
            known = "" if key_id in settings.FIELD_ENCRYPTION_KEYS else " (key missing!)"
            self.stdout.write(f"key {key_id}: {count} values{known}")
        self.stdout.write(f"encrypting with key {primary_key_id()}")

    def _refuse_retirement_in_use(self, key_id: str) -> None:
        count = rows_by_key().get(key_id, 0)
        if count or key_id == primary_key_id():
            raise CommandError(
                f"Key {key_id} still holds {count} values or encrypts now. Put a new key first, "
                "run rotate_encryption, then remove it."
            )
        self.stdout.write(f"Key {key_id} holds nothing; it can be removed.")

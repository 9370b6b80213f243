"""``manage.py purge_accounts``: what the beat does hourly."""

from django.core.management.base import BaseCommand

from accounts.services.purge import purge_expired


class Command(BaseCommand):
    help = "Delete expired tokens, spent links, old log-in counts and sent mails."

    def handle(self, *args, **options) -> None:
        for kind, count in purge_expired().items():
            self.stdout.write(f"{kind}: {count}")

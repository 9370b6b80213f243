"""``manage.py send_due_mails``: what the beat does every minute."""

from django.core.management.base import BaseCommand

from accounts.services.outbox import send_due_mails


class Command(BaseCommand):
    help = "Send the mails that are due."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"sent: {send_due_mails()}")

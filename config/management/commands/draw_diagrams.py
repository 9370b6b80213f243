"""Draw the state diagrams of docs/architecture.md from the transition tables."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.diagrams import with_diagrams


class Command(BaseCommand):
    help = "Write the diagrams into docs/architecture.md; --check only says whether they are true."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **options) -> None:
        path = settings.BASE_DIR / "docs" / "architecture.md"
        text = path.read_text(encoding="utf-8")
        drawn = with_diagrams(text)
        if check and drawn != text:
            raise CommandError("docs/architecture.md is old: run manage.py draw_diagrams.")
        path.write_text(drawn, encoding="utf-8")
        self.stdout.write("The diagrams are true.")

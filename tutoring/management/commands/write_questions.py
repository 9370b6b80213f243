"""Have the model write questions for a lesson."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tutoring.agents.writing import MAX_WRITTEN
from tutoring.models import Lesson
from tutoring.services.question_writing import write_questions


class Command(BaseCommand):
    """Print each question with how its two blind solves went, and what the calls took."""

    help = "Have the model write questions for a lesson; they are stored in quarantine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("lesson", help="its slug, for example physics/friction")
        parser.add_argument("--count", type=int, default=5, choices=range(1, MAX_WRITTEN + 1))

    def handle(self, *args: Any, **options: Any) -> None:
        lesson = Lesson.objects.filter(slug=options["lesson"]).first()
        if lesson is None:
            raise CommandError(f"There is no lesson {options['lesson']}.")
        writing = write_questions(lesson=lesson, count=options["count"])
        for question in writing.questions:
            version = question.current
            agreeing = version.blind_solves.filter(agrees=True).count() if version else 0
            self.stdout.write(f"{question.slug}: {agreeing} of 2 blind solves agree")
        for turn in writing.turns:
            spent = turn.spent
            cost = "unknown cost" if spent.cost_usd is None else f"{spent.cost_usd} USD"
            self.stdout.write(
                f"{turn.role}: {spent.input_tokens} tokens in, {spent.output_tokens} out, "
                f"{cost}, {turn.duration_ms} ms"
            )
        if writing.failure is not None:
            raise CommandError(f"The model did not answer ({writing.failure}).")

"""Make the mastery model's rows, the misconceptions and the review cards anew."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser

from tutoring.services.learner_rebuild import rebuild_learners
from tutoring.services.rebuild import rebuild_mastery


class Command(BaseCommand):
    help = (
        "Replace the mastery model's rows by a replay of all attempts; then, learner by learner, "
        "the misconceptions and the review cards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--after",
            type=UUID,
            metavar="LEARNER",
            help="go on behind this learner: the model is left as it is",
        )

    def handle(self, *args: Any, after: UUID | None, **options: Any) -> None:
        if after is None:
            effects = rebuild_mastery()
            self.stdout.write(
                f"{effects['answers']} answers of {effects['learners']} learners replayed; "
                f"{effects['differing']} learners had other numbers before."
            )
        self._follow(after)

    def _follow(self, after: UUID | None) -> None:
        last = after

        def remember(learner_id: UUID) -> None:
            nonlocal last
            last = learner_id

        try:
            found = rebuild_learners(after=after, visit=remember)
        except BaseException:  # whatever it was, it is told where to go on, and passed on
            if last is not None:
                self.stderr.write(f"Broken off; go on with --after {last}")
            raise
        self.stdout.write(
            f"{found['misconceptions']} misconceptions and {found['cards']} review cards follow "
            f"from {found['answers']} answers of {found['learners']} learners; "
            f"{found['differing']} learners had others before."
        )

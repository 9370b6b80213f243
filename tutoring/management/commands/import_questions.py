"""Import a file of questions into quarantine."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutoring.interchange.formats import READ
from tutoring.interchange.items import UnreadableBank
from tutoring.interchange.limits import FILE_BYTES
from tutoring.models import Lesson
from tutoring.services.importing import Origin, check_file, import_file

FAULTS_SHOWN = 50


class Command(BaseCommand):
    help = "Import GIFT, Moodle XML, QTI, Aiken, CSV or JSON; nothing is asked before its review."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=[name.value for name in READ], default="")
        parser.add_argument("--bank", help="its name; default: the name of the file")
        parser.add_argument("--licence", default="", help="under which it may be used")
        parser.add_argument("--lesson", help="slug of the lesson of all its questions")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be stored")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        content = _content(path)
        named = {"file_name": path.name, "format": options["format"], "progress": self._progress}
        try:
            if options["dry_run"]:
                report = check_file(content, **named).report()
            else:
                origin = Origin(
                    bank=(options["bank"] or path.stem)[:200],
                    licence=options["licence"][:100],
                    lesson=_lesson(options["lesson"]),
                )
                sha256 = hashlib.sha256(content).hexdigest()
                report = import_file(content, origin=origin, sha256=sha256, **named)
        except UnreadableBank as error:
            said = f"{path.name}, line {error.line}: {error} {error.advice}".strip()
            raise CommandError(f"{said}\nNothing was stored.") from error
        self._say(report, dry_run=options["dry_run"])

    def _progress(self, done: int, total: int | None) -> None:
        of = f" of {total:,}" if total else ""
        self.stderr.write(f"\r{done:,}{of} questions", ending="")
        self.stderr.flush()

    def _say(self, report: dict[str, Any], *, dry_run: bool) -> None:
        self.stderr.write("")
        for fault in report["faults"][:FAULTS_SHOWN]:
            place = f"{fault['place']}, " if fault["place"] else ""
            self.stdout.write(
                f"{place}line {fault['line']}: {fault['reason']} {fault['advice']}".rstrip()
            )
        if report["refused"] > FAULTS_SHOWN:
            self.stdout.write(f"... and {report['refused'] - FAULTS_SHOWN:,} more")
        for note, count in report["notes"].items():
            self.stdout.write(f"{count:,} × {note}")
        self.stdout.write(
            f"{report['format']}: {report['sound']:,} of {report['found']:,} can be used: "
            f"{report['new']:,} new, {report['already_there']:,} already there, "
            f"{report['repeated']:,} twice in the file, {report['refused']:,} refused."
        )
        stored = "Nothing was stored (dry run)." if dry_run else f"{report['stored']:,} stored."
        self.stdout.write(stored)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error


def _lesson(slug: str | None) -> Lesson | None:
    if not slug:
        return None
    lesson = Lesson.objects.filter(slug=slug).first()
    if lesson is None:
        raise CommandError(f"There is no lesson {slug}.")
    return lesson

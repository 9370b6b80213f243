"""What a start needs before it may serve: tables, static files, the curriculum.

Each part first looks whether it is due, so that a warm start costs nothing. What is due runs in
a process of its own: the memory it takes is gone before serving begins.
"""

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError


class PreparationError(Exception):
    """A part could not be prepared; the message holds what the command said."""


def prepare() -> None:
    """Bring database, static files and curriculum to the state of this code."""
    if are_migrations_due():
        _manage("Preparing the database", "migrate", "--noinput")
    _collect_static_files()
    _load_curriculum()
    _forget_dead_workers()


def are_migrations_due() -> bool:
    """Return whether the database lacks a migration of this code."""
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        raise PreparationError(f"The database cannot be read: {error}") from error
    finally:
        connection.close()


def _collect_static_files() -> None:
    stamp = Path(settings.STATIC_ROOT).with_name("static.stamp")
    wanted = _fingerprint(static_sources())
    if not _matches(stamp, wanted):
        _manage("Preparing the static files", "collectstatic", "--noinput", "--clear")
        stamp.write_text(wanted, encoding="utf-8")


def static_sources() -> list[Path]:
    """Return every file that collectstatic would copy, in a stable order."""
    return sorted(
        Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])
    )


def _load_curriculum() -> None:
    """Load the built-in curriculum; the stamp spares a warm start the comparison with the rows."""
    stamp = Path(settings.DATA_DIR) / "curriculum.stamp"
    packs = Path(settings.BASE_DIR) / "tutoring"
    wanted = _fingerprint(path for path in sorted(packs.rglob("*")) if _is_source(path))
    if not _matches(stamp, wanted):
        _manage("Loading the curriculum", "load_curriculum")
        stamp.write_text(wanted, encoding="utf-8")


def _forget_dead_workers() -> None:
    """A process that was killed left leases; this one owns the data folder, so none is alive."""
    from autopilot.services.leases import end_all_leases  # noqa: PLC0415 -- needs the app registry
    from sessions_app.services.idempotency import end_all_claims  # noqa: PLC0415 -- as above
    from tutoring.services.imports import cut_off_imports  # noqa: PLC0415 -- as above
    from tutoring.services.material_reading import cut_off_readings  # noqa: PLC0415 -- as above

    try:
        for end_what_was_held in (
            end_all_leases,
            end_all_claims,
            cut_off_imports,
            cut_off_readings,
        ):
            end_what_was_held()
    finally:
        connection.close()


def _is_source(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc"


def _fingerprint(paths: Iterable[Path]) -> str:
    """Return a digest over names, sizes and times of change: content is never read."""
    digest = hashlib.sha256(str(settings.DATABASES["default"]["NAME"]).encode())
    for path in paths:
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _matches(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text(encoding="utf-8") == wanted


def _manage(what: str, *arguments: str) -> None:
    """Run one management command to its end; its words are shown only if it fails."""
    print(f"{what} ...", flush=True)  # noqa: T201 -- this is the terminal's program
    done = subprocess.run(  # noqa: S603 -- our own command line
        [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        raise PreparationError(f"{done.stdout[-6000:]}\n{what} failed; see above.")

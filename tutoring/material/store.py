"""Where uploaded files lie: a folder of random names that no address leads into.

A file is written under ``incoming``, flushed to the disk and only then renamed into its place, so
that a place holds a whole file or none.
"""

import errno
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings

from accounts.errors import Unavailable
from tutoring.material.kinds import LONGEST_MAGIC

INCOMING = "incoming"
SHOWN = ".shown"  # the ending of the picture that the page shows, made from the file
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class StoreFull(Unavailable):
    """There is no room for the file; nothing of it was kept."""

    code = "store_full"


class IncomingFile:
    """A file on its way in; until ``keep`` it is only a temporary one, and ``discard`` ends it."""

    def __init__(self) -> None:
        folder = _folder(INCOMING)
        self.path = folder / secrets.token_hex(16)
        self._file: IO[bytes] = open(self.path, "xb", opener=_private)  # noqa: SIM115 -- kept open
        self._hash = hashlib.sha256()
        self.beginning = b""
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        """Add bytes. Raises StoreFull."""
        try:
            self._file.write(chunk)
        except OSError as error:
            raise _as_domain_error(error) from error
        self._hash.update(chunk)
        self.beginning += chunk[: LONGEST_MAGIC - len(self.beginning)]
        self.size += len(chunk)

    def finish(self) -> None:
        """Flush everything to the disk. Raises StoreFull."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise _as_domain_error(error) from error

    def keep(self) -> str:
        """Move the file to its place; return its random name. Raises StoreFull."""
        name = secrets.token_hex(16)
        _move(self.path, _place(name))
        return name

    def discard(self) -> None:
        """Remove what was not kept; safe to repeat."""
        with suppress(OSError):  # what the buffer still held is not wanted any more
            self._file.close()
        self.path.unlink(missing_ok=True)


def keep_shown(name: str, picture: bytes) -> None:
    """Keep the picture that the page of a file shows. Raises StoreFull."""
    incoming = IncomingFile()
    try:
        incoming.write(picture)
        incoming.finish()
        _move(incoming.path, _place(name + SHOWN))
    finally:
        incoming.discard()


def open_file(name: str) -> IO[bytes]:
    """Open a kept file. Raises FileNotFoundError."""
    return open(_place(name), "rb")


def open_shown(name: str) -> IO[bytes]:
    """Open the picture that is shown for a file. Raises FileNotFoundError."""
    return open(_place(name + SHOWN), "rb")


def is_kept(name: str) -> bool:
    """Return whether a file is in its place."""
    return _place(name).is_file()


def remove(name: str) -> None:
    """Remove a file and what is shown of it; safe to repeat."""
    _place(name).unlink(missing_ok=True)
    _place(name + SHOWN).unlink(missing_ok=True)


def names_older_than(seconds: float) -> Iterator[str]:
    """Yield the names in the store that have lain there for so long."""
    limit = time.time() - seconds
    seen = set()
    for path in _folder("").iterdir():
        name = path.name.removesuffix(SHOWN)
        if path.is_file() and name not in seen and path.stat().st_mtime < limit:
            seen.add(name)
            yield name


def sweep_incoming(seconds: float) -> int:
    """Remove temporary files that nobody finished; return how many."""
    limit = time.time() - seconds
    left = [path for path in _folder(INCOMING).iterdir() if path.stat().st_mtime < limit]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _folder(name: str) -> Path:
    folder = Path(settings.MATERIAL_ROOT) / name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _as_domain_error(error) from error
    return folder


def _place(name: str) -> Path:
    return Path(settings.MATERIAL_ROOT) / name


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the new name is on the disk too
        finally:
            os.close(folder)
    except OSError as error:
        raise _as_domain_error(error) from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _as_domain_error(error: OSError) -> Exception:
    if error.errno in FULL:
        return StoreFull("There is no room for files on the server now. Nothing was saved.")
    return StoreFull("The server cannot keep files now. Nothing was saved; try again later.")

"""The data folder of a laptop: who may enter it, its secrets, and its one user at a time.

Reads no Django settings: the settings are read from what is prepared here.
"""

import base64
import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO

LOCK_OFFSET = 4096  # bytes; Windows locks ranges, and the text before it must stay readable


class DataFolderError(Exception):
    """The folder cannot be used; the message is a sentence for the person who started us."""


def new_field_encryption_keys() -> str:
    """Return a first Fernet key (32 random bytes, URL-safe base64) under the id ``k1``."""
    return "k1:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


SECRETS: dict[str, Callable[[], str]] = {
    "DJANGO_SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "JWT_SIGNING_KEY": lambda: secrets.token_urlsafe(64),
    "FIELD_ENCRYPTION_KEYS": new_field_encryption_keys,
}


class DataFolder:
    """One folder with everything a laptop keeps: database, secrets, uploads, static files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.secrets_file = path / "secrets.env"
        self.lock_file = path / "server.lock"
        self._lock: IO[str] | None = None

    def prepare(self) -> None:
        """Make the folder (mode 700) and its secrets (mode 600) if they are not there yet."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._keep_or_make_secrets()
        except OSError as error:
            raise DataFolderError(
                f"The data folder {self.path} cannot be used: {error.strerror or error}."
            ) from error

    def _keep_or_make_secrets(self) -> None:
        if self.secrets_file.exists():
            self._refuse_incomplete_secrets()
            return
        if (self.path / "db.sqlite3").exists() and "FIELD_ENCRYPTION_KEYS" not in os.environ:
            raise DataFolderError(
                f"{self.path} holds a database but no secrets.env. Its encrypted fields can only be"
                " read with the keys of that file: bring it back from your backup"
                " (docs/operations.md), or choose another folder with --data."
            )
        content = "".join(f'{name}="{make()}"\n' for name, make in SECRETS.items())
        _write_once(self.secrets_file, content)

    def _refuse_incomplete_secrets(self) -> None:
        lines = self.secrets_file.read_text(encoding="utf-8").splitlines()
        present = {line.partition("=")[0].strip() for line in lines} | set(os.environ)
        missing = [name for name in SECRETS if name not in present]
        if missing:
            raise DataFolderError(
                f"{self.secrets_file} lacks {', '.join(missing)}. Bring the file back from your"
                " backup (docs/operations.md); it is never written a second time."
            )

    def lock(self) -> None:
        """Take the folder for this process until it ends; refuse if another one has it."""
        # "a+": never truncates the address that a running server has written.
        self._lock = self.lock_file.open("a+", encoding="utf-8")
        try:
            _lock_exclusively(self._lock)
        except OSError as error:
            self._lock.seek(0)
            where = self._lock.read(LOCK_OFFSET).strip()
            self._lock.close()
            raise DataFolderError(
                f"Study Mentor is already running on {self.path}{' at ' + where if where else ''}."
                " Stop it first, or choose another folder with --data."
            ) from error

    def announce(self, address: str) -> None:
        """Leave the address for whoever is refused by the lock."""
        if self._lock is not None:
            self._lock.truncate(0)
            self._lock.write(address)
            self._lock.flush()


def _write_once(path: Path, content: str) -> None:
    """Write a file of mode 600 as a whole or not at all; one that exists is left alone."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, fails if somebody was quicker
    finally:
        draft.unlink()


def _lock_exclusively(file: IO[str]) -> None:
    """Lock without waiting; the system lets go when the process ends, however it ends."""
    if os.name == "nt":
        import msvcrt  # noqa: PLC0415 -- exists on Windows only

        file.seek(LOCK_OFFSET)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    import fcntl  # noqa: PLC0415 -- does not exist on Windows

    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

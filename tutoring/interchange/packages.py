"""Zip packages: looked through before anything is unpacked, read entry by entry, and written."""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from tutoring.interchange.items import UnreadableBank
from tutoring.interchange.limits import (
    ARCHIVE_BYTES,
    ARCHIVE_ENTRIES,
    ARCHIVE_ENTRY_BYTES,
    ARCHIVE_RATIO,
    ARCHIVE_RATIO_FROM,
)

MANIFEST = "imsmanifest.xml"
ENTRY = b"PK\x01\x02"  # begins each entry of the directory
NESTED = (".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".tgz", ".jar", ".imscc")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DRIVE = re.compile(r"^[A-Za-z]:")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    OverflowError,
)
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)  # the same questions make the same bytes
ADVICE = "Export the package anew."


def entries(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the XML files of a package but for its manifest.

    Raises UnreadableBank before unpacking when the archive could do harm.
    """
    if content.count(ENTRY) > ARCHIVE_ENTRIES:  # before a directory of them is built
        raise UnreadableBank(f"The archive has more than {ARCHIVE_ENTRIES:,} entries.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            _check(infos)
            for info in infos:
                name = info.filename.lower()
                if name.endswith(".xml") and not name.endswith(MANIFEST):
                    yield info.filename, _unpacked(archive, info)
    except UnreadableBank:
        raise
    except BROKEN as error:
        raise UnreadableBank("The archive is damaged.", advice=ADVICE) from error


def _check(infos: list[zipfile.ZipInfo]) -> None:
    if sum(info.file_size for info in infos) > ARCHIVE_BYTES:
        raise UnreadableBank(
            f"Unpacked, the archive would have more than {ARCHIVE_BYTES // 1_000_000} MB."
        )
    names = {info.filename for info in infos}
    if len(names) < len(infos):
        raise UnreadableBank("The archive has a name twice.", advice=ADVICE)
    for info in infos:
        if reason := _fault_of(info):
            raise UnreadableBank(f"{reason}: {info.filename[:60]!r}.", advice=ADVICE)
    if not any(name.lower().rpartition("/")[2] == MANIFEST for name in names):
        raise UnreadableBank(f"The archive has no {MANIFEST}: it is no QTI package.")


def _fault_of(info: zipfile.ZipInfo) -> str:
    name = info.filename
    parts = name.replace("\\", "/").split("/")
    packed = max(info.compress_size, 1)
    too_dense = info.file_size > ARCHIVE_RATIO_FROM and info.file_size / packed > ARCHIVE_RATIO
    faults = {
        "An entry leads out of the archive": ".." in parts
        or name.startswith(("/", "\\"))
        or bool(DRIVE.match(name)),
        "An entry is a link": stat.S_ISLNK(info.external_attr >> 16),
        "An entry is locked with a password": bool(info.flag_bits & 0x1),
        "An entry is packed in an unknown way": info.compress_type not in METHODS,
        "An entry is an archive itself": name.lower().endswith(NESTED),
        "An entry is packed suspiciously small": too_dense,
        "An entry is too large": info.file_size > ARCHIVE_ENTRY_BYTES,
    }
    return next((reason for reason, is_so in faults.items() if is_so), "")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Read no more than the entry says it has, whatever is in it."""
    with archive.open(info) as file:
        return file.read(info.file_size + 1)


def packed(files: Mapping[str, str]) -> bytes:
    """Return a zip archive of texts, always the same bytes for the same texts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, WRITTEN_AT)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode())
    return made.getvalue()


def manifest(hrefs: Mapping[str, str], *, schema: str, kind: str) -> str:
    """Return the manifest of a package: identifier to file."""
    resources = "\n".join(
        f'<resource identifier="{name}" type="{kind}" href="{href}"><file href="{href}"/>'
        "</resource>"
        for name, href in hrefs.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="manifest">\n'
        f"<metadata><schema>{schema}</schema><schemaversion>1.0.0</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{resources}\n</resources>\n</manifest>\n"
    )

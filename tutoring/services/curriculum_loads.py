"""Loading the built-in curriculum once for each state of its files."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from tutoring.models import CurriculumLoad

TUTORING = Path(__file__).resolve().parent.parent
PACKS = TUTORING / "packs"
READ_BY = ("curriculum", "generators", "grader", "services/curriculum.py")  # judge what is loaded


def load_curriculum(root: Path = PACKS, *, force: bool = False) -> Counter[str] | None:
    """Load the packs if they changed since the last load; return what was written, else None.

    ``force``: compare every row with the packs, whatever the last load was. Raises
    UnsoundCurriculum with the findings.
    """
    digest = digest_of(root)
    last = CurriculumLoad.objects.order_by("-pk").values_list("digest", flat=True).first()
    if digest == last and not force:
        return None
    # Reading, checking and generators take a second to import, which a repeat does without.
    from tutoring.curriculum.reading import read_packs  # noqa: PLC0415
    from tutoring.services.curriculum import load_packs  # noqa: PLC0415

    packs = read_packs(root)
    with transaction.atomic():
        counts = load_packs(packs)
        written = {what: number for what, number in counts.items() if number}
        CurriculumLoad.objects.create(digest=digest, written=written)
    return counts


def digest_of(root: Path) -> str:
    """Return the SHA-256 of the pack files and of the code that reads and checks them."""
    digest = hashlib.sha256()
    for base, path in _files(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(base).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(root: Path) -> Iterator[tuple[Path, Path]]:
    yield from ((root, path) for path in sorted(root.rglob("*.yaml")))
    for part in READ_BY:
        place = TUTORING / part
        found = sorted(place.rglob("*.py")) if place.is_dir() else [place]
        yield from ((TUTORING, path) for path in found)

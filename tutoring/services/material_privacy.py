"""What study material holds about a person: exported with its text, erased with its files."""

from typing import Any
from uuid import UUID

from tutoring.models import MaterialPage, StudyMaterial
from tutoring.services.material import forget_files

FIELDS = ("id", "session_id", "title", "media_type", "size", "sha256", "status", "created_at")


def export_material(user_id: UUID) -> list[dict[str, Any]]:
    """Return a person's files by their titles, each with the text of its pages."""
    files = StudyMaterial.objects.filter(learner_id=user_id).order_by("pk")
    pages: dict[UUID, list[dict[str, Any]]] = {}
    for page in MaterialPage.objects.filter(material__learner_id=user_id).order_by("number"):
        pages.setdefault(page.material_id, []).append({"page": page.number, **page.text})
    return [{**row, "pages": pages.get(row["id"], [])} for row in files.values(*FIELDS)]


def erase_material(user_id: UUID) -> None:
    """Delete a person's files and their text; the files go when the transaction commits."""
    mine = StudyMaterial.objects.filter(learner_id=user_id)
    forget_files(list(mine.values_list("file_name", flat=True)))
    mine.delete()

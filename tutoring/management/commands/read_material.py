"""Read study material that waits, here and now."""

from typing import Any

from django.core.management.base import BaseCommand

from tutoring.services.material_reading import due_material, read_material


class Command(BaseCommand):
    help = "Read every file that waits or whose reading was cut off. Safe beside a running worker."

    def handle(self, *args: Any, **options: Any) -> None:
        due = list(due_material().order_by("pk").values_list("pk", flat=True))
        read = sum(read_material(material_id=material_id) for material_id in due)
        self.stdout.write(f"{len(due)} due, {read} read to their end here.")

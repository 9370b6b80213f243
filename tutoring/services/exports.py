"""Questions of the bank as a file of another format."""

from django.db.models import QuerySet

from tutoring.interchange.items import BankItem
from tutoring.interchange.limits import ITEMS
from tutoring.interchange.writing import Written, write_bank
from tutoring.models import Question
from tutoring.selectors.imports import items_to_export


def export_questions(rows: QuerySet[Question], *, format: str, title: str = "Questions") -> Written:
    """Return a file of at most 50,000 questions and, by name, what it does not hold."""
    items, without_form = [], []
    for found in items_to_export(rows[:ITEMS]):
        if isinstance(found, BankItem):
            items.append(found)
        else:
            without_form.append(str(found))
    written = write_bank(items, format=format, title=title)
    written.refused.update(without_form)
    return written

"""What pages, the API and the tutor read of study material."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from sessions_app.encryption import UndecryptableField
from tutoring.models import MaterialPage, StudyMaterial
from tutoring.retrieval import Section, best_section
from tutoring.states import MaterialStatus

SEARCHED_PAGES = 300  # of one question; those of the open session first, then the newest files'
PASSAGE_CHARACTERS = 700
EXCERPT_CHARACTERS = 160
PARAGRAPH = re.compile(r"\n\s*\n")
SENTENCE_END = re.compile(r"(?<=[.!?।])\s+|\n")


@dataclass(frozen=True)
class Passage:
    """The part of a learner's own file that speaks of a question."""

    material_id: UUID
    title: str
    page: int
    text: str
    covered: float


@dataclass(frozen=True)
class PageRow:
    """One page as a list shows it; ``excerpt`` is its beginning, or where the search hit."""

    number: int
    source: str
    characters: int
    excerpt: str


def materials_of(learner_id: UUID) -> QuerySet[StudyMaterial]:
    """Return a learner's files, newest first, each with ``pages_read``. One query."""
    mine = StudyMaterial.objects.filter(learner_id=learner_id).order_by("-pk")
    return mine.select_related("session").annotate(pages_read=Count("pages"))


def is_in_progress(material: StudyMaterial) -> bool:
    """Return whether there is more to come without anybody's doing."""
    return material.status in {MaterialStatus.WAITING, MaterialStatus.READING}


def page_rows(material: StudyMaterial, words: str = "") -> list[PageRow]:
    """Return the pages in order; with ``words`` only those that hold them, whatever the case."""
    wanted = words.casefold().strip()
    rows = []
    for page in MaterialPage.objects.filter(material=material).order_by("number"):
        text = page.text["text"]
        at = text.casefold().find(wanted) if wanted else 0
        if at >= 0:
            rows.append(PageRow(page.number, page.text["source"], len(text), _excerpt(text, at)))
    return rows


def _excerpt(text: str, at: int) -> str:
    begin = max(at - EXCERPT_CHARACTERS // 3, 0)
    part = " ".join(text[begin : begin + EXCERPT_CHARACTERS].split())
    before = "… " if begin else ""
    after = " …" if begin + EXCERPT_CHARACTERS < len(text) else ""
    return f"{before}{part}{after}"


def page_of(material: StudyMaterial, number: int) -> MaterialPage | None:
    """Return one page with its text. One query."""
    return MaterialPage.objects.filter(material=material, number=number).first()


def has_text(rows: list[PageRow]) -> bool:
    """Return whether any page of a file has text."""
    return any(row.characters for row in rows)


def best_passage(
    question: str, *, learner_id: UUID, session_id: UUID | None = None
) -> Passage | None:
    """Return what a learner's own files say to a question, with its place; None: nothing.

    Files of the learner at large and of the session are searched, ``SEARCHED_PAGES`` at most. The
    words are the file's: whoever shows them marks them as a quotation. One query.
    """
    pages = MaterialPage.objects.filter(
        Q(material__session=None) | Q(material__session=session_id),
        material__learner=learner_id,
        material__status=MaterialStatus.READY,
    ).select_related("material")
    own_first = F("material__session_id").asc(nulls_last=True)
    ordered = pages.order_by(own_first, "-material_id", "number")
    try:
        newest = list(ordered[:SEARCHED_PAGES])
    except UndecryptableField:  # a key that was taken away must not silence the tutor
        return None
    places = [(page, text) for page in newest for text in passages_in(page.text["text"])]
    sections = [Section(str(index), "", text) for index, (_, text) in enumerate(places)]
    found = best_section(question, sections) if sections else None
    if found is None:
        return None
    page, text = places[int(found.section.anchor)]
    return Passage(page.material_id, page.material.title, page.number, text, found.covered)


def passages_in(text: str) -> list[str]:
    """Return a page's paragraphs, short ones together and long ones cut between sentences."""
    passages: list[str] = []
    for part in _parts(text):
        if passages and len(passages[-1]) + len(part) < PASSAGE_CHARACTERS:
            passages[-1] = f"{passages[-1]}\n{part}"
        else:
            passages.append(part)
    return passages


def _parts(text: str) -> list[str]:
    parts = []
    for paragraph in PARAGRAPH.split(text):
        pieces = [paragraph]
        if len(paragraph) > PASSAGE_CHARACTERS:
            pieces = SENTENCE_END.split(paragraph)
        for piece in pieces:
            parts += [
                piece[at : at + PASSAGE_CHARACTERS]
                for at in range(0, len(piece), PASSAGE_CHARACTERS)
            ]
    return [part.strip() for part in parts if part.strip()]

"""What pages, the API and the tutor read of study material."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from sessions_app.encryption import UndecryptableField
from tutoring.material.limits import MOST_PAGES
from tutoring.models import MaterialPage, StudyMaterial
from tutoring.retrieval import Section, best_section, stems_of
from tutoring.states import MaterialStatus

SEARCHED_PAGES = 300  # of one question; those of the open session first, then the newest files'
PASSAGE_CHARACTERS = 700
EXCERPT_CHARACTERS = 160
PARAGRAPH = re.compile(r"\n\s*\n")
SENTENCE_END = re.compile(r"(?<=[.!?।])\s+|\n")


@dataclass(frozen=True)
class Passage:
    """A part of a learner's own file; ``index`` is its place on the page, from 0."""

    material_id: UUID
    title: str
    page: int
    index: int
    text: str

    def reference(self) -> dict[str, Any]:
        """Return what an answer keeps of it: the place, none of the file's words."""
        return {"material": str(self.material_id), "page": self.page, "passage": self.index}


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
    words are the file's: whoever shows them marks them as a quotation, and no model is given
    them. One query.
    """
    pages = _pages_for(learner_id, session_id)
    own_first = F("material__session_id").asc(nulls_last=True)
    ordered = pages.order_by(own_first, "-material_id", "number")
    try:
        newest = list(ordered[:SEARCHED_PAGES])
    except UndecryptableField:  # a key that was taken away must not silence the tutor
        return None
    passages = [passage for page in newest for passage in _passages(page)]
    sections = _sections(question, passages)
    if not any(section.text for section in sections):
        return None
    found = best_section(question, sections)
    return passages[int(found.section.anchor)] if found else None


def _sections(question: str, passages: Sequence[Passage]) -> list[Section]:
    """Return a section for each passage, empty where no word of the question can be.

    Taking a text apart costs far more than looking for a piece of it; empty ones still count as
    passages that do not speak of the question.
    """
    wanted = set(stems_of(question))
    texts = (passage.text if _may_speak(passage.text, wanted) else "" for passage in passages)
    return [Section(str(at), "", text) for at, text in enumerate(texts)]


def _may_speak(text: str, stems: set[str]) -> bool:
    folded = text.casefold()
    return any(stem in folded for stem in stems)


def _passages(page: MaterialPage) -> list[Passage]:
    title = page.material.title
    return [
        Passage(page.material_id, title, page.number, index, text)
        for index, text in enumerate(passages_in(page.text["text"]))
    ]


def cited_passages(
    references: Sequence[Any], *, learner_id: UUID, session_id: UUID
) -> list[Passage | None]:
    """Return the passages that answers in a session refer to, None for what is not there.

    A reference may have been written by anybody who writes to the chat: only the learner's files
    that serve the session are looked at. One query.
    """
    places = [_place(reference) for reference in references]
    pages = _pages_for(learner_id, session_id).filter(
        material__in={place[0] for place in places if place},
        number__in={place[1] for place in places if place},
    )
    try:
        found = {(p.material_id, p.page, p.index): p for page in pages for p in _passages(page)}
    except UndecryptableField:
        found = {}
    return [found.get(place) if place else None for place in places]


def _place(reference: Any) -> tuple[UUID, int, int] | None:
    try:
        place = UUID(reference["material"]), reference["page"], reference["passage"]
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
    is_place = all(type(part) is int and 0 <= part <= MOST_PAGES for part in place[1:])
    return place if is_place else None


def _pages_for(learner_id: UUID, session_id: UUID | None) -> QuerySet[MaterialPage]:
    """Return the pages of a learner's files that serve a session, or all of them."""
    return MaterialPage.objects.filter(
        Q(material__session=None) | Q(material__session=session_id),
        material__learner=learner_id,
        material__status=MaterialStatus.READY,
    ).select_related("material")


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

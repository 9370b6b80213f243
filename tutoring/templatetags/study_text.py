"""Learner-facing text: Markdown to safe HTML, with TeX left as it was written."""

import re
from datetime import date
from functools import cache
from typing import Any

import nh3
from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

register = template.Library()
ALLOWED_TAGS = {
    "p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "hr",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a",
}  # fmt: skip
ALLOWED_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
ALLOWED_SCHEMES = {"http", "https", "mailto"}
ANSWER_WORD = "Answer:"
# Sentences after the question that belong to it; one ends at a full stop before a space.
GIVENS = re.compile(
    r"(?:\s*(?:Take|Use|Assume|Neglect|Ignore|Treat|Given)\b.*?\.(?=\s|$))+", re.DOTALL
)
TONES = {"mastered": "good", "weak": "warn", "learning": "accent", "pending": ""}


@cache
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.use(dollarmath_plugin, double_inline=True)
    for rule, sign in (
        ("math_inline", "$"),
        ("math_inline_double", "$$"),
        ("math_block", "$$"),
        ("math_block_label", "$$"),
    ):
        parser.add_render_rule(rule, _source_of(sign))
    return parser


def _source_of(sign: str) -> Any:
    def render(renderer: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
        token = tokens[index]
        content = token.content.strip() if token.block else token.content
        source = escape(f"{sign}{content}{sign}")
        return f"<p>{source}</p>\n" if token.block else source

    return render


@register.filter
def study_text(text: str | None) -> SafeString:
    """Render Markdown; put it inside a ``.maths`` container, where KaTeX finds the TeX."""
    html = _markdown().render(text or "")
    clean = nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes=ALLOWED_SCHEMES,
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)  # noqa: S308 -- cleaned by an allow-list


@register.filter
def in_minutes(seconds: int) -> str:
    """Say a span of time as a learner does: "< 1 min", "7 min", "1 h 5 min"."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "< 1 min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


@register.filter
def iso_date(text: object) -> date | None:
    """Return the date that a stored text names; None when it names none."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


@register.filter
def question_part(text: str) -> str:
    """Return what is asked by a practice question, with what it says to take for granted."""
    return text[: _end_of_question(text)]


@register.filter
def answer_part(text: str) -> str:
    """Return the way to the answer of a practice question, and it; empty when it has none."""
    return text[_end_of_question(text) :].strip().removeprefix(ANSWER_WORD).strip()


def _end_of_question(text: str) -> int:
    """Where asking ends: after the last question mark and its givens, or at the answer."""
    end = text.find(ANSWER_WORD)
    if end < 0:
        return len(text)
    mark = text.rfind("?", 0, end)
    if mark < 0:
        return end
    given = GIVENS.match(text, mark + 1)
    return given.end() if given else mark + 1


@register.filter
def status_tone(status: str) -> str:
    """Return the colour that goes with a topic's status."""
    return TONES[status]

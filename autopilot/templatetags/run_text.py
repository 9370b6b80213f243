"""Markdown that steps left, cut for a page: its first heading, and what stands below."""

from django import template

register = template.Library()


@register.filter
def first_heading(text: str) -> str:
    """Return the words of the heading that a text begins with; empty when it has none."""
    line = text.lstrip().partition("\n")[0]
    return line.lstrip("#").strip() if line.startswith("#") else ""


@register.filter
def below_heading(text: str) -> str:
    """Return a text without the heading that it begins with."""
    text = text.lstrip()
    return text.partition("\n")[2].lstrip() if text.startswith("#") else text

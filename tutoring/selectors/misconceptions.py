"""What a learner may believe wrongly, and what the next questions should find out."""

from math import fsum
from uuid import UUID

from tutoring.mastery.beliefs import SLIP, Causes
from tutoring.models import LearnerMisconception


def causes_of(row: LearnerMisconception) -> Causes:
    """Return a row's own misconception and its rivals with their probabilities."""
    own = max(1.0 - fsum(row.rivals.values()), 0.0)
    return {row.misconception.slug: own, **row.rivals}


def misconceptions_to_probe(learner_id: UUID) -> tuple[str, ...]:
    """Return what a quiz should aim at, most wanted first. One query.

    Each open misconception is followed by its strongest rival: a question that offers both
    separates them. First come the pairs that the answers so far separate least.
    """
    rows = LearnerMisconception.objects.open().filter(learner_id=learner_id)
    pairs = [_with_rival(row) for row in rows.select_related("misconception").order_by("pk")]
    ordered = sorted(pairs, key=lambda pair: pair[0])
    return tuple(dict.fromkeys(slug for _, slugs in ordered for slug in slugs))


def _with_rival(row: LearnerMisconception) -> tuple[float, list[str]]:
    """Return how far the row's own cause is ahead of its strongest rival, and both of them."""
    causes = causes_of(row)
    own = row.misconception.slug
    rivals = {slug: chance for slug, chance in row.rivals.items() if slug != SLIP}
    if not rivals:
        return causes[own], [own]
    strongest = max(rivals, key=lambda slug: rivals[slug])
    return abs(causes[own] - rivals[strongest]), [own, strongest]

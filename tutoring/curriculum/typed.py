"""Typed questions of the packs: the grader's key and the form in which they are asked."""

from collections.abc import Iterable
from typing import Any

from tutoring.asking import ASKED, ASSERTION_REASON, TRUE_FALSE, response_of
from tutoring.curriculum.schema import PackItem, PackQuestion
from tutoring.grader import Key, grade, read_key
from tutoring.judging import betrayed_by

ARRANGED_KINDS = ("choice_set", "true_false", "assertion_reason", "sequence", "matching")
ASSERTION_IDS = ("a", "b", "c", "d", "e")


def graded_of(pack: PackQuestion) -> dict[str, Any]:
    """Return the grader's key of a typed question as the bank stores it, not yet checked."""
    own: dict[str, Any] = {"type": pack.kind}
    if pack.kind == "choice_set":
        own |= {
            "chosen": [option.id for option in pack.options if option.correct],
            "options": [option.id for option in pack.options],
            "misconceptions": {o.id: o.misconception for o in pack.options if o.misconception},
        }
    elif pack.kind == "sequence":
        own |= {"order": [item.id for item in pack.items]}
    elif pack.kind == "matching":
        own |= {"right": [item.id for item in pack.right]}
    written = dict(pack.key)
    if pack.kind == "matching" and isinstance(written.get("pairs"), dict):
        written["pairs"] = {
            str(left): [right] if isinstance(right, str) else right
            for left, right in written["pairs"].items()
        }
    return own | written


def key_of(pack: PackQuestion) -> Key:
    """Return the key as the grader reads it. Raises ValueError (pydantic's)."""
    return read_key(graded_of(pack))


def typed_text(pack: PackQuestion) -> dict[str, Any]:
    """Return ``options`` and ``key`` of a sound typed question's version.

    ``options`` of a question without options are the wrong answers that betray something, so
    that choosing finds it by its misconceptions; they are never shown.
    """
    graded = graded_of(pack)
    response = _response(pack, read_key(graded))
    return {"options": _options(pack, graded), "key": {"graded": graded, "response": response}}


def _response(pack: PackQuestion, key: Any) -> dict[str, Any]:
    if pack.kind == "blanks":
        labels = zip(pack.labels, key.blanks, strict=True)
        blanks = [{"label": label, **response_of(blank)} for label, blank in labels]
        return {"kind": "blanks", "blanks": blanks} | ({"ask": pack.ask} if pack.ask else {})
    if pack.kind not in ARRANGED_KINDS:
        return response_of(key, ask=pack.ask)
    form: dict[str, Any] = {"kind": pack.kind}
    if asked := pack.ask or ASKED.get(pack.kind):
        form["ask"] = asked
    if pack.kind == "sequence":
        form["items"] = _named(pack.items)
    elif pack.kind == "matching":
        form |= {"left": _named(pack.left), "right": _named(pack.right)}
    return form


def _named(items: tuple[PackItem, ...]) -> list[dict[str, str]]:
    return [item.model_dump() for item in items]


def _options(pack: PackQuestion, graded: dict[str, Any]) -> list[dict[str, Any]]:
    if pack.kind == "choice_set":
        return [option.shown() for option in pack.options]
    if pack.kind == "true_false":
        return _with_slugs(TRUE_FALSE, graded)
    if pack.kind == "assertion_reason":
        offered = graded.get("options", ASSERTION_IDS)
        texts = zip(offered, ASSERTION_REASON, strict=False)
        return _with_slugs([{"id": name, "text": text} for name, text in texts], graded)
    return [
        {"id": f"wrong-{place}", "text": text, "misconception": slug}
        for place, (text, slug) in enumerate(betrayed_by(graded).items(), 1)
    ]


def _with_slugs(options: Iterable[dict[str, str]], graded: dict[str, Any]) -> list[dict[str, Any]]:
    """Note what each option betrays, as the grader judges it."""
    key = read_key(graded)
    return [
        {**option, "misconception": grade(key, option["id"]).misconception} for option in options
    ]

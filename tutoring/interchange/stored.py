"""The neutral form as the bank stores it, and back: columns of a QuestionVersion."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from tutoring.asking import ASKED, TRUE_FALSE, response_of
from tutoring.grader import grade, read_key
from tutoring.interchange.items import BankItem, Part
from tutoring.interchange.losses import CannotHold
from tutoring.interchange.soundness import with_own_ids

ARRANGED = ("choice_set", "true_false", "assertion_reason", "sequence", "matching")
ABOUT = ("title", "category", "identifier")
HASHED = ("stem", "options", "key", "explanation")


def columns_of(item: BankItem) -> dict[str, Any]:
    """Return stem, options, key, explanation and extra as a version keeps them."""
    plain = item.kind == "choice"
    betrayed = item.key.get("misconceptions", {}) if plain else {}
    return {
        "stem": item.stem,
        "options": _options(item, betrayed),
        "key": {"option": item.key["option"]} if plain else _typed(item),
        "explanation": item.explanation,
        "extra": _extra(item),
    }


def content_hash(columns: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what is asked: the same question of any bank is one question."""
    own = {name: columns[name] for name in HASHED}
    canonical = json.dumps({"imported": own}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _options(item: BankItem, betrayed: Mapping[str, str]) -> list[dict[str, Any]]:
    shown = item.options
    if item.kind == "true_false":
        shown = tuple(Part(option["id"], option["text"]) for option in TRUE_FALSE)
    elif item.kind not in {"choice", "choice_set"}:
        return []
    if item.kind != "choice":
        key = read_key(item.key)
        betrayed = {part.id: slug for part in shown if (slug := grade(key, part.id).misconception)}
    return [
        {"id": part.id, "text": part.text, "misconception": betrayed.get(part.id)} for part in shown
    ]


def _typed(item: BankItem) -> dict[str, Any]:
    key = read_key(item.key)
    if item.kind == "blanks":
        labels = zip(item.labels, key.blanks, strict=True)  # type: ignore[union-attr]
        form = {
            "kind": "blanks",
            "blanks": [{"label": label, **response_of(blank)} for label, blank in labels],
        }
    elif item.kind in ARRANGED:
        form = {"kind": item.kind}
    else:
        form = response_of(key)
    if asked := item.ask or (ASKED.get(item.kind) if item.kind in ARRANGED else None):
        form["ask"] = asked
    if item.kind == "sequence":
        form["items"] = [part._asdict() for part in item.parts]
    elif item.kind == "matching":
        form |= {
            side: [part._asdict() for part in getattr(item, side)] for side in ("left", "right")
        }
    return {"graded": dict(item.key), "response": form}


def _extra(item: BankItem) -> dict[str, Any]:
    kept: dict[str, Any] = {name: getattr(item, name) for name in ABOUT}
    kept |= {"tags": list(item.tags), "feedback": dict(item.feedback), "notes": list(item.notes)}
    kept["ask"] = item.ask
    return {name: value for name, value in kept.items() if value}


def item_of(columns: Mapping[str, Any], *, identifier: str, difficulty: str) -> BankItem:
    """Return the neutral form of a stored version. Raises CannotHold for one of a generator."""
    key, options = columns["key"], columns["options"]
    if not columns["stem"]:
        raise CannotHold("questions that are made anew from numbers each time")
    extra = columns["extra"]
    graded = key["graded"] if "graded" in key else _choice_key(key, options)
    response = key.get("response", {})
    kind = graded["type"]
    shown = options if kind in {"choice", "choice_set"} else []
    return with_own_ids(
        BankItem(
            stem=columns["stem"],
            key={name: value for name, value in graded.items() if value not in (None, [], {})},
            options=_parts(shown),
            parts=_parts(response.get("items", [])),
            left=_parts(response.get("left", [])),
            right=_parts(response.get("right", [])),
            labels=tuple(blank["label"] for blank in response.get("blanks", [])),
            ask=extra.get("ask", _own_ask(graded, response)),
            explanation=columns["explanation"],
            feedback=extra.get("feedback", {}),
            title=extra.get("title", ""),
            tags=tuple(extra.get("tags", ())),
            category=extra.get("category", ""),
            identifier=extra.get("identifier") or identifier,
            difficulty=difficulty,
        )
    )


def _choice_key(key: Mapping[str, Any], options: list[dict[str, Any]]) -> dict[str, Any]:
    betrayed = {o["id"]: o["misconception"] for o in options if o.get("misconception")}
    graded = {"type": "choice", "option": key["option"], "options": [o["id"] for o in options]}
    return graded | ({"misconceptions": betrayed} if betrayed else {})


def _own_ask(graded: Mapping[str, Any], response: Mapping[str, Any]) -> str:
    """Return the sentence an author wrote for the form, none where it is the usual one."""
    said = response.get("ask", "")
    if graded["type"] in ARRANGED:
        return "" if said == ASKED.get(graded["type"], "") else said
    if graded["type"] == "blanks":
        return said
    return "" if said == response_of(read_key(graded)).get("ask", "") else said


def _parts(named: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(Part(one["id"], one["text"]) for one in named)


def is_same(item: BankItem, columns: Mapping[str, Any]) -> bool:
    """Return whether a stored text asks and explains what a question does."""
    try:
        stored = item_of({**columns, "extra": {}}, identifier="", difficulty="")
    except CannotHold:
        return False
    return _asked(stored) == _asked(item)


def _asked(item: BankItem) -> tuple[Any, ...]:
    key = {n: v for n, v in item.key.items() if n not in {"misconceptions", "by_error", "reveals"}}
    parts = (item.options, item.parts, item.left, item.right, item.labels)
    return (item.stem, key, parts, item.explanation)

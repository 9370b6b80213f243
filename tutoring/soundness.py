"""Whether a written question can be asked: a stem, options that differ, a key that passes itself.

Pure: no database, no model.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tutoring.grader import faults_of_key, grade, read_key

FEWEST_OPTIONS, MOST_OPTIONS = 2, 10


def fault_of(*, stem: str, options: Sequence[Mapping[str, Any]], key: Mapping[str, Any]) -> str:
    """Return why a question of the bank cannot be asked, in the words of staff; "" if it can."""
    if not stem.strip():
        return "the stem is empty"
    if "graded" in key:
        return _fault_of_typed(key)
    return _fault_of_choice(options, key)


def _fault_of_choice(options: Sequence[Mapping[str, Any]], key: Mapping[str, Any]) -> str:
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        return f"there are {len(options)} options; {FEWEST_OPTIONS} to {MOST_OPTIONS} are asked"
    if any({"id", "text", "misconception"} - set(option) for option in options):
        return "an option lacks its id, its text or what it reveals"
    texts = [str(option["text"]).strip() for option in options]
    if not all(texts) or len(set(texts)) < len(texts):
        return "an option is empty, or two have the same text"
    right = [option for option in options if option["id"] == key.get("option")]
    if len(right) != 1:
        return "no option is marked as the right one"
    if right[0]["misconception"]:
        return "the right option names a misconception"
    return ""


def _fault_of_typed(key: Mapping[str, Any]) -> str:
    try:
        graded = read_key(key["graded"])
    except (ValueError, KeyError, TypeError) as error:
        return f"the key cannot be read ({str(error).splitlines()[0]})"
    if key.get("response", {}).get("kind") != graded.type:
        return "the key and the form of the answer disagree"
    faults = faults_of_key(graded)
    if faults:
        return faults[0]
    own = _own_answer(graded)
    if own is not None and not grade(graded, own).correct:
        return "the key does not pass its own answer"
    return ""


def _own_answer(key: Any) -> object:
    match key.type:
        case "choice":
            return str(key.option)
        case "choice_set":
            return list(key.chosen)
        case "sequence":
            return list(key.order)
        case "matching":
            return {left: list(rights) for left, rights in key.pairs.items()}
    return None

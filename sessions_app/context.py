"""The learner's context: what a session knows about where its learner stands.

One merge function serves saves, the history's changes and the fold that rebuilds a session:
an absent field keeps its value, null clears it, ``extra_data`` merges by key (null deletes a
key), lists replace, unknown members move into ``extra_data``.
"""

import json
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
)

from sessions_app.errors import FreeFormTooLarge, InvalidContext

Score = Annotated[StrictInt | StrictFloat, Field(ge=0, le=100, allow_inf_nan=False)]
Misconceptions = Annotated[list[Annotated[StrictStr, Field(max_length=500)]], Field(max_length=500)]


class StudentContext(BaseModel):
    """What the seeds' state machine carries; the ids are the session row's, never the body's."""

    model_config = ConfigDict(extra="forbid")

    user_id: UUID
    session_id: UUID
    current_topic: Annotated[StrictStr, Field(max_length=500)] | None = None
    last_quiz_score: Score | None = None
    misconceptions: Misconceptions = Field(default_factory=list)
    plan_cache_key: Annotated[StrictStr, Field(max_length=200)] | None = None
    extra_data: dict[str, Any] = Field(default_factory=dict)


CLEARED: dict[str, Any] = {
    "current_topic": None,
    "last_quiz_score": None,
    "misconceptions": [],
    "plan_cache_key": None,
    "extra_data": {},
}
IDENTITY = ("user_id", "session_id")


def empty_context() -> dict[str, Any]:
    """Return the stored form of a context that was never saved."""
    return {}


def full_context(stored: object, *, user_id: UUID, session_id: UUID) -> dict[str, Any]:
    """Return every member of the context for an answer.

    A damaged stored value yields the empty context; the raw value stays in the row.
    """
    try:
        return validate_context(stored, user_id=user_id, session_id=session_id)
    except InvalidContext:
        return validate_context({}, user_id=user_id, session_id=session_id)


def validate_context(stored: object, *, user_id: UUID, session_id: UUID) -> dict[str, Any]:
    """Return the stored context completed and checked. Raises InvalidContext."""
    if not isinstance(stored, dict):
        raise InvalidContext(
            "The context is not an object.", errors={"context_data": ["Not an object."]}
        )
    members = {**stored, "user_id": user_id, "session_id": session_id}
    try:
        return StudentContext.model_validate(members).model_dump(mode="json")
    except ValidationError as error:
        raise InvalidContext("The context is not valid.", errors=_field_errors(error)) from error


def is_damaged(stored: object) -> bool:
    """Return whether a stored context can no longer be read as one."""
    nobody = UUID(int=0)
    try:
        validate_context(stored, user_id=nobody, session_id=nobody)
    except InvalidContext:
        return True
    return False


def _field_errors(error: ValidationError) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for item in error.errors(include_url=False, include_context=False, include_input=False):
        path = ".".join(str(part) for part in item["loc"][:2])
        errors.setdefault(path, []).append(item["msg"])
    return errors


def merge_context(stored: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """Return ``stored`` with ``patch`` merged by key; both stay unchanged.

    The result is canonical: members at their cleared value are left out.
    """
    merged = {**stored}
    extra = dict(stored.get("extra_data", {}))
    for name, value in patch.items():
        if name == "extra_data":
            _merge_keys(extra, value if value is not None else dict.fromkeys(extra))
        elif name in CLEARED:
            merged[name] = value
        elif name not in IDENTITY:
            _merge_keys(extra, {name: value})
    merged["extra_data"] = extra
    return {
        name: value
        for name, value in merged.items()
        if name in CLEARED and value is not None and value != CLEARED[name]
    }


def _merge_keys(target: dict[str, Any], patch: dict[str, Any]) -> None:
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        else:
            target[key] = value


def context_change(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return the smallest patch with ``merge_context(old, patch) == new``; {} when equal."""
    patch: dict[str, Any] = {
        name: new.get(name)
        for name in CLEARED
        if name != "extra_data" and not same_json(old.get(name), new.get(name))
    }
    before, after = old.get("extra_data", {}), new.get("extra_data", {})
    extra = {
        key: after.get(key)
        for key in [*before, *(key for key in after if key not in before)]
        if not same_json(before.get(key), after.get(key))
    }
    return {**patch, "extra_data": extra} if extra else patch


def same_json(left: object, right: object) -> bool:
    """Compare as JSON does: 1 and true differ, unlike in Python; 1 and 1.0 do not.

    A number may come back from the database in another form than it went in (1e16).
    """
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            same_json(value, right[key]) for key, value in left.items()
        )
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same_json, left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, float) and isinstance(right, int):
        return same_json(right, left)
    if isinstance(left, int) and isinstance(right, float):
        return _is_written_as(left, right)
    return left == right


def _is_written_as(whole: int, number: float) -> bool:
    """Return whether a float may come back as this integer: made of its shortest digits."""
    try:
        return float(whole) == number
    except OverflowError:
        return False


def merged_and_checked(
    stored: dict[str, Any], patch: dict[str, Any], *, user_id: UUID, session_id: UUID
) -> dict[str, Any]:
    """Return the canonical context after a save.

    Raises InvalidContext (wrong shape, or ids of somebody else) and FreeFormTooLarge.
    """
    _refuse_foreign_identity(patch, user_id=user_id, session_id=session_id)
    extra = patch.get("extra_data")
    if extra is not None and not isinstance(extra, dict):
        raise InvalidContext(
            "extra_data is not an object.", errors={"extra_data": ["Not an object."]}
        )
    merged = merge_context(stored, patch)
    validate_context(merged, user_id=user_id, session_id=session_id)
    check_free_form(merged, "context_data")
    return merged


def _refuse_foreign_identity(patch: dict[str, Any], *, user_id: UUID, session_id: UUID) -> None:
    expected = {"user_id": str(user_id), "session_id": str(session_id)}
    foreign = {
        name: ["Not the one of this session."]
        for name in IDENTITY
        if name in patch and patch[name] != expected[name]
    }
    if foreign:
        raise InvalidContext("The context names another learner or session.", errors=foreign)


def check_free_form(value: object, name: str) -> None:
    """Refuse a free-form object above the limit. Raises FreeFormTooLarge."""
    size = len(json.dumps(value, ensure_ascii=False).encode())
    if size > settings.FREE_FORM_LIMIT:
        raise FreeFormTooLarge(
            f"{name} has {size} bytes; at most {settings.FREE_FORM_LIMIT} are stored.",
            limit=settings.FREE_FORM_LIMIT,
        )

"""What happened when an agent was asked: who answered, why, and what it cost."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal


class Failure(StrEnum):
    """Why a model's answer was not taken; the values stand in the history."""

    TIMEOUT = "timeout"
    RATE_LIMITED = "rate_limited"
    PROVIDER_ERROR = "provider_error"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    INVALID_ANSWER = "invalid_answer"
    INVALID_PLAN = "invalid_plan"
    RESTING = "resting"
    BUSY = "busy"
    NOT_INSTALLED = "not_installed"
    NOT_CONFIGURED = "not_configured"


@dataclass(frozen=True)
class Spent:
    """What a call took; ``cost_usd`` is None where the price of the model is not known."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal | None = None


@dataclass(frozen=True)
class Turn:
    """One question to an agent that may ask a model; ``failure`` is set when it fell back."""

    role: str
    agent: Literal["model", "builtin"]
    model: str
    spent: Spent
    duration_ms: int
    failure: Failure | None = None

    @property
    def self_correction(self) -> str | None:
        """Say why the built-in agent answered instead of the model."""
        if self.failure is None:
            return None
        return (
            f"The model's answer was not taken ({self.failure}); the built-in {self.role} did it."
        )

    def metadata(self) -> dict[str, Any]:
        """Return the turn as the history keeps it."""
        cost = self.spent.cost_usd
        return {
            "role": self.role,
            "agent": self.agent,
            "model": self.model,
            "self_correction": self.self_correction,
            "requests": self.spent.requests,
            "input_tokens": self.spent.input_tokens,
            "output_tokens": self.spent.output_tokens,
            "cost_usd": None if cost is None else str(cost),
            "duration_ms": self.duration_ms,
        }


def turns_of(agent: object) -> tuple[Turn, ...]:
    """Return the turns of an agent that may ask a model; a built-in one has none."""
    return tuple(getattr(agent, "turns", ()))


def turns_metadata(turns: tuple[Turn, ...]) -> dict[str, Any]:
    """Return the member of a history entry's metadata that tells of these turns, if any."""
    return {"turns": [turn.metadata() for turn in turns]} if turns else {}

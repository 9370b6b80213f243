"""What a model is asked, and where."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.conf import settings
from pydantic import BaseModel

from tutoring.agents.model.prompting import data_message, instructions

Words = TypeVar("Words", bound=BaseModel)


@dataclass(frozen=True)
class Endpoint:
    """A model by its name; ``base_url`` is of a server that speaks OpenAI's chat completions."""

    model: str
    base_url: str
    api_key: str
    retries: int

    @classmethod
    def from_settings(cls) -> "Endpoint":
        """Return the endpoint that the operator chose."""
        return cls(
            model=settings.MODEL_NAME,
            base_url=settings.MODEL_BASE_URL,
            api_key=settings.MODEL_API_KEY,
            retries=settings.MODEL_RETRIES,
        )

    @property
    def provider(self) -> str:
        return f"{self.base_url} {self.model}"


@dataclass(frozen=True)
class Reader:
    """Who reads a text as it comes: ``take`` each part, until nobody is there any more."""

    take: Callable[[str], None]
    is_gone: Callable[[], bool]


@dataclass(frozen=True)
class TextQuestion:
    """A role's question for Markdown text; ``check`` raises AnswerRefused for a paragraph."""

    role: str
    data: Mapping[str, Any]
    check: Callable[[str], None]

    @property
    def instructions(self) -> str:
        return instructions(self.role, "markdown")

    @property
    def message(self) -> str:
        return data_message(self.data)


@dataclass(frozen=True)
class ModelQuestion(Generic[Words]):
    """A role's question; ``check`` raises AnswerRefused for words that say what they must not."""

    role: str
    data: Mapping[str, Any]
    output_type: type[Words]
    check: Callable[[Words], None]

    @property
    def instructions(self) -> str:
        return instructions(self.role)

    @property
    def message(self) -> str:
        return data_message(self.data)

    def fingerprint(self, endpoint: Endpoint) -> str:
        """Return what two questions share exactly if the same answer serves both."""
        parts = "\0".join((endpoint.provider, self.instructions, self.message))
        return hashlib.sha256(parts.encode()).hexdigest()

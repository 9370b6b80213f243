"""Answers that the practice API gave, for its document."""

from drf_spectacular.utils import OpenApiExample

CHILD = "019aa64e-3f0a-7bd2-8c55-2f3e60c1a9d4"
SESSION = "019aa650-11c2-7a40-9d0c-5b1f7f2f6f10"
QUESTION = "019aa650-11c9-7e31-b6a8-04c54a1c7b52"


def request_and_answer(request: dict, answer: dict, status: int = 200) -> list[OpenApiExample]:
    return [
        OpenApiExample("request", request, request_only=True),
        OpenApiExample("answer", answer, response_only=True, status_codes=[str(status)]),
    ]


FETCH: list[OpenApiExample] = []
TOPICS: list[OpenApiExample] = []
SUBTOPICS: list[OpenApiExample] = []
ATTEMPT: list[OpenApiExample] = []
PROGRESS: list[OpenApiExample] = []
SUMMARY: list[OpenApiExample] = []

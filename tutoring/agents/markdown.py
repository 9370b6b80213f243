"""An explanation as Markdown."""

from collections.abc import Iterator

from tutoring.agents.shapes import TutorExplanation


def markdown_parts(explanation: TutorExplanation) -> Iterator[str]:
    """Yield an explanation as Markdown, one section at a time."""
    yield f"# {explanation.topic}\n\n{explanation.intuition.strip()}\n\n"
    for step in explanation.steps:
        analogy = f"> {step.analogy.strip()}\n\n" if step.analogy else ""
        yield f"## {step.step_number}. {step.title}\n\n{step.content.strip()}\n\n{analogy}"
    yield f"## In the real world\n\n{explanation.real_world_example.strip()}\n\n"
    yield f"## Where many slip\n\n{explanation.common_pitfall.strip()}\n"
    if explanation.practice_question:
        yield f"\n## Try it\n\n{explanation.practice_question.strip()}\n"

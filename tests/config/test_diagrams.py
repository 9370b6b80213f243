"""The diagrams in the documents are drawn from the tables."""

from django.conf import settings

from config.diagrams import diagrams, mission_edges, phase_edges, status_edges, with_diagrams


def test_architecture_shows_the_present_tables():
    text = (settings.BASE_DIR / "docs" / "architecture.md").read_text(encoding="utf-8")

    assert with_diagrams(text) == text
    assert all(f"<!-- diagram: {name} -->" in text for name in diagrams())


def test_phase_edges_are_the_seeds():
    assert phase_edges() == [
        ("INTAKE", "generate_plan", "PLANNING"),
        ("PLANNING", "start_topic", "LEARNING"),
        ("LEARNING", "take_quiz", "QUIZZING"),
        ("QUIZZING", "submit_answers", "ANALYZING"),
        ("ANALYZING", "next_topic", "PLANNING"),
        ("ANALYZING", "complete", "COMPLETED"),
    ]


def test_restore_leads_back_to_what_was():
    restored = {target for source, verb, target in status_edges() if verb == "restore"}

    assert restored == {"paused", "completed", "abandoned"}


def test_mission_edges_start_with_acceptance():
    assert mission_edges()[0] == ("awaiting_approval", "accept", "in_progress")

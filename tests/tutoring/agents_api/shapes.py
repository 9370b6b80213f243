"""The members of the contract's shapes, literally."""

from typing import Any

STUDY_PLAN = {"exam_name", "total_days", "overview", "schedule", "critical_topics"}
PLANNED_DAY = {"day", "theme", "topics", "estimated_hours"}
PLANNED_TOPIC = {"name", "difficulty", "rationale"}
VERIFICATION = {
    "is_valid",
    "missing_topics",
    "overloaded_days",
    "prerequisite_issues",
    "critique",
}
PLAN_WITH_HISTORY = {
    "final_plan",
    "versions",
    "total_iterations",
    "self_correction_applied",
    "verification_summary",
}
VERSION = {"version", "plan", "verification", "was_accepted"}
SUMMARY = {
    "coverage_percent",
    "overloaded_days_count",
    "prerequisite_issues_count",
    "is_valid",
    "iterations_used",
}
EXPLANATION = {
    "topic",
    "intuition",
    "steps",
    "real_world_example",
    "common_pitfall",
    "practice_question",
}
STEP = {"step_number", "title", "content", "analogy"}
OPEN_QUESTION = {"id", "text", "question_type", "options", "difficulty", "concept_tested"}
QUIZ = {"id", "topic", "questions", "time_estimate_minutes"}
EVALUATION = {
    "is_correct",
    "feedback",
    "misconception",
    "hint_for_similar",
    "correct_option_index",
    "explanation",
}
MISCONCEPTION_ANALYSIS = {
    "wrong_option_chosen",
    "inferred_confusion",
    "underlying_confusion",
    "counter_example",
    "explanation",
    "redemption_question",
}
PERFORMANCE = {
    "overall_score",
    "summary",
    "topic_mastery",
    "misconceptions",
    "recommendations",
    "encouragement",
    "topic_performance",
}


def assert_plan(plan: dict[str, Any]) -> None:
    assert set(plan) == STUDY_PLAN
    for day in plan["schedule"]:
        assert set(day) == PLANNED_DAY
        assert all(set(topic) == PLANNED_TOPIC for topic in day["topics"])


def assert_history(history: dict[str, Any]) -> None:
    assert set(history) == PLAN_WITH_HISTORY
    assert set(history["verification_summary"]) == SUMMARY
    assert_plan(history["final_plan"])
    for version in history["versions"]:
        assert set(version) == VERSION
        assert set(version["verification"]) == VERIFICATION
        assert_plan(version["plan"])


def assert_open_quiz(quiz: dict[str, Any]) -> None:
    assert set(quiz) == QUIZ
    assert quiz["questions"]
    for question in quiz["questions"]:
        assert set(question) == OPEN_QUESTION
        assert len(question["options"]) >= 2

"""The bank's change list in the admin with 100,000 questions: list, filters, search, page 500.

python -m benchmarks bank_list          both databases
python -m benchmarks.bank_list          the one of DATABASE_URL (an empty one: SQLite is a file)
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.table import show, store

QUESTIONS, QUICK = 100_000, 10_000
ROUNDS, QUICK_ROUNDS, WARM_UP = 9, 3, 2
AT_ONCE = 2_000
BAR_MS = 500
LESSONS, SUBJECTS = 144, ("Physics", "Chemistry", "Biology", "Mathematics", "History", "Quant")
WORDS = ["block", "slope", "force", "mass", "speed", "time", "energy", "rope", "wheel", "charge"]
WORDS += ["field", "wave", "acid", "salt", "cell", "root", "king", "treaty", "river", "court"]
WORDS += ["price", "train", "boat", "profit"]
RARE = "zeugma"
MIDDLE = "the middle page"
PAGES = {
    "list": {},
    "page 500": {"p": MIDDLE},
    "filter: status, subject": {"status__exact": "quarantined", "subject": "Physics"},
    "filter: exam, difficulty": {"exam": "NEET", "difficulty__exact": "hard"},
    "filter: lesson": {"subject": "Physics", "lesson": "physics/lesson-0"},
    "filter: imported, numeric": {"from": "import", "type": "numeric"},
    "filter: suspicious": {"suspicious": "yes"},
    "search: a common word": {"q": "slope"},
    "search: three words": {"q": "slope block treaty"},
    "search: a rare word": {"q": RARE},
    "search: nothing found": {"q": "xyzzy"},
    "search: a slug": {"q": "bank/77"},
    "sorted by discrimination": {"o": "discrimination"},
    "page 500, sorted": {"o": "discrimination", "p": MIDDLE},
}


def run(*, quick: bool) -> None:
    """Measure PostgreSQL here and SQLite in a process of its own."""
    found = {"postgresql": measured(quick=quick), "sqlite": _on_sqlite(quick=quick)}
    rows = [
        {
            "page": name,
            "PostgreSQL ms": found["postgresql"][name],
            "SQLite ms": found["sqlite"][name],
            f"under {BAR_MS} ms": max(side[name] for side in found.values()) < BAR_MS,
        }
        for name in PAGES
    ]
    size = QUICK if quick else QUESTIONS
    show(f"The bank's change list with {size:,} questions; whole response, median", rows)
    store("bank_list", rows)


def _on_sqlite(*, quick: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="bank-list-") as folder:
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{Path(folder) / 'bank.sqlite3'}"}
        command = [sys.executable, "-m", "benchmarks.bank_list", *(["--quick"] if quick else [])]
        done = subprocess.run(
            command, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(*, quick: bool) -> dict[str, float]:
    """Fill the database and return each page's median in milliseconds."""
    from django.test.utils import override_settings

    size = QUICK if quick else QUESTIONS
    _fill(size)
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=plain):
        client = _staff()
        calls = {name: partial(_get, client, _query(query, size)) for name, query in PAGES.items()}
        return _medians(QUICK_ROUNDS if quick else ROUNDS, calls)


def _medians(rounds: int, calls: dict[str, Any]) -> dict[str, float]:
    """Return the median of each page in milliseconds; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(rounds + WARM_UP):
        for name, call in calls.items():
            started = time.perf_counter()
            call()
            if turn >= WARM_UP:
                times[name].append(time.perf_counter() - started)
    return {name: statistics.median(taken) * 1000 for name, taken in times.items()}


def _query(query: dict[str, str], size: int) -> dict[str, str]:
    """Return a query with the middle page's number and the column's place."""
    from tutoring.admin_questions import QuestionAdmin

    told = {**query}
    if told.get("p") == MIDDLE:
        told["p"] = str(size // QuestionAdmin.list_per_page // 2)
    if told.get("o") == "discrimination":
        place = QuestionAdmin.list_display.index("tells_apart") + bool(QuestionAdmin.actions)
        told["o"] = f"-{place}"
    return told


def _get(client: Any, query: dict[str, str]) -> None:
    from django.urls import reverse

    response = client.get(reverse("admin:tutoring_question_changelist"), query)
    assert response.status_code == 200, (query, response.status_code)


def _staff() -> Any:
    from django.test import Client

    from accounts.models import User

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.create_superuser("bank-list@bench.example"))
    return client


def _fill(size: int) -> None:
    """Make lessons, a syllabus, questions of every kind, and statistics for a fifth of them."""
    from django.db import connection

    from tutoring.models import ItemStatistic, Lesson, Question, QuestionVersion, SyllabusTopic

    lessons = Lesson.objects.bulk_create(
        Lesson(
            slug=f"{SUBJECTS[n % len(SUBJECTS)].lower()}/lesson-{n}",
            subject=SUBJECTS[n % len(SUBJECTS)],
            unit=f"Unit {n % 20}",
            title=f"Lesson {n}",
            content={"intuition": "x" * 3_000},
        )
        for n in range(LESSONS)
    )
    SyllabusTopic.objects.bulk_create(
        SyllabusTopic(
            exam=("NEET", "JEE", "UPSC", "CAT")[n % 4],
            year=2026,
            subject=lesson.subject,
            unit=lesson.unit,
            name=lesson.title,
            slug=f"topic-{n}",
            position=n,
            weight=1,
            hours=1,
            lesson=lesson,
        )
        for n, lesson in enumerate(lessons)
    )
    for start in range(0, size, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, size))
        questions = Question.objects.bulk_create(_question(n, lessons) for n in numbers)
        versions = QuestionVersion.objects.bulk_create(
            _version(n, question) for n, question in zip(numbers, questions, strict=True)
        )
        for question, version in zip(questions, versions, strict=True):
            question.current = version
        Question.objects.bulk_update(questions, ["current"], batch_size=500)
        ItemStatistic.objects.bulk_create(
            _statistic(n, question)
            for n, question in zip(numbers, questions, strict=True)
            if n % 5 == 0
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _question(n: int, lessons: list[Any]) -> Any:
    from tutoring.models import Question

    return Question(
        slug=f"bank/{n}",
        lesson=None if n % 50 == 0 else lessons[n % LESSONS],
        type=("multiple_choice", "multiple_choice", "numeric", "true_false")[n % 4],
        difficulty=("easy", "medium", "hard")[n % 3],
        concept=f"concept {n % 300}",
        source=("built-in curriculum", "A foreign bank", "Another bank", "model")[n // 7 % 4],
        status="quarantined" if n % 50 == 0 or n % 3 == 0 else "released",
    )


def _version(n: int, question: Any) -> Any:
    from tutoring.models import QuestionVersion

    words = " ".join(WORDS[(n * step + n // step) % len(WORDS)] for step in range(1, 31))
    rare = f" {RARE}" if n % 20_000 == 7 else ""
    return QuestionVersion(
        question=question,
        number=1,
        stem=f"{words}{rare}?",
        options=[
            {"id": name, "text": f"{name} {words[:30]}", "misconception": None} for name in "abcd"
        ],
        key={"option": "a"},
        explanation=words,
        content_hash=f"{n:064}",
    )


def _statistic(n: int, question: Any) -> Any:
    from tutoring.models import ItemStatistic

    return ItemStatistic(
        question=question,
        n=40,
        right=n % 41,
        difficulty=n % 41 / 40,
        n_ability=40,
        discrimination=(n * 37 % 2_001) / 1_000 - 1,
        suspicion="low discrimination" if n % 97 == 0 else "",
    )


def main() -> int:
    """Measure the database of DATABASE_URL and print the medians as JSON."""
    from benchmarks.stage import server_environment

    os.environ.update({**server_environment(), "DATABASE_URL": os.environ["DATABASE_URL"]})
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    print(json.dumps(measured(quick="--quick" in sys.argv)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

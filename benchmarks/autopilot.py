"""The engine: built-in steps a second of one worker process, what waiting runs cost, one choice."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks.stage import new_learner
from benchmarks.table import show, store

RUNS, QUICK_RUNS = 60, 15
THREADS = (1, 2)
ACTS = 12  # of the learner, in each run: two lessons, three answers, and so on
WAITING = (1_000, 10_000)
SWEEP_EVERY = 5  # seconds
TOPICS = 80
CHOICES = 30
SWEEPS = 20


def run(*, quick: bool) -> None:
    load_curriculum()
    steps = [_steps_a_second(QUICK_RUNS if quick else RUNS, threads) for threads in THREADS]
    show("Built-in steps worked by one process, learners' acts not counted", steps)
    waiting = [_sweep_cost(size) for size in (WAITING[:1] if quick else WAITING)]
    show(f"A sweep over waiting runs, every {SWEEP_EVERY} s", waiting)
    choices = [_choice()]
    show("Choosing a topic, queries included", choices)
    store("autopilot", {"steps": steps, "waiting": waiting, "choice": choices})


def load_curriculum() -> None:
    from tutoring.curriculum.reading import read_packs
    from tutoring.models import Lesson
    from tutoring.services.curriculum import load_packs

    if not Lesson.objects.exists():
        load_packs(read_packs())


def new_run() -> Any:
    """Start a run in a new session; its first step makes the plan."""
    from autopilot.services.steering import RunWish, start_run
    from sessions_app.services.lifecycle import start_session

    session = start_session(user_id=new_learner().pk, exam_type="NEET")
    return start_run(session_id=session.pk, wish=RunWish(target_minutes=180, seed=7))


def _steps_a_second(count: int, threads: int) -> dict[str, Any]:
    """Work ``count`` runs through a topic and more; only the engine's time is taken.

    ``threads`` of one process, as a laptop has them.
    """
    from autopilot.models import ToolStep
    from autopilot.states import ToolId, ToolStepStatus

    runs = [new_run() for _ in range(count)]
    taken = cpu = 0.0
    for _ in range(ACTS):
        begun, cpu_begun = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(_work_all, [runs[start::threads] for start in range(threads)]))
        taken += time.perf_counter() - begun
        cpu += time.process_time() - cpu_begun
        for one in runs:
            _act(one)
    done = ToolStep.objects.filter(run__in=runs, status=ToolStepStatus.COMPLETED)
    worked = done.exclude(tool_id=ToolId.ASK).count()
    return {
        "threads": threads,
        "runs": count,
        "steps": worked,
        "a second": worked / taken,
        "ms a step": taken * 1000 / worked,
        "CPU ms a step": cpu * 1000 / worked,
    }


def _work_all(runs: list[Any]) -> None:
    from django.db import connection

    try:
        for one in runs:
            _work(one)
    finally:
        connection.close()  # the thread's own


def _work(run: Any) -> None:
    from autopilot.services.engine import advance

    while advance(run.pk):
        pass


def _act(run: Any) -> None:
    """Do what the run waits for: read on, or skip the question."""
    from autopilot.models import AutopilotRun
    from autopilot.services.steering import answer, proceed
    from autopilot.states import WaitingFor
    from tutoring.judging import NOT_ANSWERED

    waiting_for = AutopilotRun.objects.values_list("waiting_for", flat=True).get(pk=run.pk)
    if waiting_for == WaitingFor.READING:
        proceed(session_id=run.session_id)
    elif waiting_for == WaitingFor.ANSWER:
        answer(session_id=run.session_id, given=NOT_ANSWERED)


WAITING_RUNS = """
WITH learner AS (SELECT %(user)s::uuid AS id),
new_sessions AS (
    INSERT INTO study_sessions
           (id, user_id, name, kind, status, current_state, exam_type, subject, topic, subtopic,
            current_context, metadata, version, history_length, ended_reason, last_activity_at)
    SELECT gen_random_uuid(), learner.id, 'Session', 'study', 'active', 'PLANNING', 'NEET', '',
           '', '', '{}', %(metadata)s, 1, 0, '', clock_timestamp()
      FROM learner, generate_series(1, %(count)s)
    RETURNING id
), new_missions AS (
    INSERT INTO missions
           (id, user_id, session_id, name, description, goal, success_criteria, status)
    SELECT gen_random_uuid(), learner.id, new_sessions.id, 'Mission', '', '', '[]', 'in_progress'
      FROM learner, new_sessions
    RETURNING id, session_id
), there AS (
    INSERT INTO session_presence (session_id, seen_at)
    SELECT id, clock_timestamp() FROM new_sessions
)
INSERT INTO autopilot_runs
       (id, session_id, mission_id, status, current_phase, target_minutes, answer_seconds, seed,
        choices, first_seq, active_ms, waiting_for, wait_since, wait_until, content, pause_reason,
        lease_attempts, failure, ended_reason, revision)
SELECT gen_random_uuid(), session_id, id, 'running', 'teaching', 30, 60, 7, '{}', 1, 0, 'reading',
       clock_timestamp(), clock_timestamp() + interval '1 hour', repeat('A lesson. ', 200), '', 0,
       '', '', 1
  FROM new_missions
"""


def _fill(count: int) -> None:
    from django.db import connection

    from sessions_app.encryption import encrypt

    values = {"user": new_learner().pk, "metadata": encrypt(b"{}"), "count": count}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("TRUNCATE autopilot_runs, session_presence CASCADE")  # what was left before
        cursor.execute(WAITING_RUNS, values)
        cursor.execute("VACUUM ANALYZE study_sessions, missions, autopilot_runs, session_presence")
        cursor.execute("RESET statement_timeout")


def _all_present() -> None:
    from accounts.clock import ClockNow
    from sessions_app.models import SessionPresence

    SessionPresence.objects.update(seen_at=ClockNow())


def _sweep_cost(count: int) -> dict[str, Any]:
    """Sweep over runs that wait for learners who are there; CPU of this process and the store."""
    from autopilot.services.sweeping import sweep_runs

    _fill(count)
    sweep_runs()
    _all_present()
    times, cpu_begun, store_begun = [], time.process_time(), _store_cpu()
    for _ in range(SWEEPS):
        begun = time.perf_counter()
        done = sweep_runs()
        times.append(time.perf_counter() - begun)
        assert not any(done.values()), done
    used = time.process_time() - cpu_begun + _store_cpu() - store_begun
    return {
        "waiting runs": count,
        "sweep ms, median": statistics.median(times) * 1000,
        "slowest ms": max(times) * 1000,
        "% of a core": used / SWEEPS / SWEEP_EVERY * 100,
    }


def _store_cpu() -> float:
    """Return the CPU seconds of this connection's server process."""
    from django.db import connection

    from benchmarks.servers import _cpu_seconds

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return _cpu_seconds(cursor.fetchone()[0])


def _choice() -> dict[str, Any]:
    """Choose among ``TOPICS`` topics, the syllabus' own and as many more as it takes."""
    from autopilot.models import AutopilotRun
    from autopilot.selectors.gains import gains
    from tutoring.models import Topic

    made = new_run()
    _work(made)
    run = AutopilotRun.objects.select_related("session").get(pk=made.pk)
    _add_topics(run.session)
    gains(run.session, run)
    times, cpu_begun = [], time.process_time()
    for _ in range(CHOICES):
        begun = time.perf_counter()
        gains(run.session, run)
        times.append(time.perf_counter() - begun)
    cpu = time.process_time() - cpu_begun
    topics = Topic.objects.filter(session=run.session).count()
    return {
        "topics": topics,
        "choice ms, median": statistics.median(times) * 1000,
        "CPU ms": cpu * 1000 / CHOICES,
        "slowest ms": max(times) * 1000,
    }


def _add_topics(session: Any) -> None:
    """Bring a session to ``TOPICS`` topics; the new ones teach the lessons that are there."""
    from django.db import transaction

    from tutoring.models import Lesson, SyllabusTopic, Topic

    lessons = list(Lesson.objects.order_by("slug"))
    have = Topic.objects.filter(session=session).count()
    values = {"exam": "NEET", "year": 2026, "subject": "physics", "unit": "More", "retired": True}
    with transaction.atomic():
        for number in range(have, TOPICS):
            name = f"More {session.pk} {number}"
            syllabus = SyllabusTopic.objects.create(
                name=name,
                slug=name.replace(" ", "-").lower(),
                position=number,
                weight=1 + number % 5,
                hours=2,
                lesson=lessons[number % len(lessons)],
                **values,
            )
            Topic.objects.create(
                session=session, syllabus_topic=syllabus, name=name, position=1_000 + number
            )

"""The algebra's child: bounded, replaceable, and kept out of the server process."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from tutoring.grader import Verdict, grade, read_key
from tutoring.grader.algebra import judge as judge_module
from tutoring.grader.algebra.judge import LAST_CLOCK_SECONDS, Judgement, Question, _Pool, judge

X, ONE = ["sym", "x"], ["num", "1"]
EQUAL = Question(["add", X, ONE], ["add", ONE, X])


@pytest.fixture
def pool(monkeypatch):
    pool = _Pool()
    monkeypatch.setattr(judge_module, "_pool", pool)
    yield pool
    pool.close()


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def run_python(script):
    return subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        cwd=judge_module.ROOT,
        capture_output=True,
        text=True,
    )


def test_judge_keeps_one_child_for_many_questions(pool):
    outcomes = {judge(EQUAL) for _ in range(3)}

    assert outcomes == {Judgement("equal")}
    assert len(pool.idle) == 1


def test_judge_starts_a_new_child_when_the_old_one_died(pool):
    judge(EQUAL)
    first = pool.idle[0].process
    os.kill(first.pid, signal.SIGKILL)
    first.wait()

    assert judge(EQUAL) == Judgement("equal")
    assert pool.idle[0].process.pid != first.pid


def test_judge_kills_the_group_of_a_child_that_hangs(pool):
    judge(EQUAL)
    child = pool.idle[0].process
    os.kill(child.pid, signal.SIGSTOP)
    started = time.monotonic()

    assert judge(EQUAL) == Judgement("unproven")
    assert time.monotonic() - started < LAST_CLOCK_SECONDS + 8
    assert not is_running(child.pid)
    assert judge(EQUAL) == Judgement("equal")


@pytest.mark.parametrize(
    "greed", ["while True: pass", "bytearray(2**30)", "import time; time.sleep(60)"]
)
def test_greedy_worker_is_ended_and_the_child_lives_on(greed):
    """The greedy part begins after the warm-up, in the forked worker."""
    script = (
        "from tutoring.grader.algebra import child\n"
        "def compare(*trees, **options):\n"
        "    if warm.pop():\n"
        f"        {greed}\n"
        "    return 'equal', None\n"
        "warm, child.compare = [True, False], compare\n"
        "child.serve()\n"
    )
    started = time.monotonic()

    run = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        cwd=judge_module.ROOT,
        capture_output=True,
        text=True,
        input="[null, null, false, false]\n" * 2,
    )

    assert run.stdout.splitlines() == ["ready"] + ['{"outcome": "unproven"}'] * 2
    assert time.monotonic() - started < 2 * LAST_CLOCK_SECONDS + 20


def test_worker_is_limited_in_memory_and_time(pool):
    judge(EQUAL)
    limits = open(f"/proc/{pool.idle[0].process.pid}/limits").read() if LINUX else ""  # noqa: SIM115

    assert not LINUX or "Max address space         536870912            536870912" in limits


def test_child_gets_none_of_the_servers_environment(pool, monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", "not for children")
    judge(EQUAL)
    environment = open(f"/proc/{pool.idle[0].process.pid}/environ").read() if LINUX else ""  # noqa: SIM115

    assert "not for children" not in environment


def test_threads_share_the_children(pool):
    found = []
    threads = [threading.Thread(target=lambda: found.append(judge(EQUAL))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [Judgement("equal")] * 8
    assert 1 <= len(pool.idle) <= judge_module.MOST_CHILDREN


def test_busy_children_make_an_answer_unjudged(pool, monkeypatch):
    monkeypatch.setattr(judge_module, "WAIT_SECONDS", 0.05)
    for _ in range(judge_module.MOST_CHILDREN):
        pool.free.acquire()

    judged = grade(read_key({"type": "expression", "answer": "x+1"}), "1+x")

    assert judged.verdict is Verdict.UNJUDGED


def test_child_that_cannot_start_makes_an_answer_unjudged(pool, monkeypatch):
    monkeypatch.setattr(judge_module.sys, "executable", "/nonexistent/python")

    assert judge(EQUAL) == Judgement("unproven")


def test_child_ends_with_the_server():
    script = (
        "from tutoring.grader.algebra import judge as j\n"
        f"print(j.judge(j.Question(*{tuple(EQUAL[:2])!r})).outcome, j._pool.idle[0].process.pid)\n"
    )
    run = run_python(script)
    outcome, pid = run.stdout.split()

    assert outcome == "equal"
    assert not is_running(int(pid))


def test_forked_server_process_starts_its_own_child():
    script = (
        "import os\n"
        "from tutoring.grader.algebra import judge as j\n"
        f"question = j.Question(*{tuple(EQUAL[:2])!r})\n"
        "j.judge(question)\n"
        "before, forked = j._pool.idle[0].process.pid, os.fork()\n"
        "outcome, after = j.judge(question).outcome, j._pool.idle[0].process.pid\n"
        "print(outcome, before == after, flush=True)\n"
        "if forked: os.waitpid(forked, 0)\n"
        "else: j._pool.close(); os._exit(0)\n"
    )

    run = run_python(script)

    assert sorted(run.stdout.splitlines()) == ["equal False", "equal True"]


def test_server_process_never_loads_the_algebra_nor_django():
    script = (
        "import sys\n"
        "from tutoring.grader import grade, read_key\n"
        "print(grade(read_key({'type': 'expression', 'answer': 'x+1'}), '1+x').verdict)\n"
        "print([name for name in ('sympy', 'mpmath', 'django', 'pint') if name in sys.modules])\n"
    )
    run = run_python(script)

    assert run.stdout.splitlines() == ["right", "[]"]


LINUX = sys.platform.startswith("linux")

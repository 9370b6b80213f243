"""The benchmark: reading logs, the protocol, a slice of a real log."""

import gzip
import json
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.mastery.__main__ import main
from benchmarks.mastery.logs import LogError, read_log
from benchmarks.mastery.protocol import figures, run_stream
from tutoring.mastery.states import Answer

REFERENCE_LOG = (
    Path(__file__).resolve().parents[4] / "shared" / "data" / "log-lkt-cloze" / "responses.csv.gz"
)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
GENERIC = "learner,item,topics,correct,time\n"


@pytest.fixture
def write(tmp_path):
    def written(text, name="log.csv"):
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
        return path

    return written


@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz"])
@pytest.mark.parametrize(
    "time", ["2026-03-02T09:00:00", "2026-03-02 14:30:00+05:30", "1772442000", "1772442000000"]
)
def test_read_log_reads_the_generic_form(write, name, time):
    log = read_log(write(f"{GENERIC}asha,q1,friction; motion;friction,1,{time}\n", name))

    assert log == ([Answer("asha", "q1", ("friction", "motion"), True, AT)], 0)


def test_read_log_knows_the_columns_of_published_logs(write):
    log = read_log(
        write(
            "student,time_ms,unit,item,kc,outcome\n"
            "s1,1772442000000,Practice,7-2,7,CORRECT\n"
            "s1,1772441999000,Practice,9-3,9,INCORRECT\n"
            "s1,1772442002000,Practice,9-3,9,STUDY\n"
        )
    )

    assert [(answer.item, answer.correct) for answer in log.answers] == [
        ("9-3", False),
        ("7-2", True),
    ]
    assert log.dropped == 1


def test_read_log_knows_the_columns_of_tab_separated_exports(write):
    log = read_log(
        write(
            "Anon Student Id\tProblem Name\tKC (Default)\tOutcome\tTime\n"
            "Stu_1\tp1\tadd~~carry\tcorrect\t2026-03-02 09:00:00\n"
        )
    )

    assert log.answers == [Answer("Stu_1", "p1", ("add", "carry"), True, AT)]


def test_read_log_takes_named_columns(write):
    path = write("who,item,topics,correct,time\nasha,q1,friction,0,1772442000\n")

    assert read_log(path, {"learner": "who"}).answers[0].learner == "asha"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "No column is known as the learner"),
        (f"{GENERIC}asha,q1\n", "Line 2 has 2 columns of 5"),
        (f"{GENERIC}asha,q1,friction,1,yesterday\n", "no readable time: 'yesterday'"),
        (f"{GENERIC}asha,q1,friction,maybe,1\n", "holds no answers"),
        ("", "No column is known"),
    ],
)
def test_read_log_says_what_is_wrong_with_a_file(write, text, message):
    with pytest.raises(LogError, match=message):
        read_log(write(text))


def test_main_prints_json(write, capsys):
    rows = [f"l{i % 3},q{i % 5},t,{i % 2},{1772442000 + 9000 * i}\n" for i in range(40)]

    assert main([str(write(GENERIC + "".join(rows))), "--json"]) == 0

    (found,) = json.loads(capsys.readouterr().out)["logs"]
    assert (found["answers"], found["share_right"], found["nights"]) == (40, 0.5, 4)
    assert found["update_microseconds"] > 0


def test_main_refuses_what_is_no_log(tmp_path, capsys):
    assert main([str(tmp_path / "missing.csv")]) == 2
    assert "No such file" in capsys.readouterr().err


@pytest.mark.shared_data
@pytest.mark.skipif(not REFERENCE_LOG.exists(), reason="the reference log is not here")
def test_run_stream_foretells_a_slice_of_a_real_log():
    answers = read_log(REFERENCE_LOG).answers
    assert len(answers) == 33_214

    stream = run_stream(list(islice(answers, 6_000)))

    found = figures(stream)
    assert found["nights"] == 8
    assert 0.78 < found["auc"] < 0.9
    assert found["auc"] > found["auc_states_only"]
    assert found["calibration_error"] < 0.05

"""The jobs in the admin: when they ran last and what they did."""

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions_app.admin.jobs import effects_in_words, latest_runs, window_in_words
from sessions_app.models import JobRun

pytestmark = pytest.mark.django_db
LIST = "admin:sessions_app_jobrun_changelist"
# The log-in and its user, the latest runs, the jobs to filter by, the bounded count, the rows.
QUERIES_OF_LIST = 6


def run(job="purge", start=0, effects=None, **fields) -> JobRun:
    finished = {"finished_at": timezone.now(), **fields}
    return JobRun.objects.create(job=job, window=f"{start}+60", effects=effects or {}, **finished)


def test_the_top_shows_the_last_run_of_each_job(root):
    run("abandon", 0, {"abandoned": 9})
    abandon = run("abandon", 60, {"abandoned": 4, "skipped_rows": 0})
    purge = run("purge", 0, {"replies": 2, "job_runs": 1})

    page = root.get(reverse(LIST))

    assert list(latest_runs()) == [abandon, purge]
    top = page.content.decode().split('id="changelist"')[0]
    assert "4 abandoned" in top
    assert "2 replies, 1 job runs" in top
    assert "9 abandoned" not in top


def test_without_any_run_the_top_asks_for_the_beat(root):
    assert "No job has run yet." in root.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_queries_for_any_number_of_runs(
    root, django_assert_num_queries, rows
):
    for number in range(rows):
        run(start=number * 60)

    with django_assert_num_queries(QUERIES_OF_LIST):
        response = root.get(reverse(LIST))

    assert len(response.context["cl"].result_list) == rows


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("0+60", "1 Jan, 00:00 to 00:01"),
        ("latest", "latest"),
        ("x+60", "x+60"),
        ("60+", "60+"),
    ],
)
def test_a_window_reads_as_times(window, words):
    assert window_in_words(JobRun(job="purge", window=window)) == words


@pytest.mark.parametrize(
    ("effects", "finished", "words"),
    [
        ({"abandoned": 3}, True, "3 abandoned"),
        ({"abandoned": 0}, True, "nothing was due"),
        ({}, False, "not finished"),
        ([1], True, "[1]"),
    ],
)
def test_effects_read_as_words(effects, finished, words):
    at = timezone.now() if finished else None

    assert effects_in_words(JobRun(effects=effects, finished_at=at)) == words


def test_unfinished_runs_can_be_picked_out(root):
    run(start=0)
    stuck = run(start=60, finished_at=None)

    response = root.get(reverse(LIST), {"finished": "no"})

    assert list(response.context["cl"].result_list) == [stuck]


@pytest.mark.parametrize("name", ["change", "delete"])
def test_runs_are_read_only(root, name):
    made = run(effects={"abandoned": 3})
    address = reverse(f"admin:sessions_app_jobrun_{name}", args=[made.pk])

    assert root.post(address, {"job": "forged", "post": "yes"}).status_code == 403

    assert JobRun.objects.get().job == "purge"


def test_staff_without_permissions_see_no_jobs(staff_with):
    assert staff_with().get(reverse(LIST)).status_code == 403

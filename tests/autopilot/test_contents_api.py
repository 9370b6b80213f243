"""Hops, steps and assets over the API: their shapes, who sees them, and no key too early."""

import json
import re

import pytest
from rest_framework.test import APIClient

from accounts.ids import uuid7
from autopilot.api import examples
from autopilot.models import Asset, AutopilotRun, Hop, Mission, ToolStep
from autopilot.services.moves import move_hop
from autopilot.services.steering import RunWish, start_run, stop
from autopilot.states import AssetScope, AssetStatus, AssetType, ToolId
from tests.accounts.factories import GuardianshipFactory, UserFactory
from tests.autopilot.driving import asked_item, drive
from tests.autopilot.factories import mission_of, output_of
from tests.factories import make_learner
from tests.problems import assert_problem
from tests.tutoring.factories import planned_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("curriculum")]
MISSION = {
    *("id", "name", "description", "goal", "success_criteria", "status", "session_id"),
    *("current_hop_id", "hops", "assets", "valid_verbs", "created_at", "ended_at"),
}
HOP = {
    *("id", "sequence_order", "name", "goal", "rationale", "status", "is_final"),
    *("tool_steps", "assets", "started_at", "ended_at"),
}
STEP = {
    *("id", "tool_id", "sequence_order", "name", "status", "execution_result", "error_message"),
    *("is_void", "duration_ms", "started_at", "completed_at"),
}
ASSET = {
    *("id", "name", "scope_type", "scope_id", "role", "status", "subtype", "content"),
    *("created_at", "ready_at"),
}


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def run() -> AutopilotRun:
    """A run in its second topic, with a question open: six acts of the learner are done."""
    session = planned_session()
    return drive(start_run(session_id=session.pk, wish=RunWish(seed=7)), steps=8)


@pytest.fixture
def client(run):
    return client_of(run.session.user)


def addresses(run) -> list[str]:
    hop, asset = Hop.objects.filter(mission=run.mission_id).first(), Asset.objects.last()
    return [
        f"/api/missions/{run.mission_id}",
        f"/api/missions/{run.mission_id}/hops",
        f"/api/hops/{hop.pk}/tool-steps",
        f"/api/assets?mission_id={run.mission_id}",
        f"/api/assets?hop_id={hop.pk}",
        f"/api/assets/{asset.pk}",
        f"/api/assets/{asset.pk}/download",
        f"/api/sessions/{run.session_id}",
    ]


def test_a_mission_carries_its_hops_steps_and_assets(client, run):
    body = client.get(f"/api/missions/{run.mission_id}").json()

    first = body["hops"][0]
    assert body.keys() == MISSION
    assert body["current_hop_id"] == str(run.hop_id) == body["hops"][-1]["id"]
    assert (first.keys(), first["tool_steps"][0].keys()) == (HOP, STEP)
    assert [asset["subtype"] for asset in first["assets"]][-4:] == [
        "lesson",
        "lesson",
        "quiz",
        "analysis",
    ]
    assert first["assets"][0].keys() == ASSET
    assert {asset["scope_id"] for asset in first["assets"]} == {first["id"]}
    assert "report" in {asset["subtype"] for asset in body["assets"]}
    assert [step["sequence_order"] for step in first["tool_steps"]] == list(
        range(1, len(first["tool_steps"]) + 1)
    )


def test_the_session_carries_the_mission_with_its_hops(client, run):
    session = client.get(f"/api/sessions/{run.session_id}").json()

    assert session["mission"] == client.get(f"/api/missions/{run.mission_id}").json()


def test_the_hops_of_a_mission_come_in_their_order_in_pages(client, run):
    first = client.get(f"/api/missions/{run.mission_id}/hops?limit=1").json()
    second = client.get(first["next"]).json()

    tree = client.get(f"/api/missions/{run.mission_id}").json()["hops"]
    assert (first["results"] + second["results"], second["next"]) == (tree, None)


def test_the_steps_of_a_hop_come_in_their_order_in_pages(client, run):
    hop = client.get(f"/api/missions/{run.mission_id}").json()["hops"][0]
    page = client.get(f"/api/hops/{hop['id']}/tool-steps?limit=7").json()
    rest = client.get(page["next"]).json()

    assert page["results"] + rest["results"] == hop["tool_steps"]


def test_assets_are_found_by_mission_and_by_hop(client, run):
    tree = client.get(f"/api/missions/{run.mission_id}").json()
    hop = tree["hops"][0]

    by_hop = client.get(f"/api/assets?hop_id={hop['id']}").json()["results"]
    by_mission = client.get(f"/api/assets?mission_id={run.mission_id}&limit=100").json()["results"]
    mine = client.get("/api/assets?limit=100").json()["results"]

    everything = tree["assets"] + [asset for one in tree["hops"] for asset in one["assets"]]
    assert by_hop == hop["assets"][::-1]
    assert sorted(asset["id"] for asset in by_mission) == sorted(
        asset["id"] for asset in everything
    )
    assert mine == by_mission


def test_a_list_of_missions_leaves_steps_and_content_out(client, run):
    [line] = client.get("/api/missions").json()["results"]

    assert line.keys() == MISSION
    assert line["hops"][0].keys() == HOP - {"tool_steps", "assets"}
    assert line["assets"][0].keys() == ASSET - {"content"}
    assert line["current_hop_id"] == str(run.hop_id)


def test_no_key_of_an_open_question_is_in_any_answer(client, run):
    """A canary stands in for the explanation and the right option of what is asked now."""
    item = asked_item(run)
    canary = "canary-7f31"
    key = {**item.key, "explanation": canary}
    for option in item.shown["options"]:
        key = json.loads(json.dumps(key).replace(json.dumps(option["id"]), '"canary-7f31"'))
    type(item).objects.filter(quiz=item.quiz, attempt=None).update(key=key)
    quiz = Asset.objects.get(content__quiz_id=str(item.quiz_id))

    texts = [client.get(address).content.decode() for address in addresses(run)]
    texts += [
        client.get(f"/api/assets/{quiz.pk}").content.decode(),
        client.get(f"/api/assets/{quiz.pk}/download").content.decode(),
        client.get(f"/api/hops/{run.hop_id}/tool-steps").content.decode(),
    ]

    assert all(canary not in text for text in texts)
    answered = item.quiz.items.filter(attempt__isnull=False).count()
    assert (texts[-2].count("✓"), answered < item.quiz.items.count()) == (answered, True)
    assert json.dumps(item.shown["stem"], ensure_ascii=False)[1:20] in texts[-3]


@pytest.mark.parametrize("who", ["guardian", "staff"])
def test_guardian_and_staff_see_what_the_learner_sees(run, client, who):
    watcher = UserFactory(is_staff=who == "staff")
    if who == "guardian":
        GuardianshipFactory(guardian=watcher, learner=run.session.user.learner)

    seen = client_of(watcher)

    for address in addresses(run)[:-1]:
        answer = seen.get(address)
        assert answer.status_code == 200, address
        assert answer.content == client.get(address).content


def test_a_stranger_finds_nothing_and_nobody_gets_in(run):
    stranger = client_of(make_learner())

    for address in addresses(run):
        foreign = stranger.get(address)
        unknown = stranger.get(re.sub("[0-9a-f-]{36}", str(uuid7()), address))
        assert_problem(foreign, 404, "not_found")
        assert foreign.json()["detail"] == unknown.json()["detail"]
        assert APIClient().get(address).status_code == 401
    assert stranger.get("/api/assets").json()["results"] == []


def test_an_asset_is_downloaded_as_a_markdown_file(client, run):
    lesson = Asset.objects.filter(mission=run.mission_id, subtype="lesson").first()

    answer = client.get(f"/api/assets/{lesson.pk}/download", headers={"accept": "text/markdown"})

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content.decode() == lesson.content["markdown"]


def test_a_quiz_shows_right_options_once_they_were_answered(client, run):
    quiz = Asset.objects.filter(hop__mission=run.mission_id, subtype="quiz").first()

    text = client.get(f"/api/assets/{quiz.pk}").json()["content"]["markdown"]

    assert text.startswith(f"# {quiz.name}\n\n## Question 1\n\n")
    assert text.count("## Question") == 3


def test_the_report_is_downloaded_when_it_is_ready(client, run):
    report = Asset.objects.get(mission=run.mission_id, subtype="report")
    address = f"/api/assets/{report.pk}/download"

    assert_problem(client.get(address), 409, "asset_not_ready")
    stop(session_id=run.session_id)

    answer = client.get(address)
    assert (answer.status_code, answer.content.decode()[:8]) == (200, "# Report")


@pytest.mark.parametrize(
    ("name", "file_name"),
    [
        ("Friction: the idea", 'attachment; filename="friction-the-idea.md"'),
        ('../../etc/passwd"\r\nX: y', 'attachment; filename="etcpasswd-x-y.md"'),
        ("\u202egnp.exe \x00", 'attachment; filename="gnpexe.md"'),
        ("///", 'attachment; filename="asset.md"'),
        ("x" * 200, f'attachment; filename="{"x" * 80}.md"'),
        ("Nörm", "attachment; filename*=utf-8''n%C3%B6rm.md"),
    ],
)
def test_file_names_are_safe(name, file_name):
    learner = make_learner()
    asset = output_of(mission_of(learner))
    Asset.objects.filter(pk=asset.pk).update(name=name.replace("\x00", ""))

    answer = client_of(learner).get(f"/api/assets/{asset.pk}/download")

    assert answer["Content-Disposition"] == file_name


@pytest.mark.parametrize(
    "query", ["mission_id=x", "hop_id=1", "zzz=1", "limit=0", "limit=101", "cursor=zzz"]
)
def test_assets_refuse_what_they_do_not_know(client, query):
    assert client.get(f"/api/assets?{query}").status_code == 400


def grown(count: int) -> tuple[Mission, APIClient]:
    """A mission of so many hops, each with two steps and an asset."""
    learner = make_learner()
    session = planned_session(learner)
    mission = mission_of(learner, session_id=session.pk)
    run = AutopilotRun.objects.create(session=session, mission=mission, seed=1)
    for number in range(1, count + 1):
        hop = Hop.objects.create(mission=mission, sequence_order=number, status="ready")
        move_hop(hop, "execute")
        move_hop(hop, "complete")
        for place in (0, 1):
            ToolStep.objects.create(
                hop=hop,
                run=run,
                tool_id=ToolId.DECIDE,
                sequence_order=2 * number + place,
                name="Decide",
            )
        Asset.objects.create(
            mission=mission,
            hop=hop,
            scope_type=AssetScope.HOP,
            subtype=AssetType.LESSON,
            status=AssetStatus.PENDING,
            name="Lesson",
        )
    return mission, client_of(learner)


@pytest.mark.parametrize("count", [1, 100])
def test_hops_steps_and_assets_cost_the_same_for_any_number(count, django_assert_num_queries):
    mission, client = grown(count)

    with django_assert_num_queries(5):  # the mission, hops, steps, assets of hops, its own
        body = client.get(f"/api/missions/{mission.pk}").json()
    with django_assert_num_queries(4):
        client.get(f"/api/missions/{mission.pk}/hops?limit=100")
    with django_assert_num_queries(3):  # the page, its hops, its assets
        client.get("/api/missions")
    with django_assert_num_queries(2):
        client.get(f"/api/hops/{body['hops'][0]['id']}/tool-steps")
    with django_assert_num_queries(2):
        client.get(f"/api/assets?mission_id={mission.pk}&limit=100")
    with django_assert_num_queries(8):  # the session twice, its chat, the tree
        client.get(f"/api/sessions/{mission.session_id}")
    assert len(body["hops"]) == count


def test_the_examples_have_the_shape_of_real_answers(client, run):
    hop, asset = run.mission.hops.first(), Asset.objects.filter(subtype="analysis").last()
    answers = {
        "MISSION": client.get(f"/api/missions/{run.mission_id}").json(),
        "HOPS": client.get(f"/api/missions/{run.mission_id}/hops").json(),
        "TOOL_STEPS": client.get(f"/api/hops/{hop.pk}/tool-steps").json(),
        "ASSETS": client.get(f"/api/assets?hop_id={hop.pk}").json(),
        "ASSET": client.get(f"/api/assets/{asset.pk}").json(),
    }
    for name, answer in answers.items():
        [example] = getattr(examples, name)
        assert example.value.keys() == answer.keys(), name
        if "results" in answer:
            assert example.value["results"][0].keys() == answer["results"][0].keys(), name

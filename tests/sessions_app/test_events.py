"""Live events: what a stream tells, to whom, and how it ends."""

import asyncio
import functools
import json
from functools import partial

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient
from rest_framework.test import APIClient

from accounts.tokens import issue_access_token
from sessions_app import streams as streaming
from sessions_app.models import EventTicket, SessionPresence
from sessions_app.services.history import erase_sessions
from sessions_app.services.tickets import give_ticket, use_ticket
from sessions_app.services.write_path import Entry, append_action
from sessions_app.streams import Streams, Watcher
from tests.accounts.factories import GuardianshipFactory
from tests.concurrency import run_together
from tests.factories import StudySessionFactory, make_learner
from tests.problems import assert_problem

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_loop(test):
    """Run an asynchronous test; the database's thread stays this one."""

    @functools.wraps(test)
    def run(*args, **kwargs):
        async_to_sync(test)(*args, **kwargs)

    return run


def bearer(user) -> dict[str, str]:
    return {"authorization": f"Bearer {issue_access_token(user)}"}


def address(session) -> str:
    return f"/api/sessions/{session.pk}/events/"


async def first_events(content, count: int) -> list[dict]:
    """Return the first events of a stream as their fields."""
    found: list[dict] = []
    async with asyncio.timeout(10):
        async for part in content:
            fields = dict(line.split(": ", 1) for line in part.decode().strip().splitlines())
            if "event" in fields:
                found.append({**fields, "data": json.loads(fields["data"])})
            if len(found) == count:
                break
    return found


async def new_session():
    """Return a session with its learner at hand."""

    def made():
        user = make_learner()
        session = StudySessionFactory(user=user)
        session.user = user
        return session

    return await sync_to_async(made)()


async def opened(session, **headers):
    return await AsyncClient().get(address(session), headers={**bearer(session.user), **headers})


@in_a_loop
async def test_a_stream_goes_on_after_the_last_event_seen():
    session = await new_session()
    for number in range(3):
        entry = Entry("tutor", "noted", reasoning=f"note {number}")
        await sync_to_async(append_action)(session_id=session.pk, entry=entry)

    response = await opened(session, **{"last-event-id": "2"})
    events = await first_events(response.streaming_content, 2)

    assert response["content-type"] == "text/event-stream; charset=utf-8"
    assert [(event["id"], event["event"], event["data"]["reasoning"]) for event in events] == [
        ("3", "noted", "note 1"),
        ("4", "noted", "note 2"),
    ]


@in_a_loop
async def test_what_happens_next_comes_without_being_asked_for():
    session = await new_session()
    response = await opened(session)
    coming = asyncio.ensure_future(first_events(response.streaming_content, 1))
    await asyncio.sleep(0)

    await sync_to_async(append_action)(session_id=session.pk, entry=Entry("tutor", "noted"))

    assert [event["id"] for event in await coming] == ["2"]


@in_a_loop
async def test_an_open_stream_shows_that_its_learner_is_there():
    session = await new_session()
    await opened(session)

    assert await SessionPresence.objects.filter(session=session).acount() == 1


@in_a_loop
async def test_streams_end_when_the_process_is_told_to_stop():
    session = await new_session()
    streams = Streams()
    watcher = Watcher(session.pk, session.user_id, 1, is_owner=True, summary_only=False)
    parts = streams.events(watcher)
    await anext(parts)

    streams.close()
    async with asyncio.timeout(5):
        rest = [part async for part in parts]

    assert rest[-1] == streaming.LAST
    assert streams.count_of(session.user_id) == 0


def noted(session, count: int) -> None:
    for number in range(count):
        append_action(session_id=session.pk, entry=Entry("tutor", "noted", reasoning=str(number)))


@in_a_loop
async def test_a_client_that_comes_again_misses_nothing_and_hears_nothing_twice():
    session = await new_session()
    heard: list[str] = []
    for _ in range(4):
        await sync_to_async(noted)(session, 3)
        last = heard[-1] if heard else "1"
        response = await opened(session, **{"last-event-id": last})
        events = await first_events(response.streaming_content, 2)
        await response.streaming_content.aclose()
        heard += [event["id"] for event in events]
    response = await opened(session, **{"last-event-id": heard[-1]})
    heard += [event["id"] for event in await first_events(response.streaming_content, 4)]

    assert heard == [str(seq) for seq in range(2, 14)]


@in_a_loop
async def test_clients_at_different_places_are_each_told_what_they_lack():
    session = await new_session()
    await sync_to_async(noted)(session, 5)

    late = await opened(session, **{"last-event-id": "1"})
    early = await opened(session, **{"last-event-id": "5"})
    told = await asyncio.gather(
        first_events(late.streaming_content, 5), first_events(early.streaming_content, 1)
    )

    assert [[event["id"] for event in events] for events in told] == [list("23456"), ["6"]]


@in_a_loop
async def test_the_seventh_stream_of_a_user_is_refused_however_fast_they_come():
    session = await new_session()

    answers = await asyncio.gather(*[opened(session) for _ in range(7)])

    assert sorted(answer.status_code for answer in answers) == [200] * 6 + [429]
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused["retry-after"] == "15"


@in_a_loop
async def test_a_client_too_slow_to_read_is_let_go_and_holds_nobody_up(monkeypatch):
    session = await new_session()
    streams = Streams()
    slow, quick = (
        Watcher(session.pk, session.user_id, 1, is_owner=True, summary_only=False) for _ in range(2)
    )
    slow.waiting = asyncio.Queue(2)
    stuck, read = streams.events(slow), streams.events(quick)
    await anext(stuck), await anext(read)

    await sync_to_async(noted)(session, 5)
    events = await first_events(read, 5)
    async with asyncio.timeout(10):
        rest = [part async for part in stuck]

    assert [event["id"] for event in events] == list("23456")
    assert rest[-1] == streaming.LAST


@in_a_loop
async def test_a_guardian_hears_summaries_until_the_guardianship_ends(monkeypatch):
    monkeypatch.setattr(streaming, "PRESENCE_SECONDS", 0)
    session = await new_session()
    link = await sync_to_async(GuardianshipFactory)(learner=session.user.learner)
    guardian = await sync_to_async(lambda: link.guardian)()
    response = await AsyncClient().get(
        address(session), headers={**bearer(guardian), "last-event-id": "0"}
    )

    first = await first_events(response.streaming_content, 1)
    await sync_to_async(noted)(session, 1)
    await sync_to_async(link.delete)()
    async with asyncio.timeout(10):
        rest = [part async for part in response.streaming_content]

    assert [(one["event"], one["data"]["reasoning"], one["data"]["metadata"]) for one in first] == [
        ("session_started", "", {})
    ]
    assert rest == [streaming.LAST]


@in_a_loop
async def test_the_streams_of_an_erased_session_end(monkeypatch):
    monkeypatch.setattr(streaming, "PRESENCE_SECONDS", 0)
    session = await new_session()
    response = await opened(session)

    await sync_to_async(erase_sessions)(session_ids=[session.pk])
    async with asyncio.timeout(10):
        rest = [part async for part in response.streaming_content]

    assert rest[-1] == streaming.LAST


def test_of_many_uses_of_a_ticket_one_opens():
    session = StudySessionFactory()
    token = give_ticket(user_id=session.user_id, session_id=session.pk)

    users = run_together(*[partial(use_ticket, token=token, session_id=session.pk)] * 20)

    assert [user for user in users if user is not None] == [session.user]


@pytest.fixture
def session():
    return StudySessionFactory()


@pytest.fixture
def client(session):
    client = APIClient()
    client.force_authenticate(session.user)
    return client


def test_a_stranger_finds_no_events(session):
    stranger = APIClient()
    stranger.force_authenticate(make_learner())

    assert_problem(stranger.get(address(session)), 404, "not_found")
    assert_problem(stranger.post(f"{address(session)}ticket/"), 404, "not_found")


@pytest.mark.parametrize("mark", ["x", "-1", "1.5", "²", "9" * 30])
def test_a_mark_that_no_event_bears_is_refused(client, session, mark):
    refused = client.get(
        address(session), headers={"last-event-id": mark.encode().decode("latin1")}
    )

    assert refused.status_code == 400


def test_a_ticket_opens_once_and_only_its_session(client, session):
    ticket = client.post(f"{address(session)}ticket/").json()["ticket"]
    other = StudySessionFactory(user=session.user)
    anonymous = APIClient()

    assert anonymous.get(f"{address(other)}?ticket={ticket}").status_code == 401
    assert anonymous.get(f"{address(session)}?ticket={ticket}").status_code == 200
    assert_problem(anonymous.get(f"{address(session)}?ticket={ticket}"), 401, "unauthorized")
    assert not EventTicket.objects.filter(token_hash=ticket).exists()


def test_without_a_held_connection_the_answer_tells_what_is_there(client, session):
    append_action(session_id=session.pk, entry=Entry("tutor", "noted"))

    told = client.get(address(session), headers={"last-event-id": "1"})

    assert b"id: 2\nevent: noted\n" in b"".join(told.streaming_content)

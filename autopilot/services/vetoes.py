"""Vetoes: not now, too easy, too hard, this instead. They are events, and they count."""

from uuid import UUID

from django.db import transaction

from autopilot.doorbell import ring_on_commit
from autopilot.errors import NotWaiting, UnknownVeto
from autopilot.models import AutopilotRun, Hop
from autopilot.selectors.gains import VETOES, is_in_scope
from autopilot.services.endings import end_step
from autopilot.services.following import add_step, new_hop
from autopilot.services.moves import change_run, move_hop
from autopilot.services.questions import charge_wait
from autopilot.services.records import record
from autopilot.services.stage import Next, Stage
from autopilot.services.steering import greet, lock_latest
from autopilot.services.waiting import nothing_waited
from autopilot.states import RunPhase, RunStatus, ToolId
from sessions_app.services.saving import SaveOptions, save_state
from sessions_app.services.write_path import lock_session
from sessions_app.states import StudyPhase
from tutoring.judging import NOT_ANSWERED
from tutoring.models import QuizItem, SyllabusTopic, Topic
from tutoring.services.answers import answer_item

SAID = {
    "not_now": "Not now: {topic} stays out of this run.",
    "too_easy": "Too easy: {topic} is worth less from here.",
    "too_hard": "Too hard: what {topic} builds on comes first.",
    "instead": "{wanted} instead of {topic}.",
}


@transaction.atomic
def veto(*, session_id: UUID, kind: str, instead: str | None = None) -> AutopilotRun:
    """Leave the present topic by the learner's word, and choose again with it in mind.

    ``instead``: the slug or name of the topic wanted. Questions that are open count as not
    answered. Raises RunNotFound, NotWaiting (no topic is open, or the run is not running) and
    UnknownVeto.
    """
    if kind not in VETOES:
        raise UnknownVeto(f"There is no veto {kind!r}.", vetoes=list(VETOES))
    stage = lock_latest(session_id)
    greet(stage)
    topic = stage.hop.topic
    if stage.run.status != RunStatus.RUNNING or topic is None or topic.syllabus_topic is None:
        raise NotWaiting("No topic is open that could be left.", run_status=stage.run.status)
    wanted = _wanted(stage, instead) if kind == "instead" else None
    if wanted is not None and wanted.pk == topic.syllabus_topic_id:
        raise UnknownVeto(f"{topic.name} is open already.")
    _remember(stage, kind, topic.syllabus_topic, wanted)
    said = SAID[kind].format(topic=topic.name, wanted=wanted.name if wanted else "")
    record(stage, "topic_vetoed", said, {"veto": kind})
    _leave(stage)
    return stage.run


def _wanted(stage: Stage, instead: str | None) -> SyllabusTopic:
    name = (instead or "").strip()
    topics = Topic.objects.filter(session=stage.session).select_related("syllabus_topic")
    for topic in topics:
        syllabus = topic.syllabus_topic
        if syllabus is not None and name.casefold() in {syllabus.slug, topic.name.casefold()}:
            if not is_in_scope(stage.run, syllabus.slug):
                break
            return syllabus
    raise UnknownVeto("Name a topic of this run's scope.", topic=name[:80])


def _remember(stage: Stage, kind: str, left: SyllabusTopic, wanted: SyllabusTopic | None) -> None:
    choices = stage.run.choices
    vetoes = [one for one in choices.get("vetoes", []) if one["slug"] != left.slug]
    if wanted is None:
        vetoes.append({"kind": kind, "slug": left.slug})
    else:
        vetoes = [one for one in vetoes if one["slug"] != wanted.slug]
        vetoes.append({"kind": "instead", "slug": wanted.slug})
    change_run(stage.run, choices={**choices, "vetoes": vetoes})


def _leave(stage: Stage) -> None:
    """End the present hop, bring the session back to its plan, and begin another hop."""
    run = stage.run
    if run.wait_since is not None:
        charge_wait(stage)
    end_step(stage, "Left by the learner's word.")
    _close_topic(stage)
    move_hop(stage.hop, "complete" if _was_asked(stage.hop) else "fail")
    hop = new_hop(run)
    step = add_step(run, Next(ToolId.CHOOSE_TOPIC, "Choose a topic"), hop=hop, after=stage.step)
    change_run(
        run,
        hop=hop,
        step=step,
        current_phase=RunPhase.SELECTING_TOPIC,
        content="",
        active_ms=run.active_ms,
        lease_token=None,
        lease_until=None,
        lease_attempts=0,
        **nothing_waited(),
    )
    ring_on_commit(run.pk)


def _close_topic(stage: Stage) -> None:
    session = stage.session
    if session.phase == StudyPhase.QUIZZING:
        items = QuizItem.objects.filter(
            quiz__session=session, quiz__topic=stage.hop.topic, attempt=None
        )
        for item_id in items.order_by("position").values_list("pk", flat=True):
            answer_item(session_id=session.pk, item_id=item_id, answer=NOT_ANSWERED)
    elif session.phase == StudyPhase.LEARNING:
        # The table has no way back from an open lesson: the step is recorded as forced.
        save_state(
            session_id=session.pk,
            context_data={},
            phase=StudyPhase.PLANNING,
            options=SaveOptions(force=True),
        )
    stage.session = lock_session(session.pk)


def _was_asked(hop: Hop) -> bool:
    return hop.tool_steps.filter(tool_id=ToolId.ASK, status="completed").exists()

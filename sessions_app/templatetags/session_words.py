"""A session's states in the learner's words."""

import json

from django import template

from sessions_app.models import AgentAction, StudySession
from sessions_app.states import VERBS, SessionStatus

register = template.Library()

STATUS_WORDS = {
    SessionStatus.ACTIVE: ("In progress", "accent"),
    SessionStatus.PAUSED: ("Paused", "warn"),
    SessionStatus.COMPLETED: ("Finished", "good"),
    SessionStatus.ABANDONED: ("Resting", ""),
    SessionStatus.ARCHIVED: ("Archived", ""),
}
ENTRY_WORDS = {
    "session_started": ("Session started", "play"),
    "session_paused": ("Paused", "pause"),
    "session_resumed": ("Resumed", "play"),
    "session_completed": ("Finished", "flag"),
    "session_abandoned": ("Put to rest after a day without activity", "pause"),
    "session_archived": ("Archived", "archive"),
    "session_restored": ("Brought back", "play"),
    "session_updated": ("Renamed or relabelled", "check"),
    "session_rebuilt": ("Repaired from its history", "check"),
    "state_saved": ("Progress saved", "right"),
    "generate_plan": ("Plan made", "calendar"),
    "plan_updated": ("Plan looked at again", "calendar"),
    "start_topic": ("Topic started", "book"),
    "take_quiz": ("Quiz made", "list"),
    "submit_answers": ("Answers looked at", "chart"),
    "next_topic": ("On to the next topic", "arrow"),
    "complete": ("All done", "flag"),
    "mission_proposed": ("Mission proposed", "flag"),
    "mission_accepted": ("Mission accepted", "flag"),
    "mission_cancelled": ("Mission set aside", "flag"),
    "mission_linked": ("Mission linked", "flag"),
}


@register.filter
def status_word(session: StudySession) -> str:
    """Return the status as the learner would say it."""
    return STATUS_WORDS[session.status][0]


@register.filter
def status_tone(session: StudySession) -> str:
    """Return the colour that goes with the word."""
    return STATUS_WORDS[session.status][1]


@register.filter
def entry_title(entry: AgentAction) -> str:
    """Return what happened, in words; an action of a client's own keeps its name."""
    return ENTRY_WORDS.get(entry.action, (entry.action.replace("_", " ").capitalize(), ""))[0]


@register.filter
def entry_icon(entry: AgentAction) -> str:
    """Return the icon that goes with an entry."""
    return ENTRY_WORDS.get(entry.action, ("", "dots"))[1]


@register.filter
def entry_details(entry: AgentAction) -> str:
    """Return what an entry carries, as indented JSON; empty when it carries nothing."""
    carried = {"change": entry.change, **entry.metadata}
    carried = {key: value for key, value in carried.items() if value and key != "by"}
    return json.dumps(carried, indent=2, ensure_ascii=False) if carried else ""


@register.filter
def verb_label(verb: str) -> str:
    """Return a verb as a button says it."""
    return VERBS[verb].label

"""The router: cue words of what learners do, the exams' names, the vocabulary of the syllabus."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache

from tutoring.agents.amounts import date_named, days_named, hours_named, plain
from tutoring.agents.routing import Doubts, Intent, Route, RouteRequest, RouteTopic, settled
from tutoring.vocabulary import words_of

STRONG, WEAK = 1.0, 0.5
BY_AMOUNT, BY_EXAM = 0.5, 0.4  # what days, hours or an exam alone say for a plan
BY_TOPIC = 0.3  # what a topic adds to a weak cue
CERTAIN = 0.95  # one clear cue and nothing against it
CUES: dict[Intent, tuple[str, str]] = {  # strong and weak ones; regular expressions of words
    Intent.PLAN: (
        r"plan\w*|schedul\w*|time ?table|prep|prepar\w*|ready for|crack|taiy?y?ari|tayyari|yojna",
        r"days? left|study for|syllabus",
    ),
    Intent.EXPLAIN: (
        r"expla\w+|teach\w*|understand\w*|samjh\w+|padha(?:o|do|na|iye)|sikha\w*|what (?:is|are)|"
        r"how (?:do|does|is|are|can)|why|lesson|kya (?:hai|hota|hoti|hain)|kaise|matlab|meaning",
        r"learn\w*|concepts?|theory|topic|batao|read",
    ),
    Intent.QUIZ: (r"qui+z+\w*|test me|mock(?: test)?|(?:take|give) (?:a|the) test", r"test"),
    Intent.PRACTISE: (
        r"pra[ck]*ti[cs]e?\w*|drill\w*|exercises?|abhyas|solve",
        r"questions?|problems?|sawaa?l\w*|mcqs?|numericals?",
    ),
    Intent.REVIEW: (
        r"review\w*|revis\w+|mistakes?|galti\w*|got wrong|flash ?cards?|dohra\w*",
        r"missed|wrong|due|again|phir se",
    ),
    Intent.PROGRESS: (
        r"progress|how (?:am i|i am) doing|how far|my (?:score|level|marks)|mastery|performance|"
        r"kaisa chal|kitna (?:hua|ho gaya)|weak (?:topics?|areas?)|where (?:am i|do i stand)",
        r"weak\w*|strong|scores?|report|kitna",
    ),
    Intent.AUTOPILOT: (
        r"auto ?pilot|(?:you|u) decide|decide for me|khud se chala\w*|guide me through|lead me",
        r"on your own|khud se",
    ),
    Intent.CHAT: (r"ask (?:a|the|you|about)|chat|doubts?|talk to|pooch\w*", r"question about"),
}
# Written otherwise, they are taken for these; short words are not guessed at.
SPELT = ("explain", "practice", "practise", "revise", "review", "progress", "schedule", "mistakes",
         "prepare", "autopilot", "understand", "lesson")  # fmt: skip
ALIASES = {
    "NEET": ("neet", "neetug", "medical entrance"),
    "JEE": ("jee", "iit", "iitjee", "jeemain", "jeemains", "engineering entrance"),
    "UPSC": ("upsc", "ias", "civil services", "civil service"),
    "CAT": ("cat", "mba entrance"),
}
LEAST_GUESSED = 5  # letters of a word whose spelling is mended
LIKE = 0.8
WORD = re.compile(r"[^\W_]+")


class BuiltinRouter:
    """Reads a line by its words; the same line gives the same route."""

    def route(self, request: RouteRequest) -> Route:
        named = exams_named(request.text, request.exams)
        topics, unclear = topics_in(request.text, request.topics)
        if request.topic is not None:
            topics, unclear = [t for t in request.topics if t.slug == request.topic], []
        evidence = _evidence(request, named)
        intent, confidence = _judged(request, evidence, has_topic=bool(topics))
        exam = request.exam or (named[0] if len(named) == 1 else None)
        route = Route(
            intent=intent,
            exam=exam or (request.known_exam if not named else None),
            subjects=subjects_in(request.text, request.topics, topics),
            topics=[topic.slug for topic in topics],
            days=days_named(request.text),
            hours_per_day=hours_named(request.text),
            exam_date=date_named(request.text, request.today),
            confidence=confidence,
        )
        doubts = Doubts(named, [topic.slug for topic in unclear], _with_evidence(evidence))
        return settled(request, route, doubts)


def _evidence(request: RouteRequest, named: Sequence[str]) -> dict[Intent, float]:
    """Return what the words, amounts and exams of a line say for each intent."""
    words = _mended(plain(request.text).replace("'", "").replace("’", ""), SPELT)
    evidence = dict.fromkeys(CUES, 0.0)
    for intent in CUES:
        strong, weak = _patterns(intent)
        if strong.search(words):
            evidence[intent] = STRONG
        elif weak.search(words):
            evidence[intent] = WEAK
    amounts = (days_named(words), hours_named(words), date_named(words, request.today))
    if not any(evidence.values()) or evidence[Intent.PLAN]:
        evidence[Intent.PLAN] += sum(BY_AMOUNT for amount in amounts if amount is not None)
        evidence[Intent.PLAN] += BY_EXAM if named else 0.0
    return evidence


@cache
def _patterns(intent: Intent) -> tuple[re.Pattern[str], re.Pattern[str]]:
    strong, weak = CUES[intent]
    return re.compile(rf"\b(?:{strong})\b"), re.compile(rf"\b(?:{weak})\b")


def _judged(
    request: RouteRequest, evidence: dict[Intent, float], *, has_topic: bool
) -> tuple[Intent, float]:
    """Return the intent with most evidence, and how clear and how strong that is."""
    if request.intent is not None:
        return request.intent, CERTAIN
    best = max(evidence, key=lambda intent: evidence[intent])
    top, total = evidence[best], sum(evidence.values())
    if not top:
        return Intent.OTHER, 0.0
    strength = min(1.0, top + (BY_TOPIC if has_topic else 0.0))
    return best, round(CERTAIN * top / total * strength, 2)


def _with_evidence(evidence: dict[Intent, float]) -> list[Intent]:
    some = [intent for intent in evidence if evidence[intent]]
    return sorted(some, key=lambda intent: -evidence[intent])


def _mended(text: str, known: Iterable[str]) -> str:
    """Return the text with words that are nearly known ones replaced by them."""
    right = frozenset(known)
    return WORD.sub(lambda found: _nearest(found[0], right), text)


@cache
def _nearest(word: str, known: frozenset[str]) -> str:
    """Return the known word that begins alike and is spelt nearly so, or the word itself."""
    if word in known or len(word) < LEAST_GUESSED:
        return word
    best, likeness = word, LIKE
    for other in known:
        if other[0] != word[0] or abs(len(other) - len(word)) > 2 or len(other) < LEAST_GUESSED:
            continue
        ratio = SequenceMatcher(None, word, other).ratio()
        if ratio > likeness:
            best, likeness = other, ratio
    return best


def exams_named(text: str, exams: Sequence[str]) -> list[str]:
    """Return the exams that a text names, in whatever case and under their usual names."""
    words = plain(text)
    return [exam for exam in exams if any(_names(words, alias) for alias in _aliases(exam))]


def _aliases(exam: str) -> tuple[str, ...]:
    return ALIASES.get(exam, (exam.casefold(),))


def _names(words: str, alias: str) -> bool:
    if re.search(rf"(?<![^\W_]){re.escape(alias)}(?![^\W\d_])", words):
        return True
    return len(alias) == 4 and any(_is_slip(word, alias) for word in WORD.findall(words))


def _is_slip(word: str, alias: str) -> bool:
    """Whether a word is a name with a letter doubled or two letters exchanged."""
    doubled = len(word) == len(alias) + 1 and re.sub(r"(.)\1+", r"\1", word) == re.sub(
        r"(.)\1+", r"\1", alias
    )
    return doubled or (word[0] == alias[0] and word != alias and sorted(word) == sorted(alias))


def topics_in(text: str, topics: Sequence[RouteTopic]) -> tuple[list[RouteTopic], list[RouteTopic]]:
    """Return the topics that a text names, and instead those between which it leaves a choice.

    A topic's whole name counts first, or a unit's if it is longer; then a part of one name that
    no other topic shares; words nearly spelt as the syllabus does are taken for its own.
    """
    known = frozenset(word for t in topics for word in (*words_of(t.name), *words_of(t.unit)))
    words = {_nearest(word, known) for word in words_of(text)} & known
    if not words:
        return [], []
    whole = [topic for topic in topics if words.issuperset(words_of(topic.name))]
    unit = [topic for topic in topics if words.issuperset(words_of(topic.unit))]
    longest = max((len(words_of(topic.name)) for topic in whole), default=0)
    if unit and len(words_of(unit[0].unit)) > longest:
        return unit, []
    if whole:
        return whole, []
    part = _sharing_most(words, topics)
    return (part, []) if len(part) == 1 else ([], part)


def _sharing_most(words: set[str], topics: Sequence[RouteTopic]) -> list[RouteTopic]:
    shared = {topic: len(words & set(words_of(topic.name))) for topic in topics}
    most = max(shared.values(), default=0)
    return [topic for topic in topics if most and shared[topic] == most]


def subjects_in(text: str, topics: Sequence[RouteTopic], named: Sequence[RouteTopic]) -> list[str]:
    """Return the subjects that a text names, or else those of the topics it names."""
    words = plain(text)
    subjects = dict.fromkeys(topic.subject for topic in topics)
    said = [s for s in subjects if s and re.search(rf"\b{re.escape(s.casefold())}\b", words)]
    return said or list(dict.fromkeys(topic.subject for topic in named))

"""The protocol: a stream scored from its first answer, refitted every night, the whole stream.

Every answer is predicted before it is learnt from, with states and weights that know only what
came before. Nights are those between the log's own days (UTC).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from time import process_time

from tutoring.mastery.refit import AnswerWindow, Refit, refit
from tutoring.mastery.replay import Replay
from tutoring.mastery.scores import auc, calibration_error, log_loss, rmse
from tutoring.mastery.states import Answer


@dataclass
class Stream:
    """What a run over a log showed, answer by answer and night by night."""

    correct: list[bool] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    states_only: list[float] = field(default_factory=list)
    nights: list[Refit] = field(default_factory=list)
    update_seconds: float = 0.0  # of CPU, as is the next
    refit_seconds: float = 0.0


def run_stream(answers: Sequence[Answer]) -> Stream:
    """Run the model over the answers, which are in the order of their times."""
    stream, replay, window = Stream(), Replay(), AnswerWindow()
    day: date | None = None
    for answer in answers:
        today = answer.at.date()
        if day is not None and today != day:
            _pass_night(stream, replay, window)
        day = today
        began = process_time()
        outcome = replay.apply(answer)
        stream.update_seconds += process_time() - began
        window.add(outcome.features, bool(answer.correct), today)
        stream.correct.append(bool(answer.correct))
        stream.shown.append(outcome.shown)
        stream.states_only.append(outcome.p)
    return stream


def _pass_night(stream: Stream, replay: Replay, window: AnswerWindow) -> None:
    began = process_time()
    night = refit(window, replay.weights)
    stream.refit_seconds += process_time() - began
    stream.nights.append(night)
    replay.weights = night.weights


def figures(stream: Stream) -> dict[str, float | int | None]:
    """Return the figures of a stream; calibration is that of its second half."""
    half = len(stream.correct) // 2
    return {
        "answers": len(stream.correct),
        "share_right": sum(stream.correct) / len(stream.correct),
        "auc": auc(stream.shown, stream.correct),
        "log_loss": log_loss(stream.shown, stream.correct),
        "rmse": rmse(stream.shown, stream.correct),
        "calibration_error": calibration_error(stream.shown[half:], stream.correct[half:]),
        "auc_states_only": auc(stream.states_only, stream.correct),
        "nights": len(stream.nights),
        "refits_adopted": sum(night.is_adopted for night in stream.nights),
        "refit_seconds_each": stream.refit_seconds / max(len(stream.nights), 1),
        "update_microseconds": stream.update_seconds / len(stream.correct) * 1e6,
    }

"""Where the parts of the progress charts go: plain numbers for templates that hold the SVG."""

from collections.abc import Sequence
from typing import NamedTuple

from tutoring.rules import percent_half_up

WIDTH, HEIGHT = 360, 180
LEFT, RIGHT, TOP, BOTTOM = 42, 24, 12, 30  # around what is drawn, for its words
LABELS = 4  # at most so many words along the bottom
EDGE = 8  # between the scale and the first point
FULL = 100


class Bar(NamedTuple):
    """One bar: all answers, and from the bottom up those that were right."""

    x: int
    width: int
    y: int
    height: int
    right_y: int
    right_height: int
    middle: int
    label: str


class Bars(NamedTuple):
    bars: list[Bar]
    most: int
    top: int
    base: int
    left: int
    end: int


def bars_of(counts: Sequence[tuple[str, int, int]]) -> Bars:
    """Return the bars of (label, right, answers), from left to right."""
    most = max((answers for _, _, answers in counts), default=0)
    base, room = HEIGHT - BOTTOM, HEIGHT - TOP - BOTTOM
    slot = (WIDTH - LEFT - RIGHT) / max(len(counts), 1)
    width = max(2, round(slot * 0.7))
    every = -(-len(counts) // LABELS)
    bars = []
    for place, (label, right, answers) in enumerate(counts):
        middle = round(LEFT + slot * (place + 0.5))
        height = round(room * answers / most) if most else 0
        right_height = round(room * right / most) if most else 0
        is_labelled = (len(counts) - 1 - place) % every == 0
        bars.append(
            Bar(
                x=middle - width // 2,
                width=width,
                y=base - height,
                height=height,
                right_y=base - right_height,
                right_height=right_height,
                middle=middle,
                label=label if is_labelled else "",
            )
        )
    return Bars(bars, most, TOP, base, LEFT, WIDTH - RIGHT)


class Point(NamedTuple):
    x: int
    y: int
    percent: int


class Line(NamedTuple):
    points: list[Point]
    path: str
    top: int
    middle: int
    base: int
    left: int
    end: int

    @property
    def last(self) -> Point:
        return self.points[-1]


def line_of(shares: Sequence[tuple[int, int]]) -> Line:
    """Return the line of (right, answers) in percent, the oldest at the left."""
    base, room = HEIGHT - BOTTOM, HEIGHT - TOP - BOTTOM
    reach = WIDTH - LEFT - RIGHT - EDGE
    step = reach / max(len(shares) - 1, 1)
    points = []
    for place, (right, answers) in enumerate(shares):
        percent = percent_half_up(right, answers)
        points.append(
            Point(round(LEFT + EDGE + step * place), base - room * percent // FULL, percent)
        )
    path = " ".join(f"{point.x},{point.y}" for point in points)
    return Line(points, path, TOP, base - room // 2, base, LEFT, WIDTH - RIGHT)

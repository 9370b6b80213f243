"""The reliability plot of a calibration, drawn as SVG on the server."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SIDE, MARGIN = 200, 30
SMALLEST, LARGEST = 3.0, 8.0  # radius of a point


def reliability_plot(bins: Sequence[Sequence[float]]) -> SafeString | str:
    """Draw what was predicted against what came; on the diagonal both agree.

    ``bins``: (predicted, share right, answers) each; a larger point stands for more answers.
    """
    if not bins:
        return "No answers to plot."
    most = max(answers for _, _, answers in bins)
    points = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        (
            (
                _x(predicted),
                _y(right),
                f"{SMALLEST + (LARGEST - SMALLEST) * answers / most:.1f}",
                f"predicted {predicted:.0%}, right {right:.0%}, {answers:.0f} answers",
            )
            for predicted, right, answers in bins
        ),
    )
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 {0} {0}" role="img" fill="currentColor" '
        'font-size="10" aria-label="Reliability: {1}">'
        '<g fill="none" stroke="currentColor" stroke-opacity="0.5">'
        '<rect x="{2}" y="{2}" width="{3}" height="{3}"/>'
        '<line x1="{2}" y1="{4}" x2="{4}" y2="{2}" stroke-dasharray="4"/></g>'
        '{5}<text x="{6}" y="{7}" text-anchor="middle">predicted, 0 to 100 %</text>'
        '<text x="12" y="{6}" text-anchor="middle" transform="rotate(-90 12 {6})">right, 0 to 100 %'
        "</text></svg>",
        SIDE + 2 * MARGIN,
        "; ".join(f"{predicted:.0%} predicted, {right:.0%} right" for predicted, right, _ in bins),
        MARGIN,
        SIDE,
        SIDE + MARGIN,
        points,
        MARGIN + SIDE // 2,
        SIDE + 2 * MARGIN - 8,
    )


def _x(share: float) -> str:
    return f"{MARGIN + SIDE * share:.1f}"


def _y(share: float) -> str:
    return f"{MARGIN + SIDE * (1 - share):.1f}"

"""Pictures of a report as inline SVG: no styles, no scripts, numbers and our own words only."""

from __future__ import annotations

from evolution.report.document import Curve, Point
from evolution.report.links import Links

_WIDTH, _HEIGHT = 760, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 12, 40


def bar(low: float, mean: float, high: float) -> str:
    """Return an interval as a line with a dot, on a scale from 0 to 1."""
    x = [4 + 82 * value for value in (low, mean, high)]
    return (
        '<svg class="bar" viewBox="0 0 90 12" width="90" height="12" aria-hidden="true">'
        '<line class="scale" x1="4" y1="6" x2="86" y2="6"/>'
        f'<line class="range" x1="{x[0]:.1f}" y1="6" x2="{x[2]:.1f}" y2="6"/>'
        f'<circle class="mean" cx="{x[1]:.1f}" cy="6" r="3"/></svg>'
    )


def curve(found: Curve, links: Links) -> str:
    """Return a curve with its bands, its axes, and a link at every point."""
    most = max((p.x for _, points in found.lines for p in points), default=1.0)
    parts = [
        f'<svg class="curve" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        f"<title>{' and '.join(name for name, _ in found.lines)} by {found.axis}</title>",
        *_axes(most, found.axis),
    ]
    for number, (name, points) in enumerate(found.lines):
        parts += _line(number, name, points, most, links)
    return "".join([*parts, "</svg>"])


def _x(value: float, most: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * value / most


def _y(value: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - value)


def _axes(most: float, axis: str) -> list[str]:
    right, base = _WIDTH - _RIGHT, _y(0)
    parts = []
    for value in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _y(value)
        parts.append(f'<line class="grid" x1="{_LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>')
        parts.append(f'<text class="left" x="{_LEFT - 6}" y="{y + 4:.1f}">{value:g}</text>')
    for value in sorted({round(most * part / 4) for part in range(5)}):
        x = _x(value, most)
        parts.append(f'<text class="below" x="{x:.1f}" y="{base + 16:.1f}">{value}</text>')
    middle = (_LEFT + right) / 2
    parts.append(f'<text class="below" x="{middle:.1f}" y="{_HEIGHT - 4}">{axis}</text>')
    return parts


def _line(
    number: int, name: str, points: tuple[Point, ...], most: float, links: Links
) -> list[str]:
    if not points:
        return []
    high = [f"{_x(p.x, most):.1f},{_y(p.high):.1f}" for p in points]
    low = [f"{_x(p.x, most):.1f},{_y(p.low):.1f}" for p in reversed(points)]
    middle = [f"{_x(p.x, most):.1f},{_y(p.mean):.1f}" for p in points]
    parts = [
        f'<polygon class="band line{number}" points="{" ".join([*high, *low])}"/>',
        f'<polyline class="line line{number}" points="{" ".join(middle)}"/>',
    ]
    for p in points:
        told = f"{name} after {p.x:g}: {p.mean:.2f} [{p.low:.2f}, {p.high:.2f}]"
        parts.append(
            f'<a href="#{links.to(p.rows)}"><title>{told}</title><circle class="dot line{number}"'
            f' cx="{_x(p.x, most):.1f}" cy="{_y(p.mean):.1f}" r="3"/></a>'
        )
    label_y = _TOP + 14 + 16 * number
    parts.append(f'<text class="label line{number}" x="{_LEFT + 10}" y="{label_y}">{name}</text>')
    return parts

"""Charts as SVG, drawn on the server: no script, no style attributes, readable by screen readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup, escape

BAR_HEIGHT, BAR_WIDTH = 160, 720
LABELS = 18  # units below the bars
STEPS = (10, 12, 14, 16, 20, 24, 30, 40, 50, 60, 80, 100)  # tenths that an axis may end at
ROW, LEFT, RIGHT, WIDTH = 34, 190, 20, 760  # of a timeline


def bars(days: Sequence[tuple[str, Sequence[tuple[str, int]]]], *, told: str) -> Markup:
    """Return stacked bars: of each day, (class, count) from the bottom up."""
    most = max((sum(count for _, count in parts) for _, parts in days), default=0)
    top = max(1, _round_up(most))
    step = BAR_WIDTH / max(1, len(days))
    drawn = [_axis(top)]
    for number, (day, parts) in enumerate(days):
        drawn.append(_day(day, parts, number * step, step, BAR_HEIGHT / top))
        if len(days) <= 14 or number % 7 == len(days) % 7:
            x, y = number * step + step / 2, BAR_HEIGHT + 14
            drawn.append(f'<text class="tick" x="{x:.1f}" y="{y}" text-anchor="middle">{escape(day[5:])}</text>')
    box = f"-34 -8 {BAR_WIDTH + 38} {BAR_HEIGHT + LABELS + 8}"
    inside = "".join(drawn)
    svg = f'<svg class="chart" viewBox="{box}" role="img" aria-label="{escape(told)}">{inside}</svg>'
    return Markup(svg)  # noqa: S704  # every text in it was escaped


def _day(day: str, parts: Sequence[tuple[str, int]], x: float, width: float, scale: float) -> str:
    """Numbers are formatted as they are; whatever is a text is escaped."""
    told = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in parts if count) or "nothing"
    y = float(BAR_HEIGHT)
    drawn = [f"<g><title>{escape(day)}: {escape(told)}</title>"]
    drawn.append(f'<rect class="hit" x="{x:.1f}" y="0" width="{width:.1f}" height="{BAR_HEIGHT}"/>')
    for name, count in parts:
        if count > 0:
            y -= scale * count
            place = f'x="{x + width * 0.14:.1f}" y="{y:.1f}" width="{width * 0.72:.1f}" height="{scale * count:.1f}"'
            drawn.append(f'<rect class="bar {escape(name)}" {place}/>')
    return "".join([*drawn, "</g>"])


def _axis(top: int) -> str:
    drawn = []
    for share in (0.0, 0.5, 1.0) if top > 1 else (0.0, 1.0):
        y = BAR_HEIGHT * (1 - share)
        drawn.append(f'<line class="grid" x1="0" x2="{BAR_WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>')
        drawn.append(f'<text class="tick" x="-6" y="{y + 4:.1f}" text-anchor="end">{round(top * share):,}</text>')
    return "".join(drawn)


def _round_up(number: int) -> int:
    """Return where an axis may end so that it, and its middle, read well."""
    if number < 10:
        return number + number % 2 if number > 1 else number
    digits = int("1" + "0" * (len(str(number)) - 1))
    return next((tenths * digits // 10 for tenths in STEPS if number * 10 <= tenths * digits), number)


@dataclass(frozen=True, slots=True)
class Event:
    """An article of a cluster on its timeline."""

    id: str
    at: str  # ISO 8601
    site: str
    title: str
    relation: str  # to its source
    source: str | None  # the id of the article that it was most likely made of
    href: str
    is_canonical: bool


def timeline(events: Sequence[Event], *, told: str) -> Markup:
    """Return who copied whom, one row an article, from the earliest down; an arrow from its source to each copy."""
    ordered = sorted(events, key=lambda event: (_moment(event.at), not event.is_canonical, event.id))
    rows = {event.id: number for number, event in enumerate(ordered)}
    places = _places([_moment(event.at) for event in ordered])
    spots = {event.id: (places[number], number * ROW + ROW / 2) for number, event in enumerate(ordered)}
    drawn = [
        _arrow(spots[event.source], spots[event.id], event.relation)
        for event in ordered
        if event.source in rows and event.source != event.id
    ]
    for event in ordered:
        x, y = spots[event.id]
        drawn.append(
            Markup(
                '<a href="{}"><title>{} — {}, {}</title>'
                '<rect class="hit" x="0" y="{:.0f}" width="{}" height="{}"/>'
                '<text class="site" x="{}" y="{:.1f}" text-anchor="end">{}</text>'
                '<circle class="dot {}" cx="{:.1f}" cy="{:.1f}" r="{}"/></a>'
            ).format(
                event.href,
                event.site,
                event.title,
                event.at,
                y - ROW / 2,
                WIDTH,
                ROW,
                LEFT - 24,
                y + 4,
                _short(event.site),
                "kept" if event.is_canonical else event.relation,
                x,
                y,
                7 if event.is_canonical else 5,
            )
        )
    height = max(1, len(ordered)) * ROW
    return Markup('<svg class="timeline" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>').format(
        WIDTH, height, told, Markup("").join(drawn)
    )


def _arrow(start: tuple[float, float], end: tuple[float, float], relation: str) -> Markup:
    (x1, y1), (x2, y2) = start, end
    return Markup('<path class="edge {}" d="M{:.1f} {:.1f} C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}"/>').format(
        relation, x1, y1, x1, (y1 + y2) / 2, (x1 + x2) / 2 if x2 > x1 else x1 - 30, y2, x2 - 6, y2
    )


def _places(moments: Sequence[datetime]) -> list[float]:
    """Half by the clock, half by rank: one article years before the others must not press them into a line."""
    if not moments:
        return []
    first, last = moments[0], moments[-1]
    span = (last - first).total_seconds()
    count = max(1, len(moments) - 1)
    width = WIDTH - LEFT - RIGHT
    return [
        LEFT + width * (0.5 * number / count + 0.5 * ((at - first).total_seconds() / span if span else number / count))
        for number, at in enumerate(moments)
    ]


def _moment(at: str) -> datetime:
    found = datetime.fromisoformat(at)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _short(site: str) -> str:
    return site if len(site) <= 24 else f"{site[:23]}…"


def meter(share: float, *, told: str) -> Markup:
    """Return a bar that is filled to *share*, in [0, 1]."""
    return Markup(
        '<svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="all" width="100" height="8"/><rect class="part" width="{:.1f}" height="8"/></svg>'
    ).format(escape(told), 100 * min(1.0, max(0.0, share)))

"""The geometry of the one drawing: tables on an ellipse, ideas in the cells of a fixed grid, agreed deals as lines.

The same entries always give the same places. Coordinates are units of a canvas of WIDTH by HEIGHT, origin top left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

from game.checking import is_shown, shows_idea, string_ref
from game.ideas import holding, marks_missing, public_ideas, support
from game.state import DealState, Game, Idea

WIDTH, HEIGHT = 1000.0, 720.0
CELL = 46.0
"""Radius of a hexagon's cell."""

_MIDDLE = (WIDTH / 2, HEIGHT / 2)
_OUTER = (WIDTH * 0.42, HEIGHT * 0.40)
_INNER = (WIDTH * 0.32, HEIGHT * 0.28)
_OUTWARD = 0.62
_FEWEST_PLACES = 4

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTable:
    """A table's place, and how many sit there."""

    number: int
    at: Point
    heads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapIdea:
    """A hexagon. ``title`` is empty while its words are not checked; ``support`` are pairs of token kind and count."""

    id: str
    label: str
    table: int
    at: Point
    title: str
    support: tuple[tuple[str, int], ...]
    missing: tuple[str, ...]
    is_newest: bool
    is_refused: bool = False
    """Whether a side does not back it yet."""
    is_chosen: bool = False
    """Whether the room chose it under an event card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLine:
    """A party of agreed deals: from a table to an idea, with the tokens that came this way. In doubt: drawn dashed."""

    table: int
    idea: str
    start: Point
    bend: Point
    end: Point
    tokens: int
    in_doubt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDeal:
    """A row of the list beside the map, built from safe parts: numbers, tables, kinds, chips, checked words."""

    number: int
    idea: str
    label: str
    title: str
    tables: tuple[int, ...]
    gifts: tuple[tuple[str, int], ...]
    string: str
    in_doubt: bool
    agreed_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """The whole drawing, and its twin in words: ``deals`` holds every deal that stands, newest first."""

    tables: tuple[MapTable, ...]
    ideas: tuple[MapIdea, ...]
    lines: tuple[MapLine, ...]
    deals: tuple[MapDeal, ...]


def draw(game: Game) -> MapView:
    """Where everything stands."""
    places = {number: place for number, place in _places(game).items() if number in game.tables}
    spots = _spots(game)
    deals = tuple(sorted((deal for deal in game.deals.values() if deal.holds), key=lambda deal: -deal.number))
    newest = deals[0].idea if deals else ""
    heads = Counter(player.table for player in game.seated())
    return MapView(
        tables=tuple(MapTable(number=number, at=at, heads=heads[number]) for number, at in sorted(places.items())),
        ideas=tuple(
            MapIdea(
                id=idea.id,
                label=idea.label,
                table=idea.table,
                at=spots[idea.id],
                title=_title(game, idea),
                support=tuple(sorted(support(game, idea.id).items())),
                missing=tuple(mark.missing for mark in marks_missing(game, idea)),
                is_newest=idea.id == newest,
                is_refused=any(not said.changes for said in idea.refusals),
                is_chosen=any(idea.id in sent.ideas for sent in game.sent),
            )
            for idea in public_ideas(game)
        ),
        lines=_lines(game, places, spots),
        deals=tuple(
            MapDeal(
                number=deal.number,
                idea=deal.idea,
                label=game.ideas[deal.idea].label,
                title=_title(game, game.ideas[deal.idea]),
                tables=tuple(sorted({game.players[party].table for party in deal.terms.parties})),
                gifts=tuple(sorted(Counter(gift.kind for gift in deal.terms.gifts).items())),
                string=_string(game, deal.id),
                in_doubt=deal.state is DealState.IN_DOUBT,
                agreed_at_ms=round(deal.agreed_at.timestamp() * 1000) if deal.agreed_at else 0,
            )
            for deal in deals
        ),
    )


def _places(game: Game) -> Mapping[int, Point]:
    """Tables stand in number order from top left. A place once given moves only when a table is added."""
    count = max((_FEWEST_PLACES, *game.tables))
    first = -pi / 2 - pi / count
    return {
        number: (
            _round(_MIDDLE[0] + _OUTER[0] * cos(first + 2 * pi * (number - 1) / count)),
            _round(_MIDDLE[1] + _OUTER[1] * sin(first + 2 * pi * (number - 1) / count)),
        )
        for number in range(1, count + 1)
    }


def _spots(game: Game) -> Mapping[str, Point]:
    """Each idea takes, in the order they came, the free cell nearest to a point between its table and the middle."""
    places = _places(game)
    radius = CELL
    while True:
        cells = _cells(radius)
        if len(cells) >= len(game.ideas) or radius < CELL / 4:
            break
        radius *= 0.85
    free = dict(enumerate(cells))
    spots: dict[str, Point] = {}
    for idea in game.ideas.values():
        table = places.get(idea.table, _MIDDLE)
        wish = (
            _MIDDLE[0] + (table[0] - _MIDDLE[0]) * _OUTWARD,
            _MIDDLE[1] + (table[1] - _MIDDLE[1]) * _OUTWARD,
        )
        if not free:
            spots[idea.id] = (_round(wish[0]), _round(wish[1]))
            continue
        nearest = min(free, key=lambda cell: (_round(hypot(free[cell][0] - wish[0], free[cell][1] - wish[1])), cell))
        spots[idea.id] = free.pop(nearest)
    return spots


def _cells(radius: float) -> tuple[Point, ...]:
    """The middles of the grid's hexagons that lie inside the inner ellipse, row by row."""
    across, down = sqrt(3) * radius, 1.5 * radius
    rows, columns = int(HEIGHT / down), int(WIDTH / across)
    found = []
    for row in range(-rows, rows + 1):
        for column in range(-columns, columns + 1):
            x = across * (column + (0.5 if row % 2 else 0.0))
            y = down * row
            if (x / _INNER[0]) ** 2 + (y / _INNER[1]) ** 2 <= 1:
                found.append((_round(_MIDDLE[0] + x), _round(_MIDDLE[1] + y)))
    return tuple(found)


def _lines(game: Game, places: Mapping[int, Point], spots: Mapping[str, Point]) -> tuple[MapLine, ...]:
    tokens: Counter[tuple[int, str]] = Counter()
    doubts: dict[tuple[int, str], bool] = {}
    for idea in game.ideas.values():
        for deal in holding(game, idea.id):
            for party in deal.terms.parties:
                way = (game.players[party].table, idea.id)
                tokens[way] += sum(1 for gift in deal.terms.gifts if gift.giver == party)
                doubts[way] = doubts.get(way, True) and deal.state is DealState.IN_DOUBT
    return tuple(
        MapLine(
            table=table,
            idea=idea_id,
            start=places[table],
            bend=_bend(places[table], spots[idea_id]),
            end=spots[idea_id],
            tokens=count,
            in_doubt=doubts[table, idea_id],
        )
        for (table, idea_id), count in sorted(tokens.items())
        if table in places
    )


def _bend(start: Point, end: Point) -> Point:
    """The control point of a line that bends 22 % to the middle."""
    half = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return (
        _round(half[0] + (_MIDDLE[0] - half[0]) * 0.22),
        _round(half[1] + (_MIDDLE[1] - half[1]) * 0.22),
    )


def _title(game: Game, idea: Idea) -> str:
    return idea.title if shows_idea(game, idea) else ""


def _string(game: Game, deal_id: str) -> str:
    deal = game.deals[deal_id]
    if deal.terms.own_words:
        return deal.terms.own_words if is_shown(game, string_ref(deal.id, deal.version)) else ""
    return next((chip.text for chip in game.scenario.strings if chip.id == deal.terms.string), "")


def _round(number: float) -> float:
    """One decimal is enough for a drawing, and the same on every machine."""
    return round(number, 1) + 0.0

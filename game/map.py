"""The geometry of the one drawing: tables on an ellipse, ideas in the cells of a fixed grid, agreed deals as lines.

The same entries always give the same places, and what has a place keeps it, whatever comes: only a new table may move the
slots of tables, and only once there are twice as many as were planned. Coordinates are units of a canvas of WIDTH by
HEIGHT, origin top left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import combinations, takewhile
from math import cos, hypot, pi, sin, sqrt

from game.checking import (
    as_one,
    is_edited,
    is_idea_edited,
    own_words_for_all,
    shows_idea,
    string_ref,
    words_of,
)
from game.ideas import holding, marks_missing, public_ideas, support
from game.state import Deal, DealState, Game, Idea

WIDTH, HEIGHT = 1000.0, 720.0
CELL = 46.0
"""Radius of a hexagon's cell; what is drawn is a little smaller, so that two never touch."""
WIDE_CELL = 62.0
"""The same in a room that was planned for few tables, where there is space."""
FRESH_MS = 20_000
"""How long a new deal stands out, in milliseconds after it was agreed."""
CROWDED = 24
"""With more deals than these, lines are thin and only those of the last few keep their colour."""
DENSE = 48
"""With more deals than these, or more than MOST_TABLES tables, bands between tables are drawn in place of all else."""
MOST_TABLES = 16
LAST_FEW = 6

_MIDDLE = (WIDTH / 2, HEIGHT / 2)
_OUTER = (WIDTH * 0.42, HEIGHT * 0.40)
_INNER = (WIDTH * 0.32, HEIGHT * 0.28)
_OUTWARD, _WIDE_OUTWARD = 0.62, 0.5
_ASIDE = 40.0
"""How far a line bends aside that would run through the middle, where another would lie on it."""
_FEW_TABLES = 4
_TABLE = 150.0
"""How far apart two tables stand when they are drawn in full size."""
_LARGEST, _LARGE = 1.3, 1.1
_RING = 92.0
"""From the middle of the largest table to the edge of its seats."""
_AROUND = 20.0
_DRAWN = 0.86
_LINE_BENDS, _BAND_BENDS = 0.22, 0.55
_FINEST = 4

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTable:
    """A table's place, and how many sit there."""

    number: int
    at: Point
    heads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MapIdea:
    """A hexagon. ``title`` is empty while its words are not checked; ``support`` are pairs of token kind and count.

    Ideas that are shown as one have one hexagon: ``stands_for`` are their ids, the first of them its own, and ``label`` is
    all their labels.
    """

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
    stands_for: tuple[str, ...] = ()
    is_edited: bool = False
    """Whether the facilitator changed its title."""
    fresh_until_ms: int = 0
    """Until when its newest deal stands out; 0 without a deal."""


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
    is_recent: bool = False
    """Whether one of the last few deals of the game came this way."""
    fresh_until_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MapBand:
    """All deals between two tables. ``strength`` is 1, 2 or 3, as they compare with the strongest band."""

    one: int
    other: int
    start: Point
    bend: Point
    end: Point
    deals: int
    strength: int


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
    is_edited: bool = False
    """Whether the facilitator changed any of its words."""

    @property
    def fresh_until_ms(self) -> int:
        """Until when it stands out."""
        return self.agreed_at_ms + FRESH_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """The whole drawing, and its twin in words: ``deals`` holds every deal that stands, newest first.

    ``bands`` are the strongest first. ``hexagon`` is the radius of an idea as it is drawn, ``size`` that of a table in parts
    of its full size; both may shrink as more come, while all keep their places. What is drawn lies in ``frame``: its
    left, top, width and height.
    """

    tables: tuple[MapTable, ...]
    ideas: tuple[MapIdea, ...]
    lines: tuple[MapLine, ...]
    deals: tuple[MapDeal, ...]
    bands: tuple[MapBand, ...] = ()
    hexagon: float = 40.0
    size: float = 1.0
    frame: tuple[float, float, float, float] = (0.0, 0.0, WIDTH, HEIGHT)

    @property
    def is_crowded(self) -> bool:
        """Whether there are so many deals that lines must be thin."""
        return len(self.deals) > CROWDED

    @property
    def is_dense(self) -> bool:
        """Whether single deals cannot be told apart any more."""
        return len(self.deals) > DENSE or len(self.tables) > MOST_TABLES


def draw(game: Game) -> MapView:
    """Where everything stands."""
    places, planned = places_of(game), _planned(game)
    spots, hexagon = spots_of(game)
    deals = tuple(sorted((deal for deal in game.deals.values() if deal.holds), key=lambda deal: -deal.number))
    groups = {idea.id: _group(game, idea) for idea in game.ideas.values()}
    drawn = {idea: group[0].id for idea, group in groups.items()}
    newest = drawn[deals[0].idea] if deals else ""
    fresh = {drawn[deal.idea]: _ms(deal.agreed_at) + FRESH_MS for deal in reversed(deals) if deal.agreed_at}
    heads = Counter(player.table for player in game.seated())
    return MapView(
        tables=tuple(MapTable(number=number, at=at, heads=heads[number]) for number, at in sorted(places.items())),
        ideas=tuple(
            MapIdea(
                id=idea.id,
                label=_label(groups[idea.id]),
                table=idea.table,
                at=spots[idea.id],
                title=_title(game, idea),
                support=_support(game, groups[idea.id]),
                missing=_missing(game, groups[idea.id]),
                is_newest=idea.id == newest,
                is_refused=any(not said.changes for one in groups[idea.id] for said in one.refusals),
                is_chosen=any(one.id in sent.ideas for one in groups[idea.id] for sent in game.sent),
                stands_for=tuple(one.id for one in groups[idea.id]),
                is_edited=_is_edited(game, idea),
                fresh_until_ms=fresh.get(idea.id, 0),
            )
            for idea in public_ideas(game)
            if drawn[idea.id] == idea.id
        ),
        lines=_lines(game, places, spots, drawn, deals),
        bands=_bands(deals, game, places),
        hexagon=hexagon,
        size=_size(places, planned),
        frame=_frame(places),
        deals=tuple(
            MapDeal(
                number=deal.number,
                idea=drawn[deal.idea],
                label=_label(groups[deal.idea]),
                title=_title(game, game.ideas[deal.idea]),
                tables=tuple(sorted({game.players[party].table for party in deal.terms.parties})),
                gifts=tuple(sorted(Counter(gift.kind for gift in deal.terms.gifts).items())),
                string=_string(game, deal),
                in_doubt=deal.state is DealState.IN_DOUBT,
                agreed_at_ms=_ms(deal.agreed_at) if deal.agreed_at else 0,
                is_edited=_is_edited(game, game.ideas[deal.idea]) or _is_string_edited(game, deal),
            )
            for deal in deals
        ),
    )


def _planned(game: Game) -> int:
    """How many slots the ellipse has; at least two, so that a table alone does not stand where ideas go."""
    return max(2, -(-game.expected // game.table_size))


def places_of(game: Game) -> Mapping[int, Point]:
    """Where tables stand: planned ones in number order from top left, those that come later half-way between two that are
    there."""
    planned = _planned(game)
    return {number: _on_ellipse(_turn(number, planned), planned) for number in sorted(game.tables)}


def _turn(number: int, planned: int) -> float:
    """How far round the ellipse a table stands, from 0 to 1."""
    if number <= planned:
        return (number - 1) / planned
    place, gaps = number - planned, planned
    while place > gaps:
        place, gaps = place - gaps, gaps * 2
    return (gaps - place + 0.5) / gaps


def _on_ellipse(turn: float, planned: int) -> Point:
    angle = -pi / 2 - pi / planned + 2 * pi * turn
    return (_round(_MIDDLE[0] + _OUTER[0] * cos(angle)), _round(_MIDDLE[1] + _OUTER[1] * sin(angle)))


def _size(places: Mapping[int, Point], planned: int) -> float:
    """How large a table can be drawn, so that no two touch."""
    slots = [*places.values(), *(_on_ellipse(number / planned, planned) for number in range(planned))]
    gaps = [hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(dict.fromkeys(slots), 2)]
    largest = _LARGEST if planned <= _FEW_TABLES else _LARGE
    return _round_finely(min(largest, min(gaps, default=_TABLE) / _TABLE))


def _frame(places: Mapping[int, Point]) -> tuple[float, float, float, float]:
    """The part of the canvas that is drawn on: all tables, and the ideas between them. Of a full ellipse it is all."""
    left, right = _span([place[0] for place in places.values()], _MIDDLE[0], _INNER[0] + _AROUND)
    top, bottom = _span([place[1] for place in places.values()], _MIDDLE[1], _INNER[1] + _AROUND)
    return (left, top, _round(right - left), _round(bottom - top))


def _span(places: Sequence[float], middle: float, least: float) -> Point:
    first, last = min(places, default=middle) - _RING, max(places, default=middle) + _RING
    return (_round(min(first, middle - least)), _round(max(last, middle + least)))


def spots_of(game: Game) -> tuple[Mapping[str, Point], float]:
    """Each idea takes, in the order they came, the free cell nearest to a point between its table and the middle.

    When all cells are taken, later ones take those of a finer grid that holds the coarser one, so that nobody moves. The
    second answer is the radius with which hexagons in all these cells do not touch.
    """
    places, planned = places_of(game), _planned(game)
    radius, outward = (WIDE_CELL, _WIDE_OUTWARD) if planned <= _FEW_TABLES else (CELL, _OUTWARD)
    fineness = 0
    free = dict(enumerate(_cells(radius, 0)))
    taken: set[Point] = set()
    spots: dict[str, Point] = {}
    for idea in game.ideas.values():
        home = _home(idea)
        table = places.get(home) or _on_ellipse(_turn(home, planned), planned)
        wish = (
            _MIDDLE[0] + (table[0] - _MIDDLE[0]) * outward,
            _MIDDLE[1] + (table[1] - _MIDDLE[1]) * outward,
        )
        while not free and fineness < _FINEST:
            fineness += 1
            free = dict(enumerate(cell for cell in _cells(radius, fineness) if _is_free(cell, taken)))
        if not free:
            spots[idea.id] = (_round(wish[0]), _round(wish[1]))
            continue
        nearest = min(free, key=lambda cell: (_round(hypot(free[cell][0] - wish[0], free[cell][1] - wish[1])), cell))
        spots[idea.id] = free.pop(nearest)
        taken.add(spots[idea.id])
    return spots, _round(radius / sqrt(3) ** fineness * _DRAWN)


def _is_free(cell: Point, taken: Set[Point]) -> bool:
    return all(hypot(cell[0] - other[0], cell[1] - other[1]) > 1 for other in taken)


def _home(idea: Idea) -> int:
    """The table at which an idea was born, by its label: where tables are merged the idea moves, its hexagon does not."""
    return int("".join(takewhile(str.isdigit, idea.label)) or idea.table)


@lru_cache(maxsize=16)
def _cells(radius: float, fineness: int = 0) -> tuple[Point, ...]:
    """The middles of the grid's hexagons that lie inside the inner ellipse, row by row.

    Each step of fineness turns the grid by 30 degrees and makes its cells smaller by the root of 3; so it holds all
    middles of the grid before, and the corners of its hexagons.
    """
    across, down = sqrt(3) * radius, 1.5 * radius
    first, second = (across, 0.0), (across / 2, down)
    for _ in range(fineness):
        first, second = (
            ((first[0] + second[0]) / 3, (first[1] + second[1]) / 3),
            ((2 * second[0] - first[0]) / 3, (2 * second[1] - first[1]) / 3),
        )
    reach = int(2 * max(_INNER) / hypot(*first)) + 2
    found = set()
    for row in range(-reach, reach + 1):
        for column in range(-reach, reach + 1):
            x, y = column * first[0] + row * second[0], column * first[1] + row * second[1]
            if (x / _INNER[0]) ** 2 + (y / _INNER[1]) ** 2 <= 1:
                found.add((_round(_MIDDLE[0] + x), _round(_MIDDLE[1] + y)))
    return tuple(sorted(found, key=lambda cell: (cell[1], cell[0])))


def _bands(deals: Sequence[Deal], game: Game, places: Mapping[int, Point]) -> tuple[MapBand, ...]:
    """Each pair of tables with how many deals both are in."""
    found: Counter[tuple[int, int]] = Counter()
    for deal in deals:
        tables = {game.players[party].table for party in deal.terms.parties} & places.keys()
        found.update(combinations(sorted(tables), 2))
    most = max(found.values(), default=1)
    return tuple(
        MapBand(
            one=one,
            other=other,
            start=places[one],
            bend=bend(places[one], places[other], is_band=True),
            end=places[other],
            deals=count,
            strength=-(-3 * count // most),
        )
        for (one, other), count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _lines(
    game: Game,
    places: Mapping[int, Point],
    spots: Mapping[str, Point],
    drawn: Mapping[str, str],
    deals: Sequence[Deal],
) -> tuple[MapLine, ...]:
    """One line from a table to a hexagon for all deals between them; ``drawn`` says whose hexagon is drawn for an idea."""
    tokens: Counter[tuple[int, str]] = Counter()
    doubts: dict[tuple[int, str], bool] = {}
    last_few = {deal.id for deal in deals[:LAST_FEW]}
    recent: set[tuple[int, str]] = set()
    fresh: Counter[tuple[int, str]] = Counter()
    for idea in game.ideas.values():
        for deal in holding(game, idea.id):
            for party in deal.terms.parties:
                way = (game.players[party].table, drawn[idea.id])
                tokens[way] += sum(1 for gift in deal.terms.gifts if gift.giver == party)
                doubts[way] = doubts.get(way, True) and deal.state is DealState.IN_DOUBT
                fresh[way] = max(fresh[way], _ms(deal.agreed_at) + FRESH_MS if deal.agreed_at else 0)
                if deal.id in last_few:
                    recent.add(way)
    return tuple(
        MapLine(
            table=table,
            idea=idea_id,
            start=places[table],
            bend=bend(places[table], spots[idea_id]),
            end=spots[idea_id],
            tokens=count,
            in_doubt=doubts[table, idea_id],
            is_recent=(table, idea_id) in recent,
            fresh_until_ms=fresh[table, idea_id],
        )
        for (table, idea_id), count in sorted(tokens.items())
        if table in places
    )


def bend(start: Point, end: Point, *, is_band: bool = False) -> Point:
    """The control point of a line that bends to the middle: 22 % for a line to an idea. One that would run straight
    through the middle bends to its left, so that the line that comes the other way does not lie on it."""
    share = _BAND_BENDS if is_band else _LINE_BENDS
    half = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    across, down = end[0] - start[0], end[1] - start[1]
    length = hypot(across, down) or 1.0
    off = (down * (_MIDDLE[0] - start[0]) - across * (_MIDDLE[1] - start[1])) / length
    aside = _ASIDE if abs(off) < _ASIDE / 4 else 0.0
    return (
        _round(half[0] + (_MIDDLE[0] - half[0]) * share + aside * down / length),
        _round(half[1] + (_MIDDLE[1] - half[1]) * share - aside * across / length),
    )


def _group(game: Game, idea: Idea) -> tuple[Idea, ...]:
    """The ideas that have one hexagon with this one, first the one that is drawn; itself alone as a rule."""
    return as_one(game, idea) if any(one.one_with for one in game.ideas.values()) else (idea,)


def drawn_as(game: Game) -> Mapping[str, str]:
    """The idea whose hexagon is drawn for each idea: itself, or the one that it is shown as one with."""
    return {idea.id: _group(game, idea)[0].id for idea in game.ideas.values()}


def _label(group: Sequence[Idea]) -> str:
    return "+".join(idea.label for idea in group)


def _support(game: Game, group: Sequence[Idea]) -> tuple[tuple[str, int], ...]:
    won: Counter[str] = Counter()
    for idea in group:
        won.update(support(game, idea.id))
    return tuple(sorted(won.items()))


def _missing(game: Game, group: Sequence[Idea]) -> tuple[str, ...]:
    """The wishes that none of them has earned."""
    first, *others = ([mark.missing for mark in marks_missing(game, idea)] for idea in group)
    return tuple(missing for missing in first if all(missing in other for other in others))


def _title(game: Game, idea: Idea) -> str:
    return words_of(game, idea).title if shows_idea(game, idea) else ""


def _is_edited(game: Game, idea: Idea) -> bool:
    return shows_idea(game, idea) and is_idea_edited(game, idea)


def _string(game: Game, deal: Deal) -> str:
    if deal.terms.own_words:
        return own_words_for_all(game, deal)
    return next((chip.text for chip in game.scenario.strings if chip.id == deal.terms.string), "")


def _is_string_edited(game: Game, deal: Deal) -> bool:
    return bool(own_words_for_all(game, deal)) and is_edited(game, string_ref(deal.id, deal.version))


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _round_finely(number: float) -> float:
    return round(number, 3) + 0.0


def _round(number: float) -> float:
    """One decimal is enough for a drawing, and the same on every machine."""
    return round(number, 1) + 0.0

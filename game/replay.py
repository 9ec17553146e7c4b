"""How the map filled in: a stop for each step, event card and deal, and what each line and hexagon looked like from when on.

It knows only what everybody may know: numbers, tables, kinds, titles that may be read. Times are minutes since the first step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from typing import TypeVar

from game import events as happened
from game.events import Event
from game.history import History
from game.map import Point, bend, drawn_as, places_of, spots_of
from game.state import Deal, DealState, Game


class StopKind(StrEnum):
    """What happened at a stop."""

    STEP = "step"
    EVENT = "event"
    DEAL = "deal"
    CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A moment at which the replay can stand. ``name`` is the title of the step or of the event card, or the idea's name.

    ``number`` is the step's or the deal's; a CHANGE is a deal that ended or stood again (``state``).
    """

    kind: StopKind
    minute: int
    number: int = 0
    label: str = ""
    name: str = ""
    tables: tuple[int, ...] = ()
    state: DealState | None = None
    doubted: int = 0
    """How many deals an event card put in doubt."""
    standing: int = 0
    """How many deals stood after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WayState:
    """What a line looks like from this stop on: the deals and the tokens that came this way. Without deals it is not there."""

    stop: int
    deals: int
    tokens: int
    in_doubt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A line from a table to an idea, through the game; also one that was gone at the end."""

    table: int
    idea: str
    start: Point
    bend: Point
    end: Point
    states: tuple[WayState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BandState:
    """How many deals joined two tables from this stop on."""

    stop: int
    deals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """All deals between two tables, through the game."""

    one: int
    other: int
    start: Point
    bend: Point
    end: Point
    states: tuple[BandState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpotState:
    """What an idea had won from this stop on: pairs of token kind and count."""

    stop: int
    support: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A hexagon, through the game: it is there from its first state on."""

    idea: str
    states: tuple[SpotState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The whole replay. Stops are counted from 0, in the order of time; the last one is the map as it is at the end."""

    stops: tuple[Stop, ...] = ()
    ways: tuple[Way, ...] = ()
    bands: tuple[Band, ...] = ()
    spots: tuple[Spot, ...] = ()

    @property
    def deals(self) -> int:
        """How many deals were agreed."""
        return sum(1 for stop in self.stops if stop.kind is StopKind.DEAL)


def replay(history: History, name_of: Callable[[str], str], minute_of: Callable[[datetime], int]) -> Replay:
    """The replay of a game. ``name_of`` says what an idea may be called here, ``minute_of`` counts from the first step.

    Deals that the facilitator made void were never meant, so they are not in it. It takes one walk through the log.
    """
    return _Walk(history, name_of, minute_of).replay()


class _Walk:
    """One walk: what stands now, and the states it left behind at each stop."""

    def __init__(self, history: History, name_of: Callable[[str], str], minute_of: Callable[[datetime], int]) -> None:
        self.history = history
        self.game: Game = history.game
        self._name_of = name_of
        self._minute_of = minute_of
        self._drawn = drawn_as(self.game)
        self._stops: list[Stop] = []
        self._standing: dict[str, bool] = {}
        """The deals that stand, and whether they are in doubt."""
        self._ways: dict[tuple[int, str], list[WayState]] = {}
        self._bands: dict[tuple[int, int], list[BandState]] = {}
        self._spots: dict[str, list[SpotState]] = {}
        self._won: dict[str, Counter[str]] = {}
        self._lines: dict[tuple[int, str], list[int]] = {}
        """How many deals, tokens and doubts each line has now, counted by parties."""

    def replay(self) -> Replay:
        for entry in self.history.entries:
            if entry.seq not in self.history.undone:
                for event in entry.events:
                    self._take(event)
        at, (where, _) = places_of(self.game), spots_of(self.game)
        return Replay(
            stops=tuple(self._stops),
            ways=tuple(
                Way(
                    table=table,
                    idea=idea,
                    start=at[table],
                    bend=bend(at[table], where[idea]),
                    end=where[idea],
                    states=tuple(states),
                )
                for (table, idea), states in sorted(self._ways.items())
                if table in at
            ),
            bands=tuple(
                Band(
                    one=one,
                    other=other,
                    start=at[one],
                    bend=bend(at[one], at[other], is_band=True),
                    end=at[other],
                    states=tuple(states),
                )
                for (one, other), states in sorted(self._bands.items())
                if one in at and other in at
            ),
            spots=tuple(
                Spot(idea=idea, states=tuple(self._spots[idea])) for idea in self.game.ideas if idea in self._spots
            ),
        )

    def _take(self, event: Event) -> None:
        match event:
            case happened.StepStarted(step=step, at=at):
                title = self.game.run_sheet.steps[step].title
                self._stop(Stop(kind=StopKind.STEP, minute=self._minute_of(at), number=step + 1, name=title))
            case happened.EventSent(card=card, at=at):
                title = self.game.scenario.event(card).title
                self._stop(Stop(kind=StopKind.EVENT, minute=self._minute_of(at), name=title))
            case happened.IdeaBegun(idea=idea):
                if self._drawn.get(idea) == idea:
                    self._spots[idea] = [SpotState(stop=max(0, len(self._stops) - 1), support=())]
            case happened.DealAgreed(deal=deal):
                self._agreed(self.game.deals[deal])
            case happened.DealDoubted(deal=deal):
                self._doubted(self.game.deals[deal])
            case happened.DealRepaired(deal=deal, at=at):
                self._changed(self.game.deals[deal], DealState.AGREED, at)
            case happened.DealBroken(deal=deal, at=at):
                self._changed(self.game.deals[deal], DealState.BROKEN, at)
            case happened.DealLeft(deal=deal, at=at):
                self._changed(self.game.deals[deal], DealState.LEFT, at)
            case _:
                pass

    def _stop(self, stop: Stop) -> None:
        self._stops.append(replace(stop, standing=len(self._standing)))

    @property
    def _now(self) -> int:
        """The stop that is on; what happens before the first one belongs to it."""
        return max(0, len(self._stops) - 1)

    def _agreed(self, deal: Deal) -> None:
        if deal.state is DealState.VOIDED or deal.id in self._standing:
            return
        self._standing[deal.id] = False
        self._stop(self._about(StopKind.DEAL, deal, deal.agreed_at))
        self._redraw(deal, 1)

    def _doubted(self, deal: Deal) -> None:
        if not self._standing.get(deal.id, True):
            self._standing[deal.id] = True
            self._redraw(deal, 0, doubts=1)
            if self._stops and self._stops[-1].kind is StopKind.EVENT:
                self._stops[-1] = replace(self._stops[-1], doubted=self._stops[-1].doubted + 1)

    def _changed(self, deal: Deal, state: DealState, at: datetime) -> None:
        if deal.id not in self._standing or deal.state is DealState.VOIDED:
            return
        was_in_doubt = self._standing[deal.id]
        if state is DealState.AGREED:
            self._standing[deal.id] = False
        else:
            del self._standing[deal.id]
        self._stop(replace(self._about(StopKind.CHANGE, deal, at), state=state))
        self._redraw(deal, 0 if state is DealState.AGREED else -1, doubts=-was_in_doubt)

    def _about(self, kind: StopKind, deal: Deal, at: datetime | None) -> Stop:
        return Stop(
            kind=kind,
            minute=self._minute_of(at) if at else 0,
            number=deal.number,
            label=self.game.ideas[deal.idea].label,
            name=self._name_of(deal.idea),
            tables=self._tables_of(deal),
        )

    def _tables_of(self, deal: Deal) -> tuple[int, ...]:
        return tuple(sorted({self.game.players[party].table for party in deal.terms.parties}))

    def _redraw(self, deal: Deal, deals: int, doubts: int = 0) -> None:
        """The lines, the band and the hexagon of a deal, with so many deals and doubts more."""
        idea = self._drawn[deal.idea]
        given = Counter(self.game.players[gift.giver].table for gift in deal.terms.gifts)
        for party in deal.terms.parties:
            table = self.game.players[party].table
            count = self._lines.setdefault((table, idea), [0, 0, 0])
            count[0] += deals
            count[2] += doubts
        for table in self._tables_of(deal):
            count = self._lines[table, idea]
            count[1] += deals * given[table]
            state = WayState(
                stop=self._now, deals=count[0], tokens=count[1], in_doubt=count[0] > 0 and count[2] == count[0]
            )
            _put(self._ways.setdefault((table, idea), []), state)
        if not deals:
            return
        for pair in combinations(self._tables_of(deal), 2):
            earlier = self._bands.setdefault(pair, [])
            _put(earlier, BandState(stop=self._now, deals=(earlier[-1].deals if earlier else 0) + deals))
        won = self._won.setdefault(idea, Counter())
        for gift in deal.terms.gifts:
            won[gift.kind] += deals
        support = tuple(sorted((kind, count) for kind, count in won.items() if count))
        _put(self._spots.setdefault(idea, []), SpotState(stop=self._now, support=support))


_State = TypeVar("_State", WayState, BandState, SpotState)


def _put(states: list[_State], state: _State) -> None:
    """One more state; of what happens at one stop only the last is kept."""
    if states and states[-1].stop == state.stop:
        states.pop()
    states.append(state)

"""The parts of the console and the wall that are pushed. Each holds only what it draws, so it goes out only when that changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from facilitator import acts, runsheet
from facilitator.runsheet import Button, Row
from facilitator.wall import wall_view
from game import views
from game.checking import TypedWords
from game.history import History
from game.scenario import StepKind
from game.shapes import BarView, ConsoleView, DealLine, EventLine, SeatLine, StageView, TableLine
from game.state import DealState, Scene, Status
from web.regions import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """An act that can be undone, in words."""

    seq: int
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of the console: the room in numbers, and the newest act to undo."""

    bar: BarView
    code: str
    heads: int
    tables: int
    made: int
    waiting: int
    newest: ActLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The run sheet. ``over`` is by how many minutes the step ends late, as of the newest entry."""

    bar: BarView
    rows: tuple[Row, ...]
    button: Button
    over: int | None
    script: tuple[str, ...]
    if_flat: tuple[str, ...]
    published: int
    has_headline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What goes on beside the step: the event cards that are on, and whose turn it is to report back."""

    on: tuple[EventLine, ...]
    stage: StageView | None
    wants_event: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The tables, never persons. ``is_open`` until the game is closed."""

    tables: tuple[TableLine, ...]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """What the wall shows."""

    scene: Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLine:
    """An action that came after the close, in words that hold nothing private."""

    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What waits for the facilitator: typed words to show or hide, actions that came late."""

    words: tuple[TypedWords, ...]
    late: tuple[LateLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The deals, those that somebody disputes first. ``is_open`` while a spoken one can be entered."""

    deals: tuple[DealLine, ...]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """The seats, for repairs."""

    seats: tuple[SeatLine, ...]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """The newest acts, each of which can be undone."""

    acts: tuple[ActLine, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    """A history by its identity: two are the same moment only when they are the same object."""

    history: History

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Moment) and other.history is self.history

    def __hash__(self) -> int:
        return id(self.history)


@lru_cache(maxsize=4)
def _view_at(moment: _Moment) -> ConsoleView:
    return views.console(moment.history)


def _view(history: History) -> ConsoleView:
    """The console's view, made once for the regions that are cut from it: with 200 people it costs 7 ms."""
    return _view_at(_Moment(history))


CAN_BE_VOIDED = frozenset({DealState.PROPOSED, DealState.AGREED, DealState.IN_DOUBT})


def head(history: History, _key: str) -> Head:
    """The numbers at the top. Audience: the facilitator."""
    view = _view(history)
    lines = _acts(history, view)
    return Head(
        bar=view.bar,
        code=view.code,
        heads=view.heads,
        tables=len(view.tables),
        made=sum(1 for deal in view.deals if deal.state in {DealState.AGREED, DealState.IN_DOUBT}),
        waiting=sum(1 for deal in view.deals if deal.state is DealState.PROPOSED),
        newest=lines[0] if lines else None,
    )


def run(history: History, _key: str) -> Run:
    """The run sheet and the private script. Audience: the facilitator.

    Lateness is told as of the newest entry, so that it needs no clock and the same log always draws the same page.
    """
    view = _view(history)
    return Run(
        bar=view.bar,
        rows=runsheet.rows(view),
        button=runsheet.button(view),
        over=runsheet.minutes_over(view, history.entries[-1].at),
        script=view.script,
        if_flat=view.if_flat,
        published=view.published,
        has_headline=bool(view.telling.headline),
    )


def stage(history: History, _key: str) -> Stage:
    """Event cards that are on, and the order of the tables. Audience: the facilitator."""
    view = _view(history)
    on = tuple(line for line in view.events if line.is_on)
    is_between = view.bar.kind is StepKind.WAIT and history.game.has_opened(StepKind.MARKET)
    return Stage(
        on=on,
        stage=view.stage,
        wants_event=is_between and not on and bool(view.events),
        is_open=view.bar.status is Status.PLAYING,
    )


def board(history: History, _key: str) -> Board:
    """The tables. Audience: the facilitator."""
    view = _view(history)
    return Board(tables=view.tables, is_open=view.bar.status is not Status.CLOSED)


def remote(history: History, _key: str) -> Remote:
    """The wall's remote control. Audience: the facilitator."""
    return Remote(scene=history.game.scene)


def checks(history: History, _key: str) -> Checks:
    """What waits for a check. Audience: the facilitator."""
    view = _view(history)
    late = tuple(
        LateLine(id=kept.late, words=acts.say_events(kept.events, kept.at, history.game))
        for kept in history.late_actions()
    )
    return Checks(words=view.to_check, late=late)


def agreed(history: History, _key: str) -> Agreed:
    """The deals that stand or wait. Audience: the facilitator."""
    view = _view(history)
    alive = [deal for deal in view.deals if deal.state in CAN_BE_VOIDED]
    is_open = history.game.has_opened(StepKind.MARKET) and view.bar.status is not Status.CLOSED
    return Agreed(deals=tuple(sorted(alive, key=lambda deal: not deal.disputed_by)), is_open=is_open)


def seats(history: History, _key: str) -> Seats:
    """Who sits where. Audience: the facilitator."""
    view = _view(history)
    return Seats(seats=view.seats, is_open=view.bar.status is not Status.CLOSED)


def undoable(history: History, _key: str) -> Acts:
    """The last 20 acts in words. Audience: the facilitator."""
    return Acts(acts=_acts(history, _view(history)))


def _acts(history: History, view: ConsoleView) -> tuple[ActLine, ...]:
    entries = ((line, history.entry(line.seq)) for line in view.undo)
    return tuple(
        ActLine(seq=line.seq, at=line.at, words=acts.say(entry, history.game))
        for line, entry in entries
        if entry is not None
    )


def _console(name: str, view: Callable[[History, str], object]) -> Region:
    return Region(name, "facilitator", f"console/regions/{name}.html", view)


REGIONS = (
    _console("head", head),
    _console("run", run),
    _console("stage", stage),
    _console("board", board),
    _console("remote", remote),
    _console("checks", checks),
    _console("agreed", agreed),
    _console("seats", seats),
    _console("acts", undoable),
    Region("wall", "wall", "regions/wall.html", wall_view),
)

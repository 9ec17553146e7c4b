"""What all parts of the console are cut from: the facilitator's view of a moment, made once for all of them. It draws nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from facilitator import acts
from game import views
from game.history import History
from game.shapes import ConsoleView
from web.regions import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """An act that can be undone, in words."""

    seq: int
    at: datetime
    words: str


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


def console_view(history: History) -> ConsoleView:
    """The console's view, made once for the regions that are cut from it: with 200 people it costs 7 ms."""
    return _view_at(_Moment(history))


def act_lines(history: History) -> tuple[ActLine, ...]:
    """The newest acts that can be undone, newest first."""
    entries = ((line, history.entry(line.seq)) for line in console_view(history).undo)
    return tuple(
        ActLine(seq=line.seq, at=line.at, words=acts.say(entry, history.game))
        for line, entry in entries
        if entry is not None
    )


def console_region(name: str, view: Callable[..., object], *, living: bool = False) -> Region:
    """A part of the console: its template has its name. A ``living`` one is drawn from a moment, not from the history."""
    return Region(name, "facilitator", f"console/regions/{name}.html", view, living)

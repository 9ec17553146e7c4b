"""The entries of a game and the game they add up to: fold, as-of, and undo by leaving out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from game import events as happened
from game.bargaining import next_number
from game.commands import AdmitLate, Command, CreateGame, Undo
from game.decide import decide
from game.events import EntryUndone, Event
from game.evolve import CannotFollow, begin, evolve
from game.ideas import next_label
from game.invariants import broken
from game.refused import Refused, Why, refuse
from game.seating import MOST_TABLES
from game.state import Clock, Game, Status

__all__ = ["CannotFollow", "Entry", "History", "opening"]

_COURSE_EVENTS: tuple[type[Event], ...] = (happened.StepStarted, happened.GameClosed)
_CLOCK_EVENTS: tuple[type[Event], ...] = (*_COURSE_EVENTS, happened.ClockSet)
_MOST_NAMED = 5
"""As many entries that stand in the way of an undo are looked for; each costs a replay."""
_NEVER_UNDONE: tuple[type[Event], ...] = (
    happened.GameCreated,
    happened.EntryUndone,
    happened.PlayerJoined,
    happened.GameClosed,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the log: one accepted command's events, by whom and when (UTC). ``by`` is a player id, ``lead`` or ``server``."""

    seq: int
    at: datetime
    by: str
    command_id: str
    events: tuple[Event, ...]


def opening(command: CreateGame, now: datetime) -> tuple[Event, ...]:
    """The events of a game's first entry: the game with its scenario, and tables for the expected head count."""
    count = min(MOST_TABLES, max(1, -(-command.expected // command.table_size)))
    created = happened.GameCreated(
        game=command.game,
        code=command.code,
        title=command.title,
        scenario=command.scenario,
        run_sheet=command.run_sheet,
        at=now,
        expected=command.expected,
        table_size=command.table_size,
        opens_tables=command.opens_tables,
    )
    return (created, *(happened.TableAdded(table=number) for number in range(1, count + 1)))


@dataclass(frozen=True, slots=True)
class History:
    """The entries of one game in order, those undone, and the game that the others add up to."""

    entries: tuple[Entry, ...]
    undone: frozenset[int]
    game: Game

    @staticmethod
    def of(entries: Iterable[Entry]) -> History:
        """Fold entries from the opening one on. Raises ValueError without entries, CannotFollow when one does not follow."""
        kept = tuple(entries)
        if not kept:
            raise ValueError("A history begins with its opening entry.")
        undone = frozenset(event.seq for entry in kept for event in entry.events if isinstance(event, EntryUndone))
        return History(kept, undone, _fold(kept, undone))

    def after(self, entry: Entry) -> History:
        """The history with one more entry. Raises CannotFollow when it does not follow, or its number is not the next."""
        if entry.seq != self.game.seq + 1:
            raise CannotFollow(f"Entry {entry.seq} cannot come after entry {self.game.seq}.")
        entries = (*self.entries, entry)
        newly = {event.seq for event in entry.events if isinstance(event, EntryUndone)}
        if newly:
            undone = self.undone | newly
            return History(entries, undone, _fold(entries, undone))
        return History(entries, self.undone, _apply(self.game, entry))

    def until(self, seq: int) -> History:
        """The history as it was after the entry with this number."""
        return History.of(entry for entry in self.entries if entry.seq <= seq)

    def entry(self, seq: int) -> Entry | None:
        """The entry with this number, if there is one."""
        return self.entries[seq - 1] if 1 <= seq <= len(self.entries) else None

    def decide(self, command: Command, now: datetime, seed: int) -> tuple[Event, ...] | Refused:
        """What would happen: the events of the next entry, or why not. ``now`` is in UTC, ``seed`` feeds every draw."""
        if isinstance(command, Undo):
            return self._decide_undo(command.seq, now)
        if isinstance(command, AdmitLate):
            return self._decide_late(command.late)
        return decide(self.game, command, now, seed)

    def undoable(self) -> tuple[Entry, ...]:
        """The facilitator's acts that may be undone, newest first."""
        return tuple(
            entry for entry in reversed(self.entries) if entry.by == "lead" and self._why_not_undo(entry.seq) is None
        )

    def _why_not_undo(self, seq: int) -> Refused | None:
        entry = self.entry(seq)
        if entry is None:
            return refuse(Why.UNKNOWN, what="entry", name=str(seq))
        is_of_the_course = self.game.status is Status.CLOSED and _has(entry, _CLOCK_EVENTS)
        if seq in self.undone or _has(entry, _NEVER_UNDONE) or is_of_the_course:
            return refuse(Why.CANNOT_UNDO, entry=seq)
        return None

    def _decide_undo(self, seq: int, now: datetime) -> tuple[Event, ...] | Refused:
        why_not = self._why_not_undo(seq)
        if why_not is not None:
            return why_not
        undone = self.undone | {seq}
        in_the_way = _in_the_way(self.entries, undone)
        if in_the_way:
            return refuse(Why.UNDO_BLOCKED, entry=seq, entries=in_the_way)
        return (EntryUndone(seq=seq, clock=self._clock_without(seq, now)),)

    def _decide_late(self, late: str) -> tuple[Event, ...] | Refused:
        kept = next((event for event in self.late_actions() if event.late == late), None)
        if kept is None:
            return refuse(Why.UNKNOWN, what="late", name=late)
        game = self.game
        admitted: list[Event] = []
        try:
            for event in (happened.LateAdmitted(late=late), *kept.events):
                admitted.append(_numbered(game, event))
                game = evolve(game, admitted[-1])
        except CannotFollow:
            return refuse(Why.NOT_NOW)
        return refuse(Why.NOT_NOW) if broken(game) else tuple(admitted)

    def late_actions(self) -> tuple[happened.LateKept, ...]:
        """The actions that came after the close and wait for the facilitator, oldest first."""
        return tuple(
            event
            for entry in self.entries
            if entry.seq not in self.undone
            for event in entry.events
            if isinstance(event, happened.LateKept) and self.game.late.get(event.late) == "kept"
        )

    def _clock_without(self, seq: int, now: datetime) -> Clock | None:
        """The clock to return to: an undone act gives back the minutes that were left before it. None: leave it alone.

        Where time went on all the while, only other minutes were given, and none that passed are given back.
        """
        entry = self.entries[seq - 1]
        if not _has(entry, _CLOCK_EVENTS):
            return None
        overruling = _COURSE_EVENTS if _has(entry, _COURSE_EVENTS) else _CLOCK_EVENTS
        if any(later.seq not in self.undone and _has(later, overruling) for later in self.entries[seq:]):
            return None
        before = _fold(self.entries[: seq - 1], self.undone).clock
        if before.is_running and all(isinstance(e, happened.ClockSet) and e.clock.is_running for e in entry.events):
            return before
        left = before.left(entry.at)
        if not before.is_running:
            return Clock(left_ms=left)
        return Clock(ends_at=now + timedelta(milliseconds=left))


def _has(entry: Entry, kinds: tuple[type[Event], ...]) -> bool:
    return any(isinstance(event, kinds) for event in entry.events)


def _numbered(game: Game, event: Event) -> Event:
    """A late event under the number or label that is free now: others may have been admitted since it was kept."""
    match event:
        case happened.DealAgreed():
            return replace(event, number=next_number(game))
        case happened.IdeaBegun(table=table):
            return replace(event, label=next_label(game, table))
        case _:
            return event


def _apply(game: Game, entry: Entry) -> Game:
    for event in entry.events:
        game = evolve(game, event)
    return replace(game, seq=entry.seq)


def _fold(entries: tuple[Entry, ...], undone: frozenset[int]) -> Game:
    game = _opened(entries[0])
    for entry in entries[1:]:
        game = replace(game, seq=entry.seq) if entry.seq in undone else _apply(game, entry)
    return game


def _opened(entry: Entry) -> Game:
    first, *others = entry.events
    if not isinstance(first, happened.GameCreated):
        raise CannotFollow("A history begins with GameCreated.")
    game = begin(first)
    for event in others:
        game = evolve(game, event)
    return replace(game, seq=entry.seq)


def _in_the_way(entries: tuple[Entry, ...], undone: frozenset[int]) -> tuple[int, ...]:
    """The entries that do not follow, or break an invariant, when the undone ones are left out. Not all when there are many."""
    found: list[int] = []
    while len(found) < _MOST_NAMED:
        games, stuck = _replayed(entries, undone.union(found))
        found += stuck
        if not broken(games[-1]):
            break
        found.append(entries[_breaking(games)].seq)
    return tuple(sorted(found))


def _replayed(entries: tuple[Entry, ...], undone: frozenset[int]) -> tuple[list[Game], list[int]]:
    """The game after each entry, and the entries that did not follow."""
    games = [_opened(entries[0])]
    stuck: list[int] = []
    for entry in entries[1:]:
        game = replace(games[-1], seq=entry.seq)
        if entry.seq not in undone:
            try:
                game = _apply(game, entry)
            except CannotFollow:
                stuck.append(entry.seq)
        games.append(game)
    return games, stuck


def _breaking(games: list[Game]) -> int:
    """The place of an entry that broke a game that was well before. Halving: asking after each entry takes seconds."""
    well, ill = 0, len(games) - 1
    while ill - well > 1:
        middle = (well + ill) // 2
        if broken(games[middle]):
            ill = middle
        else:
            well = middle
    return ill

"""The entries of a game and the game they add up to: fold, as-of, and undo by leaving out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from game import events as happened
from game.bargaining import next_number
from game.commands import AdmitLate, Command, CreateGame, Erase, FreeNewest, Undo
from game.decide import decide
from game.erasing import erased_players, without
from game.events import EntryUndone, Event
from game.evolve import CannotFollow, begin, evolve
from game.ideas import next_label
from game.invariants import broken
from game.refused import Refused, Why, refuse
from game.repairs import free_newest
from game.seating import MOST_TABLES
from game.state import Clock, Game, Status
from game.talk import readers

__all__ = ["CannotFollow", "Entry", "History", "opening"]

_COURSE_EVENTS: tuple[type[Event], ...] = (happened.StepStarted, happened.GameClosed)
_CLOCK_EVENTS: tuple[type[Event], ...] = (*_COURSE_EVENTS, happened.ClockSet)
MOST_TOGETHER = 12
"""As many entries as can be undone together with the one they hang on."""
_MOST_NAMED = 5
"""As many entries that stand in the way of an undo are looked for; each costs a replay."""
_NEVER_UNDONE: tuple[type[Event], ...] = (
    happened.GameCreated,
    happened.EntryUndone,
    happened.GameClosed,
    happened.ConsentChanged,
    happened.WordsWithdrawn,
    happened.Erased,
)


def _is_for_ever(event: Event) -> bool:
    """Whether it can never be left out: somebody who joined with a phone holds a seat that no undo may take away."""
    return isinstance(event, _NEVER_UNDONE) or (isinstance(event, happened.PlayerJoined) and not event.on_paper)


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
        is_rehearsal=command.is_rehearsal,
        offset=command.offset,
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
        erased = erased_players([(entry.by, entry.events)])
        if erased:
            kept = _erased(entries, erased)
            return History(kept, self.undone, _fold(kept, self.undone))
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
            return self._decide_undo((command.seq, *command.also), now)
        if isinstance(command, AdmitLate):
            return self._decide_late(command.late)
        if isinstance(command, FreeNewest):
            return self._decide_free(command.since)
        if isinstance(command, Erase) and self._is_nothing_left_of(command.player):
            return refuse(Why.ALREADY_ANSWERED)
        return decide(self.game, command, now, seed)

    def _is_nothing_left_of(self, player: str) -> bool:
        """Whether a player was erased, and erasing once more would change no entry, not even one that was undone."""
        if player not in self.game.players or not self.game.players[player].is_erased:
            return False
        at_the_end = Entry(
            seq=self.game.seq + 1,
            at=self.entries[-1].at,
            by=player,
            command_id="",
            events=(happened.Erased(player=player),),
        )
        return _erased((*self.entries, at_the_end), [player])[:-1] == self.entries

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
        if seq in self.undone or is_of_the_course or any(_is_for_ever(event) for event in entry.events):
            return refuse(Why.CANNOT_UNDO, entry=seq)
        return None

    def _decide_undo(self, asked: tuple[int, ...], now: datetime) -> tuple[Event, ...] | Refused:
        """Leave the asked entries out, all or none. Refused with what else depends on them."""
        seqs = tuple(dict.fromkeys(asked))
        for seq in seqs:
            why_not = self._why_not_undo(seq)
            if why_not is not None:
                return why_not
        in_the_way = _in_the_way(self.entries, self.undone, frozenset(seqs))
        if in_the_way:
            return refuse(Why.UNDO_BLOCKED, entry=seqs[0], entries=in_the_way)
        clock = self._clock_without(frozenset(seqs), now)
        return tuple(self._left_out(seq, clock) for seq in seqs)

    def _left_out(self, seq: int, clock: Clock | None) -> EntryUndone:
        entry = self.entries[seq - 1]
        return EntryUndone(
            seq=seq,
            clock=clock,
            kinds=tuple(event.kind for event in entry.events),
            players=tuple(dict.fromkeys(who for event in entry.events for who in _concerned(self.game, event))),
        )

    def group_of(self, seq: int) -> tuple[int, ...]:
        """All later entries that hang on this one and could be left out with it, oldest first.

        Empty when nothing hangs on it, when one of them can never be undone, or when there are more than a person can
        look through (`MOST_TOGETHER`).
        """
        group: frozenset[int] = frozenset()
        while len(group) <= MOST_TOGETHER:
            found = _in_the_way(self.entries, self.undone, group | {seq})
            if not found:
                return tuple(sorted(group))
            if any(self._why_not_undo(other) is not None for other in found):
                return ()
            group = group.union(found)
        return ()

    def _decide_free(self, since: datetime) -> tuple[Event, ...] | Refused:
        newest = [
            event.player
            for entry in self.entries
            if entry.seq not in self.undone and entry.at > since
            for event in entry.events
            if isinstance(event, happened.PlayerJoined)
        ]
        if self.game.status is Status.CLOSED:
            return refuse(Why.GAME_CLOSED)
        return free_newest(self.game, tuple(newest))

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

    def _clock_without(self, seqs: frozenset[int], now: datetime) -> Clock | None:
        """The clock to return to: undone acts give back the minutes that were left before them. None: leave it alone.

        Where time went on all the while, only other minutes were given, and none that passed are given back; time in
        which the clock stood, or another step was on, did not pass.
        """
        undone = self.undone | seqs
        first = next((seq for seq in sorted(seqs) if self._is_of_the_clock(seq, undone)), None)
        if first is None:
            return None
        before = _fold(self.entries[: first - 1], undone)
        if not before.clock.is_running:
            return Clock(left_ms=before.clock.left_ms)
        until = self.entries[first - 1].at
        passed = timedelta()
        for since, till in self._ran_on(first, now):
            passed += till - since
        return Clock(ends_at=now + timedelta(milliseconds=before.clock.left(until)) - passed)

    def _is_of_the_clock(self, seq: int, undone: frozenset[int]) -> bool:
        """Whether an entry set the clock, no later one that stands overruled it, and the step was not left by an undo."""
        entry = self.entries[seq - 1]
        overruling = _COURSE_EVENTS if _has(entry, _COURSE_EVENTS) else _CLOCK_EVENTS
        is_overruled = any(later.seq not in undone and _has(later, overruling) for later in self.entries[seq:])
        is_left = any(
            isinstance(event, EntryUndone) and event.seq < seq and _has(self.entries[event.seq - 1], _COURSE_EVENTS)
            for later in self.entries[seq:]
            for event in later.events
        )
        return _has(entry, _CLOCK_EVENTS) and not is_overruled and not is_left

    def _ran_on(self, first: int, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spans of time since this entry in which the clock ran on in the step that was on before it."""
        moved: set[int] = set()
        is_running = True
        since = self.entries[first - 1].at
        for entry in self.entries[first - 1 :]:
            if is_running and not moved:
                yield since, entry.at
            since = entry.at
            if _has(entry, _COURSE_EVENTS):
                moved.add(entry.seq)
            for event in entry.events:
                if isinstance(event, EntryUndone):
                    moved.discard(event.seq)
                clock = getattr(event, "clock", None)
                is_running = clock.is_running if clock is not None else is_running
        if is_running and not moved:
            yield since, now


def _concerned(game: Game, event: Event) -> tuple[str, ...]:
    """Whom it concerns that an event is left out: the player it names, the parties of a deal, a table, a message's readers."""
    match event:
        case happened.TableGivenTime(table=number) | happened.CallAnswered(table=number):
            return tuple(player.id for player in game.seated(number))
        case happened.MethodPriced(idea=idea) if idea in game.ideas:
            return tuple(player.id for player in game.seated(game.ideas[idea].table))
        case happened.MessageSent(message=name):
            sent = next((message for message in game.messages if message.id == name), None)
            return tuple(player.id for player in readers(game, sent)) if sent is not None else ()
        case (
            happened.DealProposed(deal=deal)
            | happened.DealAnswered(deal=deal)
            | happened.DealAgreed(deal=deal)
            | happened.DealDeclined(deal=deal)
            | happened.DealVoided(deal=deal)
        ) if deal in game.deals:
            return game.deals[deal].terms.parties
        case _:
            named = getattr(event, "player", "")
            return (named,) if named else ()


def _erased(entries: tuple[Entry, ...], players: Iterable[str]) -> tuple[Entry, ...]:
    """The entries without what these players typed. Those in which nothing changes are the same objects."""
    for player in players:
        rewritten = without([(entry.by, entry.events) for entry in entries], player)
        entries = tuple(
            entry if events == entry.events else replace(entry, events=events)
            for entry, events in zip(entries, rewritten, strict=True)
        )
    return entries


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


def _in_the_way(entries: tuple[Entry, ...], undone: frozenset[int], more: frozenset[int]) -> tuple[int, ...]:
    """The entries that do not follow, or break an invariant, when ``more`` are left out, too. Not all when there are many.

    None is named without need: with one of them alone left in, the rest would not stand.
    """
    found: list[int] = []
    guesses: list[tuple[int, ...]] = []
    while len(found) < _MOST_NAMED:
        games, stuck = _replayed(entries, undone.union(more, found))
        stuck += _checks_of(entries, undone, more.union(found, stuck))
        if stuck:
            found += stuck
            guesses[-1:] = [(*guess, *stuck) for guess in guesses[-1:]]
        elif broken(games[-1]):
            guesses.append((entries[_breaking(games)].seq,))
            found += guesses[-1]
        else:
            break
    return tuple(sorted(_needed(entries, undone, more, found, guesses) if guesses else found))


def _needed(
    entries: tuple[Entry, ...],
    undone: frozenset[int],
    more: frozenset[int],
    found: list[int],
    guesses: list[tuple[int, ...]],
) -> list[int]:
    """What was found without what turned out needless once the rest was found: who breaks a game is a guess. Each guess
    is tried with all that hung on it, then every entry by itself."""
    for needless in (*guesses, *((seq,) for seq in found)):
        rest = [seq for seq in found if seq not in needless]
        games, stuck = _replayed(entries, undone.union(more, rest))
        if not stuck and not broken(games[-1]) and not _checks_of(entries, undone, more.union(rest)):
            found = rest
    return found


def _checks_of(entries: tuple[Entry, ...], undone: frozenset[int], more: frozenset[int]) -> list[int]:
    """The checks of words that were written anew in entries which are left out: the next words that are written get the
    same reference, and no old check may cover them."""
    written: set[str] = set()
    found: list[int] = []
    for entry in entries:
        if entry.seq in more:
            written.update(filter(None, map(_written_anew, entry.events)))
        elif written and entry.seq not in undone:
            checked = {
                event.ref
                for event in entry.events
                if isinstance(event, happened.WordsChecked | happened.WordsEdited | happened.WordsWithdrawn)
            }
            if written & (checked | {ref.rpartition(":")[0] for ref in checked}):
                found.append(entry.seq)
    return found


def _written_anew(event: Event) -> str:
    """The words that an event brought in one more version, as their reference without what counts the versions."""
    match event:
        case happened.IdeaRewritten(idea=idea):
            return f"idea:{idea}"
        case happened.CardChosen(table=table, step=step):
            return f"choice:{table}:{step}"
        case happened.DeliverySet(idea=idea):
            return f"delivery:{idea}"
        case happened.DealChanged(deal=deal) | happened.PartyDropped(deal=deal):
            return f"string:{deal}"
        case happened.IdeaRefused(idea=idea, card=card):
            return f"refusal:{idea}:{card}"
        case happened.RefusalAnswered(idea=idea, card=card):
            return f"answer:{idea}:{card}"
        case happened.Reflected(player=player, question=question):
            return f"reflection:{player}:{question}"
        case _:
            return ""


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
    """The place of an entry that broke a game that was well before: one near the end, for what others mended is over.

    Striding back, then halving: asking after each entry takes seconds.
    """
    ill, stride = len(games) - 1, 1
    while (well := max(0, ill - stride)) and broken(games[well]):
        ill, stride = well, 2 * stride
    while ill - well > 1:
        middle = (well + ill) // 2
        if broken(games[middle]):
            ill = middle
        else:
            well = middle
    return ill

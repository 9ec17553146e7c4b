"""Who needs the facilitator: what a table lacks, waits for or lost, worst first. Judged by table; it names nobody.

It says what is so and which acts would help, and never why: a dark phone while people talk is good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from game import events as happened
from game.history import History
from game.scenario import StepKind
from game.state import CallFor, Deal, DealState, Game, Status, Table
from game.talk import waiting_calls

LOST_MINUTES = 2
QUIET_MINUTES = 6
UNANSWERED_MINUTES = 5
SHORTEST = timedelta(minutes=2)
"""No flag is raised for less, however short the step is."""
USUAL_STEP = 10
"""The minutes of a step for which the numbers above are meant; in a longer one they grow."""
MANY = 3
"""As many unanswered proposals with one person are too many."""


class FlagKind(StrEnum):
    """What is the matter, worst first."""

    CALL = "call"
    LOST = "lost"
    QUIET = "quiet"
    ASKED = "asked"
    UNANSWERED = "unanswered"
    NO_CHARACTER = "no_character"
    INSIDE = "inside"


class Suggest(StrEnum):
    """What the facilitator could do about it: answer a call, write to the table, open its drawer, deal, show the way back."""

    COMING = "coming"
    TIME = "time"
    NUDGE = "nudge"
    TABLE = "table"
    DEAL = "deal"
    WAY_BACK = "way_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A table that needs something. ``count`` is how many phones, proposals or people; ``since`` is in UTC.

    ``about`` is what a call is for, or the title of the character who is asked by all; else it is empty.
    """

    kind: FlagKind
    table: int
    since: datetime
    count: int = 1
    about: str = ""
    acts: tuple[Suggest, ...] = ()

    @property
    def id(self) -> str:
        """What stays the same while the matter does; a table that calls again is another matter."""
        again = f"-{self.since.timestamp():.0f}" if self.kind is FlagKind.CALL else ""
        return f"{self.kind}-{self.table}{again}"

    def minutes(self, now: datetime) -> int:
        """For how many whole minutes it has been so."""
        return max(0, int((now - self.since).total_seconds() // 60))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """What the entries tell of the step that is on: when it began, when its clock last went on, who did something."""

    began: datetime
    ran: datetime
    acted: Mapping[int, datetime]
    joined: Mapping[str, datetime]


def flags(history: History, now: datetime, lost: Mapping[int, tuple[int, datetime]]) -> tuple[Flag, ...]:
    """All flags of this moment (``now`` in UTC). ``lost``: by table, how many phones are lost and since when two are.

    A table can have several. Before the first step and after the close nobody needs anything.
    """
    game = history.game
    if game.status is not Status.PLAYING or game.step is None or not game.started:
        return ()
    past = _past(history)
    found = (
        *_calls(game),
        *_lost(game, now, lost),
        *_quiet(game, now, past),
        *_asked(game),
        *_unanswered(game, now),
        *_without_character(game, now, past),
        *_inside(game, now, past),
    )
    order = tuple(FlagKind)
    return tuple(sorted(found, key=lambda flag: (order.index(flag.kind), flag.since, flag.table)))


def _calls(game: Game) -> Iterator[Flag]:
    for number in waiting_calls(game):
        call = game.tables[number].call
        if call is not None:
            acts = (Suggest.TIME, Suggest.COMING) if call.what is CallFor.TIME else (Suggest.COMING, Suggest.TABLE)
            yield Flag(kind=FlagKind.CALL, table=number, since=call.at, about=call.what, acts=acts)


def _lost(game: Game, now: datetime, lost: Mapping[int, tuple[int, datetime]]) -> Iterator[Flag]:
    for number, (count, since) in lost.items():
        table = game.tables.get(number)
        if table is not None and not table.on_paper and count > 1 and now - since >= _enough(game, LOST_MINUTES):
            yield Flag(kind=FlagKind.LOST, table=number, since=since, count=count, acts=(Suggest.WAY_BACK,))


def _quiet(game: Game, now: datetime, past: _Past) -> Iterator[Flag]:
    """Nothing of what the step wants, and nothing done. While the clock stands everybody listens, and nobody is quiet."""
    if not game.clock.is_running:
        return
    for number, table in game.tables.items():
        people = tuple(game.players_who_play(number))
        is_on_paper = table.on_paper or all(player.on_paper for player in people)
        if not people or is_on_paper or not _wants_something(game, table, past):
            continue
        since = max(past.began, past.ran, past.acted.get(number, past.began))
        if now - since >= _enough(game, QUIET_MINUTES):
            yield Flag(kind=FlagKind.QUIET, table=number, since=since, acts=(Suggest.NUDGE, Suggest.TABLE))


def _wants_something(game: Game, table: Table, past: _Past) -> bool:
    """Whether the step that is on wants something of this table which is not there yet."""
    step = game.step
    idea = game.ideas[table.idea] if table.idea else None
    match step.kind if step else None:
        case StepKind.CHOOSE:
            return step is not None and step.id not in table.choices
        case StepKind.IDEA:
            return idea is None
        case StepKind.PLAN:
            return idea is None or not idea.picks
        case StepKind.MARKET:
            return not any(_is_of_now(deal, past) for deal in _deals_of(game, table.number))
        case StepKind.DELIVER:
            return idea is not None and idea.lead is None
        case _:
            return False


def _is_of_now(deal: Deal, past: _Past) -> bool:
    """Whether a deal waits for answers, or was agreed in the step that is on."""
    if deal.state is DealState.PROPOSED:
        return True
    return deal.holds and deal.agreed_at is not None and deal.agreed_at >= past.began


def _asked(game: Game) -> Iterator[Flag]:
    """One person whom many ask. Who it is, the table knows; the facilitator is told the character."""
    for player in game.seated():
        asked = [deal.versions[-1].at for deal in _proposed(game) if player.id in deal.waiting]
        if len(asked) >= MANY:
            about = game.scenario.role(player.role).title if player.role else ""
            acts = (Suggest.NUDGE, Suggest.TABLE)
            yield Flag(
                kind=FlagKind.ASKED, table=player.table, since=min(asked), count=len(asked), about=about, acts=acts
            )


def _unanswered(game: Game, now: datetime) -> Iterator[Flag]:
    waits: dict[int, list[datetime]] = {}
    for deal in _proposed(game):
        at = deal.versions[-1].at
        if now - at >= _enough(game, UNANSWERED_MINUTES):
            homes = {game.players[party].table for party in deal.waiting if not game.players[party].is_freed}
            for number in homes:
                waits.setdefault(number, []).append(at)
    for number, times in waits.items():
        acts = (Suggest.NUDGE, Suggest.TABLE)
        yield Flag(kind=FlagKind.UNANSWERED, table=number, since=min(times), count=len(times), acts=acts)


def _without_character(game: Game, now: datetime, past: _Past) -> Iterator[Flag]:
    cast = _end_of_cast(game)
    if cast is None:
        return
    for number in game.tables:
        waiting = [player for player in game.players_who_play(number) if not player.role]
        since = min((max(cast, past.joined.get(player.id, cast)) for player in waiting), default=now)
        if waiting and now - since >= SHORTEST:
            first = Suggest.NUDGE if all(player.offered for player in waiting) else Suggest.DEAL
            acts = (first, Suggest.TABLE)
            yield Flag(kind=FlagKind.NO_CHARACTER, table=number, since=since, count=len(waiting), acts=acts)


def _end_of_cast(game: Game) -> datetime | None:
    """When the step after the newest dealing of characters began; None before, and while it is on."""
    steps = game.run_sheet.steps
    ended: datetime | None = None
    is_cast = False
    for begun in game.started:
        if steps[begun.step].kind is StepKind.CAST:
            is_cast, ended = True, None
        elif is_cast and ended is None:
            ended = begun.at
    return ended


def _inside(game: Game, now: datetime, past: _Past) -> Iterator[Flag]:
    """From the second market on: a table whose deals are all among itself."""
    if game.step is None or game.step.kind is not StepKind.MARKET or game.round < 2 or now - past.began < SHORTEST:
        return
    for number in game.tables:
        deals = [deal for deal in _deals_of(game, number) if deal.holds]
        if deals and all(game.players[party].table == number for deal in deals for party in deal.terms.parties):
            acts = (Suggest.NUDGE, Suggest.TABLE)
            yield Flag(kind=FlagKind.INSIDE, table=number, since=past.began, count=len(deals), acts=acts)


def _deals_of(game: Game, number: int) -> list[Deal]:
    """The deals that somebody of this table is a party to."""
    people = {player.id for player in game.seated(number)}
    return [deal for deal in game.deals.values() if people.intersection(deal.terms.parties)]


def _proposed(game: Game) -> list[Deal]:
    return [deal for deal in game.deals.values() if deal.state is DealState.PROPOSED]


def _enough(game: Game, minutes: int) -> timedelta:
    """How long a matter lasts before it is told, in the step that is on."""
    planned = game.minutes_of(game.step_index)
    enough = max(SHORTEST, timedelta(minutes=minutes * planned / USUAL_STEP))
    ends = game.clock.ends_at
    if not game.is_rehearsal or ends is None or not planned:
        return enough
    # A rehearsal's step is shorter by its pace, and so is what counts as long in it.
    return enough * min(1.0, max(0.0, (ends - game.started[-1].at) / timedelta(minutes=planned)))


def _past(history: History) -> _Past:
    game = history.game
    began = game.started[-1].at
    ran, was_running = began, True
    acted: dict[int, datetime] = {}
    joined: dict[str, datetime] = {}
    for entry in history.entries:
        if entry.seq in history.undone:
            continue
        who = game.players.get(entry.by)
        if who is not None:
            acted[who.table] = entry.at
        for event in entry.events:
            if isinstance(event, happened.PlayerJoined):
                joined[event.player] = entry.at
                if event.player in game.players:
                    acted[game.players[event.player].table] = entry.at
            elif isinstance(event, happened.StepStarted | happened.ClockSet | happened.EntryUndone) and event.clock:
                if event.clock.is_running and not was_running:
                    ran = max(ran, entry.at)
                was_running = event.clock.is_running
    return _Past(began=began, ran=ran, acted=acted, joined=joined)

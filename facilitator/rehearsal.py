"""A whole evening with pretend players, as fast as it can be, on the same road that people take. It makes no page.

Its clock, its luck and its ids come from a seed, so that the same seed gives the same log, byte for byte.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from facilitator.autopilot import doubting, doubting_at_once, due, giving, unsent
from facilitator.opening import ANIMALS
from game import commands as ask
from game import shapes, views
from game.bots import Neighbour, Seen, Temper, act, deal_tempers
from game.checking import to_check
from game.commands import Command
from game.editing import FIFTHS, INTRODUCTION
from game.events import DealChanged, DealRepaired, PlayerJoined
from game.history import History
from game.ideas import needs
from game.purses import left
from game.refused import Refused, Why
from game.scarcity import scarcity
from game.scenario import EventCard, Scenario, Step, StepKind, Words
from game.spotlight import turn_clock
from game.state import Deal, DealState, Game, Gift, Naming, Part, Player, Scene, Terms
from game.telling import outcomes
from game.words import LINE, NAME, TEXT, TITLE
from web.rooms import Accepted, Outcome, Rooms
from web.settings import url_of
from web.store import CodeTaken, Store
from web.wake import Wakes

FEWEST = 2
MOST = 500
TABLE_SIZE = 6
LOOKS: dict[StepKind, int] = {
    StepKind.WAIT: 1,
    StepKind.BRIEF: 0,
    StepKind.CAST: 2,
    StepKind.CHOOSE: 2,
    StepKind.IDEA: 3,
    StepKind.PLAN: 4,
    StepKind.MARKET: 5,
    StepKind.DELIVER: 3,
    StepKind.SPOTLIGHT: 2,
    StepKind.VOTE: 1,
    StepKind.REFLECT: 9,
}
"""How often each player looks at the phone in a step."""

_BEGINS = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
_NEAR = 5
"""How many people one can walk up to at a time."""
_ROOM_FOR_OBSERVERS = 30
"""In a room of this many people one only watches."""
_WORDY_ROOM = 30
"""In a room of fewer people than this, each writes to others more often, as there are fewer to walk up to."""
_MORE_ROUNDS = 80
"""How often the room is given a little longer, when something that rooms do has not happened yet."""

Progress = Callable[[int, int, str], None]
"""Is told the number of the step, how many there are, and its title."""


class RehearsalError(Exception):
    """A rehearsal that cannot be. Its text is one sentence for the person who asked for it."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a rehearsal left: the history, and how often which command was refused."""

    history: History
    refused: Counter[tuple[str, Why]]


class VirtualClock:
    """A clock that stands until it is moved, in UTC."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The time."""
        return self.at

    def forward(self, seconds: float) -> None:
        """Let time pass; never backwards."""
        self.at += timedelta(seconds=max(0.0, seconds))


def rehearse(
    scenario: Scenario,
    players: int,
    seed: int,
    progress: Progress | None = None,
    data: str | None = None,
    run_sheet: str = "",
) -> History:
    """Play a whole evening and return its history. ``data`` is the SQLite file to keep it in; without, nothing is kept.
    ``run_sheet`` is the id of the one to follow; the pack's first when it is empty.

    Raises RehearsalError, and what opening a store raises: SecondServer, StoreDown, SettingsError.
    """
    return asyncio.run(play(scenario, players, seed, progress, data, run_sheet)).history


async def play(
    scenario: Scenario,
    players: int,
    seed: int,
    progress: Progress | None = None,
    data: str | None = None,
    run_sheet: str = "",
) -> Rehearsed:
    """As `rehearse`, inside a running event loop, with the count of refusals."""
    if not FEWEST <= players <= MOST:
        raise RehearsalError(f"A rehearsal takes {FEWEST} to {MOST} players, not {players}.")
    sheets = [sheet.id for sheet in scenario.run_sheets]
    if run_sheet and run_sheet not in sheets:
        raise RehearsalError(f"There is no run sheet {run_sheet}. This pack has: {', '.join(sheets)}.")
    rng = Random(f"{scenario.id}/{players}/{seed}")
    clock = VirtualClock(_BEGINS)
    store = Store(url_of(data) if data else "sqlite://")
    rooms = Rooms(store, Wakes(), now=clock, seeds=lambda: rng.getrandbits(63))
    try:
        evening = _Evening(rooms, clock, rng, scenario, players, progress or (lambda number, steps, title: None))
        evening.run_sheet = run_sheet or scenario.run_sheets[0].id
        await evening.play(f"rehearsal-{scenario.id}-{players}-{seed}", seed)
        return Rehearsed(evening.history, evening.refused)
    finally:
        await rooms.close()
        store.close()


def summary(history: History) -> str:
    """One line: what was there and what became of the deals. It ends with how many are agreed."""
    game = history.game
    seated = tuple(game.seated())
    tables = len({player.table for player in seated})
    found = outcomes(game)
    counts = ", ".join(
        f"{count} {what}"
        for count, what in (
            (found.proposed, "proposed"),
            (found.declined, "declined"),
            (found.changed, "changed"),
            (found.withdrawn, "withdrawn"),
            (found.lapsed, "lapsed"),
            (found.broken + found.left + found.voided, "undone"),
            (found.in_doubt, "in doubt"),
        )
    )
    ideas = len(game.ideas)
    return (
        f"{_many(len(seated), 'player')}, {_many(tables, 'table')}, {_many(ideas, 'idea')}: "
        f"{counts}, agreed {found.agreed}"
    )


def supplies(history: History) -> tuple[str, ...]:
    """A line for each thing whose supply the pack has a range for: how much of what was asked for was there, in percent."""
    game = history.game
    lines = []
    for row in scarcity(game):
        name = game.scenario.token(row.kind).many
        mark = next((mark.line for mark in game.scenario.marks if mark.id == row.mark), "")
        most = f" to {row.most}" if row.most else " or more"
        verdict = "" if row.is_inside else ": outside"
        lines.append(
            f"{mark or name}: {row.supply} for {row.demand} asked for, {row.percent} % "
            f"(the pack wants {row.least}{most}){verdict}"
        )
    return tuple(lines)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


class Eyes:
    """What pretend players see: their own phone's views, and who stands near. Views for all are made once per game."""

    def __init__(self) -> None:
        self._lists: tuple[Game, shapes.ListsView] | None = None

    def see(self, game: Game, player: str, near: Sequence[Neighbour], at: datetime) -> Seen:
        """What this player sees now."""
        if self._lists is None or self._lists[0] is not game:
            self._lists = (game, views.lists(game))
        return Seen(
            scenario=game.scenario,
            now=views.now(game, player),
            table=views.table(game, game.players[player].table),
            lists=self._lists[1],
            deals=views.deals(game, player),
            at=at,
            neighbours=tuple(near),
        )


def neighbour(game: Game, player: Player, is_near: bool = True) -> Neighbour:
    """A player as others meet them: people tell each other aloud what they can give."""
    return Neighbour(
        id=player.id,
        badge=player.badge,
        table=player.table,
        side=game.scenario.role(player.role).side if player.role else "",
        gives=tuple((kind, rest) for kind in player.purse if (rest := left(game, player.id, kind)) > 0),
        is_near=is_near,
    )


def around(
    game: Game, player: str, rng: Random, among: Iterable[Player], far: frozenset[str] = frozenset()
) -> tuple[Neighbour, ...]:
    """A few people who play to walk up to, nearly always of other tables. Those in ``far`` can only be written to."""
    table = game.players[player].table
    people = [other for other in among if other.id != player and other.part is Part.PLAYER]
    strangers = [other for other in people if other.table != table]
    mates = [other for other in people if other.table == table]
    met = rng.sample(strangers, min(_NEAR, len(strangers)))
    if mates and (not strangers or rng.random() < 0.12):
        met = [*met[1:], rng.choice(mates)]
    return tuple(neighbour(game, other, is_near=other.id not in far) for other in met)


def pretend_names(scenario: Scenario, count: int, rng: Random) -> tuple[str, ...]:
    """Names for this many players, none twice before all were used."""
    names: list[str] = []
    while len(names) < count:
        names += rng.sample(scenario.pretend.names, len(scenario.pretend.names))
    return tuple(name[:NAME] for name in names[:count])


class _Evening:
    """The facilitator and the players of one rehearsal."""

    def __init__(
        self, rooms: Rooms, clock: VirtualClock, rng: Random, scenario: Scenario, players: int, progress: Progress
    ) -> None:
        self.refused: Counter[tuple[str, Why]] = Counter()
        self._rooms = rooms
        self._clock = clock
        self._rng = rng
        self._scenario = scenario
        self._count = players
        self._progress = progress
        self._tempers: dict[str, Temper] = {}
        self._eyes = Eyes()
        self.run_sheet = scenario.run_sheets[0].id
        self._asked = 0
        self._id = ""

    @property
    def history(self) -> History:
        """The history so far."""
        return self._room.history

    @property
    def _game(self) -> Game:
        return self._room.history.game

    async def play(self, name: str, seed: int) -> None:
        """Everything, from the empty room to the published report."""
        await self._open(name, seed)
        late_comers = 1 if self._count >= 2 * TABLE_SIZE else 0
        names = pretend_names(self._scenario, self._count, self._rng)
        tempers = deal_tempers(self._count, self._rng)
        people = list(zip(names, tempers, strict=True))
        for person in people[late_comers:]:
            self._clock.forward(self._rng.uniform(1, 8))
            await self._join(*person)
        steps = self._game.run_sheet.steps
        markets = [index for index, step in enumerate(steps) if step.kind is StepKind.MARKET]
        for index, step in enumerate(steps):
            self._progress(index + 1, len(steps), step.title)
            await self._lead(ask.NextStep(from_step=index - 1))
            began = self._clock.at
            if people[:late_comers] and index >= 1:
                await self._join(*people[0])
                late_comers = 0
            is_last_market = bool(markets) and index == markets[-1]
            await self._step(step, is_last_market)
            self._clock.forward((began + timedelta(minutes=step.minutes) - self._clock.at).total_seconds())
            await self._check_words()
        await self._afterthoughts()
        await self._end()

    # --- The facilitator ------------------------------------------------------------------------------------------

    async def _open(self, name: str, seed: int) -> None:
        create = ask.CreateGame(
            offset=0,
            game=name,
            code=self._rng.choice(ANIMALS) + "".join(self._rng.choices("23456789", k=2)),
            title=Words(f"{self._scenario.title[:36]}: rehearsal {seed}"),
            scenario=self._scenario,
            run_sheet=self.run_sheet,
            expected=self._count,
            table_size=TABLE_SIZE,
        )
        try:
            self._room = await self._rooms.create(create)
        except CodeTaken as error:
            raise RehearsalError(
                "This file holds the same rehearsal already. Choose another --seed or another --data file."
            ) from error
        self._id = name

    async def _join(self, name: str, temper: Temper) -> None:
        hats = [hat.id for hat in self._scenario.hats]
        join = ask.Join(
            name=Words(name),
            naming=self._rng.choices((Naming.TABLE, Naming.NICKNAME, Naming.OUT), (3, 6, 1))[0],
            hat=self._rng.choice(hats) if hats and self._rng.random() < 0.7 else "",
            film=self._rng.random() < 0.6,
            part=Part.OBSERVER if self._count >= _ROOM_FOR_OBSERVERS and not self._tempers else Part.PLAYER,
        )
        outcome = await self._submit("join", join)
        if isinstance(outcome, Accepted):
            for event in outcome.entry.events:
                if isinstance(event, PlayerJoined):
                    often = temper.proposes * max(1.0, _WORDY_ROOM / self._count)
                    self._tempers[event.player] = replace(temper, proposes=min(0.6, often))

    async def _step(self, step: Step, is_last_market: bool) -> None:
        """One step, with what the facilitator does in it."""
        is_between = step.kind is StepKind.WAIT and self._game.has_opened(StepKind.MARKET)
        if is_between and not self._game.sent:
            await self._send_event(doubting(self.history, self._clock.at))
        if step.kind is StepKind.MARKET:
            await self._lead(ask.ChooseScene(scene=Scene.MAP))
        looks = LOOKS[step.kind]
        seconds = step.minutes * 60 / (looks * len(self._tempers) + 1)
        for round_ in range(looks):
            await self._round(seconds)
            await self._do_what_is_due()
            if step.kind is StepKind.MARKET and round_ == 0:
                await self._enter_spoken()
            if step.kind is StepKind.MARKET and round_ == looks // 2:
                await self._in_the_middle(is_last_market)
        if step.kind in (StepKind.CAST, StepKind.PLAN):
            await self._wait_for_tables(step.kind)
        if step.kind is StepKind.MARKET:
            await self._wait_for_market()

    async def _do_what_is_due(self) -> None:
        """Event cards that are over, what the room chose, the next table: each as its time comes."""
        while (act_ := due(self._game, self._clock.at, self._rng)) is not None:
            if isinstance(await self._lead(act_), Refused):
                return
            if isinstance(act_, ask.CallTable):
                await self._round(1)
                left_ms = turn_clock(self._game).left(self._clock.at)
                self._clock.forward(left_ms / 1000)

    async def _in_the_middle(self, is_last_market: bool) -> None:
        """Minutes given by mistake and taken back, or something that happens to the room."""
        if is_last_market:
            if not self._is_something_in_doubt() and not self._has_happened(DealRepaired):
                await self._send_event(doubting_at_once(self.history, self._clock.at))
            await self._send_event(giving(self.history, self._clock.at))
        else:
            given = await self._lead(ask.AddMinutes(minutes=5))
            if isinstance(given, Accepted):
                await self._lead(ask.Undo(seq=given.seq))

    async def _wait_for_tables(self, kind: StepKind) -> None:
        """A facilitator goes on only when nobody is without a character, no table without an idea and a plan."""
        for _ in range(_MORE_ROUNDS):
            game = self._game
            if kind is StepKind.CAST:
                is_done = all(player.role or not player.offered for player in game.seated())
            else:
                own = [game.ideas.get(game.tables[number].idea) for number in {p.table for p in game.seated()}]
                is_done = all(idea is not None and needs(game, idea) for idea in own)
            if is_done:
                return
            await self._round(1)

    async def _wait_for_market(self) -> None:
        """The room is given more minutes until it has done what rooms do: said yes, no, something else, and no more."""
        for round_ in range(_MORE_ROUNDS):
            if not self._is_missing():
                return
            if round_ == 0:
                await self._lead(ask.AddMinutes(minutes=2))
            await self._round(1)

    def _is_missing(self) -> bool:
        game = self._game
        agreed = [deal for deal in game.deals.values() if deal.holds]
        across = [deal for deal in agreed if _crosses(game, deal)]
        ended = {deal.state for deal in game.deals.values()}
        return (
            2 * len(across) <= len(agreed)
            or all(len(deal.terms.parties) < 3 for deal in agreed)
            or not ended >= {DealState.DECLINED, DealState.WITHDRAWN}
            or not any(need.is_open for idea in game.ideas.values() for need in needs(game, idea))
            or not self._has_happened(DealChanged)
            or (self._is_something_in_doubt() and not self._has_happened(DealRepaired))
        )

    def _is_something_in_doubt(self) -> bool:
        return any(deal.state is DealState.IN_DOUBT for deal in self._game.deals.values())

    def _has_happened(self, kind: type[DealChanged] | type[DealRepaired]) -> bool:
        return any(isinstance(event, kind) for entry in self.history.entries for event in entry.events)

    async def _afterthoughts(self) -> None:
        """The last minute before the close: it ends while somebody still hopes for an answer."""
        for _ in range(4 * _MORE_ROUNDS):
            if not self._game.has_opened(StepKind.MARKET) or any(
                deal.state is DealState.PROPOSED for deal in self._game.deals.values()
            ):
                return
            for player in self._shuffled():
                await self._look(player)
                if any(deal.state is DealState.PROPOSED for deal in self._game.deals.values()):
                    return
            self._clock.forward(5)

    async def _enter_spoken(self) -> None:
        """A deal that three people say aloud, as the facilitator hears it: two of a table, and who gives to its idea."""
        game = self._game
        ideas = [idea for idea in game.ideas.values() if any(game.seated(idea.table))]
        self._rng.shuffle(ideas)
        for idea in ideas:
            hosts = list(game.seated(idea.table))
            strangers = [player for player in self._people() if player.table != idea.table]
            for giver in self._rng.sample(strangers, len(strangers)):
                for need in needs(game, idea):
                    if not need.is_open or left(game, giver.id, need.kind) < 1:
                        continue
                    listening = self._rng.sample(hosts, min(2, len(hosts)))
                    gift = Gift(giver=giver.id, kind=need.kind, need=need.id)
                    terms = Terms(parties=(*(host.id for host in listening), giver.id), gifts=(gift,))
                    spoken = ask.EnterSpoken(terms=terms, idea=idea.id)
                    if self._rooms.would(self._id, spoken) is None:
                        await self._lead(spoken)
                        return

    async def _send_event(self, cards: Sequence[EventCard]) -> None:
        fresh = list(unsent(self._game, cards))
        if fresh:
            await self._lead(ask.SendEvent(card=self._rng.choice(fresh).id))

    async def _check_words(self) -> None:
        for words in to_check(self._game):
            await self._lead(ask.CheckWords(ref=words.ref, shows=self._rng.random() < 0.95))

    async def _end(self) -> None:
        await self._lead(ask.CloseGame())
        await self._check_words()
        await self._stand()
        pretend, pick = self._scenario.pretend, self._rng.choice
        refusals = [said.words for idea in self._game.ideas.values() for said in idea.refusals if said.words]
        await self._lead(
            ask.Tell(
                headline=Words(pick(pretend.endings)[: 2 * TITLE]),
                turning_point=Words(self._turning_point()),
                surprise=Words(pick(pretend.surprises)[:TEXT]),
                refusal=Words(pick(refusals or pretend.refusals)[:TEXT]),
                introduction=Words(pick(pretend.introductions)[:INTRODUCTION]),
            )
        )
        for weeks, step in enumerate(self._rng.sample(pretend.next_steps, min(2, len(pretend.next_steps))), start=1):
            day = self._clock.at + timedelta(weeks=weeks)
            who, date = f"Table {pick(list(self._game.tables))}", f"{day.day} {day:%b}"
            await self._lead(ask.AddNextStep(text=Words(step[:LINE]), who=Words(who), date=Words(date)))
        await self._lead(ask.Publish())

    async def _stand(self) -> None:
        """The room stands on two of the pack's lines, and the facilitator counts."""
        lines = [card for card in self._scenario.cards if len(card.ends) == 2]
        for card in self._rng.sample(lines, min(2, len(lines))):
            counts = [0] * FIFTHS
            for _ in self._people():
                counts[min(FIFTHS - 1, int(self._rng.triangular(0, FIFTHS, self._rng.choice((1, 4)))))] += 1
            await self._lead(ask.PlaceTension(card=card.id, counts=tuple(counts)))

    def _turning_point(self) -> str:
        """What the first event card did, in the pack's own words."""
        sent = self._game.sent
        return self._scenario.event(sent[0].card).text[:TEXT] if sent else ""

    async def _lead(self, command: Command) -> Outcome:
        return await self._submit("lead", command)

    # --- The players ----------------------------------------------------------------------------------------------

    def _people(self) -> list[Player]:
        return [self._game.players[player] for player in self._tempers]

    def _shuffled(self) -> list[str]:
        return self._rng.sample(list(self._tempers), len(self._tempers))

    async def _round(self, seconds: float) -> None:
        """Everybody looks once, in any order, ``seconds`` apart; a phone that buzzes is often looked at sooner."""
        order = self._shuffled()
        while order:
            self._clock.forward(seconds)
            player = order.pop(0)
            for buzzing in await self._look(player):
                if self._rng.random() < 0.4:
                    order.insert(min(len(order), self._rng.randrange(1, 6)), buzzing)

    async def _look(self, player: str) -> tuple[str, ...]:
        """One look at the phone, and what comes of it. Returns the players whose phones buzz then."""
        opens = self._game.has_opened(StepKind.MARKET) or self._game.has_opened(StepKind.CAST)
        near = around(self._game, player, self._rng, self._people()) if opens else ()
        seen = self._eyes.see(self._game, player, near, self._clock.at)
        command = act(seen, self._tempers[player], self._rng)
        if command is None or isinstance(await self._submit(player, command), Refused):
            return ()
        if isinstance(command, ask.Propose | ask.AskChange):
            return tuple(party for party in command.terms.parties if party != player)
        return ()

    async def _submit(self, by: str, command: Command) -> Outcome:
        self._asked += 1
        outcome = await self._rooms.submit(self._id, by, f"r{self._asked}", command)
        if isinstance(outcome, Refused):
            self.refused[type(command).__name__, outcome.why] += 1
        return outcome


def _crosses(game: Game, deal: Deal) -> bool:
    """Whether a deal joins people of more than one table."""
    return len({game.players[party].table for party in deal.terms.parties}) > 1

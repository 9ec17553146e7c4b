"""A game that is alive when one person looks in: pretend players at some tables, and a facilitator who goes on by itself.

It asks for changes on the same road as people do, at a pace that people can follow. It makes no page.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from facilitator.autopilot import doubting, due
from facilitator.opening import open_game
from facilitator.rehearsal import LOOKS, TABLE_SIZE, Eyes, around, neighbour, pretend_names
from game import commands as ask
from game.bots import Neighbour, Temper, act, deal_tempers
from game.checking import TypedWords, to_check
from game.commands import Command
from game.events import DeliverySet, PlayerJoined, RefusalAnswered
from game.history import History
from game.refused import Refused
from game.scenario import Scenario, StepKind, Words
from game.state import Deal, DealState, Game, Naming, Player, Scene, Status
from web.rooms import RESTART, Busy, NotSaved, Room, Rooms
from web.store import StoreDown

TABLES = 4
PRETEND_AT_A_TABLE = 4
MINUTES = 18.0
"""How long the whole evening takes when nobody steers it."""
BEAT_SECONDS = 1.0

_JOINED = "demo-join-"
"""How the command ids begin by which pretend players took their seats, so that they are known after a restart."""
GOES_ON_WITHIN = timedelta(hours=1)
_WELCOME_SECONDS = 6.0
_SHORTEST_STEP = 45.0
_WAITS_FOR_CHARACTERS = 120.0
_LONGEST_WAIT = 40.0
"""Seconds between two looks at a phone, at most."""
_ANSWERS_A_BEAT = 0.3
"""How likely a pretend player answers a person who waits, at each beat."""
_ASKS_A_BEAT = 0.05
"""How likely a person whom nobody asks anything gets a proposal, at each beat of a market."""
_PATIENCE = 0.2
"""How much less often than in a rehearsal somebody withdraws a proposal: a person who reads is slower."""
_OURS_TO_DO = frozenset({StepKind.CHOOSE, StepKind.IDEA, StepKind.PLAN, StepKind.DELIVER})
"""What a table does together: there pretend players leave people the time to do it first."""
_PEOPLE_FIRST = 0.6
"""The share of a step in which they do."""

Pause = Callable[[float], Awaitable[None]]

_log = logging.getLogger(__name__)


class Demo:
    """One demo game in a running server. ``beat`` does what a second brings; ``run`` beats until the game is closed."""

    def __init__(self, rooms: Rooms, room: Room, *, seed: int, minutes: float = MINUTES) -> None:
        self.room = room
        self._rooms = rooms
        self._rng = Random(seed)
        self._minutes = minutes
        self._eyes = Eyes()
        players = pretend_players(room.history)
        tempers = deal_tempers(len(players), Random(seed))
        self._tempers = {
            player: replace(temper, withdraws=temper.withdraws * _PATIENCE)
            for player, temper in zip(players, tempers, strict=True)
        }

    @property
    def _game(self) -> Game:
        return self.room.history.game

    @property
    def people(self) -> tuple[Player, ...]:
        """The persons who hold a seat: everybody who is not pretended."""
        return tuple(player for player in self._game.seated() if player.id not in self._tempers)

    @property
    def steers_itself(self) -> bool:
        """Whether the facilitator's acts are still made here: until a person presses anything on the console."""
        return all(entry.by != "lead" for entry in self.room.history.entries[1:])

    async def run(self, pause: Pause = asyncio.sleep) -> None:
        """Beat until the game is closed and, when nobody steers, its report is out."""
        while not self._is_over():
            await pause(BEAT_SECONDS)
            try:
                await self.beat()
            except (Busy, NotSaved, StoreDown):
                continue  # what was not saved is tried anew at the next beat
            except Exception:
                _log.exception("The demo missed a beat after entry %d", self._game.seq)

    async def beat(self) -> None:
        """One second of the demo."""
        if self.steers_itself:
            await self._steer()
        if self._game.status is Status.PLAYING:
            await self._play()

    def _is_over(self) -> bool:
        game = self._game
        return game.status is Status.CLOSED and (game.published > 0 or not self.steers_itself)

    # --- The facilitator --------------------------------------------------------------------------------------------

    async def _steer(self) -> None:
        game, now = self._game, self._rooms.now()
        match game.status:
            case Status.LOBBY:
                if any((now - at).total_seconds() >= _WELCOME_SECONDS for at in self._when_people_came()):
                    await self._next()
            case Status.PLAYING:
                await self._check_words()
                if not game.clock.is_running:
                    await self._serve(ask.ResumeClock())
                elif (act_ := due(game, now, self._rng)) is not None:
                    await self._serve(act_)
                elif game.clock.left(now) <= -1000 * self._patience():
                    await self._next()
            case Status.CLOSED:
                await self._check_words()
                if not game.published:
                    await self._serve(ask.Publish())

    def _patience(self) -> float:
        """Seconds that the room waits after time is up: for a person who still looks at two characters."""
        step = self._game.step
        is_casting = step is not None and step.kind is StepKind.CAST
        chooses = any(person.offered and not person.role for person in self.people)
        return _WAITS_FOR_CHARACTERS if is_casting and chooses else 0.0

    async def _next(self) -> None:
        """The next step with a shortened clock; after the last one, the end."""
        game = self._game
        steps = game.run_sheet.steps
        if game.step_index + 1 >= len(steps):
            await self._serve(ask.CloseGame())
            return
        await self._serve(ask.NextStep(from_step=game.step_index))
        step = steps[game.step_index + 1]
        whole = sum(step.minutes for step in steps) or 1
        seconds = max(_SHORTEST_STEP, step.minutes / whole * self._minutes * 60)
        await self._serve(ask.PauseClock(at_left_ms=round(seconds * 1000)))
        await self._serve(ask.ResumeClock())
        scene = Scene.MAP if step.kind is StepKind.MARKET else Scene.STEP
        if self._game.scene is not scene:
            await self._serve(ask.ChooseScene(scene=scene))
        if step.kind is StepKind.WAIT and game.has_opened(StepKind.MARKET) and not game.sent:
            cards = list(doubting(self.room.history, self._rooms.now()))
            if cards:
                await self._serve(ask.SendEvent(card=self._rng.choice(cards).id))

    async def _check_words(self) -> None:
        """Show what pretend players wrote. What people wrote waits for a person."""
        for words in to_check(self._game):
            if author_of(self.room.history, words) in self._tempers:
                await self._serve(ask.CheckWords(ref=words.ref, shows=True))

    def _when_people_came(self) -> tuple[datetime, ...]:
        people = {player.id for player in self.people}
        return tuple(
            entry.at
            for entry in self.room.history.entries
            if any(isinstance(event, PlayerJoined) and event.player in people for event in entry.events)
        )

    async def _serve(self, command: Command) -> None:
        await self._submit("server", command)

    # --- The pretend players ------------------------------------------------------------------------------------------

    async def _play(self) -> None:
        game = self._game
        asked = self._asked_by_people()
        for player in self._rng.sample(list(self._tempers), len(self._tempers)):
            if game.players[player].is_freed:
                continue
            if player in asked and self._rng.random() < _ANSWERS_A_BEAT:
                await self._look(player, replace(self._tempers[player], answers=1.0), ())
            elif self._rng.random() < self._chance(game.players[player]):
                await self._look(player, self._tempers[player], self._around(player))
        if game.step is not None and game.step.kind is StepKind.MARKET:
            for person in self.people:
                await self._maybe_ask(person)

    def _asked_by_people(self) -> frozenset[str]:
        """The players for whose answer a person waits: on a proposal, or on leading an idea."""
        game, people = self._game, {player.id for player in self.people}
        proposed = [deal for deal in game.deals.values() if deal.state is DealState.PROPOSED]
        waiting = {party for deal in proposed if people.intersection(deal.answers) for party in deal.waiting}
        leads = {idea.lead.player for idea in game.ideas.values() if idea.lead and idea.lead.answer is None}
        return frozenset(waiting | leads)

    def _chance(self, player: Player) -> float:
        """How likely this one looks at the phone now: so that it happens as often as in a rehearsed step."""
        game, step = self._game, self._game.step
        if step is None:
            return 0.0
        if player.offered and not player.role:
            return 0.2
        now = self._rooms.now()
        gone = (now - game.started[-1].at).total_seconds()
        length = gone + max(0, game.clock.left(now)) / 1000
        with_people = any(person.table == player.table for person in self.people)
        if step.kind in _OURS_TO_DO and with_people and gone < _PEOPLE_FIRST * length:
            return 0.0
        looks = LOOKS[step.kind]
        return BEAT_SECONDS / min(_LONGEST_WAIT, length / looks) if looks and length else 0.0

    def _around(self, player: str) -> tuple[Neighbour, ...]:
        if not (self._game.has_opened(StepKind.MARKET) or self._game.has_opened(StepKind.CAST)):
            return ()
        far = frozenset(person.id for person in self.people)
        return around(self._game, player, self._rng, self._game.seated(), far)

    async def _maybe_ask(self, person: Player) -> None:
        """Now and then somebody from another table writes to a person whom nobody asks anything."""
        is_asked = any(
            deal.state is DealState.PROPOSED and person.id in deal.waiting for deal in self._game.deals.values()
        )
        strangers = [player for player in self._tempers if self._game.players[player].table != person.table]
        if is_asked or not strangers or self._rng.random() >= _ASKS_A_BEAT:
            return
        eager = Temper(name="eager", serves=0.0, shakes=0.0, proposes=1.0, answers=0.0, withdraws=0.0, changes=0.0)
        far = (neighbour(self._game, self._game.players[person.id], is_near=False),)
        await self._look(self._rng.choice(strangers), eager, far)

    async def _look(self, player: str, temper: Temper, near: tuple[Neighbour, ...]) -> None:
        seen = self._eyes.see(self._game, player, near, self._rooms.now())
        command = act(seen, temper, self._rng)
        if command is not None:
            await self._submit(player, command)

    async def _submit(self, by: str, command: Command) -> None:
        outcome = await self._rooms.submit(self.room.row.id, by, f"demo-{secrets.token_hex(8)}", command)
        if isinstance(outcome, Refused):
            _log.debug("The demo's %s was refused: %s", type(command).__name__, outcome.why)


async def open_demo(rooms: Rooms, scenario: Scenario, *, secret: str, seed: int, minutes: float = MINUTES) -> Demo:
    """Open a demo game with its pretend players seated. ``secret`` is its lead link's. Raises NotSaved."""
    opened = await open_game(
        rooms,
        scenario,
        scenario.run_sheets[0].id,
        title=scenario.title,
        expected=TABLES * TABLE_SIZE,
        table_size=TABLE_SIZE,
        secret=secret,
    )
    rng = Random(seed)
    hats = [hat.id for hat in scenario.hats]
    for place, name in enumerate(pretend_names(scenario, TABLES * PRETEND_AT_A_TABLE, rng)):
        join = ask.Join(
            name=Words(name),
            naming=Naming.NICKNAME,
            hat=rng.choice(hats) if hats and rng.random() < 0.7 else "",
            table=place % TABLES + 1,
        )
        await rooms.submit(opened.room.row.id, "join", f"{_JOINED}{place}", join)
    return Demo(rooms, opened.room, seed=seed, minutes=minutes)


async def find_demo(rooms: Rooms, *, seed: int, minutes: float = MINUTES) -> Demo | None:
    """The newest demo game that is still open and was played within the last hour, to go on with after a restart."""
    for row in await asyncio.to_thread(rooms.store.games):
        if row.closed:
            continue
        try:
            room = await rooms.open(row.id)
        except StoreDown:
            raise
        except Exception:
            _log.exception("Game %s cannot be read", row.id)
            continue
        if rooms.now() - _played_last(room.history) < GOES_ON_WITHIN and pretend_players(room.history):
            return Demo(rooms, room, seed=seed, minutes=minutes)
    return None


def _played_last(history: History) -> datetime:
    """When anything was done but pausing the clock because the server was started."""
    is_restart = (entry.by == "server" and entry.command_id.startswith(RESTART) for entry in history.entries)
    return max(entry.at for entry, skips in zip(history.entries, is_restart, strict=True) if not skips)


def pretend_players(history: History) -> tuple[str, ...]:
    """The players who took their seats for a demo, in that order."""
    return tuple(
        event.player
        for entry in history.entries
        if entry.by == "join" and entry.command_id.startswith(_JOINED)
        for event in entry.events
        if isinstance(event, PlayerJoined)
    )


def author_of(history: History, words: TypedWords) -> str:
    """The id of the player who typed these words; empty when it cannot be told."""
    game = history.game
    kind, _, rest = words.ref.partition(":")
    name, _, more = rest.partition(":")
    match kind:
        case "idea" if name in game.ideas:
            return game.ideas[name].by
        case "method" if name in game.ideas:
            return next((pick.by for pick in game.ideas[name].picks if pick.id == more), "")
        case "refusal" if name in game.ideas:
            return next((said.by for said in game.ideas[name].refusals if said.card == more), "")
        case "answer":
            return _answered_by(history, name, more.rpartition(":")[0])
        case "headline":
            return next((said.by for said in game.headlines if said.id == name), "")
        case "choice" if name.isdigit() and int(name) in game.tables:
            choice = game.tables[int(name)].choices.get(more.rpartition(":")[0])
            return choice.by if choice else ""
        case "string" if name in game.deals:
            return _worded_by(game.deals[name])
        case "delivery":
            return _delivery_by(history, name)
        case "reflection" if name in game.players:
            return name
        case _:
            return ""


def _answered_by(history: History, idea: str, card: str) -> str:
    """Who answered a refusal of this idea last."""
    by = ""
    for entry in history.entries:
        for event in entry.events if entry.seq not in history.undone else ():
            if isinstance(event, RefusalAnswered) and (event.idea, event.card) == (idea, card):
                by = event.by
    return by


def _delivery_by(history: History, idea: str) -> str:
    """Who wrote the first step and date that stand now: whoever came after may only have changed what is asked for."""
    by, words = "", ("", "")
    for entry in history.entries:
        for event in entry.events if entry.seq not in history.undone else ():
            if isinstance(event, DeliverySet) and event.idea == idea and (event.first_step, event.date) != words:
                by, words = event.by, (event.first_step, event.date)
    return by


def _worded_by(deal: Deal) -> str:
    """Who first wrote the string that stands now: versions after it may only have dropped a party."""
    for version in deal.versions:
        if version.terms.own_words == deal.terms.own_words:
            return version.by
    return deal.by

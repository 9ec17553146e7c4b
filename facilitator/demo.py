"""A game that is alive when one person looks in: pretend players at some tables, and a facilitator who goes on by itself.

It asks for changes on the same road as people do, at a pace that people can follow. It makes no page.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random

from facilitator.authors import author_of
from facilitator.autopilot import doubting, due
from facilitator.opening import open_game
from facilitator.rehearsal import TABLE_SIZE, pretend_names
from facilitator.troupe import BEAT_SECONDS, Troupe, pretend_join
from game import commands as ask
from game.checking import to_check
from game.commands import Command
from game.events import PlayerJoined
from game.history import History
from game.scenario import Scenario, StepKind
from game.state import Game, Player, Scene, Status
from web.rooms import RESTART, Busy, NotSaved, Room, Rooms
from web.store import StoreDown

TABLES = 4
PRETEND_AT_A_TABLE = 4
MINUTES = 18.0
"""How long the whole evening takes when nobody steers it."""

_JOINED = "demo-join-"
"""How the command ids begin by which pretend players took their seats, so that they are known after a restart."""
GOES_ON_WITHIN = timedelta(hours=1)
_WELCOME_SECONDS = 6.0
_SHORTEST_STEP = 45.0
_WAITS_FOR_CHARACTERS = 120.0

Pause = Callable[[float], Awaitable[None]]

_log = logging.getLogger(__name__)


class Demo:
    """One demo game in a running server. ``beat`` does what a second brings; ``run`` beats until the game is closed."""

    def __init__(self, rooms: Rooms, room: Room, *, seed: int, minutes: float = MINUTES) -> None:
        self.room = room
        self._rooms = rooms
        self._rng = Random(seed)
        self._minutes = minutes
        self.troupe = Troupe(rooms, room, pretend_players(room.history), seed)

    @property
    def _game(self) -> Game:
        return self.room.history.game

    @property
    def people(self) -> tuple[Player, ...]:
        """The persons who hold a seat: everybody who is not pretended."""
        return self.troupe.people

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
            await self.troupe.play()

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
            if author_of(self.room.history, words) in self.troupe.players:
                await self._serve(ask.CheckWords(ref=words.ref, shows=True))

    def _when_people_came(self) -> tuple[datetime, ...]:
        people = {player.id for player in self.people}
        return tuple(
            entry.at
            for entry in self.room.history.entries
            if any(isinstance(event, PlayerJoined) and event.player in people for event in entry.events)
        )

    async def _serve(self, command: Command) -> None:
        await self.troupe.submit("server", command)


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
    for place, name in enumerate(pretend_names(scenario, TABLES * PRETEND_AT_A_TABLE, rng)):
        join = pretend_join(scenario, name, rng, place % TABLES + 1)
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

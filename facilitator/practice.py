"""A rehearsal in a running server: a game of its own with pretend players, at any pace, with troubles to try. It makes no page.

Nothing of it is kept: its game is deleted when it is ended, and whatever an earlier server left is deleted at the start.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from enum import StrEnum
from random import Random

from starlette.requests import HTTPConnection

from facilitator.autopilot import due
from facilitator.opening import open_game
from facilitator.rehearsal import FEWEST, MOST, TABLE_SIZE, pretend_names
from facilitator.troupe import BEAT_SECONDS, Troupe, pretend_join
from game import commands as ask
from game.checking import to_check
from game.commands import Command
from game.events import PlayerJoined
from game.refused import Refused
from game.scenario import Scenario, StepKind, Words
from game.seating import MOST_TABLES
from game.state import Game, Player, Status
from game.wary import warnings
from web.house import House
from web.presence import PhoneState
from web.rooms import RESTART, Busy, NoSuchGame, NotSaved, Room
from web.store import StoreDown

REHEARSALS = "practice-"
"""How the ids of rehearsed games begin, so that a list of games can part them from the others without opening them."""
SPEEDS = (1, 10, 60)
SIZES = (15, 48, 150, 500)
"""How many people the page offers; any number from FEWEST to MOST can be asked for."""
MOST_AT_ONCE = 5
"""How many rehearsals run in one server."""
COMERS = 8
"""How many come late, or come uninvited, at once."""

_MOST_JOINS_A_BEAT = 40
_STRANGERS_NAME = "Stranger"
_log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]


class Trouble(StrEnum):
    """What can go wrong in a room. The first three last until they are ended; the others happen once."""

    ASLEEP = "asleep"
    SILENT = "silent"
    NO_WIFI = "no_wifi"
    RESTART = "restart"
    STRANGERS = "strangers"
    LATE = "late"
    RUDE = "rude"


LASTING = frozenset({Trouble.ASLEEP, Trouble.SILENT, Trouble.NO_WIFI})


class TooManyRehearsals(Exception):
    """As many rehearsals run already as one server can carry."""


class Practice:
    """One rehearsal. ``beat`` does what a second brings; ``run`` beats until it is cancelled or the game is closed."""

    def __init__(self, house: House, room: Room, *, people: int, seed: int) -> None:
        self.room = room
        self.people = people
        self.speed = 1
        self.goes_on = False
        """Whether the steps go on by themselves when their time is over."""
        self.troubles: frozenset[Trouble] = frozenset()
        self._house = house
        self._rng = Random(seed)
        self._troupe = Troupe(house.rooms, room, (), seed)
        self._names = iter(pretend_names(room.history.game.scenario, people + 20 * COMERS, self._rng))
        self._to_come = people
        self._fitted = (0, 1)
        """How many steps were begun, and at which speed, when the clock was last set to the speed."""

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.room.history.game

    @property
    def players(self) -> frozenset[str]:
        """The ids of the pretend players; strangers are none of them."""
        return self._troupe.players

    async def run(self, pause: Pause = asyncio.sleep) -> None:
        """Beat until the game is closed."""
        while self.game.status is not Status.CLOSED:
            await pause(BEAT_SECONDS)
            try:
                await self.beat()
            except (Busy, NotSaved, StoreDown):
                continue  # what was not saved is tried anew at the next beat
            except Exception:
                _log.exception("The rehearsal missed a beat after entry %d", self.game.seq)

    async def beat(self) -> None:
        """One second of the rehearsal."""
        await self._come()
        self._show_phones()
        if self.game.status is Status.PLAYING:
            await self._fit_clock()
            if self.goes_on:
                await self._steer()
            await self._troupe.play(self._is_awake)

    async def set_speed(self, speed: int) -> None:
        """Play so many times as fast as a room does."""
        self.speed = speed
        if self.game.status is Status.PLAYING:
            await self._fit_clock()

    async def begin(self, trouble: Trouble) -> bool:
        """Make a trouble; one that lasts goes on until `end`. Whether it could happen now."""
        before = self.game.seq
        match trouble:
            case Trouble.ASLEEP | Trouble.SILENT | Trouble.NO_WIFI:
                self.troubles |= {trouble}
            case Trouble.RESTART:
                await self._restart()
            case Trouble.STRANGERS:
                for number in range(1, COMERS + 1):
                    await self._join(pretend_join(self.game.scenario, f"{_STRANGERS_NAME} {number}", self._rng))
            case Trouble.LATE:
                self._to_come += COMERS
            case Trouble.RUDE:
                await self._write_something_private()
        self._show_phones()
        return trouble is not Trouble.RUDE or self.game.seq > before

    def end(self, trouble: Trouble) -> None:
        """A trouble that lasted is over."""
        self.troubles -= {trouble}
        self._show_phones()

    # --- Who is here ------------------------------------------------------------------------------------------------

    async def _come(self) -> None:
        """Those who are still to come, some at each beat."""
        new = []
        for _ in range(min(self._to_come, _MOST_JOINS_A_BEAT)):
            self._to_come -= 1
            name = next(self._names, "")
            player = await self._join(pretend_join(self.game.scenario, name or "Robin", self._rng))
            if player:
                new.append(player)
        self._troupe.take_in(new, self._rng)

    async def _join(self, join: ask.Join) -> str:
        outcome = await self._house.rooms.submit(self.room.row.id, "join", f"join-{secrets.token_hex(8)}", join)
        if isinstance(outcome, Refused):
            return ""
        return next(event.player for event in outcome.entry.events if isinstance(event, PlayerJoined))

    def _is_awake(self, player: Player) -> bool:
        return self._phone_of(player) is PhoneState.LIVE and not self._is_silent(player)

    def _is_silent(self, player: Player) -> bool:
        return Trouble.SILENT in self.troubles and player.table == max(other.table for other in self.game.seated())

    def _phone_of(self, player: Player) -> PhoneState:
        """Half of the phones are those of every second player, so that no table is without any."""
        if Trouble.NO_WIFI in self.troubles:
            return PhoneState.LOST
        is_second = int(player.id[1:] or 0) % 2 == 0 if player.id[1:].isdigit() else False
        return PhoneState.RESTING if Trouble.ASLEEP in self.troubles and is_second else PhoneState.LIVE

    def _show_phones(self) -> None:
        game = self.game
        phones = {player.id: self._phone_of(player) for player in game.seated() if player.id in self._troupe.players}
        self._house.presence.pretend(game.id, phones)

    # --- The clock and the facilitator who is not there ---------------------------------------------------------------

    async def _fit_clock(self) -> None:
        """Give the step that is on its share of the pace, and the room an end that the pace leads to."""
        game, now = self.game, self._house.rooms.now()
        begun, speed = self._fitted
        is_new = begun != len(game.started)
        before = 1 if is_new else speed
        if before == self.speed:
            self._fitted = (len(game.started), self.speed)
            return
        left = max(0, game.clock.left(now)) * before // self.speed
        was_running = game.clock.is_running
        if was_running:
            await self._serve(ask.PauseClock(at_left_ms=left))
            await self._serve(ask.ResumeClock())
        self._fitted = (len(game.started), self.speed)
        ahead = sum(game.minutes_of(step) for step in range(game.step_index + 1, len(game.run_sheet.steps)))
        await self._serve(ask.SetEnd(at=now + timedelta(milliseconds=left, minutes=ahead, seconds=1)))

    async def _steer(self) -> None:
        """What a facilitator would do now: end cards, call tables, show harmless words, go on when the time is over."""
        game, now = self.game, self._house.rooms.now()
        for words in to_check(game):
            if not warnings(words.text):
                await self._serve(ask.CheckWords(ref=words.ref, shows=True))
        if (act := due(game, now, self._rng)) is not None:
            await self._serve(act)
        elif game.clock.is_running and game.clock.left(now) <= 0:
            is_last = game.step_index + 1 >= len(game.run_sheet.steps)
            await self._serve(ask.CloseGame() if is_last else ask.NextStep(from_step=game.step_index))
            await self._fit_clock()

    async def _restart(self) -> None:
        """What phones, walls and consoles see of a server that was started again: pages come back, the clock stands."""
        if self.game.clock.is_running:
            left = self.game.clock.left(self._house.rooms.now())
            command_id = f"{RESTART}{self.game.seq}"
            pause = ask.PauseClock(at_left_ms=max(0, left))
            await self._house.rooms.submit(self.room.row.id, "server", command_id, pause)
        self._house.live.disconnect(self.room.row.id)

    async def _write_something_private(self) -> None:
        """A pretend player writes what should not be on the wall."""
        game = self.game
        seated = [player for player in game.players_who_play() if player.id in self._troupe.players]
        if not seated:
            return
        player = self._rng.choice(seated)
        text = Words("Call me on 07700 900123")
        if game.has_opened(StepKind.IDEA):
            await self._troupe.submit(player.id, ask.WriteIdea(player=player.id, title=text, line=Words("")))
        elif game.step is not None and game.step.kind is StepKind.CHOOSE:
            choice = ask.ChooseCard(player=player.id, step=game.step.id, title=text, text=Words(""))
            await self._troupe.submit(player.id, choice)

    async def _serve(self, command: Command) -> None:
        await self._troupe.submit("server", command)


class Practices:
    """The rehearsals of one server."""

    def __init__(self) -> None:
        self._running: dict[str, tuple[Practice, asyncio.Task[None]]] = {}

    def of(self, game: str) -> Practice | None:
        """The rehearsal that is this game, while it runs."""
        found = self._running.get(game)
        return found[0] if found else None

    async def begin(self, house: House, scenario: Scenario, run_sheet: str, *, title: str, people: int) -> Practice:
        """Open a rehearsal for so many pretend players, who come in a moment. Raises TooManyRehearsals, NotSaved, ValueError."""
        if not FEWEST <= people <= MOST:
            raise ValueError(f"A rehearsal takes {FEWEST} to {MOST} people.")
        if sum(1 for _, task in self._running.values() if not task.done()) >= MOST_AT_ONCE:
            raise TooManyRehearsals
        opened = await open_game(
            house.rooms,
            scenario,
            run_sheet,
            title=title,
            expected=people,
            table_size=max(TABLE_SIZE, -(-people // MOST_TABLES)),
            game=f"{REHEARSALS}{secrets.token_hex(8)}",
            is_rehearsal=True,
        )
        practice = Practice(house, opened.room, people=people, seed=secrets.randbits(32))
        self._running[opened.room.row.id] = (practice, asyncio.create_task(practice.run(), name="rehearsal"))
        return practice

    def stop(self, game: str) -> None:
        """Let a rehearsal's players rest, so that another one can begin in its place; `end` deletes it."""
        found = self._running.pop(game, None)
        if found is not None:
            found[1].cancel()

    async def end(self, house: House, game: str) -> None:
        """End a rehearsal and delete its game; everybody who looks at it is told that it is gone."""
        found = self._running.pop(game, None)
        if found is not None:
            found[1].cancel()
            await asyncio.gather(found[1], return_exceptions=True)
        if game.startswith(REHEARSALS):
            await forget(house, game)

    @asynccontextmanager
    async def alongside(self, house: House) -> AsyncIterator[None]:
        """While the server runs: first what an earlier one left is deleted, at the end all rehearsals stop."""
        for row in await asyncio.to_thread(house.rooms.store.games):
            if row.id.startswith(REHEARSALS):
                await forget(house, row.id)
        try:
            yield
        finally:
            for game in tuple(self._running):
                await self.end(house, game)


async def forget(house: House, game: str) -> None:
    """Delete a rehearsed game, here and on disk."""
    try:
        await house.rooms.forget(game)
    except (NoSuchGame, StoreDown):
        _log.warning("The rehearsal %s could not be deleted", game)
    house.live.forget(game)
    house.presence.forget(game)


def practices_of(request: HTTPConnection) -> Practices:
    """The rehearsals of the server that serves this request."""
    practices: Practices = request.app.state.practices
    return practices

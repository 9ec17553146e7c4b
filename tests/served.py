"""A server in process for tests, with one game of the tiny pack and the clicks that tests make by HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from facilitator.app import build
from game.commands import Command, CreateGame, Join, NextStep
from game.refused import Refused
from game.scenario import Scenario, Words
from game.state import Game, Part
from tests.tiny import tiny_scenario
from web.rooms import Accepted, Room
from web.seats import hash_of_secret
from web.settings import Settings, url_of

CODE = "OTTER42"
OTHER_CODE = "HERON77"
LEAD_SECRET = "a-lead-secret-for-tests"
HOST_SECRET = "a-host-secret-for-tests"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
HTMX = {**SAME_SITE, "HX-Request": "true"}


class Served:
    """The app, a client that speaks to it, and short ways to change its one game."""

    def __init__(self, app: FastAPI, client: TestClient) -> None:
        self.app = app
        self.client = client
        self._numbers = itertools.count(1)

    @property
    def room(self) -> Room:
        """The live room of the game."""
        rooms = self.app.state.house.rooms
        return self._run(rooms.open, "g1")  # type: ignore[no-any-return]

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.room.history.game

    def other_game(self) -> Room:
        """Another game on the same server, with the same players' ids."""
        scenario = tiny_scenario()
        command = CreateGame(
            game="g2",
            code=OTHER_CODE,
            title=Words("Another day"),
            scenario=scenario,
            run_sheet=scenario.run_sheets[0].id,
            expected=12,
        )
        return self._run(self.app.state.house.rooms.create, command)  # type: ignore[no-any-return]

    def do(self, command: Command, by: str = "lead", room: Room | None = None) -> Accepted:
        """Ask for something that must be accepted."""
        outcome = self.ask(command, by, room)
        assert isinstance(outcome, Accepted), outcome
        return outcome

    def ask(self, command: Command, by: str = "lead", room: Room | None = None) -> Accepted | Refused:
        """Ask for something, in this game or another."""
        rooms = self.app.state.house.rooms
        return self._run(rooms.submit, room.row.id if room else "g1", by, f"test-{next(self._numbers)}", command)  # type: ignore[no-any-return]

    def join(self, name: str, table: int = 0, room: Room | None = None, part: Part = Part.PLAYER) -> str:
        """A player who did not come by this client, in this game or another; the id."""
        accepted = self.do(Join(name=Words(name), table=table, part=part), by="join", room=room)
        return next(event.player for event in accepted.entry.events if event.kind == "PlayerJoined")

    def advance_to(self, step_id: str) -> None:
        """Press next until this step is on."""
        while self.game.step is None or self.game.step.id != step_id:
            self.do(NextStep(from_step=self.game.step_index))

    def sit(self, player: str, room: Room | None = None) -> None:
        """Give this client's browser the seat of a player, in this game or another."""
        from web import seats

        self.client.cookies.set(seats.PLAYER_COOKIE, seats.sign(room or self.room, player, seats.PLAYER_COOKIE))

    def lead(self, room: Room | None = None) -> None:
        """Give this client's browser the console, of this game or another."""
        from web import seats

        self.client.cookies.set(seats.LEAD_COOKIE, seats.sign(room or self.room, seats.LEAD, seats.LEAD_COOKIE))

    def _run(self, function, *arguments):  # type: ignore[no-untyped-def]
        portal = self.client.portal
        assert portal is not None
        return portal.call(function, *arguments)


@contextmanager
def served(folder: Path, scenario: Scenario | None = None, expected: int = 12) -> Iterator[Served]:
    """A running server with one game of the tiny pack (or another) in this folder."""
    app = build(Settings(database_url=url_of(folder / "games.db")), host_hash=hash_of_secret(HOST_SECRET))
    with TestClient(app) as client:
        made = Served(app, client)
        command = CreateGame(
            game="g1",
            code=CODE,
            title=Words("A test day"),
            scenario=scenario or tiny_scenario(),
            run_sheet=(scenario or tiny_scenario()).run_sheets[0].id,
            expected=expected,
        )

        async def create() -> None:
            if app.state.house.rooms.store.game("g1") is None:
                await app.state.house.rooms.create(command, lead_hash=hash_of_secret(LEAD_SECRET))

        assert client.portal is not None
        client.portal.call(create)
        yield made

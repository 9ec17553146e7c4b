"""A server in process for tests, with one game of the tiny pack and the clicks that tests make by HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from facilitator.app import build
from game.commands import Command, CreateGame, Join, NextStep
from game.refused import Refused
from game.scenario import Scenario, Words
from game.state import Game, Part
from tests.tiny import tiny_scenario
from web.hands import LEAD, Hand
from web.rooms import Accepted, Room
from web.seats import hash_of_secret
from web.settings import Settings, url_of

CODE = "OTTER42"
OTHER_CODE = "HERON77"
LEAD_SECRET = "a-lead-secret-for-tests"
HOST_SECRET = "a-host-secret-for-tests"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
HTMX = {**SAME_SITE, "HX-Request": "true"}


def laptop(game: str) -> Hand:
    """A device that leads this game. Its id is ``lead``, so that its cookie is signed as if by that name."""
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    return Hand(id=LEAD, game=game, role=LEAD, is_link=False, of_link="", device="Mac", made_at=at)


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
        room: Room = self.run(rooms.open, "g1")
        return room

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
        return self.run(self.app.state.house.rooms.create, command)  # type: ignore[no-any-return]

    def do(self, command: Command, by: str = "lead", room: Room | None = None) -> Accepted:
        """Ask for something that must be accepted."""
        outcome = self.ask(command, by, room)
        assert isinstance(outcome, Accepted), outcome
        return outcome

    def ask(self, command: Command, by: str = "lead", room: Room | None = None) -> Accepted | Refused:
        """Ask for something, in this game or another."""
        rooms = self.app.state.house.rooms
        return self.run(rooms.submit, room.row.id if room else "g1", by, f"test-{next(self._numbers)}", command)  # type: ignore[no-any-return]

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

        room = room or self.room
        if room.hand(seats.LEAD) is None:
            self.run(room.add_hand, laptop(room.row.id))
        self.client.cookies.set(seats.LEAD_COOKIE, seats.sign(room, seats.LEAD, seats.LEAD_COOKIE))

    def help(self, role: str) -> Hand:
        """Give this client's browser a helper's page in this role."""
        from web import hands, seats

        link = next((link for link in hands.links(self.room) if link.role == role), None)
        link = link or self.run(hands.link, self.room, role)
        held = hands.claims(self.room, role, link.id)
        made: Hand = held[0] if held else self.run(hands.claim, self.room, role, "iPhone", link.id)
        self.client.cookies.set(seats.HELP_COOKIE, seats.sign(self.room, made.id, seats.HELP_COOKIE))
        return made

    def run(self, function: Callable[..., Coroutine[Any, Any, Any]], *arguments: object) -> Any:
        """Do something that the server does, in its own event loop."""
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

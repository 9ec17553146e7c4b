"""A second copy: the same game on another laptop, with its seats, and nothing of other games."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from game import commands as ask
from game.state import Status
from tests.kept import laptop
from tests.served import Served, served
from web import copies
from web.rooms import NoSuchGame, Rooms
from web.settings import url_of
from web.store import Store
from web.wake import Wakes


def _copied(room: Served, folder: Path) -> Store:
    content = copies.copy_of(room.app.state.house.rooms.store, "g1")
    path = folder / "elsewhere" / "copy.db"
    path.parent.mkdir()
    path.write_bytes(content)
    return Store(url_of(path))


def test_another_laptop_goes_on_from_a_copy(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.lead()
        room.join("Ada")
        room.do(ask.NextStep(from_step=-1))
        before = room.room
        store = _copied(room, tmp_path)

    async def elsewhere() -> None:
        rooms = Rooms(store, Wakes())
        there = await rooms.open("g1")
        assert there.history.entries[: len(before.history.entries)] == before.history.entries
        assert there.row.secret == before.row.secret
        assert there.hands == before.hands == (laptop("g1"),)
        assert there.history.game.players == before.history.game.players
        assert not there.history.game.clock.is_running
        await rooms.submit("g1", "lead", "on", ask.ResumeClock())
        assert there.history.game.clock.is_running
        await rooms.close()

    asyncio.run(elsewhere())
    store.close()


def test_a_copy_holds_nothing_of_other_games(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        other = room.other_game()
        room.join("Zbigniew", room=other)
        content = copies.copy_of(room.app.state.house.rooms.store, "g1")
        assert b"Zbigniew" not in content
        store = _copied(room, tmp_path)
        assert [row.id for row in store.games()] == ["g1"]
        store.close()


def test_a_closed_game_is_closed_in_its_copy(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.do(ask.NextStep(from_step=-1))
        room.do(ask.CloseGame())
        store = _copied(room, tmp_path)
        (row,) = store.games()
        assert row.closed
        assert room.game.status is Status.CLOSED
        store.close()


def test_there_is_no_copy_of_no_game(tmp_path: Path) -> None:
    with served(tmp_path) as room, pytest.raises(NoSuchGame):
        copies.copy_of(room.app.state.house.rooms.store, "none")

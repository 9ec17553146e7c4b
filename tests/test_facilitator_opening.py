"""New games: codes that can be said, and a secret of which only a hash is kept."""

from __future__ import annotations

import asyncio

import pytest

from facilitator import opening
from facilitator.opening import new_code, open_game
from tests.tiny import tiny_scenario
from web.rooms import Rooms
from web.seats import is_secret
from web.store import Store
from web.wake import Wakes


def test_a_code_is_an_animal_and_two_digits_that_look_like_no_letter() -> None:
    for _ in range(200):
        code = new_code()
        assert code[:-2] in opening.ANIMALS
        assert set(code[-2:]) <= set("23456789")


def test_a_code_that_was_given_once_is_never_given_again() -> None:
    every = {f"{animal}{first}{second}" for animal in opening.ANIMALS for first in "23456789" for second in "23456789"}
    longer = new_code(every)
    assert longer not in every
    assert longer[-3:].isdigit()
    half = set(sorted(every)[::2])
    assert not half & {new_code(half) for _ in range(200)}


def test_a_new_game_keeps_only_the_hash_of_its_secret() -> None:
    async def check() -> None:
        store = Store("sqlite://")
        rooms = Rooms(store, Wakes())
        made = await open_game(rooms, tiny_scenario(), "short", title="A day", expected=20, table_size=5)
        assert is_secret(made.secret, made.room.row.lead_hash)
        assert made.secret not in repr(made.room.row)
        assert len(made.room.history.game.tables) == 4
        await rooms.close()
        store.close()

    asyncio.run(check())


def test_a_taken_code_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["OTTER42", "OTTER42", "SWAN27"])
    monkeypatch.setattr(opening, "new_code", lambda _taken: next(codes))

    async def check() -> None:
        store = Store("sqlite://")
        rooms = Rooms(store, Wakes())
        for expected in ("OTTER42", "SWAN27"):
            made = await open_game(rooms, tiny_scenario(), "short", title="A day", expected=6, table_size=6)
            assert made.room.row.code == expected
        await rooms.close()
        store.close()

    asyncio.run(check())

"""Ways back: each player has one of their own, it stays, and it is found however it is typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from facilitator.opening import ANIMALS
from game.commands import FreeSeat
from tests.served import Served, served
from web.ways_back import BIRDS, WAYS, looks_like_one, player_of, way_back


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A room with two tables of six."""
    with served(tmp_path) as made:
        yield made


class FullRoom:
    """A room with so many players that nobody could seat them, as far as ways back look at it."""

    def __init__(self, secret: str, players: dict[str, SimpleNamespace]) -> None:
        self.row = SimpleNamespace(secret=secret)
        self.history = SimpleNamespace(game=SimpleNamespace(players=players))


def full_room(count: int, secret: str = "a secret") -> Any:
    return FullRoom(secret, {f"p{number}": SimpleNamespace(id=f"p{number}") for number in range(2, count + 2)})


def test_a_way_back_is_a_bird_and_two_digits_and_finds_its_player(room: Served) -> None:
    ada, bea = room.join("Ada"), room.join("Bea")
    way = way_back(room.room, ada)
    assert re.fullmatch(r"[A-Z]+ [2-9]{2}", way)
    assert way != way_back(room.room, bea)
    found = player_of(room.room, way)
    assert found is not None
    assert (found.id, found.name) == (ada, "Ada")


def test_it_is_the_same_after_a_restart_and_another_in_another_game(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        people = [room.join(f"Person {number}") for number in range(9)]
        ways = [way_back(room.room, player) for player in people]
        other = room.other_game()
        strangers = [room.join(f"Person {number}", room=other) for number in range(9)]
        assert [way_back(other, player) for player in strangers] != ways
    with served(tmp_path) as room:
        assert [way_back(room.room, player) for player in people] == ways


@pytest.mark.parametrize(
    "change", [str, str.lower, str.title, lambda way: way.replace(" ", ""), "-".join, " {} ".format]
)
def test_it_may_be_typed_in_any_way(room: Served, change: Any) -> None:
    ada = room.join("Ada")
    typed = change(way_back(room.room, ada))
    found = player_of(room.room, typed)
    assert found is not None
    assert found.id == ada
    assert looks_like_one(typed)


@pytest.mark.parametrize("typed", ["", " ", "WREN", "42", "nobody", "WREN 42 42", "\udc80", "W" * 5000])
def test_what_is_nobodys_finds_nobody(room: Served, typed: str) -> None:
    room.join("Ada")
    assert player_of(room.room, typed) is None


def test_a_freed_seat_is_still_known_so_that_it_can_be_said(room: Served) -> None:
    ada = room.join("Ada")
    way = way_back(room.room, ada)
    room.do(FreeSeat(player=ada))
    found = player_of(room.room, way)
    assert found is not None
    assert found.is_freed


def test_two_thousand_people_have_each_a_way_of_their_own_and_those_before_keep_theirs() -> None:
    room, fewer = full_room(2000), full_room(500)
    ways = [way_back(room, player) for player in room.history.game.players]
    assert len(set(ways)) == 2000
    assert [way_back(fewer, player) for player in fewer.history.game.players] == ways[:500]
    assert all(re.fullmatch(r"[A-Z]+ [2-9]{2}", way) for way in ways)


def test_when_all_are_taken_a_third_digit_is_said() -> None:
    room = full_room(WAYS + 300)
    ways = [way_back(room, player) for player in room.history.game.players]
    assert len(set(ways)) == len(ways)
    longer = next(way for way in ways if re.fullmatch(r"[A-Z]+ [2-9]{3}", way))
    assert looks_like_one(longer)


def test_the_birds_are_plain_differ_and_are_no_names_of_rooms() -> None:
    assert len(set(BIRDS)) == len(BIRDS)
    assert all(bird.isascii() and bird.isupper() and bird.isalpha() for bird in BIRDS)
    assert all(one < other for one, other in pairwise(BIRDS))
    assert not set(BIRDS) & set(ANIMALS)


def test_a_rooms_code_does_not_look_like_a_way_back() -> None:
    assert not any(looks_like_one(f"{animal}42") for animal in ANIMALS)
    assert looks_like_one("wren 42")
    for other in ("wren", "wren 4", "wren 11", "42", ""):
        assert not looks_like_one(other)


def test_the_odds_are_as_the_module_says() -> None:
    assert WAYS == 4544
    assert round(WAYS / 48) == 95

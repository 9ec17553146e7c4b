"""The board, and repairs of who sits where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.led import post
from tests.served import HTMX, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_a_table_is_added_and_an_empty_one_removed(room: Served) -> None:
    assert "Added table 3." in post(room, "add-table")
    assert "Removed table 3." in post(room, "remove-table", table=3)


def test_a_player_is_moved_by_a_form_outside_the_pushed_parts(room: Served) -> None:
    ash = room.join("Ash", table=1)
    desk = room.client.get(f"/lead/desk/move?player={ash}", headers=HTMX).text
    assert f'value="{ash}" selected' in desk
    assert "Moved one player to table 2" in post(room, "move", player=ash, table=2)
    assert room.game.players[ash].table == 2


def test_a_move_that_cannot_be_comes_back_with_the_form(room: Served) -> None:
    ash = room.join("Ash", table=1)
    answer = room.client.post("/lead/move", data={"player": ash, "table": 9}, headers=HTMX)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert f'value="{ash}" selected' in answer.text


def test_a_seat_is_freed(room: Served) -> None:
    ash = room.join("Ash", table=1)
    assert "Freed the seat 1A." in post(room, "free", player=ash)
    assert room.game.players[ash].is_freed

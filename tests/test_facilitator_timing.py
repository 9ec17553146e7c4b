"""The run sheet: the big button, the clock, and back."""

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


def test_the_big_button_is_named_by_the_next_step_and_begins_it(room: Served) -> None:
    assert "Start: The tale" in room.client.get("/lead").text
    assert "Moved to step 1: The tale." in post(room, "next", from_step=-1)
    assert "Next: Who are you" in room.client.get("/lead").text
    assert room.game.step_index == 0


def test_a_double_press_of_next_moves_one_step(room: Served) -> None:
    post(room, "next", from_step=-1)
    answer = room.client.post("/lead/next", data={"from_step": -1}, headers=HTMX)
    assert answer.status_code == 409
    assert "moved on already" in answer.text
    assert room.game.step_index == 0


def test_the_clock_is_paused_resumed_and_given_minutes(room: Served) -> None:
    room.advance_to("swap")
    post(room, "pause")
    assert not room.game.clock.is_running
    left = room.game.clock.left_ms
    post(room, "minutes", minutes=5)
    assert room.game.clock.left_ms == left + 5 * 60_000
    post(room, "minutes", minutes=-1)
    assert room.game.clock.left_ms == left + 4 * 60_000
    assert "paused" in room.client.get("/lead").text
    post(room, "resume")
    assert room.game.clock.is_running


def test_back_begins_the_step_before_again(room: Served) -> None:
    room.advance_to("sky")
    assert "Moved to step 2" in post(room, "back", from_step=2)

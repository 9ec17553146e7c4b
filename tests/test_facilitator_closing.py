"""Closing a game, telling it, publishing it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from game.state import Status
from tests.led import post
from tests.served import CODE, HTMX, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_closing_asks_for_a_tick(room: Served) -> None:
    room.advance_to("fire")
    assert "Close the game" in room.client.get("/lead").text
    answer = room.client.post("/lead/close", data={}, headers=HTMX)
    assert answer.status_code == 422
    assert "Set the tick first." in answer.text
    assert room.game.status is Status.PLAYING
    assert "Closed the game." in post(room, "close", sure="yes")
    assert room.game.status is Status.CLOSED


def test_after_the_close_the_story_is_told_and_the_report_published(room: Served) -> None:
    room.advance_to("fire")
    post(room, "close", sure="yes")
    assert "Write the headline" in room.client.get("/lead").text
    post(room, "tell", headline="We shared", turning_point="The frost", surprise="", refusal="The pickers")
    assert room.game.telling.headline == "We shared"
    assert "Publish the report" in room.client.get("/lead").text
    assert "Published the report." in post(room, "publish")
    assert f'href="/report/{CODE}"' in room.client.get("/lead").text


def test_a_headline_that_is_too_long_comes_back_whole(room: Served) -> None:
    room.advance_to("fire")
    post(room, "close", sure="yes")
    long = "x" * 97
    answer = room.client.post("/lead/tell", data={"headline": long, "surprise": "kept"}, headers=HTMX)
    assert answer.status_code == 409
    assert long in answer.text
    assert "kept" in answer.text
    assert 'aria-invalid="true"' in answer.text

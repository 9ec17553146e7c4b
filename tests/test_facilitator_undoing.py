"""Taking acts back, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from game import commands as ask
from tests.led import post
from tests.served import HTMX, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_the_newest_act_can_be_undone_from_the_top(room: Served) -> None:
    room.advance_to("who")
    assert "Undo “Moved to step 2: Who are you”" in room.client.get("/lead").text
    assert "Undone: Moved to step 2: Who are you." in post(room, "undo", seq=room.game.seq)
    assert room.game.step_index == 0


def test_an_undo_that_others_depend_on_names_them_in_words(room: Served) -> None:
    room.do(ask.AddTable())
    added = room.game.seq
    room.join("Ash", table=3)
    answer = room.client.post("/lead/undo", data={"seq": added}, headers=HTMX)
    assert answer.status_code == 409
    assert "3A took a seat" in answer.text

"""Taking acts back, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from game import commands as ask
from tests.led import post
from tests.served import HTMX, SAME_SITE, Served, served
from web.render import hour_text


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_the_newest_act_can_be_undone_from_the_top(room: Served) -> None:
    room.advance_to("who")
    assert "“Moved to step 2: Who are you”" in room.client.get("/lead").text
    assert "Undone: Moved to step 2: Who are you." in post(room, "undo", seq=room.game.seq)
    assert room.game.step_index == 0


def test_an_undo_that_others_depend_on_names_them_in_words(room: Served) -> None:
    room.do(ask.AddTable())
    added = room.game.seq
    room.join("Ash", table=3)
    answer = room.client.post("/lead/undo", data={"seq": added}, headers=HTMX)
    assert answer.status_code == 409
    assert "3A took a seat" in answer.text
    assert "together" not in answer.text


def _moved_onto_a_new_table(room: Served) -> int:
    """A new table, two people moved there; the number of the entry that all of it hangs on."""
    ash, elm = room.join("Ash", table=1), room.join("Elm", table=1)
    room.do(ask.AddTable())
    added = room.game.seq
    room.do(ask.MovePlayer(player=ash, table=3))
    room.do(ask.MovePlayer(player=elm, table=3))
    return added


def test_what_hangs_on_an_act_is_named_and_offered_together(room: Served) -> None:
    added = _moved_onto_a_new_table(room)
    answer = room.client.post("/lead/undo", data={"seq": added}, headers=HTMX)
    assert answer.status_code == 409
    assert "Moved one player to table 3, badge 3A, Moved one player to table 3, badge 3B" in answer.text
    assert "Undo these 3 together" in answer.text
    assert f'name="also" value="{added + 1},{added + 2}"' in answer.text
    said = post(room, "undo", seq=added, also=f"{added + 1},{added + 2}")
    assert "Undone: Added table 3. With it: Moved one player" in said
    assert sorted(room.game.tables) == [1, 2]
    assert {player.table for player in room.game.seated()} == {1}


def test_the_group_is_offered_without_script_too(room: Served) -> None:
    added = _moved_onto_a_new_table(room)
    answer = room.client.post("/lead/undo", data={"seq": added}, headers=SAME_SITE)
    assert answer.status_code == 409
    assert "Undo these 3 together" in answer.text


def test_a_group_is_undone_whole_or_not_at_all(room: Served) -> None:
    added = _moved_onto_a_new_table(room)
    answer = room.client.post("/lead/undo", data={"seq": added, "also": f"{added + 1}"}, headers=HTMX)
    assert answer.status_code == 409
    assert sorted(room.game.tables) == [1, 2, 3]


@pytest.mark.parametrize("also", ["x", "1,2,3", ",,,", "9" * 40, "-1", "²"])
def test_numbers_that_mean_nothing_undo_nothing_else(room: Served, also: str) -> None:
    room.advance_to("tale")
    answer = room.client.post("/lead/undo", data={"seq": room.game.seq, "also": also}, headers=HTMX)
    assert answer.status_code in {200, 409}


def test_the_last_twenty_acts_are_named_with_their_time(room: Served) -> None:
    room.advance_to("tale")
    for _ in range(30):
        post(room, "minutes", minutes=1)
    page = room.client.get("/lead").text
    lines = page.split('class="act-lines"')[1].split("</ol>")[0]
    assert lines.count("<li>") == 20
    assert hour_text(room.game.started[0].at) in lines

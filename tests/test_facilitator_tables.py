"""The board and a table's drawer: tables, never persons, and what is done to a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from facilitator.tables import board
from game import commands as ask
from game.state import CallFor
from tests.given import Play
from tests.led import at_market, post
from tests.served import HTMX, Served, served
from web.presence import Phones, PhoneState
from web.regions import Moment


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def _moment(play: Play, **states: PhoneState) -> Moment:
    return Moment(play.history, play.now, Phones(states=states))


def _drawer(room: Served, table: int, **more: str) -> str:
    fields = "".join(f"&{name}={value}" for name, value in more.items())
    return room.client.get(f"/lead/desk/table?game=g1&table={table}{fields}", headers=HTMX).text


# --- The board ---------------------------------------------------------------------------------------------------------


def test_the_board_counts_lost_phones_by_table_and_names_nobody() -> None:
    play = Play()
    one, other, third = (play.join(name, table=1) for name in ("Ash", "Elm", "Oak"))
    play.join("Yew", table=2)
    states = {one: PhoneState.LOST, other: PhoneState.LOST, third: PhoneState.RESTING}
    first, second = board(_moment(play, **states), "").tables
    assert (first.lost, first.is_flagged) == (2, True)
    assert (second.lost, second.is_flagged) == (0, False)
    assert "Ash" not in repr(first)


def test_one_lost_phone_is_noted_and_raises_no_flag() -> None:
    play = Play()
    one = play.join("Ash", table=1)
    first = board(_moment(play, **{one: PhoneState.LOST}), "").tables[0]
    assert (first.lost, first.is_flagged) == (1, False)


def test_a_table_on_paper_has_no_phone_to_lose() -> None:
    play = Play()
    one, other = play.join("Ash", table=1), play.join("Elm", table=1)
    play.lead(ask.PutOnPaper(table=1, on_paper=True))
    first = board(_moment(play, **{one: PhoneState.LOST, other: PhoneState.LOST}), "").tables[0]
    assert (first.on_paper, first.lost, first.without_phone) == (True, 0, 2)


def test_a_call_is_told_in_whole_minutes_so_that_the_board_goes_out_once_a_minute() -> None:
    play = Play()
    ash = play.join("Ash", table=1)
    play.to("who")
    play.must(ask.CallFacilitator(player=ash, what=CallFor.HELP))
    play.wait(61)
    before = board(_moment(play), "")
    play.wait(50)
    assert board(_moment(play), "") == before
    assert (before.tables[0].call, before.tables[0].minutes) == (CallFor.HELP, 1)


def test_a_table_keeps_its_extra_minutes_on_the_board_while_the_room_goes_on() -> None:
    play = Play()
    play.join("Ash", table=1)
    play.to("who")
    play.lead(ask.GiveTable(table=1, minutes=2))
    assert board(_moment(play), "").tables[0].extra == 2
    play.next()
    assert board(_moment(play), "").tables[0].extra == 2
    play.now += timedelta(minutes=2, seconds=1)
    assert board(_moment(play), "").tables[0].extra == 0


def test_sixty_tables_are_drawn_smaller(room: Served) -> None:
    assert 'class="board"' in room.client.get("/lead").text
    for _ in range(58):
        room.do(ask.AddTable())
    assert 'class="board is-most"' in room.client.get("/lead").text


# --- The drawer --------------------------------------------------------------------------------------------------------


def test_the_drawer_shows_a_table_its_people_and_what_can_be_done(room: Served) -> None:
    who = at_market(room)
    table = room.game.players[who["giver"]].table
    page = _drawer(room, table)
    assert f"Table {table} · " in page
    assert room.game.players[who["giver"]].name in page
    for words in ("Move to", "Swap seats", "Give character", "Swap characters", "Other characters", "Way back"):
        assert words in page
    for words in ("Free the seat", "+5 min", "On paper", "Trust its words", "Merge", "Split", "Seat them"):
        assert words in page
    assert not any(room.game.scenario.role(player.role).secret in page for player in room.game.seated())


def test_a_table_that_is_gone_says_so(room: Served) -> None:
    for number in ("99", "", "x", "-1"):
        assert "This table is not there any more" in _drawer(room, number)  # type: ignore[arg-type]


def test_a_way_back_is_shown_only_when_it_is_asked_for(room: Served) -> None:
    ash = room.join("Ash", table=1)
    assert "person-way" not in _drawer(room, 1)
    shown = _drawer(room, 1, way=ash)
    assert re.search(r'class="person-way">[A-Z]+ \d\d', shown)
    assert "person-way" not in _drawer(room, 1, way="p99")


def test_an_act_from_the_drawer_brings_the_drawer_as_it_stands_then(room: Served) -> None:
    room.join("Ash", table=1)
    room.advance_to("who")
    answer = post(room, "give-table", table=1, minutes=5, at=1, game="g1")
    assert "Table 1 has 5 more min." in answer
    assert "5 more min" in answer.split("hx-partial")[0]
    assert room.game.tables[1].extra is not None


def test_the_same_act_from_elsewhere_brings_only_its_sentence(room: Served) -> None:
    room.join("Ash", table=1)
    room.advance_to("who")
    assert "drawer" not in post(room, "give-table", table=1, minutes=2, game="g1")


def test_an_act_that_cannot_be_leaves_the_drawer_open_and_says_why(room: Served) -> None:
    room.join("Ash", table=1)
    answer = room.client.post("/lead/split", data={"table": 1, "at": 1, "game": "g1"}, headers=HTMX)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "Table 1 · " in answer.text


def test_a_table_is_added_and_an_empty_one_removed(room: Served) -> None:
    assert "Added table 3." in post(room, "add-table")
    assert "Removed table 3." in post(room, "remove-table", table=3)


def test_a_table_is_merged_into_another_and_undone_at_once(room: Served) -> None:
    ash, elm = room.join("Ash", table=1), room.join("Elm", table=1)
    assert "Remove the table" in post(room, "merge", table=1, into=2, at=1)
    assert {room.game.players[who].table for who in (ash, elm)} == {2}
    room.do(ask.Undo(seq=room.game.seq))
    assert {room.game.players[who].table for who in (ash, elm)} == {1}


def test_the_later_half_of_a_table_gets_one_of_its_own(room: Served) -> None:
    people = [room.join(f"Person {number}", table=1) for number in range(4)]
    post(room, "split", table=1, at=1)
    assert [room.game.players[who].table for who in people] == [1, 1, 3, 3]


def test_a_table_plays_on_paper_and_with_phones_again(room: Served) -> None:
    room.join("Ash", table=1)
    assert "Phones again" in post(room, "paper", table=1, on_paper="true", at=1)
    assert "On paper" in post(room, "paper", table=1, on_paper="false", at=1)


def test_somebody_without_a_phone_gets_a_seat_even_when_the_door_is_closed(room: Served) -> None:
    room.do(ask.SetDoor(is_closed=True))
    assert "Grandma" in post(room, "seat", name="Grandma", table=2, at=2)
    (seated,) = room.game.seated(2)
    assert seated.on_paper


def test_a_seat_without_a_name_comes_back(room: Served) -> None:
    answer = room.client.post("/lead/seat", data={"name": " ", "table": 2, "at": 2}, headers=HTMX)
    assert answer.status_code == 409
    assert "Write your name first." in answer.text or 'role="alert"' in answer.text

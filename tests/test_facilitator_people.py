"""Repairs of who sits where and as whom: each is one act, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from game import commands as ask
from game.state import DealState
from tests.given import gift, terms
from tests.led import at_market, badge_of, post
from tests.served import HTMX, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def _undo(room: Served) -> None:
    room.do(ask.Undo(seq=room.game.seq))


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


def test_a_move_from_the_drawer_shows_the_table_that_was_left(room: Served) -> None:
    ash = room.join("Ash", table=1)
    assert "Nobody sits here" in post(room, "move", player=ash, table=2, at=1)


def test_a_seat_is_freed(room: Served) -> None:
    ash = room.join("Ash", table=1)
    assert "Freed the seat 1A." in post(room, "free", player=ash, at=1)
    assert room.game.players[ash].is_freed


def test_two_people_change_seats_by_badge(room: Served) -> None:
    ash, elm = room.join("Ash", table=1), room.join("Elm", table=2)
    post(room, "swap", player=ash, badge=" 2a", at=1)
    assert (badge_of(room, ash), badge_of(room, elm)) == ("2A", "1A")
    _undo(room)
    assert (badge_of(room, ash), badge_of(room, elm)) == ("1A", "2A")


@pytest.mark.parametrize(
    ("badge", "words"), [("9Z", "Nobody wears the badge 9Z"), ("1A", "of somebody else"), ("", "of")]
)
def test_a_badge_that_cannot_be_swapped_with_is_said_in_the_drawer(room: Served, badge: str, words: str) -> None:
    ash = room.join("Ash", table=1)
    for verb in ("swap", "swap-characters"):
        answer = room.client.post(f"/lead/{verb}", data={"player": ash, "badge": badge, "at": 1}, headers=HTMX)
        assert answer.status_code == 422
        assert words in answer.text
        assert "Table 1 · " in answer.text


def test_two_people_change_characters(room: Served) -> None:
    who = at_market(room)
    one, other = who["giver"], who["taker"]
    before = [room.game.players[player].role for player in (one, other)]
    post(room, "swap-characters", player=one, badge=badge_of(room, other), at=1)
    assert [room.game.players[player].role for player in (other, one)] == before


def test_a_player_is_given_a_character_and_another_is_offered_two(room: Served) -> None:
    who = at_market(room)
    assert "Singer" in post(room, "give-character", player=who["giver"], role="singer", at=1)
    assert room.game.players[who["giver"]].role == "singer"
    post(room, "redeal", player=who["giver"], at=1)
    assert len(room.game.players[who["giver"]].offered) == 2


def test_what_was_said_in_the_room_is_entered_for_somebody(room: Served) -> None:
    who = at_market(room)
    made = terms(who["giver"], gift(who["giver"], "seed"), others=(who["taker"],))
    room.do(ask.Propose(player=who["giver"], idea=who["idea"], terms=made), by=who["giver"])
    (deal,) = room.game.deals.values()
    table = room.game.players[who["taker"]].table
    drawer = room.client.get(f"/lead/desk/table?table={table}", headers=HTMX).text
    assert "1 to answer" in drawer
    assert "They said yes in the room" in drawer
    assert f"{badge_of(room, who['giver'])} gives 1 Seed" in drawer
    post(room, "answer-for", player=who["taker"], deal=deal.id, version=deal.version, yes="true", at=table)
    assert room.game.deals[deal.id].state is DealState.AGREED
    _undo(room)
    post(room, "answer-for", player=who["taker"], deal=deal.id, version=deal.version, yes="false", at=table)
    assert room.game.deals[deal.id].state is DealState.DECLINED


def test_every_seat_can_be_found_and_leads_to_its_table(room: Served) -> None:
    ash = room.join("Ash Ketchup", table=2)
    page = room.client.get("/lead").text
    assert 'data-find="2a ash ketchup" data-table="2"' in page
    assert f"table=2&amp;who={ash}" in page
    assert " open>" in room.client.get(f"/lead/desk/table?table=2&who={ash}", headers=HTMX).text


def test_a_persons_words_are_deleted_after_one_question(room: Served) -> None:
    ash = room.join("Ash", table=1)
    assert "Delete this person&#39;s words" in room.client.get("/lead/desk/table?table=1", headers=HTMX).text
    desk = room.client.get(f"/lead/desk/erase?player={ash}", headers=HTMX).text
    assert "1A Ash" in desk
    assert "1 text of theirs is kept here" in desk
    answer = room.client.post("/lead/erase", data={"player": ash}, headers=HTMX)
    assert answer.status_code == 422
    assert "Nothing was deleted" in answer.text
    assert "1A Ash" in answer.text
    assert "Deleted the name and the words of 1A" in post(room, "erase", player=ash, sure="yes")
    assert room.game.players[ash].is_erased
    assert room.run(room.app.state.house.rooms.scrubbed)


def test_where_nothing_is_left_to_delete_the_facilitator_is_told_so(room: Served) -> None:
    ash = room.join("Ash", table=1)
    post(room, "erase", player=ash, sure="yes")
    before = room.game.seq
    answer = room.client.post("/lead/erase", data={"player": ash, "sure": "yes", "command_id": "c"}, headers=HTMX)
    assert answer.status_code == 409
    assert "All that this person wrote is deleted already." in answer.text
    assert room.game.seq == before


def test_the_words_of_somebody_who_left_are_deleted_too_and_after_the_close(room: Served) -> None:
    ash = room.join("Ash", table=1)
    room.do(ask.FreeSeat(player=ash))
    room.advance_to("swap")
    room.do(ask.CloseGame())
    assert f"player={ash}" in room.client.get("/lead/desk/erase", headers=HTMX).text
    assert "has left" in room.client.get(f"/lead/desk/erase?player={ash}").text
    post(room, "erase", player=ash, sure="yes")
    assert "Ash" not in repr(room.room.history.entries[1:])


def test_nobody_who_was_never_here_can_be_deleted(room: Served) -> None:
    answer = room.client.post("/lead/erase", data={"player": "p9", "sure": "yes"}, headers=HTMX)
    assert answer.status_code == 409
    assert "We do not know that" in answer.text

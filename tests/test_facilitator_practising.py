"""The pages of a rehearsal: how one is begun, steered and ended, and that a real game is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.practice import REHEARSALS, Practice, Trouble
from game.state import Status
from tests.served import HOST_SECRET, HTMX, SAME_SITE, Served, served
from web.seats import HOST_COOKIE, LEAD_COOKIE


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads a real game and is the host."""
    with served(tmp_path) as made:
        made.lead()
        made.client.cookies.set(HOST_COOKIE, HOST_SECRET)
        kept = dict(made.client.cookies)
        made.client.cookies.clear()
        for name, value in kept.items():  # as a browser keeps them, so that an answer can replace one
            made.client.cookies.set(name, value, domain="testserver.local", path="/")
        yield made


def _rehearsal(room: Served) -> Practice:
    game = room.client.cookies[LEAD_COOKIE].strip('"').partition("|")[0]
    found = room.app.state.practices.of(game)
    assert isinstance(found, Practice)
    return found


def _begin(room: Served, people: str = "12") -> Practice:
    answer = room.client.post("/lead/rehearse", data={"game": "g1", "people": people}, headers=SAME_SITE)
    assert answer.status_code == 200, answer.text
    return _rehearsal(room)


def _steer(room: Served, verb: str, status: int = 200, **fields: object) -> str:
    game = _rehearsal(room).game.id
    answer = room.client.post(f"/lead/practice/{verb}", data={"game": game, **fields}, headers=HTMX)
    assert answer.status_code == status, answer.text
    return re.sub(r"<[^>]+>", "", answer.text).strip()


def test_a_rehearsal_is_a_game_of_its_own_and_its_end_leads_back_to_the_real_one(room: Served) -> None:
    before = room.game.seq
    practice = _begin(room)
    assert practice.game.id.startswith(REHEARSALS)
    assert practice.game.scenario == room.game.scenario
    page = room.client.get("/lead").text
    assert "Practice room" in page
    assert practice.game.code in page.replace(" ", "")
    done = room.client.post("/lead/practice/finish", data={"game": practice.game.id}, headers=SAME_SITE)
    assert "A test day" in done.text
    assert "Practice room" not in done.text
    assert room.app.state.practices.of(practice.game.id) is None
    assert room.game.seq == before


def test_a_real_games_console_has_no_practice_room_and_cannot_be_steered(room: Served) -> None:
    assert "Practice room" not in room.client.get("/lead").text
    for verb, fields in (
        ("speed", {"speed": 10}),
        ("goes", {"goes": "true"}),
        ("trouble", {"trouble": "restart"}),
        ("phone", {}),
        ("finish", {}),
    ):
        answer = room.client.post(f"/lead/practice/{verb}", data={"game": "g1", **fields}, headers=HTMX)
        assert answer.status_code == 409, verb
    assert room.game.status is Status.LOBBY


def test_the_pace_and_who_presses_next_are_chosen_in_words(room: Served) -> None:
    practice = _begin(room)
    assert _steer(room, "speed", speed=60) == "The rehearsal runs at 60 times the pace."
    assert practice.speed == 60
    assert _steer(room, "speed", speed=1) == "Real time."
    assert _steer(room, "goes", goes="true") == "The steps go on by themselves."
    assert practice.goes_on
    _steer(room, "speed", status=409, speed=7)
    assert practice.speed == 1


def test_a_trouble_begins_and_ends(room: Served) -> None:
    practice = _begin(room)
    _steer(room, "trouble", trouble="asleep")
    assert practice.troubles == {Trouble.ASLEEP}
    assert "End: Half the phones sleep" in room.client.get("/lead").text
    _steer(room, "trouble", trouble="asleep", ends="yes")
    assert not practice.troubles


def test_it_begins_again_with_more_people_and_the_old_one_is_gone(room: Served) -> None:
    first = _begin(room)
    answer = room.client.post("/lead/practice/again", data={"game": first.game.id, "people": "48"}, headers=SAME_SITE)
    assert answer.status_code == 200
    second = _rehearsal(room)
    assert second.game.id != first.game.id
    assert second.people == 48
    assert room.app.state.practices.of(first.game.id) is None
    back = room.client.post("/lead/practice/finish", data={"game": second.game.id}, headers=SAME_SITE)
    assert "A test day" in back.text


@pytest.mark.parametrize("people", ["1", "501", "many", "-3", "99999"])
def test_too_few_and_too_many_are_said_in_words(room: Served, people: str) -> None:
    answer = room.client.post("/lead/rehearse", data={"game": "g1", "people": people}, headers=HTMX)
    assert answer.status_code == 422
    assert "a number from 2 to 500" in answer.text


def test_the_host_rehearses_a_pack_without_a_game(room: Served) -> None:
    page = room.client.get("/host").text
    choice = re.search(r'<option value="([^"]+)"', page)
    assert choice is not None
    answer = room.client.post("/host/rehearse", data={"choice": choice[1], "expected": "20"}, headers=SAME_SITE)
    assert "Practice room" in answer.text
    assert _rehearsal(room).people == 20
    wrong = room.client.post("/host/rehearse", data={"choice": "none/none", "expected": "x"}, headers=SAME_SITE)
    assert wrong.status_code == 422
    assert "Choose a game and its length." in wrong.text


def test_the_hosts_list_names_rehearsals_and_deletes_only_those(room: Served) -> None:
    practice = _begin(room)
    page = room.client.get("/host").text
    assert page.count('<span class="rehearsal-tag">') == 1
    room.client.post("/host/forget", data={"game": "g1"}, headers=SAME_SITE)
    assert room.app.state.house.rooms.store.game("g1") is not None
    room.client.post("/host/forget", data={"game": practice.game.id}, headers=SAME_SITE)
    assert room.app.state.house.rooms.store.game(practice.game.id) is None
    assert '<span class="rehearsal-tag">' not in room.client.get("/host").text


def test_only_the_host_begins_and_deletes_from_the_hosts_page(room: Served) -> None:
    room.client.cookies.delete(HOST_COOKIE)
    assert room.client.post("/host/rehearse", data={}, headers=SAME_SITE).status_code == 403
    assert room.client.post("/host/forget", data={"game": "g1"}, headers=SAME_SITE).status_code == 403


def test_from_the_hosts_page_too_its_end_leads_back_to_the_game_that_was_led(room: Served) -> None:
    choice = re.search(r'<option value="([^"]+)"', room.client.get("/host").text)
    assert choice is not None
    room.client.post("/host/rehearse", data={"choice": choice[1], "expected": "12"}, headers=SAME_SITE)
    back = room.client.post("/lead/practice/finish", data={"game": _rehearsal(room).game.id}, headers=SAME_SITE)
    assert "A test day" in back.text


def test_a_trouble_that_cannot_happen_now_is_said_to_be_none(room: Served) -> None:
    _begin(room)
    assert "cannot happen now" in _steer(room, "trouble", 409, trouble="rude")

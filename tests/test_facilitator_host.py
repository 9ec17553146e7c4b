"""The host's page: games, new games from a pack, and the way into each console."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from sqlalchemy import text

from facilitator.host import NEWEST
from facilitator.opening import open_game
from scenarios import loader
from tests.served import CODE, HOST_SECRET, SAME_SITE, Served, served
from tests.tiny import tiny_scenario


def _claimed(room: Served) -> None:
    answer = room.client.post("/host/claim", data={"secret": f"#{HOST_SECRET}"}, headers=SAME_SITE)
    assert answer.status_code == 200, answer.text


def _new(**fields: str) -> dict[str, str]:
    pack = loader.default()
    sheet = loader.load(pack).run_sheets[0].id
    return {"choice": f"{pack}/{sheet}", "title": "", "expected": "30", "table_size": "6", **fields}


def test_only_the_host_link_opens_the_page(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        assert room.client.get("/host").status_code == 403
        assert room.client.get("/host/claim").status_code == 200
        assert room.client.post("/host/claim", data={"secret": "wrong"}, headers=SAME_SITE).status_code == 403
        assert room.client.post("/host/new", data=_new(), headers=SAME_SITE).status_code == 403
        assert room.client.post("/host/open", data={"game": "g1"}, headers=SAME_SITE).status_code == 403
        _claimed(room)
        assert "A test day" in room.client.get("/host").text


def test_a_lead_of_a_game_is_no_host(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.lead()
        assert room.client.get("/host").status_code == 403


def test_the_host_lists_games_and_opens_a_console(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _claimed(room)
        page = room.client.get("/host").text
        assert "OTTER 42" in page
        assert f"/wall/{CODE}" in page
        answer = room.client.post("/host/open", data={"game": "g1"}, headers=SAME_SITE, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/lead")
        assert "A test day" in room.client.get("/lead").text


def test_a_new_game_shows_its_three_links_and_they_work(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _claimed(room)
        answer = room.client.post("/host/new", data=_new(title="Our day"), headers=SAME_SITE)
        assert answer.status_code == 200
        assert "Our day is ready" in answer.text
        found = re.search(r'href="[^"#]*/lead/([A-Z]+[0-9]+)#([\w-]+)"', answer.text)
        assert found is not None
        code, secret = found.groups()
        assert f"/wall/{code}" in answer.text
        assert f"/j/{code}?k=" in answer.text
        claimed = room.client.post(f"/lead/{code}/claim", data={"secret": secret}, headers=SAME_SITE)
        assert "Our day" in claimed.text
        row = room.app.state.house.rooms.store.find_by_code(code)
        assert secret not in repr(row)


def _links(page: str) -> tuple[str, str]:
    """The code and the secret of the page of a new game."""
    found = re.search(r'href="[^"#]*/lead/([A-Z]+[0-9]+)#([\w-]+)"', page)
    assert found is not None
    return found[1], found[2]


def test_the_same_form_sent_again_gets_the_page_of_the_same_game(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _claimed(room)
        hidden = re.search(r'name="command_id" value="([^"]+)"', room.client.get("/host").text)
        assert hidden is not None
        form = _new(title="Our day", command_id=hidden[1])
        first, second = (room.client.post("/host/new", data=form, headers=SAME_SITE) for _ in range(2))
        assert (first.status_code, second.status_code) == (200, 200)
        assert _links(first.text) == _links(second.text)
        assert len(room.app.state.house.rooms.store.games()) == 2
    with served(tmp_path) as room:
        _claimed(room)
        third = room.client.post("/host/new", data=form, headers=SAME_SITE)
        assert third.status_code == 200
        assert _links(third.text) == _links(first.text)
        assert len(room.app.state.house.rooms.store.games()) == 2
        code, secret = _links(third.text)
        claimed = room.client.post(f"/lead/{code}/claim", data={"secret": secret}, headers=SAME_SITE)
        assert "Our day" in claimed.text


def test_a_form_that_says_something_else_makes_another_game(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _claimed(room)
        same = "an-id-of-this-form"
        forms = (
            _new(command_id=same),
            _new(command_id=same, title="B"),
            _new(command_id="x"),
            _new(command_id="x"),
            _new(),
        )
        pages = [room.client.post("/host/new", data=form, headers=SAME_SITE).text for form in forms]
        assert len({_links(page) for page in pages}) == len(forms)
        assert len({_links(page)[1] for page in pages}) == len(forms)


def _served_with_more(tmp_path: Path, more: int) -> list[str]:
    """So many games besides the first, none of them open any more: their ids, oldest first."""
    with served(tmp_path) as room:
        assert room.client.portal is not None
        for place in range(more):
            open_one = partial(open_game, title=f"Day {place}", expected=6, table_size=6)
            rooms = room.app.state.house.rooms
            room.client.portal.call(open_one, rooms, tiny_scenario(), "short")
        return [row.id for row in reversed(room.app.state.house.rooms.store.games())]


def test_a_game_that_cannot_be_read_takes_nothing_from_the_others(tmp_path: Path) -> None:
    _, broken = _served_with_more(tmp_path, 1)
    with served(tmp_path) as room:
        with room.app.state.house.rooms.store.engine.begin() as connection:
            connection.execute(text("UPDATE entry SET events = '[{}]' WHERE game = :game"), {"game": broken})
        _claimed(room)
        page = room.client.get("/host")
        assert page.status_code == 200
        assert page.text.count("cannot be read") == 1
        assert page.text.count("0 people, not begun") == 1
        assert f'value="{broken}"' not in page.text
        assert 'value="g1"' in page.text


def test_only_the_newest_games_are_opened_for_the_list(tmp_path: Path) -> None:
    games = _served_with_more(tmp_path, NEWEST + 3)
    with served(tmp_path) as room:
        _claimed(room)
        page = room.client.get("/host").text
        rooms = room.app.state.house.rooms
        assert [game for game in games if rooms.opened(game)] == games[-NEWEST:]
        assert all(f'value="{game}"' in page for game in games)
        assert page.count("0 people, not begun") == NEWEST
        room.join("Ada")
        assert "1 person, not begun" in room.client.get("/host").text


def test_an_empty_title_takes_the_name_of_the_game(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _claimed(room)
        answer = room.client.post("/host/new", data=_new(), headers=SAME_SITE)
        assert f"{loader.load(loader.default()).title} is ready" in answer.text


def test_wrong_fields_are_said_beside_each_and_the_rest_is_kept(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _claimed(room)
        wrong = _new(expected="many", table_size="99", title="Kept", choice="/etc/passwd")
        answer = room.client.post("/host/new", data=wrong, headers=SAME_SITE)
        assert answer.status_code == 422
        assert answer.text.count('role="alert"') == 3
        assert 'value="Kept"' in answer.text
        assert 'aria-describedby="expected-wrong"' in answer.text
        assert "root:" not in answer.text

"""The host's page: games, new games from a pack, and the way into each console."""

from __future__ import annotations

import re
from pathlib import Path

from scenarios import loader
from tests.served import CODE, HOST_SECRET, SAME_SITE, Served, served


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

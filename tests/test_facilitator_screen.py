"""The wall's remote control: what it shows, how large, its chime, and a look at another scene first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.screen import remote
from game import commands as ask
from game.state import Scene
from tests.led import post
from tests.served import CODE, HTMX, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def _remote(room: Served) -> str:
    found = re.search(r'<section id="remote"[^>]*>(.*?)</section>', room.client.get("/lead").text, re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_wall_shows_what_is_chosen(room: Served) -> None:
    assert "The wall shows the map." in post(room, "scene", scene="map")
    assert room.game.scene is Scene.MAP


def test_the_chime_is_rung_and_counted(room: Served) -> None:
    for count in (1, 2):
        post(room, "ring")
        assert room.game.rings == count


def test_the_room_size_is_chosen_and_any_other_is_refused(room: Served) -> None:
    assert "150 %" in post(room, "room-size", percent=150)
    assert room.game.room_size == 150
    assert 'aria-current="true">Very long' in _remote(room)
    answer = room.client.post("/lead/room-size", data={"command_id": "", "percent": 300}, headers=HTMX)
    assert answer.status_code == 409
    assert room.game.room_size == 150


def test_the_key_b_blanks_the_wall_and_brings_back_what_was_there(room: Served) -> None:
    post(room, "scene", scene="map")
    assert re.search(r'value="blank"><button[^>]*data-key="b"', _remote(room).replace("\n", ""))
    post(room, "scene", scene="blank")
    assert remote(room.room.history, "").back_to is Scene.MAP
    back = _remote(room).replace("\n", "")
    assert re.search(r'value="map"><button[^>]*data-key="b"[^>]*>Wall on: Map', back)
    assert back.count('data-key="b"') == 1


def test_a_wall_that_is_blank_goes_back_past_what_was_undone(room: Served) -> None:
    post(room, "scene", scene="map")
    post(room, "scene", scene="results")
    post(room, "undo", seq=room.game.seq)
    post(room, "scene", scene="blank")
    assert remote(room.room.history, "").back_to is Scene.MAP


def test_the_remote_says_what_shows_and_that_nothing_private_does(room: Served) -> None:
    assert "Shows now: <strong>Join code" in _remote(room)
    assert "No private text: checked words, tables and characters only. No names." in _remote(room)
    by = room.join("Ash", table=1)
    room.advance_to("bed")
    room.do(ask.WriteIdea(player=by, title=ask.Words("A bed"), line=ask.Words("")), by=by)
    room.advance_to("telling")
    room.do(ask.CallTable(table=1))
    assert "Shows now: <strong>Table 1 speaks" in _remote(room)


def test_the_console_holds_a_small_wall_outside_of_what_is_pushed(room: Served) -> None:
    page = room.client.get("/lead").text
    assert f'<iframe src="/wall/{CODE}?preview=1"' in page
    assert "iframe" not in _remote(room)
    assert "frame-src 'self'" in room.client.get("/lead").headers["content-security-policy"]


def test_another_scene_is_looked_at_without_showing_it(room: Served) -> None:
    room.advance_to("swap")
    before = room.game.seq
    for scene in Scene:
        page = room.client.get(f"/lead/preview/{scene.value}?game=g1").text
        assert f'id="scene-{scene.value}"' in page
        assert "hx-ws:connect" not in page and "chime.js" not in page and "data-here" not in page
    assert room.game.seq == before
    assert 'id="scene-step"' in room.client.get(f"/wall/{CODE}").text


def test_only_the_facilitator_looks_first(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        assert room.client.get("/lead/preview/map").status_code == 403
        room.lead()
        assert room.client.get("/lead/preview/map").status_code == 200
        assert room.client.get("/lead/preview/nothing").status_code in {404, 422}
        room.other_game()
        assert room.client.get("/lead/preview/map?game=g2").status_code in {403, 409}

"""The wall: what the room sees, and all that it must never see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import segno

from facilitator.wall import bare, qr_path, spaced
from game import commands as ask
from game.map import CELL, MapIdea, MapView, _cells
from game.scenario import Words
from game.state import Scene
from tests.served import CODE, Served, served
from tests.tiny import tiny_scenario


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server with a game; the client has no seat."""
    with served(tmp_path) as made:
        yield made


def _wall(room: Served) -> str:
    answer = room.client.get(f"/wall/{CODE}")
    assert answer.status_code == 200
    return answer.text


def _idea(room: Served, title: str = "A pear wall") -> str:
    ash = room.join("Ashwood", table=1)
    room.advance_to("bed")
    room.do(ask.WriteIdea(player=ash, title=Words(title), line=Words("At dawn.")), by=ash)
    return ash


def test_the_wall_needs_no_seat_and_has_nothing_to_press(room: Served) -> None:
    page = _wall(room)
    assert not re.search(r"<(form|button|input|select|a)\b", page)
    assert f'hx-ws:connect="/wall/{CODE}/news"' in page
    assert 'data-hears="always"' in page
    assert " style=" not in page


def test_the_join_scene_shows_code_qr_and_people_but_no_names(room: Served) -> None:
    room.join("Ashwood", table=1)
    page = _wall(room)
    assert "OTTER 42" in page
    assert 'class="wall-qr"' in page
    assert "person here" in page
    assert 'aria-label="1 of 6"' in page
    assert "Ashwood" not in page


def test_the_step_scene_shows_lines_clock_and_end(room: Served) -> None:
    room.advance_to("who")
    room.do(ask.ChooseScene(scene=Scene.STEP))
    page = _wall(room)
    assert "Who are you" in page
    assert "<li>Choose.</li>" in page
    assert "data-clock" in page
    assert "ends at" in page
    assert "Late? <b>OTTER 42</b>" in page


def test_a_clock_that_stands_says_paused(room: Served) -> None:
    room.advance_to("who")
    room.do(ask.PauseClock())
    for scene in (Scene.STEP, Scene.MAP):
        room.do(ask.ChooseScene(scene=scene))
        assert "Paused" in _wall(room)
    for scene in (Scene.JOIN, Scene.BLANK):
        room.do(ask.ChooseScene(scene=scene))
        assert "Paused" not in _wall(room)


def test_an_event_card_is_large_in_its_step_small_in_the_next_and_gone_when_it_is_over(room: Served) -> None:
    room.advance_to("swap")
    room.do(ask.ChooseScene(scene=Scene.MAP))
    room.do(ask.SendEvent(card="frost"))
    page = _wall(room)
    assert "<h2>Frost</h2>" in page
    assert "A cold night. What growers promised is in doubt." in page
    room.advance_to("rest")
    page = _wall(room)
    assert "<h2>Frost</h2>" not in page
    assert "Still on: <b>Frost</b>" in page
    room.do(ask.EndEvent(card="frost"))
    assert "Frost" not in _wall(room)


def test_an_event_card_says_what_the_room_does_when_nobody_is_the_one_it_is_about(room: Served) -> None:
    ash = room.join("Ashwood", table=1)
    room.advance_to("swap")
    room.do(ask.SendEvent(card="frost"))
    assert "Whoever holds seeds speaks." in _wall(room)
    assert "Growers say how it goes on." not in _wall(room)
    room.do(ask.EndEvent(card="frost"))
    room.do(ask.KeepCharacter(player=ash, role="grower"), by=ash)
    room.do(ask.SendEvent(card="frost"))
    page = _wall(room)
    assert "Growers say how it goes on." in page
    assert '<p class="wall-event-who"><b>1A</b></p>' in page
    assert "Whoever holds seeds speaks." not in page


def test_typed_words_are_on_the_map_only_once_they_are_checked(room: Served) -> None:
    _idea(room)
    room.do(ask.ChooseScene(scene=Scene.MAP))
    assert "A pear wall" not in _wall(room)
    idea = room.game.tables[1].idea
    room.do(ask.CheckWords(ref=f"idea:{idea}:1", shows=True))
    assert "A pear wall" in _wall(room)
    room.do(ask.CheckWords(ref=f"idea:{idea}:1", shows=False))
    assert "A pear wall" not in _wall(room)


def test_typed_words_are_text_on_the_wall_never_markup(room: Served) -> None:
    _idea(room, "<script>x</script>")
    room.do(ask.ChooseScene(scene=Scene.MAP))
    room.do(ask.CheckWords(ref=f"idea:{room.game.tables[1].idea}:1", shows=True))
    page = _wall(room)
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_the_map_has_a_twin_in_words_and_one_line_that_sums_it_up(room: Served) -> None:
    _idea(room)
    room.do(ask.ChooseScene(scene=Scene.MAP))
    page = _wall(room)
    assert 'role="img" aria-label="2 tables, 1 bed, 0 bargains."' in page
    assert "No bargains yet." in page


def test_the_blank_scene_is_blank(room: Served) -> None:
    room.advance_to("swap")
    room.do(ask.ChooseScene(scene=Scene.BLANK))
    inside = re.search(r'<section id="wall"[^>]*>(.*)</section>', _wall(room), re.DOTALL)
    assert inside is not None
    assert re.sub(r"<[^>]*>", "", inside.group(1)).strip() == "A test day", "its name, for screen readers only"


def test_after_the_close_the_wall_thanks_and_then_leads_to_the_report(room: Served) -> None:
    room.advance_to("fire")
    room.do(ask.CloseGame())
    assert "Thank you for playing." in _wall(room)
    room.do(ask.Publish())
    page = _wall(room)
    assert "Read what you made." in page
    assert f"/report/{CODE}" in page


def test_names_secrets_and_private_words_never_reach_the_wall(room: Served) -> None:
    ash = _idea(room)
    room.advance_to("fire")
    room.do(ask.SetMonday(player=ash, text=Words("Quetzalcoatl")), by=ash)
    room.do(ask.Reflect(player=ash, question="line", text=Words("Quetzalcoatl")), by=ash)
    for scene in Scene:
        room.do(ask.ChooseScene(scene=scene))
        page = _wall(room)
        for private in ("Ashwood", "Quetzalcoatl", "Secret of", "At dawn."):
            assert private not in page


def test_a_qr_path_draws_exactly_the_dark_modules() -> None:
    url = "http://192.168.1.5:8000/j/OTTER42?k=abcdefghijklmnop"
    size, path = qr_path(url)
    matrix = [list(row) for row in segno.make_qr(url, error="m").matrix]
    assert size == len(matrix) + 8
    drawn = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
        for step in range(int(length))
    }
    dark = {(x + 4, y + 4) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert drawn == dark


def test_codes_and_addresses_are_written_as_people_say_them() -> None:
    assert spaced("OTTER42") == "OTTER 42"
    assert spaced("ROOM") == "ROOM"
    assert bare("http://192.168.1.5:8000") == "192.168.1.5:8000"


@pytest.mark.parametrize("count", [1, 35, 36, 51, 52, 67, 68, 93, 94, 135, 136, 189, 190, 300])
def test_hexagons_never_touch_however_many_ideas_there_are(room: Served, count: int) -> None:
    radius = CELL
    while len(_cells(radius)) < count and radius >= CELL / 4:
        radius *= 0.85
    idea = MapIdea(id="i", label="1", table=1, at=(0.0, 0.0), title="", support=(), missing=(), is_newest=False)
    ideas = tuple(replace(idea, id=f"i{number}") for number in range(count))
    macros = room.app.state.house.render.env.get_template("map.html").module
    drawn = str(macros.map(MapView(tables=(), ideas=ideas, lines=(), deals=()), tiny_scenario()))
    found = re.search(r'class="map-idea"[^>]*scale\(([0-9.]+)\)', drawn)
    assert found is not None
    assert float(found.group(1)) * 40 < radius


def test_the_map_is_drawn_without_inline_styles_and_the_same_each_time(room: Served) -> None:
    _idea(room)
    room.do(ask.ChooseScene(scene=Scene.MAP))
    first, second = (re.sub(r"<time.*?</time>|data-now=\"\d+\"", "", _wall(room)) for _ in range(2))
    assert first == second
    assert "style=" not in first

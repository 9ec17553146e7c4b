"""The wall: what the room sees, and all that it must never see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import segno

from facilitator.app import TEMPLATES
from facilitator.wall import GLOBALS, REGION, bare, qr_path, spaced, wall_view
from game import commands as ask
from game.events import CharacterKept
from game.history import History
from game.scenario import Words
from game.state import Scene
from tests.given import NOON, Play, gift, market
from tests.served import CODE, HTMX, Served, served
from tests.tiny import tiny_scenario
from web.render import Links, Render, environment


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


def test_a_rehearsal_is_written_on_every_scene(tmp_path: Path) -> None:
    view = wall_view(Play().history, "")
    for scene in Scene:
        for is_rehearsal in (True, False):
            drawn = replace(view, is_rehearsal=is_rehearsal, shows=replace(view.shows, scene=scene))
            assert (">Rehearsal<" in region_of(drawn)) is is_rehearsal


def test_the_room_size_is_a_class_of_the_picture_and_rings_are_counted_on_it_also_when_it_is_blank(
    room: Served,
) -> None:
    room.do(ask.SizeRoom(percent=150))
    room.do(ask.Ring())
    for scene in Scene:
        if room.game.scene is not scene:
            room.do(ask.ChooseScene(scene=scene))
        assert 'class="wall-picture is-large is-size-150" data-rings="1"' in _wall(room)
    room.do(ask.SizeRoom(percent=100))
    assert 'class="wall-picture" data-rings="1"' in _wall(room)


def test_the_code_stands_on_all_later_scenes_and_not_on_the_blank_one(room: Served) -> None:
    room.advance_to("telling")
    for scene in Scene:
        if room.game.scene is not scene:
            room.do(ask.ChooseScene(scene=scene))
        assert ("OTTER 42" in _wall(room)) is (scene is not Scene.BLANK)


def test_a_step_that_was_stopped_has_a_scene_of_its_own(room: Served) -> None:
    room.advance_to("who")
    room.do(ask.PauseClock())
    page = _wall(room)
    assert "Phones, clock and wall stand still." in page
    assert 'id="scene-paused"' in page and 'id="scene-step"' not in page
    room.do(ask.ResumeClock())
    assert "stand still" not in _wall(room)


def test_whose_turn_it_is_stands_on_the_wall_with_its_own_clock_and_who_comes_next(room: Served) -> None:
    for number in (1, 2):
        by = room.join(f"Person {number}", table=number)
        if number == 2:
            room.advance_to("bed")
            for player, table in ((by, 2), (room.game.players[next(iter(room.game.players))].id, 1)):
                room.do(ask.WriteIdea(player=player, title=Words(f"Bed {table}"), line=Words("At dawn.")), by=player)
    room.advance_to("telling")
    room.do(ask.CallTable(table=1))
    page = _wall(room)
    assert "Table 1 speaks" in page
    assert re.search(r"Next up:.*?<b>table 2</b>", page, re.DOTALL)
    assert f'data-ends="{round(room.game.clock.ends_at.timestamp() * 1000)}"' not in page, "not that of the whole step"


def test_a_preview_hears_the_news_but_is_silent_and_counts_as_no_wall(room: Served) -> None:
    page = room.client.get(f"/wall/{CODE}?preview=1").text
    assert f'hx-ws:connect="/wall/{CODE}/news?preview=1"' in page
    assert "chime.js" not in page
    assert "data-here" not in page
    live = room.app.state.house.live
    headers = {"Origin": "http://testserver"}
    with room.client.websocket_connect(f"/wall/{CODE}/news?preview=1", headers=headers) as socket:
        assert "wall-picture" in socket.receive_text()
        assert live.readers_of("g1", "wall") == 0
        with room.client.websocket_connect(f"/wall/{CODE}/news", headers=headers) as real:
            assert "wall-picture" in real.receive_text()
            assert live.readers_of("g1", "wall") == 1
    polled = room.client.get(f"/wall/{CODE}/regions?preview=1", headers=HTMX).text
    assert polled == room.client.get(f"/wall/{CODE}/regions", headers=HTMX).text


def test_so_many_deals_or_tables_are_drawn_as_bands_with_the_strongest_beside_them() -> None:
    few = region_of(wall_view(_with_deals(2, 3), ""))
    assert "map-line" in few and "map-band" not in few and "Strongest links" not in few
    many = region_of(wall_view(_with_deals(2, 49), ""))
    assert "map-band" in many and "map-line" not in many and "Strongest links" in many
    assert many.count('class="wall-deal"') == 1
    assert few.count('class="wall-deal"') == 3


def test_of_a_crowded_map_only_the_newest_lines_keep_their_colour() -> None:
    drawn = region_of(wall_view(_with_deals(8, 30), ""))
    assert drawn.count("map-line") > drawn.count('opacity="0.3"') > 0
    assert "map-mark" not in drawn
    assert 'opacity="0.3"' not in region_of(wall_view(_with_deals(8, 20), ""))


def test_what_is_new_says_until_when_and_nothing_is_gold_by_itself() -> None:
    history = _with_deals(2, 2)
    drawn = region_of(wall_view(history, ""))
    newest = max(deal.agreed_at for deal in history.game.deals.values() if deal.agreed_at)
    until = round(newest.timestamp() * 1000) + 20_000
    for what in ("map-line", "map-idea", "wall-deal"):
        assert re.search(rf'class="{what}[^>]*data-fresh-until="{until}"', drawn)
    assert 'fill="#FFC21F"' not in drawn


def _with_deals(tables: int, count: int) -> History:
    """A market of the tiny pack where songs are sung again and again, with the map on the wall."""
    play, who = market(tables=tables)
    for number in range(1, tables + 1):
        play.happen(CharacterKept(player=who[f"singer{number}"], role="singer", purse=(("song", 99),)))
    play.to("swap")
    for number in range(count):
        play.wait(10)
        giver = 1 + number % tables
        play.shake(
            who[f"singer{giver}"],
            who[f"idea{1 + (number + 1) % tables}"],
            gift(who[f"singer{giver}"], "song"),
            others=(who[f"picker{1 + (number + 1) % tables}"],),
        )
    play.lead(ask.ChooseScene(scene=Scene.MAP))
    return play.history


def region_of(view: object) -> str:
    """The wall's region, as HTML."""
    links = Links(game="g1", join_url="http://h/j", wall_url="http://h/w", report_url="http://h/r", address="http://h")
    render = Render(environment((TEMPLATES,), GLOBALS), lambda: NOON)
    return str(render.region(REGION, view, tiny_scenario(), CODE, links))


def test_the_map_is_drawn_without_inline_styles_and_the_same_each_time(room: Served) -> None:
    _idea(room)
    room.do(ask.ChooseScene(scene=Scene.MAP))
    first, second = (re.sub(r"<time.*?</time>|data-now=\"\d+\"", "", _wall(room)) for _ in range(2))
    assert first == second
    assert "style=" not in first


def test_what_came_of_it_leads_to_the_report_once_it_is_out(room: Served) -> None:
    room.advance_to("fire")
    room.do(ask.CloseGame())
    room.do(ask.ChooseScene(scene=Scene.RESULTS))
    assert "Code that opens the report" not in _wall(room)
    room.do(ask.Publish())
    page = _wall(room)
    assert "Code that opens the report" in page
    assert f"/report/{CODE}</b>" in page
    room.do(ask.Unpublish())
    assert "Code that opens the report" not in _wall(room)

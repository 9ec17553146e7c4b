"""The console in one hand: what stands on the page, and that its plain forms do without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.needs import Snoozes
from facilitator.pocket import Pocket, pocket
from game import commands as ask
from game.state import CallFor, Scene
from tests.given import Play
from tests.led import post
from tests.served import CODE, HTMX, SAME_SITE, Served, served
from web import hands
from web.presence import Phones
from web.regions import Moment

FROM_POCKET = {**SAME_SITE, "Referer": "http://testserver/lead/pocket"}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def _pocket(play: Play) -> Pocket:
    return pocket(Moment(play.history, play.now, Phones()), Snoozes())


def _page(room: Served) -> str:
    answer = room.client.get("/lead/pocket")
    assert answer.status_code == 200
    return answer.text


# --- What stands there --------------------------------------------------------------------------------------------------


def test_it_shows_the_step_its_clock_what_to_say_and_the_big_button(room: Served) -> None:
    room.advance_to("swap")
    page = _page(room)
    for words in (
        "6 of 11",
        "Swap",
        "of 5 min",
        "Next: Rest",
        "Pause",
        "+1 min",
        "Blank",
        "Chime",
        "Nobody needs you.",
    ):
        assert words in page, words
    assert "Undo: Moved to step 6: Swap" in page


def test_before_the_game_it_starts_it_and_after_the_last_step_it_closes_it(room: Served) -> None:
    assert "Start: The tale" in _page(room)
    assert ">Pause<" not in _page(room)
    room.advance_to("fire")
    assert "Close the game" in _page(room)
    room.do(ask.CloseGame())
    page = _page(room)
    assert "The game is closed." in page
    assert "Open the whole console" in page


def test_it_counts_what_waits_and_says_the_worst_need_first() -> None:
    play = Play()
    one, two = play.join(table=1), play.join(table=2)
    play.to("bed")
    play.write(one)
    for player in (two, one):
        play.must(ask.CallFacilitator(player=player, what=CallFor.HELP))
        play.wait(1)
    view = _pocket(play)
    assert view.need is not None
    assert view.need.table == 2
    assert (view.more, view.checks, [call.table for call in view.calls]) == (1, 1, [2, 1])


def test_it_holds_no_name_no_typed_words_and_no_secret(room: Served) -> None:
    player = room.join("CANARY-NAME", table=1)
    room.advance_to("bed")
    room.do(ask.WriteIdea(player=player, title="CANARY-TITLE", line="CANARY-LINE"), by=player)  # type: ignore[arg-type]
    region = re.search(r'<section id="pocket".*?</footer>', _page(room), re.DOTALL)
    assert region is not None
    assert "CANARY" not in region.group()
    assert "Secret of" not in region.group()


def test_the_view_stays_the_same_for_a_whole_minute() -> None:
    play = Play()
    play.to("tale")
    play.wait(61)
    seen = set()
    for _ in range(29):
        play.wait(1)
        seen.add(repr(_pocket(play)))
    assert len(seen) <= 2


# --- Without script -----------------------------------------------------------------------------------------------------


def test_every_button_comes_back_to_the_page_without_script(room: Served) -> None:
    room.advance_to("bed")
    forms: tuple[tuple[str, dict[str, object]], ...] = (
        ("pause", {}),
        ("resume", {}),
        ("minutes", {"minutes": 1}),
        ("scene", {"scene": "blank"}),
        ("scene", {"scene": "step"}),
        ("next", {"from_step": 3}),
    )
    for verb, fields in forms:
        answer = room.client.post(
            f"/lead/{verb}", data={"game": "g1", **fields}, headers=FROM_POCKET, follow_redirects=False
        )
        assert answer.status_code == 303, verb
        assert answer.headers["location"] == "/lead/pocket", verb
    assert room.game.step is not None
    assert room.game.step.id == "craft"


def test_a_refusal_without_script_is_said_on_the_same_page(room: Served) -> None:
    room.advance_to("tale")
    answer = room.client.post("/lead/next", data={"from_step": -1, "game": "g1"}, headers=FROM_POCKET)
    assert answer.status_code == 409
    assert "moved on already" in answer.text
    assert "pocket-foot" in answer.text


def test_what_is_sent_from_the_console_comes_back_to_the_console(room: Served) -> None:
    answer = room.client.post(
        "/lead/next", data={"from_step": -1, "game": "g1"}, headers=SAME_SITE, follow_redirects=False
    )
    assert answer.headers["location"] == "/lead"


def test_blank_and_on_again_are_one_tap(room: Served) -> None:
    room.advance_to("tale")
    post(room, "scene", scene="map")
    post(room, "scene", scene="blank")
    assert room.game.scene is Scene.BLANK
    page = _page(room)
    assert "Wall on" in page
    assert 'name="scene" value="map"' in page
    post(room, "scene", scene="map")
    assert ">Blank<" in _page(room)


# --- The way there ------------------------------------------------------------------------------------------------------


def test_the_code_on_the_console_opens_the_page_on_another_phone(room: Served) -> None:
    desk = room.client.get("/lead/desk/pocket", headers=HTMX)
    words = hands.lead_words(room.room)
    assert " ".join(words) in desk.text
    assert "<svg" in desk.text
    room.client.cookies.clear()
    assert room.client.get("/lead/pocket").status_code in {401, 403}
    page = room.client.get(f"/lead/{CODE}?to=pocket")
    assert f'action="/lead/{CODE}/claim?to=pocket"' in page.text
    claimed = room.client.post(
        f"/lead/{CODE}/claim?to=pocket", data={"secret": "-".join(words)}, headers=SAME_SITE, follow_redirects=False
    )
    assert claimed.status_code == 303
    assert claimed.headers["location"] == "/lead/pocket"
    assert "People are joining." in _page(room)


def test_the_words_of_the_way_stand_nowhere_but_on_the_desk_that_was_asked_for(room: Served) -> None:
    words = hands.lead_words(room.room)
    for path in ("/lead", "/lead/pocket"):
        assert " ".join(words) not in room.client.get(path).text
        assert "-".join(words) not in room.client.get(path).text

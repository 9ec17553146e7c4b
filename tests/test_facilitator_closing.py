"""Closing a game, telling it, publishing it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from game import commands as ask
from game.scenario import Words
from game.state import Status
from tests.led import post
from tests.served import CODE, HTMX, SAME_SITE, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_closing_asks_for_a_tick(room: Served) -> None:
    room.advance_to("fire")
    assert "Close the game" in room.client.get("/lead").text
    answer = room.client.post("/lead/close", data={}, headers=HTMX)
    assert answer.status_code == 422
    assert "Set the tick first." in answer.text
    assert room.game.status is Status.PLAYING
    assert "Closed the game." in post(room, "close", sure="yes")
    assert room.game.status is Status.CLOSED


def test_after_the_close_the_story_is_told_and_the_report_published(room: Served) -> None:
    room.advance_to("fire")
    post(room, "close", sure="yes")
    assert "Write the headline" in room.client.get("/lead").text
    post(room, "tell", headline="We shared", turning_point="The frost", surprise="", refusal="The pickers")
    assert room.game.telling.headline == "We shared"
    assert "Publish the report" in room.client.get("/lead").text
    assert "Published the report." in post(room, "publish")
    assert f'href="/report/{CODE}"' in room.client.get("/lead").text


def test_a_headline_that_is_too_long_comes_back_whole(room: Served) -> None:
    room.advance_to("fire")
    post(room, "close", sure="yes")
    long = "x" * 97
    answer = room.client.post("/lead/tell", data={"headline": long, "surprise": "kept"}, headers=HTMX)
    assert answer.status_code == 409
    assert long in answer.text
    assert "kept" in answer.text
    assert 'aria-invalid="true"' in answer.text


def _closed(room: Served) -> None:
    room.advance_to("fire")
    post(room, "close", sure="yes")


def test_the_guided_close_asks_three_questions_and_keeps_each_answer_at_once(room: Served) -> None:
    _closed(room)
    pages = [room.client.get("/lead/desk/finish", headers=HTMX).text]
    for number, text in enumerate(("The frost", "Nobody hid", "The pickers said no"), start=1):
        pages.append(post(room, "finish", page=number, text=text))
    told = room.game.telling
    assert (told.turning_point, told.surprise, told.refusal) == ("The frost", "Nobody hid", "The pickers said no")
    assert [f"{number} of 5" in page for number, page in enumerate(pages, start=1)] == [True] * 4
    assert "Nobody wrote a line to quote." in pages[-1]


def test_an_answer_that_did_not_change_is_no_act_and_an_empty_one_is_fine(room: Served) -> None:
    _closed(room)
    post(room, "finish", page=1, text="The frost")
    before = room.game.seq
    assert "2 of 5" in post(room, "finish", page=1, text="The frost")
    assert "3 of 5" in post(room, "finish", page=2, text="")
    assert room.game.seq == before


def test_an_answer_that_is_too_long_stays_on_its_page_with_its_text(room: Served) -> None:
    _closed(room)
    long = "x" * 281
    answer = room.client.post("/lead/finish", data={"page": 2, "text": long}, headers=HTMX)
    assert answer.status_code == 409
    assert "2 of 5" in answer.text
    assert long in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_quotes_are_released_one_by_one(room: Served) -> None:
    player = room.join("Ada")
    _closed_with_a_line(room, player)
    page = room.client.get("/lead/desk/finish?page=4", headers=HTMX).text
    assert "I listened" in page
    ref = f"reflection:{player}:line:1"
    shown = post(room, "quote", ref=ref, shows="true")
    assert "4 of 5" in shown
    assert "shown" in shown
    assert room.game.checks[ref] is True
    post(room, "quote", ref=ref, shows="false")
    assert room.game.checks[ref] is False


def _closed_with_a_line(room: Served, player: str) -> None:
    room.advance_to("fire")
    room.do(ask.Reflect(player=player, question="line", text=Words("I listened"), may_quote=True), by=player)
    post(room, "close", sure="yes")


def test_the_last_page_keeps_the_headline_and_publishes_or_not_yet(room: Served) -> None:
    _closed(room)
    page = post(room, "finish", page=5, text="We shared the water")
    assert room.game.telling.headline == "We shared the water"
    assert "Not yet" in page
    assert room.game.published == 0
    done = post(room, "finish", page=5, text="We shared it all", publish="yes")
    assert room.game.published == 1
    assert room.game.telling.headline == "We shared it all"
    assert "Open the report" in done


def test_the_last_page_says_how_many_texts_nobody_has_checked(room: Served) -> None:
    player = room.join("Ada", table=1)
    room.advance_to("bed")
    room.do(ask.WriteIdea(player=player, title=Words("Our bed"), line=Words("")), by=player)
    _closed(room)
    assert "1 text waits" in room.client.get("/lead/desk/finish?page=5", headers=HTMX).text
    assert "1 text waits" in room.client.get("/lead").text or "Three questions" in room.client.get("/lead").text
    post(room, "show-harmless")
    assert "waits" not in room.client.get("/lead/desk/finish?page=5", headers=HTMX).text


def test_without_script_each_page_leads_to_the_next(room: Served) -> None:
    _closed(room)
    answer = room.client.post("/lead/finish", data={"page": 1, "text": "The frost"}, headers=SAME_SITE)
    assert "2 of 5" in answer.text
    assert room.game.telling.turning_point == "The frost"


def test_nothing_that_was_written_elsewhere_is_lost_by_these_forms(room: Served) -> None:
    _closed(room)
    post(room, "write", headline="We shared", introduction="It rained, and nobody left.")
    post(room, "write", surprise="Nobody hid")
    post(room, "finish", page=1, text="The frost")
    post(room, "tell", headline="We shared it", turning_point="The frost", refusal="")
    told = room.game.telling
    assert (told.headline, told.introduction) == ("We shared it", "It rained, and nobody left.")
    assert (told.turning_point, told.surprise, told.refusal) == ("The frost", "Nobody hid", "")


def test_a_published_report_is_not_published_again_by_an_old_button(room: Served) -> None:
    _closed(room)
    post(room, "publish")
    answer = room.client.post("/lead/publish", data={}, headers=HTMX)
    assert answer.status_code == 409
    assert "It is published already." in answer.text
    post(room, "finish", page=5, text="Other words", publish="yes")
    assert room.game.published == 1
    assert room.game.telling.headline == "Other words"
    assert room.game.told.headline == ""


@pytest.mark.parametrize("page", ["0", "6", "-1", "x", "99999999999", "", "00010000", "0001" + "0" * 5000])
def test_a_page_that_is_not_there_is_the_first(room: Served, page: str) -> None:
    _closed(room)
    assert "1 of 5" in room.client.get(f"/lead/desk/finish?page={page}", headers=HTMX).text

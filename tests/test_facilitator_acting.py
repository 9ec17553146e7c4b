"""How acts are answered: once, in words, with a form's text kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from game import commands as ask
from game.history import Entry
from game.refused import Why
from tests.led import post
from tests.served import HTMX, SAME_SITE, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_the_same_press_sent_twice_gets_the_first_answer_again(room: Served) -> None:
    first = post(room, "next", from_step=-1, command_id="press-1")
    assert post(room, "next", from_step=-1, command_id="press-1") == first
    assert room.game.step_index == 0


def test_a_field_that_makes_no_sense_is_answered_in_words(room: Served) -> None:
    answer = room.client.post("/lead/scene", data={"scene": "fireworks"}, headers=HTMX)
    assert answer.status_code == 422
    assert "could not read" in answer.text


def test_without_script_an_act_leads_back_to_the_console(room: Served) -> None:
    answer = room.client.post("/lead/next", data={"from_step": -1}, headers=SAME_SITE, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/lead")


def test_without_script_a_refusal_is_said_on_the_whole_page(room: Served) -> None:
    answer = room.client.post("/lead/resume", data={}, headers=SAME_SITE)
    assert answer.status_code in {409, 303, 200}
    again = room.client.post("/lead/back", data={"from_step": 5}, headers=SAME_SITE)
    assert again.status_code == 409
    assert "<html" in again.text
    assert 'id="said"' in again.text


def test_refusals_are_told_apart_from_what_was_done(room: Served) -> None:
    outcome = room.ask(ask.Publish())
    assert not isinstance(outcome, Entry)
    assert outcome.why is Why.GAME_NOT_CLOSED  # type: ignore[union-attr]
    answer = room.client.post("/lead/publish", data={}, headers=HTMX)
    assert "is-refused" in answer.text
    assert "Close the game first." in answer.text

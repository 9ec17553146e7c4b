"""Typed words before all see them, and actions that came late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from game import commands as ask
from game.scenario import Words
from tests.led import at_market, post
from tests.served import Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_typed_words_wait_to_be_shown_or_hidden(room: Served) -> None:
    at_market(room)
    page = room.client.get("/lead").text
    assert "Bed 1: At dawn." in page
    ref = f"idea:{room.game.tables[1].idea}:1"
    assert "Showed words." in post(room, "check", ref=ref, shows="true")
    assert room.game.checks[ref] is True
    ref = f"idea:{room.game.tables[2].idea}:1"
    assert "Hid words." in post(room, "check", ref=ref, shows="false")
    assert room.game.checks[ref] is False


def test_typed_words_are_shown_as_text_never_as_markup(room: Served) -> None:
    who = at_market(room)
    by = who["writer"]
    room.do(ask.WriteIdea(player=by, title=Words("<b>Bed</b>"), line=Words('"><script>')), by=by)
    page = room.client.get("/lead").text
    assert "<b>Bed</b>" not in page
    assert "&lt;b&gt;Bed&lt;/b&gt;" in page
    assert "<script>" not in page


def test_a_late_action_waits_and_can_be_let_in(room: Served) -> None:
    who = at_market(room)
    room.advance_to("fire")
    post(room, "close", sure="yes")
    room.do(ask.SetMonday(player=who["taker"], text=Words("Call Kim")), by=who["taker"])
    page = room.client.get("/lead").text
    assert "answered a question" in page
    assert "Call Kim" not in page
    late = next(iter(room.game.late))
    assert "Let a late action count." in post(room, "admit", late=late)
    assert room.game.players[who["taker"]].monday == "Call Kim"

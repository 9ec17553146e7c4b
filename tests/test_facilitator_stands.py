"""Where the room stood: counted at five places on a line between two ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from facilitator.stands import lines_of
from tests.led import post
from tests.served import HTMX, Served, served
from tests.tiny import tiny_scenario

ASKED = "Where did the room stand?"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_the_cards_with_two_ends_are_the_lines() -> None:
    assert [card.id for card in lines_of(tiny_scenario())] == ["weather-1", "weather-2", "weather-3", "weather-4"]


def test_numbers_are_kept_for_the_chosen_line_and_stand_in_the_form_again(room: Served) -> None:
    form = room.client.get("/lead/desk/stand?card=weather-2", headers=HTMX).text
    assert "Dry" in form
    assert "Wet" in form
    assert "on “Weather 2”" in post(room, "stand", card="weather-2", count=["1", "2", "", "0", "4"])
    assert room.game.stands["weather-2"].counts == (1, 2, 0, 0, 4)
    again = room.client.get("/lead/desk/stand?card=weather-2", headers=HTMX).text
    assert 'value="4"' in again


@pytest.mark.parametrize("counts", [["1", "x", "", "", ""], ["1"], ["1000"] + [""] * 4, ["1"] * 6, ["٣"] * 5])
def test_what_cannot_be_counted_is_refused_in_words_and_kept(room: Served, counts: list[str]) -> None:
    answer = room.client.post("/lead/stand", data={"card": "weather-1", "count": counts}, headers=HTMX)
    assert answer.status_code == 409
    assert "a number from 0 to 999" in answer.text
    assert f'value="{counts[0]}"' in answer.text
    assert not room.game.stands


def test_nobody_standing_anywhere_is_refused(room: Served) -> None:
    answer = room.client.post("/lead/stand", data={"card": "weather-1", "count": [""] * 5}, headers=HTMX)
    assert answer.status_code == 409
    assert "Write how many stood where first." in answer.text


def test_the_button_stands_on_the_console_only_where_the_pack_has_such_lines(tmp_path: Path, room: Served) -> None:
    assert ASKED in room.client.get("/lead").text
    scenario = tiny_scenario()
    without = replace(scenario, cards=tuple(replace(card, ends=()) for card in scenario.cards))
    with served(tmp_path / "other", without) as other:
        other.lead()
        assert ASKED not in other.client.get("/lead").text
        assert "no cards with two ends" in other.client.get("/lead/desk/stand", headers=HTMX).text

"""Casting for who came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from facilitator.casting import missing_roles, newcomers, who_came
from game import commands as ask
from game.state import Part
from tests.given import Play
from tests.led import post
from tests.served import HTMX, Served, served
from web.presence import Phones
from web.regions import Moment


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_the_essential_characters_that_nobody_is_are_named() -> None:
    play = Play()
    assert missing_roles(play.game) == ("Picker", "Grower")
    play.join("Ash", role="grower")
    assert missing_roles(play.game) == ("Picker",)


def test_who_plays_watches_and_reports_is_counted() -> None:
    play = Play()
    play.join("Ash", table=1)
    play.join("Elm", table=1, part=Part.OBSERVER)
    play.join("Oak", table=2, part=Part.PRESS)
    known = who_came(Moment(play.history, play.now, Phones()), {})
    assert (known["plays"], known["watches"], known["reports"]) == (1, 1, 1)
    assert known["without"] == ((1, 1),)
    assert known["thinnest"] == ((1, 2), (2, 1))


def test_newcomers_are_counted_as_they_would_be_removed() -> None:
    play = Play()
    play.join("Ash")
    play.wait(240)
    elm = play.join("Elm")
    play.wait(30)
    assert [newcomers(play.history, play.now, minutes) for minutes in (2, 5)] == [1, 2]
    play.lead(ask.FreeNewest(since=play.now - timedelta(minutes=2)))
    assert play.player(elm).is_freed
    assert [newcomers(play.history, play.now, minutes) for minutes in (2, 5)] == [0, 1]


def test_eight_who_came_late_get_their_characters_at_one_press(room: Served) -> None:
    room.join("Ash")
    room.advance_to("bed")
    late = [room.join(f"Late {number}") for number in range(8)]
    waiting = [who for who in late if not room.game.players[who].offered]
    desk = room.client.get("/lead/desk/casting", headers=HTMX).text
    if waiting:
        assert f"Deal to all who have none ({len(waiting)})" in desk
        post(room, "deal-missing")
    assert all(room.game.players[who].offered for who in late)


def test_the_door_closes_and_opens(room: Served) -> None:
    assert "Open the door" in post(room, "door", is_closed="true")
    assert room.game.is_door_closed
    assert "Close the door" in post(room, "door", is_closed="false")
    assert not room.game.is_door_closed


def test_strangers_who_just_came_leave_together_and_come_back_by_undo(room: Served) -> None:
    people = [room.join(f"Stranger {number}") for number in range(3)]
    assert "Remove 3 people of the last 5 min" in room.client.get("/lead/desk/casting", headers=HTMX).text
    post(room, "free-newest", minutes=5)
    assert all(room.game.players[who].is_freed for who in people)
    room.do(ask.Undo(seq=room.game.seq))
    assert not any(room.game.players[who].is_freed for who in people)


def test_a_table_is_added_where_it_is_seen_how_full_they_are(room: Served) -> None:
    assert "table 3: 0 people" in post(room, "open-table")

"""The run sheet: the big button, the clock, the set end, the plans, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from facilitator.timing import Extra, extra, hour_of, run
from game import commands as ask
from game.state import Game
from tests.given import Play
from tests.led import post
from tests.served import HTMX, Served, served
from web.presence import Phones
from web.regions import Moment
from web.render import hour_text


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def _end(game: Game) -> datetime:
    assert game.must_end_at is not None
    return game.must_end_at


def test_the_big_button_is_named_by_the_next_step_and_begins_it(room: Served) -> None:
    assert "Start: The tale" in room.client.get("/lead").text
    assert "Moved to step 1: The tale." in post(room, "next", from_step=-1)
    assert "Next: Who are you" in room.client.get("/lead").text
    assert room.game.step_index == 0


def test_a_double_press_of_next_moves_one_step(room: Served) -> None:
    post(room, "next", from_step=-1)
    answer = room.client.post("/lead/next", data={"from_step": -1}, headers=HTMX)
    assert answer.status_code == 409
    assert "moved on already" in answer.text
    assert room.game.step_index == 0


def test_the_clock_is_paused_resumed_and_given_minutes(room: Served) -> None:
    room.advance_to("swap")
    post(room, "pause")
    assert not room.game.clock.is_running
    left = room.game.clock.left_ms
    post(room, "minutes", minutes=5)
    assert room.game.clock.left_ms == left + 5 * 60_000
    post(room, "minutes", minutes=-1)
    assert room.game.clock.left_ms == left + 4 * 60_000
    assert "paused" in room.client.get("/lead").text
    post(room, "resume")
    assert room.game.clock.is_running


def test_back_begins_the_step_before_again(room: Served) -> None:
    room.advance_to("sky")
    assert "Moved to step 2" in post(room, "back", from_step=2)


# --- The end ----------------------------------------------------------------------------------------------------------


def test_the_end_is_set_by_an_hour_and_the_page_says_how_late_that_makes_us(room: Served) -> None:
    room.advance_to("tale")
    wanted = room.app.state.house.now() + timedelta(minutes=50)
    said = post(room, "end", at=hour_text(wanted))
    assert f"The game has to end at {hour_text(wanted)}." in said
    assert hour_text(_end(room.game)) == hour_text(wanted)
    assert "min ahead" in room.client.get("/lead").text
    post(room, "end", at=hour_text(room.app.state.house.now() + timedelta(minutes=20)))
    page = room.client.get("/lead").text
    assert "min behind" in page
    assert "(must end " in page


def test_the_end_moves_by_five_minutes_at_a_press(room: Served) -> None:
    room.advance_to("tale")
    before = _end(room.game)
    post(room, "end", minutes=5)
    post(room, "end", minutes=5)
    post(room, "end", minutes=-5)
    assert _end(room.game) == before + timedelta(minutes=5)


@pytest.mark.parametrize(("typed", "what"), [("soon", "Type an hour"), ("", "Type an hour"), ("25:00", "Type an hour")])
def test_an_end_that_is_no_hour_comes_back_with_its_words(room: Served, typed: str, what: str) -> None:
    room.advance_to("tale")
    answer = room.client.post("/lead/end", data={"at": typed, "game": "g1"}, headers=HTMX)
    assert answer.status_code == 422
    assert what in answer.text
    if typed:
        assert f'value="{typed}"' in answer.text


def test_an_hour_is_today_or_soon_after_midnight() -> None:
    here = datetime(2026, 11, 22, 23, 30).astimezone()
    now = here.astimezone(UTC)
    later = hour_of("23:50", now)
    assert later is not None
    assert later - now == timedelta(minutes=20)
    tomorrow = hour_of("0.15", now)
    assert tomorrow is not None
    assert tomorrow - now == timedelta(minutes=45)
    noon = datetime(2026, 11, 22, 12, 30).astimezone().astimezone(UTC)
    over = hour_of("12:00", noon)
    assert over is not None
    assert over < noon
    assert hour_of("1630", noon) == hour_of("16:30", noon)
    assert hour_of("16:60", noon) is None


def test_an_end_that_is_over_is_refused_in_words(room: Served) -> None:
    room.advance_to("tale")
    answer = room.client.post("/lead/end", data={"minutes": -60, "game": "g1"}, headers=HTMX)
    assert answer.status_code == 422
    assert "over already" in answer.text


# --- Plans ------------------------------------------------------------------------------------------------------------


def test_a_plan_is_taken_once_named_and_undone(room: Served) -> None:
    room.advance_to("tale")
    assert "Planned Telling: 1 min." in post(room, "plan", step=10, minutes=1)
    assert room.game.minutes_of(9) == 1
    twice = room.client.post("/lead/plan", data={"step": 10, "minutes": 1, "game": "g1"}, headers=HTMX)
    assert twice.status_code == 409
    assert "Undone: Planned Telling: 1 min." in post(room, "undo", seq=room.game.seq)
    assert room.game.minutes_of(9) == 3


def test_a_protected_step_is_marked_and_cannot_be_cut(room: Served) -> None:
    room.advance_to("tale")
    assert "keeps its 5 min" in room.client.get("/lead").text
    answer = room.client.post("/lead/plan", data={"step": 11, "minutes": 3, "game": "g1"}, headers=HTMX)
    assert answer.status_code == 409
    assert "keeps its minutes" in answer.text


def test_a_later_end_is_one_press_which_pressed_twice_moves_it_once(room: Served) -> None:
    room.advance_to("tale")
    until = _end(room.game) + timedelta(minutes=4)
    for _ in range(2):
        post(room, "later", until=round(until.timestamp() * 1000))
    assert abs(_end(room.game) - until) < timedelta(seconds=1)


# --- What stands beside it --------------------------------------------------------------------------------------------


def test_tables_with_more_minutes_are_listed_until_these_are_over() -> None:
    play = Play()
    play.join(table=2)
    play.to("bed")
    play.lead(ask.GiveTable(table=2, minutes=3))
    assert extra(play.game, play.now) == (Extra(table=2, minutes=3, is_on=False),)
    play.next()
    assert extra(play.game, play.now) == (Extra(table=2, minutes=3, is_on=True),)
    play.wait(3 * 60 + 1)
    assert extra(play.game, play.now) == ()


def test_the_view_of_the_run_sheet_changes_by_whole_minutes_only() -> None:
    play = Play()
    play.to("tale")
    play.wait(61)
    seen = {repr(run(Moment(play.history, play.now + timedelta(seconds=second), Phones()), "")) for second in range(59)}
    assert len(seen) <= 2


def test_the_script_stands_beside_what_it_knows_of_the_room(room: Served) -> None:
    room.join("Ash", table=1)
    room.advance_to("sky")
    assert "Table 1 has no weather yet." in room.client.get("/lead").text

"""The run sheet: where the room is, what the big button does, how late it is."""

from __future__ import annotations

from datetime import timedelta

from facilitator import runsheet
from facilitator.runsheet import Does, Place
from game import commands as ask
from game import views
from tests.given import Play


def _button(play: Play) -> runsheet.Button:
    return runsheet.button(views.console(play.history))


def _over(play: Play) -> int | None:
    return runsheet.minutes_over(views.console(play.history), play.now)


def test_before_the_game_the_big_button_starts_the_first_step(play: Play) -> None:
    button = _button(play)
    assert (button.does, button.title, button.from_step) == (Does.START, "The tale", -1)
    assert all(row.place is Place.AHEAD for row in runsheet.rows(views.console(play.history)))


def test_in_a_step_the_big_button_names_the_next_one(play: Play) -> None:
    play.to("swap")
    button = _button(play)
    assert (button.does, button.title, button.from_step) == (Does.NEXT, "Rest", 5)


def test_in_the_last_step_the_big_button_closes_the_game(play: Play) -> None:
    play.to("fire")
    assert _button(play).does is Does.CLOSE


def test_after_the_close_the_big_button_does_nothing(play: Play) -> None:
    play.to("fire")
    play.lead(ask.CloseGame())
    assert _button(play).does is Does.NOTHING
    assert all(row.place is Place.DONE for row in runsheet.rows(views.console(play.history)))


def test_a_game_on_time_is_neither_behind_nor_ahead(play: Play) -> None:
    play.to("tale")
    play.wait(60)
    play.to("who")
    assert _over(play) == 0


def test_minutes_over_counts_what_earlier_steps_took(play: Play) -> None:
    play.to("tale")
    play.wait(4 * 60)
    play.to("who")
    assert _over(play) == 3


def test_added_minutes_make_the_game_late_and_taken_ones_make_it_early(play: Play) -> None:
    play.to("bed")
    before = _over(play)
    assert before is not None
    play.lead(ask.AddMinutes(minutes=5))
    assert _over(play) == before + 5
    play.lead(ask.AddMinutes(minutes=-1))
    assert _over(play) == before + 4


def test_a_clock_that_stands_makes_the_game_later_as_time_passes(play: Play) -> None:
    play.to("tale")
    play.lead(ask.PauseClock())
    play.wait(3 * 60)
    assert _over(play) == 3


def test_a_step_whose_time_is_over_makes_the_game_later_as_time_passes(play: Play) -> None:
    play.to("tale")
    play.wait(3 * 60)
    assert _over(play) == 2


def test_nothing_is_late_before_the_game_and_after_it(play: Play) -> None:
    assert _over(play) is None
    play.to("fire")
    play.lead(ask.CloseGame())
    assert _over(play) is None


def test_a_step_behind_us_says_how_long_it_really_took(play: Play) -> None:
    play.to("tale")
    play.wait(4 * 60)
    play.to("who")
    first, second, third, *_ = runsheet.rows(views.console(play.history))
    assert (first.place, first.planned, first.real) == (Place.DONE, 1, 4)
    assert (second.place, second.real) == (Place.ON, None)
    assert third.place is Place.AHEAD


def test_going_back_leaves_the_later_steps_ahead(play: Play) -> None:
    play.to("sky")
    play.wait(30)
    play.lead(ask.BackStep(from_step=2))
    places = [row.place for row in runsheet.rows(views.console(play.history))]
    assert places[:3] == [Place.DONE, Place.ON, Place.AHEAD]
    assert _button(play).from_step == 1
    assert play.game.clock.left(play.now) == timedelta(minutes=2).total_seconds() * 1000


def test_a_game_that_goes_on_another_day_is_not_late(play: Play) -> None:
    play.to("tale")
    play.wait(12 * 60 * 60 - 60)
    assert _over(play) == 12 * 60 - 2
    play.wait(24 * 60 * 60)
    assert _over(play) is None

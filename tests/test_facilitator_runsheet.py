"""The run sheet: where the room is, what the big button does, how late it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from facilitator import runsheet
from facilitator.runsheet import Does, Place, Plan, Standing
from game import commands as ask
from game import views
from game.scenario import StepKind
from scenarios.loader import PACKS, load
from tests.given import Play
from tests.tiny import tiny_scenario


def _button(play: Play) -> runsheet.Button:
    return runsheet.button(views.console(play.history))


def _standing(play: Play) -> Standing:
    found = runsheet.standing(views.console(play.history), play.now)
    assert found is not None
    return found


def _behind(play: Play) -> int:
    return _standing(play).behind


def _with_cuts(*cuts: tuple[str, int]) -> Play:
    """The tiny pack, in which these steps may be cut to so many minutes."""
    tiny = tiny_scenario()
    sheet = tiny.run_sheets[0]
    least = dict(cuts)
    steps = tuple(
        replace(step, least=least[step.id], when_cut=f"Less of {step.id}.") if step.id in least else step
        for step in sheet.steps
    )
    return Play(replace(tiny, run_sheets=(replace(sheet, steps=steps), *tiny.run_sheets[1:])))


def _take(play: Play, plan: Plan) -> None:
    """One tap on an offered plan."""
    if plan.until is not None:
        play.lead(ask.SetEnd(at=plan.until))
    else:
        play.lead(ask.PlanMinutes(minutes=((plan.step - 1, plan.minutes),)))


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
    standing = _standing(play)
    assert standing.behind == 0
    assert standing.ends_at == standing.must_end_at
    assert standing.plans == ()


def test_what_earlier_steps_took_moves_the_end_but_not_the_set_end(play: Play) -> None:
    play.to("tale")
    must_end_at = _standing(play).must_end_at
    play.wait(4 * 60)
    play.to("who")
    standing = _standing(play)
    assert standing.behind == 3
    assert standing.must_end_at == must_end_at
    assert standing.ends_at == must_end_at + timedelta(minutes=3)


def test_a_step_that_was_short_leaves_the_room_ahead(play: Play) -> None:
    play.to("sky")
    assert _behind(play) == -3


def test_added_minutes_make_the_game_late_and_taken_ones_make_it_early(play: Play) -> None:
    play.to("bed")
    before = _behind(play)
    play.lead(ask.AddMinutes(minutes=5))
    assert _behind(play) == before + 5
    play.lead(ask.AddMinutes(minutes=-1))
    assert _behind(play) == before + 4


def test_a_clock_that_stands_makes_the_game_later_as_time_passes(play: Play) -> None:
    play.to("tale")
    play.lead(ask.PauseClock())
    play.wait(3 * 60)
    assert _behind(play) == 3


def test_a_step_whose_time_is_over_makes_the_game_later_as_time_passes(play: Play) -> None:
    play.to("tale")
    play.wait(3 * 60)
    assert _behind(play) == 2


def test_a_later_end_makes_the_room_less_late(play: Play) -> None:
    play.to("tale")
    play.lead(ask.SetEnd(at=_standing(play).must_end_at + timedelta(minutes=10)))
    assert _behind(play) == -10


def test_lateness_is_told_in_whole_minutes(play: Play) -> None:
    play.to("tale")
    play.lead(ask.PauseClock())
    seen = set()
    for _ in range(24):
        play.wait(5)
        seen.add(_standing(play))
    assert len(seen) == 3


def test_nothing_is_late_before_the_game_and_after_it(play: Play) -> None:
    assert runsheet.standing(views.console(play.history), play.now) is None
    play.to("fire")
    play.lead(ask.CloseGame())
    assert runsheet.standing(views.console(play.history), play.now) is None


def test_a_game_that_goes_on_another_day_is_not_late(play: Play) -> None:
    play.to("tale")
    play.lead(ask.PauseClock())
    play.wait(20 * 3600)
    assert runsheet.standing(views.console(play.history), play.now) is None


# --- What would help --------------------------------------------------------------------------------------------------


def test_two_minutes_behind_the_steps_that_may_be_cut_are_offered_the_last_one_first() -> None:
    play = _with_cuts(("swap", 3), ("swap-2", 4), ("telling", 1))
    play.to("tale")
    play.wait(3 * 60)
    plans = _standing(play).plans
    assert [(plan.title, plan.planned, plan.minutes, plan.wins) for plan in plans[:2]] == [
        ("Telling", 3, 1, 2),
        ("Swap again", 5, 4, 1),
    ]
    assert plans[0].cost == "Less of telling."
    assert plans[2].until == _standing(play).must_end_at + timedelta(minutes=2)


def test_a_minute_behind_nothing_is_offered() -> None:
    play = _with_cuts(("telling", 1))
    play.to("tale")
    play.wait(2 * 60)
    assert _behind(play) == 1
    assert _standing(play).plans == ()


def test_a_step_is_cut_by_what_is_needed_and_not_more() -> None:
    play = _with_cuts(("swap", 1))
    play.to("tale")
    play.wait(3 * 60)
    assert _standing(play).plans[0].minutes == 3
    _take(play, _standing(play).plans[0])
    assert _behind(play) == 0


def test_a_debrief_that_would_lose_minutes_even_with_all_cuts_is_named(play: Play) -> None:
    late = _with_cuts(("telling", 1))
    late.to("tale")
    late.wait(3 * 60)
    assert _standing(late).hit == 0
    late.wait(2 * 60)
    standing = _standing(late)
    assert (standing.behind, standing.hit, standing.hit_of, standing.hit_title) == (4, 2, 5, "By the fire")
    play.to("tale")
    play.wait(3 * 60)
    assert _standing(play).hit == 2


def test_in_the_last_step_after_the_set_end_a_later_end_can_still_be_taken(play: Play) -> None:
    play.to("fire")
    play.wait(60 * 60)
    (plan,) = _standing(play).plans
    before = _behind(play)
    _take(play, plan)
    assert _behind(play) == before - plan.wins


@pytest.mark.parametrize("seed", range(40))
def test_offered_plans_never_touch_protected_steps_and_win_what_they_say(seed: int) -> None:
    random = Random(seed)
    ids = ("sky", "bed", "craft", "swap", "swap-2", "doing", "telling", "fire")
    play = _with_cuts(*((name, random.randint(1, 3)) for name in ids if random.random() < 0.6))
    protected = {line.number for line in views.console(play.history).sheet if line.is_protected}
    play.to("tale")
    for _ in range(30):
        play.wait(random.randint(1, 400))
        move = random.random()
        standing = runsheet.standing(views.console(play.history), play.now)
        if standing is None:
            break
        assert len(standing.plans) <= 3
        assert protected.isdisjoint(plan.step for plan in standing.plans)
        if standing.plans and move < 0.5:
            plan = random.choice(standing.plans)
            _take(play, plan)
            assert _behind(play) == standing.behind - plan.wins
        elif move < 0.7 and play.game.step_index + 1 < len(play.game.run_sheet.steps):
            play.next()
        elif move < 0.8 and play.game.clock.is_running:
            play.lead(ask.PauseClock())
    minutes = {line.number: line.minutes for line in views.console(play.history).sheet}
    assert all(minutes[number] == play.game.run_sheet.steps[number - 1].minutes for number in protected)


@pytest.mark.parametrize("sheet", ["hub-60", "hub-90", "hub-120"])
def test_our_pack_offers_the_report_back_first_then_the_last_deal_round(sheet: str) -> None:
    play = Play(load(PACKS / "hub-for-london"), run_sheet=sheet)
    play.next()
    play.wait((play.game.run_sheet.steps[0].minutes + 4) * 60)
    first, second, last = _standing(play).plans
    steps = play.game.run_sheet.steps
    assert steps[first.step - 1].kind is StepKind.SPOTLIGHT
    markets = [number + 1 for number, step in enumerate(steps) if step.kind is StepKind.MARKET]
    assert second.step == markets[-1]
    assert last.until is not None
    assert all(plan.cost for plan in (first, second))


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

"""The course of the evening: steps, their clock, event cards, the close."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from game import commands as ask
from game import events as happened
from game.purses import left, spent
from game.refused import Refused, Why
from game.scenario import Effect, EffectKind, EventCard
from game.state import DealState, Scene, Status
from game.steps import LONGEST_MS
from tests.given import Play, gift, kinds
from tests.tiny import tiny_scenario

Market = tuple[Play, dict[str, str]]


def test_next_begins_the_game_and_its_first_step_with_a_running_clock(play: Play) -> None:
    entry = play.next()
    assert kinds(entry) == ["StepStarted", "EndSet", "SceneChosen"]
    assert play.game.status is Status.PLAYING
    assert play.game.clock.ends_at == play.now + timedelta(minutes=1)


def test_a_double_press_moves_the_room_once(play: Play) -> None:
    play.lead(ask.NextStep(from_step=-1))
    assert play.why(ask.NextStep(from_step=-1)) is Why.STEP_MOVED
    assert play.why(ask.BackStep(from_step=5)) is Why.STEP_MOVED


def test_there_is_a_first_and_a_last_step(play: Play) -> None:
    assert play.why(ask.BackStep(from_step=-1)) is Why.NO_STEP_BEFORE
    play.next()
    assert play.why(ask.BackStep(from_step=0)) is Why.NO_STEP_BEFORE
    play.to("fire")
    assert play.why(ask.NextStep(from_step=play.game.step_index)) is Why.NO_MORE_STEPS


def test_back_returns_to_the_step_before_with_its_full_minutes_and_keeps_what_was_dealt(play: Play) -> None:
    play.to("bed")
    hands = play.game.tables[1].hands
    play.wait(100)
    entry = play.lead(ask.BackStep(from_step=play.game.step_index))
    assert kinds(entry) == ["StepStarted"]
    assert play.game.step is not None and play.game.step.id == "sky"
    assert play.game.clock.left(play.now) == 120_000
    assert play.game.tables[1].hands == hands


def test_a_step_deals_each_table_its_hand(play: Play) -> None:
    play.to("sky")
    assert all(len(table.hands["sky"].cards) == 2 for table in play.game.tables.values())


def test_rounds_count_the_markets_that_were_begun(play: Play) -> None:
    play.to("swap")
    assert play.game.round == 1
    play.lead(ask.BackStep(from_step=play.game.step_index))
    play.next()
    assert play.game.round == 1
    play.to("swap-2")
    assert play.game.round == 2


def test_the_cast_step_offers_to_everybody_who_has_no_character(play: Play) -> None:
    ada, ben = play.join("Ada"), play.join("Ben")
    play.become(ada, "grower")
    play.to("who")
    assert (play.player(ada).offered, len(play.player(ben).offered)) == ((), 2)


def test_a_paused_clock_keeps_what_was_left_and_runs_on_from_it(play: Play) -> None:
    play.to("bed")
    play.wait(60)
    play.lead(ask.PauseClock())
    assert play.game.clock.left_ms == 120_000
    assert play.why(ask.PauseClock()) is Why.CLOCK_STANDS
    play.wait(600)
    play.lead(ask.ResumeClock())
    assert play.game.clock.left(play.now) == 120_000
    assert play.why(ask.ResumeClock()) is Why.CLOCK_RUNS


def test_a_pause_after_a_restart_says_itself_what_was_left(play: Play) -> None:
    play.to("bed")
    play.wait(600)
    play.lead(ask.PauseClock(at_left_ms=90_000))
    assert play.game.clock.left_ms == 90_000


def test_a_clock_whose_time_is_over_pauses_at_nothing(play: Play) -> None:
    play.next()
    play.wait(600)
    play.lead(ask.PauseClock())
    assert play.game.clock.left_ms == 0


def test_minutes_are_added_and_taken_but_never_below_nothing(play: Play) -> None:
    assert play.why(ask.AddMinutes(minutes=1)) is Why.NOT_PLAYING
    play.to("bed")
    play.lead(ask.AddMinutes(minutes=2))
    assert play.game.clock.left(play.now) == 5 * 60_000
    play.lead(ask.AddMinutes(minutes=-9))
    assert play.game.clock.left(play.now) == 0
    assert play.why(ask.AddMinutes(minutes=0)) is Why.NOT_PLAYING


def test_after_time_is_up_minutes_count_from_now(play: Play) -> None:
    play.next()
    play.wait(500)
    play.lead(ask.AddMinutes(minutes=2))
    assert play.game.clock.left(play.now) == 120_000


def test_minutes_are_added_to_a_standing_clock_without_starting_it(play: Play) -> None:
    play.to("bed")
    play.lead(ask.PauseClock())
    play.lead(ask.AddMinutes(minutes=1))
    assert play.game.clock.left_ms == 4 * 60_000 and not play.game.clock.is_running


@pytest.mark.parametrize("minutes", [10**9, 10**18, -(10**18)])
def test_no_number_of_minutes_breaks_the_clock(play: Play, minutes: int) -> None:
    play.next()
    play.lead(ask.AddMinutes(minutes=minutes))
    assert 0 <= play.game.clock.left(play.now) <= LONGEST_MS
    play.lead(ask.PauseClock(at_left_ms=abs(minutes)))
    play.lead(ask.ResumeClock())
    assert play.game.clock.left(play.now) == LONGEST_MS


def test_an_event_puts_the_deals_of_a_role_in_doubt(at_market: Market) -> None:
    play, who = at_market
    frozen = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    safe = play.shake(who["grower1"], who["idea2"], gift(who["singer1"], "song"), others=(who["picker2"],))
    play.become(who["grower1"], "singer")
    entry = play.lead(ask.SendEvent(card="frost"))
    assert kinds(entry) == ["EventSent", "DealDoubted"]
    assert play.deal(frozen).state is DealState.IN_DOUBT and play.deal(frozen).doubted_by == "frost"
    assert play.deal(safe).state is DealState.AGREED
    assert play.game.sent[-1].step == play.game.step_index
    assert play.why(ask.SendEvent(card="dragon")) is Why.UNKNOWN


def _with(*effects: Effect) -> Play:
    card = EventCard(id="now", title="Now", text="It is now.", do="Look.", effects=effects)
    play = Play(replace(tiny_scenario(), events=(card,)))
    for name, table, role in (("Ada", 1, "grower"), ("Ben", 2, "singer"), ("Cy", 2, "grower")):
        play.join(name, table=table, role=role)
    play.to("bed")
    play.write("p2")
    play.to("swap")
    return play


def test_an_event_puts_the_deals_of_a_side_in_doubt_once() -> None:
    both = (Effect(kind=EffectKind.DOUBT_SIDE, target="pickers"), Effect(kind=EffectKind.DOUBT_ROLE, target="singer"))
    play = _with(*both)
    ada, ben, cy = play.game.players
    doubted = play.shake(ada, play.game.tables[1].idea, gift(ben, "song"))
    safe = play.shake(ada, play.game.tables[1].idea, gift(cy, "seed"))
    entry = play.lead(ask.SendEvent(card="now"))
    assert kinds(entry) == ["EventSent", "DealDoubted"]
    assert (play.deal(doubted).state, play.deal(safe).state) == (DealState.IN_DOUBT, DealState.AGREED)


def test_an_event_grants_tokens_to_a_role() -> None:
    play = _with(Effect(kind=EffectKind.GRANT_ROLE, target="singer", token="seed", count=2))
    _, ben, _ = play.game.players
    play.lead(ask.SendEvent(card="now"))
    assert play.player(ben).purse == {"song": 2, "seed": 2}


def test_the_end_of_an_event_takes_what_was_not_spent() -> None:
    play = _with(Effect(kind=EffectKind.RETURN_UNSPENT, token="seed"))
    ada, ben, cy = play.game.players
    play.shake(ben, play.game.tables[1].idea, gift(cy, "seed"))
    play.lead(ask.SendEvent(card="now"))
    assert play.player(ada).purse["seed"] == 2
    play.lead(ask.EndEvent(card="now"))
    assert [left(play.game, player, "seed") for player in (ada, ben, cy)] == [0, 0, 0]
    assert play.player(cy).purse["seed"] == 1 and play.player(ada).purse["seed"] == 0


def test_what_was_copied_to_an_idea_is_spent() -> None:
    play = _with(Effect(kind=EffectKind.RETURN_UNSPENT, token="song"))
    ada, ben, _ = play.game.players
    play.shake(ada, play.game.tables[1].idea, gift(ben, "song"))
    play.lead(ask.SendEvent(card="now"))
    play.lead(ask.EndEvent(card="now"))
    assert play.player(ben).purse["song"] == spent(play.game, ben, "song") == 1


def test_at_the_close_what_is_proposed_lapses_and_the_clock_stands(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    held = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    entry = play.lead(ask.CloseGame())
    assert kinds(entry) == ["DealLapsed", "GameClosed"]
    assert (play.deal(deal).state, play.deal(held).state) == (DealState.LAPSED, DealState.AGREED)
    assert play.game.status is Status.CLOSED and not play.game.clock.is_running
    assert play.why(ask.NextStep(from_step=play.game.step_index)) is Why.GAME_CLOSED


def test_only_a_closed_game_is_published_and_again_after_a_change(play: Play) -> None:
    assert play.why(ask.Publish()) is Why.GAME_NOT_CLOSED
    play.lead(ask.CloseGame())
    play.lead(ask.Publish())
    play.lead(ask.Publish())
    assert play.game.published == 2


def test_next_brings_the_wall_back_to_the_step(play: Play) -> None:
    play.next()
    play.lead(ask.ChooseScene(scene=Scene.BLANK))
    assert "SceneChosen" in kinds(play.next())
    assert play.game.scene is Scene.STEP
    assert "SceneChosen" not in kinds(play.next())


def test_a_step_s_clock_and_round_are_in_its_event(play: Play) -> None:
    started, *_ = play.next().events
    assert isinstance(started, happened.StepStarted) and started.clock.ends_at == started.at + timedelta(minutes=1)


# --- Planned minutes, the end, the size of the room ------------------------------------------------------------------


def _plan(*minutes: tuple[int, int]) -> ask.PlanMinutes:
    return ask.PlanMinutes(minutes=minutes)


def _cut_to(least: int) -> Play:
    """The short day, in which the sky may be cut to so many minutes."""
    scenario = tiny_scenario()
    sheets = tuple(
        replace(sheet, steps=tuple(replace(step, least=least) if step.id == "sky" else step for step in sheet.steps))
        for sheet in scenario.run_sheets
    )
    return Play(replace(scenario, run_sheets=sheets))


def test_the_end_is_set_once_with_the_first_step_to_the_sum_of_all_minutes(play: Play) -> None:
    assert play.game.must_end_at is None
    play.lead(_plan((2, 6)))
    play.next()
    whole = sum(step.minutes for step in play.game.run_sheet.steps) + 4
    end = play.now + timedelta(minutes=whole)
    assert play.game.must_end_at == end
    play.wait(100)
    assert "EndSet" not in kinds(play.next())
    play.lead(ask.BackStep(from_step=1))
    assert play.game.must_end_at == end


def test_an_end_that_the_facilitator_set_before_is_kept_and_an_undone_first_step_takes_its_end_along(
    play: Play,
) -> None:
    play.next()
    play.lead(ask.Undo(seq=play.game.seq))
    assert play.game.must_end_at is None
    end = play.now + timedelta(minutes=45)
    play.lead(ask.SetEnd(at=end))
    assert kinds(play.next()) == ["StepStarted", "SceneChosen"]
    assert play.game.must_end_at == end


def test_the_end_is_in_the_future_and_within_a_day(play: Play) -> None:
    for away in (timedelta(0), timedelta(minutes=-1), timedelta(hours=25)):
        assert play.why(ask.SetEnd(at=play.now + away)) is Why.NOT_NOW
    play.lead(ask.SetEnd(at=play.now + timedelta(minutes=1)))
    play.lead(ask.CloseGame())
    assert play.why(ask.SetEnd(at=play.now + timedelta(minutes=1))) is Why.GAME_CLOSED


def test_a_step_that_comes_begins_with_the_minutes_that_were_planned(play: Play) -> None:
    play.to("who")
    entry = play.lead(_plan((2, 7), (3, 1)))
    assert kinds(entry) == ["StepsPlanned"]
    assert (play.game.minutes_of(2), play.game.minutes_of(3), play.game.minutes_of(4)) == (7, 1, 3)
    play.next()
    assert play.game.clock.left(play.now) == 7 * 60_000
    play.lead(ask.Undo(seq=entry.seq))
    assert play.game.minutes_of(3) == 3


def test_only_what_is_planned_otherwise_is_told_and_the_last_word_on_a_step_counts(play: Play) -> None:
    (event,) = play.lead(_plan((2, 9), (3, 3), (2, 4))).events
    assert isinstance(event, happened.StepsPlanned) and event.minutes == ((2, 4),)
    assert play.why(_plan((2, 4), (3, 3))) is Why.NOT_NOW
    assert play.why(_plan()) is Why.NOT_NOW
    assert play.why(_plan((2, 9), (2, 4))) is Why.NOT_NOW


@pytest.mark.parametrize(
    ("minutes", "why"),
    [
        ((99, 3), Why.UNKNOWN),
        ((-1, 3), Why.UNKNOWN),
        ((0, 3), Why.STEP_PAST),
        ((1, 3), Why.STEP_PAST),
        ((2, 0), Why.NOT_NOW),
        ((2, -5), Why.NOT_NOW),
        ((2, 10**9), Why.NOT_NOW),
        ((10, 4), Why.PROTECTED),
    ],
)
def test_steps_that_are_not_there_on_or_over_or_protected_are_not_planned_shorter(
    play: Play, minutes: tuple[int, int], why: Why
) -> None:
    play.to("who")
    assert play.why(_plan((3, 4), minutes)) is why


def test_a_protected_step_may_be_longer_and_back_to_what_the_pack_says(play: Play) -> None:
    play.lead(_plan((10, 9)))
    assert play.why(_plan((10, 4))) is Why.PROTECTED
    play.lead(_plan((10, 5)))
    assert play.game.minutes_of(10) == 5


def test_no_step_is_cut_below_the_least_that_its_pack_allows() -> None:
    play = _cut_to(2)
    said = play.do(_plan((2, 1)))
    assert isinstance(said, Refused) and (said.why, said.detail("step")) == (Why.PROTECTED, "The sky")
    play = _cut_to(1)
    play.lead(_plan((2, 1)))
    assert play.game.minutes_of(2) == 1


def test_the_letters_of_the_wall_have_three_sizes(play: Play) -> None:
    assert play.game.room_size == 100
    for percent in (150, 125, 100):
        play.lead(ask.SizeRoom(percent=percent))
        assert play.game.room_size == percent
    for percent in (0, 99, 200, -100):
        assert play.why(ask.SizeRoom(percent=percent)) is Why.UNKNOWN


def test_each_ring_counts_one(play: Play) -> None:
    play.lead(ask.Ring())
    play.lead(ask.Ring())
    assert play.game.rings == 2

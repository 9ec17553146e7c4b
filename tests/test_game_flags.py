"""Who needs the facilitator: by table, worst first, and only when it lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from game import commands as ask
from game.flags import Flag, FlagKind, Suggest, flags
from game.state import CallAnswer, CallFor, Game
from tests.given import Play, gift, market
from tests.tiny import tiny_scenario


def _flags(play: Play, lost: dict[int, tuple[int, datetime]] | None = None) -> list[tuple[FlagKind, int]]:
    return [(flag.kind, flag.table) for flag in _found(play, lost)]


def _found(play: Play, lost: dict[int, tuple[int, datetime]] | None = None) -> tuple[Flag, ...]:
    return flags(play.history, play.now, lost or {})


def _only(play: Play, kind: FlagKind) -> Flag:
    (flag,) = (flag for flag in _found(play) if flag.kind is kind)
    return flag


def _with_minutes(step: str, minutes: int) -> Play:
    """The tiny pack with one longer step, and one player at each of two tables."""
    tiny = tiny_scenario()
    sheet = tiny.run_sheets[0]
    steps = tuple(replace(line, minutes=minutes) if line.id == step else line for line in sheet.steps)
    play = Play(replace(tiny, run_sheets=(replace(sheet, steps=steps),)))
    for number in (1, 2):
        play.join(table=number)
    play.to(step)
    for player in tuple(play.game.players):
        play.become(player, "grower")
    return play


# --- Calls -------------------------------------------------------------------------------------------------------------


def test_a_call_comes_first_and_the_longest_wait_before_the_others(play: Play) -> None:
    one, two = play.join(table=1), play.join(table=2)
    play.to("tale")
    play.must(ask.CallFacilitator(player=two, what=CallFor.HELP))
    play.wait(30)
    play.must(ask.CallFacilitator(player=one, what=CallFor.TIME))
    assert _flags(play, {1: (2, play.now - timedelta(minutes=9))}) == [
        (FlagKind.CALL, 2),
        (FlagKind.CALL, 1),
        (FlagKind.LOST, 1),
    ]
    first, second = _found(play)
    assert (first.about, first.acts) == (CallFor.HELP, (Suggest.COMING, Suggest.TABLE))
    assert (second.about, second.acts) == (CallFor.TIME, (Suggest.TIME, Suggest.COMING))


def test_a_call_that_was_answered_is_no_flag_and_another_one_is_another_flag(play: Play) -> None:
    one = play.join(table=1)
    play.to("tale")
    play.must(ask.CallFacilitator(player=one, what=CallFor.HELP))
    before = _found(play)[0].id
    play.lead(ask.AnswerCall(table=1, answer=CallAnswer.COMING))
    assert _found(play) == ()
    play.wait(60)
    play.must(ask.CallFacilitator(player=one, what=CallFor.HELP))
    assert _found(play)[0].id != before


# --- Phones ------------------------------------------------------------------------------------------------------------


def test_two_phones_that_are_lost_for_two_minutes_are_a_flag(play: Play) -> None:
    play.join(table=1)
    play.to("tale")
    since = play.now
    play.wait(119)
    assert _flags(play, {1: (2, since)}) == []
    play.wait(1)
    (flag,) = _found(play, {1: (3, since)})
    assert (flag.kind, flag.count, flag.minutes(play.now), flag.acts) == (FlagKind.LOST, 3, 2, (Suggest.WAY_BACK,))


def test_phones_of_a_table_on_paper_are_never_lost(play: Play) -> None:
    play.join(table=1)
    play.lead(ask.PutOnPaper(table=1, on_paper=True))
    play.to("tale")
    play.wait(600)
    assert _flags(play, {1: (2, play.now - timedelta(minutes=9)), 9: (2, play.now - timedelta(minutes=9))}) == []


# --- Quiet -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["sky", "bed", "craft", "swap"])
def test_a_table_without_what_the_step_wants_is_quiet_after_six_of_ten_minutes(step: str) -> None:
    play = _with_minutes(step, 10)
    play.wait(6 * 60 - 1)
    assert _flags(play) == []
    play.wait(1)
    assert _flags(play) == [(FlagKind.QUIET, 1), (FlagKind.QUIET, 2)]
    assert _only_table(play, 1).acts == (Suggest.NUDGE, Suggest.TABLE)


def _only_table(play: Play, number: int) -> Flag:
    (flag,) = (flag for flag in _found(play) if flag.table == number)
    return flag


def test_a_table_that_chose_is_not_quiet() -> None:
    play = _with_minutes("sky", 10)
    one = next(play.game.seated(1)).id
    play.must(ask.ChooseCard(player=one, step="sky", card=play.game.tables[1].hands["sky"].cards[0]))
    play.wait(600)
    assert _flags(play) == [(FlagKind.QUIET, 2)]


def test_a_table_where_somebody_does_something_is_not_quiet() -> None:
    play = _with_minutes("bed", 10)
    one = next(play.game.seated(1)).id
    play.wait(300)
    play.must(ask.Rename(player=one, name=play.player(one).name))
    play.wait(300)
    assert _flags(play) == [(FlagKind.QUIET, 2)]


def test_a_table_that_made_a_deal_in_this_step_or_waits_for_answers_is_not_quiet() -> None:
    play, who = market()
    play.to("swap")
    play.propose(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    play.wait(4 * 60)
    assert FlagKind.QUIET not in {kind for kind, _ in _flags(play)}


@pytest.mark.parametrize(("planned", "seconds"), [(5, 180), (2, 120), (30, 18 * 60)])
def test_what_lasts_too_long_grows_with_the_step_and_is_never_below_two_minutes(planned: int, seconds: int) -> None:
    play = _with_minutes("bed", planned)
    play.wait(seconds - 1)
    assert _flags(play) == []
    play.wait(1)
    assert {kind for kind, _ in _flags(play)} == {FlagKind.QUIET}


def test_while_the_clock_stands_nobody_is_quiet_and_afterwards_it_counts_anew() -> None:
    play = _with_minutes("bed", 10)
    play.wait(60)
    play.lead(ask.PauseClock())
    play.wait(900)
    assert _flags(play) == []
    play.lead(ask.ResumeClock())
    assert _flags(play) == []
    play.wait(5 * 60)
    play.lead(ask.AddMinutes(minutes=1))
    play.wait(60)
    assert {kind for kind, _ in _flags(play)} == {FlagKind.QUIET}


def test_a_table_on_paper_is_never_quiet() -> None:
    play = _with_minutes("bed", 10)
    play.lead(ask.PutOnPaper(table=1, on_paper=True))
    play.wait(900)
    assert _flags(play) == [(FlagKind.QUIET, 2)]


@pytest.mark.parametrize("step", ["tale", "who", "rest", "telling", "fire"])
def test_where_nothing_is_wanted_nobody_is_quiet(step: str) -> None:
    play = _with_minutes(step, 10)
    play.wait(900)
    assert FlagKind.QUIET not in {kind for kind, _ in _flags(play)}


def test_an_empty_table_needs_nobody(play: Play) -> None:
    play.to("sky")
    play.wait(900)
    assert _flags(play) == []


# --- Proposals ---------------------------------------------------------------------------------------------------------


def test_three_proposals_with_one_person_are_a_flag_that_names_only_the_character() -> None:
    play, who = market()
    play.to("swap")
    for proposer in ("grower1", "picker1", "singer1"):
        play.propose(who[proposer], who["idea1"], gift(who["picker2"], "ladder"))
    flag = _only(play, FlagKind.ASKED)
    assert (flag.table, flag.count, flag.about) == (2, 3, "Picker")
    assert who["picker2"] not in repr(flag)


def test_a_proposal_that_nobody_answers_is_a_flag_of_the_table_that_has_to() -> None:
    play, who = market()
    play.to("swap")
    play.propose(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    play.wait(149)
    assert FlagKind.UNANSWERED not in {kind for kind, _ in _flags(play)}
    play.wait(1)
    flag = _only(play, FlagKind.UNANSWERED)
    assert (flag.table, flag.count, flag.minutes(play.now)) == (2, 1, 2)
    play.must(ask.AnswerDeal(player=who["singer2"], deal=next(iter(play.game.deals)), version=1, yes=True))
    assert FlagKind.UNANSWERED not in {kind for kind, _ in _flags(play)}


# --- Characters, and deals among themselves ----------------------------------------------------------------------------


def test_somebody_without_a_character_after_the_dealing_is_a_flag_after_two_minutes(play: Play) -> None:
    play.join(table=1)
    play.to("who")
    play.wait(900)
    assert _flags(play) == []
    play.to("sky")
    play.wait(119)
    assert _flags(play) == []
    play.wait(1)
    flag = _only(play, FlagKind.NO_CHARACTER)
    assert (flag.table, flag.count, flag.acts[0]) == (1, 1, Suggest.NUDGE)


def test_whoever_comes_late_has_two_minutes_to_choose(play: Play) -> None:
    play.to("bed")
    play.wait(600)
    late = play.join(table=2)
    assert _flags(play) == []
    play.wait(120)
    assert (FlagKind.NO_CHARACTER, 2) in _flags(play)
    play.become(late, "singer")
    assert FlagKind.NO_CHARACTER not in {kind for kind, _ in _flags(play)}


def test_a_table_whose_deals_stay_inside_is_a_flag_from_the_second_market_on() -> None:
    play, who = market()
    play.to("swap")
    play.shake(who["singer1"], who["idea1"], gift(who["picker1"], "ladder"))
    play.wait(200)
    assert FlagKind.INSIDE not in {kind for kind, _ in _flags(play)}
    play.to("swap-2")
    play.wait(120)
    assert (FlagKind.INSIDE, 1) in _flags(play)
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    assert FlagKind.INSIDE not in {kind for kind, _ in _flags(play)}


# --- Always ------------------------------------------------------------------------------------------------------------


def test_before_the_first_step_and_after_the_close_nobody_needs_anything(play: Play) -> None:
    play.join(table=1)
    play.wait(3600)
    assert _flags(play, {1: (2, play.now - timedelta(hours=1))}) == []
    play.to("fire")
    play.wait(3600)
    play.lead(ask.CloseGame())
    assert _flags(play, {1: (2, play.now - timedelta(hours=1))}) == []


def test_an_act_that_was_undone_is_no_sign_of_life() -> None:
    play = _with_minutes("bed", 10)
    play.wait(300)
    written = play.lead(ask.AddTable())
    one = next(play.game.seated(1)).id
    play.must(ask.Rename(player=one, name=play.player(one).name))
    renamed = play.game.seq
    play.lead(ask.Undo(seq=renamed, also=(written.seq,)))
    play.wait(60)
    assert _flags(play) == [(FlagKind.QUIET, 1), (FlagKind.QUIET, 2)]


def test_no_flag_holds_a_person(play: Play) -> None:
    names = ("Zebedee", "Philomena")
    for name in names:
        play.join(name, table=1)
    play.to("sky")
    play.wait(900)
    told = repr(_found(play, {1: (2, play.now - timedelta(minutes=9))}))
    assert "table=1" in told
    assert not any(name in told or badge in told for name in names for badge in _badges(play.game))


def _badges(game: Game) -> list[str]:
    return [player.badge for player in game.seated()]

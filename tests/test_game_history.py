"""Entries and the game they add up to: fold, as-of, undo by leaving out, late actions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game import commands as ask
from game import events as happened
from game.history import MOST_TOGETHER, CannotFollow, Entry, History, opening
from game.invariants import broken
from game.purses import left
from game.refused import Refused, Why
from game.scenario import Words
from game.seating import MOST_TABLES
from game.state import DealState, Status
from tests.given import NOON, Play, gift, kinds, market, terms
from tests.tiny import tiny_scenario

Market = tuple[Play, dict[str, str]]


def test_a_game_opens_with_tables_for_the_expected_heads(play: Play) -> None:
    def tables(expected: int, size: int) -> int:
        command = ask.CreateGame(
            game="g",
            code="FIG",
            title=Words("x"),
            scenario=tiny_scenario(),
            run_sheet="short",
            expected=expected,
            table_size=size,
        )
        return len(opening(command, play.now)) - 1

    assert [tables(0, 6), tables(1, 6), tables(6, 6), tables(7, 6), tables(48, 6)] == [1, 1, 1, 2, 8]
    assert tables(10**9, 1) == MOST_TABLES


def test_the_same_entries_fold_to_the_same_game(at_market: Market) -> None:
    play, _ = at_market
    again = History.of(play.history.entries)
    assert again.game == play.game and again.undone == play.history.undone


def test_a_history_begins_with_its_opening_and_goes_on_by_one(play: Play) -> None:
    with pytest.raises(ValueError, match="opening"):
        History.of(())
    entry = Entry(seq=1, at=play.now, by="lead", command_id="c", events=(happened.TableAdded(table=1),))
    with pytest.raises(CannotFollow):
        History.of((entry,))
    for seq in (1, 3):
        with pytest.raises(CannotFollow):
            play.history.after(replace(entry, seq=seq, events=(happened.TableAdded(table=3),)))


def test_a_history_can_be_asked_how_it_stood(at_market: Market) -> None:
    play, who = at_market
    seq, before = play.game.seq, play.game
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    assert play.history.until(seq).game == before
    entry = play.history.entry(seq + 1)
    assert entry is not None and kinds(entry)[-1] == "DealAgreed"
    assert play.history.entry(0) is None and play.history.entry(seq + 2) is None


def test_an_undone_entry_is_left_out_and_the_rest_folded_again(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    seq = play.game.seq
    kept = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    entry = play.lead(ask.Undo(seq=seq))
    assert kinds(entry) == ["EntryUndone"]
    assert list(play.game.deals) == [kept]
    assert left(play.game, who["grower2"], "seed") == 1
    assert play.history.undone == {seq}
    assert play.game.seq == entry.seq
    assert History.of(play.history.entries).game == play.game


def test_before_the_undo_the_entry_was_there(at_market: Market) -> None:
    play, who = at_market
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    seq = play.game.seq
    play.lead(ask.Undo(seq=seq))
    assert deal in play.history.until(seq).game.deals


def test_an_undone_next_returns_with_the_minutes_it_had_left(play: Play) -> None:
    play.to("bed")
    play.wait(100)
    play.next()
    play.wait(500)
    play.lead(ask.Undo(seq=play.game.seq))
    assert play.game.step is not None and play.game.step.id == "bed"
    assert play.game.clock.is_running
    assert play.game.clock.left(play.now) == 80_000


def test_an_undone_next_from_a_standing_clock_returns_to_a_standing_clock(play: Play) -> None:
    play.to("bed")
    play.wait(60)
    play.lead(ask.PauseClock())
    play.next()
    play.wait(60)
    play.lead(ask.Undo(seq=play.game.seq))
    assert not play.game.clock.is_running and play.game.clock.left_ms == 120_000


def test_an_undone_next_returns_to_its_own_minutes_though_the_clock_was_touched_since(play: Play) -> None:
    play.to("bed")
    play.wait(100)
    play.next()
    moved = play.game.seq
    play.lead(ask.AddMinutes(minutes=9))
    play.lead(ask.PauseClock())
    play.lead(ask.Undo(seq=moved))
    assert play.game.step is not None and play.game.step.id == "bed"
    assert play.game.clock.left(play.now) == 80_000 and play.game.clock.is_running


def test_an_undone_next_that_is_not_the_newest_leaves_the_clock_alone(play: Play) -> None:
    play.to("sky")
    moved = play.game.seq
    play.next()
    play.lead(ask.Undo(seq=moved))
    assert play.game.step is not None and play.game.step.id == "bed"
    assert play.game.clock.left(play.now) == 180_000


def test_an_undone_pause_runs_on_with_what_it_had(play: Play) -> None:
    play.to("bed")
    play.wait(60)
    play.lead(ask.PauseClock())
    play.wait(60)
    play.lead(ask.Undo(seq=play.game.seq))
    assert play.game.clock.left(play.now) == 120_000


def test_minutes_that_are_taken_back_give_back_none_that_passed(play: Play) -> None:
    play.to("bed")
    play.wait(1)
    assert play.game.clock.left(play.now) == 179_000
    play.lead(ask.AddMinutes(minutes=5))
    play.wait(100)
    play.lead(ask.Undo(seq=play.game.seq))
    assert play.game.clock.is_running and play.game.clock.left(play.now) == 79_000
    assert History.of(play.history.entries).game.clock == play.game.clock


def test_minutes_that_were_given_to_a_standing_clock_are_taken_back(play: Play) -> None:
    play.to("bed")
    play.lead(ask.PauseClock())
    play.lead(ask.AddMinutes(minutes=5))
    play.wait(100)
    play.lead(ask.Undo(seq=play.game.seq))
    assert not play.game.clock.is_running and play.game.clock.left_ms == 180_000


def test_an_undone_resume_stands_again_with_what_it_had(play: Play) -> None:
    play.to("bed")
    play.lead(ask.PauseClock())
    play.lead(ask.ResumeClock())
    play.wait(100)
    play.lead(ask.Undo(seq=play.game.seq))
    assert not play.game.clock.is_running and play.game.clock.left_ms == 180_000


def test_an_undo_of_something_else_leaves_the_clock_alone(play: Play) -> None:
    ada = play.join("Ada")
    play.to("bed")
    play.write(ada)
    seq = play.game.seq
    play.wait(60)
    play.lead(ask.Undo(seq=seq))
    assert play.game.clock.left(play.now) == 120_000


def test_after_the_close_the_course_of_the_evening_is_not_undone_but_what_was_decided_is(play: Play) -> None:
    play.to("bed")
    step = play.game.seq
    play.lead(ask.AddTable())
    table = play.game.seq
    play.lead(ask.CloseGame())
    assert play.why(ask.Undo(seq=step)) is Why.CANNOT_UNDO
    play.lead(ask.Undo(seq=table))
    assert play.game.status is Status.CLOSED and not play.game.clock.is_running


def test_an_undone_first_next_returns_to_the_lobby(play: Play) -> None:
    play.next()
    play.lead(ask.Undo(seq=play.game.seq))
    assert play.game.status is Status.LOBBY and play.game.step is None


def test_an_undo_that_later_entries_stand_on_names_them(at_market: Market) -> None:
    play, who = at_market
    begun = next(entry.seq for entry in play.history.entries if "IdeaBegun" in kinds(entry))
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    first = play.game.seq
    play.must(ask.WriteIdea(player=who["singer1"], title=Words("Bed one"), line=Words("")))
    said = play.do(ask.Undo(seq=begun))
    assert isinstance(said, Refused) and said.why is Why.UNDO_BLOCKED
    assert said.detail("entries") == (first, first + 1)
    for seq in (first, first + 1, begun):
        play.lead(ask.Undo(seq=seq))
    assert who["idea1"] not in play.game.ideas


def test_an_undo_that_would_break_a_purse_is_blocked_by_who_spent(at_market: Market) -> None:
    play, who = at_market
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    play.must(ask.TakeBack(player=who["grower2"], deal=deal))
    taken_back = play.game.seq
    play.shake(who["singer1"], who["idea1"], gift(who["grower2"], "ladder"))
    said = play.do(ask.Undo(seq=taken_back))
    assert isinstance(said, Refused) and said.why is Why.UNDO_BLOCKED
    assert said.detail("entries") == (play.game.seq,)


def test_an_undo_that_would_seat_two_on_one_badge_is_blocked(play: Play) -> None:
    ada = play.join("Ada", table=1)
    play.lead(ask.MovePlayer(player=ada, table=2))
    moved = play.game.seq
    play.join("Ben", table=1)
    said = play.do(ask.Undo(seq=moved))
    assert isinstance(said, Refused) and said.detail("entries") == (play.game.seq,)


def test_an_undo_does_not_bring_a_card_twice_into_a_plan() -> None:
    play, who = market()
    pick = play.pick(who["grower1"], "craft-1")
    play.must(ask.DropMethod(player=who["grower1"], pick=pick))
    dropped = play.game.seq
    play.pick(who["grower1"], "craft-1")
    said = play.do(ask.Undo(seq=dropped))
    assert isinstance(said, Refused) and said.why is Why.UNDO_BLOCKED


def test_what_opened_the_game_who_came_undos_and_the_close_are_never_undone(play: Play) -> None:
    play.join("Ada")
    joined = play.game.seq
    play.next()
    play.lead(ask.Undo(seq=play.game.seq))
    undo = play.game.seq
    play.lead(ask.CloseGame())
    for seq in (1, joined, undo - 1, undo, play.game.seq):
        assert play.why(ask.Undo(seq=seq)) is Why.CANNOT_UNDO
    for seq in (0, -1, 99, 10**18):
        assert play.why(ask.Undo(seq=seq)) is Why.UNKNOWN


def test_the_facilitator_sees_their_own_acts_newest_first(play: Play) -> None:
    ada = play.join("Ada")
    play.to("sky")
    play.must(ask.ChooseCard(player=ada, step="sky", title=Words("Fog")))
    play.lead(ask.AddTable())
    assert [kinds(entry)[0] for entry in play.history.undoable()] == [
        "TableAdded",
        "StepStarted",
        "StepStarted",
        "StepStarted",
    ]


def test_many_entries_in_the_way_are_not_all_looked_for(play: Play) -> None:
    ada = play.join("Ada")
    play.to("bed")
    idea = play.write(ada)
    written = play.game.seq
    for number in range(9):
        play.write(ada, title=f"Bed {number}")
    said = play.do(ask.Undo(seq=written))
    assert isinstance(said, Refused) and idea in play.game.ideas
    entries = said.detail("entries")
    assert isinstance(entries, tuple) and entries[0] == written + 1


# --- Several together ------------------------------------------------------------------------------------------------


def _left(play: Play) -> int:
    """The seconds that the clock shows."""
    return play.game.clock.left(play.now) // 1000


def _undo(play: Play, *seqs: int) -> None:
    play.lead(ask.Undo(seq=seqs[0], also=seqs[1:]))


def test_entries_are_left_out_together_all_or_none(at_market: Market) -> None:
    play, who = at_market
    before = play.game
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    one = play.game.seq
    play.lead(ask.AddTable())
    two = play.game.seq
    for wrong in (1, 99, play.history.entries[1].seq):
        assert play.why(ask.Undo(seq=one, also=(two, wrong))) in {Why.CANNOT_UNDO, Why.UNKNOWN}
    entry = play.lead(ask.Undo(seq=one, also=(two, one, two)))
    assert kinds(entry) == ["EntryUndone", "EntryUndone"]
    assert play.history.undone == {one, two}
    assert replace(play.game, seq=before.seq, taken_back=None) == before
    assert History.of(play.history.entries).game == play.game


def test_what_hangs_on_an_entry_is_offered_as_a_group_and_hangs_together(at_market: Market) -> None:
    play, who = at_market
    begun = next(entry.seq for entry in play.history.entries if "IdeaBegun" in kinds(entry))
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    first = play.game.seq
    play.lead(ask.VoidDeal(deal=deal))
    play.write(who["singer1"], title="Bed one")
    assert play.history.group_of(begun) == (first, first + 1, first + 2)
    _undo(play, begun, *play.history.group_of(begun))
    assert who["idea1"] not in play.game.ideas and not play.game.deals


def test_nothing_is_offered_where_nothing_hangs_where_somebody_came_or_where_it_is_too_much(play: Play) -> None:
    ada = play.join("Ada")
    play.to("bed")
    play.lead(ask.AddTable())
    added = play.game.seq
    assert play.history.group_of(added) == ()
    play.join("Ben", table=3)
    assert play.history.group_of(added) == ()
    assert play.why(ask.Undo(seq=added)) is Why.UNDO_BLOCKED
    play.write(ada)
    written = play.game.seq
    for number in range(MOST_TOGETHER):
        play.write(ada, title=f"Bed {number}")
    assert len(play.history.group_of(written)) == MOST_TOGETHER
    play.write(ada, title="One more")
    assert play.history.group_of(written) == ()


def test_an_entry_whose_harm_was_mended_since_is_not_named(play: Play) -> None:
    ada = play.join("Ada", table=1)
    play.lead(ask.MovePlayer(player=ada, table=2))
    moved = play.game.seq
    ben = play.join("Ben", table=1)
    play.lead(ask.MovePlayer(player=ben, table=2))
    play.must(ask.Rename(player=ben, name=Words("Benno")))
    cy = play.join("Cy", table=1)
    assert play.player(cy).badge == "1A"
    said = play.do(ask.Undo(seq=moved))
    assert isinstance(said, Refused) and said.detail("entries") == (play.game.seq,)


def test_next_and_the_acts_on_the_clock_after_it_are_undone_together_to_the_minutes_before_them(play: Play) -> None:
    play.to("bed")
    play.wait(100)
    play.next()
    moved = play.game.seq
    play.wait(20)
    play.lead(ask.AddMinutes(minutes=5))
    play.wait(20)
    play.lead(ask.PauseClock())
    play.wait(20)
    for seqs in ((moved, moved + 1, moved + 2), (moved + 2, moved, moved + 1)):
        again = Play()
        again.history, again.now = play.history, play.now
        _undo(again, *seqs)
        assert again.game.step is not None and again.game.step.id == "bed"
        assert again.game.clock.is_running and _left(again) == 80
        assert {
            event.clock for event in again.history.entries[-1].events if isinstance(event, happened.EntryUndone)
        } == {again.game.clock}


def test_minutes_and_a_pause_are_undone_together_and_only_the_pause_gives_time_back(play: Play) -> None:
    play.to("bed")
    play.lead(ask.AddMinutes(minutes=5))
    added = play.game.seq
    play.wait(30)
    play.lead(ask.PauseClock())
    play.wait(600)
    _undo(play, added, added + 1)
    assert play.game.clock.is_running and _left(play) == 150


def test_minutes_before_a_next_are_undone_with_it_to_what_was_left_as_the_room_went_on(play: Play) -> None:
    play.to("bed")
    play.lead(ask.AddMinutes(minutes=5))
    added = play.game.seq
    play.wait(30)
    play.next()
    play.wait(45)
    _undo(play, added, added + 1)
    assert play.game.step is not None and play.game.step.id == "bed" and _left(play) == 150


def test_a_pause_and_a_resume_are_undone_together_and_the_time_between_them_did_not_pass(play: Play) -> None:
    play.to("bed")
    play.wait(10)
    play.lead(ask.PauseClock())
    paused = play.game.seq
    play.wait(600)
    play.lead(ask.ResumeClock())
    play.wait(10)
    _undo(play, paused, paused + 1)
    assert play.game.clock.is_running and _left(play) == 160


def test_of_several_undone_one_after_the_other_none_counts_twice(play: Play) -> None:
    play.to("bed")
    play.lead(ask.AddMinutes(minutes=5))
    added = play.game.seq
    play.wait(30)
    play.lead(ask.PauseClock())
    play.wait(600)
    _undo(play, added + 1)
    assert _left(play) == 450
    play.wait(10)
    _undo(play, added)
    assert _left(play) == 140


def test_minutes_of_a_step_that_an_undo_left_change_nothing_when_they_are_undone_too(play: Play) -> None:
    play.to("bed")
    play.wait(100)
    play.next()
    moved = play.game.seq
    play.lead(ask.AddMinutes(minutes=5))
    play.wait(60)
    _undo(play, moved)
    play.wait(10)
    assert _left(play) == 70
    _undo(play, moved + 1)
    assert _left(play) == 70 and play.game.clock.is_running


def test_acts_in_another_step_that_goes_on_leave_the_clock_alone_together_too(play: Play) -> None:
    play.to("sky")
    play.lead(ask.AddMinutes(minutes=5))
    added = play.game.seq
    play.next()
    play.wait(30)
    play.lead(ask.AddTable())
    _undo(play, added, play.game.seq)
    assert play.game.step is not None and play.game.step.id == "bed" and _left(play) == 150


def test_an_undo_says_whom_it_concerns(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.SwapPlayers(one=who["grower1"], other=who["grower2"]))
    entry = play.lead(ask.Undo(seq=play.game.seq))
    (undone,) = entry.events
    assert isinstance(undone, happened.EntryUndone)
    assert undone.kinds == ("PlayerMoved", "PlayerMoved") and set(undone.players) == {who["grower1"], who["grower2"]}


def test_a_rehearsal_is_one_from_its_opening_on() -> None:
    for is_rehearsal in (True, False):
        command = ask.CreateGame(
            game="g",
            code="FIG",
            title=Words("x"),
            scenario=tiny_scenario(),
            run_sheet="short",
            expected=6,
            is_rehearsal=is_rehearsal,
        )
        entry = Entry(seq=1, at=NOON, by="lead", command_id="c", events=opening(command, NOON))
        assert History.of((entry,)).game.is_rehearsal is is_rehearsal


def test_those_who_joined_after_a_moment_are_freed_whoever_seated_them_and_not_those_of_that_moment(play: Play) -> None:
    play.join("Ada")
    since = play.now
    play.wait(1)
    play.lead(ask.SeatOnPaper(name=Words("Ben")))
    play.lead(ask.FreeNewest(since=since))
    assert [player.name for player in play.game.seated()] == ["Ada"]


# --- Late ------------------------------------------------------------------------------------------------------------


def _late(play: Play, command: ask.Command) -> str:
    (kept,) = play.must(command).events
    assert isinstance(kept, happened.LateKept)
    return kept.late


def test_a_late_action_counts_once_it_is_admitted(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.CloseGame())
    said = terms(who["picker1"], gift(who["grower2"], "seed"))
    late = _late(play, ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea1"]))
    assert [kept.late for kept in play.history.late_actions()] == [late]
    play.lead(ask.AdmitLate(late=late))
    (deal,) = play.game.deals.values()
    assert deal.state is DealState.AGREED
    assert play.history.late_actions() == ()
    assert play.why(ask.AdmitLate(late=late)) is Why.UNKNOWN
    assert play.why(ask.AdmitLate(late="l0")) is Why.UNKNOWN


def test_two_late_deals_and_ideas_are_numbered_as_they_are_admitted(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.CloseGame())
    said = terms(who["picker1"], gift(who["singer2"], "song"))
    lates = [
        _late(play, ask.ShakeHands(player=who["picker1"], terms=said, title=Words(title))) for title in ("One", "Two")
    ]
    for late in reversed(lates):
        play.lead(ask.AdmitLate(late=late))
    assert sorted(deal.number for deal in play.game.deals.values()) == [1, 2]
    assert [idea.label for idea in play.game.ideas.values()] == ["1", "2", "1b", "1c"]


def test_of_two_late_actions_for_the_last_token_one_is_admitted(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.CloseGame())
    lates = [
        _late(
            play,
            ask.ShakeHands(player=who[one], terms=terms(who[one], gift(who["grower2"], "ladder")), idea=who["idea1"]),
        )
        for one in ("picker1", "singer1")
    ]
    play.lead(ask.AdmitLate(late=lates[0]))
    assert play.why(ask.AdmitLate(late=lates[1])) is Why.NOT_NOW
    assert broken(play.game) == ()


def test_a_late_proposal_cannot_be_admitted_since_nobody_can_answer_it(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.CloseGame())
    said = terms(who["grower2"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    late = _late(play, ask.Propose(player=who["grower2"], terms=said, idea=who["idea1"]))
    assert play.why(ask.AdmitLate(late=late)) is Why.NOT_NOW


def test_an_undone_admission_waits_again_and_an_undone_late_action_does_not(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.CloseGame())
    said = terms(who["picker1"], gift(who["grower2"], "seed"))
    late = _late(play, ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea1"]))
    kept = play.game.seq
    play.lead(ask.AdmitLate(late=late))
    play.lead(ask.Undo(seq=play.game.seq))
    assert [each.late for each in play.history.late_actions()] == [late]
    play.lead(ask.Undo(seq=kept))
    assert play.history.late_actions() == () and play.why(ask.AdmitLate(late=late)) is Why.UNKNOWN

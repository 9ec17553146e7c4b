"""Tables report back: the order, whose turn it is and how long, who comes next."""

from __future__ import annotations

import pytest

from game import commands as ask
from game import shapes, views
from game.invariants import broken
from game.refused import Why
from game.spotlight import next_up, on_stage, order, turn_clock
from tests.given import Play, gift, kinds


def _telling(tables: int = 4, without: tuple[int, ...] = ()) -> Play:
    """Tables of one, with an idea each but for those ``without``, as the step begins: four minutes."""
    play = Play(expected=tables * 2, table_size=2, run_sheet="full")
    people = {number: play.join(f"N{number}", table=number, role="grower") for number in range(1, tables + 1)}
    play.to("bed")
    for number, player in people.items():
        if number not in without:
            play.write(player, title=f"Bed {number}")
    play.to("telling")
    return play


def _at(play: Play, table: int) -> str:
    """The player of this table."""
    (player,) = play.game.seated(table)
    return player.id


def _call(play: Play, table: int) -> int:
    """The table is called; the answer is how many seconds its turn has."""
    play.lead(ask.CallTable(table=table))
    return turn_clock(play.game).left(play.now) // 1000


def test_the_order_is_set_as_the_step_begins_and_nobody_is_on() -> None:
    play = _telling()
    assert kinds(play.history.entries[-1]) == ["StepStarted", "SpotlightOrdered"]
    assert (order(play.game), on_stage(play.game), next_up(play.game)) == ((1, 2, 3, 4), 0, 1)


def test_a_table_without_an_idea_does_not_speak_and_one_that_writes_late_comes_last() -> None:
    play = _telling(without=(2,))
    assert order(play.game) == (1, 3, 4)
    assert play.why(ask.CallTable(table=2)) is Why.UNKNOWN
    assert play.why(ask.CallTable(table=9)) is Why.UNKNOWN
    play.write(_at(play, 2))
    assert order(play.game) == (1, 3, 4, 2)


def test_turns_share_what_is_left_evenly_and_the_next_one_is_named() -> None:
    play = _telling()
    assert _call(play, 1) == 60
    assert (on_stage(play.game), next_up(play.game)) == (1, 2)
    play.wait(30)
    assert _call(play, 2) == 70
    play.wait(100)
    assert turn_clock(play.game).left(play.now) == -30_000
    assert _call(play, 3) == 55
    play.wait(55)
    assert _call(play, 4) == 55
    assert (on_stage(play.game), next_up(play.game)) == (4, 0)
    play.wait(100)
    assert turn_clock(play.game).left(play.now) == -45_000


def test_when_time_is_over_a_turn_has_none_left() -> None:
    play = _telling()
    play.wait(300)
    play.lead(ask.CallTable(table=1))
    assert turn_clock(play.game).left(play.now) <= 0


def test_the_turn_stands_and_runs_with_the_clock_of_the_step() -> None:
    play = _telling()
    _call(play, 1)
    play.wait(20)
    play.lead(ask.PauseClock())
    assert not turn_clock(play.game).is_running and turn_clock(play.game).left_ms == 40_000
    play.wait(600)
    assert turn_clock(play.game).left(play.now) == 40_000
    play.lead(ask.ResumeClock())
    assert turn_clock(play.game).left(play.now) == 40_000
    play.wait(10)
    assert turn_clock(play.game).left(play.now) == 30_000


@pytest.mark.parametrize("stands", [False, True])
def test_added_minutes_are_for_who_speaks_and_what_is_not_used_is_for_the_others(stands: bool) -> None:
    play = _telling()
    _call(play, 1)
    if stands:
        play.lead(ask.PauseClock())
    play.lead(ask.AddMinutes(minutes=1))
    assert turn_clock(play.game).left(play.now) == 120_000
    assert _call(play, 2) == 100


def test_a_table_can_be_called_out_of_order_and_again_but_not_twice_in_a_row() -> None:
    play = _telling()
    _call(play, 3)
    assert play.why(ask.CallTable(table=3)) is Why.STEP_MOVED
    assert next_up(play.game) == 1
    _call(play, 1)
    _call(play, 3)
    assert play.game.spotlight.called == (1, 3) and broken(play.game) == ()
    assert (on_stage(play.game), next_up(play.game)) == (3, 2)


def test_tables_are_called_in_their_step_only() -> None:
    play = _telling()
    _call(play, 1)
    play.next()
    assert play.why(ask.CallTable(table=2)) is Why.NOT_OPEN_YET
    assert on_stage(play.game) == 0
    play.lead(ask.BackStep(from_step=play.game.step_index))
    assert (on_stage(play.game), next_up(play.game), play.game.spotlight.called) == (0, 1, ())


def test_an_undone_call_gives_the_turn_back_to_the_table_before() -> None:
    play = _telling()
    _call(play, 1)
    play.wait(20)
    _call(play, 2)
    play.lead(ask.Undo(seq=play.game.seq))
    assert (on_stage(play.game), next_up(play.game)) == (1, 2)
    assert turn_clock(play.game).left(play.now) == 40_000


def test_the_facilitator_sets_another_order_and_who_is_not_named_comes_after() -> None:
    play = _telling()
    _call(play, 1)
    entry = play.lead(ask.OrderTables(tables=(4, 2, 4)))
    assert kinds(entry) == ["SpotlightOrdered"]
    assert (order(play.game), on_stage(play.game), next_up(play.game)) == ((4, 2, 1, 3), 1, 4)
    assert turn_clock(play.game).left(play.now) == 60_000
    play.lead(ask.Undo(seq=entry.seq))
    assert (order(play.game), next_up(play.game)) == ((1, 2, 3, 4), 2)


def test_an_order_is_of_tables_that_speak_in_their_step_and_another_one() -> None:
    play = _telling(without=(3,))
    for tables, why in (((3,), Why.UNKNOWN), ((9, 1), Why.UNKNOWN), ((), Why.NOT_NOW), ((1, 2), Why.NOT_NOW)):
        assert play.why(ask.OrderTables(tables=tables)) is why
    play.next()
    assert play.why(ask.OrderTables(tables=(2, 1))) is Why.NOT_OPEN_YET


def test_a_table_whose_idea_moved_away_while_it_spoke_is_on_stage_no_more() -> None:
    play = _telling(without=(2,))
    _call(play, 1)
    play.lead(ask.MergeTables(table=1, into=2))
    assert (order(play.game), on_stage(play.game), next_up(play.game)) == ((3, 4, 2), 0, 3)
    play.lead(ask.RemoveTable(table=1))
    assert views.wall(play.game).stage is not None and broken(play.game) == ()
    _call(play, 2)
    assert (on_stage(play.game), next_up(play.game)) == (2, 3)


# --- What is seen ----------------------------------------------------------------------------------------------------


def test_the_stage_shows_who_speaks_who_gives_and_no_name() -> None:
    play = _telling()
    idea = play.game.tables[1].idea
    two, three = _at(play, 2), _at(play, 3)
    play.shake(_at(play, 1), idea, gift(two, "seed"), gift(two, "ladder"), gift(three, "seed"))
    for view in (
        views.wall(play.game).stage,
        views.console(play.history).stage,
        views.now(play.game, _at(play, 1)).stage,
    ):
        assert view is not None and (view.table, view.next, view.title) == (0, 1, "")
    _call(play, 1)
    stage = views.wall(play.game).stage
    assert stage is not None and (stage.table, stage.next, stage.label, stage.order) == (1, 2, "1", (1, 2, 3, 4))
    given = [(number, who, [(kind.id, count) for kind, count in what]) for number, who, what in stage.gives]
    assert given == [(2, "Grower", [("seed", 1), ("ladder", 1)]), (3, "Grower", [("seed", 1)])]
    assert stage.clock == turn_clock(play.game)
    assert not any(f"'{player.name}'" in repr(stage) for player in play.game.seated())
    play.next()
    assert views.wall(play.game).stage is None


def test_the_words_of_who_speaks_are_on_stage_only_when_they_were_checked() -> None:
    play = _telling()
    _call(play, 1)
    stage = views.wall(play.game).stage
    assert stage is not None and (stage.title, stage.line) == ("Bed 1", "")
    assert "dawn" not in repr(stage)
    play.lead(ask.CheckWords(ref=f"idea:{play.game.tables[1].idea}:1", shows=True))
    stage = views.wall(play.game).stage
    assert stage is not None and stage.line == "We plant it at dawn."


def test_a_listener_is_asked_to_help_who_speaks_and_nobody_else() -> None:
    play = _telling()
    asked = [views.now(play.game, player.id).gold for player in play.game.seated()]
    assert asked == [shapes.Gold.NONE] * 4
    _call(play, 2)
    asked = [views.now(play.game, player.id).gold for player in play.game.seated()]
    assert asked == [shapes.Gold.HELP, shapes.Gold.NONE, shapes.Gold.HELP, shapes.Gold.HELP]
    play.must(ask.OfferHelp(player=_at(play, 1), idea=play.game.tables[2].idea))
    assert views.now(play.game, _at(play, 1)).gold is shapes.Gold.NONE

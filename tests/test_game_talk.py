"""Messages to phones, a table's call, and more time for one table."""

from __future__ import annotations

import pytest

from game import commands as ask
from game import events as happened
from game.invariants import broken
from game.refused import Refused, Why
from game.scenario import Words
from game.state import CallAnswer, CallFor, Part, Reach
from game.talk import MOST_EXTRA, extra_clock, is_for, readers, standing, waiting_calls
from tests.given import Play, kinds

Market = tuple[Play, dict[str, str]]


def _write(play: Play, reach: Reach = Reach.ROOM, key: str = "", text: str = "Five minutes left") -> str:
    (event,) = play.lead(ask.SendMessage(reach=reach, key=key, text=Words(text))).events
    assert isinstance(event, happened.MessageSent)
    return event.message


def _for(play: Play, who: dict[str, str]) -> list[str]:
    """The names of those whom the newest message is for."""
    names = {player: name for name, player in who.items()}
    return sorted(names[player.id] for player in readers(play.game, play.game.messages[-1]))


# --- Messages --------------------------------------------------------------------------------------------------------


def test_a_message_is_for_the_room_a_table_a_role_or_one_player(at_market: Market) -> None:
    play, who = at_market
    _write(play)
    assert len(_for(play, who)) == 6
    _write(play, Reach.TABLE, "2")
    assert _for(play, who) == ["grower2", "picker2", "singer2"]
    _write(play, Reach.ROLE, "singer")
    assert _for(play, who) == ["singer1", "singer2"]
    _write(play, Reach.PLAYER, who["picker1"])
    assert _for(play, who) == ["picker1"]
    assert len({message.id for message in play.game.messages}) == 4


def test_a_message_is_for_whoever_sits_there_and_is_that_now(at_market: Market) -> None:
    play, who = at_market
    _write(play, Reach.TABLE, "2")
    _write(play, Reach.ROLE, "singer")
    play.lead(ask.SwapPlayers(one=who["grower1"], other=who["grower2"]))
    play.become(who["grower1"], "singer")
    first, second = play.game.messages
    assert is_for(play.game, first, play.player(who["grower1"]))
    assert not is_for(play.game, first, play.player(who["grower2"]))
    assert is_for(play.game, second, play.player(who["grower1"]))


def test_nobody_without_a_phone_is_counted_as_a_reader(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.SeatOnPaper(name=Words("Ada"), table=1))
    ada = tuple(play.game.players)[-1]
    _write(play)
    assert len(_for(play, who)) == 6
    play.lead(ask.PutOnPaper(table=2, on_paper=True))
    assert _for(play, who) == ["grower1", "picker1", "singer1"]
    _write(play, Reach.PLAYER, ada)
    assert _for(play, who) == []
    play.lead(ask.FreeSeat(player=who["grower1"]))
    _write(play, Reach.TABLE, "1")
    assert _for(play, who) == ["picker1", "singer1"]


def test_a_message_to_nobody_known_without_words_or_too_long_is_refused(at_market: Market) -> None:
    play, who = at_market
    play.lead(ask.FreeSeat(player=who["picker1"]))
    for reach, key in (
        (Reach.TABLE, "9"),
        (Reach.TABLE, "01"),
        (Reach.TABLE, "²"),
        (Reach.TABLE, ""),
        (Reach.ROLE, "dragon"),
        (Reach.PLAYER, "p0"),
        (Reach.PLAYER, who["picker1"]),
    ):
        said = play.do(ask.SendMessage(reach=reach, key=key, text=Words("Hello")))
        assert isinstance(said, Refused) and said.why is Why.UNKNOWN and said.detail("what") == reach.value
    assert play.why(ask.SendMessage(reach=Reach.ROOM, text=Words(" "))) is Why.EMPTY
    assert play.why(ask.SendMessage(reach=Reach.ROOM, text=Words("x" * 141))) is Why.TOO_LONG


def test_a_message_stands_newest_first_until_the_next_step_and_not_again_when_the_step_is(at_market: Market) -> None:
    play, who = at_market
    one, two = _write(play), _write(play, Reach.TABLE, "1")
    assert [message.id for message in standing(play.game, play.player(who["picker1"]))] == [two, one]
    assert [message.id for message in standing(play.game, play.player(who["picker2"]))] == [one]
    play.wait(10)
    play.next()
    assert standing(play.game, play.player(who["picker1"])) == ()
    play.wait(10)
    play.lead(ask.BackStep(from_step=play.game.step_index))
    assert standing(play.game, play.player(who["picker1"])) == ()
    three = _write(play)
    assert [message.id for message in standing(play.game, play.player(who["picker1"]))] == [three]


def test_the_facilitator_writes_in_the_lobby_and_after_the_close(play: Play) -> None:
    ada = play.join("Ada")
    first = _write(play)
    assert [message.id for message in standing(play.game, play.player(ada))] == [first]
    play.wait(1)
    play.to("fire")
    play.lead(ask.CloseGame())
    last = _write(play, text="Thank you")
    assert [message.id for message in standing(play.game, play.player(ada))] == [last]
    play.lead(ask.Undo(seq=play.game.seq))
    assert standing(play.game, play.player(ada)) == ()


# --- Calls -----------------------------------------------------------------------------------------------------------


def _call(play: Play, player: str, what: CallFor = CallFor.HELP) -> None:
    play.must(ask.CallFacilitator(player=player, what=what))


def test_tables_that_call_wait_the_longest_first_and_are_answered_in_one_act(at_market: Market) -> None:
    play, who = at_market
    _call(play, who["picker2"])
    play.wait(5)
    _call(play, who["grower1"], CallFor.TIME)
    assert waiting_calls(play.game) == (2, 1)
    assert kinds(play.lead(ask.AnswerCall(table=2, answer=CallAnswer.COMING))) == ["CallAnswered"]
    assert waiting_calls(play.game) == (1,)
    assert kinds(play.lead(ask.AnswerCall(table=1, answer=CallAnswer.TIME, minutes=3))) == [
        "CallAnswered",
        "TableGivenTime",
    ]
    assert waiting_calls(play.game) == ()
    extra = play.game.tables[1].extra
    assert extra is not None and (extra.minutes, extra.until_left_ms) == (3, None)
    play.lead(ask.Undo(seq=play.game.seq))
    assert waiting_calls(play.game) == (1,) and play.game.tables[1].extra is None


def test_a_table_calls_once_for_the_same_and_keeps_its_place_when_it_calls_for_something_else(
    at_market: Market,
) -> None:
    play, who = at_market
    _call(play, who["picker2"])
    play.wait(60)
    _call(play, who["picker1"])
    assert play.why(ask.CallFacilitator(player=who["grower2"], what=CallFor.HELP)) is Why.CALLED_ALREADY
    play.wait(60)
    _call(play, who["grower2"], CallFor.TIME)
    assert waiting_calls(play.game) == (2, 1)
    play.lead(ask.AnswerCall(table=2, answer=CallAnswer.SETTLED))
    _call(play, who["grower2"], CallFor.TIME)
    assert waiting_calls(play.game) == (1, 2)


def test_anybody_at_the_table_takes_its_call_back_and_nobody_where_there_is_none(at_market: Market) -> None:
    play, who = at_market
    assert play.why(ask.TakeBackCall(player=who["picker1"])) is Why.NO_CALL
    _call(play, who["picker1"])
    play.must(ask.TakeBackCall(player=who["singer1"]))
    call = play.game.tables[1].call
    assert call is not None and call.answer is CallAnswer.TAKEN_BACK
    assert play.why(ask.TakeBackCall(player=who["picker1"])) is Why.NO_CALL
    for table in (1, 2, 9):
        assert play.why(ask.AnswerCall(table=table, answer=CallAnswer.COMING)) is Why.NO_CALL


def test_nobody_calls_in_the_lobby_or_after_the_close_but_who_watches_may(play: Play) -> None:
    ada = play.join("Ada", part=Part.OBSERVER)
    assert play.why(ask.CallFacilitator(player=ada, what=CallFor.HELP)) is Why.NOT_PLAYING
    play.next()
    _call(play, ada)
    play.lead(ask.CloseGame())
    assert play.why(ask.CallFacilitator(player=ada, what=CallFor.TIME)) is Why.GAME_CLOSED
    assert play.why(ask.TakeBackCall(player=ada)) is Why.GAME_CLOSED
    assert not play.game.late


def test_a_call_from_a_table_where_nobody_sits_any_more_waits_for_nobody(at_market: Market) -> None:
    play, who = at_market
    _call(play, who["picker2"])
    play.lead(ask.MergeTables(table=2, into=1))
    assert waiting_calls(play.game) == ()


def test_an_undone_call_names_its_answer(at_market: Market) -> None:
    play, who = at_market
    _call(play, who["picker2"])
    called = play.game.seq
    play.lead(ask.AnswerCall(table=2, answer=CallAnswer.COMING))
    said = play.do(ask.Undo(seq=called))
    assert isinstance(said, Refused) and said.detail("entries") == (play.game.seq,)


# --- More time for one table -----------------------------------------------------------------------------------------


def _give(play: Play, table: int, minutes: int) -> None:
    play.lead(ask.GiveTable(table=table, minutes=minutes))


def _left(play: Play, table: int = 1) -> int | None:
    """The seconds that a table has of its own; None before the room goes on."""
    clock = extra_clock(play.game, table)
    return clock.left(play.now) // 1000 if clock is not None else None


def test_more_time_for_a_table_begins_when_the_room_goes_on_and_ends_with_the_step_after(play: Play) -> None:
    play.to("bed")
    _give(play, 1, 2)
    assert _left(play) is None
    play.next()
    assert _left(play) == 120 and play.game.tables[2].extra is None
    play.wait(150)
    assert _left(play) == -30
    play.next()
    assert play.game.tables[1].extra is None


def test_more_time_adds_up_to_a_most_and_is_taken_back(play: Play) -> None:
    assert play.why(ask.GiveTable(table=1, minutes=2)) is Why.NOT_PLAYING
    play.to("bed")
    _give(play, 1, 2)
    _give(play, 1, 3)
    assert play.game.tables[1].extra is not None and play.game.tables[1].extra.minutes == 5
    _give(play, 1, 10**9)
    assert play.game.tables[1].extra.minutes == MOST_EXTRA
    assert play.why(ask.GiveTable(table=1, minutes=1)) is Why.NOT_NOW
    _give(play, 1, -(10**9))
    assert play.game.tables[1].extra is None
    assert play.why(ask.GiveTable(table=1, minutes=-1)) is Why.NOT_NOW
    assert play.why(ask.GiveTable(table=1, minutes=0)) is Why.NOT_NOW
    assert play.why(ask.GiveTable(table=9, minutes=1)) is Why.UNKNOWN


def test_while_a_table_has_time_of_its_own_more_of_it_goes_on_at_once(play: Play) -> None:
    play.to("bed")
    _give(play, 1, 2)
    play.next()
    play.wait(60)
    _give(play, 1, 3)
    assert _left(play) == 240
    _give(play, 1, -1)
    assert _left(play) == 180
    play.wait(180)
    _give(play, 1, 4)
    extra = play.game.tables[1].extra
    assert extra is not None and (extra.minutes, extra.step, extra.until_left_ms) == (4, play.game.step_index, None)
    assert broken(play.game) == ()


@pytest.mark.parametrize("minutes", [5, -1, -9])
@pytest.mark.parametrize("stands", [False, True])
def test_minutes_for_the_room_are_not_for_a_table_that_has_its_own(play: Play, minutes: int, stands: bool) -> None:
    play.to("bed")
    _give(play, 1, 2)
    play.next()
    play.wait(30)
    if stands:
        play.lead(ask.PauseClock())
    play.lead(ask.AddMinutes(minutes=minutes))
    assert _left(play) == 90
    play.lead(ask.Undo(seq=play.game.seq))
    assert _left(play) == 90


def test_the_time_of_a_table_stands_and_runs_with_the_room(play: Play) -> None:
    play.to("bed")
    _give(play, 1, 2)
    play.next()
    play.wait(30)
    play.lead(ask.PauseClock())
    play.wait(600)
    assert _left(play) == 90
    play.lead(ask.ResumeClock())
    play.wait(10)
    assert _left(play) == 80


def test_when_the_room_goes_back_a_table_has_the_room_s_time_again(play: Play) -> None:
    play.to("bed")
    _give(play, 1, 2)
    play.lead(ask.BackStep(from_step=play.game.step_index))
    assert play.game.tables[1].extra is None
    play.to("bed")
    _give(play, 1, 2)
    play.next()
    play.lead(ask.BackStep(from_step=play.game.step_index))
    assert play.game.tables[1].extra is None and broken(play.game) == ()


def test_when_next_is_undone_a_table_s_time_waits_again(play: Play) -> None:
    play.to("bed")
    _give(play, 1, 2)
    play.next()
    play.wait(30)
    moved = play.game.seq
    play.lead(ask.Undo(seq=moved))
    assert _left(play) is None and play.game.tables[1].extra is not None
    play.next()
    again = play.game.seq
    _give(play, 1, 1)
    said = play.do(ask.Undo(seq=again))
    assert isinstance(said, Refused) and said.detail("entries") == (play.game.seq,)
    play.lead(ask.Undo(seq=again, also=play.history.group_of(again)))
    assert play.game.tables[1].extra is not None and play.game.tables[1].extra.minutes == 2


def test_time_for_a_table_hangs_on_the_first_step(play: Play) -> None:
    play.next()
    first = play.game.seq
    _give(play, 1, 2)
    said = play.do(ask.Undo(seq=first))
    assert isinstance(said, Refused) and said.detail("entries") == (play.game.seq,)

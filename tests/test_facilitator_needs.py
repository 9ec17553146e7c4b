"""Who needs the facilitator, in words, with what to do about it; and what was put off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from facilitator.needs import MOST_GAMES, MOST_PUT_OFF, SHOWN, SNOOZE, NeedAct, Needs, Snoozes, lost, needs
from game import commands as ask
from game.flags import FlagKind
from game.scenario import Words
from game.state import CallFor, Reach
from tests.given import NOON, Play
from tests.led import post
from tests.served import HTMX, Served, served
from web.presence import Phones, PhoneState
from web.regions import Moment


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def _needs(play: Play, snoozes: Snoozes | None = None, phones: Phones | None = None) -> Needs:
    return needs(Moment(play.history, play.now, phones or Phones()), snoozes or Snoozes())


def _quiet(tables: int = 5) -> Play:
    """Tables of one player each that have been quiet for 6 minutes."""
    play = Play(expected=6 * tables)
    players = [play.join(f"Person {number}", table=number) for number in range(1, tables + 1)]
    play.to("bed")
    for player in players:
        play.become(player, "grower")
    play.wait(360)
    return play


# --- What is shown -----------------------------------------------------------------------------------------------------


def test_at_most_three_tables_are_shown_and_the_others_are_counted() -> None:
    shown = _needs(_quiet(5))
    assert [need.table for need in shown.needs] == [1, 2, 3]
    assert shown.more == 2
    assert len(shown.needs) == SHOWN


def test_a_table_with_two_matters_is_shown_once_with_the_worse_one() -> None:
    play = _quiet(2)
    play.must(ask.CallFacilitator(player=next(play.game.seated(2)).id, what=CallFor.HELP))
    play.wait(360)
    assert [(need.table, need.kind) for need in _needs(play).needs] == [(2, FlagKind.CALL), (1, FlagKind.QUIET)]


def test_a_flag_is_said_in_words_with_its_minutes_and_its_acts() -> None:
    need = _needs(_quiet(1)).needs[0]
    assert need.title == "No bed, quiet for 6 min"
    assert [act.label for act in need.acts] == ["Nudge", "Open table 1"]
    assert need.nudge == "Write your bed in one line. You can change it."
    assert need.acts[0] == NeedAct(label="Nudge", verb="message", fields={"to": "table:1", "ready": need.nudge})
    assert (need.acts[1].desk, need.acts[1].query) == ("table", "&table=1")


def test_a_table_that_was_nudged_has_five_minutes() -> None:
    play = _quiet(2)
    nudge = _needs(play).needs[0].nudge
    play.lead(ask.SendMessage(reach=Reach.TABLE, key="1", text=Words(nudge)))
    assert [need.table for need in _needs(play).needs] == [2]
    play.wait(5 * 60)
    assert [need.table for need in _needs(play).needs] == [1, 2]


def test_a_view_stays_the_same_for_a_whole_minute() -> None:
    play = _quiet(2)
    before = _needs(play)
    play.wait(59)
    assert _needs(play) == before
    play.wait(1)
    assert _needs(play) != before


def test_lost_phones_are_counted_by_table_from_the_second_one_on() -> None:
    play = Play()
    one, two, three, alone = (play.join(table=1), play.join(table=1), play.join(table=1), play.join(table=2))
    gone = {one: NOON, two: NOON + timedelta(minutes=1), three: NOON + timedelta(minutes=2), alone: NOON}
    phones = Phones(states=dict.fromkeys(gone, PhoneState.LOST), gone=gone)
    assert lost(play.game, phones) == {1: (3, NOON + timedelta(minutes=1))}


def test_all_well_says_so_only_while_the_game_is_played(room: Served) -> None:
    assert "Nobody needs you" not in room.client.get("/lead").text
    room.advance_to("tale")
    assert "Nobody needs you. Walk the room." in room.client.get("/lead").text


# --- Putting off -------------------------------------------------------------------------------------------------------


def test_what_is_put_off_comes_back_after_five_minutes() -> None:
    snoozes = Snoozes()
    snoozes.put_off("g1", "quiet-4", NOON)
    assert snoozes.is_put_off("g1", "quiet-4", NOON + SNOOZE - timedelta(seconds=1))
    assert not snoozes.is_put_off("g1", "quiet-4", NOON + SNOOZE)
    assert not snoozes.is_put_off("g1", "quiet-5", NOON)
    assert not snoozes.is_put_off("g2", "quiet-4", NOON)


def test_a_flag_that_was_put_off_makes_room_for_the_next_and_is_counted() -> None:
    play, snoozes = _quiet(4), Snoozes()
    snoozes.put_off(play.game.id, _needs(play).needs[0].id, play.now)
    shown = _needs(play, snoozes)
    assert [need.table for need in shown.needs] == [2, 3, 4]
    assert (shown.more, shown.put_off) == (0, 1)
    snoozes.bring_back(play.game.id)
    assert _needs(play, snoozes).put_off == 0


def test_what_is_kept_is_bounded() -> None:
    snoozes = Snoozes()
    for number in range(MOST_PUT_OFF + 5):
        snoozes.put_off("g1", f"quiet-{number}", NOON)
    assert not snoozes.is_put_off("g1", "quiet-0", NOON)
    assert snoozes.is_put_off("g1", f"quiet-{MOST_PUT_OFF + 4}", NOON)
    for number in range(MOST_GAMES):
        snoozes.put_off(f"other-{number}", "quiet-1", NOON)
    assert not snoozes.is_put_off("g1", f"quiet-{MOST_PUT_OFF + 4}", NOON)


def test_a_call_that_is_put_off_on_one_console_is_away_on_all_and_enters_no_log(room: Served) -> None:
    player = room.join("Ash", table=1)
    room.advance_to("tale")
    room.do(ask.CallFacilitator(player=player, what=CallFor.TIME), by=player)
    assert "Wants more time, now" in room.client.get("/lead").text
    (flag,) = (need.id for need in _shown(room).needs)
    before = room.game.seq
    assert "Put off for 5 min." in post(room, "snooze", flag=flag)
    assert room.game.seq == before
    page = room.client.get("/lead").text
    assert "Wants more time, now" not in page
    assert "1 put off for 5 min." in page
    assert "Nobody needs you. Walk the room." in room.client.get("/lead/pocket").text
    post(room, "unsnooze")
    assert "Wants more time, now" in room.client.get("/lead").text


def _shown(room: Served) -> Needs:
    house = room.app.state.house
    return needs(Moment(room.room.history, house.now(), Phones()), room.app.state.snoozes)


def test_every_button_of_a_need_does_what_it_says(room: Served) -> None:
    player = room.join("Ash", table=1)
    room.advance_to("tale")
    room.do(ask.CallFacilitator(player=player, what=CallFor.TIME), by=player)
    time = _shown(room).needs[0].acts[0]
    post(room, time.verb, **time.fields)
    assert room.game.tables[1].extra is not None
    assert room.game.tables[1].extra.minutes == 2
    play = _quiet(1)
    nudge, drawer = _needs(play).needs[0].acts
    post(room, nudge.verb, **nudge.fields)
    assert room.game.messages[-1].text == nudge.fields["ready"]
    assert room.client.get(f"/lead/desk/{drawer.desk}?{drawer.query}", headers=HTMX).status_code == 200


def test_characters_can_be_dealt_from_the_flag(room: Served) -> None:
    room.advance_to("who")
    late = room.join("Ash", table=1)
    assert room.game.players[late].offered
    assert room.client.post("/lead/deal-missing", data={"game": "g1"}, headers=HTMX).status_code == 409

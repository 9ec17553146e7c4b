"""Messages and calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.talk import calls
from game import commands as ask
from game.scenario import Words
from game.state import CallAnswer, CallFor, Part, Reach
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


def test_calls_stand_in_a_queue_longest_first_with_whole_minutes() -> None:
    play = Play()
    ash, elm = play.join("Ash", table=1), play.join("Elm", table=2)
    play.to("who")
    play.must(ask.CallFacilitator(player=elm, what=CallFor.TIME))
    play.wait(125)
    play.must(ask.CallFacilitator(player=ash, what=CallFor.HELP))
    queue = calls(Moment(play.history, play.now, Phones()), "").calls
    assert [(line.table, line.what, line.minutes) for line in queue] == [(2, CallFor.TIME, 2), (1, CallFor.HELP, 0)]


def test_a_message_tells_on_how_many_of_its_phones_it_was_seen() -> None:
    play = Play()
    ash, elm, oak = play.join("Ash", table=1), play.join("Elm", table=1), play.join("Oak", table=2)
    play.lead(ask.SendMessage(reach=Reach.TABLE, key="1", text=Words("Look up.")))
    (message,) = play.game.messages
    seen = Phones(marks={message.id: frozenset({ash, oak})})
    (line,) = calls(Moment(play.history, play.now, seen), "").sent
    assert (line.to, line.seen, line.of) == ("table 1", 1, 2)
    assert elm not in repr(line)


def test_messages_of_a_step_that_is_over_are_gone() -> None:
    play = Play()
    play.join("Ash", table=1)
    play.lead(ask.SendMessage(reach=Reach.ROOM, text=Words("Look up.")))
    play.next()
    assert not calls(Moment(play.history, play.now, Phones()), "").sent


def test_a_ready_sentence_goes_to_the_room_with_one_press(room: Served) -> None:
    assert "Wrote to the room." in post(room, "message", to="room", ready="Two minutes left.")
    assert [message.text for message in room.game.messages] == ["Two minutes left."]


def test_a_ready_sentence_of_the_drawer_goes_to_its_table(room: Served) -> None:
    room.join("Ash", table=2)
    answer = post(room, "message", to="table:2", ready="Walk to another table.", at=2)
    assert "Wrote to table 2." in answer
    assert "Table 2 · " in answer


def test_own_words_go_to_one_person_by_badge_and_to_a_character(room: Served) -> None:
    ash = room.join("Ash", table=1, part=Part.PLAYER)
    post(room, "message", to="badge", badge="1a", text="Come to me.", is_desk="true")
    post(room, "message", to="role:grower", text="Growers, look up.", is_desk="true")
    reached = [(message.reach, message.key) for message in room.game.messages]
    assert reached == [(Reach.PLAYER, ash), (Reach.ROLE, "grower")]


def test_a_badge_that_nobody_wears_keeps_the_words(room: Served) -> None:
    for badge, words in (("9Z", "Nobody wears the badge 9Z."), ("", "Type the badge of one person first.")):
        fields = {"to": "badge", "badge": badge, "text": "Come to me.", "is_desk": "true"}
        answer = room.client.post("/lead/message", data=fields, headers=HTMX)
        assert answer.status_code == 422
        assert words in answer.text
        assert 'value="Come to me."' in answer.text


def test_an_empty_message_and_a_table_that_is_not_there_are_refused(room: Served) -> None:
    for fields in ({"to": "room", "text": " "}, {"to": "table:99", "text": "Hello."}):
        answer = room.client.post("/lead/message", data={**fields, "is_desk": "true"}, headers=HTMX)
        assert answer.status_code == 409
        assert 'role="alert"' in answer.text
    assert not room.game.messages


@pytest.mark.parametrize("answer", [CallAnswer.COMING, CallAnswer.SETTLED, CallAnswer.TIME])
def test_a_call_is_answered_with_one_press(room: Served, answer: CallAnswer) -> None:
    ash = room.join("Ash", table=1)
    room.advance_to("who")
    room.do(ask.CallFacilitator(player=ash, what=CallFor.HELP), by=ash)
    assert "calls for help, now" in room.client.get("/lead").text
    assert "Answered the call of table 1" in post(room, "answer-call", table=1, answer=answer.value)
    call = room.game.tables[1].call
    assert call is not None
    assert call.answer is answer
    assert (room.game.tables[1].extra is not None) is (answer is CallAnswer.TIME)

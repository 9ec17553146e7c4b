"""Event cards and tables that report back, as the console does them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from game import commands as ask
from game.scenario import StepKind, Words
from tests.led import at_market, post
from tests.served import HTMX, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_the_desk_says_before_a_card_is_sent_whom_it_would_be_about(room: Served) -> None:
    ash = room.join("Ash", table=1)
    room.advance_to("swap")
    desk = room.client.get("/lead/desk/event", headers=HTMX).text
    assert "Grower is not here. Whoever holds seeds speaks." in desk
    assert desk.count("Send to the room") == len(room.game.scenario.events)
    room.do(ask.KeepCharacter(player=ash, role="grower"), by=ash)
    desk = room.client.get("/lead/desk/event", headers=HTMX).text
    assert "About 1A." in desk
    assert "Seedkeeper is not here. 1A can take their place." in desk


def test_a_card_that_is_on_is_ended_and_can_be_sent_again(room: Served) -> None:
    room.advance_to("swap")
    assert "Sent “Mice”." in post(room, "event", card="mice")
    desk = room.client.get("/lead/desk/event", headers=HTMX).text
    assert "min, on now" in desk
    assert desk.count("Send to the room") == len(room.game.scenario.events) - 1
    assert "Send again" not in desk
    answer = room.client.post("/lead/event", data={"card": "mice"}, headers=HTMX)
    assert answer.status_code == 409
    assert "This card is on already. End it first." in answer.text
    post(room, "end-event", card="mice")
    assert "Send again" in room.client.get("/lead/desk/event", headers=HTMX).text
    answer = room.client.post("/lead/end-event", data={"card": "mice"}, headers=HTMX)
    assert answer.status_code == 409
    assert "This is over." in answer.text


def test_what_the_room_chose_can_be_entered_only_under_a_card_that_was_sent(room: Served) -> None:
    at_market(room)
    assert "Send the event card first." in room.client.get("/lead/desk/outcome?card=walnut", headers=HTMX).text
    post(room, "event", card="walnut")
    page = room.client.get("/lead").text
    assert "/lead/desk/outcome?game=g1&amp;card=walnut" in page
    desk = room.client.get("/lead/desk/outcome?card=walnut", headers=HTMX).text
    assert "<legend>One bed</legend>" in desk
    ideas = [table.idea for table in room.game.tables.values()]
    answer = room.client.post("/lead/outcome", data={"card": "walnut", "idea": ideas}, headers=HTMX)
    assert answer.status_code == 409
    assert "The room chooses up to 1 here." in answer.text
    assert answer.text.count(" checked") == 2, "what was ticked stays ticked"
    post(room, "outcome", card="walnut", idea=ideas[0])
    desk = room.client.get("/lead/desk/outcome?card=walnut", headers=HTMX).text
    assert re.findall(r'value="(\w+)" checked', desk) == [ideas[0]]


def test_an_event_card_is_sent_from_its_desk_which_is_then_put_away(room: Served) -> None:
    room.advance_to("swap")
    desk = room.client.get("/lead/desk/event", headers=HTMX).text
    assert "Frost" in desk
    assert "Whoever holds seeds speaks." in desk
    answer = post(room, "event", card="frost")
    assert "Sent “Frost”." in answer
    assert 'hx-target="#said"' in answer
    assert room.game.sent[-1].card == "frost"


def test_a_table_is_let_speak_next(room: Served) -> None:
    for number in (1, 2):
        room.join(f"Person {number}", table=number)
    room.advance_to("bed")
    for number in (1, 2):
        by = next(room.game.seated(number)).id
        room.do(ask.WriteIdea(player=by, title=Words(f"Bed {number}"), line=Words("At dawn.")), by=by)
    while room.game.step is None or room.game.step.kind is not StepKind.SPOTLIGHT:
        room.do(ask.NextStep(from_step=room.game.step_index))
    assert "Next up: table 1" in room.client.get("/lead").text
    post(room, "order", table=2)
    assert "Next up: table 2" in room.client.get("/lead").text
    post(room, "call", table=2)
    assert "has spoken" not in room.client.get("/lead").text
    post(room, "call", table=1)
    assert "has spoken" in room.client.get("/lead").text

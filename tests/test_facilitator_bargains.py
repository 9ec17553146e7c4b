"""Deals entered and ended by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from game import commands as ask
from game.state import DealState
from tests.given import gift, terms
from tests.led import at_market, badge_of, post
from tests.served import HTMX, SAME_SITE, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_a_spoken_deal_is_entered_by_badge_numbers(room: Served) -> None:
    who = at_market(room)
    fields = {
        "idea": who["idea"],
        "badge": [badge_of(room, who["giver"]).lower(), badge_of(room, who["taker"]), ""],
        "kind": ["seed", "", ""],
        "count": ["1", "1", "1"],
        "string": "shade",
        "own_words": "",
    }
    answer = room.client.post("/lead/spoken", data=fields, headers=HTMX)
    assert answer.status_code == 200, answer.text
    assert "Entered a spoken bargain, number 1." in answer.text
    (deal,) = room.game.deals.values()
    assert deal.state is DealState.AGREED
    assert deal.terms.parties == (who["giver"], who["taker"])
    assert deal.terms.string == "shade"
    assert 'name="badge"' in answer.text, "the form is ready for the next one"


def test_an_unknown_badge_keeps_the_form_and_says_which(room: Served) -> None:
    who = at_market(room)
    fields = {"idea": who["idea"], "badge": ["9Z", "1A"], "kind": ["seed", ""], "count": ["2", "1"], "own_words": "so"}
    answer = room.client.post("/lead/spoken", data=fields, headers=HTMX)
    assert answer.status_code == 422
    assert "Nobody wears the badge 9Z." in answer.text
    assert 'value="9Z"' in answer.text
    assert 'value="so"' in answer.text
    assert 'aria-describedby="trouble"' in answer.text
    whole = room.client.post("/lead/spoken", data=fields, headers=SAME_SITE)
    assert whole.status_code == 422
    assert "<html" in whole.text
    assert 'value="9Z"' in whole.text


def test_a_refused_spoken_deal_says_why_and_keeps_the_form(room: Served) -> None:
    who = at_market(room)
    fields = {"idea": who["idea"], "badge": [badge_of(room, who["giver"])], "kind": ["seed"], "count": ["1"]}
    answer = room.client.post("/lead/spoken", data=fields, headers=HTMX)
    assert answer.status_code == 409
    assert "2 to 6 different people" in answer.text
    assert f'value="{badge_of(room, who["giver"])}"' in answer.text


def test_a_deal_is_made_void(room: Served) -> None:
    who = at_market(room)
    made = terms(who["giver"], gift(who["giver"], "seed"), others=(who["taker"],))
    room.do(ask.ShakeHands(player=who["giver"], idea=who["idea"], terms=made), by=who["giver"])
    (deal,) = room.game.deals
    assert "Void" in room.client.get("/lead/desk/void", headers=HTMX).text
    assert "Bargain 1 was made void." in post(room, "void", deal=deal)


def test_a_spoken_deal_needs_no_idea_to_be_chosen(room: Served) -> None:
    who = at_market(room)
    fields = {
        "badge": [badge_of(room, who["giver"]), badge_of(room, who["taker"])],
        "kind": ["seed", ""],
        "count": ["1"],
    }
    answer = room.client.post("/lead/spoken", data=fields, headers=HTMX)
    assert answer.status_code == 200, answer.text
    (deal,) = room.game.deals.values()
    assert deal.idea == who["idea"]


def test_a_spoken_deal_can_be_written_in_one_line(room: Served) -> None:
    who = at_market(room)
    line = f"{badge_of(room, who['giver'])} gives seed to {badge_of(room, who['taker'])}"
    assert "Entered a spoken bargain, number 1." in post(room, "spoken", in_one=line)


def test_a_line_with_a_word_that_is_nothing_comes_back(room: Served) -> None:
    who = at_market(room)
    fields = {"in_one": f"{badge_of(room, who['giver'])} gives gold"}
    answer = room.client.post("/lead/spoken", data=fields, headers=HTMX)
    assert answer.status_code == 422
    assert "What is “gold”?" in answer.text
    assert f'value="{fields["in_one"]}"' in answer.text

"""Typed words before all see them, and actions that came late."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.checks import KNOWN_AFTER, SHOWN, checks
from game import commands as ask
from game.scenario import Words
from game.state import HideReason, Part
from tests.led import at_market, post
from tests.served import HTMX, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_typed_words_wait_to_be_shown_or_hidden(room: Served) -> None:
    at_market(room)
    page = room.client.get("/lead").text
    assert "Bed 1: At dawn." in page
    ref = f"idea:{room.game.tables[1].idea}:1"
    assert "Showed words." in post(room, "check", ref=ref, shows="true")
    assert room.game.checks[ref] is True
    ref = f"idea:{room.game.tables[2].idea}:1"
    assert "Hid words." in post(room, "check", ref=ref, shows="false")
    assert room.game.checks[ref] is False


def test_typed_words_are_shown_as_text_never_as_markup(room: Served) -> None:
    who = at_market(room)
    by = who["writer"]
    room.do(ask.WriteIdea(player=by, title=Words("<b>Bed</b>"), line=Words('"><script>')), by=by)
    page = room.client.get("/lead").text
    assert "<b>Bed</b>" not in page
    assert "&lt;b&gt;Bed&lt;/b&gt;" in page
    assert "<script>" not in page


def write(room: Served, who: dict[str, str], title: str, line: str = "") -> str:
    """Table 1 writes its idea anew; the reference of the words."""
    room.do(ask.WriteIdea(player=who["writer"], title=Words(title), line=Words(line)), by=who["writer"])
    idea = room.game.ideas[room.game.tables[1].idea]
    return f"idea:{idea.id}:{idea.rev}"


def write_other(room: Served, title: str) -> str:
    by = next(room.game.seated(2)).id
    room.do(ask.WriteIdea(player=by, title=Words(title), line=Words("")), by=by)
    return room.game.tables[2].idea


def desk(room: Served, name: str, **query: str) -> str:
    return room.client.get(f"/lead/desk/{name}", params=query, headers=HTMX).text


def test_words_are_hidden_with_a_reason_or_without_and_shown_again(room: Served) -> None:
    at_market(room)
    ref = f"idea:{room.game.tables[1].idea}:1"
    post(room, "check", ref=ref, shows="false", reason="twice")
    assert room.game.reasons[ref] is HideReason.TWICE
    page = room.client.get("/lead").text
    assert "Hidden. It was said already." in " ".join(page.split())
    assert "Show again" in page
    post(room, "check", ref=ref, shows="true")
    assert room.game.checks[ref] and ref not in room.game.reasons
    answer = room.client.post("/lead/check", data={"ref": ref, "shows": "false", "reason": "rubbish"}, headers=HTMX)
    assert answer.status_code == 422


def test_what_is_private_is_blacked_out_on_the_list_and_read_only_on_its_desk(room: Served) -> None:
    ref = write(room, at_market(room), "Call me", "on 020 7946 0123 or ann@example.org")
    page = room.client.get("/lead").text
    assert "7946" not in page and "ann@example.org" not in page and "█" in page
    assert "an e-mail address" in page and "a phone number" in page
    opened = desk(room, "edit", ref=ref)
    assert "020 7946 0123" in opened.split("<form")[0]
    prefilled = opened.split("<form")[1]
    assert "7946" not in prefilled and "Call me" in prefilled


def test_words_are_shown_in_other_words_and_marked(room: Served) -> None:
    ref = write(room, at_market(room), "Bed one", "At dawn.")
    assert "Changed words for all to see." in post(room, "edit", ref=ref, title="A bed", line="Early.", do="edit")
    assert room.game.edits[ref].title == "A bed" and room.game.checks[ref]
    assert "edited" in room.client.get("/lead").text
    assert "A bed" in desk(room, "edit", ref=ref).split("<form")[1]


def test_the_desk_of_a_text_also_shows_it_as_it_is_or_hides_it(room: Served) -> None:
    ref = write(room, at_market(room), "Bed one")
    post(room, "edit", ref=ref, title="x", do="show")
    assert room.game.checks[ref] and ref not in room.game.edits
    post(room, "edit", ref=ref, title="x", reason="hurts")
    assert room.game.reasons[ref] is HideReason.HURTS
    post(room, "edit", ref=ref, title="x", do="hide")
    assert not room.game.checks[ref] and ref not in room.game.reasons


def test_an_edit_that_is_refused_comes_back_with_its_text(room: Served) -> None:
    ref = write(room, at_market(room), "Bed one")
    answer = room.client.post(
        "/lead/edit", data={"ref": ref, "title": "", "line": "my half text", "do": "edit"}, headers=HTMX
    )
    assert answer.status_code == 409
    assert "Write a title first." in answer.text and "my half text" in answer.text
    write(room, {"writer": next(room.game.seated(1)).id}, "Written anew")
    gone = room.client.post("/lead/edit", data={"ref": ref, "title": "A", "do": "edit"}, headers=HTMX)
    assert gone.status_code == 409 and "written anew" in gone.text


def test_two_that_look_alike_are_shown_as_one_or_kept_and_not_asked_again(room: Served) -> None:
    who = at_market(room)
    write(room, who, "A warm room for us")
    mine, other = room.game.tables[1].idea, write_other(room, "Warm rooms")
    page = room.client.get("/lead").text
    assert "Looks like bed 1: A warm room for us" in page
    opened = desk(room, "alike", idea=other, other=mine)
    assert opened.count("Keep these words") == 2 and "Warm rooms" in opened
    post(room, "alike", idea=other, other=mine, keep=mine, do="merge")
    assert room.game.ideas[other].one_with == mine
    page = room.client.get("/lead").text
    assert "Looks like" not in page
    room.do(ask.CheckWords(ref=f"idea:{other}:2", shows=True))
    assert "Part them" in room.client.get("/lead").text
    post(room, "apart", idea=other)
    assert not room.game.ideas[other].one_with and "Looks like" not in room.client.get("/lead").text


def test_keep_both_is_one_tap_and_hide_the_other_says_that_it_was_said(room: Served) -> None:
    who = at_market(room)
    write(room, who, "A warm room for us")
    mine, other = room.game.tables[1].idea, write_other(room, "Warm rooms")
    post(room, "apart", idea=other, other=mine)
    assert "Looks like" not in room.client.get("/lead").text
    post(room, "undo", seq=room.game.seq)
    post(room, "alike", idea=other, other=mine, keep=mine, do="hide")
    assert room.game.reasons[f"idea:{other}:2"] is HideReason.TWICE


def test_nobody_merges_without_choosing_whose_words_stay(room: Served) -> None:
    who = at_market(room)
    mine, other = room.game.tables[1].idea, room.game.tables[2].idea
    assert who
    answer = room.client.post("/lead/alike", data={"idea": mine, "other": other, "do": "merge"}, headers=HTMX)
    assert answer.status_code == 422 and "Choose whose words stay." in answer.text
    assert "changed meanwhile" in desk(room, "alike", idea=mine, other="nothing")
    assert "changed meanwhile" in desk(room, "alike", idea=mine, other=mine)


def test_a_table_may_be_trusted_after_two_texts_and_checked_again(room: Served) -> None:
    who = at_market(room)
    for number in range(KNOWN_AFTER):
        assert "Trust table 1" not in room.client.get("/lead").text
        room.do(ask.CheckWords(ref=write(room, who, f"Bed {number + 5}"), shows=True))
        room.do(ask.WriteMethod(player=who["writer"], title=Words(f"Path {number}"), needs=("seed",)), by=who["writer"])
        idea = room.game.ideas[room.game.tables[1].idea]
        ref = f"method:{idea.id}:{idea.picks[-1].id}"
        if number:
            room.do(ask.CheckWords(ref=ref, shows=True))
    assert "Trust table 1" in room.client.get("/lead").text
    post(room, "trust", table=1, trusts="true")
    assert room.game.tables[1].is_trusted
    page = room.client.get("/lead").text
    assert "Table 1 is trusted." in page and "Trust table 1" not in page
    post(room, "trust", table=1, trusts="false")
    assert not room.game.tables[1].is_trusted


def test_the_oldest_ten_stand_first_and_the_decided_ones_newest_first(room: Served) -> None:
    who = at_market(room)
    for number in range(SHOWN + 3):
        by = who["writer"]
        room.do(ask.WriteIdea(player=by, title=Words(f"Bed {number}"), line=Words("")), by=by)
        if number < 2:
            room.do(ask.CheckWords(ref=f"idea:{room.game.tables[1].idea}:{number + 2}", shows=True))
    for number in range(SHOWN):
        press = room.join(f"Press {number}", part=Part.PRESS)
        room.do(ask.FileHeadline(player=press, text=Words(f"News {number}")), by=press)
    view = checks(room.room.history, "")
    assert len(view.words) == SHOWN and view.more == 2
    assert [line.what for line in view.words[:3]] == ["idea", "idea", "headline"]
    assert view.words[0].table == 2
    for line in view.words[2:4]:
        post(room, "check", ref=line.ref, shows="false")
    assert [line.text for line in checks(room.room.history, "").decided] == ["News 1", "News 0"]


def test_a_late_action_waits_and_can_be_let_in(room: Served) -> None:
    who = at_market(room)
    room.advance_to("fire")
    post(room, "close", sure="yes")
    room.do(ask.SetMonday(player=who["taker"], text=Words("Call Kim")), by=who["taker"])
    page = room.client.get("/lead").text
    assert "answered a question" in page
    assert "Call Kim" not in page
    late = next(iter(room.game.late))
    assert "Let a late action count." in post(room, "admit", late=late)
    assert room.game.players[who["taker"]].monday == "Call Kim"

"""The report's editor: every form keeps what it does not show, a refusal keeps what was typed, and publishing is a decision."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from facilitator.editor import PARTS, day_of, end_of_day
from game import commands as ask
from game.scenario import Section, Words
from game.state import Listing
from tests.led import post
from tests.served import CODE, HTMX, SAME_SITE, Served, served
from web.render import environment

FAR = "2031-05-30"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


@pytest.fixture
def closed(room: Served) -> Served:
    """The same, after the close."""
    room.advance_to("fire")
    room.do(ask.CloseGame())
    return room


def _send(room: Served, verb: str, script: bool = True, **fields: Any) -> Response:
    return room.client.post(f"/lead/{verb}", data=fields, headers=HTMX if script else SAME_SITE, follow_redirects=False)


def _readers(room: Served) -> Response:
    """The report as somebody reads it who has nothing to do with the game."""
    kept = dict(room.client.cookies)
    room.client.cookies.clear()
    answer = room.client.get(f"/report/{CODE}")
    room.client.cookies.update(kept)
    return answer


def test_the_page_is_for_the_facilitator_and_has_all_its_parts(room: Served) -> None:
    page = room.client.get("/lead/report").text
    for part in PARTS:
        assert f'id="part-{part}"' in page
    room.client.cookies.clear()
    assert room.client.get("/lead/report").status_code == 403


def test_before_the_close_one_can_write_but_not_publish(room: Served) -> None:
    assert "Close the game on the console first" in room.client.get("/lead/report").text
    assert _send(room, "write", headline="Soon").status_code == 200
    assert _send(room, "publish-report").status_code == 409


def test_the_draft_from_the_log_stands_there_until_a_person_writes(closed: Served) -> None:
    page = closed.client.get("/lead/report").text
    assert page.count("Draft from the log") == 2
    _send(closed, "write", headline="We shared", introduction="It rained, and we stayed.")
    page = closed.client.get("/lead/report").text
    assert "Draft from the log" not in page
    assert "It rained, and we stayed." in page


@pytest.mark.parametrize("script", [True, False])
def test_each_form_keeps_what_it_does_not_show(closed: Served, script: bool) -> None:
    _send(closed, "write", script, headline="We shared", introduction="It rained.")
    _send(closed, "write", script, turning_point="The frost", surprise="Nobody hid", refusal="The pickers")
    post(closed, "tell", headline="We shared it all", turning_point="The frost", surprise="", refusal="The pickers")
    post(closed, "finish", page=2, text="All stayed")
    told = closed.game.telling
    assert (told.headline, told.introduction) == ("We shared it all", "It rained.")
    assert (told.turning_point, told.surprise, told.refusal) == ("The frost", "All stayed", "The pickers")


def test_what_somebody_else_wrote_meanwhile_is_not_undone_by_a_form_that_did_not_touch_it(closed: Served) -> None:
    _send(closed, "write", headline="Theirs", introduction="Theirs too")
    _send(closed, "write", headline="", was_headline="", introduction="Mine", was_introduction="")
    assert (closed.game.telling.headline, closed.game.telling.introduction) == ("Theirs", "Mine")


LONG: tuple[tuple[str, dict[str, str]], ...] = (
    ("write", {"headline": "“We <b>" + "é" * 100, "introduction": "kept <i>"}),
    ("write", {"headline": "kept", "introduction": "“We <b>" + "é" * 700}),
    ("write", {"turning_point": "x" * 281, "surprise": "kept", "refusal": "too"}),
    ("add-next", {"text": "", "who": "Table <2>", "date": "May"}),
    ("add-next", {"text": "Meet", "who": "y" * 60, "date": "May"}),
    ("add-media", {"address": "javascript:alert(1)", "caption": "A film", "alternative": "We dance"}),
    ("add-media", {"address": "https://example.org", "caption": "", "alternative": "We dance"}),
    ("add-media", {"address": "https://example.org/" + "z" * 300, "caption": "A film", "alternative": "We dance"}),
    ("shelve", {"listing": "public", "until": "1999-01-01", "may_index": "yes"}),
)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize(("verb", "fields"), LONG)
def test_a_refusal_keeps_what_was_typed(closed: Served, verb: str, fields: dict[str, str], script: bool) -> None:
    before = closed.game.seq
    answer = _send(closed, verb, script, **fields)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    for typed in fields.values():
        assert typed in html.unescape(answer.text)
    assert closed.game.seq == before


def test_next_steps_and_links_are_listed_and_can_be_taken_out(closed: Served) -> None:
    assert "Meet at the gate" in _send(closed, "add-next", text="Meet at the gate", who="Table 2", date="May").text
    shown = _send(closed, "add-media", address="https://example.org/a?b=1&c=2", caption="A film", alternative="A dance")
    assert 'href="https://example.org/a?b=1&amp;c=2"' in shown.text
    step, media = closed.game.telling.next_steps[0].id, closed.game.telling.media[0].id
    _send(closed, "remove-next", next_step=step)
    _send(closed, "remove-media", media=media)
    assert (closed.game.telling.next_steps, closed.game.telling.media) == ((), ())
    assert "We do not know that link" in html.unescape(_send(closed, "remove-media", media=media).text)


def test_the_report_holds_only_so_many_links(closed: Served) -> None:
    fields = {"address": "https://example.org", "caption": "A film", "alternative": "A dance"}
    answers = [_send(closed, "add-media", **fields) for _ in range(25)]
    assert [answer.status_code for answer in answers] == [200] * 24 + [409]
    assert "The report holds 24 of these." in answers[-1].text


def test_parts_are_left_out_and_brought_back(closed: Served) -> None:
    assert "Left 2 parts out of the report." in _send(closed, "leave-out", section=["map", "ran"]).text
    assert closed.game.telling.left_out == ("map", "ran")
    assert "It is like that already." in _send(closed, "leave-out", section=["ran", "map"]).text
    assert "Put all parts into the report." in _send(closed, "leave-out").text
    assert closed.game.telling.left_out == ()


@pytest.mark.parametrize("section", list(Section))
def test_every_part_of_a_report_has_plain_words(room: Served, section: Section) -> None:
    words = (
        environment()
        .get_template("report/section-words.html")
        .module.section_words(  # type: ignore[attr-defined]
            section.value, room.game.scenario.say
        )
    )
    assert len(words) > 8
    assert "_" not in words


def test_a_change_waits_until_the_correction_is_published_with_a_note(closed: Served) -> None:
    _send(closed, "write", headline="We shared")
    assert "Published the report." in _send(closed, "publish-report").text
    changed = _send(closed, "write", headline="We shared it all")
    assert "Readers do not see that yet" in changed.text
    assert "We shared it all" not in _readers(closed).text
    refused = _send(closed, "publish-report", note="  ")
    assert refused.status_code == 422
    assert "Say in one line what you put right." in refused.text
    assert "Published a correction" in _send(closed, "publish-report", note="The headline was too small.").text
    read = _readers(closed).text
    assert "We shared it all" in read
    assert "The headline was too small." in read
    assert "Readers do not see that yet" not in closed.client.get("/lead/report").text


def test_a_report_is_taken_back_and_published_again(closed: Served) -> None:
    _send(closed, "publish-report")
    assert _readers(closed).status_code == 200
    assert "Taken back." in _send(closed, "unpublish").text
    assert _readers(closed).status_code == 404
    assert _send(closed, "unpublish").status_code == 409
    assert _send(closed, "publish-report").status_code == 200
    assert _readers(closed).status_code == 200


def test_the_console_leads_to_the_editor_and_says_when_a_correction_waits(closed: Served) -> None:
    assert "/lead/report?game=g1" in closed.client.get("/lead").text
    _send(closed, "publish-report")
    assert "Publish the correction" not in closed.client.get("/lead").text
    _send(closed, "write", headline="Other words")
    for page in ("/lead", "/lead/desk/finish?page=5"):
        assert "/lead/report?game=g1#part-publish" in closed.client.get(page).text
    assert _send(closed, "publish").status_code == 409  # without a note there is no correction


def test_who_finds_it_until_when_and_by_search(closed: Served) -> None:
    answer = _send(closed, "shelve", listing="public", until=FAR, may_index="yes")
    assert "in the list of reports" in answer.text
    shelf = closed.game.shelf
    assert (shelf.listing, shelf.may_index) == (Listing.PUBLIC, True)
    assert shelf.expires_at is not None
    assert day_of(shelf.expires_at, closed.game) == FAR
    assert f'value="{FAR}"' in closed.client.get("/lead/report").text
    _send(closed, "shelve", listing="unlisted", until="")
    assert (closed.game.shelf.listing, closed.game.shelf.expires_at) == (Listing.UNLISTED, None)


@pytest.mark.parametrize("until", ["tomorrow", "2030-02-30", "30.5.2030", "<b>", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_is_refused_in_words(closed: Served, until: str) -> None:
    answer = _send(closed, "shelve", listing="public", until=until)
    assert answer.status_code in {409, 422}
    assert 'role="alert"' in answer.text
    assert closed.game.shelf.listing is Listing.UNLISTED


def test_the_last_day_ends_by_the_clocks_of_the_room(closed: Served) -> None:
    from dataclasses import replace

    east, west = (replace(closed.game, offset=offset) for offset in (540, -480))
    assert end_of_day(FAR, east) == datetime(2031, 5, 30, 14, 59, 59, tzinfo=UTC)
    assert end_of_day(FAR, west) == datetime(2031, 5, 31, 7, 59, 59, tzinfo=UTC)
    for game in (east, west):
        at = end_of_day(FAR, game)
        assert at is not None
        assert day_of(at, game) == FAR


def test_the_newest_act_about_the_report_can_be_undone_here(closed: Served) -> None:
    assert "Undo:" not in closed.client.get("/lead/report").text
    _send(closed, "write", headline="We shared")
    _send(closed, "add-next", text="Meet")
    seq = closed.game.seq
    assert "Undone: Added a next step to the report." in _send(closed, "undo-edit", seq=seq).text
    assert closed.game.telling.next_steps == ()
    assert closed.game.telling.headline == "We shared"
    assert _send(closed, "undo-edit", seq=seq).status_code == 409
    assert "Undo: Wrote the opening of the report" in closed.client.get("/lead/report").text


def test_without_script_the_page_comes_back_at_the_part(closed: Served) -> None:
    answer = _send(closed, "add-next", script=False, text="Meet")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/lead/report?game=g1#part-next"


def test_it_says_how_many_words_wait_and_leads_to_them(room: Served) -> None:
    player = room.join("Ada", table=1)
    room.advance_to("bed")
    room.do(ask.WriteIdea(player=player, title=Words("Our bed"), line=Words("")), by=player)
    page = room.client.get("/lead/report").text
    assert "1 text waits for a check" in page
    assert "/lead?game=g1#check" in page
    assert "Our bed" not in page


def test_no_name_of_anybody_stands_on_the_page(room: Served) -> None:
    room.join("Esmeralda")
    room.advance_to("fire")
    assert "Esmeralda" not in room.client.get("/lead/report").text

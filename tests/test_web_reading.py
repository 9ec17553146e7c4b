"""The report as a page: who may read it, until when, and what stands on it. The file has its own tests."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from game import commands as ask
from game.checking import idea_ref
from game.scenario import Words
from game.state import Listing
from game.telling import report
from tests.given import Play, market
from tests.served import CODE, Served, served
from web.report.onefile import one_file
from web.report.reading import _Pages, build_file

PAGE = f"/report/{CODE}"
FILE = f"/report/{CODE}/file"


class _Parts(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, name: str) -> list[str]:
        """The values of an attribute, wherever it stands."""
        return [attributes[name] for _, attributes in self.tags if name in attributes]


def _told(shows: bool | None = True) -> Play:
    """Given a published game with one idea, whose words are shown, hidden, or not checked."""
    play, who = market()
    play.must(ask.WriteIdea(player=who["grower1"], title=Words("QtitleZ"), line=Words("QlineZ")))
    if shows is not None:
        play.lead(ask.CheckWords(ref=idea_ref(who["idea1"], 2), shows=shows))
    play.to("fire")
    play.lead(ask.CloseGame())
    play.lead(ask.Publish())
    return play


def _write_idea(room: Served) -> None:
    ada = room.join("Ada")
    room.advance_to("bed")
    room.do(ask.WriteIdea(player=ada, title=Words("QtitleZ"), line=Words("QlineZ")), by=ada)


def _publish(room: Served) -> None:
    room.do(ask.CloseGame())
    room.do(ask.Publish())


def test_every_anchor_in_the_file_leads_somewhere() -> None:
    parts = _Parts(build_file(_told().history).decode())
    ids = parts.all("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in parts.all("href") if link.startswith("#")} <= set(ids)
    labelled = " ".join(parts.all("aria-labelledby")).split()
    assert set(labelled) <= set(ids)


def test_headings_go_down_one_level_at_a_time() -> None:
    levels = [
        int(tag[1]) for tag, _ in _Parts(build_file(_told().history).decode()).tags if re.fullmatch("h[1-6]", tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_same_log_gives_the_same_bytes() -> None:
    assert build_file(_told().history) == build_file(_told().history)


def test_words_for_readers_are_checked_words() -> None:
    assert b"QtitleZ" in build_file(_told(shows=True).history)
    for shows in (None, False):
        page = build_file(_told(shows).history)
        assert b"QtitleZ" not in page
        assert b"QlineZ" not in page
        assert b"Bed 1" in page


def test_the_draft_marks_what_waits_for_a_check_and_leaves_out_what_is_hidden() -> None:
    assert b"Not checked yet" in build_file(_told(shows=None).history, for_readers=False)
    assert b"QtitleZ" in build_file(_told(shows=None).history, for_readers=False)
    assert b"QtitleZ" not in build_file(_told(shows=False).history, for_readers=False)


def test_both_inks_are_marked_in_words() -> None:
    page = build_file(_told().history).decode()
    assert "In the game" in page
    assert "In real life" in page


def test_words_that_look_like_markup_stay_words() -> None:
    play = _told()
    play.lead(ask.Tell(headline=Words("<b>Q&A</b>"), turning_point=Words(""), surprise=Words(""), refusal=Words("")))
    play.lead(ask.Publish(note=Words("</script><b>A note")))
    page = build_file(play.history)
    assert b"<b>A note" not in page
    assert b"<b>Q" not in page
    assert b"&lt;b&gt;Q&amp;A" in page


def test_a_headline_from_the_log_says_that_it_is_a_draft() -> None:
    play = _told()
    assert b"are drafts from the log" in build_file(play.history)
    told = ask.Tell(headline=Words("QheadZ"), turning_point=Words("QturnZ"), surprise=Words(""), refusal=Words(""))
    play.lead(told)
    assert b"QheadZ" not in build_file(play.history), "an edit shows only once it is published"
    play.lead(ask.Publish(note=Words("A headline")))
    page = build_file(play.history)
    assert b"from the log" not in page
    assert b"QheadZ" in page
    assert b"QturnZ" in page


def test_a_report_of_an_empty_game_can_be_built() -> None:
    assert build_file(Play().history).startswith(b"<!doctype html>")


def test_a_room_that_opens_the_report_at_once_costs_one_rendering() -> None:
    async def evening() -> None:
        pages, history = _Pages(), _told().history
        readers = [asyncio.create_task(pages.page(history, True, "file", one_file)) for _ in range(50)]
        assert len({id(page) for page in await asyncio.gather(*readers)}) == 1
        assert readers[0].result() == build_file(history)

    asyncio.run(evening())


def test_an_unpublished_report_is_not_there_for_readers(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _write_idea(room)
        for address in (PAGE, FILE):
            answer = room.client.get(address)
            assert answer.status_code == 404
            assert "not published yet" in answer.text
            assert "QtitleZ" not in answer.text


def test_a_player_does_not_see_the_draft_either(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        assert room.client.get(PAGE).status_code == 404


def test_the_facilitator_reads_the_draft_and_what_readers_will_see_of_it(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _write_idea(room)
        room.lead()
        draft = room.client.get(PAGE)
        assert draft.status_code == 200
        assert "Draft." in draft.text
        assert "QtitleZ" in draft.text
        as_readers = room.client.get(PAGE, params={"readers": "1"})
        assert "QtitleZ" not in as_readers.text
        assert "QtitleZ" not in room.client.get(FILE, params={"readers": "1"}).text


def test_a_published_report_is_there_for_everybody_and_without_a_draft_mark(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _write_idea(room)
        _publish(room)
        page = room.client.get(PAGE)
        assert page.status_code == 200
        assert "Draft." not in page.text
        assert "QtitleZ" not in page.text
        room.lead()
        assert "QtitleZ" not in room.client.get(PAGE).text


def test_a_published_report_changes_when_a_word_is_checked(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _write_idea(room)
        _publish(room)
        idea = next(iter(room.game.ideas))
        assert "QtitleZ" not in room.client.get(PAGE).text
        room.do(ask.CheckWords(ref=idea_ref(idea, 1), shows=True))
        assert "QtitleZ" in room.client.get(PAGE).text
        room.do(ask.CheckWords(ref=idea_ref(idea, 1), shows=False))
        assert "QtitleZ" not in room.client.get(PAGE).text


def test_the_page_keeps_to_the_servers_policy(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _publish(room)
        page = room.client.get(PAGE)
        parts = _Parts(page.text)
        assert not [tag for tag, attributes in parts.tags if tag == "script" and "src" not in attributes]
        assert "style" not in {tag for tag, _ in parts.tags}
        assert not parts.all("style")
        for address in (*parts.all("src"), "/static/report.css"):
            assert address.startswith("/static/")
            assert room.client.get(address).status_code == 200


def test_a_report_whose_time_is_over_is_gone_for_everybody(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _write_idea(room)
        _publish(room)
        house = room.app.state.house
        until = house.now() + timedelta(days=40)
        room.do(ask.ShelveReport(listing=Listing.UNLISTED, expires_at=until, may_index=True))
        page = room.client.get(PAGE)
        assert page.status_code == 200
        assert f"This page stays until {until.day} {until:%B} {until.year}." in page.text
        assert 'content="noindex"' not in page.text
        house.rooms.now = lambda: until
        for address in (PAGE, FILE):
            answer = room.client.get(address)
            assert answer.status_code == 410
            assert f"This report was taken down on {until.day} {until:%B} {until.year}." in answer.text
            assert "QtitleZ" not in answer.text


def test_a_report_that_was_taken_back_is_there_for_the_facilitator_alone(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _publish(room)
        room.do(ask.Unpublish())
        assert room.client.get(PAGE).status_code == 404
        room.lead()
        assert "Draft." in room.client.get(PAGE).text


def test_search_engines_are_asked_to_stay_away_until_the_facilitator_lets_them_in(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _publish(room)
        assert 'content="noindex"' in room.client.get(PAGE).text


def test_the_page_names_its_files_and_the_way_to_ones_own_words(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _publish(room)
        links = set(_Parts(room.client.get(PAGE).text).all("href"))
        for name in ("file", "zip", "data.json", "deals.csv", "network.graphml", "map.png", "whole.pdf"):
            assert f"{PAGE}/{name}" in links
        assert "/mine" in links


def test_the_files_of_a_draft_as_readers_see_it_are_the_same_draft(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.lead()
        links = _Parts(room.client.get(PAGE, params={"readers": "1"}).text).all("href")
        assert f"{PAGE}/file?readers=1" in links
        assert f"{PAGE}/file" in _Parts(room.client.get(PAGE).text).all("href")


def test_corrections_stand_on_the_page_with_their_notes(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _publish(room)
        assert "Corrections" not in room.client.get(PAGE).text
        room.do(ask.Publish(note=Words("The date was wrong")))
        assert "The date was wrong" in room.client.get(PAGE).text


def test_the_file_is_what_the_log_gives_and_comes_with_a_name(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _publish(room)
        answer = room.client.get(FILE)
        assert answer.headers["content-disposition"] == f'attachment; filename="report-{CODE}.html"'
        assert answer.content == build_file(room.room.history)
        assert answer.content == one_file(report(room.room.history))


def test_a_code_nobody_has_is_told_in_words(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        answer = room.client.get("/report/NOBODY99")
        assert answer.status_code == 404
        assert "do not know that code" in answer.text

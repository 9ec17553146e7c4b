"""The report as a page and as a file: who may read it, and that the file stands alone."""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64encode
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

from game import commands as ask
from game.checking import idea_ref
from game.scenario import Words
from tests.given import Play, market
from tests.served import CODE, Served, served
from web.reports import _Pages, build_file

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


def test_the_file_opens_by_itself() -> None:
    page = build_file(_told().history).decode()
    parts = _Parts(page)
    assert "script" not in {tag for tag, _ in parts.tags}
    assert all(link.startswith("#") or link == "data:," for link in parts.all("href"))
    assert not parts.all("src")
    assert not re.search(r"url\(|@import", page)


def test_the_files_policy_allows_its_own_style_and_nothing_else() -> None:
    page = build_file(_told().history).decode()
    style = page.split("<style>", 1)[1].split("</style>", 1)[0]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = (
        attributes["content"]
        for _, attributes in _Parts(page).tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:")
    assert "unsafe" not in policy
    assert not _Parts(page).all("style")


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
    page = build_file(play.history)
    assert b"<b>Q" not in page
    assert b"&lt;b&gt;Q&amp;A" in page


def test_a_headline_from_the_log_says_that_it_is_a_draft() -> None:
    play = _told()
    assert b"are drafts from the log" in build_file(play.history)
    told = ask.Tell(headline=Words("QheadZ"), turning_point=Words("QturnZ"), surprise=Words(""), refusal=Words(""))
    play.lead(told)
    page = build_file(play.history)
    assert b"from the log" not in page
    assert b"QheadZ" in page
    assert b"QturnZ" in page


def test_a_report_of_an_empty_game_can_be_built() -> None:
    assert build_file(Play().history).startswith(b"<!doctype html>")


def test_a_room_that_opens_the_report_at_once_costs_one_rendering() -> None:
    async def evening() -> None:
        pages, history = _Pages(), _told().history
        readers = [asyncio.create_task(pages.page(history, True, is_file=True)) for _ in range(50)]
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
        assert {"script", "style"}.isdisjoint(tag for tag, _ in parts.tags)
        assert not parts.all("style")
        assert room.client.get("/static/report.css").status_code == 200


def test_the_file_is_what_the_log_gives_and_comes_with_a_name(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _publish(room)
        answer = room.client.get(FILE)
        assert answer.headers["content-disposition"] == f'attachment; filename="report-{CODE}.html"'
        assert answer.content == build_file(room.room.history)


def test_a_code_nobody_has_is_told_in_words(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        answer = room.client.get("/report/NOBODY99")
        assert answer.status_code == 404
        assert "do not know that code" in answer.text

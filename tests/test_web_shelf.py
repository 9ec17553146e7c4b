"""A home for many reports: the list, the feed, and reports that were read in from a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from game import commands as ask
from game.history import History
from game.report import Report
from game.scenario import Words
from game.state import Listing, Naming
from game.telling import report
from tests.served import CODE, HOST_SECRET, SAME_SITE, Served, served
from web.report import shelf
from web.report.as_json import dump
from web.report.onefile import one_file
from web.report.shelf import ATOM, PAGE, NotKept, as_feed, keep, line_of_game, line_of_kept, read_in
from web.shelf_store import Line
from web.store import StoreDown

NAME = f"{{{ATOM}}}"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose game is closed; its browser has no seat."""
    with served(tmp_path) as made:
        made.join("Esmeralda")
        made.advance_to("fire")
        made.do(ask.CloseGame())
        yield made


def _publish(room: Served, headline: str = "We shared & sang", listing: Listing = Listing.PUBLIC) -> None:
    blank = Words("")
    room.do(ask.Tell(headline=Words(headline), turning_point=blank, surprise=blank, refusal=blank))
    room.do(ask.Publish())
    room.do(ask.ShelveReport(listing=listing))


def _list(room: Served, path: str = "/reports") -> str:
    answer = room.client.get(path)
    assert answer.status_code == 200
    return answer.text


def _host(room: Served) -> TestClient:
    room.client.post("/host/claim", data={"secret": HOST_SECRET}, headers=SAME_SITE)
    return room.client


# --- The list ----------------------------------------------------------------------------------------------------------


def test_a_report_stands_in_the_list_with_its_day_and_its_numbers(room: Served) -> None:
    assert "No report stands here yet" in _list(room)
    _publish(room)
    page = _list(room)
    assert "We shared &amp; sang" in page
    assert f'href="/report/{CODE}"' in page
    assert "A test day" in page
    assert "1 person at 1 table made 0 bargains for" in page
    assert "Esmeralda" not in page


def test_only_what_is_meant_for_the_list_stands_there(room: Served) -> None:
    _publish(room, listing=Listing.UNLISTED)
    assert "We shared" not in _list(room)
    assert room.client.get(f"/report/{CODE}").status_code == 200
    room.do(ask.ShelveReport(listing=Listing.PUBLIC))
    assert "We shared" in _list(room)
    room.do(ask.Unpublish())
    assert "We shared" not in _list(room)


def test_a_draft_never_stands_there(room: Served) -> None:
    room.do(ask.ShelveReport(listing=Listing.PUBLIC))
    assert "No report stands here yet" in _list(room)


def test_a_rehearsal_never_stands_there(room: Served) -> None:
    _publish(room)
    history = room.room.history
    rehearsal = replace(history, game=replace(history.game, is_rehearsal=True))
    assert line_of_game(history, CODE).is_listed
    assert not line_of_game(rehearsal, CODE).is_listed


def test_a_change_shows_in_the_list_once_it_is_published(room: Served) -> None:
    _publish(room)
    _list(room)
    blank = Words("")
    room.do(ask.Tell(headline=Words("We danced"), turning_point=blank, surprise=blank, refusal=blank))
    assert "We danced" not in _list(room)
    room.do(ask.Publish(note=Words("The headline was another.")))
    assert "We danced" in _list(room)


def test_an_undone_publication_is_out_of_the_list(room: Served) -> None:
    _publish(room)
    assert "We shared" in _list(room)
    published = next(entry.seq for entry in room.room.history.entries if entry.events[0].kind == "ReportPublished")
    room.do(ask.Undo(seq=published))
    assert "We shared" not in _list(room)


def test_the_list_follows_the_log_after_the_server_was_started_again(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.advance_to("fire")
        room.do(ask.CloseGame())
        _publish(room)
    with served(tmp_path) as again:
        assert "We shared" in _list(again)


def test_a_game_that_cannot_be_read_takes_nothing_from_the_others(room: Served) -> None:
    _publish(room)
    other = room.other_game()
    room.do(ask.CloseGame(), room=other)
    with room.app.state.house.rooms.store.engine.begin() as connection:
        connection.execute(text("UPDATE entry SET events = '[{}]' WHERE game = 'g2'"))
    room.app.state.house.rooms._rooms.pop("g2")
    assert "We shared" in _list(room)
    assert "We shared" in _list(room)


def test_a_game_that_our_own_code_fails_on_takes_nothing_from_the_others(
    room: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _publish(room)
    other = room.other_game()
    room.do(ask.CloseGame(), room=other)

    def fails(history: History, code: str) -> Line:
        if history.game.id == other.row.id:
            raise KeyError(code)
        return line_of_game(history, code)

    monkeypatch.setattr(shelf, "line_of_game", fails)
    assert "We shared" in _list(room)
    assert f"The report of game {other.row.id} cannot be listed" in caplog.text
    assert "We shared" in _list(room, "/reports.atom")


def test_a_row_that_was_made_is_kept_though_the_database_fails_on_the_next(
    room: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    _publish(room)
    other = room.other_game()
    room.do(ask.CloseGame(), room=other)
    house = room.app.state.house
    before = len(shelf.shelf_of(house).stale())
    made: list[str] = []

    def fails(history: History, code: str) -> Line:
        if made:
            raise StoreDown("gone")
        made.append(code)
        return line_of_game(history, code)

    monkeypatch.setattr(shelf, "line_of_game", fails)
    with pytest.raises(StoreDown):
        room.run(shelf.refresh, house)
    assert len(shelf.shelf_of(house).stale()) == before - 1


def test_a_report_that_is_not_for_the_list_is_not_told_for_it(room: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    _publish(room, listing=Listing.UNLISTED)
    monkeypatch.setattr(shelf, "tell", lambda _history: pytest.fail("nobody reads it"))
    assert not line_of_game(room.room.history, CODE).is_listed


def test_a_report_that_is_gone_is_out_of_the_list_and_of_its_address(room: Served) -> None:
    _publish(room)
    now = room.app.state.house.now()
    room.do(ask.ShelveReport(listing=Listing.PUBLIC, expires_at=now + timedelta(hours=1)))
    assert "We shared" in _list(room)
    _pass(room, hours=2)
    assert "We shared" not in _list(room)
    assert "We shared" not in _list(room, "/reports.atom")
    answer = room.client.get(f"/report/{CODE}")
    assert answer.status_code == 410
    assert "This report was taken down on" in answer.text


def _pass(room: Served, hours: int) -> None:
    """Let time pass on the server's clock."""
    rooms = room.app.state.house.rooms
    before = rooms.now
    rooms.now = lambda: before() + timedelta(hours=hours)


def test_fifty_stand_on_a_page_the_newest_first(room: Served) -> None:
    _publish(room)
    told = report(room.room.history)
    for number in range(PAGE + 5):
        began = told.began_at - timedelta(days=number + 1)
        _keep(room, replace(told, began_at=began, telling=replace(told.telling, headline=Words(f"Day {number:02}"))))
    first, second, beyond = (_list(room, f"/reports?page={page}") for page in (1, 2, 99))
    assert first.count("<article>") == PAGE
    assert first.index("We shared") < first.index("Day 00") < first.index("Day 48")
    assert re.findall(r"Day \d\d", second) == [f"Day {number}" for number in range(49, 55)]
    assert re.findall(r"Day \d\d", beyond) == re.findall(r"Day \d\d", second)
    assert "Page 2 of 2" in second
    assert len(ElementTree.fromstring(_list(room, "/reports.atom")).findall(f"{NAME}entry")) == PAGE


def _shelf(room: Served) -> tuple[Line, ...]:
    from web.report.shelf import shelf_of

    return shelf_of(room.app.state.house).kept()


def _of_elsewhere(told: Report) -> Report:
    """The same report as if its game had been played on another server."""
    return replace(told, code="GULL77")


def _keep(room: Served, told: Report) -> Line:
    line: Line = room.run(partial(keep, is_listed=True), room.app.state.house, dump(_of_elsewhere(told)))
    return line


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "٣", "99999999999999999999", "1.5", "<b>"])
def test_a_page_that_is_not_there_is_the_first(room: Served, page: str) -> None:
    _publish(room)
    assert "We shared" in _list(room, f"/reports?page={page}")


def test_the_list_is_not_for_search_engines_and_names_its_feed(room: Served) -> None:
    page = _list(room)
    assert '<meta name="robots" content="noindex, follow">' in page
    assert '<link rel="alternate" type="application/atom+xml"' in page


# --- The feed ----------------------------------------------------------------------------------------------------------


def test_the_feed_has_all_that_atom_asks_for(room: Served) -> None:
    _publish(room, headline="“Tom & <Jerry>”")
    answer = room.client.get("/reports.atom")
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{NAME}feed"
    for part in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{NAME}{part}")) == 1
    rels = {link.get("rel"): link.get("href") for link in feed.findall(f"{NAME}link")}
    assert rels["self"] == "http://127.0.0.1:8000/reports.atom"
    (entry,) = feed.findall(f"{NAME}entry")
    assert entry.findtext(f"{NAME}title") == "“Tom & <Jerry>”"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry.findtext(f"{NAME}id") or "")
    for part in ("updated", "published"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry.findtext(f"{NAME}{part}") or "")
    link = entry.find(f"{NAME}link")
    assert link is not None
    assert link.get("href") == f"http://127.0.0.1:8000/report/{CODE}"
    assert "made 0 bargains" in (entry.findtext(f"{NAME}summary") or "")


def test_an_entry_keeps_its_id_and_tells_when_it_was_put_right(room: Served) -> None:
    _publish(room)
    first = ElementTree.fromstring(_list(room, "/reports.atom"))
    _pass(room, hours=3)
    room.do(ask.Publish(note=Words("A number was wrong.")))
    second = ElementTree.fromstring(_list(room, "/reports.atom"))
    path = f"{NAME}entry/{NAME}"
    assert first.findtext(f"{path}id") == second.findtext(f"{path}id")
    assert first.findtext(f"{path}published") == second.findtext(f"{path}published")
    assert (first.findtext(f"{path}updated") or "") < (second.findtext(f"{path}updated") or "")
    assert second.findtext(f"{NAME}updated") == second.findtext(f"{path}updated")


def test_an_empty_feed_is_a_feed(room: Served) -> None:
    feed = ElementTree.fromstring(_list(room, "/reports.atom"))
    assert feed.findtext(f"{NAME}updated") == "1970-01-01T00:00:00Z"
    assert not feed.findall(f"{NAME}entry")


def test_letters_that_no_xml_can_hold_are_left_out_of_the_feed(room: Served) -> None:
    _publish(room)
    line = replace(line_of_game(room.room.history, CODE), headline="A\uffff day\x00", title="🦊")
    entry = ElementTree.fromstring(as_feed((line,), "https://example.org")).find(f"{NAME}entry")
    assert entry is not None
    assert entry.findtext(f"{NAME}title") == "A day"


# --- What a link to a report looks like ----------------------------------------------------------------------------------


def test_a_link_to_a_published_report_tells_public_numbers_and_nothing_else(room: Served) -> None:
    player = next(iter(room.game.players))
    room.do(ask.ChangeConsent(player=player, naming=Naming.NICKNAME, film=False), by=player)
    _publish(room)
    head = room.client.get(f"/report/{CODE}").text.partition("</head>")[0]
    assert '<meta property="og:title" content="We shared &amp; sang">' in head
    assert "1 person at 1 table made 0 bargains" in head
    assert f'<meta property="og:image" content="http://127.0.0.1:8000/report/{CODE}/map.png">' in head
    assert '<meta property="og:type" content="article">' in head
    assert '<meta name="twitter:card"' in head
    assert '<meta name="robots" content="noindex">' in head
    assert "Esmeralda" not in head


def test_search_engines_may_list_a_report_only_when_that_was_chosen(room: Served) -> None:
    _publish(room)
    room.do(ask.ShelveReport(listing=Listing.PUBLIC, may_index=True))
    head = room.client.get(f"/report/{CODE}").text.partition("</head>")[0]
    assert "noindex" not in head


def test_a_draft_has_no_preview_and_neither_has_the_one_file(room: Served) -> None:
    room.lead()
    for path in (f"/report/{CODE}", f"/report/{CODE}?readers=1"):
        draft = room.client.get(path).text
        assert "og:" not in draft
        assert "noindex" in draft
    _publish(room)
    assert "og:" not in room.client.get(f"/report/{CODE}/file").text


# --- Reports from files --------------------------------------------------------------------------------------------------


def _data(room: Served) -> bytes:
    return dump(report(room.room.history))


def _data_of_elsewhere(room: Served) -> bytes:
    return dump(_of_elsewhere(report(room.room.history)))


def test_a_report_read_in_is_the_same_page_and_the_same_file(room: Served, tmp_path: Path) -> None:
    _publish(room)
    page, file = (room.client.get(f"/report/{CODE}{more}") for more in ("", "/file"))
    with served(tmp_path / "elsewhere") as other:
        _host(other)
        done = other.client.post(
            "/host/keep", files={"report": ("r.json", _data(room))}, headers=SAME_SITE, follow_redirects=False
        )
        place = done.headers["location"]
        assert re.fullmatch(r"/kept/otter42-[0-9a-f]{10}", place)
        kept = other.client.get(place)
        mine = re.compile(r'<p><a href="/mine">.*?</p>\s*')  # there is no game here to ask about one's own words
        assert kept.text.replace(place, f"/report/{CODE}").split() == mine.sub("", page.text).split()
        assert other.client.get(f"{place}/file").content == file.content


def test_the_one_file_can_be_read_in_too(room: Served) -> None:
    _publish(room)
    told = report(room.room.history)
    assert read_in(one_file(told)) == told


def test_a_file_read_in_stands_in_the_list_only_when_that_was_ticked(room: Served) -> None:
    _publish(room, listing=Listing.UNLISTED)
    client = _host(room)
    client.post("/host/keep", files={"report": ("r.json", _data_of_elsewhere(room))}, headers=SAME_SITE)
    assert "We shared" not in _list(room)
    client.post(
        "/host/keep",
        files={"report": ("r.json", _data_of_elsewhere(room))},
        data={"is_listed": "yes"},
        headers=SAME_SITE,
    )
    assert "/kept/gull77-" in _list(room)


def test_a_newer_file_of_the_same_game_takes_the_place_of_the_older(room: Served) -> None:
    _publish(room)
    first = _keep(room, report(room.room.history))
    room.do(ask.Publish(note=Words("A number was wrong.")))
    second = _keep(room, report(room.room.history))
    assert first.key == second.key
    assert len(_shelf(room)) == 1
    assert "A number was wrong." in room.client.get(second.page).text


def test_an_older_file_never_takes_the_place_of_a_newer_one(room: Served) -> None:
    _publish(room)
    older = report(room.room.history)
    room.do(ask.Publish(note=Words("A number was wrong.")))
    line = _keep(room, report(room.room.history))
    with pytest.raises(NotKept, match="newer file"):
        _keep(room, older)
    assert "A number was wrong." in room.client.get(line.page).text


def test_the_report_of_a_game_that_is_here_is_not_kept_beside_it(room: Served) -> None:
    _publish(room)
    answer = _host(room).post("/host/keep", files={"report": ("r.json", _data(room))}, headers=SAME_SITE)
    assert answer.status_code == 422
    assert f"/report/{CODE}" in answer.text
    assert not _shelf(room)


def test_the_host_takes_a_report_away_again(room: Served) -> None:
    _publish(room)
    line = _keep(room, report(room.room.history))
    page = _host(room).get("/host").text
    assert line.page in page
    room.client.post("/host/take-away", data={"kept": line.key}, headers=SAME_SITE)
    assert room.client.get(line.page).status_code == 404
    assert line.page not in room.client.get("/host").text


def test_a_kept_report_that_is_gone_answers_so(room: Served) -> None:
    _publish(room)
    told = report(room.room.history)
    gone = _keep(room, replace(told, expires_at=datetime(2026, 1, 2, 23, 30, tzinfo=UTC), offset=60))
    for path in (gone.page, f"{gone.page}/file"):
        answer = room.client.get(path)
        assert answer.status_code == 410
        assert "taken down on 3 January 2026." in answer.text
    assert room.client.get("/kept/nobody").status_code == 404


@pytest.mark.parametrize(
    "data", [b"", b"xx", b"{}", b"\xff\xfe", b"[" * 5000, b'{"format": "tablefolk-report"}', b"PK\x03\x04"]
)
def test_what_is_no_report_is_refused_in_one_sentence(room: Served, data: bytes) -> None:
    with pytest.raises(NotKept) as refused:
        read_in(data)
    assert str(refused.value).endswith(".")
    client = _host(room)
    answer = client.post("/host/keep", files={"report": ("r.json", data)}, headers=SAME_SITE)
    assert answer.status_code == 422
    assert 'id="report-wrong"' in answer.text
    assert not _shelf(room)


def test_a_draft_cannot_be_kept(room: Served) -> None:
    with pytest.raises(NotKept, match="not published"):
        read_in(_data(room))
    with pytest.raises(NotKept, match="draft"):
        read_in(dump(report(room.room.history, for_readers=False)))


def test_a_rehearsal_is_kept_but_never_listed(room: Served) -> None:
    _publish(room)
    assert not line_of_kept(replace(report(room.room.history), is_rehearsal=True), is_listed=True).is_listed


def test_a_form_without_a_file_says_so_and_nobody_but_the_host_sends_one(room: Served) -> None:
    for fields in ({}, {"report": "not a file"}):
        assert room.client.post("/host/keep", data=fields, headers=SAME_SITE).status_code == 403
        answer = _host(room).post("/host/keep", data=fields, headers=SAME_SITE)
        assert answer.status_code == 422
        assert "Choose the file" in answer.text
        room.client.cookies.clear()
    assert room.client.post("/host/take-away", data={"kept": "x"}, headers=SAME_SITE).status_code == 403

"""The files of a report by their addresses: who may have them, what they are called, and that they follow every change."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from game import commands as ask
from game.checking import idea_ref
from game.report import Report
from game.scenario import Section, Words
from game.state import Listing, Telling
from game.telling import report
from tests.given import market
from tests.served import CODE, Served, served
from web.report.archive import archive, read
from web.report.as_json import dump, load
from web.report.downloads import NAMES, Made, file_of
from web.report.shelf import keep

QUICK = [name for name in NAMES if not name.endswith((".pdf", ".png", "zip"))]


def _written(room: Served) -> None:
    ada = room.join("Ada")
    room.advance_to("bed")
    room.do(ask.WriteIdea(player=ada, title=Words("QtitleZ"), line=Words("QlineZ")), by=ada)


def _published(room: Served) -> None:
    _written(room)
    room.do(ask.CheckWords(ref=idea_ref(next(iter(room.game.ideas)), 1), shows=True))
    room.do(ask.CloseGame())
    room.do(ask.Publish())


def test_nobody_has_a_file_of_a_report_that_is_not_published(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _written(room)
        for what in NAMES:
            answer = room.client.get(f"/report/{CODE}/{what}")
            assert answer.status_code == 404, what
            assert "not published yet" in answer.text
        room.sit(room.join("Bea"))
        assert room.client.get(f"/report/{CODE}/data.json").status_code == 404


def test_a_room_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        assert room.client.get("/report/NOBODY1/data.json").status_code == 404
        assert room.client.get(f"/report/{CODE}/other.csv").status_code == 404


def test_the_facilitator_has_the_draft_and_what_readers_would_get(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _written(room)
        room.lead()
        draft = room.client.get(f"/report/{CODE}/data.json").content
        assert b"QtitleZ" in draft
        assert not load(draft).for_readers
        as_readers = room.client.get(f"/report/{CODE}/data.json", params={"readers": "1"}).content
        assert b"QtitleZ" not in as_readers
        assert load(as_readers).for_readers


def test_everybody_has_every_file_of_a_published_report(tmp_path: Path) -> None:
    media = {
        "zip": "application/zip",
        "json": "application/json",
        "csv": "text/csv; charset=utf-8",
        "graphml": "application/xml",
        "svg": "image/svg+xml",
        "png": "image/png",
        "pdf": "application/pdf",
    }
    with served(tmp_path) as room:
        _published(room)
        told = report(room.room.history)
        for what in NAMES:
            answer = room.client.get(f"/report/{CODE}/{what}")
            assert answer.status_code == 200, what
            ending = what.rpartition(".")[2]
            assert answer.headers["content-type"] == media[ending]
            expected = "report.zip" if what == "zip" else "report.json" if what == "data.json" else what
            assert answer.headers["content-disposition"] == f'attachment; filename="{CODE.lower()}-{expected}"'
        assert answer.content
        assert room.client.get(f"/report/{CODE}/data.json").content == dump(told)
        assert room.client.get(f"/report/{CODE}/zip").content == archive(told)


def test_search_engines_may_list_a_file_only_when_that_was_chosen(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _published(room)
        assert room.client.get(f"/report/{CODE}/data.json").headers["x-robots-tag"] == "noindex"
        room.do(ask.ShelveReport(listing=Listing.PUBLIC, may_index=True))
        assert "x-robots-tag" not in room.client.get(f"/report/{CODE}/data.json").headers
        room.do(ask.Unpublish())
        room.lead()
        assert room.client.get(f"/report/{CODE}/data.json").headers["x-robots-tag"] == "noindex"


def test_a_report_that_was_taken_back_has_no_files(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _published(room)
        assert room.client.get(f"/report/{CODE}/data.json").status_code == 200
        room.do(ask.Unpublish())
        for what in QUICK:
            assert room.client.get(f"/report/{CODE}/{what}").status_code == 404


def test_a_report_that_was_read_in_has_the_same_files(tmp_path: Path) -> None:
    told = replace(report(market()[0].history), is_published=True)
    with served(tmp_path) as room:
        line = room.run(partial(keep, is_listed=False), room.app.state.house, dump(told))
        for what in NAMES:
            answer = room.client.get(f"{line.page}/{what}")
            assert answer.status_code == 200, what
        assert room.client.get(f"{line.page}/data.json").content == dump(told)
        assert read(room.client.get(f"{line.page}/zip").content) == told
        assert room.client.get("/kept/nothing-here/data.json").status_code == 404


def test_words_that_are_hidden_are_gone_from_every_file_at_once(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _published(room)
        before = {what: room.client.get(f"/report/{CODE}/{what}").content for what in QUICK}
        assert sum(b"QtitleZ" in data for data in before.values()) >= 5
        room.do(ask.CheckWords(ref=idea_ref(next(iter(room.game.ideas)), 1), shows=False))
        for what in QUICK:
            assert b"QtitleZ" not in room.client.get(f"/report/{CODE}/{what}").content, what


def test_a_table_of_a_part_that_was_left_out_is_not_there(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _written(room)
        room.do(ask.LeaveOut(sections=(Section.WORDS.value,)))
        room.do(ask.CloseGame())
        room.do(ask.Publish())
        answer = room.client.get(f"/report/{CODE}/quotes.csv")
        assert answer.status_code == 404
        assert "This part of the report was left out." in answer.text
        assert room.client.get(f"/report/{CODE}/deals.csv").status_code == 200


def test_a_file_is_known_by_its_address() -> None:
    told = report(market()[0].history)
    for what in NAMES:
        file = file_of(told, what)
        assert file is not None, what
    assert file_of(told, "other.csv") is None
    out = replace(told, telling=Telling(left_out=("words",)))
    assert file_of(out, "quotes.csv") is None


def test_a_room_that_asks_for_a_file_at_once_costs_one_making() -> None:
    told = report(market()[0].history)
    makings: list[str] = []

    def make(one: Report) -> bytes:
        makings.append(threading.current_thread().name)
        return dump(one)

    async def evening() -> None:
        made = Made()
        readers = [asyncio.create_task(made.file(told, "data.json", make)) for _ in range(50)]
        assert {bytes(data) for data in await asyncio.gather(*readers)} == {dump(told)}
        assert len(makings) == 1
        assert makings[0].startswith("report-files")
        assert await made.file(load(dump(told)), "data.json", make) == dump(told)
        assert len(makings) == 1
        newer = replace(told, title="Another")
        assert await made.file(newer, "data.json", make) == dump(newer)
        assert len(makings) == 2

    asyncio.run(evening())


def test_a_file_that_could_not_be_made_is_tried_again() -> None:
    told = report(market()[0].history)
    tries = iter((False, True))

    def make(one: Report) -> bytes:
        if not next(tries):
            raise OSError("no space")
        return b"made"

    async def evening() -> None:
        made = Made()
        with pytest.raises(OSError, match="no space"):
            await made.file(told, "zip", make)
        assert await made.file(told, "zip", make) == b"made"

    asyncio.run(evening())


def test_only_so_much_is_kept() -> None:
    told = report(market()[0].history)

    async def evening() -> None:
        made = Made()
        for number in range(5):
            await made.file(told, f"large {number}", lambda _: b"x" * 20_000_000)
        assert len(made._kept) == 2
        for number in range(100):
            await made.file(told, f"small {number}", lambda _: b"x")
        assert len(made._kept) <= 64

    asyncio.run(evening())


def test_every_file_is_told_in_the_published_json() -> None:
    told = report(market()[0].history)
    file = file_of(told, "data.json")
    assert file is not None
    assert json.loads(file.make(told))["format"] == "tablefolk-report"

"""The zip with all files of a report, its guide, and reports that are read in again from what people bring."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from functools import cache

import html5lib
import pytest

from game import commands as ask
from game.report import Report
from game.scenario import Section, Words
from game.state import Telling
from game.telling import report
from tests.given import gift, market
from web.report.archive import MOST_FILES, archive, files, guide, licence, read
from web.report.as_json import LARGEST, dump
from web.report.onefile import one_file
from web.report.table_columns import SHEETS


@cache
def made() -> Report:
    """A published report with a deal, and words that look like markup."""
    play, who = market()
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],), string="half")
    words = Words("</script><b>&amp; a")
    play.lead(ask.Tell(headline=words, turning_point=Words(""), surprise=Words(""), refusal=Words("")))
    play.lead(ask.CloseGame())
    play.lead(ask.Publish())
    return report(play.history)


@cache
def zipped() -> bytes:
    """Its zip."""
    return archive(made())


def _zip(*entries: tuple[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", pack) as folder:
        for name, data in entries:
            folder.writestr(name, data)
    return file.getvalue()


def test_the_zip_holds_every_file_once_and_in_order() -> None:
    with zipfile.ZipFile(io.BytesIO(zipped())) as folder:
        assert folder.testzip() is None
        names = folder.namelist()
    assert names == sorted(names)
    assert set(names) == {file.name for file in files(made())}
    assert {"report.html", "report.json", "network.graphml", "kumu.json", "map.svg", "map.png"} <= set(names)
    assert {"page-one.pdf", "two-pages.pdf", "whole.pdf", "data-guide.html", "LICENCE.txt"} <= set(names)
    assert {f"csv/{sheet.name}.csv" for sheet in SHEETS} <= set(names)


def test_the_same_report_gives_the_same_zip() -> None:
    assert archive(made()) == zipped()
    assert archive(read(zipped())) == zipped()


def test_files_are_dated_by_the_day_of_the_game() -> None:
    at = made().began_at
    with zipfile.ZipFile(io.BytesIO(zipped())) as folder:
        assert {entry.date_time for entry in folder.infolist()} == {(at.year, at.month, at.day, 0, 0, 0)}


def test_what_each_file_begins_with_is_what_it_says_it_is() -> None:
    starts = {
        ".pdf": b"%PDF-",
        ".png": b"\x89PNG",
        ".svg": b"<svg ",
        ".html": b"<!doctype html>",
        ".csv": b"\xef\xbb\xbf",
    }
    with zipfile.ZipFile(io.BytesIO(zipped())) as folder:
        for name in folder.namelist():
            start = starts.get(name[name.rindex(".") :], b"")
            assert folder.read(name).lower().startswith(start.lower()), name


def test_a_part_that_was_left_out_has_no_file_and_no_word_in_the_guide() -> None:
    one = replace(made(), telling=Telling(left_out=(Section.WORDS.value,)))
    assert "csv/quotes.csv" not in {file.name for file in files(one)}
    assert b"quotes" not in guide(one)
    assert b"quotes" in guide(made())


def test_the_guide_explains_every_file_and_every_column() -> None:
    page = guide(made()).decode()
    for file in files(made()):
        assert f"<code>{file.name}</code>" in page
    for sheet in SHEETS:
        for column in sheet.columns:
            assert f"<code>{column.name}</code>" in page, (sheet.name, column.name)


def test_the_guide_is_a_page_that_asks_for_nothing_and_is_valid() -> None:
    for one in (made(), replace(made(), for_readers=False)):
        page = guide(one).decode()
        html5lib.HTMLParser(strict=True).parse(page)
        assert not re.search(r"<script|<link|<img|src=|href=|style=", page)
    assert "This is a draft" in guide(replace(made(), for_readers=False)).decode()
    assert "This is a draft" not in guide(made()).decode()


def test_the_licence_names_the_pack_and_its_licence() -> None:
    text = licence(made()).decode()
    assert made().pack in text
    assert made().licence in text
    assert "DRAFT" not in text
    assert "DRAFT" in licence(replace(made(), for_readers=False)).decode()


# --- reading in ------------------------------------------------------------------------------------------------------


def test_a_report_is_read_in_from_its_zip_its_data_and_its_page() -> None:
    for data in (zipped(), dump(made()), one_file(made()), b"\xef\xbb\xbf" + dump(made()), b"\n " + one_file(made())):
        assert read(data) == made()


def test_a_folder_that_somebody_packed_anew_is_read_in_too() -> None:
    assert read(_zip(("report-otter/report.json", dump(made())), ("report-otter/x.txt", b"x"))) == made()
    assert read(_zip(("report.json", dump(made())), pack=zipfile.ZIP_STORED)) == made()


def _locked() -> bytes:
    """A zip whose entry says that it is locked with a password."""
    data = bytearray(_zip(("report.json", dump(made()))))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    (
        (b"", "not the data of a Tablefolk report"),
        (b"%PDF-1.7", "not the data of a Tablefolk report"),
        (b"<!doctype html><p>Hello", "page holds no data of a report"),
        (b'<p id="report-data">{}</p></script>', "page holds no data of a report"),
        (b'<script id="report-data"', "page holds no data of a report"),
        (b'<script id="report-data">{}', "page holds no data of a report"),
        (b'<script id="report-data">{}</script>', "not the data of a Tablefolk report"),
        (b"PK", "zip is damaged"),
        (b"PK\x03\x04" + b"x" * 400, "zip is damaged"),
        (_zip(("other.txt", b"x")), "does not hold one report.json"),
        (_zip(("a/report.json", b"{}"), ("b/report.json", b"{}")), "does not hold one report.json"),
        (_zip(("a/b/report.json", b"{}")), "does not hold one report.json"),
        (_zip(("report.json", b"{}")), "not the data of a Tablefolk report"),
        (_zip(("report.json", b"{}"), pack=zipfile.ZIP_LZMA), "locked or packed in a way"),
        (_zip(("report.json", b"{}"), pack=zipfile.ZIP_BZIP2), "locked or packed in a way"),
        (_locked(), "locked or packed in a way"),
        (_zip(*((f"{number}.txt", b"") for number in range(MOST_FILES + 1))), "more than 500 files"),
        (b" " * (LARGEST + 1), "too large"),
    ),
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_what_is_no_report_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+\.$") as refused:
        read(data)
    assert sentence in str(refused.value)


def _without(*place: str | int, value: object = None) -> bytes:
    """The report's data with one part changed."""
    whole = json.loads(dump(made()))
    part = whole["report"]
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    "data",
    (
        _without("tokens_of", value=[]),
        _without("tokens_of", 0, "id", value="other"),
        _without("moments", 0, "deal", "parties", value=[]),
    ),
)
def test_a_report_that_no_page_could_show_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="parts do not fit together"):
        read(data)


def test_a_zip_that_unpacks_into_more_than_a_report_can_be_is_not_unpacked() -> None:
    bomb = _zip(("report.json", b" " * (LARGEST + 1)))
    assert len(bomb) < LARGEST // 100
    with pytest.raises(ValueError, match="too large for a report"):
        read(bomb)


def test_a_zip_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(_zip(("report.json", dump(made()))))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(ValueError, match=r"^[^\n]+\.$"):
        read(bytes(data))


@pytest.mark.parametrize("cut", (10, 200, 2_000, -30, -1))
def test_a_zip_that_was_cut_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+\.$"):
        read(zipped()[:cut])


def test_a_zip_with_a_changed_byte_is_refused_or_gives_the_same_report() -> None:
    data = _zip(("report.json", dump(made())))
    for place in range(0, len(data), max(1, len(data) // 200)):
        spoiled = bytearray(data)
        spoiled[place] ^= 0x41
        try:
            assert read(bytes(spoiled)) == made()
        except ValueError as refused:
            assert re.fullmatch(r"[^\n]+\.", str(refused))

"""A report as one zip with all its files, and a report read in again from any of them that holds its data."""

from __future__ import annotations

import io
import logging
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from jinja2 import Environment

from game.report import Report
from web.render import environment
from web.report.as_json import LARGEST, dump, load
from web.report.graphs import graphml, kumu, map_svg
from web.report.onefile import one_file
from web.report.paper import map_png, page_one, two_pages, whole
from web.report.table_columns import SHEETS
from web.report.tables import csv_of, told

_CHECKED = """\
What people wrote in the room stands here because a facilitator checked it, and its author did not take it back."""
_DRAFT = """\
THIS IS A DRAFT FOR THE FACILITATOR. It holds words that nobody has checked. Do not hand it on."""
MOST_FILES = 500
"""The most files that a zip may hold that is read in."""

_log = logging.getLogger(__name__)
_CHUNK = 65_536
_DATA = "report.json"
_ELEMENT = b'id="report-data"'
_LICENCE = """\
{title}

The titles, stories and cards of the pack "{pack}", version {version}{organiser}, stand here under its licence: {licence}.
{words}
If you quote it, name this report. Please do not try to find out who somebody is.

The style and the scripts inside report.html belong to Tablefolk and are under the MIT licence. The letters inside it and inside
the PDF files are under the SIL Open Font License 1.1.

Words that were taken back after this file was made still stand in it. The report at its address is always the newest.
"""


_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What a zip that was spoiled makes the library raise."""


class _NoReport(ValueError):
    """What was brought is no report. Its text is the sentence for whoever brought it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a report: its name in the zip, its media type, what it is for, and how it is made."""

    name: str
    media: str
    about: str
    make: Callable[[Report], bytes]


PAGE = File(
    "report.html",
    "text/html",
    "The whole report as one page that opens in any browser, without the internet.",
    one_file,
)
DATA = File(
    _DATA,
    "application/json",
    "All the data of the report. Tablefolk can read it in again and show the same page.",
    dump,
)
GRAPHML = File(
    "network.graphml",
    "application/xml",
    "The network of tables, ideas, characters and deals, for Gephi, yEd or R.",
    graphml,
)
KUMU = File("kumu.json", "application/json", "The same network, for Kumu: drop it on an empty map.", kumu)
SVG = File("map.svg", "image/svg+xml", "The map as a drawing that stays sharp at any size.", map_svg)
PNG = File("map.png", "image/png", "The map as a picture.", map_png)
PAGE_ONE = File("page-one.pdf", "application/pdf", "The first page, to print on one sheet.", page_one)
TWO_PAGES = File("two-pages.pdf", "application/pdf", "The report in short, for a committee.", two_pages)
WHOLE = File("whole.pdf", "application/pdf", "The whole report on paper.", whole)


def sheets(report: Report) -> tuple[File, ...]:
    """The tables of this report as files: those whose part of the page is told."""
    return tuple(
        File(f"csv/{sheet.name}.csv", "text/csv; charset=utf-8", sheet.about, partial(csv_of, sheet=sheet))
        for sheet in told(report)
    )


def files(report: Report) -> tuple[File, ...]:
    """All files of this report, in the order in which the guide tells them."""
    return (
        PAGE,
        PAGE_ONE,
        TWO_PAGES,
        WHOLE,
        SVG,
        PNG,
        *sheets(report),
        GRAPHML,
        KUMU,
        DATA,
        File("data-guide.html", "text/html", "This guide: every file and every column.", guide),
        File("LICENCE.txt", "text/plain; charset=utf-8", "Who may use this, and how.", licence),
    )


def archive(report: Report) -> bytes:
    """The zip with all of them. The same report gives the same bytes: its files are dated by the day of the game."""
    at = report.began_at
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as folder:
        for file in sorted(files(report), key=lambda file: file.name):
            entry = zipfile.ZipInfo(file.name, (at.year, at.month, at.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            folder.writestr(entry, file.make(report))
    return made.getvalue()


def guide(report: Report) -> bytes:
    """What every file and every column is, as a page without script."""
    here = {sheet.name for sheet in told(report)}
    page = _environment().get_template("data-guide.html")
    return page.render(report=report, files=files(report), sheets=[one for one in SHEETS if one.name in here]).encode()


def licence(report: Report) -> bytes:
    """Who may use what, as plain text."""
    organiser = f", by {report.organiser}" if report.organiser else ""
    text = _LICENCE.format(
        title=report.title,
        pack=report.pack,
        version=report.pack_version,
        organiser=organiser,
        licence=report.licence,
        words=_CHECKED if report.for_readers else _DRAFT,
    )
    return text.encode()


def read(data: bytes) -> Report:
    """A report out of its zip, its JSON, or its one HTML file. It may come from anywhere: no more of it is unpacked than a
    report can be, and what cannot be drawn in every way is refused, so that no page of it can fail later.

    It takes a second or two. Raises ValueError with one sentence that says what is wrong.
    """
    if len(data) > LARGEST:
        raise ValueError(f"This file is too large for a report: more than {LARGEST // 1_000_000} MB.")
    report = load(_data_in(data))
    try:
        for file in files(report):
            file.make(report)
    except Exception as error:
        _log.info("A report that was brought cannot be drawn", exc_info=True)
        raise ValueError("This report is damaged: its parts do not fit together.") from error
    return report


def _data_in(data: bytes) -> bytes:
    """The JSON in whatever was brought."""
    if data.startswith(b"PK"):
        return _unpacked(data)
    plain = data.removeprefix(b"\xef\xbb\xbf")
    return _inside(plain) if plain.lstrip().startswith(b"<") else plain


def _inside(page: bytes) -> bytes:
    """The data that a page carries in its script element. The page is walked through once, whatever it holds."""
    place = page.find(_ELEMENT)
    start = page.find(b">", place)
    end = page.find(b"</script", start)
    element = page.rfind(b"<", 0, place)
    if place < 0 or start < 0 or end < 0 or not page.startswith(b"<script", element):
        raise ValueError("This page holds no data of a report. Take the page that was saved with Download.")
    return page[start + 1 : end]


def _unpacked(data: bytes) -> bytes:
    """The report's data out of a zip, counted while it is unpacked."""
    if data.count(b"PK\x01\x02") > MOST_FILES:
        raise ValueError(f"This zip holds more than {MOST_FILES} files, so it is not a report's.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            found = [entry for entry in folder.infolist() if _is_data(entry.filename)]
            if len(found) != 1:
                raise _NoReport(f"This zip does not hold one {_DATA}, so it is not a report's.")
            if found[0].flag_bits & 1 or found[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise _NoReport("This zip is locked or packed in a way that is not read here.")
            return b"".join(_chunks(folder, found[0]))
    except _NoReport:
        raise
    except _DAMAGED:
        raise _NoReport("This zip is damaged.") from None


def _is_data(name: str) -> bool:
    """Whether this is the data of a report, also when somebody packed its folder anew."""
    return name == _DATA or (name.endswith(f"/{_DATA}") and name.count("/") == 1)


def _chunks(folder: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A file of a zip piece by piece, however large it says it is."""
    read_so_far = 0
    with folder.open(entry) as file:
        while piece := file.read(_CHUNK):
            read_so_far += len(piece)
            if read_so_far > LARGEST:
                raise _NoReport(f"The data in this zip is too large for a report: more than {LARGEST // 1_000_000} MB.")
            yield piece


@cache
def _environment() -> Environment:
    return environment()

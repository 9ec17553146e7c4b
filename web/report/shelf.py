"""A home for many reports: the public list and its feed, and reports that were read in from a file.

Only what is published, meant for the list, real and not yet gone stands there, and of it only what everybody may read.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from typing import Any
from weakref import WeakKeyDictionary
from xml.etree import ElementTree

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from game.history import History
from game.report import Report
from game.state import Listing
from game.telling import report as tell
from web.house import House, house_of
from web.render import environment
from web.report.archive import read
from web.report.as_json import dump, load
from web.report.onefile import one_file
from web.report.page import Links, day_of, render
from web.report.reading import answer_with
from web.rooms import Rooms
from web.shelf_store import Line, Shelf, Stale
from web.store import Store, StoreDown

router = APIRouter()

PAGE = 50
"""So many reports stand on one page of the list, and in the feed."""
ATOM = "http://www.w3.org/2005/Atom"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_log = logging.getLogger(__name__)
_making: WeakKeyDictionary[Rooms, asyncio.Lock] = WeakKeyDictionary()
"""One at a time makes rows anew, in each server of this process."""


@asynccontextmanager
async def alongside(house: House) -> AsyncIterator[None]:
    """Make the shelf's tables before the server answers anybody."""
    await house.rooms.in_order(shelf_of(house).make)
    yield


def shelf_of(house: House) -> Shelf:
    """The shelf of this server."""
    return Shelf(house.rooms.store.engine)


# --- The list ----------------------------------------------------------------------------------------------------------


@router.get("/reports")
async def reports(request: Request, page: str = "1") -> HTMLResponse:
    """The public list, newest first."""
    house = house_of(request)
    lines = await listed(house)
    last = max(1, -(-len(lines) // PAGE))
    here = min(int(page), last) if page.isascii() and page.isdigit() and 0 < len(page) < 6 and int(page) else 1
    return house.render.page(
        "reports.html",
        request,
        lines=lines[(here - 1) * PAGE : here * PAGE],
        count=len(lines),
        here=here,
        last=last,
    )


@router.get("/reports.atom")
async def feed(request: Request) -> Response:
    """The newest reports of the list as an Atom feed (RFC 4287)."""
    house = house_of(request)
    lines = (await listed(house))[:PAGE]
    body = await asyncio.to_thread(as_feed, lines, house.address)
    return Response(body, media_type="application/atom+xml; charset=utf-8", headers={"x-robots-tag": "noindex"})


async def listed(house: House) -> tuple[Line, ...]:
    """What stands in the public list at this moment. Raises StoreDown."""
    await refresh(house)
    return await asyncio.to_thread(shelf_of(house).listed, house.now())


async def refresh(house: House) -> None:
    """Make the rows anew whose games went on since. When nothing did, this costs one query. Raises StoreDown."""
    shelf = shelf_of(house)
    if not await asyncio.to_thread(shelf.stale):
        return
    async with _making.setdefault(house.rooms, asyncio.Lock()):
        stale = await asyncio.to_thread(shelf.stale)
        for one in stale:  # each is kept as it is made: what goes wrong with one costs no other
            made = await _line_of(house, one)
            await house.rooms.in_order(partial(shelf.put, [made]))


async def _line_of(house: House, stale: Stale) -> tuple[Stale, Line]:
    """A game's row as its log is now. A game that cannot be read is not listed, and takes nothing from the others."""
    room = house.rooms.opened(stale.game)
    try:
        history = room.history if room is not None else None
        if history is None or history.game.seq < stale.seq:
            kept = await asyncio.to_thread(house.rooms.store.load, stale.game)
            history = await asyncio.to_thread(History.of, (one.entry for one in kept))
        as_read = Stale(stale.game, stale.code, history.game.seq)
        return as_read, replace(await asyncio.to_thread(line_of_game, history, stale.code), key=stale.game)
    except StoreDown:
        raise
    except Exception:
        _log.exception("The report of game %s cannot be listed", stale.game)
        return stale, _line(stale.game, "", None, is_listed=False, at=None)


def line_of_game(history: History, code: str) -> Line:
    """What the list says of a game, made from what readers may read."""
    game = history.game
    page, at = f"/report/{code}", game.publications[-1].at if game.publications else None
    if not game.is_published or game.is_rehearsal or game.shelf.listing is not Listing.PUBLIC:
        return _line(game.id, page, None, is_listed=False, at=at)  # telling it costs a while, and nobody would read it
    return _line(game.id, page, tell(history), is_listed=True, at=at)


def _line(key: str, page: str, told: Report | None, *, is_listed: bool, at: datetime | None) -> Line:
    return Line(
        key=key,
        page=page,
        title=told.title if told else "",
        headline=_words("headline", told) if told else "",
        summary=_words("in_numbers", told) if told else "",
        began_at=told.began_at if told else datetime.fromtimestamp(0, UTC),
        offset=told.offset if told else None,
        is_listed=is_listed,
        expires_at=told.expires_at if told else None,
        may_index=told.may_index if told else False,
        published_at=told.published_at if told else None,
        updated_at=at,
    )


def _words(macro: str, told: Report) -> str:
    """A sentence that the templates make of a report, as plain text."""
    made: str = getattr(_numbers(), macro)(told).unescape()
    return " ".join(made.split())


@cache
def _numbers() -> Any:
    return environment().get_template("report/numbers.html").module


def as_feed(lines: tuple[Line, ...], address: str) -> bytes:
    """These lines as Atom. An entry's id comes from its game alone, so it is the same wherever the server stands."""
    made = ElementTree.Element("feed", xmlns=ATOM)
    _add(made, "title", "Reports")
    _add(made, "id", _urn(f"{address}/reports"))
    _add(made, "updated", _time(max((_updated(line) for line in lines), default=datetime.fromtimestamp(0, UTC))))
    _add(_add(made, "author"), "name", "Tablefolk")
    _add(made, "link", rel="self", type="application/atom+xml", href=f"{address}/reports.atom")
    _add(made, "link", rel="alternate", type="text/html", href=f"{address}/reports")
    for line in lines:
        entry = _add(made, "entry")
        _add(entry, "title", line.headline)
        _add(entry, "id", _urn(f"tablefolk:{line.key}"))
        _add(entry, "updated", _time(_updated(line)))
        _add(entry, "published", _time(line.published_at or _updated(line)))
        _add(entry, "link", rel="alternate", type="text/html", href=f"{address}{line.page}")
        _add(entry, "summary", f"{line.title}. {line.summary}")
    declaration = b'<?xml version="1.0" encoding="utf-8"?>\n'
    return declaration + ElementTree.tostring(made, encoding="unicode").encode()


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name, attributes)
    if text:
        made.text = _NOT_XML.sub("", text)
    return made


def _updated(line: Line) -> datetime:
    return line.updated_at or line.published_at or line.began_at


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


# --- Reports read in from a file -----------------------------------------------------------------------------------------


class NotKept(Exception):
    """A file that cannot stand here. Its text is one sentence for whoever brought it."""


@router.get("/kept/{kept}")
async def kept_page(request: Request, kept: str) -> Response:
    """A report that was read in: the same page as where it came from."""
    found = await data_of(request, kept)
    if isinstance(found, Response):
        return found
    links = Links(page=f"/kept/{kept}", server=house_of(request).address)
    return HTMLResponse(await asyncio.to_thread(_page_of, found, links))


@router.get("/kept/{kept}/file")
async def kept_file(request: Request, kept: str) -> Response:
    """The same report as one file to keep."""
    found = await data_of(request, kept)
    if isinstance(found, Response):
        return found
    name = f"report-{kept.partition('-')[0].upper()}.html"
    return HTMLResponse(
        await asyncio.to_thread(_file_of, found), headers={"content-disposition": f'attachment; filename="{name}"'}
    )


async def kept_report(request: Request, kept: str) -> Report | Response:
    """The report that was read in under this id, or the page that says why there is none (404, 410)."""
    found = await data_of(request, kept)
    return found if isinstance(found, Response) else await asyncio.to_thread(_report_of, found)


async def data_of(request: Request, kept: str) -> str | Response:
    """The JSON of a report that was read in, or the page that says why there is none (404, 410). Raises StoreDown."""
    house = house_of(request)
    data = await asyncio.to_thread(shelf_of(house).data_of, kept)
    if data is None:
        return answer_with(request, 404, "There is no such report here.", "Look for it in the list of reports.")
    told = await asyncio.to_thread(_report_of, data)
    if told.expires_at is not None and told.expires_at <= house.now():
        gone = told.local(told.expires_at)
        return answer_with(
            request, 410, f"This report was taken down on {day_of(gone)}.", "Whoever ran the game may have a copy."
        )
    return data


async def keep(house: House, data: bytes, *, is_listed: bool) -> Line:
    """Read a report in from a file, and keep it in the place of an older one of the same game.

    Raises NotKept, StoreDown.
    """
    told = await asyncio.to_thread(read_in, data)
    line = line_of_kept(told, is_listed=is_listed)
    await asyncio.to_thread(_check, shelf_of(house), house.rooms.store, told, line)
    text = await asyncio.to_thread(_text_of, told)
    await house.rooms.in_order(partial(shelf_of(house).keep, line, text, house.now()))
    return line


def keep_in(shelf: Shelf, store: Store, data: bytes, at: datetime, *, is_listed: bool) -> Line:
    """The same without a server (``at`` is the time in UTC). Blocks. Raises NotKept, StoreDown."""
    told = read_in(data)
    line = line_of_kept(told, is_listed=is_listed)
    shelf.make()
    _check(shelf, store, told, line)
    shelf.keep(line, _text_of(told), at)
    return line


def _check(shelf: Shelf, store: Store, told: Report, line: Line) -> None:
    """A copy must bring nothing back that people took back since. Raises NotKept, StoreDown."""
    earlier = shelf.data_of(line.key)
    if earlier is not None and load(earlier.encode()).seq > told.seq:
        raise NotKept("A newer file of this report is here already. It was not replaced.")
    for row in store.games():
        if row.code == told.code and _began(store, row.id) == told.began_at:
            raise NotKept(
                f"The game of this report is on this server. Read it at /report/{row.code}: it changes with the game."
            )


def _began(store: Store, game: str) -> datetime | None:
    """When the first step of a game began, or the game was made; None when its log cannot be read."""
    try:
        found = History.of(one.entry for one in store.load(game)).game
    except StoreDown:
        raise
    except Exception:
        _log.exception("Game %s cannot be read", game)
        return None
    return found.started[0].at if found.started else found.created_at


def read_in(data: bytes) -> Report:
    """The published report in a file. Raises NotKept."""
    try:
        told = read(data)
    except ValueError as error:
        raise NotKept(str(error)) from error
    if not told.for_readers:
        raise NotKept("This is a facilitator's draft, with words that nobody has checked. Bring the published report.")
    if not told.is_published:
        raise NotKept("This report is not published. Publish it, then take its data.")
    return told


def line_of_kept(told: Report, *, is_listed: bool) -> Line:
    """What the list says of a report from a file. Its id comes from the game, so a newer file of it takes its place."""
    game = hashlib.sha256(f"{told.code}|{told.began_at.isoformat()}".encode()).hexdigest()
    key = f"{told.code.lower()}-{game[:10]}"
    at = told.corrections[-1].at if told.corrections else told.published_at
    return _line(key, f"/kept/{key}", told, is_listed=is_listed and not told.is_rehearsal, at=at)


def _text_of(told: Report) -> str:
    return dump(told).decode()


@lru_cache(maxsize=8)
def _report_of(data: str) -> Report:
    return load(data.encode())


@lru_cache(maxsize=8)
def _page_of(data: str, links: Links) -> bytes:
    return render(_report_of(data), links=links).encode()


@lru_cache(maxsize=8)
def _file_of(data: str) -> bytes:
    return one_file(_report_of(data))

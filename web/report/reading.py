"""Reading a report: who may, as a page or as one file to keep. What may be told is decided in `game.telling`, not here."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from game.history import History
from game.report import Report
from game.telling import report as tell
from web import seats
from web.codes import room_by_code
from web.house import house_of
from web.report.onefile import one_file
from web.report.page import Links, day_of, render
from web.rooms import Room

router = APIRouter()

_MOST_KEPT = 16


@router.get("/report/{code}")
async def report_page(request: Request, code: str, readers: bool = False) -> Response:
    """The published report for anyone; the draft for the facilitator, or with ``readers`` what readers would see of it."""
    room = await room_by_code(request, code)
    for_readers = await _for_readers(request, room)
    if for_readers is None:
        return _not_there(request, room)
    history, links = room.history, links_of(request, room, readers)
    page = await _pages.page(history, for_readers or readers, f"page {links}", lambda told: _page(told, links))
    return HTMLResponse(page)


@router.get("/report/{code}/file")
async def report_file(request: Request, code: str, readers: bool = False) -> Response:
    """The same report as one file to keep."""
    room = await room_by_code(request, code)
    for_readers = await _for_readers(request, room)
    if for_readers is None:
        return _not_there(request, room)
    name = f"report-{room.row.code}.html"
    return HTMLResponse(
        await _pages.page(room.history, for_readers or readers, "file", one_file),
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def reading(request: Request, code: str, readers: bool = False) -> Report | Response:
    """The report with this code as whoever asks may read it, or the page that says why there is none (404, 410).

    Raises NoSuchGame, TooManyGuesses.
    """
    room = await room_by_code(request, code)
    for_readers = await _for_readers(request, room)
    if for_readers is None:
        return _not_there(request, room)
    return await _pages.report(room.history, for_readers or readers)


def build_file(history: History, for_readers: bool = True) -> bytes:
    """The report as one HTML file in UTF-8 that opens from a disk and asks for nothing.

    The same entries give the same bytes. ``for_readers`` is as in `game.telling.report`.
    """
    return one_file(tell(history, for_readers))


def links_of(request: Request, room: Room, readers: bool = False) -> Links:
    """Where the served report of this room and its files are; ``readers`` keeps them what readers would see of a draft."""
    is_draft = not room.history.game.is_published
    return Links(
        page=f"/report/{room.row.code}",
        server=house_of(request).address,
        query="?readers=1" if readers and is_draft else "",
        mine="/mine",
    )


async def _for_readers(request: Request, room: Room) -> bool | None:
    """Whether to show what readers may see; None when there is nothing to show to whoever asks.

    Whoever leads the game reads it also before it is published, and after its last day.
    """
    game = room.history.game
    is_over = game.shelf.expires_at is not None and game.shelf.expires_at <= house_of(request).now()
    if game.is_published and not is_over:
        return True
    try:
        led = await seats.lead(request)
    except seats.NoSeat:
        return None
    return game.is_published if led.row.id == room.row.id else None


def _not_there(request: Request, room: Room) -> HTMLResponse:
    game = room.history.game
    if game.is_published and game.shelf.expires_at is not None:
        gone = game.shelf.expires_at + timedelta(minutes=game.offset or 0)
        return answer_with(
            request,
            410,
            f"This report was taken down on {day_of(gone)}.",
            "Whoever ran the game may have a copy.",
        )
    return answer_with(
        request, 404, "This report is not published yet.", "Come back later. The address stays the same."
    )


def answer_with(request: Request, status: int, sentence: str, mend: str) -> HTMLResponse:
    """A page that says in a sentence why there is no report here, and what to do."""
    return house_of(request).render.page("error.html", request, status=status, sentence=sentence, mend=mend)


def _page(told: Report, links: Links) -> bytes:
    return render(told, links=links).encode()


_Made = TypeVar("_Made")


class _Pages:
    """The newest reports and pages, so that a room full of phones that open the report at once costs one rendering.

    What was made stays for as long as the room's history is the very same.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, bool, str], tuple[History, asyncio.Task[Any]]] = OrderedDict()

    async def report(self, history: History, for_readers: bool) -> Report:
        """The report of this very history."""
        return await self._one(history, for_readers, "", lambda: tell(history, for_readers))

    async def page(self, history: History, for_readers: bool, what: str, make: Callable[[Report], bytes]) -> bytes:
        """What is made from the report of this very history, in a thread when it is neither kept nor being made."""
        told = await self.report(history, for_readers)
        return await self._one(history, for_readers, what, lambda: make(told))

    async def _one(self, history: History, for_readers: bool, what: str, make: Callable[[], _Made]) -> _Made:
        key = (history.game.id, for_readers, what)
        kept = self._kept.get(key)
        if kept is None or kept[0] is not history or has_failed(kept[1]):
            making: asyncio.Task[Any] = asyncio.create_task(asyncio.to_thread(make))
            kept = self._kept[key] = (history, making)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        made: _Made = await asyncio.shield(kept[1])
        return made


def has_failed(making: asyncio.Future[Any]) -> bool:
    """Whether something that was to be made never will be."""
    return making.done() and (making.cancelled() or making.exception() is not None)


_pages = _Pages()

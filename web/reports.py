"""The report as a page and as one file that opens by itself. What may be told is decided in `game.report`, not here."""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b64encode
from collections import OrderedDict
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment
from markupsafe import Markup

from game.history import History
from game.report import report
from web import seats
from web.codes import room_by_code
from web.house import house_of
from web.render import STATIC, environment
from web.rooms import Room

router = APIRouter()

_MOST_KEPT = 16


@router.get("/report/{code}")
async def report_page(request: Request, code: str, readers: bool = False) -> Response:
    """The published report for anyone; the draft for the facilitator, or with ``readers`` what readers would see of it."""
    room = await room_by_code(request, code)
    for_readers = await _for_readers(request, room)
    if for_readers is None:
        return _not_yet(request)
    return HTMLResponse(await _pages.page(room.history, for_readers or readers, is_file=False))


@router.get("/report/{code}/file")
async def report_file(request: Request, code: str, readers: bool = False) -> Response:
    """The same report as one file to keep."""
    room = await room_by_code(request, code)
    for_readers = await _for_readers(request, room)
    if for_readers is None:
        return _not_yet(request)
    name = f"report-{room.row.code}.html"
    return HTMLResponse(
        await _pages.page(room.history, for_readers or readers, is_file=True),
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def build_file(history: History, for_readers: bool = True) -> bytes:
    """The report as one HTML file in UTF-8 that opens from a disk, without script, and asks for nothing.

    The same entries give the same bytes. ``for_readers`` is as in `game.report.report`.
    """
    return _build(history, for_readers, is_file=True)


async def _for_readers(request: Request, room: Room) -> bool | None:
    """Whether to show what readers may see; None when there is nothing to show to whoever asks."""
    if room.history.game.published:
        return True
    try:
        led = await seats.lead(request)
    except seats.NoSeat:
        return None
    return False if led.row.id == room.row.id else None


def _not_yet(request: Request) -> HTMLResponse:
    return house_of(request).render.page(
        "error.html",
        request,
        status=404,
        sentence="This report is not published yet.",
        mend="Come back later. The address stays the same.",
    )


class _Pages:
    """The newest pages, so that a room full of phones that open the report at once costs one rendering."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, bool, bool], tuple[History, asyncio.Task[bytes]]] = OrderedDict()

    async def page(self, history: History, for_readers: bool, *, is_file: bool) -> bytes:
        """The report of this very history, rendered in a thread when it is neither kept nor being made."""
        key = (history.game.id, for_readers, is_file)
        kept = self._kept.get(key)
        if kept is None or kept[0] is not history or _has_failed(kept[1]):
            making = asyncio.create_task(asyncio.to_thread(_build, history, for_readers, is_file=is_file))
            kept = self._kept[key] = (history, making)
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return await asyncio.shield(kept[1])


def _has_failed(making: asyncio.Task[bytes]) -> bool:
    return making.done() and (making.cancelled() or making.exception() is not None)


_pages = _Pages()


def _build(history: History, for_readers: bool, *, is_file: bool) -> bytes:
    style = _style()
    html = (
        _environment()
        .get_template("report.html")
        .render(
            report=report(history, for_readers),
            scenario=history.game.scenario,
            say=history.game.scenario.say,
            style=Markup(style) if is_file else None,
            policy=_policy(style),
        )
    )
    return html.encode()


@cache
def _environment() -> Environment:
    return environment()


@cache
def _style() -> str:
    style = (STATIC / "report.css").read_text(encoding="utf-8")
    if "</" in style or "url(" in style or "@import" in style:
        raise ValueError("report.css has to stand inside one file and may ask for nothing.")
    return style


def _policy(style: str) -> str:
    """A content policy that allows this style and nothing else."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"

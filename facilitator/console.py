"""The facilitator's page: claiming it, its head, and the desks of all topics. What is done there stands in their modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from facilitator import bargains, checks, closing, screen, stage, tables, timing, undoing
from facilitator.acting import answer, page
from facilitator.regions import ActLine, act_lines, console_region, console_view
from game.history import History
from game.shapes import BarView
from game.state import DealState
from web import seats
from web.codes import room_by_code
from web.house import house_of
from web.rooms import Room
from web.seats import LEAD, is_secret

router = APIRouter()

DESKS = {desk.name: desk for desk in (*bargains.DESKS, *closing.DESKS, *stage.DESKS, *tables.DESKS)}
"""All desks, by their names."""

_PUT_AWAY = '<p class="visually-hidden">Put away.</p>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of the console: the room in numbers, and the newest act to undo."""

    bar: BarView
    code: str
    heads: int
    tables: int
    made: int
    waiting: int
    newest: ActLine | None


def head(history: History, _key: str) -> Head:
    """The numbers at the top. Audience: the facilitator."""
    view = console_view(history)
    lines = act_lines(history)
    return Head(
        bar=view.bar,
        code=view.code,
        heads=view.heads,
        tables=len(view.tables),
        made=sum(1 for deal in view.deals if deal.state in {DealState.AGREED, DealState.IN_DOUBT}),
        waiting=sum(1 for deal in view.deals if deal.state is DealState.PROPOSED),
        newest=lines[0] if lines else None,
    )


REGIONS = (
    console_region("head", head),
    *timing.REGIONS,
    *stage.REGIONS,
    *tables.REGIONS,
    *screen.REGIONS,
    *checks.REGIONS,
    *bargains.REGIONS,
    *undoing.REGIONS,
)
"""All parts of the console that are pushed."""


@router.get("/lead")
async def console(request: Request) -> Response:
    """The console."""
    return page(request, await seats.lead(request))


@router.get("/lead/{code}")
async def claimpage(request: Request, code: str) -> Response:
    """Where a lead link opens. Its secret stands behind the ``#``, which never leaves the browser by itself."""
    return _claim(request, await room_by_code(request, code))


@router.post("/lead/{code}/claim")
async def claim(request: Request, code: str, secret: Annotated[str, Form()] = "") -> Response:
    """Take the facilitator's seat with the link's secret; a whole pasted link is taken too."""
    room = await room_by_code(request, code)
    if not is_secret(secret_of(secret), room.row.lead_hash):
        return _claim(request, room, is_wrong=True)
    answer = RedirectResponse("/lead", status_code=303)
    seats.take(answer, request, room, LEAD)
    return answer


def secret_of(text: str) -> str:
    """The secret in a pasted text: what stands behind the last ``#``, or the whole text."""
    return text.strip().rpartition("#")[2]


def _claim(request: Request, room: Room, *, is_wrong: bool = False) -> Response:
    return house_of(request).render.page(
        "claim.html",
        request,
        status=403 if is_wrong else 200,
        scenario=room.history.game.scenario,
        title=room.history.game.title,
        action=f"/lead/{room.row.code}/claim",
        is_wrong=is_wrong,
    )


@router.get("/lead/desk/{what}")
async def desk(request: Request, what: str) -> Response:
    """A form: as a piece for a page with script, else on the whole page. Query fields choose what it begins with."""
    room = await seats.lead(request)
    if what not in DESKS:
        is_piece = "hx-request" in request.headers
        return HTMLResponse(_PUT_AWAY) if is_piece else RedirectResponse("/lead", status_code=303)
    return answer(request, room, None, desk=DESKS[what], filled=dict(request.query_params))

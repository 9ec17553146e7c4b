"""The facilitator's page: its head, and the desks of all topics. What is done there stands in their modules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from facilitator import (
    bargains,
    casting,
    checks,
    closing,
    hands,
    people,
    pocket,
    runsheet,
    screen,
    stage,
    stands,
    tables,
    talk,
    timing,
    undoing,
)
from facilitator.acting import PUT_AWAY, Desk, answer, page
from facilitator.regions import ActLine, act_lines, console_region, console_view
from facilitator.runsheet import Button
from game.history import History
from game.shapes import BarView
from game.state import DealState
from game.talk import waiting_calls
from web import seats
from web.regions import Moment, Region

router = APIRouter()

KEYS = Desk("keys")
_TOPICS = (bargains, casting, checks, closing, hands, people, pocket, stage, stands, tables, talk, timing)
DESKS = {desk.name: desk for desk in (KEYS, *(desk for topic in _TOPICS for desk in topic.DESKS))}
"""All desks, by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of the console: the room in numbers, and the newest act to undo."""

    bar: BarView
    code: str
    heads: int
    lost: int
    on_paper: int
    made: int
    waiting: int
    newest: ActLine | None
    button: Button
    is_rehearsal: bool


def head(moment: Moment, _key: str) -> Head:
    """The numbers at the top. Audience: the facilitator."""
    view = console_view(moment.history)
    game = moment.history.game
    lines = act_lines(moment.history)
    return Head(
        bar=view.bar,
        code=view.code,
        heads=view.heads,
        lost=sum(tables.lost_phones(game, number, moment.phones) for number in game.tables),
        on_paper=sum(1 for player in game.seated() if player.on_paper or game.tables[player.table].on_paper),
        made=sum(1 for deal in view.deals if deal.state in {DealState.AGREED, DealState.IN_DOUBT}),
        waiting=sum(1 for deal in view.deals if deal.state is DealState.PROPOSED),
        newest=lines[0] if lines else None,
        button=runsheet.button(view),
        is_rehearsal=game.is_rehearsal,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many wait behind a tab, and for what, in words."""

    count: int
    words: str


def to_check(history: History, _key: str) -> Count:
    """How many words wait for a check. Audience: the facilitator."""
    return Count(count=len(console_view(history).to_check), words="to check")


def calling(history: History, _key: str) -> Count:
    """How many tables call. Audience: the facilitator."""
    return Count(count=len(waiting_calls(history.game)), words="calling")


def _count(name: str, view: Callable[[History, str], Count]) -> Region:
    return Region(name, "facilitator", "console/regions/count.html", view)


REGIONS = (
    console_region("head", head, living=True),
    _count("count-checks", to_check),
    _count("count-calls", calling),
    *timing.REGIONS,
    *stage.REGIONS,
    *tables.REGIONS,
    *talk.REGIONS,
    *people.REGIONS,
    *screen.REGIONS,
    *checks.REGIONS,
    *bargains.REGIONS,
    *undoing.REGIONS,
    *hands.REGIONS,
)
"""All parts of the console that are pushed."""


@router.get("/lead")
async def console(request: Request) -> Response:
    """The console."""
    return page(request, await seats.lead(request))


@router.get("/lead/desk/{what}")
async def desk(request: Request, what: str) -> Response:
    """A form: as a piece for a page with script, else on the whole page. Query fields choose what it begins with."""
    room = await seats.lead(request)
    if what not in DESKS:
        is_piece = "hx-request" in request.headers
        return HTMLResponse(PUT_AWAY) if is_piece else RedirectResponse("/lead", status_code=303)
    return answer(request, room, None, desk=DESKS[what], filled=dict(request.query_params))

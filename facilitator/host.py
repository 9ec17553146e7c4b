"""The host's page: all games on this server, and new ones from a pack. Only for whoever holds the link printed at the start."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from facilitator import practising
from facilitator.hands import secret_of
from facilitator.opening import Opened, open_game
from facilitator.practice import REHEARSALS, TooManyRehearsals, practices_of
from facilitator.rehearsal import FEWEST, MOST
from game.refused import Refused
from game.scenario import Scenario
from game.state import Status
from game.words import TITLE, checked
from scenarios import loader
from web import seats
from web.house import House, house_of
from web.render import fresh_command_id
from web.report import shelf
from web.rooms import hash_of
from web.seats import LEAD
from web.store import CodeTaken, GameRow, StoreDown

router = APIRouter()

MOST_EXPECTED = 384
SIZES = (3, 12)
NEWEST = 20
"""How many of the games the list opens to say how they stand; the others are told by their row, or where they are open."""
_SHORTEST_ID = 16
_CHOOSE = "Choose a game and its length."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class GameLine:
    """A game in the host's list. ``status`` is None for a game that is not closed and was not opened for the list."""

    id: str
    title: str
    code: str
    at: datetime
    status: Status | None
    heads: int | None = None
    is_readable: bool = True
    is_rehearsal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack that a game can be made from."""

    name: str
    scenario: Scenario


@router.get("/host/claim")
async def claim_page(request: Request) -> Response:
    """Where the host link opens; its secret stands behind the ``#``."""
    return _claim(request)


@router.post("/host/claim")
async def claim(request: Request, secret: Annotated[str, Form()] = "") -> Response:
    """Become the host with the link's secret; a whole pasted link is taken too."""
    found = secret_of(secret)
    if not house_of(request).is_host_secret(found):
        return _claim(request, is_wrong=True)
    answer = RedirectResponse("/host", status_code=303)
    seats.take_host(answer, request, found)
    return answer


@router.get("/host")
async def host(request: Request) -> Response:
    """All games, and the form for a new one."""
    seats.host(request)
    return await _page(request)


@router.post("/host/rehearse")
async def rehearse(
    request: Request, choice: Annotated[str, Form()] = "", expected: Annotated[str, Form()] = ""
) -> Response:
    """Rehearse a pack's game with so many pretend players, and lead it from this browser. Nothing of it is kept."""
    seats.host(request)
    packs = await asyncio.to_thread(read_packs)
    pack, run_sheet = _chosen(packs, choice)
    people = practising.people_of(expected)
    wrong: dict[str, str] = {}
    if pack is None:
        wrong["choice"] = _CHOOSE
    if people is None:
        wrong["expected"] = f"Write a number from {FEWEST} to {MOST}."
    if pack is None or people is None:
        return await _page(request, status=422, filled={"choice": choice, "expected": expected}, wrong=wrong)
    try:
        return await practising.begin(request, pack.scenario, run_sheet, pack.scenario.title, people)
    except TooManyRehearsals:
        wrong["expected"] = practising.FULL
        return await _page(request, status=409, filled={"choice": choice, "expected": expected}, wrong=wrong)


@router.post("/host/forget")
async def forget(request: Request, game: Annotated[str, Form()]) -> Response:
    """End a rehearsal and delete it. No other game can be deleted here."""
    seats.host(request)
    if game.startswith(REHEARSALS):
        await practices_of(request).end(house_of(request), game)
    return RedirectResponse("/host", status_code=303)


@router.post("/host/keep")
async def keep(request: Request) -> Response:
    """Read a report in from a file, so that it can be read here, and found in the list when it is meant to."""
    seats.host(request)  # before the file is looked at
    async with request.form(max_files=1, max_fields=8) as form:
        file = form.get("report")
        data = await file.read() if isinstance(file, UploadFile) else b""
        is_listed = bool(form.get("is_listed"))
    if not data:
        return await _page(request, status=422, wrong={"report": "Choose the file of a report first."})
    try:
        line = await shelf.keep(house_of(request), data, is_listed=is_listed)
    except shelf.NotKept as error:
        return await _page(request, status=422, filled={"is_listed": "yes" * is_listed}, wrong={"report": str(error)})
    return RedirectResponse(line.page, status_code=303)


@router.post("/host/take-away")
async def take_away(request: Request, kept: Annotated[str, Form()]) -> Response:
    """Delete a report that was read in from a file."""
    seats.host(request)
    house = house_of(request)
    await house.rooms.in_order(partial(shelf.shelf_of(house).take_away, kept))
    return RedirectResponse("/host#kept", status_code=303)


@router.post("/host/open")
async def open_console(request: Request, game: Annotated[str, Form()]) -> Response:
    """Lead a game oneself."""
    seats.host(request)
    room = await house_of(request).rooms.open(game)
    answer = RedirectResponse("/lead", status_code=303)
    await seats.take_hand(answer, request, room, LEAD)
    return answer


@router.post("/host/new")
async def new(
    request: Request,
    choice: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    expected: Annotated[str, Form()] = "",
    table_size: Annotated[str, Form()] = "",
    command_id: Annotated[str, Form()] = "",
) -> Response:
    """Open a new game. ``choice`` is a pack and one of its run sheets, with a slash between.

    The same form sent again gets the page of the same game.
    """
    seats.host(request)
    house = house_of(request)
    filled = {"choice": choice, "title": title, "expected": expected, "table_size": table_size}
    packs = await asyncio.to_thread(read_packs)
    pack, run_sheet = _chosen(packs, choice)
    wrong: dict[str, str] = {}
    if pack is None:
        wrong["choice"] = _CHOOSE
    heads, size = _number(expected, 2, MOST_EXPECTED), _number(table_size, *SIZES)
    if heads is None:
        wrong["expected"] = f"Write a number from 2 to {MOST_EXPECTED}."
    if size is None:
        wrong["table_size"] = f"Write a number from {SIZES[0]} to {SIZES[1]}."
    words = checked(title, "title", TITLE, may_be_empty=True)
    if isinstance(words, Refused):
        wrong["title"] = f"Make it shorter: {TITLE} letters at most."
    if wrong or pack is None or heads is None or size is None or isinstance(words, Refused):
        return await _page(request, status=422, filled=filled, wrong=wrong)
    if not (command_id.isascii() and command_id.isprintable() and _SHORTEST_ID <= len(command_id) <= 64):
        command_id = fresh_command_id()
    form = (command_id, *sorted(filled.items()))
    # Nobody but this form knows the command id, so its hashes are as hard to guess as it is.
    game, secret = hash_of(("game", *form))[:16], hash_of(("secret", *form))[:32]
    try:
        made = await open_game(
            house.rooms,
            pack.scenario,
            run_sheet,
            title=words or pack.scenario.title,
            expected=heads,
            table_size=size,
            game=game,
            secret=secret,
        )
    except CodeTaken:
        if await asyncio.to_thread(house.rooms.store.game, game) is None:
            raise
        made = Opened(await house.rooms.open(game), secret)
    row, links = made.room.row, house.links(made.room)
    return house.render.page(
        "host-made.html",
        request,
        scenario=None,
        title=row.title,
        code=row.code,
        links=links,
        lead_url=f"{links.address}/lead/{row.code}#{made.secret}",
    )


def _chosen(packs: tuple[Pack, ...], choice: str) -> tuple[Pack | None, str]:
    """The pack and the id of the run sheet that were chosen; None when there are no such."""
    name, _, run_sheet = choice.partition("/")
    pack = next((pack for pack in packs if pack.name == name), None)
    is_there = pack is not None and run_sheet in {sheet.id for sheet in pack.scenario.run_sheets}
    return (pack if is_there else None), run_sheet


def read_packs() -> tuple[Pack, ...]:
    """Our own packs, those that cannot be played left out. Reads files."""
    packs = []
    for name in loader.names():
        try:
            packs.append(Pack(name=name, scenario=loader.load(name)))
        except loader.PackError:
            continue
    return tuple(packs)


async def _page(
    request: Request, *, status: int = 200, filled: dict[str, str] | None = None, wrong: dict[str, str] | None = None
) -> Response:
    house = house_of(request)
    practices = practices_of(request)
    found = await asyncio.to_thread(house.rooms.store.games)
    # A rehearsal that was ended is deleted a moment later.
    rows = [row for row in found if not row.id.startswith(REHEARSALS) or practices.of(row.id) is not None]
    context: dict[str, Any] = {
        "games": [await _line(house, row, is_new=place < NEWEST) for place, row in enumerate(rows)],
        "packs": await asyncio.to_thread(read_packs),
        "kept": await asyncio.to_thread(shelf.shelf_of(house).kept),
        "filled": filled or {},
        "wrong": wrong or {},
    }
    return house.render.page("host.html", request, status=status, scenario=None, **context)


async def _line(house: House, row: GameRow, *, is_new: bool) -> GameLine:
    """A game by its row. A game that cannot be read takes nothing from the others."""
    line = GameLine(
        id=row.id,
        title=row.title,
        code=row.code,
        at=row.created_at,
        status=Status.CLOSED if row.closed else None,
        is_rehearsal=row.id.startswith(REHEARSALS),
    )
    try:
        room = await house.rooms.open(row.id) if is_new else house.rooms.opened(row.id)
    except StoreDown:
        raise
    except Exception:
        _log.exception("Game %s cannot be read", row.id)
        return replace(line, is_readable=False)
    if room is None:
        return line
    game = room.history.game
    return replace(line, status=game.status, heads=sum(1 for _ in game.seated()))


def _number(text: str, least: int, most: int) -> int | None:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return None
    return int(text) if least <= int(text) <= most else None


def _claim(request: Request, *, is_wrong: bool = False) -> Response:
    return house_of(request).render.page(
        "claim.html",
        request,
        status=403 if is_wrong else 200,
        scenario=None,
        title="All games",
        action="/host/claim",
        kind="host",
        wrong="This link does not open this page. Look at it again, or ask whoever started the server."
        if is_wrong
        else "",
    )

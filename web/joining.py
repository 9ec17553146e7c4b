"""Coming in: the page for the code, and the page where a person takes a seat. It plays nothing."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from game.commands import Join
from game.events import PlayerJoined
from game.refused import Refused, Why
from game.scenario import Words
from game.state import Game, Part, Status
from web import seats
from web.codes import room_by_code, tidy_code
from web.forms import BadField, Filled, is_yes, naming, part_of, text
from web.house import house_of
from web.render import fresh_command_id
from web.rooms import Busy, Conflict, NoSuchGame, NotSaved, Room
from web.store import StoreDown

router = APIRouter()

_UNKNOWN = "We do not know that code. Look at the big screen."


async def fields(request: Request) -> Filled:
    """What a form sent. Names and values are text only; a file counts as nothing."""
    form = await request.form()
    return {
        name: tuple(value.encode("utf-8", "replace").decode() for value in form.getlist(name) if isinstance(value, str))
        for name in form
    }


@router.get("/")
async def front(request: Request, again: str = "") -> Response:
    """The first page: type the code."""
    return _front(request, "", 200, "", is_again=bool(again))


@router.post("/")
async def find(request: Request) -> Response:
    """From a typed code to the page where one takes a seat."""
    typed = text(await fields(request), "code")
    if not tidy_code(typed):
        return _front(request, typed, 422, "Type the code first.")
    try:
        room = await room_by_code(request, typed)
    except NoSuchGame:
        return _front(request, typed, 404, _UNKNOWN)
    return RedirectResponse(f"/j/{room.row.code}", status_code=303)


def _front(request: Request, typed: str, status: int, sentence: str, *, is_again: bool = False) -> Response:
    return house_of(request).render.page(
        "front.html", request, status=status, typed=typed[:40], sentence=sentence, is_again=is_again
    )


@router.get("/j/{code}")
async def door(request: Request, code: str) -> Response:
    """Where one takes a seat. Reading it takes none: messengers read links ahead."""
    try:
        room = await room_by_code(request, code)
    except NoSuchGame:
        return _front(request, code, 404, _UNKNOWN)
    if await _is_seated(request, room):
        return RedirectResponse("/play", status_code=303)
    return _door(request, room, {})


@router.post("/j/{code}")
async def enter(request: Request, code: str) -> Response:
    """Take a seat. Whoever has one in this game goes back to it: a phone holds one seat."""
    try:
        room = await room_by_code(request, code)
    except NoSuchGame:
        return _front(request, code, 404, _UNKNOWN)
    if await _is_seated(request, room):
        return RedirectResponse("/play", status_code=303)
    filled = await fields(request)
    command_id = text(filled, "command_id") or fresh_command_id()
    try:
        outcome = await house_of(request).rooms.submit(room.row.id, "join", command_id, _join(filled))
    except BadField as bad:
        return _door(request, room, filled, 422, bad=bad)
    except ValueError:
        return _door(request, room, filled, 422, bad=BadField("", "We could not read that. Press the button again."))
    except Conflict:
        return _door(request, room, filled, 409, bad=BadField("", "This was sent before. Press the button again."))
    except (Busy, NotSaved, StoreDown):
        return _door(request, room, filled, 503, bad=BadField("", "This could not be saved. Press the button again."))
    if isinstance(outcome, Refused):
        is_field = outcome.why in {Why.EMPTY, Why.TOO_LONG}
        return _door(request, room, filled, 422 if is_field else 409, refusal=outcome)
    player = next(event.player for event in outcome.entry.events if isinstance(event, PlayerJoined))
    answer = RedirectResponse("/play", status_code=303)
    seats.take(answer, request, room, player)
    return answer


def _join(filled: Filled) -> Join:
    """The fields of the page as a command. Raises BadField."""
    if "name" not in filled:
        raise BadField("", "Something is missing in what was sent. Press the button again.")
    table = text(filled, "table", "0")
    if not (table.isascii() and table.isdigit() and len(table) < 4):
        raise BadField("table", "Choose a table.")
    return Join(
        name=Words(text(filled, "name")),
        naming=naming(filled),
        hat=text(filled, "hat"),
        film=is_yes(filled, "film"),
        table=int(table),
        under_16=is_yes(filled, "under_16"),
        part=part_of(filled) if "part" in filled else Part.PLAYER,
    )


async def _is_seated(request: Request, room: Room) -> bool:
    """Whether this browser holds a seat in this game that is still there."""
    try:
        other, _player = await seats.player(request)
    except seats.NoSeat:
        return False
    return other.row.id == room.row.id and room.history.game.status is not Status.CLOSED


def _door(
    request: Request,
    room: Room,
    filled: Filled,
    status: int = 200,
    *,
    refusal: Refused | None = None,
    bad: BadField | None = None,
) -> Response:
    game = room.history.game
    is_closed = game.status is Status.CLOSED
    return house_of(request).render.page(
        "door.html",
        request,
        status=410 if is_closed else status,
        scenario=game.scenario,
        game=_shown(game),
        code=room.row.code,
        key=request.query_params.get("k", ""),
        filled={name: values[0] for name, values in filled.items() if values},
        refusal=refusal,
        bad=bad,
    )


def _shown(game: Game) -> Mapping[str, object]:
    """What somebody at the door may know: the title, and which tables have room."""
    heads = {number: sum(1 for _ in game.seated(number)) for number in sorted(game.tables)}
    return {
        "title": game.title,
        "is_closed": game.status is Status.CLOSED,
        "is_published": game.published > 0,
        "tables": [(number, heads[number], heads[number] < game.table_size) for number in heads],
    }

"""Coming in: the page for the code, and the page where a person takes a seat. It plays nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from game.commands import Join
from game.events import PlayerJoined
from game.refused import Refused, Why
from game.scenario import Words
from game.state import Game, Part, Status
from web import seats, ways_back
from web.codes import may_try, room_by_code, tidy_code, was_wrong
from web.forms import BadField, Filled, is_yes, naming, part_of, text
from web.house import house_of
from web.render import fresh_command_id
from web.rooms import Busy, Conflict, NoSuchGame, NotSaved, Room
from web.store import StoreDown

router = APIRouter()

_UNKNOWN = "We do not know that code. Look at the big screen."
_OF_A_SEAT = "This looks like your way back. Type the room code first. Then choose “I was here before”."
_WAY_BACK = "way back"


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
        return _front(request, typed, 404, _OF_A_SEAT if ways_back.looks_like_one(typed) else _UNKNOWN)
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
    is_over = room.history.game.status is Status.CLOSED
    has_seat = await _has_seat(request, room)
    if has_seat and not is_over:
        return RedirectResponse("/play", status_code=303)
    return _door(request, room, {}, has_seat=has_seat)


@router.post("/j/{code}")
async def enter(request: Request, code: str) -> Response:
    """Take a seat. Whoever has one in this game goes back to it: a phone holds one seat."""
    try:
        room = await room_by_code(request, code)
    except NoSuchGame:
        return _front(request, code, 404, _UNKNOWN)
    if room.history.game.status is not Status.CLOSED and await _has_seat(request, room):
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


@router.post("/j/{code}/back")
async def come_back(request: Request, code: str) -> Response:
    """Take one's own seat again by its way back, on any phone. Also when the game is over: its pages can still be read."""
    try:
        room = await room_by_code(request, code)
    except NoSuchGame:
        return _front(request, code, 404, _UNKNOWN)
    typed = text(await fields(request), "way")
    if not tidy_code(typed):
        return _door(request, room, {}, 422, way=typed, lost="Type your bird and your digits first.")
    if not may_try(request, room, _WAY_BACK):
        return _door(request, room, {}, 429, way=typed, lost="Many wrong words came in. Wait a minute, then try again.")
    player = ways_back.player_of(room, typed)
    if player is None:
        was_wrong(request, room, _WAY_BACK)
        sentence = "Nobody here has this way back. Look at it again, or ask the facilitator."
        return _door(request, room, {}, 404, way=typed, lost=sentence)
    if player.is_freed:
        is_over = room.history.game.status is Status.CLOSED
        what_now = "Ask the facilitator." if is_over else "Take a new one below, or ask the facilitator."
        sentence = f"The facilitator freed this seat. {what_now}"
        return _door(request, room, {}, 409, way=typed, lost=sentence)
    answer = RedirectResponse("/play", status_code=303)
    seats.take(answer, request, room, player.id)
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


async def _has_seat(request: Request, room: Room) -> bool:
    """Whether this browser holds a seat in this game that is still there."""
    try:
        other, _player = await seats.player(request)
    except seats.NoSeat:
        return False
    return other.row.id == room.row.id


def _door(
    request: Request,
    room: Room,
    filled: Filled,
    status: int = 200,
    *,
    refusal: Refused | None = None,
    bad: BadField | None = None,
    way: str = "",
    lost: str = "",
    has_seat: bool = False,
) -> Response:
    """The door's page. ``way`` is a way back that was typed, and ``lost`` says why it led nowhere."""
    game = room.history.game
    is_closed = game.status is Status.CLOSED
    return house_of(request).render.page(
        "door.html",
        request,
        status=410 if is_closed and not lost else status,
        scenario=game.scenario,
        game=_shown(game, house_of(request).now()),
        code=room.row.code,
        key=request.query_params.get("k", ""),
        filled={name: values[0] for name, values in filled.items() if values},
        refusal=refusal,
        bad=bad,
        way=way[:40],
        lost=lost,
        has_seat=has_seat,
    )


def _shown(game: Game, now: datetime) -> Mapping[str, object]:
    """What somebody at the door may know: the title, which tables have room, and whether the door is open. A report that
    was taken down by now (UTC) is offered to nobody."""
    gone = game.shelf.expires_at
    heads = {number: sum(1 for _ in game.seated(number)) for number in sorted(game.tables)}
    return {
        "title": game.title,
        "is_closed": game.status is Status.CLOSED,
        "is_published": game.is_published and (gone is None or now < gone),
        "is_taken_down": game.is_published and gone is not None and gone <= now,
        "is_door_closed": game.is_door_closed,
        "is_rehearsal": game.is_rehearsal,
        "has_press": game.scenario.has_press,
        "tables": [(number, heads[number], heads[number] < game.table_size) for number in heads],
    }

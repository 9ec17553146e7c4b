"""What pages say about themselves, not about the game: a phone is put away, it has shown a message, a wall is so large.

Nothing of it enters the log; `web.presence` keeps it.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from web import seats
from web.codes import room_by_code
from web.forms import BadField, Filled, number
from web.house import house_of
from web.joining import fields

router = APIRouter()

MOST_DOTS = 20_000
"""The most dots that a wall can be wide or high."""
MOST_RATIO = 1_000

_NO_SIZE = "The size of the wall could not be read. It is three whole numbers: width, height and ratio, in percent."


@router.post("/play/rest")
async def rest(request: Request) -> Response:
    """A phone's page is put away. The browser sends it while the page goes, so there is nobody to read an answer."""
    room, player = await seats.player(request)
    house = house_of(request)
    house.presence.rests(room.row.id, player.id, house.now())
    return Response(status_code=204)


@router.post("/play/seen")
async def seen(request: Request) -> Response:
    """A phone has shown messages, each named in a field ``message``. One that is not there any more counts for nothing."""
    room, player = await seats.player(request)
    named = frozenset((await fields(request)).get("message", ()))
    if not named:
        raise HTTPException(422, "There is no message in what was sent.")
    house = house_of(request)
    for message in room.history.game.messages:
        if message.id in named:
            house.presence.saw(room.row.id, player.id, message.id, house.now())
    house.live.look_soon(room.row.id)
    return Response(status_code=204)


@router.post("/wall/{code}/here")
async def wall_here(request: Request, code: str) -> Response:
    """A wall's page is so wide and high in its own measure, with ``ratio`` dots of the projector to 100 of it."""
    room = await room_by_code(request, code)
    size = _size(await fields(request))
    house = house_of(request)
    house.presence.wall_here(room.row.id, size, house.now())
    return Response(status_code=204)


def _size(filled: Filled) -> tuple[int, int]:
    try:
        ratio = number(filled, "ratio")
        size = (round(number(filled, "width") * ratio / 100), round(number(filled, "height") * ratio / 100))
    except BadField as bad:
        raise HTTPException(422, _NO_SIZE) from bad
    if ratio > MOST_RATIO or not all(0 < side <= MOST_DOTS for side in size):
        raise HTTPException(422, _NO_SIZE)
    return size

"""Who is asking: cookies that hold a signed seat. It decides nothing about what a seat may do."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, Signer
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from game.state import Player
from web.rooms import NoSuchGame, Room

if TYPE_CHECKING:
    from web.house import House

PLAYER_COOKIE = "tablefolk_seat"
LEAD_COOKIE = "tablefolk_lead"
HOST_COOKIE = "tablefolk_host"
LEAD = "lead"
_DAYS_30 = 30 * 24 * 3600


class NoSeat(Exception):
    """The request carries no seat that is good here. ``kind`` is ``player``, ``lead`` or ``host``."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's place in a game: a player's id, or ``lead``."""

    game: str
    who: str


def hash_of_secret(secret: str) -> str:
    """What is stored instead of a link's secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def is_secret(secret: str, stored_hash: str) -> bool:
    """Whether this is the secret with the stored hash; never true for an empty hash."""
    return bool(stored_hash) and secrets.compare_digest(hash_of_secret(secret), stored_hash)


async def player(request: HTTPConnection) -> tuple[Room, Player]:
    """The room and the player of this request. Raises NoSeat."""
    room, who = await _seated(request, PLAYER_COOKIE, "player")
    found = room.history.game.players.get(who)
    if found is None or found.is_freed:
        raise NoSeat("player")
    return room, found


async def lead(request: HTTPConnection) -> Room:
    """The room that this request may lead. Raises NoSeat."""
    room, who = await _seated(request, LEAD_COOKIE, "lead")
    if who != LEAD:
        raise NoSeat("lead")
    return room


def host(request: HTTPConnection) -> None:
    """Check that the request comes from whoever runs the server. Raises NoSeat."""
    house: House = request.app.state.house
    if not house.is_host_secret(request.cookies.get(HOST_COOKIE, "")):
        raise NoSeat("host")


def take(response: Response, request: Request, room: Room, who: str) -> None:
    """Let this browser hold the seat of a player, or of ``lead``."""
    name = LEAD_COOKIE if who == LEAD else PLAYER_COOKIE
    _set(response, request, name, sign(room, who, name))


def sign(room: Room, who: str, cookie: str) -> str:
    """The value of a cookie that holds this seat; only this game's own key makes and reads it."""
    return Signer(room.row.secret, salt=cookie).sign(f"{room.row.id}|{who}").decode()


def take_host(response: Response, request: Request, secret: str) -> None:
    """Let this browser act as the host."""
    _set(response, request, HOST_COOKIE, secret)


def _set(response: Response, request: Request, name: str, value: str) -> None:
    is_secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=_DAYS_30, httponly=True, samesite="lax", secure=is_secure, path="/")


async def _seated(request: HTTPConnection, cookie: str, kind: str) -> tuple[Room, str]:
    value = request.cookies.get(cookie, "")
    house: House = request.app.state.house
    game = value.partition("|")[0]
    if not game:
        raise NoSeat(kind)
    try:
        room = await house.rooms.open(game)
        signed = Signer(room.row.secret, salt=cookie).unsign(value).decode()
    except (NoSuchGame, BadSignature) as error:
        raise NoSeat(kind) from error
    return room, signed.partition("|")[2]

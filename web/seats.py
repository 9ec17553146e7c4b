"""Who is asking: cookies that hold a signed seat. It decides nothing about what a seat may do."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, Signer
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from game.state import Player
from web import hands
from web.hands import Hand
from web.rooms import NoSuchGame, Room

if TYPE_CHECKING:
    from web.house import House

PLAYER_COOKIE = "tablefolk_seat"
LEAD_COOKIE = "tablefolk_lead"
HELP_COOKIE = "tablefolk_help"
HOST_COOKIE = "tablefolk_host"
LEAD = hands.LEAD
PAGE_HEADER = "tablefolk-seat"
"""Where a page with script says whose it is; sockets and polls say it in their address, as ``seat``."""
_DAYS_30 = 30 * 24 * 3600


class NoSeat(Exception):
    """The request carries no seat that is good here. ``kind`` is ``player``, ``lead``, ``help`` or ``host``."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class TakenBack(NoSeat):
    """The link that this browser came by, or this device's claim of it, was taken back on a console.

    ``code`` is that of the game.
    """

    def __init__(self, kind: str, code: str) -> None:
        super().__init__(kind)
        self.code = code


class OtherSeat(NoSeat):
    """The page that asks belongs to another seat than the one this browser holds now, so nothing is done."""


def hash_of_secret(secret: str) -> str:
    """What is stored instead of a link's secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def is_secret(secret: str, stored_hash: str) -> bool:
    """Whether this is the secret with the stored hash; never true for an empty hash."""
    return bool(stored_hash) and secrets.compare_digest(hash_of_secret(secret), stored_hash)


async def player(request: HTTPConnection) -> tuple[Room, Player]:
    """The room and the player of this request. Raises NoSeat; OtherSeat where the page says that it is somebody else's."""
    room, who = await _seated(request, PLAYER_COOKIE, "player")
    page = request.headers.get(PAGE_HEADER) or request.query_params.get("seat")
    if page and page != name_of(room, who):
        raise OtherSeat("player")
    found = room.history.game.players.get(who)
    if found is None or found.is_freed:
        raise NoSeat("player")
    return room, found


async def lead(request: HTTPConnection, expects: str = "") -> Room:
    """The room that this request may lead; see `lead_hand`."""
    room, _hand = await lead_hand(request, expects)
    return room


async def lead_hand(request: HTTPConnection, expects: str = "") -> tuple[Room, Hand]:
    """The room that this request may lead, and the claim by which it may.

    ``expects`` is the id of the game that the page is about; it may stand in the address too, as ``game``.
    Raises NoSeat; TakenBack; OtherSeat where this browser leads another game by now.
    """
    return await _held(request, LEAD_COOKIE, "lead", expects)


async def hand(request: HTTPConnection, expects: str = "") -> tuple[Room, Hand]:
    """The room that this request may help in, and the claim by which it may. Raises as `lead_hand` does."""
    return await _held(request, HELP_COOKIE, "help", expects)


async def _held(request: HTTPConnection, cookie: str, kind: str, expects: str) -> tuple[Room, Hand]:
    room, signed = await _seated(request, cookie, kind)
    found = room.hand(signed)
    if found is None or found.is_link:
        raise NoSeat(kind)
    if any(game not in {"", room.row.id} for game in (expects, request.query_params.get("game", ""))):
        raise OtherSeat(kind)
    if not found.is_good:
        raise TakenBack(kind, room.row.code)
    request.state.hand = found.id
    return room, found


def hand_id(request: HTTPConnection) -> str:
    """The id of the claim by which this request was let in, once `lead` or `hand` was asked; else empty."""
    return getattr(request.state, "hand", "")


async def has_seat(request: HTTPConnection, game: str) -> bool:
    """Whether this browser was given a seat in this game, its console or a part of it."""
    for cookie, kind in ((PLAYER_COOKIE, "player"), (LEAD_COOKIE, "lead"), (HELP_COOKIE, "help")):
        if request.cookies.get(cookie, "").startswith(f"{game}|"):
            with contextlib.suppress(NoSeat):
                await _seated(request, cookie, kind)
                return True
    return False


def name_of(room: Room, who: str) -> str:
    """The seat's name on its own pages, so that what they keep and send is never taken for another seat's."""
    return f"{room.row.id}-{who}"


def host(request: HTTPConnection) -> None:
    """Check that the request comes from whoever runs the server. Raises NoSeat."""
    house: House = request.app.state.house
    if not house.is_host_secret(request.cookies.get(HOST_COOKIE, "")):
        raise NoSeat("host")


def take(response: Response, request: Request, room: Room, player: str) -> None:
    """Let this browser hold the seat of a player."""
    _set(response, request, PLAYER_COOKIE, sign(room, player, PLAYER_COOKIE))


async def take_hand(response: Response, request: Request, room: Room, role: str, of_link: str = "") -> None:
    """Let this browser lead the game, or help in it. One that may already does not count as one more device.

    Raises TooManyClaims, StoreDown.
    """
    cookie = LEAD_COOKIE if role == LEAD else HELP_COOKIE
    with contextlib.suppress(NoSeat):
        other, held = await _held(request, cookie, role, "")
        if (other.row.id, held.role, held.of_link) == (room.row.id, role, of_link):
            return
    device = hands.device_of(request.headers.get("user-agent", ""))
    made = await hands.claim(room, role, device, of_link)
    _set(response, request, cookie, sign(room, made.id, cookie))


def sign(room: Room, who: str, cookie: str) -> str:
    """The value of a cookie that holds a player's seat or a claim, by its id; only this game's own key makes and reads it."""
    return Signer(room.row.secret, salt=cookie).sign(f"{room.row.id}|{who}").decode()


def take_host(response: Response, request: Request, secret: str) -> None:
    """Let this browser act as the host."""
    _set(response, request, HOST_COOKIE, secret)


def keep(response: Response, request: Request, name: str, value: str) -> None:
    """Let this browser keep a cookie of ours as it is, or drop it when the value is empty."""
    if value:
        _set(response, request, name, value)
    else:
        response.delete_cookie(name, path="/")


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

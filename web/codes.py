"""From a room code to its room, and how many wrong codes and words may be tried. The only place where codes are looked up."""

from __future__ import annotations

import asyncio
import secrets
from weakref import WeakKeyDictionary

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import HTTPConnection

from web import seats
from web.house import house_of
from web.rooms import NoSuchGame, Room
from web.store import GameRow

WRONG_CODES = RateLimitItemPerMinute(20)
"""How many wrong codes one address may try. A whole room can share one address, and honest scans never count."""

WRONG_IN_ROOM = RateLimitItemPerMinute(60)
"""How many wrong words may be tried in one room, from all addresses together: ways back to a seat, or to the console."""

_guesses: WeakKeyDictionary[object, MovingWindowRateLimiter] = WeakKeyDictionary()
"""The wrong codes of each server in this process, by the address they came from."""


class TooManyGuesses(Exception):
    """Many wrong codes came from this address: it has to wait, with right codes too, else guessing would go on."""


async def room_by_code(request: HTTPConnection, code: str) -> Room:
    """The room of the game with this code; capitals, spaces and dashes do not matter.

    Whoever has the key of an honest scan (``k`` in the address) or a seat in this very game is no guesser.
    Raises NoSuchGame, TooManyGuesses.
    """
    house = house_of(request)
    row = await asyncio.to_thread(house.rooms.store.find_by_code, tidy_code(code))
    if row is not None and (_has_key(request, row) or await seats.has_seat(request, row.id)):
        return await house.rooms.open(row.id)
    wrong, address = _wrong(request), _address(request)
    if not wrong.test(WRONG_CODES, address):
        raise TooManyGuesses(address)
    if row is None:
        wrong.hit(WRONG_CODES, address)
        raise NoSuchGame(code)
    return await house.rooms.open(row.id)


def may_try(request: HTTPConnection, room: Room, what: str) -> bool:
    """Whether words for ``what`` in this room may still be tried from here, right or wrong."""
    wrong = _wrong(request)
    return wrong.test(WRONG_CODES, what, room.row.id, _address(request)) and wrong.test(
        WRONG_IN_ROOM, what, room.row.id
    )


def was_wrong(request: HTTPConnection, room: Room, what: str) -> None:
    """Count words that were wrong."""
    wrong = _wrong(request)
    wrong.hit(WRONG_CODES, what, room.row.id, _address(request))
    wrong.hit(WRONG_IN_ROOM, what, room.row.id)


def _wrong(request: HTTPConnection) -> MovingWindowRateLimiter:
    return _guesses.setdefault(house_of(request).rooms, MovingWindowRateLimiter(MemoryStorage()))


def _address(request: HTTPConnection) -> str:
    return request.client.host if request.client else "?"


def tidy_code(code: str) -> str:
    """A typed code as it is stored: capitals and digits only, at most 24 of them."""
    return "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())[:24]


def _has_key(request: HTTPConnection, row: GameRow) -> bool:
    key = request.query_params.get("k", "").encode("utf-8", "replace")
    return secrets.compare_digest(key, row.join_key.encode())

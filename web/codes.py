"""From a room code to its room, and how many wrong codes may be tried. The only place where codes are looked up."""

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
    wrong = _guesses.setdefault(house.rooms, MovingWindowRateLimiter(MemoryStorage()))
    address = request.client.host if request.client else "?"
    if not wrong.test(WRONG_CODES, address):
        raise TooManyGuesses(address)
    if row is None:
        wrong.hit(WRONG_CODES, address)
        raise NoSuchGame(code)
    return await house.rooms.open(row.id)


def tidy_code(code: str) -> str:
    """A typed code as it is stored: capitals and digits only, at most 24 of them."""
    return "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())[:24]


def _has_key(request: HTTPConnection, row: GameRow) -> bool:
    key = request.query_params.get("k", "").encode("utf-8", "replace")
    return secrets.compare_digest(key, row.join_key.encode())

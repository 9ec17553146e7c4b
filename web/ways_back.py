"""A bird and two digits by which a player finds the way back to their seat, on any phone. It gives no seat by itself.

It is said aloud in a room full of people, so it is short, and short words can be guessed. There are 4,544 of them: a guess
opens one given seat with odds of 1 to 4,544, and some seat of 48 with odds of 1 to 95. `web.codes` lets one address try 20
wrong ones a minute and a whole room 60, so that somebody who guesses from one place finds some seat within five minutes
or so. It is therefore no key to anything but one player's seat: never to a console, a wall or another game. Whoever types
it needs the room's own code first.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from game.state import Player

if TYPE_CHECKING:
    from web.rooms import Room

# fmt: off
BIRDS = (
    "BITTERN", "BLACKBIRD", "BUNTING", "BUZZARD", "CANARY", "CHAFFINCH", "COOT", "CORMORANT", "CROW", "CUCKOO", "CURLEW",
    "DIPPER", "DOVE", "DUCK", "DUNLIN", "EGRET", "EIDER", "EMU", "FLAMINGO", "GREBE", "GROUSE", "GULL", "HARRIER", "HAWK",
    "HOOPOE", "IBIS", "JACKDAW", "JAY", "KITE", "KIWI", "LAPWING", "LARK", "LINNET", "MACAW", "MALLARD", "MERLIN",
    "MOORHEN", "NIGHTINGALE", "NUTHATCH", "ORIOLE", "OSTRICH", "PARTRIDGE", "PEACOCK", "PETREL", "PHEASANT", "PIPIT",
    "PLOVER", "QUAIL", "REDSTART", "REDWING", "ROOK", "SANDPIPER", "SKUA", "SKYLARK", "SNIPE", "STARLING", "STONECHAT",
    "STORK", "SWALLOW", "SWIFT", "TERN", "THRUSH", "TURKEY", "TURNSTONE", "VULTURE", "WAGTAIL", "WARBLER", "WAXWING",
    "WIGEON", "WOODPECKER", "WREN",
)
"""None of them names a room, so that nobody takes one code for the other."""
# fmt: on
_DIGITS = "23456789"
"""Those that cannot be taken for letters."""
WAYS = len(BIRDS) * len(_DIGITS) ** 2
_DRAWS = 40
"""After so many draws that are all taken a third digit is said, so that there is always a way back to give."""


def way_back(room: Room, player: str) -> str:
    """The player's way back as it is said, like ``WREN 42``; the same for as long as the game is kept."""
    known = _known.get(room)
    return known.of[player] if known is not None and player in known.of else _ways(room).of[player]


def player_of(room: Room, typed: str) -> Player | None:
    """Whose way back this is; spaces, dashes and capitals do not matter. Also somebody's whose seat was freed."""
    return room.history.game.players.get(_ways(room).whose.get(_tidy(typed), ""))


def looks_like_one(typed: str) -> bool:
    """Whether this could be somebody's way back, in this game or another."""
    said = _tidy(typed)
    return said.rstrip(_DIGITS) in BIRDS and len(said) > len(said.rstrip(_DIGITS)) + 1


def _tidy(typed: str) -> str:
    return "".join(letter for letter in typed[:60].upper() if letter.isascii() and letter.isalnum())


@dataclass(frozen=True, slots=True)
class _Ways:
    """The ways back of one room by player, and the players by tidied way back. It grows as people join."""

    of: dict[str, str] = field(default_factory=dict)
    whose: dict[str, str] = field(default_factory=dict)


_known: WeakKeyDictionary[Room, _Ways] = WeakKeyDictionary()


def _ways(room: Room) -> _Ways:
    """The ways back of all players, in the order they joined: whoever would get one that is taken gets the next draw."""
    known = _known.setdefault(room, _Ways())
    for player in room.history.game.players:
        if player not in known.of:
            draws = (_drawn(room.row.secret, player, turn) for turn in count())
            way = next(way for way in draws if _tidy(way) not in known.whose)
            known.of[player] = way
            known.whose[_tidy(way)] = player
    return known


def _drawn(secret: str, player: str, turn: int) -> str:
    digest = hmac.digest(secret.encode(), f"way back|{player}|{turn}".encode(), hashlib.sha256)
    number, place = divmod(int.from_bytes(digest, "big"), len(BIRDS))
    digits = ""
    for _ in range(2 + turn // _DRAWS):
        number, digit = divmod(number, len(_DIGITS))
        digits += _DIGITS[digit]
    return f"{BIRDS[place]} {digits}"

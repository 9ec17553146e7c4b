"""Opening a new game: an id, a code that can be said aloud, and the secret of its lead link. It knows no page."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from game.commands import CreateGame
from game.scenario import Scenario, Words
from web.rooms import Room, Rooms
from web.seats import hash_of_secret
from web.store import CodeTaken

# fmt: off
ANIMALS = (
    "BADGER", "BEAVER", "BISON", "CAMEL", "CONDOR", "CRANE", "DOLPHIN", "EAGLE", "FALCON",
    "FERRET", "FINCH", "GANNET", "GIBBON", "GOOSE", "HAMSTER", "HERON", "HORSE", "IBEX",
    "JAGUAR", "KESTREL", "KOALA", "LEMUR", "LIZARD", "LLAMA", "MAGPIE", "MARTEN", "MOOSE",
    "NEWT", "OSPREY", "OTTER", "OWL", "PANDA", "PARROT", "PELICAN", "PENGUIN", "PIGEON",
    "PONY", "PUFFIN", "RABBIT", "RAVEN", "ROBIN", "SALMON", "SEAL", "SPARROW", "SWAN",
    "TAPIR", "TIGER", "TOUCAN", "TURTLE", "WALRUS", "WOMBAT", "ZEBRA",
)
# fmt: on
_DIGITS = "23456789"
_TRIES = 60


@dataclass(frozen=True, slots=True)
class Opened:
    """A new game, and the secret that its lead link carries; only a hash of it is kept."""

    room: Room
    secret: str


async def open_game(
    rooms: Rooms,
    scenario: Scenario,
    run_sheet: str,
    *,
    title: str,
    expected: int,
    table_size: int,
    game: str = "",
    secret: str = "",
    is_rehearsal: bool = False,
) -> Opened:
    """Open a game for ``expected`` people. Without an id in ``game`` or a ``secret`` one is made.

    Raises NotSaved, KeyError (run sheet), CodeTaken (there is a game with this id).
    """
    scenario.run_sheet(run_sheet)
    secret = secret or secrets.token_urlsafe(16)
    taken = {row.code for row in await asyncio.to_thread(rooms.store.games)}
    for attempt in range(_TRIES):
        command = CreateGame(
            game=game or secrets.token_hex(8),
            code=new_code(taken),
            title=Words(title),
            scenario=scenario,
            run_sheet=run_sheet,
            expected=expected,
            table_size=table_size,
            is_rehearsal=is_rehearsal,
            offset=offset_at(rooms.now()),
        )
        try:
            return Opened(await rooms.create(command, lead_hash=hash_of_secret(secret)), secret)
        except CodeTaken:
            is_there = bool(game) and await asyncio.to_thread(rooms.store.game, game) is not None
            if is_there or attempt == _TRIES - 1:
                raise
    raise AssertionError("The last try returns or raises.")


def offset_at(now: datetime) -> int:
    """How many minutes this computer's clock is ahead of UTC at ``now``: the hour that people in the room see."""
    ahead = now.astimezone().utcoffset()
    return round(ahead.total_seconds() / 60) if ahead is not None else 0


def new_code(taken: Collection[str] = ()) -> str:
    """An animal and two digits that cannot be mistaken for letters, like ``OTTER42``; a third digit once most are taken.

    No code that was ever given is given again: the address of an old game's report has it.
    """
    for digits in (2, 3, 4):
        for _ in range(_TRIES):
            code = secrets.choice(ANIMALS) + "".join(secrets.choice(_DIGITS) for _ in range(digits))
            if code not in taken:
                return code
    raise AssertionError("There are 200,000 codes of four digits.")

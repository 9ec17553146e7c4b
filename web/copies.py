"""A second copy of one game, as a file that another laptop serves from: its row, its entries and its hands, nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from web.rooms import NoSuchGame
from web.settings import url_of
from web.store import Store


def copy_of(store: Store, game: str) -> bytes:
    """The game as an SQLite file. Blocks: call it from a worker thread. Raises NoSuchGame, StoreDown, OSError.

    The copy holds the keys that sign this game's seats, so phones keep theirs when the other laptop has the same address.
    """
    row = store.game(game)
    if row is None:
        raise NoSuchGame(game)
    kept, hands = store.load(game), store.hands(game)
    with tempfile.TemporaryDirectory(prefix="tablefolk-") as folder:
        path = Path(folder) / "copy.db"
        other = Store(url_of(path))
        try:
            other.create(row, kept[0])
            if kept[1:]:
                other.append(game, kept[1:], closed=True if row.closed else None)
            for hand in hands:
                other.add_hand(hand)
        finally:
            other.close()
        return path.read_bytes()

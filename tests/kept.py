"""An evening that was played in memory, put on disk as a server would have kept it, so that a server can go on with it."""

from __future__ import annotations

from pathlib import Path

from game.history import History
from tests.served import CODE, LEAD_SECRET, laptop
from web.seats import hash_of_secret
from web.settings import url_of
from web.store import GameRow, Kept, Store


def keep(file: Path, history: History, game: str = "g1", code: str = CODE) -> GameRow:
    """Write a game's entries into a database file; the answer is its row, whose secret signs the seats, and ``LEAD``'s."""
    row = GameRow(
        id=game,
        code=code,
        title=history.game.title,
        lead_hash=hash_of_secret(LEAD_SECRET),
        created_at=history.game.created_at,
    )
    kept = [Kept(entry, f"hash-{entry.seq}") for entry in history.entries]
    store = Store(url_of(file))
    try:
        # The row is read again after the file is closed, so it stays free of any session.
        store.create(row, kept[0])
        if kept[1:]:
            store.append(game, kept[1:], closed=history.game.status == "closed" or None)
        store.add_hand(laptop(game))
    finally:
        store.close()
    return row

"""Leaving no byte of deleted words on disk: what is still to do in an SQLite file, and trying until nobody reads the old bytes.

Deleting a row leaves its bytes in pages that were split or moved, and in the write-ahead log. So the file is written anew,
and the log is emptied. What is left to do is kept in the file, in the transaction that deletes: a server that was killed in
between goes on with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable

from sqlalchemy import Connection

CLEAN, _TO_VACUUM, _TO_TRUNCATE = 0, 1, 2
"""What ``user_version`` says of a file."""
_BUSY_SECONDS = 0.2
"""How long one attempt waits for readers, so that nobody's words wait long behind it."""
_WAITS = (0.1, 0.2, 0.4, 0.8, 1.5, 3.0, *(6.0,) * 9)
"""How long to wait between attempts, in seconds: a minute in all."""
_GAP_SECONDS = 5.0
"""How long the file is left alone after it was written anew, so that nobody's presses write it again and again."""

_log = logging.getLogger(__name__)


def is_clean(connection: Connection) -> bool:
    """Whether nothing is left to do in this SQLite file."""
    return _mark(connection) == CLEAN


def has_to_scrub(connection: Connection) -> None:
    """Remember, in the transaction that deletes something, that its bytes have to go."""
    _set_mark(connection, _TO_VACUUM)


def scrub(connection: Connection, busy_seconds: float) -> bool:
    """Write the file anew without what was deleted, then empty the log beside it. The connection is in no transaction, and
    waits ``busy_seconds`` for others afterwards. False: a reader needs the log still, and it has to be tried again."""
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(_BUSY_SECONDS * 1000)}")
    try:
        if _mark(connection) != _TO_TRUNCATE:
            connection.exec_driver_sql("VACUUM")
            _set_mark(connection, _TO_TRUNCATE)
        is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        if is_busy:
            return False
        _set_mark(connection, CLEAN)
        return True
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(busy_seconds * 1000)}")


def _mark(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _set_mark(connection: Connection, mark: int) -> None:
    connection.exec_driver_sql(f"PRAGMA user_version = {mark}")


class Scrubber:
    """Tries again and again, for a minute. ``attempt`` says whether it was done; it raises ``failure`` when it could not be."""

    def __init__(self, attempt: Callable[[], Awaitable[bool]], failure: type[Exception]) -> None:
        self._attempt = attempt
        self._failure = failure
        self._trying: asyncio.Task[None] | None = None
        self._is_due = False
        self._not_before = 0.0

    def soon(self) -> None:
        """Something was deleted."""
        self._is_due = True
        if self._trying is None or self._trying.done():
            self._trying = asyncio.create_task(self._try(), name="scrubbing")

    async def ended(self) -> bool:
        """Wait until what is due was done or given up. Returns whether nothing is left to do."""
        if self._trying is not None:
            await asyncio.shield(self._trying)
        return not self._is_due

    async def close(self) -> None:
        """Wait no longer, but try once more."""
        if self._trying is not None:
            self._trying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._trying
        while self._is_due and await self._once():
            pass

    async def _try(self) -> None:
        """What is deleted while it goes on is due once more, when the file was left alone for a while."""
        while self._is_due:
            await asyncio.sleep(max(0.0, self._not_before - time.monotonic()))
            if not await self._one_round():
                _log.error(
                    "Deleted words are still on disk: another program reads the database. The next start removes them."
                )
                return

    async def _one_round(self) -> bool:
        for wait in _WAITS:
            if await self._once():
                return True
            await asyncio.sleep(wait)
        return await self._once()

    async def _once(self) -> bool:
        """One attempt; whether it was done."""
        self._is_due = False
        is_done = False
        try:
            is_done = await self._attempt()
        except self._failure:
            _log.exception("Deleted words are still on disk")
        finally:
            self._is_due = self._is_due or not is_done
        if is_done:
            self._not_before = time.monotonic() + _GAP_SECONDS
        return is_done

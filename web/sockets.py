"""The websocket protocol that the server speaks: uvicorn's own, which also lets go of a phone that takes nothing any more."""

from __future__ import annotations

import asyncio
from asyncio import BaseTransport
from typing import ClassVar

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

UNSENT_BYTES = 32 * 1024
"""How much may wait for one phone before writing to it pauses."""


class DroppingProtocol(WebSocketsSansIOProtocol):
    """Aborts a connection that has not taken what waits for it for a while; a closing handshake would wait for ever."""

    stalled_seconds: ClassVar[float] = 12.0
    _dropping: asyncio.TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """Take the connection over, with a small buffer."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=UNSENT_BYTES)

    def pause_writing(self) -> None:
        """The buffer is full: from now on the phone has a while to take some of it."""
        super().pause_writing()
        self._dropping = self.loop.call_later(self.stalled_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The phone took some."""
        self._keep()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._keep()
        super().connection_lost(exc)

    def _keep(self) -> None:
        if self._dropping is not None:
            self._dropping.cancel()
            self._dropping = None

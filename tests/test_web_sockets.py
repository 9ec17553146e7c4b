"""Sockets: a phone that takes nothing is let go, one that is only slow is kept."""

from __future__ import annotations

import asyncio
import base64
import socket
from collections.abc import Callable
from typing import Any, ClassVar

import uvicorn

from web.sockets import DroppingProtocol

HANDSHAKE = (
    "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {base64.b64encode(b'0' * 16).decode()}\r\n\r\n"
).encode()
FRAME = "x" * 64 * 1024


class _Impatient(DroppingProtocol):
    stalled_seconds: ClassVar[float] = 0.3


async def _serving(frames: int, client: Callable[[asyncio.StreamReader], Any]) -> bool:
    """Send frames to a client; whether every one was taken before the connection ended."""
    ended: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        try:
            for _ in range(frames):
                await send({"type": "websocket.send", "text": FRAME})
            ended.set_result(True)
        except Exception:
            ended.set_result(False)

    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, ws=_Impatient, log_level="critical", lifespan="off", ws_per_message_deflate=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    reader, writer = await asyncio.open_connection(*listening.getsockname(), limit=1024)
    writer.write(HANDSHAKE)
    await reader.readuntil(b"\r\n\r\n")
    reading = asyncio.create_task(client(reader))
    taken = await asyncio.wait_for(ended, 20)
    reading.cancel()
    writer.transport.abort()
    server.should_exit = True
    await serving
    return taken


def test_a_phone_that_takes_nothing_is_let_go() -> None:
    async def takes_nothing(_reader: asyncio.StreamReader) -> None:
        await asyncio.Event().wait()

    assert asyncio.run(_serving(10_000, takes_nothing)) is False


def test_a_phone_that_takes_what_comes_is_kept() -> None:
    async def takes_all(reader: asyncio.StreamReader) -> None:
        while await reader.read(64 * 1024):
            pass

    assert asyncio.run(_serving(200, takes_all)) is True

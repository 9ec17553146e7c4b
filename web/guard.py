"""What may come in at all, and the headers of everything that goes out: Host, Origin, content policy. It knows no game."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""Nothing comes from anywhere else. Frames of our own are let in because the console shows what the wall shows."""

_HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
MOST_BODY = 64 * 1024
"""The most bytes a request may bring. A body that does not tell its length beforehand is not taken: browsers always do."""
LARGER_BODIES = {"/host/keep": 24 * 1024 * 1024, "/compare": 25 * 1024 * 1024}
"""The most bytes where a whole file is brought, by the path. Only the host has such forms."""
_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Guard:
    """ASGI middleware: requests for another host, or written from another site, are refused in words."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = {"localhost", "testserver", socket.gethostname().lower(), *(host.lower() for host in hosts)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer why not: 421 for another host, 403 for another site."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = _name_of(headers.get("host", ""))
        if not self._is_ours(host):
            await _refuse(scope, receive, send, 421, "This address is not served here.")
            return
        if (scope["type"] == "websocket" or scope["method"] in _WRITING) and not _is_same_site(headers, scope["type"]):
            await _refuse(scope, receive, send, 403, "This came from another site, so nothing was done.")
            return
        length = headers.get("content-length", "0")
        most = LARGER_BODIES.get(scope.get("path", ""), MOST_BODY)
        if scope["type"] == "http" and (not length.isdigit() or int(length) > most):
            await _refuse(scope, receive, send, 413, "That is too much to send at once. Make it shorter.")
            return
        if scope["type"] == "http" and "transfer-encoding" in headers:
            await _refuse(scope, receive, send, 411, "This was sent in pieces. Send it in one piece.")
            return
        await self._app(scope, receive, _with_headers(send) if scope["type"] == "http" else send)

    def _is_ours(self, host: str) -> bool:
        """Bare numbers cannot be rebound by a name server, so any of them is taken; names must be known."""
        if host in self._hosts or host.endswith(".local"):
            return True
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return False
        return True


def _is_same_site(headers: Headers, kind: str) -> bool:
    """Whether a page of ours sent this. Browsers say so in Sec-Fetch-Site (only to safe origins) or in Origin."""
    fetch_site = headers.get("sec-fetch-site")
    if fetch_site is not None and kind == "http":
        return fetch_site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host", "")
    return kind == "http" and "cookie" not in headers


def _name_of(host: str) -> str:
    """The name in a Host header, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                if name not in headers:
                    headers[name] = value
            if "cache-control" not in headers:
                headers["cache-control"] = "no-store"
        await send(message)

    return sending


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": sentence})
        return
    await PlainTextResponse(sentence, status_code=status)(scope, receive, _with_headers(send))

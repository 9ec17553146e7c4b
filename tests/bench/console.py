"""How soon what the facilitator does is on every screen: real sockets, a room of pretend phones, each act of the console in turn.

Run it with ``uv run python -m tests.bench.console``, with ``--players 60,500 --times 5`` to choose. It starts a server of
its own on this computer, seats the players, opens a page for each, a wall and a second console, and then does each act
so many times. Nothing is gated on what it prints.

- *answer*: from sending the act to its answer, which comes after the commit.
- *last screen*: from sending until the last page that must change has the change. News waits 50 ms for company, on purpose.
- *missed*: acts whose change did not reach every such page within 5 s. It must be 0.
- *undo*: taking back an early act late in the evening, with everything that came after it folded anew.

A computer's own speed changes, so compare runs on the same computer on the same day, best in turns.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.bench.room import Browser
from tests.running import Running

LATEST_SECONDS = 5.0
SETTLE_SECONDS = 1.0
AT_ONCE = 8

_PIECE = re.compile(rb'<hx-partial hx-target="#([\w-]+)"[^>]*? data-seq="(\d+)"')


@dataclass(slots=True)
class Page:
    """An open page: when each region was first current to each entry."""

    cookie: str
    path: str
    heard: list[tuple[float, str, int]] = field(default_factory=list)
    is_open: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, address: str) -> None:
        """Take every message until the socket ends."""
        url = address.replace("http", "ws", 1) + self.path
        headers = {"Cookie": self.cookie} if self.cookie else {}
        try:
            async with connect(url, origin=address, additional_headers=headers, max_size=None) as socket:  # type: ignore[arg-type]
                await self._take(socket)
        except ConnectionClosed:
            return

    async def _take(self, socket: ClientConnection) -> None:
        while True:
            message = await socket.recv(decode=False)
            now = time.perf_counter()
            self.heard += [(now, name.decode(), int(seq)) for name, seq in _PIECE.findall(message)]
            self.is_open.set()

    def first(self, region: str, after: float) -> float | None:
        """When this region came first after this moment."""
        return next((at for at, name, _seq in self.heard if at >= after and name == region), None)


@dataclass(frozen=True, slots=True)
class Act:
    """An act of the console, its form, and the region that must change on phones, on the wall and on consoles."""

    verb: str
    fields: Mapping[str, str | int]
    phones: str = ""
    wall: str = ""
    console: str = ""
    only: int | None = None
    """The place of the one phone that changes, where it is one."""


def acts(times: int) -> list[Act]:
    """Each act, so many times; those that come in pairs in turns."""
    found: list[Act] = []
    for turn in range(times):
        found += [
            Act("pause", {}, phones="bar", wall="wall", console="run"),
            Act("resume", {}, phones="bar", wall="wall", console="run"),
            Act("minutes", {"minutes": 1}, phones="bar", wall="wall", console="run"),
            Act("scene", {"scene": "blank"}, phones="onwall", wall="wall", console="remote"),
            Act("scene", {"scene": "map"}, phones="onwall", wall="wall", console="remote"),
            Act("message", {"to": "room", "text": f"Look up, please: {turn}"}, phones="now", console="calls"),
            Act("move", {"player": "{p0}", "table": 2 if turn % 2 == 0 else 1}, phones="seat", console="board", only=0),
            Act("ring", {}, wall="wall"),
            Act("add-table", {}, wall="wall", console="board"),
        ]
    return found


async def measure(players: int, times: int) -> None:
    """One room, and a line for each kind of act."""
    with tempfile.TemporaryDirectory() as folder, Running(Path(folder) / "games.db") as server:
        browser = Browser(server.address)
        try:
            await _measured(server, browser, players, times)
        finally:
            await browser.close()


async def _measured(server: Running, browser: Browser, players: int, times: int) -> None:
    host = await browser.claim("/host/claim", secret=server.host_secret)
    size = max(6, math.ceil(players / 60))
    form = {"choice": "hub-for-london/hub-90", "title": "Bench", "expected": min(players, 384), "table_size": size}
    made = await browser.post("/host/new", host, command_id="bench-game-0000000", **form)
    found = re.search(r"/lead/(\w+)#([\w-]+)", made.text)
    assert found is not None, made.text[:400]
    code, secret = found.groups()
    lead = await browser.claim(f"/lead/{code}/claim", secret=secret)
    key = re.search(r"\?k=([\w-]+)", made.text)
    assert key is not None
    gate = asyncio.Semaphore(AT_ONCE)

    async def join(place: int) -> str:
        async with gate:
            return await browser.claim(f"/j/{code}?k={key[1]}", name=f"P{place}", naming="table", table=0)

    cookies = await asyncio.gather(*(join(place) for place in range(players)))
    for step in range(-1, 6):
        await browser.press("/lead/next", lead, from_step=step)
    phones = [Page(cookie, "/play/news") for cookie in cookies]
    wall, console = Page("", f"/wall/{code}/news"), Page(lead, "/lead/news")
    pages = [*phones, wall, console]
    tasks = [asyncio.create_task(page.listen(server.address)) for page in pages]
    await asyncio.gather(*(page.is_open.wait() for page in pages))
    await asyncio.sleep(SETTLE_SECONDS)
    first = cookies[0].partition("=")[2].strip('"').split("|")[1].partition(".")[0]
    took: dict[str, list[tuple[float, float | None]]] = {}
    for act in acts(times):
        fields = {name: str(value).replace("{p0}", first) for name, value in act.fields.items()}
        sent = time.perf_counter()
        await browser.press(f"/lead/{act.verb}", lead, **fields)
        answered = time.perf_counter()
        must = [(phone, act.phones) for place, phone in enumerate(phones) if act.phones and act.only in (None, place)]
        must += [(wall, act.wall)] if act.wall else []
        must += [(console, act.console)] if act.console else []
        last = await _last(must, sent)
        took.setdefault(act.verb, []).append((answered - sent, last - sent if last is not None else None))
    print(f"{players} phones, a wall, a console, {times} times each")
    print(f"{'act':<12}{'answer p50':>12}{'worst':>8}{'last screen p50':>18}{'p99':>8}{'missed':>8}")
    for verb, pairs in took.items():
        _line(verb, pairs)
    _line("all", [pair for pairs in took.values() for pair in pairs])
    for verb, form_ in (("undo", {"seq": players + 8}),):
        sent = time.perf_counter()
        answer = await browser.post(f"/lead/{verb}", lead, **form_)
        print(f"{verb:<12}{(time.perf_counter() - sent) * 1000:>9.0f} ms, answered {answer.status_code}")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _last(must: Sequence[tuple[Page, str]], sent: float) -> float | None:
    """When the last of these pages had its region; None when one of them had not after a while."""
    until = sent + LATEST_SECONDS
    while time.perf_counter() < until:
        times = [page.first(region, sent) for page, region in must]
        if None not in times:
            return max((at for at in times if at is not None), default=time.perf_counter())
        await asyncio.sleep(0.01)
    return None


def _line(verb: str, pairs: Sequence[tuple[float, float | None]]) -> None:
    answers = sorted(answer for answer, _ in pairs)
    screens = sorted(last for _, last in pairs if last is not None)
    missed = sum(1 for _, last in pairs if last is None)
    high = screens[min(len(screens) - 1, math.ceil(len(screens) * 0.99) - 1)] if screens else math.nan
    middle = screens[len(screens) // 2] if screens else math.nan
    print(
        f"{verb:<12}{answers[len(answers) // 2] * 1000:>9.0f} ms{answers[-1] * 1000:>5.0f} ms"
        f"{middle * 1000:>15.0f} ms{high * 1000:>5.0f} ms{missed:>8}"
    )


def main() -> None:
    """Read the command line and measure each room."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    reader.add_argument("--players", default="60,500", help="how many phones, with commas")
    reader.add_argument("--times", type=int, default=5, help="how often each act is done")
    asked = reader.parse_args()
    for players in str(asked.players).split(","):
        asyncio.run(measure(int(players), asked.times))


if __name__ == "__main__":
    main()

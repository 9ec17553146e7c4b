"""How soon the wall is blank: from the press of the key on a console, and from the request, until nothing stands there.

Run it with ``uv run python -m tests.bench.wall``, with ``--times 60 --phones 60`` to choose. It starts a server of its own
with a game of eight tables in its market, opens so many phones' sockets, a console and a wall in Chromium, and blanks the
wall again and again. Nothing is gated on what it prints; on a quiet machine it should stay under 300 ms.

- *request*: from sending the form until the frame with the empty wall came in over a socket.
- *key*: from the key on the console until the browser that shows the wall has taken everything away.

News waits 50 ms for company, on purpose. Compare runs on the same computer on the same day.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import httpx
from playwright.sync_api import Page, sync_playwright
from websockets.asyncio.client import ClientConnection, connect

from game import commands as ask
from game.state import Scene
from tests.chromium import ARGUMENTS, chromium
from tests.kept import keep
from tests.running import Running
from tests.served import CODE
from tests.walls import market
from web.rooms import Room
from web.seats import LEAD, LEAD_COOKIE, PLAYER_COOKIE, sign

LIMIT_MS = 300

WATCH = """() => { new MutationObserver(() => {
  if (document.getElementById("scene-blank") && !window.blankAt) window.blankAt = Date.now();
}).observe(document.body, {subtree: true, childList: true, attributes: true}); }"""


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of all values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def tell(name: str, times: Sequence[float]) -> None:
    """One line of numbers, in milliseconds."""
    within = sum(1 for one in times if one <= LIMIT_MS)
    print(
        f"{name:<28} p50 {share(times, 0.5):6.0f} ms   p95 {share(times, 0.95):6.0f} ms   p99 {share(times, 0.99):6.0f} ms"
        f"   worst {max(times):6.0f} ms   {within} of {len(times)} within {LIMIT_MS} ms"
    )


async def _frame_with(socket: ClientConnection, words: str) -> None:
    while words not in str(await socket.recv()):
        pass


async def measure_requests(server: Running, cookie: str, players: Sequence[str], times: int) -> list[float]:
    """Blank the wall so often by a form, with these players' phones connected."""
    origin, news = server.address, server.address.replace("http", "ws")
    found: list[float] = []
    async with httpx.AsyncClient(base_url=origin, headers={"Origin": origin}, cookies={LEAD_COOKIE: cookie}) as client:
        phones = [
            await connect(
                f"{news}/play/news", additional_headers={"Origin": origin, "Cookie": f"{PLAYER_COOKIE}={one}"}
            )
            for one in players
        ]
        reading = [asyncio.create_task(_read(phone)) for phone in phones]
        async with connect(f"{news}/wall/{CODE}/news", additional_headers={"Origin": origin}) as wall:
            for _ in range(times):
                await client.post("/lead/scene", data={"scene": "map"})
                await _frame_with(wall, 'id="scene-map"')
                await asyncio.sleep(0.1)  # the wall stands for a moment, as in a room
                began = time.perf_counter()
                sent = asyncio.create_task(client.post("/lead/scene", data={"scene": "blank"}))
                await _frame_with(wall, 'id="scene-blank"')
                found.append((time.perf_counter() - began) * 1000)
                await sent
        for task in reading:
            task.cancel()
        for phone in phones:
            await phone.close()
    return found


async def _read(phone: ClientConnection) -> None:
    async for _ in phone:
        pass


def measure_keys(server: Running, cookie: str, times: int) -> list[float]:
    """Blank the wall so often by the key ``b`` on a console, both in Chromium."""
    found: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        console, wall = (browser.new_context().new_page() for _ in range(2))
        console.context.add_cookies([{"name": LEAD_COOKIE, "value": cookie, "url": server.address}])
        for page, path in ((console, "/lead"), (wall, f"/wall/{CODE}")):
            page.goto(server.address + path)
            page.locator("html[data-live=on]").wait_for()
        if wall.locator("#scene-blank").count():
            console.keyboard.press("b")
            wall.locator("#scene-map").wait_for()
            console.locator("#remote button[data-key=b]", has_text="Blank").wait_for()
        wall.evaluate(WATCH)
        console.evaluate("document.addEventListener('keydown', () => { window.pressedAt = Date.now(); }, true)")
        for _ in range(times):
            found.append(_press(console, wall))
        browser.close()
    return found


def _press(console: Page, wall: Page) -> float:
    console.keyboard.press("b")
    wall.locator("#scene-blank").wait_for(state="attached")
    took = wall.evaluate("window.blankAt") - console.evaluate("window.pressedAt")
    console.locator("#remote button[data-key=b]", has_text="Wall on").wait_for()
    console.keyboard.press("b")
    wall.locator("#scene-map").wait_for()
    wall.evaluate("() => { window.blankAt = 0; }")
    console.locator("#remote button[data-key=b]", has_text="Blank").wait_for()
    return float(took)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--phones", type=int, default=60)
    asked = parser.parse_args()
    play = market(10, 12, people=6)
    play.lead(ask.ChooseScene(scene=Scene.MAP))
    with tempfile.TemporaryDirectory() as folder:
        row = keep(Path(folder) / "games.db", play.history)
        kept = cast(Room, SimpleNamespace(row=row))
        lead = sign(kept, LEAD, LEAD_COOKIE)
        players = [sign(kept, player, PLAYER_COOKIE) for player in list(play.game.players)[: asked.phones]]
        with Running(Path(folder) / "games.db") as server:
            print(f"Load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            tell("request, no phones", asyncio.run(measure_requests(server, lead, [], asked.times)))
            tell(f"request, {len(players)} phones", asyncio.run(measure_requests(server, lead, players, asked.times)))
            tell("key, in two browsers", measure_keys(server, lead, asked.times))


if __name__ == "__main__":
    main()

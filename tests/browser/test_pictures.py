"""The pictures of the README and the guides, made from a rehearsed evening. TABLEFOLK_PICTURES names a folder to keep them in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import LAPTOP, PROJECTOR, Room
from tests.running import Running
from web.settings import url_of
from web.store import Store


def test_the_wall_draws_the_map_of_a_rehearsed_evening(browser: Browser, tmp_path: Path) -> None:
    data = tmp_path / "games.db"
    command = (sys.executable, "-m", "facilitator", "rehearse", "--players", "48", "--seed", "7", "--data", str(data))
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().splitlines()[-1]
    agreed = re.search(r"agreed (\d+)$", said)
    assert agreed is not None
    store = Store(url_of(data))
    code = store.games()[0].code
    store.close()
    with Running(data) as server:
        room = Room(browser, server)
        wall = room.open(f"/wall/{code}", PROJECTOR)
        expect(wall.locator("html")).to_have_attribute("data-live", "on")
        console = room.open(f"/host/claim#{server.host_secret}", LAPTOP)
        console.get_by_role("button", name="Open the console").click()
        console.get_by_role("button", name="Map", exact=True).click()
        expect(wall.locator("#wall svg.map")).to_be_visible()
        expect(wall.locator("#wall")).to_contain_text(f"{agreed.group(1)} deals")
        folder = Path(os.environ.get("TABLEFOLK_PICTURES", str(tmp_path)))
        folder.mkdir(parents=True, exist_ok=True)
        wall.screenshot(path=folder / "wall-map.png", animations="disabled")
        assert not room.complaints
        room.close()

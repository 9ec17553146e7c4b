"""A rehearsal as a facilitator has it: begun from the host's page, at sixty times the pace, with troubles, and gone at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clicks import alive, is_clean, press
from tests.browser.conftest import LAPTOP, PROJECTOR, Room
from tests.running import Running


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A server for one rehearsal: its players go on until it ends."""
    with Running(tmp_path / "games.db") as server:
        yield server


def _rehearse(room: Room, people: str = "15") -> Page:
    console = room.open(f"/host/claim#{room.server.host_secret}", LAPTOP)
    console.get_by_label("How many people do you expect").fill(people)
    press(console, "Rehearse it")
    alive(console)
    expect(console.get_by_role("heading", name="Practice room")).to_be_visible()
    return console


def test_fifteen_pretend_players_come_and_play_through_the_evening_by_themselves(room: Room) -> None:
    console = _rehearse(room)
    is_clean(console)
    expect(console.locator("#head")).to_contain_text("15 people", timeout=20_000)
    press(console, "60×")
    press(console, "By themselves")
    press(console, re.compile("^Start: "))
    expect(console.locator(".run-row.is-on .run-number").first).not_to_have_text("1", timeout=60_000)
    expect(console.locator("#board")).to_contain_text(re.compile(r"[1-9]\d* made"), timeout=120_000)


def test_every_surface_says_that_it_is_a_rehearsal(room: Room) -> None:
    console = _rehearse(room)
    code = console.locator(".head-code").inner_text().replace(" ", "")
    wall = room.open(f"/wall/{code}", PROJECTOR)
    expect(wall.get_by_text(re.compile("rehearsal", re.IGNORECASE)).first).to_be_visible()
    is_clean(wall)
    with console.expect_popup() as opened:
        press(console, "Open a player's phone")
    phone = opened.value
    expect(phone.get_by_text(re.compile("rehearsal", re.IGNORECASE)).first).to_be_visible()
    door = room.open(f"/j/{code}")
    expect(door.get_by_text(re.compile("rehearsal", re.IGNORECASE)).first).to_be_visible()
    expect(console.locator("#head").get_by_text(re.compile("rehearsal", re.IGNORECASE)).first).to_be_visible()


def test_troubles_show_on_the_console_and_go_when_they_are_ended(room: Room) -> None:
    console = _rehearse(room)
    expect(console.locator("#head")).to_contain_text("15 people", timeout=20_000)
    press(console, re.compile("^Start: "))
    console.get_by_text("Make trouble").click()
    press(console, "The wifi is gone")
    expect(console.locator("#board")).to_contain_text("lost", timeout=15_000)
    press(console, "End: The wifi is gone")
    expect(console.locator("#board")).not_to_contain_text("lost", timeout=15_000)
    press(console, "The server starts again")
    expect(console.locator("#run")).to_contain_text("paused", timeout=15_000)
    press(console, "8 strangers join")
    expect(console.locator("#head")).to_contain_text("23 people", timeout=15_000)


def test_its_end_leads_back_and_leaves_nothing(room: Room) -> None:
    console = _rehearse(room)
    code = console.locator(".head-code").inner_text().replace(" ", "")
    press(console, "End the rehearsal")
    expect(console.get_by_role("heading", name="All games")).to_be_visible()
    expect(console.get_by_text("No games yet.")).to_be_visible()
    gone = room.open(f"/j/{code}")
    expect(gone.get_by_text("We do not know that code.")).to_be_visible()

"""What people do on the pages, as clicks: join, press, follow, open a panel. It checks only what every page must be."""

from __future__ import annotations

import html
import re
import secrets

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, PHONE, Room

GRAVE = {"serious", "critical"}
STILL = """() => document.getAnimations().every(
    (one) => one.playState !== "running" || one.effect.getComputedTiming().endTime > 1000)"""
"""What fades or turns at a press has ended. What glows for long may go on."""


def press(page: Page, name: str | re.Pattern[str], place: str = "body") -> None:
    """Press the first button with this name that can be seen."""
    page.locator(place).get_by_role("button", name=name).locator("visible=true").first.click()


def undo(page: Page, act: str, place: str = "header") -> None:
    """Press the button that undoes this act, as soon as it is the newest that this page has heard of."""
    named = page.locator(place).get_by_role("button", name=re.compile("^Undo")).filter(has_text=act)
    named.locator("visible=true").first.click()


def follow(page: Page, name: str | re.Pattern[str], place: str = "body") -> None:
    """Follow the first link with this name that can be seen."""
    page.locator(place).get_by_role("link", name=name).locator("visible=true").first.click()


def panel(page: Page, name: str) -> None:
    """Open one of the phone's four panels."""
    page.get_by_role("navigation").get_by_role("link", name=re.compile(name)).click()


def is_clean(page: Page) -> None:
    """The accessibility rules find nothing serious on this page, once nothing fades or turns any more."""
    page.wait_for_function(STILL)
    found = [
        (violation["id"], violation["help"], [node["target"] for node in violation["nodes"]][:3])
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in GRAVE
    ]
    assert not found, (page.url, found)


def alive(page: Page) -> None:
    """The page hears news."""
    expect(page.locator("html")).to_have_attribute("data-live", "on", timeout=15_000)


def new_game_by_clicks(room: Room) -> tuple[Page, str, str]:
    """The host makes a game and opens its console: the console, the join address, the wall's address."""
    console = room.open(f"/host/claim#{room.server.host_secret}", LAPTOP)
    expect(console.get_by_role("heading", name="All games")).to_be_visible()
    is_clean(console)
    console.get_by_label("How many people do you expect").fill("12")
    press(console, "Make the game")
    join = console.locator("a[href*='/j/']").first.get_attribute("href")
    wall = console.locator("a[href*='/wall/']").first.get_attribute("href")
    is_clean(console)
    follow(console, "Open the console")
    alive(console)
    assert join is not None
    assert wall is not None
    return console, join.removeprefix(room.server.address), wall.removeprefix(room.server.address)


def seat_by_clicks(room: Room, join: str, name: str, table: int, size: dict[str, int] | None = None) -> Page:
    """Somebody joins at a table."""
    phone = room.open(join, size or PHONE)
    is_clean(phone)
    phone.get_by_label("First name or nickname").fill(name)
    phone.get_by_label(f"Table {table}", exact=True).check()
    press(phone, "Take my seat")
    alive(phone)
    expect(phone.locator("#now")).to_contain_text("You are in.")
    return phone


def new_game(room: Room) -> tuple[Page, str, str]:
    """A game that was made before anybody looks, and its console: the console, the join address, the wall's address."""
    console = room.person(LAPTOP)
    packs = room.post(console, "/host/claim", secret=room.server.host_secret)
    choice = re.findall(r'<option value="([^"]+)"', packs)[0]
    made = room.post(
        console, "/host/new", choice=choice, expected="12", table_size="6", command_id=secrets.token_hex(16)
    )
    links = [html.unescape(link).removeprefix(room.server.address) for link in re.findall(r'href="([^"]+)"', made)]
    join, wall = (next(link for link in links if link.startswith(way)) for way in ("/j/", "/wall/"))
    games = console.context.request.get(f"{room.server.address}/host").text()
    room.post(console, "/host/open", game=re.findall(r'name="game" value="([^"]+)"', games)[0])
    console.goto(f"{room.server.address}/lead")
    alive(console)
    return console, join, wall


def seat(room: Room, join: str, name: str, table: int, size: dict[str, int] | None = None) -> Page:
    """Somebody who has joined at a table."""
    phone = room.person(size or PHONE)
    room.post(phone, join, name=name, table=str(table), naming="table", command_id=secrets.token_hex(16))
    phone.goto(f"{room.server.address}/play")
    alive(phone)
    expect(phone.locator("#now")).to_contain_text("You are in.")
    return phone


def next_step(console: Page, title: str) -> None:
    """The facilitator presses the big button until this step is on."""
    on = console.locator(".run-row.is-on .run-title")
    while not (on.count() and on.inner_text() == title):
        before = on.inner_text() if on.count() else ""
        press(console, re.compile("^(Start|Next): "))
        expect(on).not_to_have_text(before or "-")

"""Three small scripts in a real browser: the wall's chime at its two times, badge numbers in two taps, a screen kept dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clicks import alive, press
from tests.browser.conftest import LAPTOP, PROJECTOR, SMALL, Room
from tests.given import Play
from tests.kept import keep
from tests.running import Running
from tests.served import CODE
from web.rooms import Room as Served
from web.seats import LEAD, LEAD_COOKIE, PLAYER_COOKIE, sign

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Games:
    """A game on disk at the step where people are dealt characters, and the cookies of its console and of Ada."""

    file: Path
    lead: str
    ada: str


@pytest.fixture
def games(tmp_path: Path) -> Games:
    """Ada and Bea at table 1, Cem at table 2; each is somebody, and can try a handshake."""
    play = Play(expected=12)
    people = [play.join(name, table) for name, table in (("Ada", 1), ("Bea", 1), ("Cem", 2))]
    play.to("who")
    for player in people:
        play.become(player, "picker")
    row = keep(tmp_path / "games.db", play.history)
    kept = cast(Served, SimpleNamespace(row=row))
    return Games(tmp_path / "games.db", sign(kept, LEAD, LEAD_COOKIE), sign(kept, people[0], PLAYER_COOKIE))


@pytest.fixture
def running(games: Games) -> Iterator[Running]:
    """A server with that game."""
    with Running(games.file) as server:
        yield server


def hold(page: Page, room: Room, name: str, value: str, path: str) -> None:
    """The page's browser holds this seat, and goes there."""
    page.context.add_cookies([{"name": name, "value": value, "url": room.server.address}])
    page.goto(room.server.address + path)
    alive(page)


# --- The chime ----------------------------------------------------------------------------------------------------------


def wall_in_virtual_time(room: Room, *, hears: bool = False) -> Page:
    """The wall on a clock that the test moves. It counts its chimes in ``<html data-chimed>``.

    Unless it ``hears`` the server, whose clock would correct the wall's, it stays as it was loaded.
    """
    wall = room.open("/", PROJECTOR)
    if not hears:
        wall.route_web_socket(re.compile("/news"), lambda _socket: None)
        wall.route("**/regions*", lambda route: route.abort())
    wall.clock.install()
    wall.goto(f"{room.server.address}/wall/{CODE}")
    if hears:
        alive(wall)
    return wall


def chimed(wall: Page) -> int:
    """How often it has chimed."""
    return int(wall.locator("html").get_attribute("data-chimed") or 0)


def seconds_left(wall: Page) -> int:
    """What the wall's clock shows."""
    minutes, seconds = wall.locator("[data-chimes] [data-clock]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def test_the_wall_chimes_at_two_minutes_and_at_nothing_and_at_no_other_time(room: Room, games: Games) -> None:
    console = room.open("/", LAPTOP)
    hold(console, room, LEAD_COOKIE, games.lead, "/lead")
    press(console, "+5")
    press(console, "Resume")
    expect(console.locator("#said")).to_contain_text("The clock runs")
    wall = wall_in_virtual_time(room)
    left = seconds_left(wall)
    assert left > 130
    wall.clock.run_for((left - 125) * 1000)
    assert chimed(wall) == 0
    wall.clock.run_for(10_000)
    assert chimed(wall) == 1
    wall.clock.run_for(100_000)
    assert chimed(wall) == 1
    wall.clock.run_for(60_000)
    assert seconds_left(wall) == 0
    assert chimed(wall) == 2


def test_a_clock_that_stands_does_not_chime(room: Room) -> None:
    wall = wall_in_virtual_time(room)
    expect(wall.locator("[data-chimes].is-paused")).to_contain_text("2:00")
    wall.clock.run_for(600_000)
    assert chimed(wall) == 0


def test_a_clock_that_the_facilitator_sets_to_less_does_not_chime(room: Room, games: Games) -> None:
    console = room.open("/", LAPTOP)
    hold(console, room, LEAD_COOKIE, games.lead, "/lead")
    wall = wall_in_virtual_time(room, hears=True)
    press(console, "+5")
    press(console, "Resume")
    clock = wall.locator("[data-chimes] [data-clock]")
    for minutes in range(6, 0, -1):
        expect(clock).to_have_text(re.compile(f"^{minutes}:"))
        press(console, "−1")
    expect(clock).to_have_text(re.compile("^0:"))
    wall.clock.run_for(1_000)  # it looks at the clock four times in a second
    assert chimed(wall) == 0


# --- The pad ------------------------------------------------------------------------------------------------------------


def test_a_badge_number_is_written_in_two_taps_and_the_pad_shows_what_was_typed(room: Room, games: Games) -> None:
    phone = room.open("/", SMALL)
    hold(phone, room, PLAYER_COOKIE, games.ada, "/play?desk=practise")
    field, pad = phone.locator("#desk input[name=badge]"), phone.locator("#desk .pad")
    pressed = pad.locator("button[aria-pressed=true]")
    expect(pressed).to_have_count(0)
    pad.get_by_role("group", name="Letter").get_by_role("button", name="B").tap()
    expect(field).to_have_value("B")
    pad.get_by_role("group", name="Table").get_by_role("button", name="1").tap()
    expect(field).to_have_value("1B")
    expect(pressed).to_have_text(["1", "B"])
    pad.get_by_role("button", name="2", exact=True).tap()
    expect(field).to_have_value("2B")
    field.fill("2a")
    expect(pressed).to_have_text(["2", "A"])
    field.fill("somebody")
    expect(pressed).to_have_count(0)
    field.fill("")
    for name in ("2", "A"):
        pad.get_by_role("button", name=name, exact=True).tap()
    press(phone, "Hand over the phone", "#desk")
    expect(phone.locator("#desk")).to_contain_text("2A Cem: is that what you said?")
    assert not room.complaints, room.complaints


# --- Light and dark -----------------------------------------------------------------------------------------------------

_PAPER = "getComputedStyle(document.body).backgroundColor"


def test_a_phone_that_was_made_dark_or_light_stays_so_when_it_is_loaded_again(room: Room, games: Games) -> None:
    phone = room.open("/", color_scheme="light")
    hold(phone, room, PLAYER_COOKIE, games.ada, "/play?desk=me")
    switch, page = phone.locator("[data-theme-switch]"), phone.locator("html")
    expect(switch).to_have_attribute("aria-pressed", "false")
    light = phone.evaluate(_PAPER)
    for theme, is_dark in (("dark", "true"), ("light", "false"), ("dark", "true")):
        switch.tap()
        expect(page).to_have_attribute("data-theme", theme)
        expect(switch).to_have_attribute("aria-pressed", is_dark)
        assert (phone.evaluate(_PAPER) != light) is (theme == "dark")
        phone.reload()
        alive(phone)
        expect(page).to_have_attribute("data-theme", theme)
        expect(switch).to_have_attribute("aria-pressed", is_dark)
        assert (phone.evaluate(_PAPER) != light) is (theme == "dark")
    phone.goto(f"{room.server.address}/play")
    assert phone.evaluate(_PAPER) != light
    assert not room.complaints, room.complaints


def test_a_phone_that_is_dark_by_itself_can_be_made_light(room: Room, games: Games) -> None:
    phone = room.open("/", color_scheme="dark")
    hold(phone, room, PLAYER_COOKIE, games.ada, "/play?desk=me")
    switch = phone.locator("[data-theme-switch]")
    expect(switch).to_have_attribute("aria-pressed", "true")
    dark = phone.evaluate(_PAPER)
    switch.tap()
    expect(phone.locator("html")).to_have_attribute("data-theme", "light")
    assert phone.evaluate(_PAPER) != dark
    expect(switch).to_have_attribute("aria-pressed", "false")

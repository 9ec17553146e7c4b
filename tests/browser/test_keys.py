"""Single keys on the console: each presses what stands on the page, never while somebody types, and all can be switched off."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.clicks import follow, is_clean, new_game, seat
from tests.browser.conftest import PROJECTOR, Room


def test_the_listed_keys_do_what_the_list_says(room: Room) -> None:
    console, join, wall_path = new_game(room)
    wall = room.open(wall_path, PROJECTOR)
    seat(room, join, "Ada", 1)
    console.locator("main h1").click(force=True)
    console.keyboard.press("n")
    expect(console.locator(".run-row.is-on")).to_be_visible()
    console.keyboard.press(" ")
    expect(console.locator("#run")).to_contain_text("paused")
    console.keyboard.press(" ")
    expect(console.locator("#run")).not_to_contain_text("paused")
    clock = console.locator("#run .run-clock .clock")
    ends = clock.get_attribute("data-ends") or ""
    console.keyboard.press("+")
    expect(clock).not_to_have_attribute("data-ends", ends)
    assert abs(int(clock.get_attribute("data-ends") or "") - int(ends) - 60_000) < 1000
    console.keyboard.press("b")
    expect(wall.locator("#wall")).not_to_contain_text("Step 1 of")
    console.keyboard.press("u")
    expect(console.locator("#said")).to_contain_text("Undone")
    console.keyboard.press("?")
    expect(console.get_by_role("heading", name="Keys")).to_be_visible()
    is_clean(console)
    console.keyboard.press("Escape")
    expect(console.get_by_role("heading", name="Keys")).to_have_count(0)
    console.keyboard.press("/")
    expect(console.locator("#find")).to_be_focused()
    assert not room.complaints


def test_a_key_does_nothing_while_somebody_types_or_holds_another_key(room: Room) -> None:
    console, join, _wall = new_game(room)
    seat(room, join, "Ada", 1)
    console.keyboard.press("/")
    console.keyboard.type("nub+d?")
    expect(console.locator("#find")).to_have_value("nub+d?")
    expect(console.locator(".run-row.is-on")).to_have_count(0)
    expect(console.locator("#desk .desk")).to_have_count(0)
    console.keyboard.press("Escape")
    console.evaluate("document.activeElement.blur()")
    for held in ("Control+?", "Alt+n", "Meta+n"):
        console.keyboard.press(held)
    expect(console.locator(".run-row.is-on")).to_have_count(0)


def test_a_key_that_is_held_down_presses_once(room: Room) -> None:
    console, join, _wall = new_game(room)
    seat(room, join, "Ada", 1)
    console.evaluate("document.activeElement.blur()")
    for _ in range(4):
        console.keyboard.down("n")
    console.keyboard.up("n")
    expect(console.locator("#head")).to_contain_text("step 1 of")
    console.wait_for_load_state("networkidle")
    expect(console.locator("#head")).to_contain_text("step 1 of")


def test_the_space_bar_belongs_to_the_button_that_has_the_focus(room: Room) -> None:
    console, join, _wall = new_game(room)
    seat(room, join, "Ada", 1)
    console.evaluate("document.activeElement.blur()")
    console.keyboard.press("n")
    expect(console.locator("#head")).to_contain_text("step 1 of")
    console.get_by_role("button", name="Add a table").focus()
    console.keyboard.press(" ")
    expect(console.locator("#board li")).to_have_count(3)
    expect(console.locator("#run")).not_to_contain_text("paused")


def test_all_single_keys_can_be_switched_off_and_stay_off(room: Room) -> None:
    console, join, _wall = new_game(room)
    seat(room, join, "Ada", 1)
    follow(console, re.compile("Keys and help"))
    console.get_by_role("button", name="Switch single keys off").click()
    expect(console.get_by_role("button", name="Switch single keys on")).to_have_attribute("aria-pressed", "true")
    console.reload()
    expect(console.locator("html")).to_have_attribute("data-live", "on", timeout=15_000)
    console.keyboard.press("n")
    console.keyboard.press("d")
    expect(console.locator("#desk .desk")).to_have_count(0)
    expect(console.locator("#head")).to_contain_text("people are joining")
    follow(console, re.compile("Keys and help"))
    console.get_by_role("button", name="Switch single keys on").click()
    console.locator("#desk h2").focus()
    console.keyboard.press("d")
    expect(console.locator("#spoken-badge-0, #desk .box-empty").first).to_be_visible()

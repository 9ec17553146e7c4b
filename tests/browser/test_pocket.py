"""The console in one hand, on a phone of 390 and of 320: it is opened by a code, and every tap is in the thumb's reach."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clicks import alive, follow, is_clean, new_game, next_step, press, seat
from tests.browser.conftest import PHONE, SMALL, Room

SIZES = pytest.mark.parametrize("size", [PHONE, pytest.param(SMALL, marks=pytest.mark.soak)], ids=["390", "320"])


def _pocket(room: Room, console: Page, size: dict[str, int], **more: object) -> Page:
    """A phone that scanned what the console shows."""
    follow(console, "On your phone")
    address = console.locator("#desk b").first.inner_text().removeprefix(room.server.address.partition("//")[2])
    words = console.locator("#desk b").last.inner_text()
    is_clean(console)
    follow(console, "Put away", "#desk")
    phone = room.open(f"{address}#{words.replace(' ', '-')}", size, **more)
    expect(phone).to_have_url(room.server.address + "/lead/pocket")
    return phone


def _fits(phone: Page) -> None:
    """Nothing runs out at the side, and every target that can be seen is 44 high or more."""
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = phone.evaluate(
        """[...document.querySelectorAll('.button, summary')].filter((one) => one.checkVisibility())
        .map((one) => [one.textContent.trim(), one.getBoundingClientRect().height]).filter(([, high]) => high < 44)"""
    )
    assert not small, small


@SIZES
def test_a_game_is_led_with_one_thumb(room: Room, size: dict[str, int]) -> None:
    console, join, _ = new_game(room)
    ada = seat(room, join, "Ada", 1)
    phone = _pocket(room, console, size)
    alive(phone)
    is_clean(phone)
    press(phone, "Start: The quarrel")
    expect(phone.locator(".pocket-step")).to_contain_text("1 of 12")
    expect(phone.locator(".pocket-clock")).to_contain_text(re.compile("^4:"))
    expect(phone.locator(".late")).to_contain_text("on time")
    expect(phone.locator("#pocket")).to_contain_text("Welcome, I need three people who like to read aloud.")
    expect(phone.locator("#pocket")).to_contain_text("Next you need: badges and pens.")
    for button in ("Next: Who you are", "Pause", "+1 min", "Blank", "Chime", re.compile("^Undo: ")):
        box = phone.locator(".pocket-foot").get_by_role("button", name=button).bounding_box()
        assert box is not None, button
        assert box["y"] > size["height"] * 0.6, button
        assert box["height"] >= 44, button
    _fits(phone)
    is_clean(phone)
    press(phone, "Pause", ".pocket-foot")
    expect(phone.locator(".pocket-clock")).to_contain_text("paused")
    expect(ada.locator("#bar")).to_contain_text("aused")
    press(phone, "Go on", ".pocket-foot")
    press(phone, "+1 min", ".pocket-foot")
    expect(phone.locator(".pocket-clock")).to_contain_text(re.compile("^5:"))
    press(phone, re.compile("^Undo: "), ".pocket-foot")
    expect(phone.locator("#said")).to_contain_text("Undone")
    expect(phone.locator(".pocket-clock")).to_contain_text(re.compile("^4:"))
    press(phone, "Next: Who you are")
    expect(phone.locator(".pocket-step")).to_contain_text("Who you are")
    assert not room.complaints
    assert not room.outside


def test_the_wall_is_blanked_rung_and_lit_from_the_pocket(room: Room) -> None:
    console, _, wall_path = new_game(room)
    wall = room.open(wall_path, {"width": 1280, "height": 720})
    alive(wall)
    next_step(console, "The quarrel")
    phone = _pocket(room, console, SMALL)
    alive(phone)
    press(phone, "Blank", ".pocket-foot")
    expect(wall.locator("body")).not_to_contain_text("The quarrel")
    press(phone, "Wall on", ".pocket-foot")
    expect(wall.locator("body")).to_contain_text("The quarrel")
    press(phone, "Chime", ".pocket-foot")
    expect(phone.locator("#said")).to_contain_text("Rang the chime.")
    assert not room.complaints


@SIZES
def test_the_worst_need_is_answered_where_one_stands(room: Room, size: dict[str, int]) -> None:
    console, join, _ = new_game(room)
    ada = seat(room, join, "Ada", 2)
    next_step(console, "The quarrel")
    phone = _pocket(room, console, size)
    alive(phone)
    expect(phone.locator(".pocket-need")).to_contain_text("Nobody needs you. Walk the room.")
    press(ada, "Come to our table")
    need = phone.locator(".pocket-need")
    expect(need).to_contain_text("Table 2")
    expect(need).to_contain_text("Calls you")
    _fits(phone)
    is_clean(phone)
    follow(phone, "1 table calls: 2")
    expect(phone.locator("#calls").get_by_role("button", name="Settled")).to_be_visible()
    phone.evaluate("scrollTo(0, 0)")
    follow(phone, "Open table 2", ".pocket-need")
    expect(phone.locator("#desk")).to_contain_text("Table 2")
    _fits(phone)
    is_clean(phone)
    follow(phone, "Put away", "#desk")
    press(phone, "Coming", ".pocket-need")
    expect(need).to_contain_text("Nobody needs you. Walk the room.")
    expect(ada.locator("#now")).to_contain_text("The facilitator is coming.")
    assert not room.complaints


def test_it_works_without_script(room: Room) -> None:
    console, _, _ = new_game(room)
    follow(console, "On your phone")
    address = console.locator("#desk b").first.inner_text().removeprefix(room.server.address.partition("//")[2])
    words = console.locator("#desk b").last.inner_text()
    phone = room.open(address, SMALL, java_script_enabled=False)
    phone.get_by_label("Your link or your four words").fill(words)
    press(phone, "Open")
    expect(phone).to_have_url(room.server.address + "/lead/pocket")
    press(phone, "Start: The quarrel")
    expect(phone.locator(".pocket-step")).to_contain_text("The quarrel")
    press(phone, "Pause", ".pocket-foot")
    expect(phone.locator(".pocket-clock")).to_contain_text("paused")
    press(phone, "Next: Who you are")
    expect(phone.locator(".pocket-step")).to_contain_text("Who you are")
    press(phone, re.compile("^Undo: "), ".pocket-foot")
    expect(phone.locator(".pocket-step")).to_contain_text("The quarrel")
    expect(phone).to_have_url(room.server.address + "/lead/pocket")

"""Two devices lead one game and one is sent away; a player comes back on another phone; four words open the console again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clicks import alive, follow, is_clean, new_game, panel, press, seat
from tests.browser.conftest import LAPTOP, PHONE, Room

pytestmark = pytest.mark.browser

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
PIXEL = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


def four_words(console: Page) -> str:
    """The four words that open the console again, as its desk shows them."""
    open_helpers(console)
    console.get_by_text("Your own way back").click()
    words = console.locator(".hand-four").inner_text()
    assert re.fullmatch(r"[a-z]+( [a-z]+){3}", words)
    return words


def open_helpers(console: Page) -> None:
    """Open the desk of the helpers."""
    console.locator("#helpers").get_by_role("link", name="Add a helper").click()
    expect(console.locator("#desk").get_by_role("heading", name="Helpers")).to_be_visible()


def claim(room: Room, join: str, words: str, agent: str) -> Page:
    """Open the console on another device, by the four words."""
    device = room.open(join.partition("?")[0].replace("/j/", "/lead/"), LAPTOP, user_agent=agent)
    is_clean(device)
    device.get_by_label("Your link or your four words").fill(words.upper())
    press(device, "Open")
    alive(device)
    return device


def test_two_devices_lead_see_each_other_and_one_is_sent_away(room: Room) -> None:
    laptop, join, _wall = new_game(room)
    hands = laptop.locator("#helpers")
    expect(hands).to_contain_text("This console is open on one device.")
    words = four_words(laptop)

    phone = claim(room, join, words, IPHONE)
    expect(hands).to_contain_text("This console is open on 2 devices.")
    expect(laptop.locator("#newhand")).to_contain_text("New: iPhone opened this console at")
    expect(laptop.locator("#say")).to_contain_text("Another device opened this console: iPhone", timeout=10_000)
    expect(phone.locator("#helpers")).to_contain_text("This console is open on 2 devices.")
    expect(phone.locator("#newhand")).to_be_empty()
    expect(phone.locator("#helpers").get_by_text("this one")).to_have_count(1)
    is_clean(laptop)

    press(laptop, re.compile("Take it back.*iPhone"), "#newhand")
    expect(phone.get_by_text("This link was taken back.")).to_be_visible(timeout=3_000)
    expect(phone.get_by_text("To lead again, ask there: the way in is new. Then type your four words.")).to_be_visible()
    expect(hands).to_contain_text("This console is open on one device.")
    expect(laptop.locator("#newhand")).to_be_empty()
    is_clean(phone)

    follow(phone, "Open it again")
    phone.get_by_label("Your link or your four words").fill(words)
    press(phone, "Open")
    expect(phone.get_by_label("Your link or your four words")).to_have_attribute("aria-invalid", "true")
    laptop.keyboard.press("Escape")
    expect(laptop.locator("#desk .desk")).to_have_count(0)
    phone.get_by_label("Your link or your four words").fill(four_words(laptop).replace(" ", "-"))
    press(phone, "Open")
    alive(phone)
    expect(phone.locator("#helpers")).to_contain_text("2 devices")
    assert not room.complaints


def test_a_helper_link_is_shown_counted_and_taken_back(room: Room) -> None:
    laptop, _join, _wall = new_game(room)
    open_helpers(laptop)
    press(laptop, "Check words", "#desk")
    expect(laptop.get_by_label("A code to scan, which opens the helper's page")).to_be_visible()
    is_clean(laptop)
    link = laptop.locator("#desk .host-link a").get_attribute("href")
    assert link is not None
    expect(laptop.locator("#helpers")).to_contain_text("nobody yet")

    helper = room.open(link.removeprefix(room.server.address), PHONE, user_agent=PIXEL)
    expect(helper).to_have_url(f"{room.server.address}/help")
    expect(laptop.locator("#helpers")).to_contain_text("one helper")
    expect(laptop.locator("#helpers")).to_contain_text("This console is open on one device.")

    follow(laptop, "Put away", "#desk")
    press(laptop, re.compile("Take it back.*Check words"), "#helpers")
    expect(laptop.locator("#helpers")).not_to_contain_text("one helper")
    late = room.open(link.removeprefix(room.server.address), PHONE)
    expect(late.get_by_text("This link was taken back. Ask the facilitator for a new one.")).to_be_visible()
    is_clean(late)


def test_a_player_comes_back_on_another_phone_by_a_bird_and_two_digits(room: Room) -> None:
    _console, join, _wall = new_game(room)
    first = seat(room, join, "Ada", 1)
    way = first.locator(".way-back-words").inner_text()
    assert re.fullmatch(r"[A-Z]+ [2-9]{2}", way)
    badge = first.locator(".bar-who").inner_text()

    second = room.open(join, PHONE)
    second.get_by_text("I was here before").click()
    is_clean(second)
    second.get_by_label("Your way back").fill("wren 99x")
    press(second, "Back to my seat")
    expect(second.get_by_text("Nobody here has this way back.")).to_be_visible()
    second.get_by_label("Your way back").fill(way.lower())
    press(second, "Back to my seat")
    alive(second)
    expect(second.locator(".bar-who")).to_have_text(badge)
    second.get_by_role("link", name="My name and choices").first.click()
    expect(second.locator("#desk .way-back-words")).to_have_text(way)
    is_clean(second)

    panel(first, "Cards")
    expect(first.locator(".bar-who")).to_have_text(badge)
    alive(first)
    assert not room.complaints

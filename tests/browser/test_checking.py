"""Typed words on their way to the wall, by clicks only: on the console, and with one thumb on a helper's phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clicks import alive, follow, is_clean, new_game, next_step, panel, press, seat, undo
from tests.browser.conftest import PHONE, PROJECTOR, Room

pytestmark = pytest.mark.browser

PHONE_NUMBER = "020 7946 0123"


def with_ideas(room: Room, *titles: tuple[str, str]) -> tuple[Page, str, Page, list[Page]]:
    """A room in which each table has written its idea: the console, the join address, the wall and a phone for each table."""
    console, join, wall_path = new_game(room)
    wall = room.open(wall_path, PROJECTOR)
    alive(wall)
    if len(titles) > 2:
        press(console, "Add a table")
        expect(console.locator("#board")).to_contain_text("3")
    phones = [seat(room, join, f"Person {place + 1}", place + 1) for place in range(len(titles))]
    next_step(console, "Who you are")
    for phone in phones:
        press(phone, "Turn the card", "#now")
        press(phone, re.compile("^Be this person"))
        expect(phone.locator("#desk")).to_contain_text("This is you now")
    next_step(console, "Our idea")
    for phone, (title, line) in zip(phones, titles, strict=True):
        write(phone, title, line)
    return console, join, wall, phones


def write(phone: Page, title: str, line: str) -> None:
    """The table's idea, or its words anew."""
    panel(phone, "Now")
    follow(phone, re.compile("This is our|Start from this card|Change our words"), "#now")
    phone.locator("#desk input[name=title]").fill(title)
    phone.locator("#desk [name=line]").fill(line)
    press(phone, re.compile("idea"), "#desk")
    expect(phone.locator("#now")).to_contain_text(title)


def map_of(console: Page, wall: Page) -> str:
    """What the wall's map says, tables of words too."""
    press(console, "Map", "#remote")
    expect(wall.locator("#scene-map")).to_be_visible()
    return wall.locator("#wall").inner_html()


def test_words_are_held_shown_edited_hidden_and_merged(room: Room) -> None:
    console, _join, wall, phones = with_ideas(
        room,
        ("A warm room for teens", "Open on Thursday"),
        ("Warm rooms for our teens", "With soup"),
        ("Call us", f"on {PHONE_NUMBER}"),
    )
    ada, bea, cem = phones
    checks = console.locator("#checks")
    expect(checks.locator(".count")).to_have_text("3")
    expect(checks.locator(".check-text").first).to_have_text("A warm room for teens: Open on Thursday")
    assert "warm room" not in map_of(console, wall).lower()
    is_clean(console)

    # What is private is blacked out, read on its desk, and shown without it; the author is told.
    expect(checks).to_contain_text("It has a phone number.")
    assert PHONE_NUMBER not in console.content()
    follow(console, "Read it", "#checks")
    desk = console.locator("#desk")
    expect(desk).to_contain_text(PHONE_NUMBER)
    expect(desk.get_by_label("And in one line")).to_have_value("on …")
    is_clean(console)
    desk.get_by_label("And in one line").fill("We answer every evening")
    press(console, "Show it like this", "#desk")
    expect(console.locator("#said")).to_contain_text("Changed words for all to see.")
    expect(cem.locator("#now")).to_contain_text("the facilitator wrote: “Call us: We answer every evening”")
    panel(cem, "List")
    expect(cem.locator("#ours")).to_contain_text(PHONE_NUMBER)
    assert PHONE_NUMBER not in console.content()

    # Two that look alike are laid side by side and shown as one.
    expect(checks.locator(".check-twin")).to_have_text("≈ Looks like idea 1: A warm room for teens")
    follow(console, "Show as one", "#checks")
    expect(desk.get_by_role("heading")).to_contain_text("Are these two the same")
    is_clean(console)
    desk.get_by_role("radio").nth(0).check()
    press(console, "Show as one", "#desk")
    expect(console.locator("#said")).to_contain_text("is shown as one with 1")
    expect(bea.locator("#now")).to_contain_text("look alike")
    expect(ada.locator("#now")).to_contain_text("look alike")
    expect(wall.locator(".map-idea")).to_have_count(2)
    expect(wall.locator(".map-label").first).to_have_text("1+2")
    expect(checks.locator(".count")).to_have_text("1")

    # Shown, and on the wall; then hidden with a reason that the author reads, and shown again.
    press(console, "Show", "#checks")
    expect(wall.locator("#wall")).to_contain_text("A warm room for teens")
    console.locator(".check-decided > summary").click()
    first = checks.locator(".check-decided li", has_text="A warm room for teens").last
    first.get_by_text("Hide", exact=False).first.click()
    press(console, "It is not clear", "#checks")
    expect(wall.locator("#wall")).not_to_contain_text("A warm room for teens", timeout=1_500)
    expect(ada.locator("#now")).to_contain_text("is not shown to all")
    expect(ada.locator("#now")).to_contain_text("Others may not understand it yet.")
    is_clean(console)
    is_clean(ada)
    press(console, "Show again", "#checks")
    expect(wall.locator("#wall")).to_contain_text("A warm room for teens")

    # All of it can be undone.
    undo(console, "Showed words")
    expect(wall.locator("#wall")).not_to_contain_text("A warm room for teens")
    assert not room.complaints
    assert not room.outside


def test_a_table_that_is_known_is_trusted_and_checked_again(room: Room) -> None:
    console, _join, wall, (ada,) = with_ideas(room, ("A warm room", "Open on Thursday"))
    checks = console.locator("#checks")
    press(console, "Show", "#checks")
    expect(checks).to_contain_text("Nothing waits.")
    expect(checks).not_to_contain_text("Trust table 1")
    next_step(console, "Our plan")
    follow(ada, "Write our own card")
    ada.locator("#desk input[name=title]").fill("A stone path")
    ada.locator("#desk input[type=checkbox]").first.check(force=True)
    ada.locator("#desk button.button-gold").click()
    expect(checks).to_contain_text("A stone path")
    press(console, "Show", "#checks")
    press(console, "Back to step 4")
    expect(ada.locator("#now")).to_contain_text("Change our words")
    press(console, "Trust table 1", "#checks")
    expect(checks).to_contain_text("Table 1 is trusted.")
    write(ada, "A warmer room", "Open on Friday")
    map_of(console, wall)
    expect(wall.locator("#wall")).to_contain_text("A warmer room")
    expect(checks).to_contain_text("Nothing waits.")
    write(ada, "A warmer room", f"Call {PHONE_NUMBER}")
    expect(checks).to_contain_text("It has a phone number.")
    press(console, "Check again", "#checks")
    expect(checks).not_to_contain_text("is trusted")


def helper(room: Room, console: Page, role: str, table: int = 0) -> Page:
    """The phone of a helper, who scanned the link that the console showed."""
    follow(console, "Add a helper")
    if table:
        console.locator("#desk").get_by_label("Which table").select_option(str(table))
    press(console, role, "#desk")
    link = console.locator("#desk .host-link a").get_attribute("href")
    assert link is not None
    follow(console, "Put away", "#desk")
    phone = room.open(link.removeprefix(room.server.address), PHONE)
    alive(phone)
    return phone


def test_a_helper_checks_words_and_blanks_the_wall_with_one_thumb(room: Room) -> None:
    console, _join, wall, (ada, bea) = with_ideas(room, ("A warm room", "Open on Thursday"), ("A choir", "In the mill"))
    phone = helper(room, console, "Check words")
    expect(phone.get_by_text("2 left")).to_be_visible()
    expect(phone.locator(".help-words")).to_have_text("A warm room: Open on Thursday")
    is_clean(phone)
    buttons = phone.locator(".help-text .button, .help-text summary, .help-foot .button").locator("visible=true")
    assert buttons.count() == 4
    for button in buttons.all():
        box = button.bounding_box()
        assert box is not None
        assert box["y"] > PHONE["height"] / 3, button.inner_text()
        assert box["height"] >= 44, button.inner_text()
        assert box["y"] + box["height"] <= PHONE["height"], button.inner_text()
    press(phone, "Show")
    expect(phone.get_by_text("1 left")).to_be_visible()
    phone.locator(".help-text .check-hide summary").click()
    is_clean(phone)
    press(phone, "It could hurt somebody")
    expect(phone.get_by_text("Nothing left")).to_be_visible()
    expect(bea.locator("#now")).to_contain_text("It could hurt somebody.")

    # One tap blanks it (how fast: tests/bench/wall.py), and another brings back what the wall showed.
    map_of(console, wall)
    press(phone, "Blank the wall")
    expect(phone.get_by_role("button", name="Wall on again")).to_be_visible()
    expect(wall.locator("#scene-map")).to_have_count(0)
    press(phone, "Wall on again")
    expect(wall.locator("#scene-map")).to_be_visible()

    # Written anew, it is edited on the phone; the author reads what all read.
    write(ada, "A warm hall", "Call 07700 900123")
    expect(phone.get_by_text("1 left")).to_be_visible()
    expect(phone.locator(".help-text")).to_contain_text("It has a phone number.")
    follow(phone, "Change it")
    expect(phone.locator("#desk").get_by_label("And in one line")).to_have_value("Call …")
    phone.locator("#desk").get_by_label("And in one line").fill("Come by")
    is_clean(phone)
    press(phone, "Show it like this", "#desk")
    expect(phone.locator("#said")).to_contain_text("Changed words for all to see.")
    expect(ada.locator("#now")).to_contain_text("the facilitator wrote: “A warm hall: Come by”")
    undo(console, "Changed words for all to see")
    expect(phone.get_by_text("1 left")).to_be_visible()
    assert not room.complaints


def test_a_helper_runs_the_clock(room: Room) -> None:
    console, _join, _wall = new_game(room)
    phone = helper(room, console, "The clock")
    is_clean(phone)
    press(phone, re.compile("^Start: "))
    expect(phone.locator(".help-clock")).to_be_visible()
    press(phone, "Pause")
    expect(console.locator("#run")).to_contain_text("paused")
    is_clean(phone)
    press(phone, "Go on")
    expect(phone.get_by_role("button", name="Pause")).to_be_visible()
    press(phone, "+1 min")
    expect(phone.locator("#said")).to_contain_text("The clock runs with")
    press(phone, "Ring")
    press(phone, re.compile("^Next: "))
    expect(phone.locator(".help-step")).to_contain_text("Step 2 of")
    assert not room.complaints


def test_a_helper_looks_after_a_table(room: Room) -> None:
    console, _join, _wall, (ada, _bea) = with_ideas(
        room, ("A warm room", "Open on Thursday"), ("A choir", "In the mill")
    )
    next_step(console, "First deal round")
    phone = helper(room, console, "One table", 1)
    expect(phone.locator("#help")).to_contain_text("A warm room")
    expect(phone.locator("#help")).not_to_contain_text("A choir")
    press(ada, "Come to our table", "#now")
    expect(phone.locator(".help-call")).to_contain_text("They call for help")
    is_clean(phone)
    press(phone, "I am coming")
    expect(ada.locator("#now")).to_contain_text(re.compile("coming", re.IGNORECASE))
    expect(phone.locator(".help-call")).to_be_hidden()
    press(phone, "+2 min")
    expect(phone.locator("#help")).to_contain_text("The table has 2 min more.")
    follow(phone, "Write to them")
    is_clean(phone)
    press(phone, "Two minutes left.", "#desk")
    expect(ada.locator("#now")).to_contain_text("Two minutes left.")
    follow(phone, re.compile("Enter a spoken"))
    phone.locator("#desk [name=in_one]").fill("1A pizza 2A")
    is_clean(phone)
    press(phone, "Enter it", "#desk")
    expect(phone.locator("#desk")).to_contain_text("What is “pizza”?")
    expect(phone.locator("#desk [name=in_one]")).to_have_value("1A pizza 2A")
    assert not room.complaints

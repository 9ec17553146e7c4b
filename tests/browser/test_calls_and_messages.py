"""The facilitator and the tables, by clicks: calls and answers, more time, messages, a pause, an undo, the wall in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.clicks import follow, is_clean, new_game, next_step, panel, press, seat
from tests.browser.conftest import SMALL, Room

pytestmark = pytest.mark.browser


def says(page: Page, words: str | re.Pattern[str]) -> None:
    """These words stand on the phone's first panel."""
    expect(page.locator("#now")).to_contain_text(words)


def says_no_more(page: Page, words: str) -> None:
    """These words do not stand there, or not any more."""
    expect(page.locator("#now")).not_to_contain_text(words)


def spoken(page: Page, words: str) -> None:
    """A screen reader is given these words."""
    expect(page.locator("#say")).to_contain_text(words, timeout=15_000)


def fits(page: Page) -> None:
    """Nothing makes the page wider than the phone."""
    size: Any = page.viewport_size
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def looks_well(page: Page) -> None:
    """The page is clean and fits, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        is_clean(page)
        fits(page)


@pytest.fixture
def people(room: Room) -> dict[str, Page]:
    """Ada and Bea, on a small phone, at table 1, Cem at table 2, and the console; the first step is on."""
    console, join, wall = new_game(room)
    found = {"console": console, "wall": room.open(wall)}
    for name, table, size in (("ada", 1, None), ("bea", 1, SMALL), ("cem", 2, None)):
        found[name] = seat(room, join, name.capitalize(), table, size)
    press(console, re.compile("^(Start|Next): "))
    for name in ("ada", "bea", "cem"):
        says(found[name], "Need the facilitator?")
    return found


def test_a_call_is_seen_by_the_whole_table_taken_back_by_anybody_and_answered(
    room: Room, people: dict[str, Page]
) -> None:
    console, ada, bea, cem = (people[name] for name in ("console", "ada", "bea", "cem"))
    looks_well(ada)
    press(ada, "Come to our table", "#now")
    for phone in (ada, bea):
        says(phone, re.compile(r"Your table called at \d\d:\d\d"))
    says(cem, "Need the facilitator?")
    looks_well(bea)
    press(bea, "We are fine now", "#now")
    says(ada, "Need the facilitator?")
    press(ada, "Come to our table", "#now")
    press(console, "Coming")
    for phone in (ada, bea):
        says(phone, "The facilitator is coming.")
    spoken(bea, "The facilitator is coming.")
    press(bea, "We need more time", "#now")
    press(console, re.compile(r"^\+2 min"), "#calls")
    for phone in (ada, bea):
        says(phone, "You have 2 more minutes.")
        says(phone, "Your table keeps 2 more minutes when the room goes on.")
    press(console, re.compile("^Next: "))
    says(ada, re.compile(r"Your table still has [12]:\d\d for "))
    says_no_more(cem, "Your table still has")
    looks_well(ada)
    looks_well(bea)
    assert not room.complaints, room.complaints


def test_a_message_is_spoken_and_marks_the_first_tab_while_another_panel_is_open(
    room: Room, people: dict[str, Page]
) -> None:
    console, ada, bea = (people[name] for name in ("console", "ada", "bea"))
    mark = bea.locator("[data-came]")
    panel(bea, "Cards")
    press(console, "Two minutes left.")
    says(ada, re.compile(r"From the facilitator, \d\d:\d\d\s*Two minutes left\."))
    spoken(ada, "Two minutes left.")
    expect(ada.locator("[data-came]")).to_be_hidden()
    expect(mark).to_be_visible()
    is_clean(bea)
    expect(bea.get_by_role("link", name=re.compile("^Now ?, a new message"))).to_be_visible()
    panel(bea, "Now")
    expect(mark).to_be_hidden()
    says(bea, "Two minutes left.")
    panel(bea, "Cards")
    bea.reload()
    expect(mark).to_be_hidden()
    looks_well(ada)
    assert not room.complaints, room.complaints


def test_a_pause_and_a_step_that_is_taken_back_are_told_and_lock_nothing(room: Room, people: dict[str, Page]) -> None:
    console, ada, bea = (people[name] for name in ("console", "ada", "bea"))
    press(console, re.compile("^Pause"))
    for phone in (ada, bea):
        says(phone, "Paused. Look up and listen. Your work is safe.")
        expect(phone.locator("#bar")).to_contain_text("Paused")
        looks_well(phone)
    press(console, re.compile("^Resume"))
    says_no_more(ada, "Paused.")
    on = console.locator(".run-row.is-on .run-title")
    before = on.inner_text()
    press(console, re.compile("^Next: "))
    expect(ada.locator("#bar")).not_to_contain_text(before)
    expect(on).not_to_have_text(before)
    console.locator(".acts summary").click()
    newest = console.locator("#acts li").filter(
        has_text=re.compile(f"Moved to step [0-9]+: {re.escape(on.inner_text())}")
    )
    newest.get_by_role("button", name="Undo").first.click()
    for phone in (ada, bea):
        says(phone, f"The facilitator went back to {before}.")
    spoken(ada, f"The facilitator went back to {before}.")
    assert not room.complaints, room.complaints


def test_the_phone_tells_what_the_wall_shows_and_keeps_its_fold_open(room: Room, people: dict[str, Page]) -> None:
    console, ada, bea = (people[name] for name in ("console", "ada", "bea"))
    fold = ada.locator("#onwall details")
    fold.locator("summary").click()
    title = console.locator(".run-row.is-on .run-title").inner_text()
    expect(fold).to_contain_text(title)
    looks_well(ada)
    press(console, re.compile("^Blank"))
    expect(fold).to_contain_text("The wall is dark.")
    expect(fold).to_have_attribute("open", "")
    expect(bea.locator("#onwall")).to_contain_text("The wall is dark.")
    assert not room.complaints, room.complaints


def test_the_gold_action_stays_in_view_above_the_tabs_and_the_call_is_never_gold(
    room: Room, people: dict[str, Page]
) -> None:
    console, bea = people["console"], people["bea"]
    expect(console.locator(".run-row.is-on .run-title")).to_have_text(bea.locator("#bar h1").inner_text())
    next_step(console, console.locator(".run-row.is-ahead .run-title").first.inner_text())
    gold = bea.locator("#now .button-gold").locator("visible=true").first
    expect(gold).to_be_in_viewport(ratio=1)
    expect(bea.locator("#now .call .button-gold")).to_have_count(0)
    assert not room.complaints, room.complaints


def test_an_answer_that_was_overtaken_takes_no_form_away_and_is_told_beside_it(people: dict[str, Page]) -> None:
    ada = people["ada"]
    held: list[Route] = []
    ada.route("**/play/call", lambda route: held.append(route))
    press(ada, "Come to our table")
    panel(ada, "Cards")
    follow(ada, "My name and choices")
    expect(ada.locator("#desk input[name=name]")).to_have_value("Ada")
    expect(people["console"].locator("#calls")).not_to_contain_text("help")
    held[0].continue_()
    expect(ada.locator("#outbox")).to_be_visible()
    expect(ada.locator("#desk input[name=name]")).to_have_value("Ada")
    expect(people["console"].locator("#board")).to_contain_text("calls", ignore_case=True)

"""The run sheet on a laptop, by clicks and keys: the clock, being late, who needs somebody, taking acts back."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.clicks import follow, is_clean, new_game, next_step, press, seat
from tests.browser.conftest import Room

QUICK_MS = 5000
"""What living regions may take to show something that is no entry of the log."""


def _clock(console: Page) -> int:
    """What the run sheet's clock shows, in seconds."""
    minutes, seconds = console.locator("#run .clock").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def _end_in(console: Page, minutes: int) -> str:
    """The facilitator types when it must end; the hour that was typed."""
    hour = (datetime.now().astimezone() + timedelta(minutes=minutes)).strftime("%H:%M")
    follow(console, "Set the end", "#run")
    console.get_by_label("It must end at").fill(hour)
    press(console, "Set the end", "#desk")
    expect(console.locator("#said")).to_contain_text(f"The game has to end at {hour}")
    is_clean(console)
    follow(console, "Put away", "#desk")
    expect(console.locator("#desk .desk")).to_have_count(0)
    return hour


def test_the_clock_is_led_by_clicks_and_by_single_keys(room: Room) -> None:
    console, _, _ = new_game(room)
    next_step(console, "Who you are")
    expect(console.locator("#run .clock")).to_have_text(re.compile("^6:"))
    press(console, "+5", "#run")
    expect(console.locator("#run .clock")).to_have_text(re.compile("^11:"))
    press(console, "−1", "#run")
    expect(console.locator("#run .clock")).to_have_text(re.compile("^10:"))
    console.locator("h1").evaluate("document.activeElement.blur()")
    console.keyboard.press("+")
    expect(console.locator("#run .clock")).to_have_text(re.compile("^11:"))
    console.keyboard.press("u")
    expect(console.locator("#said")).to_contain_text("Undone")
    expect(console.locator("#run .clock")).to_have_text(re.compile("^10:"))
    console.locator("h1").evaluate("document.activeElement.blur()")
    console.keyboard.press("Space")
    expect(console.locator("#run .run-paused")).to_have_text("paused")
    stands = _clock(console)
    expect(console.locator("#run .clock")).to_have_attribute("data-ends", "")
    console.keyboard.press("Space")
    expect(console.locator("#run .run-paused")).to_have_count(0)
    assert stands - _clock(console) < 40
    console.keyboard.press("n")
    expect(console.locator(".run-row.is-on .run-title")).to_have_text("One challenge")
    press(console, "Back to step 2", "#run")
    expect(console.locator(".run-row.is-on .run-title")).to_have_text("Who you are")
    assert not room.complaints


def test_a_room_that_is_late_is_offered_plans_and_one_tap_takes_one(room: Room) -> None:
    console, _, _ = new_game(room)
    next_step(console, "The quarrel")
    expect(console.locator("#run .late")).to_contain_text("on time")
    _end_in(console, 84)
    late = console.locator("#run .late")
    expect(late).to_contain_text(re.compile("[67] min behind"))
    expect(late).to_contain_text("must end")
    plans = console.locator("#run .late-plans li")
    expect(plans).to_have_count(3)
    expect(plans.first).to_contain_text("Tables report back: 9 → 5 min")
    expect(plans.first).to_contain_text("wins 4 min: Each table has half a minute.")
    expect(plans.last).to_contain_text(re.compile("End [67] min later"))
    expect(console.locator("#run .late-hit")).to_have_count(0)
    expect(console.locator("#run .run-row", has_text="Badge off")).to_contain_text("keeps its 14 min")
    is_clean(console)
    press(console, "Tables report back: 9 → 5 min", "#run")
    expect(console.locator("#said")).to_contain_text("Planned Tables report back: 5 min.")
    expect(late).to_contain_text(re.compile("[23] min behind"))
    console.locator("h1").evaluate("document.activeElement.blur()")
    console.keyboard.press("u")
    expect(late).to_contain_text(re.compile("[67] min behind"))
    _end_in(console, 70)
    expect(console.locator("#run .late-hit")).to_contain_text("“Badge off” would lose")
    press(console, re.compile("^End .* min later"), "#run")
    expect(late).to_contain_text("on time")
    expect(console.locator("#run .late-plans")).to_have_count(0)
    assert not room.complaints


def test_a_wrong_hour_comes_back_with_what_was_typed(room: Room) -> None:
    console, _, _ = new_game(room)
    follow(console, "Set the end", "#run")
    console.get_by_label("It must end at").fill("soon")
    press(console, "Set the end", "#desk")
    expect(console.locator("#desk [role=alert]")).to_contain_text("Type an hour like 16:30.")
    expect(console.get_by_label("It must end at")).to_have_value("soon")
    is_clean(console)


def test_a_table_that_calls_stands_first_is_answered_in_one_tap_and_can_be_put_off(room: Room) -> None:
    console, join, _ = new_game(room)
    ada, ben = seat(room, join, "Ada", 1), seat(room, join, "Ben", 2)
    next_step(console, "The quarrel")
    expect(console.locator("#needs")).to_contain_text("Nobody needs you. Walk the room.")
    press(ben, "We need more time")
    press(ada, "Come to our table")
    needs = console.locator("#needs .need")
    expect(needs).to_have_count(2)
    expect(needs.first).to_contain_text("Table 2")
    expect(needs.first).to_contain_text("Wants more time")
    is_clean(console)
    needs.first.get_by_role("button", name="+2 min").click()
    expect(needs).to_have_count(1)
    expect(console.locator("#run .run-extra")).to_contain_text("Table 2 has 2 min more")
    expect(needs.first).to_contain_text("Table 1")
    needs.first.get_by_role("button", name="Later").click()
    expect(needs).to_have_count(0, timeout=QUICK_MS * 2)
    expect(console.locator("#needs")).to_contain_text("1 put off for 5 min.")
    press(console, "Show all again", "#needs")
    expect(needs).to_have_count(1, timeout=QUICK_MS * 2)
    needs.first.get_by_role("button", name="Coming").click()
    expect(console.locator("#needs")).to_contain_text("Nobody needs you.")
    expect(ada.locator("#now")).to_contain_text("The facilitator is coming.")
    assert not room.complaints


def test_what_hangs_on_an_act_is_named_and_goes_with_it_in_one_tap(room: Room) -> None:
    console, join, _ = new_game(room)
    seat(room, join, "Ada", 1)
    press(console, "Add a table")
    expect(console.locator("#board")).to_contain_text("3 ")
    console.locator(".tools-more summary").click()
    follow(console, "Move a player")
    console.get_by_label("To table").select_option("3")
    press(console, "Move", "#desk")
    expect(console.locator("#said")).to_contain_text("Moved one player to table 3")
    console.locator("#acts summary").click()
    lines = console.locator("#acts .act-lines li")
    expect(lines.first).to_contain_text(re.compile(r"Moved one player to table 3.*, \d\d:\d\d"))
    is_clean(console)
    lines.filter(has_text="Added table 3").get_by_role("button", name="Undo").click()
    expect(console.locator("#said")).to_contain_text("These hang on it: Moved one player to table 3")
    is_clean(console)
    press(console, "Undo these 2 together", "#said")
    expect(console.locator("#said")).to_contain_text("Undone: Added table 3. With it: Moved one player")
    expect(lines.filter(has_text="Added table 3")).to_have_count(0)
    assert not room.complaints

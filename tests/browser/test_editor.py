"""The report's editor by clicks and keys: write, publish, put right, take back; on a laptop, with one thumb, and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clicks import alive, follow, is_clean, new_game, press, seat
from tests.browser.conftest import LAPTOP, PHONE, Room

pytestmark = pytest.mark.browser


def _closed(room: Room) -> tuple[Page, str]:
    """A console after the close, and the game's code."""
    console, join, _wall = new_game(room)
    seat(room, join, "Ada", 1)
    big = console.locator(".run-next")
    while not (before := big.inner_text()).startswith("Close"):
        big.click()
        expect(big).not_to_have_text(before)
    follow(console, "Close the game")
    console.get_by_label("Yes, everybody is done").check()
    console.locator("#desk").get_by_role("button", name="Close the game").click()
    expect(console.get_by_role("link", name="Write and change the report")).to_be_visible()
    return console, join.split("/")[2].partition("?")[0]


def _is_narrow(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_report_is_written_published_put_right_and_taken_back(room: Room) -> None:
    page, code = _closed(room)
    follow(page, "Write and change the report")
    expect(page.get_by_role("heading", name="The report", exact=True)).to_be_visible()
    is_clean(page)
    expect(page.get_by_text("Draft from the log:").first).to_be_visible()
    page.get_by_label("The headline.").fill("We shared the keys")
    page.get_by_label("What", exact=True).fill("half typed")
    press(page, "Keep it", "#part-write")
    expect(page.locator("#said")).to_contain_text("Wrote the opening of the report.")
    expect(page.get_by_label("What", exact=True)).to_have_value("half typed")
    page.get_by_label("What", exact=True).fill("Meet at the gate")
    page.get_by_label("Who does it").fill("Table 2")
    press(page, "Add this step")
    expect(page.locator("#part-next .editor-list")).to_contain_text("Meet at the gate")
    expect(page.locator("#part-next h2")).to_be_focused()
    expect(page.get_by_label("What", exact=True)).to_have_value("")
    page.get_by_label("Address", exact=True).fill("example")
    page.get_by_label("Caption").fill("A film")
    page.get_by_label("What it shows").fill("People at tables")
    press(page, "Add this link")
    expect(page.locator("#part-media [role=alert]")).to_contain_text("It begins with https://")
    expect(page.get_by_label("Caption")).to_have_value("A film")
    is_clean(page)
    page.get_by_label("Address", exact=True).fill("https://example.org/film")
    press(page, "Add this link")
    expect(page.locator("#part-media .editor-list")).to_contain_text("People at tables")
    press(page, re.compile("Undo: Added a link"))
    expect(page.locator("#part-media .editor-list")).to_have_count(0)
    press(page, "Publish the report")
    expect(page.locator("#part-state")).to_contain_text("Published on")

    reader = room.open(f"/report/{code}", LAPTOP)
    expect(reader.get_by_role("heading", name="We shared the keys")).to_be_visible()

    page.get_by_label("The headline.").fill("We shared the keys and the tea")
    press(page, "Keep it", "#part-write")
    expect(page.locator("#part-state")).to_contain_text("Readers do not see that yet.")
    press(page, "Publish the correction")
    expect(page.locator("#part-publish [role=alert]")).to_contain_text("Say in one line what you put right.")
    page.get_by_label("What did you put right?").fill("The tea was missing.")
    press(page, "Publish the correction")
    expect(page.locator("#part-state")).not_to_contain_text("Readers do not see that yet.")
    reader.reload()
    expect(reader.get_by_role("heading", name="We shared the keys and the tea")).to_be_visible()
    expect(reader.get_by_text("The tea was missing.")).to_be_visible()

    page.get_by_label("whoever opens the list of reports, too").check()
    press(page, "Keep this choice", "#part-shelf")
    expect(page.locator("#said")).to_contain_text("in the list of reports")
    reader.goto(f"{room.server.address}/reports")
    is_clean(reader)
    follow(reader, "We shared the keys and the tea")
    press(page, "Take it back")
    expect(page.locator("#part-state")).to_contain_text("Taken back.")
    reader.reload()
    expect(reader.get_by_text("This report is not published yet.")).to_be_visible()
    assert not room.complaints
    assert not room.outside


def test_what_is_typed_survives_a_reload(room: Room) -> None:
    page, _code = _closed(room)
    follow(page, "Write and change the report")
    page.get_by_label("The introduction").fill("It rained, and nobody left.")
    page.reload()
    expect(page.get_by_label("The introduction")).to_have_value("It rained, and nobody left.")


def test_it_works_with_one_thumb(room: Room) -> None:
    console, _code = _closed(room)
    cookies = console.context.cookies()
    phone = room.open("/", PHONE)
    phone.context.add_cookies(cookies)  # type: ignore[arg-type]
    phone.goto(f"{room.server.address}/lead/report")
    _is_narrow(phone)
    is_clean(phone)
    fields = "input:not([type=hidden]):not([type=checkbox]):not([type=radio])"
    small = phone.evaluate(
        "(all) => [...document.querySelectorAll(all)].filter((one) => one.offsetParent"
        " && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML.slice(0, 90))",
        f".editor-page :is(.button, .tick, {fields})",
    )
    assert not small
    phone.get_by_label("The headline.").fill("We walked")
    phone.locator("#part-write").get_by_role("button", name="Keep it").tap()
    expect(phone.locator("#said")).to_contain_text("Wrote the opening of the report.")
    phone.get_by_role("button", name="Publish the report").tap()
    expect(phone.locator("#part-state")).to_contain_text("Published on")
    _is_narrow(phone)


def test_it_works_with_keys_alone(room: Room) -> None:
    page, _code = _closed(room)
    follow(page, "Write and change the report")
    page.get_by_label("The headline.").focus()
    page.keyboard.type("We typed it")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Wrote the opening of the report.")
    expect(page.locator("#part-write h2")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("The headline.")).to_be_focused()
    expect(page.get_by_label("The headline.")).to_have_value("We typed it")


def test_without_script_each_form_brings_the_page_back(room: Room) -> None:
    console, _code = _closed(room)
    page = room.open("/", LAPTOP, java_script_enabled=False)
    page.context.add_cookies(console.context.cookies())  # type: ignore[arg-type]
    page.goto(f"{room.server.address}/lead/report")
    page.get_by_label("The headline.").fill("Plain words")
    press(page, "Keep it", "#part-write")
    expect(page.get_by_label("The headline.")).to_have_value("Plain words")
    page.get_by_label("Address", exact=True).fill("nowhere")
    page.get_by_label("Caption").fill("A film")
    press(page, "Add this link")
    expect(page.locator("#part-media [role=alert]")).to_contain_text("This is no address of the web.")
    expect(page.get_by_label("Caption")).to_have_value("A film")
    press(page, "Publish the report")
    expect(page.locator("#part-state")).to_contain_text("Published on")


def test_the_console_keeps_where_the_room_stood(room: Room) -> None:
    console, _join, _wall = new_game(room)
    alive(console)
    console.locator(".tools-more > summary").click()
    button = console.get_by_role("link", name="Where did the room stand?")
    expect(button).to_be_visible()
    button.click()
    desk = console.locator("#desk")
    expect(desk.get_by_role("heading", name="Where did the room stand?")).to_be_visible()
    for place, count in enumerate(("3", "1", "", "2", "6"), start=1):
        desk.locator(f"#stand-{place}").fill(count)
    is_clean(console)
    press(console, "Keep these numbers", "#desk")
    expect(console.locator("#said")).to_contain_text("Entered where the room stood")
    expect(desk.locator("#stand-5")).to_have_value("6")

"""The board, a table's drawer and the spoken deal, as a facilitator works them at a laptop: by clicks and keys only."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.clicks import follow, is_clean, new_game, next_step, press, seat, undo
from tests.browser.conftest import Room

A_KEY_SECONDS = 0.28
A_THOUGHT_SECONDS = 1.35
"""The keystroke-level model: what a practised hand needs for a key, and a mind for a choice."""


def _open(console: Page, table: int) -> None:
    console.locator("#board").get_by_role("link", name=re.compile(f"^Table {table} ")).click()
    expect(console.locator("#desk").get_by_role("heading", level=2)).to_contain_text(f"Table {table} ")


def _board(console: Page, table: int) -> str:
    return console.locator(f"#board [data-table='{table}']").inner_text()


def _market(room: Room) -> tuple[Page, Page]:
    """A console in the first market and the phone of 1A; there are two people at two tables that have ideas."""
    console, join, _wall = new_game(room)
    ada, bea = seat(room, join, "Ada", 1), seat(room, join, "Bea", 2)
    next_step(console, "Who you are")
    for phone in (ada, bea):
        press(phone, "Turn the card", "#now")
        press(phone, re.compile("^Be this person"))
    next_step(console, "Our idea")
    for phone, title in ((ada, "Keys on Tuesday"), (bea, "One open door")):
        press(phone, re.compile("^Borrow"), "#now")
        follow(phone, re.compile("This is our|Start from this card"), "#now")
        phone.locator("#desk input[name=title]").fill(title)
        press(phone, re.compile("idea"), "#desk")
        expect(phone.locator("#now")).to_contain_text(title)
    next_step(console, "First deal round")
    return console, ada


def test_a_drawer_takes_the_focus_shows_each_act_at_once_and_gives_the_focus_back(room: Room) -> None:
    console, join, _wall = new_game(room)
    seat(room, join, "Ada", 1)
    expect(console.locator("#board")).to_contain_text("1 · Circle")
    _open(console, 1)
    expect(console.locator("#desk h2")).to_be_focused()
    expect(console.locator("#desk .people")).to_contain_text("Ada")
    is_clean(console)

    press(console, "On paper", "#desk")
    expect(console.locator("#desk .drawer-head")).to_contain_text("on paper")
    expect(console.locator("#said")).to_contain_text("Table 1 plays on paper.")
    expect(console.locator("#board [data-table='1']")).to_contain_text("on paper")
    console.keyboard.press("u")
    expect(console.locator("#board [data-table='1']")).not_to_contain_text("on paper")

    console.locator("#desk h2").focus()
    console.keyboard.press("Escape")
    expect(console.locator("#desk .desk")).to_have_count(0)
    expect(console.locator("#board [data-table='1'] a")).to_be_focused()
    assert not room.complaints


def test_a_player_is_found_by_name_moved_and_brought_back_by_undo(room: Room) -> None:
    console, join, _wall = new_game(room)
    phone = seat(room, join, "Ada", 1)
    seat(room, join, "Bea", 2)
    console.keyboard.press("/")
    expect(console.locator("#find")).to_be_focused()
    console.keyboard.type("ada")
    expect(console.locator("#board [data-table='2']")).to_be_hidden()
    expect(console.locator("#seats li", has_text="Ada")).to_be_visible()
    expect(console.locator("#seats li", has_text="Bea")).to_be_hidden()
    console.keyboard.press("Enter")
    expect(console.locator("#desk details[open]")).to_contain_text("Ada")
    console.locator("#desk details[open] select[name=table]").select_option("2")
    press(console, "Move", "#desk details[open]")
    expect(phone.locator("#seat")).to_contain_text("2B")
    expect(console.locator("#desk .drawer-head")).to_contain_text("Nobody sits here")
    undo(console, "Moved ")
    expect(phone.locator("#seat")).to_contain_text("1A")


def test_somebody_without_a_phone_gets_a_seat_and_a_way_back_is_shown_on_demand(room: Room) -> None:
    console, join, _wall = new_game(room)
    seat(room, join, "Ada", 1)
    _open(console, 1)
    console.get_by_label("Somebody without a phone").fill("Grandma")
    press(console, "Seat them", "#desk")
    expect(console.locator("#desk .people")).to_contain_text("Grandma")
    expect(console.locator("#desk .drawer-head")).to_contain_text("2 people")
    console.locator("#desk .people summary", has_text="Ada").click()
    expect(console.locator(".person-way")).to_have_count(0)
    follow(console, "Way back", "#desk details[open]")
    expect(console.locator(".person-way")).to_have_text(re.compile(r"^[A-Z]+ \d\d"))
    is_clean(console)


def test_a_message_goes_out_and_it_is_told_on_how_many_phones_it_was_seen(room: Room) -> None:
    console, join, _wall = new_game(room)
    seat(room, join, "Ada", 1)
    seat(room, join, "Bea", 2)
    follow(console, "Message", "nav")
    is_clean(console)
    console.get_by_label("Own words").fill("Come to the window.")
    console.keyboard.press("Enter")
    expect(console.locator("#said")).to_contain_text("Wrote to the room.")
    expect(console.locator("#calls")).to_contain_text("Come to the window.")
    expect(console.locator("#calls")).to_contain_text(re.compile("of 2 phones"))
    press(console, "Who has not spoken yet?", "#desk")
    expect(console.locator("#calls")).to_contain_text("Who has not spoken yet?")


def test_strangers_are_let_in_no_more_and_removed_together(room: Room) -> None:
    console, join, _wall = new_game(room)
    seat(room, join, "Stranger", 1)
    follow(console, "Who came", "nav")
    is_clean(console)
    press(console, "Close the door", "#desk")
    expect(console.locator("#desk")).to_contain_text("nobody new comes in")
    press(console, re.compile("^Remove 1 person of the last 5 min"), "#desk")
    expect(console.locator("#head")).to_contain_text("0 people")
    undo(console, "Freed ")
    expect(console.locator("#head")).to_contain_text("1 person")


def test_a_spoken_deal_is_entered_with_few_keys_in_less_than_ten_seconds(room: Room) -> None:
    console, ada = _market(room)
    held = ada.locator("#purse [data-held]").first.get_attribute("data-held")
    follow(console, "Enter a spoken deal")
    expect(console.locator("#spoken-badge-0")).to_be_focused()
    kinds = [
        (option.inner_text().strip().lower(), option.get_attribute("value"))
        for option in console.locator("#spoken-kind-0 option").all()
    ]
    words = next(words for words, kind in kinds if kind == held)
    typed = next(
        words[:length]
        for length in range(1, len(words) + 1)
        if next(kind for other, kind in kinds if other.startswith(words[:length])) == held
    )
    console.keyboard.press("Escape")
    expect(console.locator("#desk .desk")).to_have_count(0)
    before = int(console.locator("#head .head-counts li", has_text="deal").locator("b").inner_text())

    keys = ["d", "1", "a", "Tab", *typed, "Tab", "Tab", "2", "a", "Enter"]
    console.keyboard.press(keys[0])
    expect(console.locator("#spoken-badge-0")).to_be_focused()
    for key in keys[1:]:
        console.keyboard.press(key)
    expect(console.locator("#said")).to_contain_text("Entered a spoken deal")
    expect(console.locator("#head .head-counts li", has_text="deal").locator("b")).to_have_text(str(before + 1))
    expect(console.locator("#spoken-badge-0")).to_be_focused()
    assert len(keys) <= 14
    assert len(keys) * A_KEY_SECONDS + 4 * A_THOUGHT_SECONDS < 10  # who, what, whom, and a last look


def test_a_laptop_shows_everything_of_eight_tables_without_scrolling(room: Room) -> None:
    console, join, _wall = new_game(room)
    for number in range(6):
        press(console, "Add a table")
        expect(console.locator("#board li")).to_have_count(3 + number)
    seat(room, join, "Ada", 1)
    bottom = console.locator("#board li").last.bounding_box()
    assert bottom is not None
    assert bottom["y"] + bottom["height"] <= 900
    for place in ("#run", "#remote", "#calls", "#find"):
        expect(console.locator(place)).to_be_in_viewport()
    is_clean(console)

"""The console on a tablet and on a phone: five tabs, and nothing to press that is smaller than a finger."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clicks import alive, is_clean, new_game, press, seat, undo
from tests.browser.conftest import PHONE, Room
from tests.browser.test_looks import is_too_wide, small_targets

TABLET = {"width": 1024, "height": 768}
TABS = {
    "Run sheet": "#run",
    "Tables": "#board",
    "To check": "#checks",
    "Wall": "#remote",
    "Messages": "#calls",
}


def _console(room: Room, size: dict[str, int]) -> tuple[Page, Page, str]:
    """The laptop's console, the same one on a device that is touched, and the way to join."""
    laptop, join, _wall = new_game(room)
    page = room.open("/lead", size, storage_state=laptop.context.storage_state(), is_mobile=True)
    alive(page)
    return laptop, page, join


def _tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Parts of the console").get_by_role("link", name=re.compile(f"^{name}")).click()


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_each_tab_shows_its_part_with_targets_for_fingers(room: Room, size: dict[str, int]) -> None:
    _laptop, page, join = _console(room, size)
    seat(room, join, "Ada", 1)
    for name, part in TABS.items():
        _tab(page, name)
        expect(page.locator(part)).to_be_visible()
        for other in {"#run", "#board", "#calls"} - {part}:
            expect(page.locator(other)).to_be_hidden()
        assert not small_targets(page), name
        assert not is_too_wide(page), name
        is_clean(page)
    assert not room.complaints


def test_the_clock_and_the_next_step_stay_in_reach_on_every_tab(room: Room) -> None:
    _laptop, page, join = _console(room, TABLET)
    seat(room, join, "Ada", 1)
    _tab(page, "Messages")
    press(page, re.compile("^Start: "), "header")
    _tab(page, "Tables")
    press(page, "Pause", "header")
    expect(page.locator("header")).to_contain_text("paused")
    press(page, "+1 min", "header")
    press(page, "Resume", "header")
    undo(page, "The clock runs")
    expect(page.locator("#said")).to_contain_text("Undone")


def test_the_drawer_fills_a_phone_and_its_targets_fit_a_finger(room: Room) -> None:
    _laptop, page, join = _console(room, PHONE)
    seat(room, join, "Ada", 1)
    page.locator("#board").get_by_role("link", name=re.compile("^Table 1 ")).click()
    drawer = page.locator("#desk")
    expect(drawer.get_by_role("heading", level=2)).to_contain_text("Table 1")
    box = drawer.bounding_box()
    assert box is not None
    assert round(box["width"]) == PHONE["width"]
    drawer.locator(".people summary").first.click()
    assert not small_targets(page)
    assert not is_too_wide(page)
    is_clean(page)


def test_a_tab_is_kept_when_the_page_is_loaded_again(room: Room) -> None:
    _laptop, page, _join = _console(room, TABLET)
    _tab(page, "Wall")
    page.reload()
    expect(page.locator("#remote")).to_be_visible()
    expect(page.locator("#board")).to_be_hidden()


def test_without_script_all_parts_stand_below_each_other(room: Room) -> None:
    laptop, join, _wall = new_game(room)
    seat(room, join, "Ada", 1)
    page = room.open("/lead", TABLET, storage_state=laptop.context.storage_state(), java_script_enabled=False)
    for part in TABS.values():
        expect(page.locator(part)).to_be_visible()
    page.locator("#board").get_by_role("link", name=re.compile("Table 1 ")).click()
    expect(page.locator("#desk")).to_contain_text("Ada")

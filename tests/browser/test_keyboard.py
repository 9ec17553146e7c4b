"""One person with a keyboard only, from the joining page to a pledge: Tab, Enter, Space and letters, never a pointer."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.clicks import alive, new_game, next_step, panel, press, seat
from tests.browser.conftest import PHONE, Room

_MOST_TABS = 120

IS_ON = """(wanted) => wanted === document.activeElement
  || (wanted.tagName === 'LABEL' && wanted.contains(document.activeElement))"""


class Keys:
    """A person at a keyboard. ``reach`` tabs until the focus is where it should be, and sees that it shows."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, wanted: Locator) -> None:
        """Tab on until this has the focus; fail when it cannot be reached, or when nobody could see that it was."""
        wanted = wanted.locator("visible=true").first
        expect(wanted).to_be_visible()
        for _ in range(_MOST_TABS):
            if wanted.evaluate(IS_ON):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"no Tab leads to {wanted}")
        seen = self.page.evaluate(
            """() => { const on = document.activeElement, label = on.closest('label');
            return [on, label].filter(Boolean).some((one) => { const look = getComputedStyle(one);
              return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2; }); }"""
        )
        assert seen, f"the focus on {wanted} does not show"

    def press(self, name: str | re.Pattern[str], place: str = "body") -> None:
        """Enter on a button or a link."""
        where = self.page.locator(place)
        self.reach(where.get_by_role("button", name=name).or_(where.get_by_role("link", name=name)))
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        """Letters in a field."""
        self.reach(field)
        self.page.keyboard.type(text)

    def says(self, text: str, place: str = "#desk") -> None:
        """What the page must say now."""
        expect(self.page.locator(place)).to_contain_text(text)


def test_keys_alone_lead_from_the_joining_page_to_a_pledge(room: Room) -> None:
    console, join, _wall = new_game(room)
    other = seat(room, join, "Bea", 2)
    page = room.open(join, PHONE)
    keys = Keys(page)

    keys.write(page.get_by_label("First name or nickname"), "Ada")
    keys.reach(page.get_by_label("Seat me"))
    page.keyboard.press("ArrowRight")  # the radio beside it: table 1
    keys.press("Take my seat")
    alive(page)

    next_step(console, "Who you are")
    keys.press(re.compile("Turn the card"), "#now")
    keys.press(re.compile("^Be this person"), "#now")
    keys.says("This is you now")
    press(other, "Turn the card", "#now")
    press(other, re.compile("^Be this person"), "#now")
    keys.press(re.compile("to try it"), "#now")
    keys.reach(page.locator("#desk [data-table='2']"))
    page.keyboard.press("Enter")
    keys.reach(page.locator("#desk [data-letter='A']"))
    page.keyboard.press("Enter")
    keys.press("Hand over the phone", "#desk")
    keys.press("Yes", "#desk")
    keys.says("That is how it goes")

    next_step(console, "One challenge")
    keys.press(re.compile("^Choose this for our table"), "#now")
    keys.says("Our table's card", "#now")
    next_step(console, "Our idea")
    keys.press("This is our idea", "#now")
    keys.write(page.locator("#desk input[name=title]"), "Keys on Tuesday")
    keys.write(page.locator("#desk textarea[name=line]"), "One key for every evening.")
    keys.press("This is our idea", "#desk")
    keys.says("Keys on Tuesday", "#now")
    next_step(console, "Our plan")
    keys.press(re.compile("^Add to our plan"), "#now")
    expect(page.locator("#now details .tag-done")).to_have_count(1)

    next_step(console, "First deal round")
    panel(other, "List")
    line = other.locator("#lists article[data-home-table='1'] a.line").locator("visible=true").first
    line.click()
    other.locator("#desk input[name=badge]").fill("1A")
    press(other, "Send to their phone", "#desk")
    expect(other.locator("#desk")).to_contain_text("Sent.")
    keys.press("Read and answer", "#now")
    keys.press(re.compile("^Yes, I am in"), "#deals")
    expect(page.locator("#deals")).to_contain_text("Agreed")

    next_step(console, "Badge off")
    keys.reach(page.get_by_role("navigation").get_by_role("link", name=re.compile("Deals")))
    page.keyboard.press("Enter")
    keys.press(re.compile("^Worth a talk"), "#deals")
    expect(page.locator("#deals")).to_contain_text("✓ Worth a talk")
    assert not room.complaints

"""A player's own page in a real browser, with and without script: it can be used on any phone, and nothing of it is heavy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import erasable
from tests.browser.conftest import LAPTOP, PHONE, SMALL
from tests.browser.test_every_page import GRAVE, LEAST, LOOK
from tests.kept import keep
from tests.running import Running
from web.seats import PLAYER_COOKIE, sign

pytestmark = pytest.mark.browser


@dataclass
class Home:
    """A server with an evening that is over, and people who look at it at home."""

    browser: Browser
    server: Running
    secret: str
    of: dict[str, str]

    def open(self, name: str, path: str = "/mine", *, script: bool = True, size: dict[str, int] = PHONE) -> Page:
        """Somebody's own browser, at this page."""
        context = self.browser.new_context(viewport=size, has_touch=True, java_script_enabled=script)
        value = sign(_Room(self.secret), self.of[name], PLAYER_COOKIE)  # type: ignore[arg-type]
        context.add_cookies([{"name": PLAYER_COOKIE, "value": value, "url": self.server.address}])
        page = context.new_page()
        page.goto(self.server.address + path)
        return page


class _Room:
    """As much of a room as signing a seat needs."""

    def __init__(self, secret: str) -> None:
        self.row = type("Row", (), {"secret": secret, "id": "g1"})


@pytest.fixture
def home(browser: Browser, tmp_path: Path) -> Iterator[Home]:
    evening = erasable.evening()
    row = keep(tmp_path / "games.db", evening.play.history)
    with Running(tmp_path / "games.db") as server:
        yield Home(browser, server, row.secret, dict(evening.of))


def test_the_own_page_is_good_to_use_at_every_size_and_in_both_lights(home: Home) -> None:
    for path in ("/mine", "/mine/erase"):
        for size in (SMALL, PHONE, LAPTOP):
            for light in ("light", "dark"):
                page = home.open("ada", path, size=size)
                page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
                seen = page.evaluate(LOOK, LEAST)
                assert (seen["sideways"], seen["targets"], len(seen["gold"])) == ([], [], 0)
                found = Axe().run(page).response["violations"]
                assert [one["id"] for one in found if one["impact"] in GRAVE] == []
                page.context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_person_changes_and_deletes_what_they_said(home: Home, script: bool) -> None:
    page = home.open("ada", script=script)
    words = page.locator("#words li", has_text="QadatitleZ")
    words.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    expect(words).to_contain_text("Let it stand again")
    page.get_by_label("First name or nickname").fill("x" * 40)
    page.get_by_role("button", name="Change my name").click()
    expect(page.get_by_role("alert")).to_contain_text("This has 40 letters")
    assert page.get_by_label("First name or nickname").input_value() == "x" * 40
    page.get_by_label("A mail address or a telephone number").fill("ada@example.org")
    page.get_by_role("button", name="Leave my contact").click()
    other = home.open("cem", script=script)
    assert "ada@example.org" not in other.content()
    other.get_by_label("A mail address or a telephone number").fill("cem@example.org")
    other.get_by_role("button", name="Leave my contact").click()
    expect(other.locator("#contact")).to_contain_text("ada@example.org")
    page.reload()
    expect(page.locator("#contact")).to_contain_text("cem@example.org")
    page.get_by_role("link", name="Delete everything I wrote").click()
    page.get_by_role("button", name="Delete everything I wrote").click()
    expect(page.get_by_role("status")).to_contain_text("are deleted")
    other.reload()
    assert "ada@example.org" not in other.content()
    assert "Qada" not in page.content() + other.content()
    for one in (page, other):
        one.context.close()


def test_the_phone_leads_to_the_own_page_after_the_end(home: Home) -> None:
    page = home.open("ada", "/play")
    page.get_by_role("link", name="What I wrote, my name").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My words and my name")
    page.get_by_role("link", name="Back to my seat").click()
    expect(page.get_by_role("heading", name="The game is over.")).to_be_visible()
    page.context.close()

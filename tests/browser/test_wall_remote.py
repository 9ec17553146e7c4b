"""The wall and its remote in real browsers: gold that fades by itself, the chime that is rung, the key b, a look first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from game import commands as ask
from game.state import Scene
from tests.browser.clicks import alive, press
from tests.browser.conftest import LAPTOP, PROJECTOR, Room
from tests.kept import keep
from tests.running import Running
from tests.served import CODE
from tests.walls import Walls, deal, market, then
from web.rooms import Room as Served
from web.seats import LEAD, LEAD_COOKIE, sign

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Kept:
    """A game on disk with the map on its wall, and the cookie of its console."""

    file: Path
    lead: str


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """Four tables in their market, with two deals."""
    play = market(4, 2)
    play.lead(ask.ChooseScene(scene=Scene.MAP))
    row = keep(tmp_path / "games.db", play.history)
    return Kept(tmp_path / "games.db", sign(cast(Served, SimpleNamespace(row=row)), LEAD, LEAD_COOKIE))


@pytest.fixture
def running(kept: Kept) -> Iterator[Running]:
    """A server with that game."""
    with Running(kept.file) as server:
        yield server


@pytest.fixture
def wall(room: Room) -> Page:
    """The wall, which hears news."""
    page = room.open(f"/wall/{CODE}", PROJECTOR)
    alive(page)
    return page


@pytest.fixture
def console(room: Room, kept: Kept) -> Page:
    """The facilitator's console."""
    page = room.open("/", LAPTOP)
    page.context.add_cookies([{"name": LEAD_COOKIE, "value": kept.lead, "url": room.server.address}])
    page.goto(f"{room.server.address}/lead")
    alive(page)
    return page


def test_the_key_b_takes_everything_from_the_wall_and_brings_back_what_was_there(
    room: Room, wall: Page, console: Page
) -> None:
    expect(wall.locator("#scene-map")).to_be_visible()
    console.keyboard.press("b")
    expect(wall.locator("#scene-blank")).to_be_attached()
    expect(wall.locator(".wall-picture *:not(.wall-blank, .visually-hidden):visible")).to_have_count(0)
    expect(console.locator("#remote")).to_contain_text("Shows now: Blank")
    console.keyboard.press("b")
    expect(wall.locator("#scene-map")).to_be_visible()
    assert not room.complaints, room.complaints


def test_the_chime_rings_when_the_facilitator_rings_and_not_when_the_wall_is_loaded(wall: Page, console: Page) -> None:
    press(console, "Chime", "#remote")
    expect(wall.locator("html")).to_have_attribute("data-chimed", "1")
    wall.reload()
    alive(wall)
    expect(wall.locator(".wall-picture")).to_have_attribute("data-rings", "1")
    press(console, "Blank", "#remote")
    expect(wall.locator("#scene-blank")).to_be_attached()
    assert wall.locator("html").get_attribute("data-chimed") is None
    press(console, "Chime", "#remote")
    expect(wall.locator("html")).to_have_attribute("data-chimed", "1")


def test_the_small_wall_on_the_console_follows_without_being_loaded_again_and_is_silent(
    room: Room, console: Page
) -> None:
    small = console.frame_locator(".remote-thumb iframe").first
    expect(small.locator("#scene-map")).to_be_visible()
    frame = next(one for one in console.frames if "preview=1" in one.url)
    frame.evaluate("window.isTheSame = true")
    press(console, "Join code", "#remote")
    expect(small.locator("#scene-join")).to_be_visible()
    press(console, "Chime", "#remote")
    expect(small.locator(".wall-picture")).to_have_attribute("data-rings", "1")
    assert frame.evaluate("window.isTheSame") is True
    assert small.locator("html").get_attribute("data-chimed") is None
    assert not room.complaints, room.complaints


def test_another_scene_is_looked_at_first_and_the_wall_stays(room: Room, wall: Page, console: Page) -> None:
    console.get_by_text("Look first").click()
    console.get_by_role("link", name="Results").click()
    look = console.frame_locator("iframe[name=look-first]")
    expect(look.locator("#scene-results")).to_be_visible()
    expect(wall.locator("#scene-map")).to_be_visible()
    press(console, "Step and clock", "#remote")
    expect(console.locator("details.remote-look")).to_have_attribute("open", "")
    expect(look.locator("#scene-results")).to_be_visible()
    assert not room.complaints, room.complaints


def test_a_larger_room_has_larger_letters_and_no_list_beside_the_map(wall: Page, console: Page) -> None:
    title = "parseFloat(getComputedStyle(document.querySelector('.wall-head h1')).fontSize)"
    expect(wall.locator(".wall-list")).to_be_visible()
    before = wall.evaluate(title)
    console.get_by_text("Room size, report back, sound").click()
    press(console, "Very long", "#remote")
    expect(wall.locator(".wall-picture")).to_have_class("wall-picture is-large is-size-150")
    expect(wall.locator(".wall-list")).to_be_hidden()
    assert wall.evaluate(title) > 1.4 * before
    press(console, "Usual", "#remote")
    expect(wall.locator(".wall-list")).to_be_visible()


# --- What is new ---------------------------------------------------------------------------------------------------------

GOLD = "rgb(255, 194, 31)"


def drawn(room: Room, *, reduced: bool) -> tuple[Page, Walls]:
    """A wall on a clock that the test moves."""
    page = room.open("/", PROJECTOR, reduced_motion="reduce" if reduced else "no-preference")
    page.clock.install()
    return page, Walls(page)


@pytest.mark.parametrize("reduced", [False, True], ids=["motion", "no motion"])
def test_a_new_deal_is_gold_for_20_seconds_and_then_calm_without_any_news(room: Room, reduced: bool) -> None:
    page, walls = drawn(room, reduced=reduced)
    play = market(4, 2)
    deal(play, 7)
    walls.show(then(play, ask.ChooseScene(scene=Scene.MAP)))
    newest = page.locator(".map-idea.is-fresh")
    expect(newest).to_have_count(1)
    expect(newest.locator(".map-hexagon")).to_have_css("fill", GOLD)
    expect(page.locator(".wall-deal.is-fresh")).to_have_count(1)
    expect(page.locator(".wall-deal").first).to_have_css("background-color", GOLD)
    wide = page.locator(".map-line.is-fresh .map-colour").first
    expect(wide).to_have_css("stroke-width", "11px")
    page.clock.run_for(15_000)
    expect(newest).to_have_count(1)
    page.clock.run_for(2_000)
    expect(newest).to_have_count(0)
    expect(page.locator(".is-fresh")).to_have_count(0)
    expect(page.locator(".wall-deal").first).not_to_have_css("background-color", GOLD)


def test_gold_stays_and_no_line_is_drawn_again_when_other_news_comes(room: Room) -> None:
    page, walls = drawn(room, reduced=False)
    play = market(4, 2)
    deal(play, 7)
    walls.show(then(play, ask.ChooseScene(scene=Scene.MAP)))
    expect(page.locator(".map-idea.is-fresh")).to_have_count(1)
    # What a push does: the classes are as the server wrote them.
    page.evaluate("document.querySelectorAll('.is-fresh').forEach((one) => one.classList.remove('is-fresh'))")
    expect(page.locator(".map-idea.is-fresh")).to_have_count(1)
    expect(page.locator(".is-drawing")).to_have_count(0)


@pytest.mark.parametrize("reduced", [False, True], ids=["motion", "no motion"])
def test_the_lines_of_a_deal_that_comes_draw_once_unless_motion_is_not_wanted(
    room: Room, running: Running, wall: Page, console: Page, reduced: bool
) -> None:
    wall.emulate_media(reduced_motion="reduce" if reduced else "no-preference")
    wall.evaluate(
        """() => { window.moved = 0; document.addEventListener("animationstart", (event) => {
        if (event.animationName === "wall-draw") window.moved += 1; }); }"""
    )
    before = wall.locator(".map-line").count()
    _spoken(console)
    expect(wall.locator(".map-idea.is-fresh")).to_have_count(1)
    assert wall.locator(".map-line").count() >= before
    if not reduced:
        wall.wait_for_function("window.moved > 0")
    assert (wall.evaluate("window.moved") > 0) is not reduced


def _spoken(console: Page) -> None:
    """A deal that two people made aloud, entered on the console by their badges."""
    console.keyboard.press("d")
    desk = console.locator("#desk")
    desk.locator("#spoken-badge-0").fill("2A")
    desk.locator("#spoken-kind-0").select_option(index=1)
    desk.locator("#spoken-badge-1").fill("3A")
    press(console, "Enter it", "#desk")

"""Paper in a real browser: true sizes, nothing over an edge, rows that a hand can write in, and a page that can be used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from facilitator.printing import PRINTS, RECOVERY
from game.history import Entry
from scenarios import loader
from tests.browser.conftest import LAPTOP, SMALL
from tests.given import Play
from tests.kept import keep
from tests.running import Running
from tests.workshop import to_market
from web.seats import LEAD, LEAD_COOKIE, sign

pytestmark = pytest.mark.browser

MM = 96 / 25.4
"""A millimetre in CSS pixels."""
POINT = 96 / 72
A4, A3 = (210, 297), (420, 297)
ALL = (*PRINTS, RECOVERY)

OVER = """() => {
  const papers = [...document.querySelectorAll('.paper')];
  const name = (one) => one.tagName + '.' + one.className + ' ' + (one.innerText || '').trim().slice(0, 30);
  const inside = (one) => !one.closest('svg') && !one.closest('.visually-hidden') && one.getClientRects().length;
  const beyond = papers.flatMap((paper) => {
    const edge = paper.getBoundingClientRect();
    return [...paper.querySelectorAll('*')].filter(inside).filter((one) => {
      const box = one.getBoundingClientRect();
      return box.right > edge.right + 1 || box.bottom > edge.bottom + 1 || box.left < edge.left - 1 || box.top < edge.top - 1;
    }).map(name);
  });
  const spilt = [...document.querySelectorAll('.cut-body, .fold-half, .badge, .tag-label, .part, .sign-face')]
    .filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1).map(name);
  const wide = [...document.querySelectorAll('.sign-name, .sign-join')].filter((one) => one.scrollWidth > one.clientWidth + 1);
  return beyond.concat(spilt, wide.map(name));
}"""

SIZES = """() => [...new Set([...document.querySelectorAll('.paper *')]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))].sort((a, b) => a - b)"""


@dataclass(frozen=True)
class Games:
    """A server with a game of 24 people before it began, and one at its first market."""

    server: Running
    rows: dict[str, Any]


@pytest.fixture(scope="module")
def games(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Games]:
    """The first pack, as it is shipped."""
    scenario = loader.load(loader.names()[0])
    before = Play(scenario, expected=24, run_sheet=scenario.run_sheets[0].id)
    before.join("Ada")
    running = Play(scenario, expected=24, run_sheet=scenario.run_sheets[0].id)
    for _, command in to_market(lambda: running.game, 24):
        assert isinstance(running.do(command), Entry), command
    file: Path = tmp_path_factory.mktemp("paper") / "games.db"
    rows = {
        "before": keep(file, before.history, game="g11", code="FOX11"),
        "running": keep(file, running.history, game="g12", code="FOX12"),
    }
    with Running(file) as server:
        yield Games(server, rows)


def _open(browser: Browser, games: Games, game: str, path: str, **how: Any) -> Page:
    """This page, opened by who leads this game."""
    context = browser.new_context(**{"viewport": LAPTOP, **how})
    value = sign(SimpleNamespace(row=games.rows[game]), LEAD, LEAD_COOKIE)  # type: ignore[arg-type]
    context.add_cookies([{"name": LEAD_COOKIE, "value": value, "url": games.server.address}])
    page = context.new_page()
    page.complaints = []  # type: ignore[attr-defined]
    page.on("console", lambda said: page.complaints.append(said.text))  # type: ignore[attr-defined]
    page.goto(games.server.address + path)
    return page


@pytest.mark.parametrize("game", ["before", "running"])
@pytest.mark.parametrize("what", ALL)
def test_each_sheet_comes_out_as_one_page_of_its_size(browser: Browser, games: Games, what: str, game: str) -> None:
    page = _open(browser, games, game, f"/lead/print/{what}")
    sheets = page.locator(".paper").count()
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    sizes = [tuple(round(float(points) / 72 * 25.4) for points in box) for box in boxes]
    assert sizes == [A3 if what == "idea-sheet" else A4] * sheets
    assert sheets > 0
    page.context.close()


@pytest.mark.parametrize("game", ["before", "running"])
@pytest.mark.parametrize("what", ALL)
def test_nothing_lies_over_an_edge_and_no_letter_is_too_small(
    browser: Browser, games: Games, what: str, game: str
) -> None:
    page = _open(browser, games, game, f"/lead/print/{what}")
    page.emulate_media(media="print")
    assert page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(OVER) == []
    assert page.evaluate(SIZES)[0] >= 8 * POINT - 0.01
    body = page.evaluate(
        "() => Math.min(...[...document.querySelectorAll("
        "'.cut-body p:not(.cut-small), .need-kinds, .tag-line, .asks li, .paper-recovery td')]"
        ".map((one) => parseFloat(getComputedStyle(one).fontSize)), 99)"
    )
    assert body >= 9 * POINT - 0.01
    expect(page.locator(".print-head")).to_be_hidden()
    page.context.close()


def test_a_hand_can_write_on_the_sheet(browser: Browser, games: Games) -> None:
    page = _open(browser, games, "before", "/lead/print/idea-sheet")
    page.emulate_media(media="print")
    for place in (".need-line", ".deals tbody tr", ".method-head", ".part .write", ".mark-badge"):
        heights = page.locator(place).evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")
        assert heights, place
        assert min(heights) >= 12 * MM, (place, min(heights) / MM)
    page.context.close()


def test_things_have_the_size_that_is_promised(browser: Browser, games: Games) -> None:
    for what, place, wide, high in (
        ("badges", ".badge", 90, 55),
        ("tags", ".tag-label", 70, 37),
        ("characters", ".fold-card", 93, 128),
        ("cards", ".cut-card", 93, 64),
    ):
        page = _open(browser, games, "before", f"/lead/print/{what}")
        box = page.locator(place).first.bounding_box()
        assert box is not None
        assert (round(box["width"] / MM, 1), round(box["height"] / MM, 1)) == (wide, high)
        page.context.close()


def test_the_code_on_a_table_sign_is_large_enough_to_scan(browser: Browser, games: Games) -> None:
    page = _open(browser, games, "before", "/lead/print/table-signs")
    codes = page.locator(".sign-qr")
    assert codes.count() == 2 * page.locator(".paper").count()
    modules = int((codes.first.get_attribute("viewBox") or "").split()[-1])
    box = codes.first.bounding_box()
    assert box is not None
    assert box["width"] * (modules - 8) / modules >= 24 * MM
    page.context.close()


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("what", ["", *(f"/{name}" for name in ALL)])
def test_the_pages_hold_on_a_screen(browser: Browser, games: Games, what: str, light: str) -> None:
    page = _open(browser, games, "running", f"/lead/print{what}", color_scheme=light)
    found = [
        (violation["id"], [node["target"] for node in violation["nodes"]][:3])
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert not found
    assert not page.complaints  # type: ignore[attr-defined]
    page.context.close()


@pytest.mark.parametrize("what", ["", "/idea-sheet", "/table-signs", "/recovery"])
def test_a_small_screen_scrolls_the_paper_and_not_the_page(browser: Browser, games: Games, what: str) -> None:
    page = _open(browser, games, "before", f"/lead/print{what}", viewport=SMALL)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    page.context.close()


def test_the_button_opens_the_print_window(browser: Browser, games: Games) -> None:
    page = _open(browser, games, "before", "/lead/print/badges")
    page.evaluate("window.print = () => { document.title = 'printing'; }")
    page.get_by_role("button", name="Print this page").click()
    expect(page).to_have_title("printing")
    page.context.close()


def test_without_script_there_is_no_button_that_does_nothing(browser: Browser, games: Games) -> None:
    page = _open(browser, games, "before", "/lead/print/badges", java_script_enabled=False)
    expect(page.locator("#print-now")).to_be_hidden()
    expect(page.locator(".badge").first).to_be_visible()
    page.context.close()


def test_from_the_console_to_the_paper_and_back(browser: Browser, games: Games) -> None:
    page = _open(browser, games, "before", "/lead")
    page.get_by_role("link", name="Print", exact=True).click()
    page.get_by_role("link", name="Badges").click()
    expect(page.get_by_role("heading", name="Badges")).to_be_visible()
    page.get_by_role("link", name="Back to all that can be printed").click()
    page.get_by_role("link", name="Back to the console").click()
    expect(page).to_have_url(re.compile("/lead"))
    page.context.close()

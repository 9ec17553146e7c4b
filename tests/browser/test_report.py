"""Reading a report: on a server, as a file without a network, without script, by keyboard, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from facilitator.rehearsal import rehearse
from game import commands as ask
from game.decide import decide
from game.history import Entry, History
from game.refused import Refused
from game.scenario import Words
from game.telling import report
from scenarios import loader
from tests.browser.clicks import is_clean
from tests.browser.conftest import LAPTOP, PHONE, SMALL, Room
from tests.kept import keep
from tests.running import Running
from tests.served import CODE
from web.report.onefile import one_file

PAGE = f"/report/{CODE}"
SPRINT = {"reduced_motion": "reduce"}
PAPER = {"width": 695, "height": 1040}
"""An A4 sheet between its margins of 10 and 13 mm, in CSS pixels."""


def _evening(people: int, seed: int) -> History:
    """A rehearsed evening that was published, with all that a facilitator can add."""
    with ThreadPoolExecutor() as aside:  # Playwright has an event loop here already
        history = aside.submit(rehearse, loader.load(loader.names()[0]), people, seed).result()
    at = history.entries[-1].at
    for number, command in enumerate(
        (
            ask.Tell(
                headline=Words("The afternoon the neighbours asked for the keys"),
                turning_point=Words("The residents said no, and four tables changed their plan."),
                surprise=Words("Two tables that never spoke shared a room."),
                refusal=Words("Nobody would pay for the second year."),
                introduction=Words("One office closed. Another opens. " * 12),
            ),
            ask.AddMedia(
                address="https://example.org/film",
                caption=Words("A film of the evening"),
                alternative=Words("People walk between tables."),
            ),
            ask.AddNextStep(text=Words("Open one hall for one evening"), who=Words("Table 4"), date=Words("12 March")),
            ask.Publish(note=Words("The date of a first step was wrong.")),
        )
    ):
        events = decide(history.game, command, at, 1)
        assert not isinstance(events, Refused), events
        entry = Entry(seq=history.game.seq + 1, at=at, by="lead", command_id=f"told-{number}", events=events)
        history = history.after(entry)
    return history


@pytest.fixture(scope="module")
def small() -> History:
    """24 people: each deal is a line on the map."""
    return _evening(24, 3)


@pytest.fixture(scope="module")
def large() -> History:
    """48 people: so many deals that the map has bands."""
    return _evening(48, 7)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, small: History, large: History) -> Iterator[Running]:
    """A server that kept both evenings."""
    file = tmp_path_factory.mktemp("served") / "games.db"
    keep(file, small)
    keep(file, large, game="g2", code="HERON77")
    with Running(file) as server:
        yield server


def _says(page: Page) -> str:
    return page.locator("#moment-says").inner_text()


def _sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_the_map_goes_back_in_time_and_comes_back_as_it_was(room: Room) -> None:
    for path in (PAGE, "/report/HERON77"):
        page = room.open(path, LAPTOP)
        slider = page.get_by_role("slider", name="Moment of the game")
        as_drawn = page.locator("#drawing").inner_html()
        last = int(slider.get_attribute("max") or 0)
        stops = page.locator(".stop")
        assert stops.count() == last
        drawn = page.locator("#drawing [data-states]:not([display])")
        whole = drawn.count()
        slider.fill("1")
        assert drawn.count() < whole
        expect(stops.nth(0)).to_have_attribute("aria-current", "step")
        assert _says(page) == slider.get_attribute("aria-valuetext") == stops.nth(0).get_attribute("data-says")
        for stop in (5, last // 2, last):
            slider.fill(str(stop))
        assert page.locator("#drawing").inner_html() == as_drawn
        expect(page.locator(".stop[aria-current]")).to_have_count(1)
    assert not room.complaints
    assert not room.outside


def test_the_slider_and_its_buttons_work_by_keyboard(room: Room) -> None:
    page = room.open(PAGE, LAPTOP)
    slider = page.get_by_role("slider")
    last = slider.input_value()
    slider.focus()
    page.keyboard.press("Home")
    assert slider.input_value() == "1"
    page.keyboard.press("ArrowRight")
    assert slider.input_value() == "2"
    page.get_by_role("button", name="Later").focus()
    page.keyboard.press("Enter")
    assert slider.input_value() == "3"
    page.get_by_role("button", name="Earlier").focus()
    page.keyboard.press("Space")
    assert slider.input_value() == "2"
    slider.focus()
    page.keyboard.press("End")
    assert slider.input_value() == last


def test_it_plays_to_the_end_and_stops_there(room: Room) -> None:
    page = room.open(PAGE, LAPTOP, reduced_motion="no-preference")
    slider = page.get_by_role("slider")
    last = int(slider.get_attribute("max") or 0)
    slider.fill(str(last - 2))
    page.get_by_role("button", name="Play").click()
    expect(slider).to_have_value(str(last), timeout=15_000)
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_with_less_motion_it_jumps_from_part_to_part(room: Room) -> None:
    page = room.open(PAGE, LAPTOP, **SPRINT)
    slider = page.get_by_role("slider")
    slider.fill("1")
    page.get_by_role("button", name="Jump").click()
    now = page.locator(".stop[aria-current]")
    assert "stop-step" in (now.get_attribute("class") or "") or "stop-event" in (now.get_attribute("class") or "")
    assert slider.input_value() != "1"


def test_an_address_can_point_at_a_moment(room: Room) -> None:
    page = room.open(f"{PAGE}#at-9", LAPTOP)
    expect(page.get_by_role("slider")).to_have_value("9")
    expect(page.locator("#replay")).to_be_in_viewport()
    page.get_by_role("button", name="Later").click()
    page.get_by_role("link", name="Link to this moment").click()
    assert page.url.endswith("#at-10")
    page.reload()
    expect(page.get_by_role("slider")).to_have_value("10")
    page.locator("#at-4 a").click()
    expect(page.get_by_role("slider")).to_have_value("4")
    assert page.url.endswith("#at-4")


def test_deals_are_found_by_table_and_state(room: Room, small: History) -> None:
    page = room.open(PAGE, LAPTOP)
    told = report(small)
    rows = page.locator("#all-deals tbody tr:visible")
    expect(rows).to_have_count(len(told.deals))
    page.get_by_label("Table", exact=True).select_option("2")
    mine = [deal for deal in told.deals if 2 in deal.tables]
    expect(rows).to_have_count(len(mine))
    expect(page.get_by_text(f"{len(mine)} of {len(told.deals)} shown")).to_be_visible()
    page.get_by_label("State").select_option("agreed")
    expect(rows).to_have_count(sum(1 for deal in mine if deal.state == "agreed"))
    side = told.sides[0]
    page.get_by_label("Side").select_option(side)
    theirs = [deal for deal in mine if deal.state == "agreed" and any(party.who.side == side for party in deal.parties)]
    expect(rows).to_have_count(len(theirs))


def test_without_script_all_is_told_and_nothing_is_dead(room: Room, small: History) -> None:
    page = room.open(PAGE, LAPTOP, java_script_enabled=False)
    for dead in ("#scrubber", "#filter", "#here"):
        expect(page.locator(dead)).to_be_hidden()
    assert not page.get_by_role("button").count()
    expect(page.locator("#all-deals tbody tr:visible")).to_have_count(len(report(small).deals))
    expect(page.locator("#drawing .map")).to_be_visible()
    page.get_by_text("Read the map as a table").click()
    expect(page.locator(".map-words")).to_be_visible()


def test_long_parts_are_folded_on_a_phone_and_open_at_an_anchor(room: Room) -> None:
    page = room.open(PAGE, PHONE)
    sheet = page.locator(".sheet").first
    expect(sheet.locator(".deal-list")).to_be_hidden()
    expect(sheet.get_by_text("First step:")).to_be_visible()
    sheet.locator("summary").click()
    expect(sheet.locator(".deal-list")).to_be_visible()
    expect(room.open(PAGE, LAPTOP).locator(".sheet .deal-list").first).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, SMALL, LAPTOP], ids=lambda size: str(size["width"]))
def test_nothing_scrolls_sideways_and_the_rules_of_access_hold(room: Room, size: dict[str, int]) -> None:
    for path in (PAGE, "/report/HERON77"):
        page = room.open(path, size, **SPRINT)
        assert _sideways(page) <= 0
        is_clean(page)
    assert not room.complaints


def test_letters_of_twice_the_size_fit_on_a_phone(room: Room) -> None:
    page = room.open("/report/HERON77", PHONE)
    page.add_style_tag(url="/static/fonts.css")
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert _sideways(page) <= 0


def test_the_one_file_opens_without_any_network(browser: Browser, large: History, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(one_file(report(large)))
    context = browser.new_context(viewport=LAPTOP, offline=True)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: asked.append(said.text))
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.goto(f"{file.as_uri()}#at-12")
    expect(page.get_by_role("slider")).to_have_value("12")
    page.get_by_role("slider").fill("3")
    page.get_by_label("Table", exact=True).select_option("1")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('800 20px \"Bricolage Grotesque\"'))")
    assert [url for url in asked if not url.startswith("data:")] == [f"{file.as_uri()}#at-12"] or [
        url for url in asked if not url.startswith("data:")
    ] == [file.as_uri()]
    assert page.evaluate("JSON.parse(document.getElementById('report-data').textContent).format") == "tablefolk-report"
    is_clean(page)
    context.close()


def test_the_page_with_all_it_loads_stays_under_300_kilobytes(room: Room) -> None:
    page = room.open("/static/mark.svg", LAPTOP)
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto(f"{room.server.address}/report/HERON77")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_load_state("networkidle")
    assert 100_000 < sum(sizes) < 300_000, sizes


def test_page_one_is_exactly_one_sheet_of_paper(room: Room) -> None:
    for path in (PAGE, "/report/HERON77"):
        page = room.open(path, LAPTOP)
        sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
        first, second = (sheet.extract_text() for sheet in sheets[:2])
        assert "The afternoon the neighbours" in first
        assert "wants to meet" in " ".join(first.split())
        assert "How it went" not in first
        assert "How it went" in second
        assert (round(sheets[0].mediabox.width), round(sheets[0].mediabox.height)) in {(595, 842), (596, 842)}
        for word in ("Earlier", "Later", "Link to this moment", "Take it with you"):
            assert not any(word in sheet.extract_text() for sheet in sheets)
        assert any("https://example.org/film" in sheet.extract_text() for sheet in sheets)


def test_nothing_is_cut_off_page_one(room: Room, large: History, tmp_path: Path) -> None:
    told = report(large)
    long = Words("A long line that somebody typed to its last letter. " * 3)[:140]
    ideas = tuple(
        replace(idea, label=f"{place}", line=long, first_step=long, is_shown=True)
        for place, idea in enumerate(told.ideas)
    )
    stuffed = tmp_path / "stuffed.html"
    stuffed.write_bytes(one_file(replace(told, ideas=ideas + ideas[:6])))
    for address in (f"{room.server.address}{PAGE}", f"{room.server.address}/report/HERON77", stuffed.as_uri()):
        page = room.person(PAPER)
        page.goto(address)
        page.emulate_media(media="print")
        left = page.evaluate(
            """() => {
              const sheet = document.querySelector(".page-one").getBoundingClientRect();
              return sheet.bottom - document.querySelector(".page-one").lastElementChild.getBoundingClientRect().bottom;
            }"""
        )
        assert left >= 0, address
        assert _sideways(page) <= 0

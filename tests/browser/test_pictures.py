"""The pictures of the README and the guides, made from a rehearsed evening. TABLEFOLK_PICTURES names a folder to keep them in:
``TABLEFOLK_PICTURES=docs uv run pytest -m soak tests/browser/test_pictures.py`` makes those in docs/ anew."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, expect

from facilitator.rehearsal import rehearse
from game import commands as ask
from game import events as happened
from game import shapes, views
from game.checking import to_check
from game.flags import flags
from game.history import Entry, History
from game.refused import Refused
from game.state import CallFor, Game, Scene
from scenarios import loader
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR
from tests.kept import keep
from tests.running import Running
from web.seats import HOST_COOKIE, LEAD, LEAD_COOKIE, PLAYER_COOKIE, sign
from web.store import decode, encode

pytestmark = [pytest.mark.browser, pytest.mark.soak]

PLAYERS, SEED = 48, 7
ADDRESS = "http://192.168.178.20:8000"
"""Where the pictures say that phones find the game."""
SINCE = timedelta(minutes=2)
"""How long a table has waited for the facilitator."""
HEAVIEST = 150_000

_TIME = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)Z"')


def _within(history: History) -> dict[str, History]:
    """The evening as it was when two thirds of what happened in each step had happened."""
    begun = [
        (entry.seq, event.step)
        for entry in history.entries
        for event in entry.events
        if isinstance(event, happened.StepStarted)
    ]
    steps = history.game.run_sheet.steps
    ends = [seq - 1 for seq, _ in begun[1:]] + [
        entry.seq - 1
        for entry in history.entries
        if any(isinstance(event, happened.GameClosed) for event in entry.events)
    ]
    return {
        steps[step].id: history.until(start + 2 * (end - start) // 3)
        for (start, step), end in zip(begun, ends, strict=True)
    }


def _as_of_now(history: History) -> History:
    """The same evening, moved to this very hour: the console counts from it who has waited for how long."""
    late = datetime.now(UTC) - history.entries[-1].at

    def moved(found: re.Match[str]) -> str:
        return f'"{(datetime.fromisoformat(found[1]).replace(tzinfo=UTC) + late).isoformat()}"'

    return History.of(
        replace(entry, at=entry.at + late, events=decode(_TIME.sub(moved, encode(entry.events))))
        for entry in history.entries
    )


def _with_a_call(history: History) -> History:
    """A table that nothing else is the matter with has called for a while."""
    game, at = history.game, history.entries[-1].at
    known = {flag.table for flag in flags(history, at, {})}
    caller = next(player for player in game.seated() if player.table not in known)
    events = history.decide(ask.CallFacilitator(player=caller.id, what=CallFor.HELP), at - SINCE, SEED)
    assert not isinstance(events, Refused), events
    return history.after(Entry(seq=game.seq + 1, at=at, by=caller.id, command_id="calls", events=events))


class Studio:
    """A server with an evening at many of its moments, and a camera."""

    def __init__(self, browser: Browser, folder: Path, data: Path) -> None:
        self.browser = browser
        self.folder = folder
        with ThreadPoolExecutor(1) as elsewhere:  # Playwright keeps an event loop in this thread
            scenario = loader.load(loader.names()[0])
            whole = elsewhere.submit(rehearse, scenario, PLAYERS, SEED).result()
        self.moments = {**_within(whole), "whole": whole}
        called = [
            entry.seq
            for entry in whole.entries
            if any(isinstance(event, happened.TableCalled) for event in entry.events)
        ]
        first_idea = next(
            entry.seq for entry in whole.entries if any(isinstance(event, happened.IdeaBegun) for event in entry.events)
        )
        self.moments["called"] = whole.until(called[1] + 3)
        self.moments["sorting"] = whole.until(first_idea - 1)
        self.moments["event"] = whole.until(
            next(e.seq for e in whole.entries if any(isinstance(event, happened.EventSent) for event in e.events))
        )
        self.moments["lobby"] = whole.until(
            next(e.seq for e in whole.entries if any(isinstance(event, happened.StepStarted) for event in e.events)) - 1
        )
        self.moments["offered"] = whole.until(
            next(
                e.seq for e in whole.entries if any(isinstance(event, happened.CharactersOffered) for event in e.events)
            )
        )
        self.moments["led"] = _as_of_now(_with_a_call(self.moments["market-2"]))
        self.rows = {
            # What a phone told of the room is known by the game's own id, and only one game can have it.
            name: keep(data, history, game=history.game.id if name == "lobby" else f"g{number}", code=f"OTTER{number}")
            for number, (name, history) in enumerate(self.moments.items(), 22)
        }
        self.server = Running(data)

    def game(self, moment: str) -> Game:
        """The game at this moment."""
        return self.moments[moment].game

    def open(self, moment: str, who: str, path: str) -> Page:
        """The page of this person at this moment; the wall has nobody."""
        size = PHONE if path.startswith(("/play", "/lead/pocket")) else LAPTOP if who == LEAD else PROJECTOR
        context = self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            device_scale_factor=1.5 if size is PHONE else 1,
        )
        if who:
            name = LEAD_COOKIE if who == LEAD else PLAYER_COOKIE
            value = sign(SimpleNamespace(row=self.rows[moment]), who, name)  # type: ignore[arg-type]
            context.add_cookies([{"name": name, "value": value, "url": self.server.address}])
        page = context.new_page()
        page.goto(self.server.address + path.format(code=self.rows[moment].code))
        expect(page.locator("html")).to_have_attribute("data-live", "on", timeout=15_000)
        return page

    def keep(self, page: Page, name: str, heaviest: int = 0) -> None:
        """Take the picture. One that may weigh only so many bytes is taken a little coarser until it does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{name}.jpg"
        for quality in (72, 60, 48):
            page.screenshot(path=file, type="jpeg", quality=quality, animations="disabled")
            if not heaviest or file.stat().st_size <= heaviest:
                break
        assert not heaviest or file.stat().st_size <= heaviest, (name, file.stat().st_size)
        page.context.close()


@pytest.fixture(scope="module")
def studio(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """One evening, one server."""
    folder = tmp_path_factory.mktemp("pictures")
    kept = Path(os.environ["TABLEFOLK_PICTURES"]) / "pictures" if "TABLEFOLK_PICTURES" in os.environ else folder
    made = Studio(browser, kept, folder / "games.db")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TABLEFOLK_PUBLIC_URL", ADDRESS)
        made.server.start()
    try:
        yield made
    finally:
        made.server.kill()


def _gold(studio: Studio, moment: str, gold: shapes.Gold) -> str:
    """Somebody whose phone asks for this at this moment."""
    game = studio.game(moment)
    return next(player.id for player in game.seated() if views.now(game, player.id).gold is gold)


def test_pictures_of_phones(studio: Studio) -> None:
    page = studio.open("offered", _gold(studio, "offered", shapes.Gold.KEEP), "/play")
    studio.keep(page, "phone-card-dealt")
    page = studio.open("offered", _gold(studio, "offered", shapes.Gold.KEEP), "/play")
    page.get_by_role("button", name="Turn the card").locator("visible=true").click()
    expect(page.get_by_role("button", name=re.compile("^Be this person")).locator("visible=true")).to_be_visible()
    studio.keep(page, "phone-character")
    page = studio.open("sorting", next(studio.game("sorting").seated()).id, "/play")
    expect(page.locator("#now .piles").first).to_be_visible()
    studio.keep(page, "phone-idea")
    game = studio.game("market-1")
    giver = next(player for player in game.seated() if any(held.left for held in views.me(game, player.id).purse))
    page = studio.open("market-1", giver.id, "/play#panel-list")
    expect(page.locator("#lists article").locator("visible=true").first).to_be_visible()
    page.locator("#lists article").locator("visible=true").first.scroll_into_view_if_needed()
    studio.keep(page, "phone-list")
    page = studio.open("market-1", giver.id, "/play#panel-list")
    page.locator("#lists a.line").locator("visible=true").first.click()
    home = page.locator("#desk .gift-line svg.token").first
    expect(home).to_be_visible()
    studio.keep(page, "phone-handshake")
    # The phone in the other person's hand: a fresh page, so that the picture before shows an empty form.
    page = studio.open("market-1", giver.id, "/play#panel-list")
    home = page.locator("#lists article").locator("visible=true").first
    table = int(home.get_attribute("data-home-table") or 0)
    home.locator("a.line").locator("visible=true").first.click()
    page.get_by_label("The badge in front of you").fill(next(game.seated(table)).badge)
    page.get_by_role("button", name="Hand over the phone").click()
    expect(page.locator("#desk")).to_contain_text("is that what you said?")
    studio.keep(page, "phone-hand-over")
    busy = max(game.seated(), key=lambda player: len(views.deals(game, player.id).deals))
    page = studio.open("market-1", busy.id, "/play#panel-deals")
    expect(page.locator("#deals article").first).to_be_visible()
    studio.keep(page, "phone-deals")
    called = studio.game("called")
    listener = next((p.id for p in called.seated() if views.now(called, p.id).gold is shapes.Gold.HELP), "")
    page = studio.open("called", listener or next(called.seated()).id, "/play")
    expect(page.locator("#now .on-stage")).to_be_visible()
    studio.keep(page, "phone-report-back")
    page = studio.open("deliver", _gold(studio, "deliver", shapes.Gold.NONE), "/play")
    studio.keep(page, "phone-deliver")


def test_pictures_of_the_wall(studio: Studio) -> None:
    wall = studio.open("lobby", "", "/wall/{code}")
    here = sum(1 for _ in studio.game("lobby").seated())
    expect(wall.locator("#wall")).to_contain_text(f"{here} people here")
    studio.keep(wall, "wall-join")
    for moment, name, scene in (
        ("plan", "wall-step", ""),
        ("event", "wall-event", ""),
        ("called", "wall-spotlight", ""),
        ("market-2", "wall-map", "Map"),
    ):
        if scene:
            console = studio.open(moment, LEAD, "/lead")
            if studio.game(moment).scene is not Scene.MAP:  # what is on has no button
                console.get_by_role("button", name=scene, exact=True).click()
            expect(console.locator("#remote .remote-on")).to_have_text(scene)
            console.context.close()
        _resume(studio, moment)
        wall = studio.open(moment, "", "/wall/{code}")
        expect(wall.locator("#wall svg.map" if scene else "#wall .wall-scene").first).to_be_visible()
        if scene:
            made = sum(deal.holds for deal in studio.game(moment).deals.values())
            expect(wall.locator("#wall")).to_contain_text(f"{made} deals")
        studio.keep(wall, name)


def _resume(studio: Studio, moment: str) -> None:
    """The clock stood since the server was started."""
    console = studio.open(moment, LEAD, "/lead")
    console.get_by_role("button", name="Resume").click()
    expect(console.get_by_role("button", name="Pause")).to_be_visible()
    console.context.close()


def test_a_picture_of_the_end(studio: Studio) -> None:
    page = studio.open("whole", "", "/wall/{code}")
    expect(page.locator("#wall")).to_contain_text("Read what you made.")
    studio.keep(page, "wall-end")


def test_pictures_of_the_console(studio: Studio) -> None:
    _resume(studio, "led")
    game = studio.game("led")
    wall = studio.open("led", "", "/wall/{code}")
    page = studio.open("led", LEAD, "/lead")
    expect(page.locator("#needs")).to_contain_text("Calls you, for 2 min")
    expect(page.locator("#board .board-table")).to_have_count(8)
    expect(page.locator("#checks .check-text").first).to_be_visible()
    assert len(to_check(game)) == 1
    studio.keep(page, "console", HEAVIEST)
    asked = max(game.seated(), key=lambda player: sum(player.id in deal.waiting for deal in game.deals.values()))
    page = studio.open("led", LEAD, "/lead")
    page.locator("#board").get_by_role("link", name=re.compile(f"^Table {asked.table} ")).click()
    drawer = page.locator("#desk .drawer")
    drawer.locator("summary").filter(has_text=asked.badge).click()
    expect(drawer.get_by_role("button", name="They said yes in the room").first).to_be_visible()
    studio.keep(page, "console-drawer", HEAVIEST)
    page = studio.open("led", LEAD, "/lead/pocket")
    expect(page.locator(".pocket-need")).to_contain_text("Calls you")
    studio.keep(page, "pocket", HEAVIEST)
    wall.context.close()


def test_a_picture_of_the_room_before_people_come(studio: Studio) -> None:
    """A wall stands, and a phone got through from a far corner, slowly."""
    wall = studio.open("lobby", "", "/wall/{code}")
    row = studio.rows["lobby"]
    told = wall.context.request.post(
        f"{studio.server.address}/ready/{row.code}?k={row.join_key}",
        form={"round_trip": "2400", "off": "80"},
        headers={"Origin": studio.server.address},
    )
    assert told.status == 200, told.text()
    page = studio.open("lobby", LEAD, "/lead/ready")
    for word in ("good", "look", "mend this"):
        expect(page.locator("#ready").get_by_text(word, exact=True).first).to_be_visible()
    expect(page.locator("#ready")).to_contain_text("1920 × 1080")
    studio.keep(page, "ready", HEAVIEST)
    wall.context.close()


def test_a_picture_of_a_rehearsal(studio: Studio) -> None:
    context = studio.browser.new_context(viewport=LAPTOP)  # type: ignore[arg-type]
    context.add_cookies([{"name": HOST_COOKIE, "value": studio.server.host_secret, "url": studio.server.address}])
    page = context.new_page()
    page.goto(studio.server.address + "/host")
    page.get_by_label("How many people do you expect").fill("24")
    page.get_by_role("button", name="Rehearse it").click()
    expect(page.locator("#head")).to_contain_text("24 people", timeout=30_000)
    page.get_by_role("button", name="60×").click()
    page.get_by_role("button", name="By themselves").click()
    page.get_by_role("button", name=re.compile("^Start: ")).click()
    expect(page.locator("#board .board-idea").first).not_to_be_empty(timeout=90_000)
    expect(page.locator(".run-row.is-on .run-number").first).to_have_text("5", timeout=60_000)
    page.get_by_role("button", name="1×", exact=True).click()
    expect(page.locator("#said")).to_contain_text("Real time.")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-live", "on", timeout=15_000)
    studio.keep(page, "console-rehearsal", HEAVIEST)

"""Real phones that are put away, come back and vanish; messages they show; walls that tell their size.

The server runs in a thread of the test, so that its clock can be moved and its memory be looked at.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Error, Page, expect

from facilitator.app import build
from game import commands as ask
from game.refused import Refused
from game.scenario import Words
from game.state import Reach
from tests.browser.clicks import alive
from tests.browser.conftest import PHONE, Room
from tests.served import CODE
from tests.tiny import tiny_scenario
from web import players
from web.players import Asks
from web.presence import LOST_AFTER, Phones, PhoneState
from web.regions import Moment, Region
from web.rooms import Accepted
from web.seats import PLAYER_COOKIE, sign
from web.settings import Settings, url_of
from web.sockets import DroppingProtocol

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
A_WHILE = timedelta(minutes=10)
PATIENCE = 400
"""How often is asked whether something has come about, with a twentieth of a second in between."""

HIDE = """() => {
  for (const [name, value] of [["hidden", true], ["visibilityState", "hidden"]])
    Object.defineProperty(document, name, { configurable: true, get: () => value });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SHOW = "() => { delete document.hidden; delete document.visibilityState; document.dispatchEvent(new Event('visibilitychange')); }"


class Inside:
    """A server in a thread of this process, with one game of the tiny pack and a clock that stands until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.at = NOON
        self._asked = 0
        self.app = build(Settings(database_url=url_of(folder / "games.db")))
        self.house = self.app.state.house
        self.house.rooms.now = lambda: self.at
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._server = uvicorn.Server(uvicorn.Config(self.app, ws=DroppingProtocol, log_level="error"))
        self._loop: asyncio.AbstractEventLoop
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._is_up.set()
        await self._server.serve(sockets=[self._listening])

    def __enter__(self) -> Inside:
        self._thread.start()
        assert self._is_up.wait(20)
        scenario = tiny_scenario()
        create = ask.CreateGame(
            game="g1", code=CODE, title=Words("A day"), scenario=scenario, run_sheet="short", expected=12
        )
        self.run(lambda: self.house.rooms.create(create))
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)

    def run(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Do this on the server's own thread."""

        async def working() -> Any:
            return await work()

        return asyncio.run_coroutine_threadsafe(working(), self._loop).result(20)

    def do(self, command: ask.Command, by: str = "lead") -> Accepted:
        """Ask for something that must be accepted."""
        self._asked += 1
        outcome = self.run(lambda: self.house.rooms.submit("g1", by, f"test-{self._asked}", command))
        assert not isinstance(outcome, Refused), outcome
        accepted: Accepted = outcome
        return accepted

    def phones(self) -> Phones:
        """The phones at this moment of the server's clock."""

        async def look() -> Phones:
            phones: Phones = self.house.presence.phones("g1", self.at)
            return phones

        phones: Phones = self.run(look)
        return phones

    def wait_until(self, holds: Callable[[Phones], bool]) -> Phones:
        """The phones as soon as this holds of them."""
        for _ in range(PATIENCE):
            phones = self.phones()
            if holds(phones):
                return phones
            threading.Event().wait(0.05)
        raise AssertionError(phones)

    def forward(self, by: timedelta) -> None:
        """Let time pass for the server only."""
        self.at += by


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Inside]:
    """A server on a new game."""
    with Inside(tmp_path) as server:
        yield server


@pytest.fixture
def room(browser: Browser, running: Inside) -> Iterator[Room]:
    """People at that server."""
    people = Room(browser, running)  # type: ignore[arg-type]
    yield people
    people.close()


def _join(running: Inside, name: str) -> tuple[str, str]:
    """Somebody new: the player's id, and the cookie of the seat."""
    accepted = running.do(ask.Join(name=Words(name)), by="join")
    player = next(event.player for event in accepted.entry.events if event.kind == "PlayerJoined")
    return player, sign(running.house.rooms.opened("g1"), player, PLAYER_COOKIE)


def _phone(room: Room, cookie: str, *scripts: str) -> Page:
    """The page of the seat that this cookie holds, in a browser of its own, with scripts that come before its own."""
    page = room.open("/")
    page.clock.install()
    for script in scripts:
        page.add_init_script(script)
    page.context.add_cookies([{"name": PLAYER_COOKIE, "value": cookie, "url": room.server.address}])
    page.goto(room.server.address + "/play")
    return page


def _is(player: str, state: PhoneState) -> Callable[[Phones], bool]:
    return lambda phones: phones.state_of(player) is state


def test_a_phone_that_is_put_away_rests_for_as_long_as_it_likes_and_comes_back(room: Room, running: Inside) -> None:
    ada, cookie = _join(running, "Ada")
    assert running.phones().state_of(ada) is PhoneState.NEVER
    phone = _phone(room, cookie)
    alive(phone)
    running.wait_until(_is(ada, PhoneState.LIVE))
    phone.evaluate(HIDE)
    running.wait_until(_is(ada, PhoneState.RESTING))
    running.forward(A_WHILE)
    running.wait_until(_is(ada, PhoneState.RESTING))  # its goodbye may come after its socket has gone
    phone.evaluate(SHOW)
    running.wait_until(_is(ada, PhoneState.LIVE))
    assert not room.complaints


def test_a_phone_that_dies_rests_at_first_and_is_lost_after_90_seconds(room: Room, running: Inside) -> None:
    ada, cookie = _join(running, "Ada")
    phone = _phone(room, cookie)
    alive(phone)
    running.wait_until(_is(ada, PhoneState.LIVE))
    with contextlib.suppress(Error):
        phone.goto("chrome://crash")
    running.wait_until(_is(ada, PhoneState.RESTING))
    since = running.at
    running.forward(LOST_AFTER)
    phones = running.phones()
    assert phones.state_of(ada) is PhoneState.LOST
    assert phones.lost_since(ada) == since


def test_a_page_that_is_left_has_said_goodbye_and_one_that_is_reloaded_is_live(room: Room, running: Inside) -> None:
    ada, cookie = _join(running, "Ada")
    phone = _phone(room, cookie)
    alive(phone)
    phone.reload()
    alive(phone)
    running.forward(A_WHILE)
    running.wait_until(_is(ada, PhoneState.LIVE))
    phone.goto("about:blank")
    running.wait_until(_is(ada, PhoneState.RESTING))
    running.forward(A_WHILE)
    running.wait_until(_is(ada, PhoneState.RESTING))  # its goodbye may come after its socket has gone


def test_a_browser_that_only_says_that_its_page_goes_is_heard_too(room: Room, running: Inside) -> None:
    _ada, cookie = _join(running, "Ada")
    phone = _phone(room, cookie)
    alive(phone)
    with phone.expect_request("**/play/rest*"):
        phone.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")


def test_a_page_that_opens_behind_another_one_is_not_taken_for_a_phone_in_a_hand(room: Room, running: Inside) -> None:
    ada, cookie = _join(running, "Ada")
    phone = _phone(room, cookie, f"({HIDE})()")
    running.wait_until(_is(ada, PhoneState.RESTING))
    running.forward(A_WHILE)
    running.wait_until(_is(ada, PhoneState.RESTING))  # its goodbye may come after its socket has gone
    phone.evaluate(SHOW)
    running.wait_until(_is(ada, PhoneState.LIVE))
    alive(phone)


def test_a_message_counts_as_seen_once_it_is_on_a_page_that_can_be_seen(room: Room, running: Inside) -> None:
    ada, cookie = _join(running, "Ada")
    bea, _cookie = _join(running, "Bea")
    for text in ("One", "Two", "Three"):  # for another phone, so that this test alone puts them on the page
        running.do(ask.SendMessage(reach=Reach.PLAYER, key=bea, text=Words(text)))
    one, two, three = (message.id for message in running.house.rooms.opened("g1").history.game.messages)
    phone = _phone(room, cookie)
    alive(phone)
    running.wait_until(_is(ada, PhoneState.LIVE))
    posts: list[str] = []
    phone.on("request", lambda request: posts.append(request.post_data or "") if "/play/seen" in request.url else None)
    put = """([id, isHidden]) => {
      const line = document.createElement("p");
      line.dataset.seen = id; line.textContent = id; line.hidden = isHidden;
      document.querySelector("main").append(line);
    }"""
    phone.evaluate(put, [one, False])
    phone.evaluate(put, [two, True])
    running.wait_until(lambda phones: phones.seen(one) == {ada})
    phone.evaluate(HIDE)
    phone.evaluate(put, [three, False])
    running.wait_until(_is(ada, PhoneState.RESTING))
    phone.clock.run_for(30_000)
    assert (running.phones().seen(two), running.phones().seen(three)) == (frozenset(), frozenset())
    phone.evaluate(SHOW)
    running.wait_until(lambda phones: phones.seen(three) == {ada})
    phone.evaluate(put, [one, False])
    phone.evaluate("() => { document.querySelector('[data-seen][hidden]').hidden = false; }")
    running.wait_until(lambda phones: phones.seen(two) == {ada})
    phone.clock.run_for(30_000)
    assert sorted(posts) == sorted(f"message={message}" for message in (one, two, three))
    assert not room.complaints


def test_a_message_that_comes_to_a_phone_is_seen_there_and_nowhere_else(room: Room, running: Inside) -> None:
    ada, cookie = _join(running, "Ada")
    _bea, other = _join(running, "Bea")
    for seat in (cookie, other):
        alive(_phone(room, seat))
    running.do(ask.SendMessage(reach=Reach.PLAYER, key=ada, text=Words("Come and look.")))
    (message,) = running.house.rooms.opened("g1").history.game.messages
    running.wait_until(lambda phones: bool(phones.seen(message.id)))
    assert running.phones().seen(message.id) == {ada}


def test_a_wall_tells_how_many_dots_it_has_and_tells_again_when_it_is_made_larger(room: Room, running: Inside) -> None:
    wall = room.open(f"/wall/{CODE}", {"width": 1280, "height": 720}, device_scale_factor=1.5)
    running.wait_until(lambda phones: phones.wall_sizes == ((1920, 1080),))
    with wall.expect_request("**/here", timeout=10_000):  # sooner than it would tell it anyway
        wall.set_viewport_size({"width": 1600, "height": 900})
    running.wait_until(lambda phones: (2400, 1350) in phones.wall_sizes)
    assert not room.complaints


def test_a_preview_of_the_wall_inside_another_page_is_no_wall(room: Room, running: Inside) -> None:
    page = room.open("/", PHONE)
    frame = f'<!doctype html><iframe src="/wall/{CODE}" width="320" height="180"></iframe>'
    page.route("**/framed", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(room.server.address + "/framed")
    expect(page.frame_locator("iframe").locator("html")).to_have_attribute("data-live", "on")
    assert running.phones().wall_sizes == ()


def test_pages_come_back_by_themselves_when_their_sockets_are_closed(room: Room, running: Inside) -> None:
    ada, cookie = _join(running, "Ada")
    phone = _phone(room, cookie)
    alive(phone)
    running.wait_until(_is(ada, PhoneState.LIVE))

    async def disconnect() -> None:
        running.house.live.disconnect("g1")

    running.run(disconnect)
    expect(phone.locator("html")).to_have_attribute("data-live", "off")
    running.wait_until(_is(ada, PhoneState.LIVE))
    alive(phone)


@pytest.fixture
def with_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the fourth tab stands what minute it is: a region that lives."""

    def minute(moment: Moment, _key: str) -> Asks:
        return Asks(count=moment.now.minute)

    regions = [
        Region("asks", "player", "regions/asks.html", minute, living=True) if region.id == "asks" else region
        for region in players.REGIONS
    ]
    monkeypatch.setattr(players, "REGIONS", tuple(regions))
    monkeypatch.setattr("web.live.LOOK_SECONDS", 0.1)
    monkeypatch.setattr("web.live.SOON_SECONDS", 0.05)


def test_a_phone_shows_what_time_alone_has_changed(with_minutes: None, room: Room, running: Inside) -> None:
    _ada, cookie = _join(running, "Ada")
    running.forward(timedelta(minutes=4))
    phone = _phone(room, cookie)
    alive(phone)
    expect(phone.locator("#asks")).to_contain_text("4")
    for minute in (5, 6):
        running.forward(timedelta(minutes=1))
        expect(phone.locator("#asks")).to_contain_text(str(minute))
    assert not room.complaints

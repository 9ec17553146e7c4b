"""A phone that is handed on, and a laptop with two consoles: what one seat typed or sent never becomes another's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from game.commands import CreateGame, Join
from game.events import PlayerRenamed
from game.scenario import Words
from tests.browser.clicks import alive, press
from tests.browser.conftest import LAPTOP, Room
from tests.running import Running
from tests.served import laptop
from tests.tiny import tiny_scenario
from web.rooms import Rooms
from web.seats import LEAD, LEAD_COOKIE, PLAYER_COOKIE, sign
from web.settings import url_of
from web.store import Store
from web.wake import Wakes

pytestmark = pytest.mark.browser

ADA, BEA = "p2", "p3"
GAMES = {"g1": "PEAR22", "g2": "PLUM33"}


@dataclass(frozen=True)
class Games:
    """Two games on disk, each with Ada and Bea at its first table, and the cookies of their seats."""

    file: Path
    cookies: dict[tuple[str, str], str]

    def renamed(self, game: str) -> list[tuple[str, str]]:
        """Who took which name, as it is on disk."""
        store = Store(url_of(self.file))
        try:
            events = [event for kept in store.load(game) for event in kept.entry.events]
        finally:
            store.close()
        return [(event.player, event.name) for event in events if isinstance(event, PlayerRenamed)]


async def _prepare(file: Path) -> Games:
    store = Store(url_of(file))
    rooms = Rooms(store, Wakes())
    scenario = tiny_scenario()
    cookies = {}
    for game, code in GAMES.items():
        room = await rooms.create(
            CreateGame(
                game=game,
                code=code,
                title=Words(f"Day {game}"),
                scenario=scenario,
                run_sheet=scenario.run_sheets[0].id,
                expected=12,
            )
        )
        for name in ("Ada", "Bea"):
            await rooms.submit(game, "join", name, Join(name=Words(name), table=1))
        assert list(room.history.game.players) == [ADA, BEA]
        cookies |= {(game, who): sign(room, who, PLAYER_COOKIE) for who in (ADA, BEA)}
        await room.add_hand(laptop(game))
        cookies[game, LEAD] = sign(room, LEAD, LEAD_COOKIE)
    await rooms.close()
    store.close()
    return Games(file, cookies)


@pytest.fixture
def games(tmp_path: Path) -> Games:
    """Two games on disk."""
    with ThreadPoolExecutor(1) as apart:  # the browser has the event loop of this thread
        return apart.submit(asyncio.run, _prepare(tmp_path / "games.db")).result()


@pytest.fixture
def running(games: Games) -> Iterator[Running]:
    """A server with those games."""
    with Running(games.file) as server:
        yield server


def _hold(page: Page, room: Room, games: Games, game: str, who: str) -> None:
    """Let the page's browser hold this seat from now on."""
    name = LEAD_COOKIE if who == LEAD else PLAYER_COOKIE
    page.context.add_cookies([{"name": name, "value": games.cookies[game, who], "url": room.server.address}])


def _play(page: Page, room: Room, path: str = "/play") -> None:
    page.goto(room.server.address + path)
    alive(page)


def test_what_one_person_sent_without_a_link_waits_for_their_seat_and_is_nobody_elses(room: Room, games: Games) -> None:
    phone = room.open("/")
    _hold(phone, room, games, "g1", ADA)
    _play(phone, room, "/play?desk=me")
    room.server.kill()
    phone.get_by_label("First name or nickname").fill("Zed")
    press(phone, "Change my name")
    expect(phone.locator("#outbox")).to_have_text("1 thing is saved on this phone. It will be sent.")

    _hold(phone, room, games, "g1", BEA)
    room.server.start()
    expect(phone.locator("html")).to_have_attribute("data-seat", f"g1-{BEA}", timeout=20_000)
    alive(phone)
    expect(phone.locator("#outbox")).to_be_hidden()
    _hold(phone, room, games, "g2", ADA)
    _play(phone, room)
    expect(phone.locator("#outbox")).to_be_hidden()

    _hold(phone, room, games, "g1", ADA)
    _play(phone, room)
    expect(phone.locator("#outbox")).to_have_text("1 thing is saved on this phone. It will be sent.")
    expect(phone.locator("#outbox")).to_be_hidden(timeout=20_000)
    room.server.stop()
    assert games.renamed("g1") == [(ADA, "Zed")]
    assert games.renamed("g2") == []


def test_what_one_person_typed_is_not_in_the_form_of_the_next(room: Room, games: Games) -> None:
    phone = room.open("/")
    for game, who, before in (("g1", ADA, ""), ("g1", BEA, ""), ("g2", ADA, ""), ("g1", ADA, "Only mine")):
        _hold(phone, room, games, game, who)
        _play(phone, room, "/play?desk=idea")
        title = phone.locator("#desk input[name=title]")
        expect(title).to_have_value(before)
        if (game, who) == ("g1", ADA) and not before:
            title.press_sequentially("Only mine")
    assert room.complaints == []


def test_a_press_on_the_older_of_two_consoles_changes_no_game_and_says_why(room: Room, games: Games) -> None:
    older = room.open("/", LAPTOP)
    _hold(older, room, games, "g1", LEAD)
    _play(older, room, "/lead")
    newer = older.context.new_page()
    _hold(newer, room, games, "g2", LEAD)
    _play(newer, room, "/lead")
    press(older, "Map")
    expect(older.locator("#said")).to_contain_text("This page belongs to another game. Open its console again.")
    expect(older.locator("#outbox")).to_be_hidden()
    press(newer, "Map")
    expect(newer.locator("#said")).to_contain_text("The wall shows the map.")

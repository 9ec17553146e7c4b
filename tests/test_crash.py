"""kill -9 in the middle of a market: a real server, real sockets, and phones that send again what was not answered."""

from __future__ import annotations

import asyncio
import itertools
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import ClientConnection, connect

from game.commands import CreateGame
from game.events import DealAgreed, PlayerJoined
from game.history import Entry, History
from game.invariants import broken
from game.purses import left
from game.scenario import TokenRule, Words
from game.state import Game
from tests.running import Running
from tests.served import laptop
from tests.tiny import tiny_scenario
from tests.workshop import to_market
from web.rooms import Accepted, Room, Rooms
from web.seats import LEAD, LEAD_COOKIE, PLAYER_COOKIE, sign
from web.settings import url_of
from web.store import Store
from web.wake import Wakes

PEOPLE = 14
GAME = "g1"
CODE = "PEAR22"
PLAYER_REGIONS = {"seat", "bar", "now", "cards", "hands", "ours", "lists", "purse", "deals", "asks", "onwall"}
BACK_SECONDS = 6.0
"""From the moment the server listens until every page has everything."""


@dataclass(frozen=True)
class Seats:
    """The people of a market that was prepared on a file: their badges and cookies, and who can give without end."""

    badges: dict[str, str]
    cookies: dict[str, str]
    giver: str
    kind: str


def _prepare(file: Path) -> Seats:
    """A market with everybody seated, on disk, before any server runs."""

    async def prepare() -> Seats:
        store = Store(url_of(file))
        rooms = Rooms(store, Wakes(), seeds=lambda: 7)
        scenario = tiny_scenario()
        room = await rooms.create(
            CreateGame(
                game=GAME,
                code=CODE,
                title=Words("An evening"),
                scenario=scenario,
                run_sheet=scenario.run_sheets[0].id,
                expected=PEOPLE,
            )
        )
        for number, (by, command) in enumerate(to_market(lambda: room.history.game, PEOPLE)):
            assert isinstance(await rooms.submit(GAME, by, f"before-{number}", command), Accepted)
        await room.add_hand(laptop(GAME))
        made = _seats(room)
        await rooms.close()
        store.close()
        return made

    return asyncio.run(prepare())


def _seats(room: Room) -> Seats:
    game = room.history.game
    giver, kind = next(
        (player, kind.id)
        for player in game.players
        for kind in game.scenario.tokens
        if kind.rule is TokenRule.COPIES and left(game, player, kind.id) > 0
    )
    cookies = {player: f"{PLAYER_COOKIE}={sign(room, player, PLAYER_COOKIE)}" for player in game.players}
    cookies[LEAD] = f"{LEAD_COOKIE}={sign(room, LEAD, LEAD_COOKIE)}"
    return Seats({player.id: player.badge for player in game.players.values()}, cookies, giver, kind)


def _log(file: Path) -> tuple[Entry, ...]:
    """What is on disk, read when no server runs."""
    store = Store(url_of(file))
    try:
        return tuple(kept.entry for kept in store.load(GAME))
    finally:
        store.close()


@dataclass(frozen=True)
class Sent:
    """One press of a button: who, the id that the phone made for it, and a title that nothing else has."""

    player: str
    command_id: str
    title: str


@dataclass
class Phones:
    """Phones that shake hands as fast as they can, keep what is not answered, and write down what is."""

    server: Running
    seats: Seats
    answered: dict[Sent, int] = field(default_factory=dict)
    """The number of the deal that each answer told."""
    waiting: dict[str, Sent] = field(default_factory=dict)
    told: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def fields(self, sent: Sent) -> dict[str, str]:
        """The form of a handshake about a new idea; the one who can give without end gives."""
        gives = sent.player == self.seats.giver
        other = next(player for player in self.seats.badges if player != sent.player) if gives else self.seats.giver
        return {
            "command_id": sent.command_id,
            "stage": "yes",
            "is_new": "yes",
            "title": sent.title,
            "line": "",
            "badge": self.seats.badges[other],
            "i_give" if gives else "they_give": self.seats.kind,
        }

    def shake(self, player: str) -> None:
        """Shake hands, and again, until the server does not answer."""
        with self._client(player) as client:
            while True:
                number = next(self._numbers)
                sent = self.waiting[player] = Sent(player, f"phone-{player}-{number}", f"{player} shake {number}")
                try:
                    self.send(client, sent)
                except httpx.TransportError:
                    return

    def send(self, client: httpx.Client, sent: Sent) -> None:
        """Send it, and write down the answer. Raises httpx.TransportError when there is none."""
        answer = client.post("/play/shake", data=self.fields(sent))
        assert answer.status_code == 200, answer.text
        number = re.search(r"Agreed\b.*?number (\d+)", answer.text, re.IGNORECASE)
        assert number is not None, answer.text
        self.answered[sent] = int(number.group(1))
        del self.waiting[sent.player]
        self.told.release()

    def send_again(self) -> int:
        """Send all that waits, with the ids it had; how much it was."""
        unanswered = list(self.waiting.values())
        for sent in unanswered:
            with self._client(sent.player) as client:
                self.send(client, sent)
        return len(unanswered)

    def page(self, player: str) -> str:
        """What the player's page shows."""
        with self._client(player) as client:
            return client.get("/play").raise_for_status().text

    def lead(self, verb: str) -> None:
        """A press on the console."""
        with self._client(LEAD) as client:
            client.post(f"/lead/{verb}", data={"command_id": f"lead-{next(self._numbers)}"}).raise_for_status()

    def connect(self, player: str) -> ClientConnection:
        """The socket of the player's page."""
        address = f"ws://127.0.0.1:{self.server.port}/play/news"
        headers = {"Cookie": self.seats.cookies[player]}
        origin = self.server.address
        return connect(address, origin=origin, additional_headers=headers, proxy=None, max_size=None)  # type: ignore[arg-type]

    def _client(self, who: str) -> httpx.Client:
        headers = {"Cookie": self.seats.cookies[who], "Sec-Fetch-Site": "same-origin", "HX-Request": "true"}
        return httpx.Client(base_url=self.server.address, headers=headers, trust_env=False, timeout=20)


def _regions(message: str | bytes) -> Counter[str]:
    return Counter(re.findall(r'<hx-partial hx-target="#([a-z-]+)"', str(message)))


def _has_ended(connection: ClientConnection) -> bool:
    """Whether the socket was cut, after all that had come on it was read."""
    try:
        while True:
            connection.recv(timeout=20)
    except ConnectionClosedError:
        return True


def _is_paused(message: str | bytes) -> bool:
    return "is-paused" in str(message)


def _check_the_log(file: Path, phones: Phones) -> Game:
    """Every answered deal is agreed once, under the number that was told; nothing else is; no entry is missing or twice."""
    entries = _log(file)
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert all(count == 1 for count in Counter((entry.by, entry.command_id) for entry in entries).values())
    by_id = {(entry.by, entry.command_id): entry for entry in entries}
    for sent, number in phones.answered.items():
        agreed = [event for event in by_id[sent.player, sent.command_id].events if isinstance(event, DealAgreed)]
        assert [event.number for event in agreed] == [number]
    game = History.of(entries).game
    titles = Counter(str(game.ideas[deal.idea].title) for deal in game.deals.values() if deal.holds)
    assert titles == Counter({sent.title: 1 for sent in phones.answered})
    assert not broken(game)
    return game


KILLS = (pytest.param(2, id="twice"), pytest.param(20, id="20 times", marks=pytest.mark.soak))


@pytest.mark.parametrize("kills", KILLS)
def test_a_server_killed_in_a_market_loses_no_answered_deal_and_doubles_none(tmp_path: Path, kills: int) -> None:
    file = tmp_path / "games.db"
    seats = _prepare(file)
    players = tuple(seats.badges)
    assert len(players) >= 12
    with Running(file) as server:
        phones = Phones(server, seats)
        sent_again = 0
        for kill in range(1, kills + 1):
            with ExitStack() as pages:
                open_pages = [pages.enter_context(phones.connect(player)) for player in players]
                for page in open_pages:
                    page.recv(timeout=20)
                phones.lead("resume")
                phones.told = threading.Semaphore(0)
                with ThreadPoolExecutor(len(players)) as hands:
                    shaking = [hands.submit(phones.shake, player) for player in players]
                    are_enough = all(phones.told.acquire(timeout=20) for _ in range(15 + kill % 7))
                    server.kill()
                for each in shaking:
                    each.result()
                assert are_enough
                assert all(_has_ended(page) for page in open_pages)
            assert len(phones.waiting) == len(players), "everybody was in the middle of a handshake"
            on_disk = {entry.command_id for entry in _log(file)}
            were_saved = sum(sent.command_id in on_disk for sent in phones.waiting.values())

            server.start()
            began = time.monotonic()
            with ExitStack() as pages:
                open_pages = [pages.enter_context(phones.connect(player)) for player in players]
                snapshots = [page.recv(timeout=20) for page in open_pages]
                back = time.monotonic() - began
                for snapshot in snapshots:
                    assert _regions(snapshot) == Counter(PLAYER_REGIONS), "everything, once"
                    assert _is_paused(snapshot)
                for page in open_pages:
                    assert str(page.recv(timeout=20)).startswith('{"hb"'), "one snapshot is enough"
                sent_again += phones.send_again()
                for sent in list(phones.answered)[-3:]:
                    while sent.title not in str(open_pages[players.index(sent.player)].recv(timeout=20)):
                        pass
            print(
                f"kill {kill}: {len(phones.answered)} answered so far, {were_saved} saved without an answer, {back:.2f} s"
            )
            assert back < BACK_SECONDS

        page_of = {player: phones.page(player) for player in players}
        for sent in phones.answered:
            assert sent.title in page_of[sent.player]
        assert all(_is_paused(page) for page in page_of.values())
        server.stop()
        assert sent_again == kills * len(players)
        assert not _check_the_log(file, phones).clock.is_running


def test_a_deal_whose_answer_was_lost_in_the_crash_is_answered_the_same_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "games.db"
    seats = _prepare(file)
    with Running(file) as server:
        phones = Phones(server, seats)
        player = next(player for player in seats.badges if player != seats.giver)
        sent = phones.waiting[player] = Sent(player, "phone-lost", "The lost answer")
        with phones.connect(seats.giver) as other, socket.create_connection(("127.0.0.1", server.port)) as line:
            other.recv(timeout=20)
            body = urlencode(phones.fields(sent)).encode()
            head = (
                f"POST /play/shake HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: {seats.cookies[player]}\r\n"
                "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            )
            line.sendall(head.encode() + body)
            while sent.title not in str(other.recv(timeout=20)):
                pass
            server.kill()
        server.start()
        assert sent.title in phones.page(seats.giver)
        assert phones.send_again() == 1
        server.stop()
        game = _check_the_log(file, phones)
        assert len(game.deals) == 1


def test_whoever_sat_down_before_the_crash_sits_there_after_it_and_nobody_sits_twice(tmp_path: Path) -> None:
    file = tmp_path / "games.db"
    seats = _prepare(file)
    with Running(file) as server, httpx.Client(base_url=server.address, trust_env=False) as phone:
        form = {"name": "Late", "table": "0", "command_id": "late-phone"}
        assert phone.post(f"/j/{CODE}", data=form).status_code == 303
        server.kill()
        server.start()
        with httpx.Client(base_url=server.address, trust_env=False) as cookies_lost:
            again = cookies_lost.post(f"/j/{CODE}", data=form)
            assert again.status_code == 303
            assert again.cookies[PLAYER_COOKIE] == phone.cookies[PLAYER_COOKIE]
        assert "Late" in phone.get("/play").text
        server.stop()
    joined = [event for entry in _log(file) for event in entry.events if isinstance(event, PlayerJoined)]
    assert [str(event.name) for event in joined].count("Late") == 1
    assert len(joined) == len(seats.badges) + 1

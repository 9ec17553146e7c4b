"""How fast a full room is: real sockets, real actions at a workshop's pace, and what each delivered region costs.

Run it with ``uv run python -m tests.bench.room``, with ``--players 50,200 --seconds 10 --rate 20`` to choose. It starts
a server of its own on this computer, seats the players, plays to the first market step, and then lets them shake hands,
propose, say yes and leave deals. It posts on time whether answers come or not. Nothing is gated on what it prints.

How to read the table:

- *posted*, *refused*: the actions that were sent, and those among them that were not done. Refused should be 0.
- *answer*: from sending an action to its answer, which comes after the commit. Half of the actions were faster than p50.
- *last phone*: from sending an action until the last phone that must change has the change. A deal that is agreed or
  left changes the lists on all phones, a proposal the deals of its parties. News waits 50 ms for company, on purpose.
- *missed*: the actions whose change had not reached every such phone some seconds after the last one. It must be 0.
- *renderings*: how many different regions (for the room, a table or a player) came in, each counted once.
- *regions*, *MB/s*: how many regions all phones got together, and how much text that was in each second.
- *server*: how much of one core the server's process took; *CPU per region* is that time for each delivered region.
  Only Linux tells; elsewhere these are nan.
- *waited*: how much of the time the server could have run but other programs had the cores. Above some 5 %, only the
  CPU per region can be trusted, and the other times are worse than they would be alone.
- *client*: the same for this program. Near 100 % it is the phones that are late, and the times say little.

A computer's own speed changes, so compare runs on the same computer on the same day, best in turns.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import re
import sqlite3
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from random import Random
from typing import TypeVar

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from game.history import Entry, History
from game.ideas import needs, plan_step
from game.purses import left
from game.scenario import StepKind, TokenRule
from game.state import Game, Gift, Idea, Player, Terms
from game.tokens import why_not_allowed
from tests.running import Running
from web.players import REGIONS
from web.store import decode

LONGEST_SECONDS = 85
TABLE_SIZE = 6
AT_ONCE = 8
"""How many requests are on their way at a time while the room is set up."""
SETTLE_SECONDS = 1.5
LATEST_SECONDS = 5.0
"""How long after the last action the phones are waited for."""
RIPE_SECONDS = 1.0
"""How old a proposal is when it is answered, and a deal when it is left."""
MIX = ("shake", "propose", "shake", "leave", "answer", "shake", "propose", "shake", "leave", "answer")
"""What is done, in turns."""

_PIECE = re.compile(rb'<hx-partial hx-target="#(\w+)[\w-]*"[^>]*? data-seq="(\d+)"')
Given = TypeVar("Given")
Made = TypeVar("Made")

_AUDIENCES = {region.id: region.audience for region in REGIONS}


# --- The log, because a program has no eyes ------------------------------------------------------------------------------


class Log:
    """The server's log, read beside it: what people in the room would see, and which entry came of an action."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)

    def fold(self) -> Game:
        """The game as it is on disk."""
        rows = self._connection.execute("SELECT seq, at, by, command_id, events FROM entry ORDER BY seq")
        return History.of(
            Entry(seq=seq, at=datetime.fromisoformat(at), by=by, command_id=command_id, events=decode(events))
            for seq, at, by, command_id, events in rows
        ).game

    def find_entry(self, command_id: str) -> int:
        """The number of the entry that an action made; 0 when it made none."""
        found = self._connection.execute("SELECT seq FROM entry WHERE command_id = ?", (command_id,)).fetchone()
        return int(found[0]) if found else 0

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()


# --- Browsers and phones -------------------------------------------------------------------------------------------------


class Browser:
    """Posts forms as pages with script do. The cookie is given each time, so that one client can be everybody."""

    def __init__(self, address: str) -> None:
        no_jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._client = httpx.AsyncClient(base_url=address, cookies=no_jar, timeout=20)

    async def post(self, path: str, cookie: str, **fields: str | int) -> httpx.Response:
        """Send a form, as a piece of a page."""
        headers = {"Sec-Fetch-Site": "same-origin", "HX-Request": "true", "Cookie": cookie}
        return await self._client.post(path, data={name: str(value) for name, value in fields.items()}, headers=headers)

    async def claim(self, path: str, cookie: str = "", **fields: str | int) -> str:
        """Send a form that gives a seat; the cookie that holds it."""
        answer = await self.post(path, cookie, **fields)
        if answer.status_code != 303 or "set-cookie" not in answer.headers:
            raise RuntimeError(f"{path} gave no seat: {answer.status_code} {answer.text[:200]}")
        return str(answer.headers["set-cookie"]).partition(";")[0]

    async def press(self, path: str, cookie: str, **fields: str | int) -> None:
        """Send a form that must be accepted."""
        answer = await self.post(path, cookie, **fields)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} {fields} was refused: {answer.status_code} {answer.text[:400]}")

    async def close(self) -> None:
        """Let all connections go."""
        await self._client.aclose()


@dataclass(frozen=True, slots=True)
class Heard:
    """One message that a phone got: when, how long it was, and its regions, each with the entry it is current to."""

    at: float
    size: int
    regions: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Phone:
    """A player's open page: its seat and what it heard since the measuring began."""

    cookie: str
    player: Player
    heard: list[Heard] = field(default_factory=list)
    times: dict[str, tuple[list[int], list[float]]] = field(default_factory=dict)
    """For each region the entries it was current to, and when it came."""

    async def listen(self, socket: ClientConnection, hears: asyncio.Event) -> None:
        """Take every message until the socket ends; note those that come while ``hears`` is set."""
        try:
            while True:
                message = await socket.recv(decode=False)
                if not hears.is_set():
                    continue
                found = tuple((name.decode(), int(seq)) for name, seq in _PIECE.findall(message))
                if found:
                    self.heard.append(Heard(time.perf_counter(), len(message), found))
        except ConnectionClosed:
            return

    def tidy(self) -> None:
        """Sort what was heard by region."""
        for heard in self.heard:
            for region, seq in heard.regions:
                entries, times = self.times.setdefault(region, ([], []))
                entries.append(seq)
                times.append(heard.at)

    def has_at(self, region: str, entry: int) -> float | None:
        """When this phone first had a region that was current to this entry."""
        entries, times = self.times.get(region, ([], []))
        place = bisect_left(entries, entry)
        return times[place] if place < len(times) else None


# --- What can be done in the market ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gives:
    """Somebody gives a token for an open line of a list, to somebody at the table of that idea."""

    giver: Player
    host: Player
    idea: Idea
    kind: str
    need: str


@dataclass(slots=True)
class Action:
    """One thing that was done in the room, and what became of it. Times are seconds of this program's own clock."""

    verb: str
    gives: Gives
    command_id: str
    sent: float = 0.0
    answered: float = 0.0
    is_refused: bool = False
    entry: int = 0
    deal: str = ""

    @property
    def region(self) -> str:
        """The region that must change."""
        return "deals" if self.verb == "propose" else "lists"


class Market:
    """Chooses actions that the rules allow, by the game as it was at the start and what was done since."""

    def __init__(self, game: Game, luck: Random) -> None:
        self._game = game
        self._luck = luck
        self._lines: list[tuple[Gives, ...]] = [
            gives for idea in game.ideas.values() for gives in self._givers_of_lines(idea)
        ]
        self._taken: Counter[tuple[str, str, str]] = Counter()
        self._met: set[tuple[str, str]] = set()
        self.proposed: list[Action] = []
        self.agreed: list[Action] = []

    def choose(self, verb: str, command_id: str) -> Action | None:
        """The next action, of this kind if there can be one; None when nothing at all can be done."""
        ripe = time.perf_counter() - RIPE_SECONDS
        waiting = next((action for action in self.proposed if 0 < action.answered < ripe), None)
        standing = next((action for action in self.agreed if 0 < action.answered < ripe), None)
        gives = self._find() if verb in {"shake", "propose"} else None
        if verb == "answer" and waiting is not None:
            self.proposed.remove(waiting)
            return Action("answer", waiting.gives, command_id, deal=waiting.deal)
        if standing is not None and (verb == "leave" or gives is None):
            self.agreed.remove(standing)
            return Action("leave", standing.gives, command_id, deal=standing.deal)
        gives = gives or self._find()
        if gives is None:
            return None
        self._count(gives, 1)
        return Action("propose" if verb == "propose" else "shake", gives, command_id)

    def note(self, action: Action) -> None:
        """Know of an answer. Only then is what a deal gave free again: actions can pass each other on the way."""
        if action.is_refused:
            return
        if action.verb == "propose":
            self.proposed.append(action)
        elif action.verb in {"shake", "answer"}:
            self.agreed.append(action)
        else:
            self._count(action.gives, -1)

    def _find(self) -> Gives | None:
        self._luck.shuffle(self._lines)
        for line in self._lines:
            if (line[0].idea.id, line[0].need) not in self._met:
                for gives in line:
                    if self._is_left(gives):
                        return gives
        return None

    def _is_left(self, gives: Gives) -> bool:
        return self._taken[self._purse(gives)] < left(self._game, gives.giver.id, gives.kind)

    def _count(self, gives: Gives, by: int) -> None:
        self._taken[self._purse(gives)] += by
        if by > 0:
            self._met.add((gives.idea.id, gives.need))
        else:
            self._met.discard((gives.idea.id, gives.need))

    def _purse(self, gives: Gives) -> tuple[str, str, str]:
        """Copied tokens are counted for each idea by itself."""
        is_copied = self._game.scenario.token(gives.kind).rule is TokenRule.COPIES
        return gives.giver.id, gives.kind, gives.idea.id if is_copied else ""

    def _givers_of_lines(self, idea: Idea) -> Iterable[tuple[Gives, ...]]:
        hosts = tuple(self._game.seated(idea.table))
        people = tuple(self._game.seated())
        for need in needs(self._game, idea):
            possible = []
            for giver in self._luck.sample(people, len(people)):
                host = self._luck.choice(hosts)
                gift = Gift(giver=giver.id, kind=need.kind, need=need.id)
                terms = Terms(parties=(giver.id, host.id), gifts=(gift,))
                can_give = giver.table != idea.table and left(self._game, giver.id, need.kind) > 0
                if can_give and need.is_open and why_not_allowed(self._game, idea, idea.table, terms) is None:
                    possible.append(Gives(giver, host, idea, need.kind, need.id))
            if possible:
                yield tuple(possible)


# --- One room --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measured:
    """What one room showed. Times of actions are in milliseconds."""

    players: int
    posted: int
    refused: int
    answers: tuple[float, ...]
    lasts: tuple[float, ...]
    missed: int
    renderings: int
    regions: int
    megabytes: float
    seconds: float
    server_cpu: float
    server_waited: float
    client_cpu: float


class BenchRoom:
    """A running server with one game in it, from the empty room to the market."""

    def __init__(self, server: Running, players: int) -> None:
        self._players = players
        self._browser = Browser(server.address)
        self._server = server
        self._log = Log(server.data)
        self._lead = ""
        self._hears = asyncio.Event()
        self.phones: dict[str, Phone] = {}

    async def measure(self, seconds: float, rate: float) -> Measured:
        """Fill the room, play to the market, then act and measure."""
        code = await self._open_game()
        await self._seat_all(code)
        sockets = await asyncio.gather(*(self._connect(phone) for phone in self.phones.values()))
        listening = [
            asyncio.create_task(phone.listen(socket, self._hears))
            for phone, socket in zip(self.phones.values(), sockets, strict=True)
        ]
        try:
            await self._play_to_market()
            await asyncio.sleep(SETTLE_SECONDS)
            return await self._act_and_count(seconds, rate)
        finally:
            await asyncio.gather(*(socket.close() for socket in sockets), return_exceptions=True)
            await asyncio.gather(*listening)
            await self._browser.close()
            self._log.close()

    async def _open_game(self) -> str:
        """Make a game on the host's page and take its console; the code that players type."""
        host = await self._browser.claim("/host/claim", secret=self._server.host_secret)
        made = await self._browser.post(
            "/host/new",
            host,
            choice="hub-for-london/hub-90",
            title="The benchmark",
            expected=self._players,
            table_size=TABLE_SIZE,
        )
        found = re.search(r"/lead/(\w+)#([\w-]+)", made.text)
        if made.status_code != 200 or found is None:
            raise RuntimeError(f"No game was made: {made.status_code} {made.text[:400]}")
        code, secret = found.groups()
        self._lead = await self._browser.claim(f"/lead/{code}/claim", secret=secret)
        return code

    async def _seat_all(self, code: str) -> None:
        async def sit(number: int) -> str:
            table = number // TABLE_SIZE + 1
            return await self._browser.claim(f"/j/{code}", name=f"Player {number + 1}", table=table)

        cookies = await run_some_at_once(sit, range(self._players))
        players = self._log.fold().players
        for cookie in cookies:
            player = players[cookie.partition("|")[2].partition(".")[0]]
            self.phones[player.id] = Phone(cookie, player)

    async def _connect(self, phone: Phone) -> ClientConnection:
        return await connect(
            f"ws{self._server.address.removeprefix('http')}/play/news",
            origin=self._server.address,  # type: ignore[arg-type]
            additional_headers={"Cookie": phone.cookie},
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=20,
        )

    async def _play_to_market(self) -> None:
        """Everybody keeps a character, each table writes its idea and plans it, the market opens."""
        while True:
            game = self._log.fold()
            step = game.step
            firsts = [next(game.seated(number)) for number in game.tables]
            if step is not None and step.kind is StepKind.MARKET:
                return
            if step is not None and step.kind is StepKind.CAST:
                await run_some_at_once(self._keep, [player for player in game.seated() if player.offered])
            if step is not None and step.kind is StepKind.IDEA:
                await run_some_at_once(self._write_idea, firsts)
            if step is not None and step.kind is StepKind.PLAN:
                await run_some_at_once(partial(self._plan, game), firsts)
            await self._browser.press("/lead/next", self._lead, from_step=game.step_index)

    async def _keep(self, player: Player) -> None:
        await self._press(player, "keep", role=player.offered[0])

    async def _write_idea(self, player: Player) -> None:
        await self._press(
            player, "idea", title=f"What table {player.table} wants", line="One line that says how it will be."
        )

    async def _plan(self, game: Game, player: Player) -> None:
        """As many cards as the plan may have, those first that ask for most."""
        step = plan_step(game)
        hand = game.tables[player.table].hands[step.id] if step else None
        if step is None or hand is None:
            return
        cards = sorted((game.scenario.card(card) for card in hand.cards), key=lambda card: -len(card.needs))
        budget, picks = step.budget, step.picks
        for card in cards:
            if picks and card.cost <= budget:
                budget, picks = budget - card.cost, picks - 1
                await self._press(player, "pick", card=card.id)

    async def _press(self, player: Player, verb: str, **fields: str | int) -> None:
        await self._browser.press(f"/play/{verb}", self.phones[player.id].cookie, **fields)

    async def _act_and_count(self, seconds: float, rate: float) -> Measured:
        market = Market(self._log.fold(), Random(1))
        self._hears.set()
        began, own = time.perf_counter(), time.process_time()
        cpu, waited = cpu_seconds(self._server.pid), waited_seconds(self._server.pid)
        actions = await self._act(market, seconds, rate)
        done = [action for action in actions if not action.is_refused]
        for action in done:
            action.entry = self._log.find_entry(action.command_id)
        await self._wait_for_phones(done)
        took = time.perf_counter() - began
        client_cpu, server_cpu = time.process_time() - own, cpu_seconds(self._server.pid) - cpu
        server_waited = waited_seconds(self._server.pid) - waited
        self._hears.clear()
        for phone in self.phones.values():
            phone.tidy()
        lasts = [self._last_phone(action) for action in done]
        heard = [(phone, heard) for phone in self.phones.values() for heard in phone.heard]
        return Measured(
            players=self._players,
            posted=len(actions),
            refused=len(actions) - len(done),
            answers=tuple(sorted((action.answered - action.sent) * 1000 for action in actions)),
            lasts=tuple(sorted(last for last in lasts if last is not None)),
            missed=lasts.count(None),
            renderings=len(
                {(region, key_of(region, phone), seq) for phone, message in heard for region, seq in message.regions}
            ),
            regions=sum(len(message.regions) for _, message in heard),
            megabytes=sum(message.size for _, message in heard) / 1e6,
            seconds=took,
            server_cpu=server_cpu,
            server_waited=server_waited,
            client_cpu=client_cpu,
        )

    async def _act(self, market: Market, seconds: float, rate: float) -> Sequence[Action]:
        """Post in an open loop: the next action goes out on time, whether the one before was answered or not."""
        actions: list[Action] = []
        posting: list[asyncio.Task[None]] = []
        began = time.perf_counter()
        for number in range(round(seconds * rate)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            action = market.choose(MIX[number % len(MIX)], f"bench-{number}")
            if action is not None:
                actions.append(action)
                posting.append(asyncio.create_task(self._do(action, market)))
        await asyncio.gather(*posting)
        return actions

    async def _do(self, action: Action, market: Market) -> None:
        gives = action.gives
        who = gives.host if action.verb == "answer" else gives.giver
        wanted: Mapping[str, str]
        match action.verb:
            case "answer":
                path, wanted = "answer", {"deal": action.deal, "version": "1", "yes": "yes"}
            case "leave":
                path, wanted = "take-back", {"deal": action.deal}
            case verb:
                path = verb
                wanted = {"stage": "yes", "badge": gives.host.badge, "idea": gives.idea.id, "need": gives.need}
        action.sent = time.perf_counter()
        answer = await self._browser.post(
            f"/play/{path}", self.phones[who.id].cookie, command_id=action.command_id, **wanted
        )
        action.answered = time.perf_counter()
        action.is_refused = answer.status_code != 200
        if action.verb in {"shake", "propose"} and not action.is_refused:
            action.deal = f"d{self._log.find_entry(action.command_id)}"
        market.note(action)

    async def _wait_for_phones(self, done: Sequence[Action]) -> None:
        """Until every phone has the last change of the lists and a moment more, but not for ever."""
        newest = max((action.entry for action in done if action.region == "lists"), default=0)
        until = time.perf_counter() + LATEST_SECONDS
        while time.perf_counter() < until and not all(
            any(region == "lists" and seq >= newest for heard in phone.heard[-3:] for region, seq in heard.regions)
            for phone in self.phones.values()
        ):
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)

    def _last_phone(self, action: Action) -> float | None:
        """Milliseconds until the last phone that must change had the change; None when one never had."""
        gives = action.gives
        people = {gives.giver.id, gives.host.id} if action.region == "deals" else self.phones.keys()
        times = [self.phones[who].has_at(action.region, action.entry) for who in people]
        known = [at for at in times if at is not None]
        return (max(known) - action.sent) * 1000 if len(known) == len(times) else None


async def run_some_at_once(work: Callable[[Given], Awaitable[Made]], items: Iterable[Given]) -> list[Made]:
    """Do this with each of these, a few at a time; what was made, in order."""
    places = asyncio.Semaphore(AT_ONCE)

    async def run_one(item: Given) -> Made:
        async with places:
            return await work(item)

    return await asyncio.gather(*(run_one(item) for item in items))


def key_of(region: str, phone: Phone) -> str:
    """Whom a region on this phone was rendered for."""
    keys = {"room": "", "table": str(phone.player.table), "player": phone.player.id}
    return keys[_AUDIENCES[region]]


def cpu_seconds(pid: int) -> float:
    """The time that a process has had on cores so far, its own and the kernel's for it; nan where nobody tells."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except FileNotFoundError:
        return math.nan


def waited_seconds(pid: int) -> float:
    """The time that the main thread of a process has waited for a core so far; nan where nobody tells."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except FileNotFoundError:
        return math.nan


# --- The table -------------------------------------------------------------------------------------------------------------

HEADS = (
    "players",
    "posted",
    "refused",
    "answer p50/p99",
    "last phone p50/p99",
    "missed",
    "renderings",
    "regions",
    "MB/s",
    "server",
    "waited",
    "CPU per region",
    "client",
)


def tell(measured: Measured) -> tuple[str, ...]:
    """One line of the table."""
    return (
        str(measured.players),
        str(measured.posted),
        str(measured.refused),
        f"{share(measured.answers, 0.5):.0f}/{share(measured.answers, 0.99):.0f} ms",
        f"{share(measured.lasts, 0.5):.0f}/{share(measured.lasts, 0.99):.0f} ms",
        str(measured.missed),
        str(measured.renderings),
        str(measured.regions),
        f"{measured.megabytes / measured.seconds:.1f}",
        f"{100 * measured.server_cpu / measured.seconds:.0f} %",
        f"{100 * measured.server_waited / measured.seconds:.0f} %",
        f"{1e6 * measured.server_cpu / max(1, measured.regions):.0f} µs",
        f"{100 * measured.client_cpu / measured.seconds:.0f} %",
    )


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of the sorted values does not exceed."""
    return values[min(len(values) - 1, int(part * len(values)))] if values else math.nan


def print_table(lines: Sequence[Sequence[str]]) -> None:
    """Columns, each as wide as its widest cell."""
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    for line in lines:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


async def measure_room(players: int, seconds: float, rate: float) -> Measured:
    """One room on a server and a file of its own."""
    with tempfile.TemporaryDirectory(prefix="tablefolk-bench-") as folder, Running(Path(folder) / "games.db") as server:
        return await BenchRoom(server, players).measure(seconds, rate)


async def measure_rooms(sizes: Sequence[int], seconds: float, rate: float, measured: list[Measured]) -> None:
    """One room after the other, each added to ``measured``. Raises TimeoutError."""
    async with asyncio.timeout(LONGEST_SECONDS):
        for players in sizes:
            print(f"A room of {players} ...", file=sys.stderr, flush=True)
            measured.append(await measure_room(players, seconds, rate))


def main() -> None:
    """Read the options, measure, print."""
    options = argparse.ArgumentParser(description="Measure rooms of players on real sockets.")
    options.add_argument("--players", default="50,200", help="how many, with commas for several rooms")
    options.add_argument("--seconds", type=float, default=10.0, help="how long they act in each room")
    options.add_argument("--rate", type=float, default=20.0, help="actions a second")
    chosen = options.parse_args()
    sizes = [int(size) for size in chosen.players.split(",")]
    measured: list[Measured] = []
    wrong = ""
    try:
        asyncio.run(measure_rooms(sizes, chosen.seconds, chosen.rate, measured))
    except TimeoutError:
        wrong = f"It took more than {LONGEST_SECONDS} seconds, so it was stopped."
    print_table([HEADS, *(tell(one) for one in measured)])
    if wrong:
        sys.exit(wrong)


if __name__ == "__main__":
    main()

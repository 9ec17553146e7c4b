"""A whole workshop on disk: the last token in two hands at once, a server that stops half way, and the evening's end."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import httpx

from game import commands as ask
from game.commands import Command, CreateGame
from game.history import History
from game.invariants import broken
from game.purses import left
from game.refused import Refused, Why
from game.scenario import Scenario, StepKind, TokenRule, Words
from game.state import DealState, Game, Gift, Status, Terms
from scenarios import loader
from tests.served import HTMX, Served, served
from tests.tiny import tiny_scenario
from tests.workshop import Asked, seated_at, to_market, to_the_end
from web.rooms import Accepted, Outcome, Rooms
from web.seats import PLAYER_COOKIE, sign
from web.settings import url_of
from web.store import Store
from web.wake import Wakes

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PEOPLE = 18


@dataclass
class HandClock:
    """A clock that stands until the test moves it, and tells when it is looked at: that is when a command is decided."""

    time: datetime = NOON
    looked: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self) -> datetime:
        self.looked.set()
        return self.time


class Evening:
    """One game in process, on a file."""

    def __init__(self, rooms: Rooms, clock: HandClock, heard: list[str]) -> None:
        self.rooms = rooms
        self.clock = clock
        self.heard = heard
        self._numbers = itertools.count(1)

    @property
    def history(self) -> History:
        """All that happened."""
        return self._room.history

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.history.game

    async def open(self) -> None:
        """Open the game that is in the file."""
        self._room = await self.rooms.open("g1")

    async def ask(self, by: str, command: Command, command_id: str = "") -> Outcome:
        """Ask for something."""
        return await self.rooms.submit("g1", by, command_id or f"e{self.game.seq}-{next(self._numbers)}", command)

    async def do(self, by: str, command: Command, command_id: str = "") -> Accepted:
        """Ask for something that must be accepted."""
        outcome = await self.ask(by, command, command_id)
        assert isinstance(outcome, Accepted), (command, outcome)
        return outcome

    async def play(self, script: Iterable[Asked]) -> None:
        """Ask for a whole script, a second after the other."""
        for by, command in script:
            self.clock.time += timedelta(seconds=1)
            await self.do(by, command)


@asynccontextmanager
async def _evening(file: Path, scenario: Scenario | None = None, at: datetime = NOON) -> AsyncIterator[Evening]:
    """The game in this file, opened; a new one where there is none."""
    store, wakes, heard, clock = Store(url_of(file)), Wakes(), list[str](), HandClock(at)
    wakes.subscribe(heard.append)
    rooms = Rooms(store, wakes, now=clock, seeds=lambda: 7)
    try:
        if store.game("g1") is None:
            await rooms.create(_new_game(scenario or tiny_scenario()))
        evening = Evening(rooms, clock, heard)
        await evening.open()
        yield evening
    finally:
        await rooms.close()
        store.close()


def _new_game(scenario: Scenario) -> CreateGame:
    return CreateGame(
        game="g1",
        code="PEAR22",
        title=Words("An evening"),
        scenario=scenario,
        run_sheet=scenario.run_sheets[0].id,
        expected=PEOPLE,
    )


@dataclass(frozen=True)
class LastToken:
    """Somebody's last token, and two people at other tables who are offered it."""

    giver: str
    kind: str
    takers: tuple[str, str]
    ideas: tuple[str, str]

    def terms(self, place: int) -> Terms:
        """What the giver and one taker agree on."""
        return Terms(parties=(self.giver, self.takers[place]), gifts=(Gift(giver=self.giver, kind=self.kind),))

    def proposal(self, place: int) -> ask.Propose:
        """The giver's offer to one taker."""
        return ask.Propose(player=self.giver, idea=self.ideas[place], terms=self.terms(place))

    def handshake(self, place: int) -> ask.ShakeHands:
        """The same on the taker's phone."""
        return ask.ShakeHands(player=self.takers[place], idea=self.ideas[place], terms=self.terms(place))


def _last_token(game: Game) -> LastToken:
    """Somebody who holds one token of a kind that can go anywhere, but only once."""
    giver, kind = next(
        (player, kind.id)
        for player in game.players
        for kind in game.scenario.tokens
        if kind.rule is not TokenRule.COPIES and not kind.from_side and left(game, player, kind.id) == 1
    )
    tables = [table for table in sorted(game.tables) if table != game.players[giver].table][:2]
    first, second = (seated_at(game, table)[0].id for table in tables)
    return LastToken(giver, kind, (first, second), (game.tables[tables[0]].idea, game.tables[tables[1]].idea))


def _yes(deal: str, player: str) -> ask.AnswerDeal:
    return ask.AnswerDeal(player=player, deal=deal, version=1, yes=True)


async def _two_offers(evening: Evening, last: LastToken) -> tuple[str, str]:
    """The last token, offered twice: nothing is reserved by an offer. The ids of the two deals."""
    deals = []
    for place in (0, 1):
        await evening.do(last.giver, last.proposal(place))
        deals.append(next(reversed(evening.game.deals)))
    return deals[0], deals[1]


def _only_one_has_it(game: Game, last: LastToken, deals: tuple[str, str], outcomes: tuple[Outcome, Outcome]) -> None:
    """Exactly one yes was taken; the other is told where the token went, and its deal still stands as an offer."""
    won = [place for place in (0, 1) if isinstance(outcomes[place], Accepted)]
    assert len(won) == 1, outcomes
    lost = outcomes[1 - won[0]]
    assert isinstance(lost, Refused)
    assert lost.why is Why.TOKEN_GONE
    assert lost.detail("went_to") == (game.ideas[last.ideas[won[0]]].title,)
    assert (lost.detail("who"), lost.detail("left")) == (game.players[last.giver].badge, 0)
    assert game.deals[deals[won[0]]].state is DealState.AGREED
    assert game.deals[deals[1 - won[0]]].state is DealState.PROPOSED
    assert game.deals[deals[1 - won[0]]].waiting == (last.takers[1 - won[0]],)
    assert left(game, last.giver, last.kind) == 0
    assert not broken(game)


# --- The last token, spent by two people at once ---------------------------------------------------------------------


def test_two_last_answers_in_one_commit_spend_the_last_token_once(tmp_path: Path) -> None:
    async def evening() -> None:
        async with _evening(tmp_path / "games.db") as room:
            await room.play(to_market(lambda: room.game, PEOPLE))
            last = _last_token(room.game)
            deals = await _two_offers(room, last)
            room.heard.clear()
            first, second, other = await asyncio.gather(
                room.ask(last.takers[0], _yes(deals[0], last.takers[0])),
                room.ask(last.takers[1], _yes(deals[1], last.takers[1])),
                room.ask("lead", ask.AddTable()),
            )
            assert room.heard == ["g1"], "one commit wakes the pages once"
            assert isinstance(other, Accepted)
            _only_one_has_it(room.game, last, deals, (first, second))

    asyncio.run(evening())


def test_a_last_answer_that_comes_while_another_is_written_finds_the_token_gone(tmp_path: Path) -> None:
    async def evening() -> None:
        file = tmp_path / "games.db"
        async with _evening(file) as room:
            await room.play(to_market(lambda: room.game, PEOPLE))
            last = _last_token(room.game)
            deals = await _two_offers(room, last)
            room.heard.clear()
            room.clock.looked.clear()
            other_program = sqlite3.connect(file, isolation_level=None)
            other_program.execute("BEGIN IMMEDIATE")
            first = asyncio.create_task(room.ask(last.takers[0], _yes(deals[0], last.takers[0])))
            await room.clock.looked.wait()
            second = asyncio.create_task(room.ask(last.takers[1], _yes(deals[1], last.takers[1])))
            third = asyncio.create_task(room.ask("lead", ask.AddTable()))
            assert room.game.deals[deals[0]].state is DealState.PROPOSED, "nothing is shown before it is on disk"
            other_program.execute("ROLLBACK")
            other_program.close()
            outcomes = await first, await second
            assert isinstance(await third, Accepted)
            assert room.heard == ["g1", "g1"], "each commit wakes the pages"
            assert isinstance(outcomes[0], Accepted)
            _only_one_has_it(room.game, last, deals, outcomes)

    asyncio.run(evening())


def test_two_handshakes_over_one_last_token_make_one_deal(tmp_path: Path) -> None:
    async def evening() -> None:
        async with _evening(tmp_path / "games.db") as room:
            await room.play(to_market(lambda: room.game, PEOPLE))
            last = _last_token(room.game)
            outcomes = await asyncio.gather(
                *(room.ask(last.takers[place], last.handshake(place)) for place in (0, 1)),
            )
            (won,) = [outcome for outcome in outcomes if isinstance(outcome, Accepted)]
            (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
            assert [deal.id for deal in room.game.deals.values() if deal.holds] == [won.entry.events[-1].deal]
            assert lost.why is Why.TOKEN_GONE
            assert len(room.game.deals) == 1, "a handshake that cannot be is no deal at all"
            assert not broken(room.game)

    asyncio.run(evening())


# --- The same over the network's road --------------------------------------------------------------------------------


def _post_together(room: Served, posts: list[tuple[str, str, dict[str, str]]]) -> list[httpx.Response]:
    """Forms of several phones, sent at the same moment: who, the address, the fields."""
    together = Barrier(len(posts))
    cookies = {who: sign(room.room, who, PLAYER_COOKIE) for who, _, _ in posts}

    def send(who: str, address: str, fields: dict[str, str]) -> httpx.Response:
        headers = {**HTMX, "Cookie": f"{PLAYER_COOKIE}={cookies[who]}"}
        together.wait(timeout=10)
        return room.client.post(address, data=fields, headers=headers)

    with ThreadPoolExecutor(len(posts)) as phones:
        return list(phones.map(send, *zip(*posts, strict=True)))


def _at_market(room: Served) -> LastToken:
    for by, command in to_market(lambda: room.game, PEOPLE):
        room.do(command, by=by)
    return _last_token(room.game)


def _says_where_it_went(room: Served, answer: httpx.Response, last: LastToken, won: int) -> None:
    game = room.game
    kind = game.scenario.token(last.kind)
    assert f"{game.players[last.giver].badge} has 0 {kind.each} left." in answer.text
    assert f"It went to: {game.ideas[last.ideas[won]].title}." in answer.text


def test_two_phones_that_answer_at_once_get_one_yes_and_one_sentence(tmp_path: Path) -> None:
    with served(tmp_path, expected=PEOPLE) as room:
        last = _at_market(room)
        for place in (0, 1):
            room.do(last.proposal(place), by=last.giver)
        deals = tuple(room.game.deals)
        answers = _post_together(
            room,
            [
                (
                    last.takers[place],
                    "/play/answer",
                    {"deal": deals[place], "version": "1", "yes": "yes", "command_id": f"phone-{place}"},
                )
                for place in (0, 1)
            ],
        )
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        won = [answer.status_code for answer in answers].index(200)
        assert "Agreed" in answers[won].text
        _says_where_it_went(room, answers[1 - won], last, won)
        assert room.game.deals[deals[1 - won]].state is DealState.PROPOSED
        room.sit(last.takers[1 - won])
        page = room.client.get("/play").text
        assert "This waits. Ask to change it." in page
        assert not broken(room.game)


def test_two_phones_that_shake_at_once_get_one_deal_and_one_sentence(tmp_path: Path) -> None:
    with served(tmp_path, expected=PEOPLE) as room:
        last = _at_market(room)
        # Each taker's own table asks: the person in front of them gives.
        fields = {"stage": "yes", "at_desk": "yes", "need": f"kind:{last.kind}", "string": ""}
        badge = room.game.players[last.giver].badge
        posts = [
            (
                last.takers[place],
                "/play/shake",
                {**fields, "badge": badge, "idea": last.ideas[place], "command_id": f"phone-{place}"},
            )
            for place in (0, 1)
        ]
        answers = _post_together(room, posts)
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        won = [answer.status_code for answer in answers].index(200)
        assert "Agreed" in answers[won].text
        _says_where_it_went(room, answers[1 - won], last, won)
        assert f'value="{badge}"' in answers[1 - won].text, "what was typed is still in the form"
        assert [deal.state for deal in room.game.deals.values()] == [DealState.AGREED]

        again = _post_together(room, posts)
        assert [answer.status_code for answer in again] == [answer.status_code for answer in answers]
        assert len(room.game.deals) == 1


# --- A restart half way ----------------------------------------------------------------------------------------------


def test_after_a_restart_it_is_the_same_game_with_its_clock_paused(tmp_path: Path) -> None:
    async def evening() -> None:
        file = tmp_path / "games.db"
        async with _evening(file) as room:
            await room.play(to_market(lambda: room.game, PEOPLE))
            last = _last_token(room.game)
            await room.do(last.takers[0], last.handshake(0), "the-handshake")
            before, stopped_at = room.game, room.clock.time
            assert before.clock.is_running
            left_ms = before.clock.left(stopped_at)
        async with _evening(file, at=stopped_at + timedelta(minutes=11)) as room:
            assert not room.game.clock.is_running
            assert room.game.clock.left_ms == left_ms, "the minutes without a server are nobody's"
            assert replace(room.game, clock=before.clock, seq=before.seq) == before
            assert [entry.seq for entry in room.history.entries] == list(range(1, room.game.seq + 1))
            assert room.history.entries[-1].by == "server"

    asyncio.run(evening())


def test_after_a_restart_a_command_id_gets_its_first_answer_and_does_nothing_more(tmp_path: Path) -> None:
    async def evening() -> None:
        file = tmp_path / "games.db"
        async with _evening(file) as room:
            await room.play(to_market(lambda: room.game, PEOPLE))
            last = _last_token(room.game)
            first = await room.do(last.takers[0], last.handshake(0), "the-handshake")
            refused = await room.ask(last.takers[1], last.handshake(1), "in-vain")
            at = room.clock.time
        async with _evening(file, at=at) as room:
            seq = room.game.seq
            again = await room.do(last.takers[0], last.handshake(0), "the-handshake")
            assert again == replace(first, repeated=True)
            assert await room.ask(last.takers[1], last.handshake(1), "in-vain") == refused
            assert room.game.seq == seq

    asyncio.run(evening())


def test_a_phone_that_sends_again_after_a_restart_gets_the_same_receipt(tmp_path: Path) -> None:
    with served(tmp_path, expected=PEOPLE) as room:
        last = _at_market(room)
        post = (
            last.takers[0],
            "/play/shake",
            {
                "stage": "yes",
                "need": f"kind:{last.kind}",
                "badge": room.game.players[last.giver].badge,
                "idea": last.ideas[0],
                "command_id": "from-the-phone",
            },
        )
        (first,) = _post_together(room, [post])
        assert first.status_code == 200
    with served(tmp_path, expected=PEOPLE) as room:
        (again,) = _post_together(room, [post])
        assert (again.status_code, again.text) == (first.status_code, first.text)
        assert len(room.game.deals) == 1
        room.sit(last.takers[0])
        assert "bar-paused" in room.client.get("/play").text


def test_an_evening_of_the_hub_with_a_restart_in_every_step_ends_with_its_report(tmp_path: Path) -> None:
    async def evening() -> None:
        file = tmp_path / "games.db"
        scenario = loader.load(loader.default())
        async with _evening(file, scenario) as room:
            await room.play(to_market(lambda: room.game, PEOPLE))
            at = room.clock.time
        agreed = 0
        while True:
            async with _evening(file, at=at) as room:
                game = room.game
                assert not broken(game)
                assert sum(deal.holds for deal in game.deals.values()) == agreed
                assert not game.clock.is_running, "the clock waits for the facilitator after each restart"
                if game.step is not None and game.step.kind is StepKind.MARKET:
                    last = _last_token(game)
                    await room.do(last.takers[0], last.handshake(0))
                    agreed += 1
                    await room.do("lead", ask.ResumeClock())
                if game.step_index + 1 == len(game.run_sheet.steps):
                    await room.play(to_the_end(lambda: room.game))
                    break
                await room.do("lead", ask.NextStep(from_step=game.step_index))
                at = room.clock.time
        async with _evening(file) as room:
            assert room.game.status is Status.CLOSED
            assert room.game.published == 1
            assert agreed >= 1
            assert sum(deal.holds for deal in room.game.deals.values()) == agreed
            assert [entry.seq for entry in room.history.entries] == list(range(1, room.game.seq + 1))
            assert not broken(room.game)

    asyncio.run(evening())

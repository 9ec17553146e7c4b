"""The demo: alive for one person, steered by itself until somebody takes the console, and over with a report."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from facilitator.authors import author_of
from facilitator.demo import Demo, find_demo, open_demo
from facilitator.opening import open_game
from facilitator.rehearsal import VirtualClock
from game import commands as ask
from game.checking import to_check
from game.commands import Command
from game.events import PlayerJoined
from game.history import Entry
from game.scenario import StepKind, Words
from game.state import DealState, Game, Gift, Route, Scene, Status, Terms
from tests.given import NOON
from tests.tiny import tiny_scenario
from web.rooms import Accepted, Rooms
from web.settings import url_of
from web.store import Store
from web.wake import Wakes


@dataclass
class Seconds:
    """A demo and the clock that its beats move on."""

    demo: Demo
    rooms: Rooms
    clock: VirtualClock
    asked: int = 0

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.demo.room.history.game

    async def beat(self, times: int = 1) -> None:
        """So many seconds."""
        for _ in range(times):
            self.clock.forward(1)
            await self.demo.beat()

    async def until(self, is_so: Callable[[Game], bool], most: int = 1800) -> None:
        """Seconds until this is so. Fails the test when it does not come to that."""
        for _ in range(most):
            if is_so(self.game):
                return
            await self.beat()
        raise AssertionError("It did not come to that.")

    async def do(self, by: str, command: Command) -> Entry:
        """What a person does; it must not be refused."""
        self.asked += 1
        outcome = await self.rooms.submit(self.game.id, by, f"person-{self.asked}", command)
        assert isinstance(outcome, Accepted), outcome
        return outcome.entry

    async def join(self) -> str:
        """A person joins."""
        entry = await self.do("join", ask.Join(name=Words("Ada")))
        return next(event.player for event in entry.events if isinstance(event, PlayerJoined))

    async def join_and_keep(self) -> str:
        """A person joins, and keeps the first character on offer."""
        person = await self.join()
        await self.until(lambda game: bool(game.players[person].offered))
        await self.do(person, ask.KeepCharacter(player=person, role=self.game.players[person].offered[0]))
        return person


@asynccontextmanager
async def opened(seed: int = 1) -> AsyncIterator[Seconds]:
    """A demo of the tiny pack, with its own clock, in memory."""
    clock = VirtualClock(NOON)
    store = Store("sqlite://")
    rooms = Rooms(store, Wakes(), now=clock, seeds=lambda: seed)
    try:
        demo = await open_demo(rooms, tiny_scenario(), secret="open sesame", seed=seed)
        yield Seconds(demo, rooms, clock)
    finally:
        await rooms.close()
        store.close()


def step_is(kind: StepKind) -> Callable[[Game], bool]:
    """Whether a step of this kind is on."""
    return lambda game: game.step is not None and game.step.kind is kind


def test_a_person_finds_a_seat_at_every_table() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            heads = [len(list(seconds.game.seated(number))) for number in seconds.game.tables]
            assert heads == [4, 4, 4, 4]
            assert seconds.game.table_size == 6

    asyncio.run(evening())


def test_it_waits_for_the_first_person_and_then_begins() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            await seconds.beat(60)
            assert seconds.game.status is Status.LOBBY
            await seconds.join()
            await seconds.beat(10)
            assert seconds.game.step_index == 0

    asyncio.run(evening())


def test_nobody_steers_and_it_comes_to_a_published_report_in_about_twenty_minutes() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            await seconds.join()
            await seconds.until(lambda game: game.published > 0)
            minutes = (seconds.clock() - NOON).total_seconds() / 60
            game = seconds.game
            assert 17 < minutes < 24
            assert game.status is Status.CLOSED
            assert all(table.idea for table in game.tables.values())
            assert sum(deal.holds for deal in game.deals.values()) > 3
            assert any(player.reflections for player in game.seated())
            assert not to_check(game)
            acts = [entry for entry in seconds.demo.room.history.entries if entry.by == "lead"]
            assert len(acts) == 1

    asyncio.run(evening())


def test_it_stops_when_the_game_is_closed() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            await seconds.join()
            paused: list[float] = []

            async def pause(length: float) -> None:
                paused.append(length)
                seconds.clock.forward(length)

            await seconds.demo.run(pause)
            assert seconds.game.published == 1
            assert len(paused) < 1500

    asyncio.run(evening())


def test_it_steers_no_more_when_a_person_presses_anything_on_the_console() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            await seconds.join()
            await seconds.until(step_is(StepKind.CAST))
            await seconds.do("lead", ask.ChooseScene(scene=Scene.MAP))
            before = seconds.game.step_index
            await seconds.beat(600)
            assert not seconds.demo.steers_itself
            assert seconds.game.step_index == before
            assert all(player.role for player in seconds.game.seated() if player.name != "Ada")

    asyncio.run(evening())


def test_pretend_players_answer_a_persons_proposal_within_some_seconds() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            person = await seconds.join_and_keep()
            await seconds.until(step_is(StepKind.MARKET))
            me = seconds.game.players[person]
            other = next(player for player in seconds.game.seated() if player.table != me.table)
            kind = next(kind for kind, count in me.purse.items() if count)
            idea = next(idea for idea in seconds.game.ideas.values() if idea.table == other.table)
            terms = Terms(parties=(person, other.id), gifts=(Gift(giver=person, kind=kind),))
            entry = await seconds.do(person, ask.Propose(player=person, terms=terms, idea=idea.id))
            deal = f"d{entry.seq}"
            await seconds.until(lambda game: person in game.deals[deal].waiting or not game.deals[deal].waiting, 60)

    asyncio.run(evening())


def test_a_person_is_asked_by_others_and_nobody_shakes_hands_in_that_persons_name() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            person = await seconds.join_and_keep()
            await seconds.until(step_is(StepKind.MARKET))
            await seconds.until(step_is(StepKind.DELIVER))
            mine = [deal for deal in seconds.game.deals.values() if person in deal.terms.parties]
            assert mine
            assert all(deal.route is Route.DISTANCE and not deal.holds for deal in mine)
            assert any(deal.state is DealState.PROPOSED for deal in mine)

    asyncio.run(evening())


def test_words_of_pretend_players_are_shown_and_words_of_people_wait() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            person = await seconds.join_and_keep()
            await seconds.until(step_is(StepKind.IDEA))
            await seconds.do(person, ask.WriteIdea(player=person, title=Words("Mine"), line=Words("")))
            await seconds.until(step_is(StepKind.MARKET))
            await seconds.beat(2)
            assert {author_of(seconds.demo.room.history, words) for words in to_check(seconds.game)} == {person}
            assert len(seconds.game.checks) >= 3

    asyncio.run(evening())


def test_a_demo_of_last_week_does_not_go_on_though_its_clock_ran(tmp_path: Path) -> None:
    async def evening() -> None:
        clock = VirtualClock(NOON)
        for place in range(3):
            store = Store(url_of(tmp_path / "games.db"))
            rooms = Rooms(store, Wakes(), now=clock, seeds=lambda: 1)
            if place == 0:
                seconds = Seconds(await open_demo(rooms, tiny_scenario(), secret="s", seed=1), rooms, clock)
                await seconds.join()
                await seconds.until(step_is(StepKind.CAST))
                assert seconds.game.clock.is_running
                clock.forward(7 * 24 * 3600)
            else:
                assert await find_demo(rooms, seed=1) is None
            await rooms.close()
            store.close()

    asyncio.run(evening())


def test_a_game_that_cannot_be_read_keeps_no_demo_from_going_on(tmp_path: Path) -> None:
    async def evening() -> None:
        clock = VirtualClock(NOON)
        for is_first in (True, False):
            store = Store(url_of(tmp_path / "games.db"))
            rooms = Rooms(store, Wakes(), now=clock, seeds=lambda: 1)
            if is_first:
                demo = await open_demo(rooms, tiny_scenario(), secret="s", seed=1)
                clock.forward(60)
                opened = await open_game(rooms, tiny_scenario(), "short", title="Newer", expected=6, table_size=6)
                with store.engine.begin() as connection:
                    spoil = text("UPDATE entry SET events = '[{}]' WHERE game = :game")
                    connection.execute(spoil, {"game": opened.room.row.id})
            else:
                found = await find_demo(rooms, seed=1)
                assert found is not None
                assert found.room.row.id == demo.room.row.id
            await rooms.close()
            store.close()

    asyncio.run(evening())


def test_after_a_restart_the_same_demo_goes_on(tmp_path: Path) -> None:
    async def evening() -> None:
        clock = VirtualClock(NOON)
        for is_first in (True, False):
            store = Store(url_of(tmp_path / "games.db"))
            rooms = Rooms(store, Wakes(), now=clock, seeds=lambda: 1)
            found = await find_demo(rooms, seed=1)
            if is_first:
                assert found is None
                seconds = Seconds(await open_demo(rooms, tiny_scenario(), secret="s", seed=1), rooms, clock)
                await seconds.join()
                await seconds.until(step_is(StepKind.CAST))
            else:
                assert found is not None
                again = Seconds(found, rooms, clock)
                assert len(found.people) == 1
                await again.until(step_is(StepKind.CHOOSE))
            await rooms.close()
            store.close()

    asyncio.run(evening())


def test_the_room_waits_two_minutes_for_somebody_who_still_looks_at_two_characters() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            person = await seconds.join()
            await seconds.until(lambda game: game.step is not None and game.step.kind is StepKind.CAST)
            await seconds.until(lambda game: game.clock.left(seconds.clock()) < -60_000)
            assert seconds.game.step is not None and seconds.game.step.kind is StepKind.CAST
            role = seconds.game.players[person].offered[0]
            await seconds.rooms.submit(
                seconds.demo.room.row.id, person, "kept", ask.KeepCharacter(player=person, role=role)
            )
            await seconds.beat(2)
            assert seconds.game.step is not None and seconds.game.step.kind is not StepKind.CAST

    asyncio.run(evening())

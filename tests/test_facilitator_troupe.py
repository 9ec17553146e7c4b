"""The troupe: pretend players who wait for people, sleep when told to, and can become more."""

from __future__ import annotations

import asyncio
from random import Random

from facilitator.troupe import Troupe, pretend_join
from game.scenario import StepKind
from game.state import Status
from tests.test_facilitator_demo import opened, step_is


def test_people_have_time_to_choose_for_their_table_before_pretend_players_do() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            person = await seconds.join()
            table = seconds.game.players[person].table
            await seconds.until(step_is(StepKind.CHOOSE))
            await seconds.beat(10)
            assert not seconds.game.tables[table].choices
            await seconds.until(step_is(StepKind.IDEA))
            assert seconds.game.tables[table].choices

    asyncio.run(evening())


def test_only_those_who_are_awake_do_anything() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            await seconds.join()
            await seconds.until(step_is(StepKind.CHOOSE))
            players = [player.id for player in seconds.game.seated() if player.id in seconds.demo.troupe.players]
            troupe = Troupe(seconds.rooms, seconds.demo.room, players, 5)
            before = seconds.game.seq
            for _ in range(60):
                await troupe.play(lambda _player: False)
            assert seconds.game.seq == before
            for _ in range(600):
                seconds.clock.forward(1)
                await troupe.play(lambda player: player.table == 2)
            assert seconds.game.tables[2].choices
            assert not seconds.game.tables[3].choices

    asyncio.run(evening())


def test_more_pretend_players_can_come_while_it_plays() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            troupe = seconds.demo.troupe
            count = len(troupe.players)
            outcome = await seconds.do("join", pretend_join(seconds.game.scenario, "Robin", Random(1)))
            troupe.take_in([outcome.events[-1].player], Random(1))  # type: ignore[union-attr]
            assert len(troupe.players) == count + 1
            assert seconds.game.status is Status.LOBBY
            assert not troupe.people

    asyncio.run(evening())

"""Who typed some words: known for all that is typed, and unmoved by what others change beside them."""

from __future__ import annotations

import asyncio

from facilitator.authors import author_of
from game import commands as ask
from game.checking import typed_words
from game.scenario import StepKind, Words
from tests.test_facilitator_demo import opened, step_is


def test_a_first_step_is_a_persons_though_somebody_changed_what_it_asks_for() -> None:
    async def evening() -> None:
        async with opened() as seconds:
            person = await seconds.join_and_keep()
            await seconds.until(step_is(StepKind.DELIVER))
            table = seconds.game.players[person].table
            mate = next(player.id for player in seconds.game.seated(table) if player.id != person)
            idea = seconds.game.tables[table].idea
            for by, chip in ((mate, "rain"), (person, "rain"), (mate, "hands")):
                words = Words("Dig") if by == person or chip == "hands" else Words("Meet")
                step = ask.SetDelivery(player=by, idea=idea, first_step=words, date=Words("May"), asks=(chip,))
                await seconds.do(by, step)
            (found,) = (words for words in typed_words(seconds.game) if words.ref == f"delivery:{idea}:2")
            assert author_of(seconds.demo.room.history, found) == person

    asyncio.run(evening())


def test_the_author_of_every_typed_text_is_known() -> None:
    async def evening() -> None:
        async with opened(seed=3) as seconds:
            await seconds.join()
            await seconds.until(lambda game: game.published > 0)
            found = typed_words(seconds.game)
            assert {words.what for words in found} >= {"idea", "delivery", "reflection"}
            assert all(author_of(seconds.demo.room.history, words) in seconds.game.players for words in found)

    asyncio.run(evening())

"""Rooms that nobody has played in yet: dealt as in a game, with plans inside their limits, and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from game.forecast import forecast, imagine
from game.ideas import cost, plan_step
from game.scarcity import scarcity
from tests.tiny import ranged_scenario


def test_a_room_is_imagined_whole_with_a_plan_at_each_table_inside_its_limits() -> None:
    game = imagine(ranged_scenario(), "short", 22, 6, 3)
    step = plan_step(game)
    assert step is not None
    assert Counter(player.table for player in game.seated()) == {1: 6, 2: 6, 3: 5, 4: 5}
    assert all(
        player.purse == {line.kind: line.count for line in game.scenario.role(player.role).purse}
        for player in game.seated()
    )
    for table in game.tables.values():
        idea = game.ideas[table.idea]
        assert 0 < len(idea.picks) <= step.picks
        assert cost(game, idea) <= step.budget
        assert len({pick.card for pick in idea.picks}) == len(idea.picks)


def test_a_plan_is_drawn_until_nothing_more_fits() -> None:
    for seed in range(10):
        game = imagine(ranged_scenario(), "short", 6, 6, seed)
        step = plan_step(game)
        assert step is not None
        (idea,) = game.ideas.values()
        others = {card.id: card.cost for card in game.scenario.cards_of(step.card_type)}
        for pick in idea.picks:
            del others[pick.card]
        fits = [card for card, price in others.items() if cost(game, idea) + price <= step.budget]
        assert len(idea.picks) == step.picks or step.hand < 4 or not fits


def test_a_plan_has_no_more_methods_than_the_step_lets_it_pick() -> None:
    pack = ranged_scenario()
    sheet = pack.run_sheet("short")
    steps = tuple(replace(step, picks=1, budget=9) if step.id == "craft" else step for step in sheet.steps)
    game = imagine(replace(pack, run_sheets=(replace(sheet, steps=steps),)), "short", 12, 6, 1)
    assert [len(idea.picks) for idea in game.ideas.values()] == [1, 1]


def test_the_forecast_is_of_the_whole_run_sheet_and_the_same_for_the_same_seed() -> None:
    rows = forecast(ranged_scenario(), "short", 24, 6, 1)
    assert [row.mark or row.kind for row in rows] == ["seed", "ladder", "song", "blessing"]
    assert rows == forecast(ranged_scenario(), "short", 24, 6, 1)
    assert rows == scarcity(imagine(ranged_scenario(), "short", 24, 6, 1))
    assert len({forecast(ranged_scenario(), "short", 24, 6, seed) for seed in range(10)}) > 5
    rooms = [imagine(ranged_scenario(), "short", 24, 6, seed) for seed in range(10)]
    assert len({tuple(player.role for player in room.seated()) for room in rooms}) > 5
    game = rooms[1]
    held = sum(player.purse.get("ladder", 0) for player in game.seated())
    assert rows[1].supply == 2 * held


def test_a_run_sheet_without_a_plan_asks_for_nothing() -> None:
    pack = ranged_scenario()
    sheet = pack.run_sheet("short")
    bare = replace(sheet, steps=tuple(step for step in sheet.steps if step.kind != "plan"))
    rows = forecast(replace(pack, run_sheets=(bare,)), "short", 12, 6, 1)
    assert {row.demand for row in rows} == {0}

"""What a room has beside what is asked for: counted in a game, and foretold from a pack."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from game import commands as ask
from game import events as happened
from game.ideas import cost, plan_step
from game.scarcity import compare, forecast, imagine, quiet_tables, scarcity
from game.scenario import Scenario, Supply
from tests.given import Play, gift
from tests.tiny import tiny_scenario


def _ranged() -> Scenario:
    """The tiny pack with a range for every kind and for its mark."""
    tiny = tiny_scenario()
    return replace(
        tiny,
        tokens=tuple(replace(token, supply=Supply(least=50, most=70)) for token in tiny.tokens),
        marks=tuple(replace(mark, supply=Supply(least=75)) for mark in tiny.marks),
    )


def _room() -> tuple[Play, dict[str, str]]:
    """Two tables: a grower and a picker at each, and an idea at the first with two methods in its plan."""
    play = Play(_ranged(), expected=12)
    who: dict[str, str] = {}
    for number in (1, 2):
        for role in ("grower", "picker"):
            who[f"{role}{number}"] = play.join(table=number)
    play.to("craft")
    for name, player in who.items():
        play.become(player, name[:-1])
    who["idea"] = play.write(who["grower1"])
    hand = play.game.tables[1].hands["craft"].cards
    for card in ("craft-1", "craft-2"):
        assert card in hand
        play.pick(who["picker1"], card)
    return play, who


def _rows(play: Play) -> dict[str, tuple[int, int, int]]:
    return {row.mark or row.kind: (row.supply, row.demand, row.percent) for row in scarcity(play.game)}


def test_supply_is_what_purses_hold_and_demand_is_what_plans_ask_for() -> None:
    play, _ = _room()
    assert _rows(play) == {
        "seed": (4, 2, 200),
        "ladder": (4, 1, 400),
        "song": (2, 0, 0),
        "blessing": (2, 2, 100),
    }


def test_the_mark_counts_only_its_side_and_every_tables_own_idea() -> None:
    play, who = _room()
    play.happen(happened.CharacterKept(player=who["grower1"], role="grower", purse=(("song", 5),)))
    play.become(who["picker2"], "seedkeeper")
    play.write(who["grower2"])
    assert _rows(play)["blessing"] == (1, 4, 25)
    assert _rows(play)["song"][0] == 6


def test_what_is_covered_or_given_still_counts() -> None:
    play, who = _room()
    before = _rows(play)
    need = next(need for need in (f"{pick.id}.1" for pick in play.idea(who["idea"]).picks if pick.card == "craft-2"))
    play.must(ask.CoverNeed(player=who["picker1"], need=need))
    play.to("swap")
    seed = next(f"{pick.id}.1" for pick in play.idea(who["idea"]).picks if pick.card == "craft-1")
    play.shake(who["grower2"], who["idea"], gift(who["grower2"], "seed", seed), others=(who["picker1"],))
    assert _rows(play) == before


def test_what_returns_counts_for_every_market_that_was_begun() -> None:
    play, _ = _room()
    assert _rows(play)["ladder"][0] == 4
    play.to("swap")
    assert _rows(play)["ladder"][0] == 4
    play.to("swap-2")
    assert _rows(play)["ladder"][0] == 8
    assert _rows(play)["seed"][0] == 4


def test_who_has_gone_brings_nothing() -> None:
    play, who = _room()
    play.lead(ask.FreeSeat(player=who["grower2"]))
    assert _rows(play)["seed"][0] == 2


def test_a_kind_without_a_range_has_no_row() -> None:
    play = Play()
    assert scarcity(play.game) == ()


@pytest.mark.parametrize(
    ("supply", "demand", "least", "most", "percent", "is_inside"),
    [
        (6, 10, 50, 70, 60, True),
        (5, 10, 50, 70, 50, True),
        (7, 10, 50, 70, 70, True),
        (4, 10, 50, 70, 40, False),
        (8, 10, 50, 70, 80, False),
        (80, 10, 50, 0, 800, True),
        (2, 3, 50, 70, 67, True),
        (9, 0, 50, 70, 0, True),
    ],
)
def test_a_range_holds_both_its_ends(
    supply: int, demand: int, least: int, most: int, percent: int, is_inside: bool
) -> None:
    row = compare("seed", "", supply, demand, least, most)
    assert (row.percent, row.is_inside) == (percent, is_inside)


# --- Foretold ---------------------------------------------------------------------------------------------------------


def test_a_room_is_imagined_whole_with_a_plan_at_each_table_inside_its_limits() -> None:
    game = imagine(_ranged(), "short", 22, 6, 3)
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
        game = imagine(_ranged(), "short", 6, 6, seed)
        step = plan_step(game)
        assert step is not None
        (idea,) = game.ideas.values()
        others = {card.id: card.cost for card in game.scenario.cards_of(step.card_type)}
        for pick in idea.picks:
            del others[pick.card]
        fits = [card for card, price in others.items() if cost(game, idea) + price <= step.budget]
        assert len(idea.picks) == step.picks or step.hand < 4 or not fits


def test_a_plan_has_no_more_methods_than_the_step_lets_it_pick() -> None:
    pack = _ranged()
    sheet = pack.run_sheet("short")
    steps = tuple(replace(step, picks=1, budget=9) if step.id == "craft" else step for step in sheet.steps)
    game = imagine(replace(pack, run_sheets=(replace(sheet, steps=steps),)), "short", 12, 6, 1)
    assert [len(idea.picks) for idea in game.ideas.values()] == [1, 1]


def test_the_forecast_is_of_the_whole_run_sheet_and_the_same_for_the_same_seed() -> None:
    rows = forecast(_ranged(), "short", 24, 6, 1)
    assert [row.mark or row.kind for row in rows] == ["seed", "ladder", "song", "blessing"]
    assert rows == forecast(_ranged(), "short", 24, 6, 1)
    assert rows == scarcity(imagine(_ranged(), "short", 24, 6, 1))
    assert len({forecast(_ranged(), "short", 24, 6, seed) for seed in range(10)}) > 5
    game = imagine(_ranged(), "short", 24, 6, 1)
    held = sum(player.purse.get("ladder", 0) for player in game.seated())
    assert rows[1].supply == 2 * held


def test_a_run_sheet_without_a_plan_asks_for_nothing() -> None:
    pack = _ranged()
    sheet = pack.run_sheet("short")
    bare = replace(sheet, steps=tuple(step for step in sheet.steps if step.kind != "plan"))
    rows = forecast(replace(pack, run_sheets=(bare,)), "short", 12, 6, 1)
    assert {row.demand for row in rows} == {0}


def test_a_table_of_four_at_which_nobody_collides_is_quiet() -> None:
    pack = tiny_scenario()
    play = Play(pack, expected=12)
    for role in ("picker", "singer", "grower", "seedkeeper"):
        play.join(table=1, role=role)
        play.join(table=2, role=role) if role != "grower" else None
    assert quiet_tables(play.game) == (1,)
    roles = tuple(replace(role, against=("singer",)) if role.id == "seedkeeper" else role for role in pack.roles)
    play = Play(replace(pack, roles=roles), expected=12)
    for role in ("picker", "singer", "grower", "seedkeeper"):
        play.join(table=1, role=role)
    assert quiet_tables(play.game) == ()

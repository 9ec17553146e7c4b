"""What a room has beside what is asked for, counted in a game."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game import commands as ask
from game import events as happened
from game.scarcity import compare, quiet_tables, scarcity
from tests.given import Play, gift
from tests.tiny import ranged_scenario, tiny_scenario


def _room() -> tuple[Play, dict[str, str]]:
    """Two tables: a grower and a picker at each, and an idea at the first with two methods in its plan."""
    play = Play(ranged_scenario(), expected=12)
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

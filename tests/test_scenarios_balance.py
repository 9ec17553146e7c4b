"""Trying a pack out: what is too rare, too plenty or too quiet is said, and our own pack has room to spare."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game.scenario import Scenario, Supply
from scenarios.balance import ROOMS, foresee, mean_scarcity
from scenarios.loader import load, names
from tests.tiny import tiny_scenario


def _tiny(tokens: dict[str, Supply] | None = None, mark: Supply | None = None) -> Scenario:
    """The tiny pack with these ranges and one run sheet, in which every role is against every other."""
    tiny = tiny_scenario()
    every = tuple(role.id for role in tiny.roles)
    return replace(
        tiny,
        tokens=tuple(replace(token, supply=(tokens or {}).get(token.id)) for token in tiny.tokens),
        marks=tuple(replace(known, supply=mark) for known in tiny.marks),
        run_sheets=(tiny.run_sheet("short"),),
        roles=tuple(replace(role, against=every) for role in tiny.roles),
    )


def test_a_pack_that_states_no_range_and_whose_roles_collide_is_left_alone() -> None:
    assert foresee(_tiny()) == ()


def test_too_little_of_a_kind_is_said_for_every_size_of_room() -> None:
    wrongs = foresee(_tiny({"seed": Supply(least=9_000)}))
    assert [wrong.way for wrong in wrongs if "24 people" in wrong.what] == [("tokens", 0, "supply")]
    assert len(wrongs) == len(ROOMS)
    assert all(wrong.is_warning for wrong in wrongs)
    assert "of the `seed` that plans ask for, outside at least 9000 %" in wrongs[0].what
    assert wrongs[0].mend.endswith("there is too little")


def test_too_much_of_a_kind_is_said() -> None:
    wrong = foresee(_tiny({"ladder": Supply(least=1, most=2)}))[0]
    assert wrong.way == ("tokens", 1, "supply")
    assert wrong.what.endswith("outside 1 to 2 %")
    assert wrong.mend.endswith("there is too much")


def test_a_mark_outside_its_range_is_said() -> None:
    short, plenty = foresee(_tiny(mark=Supply(least=9_000)))[0], foresee(_tiny(mark=Supply(least=0, most=1)))[0]
    assert short.way == plenty.way == ("marks", 0, "supply")
    assert short.mend == "give that side more `song`, or a larger `share`"
    assert plenty.mend == "give that side fewer `song`, or a smaller `share`"


def test_tables_at_which_nobody_collides_are_said_once() -> None:
    (wrong,) = foresee(tiny_scenario())
    assert (wrong.way, wrong.is_warning) == (("roles",), True)
    assert wrong.what.startswith("with 24 people, at 64 of 64 tables of 4 or more no two roles collide")


def test_run_sheets_that_plan_alike_are_tried_out_once() -> None:
    tiny = _tiny({"seed": Supply(least=9_000)})
    twice = replace(tiny, run_sheets=(*tiny.run_sheets, replace(tiny.run_sheet("short"), id="again")))
    assert foresee(twice) == foresee(tiny)


def test_the_mean_is_of_all_tokens_in_all_rooms() -> None:
    tiny = _tiny({"seed": Supply(least=1)})
    one, two, both = (mean_scarcity(tiny, "short", 24, seeds) for seeds in (1, 2, 2))
    assert one[0].demand < two[0].demand
    assert two == both


@pytest.mark.parametrize("heads", ROOMS)
@pytest.mark.parametrize("name", names())
def test_our_packs_are_inside_their_ranges_with_room_to_spare(name: str, heads: int) -> None:
    scenario = load(name)
    for sheet in scenario.run_sheets:
        rows = mean_scarcity(scenario, sheet.id, heads, ROOMS[heads])
        assert rows
        for row in rows:
            assert row.least + 4 <= row.percent, row
            assert not row.most or row.percent <= row.most - 4, row


@pytest.mark.parametrize("name", names())
def test_our_packs_are_not_warned_of_anything(name: str) -> None:
    assert foresee(load(name)) == ()

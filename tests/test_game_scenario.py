"""A scenario is a frozen value that answers by id."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from game.scenario import StepKind
from tests.tiny import tiny_scenario


def test_a_scenario_finds_its_things_by_id() -> None:
    pack = tiny_scenario()
    assert pack.token("seed").many == "Seeds"
    assert pack.role("grower").side == "growers"
    assert pack.card("craft-2").needs == ("ladder", "seed")
    assert pack.card_type("dream").each == "Dream"
    assert pack.event("frost").role == "grower"
    assert pack.question("helped").chips[0].id == "talk"
    assert pack.run_sheet("short").steps[0].kind is StepKind.BRIEF


@pytest.mark.parametrize("kind", ["token", "role", "card", "card_type", "event", "question", "run_sheet"])
def test_what_a_pack_does_not_have_is_a_key_error(kind: str) -> None:
    with pytest.raises(KeyError):
        getattr(tiny_scenario(), kind)("dragon")


def test_the_cards_of_a_type_come_in_the_pack_s_order() -> None:
    assert [card.id for card in tiny_scenario().cards_of("weather")] == [f"weather-{n}" for n in range(1, 5)]
    assert tiny_scenario().cards_of("dragon") == ()


def test_nobody_can_change_a_scenario() -> None:
    with pytest.raises(FrozenInstanceError):
        tiny_scenario().title = "Mine"  # type: ignore[misc]


def test_two_equal_packs_are_the_same_value() -> None:
    assert tiny_scenario() == tiny_scenario()
    assert hash(tiny_scenario()) == hash(tiny_scenario())

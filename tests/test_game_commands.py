"""Every command is a frozen value, and says who asks: a player command names its player, an act does not."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, get_args

import pytest

from game import commands
from game.commands import Act, Command, CreateGame, Join, PlayerCommand

_ALL: tuple[Any, ...] = get_args(Command)
_WITHOUT_A_SEAT = (CreateGame, Join, *get_args(Act))


@pytest.mark.parametrize("command", _ALL, ids=lambda command: command.__name__)
def test_a_command_is_a_frozen_value_with_a_sentence(command: Any) -> None:
    assert is_dataclass(command) and command.__dataclass_params__.frozen
    assert command.__doc__ and not command.__doc__.startswith(f"{command.__name__}(")


@pytest.mark.parametrize("command", get_args(PlayerCommand), ids=lambda command: command.__name__)
def test_a_player_command_names_its_player_first(command: Any) -> None:
    assert fields(command)[0].name == "player"


def test_every_command_in_the_module_can_be_asked() -> None:
    written = {
        thing
        for thing in vars(commands).values()
        if is_dataclass(thing) and thing.__module__ == commands.__name__  # type: ignore[attr-defined]
    }
    assert written == set(_ALL)


def test_a_command_is_asked_by_a_player_or_by_the_facilitator_and_not_by_both() -> None:
    assert set(get_args(PlayerCommand)).isdisjoint(_WITHOUT_A_SEAT)
    assert set(get_args(PlayerCommand)) | set(_WITHOUT_A_SEAT) == set(_ALL)

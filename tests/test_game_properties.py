"""Hundreds of seeded evenings of legal and illegal commands and undos: what must always hold, held.

After every entry `game.invariants.broken` is empty; deciding never raises; a refusal changes nothing; stored, loaded and
replayed it is the same game; every view renders, and none holds what its audience may not know, nor changes with what
others keep to themselves. Whatever is undone, alone or with all that hangs on it: either the game is the one without
exactly that, or the refusal names the entries in the way and no other. Nothing is seen by all that nobody looked at.
`tests.test_game_guards` shows that these checks notice when a guard is taken out.
"""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from game.commands import Command, CreateGame, Undo
from game.events import Event
from game.refused import Why
from tests.evenings import Evening, spend

EVENINGS, AT_ONCE = 150, 10
_done: dict[int, Evening] = {}


@pytest.mark.parametrize("first", range(0, EVENINGS, AT_ONCE))
def test_nothing_is_wrong_with_evenings(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        evening = spend(seed)
        assert not evening.wrong, f"Seed {seed}, entry {evening.game.seq}: {' '.join(evening.wrong)}"
        _done[seed] = evening


@pytest.mark.soak
@pytest.mark.parametrize("first", range(10_000, 20_000, 50))
def test_nothing_is_wrong_with_ten_thousand_evenings(first: int) -> None:
    for seed in range(first, first + 50):
        evening = spend(seed, 200)
        assert not evening.wrong, f"Seed {seed}, entry {evening.game.seq}: {' '.join(evening.wrong)}"


def _all(counted: str) -> Counter[str]:
    if len(_done) < EVENINGS:
        pytest.skip("Only after all the evenings.")
    found: Counter[str] = Counter()
    for evening in _done.values():
        found += getattr(evening, counted)
    return found


def test_the_evenings_saw_every_command_accepted() -> None:
    asked = {command.__name__ for command in get_args(Command)} - {CreateGame.__name__}
    assert asked <= set(_all("accepted"))
    assert _all("accepted")[Undo.__name__] > EVENINGS
    assert sum(evening.undone_together for evening in _done.values()) > EVENINGS // 3


def test_the_evenings_saw_every_event_happen() -> None:
    assert {event.__name__ for event in get_args(Event)} - {"GameCreated"} <= set(_all("happened"))


def test_the_evenings_undid_every_act_of_the_facilitator_that_can_be_undone() -> None:
    """By the kinds of their events; what opens or ends a game, and undos themselves, stay."""
    course = {"GameCreated", "GameClosed", "DealLapsed", "EntryUndone", "PlayerJoined"}
    made = {kind for kind, count in _all("led").items() if count > EVENINGS // 2}
    assert made - course <= set(_all("undone"))
    assert _all("refused")[Why.UNDO_BLOCKED] > EVENINGS // 3


def test_the_evenings_saw_every_reason_for_a_refusal() -> None:
    assert set(Why) <= set(_all("refused"))

"""What people's choices take out of the report, in numbers that point at nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.removed import Removed, removed
from game import commands as ask
from game.scenario import Words
from game.state import Naming
from game.telling import report
from tests.served import Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server with an empty room."""
    with served(tmp_path, expected=30) as made:
        yield made


def _people(room: Served, **chose: int) -> dict[Naming, list[str]]:
    """So many people who chose so: their ids."""
    made: dict[Naming, list[str]] = {}
    for naming, count in chose.items():
        for number in range(count):
            player = room.join(f"{naming} {number}")
            room.do(ask.ChangeConsent(player=player, naming=Naming(naming), film=False), by=player)
            made.setdefault(Naming(naming), []).append(player)
    return made


def _counts(room: Served) -> Removed:
    return removed(room.room.history, report(room.room.history))


def test_groups_of_three_are_told(room: Served) -> None:
    _people(room, table=4, nickname=3, out=5)
    assert _counts(room).chose == {Naming.TABLE: 4, Naming.NICKNAME: 3, Naming.OUT: 5}


def test_a_small_group_is_not_told_and_neither_is_the_one_that_gives_it_away(room: Served) -> None:
    _people(room, table=9, nickname=4, out=1)
    assert _counts(room).chose == {Naming.TABLE: 9, Naming.NICKNAME: None, Naming.OUT: None}


def test_a_group_of_nobody_gives_nobody_away(room: Served) -> None:
    _people(room, table=9, nickname=4)
    assert _counts(room).chose == {Naming.TABLE: 9, Naming.NICKNAME: 4, Naming.OUT: None}


def _say(room: Served, player: str, text: str, may_quote: bool = True) -> None:
    said = ask.Reflect(player=player, question="line", text=Words(text), may_quote=may_quote)
    room.do(said, by=player)


def test_lines_left_out_are_counted_once_three_people_want_it(room: Served) -> None:
    people = _people(room, table=3, out=3)
    room.advance_to("fire")
    for player in people[Naming.OUT]:
        _say(room, player, "I keep this")
    for player in people[Naming.TABLE]:
        _say(room, player, "For me", may_quote=False)
    found = _counts(room)
    assert (found.quotes, found.headlines, found.others) == (3, 0, 0)
    assert found.unquoted == 3


def test_the_lines_of_one_or_two_people_are_not_counted(room: Served) -> None:
    people = _people(room, table=5, out=2)
    room.advance_to("fire")
    for player in people[Naming.OUT]:
        _say(room, player, "I keep this")
    _say(room, people[Naming.TABLE][0], "For me", may_quote=False)
    found = _counts(room)
    assert (found.quotes, found.headlines, found.others, found.unquoted) == (None, None, None, None)


def test_words_taken_back_are_counted_once_three_people_did(room: Served) -> None:
    people = _people(room, table=4)[Naming.TABLE]
    room.advance_to("fire")
    for place, player in enumerate(people[:3]):
        _say(room, player, "Take this away")
        ref = f"reflection:{player}:line:1"
        room.do(ask.WithdrawWords(player=player, ref=ref, is_withdrawn=True), by=player)
        assert _counts(room).taken_back == (3 if place == 2 else None)


def test_people_whose_words_were_deleted_are_counted_once_they_are_three(room: Served) -> None:
    people = _people(room, table=7, nickname=4)[Naming.TABLE]
    for count, player in enumerate(people[:3], start=1):
        room.do(ask.Erase(player=player), by=player)
        found = _counts(room)
        assert found.erased == (3 if count == 3 else None)
        assert (None in (found.chose[Naming.TABLE], found.chose[Naming.NICKNAME])) is (count < 3)


def test_names_that_stand_in_the_report_are_counted_once_each(room: Served) -> None:
    person = _people(room, nickname=1, table=2)[Naming.NICKNAME][0]
    room.advance_to("fire")
    _say(room, person, "I was there")
    assert _counts(room).names == 0
    room.do(ask.CheckWords(ref=f"reflection:{person}:line:1", shows=True))
    assert _counts(room).names == 1

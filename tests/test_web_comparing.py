"""Reports side by side: what always comes, who never connects, which cards nobody used, and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from game.report import CardsKind, CardsLine, CastLine, IdeaSheet, Report, StepLine, TensionLine
from game.scenario import StepKind
from game.telling import report
from tests.given import gift, market
from web.report.comparing import Cards, NotComparable, Some, compare


@cache
def _first() -> Report:
    """A market of two tables with one bargain between them."""
    play, who = market()
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    return report(play.history)


def _later(days: int, **changes: object) -> Report:
    """The same on another day, with changes."""
    return replace(_first(), began_at=_first().began_at + timedelta(days=days), **changes)  # type: ignore[arg-type]


def _line(kind: CardsKind, used: tuple[str, ...], never: tuple[str, ...]) -> CardsLine:
    return CardsLine(kind=kind, word="tools" if kind is CardsKind.CARD else "", used=used, never=never)


def _named(idea: IdeaSheet, name: str, seed: str = "") -> IdeaSheet:
    return replace(idea, name=name, from_card=seed, is_shown=True)


def test_the_oldest_run_comes_first_whatever_the_order_of_the_files() -> None:
    runs = [_later(3, title="Third"), _first(), _later(1, title="Second")]
    assert [run.title for run in compare(runs).runs] == ["An evening", "Second", "Third"]
    assert compare(runs) == compare(runs[::-1])


def test_figures_stand_beside_each_other() -> None:
    told = compare([_first(), _later(1, people=40, crossing=7)])
    figures = {row.what: row.values for row in told.figures}
    assert figures["People"] == ("6", "40")
    assert figures["Of these, between tables"] == ("1", "7")
    assert figures["Bargains that hold"] == ("1", "1")


def test_measures_are_those_of_the_network() -> None:
    rows = {row.what: row.values for row in compare([_first(), _later(1)]).measures}
    assert rows["Pairs of tables with a bargain"] == ("1 of 1", "1 of 1")


def test_a_card_is_used_always_or_in_some_runs_or_never() -> None:
    one = _later(0, cards=(_line(CardsKind.CARD, ("Saw", "Rope"), ("Drill", "Nail")),))
    other = _later(1, cards=(_line(CardsKind.CARD, ("Saw", "Nail"), ("Rope", "Drill")),))
    (cards,) = compare([one, other]).cards
    assert cards == Cards(
        kind=CardsKind.CARD,
        word="tools",
        always=("Saw",),
        some=(Some(text="Rope", runs=(1,)), Some(text="Nail", runs=(2,))),
        never=("Drill",),
    )


def test_ideas_that_always_come_are_known_by_their_card_and_by_their_name() -> None:
    idea = _first().ideas[0]
    one = _later(0, ideas=(_named(idea, "A library", "The shed"), _named(idea, "A pond", "The well")))
    other = _later(1, ideas=(_named(idea, "a Library", "The shed"),))
    told = compare([one, other])
    assert told.seeds_always == ("The shed",)
    assert told.names == (Some(text="A library", runs=(1, 2)),)
    assert not told.seeds_often
    third = _later(2, ideas=(_named(idea, "A pond", "The well"),))
    often = compare([one, other, third])
    assert not often.seeds_always
    assert often.seeds_often == (Some(text="The shed", runs=(1, 2)), Some(text="The well", runs=(1, 3)))


def test_a_name_that_readers_may_not_read_is_no_name() -> None:
    hidden = replace(_first().ideas[0], name="Idea 1", is_shown=False)
    assert not compare([_later(0, ideas=(hidden,)), _later(1, ideas=(hidden,))]).names


def test_characters_without_a_deal_in_any_run_are_named_when_three_people_played_them() -> None:
    cast = (
        CastLine(role="Grower", side="", count=2),
        CastLine(role="Miller", side="", count=2),
        CastLine(role="Ferryman", side="", count=1),
    )
    told = compare([_later(0, cast=cast), _later(1, cast=cast[:2])])
    assert told.unconnected.roles == ("Miller",)
    assert told.unconnected.small == 1


def test_minutes_taken_stand_beside_those_planned_also_where_a_run_had_other_steps() -> None:
    def step(number: int, title: str, planned: int, real: int | None) -> StepLine:
        return StepLine(number=number, title=title, kind=StepKind.MARKET, planned=planned, real=real)

    one = _later(0, steps=(step(1, "Round", 5, 7), step(2, "Break", 5, 5), step(3, "Round", 9, None)))
    other = _later(1, steps=(step(1, "Round", 6, 6),))
    rows = compare([one, other]).steps
    assert [row.title for row in rows] == ["Round", "Break", "Round"]
    assert [row.planned for row in rows] == [(5, 6), (5, None), (9, None)]
    assert [row.real for row in rows] == [(7, 6), (5, None), (None, None)]


def test_a_line_that_one_room_stood_on_is_told_with_a_gap_for_the_other() -> None:
    line = TensionLine(title="How fast", ends=("Now", "Later"), counts=(1, 0, 2, 0, 4), minute=9)
    (told,) = compare([_later(0, tensions=(line,)), _later(1, tensions=())]).tensions
    assert told.counts == ((1, 0, 2, 0, 4), None)


def test_two_to_eight_different_runs_of_one_pack_can_be_compared() -> None:
    with pytest.raises(NotComparable, match="Choose two or more"):
        compare([_first()])
    with pytest.raises(NotComparable, match="9 reports are too many"):
        compare([_later(day) for day in range(9)])
    with pytest.raises(NotComparable, match="The same game is among them twice"):
        compare([_first(), _first()])
    assert len(compare([_later(day) for day in range(8)]).runs) == 8


def test_reports_of_different_packs_are_refused_in_a_clear_sentence() -> None:
    with pytest.raises(NotComparable) as refused:
        compare([_first(), _later(1, pack="The harbour")])
    assert str(refused.value) == (
        "These reports are of different packs: “The orchard” and “The harbour”. Only runs of one pack can be compared."
    )

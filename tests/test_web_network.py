"""The measures of a room's network: small rooms whose answers are known, and the sentences that say them."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import pytest

from game.report import (
    CastLine,
    DealLine,
    Gifts,
    IdeaSheet,
    Missing,
    NeedLine,
    NotEarned,
    Party,
    Person,
    PlanLine,
    Report,
    TableLine,
)
from game.scenario import Say
from game.state import DealState
from game.telling import report
from tests.given import Play, market
from web.render import environment
from web.report import network
from web.report.network import Measures, Quarter, measures


@cache
def _bare() -> Report:
    """A report of a game with ideas of two tables, without anything that the tests put in."""
    play, _ = market()
    return replace(
        report(play.history), deals=(), not_earned=(), cast=(), say=Say(), sides=("Hill", "Valley", "Coast"), minutes=80
    )


def _table(number: int, heads: int = 5) -> TableLine:
    return TableLine(
        number=number,
        heads=heads,
        challenge="",
        ideas=(),
        deals=(),
        partners=(),
        gave=(),
        won=(),
        first_minute=None,
    )


def _party(table: int, side: str = "", role: str = "Miller", gives: int = 0) -> Party:
    gifts = (Gifts(kind="seed", word="Seeds", count=gives),) if gives else ()
    return Party(who=Person(role=role, table=table, side=side), gifts=gifts)


def _deal(
    number: int,
    *parties: Party | int,
    idea: str = "",
    minute: int = 10,
    state: DealState = DealState.AGREED,
    ended: int | None = None,
) -> DealLine:
    return DealLine(
        number=number,
        idea=idea,
        label="1",
        name="One",
        parties=tuple(party if isinstance(party, Party) else _party(party) for party in parties),
        string="",
        state=state,
        agreed_minute=minute,
        ended_minute=ended,
        in_market=True,
        changed=0,
        doubted_by="",
        waits_for_check=False,
    )


def _room(
    deals: Iterable[DealLine], tables: Sequence[TableLine] = (), cast: Sequence[CastLine] = (), **more: object
) -> Report:
    lines = tuple(tables) or tuple(_table(number) for number in range(1, 6))
    return replace(_bare(), deals=tuple(deals), table_lines=lines, cast=tuple(cast), **more)  # type: ignore[arg-type]


def _said(told: Report) -> str:
    page = environment().get_template("report/network.html").render(report=told, measures=measures(told))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_every_function_of_a_formula_names_its_source() -> None:
    for function in (
        network.bridges,
        network.mixing,
        network.giving,
        network.untied,
        network.growth,
        network.tables_graph,
    ):
        assert re.search(r"\((19|20)\d\d\)", inspect.getdoc(function) or ""), function


# --- bridges ---------------------------------------------------------------------------------------------------------


def test_the_middle_of_a_star_is_the_only_way() -> None:
    told = _room(_deal(number, 1, number + 1) for number in range(1, 5))
    found = measures(told)
    assert (found.bridges.tables, found.bridges.only_way, found.bridges.small) == ((1,), (1,), 0)
    assert "Table 1 often lies on the shortest way" in _said(told)
    assert "Without table 1, some tables would be cut off: it is the only way to them." in _said(told)


def test_a_ring_has_no_bridge_and_no_only_way() -> None:
    told = _room(_deal(number, number, number % 5 + 1) for number in range(1, 6))
    assert measures(told).bridges == network.Bridges()
    assert "No table stands out" in _said(told)


def test_a_room_where_all_dealt_with_all_needs_no_bridge() -> None:
    told = _room([_deal(1, 1, 2, 3, 4, 5)])
    found = measures(told)
    assert (found.pairs, found.pairs_possible, found.bridges) == (10, 10, network.Bridges())
    assert "Every table made a deal with every other." in _said(told)


def test_a_table_of_one_or_two_is_not_named() -> None:
    tables = [_table(1, heads=2), *(_table(number) for number in range(2, 6))]
    told = _room((_deal(number, 1, number + 1) for number in range(1, 5)), tables)
    assert measures(told).bridges == network.Bridges(small=1)
    said = _said(told)
    assert "1 table of one or two people lies between others, too." in said
    assert "able 1 " not in said.replace("1 table of", "")


def test_tables_are_named_by_number_and_never_by_weight() -> None:
    told = _room(_deal(number, number, number + 1) for number in range(1, 5))
    assert measures(told).bridges.tables == (2, 3, 4)


# --- sides -----------------------------------------------------------------------------------------------------------


def _cast(**counts: int) -> list[CastLine]:
    return [CastLine(role=f"{side} one", side=side, count=count) for side, count in counts.items()]


def test_the_index_runs_from_all_within_to_all_across() -> None:
    within = _deal(1, _party(1, "Hill"), _party(2, "Hill"))
    across = _deal(2, _party(1, "Hill"), _party(2, "Valley"))
    assert measures(_room([within])).mixing.index == -1
    assert measures(_room([across])).mixing.index == 1
    assert measures(_room([within, across])).mixing.index == 0
    assert measures(_room([])).mixing.index is None


def test_sides_that_no_deal_joined_are_named_when_three_people_played_them() -> None:
    deal = _deal(1, _party(1, "Hill"), _party(2, "Valley"))
    told = _room([deal], cast=_cast(Hill=4, Valley=3, Coast=3))
    assert measures(told).mixing.silent == (("Hill", "Coast"), ("Valley", "Coast"))
    assert "No deal joins Hill and Coast." in _said(told)
    told = _room([deal], cast=_cast(Hill=4, Valley=3, Coast=2))
    assert measures(told).mixing.silent == ()
    assert measures(told).mixing.is_all_joined
    assert "Coast" not in _said(told)


def test_a_deal_whose_parties_have_no_side_counts_nowhere() -> None:
    found = measures(_room([_deal(1, _party(1, "Hill"), _party(2))])).mixing
    assert (found.across, found.within, found.index) == (0, 0, None)


def test_scales_are_counted_as_sides_are() -> None:
    near = Party(who=Person(role="a", table=1, scale="Lane"), gifts=())
    far = Party(who=Person(role="b", table=2, scale="County"), gifts=())
    cast = [CastLine(role=scale, side="", count=3, scale=scale) for scale in ("Lane", "Town", "County")]
    told = replace(_room([_deal(1, near, far)], cast=cast), scales=("Lane", "Town", "County"))
    found = measures(told).scaling
    assert (found.across, found.within) == (1, 0)
    assert found.silent == (("Lane", "Town"), ("Town", "County"))
    assert "No deal joins “lane” and “town”." in _said(told)


# --- nobody left alone -----------------------------------------------------------------------------------------------


def test_who_has_no_tie_is_named_from_three_people_on() -> None:
    tables = [_table(1), _table(2), _table(3), _table(4, heads=2), _table(5, heads=1)]
    cast = [CastLine(role=role, side="", count=count) for role, count in (("Miller", 5), ("Baker", 3), ("Smith", 2))]
    told = _room([_deal(1, 1, 2)], tables, cast)
    assert measures(told).untied == network.Untied(tables=(3,), small_tables=2, roles=("Baker",), small_roles=1)
    said = _said(told)
    assert "Table 3 made no deal with another table that holds." in said
    assert "2 tables of one or two people made no deal with another table." in said
    assert "played Baker." in said
    assert "Smith" not in said


def test_a_deal_that_does_not_hold_is_no_tie() -> None:
    told = _room([_deal(1, 1, 2, state=DealState.BROKEN, ended=20)])
    assert measures(told).untied.tables == (1, 2, 3, 4, 5)
    assert measures(told).pairs == 0


# --- giving ----------------------------------------------------------------------------------------------------------


def _ideas(*tables: int) -> tuple[IdeaSheet, ...]:
    first = _bare().ideas[0]
    return tuple(replace(first, id=f"i{table}", label=str(table), table=table) for table in tables)


def test_giving_back_is_counted_by_pairs_of_tables() -> None:
    deals = [
        _deal(1, _party(1, gives=1), 2, idea="i2"),
        _deal(2, _party(2, gives=2), 1, idea="i1"),
        _deal(3, _party(3, gives=1), 2, idea="i2"),
        _deal(4, _party(2, gives=1), 2, idea="i2"),
        _deal(5, 4, 2, idea="i2"),
    ]
    told = _room(deals, ideas=_ideas(1, 2))
    found = measures(told).giving
    assert (found.ways, found.returned) == (3, 2)
    assert found.share == pytest.approx(2 / 3)
    assert found.beyond_chance == pytest.approx((2 / 3 - 3 / 20) / (1 - 3 / 20))
    assert found.than_chance == ""
    assert "1 pair of tables gave to each other's ideas. In 1 pair only one of the two gave." in _said(told)


def test_a_room_where_all_gave_to_all_cannot_be_compared_with_chance() -> None:
    deals = [_deal(1, _party(1, gives=1), 2, idea="i2"), _deal(2, _party(2, gives=2), 1, idea="i1")]
    found = measures(_room(deals, [_table(1), _table(2)], ideas=_ideas(1, 2))).giving
    assert (found.share, found.beyond_chance) == (1.0, None)


def test_chance_is_named_only_where_there_was_much_giving() -> None:
    deals = [
        _deal(one, _party(one, gives=1), 6, idea=f"i{two}") for one in range(1, 6) for two in range(1, 6) if one < two
    ]
    found = measures(_room(deals, ideas=_ideas(*range(1, 6)))).giving
    assert (found.ways, found.returned, found.than_chance) == (10, 0, "less")


# --- ideas -----------------------------------------------------------------------------------------------------------


def test_what_was_asked_for_is_met_covered_or_open() -> None:
    needs = (
        NeedLine(kind="seed", word="Seed", is_covered=True, met_by=0),
        NeedLine(kind="seed", word="Seed", is_covered=False, met_by=3),
        NeedLine(kind="seed", word="Seed", is_covered=False, met_by=0),
    )
    (idea,) = _ideas(1)
    plan = replace(
        idea, picks=(PlanLine(title="Dig", when="now", needs=needs), PlanLine(title="Sow", when="now", needs=()))
    )
    told = _room([_deal(1, 1, 2)], ideas=(plan,))
    (found,) = measures(told).asked
    assert (found.kind, found.asked, found.met, found.covered, found.open) == ("seed", 3, 1, 1, 1)
    assert measures(told).horizons == network.Horizons(now=2, plans=1, with_one_time=1)
    assert "3 asked for, 1 met by deals, 1 covered by the table itself, 1 left open." in _said(told)
    assert "Of 2 things in the plans, 2 are for now, 0 for soon and 0 for later." in _said(told)
    assert "Nothing was planned for later." in _said(told)


def test_ideas_without_backing_are_told_by_their_labels() -> None:
    wish = "not yet backed by the hill"
    one, two, three = _ideas(1, 2, 3)
    ideas = (
        replace(one, missing=(Missing(text=wish, name="One", met=0, wanted=2),)),
        replace(two, missing=(Missing(text=wish, name="Two", met=1, wanted=2),)),
        replace(three, missing=()),
    )
    told = _room([_deal(1, 1, 2)], ideas=ideas, not_earned=(NotEarned(text=wish, ideas=(), reasons=()),))
    assert measures(told).unbacked == (network.Unbacked(text=wish, earned=1, nobody=("1",), too_few=("2",)),)
    assert "Nobody backed idea 1 in this way. Too few backed idea 2." in _said(told)


# --- growth ----------------------------------------------------------------------------------------------------------


def test_the_network_grows_by_quarters_and_ended_deals_leave_it() -> None:
    deals = [
        _deal(1, 1, 2, minute=0),
        _deal(2, 3, 4, minute=15),
        _deal(3, 2, 3, minute=40, state=DealState.BROKEN, ended=70),
        _deal(4, 4, 5, minute=80),
        _deal(5, 1, 5, minute=50, state=DealState.VOIDED, ended=51),
    ]
    assert measures(_room(deals)).growth == (
        Quarter(until=20, agreed=2, standing=2, parts=2, joined=4),
        Quarter(until=40, agreed=1, standing=3, parts=1, joined=4),
        Quarter(until=60, agreed=0, standing=3, parts=1, joined=4),
        Quarter(until=80, agreed=1, standing=3, parts=2, joined=5),
    )


def test_a_room_without_deals_says_so() -> None:
    told = _room([])
    found = measures(told)
    assert (found.deals, found.pairs, found.growth, found.giving.share) == (0, 0, (), None)
    assert "No deal holds, so there is no network to tell of." in _said(told)


@pytest.mark.parametrize("made", (Play().history, market()[0].history))
def test_an_empty_game_has_measures_and_sentences(made: object) -> None:
    told = report(made)  # type: ignore[arg-type]
    assert isinstance(measures(told), Measures)
    assert "no network" in _said(told)


def test_no_measure_holds_a_name_of_a_person() -> None:
    who = Person(role="Miller", table=1, name="QnameZ", side="Hill")
    told = _room([_deal(1, Party(who=who, gifts=()), 2)])
    assert "QnameZ" not in repr(measures(told)) + _said(told)


def test_a_thousand_deals_of_eighty_four_tables_are_measured_without_loops_in_loops() -> None:
    tables = [_table(number) for number in range(1, 85)]
    deals = [_deal(n, n * 7 % 84 + 1, n * 11 % 84 + 1, n * 29 % 84 + 1, minute=n % 80) for n in range(1, 1001)]
    found = measures(_room(deals, tables))
    assert (found.deals, found.tables) == (1000, 84)

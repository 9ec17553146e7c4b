"""Tries a pack out in rooms of several sizes and warns of what would be too rare, too plenty or too quiet. It plays no game."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from game.forecast import forecast, imagine
from game.scarcity import CLASH_FROM, Scarcity, compare, quiet_tables
from game.scenario import RunSheet, Scenario, StepKind
from scenarios.meaning import Wrong
from scenarios.source import Way

ROOMS: Mapping[int, int] = {24: 16, 48: 8, 96: 4}
"""How many rooms are tried out, by how many people are in them."""

TABLE_SIZE = 6


@lru_cache(maxsize=8)
def foresee(scenario: Scenario) -> tuple[Wrong, ...]:
    """What rooms of 24, 48 and 96 people would be like, as far as it leaves the pack's own ranges. Warnings only."""
    return (*_quiet(scenario), *dict.fromkeys(_scarce(scenario)))


def _scarce(scenario: Scenario) -> Iterator[Wrong]:
    for sheet in _different(scenario):
        for heads, seeds in ROOMS.items():
            for row in mean_scarcity(scenario, sheet.id, heads, seeds):
                if not row.is_inside:
                    yield Wrong(_way(scenario, row), _say(row, heads), _mend(row), is_warning=True)


def mean_scarcity(scenario: Scenario, run_sheet: str, heads: int, seeds: int) -> tuple[Scarcity, ...]:
    """The rows of `game.scarcity` with supply and demand added up over so many rooms."""
    supply: Counter[tuple[str, str]] = Counter()
    demand: Counter[tuple[str, str]] = Counter()
    rows: tuple[Scarcity, ...] = ()
    for seed in range(seeds):
        rows = forecast(scenario, run_sheet, heads, TABLE_SIZE, seed)
        for row in rows:
            supply[row.kind, row.mark] += row.supply
            demand[row.kind, row.mark] += row.demand
    return tuple(
        compare(row.kind, row.mark, supply[row.kind, row.mark], demand[row.kind, row.mark], row.least, row.most)
        for row in rows
    )


def _quiet(scenario: Scenario) -> Iterator[Wrong]:
    """Tables at which nobody stands against anybody. Run sheets deal characters alike, so one is enough."""
    if not scenario.run_sheets:
        return
    sheet = scenario.run_sheets[0].id
    for heads, seeds in ROOMS.items():
        games = [imagine(scenario, sheet, heads, TABLE_SIZE, seed) for seed in range(seeds)]
        quiet, tables = sum(len(quiet_tables(game)) for game in games), sum(len(game.tables) for game in games)
        if quiet:
            what = f"with {heads} people, at {quiet} of {tables} tables of {CLASH_FROM} or more no two roles collide"
            mend = "write for more roles whom they are `against`"
            yield Wrong(("roles",), what, mend, is_warning=True)
            return


def _different(scenario: Scenario) -> Iterator[RunSheet]:
    """The run sheets with a plan, one for each way of planning and number of markets."""
    seen: set[object] = set()
    for sheet in scenario.run_sheets:
        plan = next((step for step in sheet.steps if step.kind is StepKind.PLAN), None)
        if plan is None:
            continue
        markets = sum(1 for step in sheet.steps if step.kind is StepKind.MARKET)
        sort = (plan.card_type, plan.hand, plan.picks, plan.budget, markets)
        if sort not in seen:
            seen.add(sort)
            yield sheet


def _way(scenario: Scenario, row: Scarcity) -> Way:
    if row.mark:
        return ("marks", [mark.id for mark in scenario.marks].index(row.mark), "supply")
    return ("tokens", [token.id for token in scenario.tokens].index(row.kind), "supply")


def _say(row: Scarcity, heads: int) -> str:
    asked = f"its side holds {row.percent} % of what the mark wishes" if row.mark else _of_plans(row)
    reach = f"{row.least} to {row.most} %" if row.most else f"at least {row.least} %"
    return f"with {heads} people {asked}, outside {reach}"


def _of_plans(row: Scarcity) -> str:
    return f"the room holds {row.percent} % of the `{row.kind}` that plans ask for"


def _mend(row: Scarcity) -> str:
    is_short = row.percent < row.least
    if row.mark:
        what = "more" if is_short else "fewer"
        return f"give that side {what} `{row.kind}`, or a {'larger' if is_short else 'smaller'} `share`"
    return f"change purses, a `share`, or how many cards need `{row.kind}`: there is too {'little' if is_short else 'much'}"

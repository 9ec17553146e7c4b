"""How much of each thing a room has beside what its plans ask for. It changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from game.dealing import collide
from game.ideas import needs
from game.scenario import StepKind, TokenRule
from game.state import Game

CLASH_FROM = 4
"""A table of so many people should hold two characters whose aims collide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scarcity:
    """What a room has of a kind (``supply``, tokens) beside what is asked for (``demand``, tokens).

    ``percent`` is 100 * supply / demand, rounded, and 0 while nothing is asked for. ``mark`` is empty for what plans ask
    for. ``least`` and ``most`` are the pack's range in percent; ``most`` 0 means no upper end.
    """

    kind: str
    mark: str
    supply: int
    demand: int
    percent: int
    least: int
    most: int

    @property
    def is_inside(self) -> bool:
        """Whether the room is inside the pack's range; True while nothing is asked for."""
        return not self.demand or (self.least <= self.percent and (not self.most or self.percent <= self.most))


def scarcity(game: Game) -> tuple[Scarcity, ...]:
    """One row for each kind and each mark for which the pack states a range, in the pack's order.

    For a kind: supply is the tokens of the kind in the purses of everybody seated, given or not; of a kind that
    ``returns``, that times the market steps begun so far, at least 1. Demand is the tokens of the kind that the plans
    of the tables' own ideas ask for, covered or not, met or not.
    For a mark: supply is the tokens of its kind in the purses of its side; demand is its count times the tables' own
    ideas.
    """
    ideas = [game.ideas[table.idea] for table in game.tables.values() if table.idea in game.ideas]
    asked = Counter(need.kind for idea in ideas for need in needs(game, idea) if not need.side)
    rows: list[Scarcity] = []
    for token in game.scenario.tokens:
        if token.supply is not None:
            held = sum(player.purse.get(token.id, 0) for player in game.seated())
            times = max(_markets(game), 1) if token.rule is TokenRule.RETURNS else 1
            rows.append(compare(token.id, "", held * times, asked[token.id], token.supply.least, token.supply.most))
    for mark in game.scenario.marks:
        if mark.supply is not None:
            held = sum(
                player.purse.get(mark.kind, 0) for player in game.seated() if game.side_of(player.id) == mark.side
            )
            wished = mark.count * len(ideas)
            rows.append(compare(mark.kind, mark.id, held, wished, mark.supply.least, mark.supply.most))
    return tuple(rows)


def compare(kind: str, mark: str, supply: int, demand: int, least: int, most: int) -> Scarcity:
    """A row with its percent worked out; supply and demand in tokens, the range in percent."""
    percent = round(100 * supply / demand) if demand else 0
    return Scarcity(kind=kind, mark=mark, supply=supply, demand=demand, percent=percent, least=least, most=most)


def quiet_tables(game: Game) -> tuple[int, ...]:
    """The tables with at least `CLASH_FROM` characters of which no two collide."""
    quiet: list[int] = []
    for number in game.tables:
        roles = [player.role for player in game.seated(number) if player.role]
        pairs = ((one, other) for place, one in enumerate(roles) for other in roles[:place])
        if len(roles) >= CLASH_FROM and not any(collide(game.scenario, *pair) for pair in pairs):
            quiet.append(number)
    return tuple(quiet)


def _markets(game: Game) -> int:
    return sum(1 for begun in game.started if game.run_sheet.steps[begun.step].kind is StepKind.MARKET)

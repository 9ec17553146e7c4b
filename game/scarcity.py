"""How much of each thing a room has beside what its plans ask for, in a game or foretold from a pack. It changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from game.dealing import collide, deal_hands, offer_characters
from game.ideas import needs, plan_step
from game.scenario import Card, RunSheet, Scenario, Step, StepKind, TokenRule, Words
from game.state import Game, Idea, Pick, Player, Started, Table

CLASH_FROM = 4
"""A table of so many people should hold two characters whose aims collide."""

_NOON = datetime(2000, 1, 1, 12, tzinfo=UTC)


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


def forecast(scenario: Scenario, run_sheet: str, heads: int, table_size: int, seed: int) -> tuple[Scarcity, ...]:
    """The rows of `scarcity` for a room that nobody has played in yet (see `imagine`)."""
    return scarcity(imagine(scenario, run_sheet, heads, table_size, seed))


def imagine(scenario: Scenario, run_sheet: str, heads: int, table_size: int, seed: int) -> Game:
    """A room of so many people as it may stand at the end of a run sheet, before anybody gave anything.

    Characters are dealt as in a game, and each person keeps either with the same chance. Each table has an idea, and a
    plan drawn at random from a hand that is dealt as in a game, until nothing more fits the step's limits.
    """
    rng = Random(f"{heads}:{table_size}:{seed}")
    sheet = scenario.run_sheet(run_sheet)
    numbers = range(1, -(-heads // max(table_size, 1)) + 1)
    players = {
        str(place): Player(id=str(place), name=Words(""), table=numbers[place % len(numbers)], letter="")
        for place in range(heads)
    }
    game = Game(
        id=f"forecast-{seed}",
        code="",
        title=Words(""),
        scenario=scenario,
        run_sheet_id=run_sheet,
        created_at=_NOON,
        expected=heads,
        table_size=table_size,
        opens_tables=True,
        started=tuple(Started(step=index, at=_NOON) for index in range(len(sheet.steps))),
        tables={number: Table(number=number) for number in numbers},
        players=players,
    )
    return _with_plans(_with_characters(game, rng), sheet, rng)


def _markets(game: Game) -> int:
    return sum(1 for begun in game.started if game.run_sheet.steps[begun.step].kind is StepKind.MARKET)


def _with_characters(game: Game, rng: Random) -> Game:
    kept: dict[str, Player] = {}
    for player, offered in offer_characters(game, game.players, rng).items():
        role = game.scenario.role(rng.choice(offered))
        purse = {line.kind: line.count for line in role.purse}
        kept[player] = replace(game.players[player], role=role.id, purse=purse)
    return replace(game, players=kept)


def _with_plans(game: Game, sheet: RunSheet, rng: Random) -> Game:
    step = plan_step(game)
    if step is None:
        return game
    hands = dict(deal_hands(game, sheet.steps.index(step), game.tables))
    ideas: dict[str, Idea] = {}
    for number in game.tables:
        cards = [game.scenario.card(card) for card in hands[number].cards] if number in hands else []
        ideas[str(number)] = Idea(
            id=str(number),
            label=str(number),
            table=number,
            title=Words(""),
            line=Words(""),
            by="",
            picks=tuple(Pick(id=card.id, card=card.id) for card in _draw(cards, step, rng)),
        )
    tables = {number: replace(table, idea=str(number)) for number, table in game.tables.items()}
    return replace(game, tables=tables, ideas=ideas)


def _draw(cards: list[Card], step: Step, rng: Random) -> list[Card]:
    """Methods drawn one by one, inside the step's picks and budget, until none fits."""
    drawn: list[Card] = []
    for card in rng.sample(cards, len(cards)):
        if len(drawn) < step.picks and sum(known.cost for known in drawn) + card.cost <= step.budget:
            drawn.append(card)
    return drawn

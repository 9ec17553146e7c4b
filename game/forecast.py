"""A room that nobody has played in yet, as a pack lets one expect it. It plays no game and judges nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from game.dealing import deal_hands, offer_characters
from game.ideas import plan_step
from game.scarcity import Scarcity, scarcity
from game.scenario import Card, RunSheet, Scenario, Step, Words
from game.state import Game, Idea, Pick, Player, Started, Table

_NOON = datetime(2000, 1, 1, 12, tzinfo=UTC)


def forecast(scenario: Scenario, run_sheet: str, heads: int, table_size: int, seed: int) -> tuple[Scarcity, ...]:
    """The rows of `game.scarcity` for such a room (see `imagine`)."""
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

"""Idea sheets and plans: what a plan costs, the needs it makes, what meets them. It changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from game.deals import deals_for
from game.scenario import Card, Mark, Step, StepKind
from game.state import Deal, DealState, Game, Idea, Pick, Player

WHEN = ("now", "soon", "later")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A line of an idea's list: one token of ``kind``. ``title`` is the method that asks, or the words of a mark."""

    id: str
    kind: str
    title: str
    side: str = ""
    is_covered: bool = False
    met_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the list still asks for it."""
        return not self.is_covered and not self.met_by


def needs(game: Game, idea: Idea) -> tuple[Need, ...]:
    """The idea's list: first what its plan asks for, then the pack's standing marks."""
    met = {gift.need: deal.id for deal in holding(game, idea.id) for gift in deal.terms.gifts if gift.need}
    lines: list[Need] = []
    for pick in idea.picks:
        card = card_of(game, pick)
        for place, kind in enumerate(card.needs, start=1):
            need = f"{pick.id}.{place}"
            lines.append(
                Need(
                    id=need,
                    kind=kind,
                    title=card.title,
                    is_covered=need in idea.covered,
                    met_by=met.get(need, ""),
                )
            )
    for mark in game.scenario.marks:
        for place in range(1, mark.count + 1):
            need = f"mark.{mark.id}.{place}"
            lines.append(Need(id=need, kind=mark.kind, title=mark.line, side=mark.side, met_by=met.get(need, "")))
    return tuple(lines)


def need_of(game: Game, idea: Idea, need: str) -> Need | None:
    """The line of the idea's list with this id, if it is there."""
    return next((line for line in needs(game, idea) if line.id == need), None)


def holding(game: Game, idea: str) -> Iterator[Deal]:
    """The deals that hold and feed this idea."""
    return (deal for deal in deals_for(game, idea) if deal.holds)


def support(game: Game, idea: str) -> Mapping[str, int]:
    """How many tokens of each kind the idea has won."""
    return Counter(gift.kind for deal in holding(game, idea) for gift in deal.terms.gifts)


def marks_missing(game: Game, idea: Idea) -> tuple[Mark, ...]:
    """The pack's marks that the idea has not earned yet."""
    open_lines = [line for line in needs(game, idea) if line.side and line.is_open]
    return tuple(
        mark for mark in game.scenario.marks if any(line.id.startswith(f"mark.{mark.id}.") for line in open_lines)
    )


def cost(game: Game, idea: Idea) -> int:
    """What the idea's plan costs, in points."""
    return sum(card_of(game, pick).cost for pick in idea.picks)


def card_of(game: Game, pick: Pick) -> Card:
    """The card of a line of a plan; for a method that the table wrote itself, one made of its words."""
    if pick.card:
        return game.scenario.card(pick.card)
    step = plan_step(game)
    card_type = step.card_type if step else ""
    return Card(id=pick.id, type=card_type, title=pick.title, text="", cost=pick.cost, needs=pick.needs)


def public_ideas(game: Game) -> tuple[Idea, ...]:
    """The ideas that the whole room may know: the tables' own, and those that an agreed deal began. What a proposal
    would begin is between its parties, and what only voided deals began never was."""
    known = {table.idea for table in game.tables.values()}
    known |= {deal.idea for deal in game.deals.values() if deal.number and deal.state is not DealState.VOIDED}
    return tuple(idea for idea in game.ideas.values() if idea.id in known)


def plan_step(game: Game) -> Step | None:
    """The run sheet's first plan step: its limits hold for the whole game."""
    return next((step for step in game.run_sheet.steps if step.kind is StepKind.PLAN), None)


def own_idea(game: Game, player: Player) -> Idea | None:
    """The idea of the player's table, once it is written."""
    table = game.tables.get(player.table)
    return game.ideas.get(table.idea) if table and table.idea else None


def next_label(game: Game, table: int) -> str:
    """How the next idea at home at this table is called: the table's number, then 4b, 4c, ..."""
    labels = {idea.label for idea in game.ideas.values()}
    place = 0
    while (label := f"{table}{_letters(place) if place else ''}") in labels:
        place += 1
    return label


def _letters(place: int) -> str:
    """1 is b, 2 is c, ... 25 is z, then zb, zc, ..."""
    return "z" * (place // 26) + "abcdefghijklmnopqrstuvwxyz"[place % 26]

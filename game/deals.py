"""Looking deals up by player and by idea. An index is made once for each state of the deals and kept while it is of use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from game.state import Deal, Game


@dataclass(frozen=True, slots=True)
class _Index:
    deals: Mapping[str, Deal]
    by_party: Mapping[str, tuple[Deal, ...]]
    by_idea: Mapping[str, tuple[Deal, ...]]


_KEPT = 4
"""A server decides, shows and compares a few states at a time; older ones are made anew when they are asked for."""

_newest: list[_Index] = []


def deals_of(game: Game, player: str) -> tuple[Deal, ...]:
    """The deals this player is a party of in their newest wording, in the order they were proposed."""
    return _index(game).by_party.get(player, ())


def deals_for(game: Game, idea: str) -> tuple[Deal, ...]:
    """The deals that feed, or would feed, this idea, in the order they were proposed."""
    return _index(game).by_idea.get(idea, ())


def _index(game: Game) -> _Index:
    """The index of exactly these deals: states are never changed, so the same mapping always has the same index."""
    for index in _newest:
        if index.deals is game.deals:
            return index
    by_party: dict[str, list[Deal]] = {}
    by_idea: dict[str, list[Deal]] = {}
    for deal in game.deals.values():
        by_idea.setdefault(deal.idea, []).append(deal)
        for party in deal.terms.parties:
            by_party.setdefault(party, []).append(deal)
    index = _Index(
        game.deals,
        {party: tuple(deals) for party, deals in by_party.items()},
        {idea: tuple(deals) for idea, deals in by_idea.items()},
    )
    _newest.insert(0, index)
    del _newest[_KEPT:]
    return index

"""What is held and given: what is left in a purse, and where the rest went. It judges and changes nothing."""

from __future__ import annotations

from collections import Counter

from game.checking import for_phones
from game.deals import deals_of
from game.scenario import TokenRule
from game.state import Deal, Game


def taken(game: Game, player: str, kind: str) -> tuple[Deal, ...]:
    """The deals that keep tokens of this kind out of the player's purse now, one entry per token."""
    rule = game.scenario.token(kind).rule
    if rule is TokenRule.COPIES:
        return ()
    return tuple(
        deal
        for deal in deals_of(game, player)
        if deal.holds and not (rule is TokenRule.RETURNS and deal.round < game.round)
        for gift in deal.terms.gifts
        if gift.giver == player and gift.kind == kind
    )


def went_to(game: Game, player: str, kind: str, table: int = 0) -> tuple[str, ...]:
    """The titles of the ideas that have the player's tokens of this kind, as phones of this table may show them."""
    ideas = (game.ideas[deal.idea] for deal in taken(game, player, kind))
    return tuple(dict.fromkeys(str(for_phones(game, idea, table).title) for idea in ideas))


def has_given(game: Game, player: str) -> bool:
    """Whether tokens of this player are in a deal that holds."""
    return any(deal.holds and any(gift.giver == player for gift in deal.terms.gifts) for deal in deals_of(game, player))


def doubled(game: Game, player: str, kind: str) -> int:
    """How many tokens of this kind a donor gave the player again, for deals that keep theirs; none for what is copied."""
    deals = {deal.id: deal for deal in taken(game, player, kind)}
    return sum(deal.doubled.count((player, kind)) for deal in deals.values())


def held(game: Game, player: str, kind: str) -> int:
    """How many tokens of this kind the player began with, was given by events and by donors, given away or not."""
    return game.players[player].purse.get(kind, 0) + doubled(game, player, kind)


def left(game: Game, player: str, kind: str) -> int:
    """How many tokens of this kind the player can still give."""
    return held(game, player, kind) - len(taken(game, player, kind))


def spent(game: Game, player: str, kind: str) -> int:
    """How many tokens of this kind the player must keep in the purse for the deals that hold."""
    if game.scenario.token(kind).rule is not TokenRule.COPIES:
        return len(taken(game, player, kind)) - doubled(game, player, kind)
    return max(copied(game, player, kind).values(), default=0)


def copied(game: Game, player: str, kind: str) -> Counter[str]:
    """How many tokens of this kind each idea has from the player."""
    return Counter(
        deal.idea
        for deal in game.deals.values()
        if deal.holds
        for gift in deal.terms.gifts
        if gift.giver == player and gift.kind == kind
    )

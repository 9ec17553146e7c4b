"""A deal's life as a table: which state may follow which, and who may move it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from game.state import Deal, DealState, Route

FEWEST = 2
MOST = 6


class Move(StrEnum):
    """What can be done with a deal."""

    AGREE = "agree"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    DOUBT = "doubt"
    REPAIR = "repair"
    BREAK = "break"
    LEAVE = "leave"
    VOID = "void"


NEXT: Mapping[tuple[DealState, Move], DealState] = {
    (DealState.PROPOSED, Move.AGREE): DealState.AGREED,
    (DealState.PROPOSED, Move.DECLINE): DealState.DECLINED,
    (DealState.PROPOSED, Move.WITHDRAW): DealState.WITHDRAWN,
    (DealState.PROPOSED, Move.LAPSE): DealState.LAPSED,
    (DealState.PROPOSED, Move.VOID): DealState.VOIDED,
    (DealState.AGREED, Move.DOUBT): DealState.IN_DOUBT,
    (DealState.AGREED, Move.LEAVE): DealState.LEFT,
    (DealState.AGREED, Move.VOID): DealState.VOIDED,
    (DealState.IN_DOUBT, Move.REPAIR): DealState.AGREED,
    (DealState.IN_DOUBT, Move.BREAK): DealState.BROKEN,
    (DealState.IN_DOUBT, Move.LEAVE): DealState.LEFT,
    (DealState.IN_DOUBT, Move.VOID): DealState.VOIDED,
}


def can(deal: Deal, move: Move) -> bool:
    """Whether the deal's state allows this move."""
    return (deal.state, move) in NEXT


def moves_for(deal: Deal, player: str) -> frozenset[str]:
    """What this player may do with the deal now: the names of the player's commands, for the buttons of a phone."""
    if player not in deal.terms.parties:
        return frozenset()
    may: set[str] = set()
    if deal.state is DealState.PROPOSED:
        may.add("change")
        if player in deal.waiting:
            may |= {"yes", "no"}
        if player == deal.by:
            may.add("withdraw")
        if player not in deal.waiting and deal.waiting and len(deal.terms.parties) > FEWEST:
            may.add("drop")
    if can(deal, Move.LEAVE):
        may.add("take_back")
        was_asked = deal.route is Route.DISTANCE or (deal.route is Route.HANDSHAKE and player == deal.by)
        if not was_asked and player not in deal.disputed_by:
            may.add("not_me")
    if can(deal, Move.REPAIR):
        may |= {"repair", "break"}
    return frozenset(may)

"""The parts of pages that can be pushed: each belongs to one audience and is rendered once for it. It sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from game.history import History
from game.state import Game

Audiences = Mapping[str, str]
"""Who a page is for: the kinds of audience it listens to, each with its key (a table's number, a player's id, or empty)."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page. ``view`` gives what its ``audience`` may know: a frozen value, equal when nothing changed."""

    id: str
    audience: str
    template: str
    view: Callable[[History, str], object]


def audiences_of(game: Game, who: str) -> Audiences | None:
    """What the page of a player, of ``lead`` or of the ``wall`` listens to; None when the seat is not there any more."""
    if who == "lead":
        return {"facilitator": ""}
    if who == "wall":
        return {"wall": ""}
    player = game.players.get(who)
    if player is None or player.is_freed:
        return None
    return {"room": "", "table": str(player.table), "player": player.id}

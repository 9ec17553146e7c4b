"""The parts of pages that can be pushed: each belongs to one audience and is rendered once for it. It sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from game.history import History
from game.state import Game
from web.hands import Hand
from web.presence import Phones

Audiences = Mapping[str, str]
"""Who a page is for: the kinds of audience it listens to, each with its key (a table's number, a player's id, or empty)."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What a living region is drawn from: the history, the time (UTC), and how the phones and walls are just now.

    ``hands`` are the game's links and the devices that opened one: they are no part of the log.
    """

    history: History
    now: datetime
    phones: Phones
    hands: tuple[Hand, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page. ``view`` gives what its ``audience`` may know: a frozen value, equal when nothing changed.

    It is asked as ``view(history, key)``. A region that is ``living`` changes with time and with phones that come and go:
    it is asked as ``view(moment, key)``, at news and every few seconds while somebody reads it. Its view must hold whole
    minutes, or times for the page's own clock to count to, else it goes out at every look.
    """

    id: str
    audience: str
    template: str
    view: Callable[[Any, str], object]
    living: bool = False


HELP = "help:"
"""How the name of a helper's page begins; the role follows."""


def audiences_of(game: Game, who: str, hand: str = "") -> Audiences | None:
    """What the page of a player, of ``lead``, of the ``wall`` or of a ``preview`` of it listens to; None when the seat is
    not there any more.

    A helper's page, ``help:check``, is an audience of its own for each role, so that it is sent what that role needs and
    nothing else. ``hand`` is the id of the claim by which a device leads or helps; a console listens to what is said of it.
    """
    if who == "lead":
        return {"facilitator": "", "hand": hand} if hand else {"facilitator": ""}
    if who.startswith(HELP):
        return {"helper": who.removeprefix(HELP)}
    if who in {"wall", "preview"}:
        return {"wall": ""}
    player = game.players.get(who)
    if player is None or player.is_freed:
        return None
    return {"room": "", "table": str(player.table), "player": player.id}

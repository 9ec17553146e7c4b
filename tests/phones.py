"""Phones at a market, for the tests of the phone's pages: who holds what, and what a form of the page would send."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from html import unescape

from httpx2 import Response

from game import views
from game.commands import KeepCharacter, PickMethod, WriteIdea
from game.scenario import Words
from game.state import Player
from tests.served import HTMX, SAME_SITE, Served

_ids = itertools.count(1)


@dataclass(frozen=True)
class Market:
    """Two tables of four at the market. ``giver``, a grower, sits at table 1 and holds what ``need`` of table 2's idea asks for."""

    room: Served
    giver: Player
    other: Player
    third: Player
    idea: str
    need: str
    kind: str

    def fields(self, **more: str) -> dict[str, str]:
        """The handshake's form, as the giver's phone sends it."""
        filled = {"idea": self.idea, "need": self.need, "badge": self.other.badge, "string": "", "at_desk": "yes"}
        return {**filled, "command_id": fresh_id(), **more}


def fresh_id() -> str:
    """A command id as a phone makes it."""
    return f"phone-{next(_ids)}"


def press(room: Served, verb: str, *, script: bool = True, **fields: str | list[str]) -> Response:
    """Send a form of the page, with or without script. The answer is not followed."""
    headers = HTMX if script else SAME_SITE
    data = {"command_id": fresh_id(), **fields}
    return room.client.post(f"/play/{verb}", data=data, headers=headers, follow_redirects=False)


def said(answer: Response) -> str:
    """The answer's words as a person reads them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def player(room: Served, name: str) -> Player:
    """The player as they are now."""
    return room.game.players[name]


def table(room: Served, number: int, size: int = 4) -> list[str]:
    """Players who join this table."""
    return [room.join(f"{name} of {number}", number) for name in ("Ada", "Bea", "Cem", "Dov")[:size]]


def at_market(room: Served, step: str = "swap") -> Market:
    """Two tables with characters, ideas and plans, and this step on. The client holds the giver's seat."""
    seated = {number: table(room, number) for number in (1, 2)}
    room.advance_to("who")
    for name in (name for names in seated.values() for name in names):
        offered = player(room, name).offered
        # Whoever is asked first is offered both essential roles.
        role = "grower" if name == seated[1][0] else offered[0]
        room.do(KeepCharacter(player=name, role=role), by=name)
    room.advance_to("craft")
    for number, names in seated.items():
        room.do(WriteIdea(player=names[0], title=Words(f"Bed {number}"), line=Words("We plant.")), by=names[0])
        for card in ("craft-2", "craft-3"):
            room.do(PickMethod(player=names[0], card=card), by=names[0])
    room.advance_to(step)
    idea = views.idea_view(room.game, room.game.ideas[room.game.tables[2].idea])
    giver = player(room, seated[1][0])
    need = next(need for need in idea.open_needs if need.kind.id == "ladder")
    room.sit(giver.id)
    return Market(
        room=room,
        giver=giver,
        other=player(room, seated[2][0]),
        third=player(room, seated[2][1]),
        idea=idea.id,
        need=need.id,
        kind=need.kind.id,
    )

"""Phones at a market, for the tests of the phone's pages: who holds what, and what a form of the page would send."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from httpx2 import Response

from game import commands as ask
from game import views
from game.commands import KeepCharacter, PickMethod, WriteIdea
from game.scenario import Words
from game.state import CallFor, Player
from tests.given import Play, gift, terms
from tests.kept import keep
from tests.served import HTMX, SAME_SITE, Served, served

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


def everything() -> tuple[Play, dict[str, str]]:
    """Everything a phone can act on, at the vote, after people began to look back; the ids by short names.

    Ada, Bea and Eve, who has no character yet, sit at table 1; Cem, Dan, and Fay of the press at table 2.
    """
    play = Play(expected=8, table_size=4, run_sheet="full")
    ada, bea, eve = (play.join(name, 1) for name in ("Ada", "Bea", "Eve"))
    cem, dan, fay = (play.join(name, 2) for name in ("Cem", "Dan", "Fay"))
    play.to("who")
    for player, role in ((ada, "grower"), (bea, "picker"), (cem, "singer"), (dan, "picker"), (fay, "crier")):
        play.become(player, role)
    play.to("craft")
    mine, theirs = play.write(ada, "Our bed"), play.write(cem, "Their bed")
    my_pick, their_pick = play.pick(ada, "craft-2"), play.pick(cem, "craft-2")
    own_pick = play.write_own(cem, "song")
    play.to("swap")
    play.send("strike")
    play.must(ask.RefuseIdea(player=cem, card="strike", idea=mine, words=Words("More shade")))
    play.end("strike")
    asked = play.propose(dan, mine, gift(dan, "song"), others=(ada,))
    offered = play.propose(ada, theirs, gift(ada, "seed"), others=(cem, dan))
    agreed = play.shake(cem, mine, gift(cem, "song"), others=(ada,))
    doubted = play.shake(ada, theirs, gift(ada, "seed"), others=(cem,))
    play.wait(1)
    for card in ("frost", "judge", "strike", "dance"):
        play.send(card)
    hidden = terms(cem, gift(cem, "song"), others=(dan,))
    play.must(ask.Propose(player=cem, terms=hidden, title=Words("QhiddenZ")))
    theirs_alone = next(reversed(play.game.deals))
    play.to("doing")
    play.must(ask.NameLead(player=bea, idea=mine, lead=ada))
    play.must(ask.CallFacilitator(player=bea, what=CallFor.HELP))
    play.to("fire")
    play.lead(ask.BackStep(from_step=play.game.step_index))
    of = {
        "ada": ada,
        "bea": bea,
        "eve": eve,
        "cem": cem,
        "dan": dan,
        "fay": fay,
        "mine": mine,
        "theirs": theirs,
        "my_pick": my_pick,
        "their_pick": their_pick,
        "own_pick": own_pick,
        "asked": asked,
        "offered": offered,
        "agreed": agreed,
        "doubted": doubted,
        "theirs_alone": theirs_alone,
        "hidden_idea": play.game.deals[theirs_alone].idea,
        "eve_role": play.game.players[eve].offered[0],
        "craft": play.game.tables[1].hands["craft"].cards[-1],
        "dream": play.game.tables[1].hands["bed"].cards[0],
        "newest": str(play.game.seq),
    }
    return play, of


def region(page: str, name: str) -> str:
    """One region's HTML."""
    found = re.search(rf'<section id="{name}" class="region region-{name}">(.*?)</section>', page, re.DOTALL)
    assert found is not None
    return found.group(1)


def gold(page: str) -> list[str]:
    """The words on gold buttons in the first panel."""
    found = re.findall(r'<(?:a|button) class="[^"]*button-gold[^"]*"[^>]*>(.*?)</(?:a|button)>', region(page, "now"))
    return [re.sub(r"<[^>]*>", "", re.sub(r"<span.*", "", words)).strip() for words in found]


@contextmanager
def serving(folder: Path, play: Play) -> Iterator[Served]:
    """A server that goes on with an evening that was played in memory."""
    keep(folder / "games.db", play.history)
    with served(folder) as room:
        yield room

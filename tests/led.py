"""A server whose client leads the game, and what tests of the console do with it."""

from __future__ import annotations

from game import commands as ask
from game.scenario import Words
from tests.served import HTMX, Served


def post(room: Served, verb: str, **fields: object) -> str:
    answer = room.client.post(f"/lead/{verb}", data={"command_id": "", **fields}, headers=HTMX)
    assert answer.status_code == 200, answer.text
    return answer.text


def at_market(room: Served) -> dict[str, str]:
    """Two tables of three with ideas, the market open. ``giver`` has a seed; ``taker`` and ``idea`` are at the other table."""
    players = [room.join(f"Person {number}", table=1 + number % 2) for number in range(6)]
    room.advance_to("bed")
    for player in players:
        offered = room.game.players[player].offered
        wanted = next((role for role in offered if room.game.scenario.role(role).side == "growers"), offered[0])
        room.do(ask.KeepCharacter(player=player, role=wanted), by=player)
    for number in (1, 2):
        by = next(room.game.seated(number)).id
        room.do(ask.WriteIdea(player=by, title=Words(f"Bed {number}"), line=Words("At dawn.")), by=by)
    room.advance_to("swap")
    giver = next(player for player in room.game.seated() if player.purse.get("seed", 0))
    home = 3 - giver.table
    return {
        "giver": giver.id,
        "taker": next(room.game.seated(home)).id,
        "idea": room.game.tables[home].idea,
        "writer": next(room.game.seated(1)).id,
    }


def badge_of(room: Served, player: str) -> str:
    return room.game.players[player].badge

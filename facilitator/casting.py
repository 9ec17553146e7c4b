"""Casting for who came: which characters nobody has, who has none, where people are few, and whether the door is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, Desk, Filled, act
from game import commands as ask
from game import events as happened
from game.history import History
from game.purses import has_given
from game.scenario import StepKind
from game.state import Game, Part, Status
from web.house import house_of
from web.regions import Moment

router = APIRouter()

SINCE = (2, 5, 10)
"""Within how many minutes newcomers can be removed together."""


def who_came(moment: Moment, _filled: Filled) -> Mapping[str, Any]:
    """The room in numbers: never who is slow or away."""
    game = moment.history.game
    parts = Counter(player.part for player in game.seated())
    return {
        "plays": parts[Part.PLAYER],
        "watches": parts[Part.OBSERVER],
        "reports": parts[Part.PRESS],
        "on_paper": sum(1 for player in game.seated() if player.on_paper or game.tables[player.table].on_paper),
        "nobody_is": missing_roles(game),
        "without": tuple(
            (number, count)
            for number in sorted(game.tables)
            if (count := sum(1 for player in game.players_who_play(number) if not player.role))
        ),
        "undealt": sum(1 for player in game.players_who_play() if not player.role and not player.offered),
        "thinnest": tuple(sorted((sum(1 for _ in game.seated(number)), number) for number in game.tables)),
        "newest": tuple((minutes, newcomers(moment.history, moment.now, minutes)) for minutes in SINCE),
        "is_door_closed": game.is_door_closed,
        "may_deal": game.has_opened(StepKind.CAST),
        "is_open": game.status is not Status.CLOSED,
    }


def missing_roles(game: Game) -> tuple[str, ...]:
    """The titles of the essential characters that nobody in the room is."""
    held = {player.role for player in game.seated()}
    return tuple(role.title for role in game.scenario.roles if role.essential and role.id not in held)


def newcomers(history: History, now: datetime, minutes: int) -> int:
    """How many who hold a seat joined within the last minutes before ``now`` (UTC)."""
    since = now - timedelta(minutes=minutes)
    return sum(
        1
        for entry in history.entries
        if entry.at > since and entry.seq not in history.undone
        for event in entry.events
        if isinstance(event, happened.PlayerJoined)
        and not history.game.players[event.player].is_freed
        and not has_given(history.game, event.player)
    )


CASTING = Desk("casting", at=who_came, stays=True)
DESKS = (CASTING,)


@router.post("/lead/deal-missing")
async def deal_missing(request: Request, command_id: CommandId = "") -> Response:
    """Offer characters to all who play and have none."""
    return await act(request, command_id, ask.DealMissing(), desk=CASTING)


@router.post("/lead/door")
async def door(request: Request, is_closed: Annotated[bool, Form()], command_id: CommandId = "") -> Response:
    """Let nobody new in for now, or let people in again."""
    return await act(request, command_id, ask.SetDoor(is_closed=is_closed), desk=CASTING)


@router.post("/lead/free-newest")
async def free_newest(request: Request, minutes: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Empty the seats of all who joined in the last minutes."""
    since = house_of(request).now() - timedelta(minutes=max(0, min(minutes, max(SINCE))))
    return await act(request, command_id, ask.FreeNewest(since=since), desk=CASTING)


@router.post("/lead/open-table")
async def open_table(request: Request, command_id: CommandId = "") -> Response:
    """Open one more table, from the desk that shows how full they are."""
    return await act(request, command_id, ask.AddTable(), desk=CASTING)

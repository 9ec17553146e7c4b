"""The people in their seats: where somebody sits, who they are, and what they said aloud. It decides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, Desk, Filled, Told, act, answer, led
from facilitator.regions import console_region, console_view
from facilitator.tables import TABLE, At, act_at
from game import commands as ask
from game.history import History
from game.mine import typed
from game.refused import Why
from game.shapes import SeatLine
from game.state import Status
from web.house import house_of
from web.rooms import Room

router = APIRouter()

MOVE = Desk("move")


def _to_erase(room: Room, filled: Filled) -> Mapping[str, Any]:
    """The one person whose words would be deleted; without one, everybody who ever had a seat and can be chosen."""
    game = room.history.game
    chosen = game.players.get(str(filled.get("player", "")))
    texts = sum(1 for _ in typed(room.history, chosen.id)) if chosen else 0
    return {
        "person": chosen,
        "character": game.scenario.role(chosen.role).title if chosen and chosen.role else "",
        "texts": texts,
        "everybody": tuple(game.players.values()),
    }


ERASE = Desk("erase", _to_erase)
DESKS = (MOVE, ERASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """The seats, for repairs: each is found by its badge or its name, and leads to the drawer of its table."""

    seats: tuple[SeatLine, ...]
    is_open: bool


def seats(history: History, _key: str) -> Seats:
    """Who sits where. Audience: the facilitator."""
    view = console_view(history)
    return Seats(seats=view.seats, is_open=view.bar.status is not Status.CLOSED)


REGIONS = (console_region("seats", seats),)

Who = Annotated[str, Form()]
"""The id of a player."""


@router.post("/lead/move")
async def move(
    request: Request, player: Who = "", table: Annotated[int, Form()] = 0, at: At = 0, command_id: CommandId = ""
) -> Response:
    """Seat a player at another table."""
    moved = ask.MovePlayer(player=player, table=table)
    if at:
        return await act_at(request, command_id, moved, at)
    return await act(request, command_id, moved, desk=MOVE, filled={"player": player, "table": table})


@router.post("/lead/free")
async def free(request: Request, player: Who, at: At = 0, command_id: CommandId = "") -> Response:
    """Empty the seat of somebody who has gone."""
    return await act_at(request, command_id, ask.FreeSeat(player=player), at)


@router.post("/lead/redeal")
async def redeal(request: Request, player: Who, at: At = 0, command_id: CommandId = "") -> Response:
    """Offer a player two other characters."""
    return await act_at(request, command_id, ask.Redeal(player=player), at, {"who": player})


@router.post("/lead/give-character")
async def give_character(
    request: Request, player: Who, role: Annotated[str, Form()] = "", at: At = 0, command_id: CommandId = ""
) -> Response:
    """Make a player a character, without an offer."""
    return await act_at(request, command_id, ask.GiveCharacter(player=player, role=role), at, {"who": player})


@router.post("/lead/swap")
async def swap(
    request: Request, player: Who, badge: Annotated[str, Form()] = "", at: At = 0, command_id: CommandId = ""
) -> Response:
    """Let a player change seats with whoever wears a badge."""
    other = await _other(request, player, badge, at)
    if isinstance(other, Response):
        return other
    return await act_at(request, command_id, ask.SwapPlayers(one=player, other=other), at, {"who": player})


@router.post("/lead/swap-characters")
async def swap_characters(
    request: Request, player: Who, badge: Annotated[str, Form()] = "", at: At = 0, command_id: CommandId = ""
) -> Response:
    """Let a player change characters with whoever wears a badge."""
    other = await _other(request, player, badge, at)
    if isinstance(other, Response):
        return other
    return await act_at(request, command_id, ask.SwapCharacters(one=player, other=other), at, {"who": player})


@router.post("/lead/answer-for")
async def answer_for(
    request: Request,
    player: Who,
    deal: Annotated[str, Form()],
    version: Annotated[int, Form()],
    yes: Annotated[bool, Form()],
    at: At = 0,
    command_id: CommandId = "",
) -> Response:
    """Enter what a party said in the room."""
    said = ask.AnswerFor(player=player, deal=deal, version=version, yes=yes)
    return await act_at(request, command_id, said, at, {"who": player})


@router.post("/lead/erase")
async def erase(
    request: Request, player: Who = "", sure: Annotated[str, Form()] = "", command_id: CommandId = ""
) -> Response:
    """Delete a person's name and words for good, because they asked for it. It is one of the few acts that ask once more."""
    filled = {"player": player}
    if sure != "yes":
        told = Told(sentence="Nothing was deleted. Tick the box first, if this person asked for it.")
        return answer(request, await led(request), told, status=422, desk=ERASE, filled=filled)
    room, command = await led(request), ask.Erase(player=player)
    refused = await asyncio.to_thread(house_of(request).rooms.would, room.row.id, command)
    if refused is not None and refused.why is Why.ALREADY_ANSWERED:
        await room.drop_contacts({player})  # it is no part of the log, so it may be all that is left
        told = Told(sentence="All that this person wrote is deleted already. Nothing of it is left here.")
        return answer(request, room, told, status=409, desk=ERASE, filled=filled)
    return await act(request, command_id, command, desk=ERASE, filled=filled)


async def _other(request: Request, player: str, badge: str, at: int) -> str | Response:
    """The player who wears the badge that was typed, or the answer that there is none such."""
    room = await led(request)
    found = room.history.game.by_badge(badge)
    filled = {"table": at, "who": player, "badge": badge.strip()[:8]}
    if found is not None and found.id != player:
        return found.id
    if found is not None or not badge.strip():
        told = Told(sentence="Type the badge of somebody else.")
        return answer(request, room, told, status=422, desk=TABLE, filled=filled)
    return answer(request, room, Told(badge=badge.strip()[:8]), status=422, desk=TABLE, filled=filled)

"""The tables and their seats: the board, and everything that repairs who sits where and as whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, Desk, act
from facilitator.regions import console_region, console_view
from game import commands as ask
from game.history import History
from game.shapes import SeatLine, TableLine
from game.state import Status

router = APIRouter()

MOVE = Desk("move")
DESKS = (MOVE,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The tables, never persons. ``is_open`` until the game is closed."""

    tables: tuple[TableLine, ...]
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """The seats, for repairs."""

    seats: tuple[SeatLine, ...]
    is_open: bool


def board(history: History, _key: str) -> Board:
    """The tables. Audience: the facilitator."""
    view = console_view(history)
    return Board(tables=view.tables, is_open=view.bar.status is not Status.CLOSED)


def seats(history: History, _key: str) -> Seats:
    """Who sits where. Audience: the facilitator."""
    view = console_view(history)
    return Seats(seats=view.seats, is_open=view.bar.status is not Status.CLOSED)


REGIONS = (console_region("board", board), console_region("seats", seats))


@router.post("/lead/add-table")
async def add_table(request: Request, command_id: CommandId = "") -> Response:
    """Open one more table."""
    return await act(request, command_id, ask.AddTable())


@router.post("/lead/remove-table")
async def remove_table(request: Request, table: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Close an empty table."""
    return await act(request, command_id, ask.RemoveTable(table=table))


@router.post("/lead/move")
async def move(
    request: Request,
    player: Annotated[str, Form()] = "",
    table: Annotated[int, Form()] = 0,
    command_id: CommandId = "",
) -> Response:
    """Seat a player at another table."""
    filled = {"player": player, "table": table}
    return await act(request, command_id, ask.MovePlayer(player=player, table=table), desk=MOVE, filled=filled)


@router.post("/lead/free")
async def free(request: Request, player: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Empty the seat of somebody who has gone."""
    return await act(request, command_id, ask.FreeSeat(player=player))


@router.post("/lead/redeal")
async def redeal(request: Request, player: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Offer a player two other characters."""
    return await act(request, command_id, ask.Redeal(player=player))

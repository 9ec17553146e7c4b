"""Taking an act back: the last ones in words, each with one button; with it, if need be, what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, act
from facilitator.regions import ActLine, act_lines, console_region
from game import commands as ask
from game.history import MOST_TOGETHER, History

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """The newest acts, each of which can be undone."""

    acts: tuple[ActLine, ...]


def undoable(history: History, _key: str) -> Acts:
    """The last 20 acts in words. Audience: the facilitator."""
    return Acts(acts=act_lines(history))


REGIONS = (console_region("acts", undoable),)


@router.post("/lead/undo")
async def undo(
    request: Request, seq: Annotated[int, Form()], also: Annotated[str, Form()] = "", command_id: CommandId = ""
) -> Response:
    """Leave an act out of the game, and those in ``also`` (numbers with commas) with it: all or none."""
    return await act(request, command_id, ask.Undo(seq=seq, also=_numbers(also)))


def _numbers(typed: str) -> tuple[int, ...]:
    parts = typed.split(",")[: MOST_TOGETHER + 1]
    return tuple(int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10)

"""Taking an act back: the last ones in words, each with one button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, act
from facilitator.regions import ActLine, act_lines, console_region
from game import commands as ask
from game.history import History

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
async def undo(request: Request, seq: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Leave an act out of the game."""
    return await act(request, command_id, ask.Undo(seq=seq))

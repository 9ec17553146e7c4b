"""The remote control of the wall: what it shows. It draws nothing of the wall itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, act
from facilitator.regions import console_region
from game import commands as ask
from game.history import History
from game.state import Scene

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """What the wall shows."""

    scene: Scene


def remote(history: History, _key: str) -> Remote:
    """The wall's remote control. Audience: the facilitator."""
    return Remote(scene=history.game.scene)


REGIONS = (console_region("remote", remote),)


@router.post("/lead/scene")
async def scene(request: Request, scene: Annotated[Scene, Form()], command_id: CommandId = "") -> Response:
    """Choose what the wall shows."""
    return await act(request, command_id, ask.ChooseScene(scene=scene))

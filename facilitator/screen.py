"""The remote control of the wall: what it shows, how large, and its chime. It draws nothing of the wall itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator import wall
from facilitator.acting import CommandId, act
from facilitator.regions import console_region
from game import commands as ask
from game import events as happened
from game.history import History
from game.spotlight import on_stage
from game.state import Scene, Status
from game.steps import ROOM_SIZES
from web import seats

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """What the wall shows, the scene that a blank wall goes back to, and the table that speaks; 0 when none does.

    ``size`` is how large its letters are, one of ``sizes``, in percent.
    """

    scene: Scene
    back_to: Scene
    speaks: int
    size: int
    sizes: tuple[int, ...]


def remote(history: History, _key: str) -> Remote:
    """The wall's remote control. Audience: the facilitator."""
    game = history.game
    return Remote(
        scene=game.scene,
        back_to=scene_before(history),
        speaks=on_stage(game) if game.status is Status.PLAYING else 0,
        size=game.room_size,
        sizes=ROOM_SIZES,
    )


def scene_before(history: History) -> Scene:
    """The newest scene that was not blank."""
    for entry in reversed(history.entries):
        if entry.seq not in history.undone:
            for event in reversed(entry.events):
                if isinstance(event, happened.SceneChosen) and event.scene is not Scene.BLANK:
                    return event.scene
    return Scene.JOIN


REGIONS = (console_region("remote", remote),)


@router.post("/lead/scene")
async def scene(request: Request, scene: Annotated[Scene, Form()], command_id: CommandId = "") -> Response:
    """Choose what the wall shows."""
    return await act(request, command_id, ask.ChooseScene(scene=scene))


@router.post("/lead/room-size")
async def room_size(request: Request, percent: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Choose how large the wall's letters are."""
    return await act(request, command_id, ask.SizeRoom(percent=percent))


@router.post("/lead/ring")
async def ring(request: Request, command_id: CommandId = "") -> Response:
    """Ring the wall's chime."""
    return await act(request, command_id, ask.Ring())


@router.get("/lead/preview/{scene}")
async def preview(request: Request, scene: Scene, game: str = "") -> Response:
    """What the wall would show in another scene, for the facilitator alone. The wall stays as it is."""
    return wall.still(request, await seats.lead(request, expects=game), scene)

"""The end of a game: closing it, telling how it was, publishing the report."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, Desk, Told, act, answer, led
from game import commands as ask
from game.scenario import Words

router = APIRouter()

CLOSE, TELL = Desk("close"), Desk("tell")
DESKS = (CLOSE, TELL)


@router.post("/lead/close")
async def close(request: Request, sure: Annotated[str, Form()] = "", command_id: CommandId = "") -> Response:
    """End the game; the tick is the only thing the console ever asks twice for."""
    if not sure:
        room = await led(request)
        told = Told(sentence="Set the tick first. Then the game is closed.")
        return answer(request, room, told, status=422, desk=CLOSE, filled={})
    return await act(request, command_id, ask.CloseGame(), desk=CLOSE)


@router.post("/lead/tell")
async def tell(
    request: Request,
    headline: Annotated[str, Form()] = "",
    turning_point: Annotated[str, Form()] = "",
    surprise: Annotated[str, Form()] = "",
    refusal: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Write the headline and the three answers that open the report."""
    filled = {"headline": headline, "turning_point": turning_point, "surprise": surprise, "refusal": refusal}
    command = ask.Tell(**{name: Words(text) for name, text in filled.items()})
    return await act(request, command_id, command, desk=TELL, filled=filled)


@router.post("/lead/publish")
async def publish(request: Request, command_id: CommandId = "") -> Response:
    """Publish the report, or publish it again."""
    return await act(request, command_id, ask.Publish())

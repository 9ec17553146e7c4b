"""The run sheet: steps and their clock, where the room is in it and how late. Every change goes through `Rooms.submit`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator import runsheet
from facilitator.acting import CommandId, act
from facilitator.regions import console_region, console_view
from facilitator.runsheet import Button, Row
from game import commands as ask
from game.history import History
from game.shapes import BarView

router = APIRouter()

_MOST_MINUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The run sheet. ``over`` is by how many minutes the step ends late, as of the newest entry."""

    bar: BarView
    rows: tuple[Row, ...]
    button: Button
    over: int | None
    script: tuple[str, ...]
    if_flat: tuple[str, ...]
    published: int
    has_headline: bool


def run(history: History, _key: str) -> Run:
    """The run sheet and the private script. Audience: the facilitator.

    Lateness is told as of the newest entry, so that it needs no clock and the same log always draws the same page.
    """
    view = console_view(history)
    return Run(
        bar=view.bar,
        rows=runsheet.rows(view),
        button=runsheet.button(view),
        over=runsheet.minutes_over(view, history.entries[-1].at),
        script=view.script,
        if_flat=view.if_flat,
        published=view.published,
        has_headline=bool(view.telling.headline),
    )


REGIONS = (console_region("run", run),)


@router.post("/lead/next")
async def next_step(request: Request, from_step: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Begin the next step; pressed twice, it is done once."""
    return await act(request, command_id, ask.NextStep(from_step=from_step))


@router.post("/lead/back")
async def back(request: Request, from_step: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Begin the step before again."""
    return await act(request, command_id, ask.BackStep(from_step=from_step))


@router.post("/lead/pause")
async def pause(request: Request, command_id: CommandId = "") -> Response:
    """Stop the clock."""
    return await act(request, command_id, ask.PauseClock())


@router.post("/lead/resume")
async def resume(request: Request, command_id: CommandId = "") -> Response:
    """Let the clock run on."""
    return await act(request, command_id, ask.ResumeClock())


@router.post("/lead/minutes")
async def minutes(request: Request, minutes: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """More or fewer minutes for the step that is on."""
    within = max(-_MOST_MINUTES, min(minutes, _MOST_MINUTES))
    return await act(request, command_id, ask.AddMinutes(minutes=within))

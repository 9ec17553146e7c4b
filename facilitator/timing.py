"""The run sheet: its steps and clock, how late the room is, what would help. Every change goes through `Rooms.submit`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator import cues, runsheet
from facilitator.acting import CommandId, Desk, Filled, Told, act, answer, led
from facilitator.regions import console_region, console_view
from facilitator.runsheet import Button, Row, Standing
from game import commands as ask
from game.shapes import BarView
from game.state import Game
from game.talk import extra_clock
from web.house import house_of
from web.regions import Moment
from web.rooms import Room

router = APIRouter()

_MOST_MINUTES = 60
_SOON = timedelta(hours=12)
"""An hour that is over today is meant for tomorrow when it is no further away than this: games run past midnight."""
_HOUR = re.compile(r"(\d{1,2})\s*[:.h ]?\s*(\d{2})")
_FAR = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """A table that has more minutes than the room; ``is_on`` once the room went on and its own minutes run."""

    table: int
    minutes: int
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The run sheet, how late it is, and the private script with what it knows of the room."""

    bar: BarView
    rows: tuple[Row, ...]
    button: Button
    standing: Standing | None
    extra: tuple[Extra, ...]
    script: tuple[str, ...]
    cues: tuple[str, ...]
    if_flat: tuple[str, ...]
    is_published: bool
    has_changes: bool
    """Whether the report was changed since it was published, so that readers do not see that yet."""
    has_headline: bool
    waiting: int
    """How many typed texts nobody has checked."""


def run(moment: Moment, _key: str) -> Run:
    """The run sheet and the private script at this moment. Audience: the facilitator."""
    view = console_view(moment.history)
    return Run(
        bar=view.bar,
        rows=runsheet.rows(view),
        button=runsheet.button(view),
        standing=runsheet.standing(view, moment.now),
        extra=extra(moment.history.game, moment.now),
        script=view.script,
        cues=cues.cues(view, moment.history.game),
        if_flat=view.if_flat,
        is_published=moment.history.game.is_published,
        has_changes=moment.history.game.is_published and moment.history.game.telling != moment.history.game.told,
        has_headline=bool(view.telling.headline),
        waiting=len(view.to_check),
    )


def extra(game: Game, now: datetime) -> tuple[Extra, ...]:
    """The tables that were given more minutes, while these still wait or run."""
    found = []
    for number, table in sorted(game.tables.items()):
        given = table.extra
        if given is None or not given.minutes:
            continue
        clock = extra_clock(game, number)
        waits = given.until_left_ms is None and given.step == game.step_index
        runs = clock is not None and clock.left(now) > 0
        if waits or runs:
            found.append(Extra(table=number, minutes=given.minutes, is_on=runs))
    return tuple(found)


REGIONS = (console_region("run", run, living=True),)


def _end(room: Room, _filled: Filled) -> Mapping[str, Any]:
    """The set end, for the desk that changes it."""
    return {"must_end_at": room.history.game.must_end_at}


END = Desk("end", _end, stays=True)
DESKS = (END,)


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


@router.post("/lead/plan")
async def plan(
    request: Request, step: Annotated[int, Form()], minutes: Annotated[int, Form()], command_id: CommandId = ""
) -> Response:
    """Plan a step that comes (its number, from 1) with other minutes; pressed twice, it is done once."""
    return await act(request, command_id, ask.PlanMinutes(minutes=((step - 1, minutes),)))


@router.post("/lead/later")
async def later(request: Request, until: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Let the game end at another moment, in milliseconds since 1970; pressed twice, it is done once."""
    at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=max(0, min(until, 2**43)))
    return await act(request, command_id, ask.SetEnd(at=at))


@router.post("/lead/end")
async def end(
    request: Request,
    at: Annotated[str, Form()] = "",
    minutes: Annotated[int, Form()] = 0,
    command_id: CommandId = "",
) -> Response:
    """Set when the game has to be over: an hour like 16:30 on this server's own clock, or so many minutes from the set end."""
    room = await led(request)
    now = house_of(request).now()
    must_end_at = room.history.game.must_end_at
    filled = {"at": at.strip()[:8]}
    if minutes and must_end_at is not None:
        until: datetime | None = must_end_at + timedelta(minutes=max(-_MOST_MINUTES, min(minutes, _MOST_MINUTES)))
    else:
        until = hour_of(at, now)
    if until is None or not now < until <= now + _FAR:
        wrong = "Type an hour like 16:30." if until is None else "That hour is over already. Choose a later one."
        return answer(request, room, Told(sentence=wrong), status=422, desk=END, filled=filled)
    return await act(request, command_id, ask.SetEnd(at=until), desk=END, filled=filled)


def hour_of(typed: str, now: datetime) -> datetime | None:
    """The moment (UTC) that an hour on this server's clock means at ``now``: today, or soon after midnight. None: no hour."""
    found = _HOUR.fullmatch(typed.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    here = now.astimezone()
    wanted = here.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    if wanted <= here and wanted + timedelta(days=1) - here <= _SOON:
        wanted += timedelta(days=1)
    return wanted.astimezone(UTC)

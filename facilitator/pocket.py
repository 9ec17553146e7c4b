"""The console in one hand: a page for the phone of a facilitator who walks about. Its buttons are those of the console.

It knows nothing that the console does not, and holds nothing that a passer-by may not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from facilitator import runsheet
from facilitator.acting import POCKET, Desk, Filled, page
from facilitator.cues import cues
from facilitator.needs import Need, Snoozes, needs
from facilitator.regions import ActLine, act_lines, console_region, console_view
from facilitator.runsheet import Button, Standing
from facilitator.screen import scene_before
from game.shapes import BarView
from game.state import CallFor, Scene, Status
from game.talk import waiting_calls
from web import hands, seats
from web.regions import Moment, Region
from web.rooms import Room

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A table that calls."""

    table: int
    what: CallFor


@dataclass(frozen=True, slots=True, kw_only=True)
class Pocket:
    """What somebody needs who walks about: the step and its clock, the worst need, what to say, what waits, the big button.

    ``planned`` are the minutes of the step; ``back_to`` is the scene that a blank wall goes back to; ``more`` tables need
    something too; ``calls`` are longest first.
    """

    bar: BarView
    planned: int
    standing: Standing | None
    button: Button
    need: Need | None
    more: int
    script: tuple[str, ...]
    cues: tuple[str, ...]
    if_flat: tuple[str, ...]
    calls: tuple[Waiting, ...]
    checks: int
    scene: Scene
    back_to: Scene
    newest: ActLine | None
    is_open: bool
    is_rehearsal: bool


def pocket(moment: Moment, snoozes: Snoozes) -> Pocket:
    """The room in one hand at this moment."""
    game = moment.history.game
    view = console_view(moment.history)
    found = needs(moment, snoozes)
    lines = act_lines(moment.history)
    calls = ((number, game.tables[number].call) for number in waiting_calls(game))
    return Pocket(
        bar=view.bar,
        planned=view.sheet[game.step_index].minutes if game.step else 0,
        standing=runsheet.standing(view, moment.now),
        button=runsheet.button(view),
        need=found.needs[0] if found.needs else None,
        more=len(found.needs[1:]) + found.more,
        script=view.script,
        cues=cues(view, game),
        if_flat=view.if_flat,
        calls=tuple(Waiting(table=number, what=call.what) for number, call in calls if call is not None),
        checks=len(view.to_check),
        scene=game.scene,
        back_to=scene_before(moment.history),
        newest=lines[0] if lines else None,
        is_open=game.status is not Status.CLOSED,
        is_rehearsal=game.is_rehearsal,
    )


def regions(snoozes: Snoozes) -> tuple[Region, ...]:
    """The region of the page, which knows what was put off. Audience: the facilitator."""

    def view(moment: Moment, _key: str) -> Pocket:
        return pocket(moment, snoozes)

    return (console_region("pocket", view, living=True),)


def _way(room: Room, _filled: Filled) -> Mapping[str, Any]:
    """What a phone has to know to open the page: the four words, which open the console on any device."""
    return {"lead_words": hands.lead_words(room), "lead_secret": hands.lead_secret(room)}


PHONE = Desk("pocket", _way)
DESKS = (PHONE,)


@router.get(POCKET)
async def pocket_page(request: Request) -> Response:
    """The page, with the same cookie as the console."""
    return page(request, await seats.lead(request))

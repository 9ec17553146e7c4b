"""What goes on beside the step: event cards, what the room chose under them, tables that report back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, Desk, Told, act, answer, led
from facilitator.regions import console_region, console_view
from game import commands as ask
from game.history import History
from game.scenario import StepKind
from game.shapes import EventLine, StageView
from game.spotlight import order as spotlight_order
from game.state import Status

router = APIRouter()

EVENT, OUTCOME = Desk("event"), Desk("outcome")
DESKS = (EVENT, OUTCOME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What goes on beside the step: the event cards that are on, and whose turn it is to report back."""

    on: tuple[EventLine, ...]
    stage: StageView | None
    wants_event: bool
    is_open: bool
    called: tuple[int, ...] = ()
    """The tables that have spoken, or speak now."""


def stage(history: History, _key: str) -> Stage:
    """Event cards that are on, and the order of the tables. Audience: the facilitator."""
    view = console_view(history)
    on = tuple(line for line in view.events if line.is_on)
    is_between = view.bar.kind is StepKind.WAIT and history.game.has_opened(StepKind.MARKET)
    return Stage(
        on=on,
        stage=view.stage,
        wants_event=is_between and not on and bool(view.events),
        is_open=view.bar.status is Status.PLAYING,
        called=history.game.spotlight.called if view.stage else (),
    )


REGIONS = (console_region("stage", stage),)


@router.post("/lead/event")
async def event(request: Request, card: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Send an event card to the room."""
    return await act(request, command_id, ask.SendEvent(card=card), desk=EVENT)


@router.post("/lead/end-event")
async def end_event(request: Request, card: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """End an event card that is on."""
    return await act(request, command_id, ask.EndEvent(card=card))


@router.post("/lead/outcome")
async def outcome(
    request: Request,
    card: Annotated[str, Form()],
    idea: Annotated[list[str] | None, Form()] = None,
    badge: Annotated[list[str] | None, Form()] = None,
    command_id: CommandId = "",
) -> Response:
    """Enter what the room chose by standing: ideas, or people by their badge numbers."""
    room = await led(request)
    filled = {"card": card, "chosen": tuple(idea or ()), "badges": tuple(badge or ())}
    people = []
    for typed in badge or []:
        if not typed.strip():
            continue
        found = room.history.game.by_badge(typed)
        if found is None:
            return answer(request, room, Told(badge=typed.strip()[:8]), status=422, desk=OUTCOME, filled=filled)
        people.append(found.id)
    entered = ask.EnterOutcome(card=card, ideas=tuple(idea or ()), people=tuple(people))
    return await act(request, command_id, entered, desk=OUTCOME, filled=filled)


@router.post("/lead/call")
async def call(request: Request, table: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Call a table to report back."""
    return await act(request, command_id, ask.CallTable(table=table))


@router.post("/lead/order")
async def order(request: Request, table: Annotated[int, Form()], command_id: CommandId = "") -> Response:
    """Let a table speak next, before those whose turn would come first."""
    game = (await led(request)).history.game
    spoken = tuple(number for number in spotlight_order(game) if number in game.spotlight.called)
    return await act(request, command_id, ask.OrderTables(tables=(*spoken, table)))

"""Words that players typed, before all see them; and actions that came after the close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator import acts
from facilitator.acting import CommandId, act
from facilitator.regions import console_region, console_view
from game import commands as ask
from game.checking import TypedWords
from game.history import History

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLine:
    """An action that came after the close, in words that hold nothing private."""

    id: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What waits for the facilitator: typed words to show or hide, actions that came late."""

    words: tuple[TypedWords, ...]
    late: tuple[LateLine, ...]


def checks(history: History, _key: str) -> Checks:
    """What waits for a check. Audience: the facilitator."""
    view = console_view(history)
    late = tuple(
        LateLine(id=kept.late, words=acts.say_events(kept.events, kept.at, history.game))
        for kept in history.late_actions()
    )
    return Checks(words=view.to_check, late=late)


REGIONS = (console_region("checks", checks),)


@router.post("/lead/check")
async def check(
    request: Request,
    ref: Annotated[str, Form()],
    shows: Annotated[bool, Form()],
    command_id: CommandId = "",
) -> Response:
    """Show typed words to all, or hide them."""
    return await act(request, command_id, ask.CheckWords(ref=ref, shows=shows))


@router.post("/lead/admit")
async def admit(request: Request, late: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Let an action that came after the close count."""
    return await act(request, command_id, ask.AdmitLate(late=late))

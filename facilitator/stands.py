"""Where the room stood: people walk to a place on a line between two ends, and somebody counts them. It names nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, Desk, Filled, act
from game import commands as ask
from game.editing import FIFTHS
from game.scenario import Card, Scenario
from web.rooms import Room

router = APIRouter()

_NONSENSE = -1
"""What stands for a number that cannot be read; the rules refuse it."""


def lines_of(scenario: Scenario) -> tuple[Card, ...]:
    """The cards of a pack that are a line with two ends."""
    return tuple(card for card in scenario.cards if len(card.ends) == 2)


def _lines(room: Room, filled: Filled) -> Mapping[str, Any]:
    """The pack's lines, the one that is chosen, and what was counted on each."""
    game = room.history.game
    lines = lines_of(game.scenario)
    asked = filled.get("card")
    chosen = next((card for card in lines if card.id == asked), next(iter(lines), None))
    stand = game.stands.get(chosen.id) if chosen else None
    return {
        "lines": lines,
        "chosen": chosen,
        "counts": filled.get("counts") or [str(count) for count in (stand.counts if stand else ())] or [""] * FIFTHS,
        "stood": "-".join(str(count) for count in stand.counts) if stand else "",
        "counted": frozenset(game.stands),
    }


STAND = Desk("stand", _lines, stays=True, keeps=("card",))
DESKS = (STAND,)


@router.post("/lead/stand")
async def stand(
    request: Request,
    card: Annotated[str, Form()] = "",
    count: Annotated[list[str] | None, Form()] = None,
    command_id: CommandId = "",
) -> Response:
    """Enter how many stood in each fifth of a line. An empty place is nobody."""
    counts = [text.strip() for text in count or ()][: FIFTHS + 1]
    command = ask.PlaceTension(card=card, counts=tuple(_number(text) for text in counts))
    kept = (counts + [""] * FIFTHS)[:FIFTHS]
    return await act(request, command_id, command, desk=STAND, filled={"card": card, "counts": kept})


def _number(text: str) -> int:
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else _NONSENSE

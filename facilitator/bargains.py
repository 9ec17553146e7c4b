"""Deals as the facilitator sees them: those that stand or wait, and those that are entered or ended by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator.acting import CommandId, Desk, Filled, Told, act, answer, led
from facilitator.regions import console_region, console_view
from facilitator.spoken import Line, NoSuchBadge, NoSuchWord, idea_of, lines_of, terms_of
from game import commands as ask
from game.bargaining import OWN_WORDS
from game.history import History
from game.scenario import StepKind
from game.shapes import DealLine
from game.sheets import BLANK_COST
from game.state import DealState, Status
from web.rooms import Room

router = APIRouter()

SPOKEN_LINES = 6
CAN_BE_VOIDED = frozenset({DealState.PROPOSED, DealState.AGREED, DealState.IN_DOUBT})


def _standing(room: Room, _filled: Filled) -> Mapping[str, Any]:
    deals = console_view(room.history).deals
    return {"standing": tuple(deal for deal in deals if deal.state in CAN_BE_VOIDED)}


SPOKEN = Desk("spoken", lambda _room, _filled: {"spoken_lines": SPOKEN_LINES}, stays=True)
VOID = Desk("void", _standing)
COSTS = Desk("costs", lambda _room, _filled: {"blank_cost": BLANK_COST}, stays=True)
DESKS = (SPOKEN, VOID, COSTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The deals, those that somebody disputes first. ``is_open`` while a spoken one can be entered."""

    deals: tuple[DealLine, ...]
    is_open: bool


def agreed(history: History, _key: str) -> Agreed:
    """The deals that stand or wait. Audience: the facilitator."""
    view = console_view(history)
    alive = [deal for deal in view.deals if deal.state in CAN_BE_VOIDED]
    is_open = history.game.has_opened(StepKind.MARKET) and view.bar.status is not Status.CLOSED
    return Agreed(deals=tuple(sorted(alive, key=lambda deal: not deal.disputed_by)), is_open=is_open)


REGIONS = (console_region("agreed", agreed),)


@router.post("/lead/spoken")
async def spoken(
    request: Request,
    idea: Annotated[str, Form()] = "",
    badge: Annotated[list[str] | None, Form()] = None,
    kind: Annotated[list[str] | None, Form()] = None,
    count: Annotated[list[str] | None, Form()] = None,
    string: Annotated[str, Form()] = "",
    own_words: Annotated[str, Form()] = "",
    in_one: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Enter a deal that its parties agreed aloud, by badge numbers: in rows, or ``in_one`` line.

    Without an idea it is for that of the last badge's table, or of another badge's.
    """
    room = await led(request)
    lines = _lines(badge or [], kind or [], count or [])
    written = lines_of(room.history.game.scenario, in_one)
    if isinstance(written, NoSuchWord):
        filled = {"idea": idea, "lines": lines, "string": string, "own_words": own_words, "in_one": in_one}
        told = Told(sentence=f"What is “{written.word}”? Write a badge, then what it gives.")
        return answer(request, room, told, status=422, desk=SPOKEN, filled=filled)
    lines = (*(line for line in lines if line.badge.strip()), *written)[:SPOKEN_LINES] or lines
    found = idea or idea_of(room.history.game, lines)
    if own_words.strip() and not string:
        string = OWN_WORDS
    filled = {"idea": idea, "lines": lines, "string": string, "own_words": own_words}
    terms = terms_of(room.history.game, found, lines, string, own_words)
    if isinstance(terms, NoSuchBadge):
        return answer(request, room, Told(badge=terms.badge), status=422, desk=SPOKEN, filled=filled)
    return await act(request, command_id, ask.EnterSpoken(terms=terms, idea=found), desk=SPOKEN, filled=filled)


@router.post("/lead/void")
async def void(request: Request, deal: Annotated[str, Form()], command_id: CommandId = "") -> Response:
    """Make a deal void: what was given returns."""
    return await act(request, command_id, ask.VoidDeal(deal=deal))


@router.post("/lead/cost")
async def cost(
    request: Request,
    idea: Annotated[str, Form()],
    pick: Annotated[str, Form()],
    cost: Annotated[int, Form()],
    command_id: CommandId = "",
) -> Response:
    """Agree another cost for a method that a table wrote itself."""
    return await act(request, command_id, ask.SetCost(idea=idea, pick=pick, cost=cost), desk=COSTS)


def _lines(badges: list[str], kinds: list[str], counts: list[str]) -> tuple[Line, ...]:
    """The lines of the spoken form; a count that is no number is one."""
    lines = []
    for place, badge in enumerate(badges[:SPOKEN_LINES]):
        count = counts[place] if place < len(counts) else ""
        lines.append(
            Line(
                badge=badge,
                kind=kinds[place] if place < len(kinds) else "",
                count=int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 1,
            )
        )
    return tuple(lines)

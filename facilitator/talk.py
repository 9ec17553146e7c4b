"""Messages to phones, and the tables that call: what was written, how many saw it, and who waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from facilitator import acting
from facilitator.acting import CommandId, Desk, Filled, Told, act, led
from facilitator.regions import console_region
from facilitator.tables import At, act_at
from game import commands as ask
from game import talk
from game.scenario import Words
from game.state import CallAnswer, CallFor, Game, Message, Reach, Status
from web.regions import Moment
from web.rooms import Room

router = APIRouter()

SHOWN = 4
"""So many messages of a step stand on the console."""
MINUTES = 2
"""What a table gets that is answered with more time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A table that calls, and for how many whole minutes by now."""

    table: int
    what: CallFor
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLine:
    """A message of this step: whom it is for in words, and on how many of their phones it was shown."""

    id: str
    to: str
    text: str
    seen: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """What tables say to the facilitator and the facilitator to them. ``is_playing``: calls can be answered with time."""

    calls: tuple[CallLine, ...]
    sent: tuple[SentLine, ...]
    minutes: int
    is_open: bool


def calls(moment: Moment, _key: str) -> Calls:
    """The calls, longest first, and the newest messages of this step. Audience: the facilitator."""
    game = moment.history.game
    return Calls(
        calls=tuple(_call(moment, number) for number in talk.waiting_calls(game)),
        sent=tuple(_sent(moment, message) for message in _of_this_step(game)[:SHOWN]),
        minutes=MINUTES,
        is_open=game.status is not Status.CLOSED,
    )


def _call(moment: Moment, number: int) -> CallLine:
    call = moment.history.game.tables[number].call
    assert call is not None
    waits = int((moment.now - call.at).total_seconds() // 60)
    return CallLine(table=number, what=call.what, minutes=max(0, waits))


def _of_this_step(game: Game) -> list[Message]:
    return [message for message in reversed(game.messages) if talk.stands(game, message)]


def _sent(moment: Moment, message: Message) -> SentLine:
    game = moment.history.game
    readers = {player.id for player in talk.readers(game, message)}
    return SentLine(
        id=message.id,
        to=_whom(game, message),
        text=message.text,
        seen=len(readers & moment.phones.seen(message.id)),
        of=len(readers),
    )


def _whom(game: Game, message: Message) -> str:
    match message.reach:
        case Reach.ROOM:
            return "all phones"
        case Reach.TABLE:
            return f"table {message.key}"
        case Reach.ROLE:
            return game.scenario.role(message.key).title
        case Reach.PLAYER:
            return game.badge_of(message.key)


REGIONS = (console_region("calls", calls, living=True),)


def _choices(room: Room, _filled: Filled) -> Mapping[str, Any]:
    game = room.history.game
    held = {player.role for player in game.seated()}
    return {
        "tables": tuple(sorted(game.tables)),
        "roles": tuple(role for role in game.scenario.roles if role.id in held),
        "is_open": game.status is not Status.CLOSED,
    }


MESSAGE = Desk("message", _choices, stays=True, keeps=("to", "badge"))
DESKS = (MESSAGE,)


@router.post("/lead/message")
async def message(
    request: Request,
    to: Annotated[str, Form()] = "room",
    badge: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    ready: Annotated[str, Form()] = "",
    at: At = 0,
    is_desk: Annotated[bool, Form()] = False,
    command_id: CommandId = "",
) -> Response:
    """Write to phones. ``to`` is ``room``, ``table:4``, ``role:`` with its id, or ``badge`` for one person.

    ``ready`` is a ready sentence that was pressed; else the own words in ``text`` are sent.
    """
    room = await led(request)
    reach, key = whom(room.history.game, to, badge)
    filled = {"to": to, "badge": badge.strip()[:8], "text": text}
    if reach is Reach.PLAYER and not key:
        told = Told(badge=badge.strip()[:8]) if badge.strip() else Told(sentence="Type the badge of one person first.")
        return acting.answer(request, room, told, status=422, desk=MESSAGE, filled=filled)
    written = ask.SendMessage(reach=reach, key=key, text=Words(ready or text))
    if is_desk:
        return await act(request, command_id, written, desk=MESSAGE, filled=filled)
    return await act_at(request, command_id, written, at, {"text": text})


def whom(game: Game, to: str, badge: str) -> tuple[Reach, str]:
    """Whom a message is for, by what was chosen and typed. Somebody who is not there has an empty key."""
    kind, _, key = to.partition(":")
    if kind == "badge":
        found = game.by_badge(badge)
        return Reach.PLAYER, found.id if found else ""
    return {"table": Reach.TABLE, "role": Reach.ROLE}.get(kind, Reach.ROOM), key


@router.post("/lead/answer-call")
async def answer_call(
    request: Request,
    table: Annotated[int, Form()],
    answer: Annotated[CallAnswer, Form()],
    at: At = 0,
    command_id: CommandId = "",
) -> Response:
    """Answer a table's call: somebody comes, it gets more time, or it is settled."""
    return await act_at(request, command_id, ask.AnswerCall(table=table, answer=answer, minutes=MINUTES), at)

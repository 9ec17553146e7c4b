"""The end of a game: closing it, the guided three minutes after it, publishing the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from facilitator.acting import CommandId, Desk, Filled, Told, act, answer, good_id, led
from game import commands as ask
from game.checking import TypedWords, to_check, typed_words
from game.events import GameClosed
from game.history import History
from game.refused import Refused
from game.scenario import Words
from game.state import Clock, Telling
from game.telling import report
from game.wary import covered
from web import seats
from web.house import house_of
from web.render import fresh_command_id
from web.rooms import Room

router = APIRouter()

GUIDED = timedelta(minutes=3)
"""What the guided close is meant to take. Its clock advises, like every clock here."""
QUESTIONS = ("turning_point", "surprise", "refusal")
QUOTES, HEADLINE = len(QUESTIONS) + 1, len(QUESTIONS) + 2
"""The pages of the guided close, counted from 1: the questions, the quotes, and the headline with the decision."""


def _page_of(filled: Filled) -> int:
    asked = str(filled.get("page", ""))
    return int(asked) if len(asked) == 1 and asked in "12345"[:HEADLINE] else 1


def _guide(room: Room, filled: Filled) -> Mapping[str, Any]:
    """One page of the guided close, with what the log says of its question."""
    history = room.history
    page = _page_of(filled)
    closed_at = _closed_at(history)
    return {
        "page": page,
        "last": HEADLINE,
        "field": QUESTIONS[page - 1] if page <= len(QUESTIONS) else "",
        "known": report(history, for_readers=False),
        "quotes": tuple(_quotes(history)) if page == QUOTES else (),
        "clock": Clock(ends_at=closed_at + GUIDED) if closed_at else None,
        "published": history.game.published,
        "waiting": len(to_check(history.game)),
    }


def _closed_at(history: History) -> datetime | None:
    closed = (
        event.at
        for entry in reversed(history.entries)
        if entry.seq not in history.undone
        for event in entry.events
        if isinstance(event, GameClosed)
    )
    return next(closed, None)


def _quotes(history: History) -> list[tuple[TypedWords, bool | None]]:
    """The lines that players let be quoted, and what was decided of each; those that wait come first."""
    game = history.game
    found = [
        (replace(words, title=Words(covered(words.title)), line=Words(covered(words.line))), game.checks.get(words.ref))
        for words in typed_words(game)
        if words.what == "reflection"
    ]
    return sorted(found, key=lambda pair: pair[1] is not None)


CLOSE, TELL, FINISH = Desk("close"), Desk("tell"), Desk("finish", _guide, stays=True, keeps=("page",))
DESKS = (CLOSE, TELL, FINISH)


@router.post("/lead/close")
async def close(request: Request, sure: Annotated[str, Form()] = "", command_id: CommandId = "") -> Response:
    """End the game; the tick is the only thing the console ever asks twice for."""
    if not sure:
        room = await led(request)
        told = Told(sentence="Set the tick first. Then the game is closed.")
        return answer(request, room, told, status=422, desk=CLOSE, filled={})
    return await act(request, command_id, ask.CloseGame(), desk=CLOSE)


@router.post("/lead/finish")
async def finish(
    request: Request,
    page: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    publish: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Keep the answer on one page of the guided close, and turn to the next. An answer that did not change is no act.

    With ``publish`` the report is published with it.
    """
    room = await led(request)
    here = _page_of({"page": page})
    asked = _telling(room.history.game.telling, here, Words(text.strip()))
    if asked is not None:
        command = ask.Tell(
            headline=asked.headline,
            turning_point=asked.turning_point,
            surprise=asked.surprise,
            refusal=asked.refusal,
            introduction=asked.introduction,
        )
        outcome = await house_of(request).rooms.submit(room.row.id, seats.LEAD, good_id(command_id), command)
        if isinstance(outcome, Refused):
            filled = {"page": here, "text": text}
            return answer(request, room, Told(refusal=outcome), status=409, desk=FINISH, filled=filled)
    if publish:
        outcome = await house_of(request).rooms.submit(room.row.id, seats.LEAD, fresh_command_id(), ask.Publish())
        if isinstance(outcome, Refused):
            return answer(request, room, Told(refusal=outcome), status=409, desk=FINISH, filled={"page": here})
    following = min(here + 1, HEADLINE)
    if "hx-request" not in request.headers:
        return RedirectResponse(f"/lead/desk/finish?game={room.row.id}&page={following}", status_code=303)
    return answer(request, room, None, desk=FINISH, filled={"page": following})


def _telling(told: Telling, page: int, text: Words) -> Telling | None:
    """What is told with this page's answer; None when that is what was told before, or the page asks for no words."""
    if page == QUOTES:
        return None
    name = QUESTIONS[page - 1] if page <= len(QUESTIONS) else "headline"
    changed: Telling = replace(told, **{name: text})  # type: ignore[arg-type]
    return changed if changed != told else None


@router.post("/lead/quote")
async def quote(
    request: Request, ref: Annotated[str, Form()], shows: Annotated[bool, Form()], command_id: CommandId = ""
) -> Response:
    """Let a line be quoted in the report, or not, from the guided close."""
    filled = {"page": QUOTES}
    return await act(request, command_id, ask.CheckWords(ref=ref, shows=shows), desk=FINISH, filled=filled)


@router.post("/lead/tell")
async def tell(
    request: Request,
    headline: Annotated[str, Form()] = "",
    turning_point: Annotated[str, Form()] = "",
    surprise: Annotated[str, Form()] = "",
    refusal: Annotated[str, Form()] = "",
    command_id: CommandId = "",
) -> Response:
    """Write the headline and the three answers that open the report, all on one desk."""
    filled = {"headline": headline, "turning_point": turning_point, "surprise": surprise, "refusal": refusal}
    command = ask.Tell(**{name: Words(text) for name, text in filled.items()})
    return await act(request, command_id, command, desk=TELL, filled=filled)


@router.post("/lead/publish")
async def publish(request: Request, page: Annotated[str, Form()] = "", command_id: CommandId = "") -> Response:
    """Publish the report, or publish it again; from the guided close when a page of it is given."""
    return await act(request, command_id, ask.Publish(), desk=FINISH if page else None, filled={"page": page})

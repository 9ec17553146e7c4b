"""The end of a game: closing it, the guided three minutes after it, publishing the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

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
from game.words import clean
from web import seats
from web.house import house_of
from web.render import fresh_command_id
from web.rooms import Room

router = APIRouter()

GUIDED = timedelta(minutes=3)
"""What the guided close is meant to take. Its clock advises, like every clock here."""
TOLD = ("headline", "introduction", "turning_point", "surprise", "refusal")
"""The texts that open the report, by their names in `game.commands.Tell`."""
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
        "is_published": history.game.is_published,
        "has_changes": history.game.is_published and history.game.telling != history.game.told,
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


def _waits(room: Room, _filled: Filled) -> Mapping[str, Any]:
    """Whether a change shows to readers only with a correction."""
    return {"waits": room.history.game.is_published}


CLOSE, TELL, FINISH = Desk("close"), Desk("tell", _waits), Desk("finish", _guide, stays=True, keeps=("page",))
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
    asked = _asked(room.history.game.telling, here, text.strip())
    if asked is not None:
        outcome = await house_of(request).rooms.submit(room.row.id, seats.LEAD, good_id(command_id), asked)
        if isinstance(outcome, Refused):
            filled = {"page": here, "text": text}
            return answer(request, room, Told(refusal=outcome), status=409, desk=FINISH, filled=filled)
    if publish and not room.history.game.is_published:
        outcome = await house_of(request).rooms.submit(room.row.id, seats.LEAD, fresh_command_id(), ask.Publish())
        if isinstance(outcome, Refused):
            return answer(request, room, Told(refusal=outcome), status=409, desk=FINISH, filled={"page": here})
    following = min(here + 1, HEADLINE)
    if "hx-request" not in request.headers:
        return RedirectResponse(f"/lead/desk/finish?game={room.row.id}&page={following}", status_code=303)
    return answer(request, room, None, desk=FINISH, filled={"page": following})


def _asked(told: Telling, page: int, text: str) -> ask.Tell | None:
    """The command with this page's answer; None when that is what was told before, or the page asks for no words."""
    if page == QUOTES:
        return None
    name = QUESTIONS[page - 1] if page <= len(QUESTIONS) else "headline"
    return tell_of(told, {name: text}, {}) if text != getattr(told, name) else None


def tell_of(telling: Telling, typed: Mapping[str, str], before: Mapping[str, str]) -> ask.Tell:
    """The command that keeps what was typed, and all that was written before.

    A text that the form did not show stays, and so does one that the form showed and nobody touched (it is as it was
    ``before``): somebody else may have written it anew in the meantime.
    """
    words = {name: Words(getattr(telling, name)) for name in TOLD}
    for name, text in typed.items():
        if name not in before or clean(before[name]) != clean(text):
            words[name] = Words(text)
    return ask.Tell(**words)


def typed_in(form: FormData) -> tuple[dict[str, str], dict[str, str]]:
    """The texts that open the report as a form holds them, and as they were when it was drawn, by their names."""
    typed = {name: str(form[name]) for name in TOLD if name in form}
    return typed, {name: str(form[f"was_{name}"]) for name in TOLD if f"was_{name}" in form}


@router.post("/lead/quote")
async def quote(
    request: Request, ref: Annotated[str, Form()], shows: Annotated[bool, Form()], command_id: CommandId = ""
) -> Response:
    """Let a line be quoted in the report, or not, from the guided close."""
    filled = {"page": QUOTES}
    return await act(request, command_id, ask.CheckWords(ref=ref, shows=shows), desk=FINISH, filled=filled)


@router.post("/lead/tell")
async def tell(request: Request, command_id: CommandId = "") -> Response:
    """Write the headline and the three answers that open the report, all on one desk. What it does not show stays."""
    room = await led(request)
    typed, before = typed_in(await request.form())
    return await act(request, command_id, tell_of(room.history.game.telling, typed, before), desk=TELL, filled=typed)


@router.post("/lead/publish")
async def publish(request: Request, page: Annotated[str, Form()] = "", command_id: CommandId = "") -> Response:
    """Publish the report; from the guided close when a page of it is given. A correction wants a note: see the editor."""
    room = await led(request)
    if room.history.game.is_published:
        told = Told(sentence="It is published already. To change it, write and change the report.")
        return answer(request, room, told, status=409, desk=FINISH if page else None, filled={"page": page})
    return await act(request, command_id, ask.Publish(), desk=FINISH if page else None, filled={"page": page})

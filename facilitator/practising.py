"""The pages of a rehearsal: beginning one, its pace, its troubles, a player's phone to look at, and its end. No act of the game."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask

from facilitator.acting import Told, answer, led
from facilitator.practice import (
    LASTING,
    REHEARSALS,
    SIZES,
    SPEEDS,
    Practice,
    Practices,
    TooManyRehearsals,
    Trouble,
    practices_of,
)
from facilitator.regions import console_region
from facilitator.rehearsal import FEWEST, MOST
from game.scenario import Scenario
from game.state import Status
from web import seats
from web.house import house_of
from web.regions import Moment, Region
from web.rooms import Room
from web.seats import LEAD, LEAD_COOKIE

router = APIRouter()

BEFORE_COOKIE = "tablefolk_lead_before"
"""The console that this browser had before it began to rehearse, to go back to."""

FULL = "This computer runs as many rehearsals as it can. End another one first."
_NO_NUMBER = f"Write how many people: a number from {FEWEST} to {MOST}."


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeView:
    """What stands on the console of a rehearsal; of any other game, nothing."""

    is_on: bool
    speed: int = 1
    speeds: tuple[int, ...] = SPEEDS
    people: int = 0
    sizes: tuple[int, ...] = SIZES
    goes_on: bool = False
    lasting: tuple[tuple[Trouble, bool], ...] = ()
    at_once: tuple[Trouble, ...] = ()
    is_over: bool = False


def region(practices: Practices) -> Region:
    """The part of the console by which a rehearsal is steered. It is living, because the log does not tell of it."""

    def view(moment: Moment, _key: str) -> PracticeView:
        game = moment.history.game
        practice = practices.of(game.id)
        if practice is None:
            return PracticeView(is_on=False)
        return PracticeView(
            is_on=True,
            speed=practice.speed,
            people=practice.people,
            goes_on=practice.goes_on,
            lasting=tuple((trouble, trouble in practice.troubles) for trouble in Trouble if trouble in LASTING),
            at_once=tuple(trouble for trouble in Trouble if trouble not in LASTING),
            is_over=game.status is Status.CLOSED,
        )

    made = console_region("practice", view)
    return Region(made.id, made.audience, made.template, made.view, living=True)


async def begin(request: Request, scenario: Scenario, run_sheet: str, title: str, people: int) -> Response:
    """Open a rehearsal and lead it from this browser. Raises TooManyRehearsals, NotSaved."""
    house = house_of(request)
    practice = await practices_of(request).begin(house, scenario, run_sheet, title=title, people=people)
    done = RedirectResponse("/lead", status_code=303)
    held = request.cookies.get(LEAD_COOKIE, "")
    if not held.strip('"').startswith(REHEARSALS):
        seats.keep(done, request, BEFORE_COOKIE, held)
    await seats.take_hand(done, request, practice.room, LEAD)
    return done


def people_of(text: str) -> int | None:
    """How many people somebody wrote; None when a rehearsal cannot have so many."""
    text = text.strip()
    is_number = text.isascii() and text.isdigit() and len(text) < 5
    return int(text) if is_number and FEWEST <= int(text) <= MOST else None


async def _told(request: Request, room: Room, sentence: str, status: int = 200) -> Response:
    house_of(request).rooms.wakes.wake(room.row.id)
    return answer(request, room, Told(sentence=sentence), status=status)


async def _steer(request: Request, change: Callable[[Practice], str]) -> Response:
    """Change something about the rehearsal that this console leads, and say what."""
    room = await led(request)
    practice = practices_of(request).of(room.row.id)
    if practice is None:
        return await _told(request, room, "This is no rehearsal, so nothing was changed.", 409)
    return await _told(request, room, change(practice))


def _ending(request: Request, room: Room) -> BackgroundTask:
    """End a rehearsal once its console has its answer: else the page would be told that it is gone before it could go."""
    return BackgroundTask(practices_of(request).end, house_of(request), room.row.id)


@router.post("/lead/rehearse")
async def rehearse(request: Request, people: Annotated[str, Form()] = "") -> Response:
    """Rehearse the game that is led now, in a game beside it; `finish` leads back to this one."""
    room = await led(request)
    game = room.history.game
    count = people_of(people or str(max(FEWEST, game.expected)))
    if count is None:
        return await _told(request, room, _NO_NUMBER, 422)
    try:
        done = await begin(request, game.scenario, game.run_sheet_id, game.title, count)
    except TooManyRehearsals:
        return await _told(request, room, FULL, 409)
    return done


@router.post("/lead/practice/speed")
async def speed(request: Request, speed: Annotated[int, Form()]) -> Response:
    """Play faster, or as a room does."""
    room = await led(request)
    practice = practices_of(request).of(room.row.id)
    if practice is None or speed not in SPEEDS:
        return await _told(request, room, "This pace cannot be had here.", 409)
    await practice.set_speed(speed)
    return await _told(request, room, f"The rehearsal runs at {speed} times the pace." if speed > 1 else "Real time.")


@router.post("/lead/practice/goes")
async def goes(request: Request, goes: Annotated[bool, Form()]) -> Response:
    """Let the steps go on by themselves, or press Next oneself."""

    def change(practice: Practice) -> str:
        practice.goes_on = goes
        return "The steps go on by themselves." if goes else "Now you press Next."

    return await _steer(request, change)


@router.post("/lead/practice/trouble")
async def trouble(request: Request, trouble: Annotated[Trouble, Form()], ends: Annotated[str, Form()] = "") -> Response:
    """Make a trouble, or end one that lasts."""
    room = await led(request)
    practice = practices_of(request).of(room.row.id)
    if practice is None:
        return await _told(request, room, "This is no rehearsal, so nothing was changed.", 409)
    if ends:
        practice.end(trouble)
        return await _told(request, room, "That trouble is over.")
    if not await practice.begin(trouble):
        return await _told(request, room, "That cannot happen now. Try it in a later step.", 409)
    return await _told(request, room, "The trouble is there. What do you do?")


@router.post("/lead/practice/again")
async def again(request: Request, people: Annotated[str, Form()] = "") -> Response:
    """End this rehearsal and begin another one with so many people."""
    room = await led(request)
    game = room.history.game
    count = people_of(people)
    if practices_of(request).of(room.row.id) is None or count is None:
        return await _told(request, room, _NO_NUMBER, 422)
    practices_of(request).stop(room.row.id)
    try:
        done = await begin(request, game.scenario, game.run_sheet_id, game.title, count)
    except TooManyRehearsals:
        return await _told(request, room, FULL, 409)
    done.background = _ending(request, room)
    return done


@router.post("/lead/practice/phone")
async def phone(request: Request) -> Response:
    """Hold the phone of a pretend player in this browser."""
    room = await led(request)
    practice = practices_of(request).of(room.row.id)
    player = next((p for p in room.history.game.seated() if practice and p.id in practice.players), None)
    if player is None:
        return await _told(request, room, "Nobody has come yet. Try again in a moment.", 409)
    done = RedirectResponse("/play", status_code=303)
    seats.take(done, request, room, player.id)
    return done


@router.post("/lead/practice/finish")
async def finish(request: Request) -> Response:
    """End the rehearsal: its game is deleted, and the console of before opens again."""
    room = await led(request)
    if not room.history.game.is_rehearsal:
        return await _told(request, room, "This is no rehearsal, so nothing was changed.", 409)
    practices_of(request).stop(room.row.id)
    before = request.cookies.get(BEFORE_COOKIE, "")
    done = RedirectResponse("/lead" if before else "/host", status_code=303, background=_ending(request, room))
    seats.keep(done, request, LEAD_COOKIE, before)
    seats.keep(done, request, BEFORE_COOKIE, "")
    return done

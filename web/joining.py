"""Coming in: the page for the code, and the page where a person takes a seat. It plays nothing."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from game.commands import Join
from game.events import PlayerJoined
from game.refused import Refused, Why
from game.scenario import Words
from game.state import Game, Status
from web import seats
from web.app import room_by_code, tidy_code
from web.forms import BadField, Filled, is_yes, naming, text
from web.house import house_of
from web.render import fresh_command_id
from web.rooms import Conflict, NoSuchGame, Room

router = APIRouter()

WRONG_CODES = RateLimitItemPerMinute(20)
"""How many wrong codes one address may try. A whole room can share one address, and honest scans never count."""

_guesses = MovingWindowRateLimiter(MemoryStorage())


async def fields(request: Request) -> Filled:
    """What a form sent. Names and values are text only; a file counts as nothing."""
    form = await request.form()
    return {name: tuple(value for value in form.getlist(name) if isinstance(value, str)) for name in form}


@router.get("/")
async def front(request: Request, again: str = "") -> Response:
    """The first page: type the code."""
    return house_of(request).render.page("front.html", request, typed="", sentence="", is_again=bool(again))


@router.post("/")
async def find(request: Request) -> Response:
    """From a typed code to the page where one takes a seat."""
    typed = text(await fields(request), "code")
    address = request.client.host if request.client else "?"
    if not _guesses.test(WRONG_CODES, address):
        return _front(request, typed, 429, "Many wrong codes came from here. Wait a minute, then look at the big screen.")
    try:
        room = await room_by_code(request, typed)
    except NoSuchGame:
        _guesses.hit(WRONG_CODES, address)
        sentence = "We do not know that code. Look at the big screen." if tidy_code(typed) else "Type the code first."
        return _front(request, typed, 404, sentence)
    return RedirectResponse(f"/j/{room.row.code}", status_code=303)


def _front(request: Request, typed: str, status: int, sentence: str) -> Response:
    return house_of(request).render.page(
        "front.html", request, status=status, typed=typed[:40], sentence=sentence, is_again=False
    )


@router.get("/j/{code}")
async def door(request: Request, code: str) -> Response:
    """Where one takes a seat. Reading it takes none: messengers read links ahead."""
    room = await room_by_code(request, code)
    seat = None
    try:
        other, player = await seats.player(request)
        seat = player if other.row.id == room.row.id else None
    except seats.NoSeat:
        pass
    return _door(request, room, {}, seat=seat)


@router.post("/j/{code}")
async def enter(request: Request, code: str) -> Response:
    """Take a seat."""
    room = await room_by_code(request, code)
    filled = await fields(request)
    command_id = text(filled, "command_id") or fresh_command_id()
    try:
        table = text(filled, "table", "0")
        if not (table.isascii() and table.isdigit() and len(table) < 4):
            raise BadField("table", "Choose a table.")
        command = Join(
            name=Words(text(filled, "name")),
            naming=naming(filled),
            hat=text(filled, "hat"),
            film=is_yes(filled, "film"),
            table=int(table),
        )
        outcome = await house_of(request).rooms.submit(room.row.id, "join", command_id, command)
    except BadField as bad:
        return _door(request, room, filled, 422, bad=bad)
    except Conflict:
        return _door(request, room, filled, 409, bad=BadField("name", "This was sent before. Press the button again."))
    except ValueError:
        return _door(request, room, filled, 422, bad=BadField("name", "Press the button again."))
    if isinstance(outcome, Refused):
        is_field = outcome.why in {Why.EMPTY, Why.TOO_LONG}
        return _door(request, room, filled, 422 if is_field else 409, refusal=outcome)
    player = next(event.player for event in outcome.entry.events if isinstance(event, PlayerJoined))
    answer = RedirectResponse("/play", status_code=303)
    seats.take(answer, request, room, player)
    return answer


def _door(
    request: Request,
    room: Room,
    filled: Filled,
    status: int = 200,
    *,
    refusal: Refused | None = None,
    bad: BadField | None = None,
    seat: object = None,
) -> Response:
    game = room.history.game
    return house_of(request).render.page(
        "door.html",
        request,
        status=410 if game.status is Status.CLOSED and status == 200 else status,
        scenario=game.scenario,
        game=_shown(game),
        code=room.row.code,
        links=house_of(request).links(room),
        filled={name: values[0] for name, values in filled.items() if values},
        refusal=refusal,
        bad=bad,
        seat=seat,
    )


def _shown(game: Game) -> Mapping[str, object]:
    """What somebody at the door may know: the title, and which tables have room."""
    heads = {number: sum(1 for _ in game.seated(number)) for number in sorted(game.tables)}
    return {
        "title": game.title,
        "is_closed": game.status is Status.CLOSED,
        "is_published": game.published > 0,
        "tables": [(number, heads[number], heads[number] < game.table_size) for number in heads],
    }

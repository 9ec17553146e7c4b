"""Putting the web together: `create_app` makes the server's pages out of settings, routers and regions. No rules of a game."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, WebSocket
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from web import here, seats
from web.codes import TooManyGuesses, room_by_code
from web.guard import Guard
from web.house import House, house_of, links_of
from web.live import COME_BACK, GONE, Live
from web.presence import Presence
from web.regions import HELP, Region, audiences_of
from web.render import STATIC, Render, environment
from web.rooms import Busy, Conflict, NoSuchGame, NotSaved, Room, Rooms
from web.settings import Settings
from web.store import Store, StoreDown
from web.wake import Wakes

_log = logging.getLogger(__name__)


def create_app(
    settings: Settings,
    routers: Sequence[APIRouter],
    regions: Sequence[Region],
    folders: Sequence[Path] = (),
    extra: Mapping[str, Any] | None = None,
    *,
    address: str = "http://127.0.0.1:8000",
    host_hash: str = "",
    alongside: Sequence[Callable[[House], AbstractAsyncContextManager[None]]] = (),
) -> FastAPI:
    """The application. ``folders`` hold more templates, ``extra`` more names for them; ``alongside`` is what runs while it does.

    Raises SecondServer, SettingsError.
    """
    address = settings.public_url or address
    store = Store(settings.database_url, address=address)
    rooms = Rooms(store, Wakes())
    render = Render(environment(folders, {**(extra or {}), "server_address": address}), rooms.now)
    presence = Presence()
    live = Live(rooms, render, regions, lambda room: links_of(address, room), presence)
    house = House(settings, rooms, live, render, address, host_hash, presence)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for beside in alongside:
                await running.enter_async_context(beside(house))
            yield
        await live.close()
        await rooms.close()
        store.close()

    app = FastAPI(
        title="Tablefolk",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    app.state.house = house
    app.add_middleware(Guard, hosts=(*settings.allowed_hosts, *_host_of(address)))
    app.mount("/static", _Static(directory=STATIC), name="static")
    app.include_router(news)
    app.include_router(here.router)
    for router in routers:
        app.include_router(router)
    _answer_errors(app)
    return app


class _Static(StaticFiles):
    """Static files that a phone may keep, but asks about before it uses them."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "no-cache"
        return response


news = APIRouter()


@news.get("/play/regions")
async def play_regions(request: Request) -> HTMLResponse:
    """The regions of a player's page, for a page whose socket is down."""
    room, player = await seats.player(request)
    return _snapshot(request, room, player.id)


@news.get("/lead/regions")
async def lead_regions(request: Request) -> HTMLResponse:
    """The regions of the console, for a page whose socket is down."""
    room, hand = await seats.lead_hand(request)
    return _snapshot(request, room, "lead", hand.id)


@news.get("/help/regions")
async def help_regions(request: Request) -> HTMLResponse:
    """The regions of a helper's page, for a page whose socket is down."""
    room, hand = await seats.hand(request)
    return _snapshot(request, room, HELP + hand.role, hand.id)


@news.get("/wall/{code}/regions")
async def wall_regions(request: Request, code: str, preview: str = "") -> HTMLResponse:
    """The regions of the wall, for a page whose socket is down."""
    return _snapshot(request, await room_by_code(request, code), "preview" if preview else "wall")


@news.websocket("/play/news")
async def play_news(socket: WebSocket) -> None:
    """News for a player's page."""
    await socket.accept()
    try:
        room, player = await seats.player(socket)
    except seats.NoSeat:
        await socket.close(GONE)
        return
    await house_of(socket).live.serve(socket, room, player.id)


@news.websocket("/lead/news")
async def lead_news(socket: WebSocket) -> None:
    """News for the console."""
    await socket.accept()
    try:
        room, hand = await seats.lead_hand(socket)
    except seats.NoSeat:
        await socket.close(GONE)
        return
    await house_of(socket).live.serve(socket, room, "lead", hand.id)


@news.websocket("/help/news")
async def help_news(socket: WebSocket) -> None:
    """News for a helper's page."""
    await socket.accept()
    try:
        room, hand = await seats.hand(socket)
    except seats.NoSeat:
        await socket.close(GONE)
        return
    await house_of(socket).live.serve(socket, room, HELP + hand.role, hand.id)


@news.websocket("/wall/{code}/news")
async def wall_news(socket: WebSocket, code: str, preview: str = "") -> None:
    """News for the wall, or for a preview of it in a console, which is no wall."""
    await socket.accept()
    try:
        room = await room_by_code(socket, code)
    except NoSuchGame:
        await socket.close(GONE)
        return
    except TooManyGuesses:
        await socket.close(COME_BACK)
        return
    await house_of(socket).live.serve(socket, room, "preview" if preview else "wall")


def _snapshot(request: Request, room: Room, who: str, hand: str = "") -> HTMLResponse:
    audiences = audiences_of(room.history.game, who, hand)
    if audiences is None:
        raise seats.NoSeat("player")
    house = house_of(request)
    house.presence.polled(room.row.id, who, house.now())
    return HTMLResponse(house.live.snapshot(room, audiences))


def _host_of(address: str) -> tuple[str, ...]:
    name = address.partition("://")[2].partition("/")[0].partition(":")[0]
    return (name,) if name else ()


def _answer_errors(app: FastAPI) -> None:
    """Every error becomes a page, or for htmx a fragment, with one clear sentence."""

    def answer(request: Request, status: int, sentence: str, mend: str = "", again: str = "") -> Response:
        template = "error-fragment.html" if "hx-request" in request.headers else "error.html"
        return house_of(request).render.page(
            template, request, status=status, sentence=sentence, mend=mend, again=again
        )

    @app.exception_handler(seats.NoSeat)
    async def no_seat(request: Request, error: seats.NoSeat) -> Response:
        if error.kind == "player":
            if "hx-request" in request.headers or request.method != "GET":
                return answer(request, 401, "You have no seat on this phone.", "Scan the code or type it to come back.")
            return RedirectResponse("/?again=1", status_code=303)
        whom = {"lead": "the facilitator", "help": "helpers", "host": "the host"}[error.kind]
        return answer(request, 403, f"This page is for {whom}.", "Open it with the link you were given.")

    @app.exception_handler(seats.TakenBack)
    async def taken_back(request: Request, error: seats.TakenBack) -> Response:
        if error.kind == "help":
            return answer(request, 403, "This link was taken back.", "Ask the facilitator for a new one.")
        mend = "Another console took it back. To lead again, ask there: the way in is new. Then type your four words."
        return answer(request, 403, "This link was taken back.", mend, f"/lead/{error.code}")

    @app.exception_handler(seats.OtherSeat)
    async def other_seat(request: Request, error: seats.OtherSeat) -> Response:
        whose, mend = "player", "Reload the page."
        if error.kind == "help":
            whose = "game"
        if error.kind == "lead":
            whose, mend = "game", "Open its console again."
        status = 403 if request.method == "GET" else 409
        response = answer(request, status, f"This page belongs to another {whose}.", mend)
        response.headers[seats.PAGE_HEADER] = "other"
        return response

    @app.exception_handler(TooManyGuesses)
    async def too_many_guesses(request: Request, _error: TooManyGuesses) -> Response:
        return answer(
            request, 429, "Many wrong codes came from here.", "Wait a minute. Or scan the code on the big screen."
        )

    @app.exception_handler(NoSuchGame)
    async def no_game(request: Request, _error: NoSuchGame) -> Response:
        return answer(request, 404, "We do not know that code.", "Look at the big screen and type it again.")

    @app.exception_handler(Conflict)
    async def conflict(request: Request, _error: Conflict) -> Response:
        return answer(request, 409, "This was sent before with other words, so it was not saved.", "Send it once more.")

    @app.exception_handler(Busy)
    async def busy(request: Request, _error: Busy) -> Response:
        return answer(request, 503, "Many people are sending at once. Nothing is lost.", "Send it again in a moment.")

    @app.exception_handler(NotSaved)
    @app.exception_handler(StoreDown)
    async def not_saved(request: Request, _error: Exception) -> Response:
        return answer(request, 503, "This could not be saved.", "Keep the page open and tell the facilitator.")

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, _error: RequestValidationError) -> Response:
        return answer(request, 422, "We could not read what was sent.", "Go back, reload the page and try again.")

    @app.exception_handler(HTTPException)
    async def as_http(request: Request, error: HTTPException) -> Response:
        sentences = {
            404: ("There is no such page here.", "Check the address, or go to the first page."),
            405: ("This page cannot be used like that.", "Go back and use the buttons."),
            413: ("That is too much to send at once.", "Make it shorter and send it again."),
        }
        sentence, mend = sentences.get(error.status_code, (str(error.detail), ""))
        return answer(request, error.status_code, sentence, mend)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return answer(request, 500, "Something went wrong on our side. Nothing is lost.", "Reload the page.")

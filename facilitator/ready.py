"""Before people come: the page that says whether this room will work, and the page that a phone tests it with. No act of the game.

What phones told and what was measured is kept in memory only: it is about this room on this day.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import statistics
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import psutil
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.requests import HTTPConnection

from facilitator.acting import context, led
from facilitator.preflight import Facts, Finding, Light, Machine, Sounding, findings, worst
from facilitator.regions import console_region
from game.state import Status
from web import copies, seats
from web.codes import room_by_code
from web.hands import LEAD
from web.house import house_of
from web.regions import Moment, Region, audiences_of
from web.rooms import Room
from web.settings import file_of

router = APIRouter()

MOST_KEPT = 50
"""Soundings of one game; the oldest makes room."""
MOST_GAMES = 200
_WRITES = 5
_A_DAY_MS = 24 * 3600 * 1000


@dataclass(slots=True)
class _Known:
    soundings: list[Sounding] = field(default_factory=list)
    copied_at: datetime | None = None


class Soundings:
    """What is known of this room: what phones told of each game, when it was copied, and how this computer stands."""

    def __init__(self) -> None:
        self.machine: Machine | None = None
        self._games: dict[str, _Known] = {}

    def heard(self, game: str, sounding: Sounding) -> None:
        """A phone opened the test page."""
        known = self._of(game)
        known.soundings = [*known.soundings, sounding][-MOST_KEPT:]

    def copied(self, game: str, at: datetime) -> None:
        """Somebody downloaded a copy of the game."""
        self._of(game).copied_at = at

    def facts(self, moment: Moment, address: str) -> Facts:
        """All that is known at this moment of this game."""
        known = self._games.get(moment.history.game.id) or _Known()
        devices = sum(1 for hand in moment.hands if hand.is_good and hand.role == LEAD and not hand.is_link)
        return Facts(
            now=moment.now.replace(second=0, microsecond=0),
            address=address,
            soundings=tuple(known.soundings),
            machine=self.machine,
            wall_sizes=moment.phones.wall_sizes,
            copied_at=known.copied_at,
            devices=devices,
        )

    def _of(self, game: str) -> _Known:
        known = self._games.pop(game, None) or _Known()
        self._games[game] = known
        if len(self._games) > MOST_GAMES:
            del self._games[next(iter(self._games))]
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyView:
    """The page's lines, and the light for them all."""

    light: Light
    lines: tuple[Finding, ...]
    address: str


def region(soundings: Soundings, address: str) -> Region:
    """The lines of the page. They are living, because phones and walls come and go."""

    def view(moment: Moment, _key: str) -> ReadyView:
        found = findings(soundings.facts(moment, address))
        return ReadyView(light=worst(found), lines=found, address=address)

    made = console_region("ready", view)
    return Region(made.id, made.audience, made.template, made.view, living=True)


def soundings_of(request: HTTPConnection) -> Soundings:
    """What the server that serves this request knows of its room."""
    soundings: Soundings = request.app.state.soundings
    return soundings


def measure(games: Path | None) -> Machine:
    """How this computer stands. ``games`` is the file with the games; None when they are kept elsewhere. Blocks some ms."""
    battery = psutil.sensors_battery()
    folder = games.parent if games is not None else Path(tempfile.gettempdir())
    return Machine(
        free_bytes=shutil.disk_usage(folder).free,
        write_ms=_write_ms(folder) if games is not None else 0,
        battery=round(battery.percent) if battery is not None else None,
        is_plugged_in=battery is None or battery.power_plugged is not False,
        is_kept=games is not None,
    )


def _write_ms(folder: Path) -> int:
    """The middle one of some writes that wait for the disk, in milliseconds."""
    took = []
    for _ in range(_WRITES):
        began = time.perf_counter()
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"tablefolk" * 100)
            probe.flush()
            os.fsync(probe.fileno())
        took.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(took))


@router.get("/lead/ready")
async def ready(request: Request) -> Response:
    """The page for the facilitator. It measures this computer each time it is opened."""
    room = await seats.lead(request)
    house = house_of(request)
    await _measure(request)
    return house.render.page(
        "ready.html",
        request,
        regions=house.live.filled(room, audiences_of(room.history.game, seats.LEAD, seats.hand_id(request)) or {}),
        seat=seats.name_of(room, seats.LEAD),
        test_url=f"{house.address}/ready/{room.row.code}?k={room.row.join_key}",
        is_over=room.history.game.status is Status.CLOSED,
        **context(request, room, None, None, None),
    )


@router.post("/lead/ready")
async def look_again(request: Request) -> Response:
    """Measure this computer anew."""
    room = await led(request)
    await _measure(request)
    house_of(request).rooms.wakes.wake(room.row.id)
    return RedirectResponse("/lead/ready", status_code=303)


@router.get("/lead/copy")
async def copy(request: Request) -> Response:
    """This game as a file that another laptop goes on from. It holds everything: keep it as safe as the laptop."""
    room = await seats.lead(request)
    house = house_of(request)
    content = await asyncio.to_thread(copies.copy_of, house.rooms.store, room.row.id)
    soundings_of(request).copied(room.row.id, house.now())
    house.rooms.wakes.wake(room.row.id)
    name = f"tablefolk-{room.row.code}-{house.now():%Y%m%d-%H%M}.db"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/vnd.sqlite3", headers=headers)


@router.get("/ready/{code}")
async def test_page(request: Request, code: str) -> Response:
    """What the facilitator's own phone opens, to see that phones get through. It shows nothing of the game."""
    room = await room_by_code(request, code)
    return _test_page(request, room, is_told=False)


@router.post("/ready/{code}")
async def told(
    request: Request,
    code: str,
    round_trip: Annotated[int, Form(ge=0, le=_A_DAY_MS)] = 0,
    off: Annotated[int, Form()] = 0,
) -> Response:
    """A phone tells its way there and back and how far its clock is off, both in milliseconds.

    Only one that scanned the facilitator's code counts: whoever only knows the room's code could push the others out.
    """
    room = await room_by_code(request, code)
    house = house_of(request)
    sounding = Sounding(
        at=house.now(),
        round_trip_ms=round_trip,
        off=timedelta(milliseconds=max(-_A_DAY_MS, min(off, _A_DAY_MS))),
    )
    if secrets.compare_digest(request.query_params.get("k", "").encode("utf-8", "replace"), room.row.join_key.encode()):
        soundings_of(request).heard(room.row.id, sounding)
        house.live.look_soon(room.row.id)
    return _test_page(request, room, is_told=True)


def _test_page(request: Request, room: Room, *, is_told: bool) -> Response:
    return house_of(request).render.page(
        "ready-phone.html",
        request,
        scenario=None,
        action=f"{request.url.path}?k={request.query_params.get('k', '')}",
        is_told=is_told,
    )


async def _measure(request: Request) -> None:
    """Where it cannot be measured, nothing is said of this computer."""
    house = house_of(request)
    with suppress(OSError):
        soundings_of(request).machine = await asyncio.to_thread(measure, file_of(house.settings.database_url))

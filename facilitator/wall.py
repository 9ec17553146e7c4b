"""The wall: the projector's page, which anybody may look at and nobody can press. It shows the wall's view and no more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import segno
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from game import views
from game.history import History
from game.shapes import WallView
from game.state import Scene, Status
from web.codes import room_by_code
from web.house import house_of, links_of
from web.regions import Region
from web.render import RegionPage
from web.rooms import Room

router = APIRouter()

QUIET = 4
"""The white edge that a code needs to be read, in modules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """What stands on the wall, with the planned milliseconds of the step and whether its clock was stopped.

    ``rings`` counts the chimes that were asked for; ``room_size`` is how large the letters are, in percent.
    """

    shows: WallView
    planned_ms: int
    is_paused: bool
    rings: int
    room_size: int
    is_rehearsal: bool


def wall_view(history: History, _key: str) -> Wall:
    """The wall's region. Audience: everybody in the room and whoever looks in."""
    game = history.game
    return Wall(
        shows=views.wall(game),
        planned_ms=game.minutes_of(game.step_index) * 60_000 if game.step else 0,
        is_paused=game.status is Status.PLAYING and not game.clock.is_running,
        rings=game.rings,
        room_size=game.room_size,
        is_rehearsal=game.is_rehearsal,
    )


REGION = Region("wall", "wall", "regions/wall.html", wall_view)
REGIONS = (REGION,)


@router.get("/wall/{code}")
async def wall(request: Request, code: str, light: str = "", preview: str = "") -> HTMLResponse:
    """The page for the projector. It has no controls and comes back by itself. ``light`` is ``dark`` in a dark room.

    As a ``preview`` it stands inside the console: it is silent, and nobody takes it for a wall.
    """
    room = await room_by_code(request, code)
    regions = house_of(request).live.filled(room, {"wall": ""})
    return _page(request, room, regions, is_dark=light == "dark", is_preview=bool(preview))


def still(request: Request, room: Room, scene: Scene) -> HTMLResponse:
    """The wall as it would be in another scene, at this moment. It hears no news."""
    house = house_of(request)
    history = replace(room.history, game=replace(room.history.game, scene=scene))
    view = wall_view(history, "")
    links = links_of(house.address, room)
    html = house.render.region(REGION, view, history.game.scenario, room.row.code, links)
    return _page(request, room, RegionPage({REGION.id: html}, history.game.seq), is_still=True)


def _page(
    request: Request,
    room: Room,
    regions: RegionPage,
    *,
    is_dark: bool = False,
    is_preview: bool = False,
    is_still: bool = False,
) -> HTMLResponse:
    return house_of(request).render.page(
        "wall.html",
        request,
        regions=regions,
        scenario=room.history.game.scenario,
        code=room.row.code,
        game_title=room.history.game.title,
        is_dark=is_dark,
        is_preview=is_preview,
        is_still=is_still,
    )


@lru_cache(maxsize=64)
def qr_path(url: str) -> tuple[int, str]:
    """A QR code as one SVG path: the side of its square in modules, with the white edge, and the path's data."""
    rows = tuple(tuple(row) for row in segno.make_qr(url, error="m").matrix)
    parts: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                parts.append(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z")
            x += length or 1
    return len(rows) + 2 * QUIET, "".join(parts)


def spaced(code: str) -> str:
    """A code as people say it: letters, a space, digits."""
    return re.sub(r"(?<=[A-Z])(?=\d)", " ", code)


def bare(address: str) -> str:
    """An address as people type it, without its scheme."""
    return address.partition("://")[2] or address


GLOBALS: Mapping[str, Any] = {"qr_path": qr_path, "spaced": spaced, "bare": bare}
"""What the facilitator's templates may call besides the renderer's own names."""

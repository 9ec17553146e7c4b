"""What every page needs at hand: the rooms, the news, the renderer, and where this server can be reached. No logic of a game."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import HTTPConnection

from web import ways_back
from web.render import Links, Render
from web.rooms import Room, Rooms
from web.seats import is_secret
from web.settings import Settings

if TYPE_CHECKING:
    from web.live import Live
    from web.presence import Presence


@dataclass(frozen=True, slots=True)
class House:
    """The parts of a running server. ``address`` is where phones reach it, without a slash at its end."""

    settings: Settings
    rooms: Rooms
    live: Live
    render: Render
    address: str
    host_hash: str
    presence: Presence

    def now(self) -> datetime:
        """The server's time, in UTC."""
        return self.rooms.now()

    def links(self, room: Room) -> Links:
        """The addresses of a game's pages."""
        return links_of(self.address, room)

    def is_host_secret(self, secret: str) -> bool:
        """Whether this is the secret of the link that the server printed at its start."""
        return is_secret(secret, self.host_hash)


def links_of(address: str, room: Room) -> Links:
    """The addresses of a game's pages at this server."""
    code = room.row.code
    return Links(
        game=room.row.id,
        join_url=f"{address}/j/{code}?k={room.row.join_key}",
        wall_url=f"{address}/wall/{code}",
        report_url=f"{address}/report/{code}",
        address=address,
        way_back=partial(ways_back.way_back, room),
    )


def house_of(request: HTTPConnection) -> House:
    """The house that serves this request."""
    house: House = request.app.state.house
    return house

"""The composition root: the routers and regions of players, reports and the facilitator, put into one server."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from facilitator import bargains, checks, closing, console, host, printing, screen, stage, tables, timing, undoing, wall
from web import joining, moves, players, reports
from web.app import create_app
from web.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"


def build(settings: Settings, *, address: str = "http://127.0.0.1:8000", host_hash: str = "") -> FastAPI:
    """The whole server. ``host_hash`` is the hash of the host link's secret. Raises SecondServer, SettingsError."""
    return create_app(
        settings,
        routers=(
            joining.router,
            players.router,
            moves.router,
            reports.router,
            printing.router,
            console.router,
            timing.router,
            stage.router,
            screen.router,
            tables.router,
            bargains.router,
            checks.router,
            undoing.router,
            closing.router,
            host.router,
            wall.router,
        ),
        regions=(*players.REGIONS, *console.REGIONS, *wall.REGIONS),
        folders=(TEMPLATES,),
        extra=wall.GLOBALS,
        address=address,
        host_hash=host_hash,
    )

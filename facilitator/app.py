"""The composition root: the routers and regions of players, reports and the facilitator, put into one server."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from facilitator import (
    bargains,
    casting,
    checks,
    closing,
    console,
    editor,
    hands,
    helping,
    host,
    needs,
    people,
    pocket,
    practising,
    printing,
    ready,
    screen,
    stage,
    stands,
    tables,
    talk,
    timing,
    undoing,
    wall,
)
from facilitator.practice import Practices
from web import contacts, joining, mine, moves, players
from web.app import create_app
from web.report import comparing_pages, downloads, reading, shelf
from web.settings import Settings

TEMPLATES = Path(__file__).parent / "templates"


def build(settings: Settings, *, address: str = "http://127.0.0.1:8000", host_hash: str = "") -> FastAPI:
    """The whole server. ``host_hash`` is the hash of the host link's secret. Raises SecondServer, SettingsError."""
    practices, soundings, snoozes = Practices(), ready.Soundings(), needs.Snoozes()
    reachable = settings.public_url or address
    made = create_app(
        settings,
        routers=(
            joining.router,
            players.router,
            moves.router,
            mine.router,
            reading.router,
            shelf.router,
            downloads.router,
            comparing_pages.router,
            printing.router,
            console.router,
            timing.router,
            needs.router,
            pocket.router,
            stage.router,
            stands.router,
            screen.router,
            tables.router,
            people.router,
            casting.router,
            talk.router,
            bargains.router,
            checks.router,
            undoing.router,
            closing.router,
            editor.router,
            host.router,
            wall.router,
            practising.router,
            ready.router,
            helping.router,
            hands.router,  # last: /lead/{code} would take the other pages of the console for codes
        ),
        regions=(
            *wall.REGIONS,  # first: a blank wall waits for nobody's phone
            *players.REGIONS,
            *console.REGIONS,
            *needs.regions(snoozes),
            *pocket.regions(snoozes),
            practising.region(practices),
            ready.region(soundings, reachable),
            *helping.REGIONS,
        ),
        folders=(TEMPLATES,),
        extra=wall.GLOBALS,
        address=address,
        host_hash=host_hash,
        alongside=(practices.alongside, shelf.alongside, contacts.sweeping),
    )
    made.state.practices = practices
    made.state.soundings = soundings
    made.state.snoozes = snoozes
    return made

"""Turning views into HTML: the one Jinja environment, whole pages, fragments and regions. It decides nothing."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from game.scenario import Scenario
from game.state import Clock
from web.regions import Region

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Links:
    """The id of a game and the addresses of its pages, and of the server; ``way_back`` tells a player's way back to the seat."""

    game: str
    join_url: str
    wall_url: str
    report_url: str
    address: str
    way_back: Callable[[str], str] = lambda _player: ""


@dataclass(frozen=True, slots=True)
class RegionPage:
    """What the regions of a page are filled from: the filled HTML of each by its id, and the entry it is current to."""

    filled: Mapping[str, Markup]
    seq: int


def environment(folders: Sequence[Path] = (), extra: Mapping[str, Any] | None = None) -> Environment:
    """The Jinja environment: strict about names, escaping everything, with the folders searched in order."""
    made = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(extra or {})
    made.filters["minutes"] = clock_text
    made.filters["hour"] = hour_text
    made.globals["epoch_ms"] = epoch_ms
    made.globals["clock_left"] = lambda clock: clock.left(datetime.now(UTC))
    return made


def clock_text(left_ms: int) -> str:
    """Milliseconds as minutes and seconds, ``12:40``; never below ``0:00``."""
    seconds = max(0, -(-left_ms // 1000))
    return f"{seconds // 60}:{seconds % 60:02d}"


def hour_text(at: datetime) -> str:
    """A moment as the hour on this server's wall clock, ``15:47``."""
    return at.astimezone().strftime("%H:%M")


def epoch_ms(at: datetime) -> int:
    """A moment as milliseconds since 1970."""
    return round(at.timestamp() * 1000)


class Render:
    """The renderer of one server. ``now`` gives the time that clocks are rendered for."""

    def __init__(self, env: Environment, now: Callable[[], datetime]) -> None:
        self.env = env
        self.now = now
        env.globals["clock_left"] = self._left

    def _left(self, clock: Clock) -> int:
        return clock.left(self.now())

    def region(self, region: Region, view: object, scenario: Scenario, code: str, links: Links) -> Markup:
        """The inside of a region, for its whole audience."""
        template = self.env.get_template(region.template)
        return Markup(
            template.render(
                view=view,
                scenario=scenario,
                say=scenario.say,
                code=code,
                game=links.game,
                links=links,
                command_id=fresh_command_id,
            )
        )

    def fragment(self, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A piece of a page, as the answer to an action."""
        return HTMLResponse(self.env.get_template(template).render(self._always(context)), status_code=status)

    def page(
        self, template: str, request: Request, *, regions: RegionPage | None = None, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """A whole page. ``regions`` holds the filled regions that the template may ask for with ``region(id)``.

        ``seat`` in the context is the seat's name (`web.seats.name_of`), for pages that keep and send things.
        """
        whole = self._always(context) | {
            "request_path": request.url.path,
            "now_ms": epoch_ms(self.now()),
            "seq": regions.seq if regions else 0,
            "region": regions_by(regions.filled if regions else {}),
        }
        return HTMLResponse(self.env.get_template(template).render(whole), status_code=status)

    def _always(self, context: Mapping[str, Any]) -> dict[str, Any]:
        scenario = context.get("scenario")
        say = scenario.say if scenario else None
        return {"command_id": fresh_command_id, "scenario": None, "say": say, "seat": "", **context}


def fresh_command_id() -> str:
    """An id for a form that a page without script sends."""
    return secrets.token_urlsafe(12)


_CLOCK = re.compile(r'(<time[^>]* data-ends="(\d*)" data-left="(-?\d+)">)[^<]*')


def wind(html: Markup, now: datetime) -> Markup:
    """The same HTML with every clock showing what is left at this moment, for pages that cannot count by themselves."""

    def showing(clock: re.Match[str]) -> str:
        left = int(clock[2]) - epoch_ms(now) if clock[2] else int(clock[3])
        return clock[1] + clock_text(left)

    return Markup(_CLOCK.sub(showing, html))


def regions_by(filled: Mapping[str, Markup]) -> Callable[[str], Markup]:
    """The function that puts a filled region on a page."""

    def region(name: str) -> Markup:
        return Markup('<section id="{0}" class="region region-{0}">{1}</section>').format(name, filled[name])

    return region


def partial(region: Region, html: Markup, seq: int) -> str:
    """A region as the piece of a message that a phone morphs in."""
    return (
        f'<hx-partial hx-target="#{region.id}" hx-swap="innerMorph swapEmpty:true" data-seq="{seq}">{html}</hx-partial>'
    )

"""A report drawn as a page of HTML: which moments are told, in which order, with links to files or all of it inside.

It knows a `Report` and nothing else, so a report that was read in from a file gives the same bytes as the game it came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from game.report import EventLine, Moment, MomentKind, Report
from game.scenario import Section
from web.render import environment
from web.report.in_short import in_short
from web.report.network import measures

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
FEW_MOMENTS = 4
"""How many moments are told at most, beside the scene of drama."""

_PARTS = {
    Section.MOMENTS: "report/moments.html",
    Section.IDEAS: "report/ideas.html",
    Section.MAP: "report/drawing.html",
    Section.WORDS: "report/learned.html",
    Section.NEXT: "report/next.html",
    Section.DEALS: "report/deals.html",
    Section.MATRIX: "report/matrix.html",
    Section.GROUPS: "report/groups.html",
    Section.TABLES: "report/tables.html",
    Section.TENSIONS: "report/tensions.html",
    Section.NETWORK: "report/network.html",
    Section.RAN: "report/ran.html",
    Section.CARDS: "report/cards.html",
}


_INDENT = re.compile(r"\n[ \n]+")
"""What a browser does not see and a phone need not load. The one file keeps it: its scripts are told by their very bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where a served report and its files are: ``page`` is its path, ``server`` the address before it, ``query`` what a
    draft adds so that its files are the same draft."""

    page: str
    server: str = ""
    query: str = ""
    mine: str = ""
    """Where players see and change their own words; empty where no game stands behind the report."""

    def file(self, name: str) -> str:
        """The path of one of its files."""
        return f"{self.page}/{name}{self.query}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What a report carries inside when it is one file: style, scripts, the report's data, and the policy for them."""

    style: Markup
    scripts: tuple[Markup, ...]
    data: Markup
    policy: str


def day_of(at: datetime) -> str:
    """A day as the report writes it, in any locale: ``3 May 2026``."""
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def render(report: Report, *, links: Links | None = None, inside: Inside | None = None) -> str:
    """The page. Without ``links`` it names no file of a server; with ``inside`` it asks for nothing at all."""
    page = (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            say=report.say,
            links=links,
            inside=inside,
            began=report.began_at + timedelta(minutes=report.offset or 0),
            parts=tuple((section, _PARTS[section]) for section in report.sections),
            moments=few(report.moments),
            scene=drama(report.events),
            names={idea.label: idea.name for idea in report.ideas},
            meetings={meeting.label: meeting for meeting in report.meetings},
            deals_of=_deals_of(report),
            measures=measures(report),
            short=in_short(report),
        )
    )
    return page if inside else _INDENT.sub("\n", page)


def few(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    """Four moments at most, in the order of time: where there are more, the event cards that moved least are left out."""
    spare = len(moments) - FEW_MOMENTS
    events = [moment for moment in moments if moment.kind is MomentKind.EVENT]
    dropped = sorted(events, key=lambda moment: _moved(moment.event))[: max(0, spare)]
    return tuple(moment for moment in moments if moment not in dropped)


def drama(events: Sequence[EventLine]) -> EventLine | None:
    """The event card that moved most: deals in doubt, tables that changed their plan. None when none moved anything."""
    most = max(events, key=_moved, default=None)
    return most if _moved(most) else None


def _moved(event: EventLine | None) -> int:
    return event.doubted + len(event.changed_plan) if event else 0


def _deals_of(report: Report) -> dict[str, list[object]]:
    """The deals that hold and feed each idea, by the idea's id."""
    found: dict[str, list[object]] = {idea.id: [] for idea in report.ideas}
    for deal in report.deals:
        if deal.holds:
            found.setdefault(deal.idea, []).append(deal)
    return found


@cache
def _environment() -> Environment:
    return environment()

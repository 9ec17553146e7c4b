"""The report on paper: page one, two pages for a committee, everything, and the map as a picture. It decides nothing.

All are made from a `game.report.Report` alone, by typst with letters of our own: the same report gives the same bytes on
every machine. They are tagged for screen readers (PDF/UA-1 where every letter has a shape in our faces; see `_pdf`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock

import typst
from jinja2 import Template
from pydantic import TypeAdapter

from game.map import MOST_TABLES
from game.report import EventLine, Moment, Report
from web.render import STATIC, environment
from web.report.in_short import Answer, in_short, many
from web.report.network import Measures, measures
from web.report.page import day_of, drama, few

FOLDER = Path(__file__).parent / "typst"
PNG_WIDTH = 1600
"""How many pixels wide the picture of the map is."""

_POINTS_WIDE = 800
_UNUSED = {"replay"}
_SHAPES = 16
_UNTIL_FORGOTTEN = 11
_lock = Lock()
_MOST_LINES = 96


def page_one(report: Report) -> bytes:
    """The first page as a PDF of exactly one A4."""
    return _pdf("one.typ", report)


def two_pages(report: Report) -> bytes:
    """A PDF of exactly two A4 for a committee: page one; the ideas in brief, the map, what happens next."""
    return _pdf("two.typ", report)


def whole(report: Report) -> bytes:
    """Everything that the report tells as a PDF in A4, with a list of contents and bookmarks."""
    return _pdf("whole.typ", report)


def map_png(report: Report) -> bytes:
    """The map with its legend as a PNG, 1600 pixels wide."""
    data = _data(report)
    with _one_at_a_time():
        made = _compiler("map.typ").compile(format="png", ppi=72.0 * PNG_WIDTH / _POINTS_WIDE, sys_inputs=data)
    return _file(made)


def _svg(report: Report) -> str:
    """The one drawing as an SVG that stands alone: its letters are those of the papers, or any sans-serif."""
    drawn = _drawing().render(map=report.map, tokens=report.tokens_of, say=report.say, bands=draws_bands(report))
    return drawn.strip().replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" font-family="Tablefolk Text, sans-serif" ', 1
    )


def draws_bands(report: Report) -> bool:
    """Whether the drawing shows bands between tables and no ideas. Paper is finer than a wall, so it has room for more lines."""
    return len(report.map.tables) > MOST_TABLES or len(report.map.lines) > _MOST_LINES


def _pdf(template: str, report: Report) -> bytes:
    """A tagged PDF. PDF/UA asks for more, as a shape for every letter; where that fails, as in Chinese, it is not claimed."""
    data = _data(report)
    with _one_at_a_time():
        compiler = _compiler(template)
        try:
            made = compiler.compile(format="pdf", pdf_standards="ua-1", sys_inputs=data)
        except typst.TypstError:
            made = compiler.compile(format="pdf", sys_inputs=data)
    return _file(made)


def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(input=str(FOLDER / template), root=str(FOLDER), font_paths=_fonts())


def _file(made: bytes | list[bytes] | None) -> bytes:
    """What typst made. Only pictures of many pages come as a list, and nothing comes only where it writes a file."""
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no file, or more than one.")
    return made


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Typst keeps what it worked out for some papers more, which would hold hundreds of megabytes of a server. So papers are
    made one after the other, and empty ones let it forget: they cost a tenth of a second."""
    with _lock:
        try:
            yield
        finally:
            empty = _compiler("empty.typ")
            for _ in range(_UNTIL_FORGOTTEN):
                empty.compile()


@cache
def _fonts() -> typst.Fonts:
    """Our faces, and those inside typst for letters that ours lack (Greek, Cyrillic, Arabic); never those of the machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FOLDER / "fonts")])


def _data(report: Report) -> dict[str, str]:
    """The report as the templates read it: its own fields, and with them what only Python can say."""
    telling = report.telling
    remarks = (
        ("The turning point", telling.turning_point),
        ("A surprise", telling.surprise),
        ("A refusal", telling.refusal),
    )
    said = [(label, text) for label, text in remarks if text]
    local = report.local(report.began_at)
    language, _, region = report.language.partition("-")
    data = {
        **_adapter(Report).dump_python(report, mode="json", exclude=_UNUSED),
        "is_draft": report.is_draft,
        "date": {"year": local.year, "month": local.month, "day": local.day},
        "day": day_of(local),
        "clock": None if report.offset is None else local.hour * 60 + local.minute,
        "lang": language.lower() if re.fullmatch("[A-Za-z]{2,3}", language) else "en",
        "region": region.upper() if re.fullmatch("[A-Za-z]{2}", region) else None,
        "headline": telling.headline or _drafted_headline(report),
        "opening": telling.introduction or ("" if said else _drafted_opening(report)),
        "remarks": said,
        "drafted": _drafted(report),
        "footer": _footer(report),
        "short": [_plain(Answer, answer) for answer in in_short(report)],
        "map-words": map_words(report),
        "bands": draws_bands(report),
        "map-words-only": not report.map.deals,
        "svg": _svg(report),
        "tokens": _tokens(),
        "signs": {kind.id: _alone(_sign().render(name=kind.icon)) for kind in report.tokens_of},
        "mark": (STATIC / "mark.svg").read_text(encoding="utf-8"),
        "moments": [_plain(Moment, moment) for moment in few(report.moments)],
        "scene": _plain(EventLine, scene) if (scene := drama(report.events)) else None,
        "measures": _plain(Measures, measures(report)),
        "published-on": day_of(report.local(report.published_at)) if report.published_at else "",
        "corrected": [{"day": day_of(report.local(one.at)), "note": one.note} for one in report.corrections],
    }
    return {"data": json.dumps(data, ensure_ascii=False)}


def map_words(report: Report) -> str:
    """What the map shows, in a sentence or two: the words in place of the picture."""
    say, drawn = report.say, report.map
    doubted = sum(1 for deal in drawn.deals if deal.in_doubt)
    words = (
        f"{many(len(drawn.tables), 'table', 'tables')}, {many(len(drawn.ideas), say.idea, say.ideas)}, "
        f"{many(len(drawn.deals), say.deal, say.deals)}."
    )
    return f"{words} {many(doubted, say.deal, say.deals)} in doubt." if doubted else words


def _drafted_headline(report: Report) -> str:
    say = report.say
    return (
        f"{many(report.people, 'person', 'people')}, {many(len(report.ideas), say.idea, say.ideas)}, "
        f"{many(report.outcomes.agreed, say.deal, say.deals)}"
    )


def _drafted_opening(report: Report) -> str:
    say = report.say
    return (
        f"{many(report.people, 'person', 'people')} at {many(report.tables, 'table', 'tables')} played “{report.pack}” "
        f"for {many(report.minutes, 'minute', 'minutes')}. They wrote {many(len(report.ideas), say.idea, say.ideas)} and "
        f"agreed {many(report.outcomes.agreed, say.deal, say.deals)}, {report.crossing} of them between tables.{_led(report)}"
    )


def _led(report: Report) -> str:
    if not report.ideas:
        return ""
    idea, has = (report.say.idea, "has") if report.led == 1 else (report.say.ideas, "have")
    return f" {report.led or 'No'} {idea} {has} somebody who leads in the game."


def _drafted(report: Report) -> str:
    telling = report.telling
    is_opened = telling.introduction or telling.turning_point or telling.surprise or telling.refusal
    if telling.headline and is_opened:
        return ""
    if telling.headline:
        return "The opening is a draft from the log. Nobody wrote it yet."
    if is_opened:
        return "The headline is a draft from the log. Nobody wrote it yet."
    return "The headline and the opening are drafts from the log. Nobody wrote them yet."


def _footer(report: Report) -> str:
    by = f", by {report.organiser}" if report.organiser else ""
    draft = "Draft. " if report.is_draft else ""
    day = day_of(report.local(report.began_at))
    return f"{draft}{report.title} · {day} · Pack “{report.pack}”, version {report.pack_version}{by}"


def _plain(kind: type, value: object) -> object:
    """A value of ours as JSON holds it."""
    return _adapter(kind).dump_python(value, mode="json")


@cache
def _adapter(kind: type) -> TypeAdapter[object]:
    return TypeAdapter(kind)


@cache
def _drawing() -> Template:
    return environment().from_string(
        '{% from "map.html" import map as drawing, dense_map %}'
        "{% if bands %}{{ dense_map(map, say) }}{% else %}{{ drawing(map, tokens, say) }}{% endif %}"
    )


@cache
def _sign() -> Template:
    return environment().from_string('{% from "marks.html" import kind_sign %}{{ kind_sign(name) }}')


@cache
def _tokens() -> tuple[str, ...]:
    """The tokens of the sixteen tables, in order."""
    token = environment().from_string('{% from "marks.html" import token %}{{ token(number) }}')
    return tuple(_alone(token.render(number=number + 1)) for number in range(_SHAPES))


def _alone(svg: str) -> str:
    """A sign that stood in a line of a page, as a drawing that stands alone."""
    sizeless = re.sub(r' (?:width|height)="[\d.]+em"', "", svg.strip())
    return sizeless.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" color="#10241F" ', 1)

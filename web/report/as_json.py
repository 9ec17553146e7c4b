"""A report as JSON, and back: the one file from which all the others can be made again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from math import isfinite

from pydantic import TypeAdapter, ValidationError

from game.report import Report

FORMAT = "tablefolk-report"
VERSION = 1
LARGEST = 24_000_000
"""The most bytes that are read; a report of 500 people is a tenth of it."""

_LONGEST_TEXT, _LONGEST_LIST = 20_000, 50_000
_LARGEST_NUMBER = 10**15
_YEARS = range(2000, 2201)
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\^`{|}]+", re.IGNORECASE)
_CODE = re.compile(r"[A-Z0-9]{1,24}")
_LABEL = re.compile(r"[0-9]{1,6}[a-z]{0,3}")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_NOT_OURS = "This is not the data of a Tablefolk report."


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What stands around a report, so that an older or foreign file can be told."""

    format: str
    version: int
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cover:
    """The same, before anybody looks inside."""

    format: str
    version: int


_FILE = TypeAdapter(_File)
_COVER = TypeAdapter(_Cover)


def dump(report: Report) -> bytes:
    """The report as JSON in UTF-8. The same report always gives the same bytes, and `load` gives it back as it was."""
    return _FILE.dump_json(_File(format=FORMAT, version=VERSION, report=report)) + b"\n"


def inside_script(report: Report) -> str:
    """The same JSON for a ``<script type="application/json">``: nothing in it can end or open an element."""
    text = dump(report).decode().rstrip("\n")
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def load(data: bytes) -> Report:
    """A report out of its JSON. It may come from anywhere, so what a page could not show is refused.

    Raises ValueError with one sentence that says what is wrong.
    """
    if len(data) > LARGEST:
        raise ValueError(f"This file is too large for a report: more than {LARGEST // 1_000_000} MB.")
    try:
        cover = _COVER.validate_json(data)
    except ValidationError:
        raise ValueError(_NOT_OURS) from None
    if cover.format != FORMAT:
        raise ValueError(_NOT_OURS)
    if cover.version != VERSION:
        raise ValueError(f"This report has version {cover.version}; this Tablefolk reads version {VERSION}.")
    try:
        report = _FILE.validate_json(data).report
    except ValidationError as wrong:
        raise ValueError(_where(wrong)) from None
    for sentence in _wrong(report):
        raise ValueError(sentence)
    return report


def _where(wrong: ValidationError) -> str:
    """The first thing that is wrong, by its place in the file."""
    place = ".".join(str(part)[:40] for part in wrong.errors(include_url=False, include_input=False)[0]["loc"][1:8])
    return f"This report is damaged: {place or 'the report'} is missing or not what it should be."


def _wrong(report: Report) -> Iterator[str]:
    """What no report of ours holds though its shape is right, and what a page could not show."""
    yield from (f"This report is damaged: {place} {what}." for place, what in _odd(report, "report"))
    if not _CODE.fullmatch(report.code):
        yield "This report is damaged: its code is not a code."
    if any(not _LABEL.fullmatch(idea.label) for idea in report.ideas):
        yield "This report is damaged: an idea's label is not a label."
    if any(not _ADDRESS.fullmatch(media.address) for media in report.telling.media):
        yield "This report is damaged: a link in it is not an address of the web."
    if any(not deal.parties for deal in report.deals):
        yield "This report is damaged: a deal in it has no parties."
    told = (moment.event if moment.kind.value == "event" else moment.deal for moment in report.moments)
    if not all(told):
        yield "This report is damaged: a moment in it tells nothing."
    if matrix := report.matrix:
        shape = [len(matrix.columns)] * len(matrix.rows)
        if [len(row) for row in matrix.cells] != shape:
            yield "This report is damaged: a table in it has gaps."


def _odd(value: object, place: str) -> Iterator[tuple[str, str]]:
    """Each text, number, list or time that is beyond all bounds, with its place."""
    match value:
        case Enum() | None:
            pass
        case str():
            if len(value) > _LONGEST_TEXT:
                yield place, "is too long"
            elif _UNSAFE.search(value):
                yield place, "has letters that cannot be shown"
        case int() | float():
            if not (isfinite(value) and abs(value) < _LARGEST_NUMBER):
                yield place, "is out of bounds"
        case datetime():
            if value.tzinfo is None or value.year not in _YEARS:
                yield place, "is not a time that can be"
        case tuple():
            if len(value) > _LONGEST_LIST:
                yield place, "is too long"
            for number, part in enumerate(value):
                yield from _odd(part, f"{place}.{number}")
        case _ if is_dataclass(value):
            for field in fields(value):
                yield from _odd(getattr(value, field.name), f"{place}.{field.name}")

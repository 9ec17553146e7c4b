"""The files of a report, one address each. Who may read them is decided in `web.report.reading`, as for the page itself."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from fastapi import APIRouter, Request
from fastapi.responses import Response

from game.report import Report
from web.house import house_of
from web.report import archive
from web.report.reading import has_failed, reading
from web.report.shelf import kept_report
from web.report.table_columns import SHEETS

router = APIRouter()

_MOST_KEPT = 64
_MOST_BYTES = 48_000_000
_maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="report-files")
"""Files are made one after the other, in a thread that nobody else waits for."""

_ZIP = archive.File("report.zip", "application/zip", "All the files in one.", archive.archive)
_FILES: Mapping[str, archive.File] = {
    "zip": _ZIP,
    "data.json": archive.DATA,
    "network.graphml": archive.GRAPHML,
    "kumu.json": archive.KUMU,
    "map.svg": archive.SVG,
    "map.png": archive.PNG,
    "page-one.pdf": archive.PAGE_ONE,
    "two-pages.pdf": archive.TWO_PAGES,
    "whole.pdf": archive.WHOLE,
}
"""What an address may end in, but for the tables."""

NAMES = (*_FILES, *(f"{sheet.name}.csv" for sheet in SHEETS))
"""All that an address of a file may end in."""


async def give(request: Request, report: Report, what: str) -> Response:
    """A file of a report (``what`` is one of NAMES), made in a thread unless it is kept. 404 where the report has no such
    table, because the facilitator left that part out."""
    file = file_of(report, what)
    if file is None:
        sentence, mend = "This part of the report was left out.", "The other files are at the end of the report."
        return house_of(request).render.page("error.html", request, status=404, sentence=sentence, mend=mend)
    name = f"{report.code.lower()}-{file.name.rpartition('/')[2]}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-cache"}
    if not (report.is_published and report.may_index):
        headers["x-robots-tag"] = "noindex"
    return Response(await _made.file(report, what, file.make), media_type=file.media, headers=headers)


def file_of(report: Report, what: str) -> archive.File | None:
    """The file at such an address; None when this report has none."""
    if what in _FILES:
        return _FILES[what]
    return next((file for file in archive.sheets(report) if file.name == f"csv/{what}"), None)


class Made:
    """The newest files, so that a room full of phones that ask for one at once costs one making.

    A file is kept for as long as the very same report is asked for, and goes as soon as there is a newer one.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, bool, str], tuple[Report, asyncio.Future[bytes]]] = OrderedDict()

    async def file(self, report: Report, what: str, make: Callable[[Report], bytes]) -> bytes:
        """This file of this very report."""
        key = (report.code, report.for_readers, what)
        kept = self._kept.get(key)
        if kept is None or not _is_of(kept, report):
            making = asyncio.get_running_loop().run_in_executor(_maker, make, report)
            kept = self._kept[key] = (report, making)
        self._kept.move_to_end(key)
        data = await asyncio.shield(kept[1])
        self._forget()
        return data

    def _forget(self) -> None:
        """Let go of what was asked for longest ago, while it is too many files or too many bytes."""
        while len(self._kept) > 1 and (len(self._kept) > _MOST_KEPT or self._size() > _MOST_BYTES):
            self._kept.popitem(last=False)

    def _size(self) -> int:
        return sum(len(made.result()) for _, made in self._kept.values() if made.done() and not has_failed(made))


def _is_of(kept: tuple[Report, asyncio.Future[bytes]], report: Report) -> bool:
    """Whether what is kept was made, or is being made in this very loop, from this report."""
    of, made = kept
    if has_failed(made) or (not made.done() and made.get_loop() is not asyncio.get_running_loop()):
        return False
    return of is report or of == report


_made = Made()


def _add(what: str) -> None:
    """The two addresses of a file: of a game's report, and of one that was read in."""

    @router.get(f"/report/{{code}}/{what}", name=f"report {what}")
    async def of_game(request: Request, code: str, readers: bool = False) -> Response:
        report = await reading(request, code, readers)
        return report if isinstance(report, Response) else await give(request, report, what)

    @router.get(f"/kept/{{kept}}/{what}", name=f"kept {what}")
    async def of_kept(request: Request, kept: str) -> Response:
        report = await kept_report(request, kept)
        return report if isinstance(report, Response) else await give(request, report, what)


for _what in NAMES:
    _add(_what)

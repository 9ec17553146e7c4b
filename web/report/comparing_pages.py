"""Reports side by side as one page, from files that are read and forgotten: the file, the form, and what the command does."""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment
from markupsafe import Markup
from starlette.datastructures import UploadFile

from game.report import Report
from web import seats
from web.house import house_of
from web.render import STATIC, environment
from web.report.archive import read
from web.report.comparing import FEWEST_RUNS, MOST_RUNS, NotComparable, compare

MOST_BYTES = 24 * 1024 * 1024
"""The most bytes that all files of one comparison may have together."""
_MOST_FILES = 100
"""More than may be compared, so that too many are refused in our words."""

router = APIRouter()


@router.get("/compare")
async def form(request: Request) -> Response:
    """The form that takes the files. Only the host's browser may open it."""
    seats.host(request)
    return _form(request)


@router.post("/compare")
async def compared(request: Request) -> Response:
    """The comparison of the files that were sent, as a page that can be kept. Nothing of them stays on the server."""
    seats.host(request)  # before the files are looked at
    async with request.form(max_files=_MOST_FILES, max_fields=2) as sent:
        chosen = [file for file in sent.getlist("reports") if isinstance(file, UploadFile) and file.filename]
        files = [(file.filename or "", await file.read()) for file in chosen]
    try:
        page = await asyncio.to_thread(lambda: comparison_page(read_all(files)))
    except NotComparable as error:
        return _form(request, wrong=str(error))
    return HTMLResponse(
        page,
        headers={
            "content-security-policy": policy(),
            "content-disposition": 'inline; filename="comparison.html"',
        },
    )


def comparison_page(reports: Sequence[Report]) -> bytes:
    """One HTML file in UTF-8 that opens from a disk, without script, and asks for nothing. Raises NotComparable.

    The same reports give the same bytes, in whichever order they come.
    """
    made = _environment().get_template("compare.html").render(told=compare(reports), style=_style(), policy=policy())
    return made.encode()


def compare_files(paths: Sequence[str]) -> bytes:
    """The comparison of the files at these paths. Raises NotComparable, also for a file that cannot be read."""
    files = []
    for path in paths:
        try:
            files.append((path, Path(path).read_bytes()))
        except OSError as error:
            raise NotComparable(f"{path} cannot be read: {error.strerror}.") from error
    return comparison_page(read_all(files))


def read_all(files: Sequence[tuple[str, bytes]]) -> list[Report]:
    """The reports in files with these names. Raises NotComparable, which names the file that is wrong."""
    if len(files) < FEWEST_RUNS:
        raise NotComparable("Choose two files or more.")
    if len(files) > MOST_RUNS:
        raise NotComparable(f"{len(files)} files are too many for one page. Choose {MOST_RUNS} at most.")
    if sum(len(data) for _, data in files) > MOST_BYTES:
        raise NotComparable(f"These files are too large together. {MOST_BYTES // 1024 // 1024} MB is the most.")
    found = []
    for name, data in files:
        try:
            found.append(read(data))
        except ValueError as error:
            raise NotComparable(f"{Path(name).name}: {error}") from error
    return found


def policy() -> str:
    """The content policy of the page: its own style and nothing else."""
    digest = b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _form(request: Request, wrong: str = "") -> HTMLResponse:
    render = house_of(request).render
    return render.page("compare-form.html", request, status=422 if wrong else 200, wrong=wrong, most=MOST_RUNS)


@cache
def _style() -> Markup:
    style = (STATIC / "compare.css").read_text(encoding="utf-8")
    if "</" in style or "url(" in style or "@import" in style:
        raise ValueError("compare.css has to stand inside one file and may ask for nothing.")
    return Markup(style)


@cache
def _environment() -> Environment:
    return environment()

"""A report as one HTML file that opens from a disk and asks for nothing: style, scripts, fonts and data are inside it."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import cache

from markupsafe import Markup

from game.report import Report
from web.render import STATIC
from web.report.as_json import inside_script
from web.report.page import Inside, render

SCRIPTS = ("replay.js", "filter.js", "fold.js")
"""The scripts of the page, in the order in which they stand in the file."""

_FONT = re.compile(r'url\("fonts/([a-z0-9-]+\.woff2)"\)')


def one_file(report: Report) -> bytes:
    """The file in UTF-8. The same report always gives the same bytes.

    Its own policy lets in what it holds, told by sha256, and nothing else.
    """
    style, scripts, policy = _parts()
    inside = Inside(style=style, scripts=scripts, data=Markup(inside_script(report)), policy=policy)
    return render(report, inside=inside).encode()


@cache
def _parts() -> tuple[Markup, tuple[Markup, ...], str]:
    """Style, scripts, and the policy that allows them."""
    style = _with_fonts(_text("fonts.css")) + _text("report.css")
    scripts = tuple(_text(name) for name in SCRIPTS)
    for text in (style, *scripts):
        if "</" in text or "<!" in text or "@import" in text:
            raise ValueError("The style and the scripts have to stand inside one file and may ask for nothing.")
    hashes = " ".join(_digest(script) for script in scripts)
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {hashes}; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return Markup(style), tuple(Markup(script) for script in scripts), policy


def _with_fonts(style: str) -> str:
    """The style sheet of the fonts with the fonts themselves in it."""
    return _FONT.sub(lambda found: f'url("data:font/woff2;base64,{_base64(found[1])}")', style)


def _base64(font: str) -> str:
    return b64encode((STATIC / "fonts" / font).read_bytes()).decode()


def _text(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

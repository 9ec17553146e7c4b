"""The contact sheet: a picture of every page that the browser tests look at, on one large sheet to be looked at by a person.

Taking pictures is slow, so it is done only where TABLEFOLK_PICTURES names the folder they are kept in. In tests/pictures, which
git does not keep, each picture lies beside the sheet in its own file too.
"""

from __future__ import annotations

import base64
import html
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).parent.parent / "pictures"
WANTED = os.environ.get("TABLEFOLK_PICTURES", "")
_QUALITY = 55
_SHOWN = {"phone": 150, "laptop": 300, "projector": 300}
"""How wide a picture stands on the sheet, in CSS pixels."""


@dataclass
class Album:
    """Pictures in the order they were taken, by the kind of page they are of."""

    pictures: dict[str, list[tuple[str, bytes]]] = field(default_factory=dict)

    def add(self, page: Page, what: str) -> None:
        """The page as it stands in its window, where pictures are wanted."""
        if not WANTED:
            return
        size = page.viewport_size or {"width": 0, "height": 0}
        kind = "phone" if size["width"] < 600 else "projector" if "/wall/" in page.url else "laptop"
        caption = f"{size['width']}×{size['height']} {what}"
        taken = page.screenshot(type="jpeg", quality=_QUALITY, animations="disabled", scale="css")
        self.pictures.setdefault(kind, []).append((caption, taken))

    def bind(self, browser: Browser) -> Path:
        """One JPEG with all of them. The answer is its path."""
        folder = Path(WANTED).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        page = browser.new_page(viewport={"width": 2440, "height": 1200})
        page.set_content(self._html())
        file = folder / "contact-sheet.jpg"
        page.screenshot(path=file, type="jpeg", quality=_QUALITY, full_page=True)
        page.close()
        for kind, pictures in self.pictures.items() if folder == FOLDER else ():
            for number, (caption, taken) in enumerate(pictures):
                name = re.sub(r"[^a-z0-9]+", "-", caption.lower()).strip("-")
                (folder / f"{kind}-{number:03d}-{name}.jpg").write_bytes(taken)
        return file

    def _html(self) -> str:
        parts = ["<body style='font: 12px sans-serif; margin: 20px; background: #888'>"]
        for kind, pictures in self.pictures.items():
            parts.append(f"<h1>{kind}: {len(pictures)}</h1><div style='display: flex; flex-wrap: wrap; gap: 10px'>")
            for caption, taken in pictures:
                data = base64.b64encode(taken).decode()
                width = _SHOWN[kind]
                parts.append(
                    f"<figure style='margin: 0; width: {width}px'><img width='{width}' src='data:image/jpeg;base64,{data}'>"
                    f"<figcaption>{html.escape(caption)}</figcaption></figure>"
                )
            parts.append("</div>")
        return "".join(parts)

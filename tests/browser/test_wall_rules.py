"""The rules of DESIGN section 7, measured on the drawn wall: sizes, words, contrast, free edges, nothing cut, nothing to press.

What counts: *must* are titles, instructions, timers and codes; *should* are names, counts and rows of lists; numbers and
letters on the map, what only screen readers find, codes and counts are no words. Content are titles and instructions,
each a line of its own: a scene has at most 25 words of it, or at most 3 lines besides its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from facilitator.wall import Wall
from game.history import History
from tests.browser.test_looks import contrast
from tests.walls import Walls, html_of, many_dots, scenes

pytestmark = pytest.mark.browser

SIZES = ((1920, 1080), (1280, 720))
SQUARE = (1024, 768)
MUST = (
    "h1, .wall-lines > ol > li, .wall-clock, .wall-timer, .wall-code, .wall-soon, .wall-card h2, .wall-event h2,"
    " .wall-event-do, .wall-still *, .wall-story h2, .wall-story-line, .wall-thanks, .wall-scan p, .wall-headlines li,"
    " .wall-list h2, .wall-focus h2, .wall-outcomes h2, .wall-time-label"
)
SHOULD = "li, .wall-foot p, .wall-numbers p, .wall-type, .wall-event-text, .wall-event-who, .wall-card p, .wall-ends, .wall-where"
CONTENT = (
    ".wall-lines > ol > li, .wall-card h2, .wall-card p:not(.wall-tension p), .wall-event h2, .wall-event-text,"
    " .wall-event-do, .wall-still-word, .wall-still-line, .wall-story h2, .wall-story-line, .wall-headlines li, .wall-soon,"
    " .wall-thanks, .wall-scan p"
)

MEASURE = (Path(__file__).parent / "wall_rules.js").read_text()


def findings(page: Page, at: str, size: int = 100) -> list[str]:
    """What breaks a rule on the wall as it is drawn now."""
    found = page.evaluate(MEASURE, [MUST, SHOULD, CONTENT])
    wrong = [f"[{at}] {what}" for what in found["wrong"]]
    for what, front, back, least in {tuple(one) for one in found["colours"]}:
        if contrast(front, back) < least:
            wrong.append(f"[{at}] {what} has a contrast of {contrast(front, back):.1f}: {front} on {back}")
    if found["words"] > 25 and found["lines"] > 3:
        wrong.append(f"[{at}] {found['words']} words in {found['lines']} lines")
    if found["fit"] * size < 100 and size > 100:
        wrong.append(f"[{at}] has smaller letters than in a room of usual length: {found['fit']} of {size} %")
    return wrong


@pytest.fixture(scope="module")
def walls(browser: Browser) -> Iterator[Walls]:
    """One page on which walls are drawn, without motion."""
    context = browser.new_context(reduced_motion="reduce")
    yield Walls(context.new_page())
    context.close()


def look(walls: Walls, history: History, name: str, size: int, is_rehearsal: bool) -> list[str]:
    """One scene at the two sizes of projectors, in light and in the dark, and squarer."""

    def change(view: Wall) -> Wall:
        view = many_dots(view) if name == "results, dots" else view
        return replace(view, room_size=size, is_rehearsal=is_rehearsal)

    found: list[str] = []
    page = walls.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    walls.show(history, change=change)
    for width, height in (*SIZES, SQUARE):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        is_dark = False
        for _ in range(2 if size == 100 and width == 1920 else 1):
            at = (
                f"{name}, {size} %{', rehearsal' if is_rehearsal else ''}, {width} px, {'dark' if is_dark else 'light'}"
            )
            found += findings(page, at, size)
            page.evaluate("document.body.classList.toggle('is-dark')")
            is_dark = not is_dark
        page.evaluate("document.body.classList.remove('is-dark')")
    return found


ROOMS = [
    *((100, False), (150, True)),
    *(pytest.param(*room, marks=pytest.mark.soak) for room in ((100, True), (125, False), (150, False))),
]


@pytest.mark.parametrize(("size", "is_rehearsal"), ROOMS)
def test_every_scene_keeps_the_rules_in_every_room(walls: Walls, size: int, is_rehearsal: bool) -> None:
    wrong = [
        line
        for name, history in scenes().items()
        if size == 100 or not name.startswith("event, ") or "speech" in name
        for line in look(walls, history, name, size, is_rehearsal)
    ]
    assert not wrong, f"{len(wrong)} of them\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", scenes())
def test_there_is_nothing_to_press_and_no_style_in_the_page(name: str) -> None:
    page = html_of(scenes()[name])
    assert not re.search(r"<(a|button|input|select|textarea|form|details|iframe)\b", page)
    assert not re.search(r"\bstyle=|<script(?! src=\"/static/)", page)
    assert not re.search(r"\s(on[a-z]+|tabindex|contenteditable)=", page)

"""Fixtures of the browser tests: Chromium, a running server, phones, a console and a wall."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.chromium import ARGUMENTS, NoChromium, chromium
from tests.running import Running

PHONE = {"width": 390, "height": 844}
SMALL = {"width": 320, "height": 640}
LAPTOP = {"width": 1440, "height": 900}
PROJECTOR = {"width": 1920, "height": 1080}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    try:
        path = chromium()
    except NoChromium as error:
        pytest.fail(str(error))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server for the tests of one file; each makes a game of its own."""
    with Running(tmp_path_factory.mktemp("served") / "games.db") as server:
        yield server


class Room:
    """Everybody in the room: each page is a browser of its own, and what leaves the server is noted."""

    def __init__(self, browser: Browser, server: Running) -> None:
        self.server = server
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def open(self, path: str, size: dict[str, int] = PHONE, **more: object) -> Page:
        """A new person with a new browser at this path."""
        page = self.person(size, **more)
        page.goto(self.server.address + path)
        return page

    def person(self, size: dict[str, int] = PHONE, **more: object) -> Page:
        """A new person with a new browser, nowhere yet. Who does not say so sees nothing move: that would be drawn for nobody."""
        known: dict[str, object] = {"viewport": size, "has_touch": size["width"] < 600, "reduced_motion": "reduce"}
        context = self._browser.new_context(**(known | more))  # type: ignore[arg-type]
        self._contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self._note(request.url))
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def post(self, page: Page, path: str, **form: str) -> str:
        """Send a form as this person, without a click: for what is not looked at. The answer is the page that came."""
        answer = page.context.request.post(
            self.server.address + path,
            form=form,
            headers={"Origin": self.server.address},  # type: ignore[arg-type]
        )
        assert answer.ok, (path, answer.status, answer.text())
        return answer.text()

    def _hear(self, kind: str, text: str) -> None:
        """Refusals are answers, not complaints; a browser writes them down all the same."""
        if kind == "error" and "status of 4" not in text:
            self.complaints.append(text)

    def _note(self, url: str) -> None:
        if not url.startswith((self.server.address, "data:", "blob:")):
            self.outside.append(url)

    def close(self) -> None:
        """Everybody goes home."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def room(browser: Browser, running: Running) -> Iterator[Room]:
    """People at a running server."""
    people = Room(browser, running)
    yield people
    people.close()

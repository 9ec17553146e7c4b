"""What several test files are given."""

from __future__ import annotations

import pytest

from tests.given import Play, market


@pytest.fixture
def play() -> Play:
    """A new game of the tiny pack, nobody there yet: two tables of six."""
    return Play()


@pytest.fixture
def at_market() -> tuple[Play, dict[str, str]]:
    """Two tables of three with their ideas, and the market open. The names are ``grower1``, ``singer2``, ``idea1``, ..."""
    playing, who = market()
    playing.to("swap")
    return playing, who


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: while their browser is open, Playwright keeps an event loop running in this thread."""
    items.sort(key=lambda item: "browser" in item.path.parts)

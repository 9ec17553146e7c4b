"""Trying until nothing of what was deleted is left. The bytes themselves are looked for in the tests of rooms and store."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, event, text

from web import scrubbing
from web.scrubbing import Scrubber


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_what_is_to_do_is_kept_in_the_file_until_it_is_done(connection: Connection) -> None:
    assert scrubbing.is_clean(connection)
    scrubbing.has_to_scrub(connection)
    assert not scrubbing.is_clean(connection)
    said: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *arguments: said.append(arguments[2]))
    assert scrubbing.scrub(connection, 5)
    assert [one for one in said if "VACUUM" in one or "checkpoint" in one] == [
        "VACUUM",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    ]
    assert scrubbing.is_clean(connection)
    assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 5000


class Failed(Exception):
    """The attempt could not be made."""


class Attempts:
    """Answers in the order they are given: done, not done, or a failure."""

    def __init__(self, *answers: bool | Exception) -> None:
        self.answers = list(answers)
        self.made = 0

    async def __call__(self) -> bool:
        self.made += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same number of attempts, without the time between them."""
    monkeypatch.setattr(scrubbing, "_WAITS", (0.0,) * len(scrubbing._WAITS))
    monkeypatch.setattr(scrubbing, "_GAP_SECONDS", 0.0)


def test_it_is_tried_for_a_minute() -> None:
    assert 59 <= sum(scrubbing._WAITS) <= 61


@pytest.mark.usefixtures("at_once")
def test_it_is_tried_again_until_it_is_done_and_then_no_more() -> None:
    async def evening() -> None:
        attempts = Attempts(False, Failed("disk"), True)
        scrubber = Scrubber(attempts, Failed)
        assert await scrubber.ended()
        scrubber.soon()
        assert await scrubber.ended()
        await scrubber.close()
        assert attempts.made == 3

    asyncio.run(evening())


@pytest.mark.usefixtures("at_once")
def test_when_it_is_given_up_the_log_says_so_and_closing_tries_once_more(caplog: pytest.LogCaptureFixture) -> None:
    async def evening() -> None:
        attempts = Attempts(*(False,) * (len(scrubbing._WAITS) + 1), True)
        scrubber = Scrubber(attempts, Failed)
        scrubber.soon()
        assert not await scrubber.ended()
        await scrubber.close()
        assert attempts.answers == []
        assert await scrubber.ended()

    with caplog.at_level(logging.ERROR):
        asyncio.run(evening())
    assert "still on disk" in caplog.text


def test_however_often_something_is_deleted_the_file_is_left_alone_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    sleep = asyncio.sleep

    async def waits(seconds: float) -> None:
        waited.append(seconds)
        await sleep(0)

    monkeypatch.setattr(scrubbing.asyncio, "sleep", waits)

    async def evening() -> None:
        attempts = Attempts(True, True)
        scrubber = Scrubber(attempts, Failed)
        for _ in range(2):
            scrubber.soon()
            scrubber.soon()
            assert await scrubber.ended()
        assert attempts.made == 2

    asyncio.run(evening())
    assert waited[0] == 0
    assert 4 < waited[1] <= 5


@pytest.mark.usefixtures("at_once")
def test_what_is_deleted_while_it_goes_on_is_scrubbed_too() -> None:
    async def evening() -> None:
        made = 0

        async def attempt() -> bool:
            nonlocal made
            made += 1
            if made == 1:
                scrubber.soon()
            return True

        scrubber = Scrubber(attempt, Failed)
        scrubber.soon()
        assert await scrubber.ended()
        assert made == 2

    asyncio.run(evening())


def test_closing_waits_for_nobody() -> None:
    async def evening() -> None:
        attempts = Attempts(False, True)
        scrubber = Scrubber(attempts, Failed)
        scrubber.soon()
        while attempts.made == 0:
            await asyncio.sleep(0)
        await scrubber.close()
        assert attempts.made == 2

    asyncio.run(evening())

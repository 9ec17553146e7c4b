"""Who is told that a game has news."""

from __future__ import annotations

import logging

import pytest

from web.wake import Wakes


def test_everyone_who_listens_is_told_which_game_has_news() -> None:
    wakes, first, second = Wakes(), [], []
    wakes.subscribe(first.append)
    wakes.subscribe(second.append)
    wakes.wake("g1")
    assert first == second == ["g1"]


def test_who_has_stopped_listening_is_told_nothing() -> None:
    wakes, heard = Wakes(), []
    stop = wakes.subscribe(heard.append)
    stop()
    stop()
    wakes.wake("g1")
    assert heard == []


def test_one_who_stops_while_being_told_keeps_nobody_from_hearing() -> None:
    wakes, heard = Wakes(), []
    stop = wakes.subscribe(lambda _game: stop())
    wakes.subscribe(heard.append)
    wakes.wake("g1")
    assert heard == ["g1"]


def test_a_listener_that_fails_is_logged_and_the_next_still_hears(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_game: str) -> None:
        raise RuntimeError

    wakes, heard = Wakes(), []
    wakes.subscribe(fail)
    wakes.subscribe(heard.append)
    with caplog.at_level(logging.ERROR):
        wakes.wake("g1")
    assert heard == ["g1"]
    assert "g1" in caplog.text

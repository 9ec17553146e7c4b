"""The wall's remote control."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from game.state import Scene
from tests.led import post
from tests.served import Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def test_the_wall_shows_what_is_chosen(room: Served) -> None:
    assert "The wall shows the map." in post(room, "scene", scene="map")
    assert room.game.scene is Scene.MAP

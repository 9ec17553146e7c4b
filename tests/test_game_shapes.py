"""The shapes of views: frozen, and equal when they hold the same."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from game import shapes, views
from tests.given import Play


def test_a_view_is_frozen_and_equal_to_one_that_says_the_same() -> None:
    play = Play()
    play.join("Ada")
    bar = views.bar(play.game)
    assert bar == views.bar(play.game)
    with pytest.raises(FrozenInstanceError):
        bar.title = "Another"  # type: ignore[misc]


def test_no_shape_can_be_changed_from_outside() -> None:
    """A list or a mapping in a view could be changed by whoever reads it, and two equal views would part."""
    for name, shape in vars(shapes).items():
        if is_dataclass(shape) and shape.__module__ == shapes.__name__:
            for field in fields(shape):
                assert not str(field.type).startswith(("list", "dict", "set", "Mapping")), (name, field.name)

"""A refusal is a code with details; the same reasons make the same value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import game
from game.refused import Refused, Why, refuse


def test_details_are_found_by_their_key() -> None:
    refused = refuse(Why.TOO_LONG, field="title", most=48, length=60)
    assert refused.why is Why.TOO_LONG
    assert refused.detail("most") == 48
    assert refused.detail("colour") == ""


def test_the_order_of_details_does_not_matter() -> None:
    assert refuse(Why.UNKNOWN, what="deal", name="d1") == refuse(Why.UNKNOWN, name="d1", what="deal")


def test_a_refusal_can_be_kept_in_a_set() -> None:
    assert len({Refused(Why.NOT_NOW), refuse(Why.NOT_NOW)}) == 1


@pytest.mark.parametrize("why", Why)
def test_every_reason_is_one_that_the_rules_can_give(why: Why) -> None:
    source = " ".join(path.read_text(encoding="utf-8") for path in Path(game.__file__).parent.glob("*.py"))
    assert re.search(rf"refuse\(\s*Why\.{why.name}\b", source)

"""Codes: how a typed one becomes the stored one."""

from __future__ import annotations

import pytest

from web.codes import tidy_code


@pytest.mark.parametrize("typed", ["OTTER42", "otter 42", " Otter-42 ", "o t t e r 4 2", "OTTER42<b>"[:7]])
def test_a_code_may_be_typed_in_any_way(typed: str) -> None:
    assert tidy_code(typed) == "OTTER42"


def test_a_code_is_never_longer_than_it_can_be() -> None:
    assert len(tidy_code("A" * 1000)) == 24

"""Typed texts are cleaned without losing what was meant, or refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.refused import Refused, Why
from game.words import LINE, checked, clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a  pear\n wall ", "a pear wall"),
        ("cafe\u0301", "café"),
        ("a\x00b\x07c", "abc"),
        ("\u202eevil\u202c", "evil"),
        ("half\ud800", "half"),
        ("a" + "\u0327" * 9, "a\u0327\u0327\u0327"),
        ("a\u2028b\tc\u00a0d", "a b c d"),
        ("<b>=1+1</b> & 'so'", "<b>=1+1</b> & 'so'"),
        ("👩\u200d🌾 ábc", "👩\u200d🌾 ábc"),
    ],
)
def test_a_text_is_cleaned(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_an_empty_text_is_refused_unless_it_may_be_empty() -> None:
    refused = checked(" \u200b\n", "title", 48)
    assert isinstance(refused, Refused) and refused.why is Why.EMPTY and refused.detail("field") == "title"
    assert checked("  ", "line", 48, may_be_empty=True) == ""


def test_a_text_is_measured_after_cleaning() -> None:
    assert checked("  " + "x" * 48 + "  \x00", "title", 48) == "x" * 48
    refused = checked("x" * 49, "title", 48)
    assert isinstance(refused, Refused) and refused.why is Why.TOO_LONG
    assert (refused.detail("most"), refused.detail("length")) == (48, 49)


@given(st.text(alphabet=st.characters()))
def test_a_cleaned_text_is_already_clean_and_can_be_stored(typed: str) -> None:
    kept = clean(typed)
    assert clean(kept) == kept
    kept.encode()
    assert "\x00" not in kept and "\n" not in kept
    assert all(unicodedata.category(letter) not in {"Cc", "Cs"} for letter in kept)


@given(st.text())
def test_checking_gives_words_or_a_refusal_and_nothing_longer(typed: str) -> None:
    said = checked(typed, "line", LINE, may_be_empty=True)
    assert isinstance(said, Refused) or len(said) <= LINE

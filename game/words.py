"""What a typed text may be: cleaned without losing what was meant, or refused for being empty or too long."""

from __future__ import annotations

import unicodedata

from game.refused import Refused, Why, refuse
from game.scenario import Words

NAME = 24
TITLE = 48
LINE = 140
TEXT = 280
"""Longest lengths, in characters after cleaning."""

REMOVED = Words("…")
"""What stands where somebody's words were deleted for good."""

_MARKS_IN_A_ROW = 3
_KEPT_FORMAT = {"\u200c", "\u200d"}


def clean(text: str) -> Words:
    """The text in NFC, on one line, without control or direction characters, with at most 3 combining marks in a row."""
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", text):
        category = unicodedata.category(letter)
        if category == "Mn":
            marks += 1
            if marks > _MARKS_IN_A_ROW:
                continue
        else:
            marks = 0
        if letter.isspace():
            kept.append(" ")
        elif category in {"Cc", "Cs", "Co"} or (category == "Cf" and letter not in _KEPT_FORMAT):
            continue
        else:
            kept.append(letter)
    return Words(" ".join("".join(kept).split()))


def checked(text: str, field: str, most: int, may_be_empty: bool = False) -> Words | Refused:
    """The cleaned text, or why it cannot be taken. ``field`` names the box for the sentence."""
    words = clean(text)
    if not words and not may_be_empty:
        return refuse(Why.EMPTY, field=field)
    if len(words) > most:
        return refuse(Why.TOO_LONG, field=field, most=most, length=len(words))
    return words


def unless_removed(words: str) -> Words:
    """The words, or nothing where they were deleted for good."""
    return Words("") if words == REMOVED else Words(words)

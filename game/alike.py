"""Ideas that look alike, so that the facilitator may show two as one. It decides nothing, and shows nothing."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations

from game.checking import idea_ref, is_hidden, shown_as
from game.ideas import public_ideas
from game.state import Game, Idea

_SHARED = 0.5
"""How much of all their words two titles must share."""
_FEWEST_SHARED = 2
_SPELLED = 0.8
"""How alike two titles must be, letter by letter, from 0 to 1."""
_WORD = re.compile(r"[^\W_]+")
_SMALL_WORDS = """
a all an and any are as at be by can do every for from get give have how in into is it its make more my new no of on or our
out so that the their them they this to together up us we what when where who will with you your
"""
_STOP_WORDS = frozenset(_SMALL_WORDS.split())


def alike(game: Game) -> tuple[tuple[str, str], ...]:
    """Pairs of ideas whose titles look alike, the older first; not those that somebody has looked at, nor what is hidden.

    At most each pair of titles is compared once: what was compared is kept.
    """
    ideas = [idea for idea in public_ideas(game) if shown_as(game, idea) is idea and not _is_hidden(game, idea)]
    return tuple(
        (one.id, other.id)
        for one, other in combinations(ideas, 2)
        if (one.is_typed or other.is_typed)
        and other.id not in one.apart
        and one.id not in other.apart
        and are_alike(one.title, other.title)
    )


def _is_hidden(game: Game, idea: Idea) -> bool:
    return idea.is_typed and is_hidden(game, idea_ref(idea.id, idea.rev))


@lru_cache(maxsize=8192)
def are_alike(one: str, other: str) -> bool:
    """Whether two titles say the same: they share most of their words, or are spelled nearly the same."""
    words, others = _words(one), _words(other)
    shared = len(words & others)
    if shared >= _FEWEST_SHARED and shared >= _SHARED * len(words | others):
        return True
    if not words or not others:
        return False
    spelled = SequenceMatcher(None, _plain(one), _plain(other), autojunk=False)
    return all(
        ratio() >= _SPELLED for ratio in (spelled.real_quick_ratio, spelled.quick_ratio, spelled.ratio)
    ) and not _differ_by_number(one, other)


def _differ_by_number(one: str, other: str) -> bool:
    """Titles that are the same but for a number mean two things: bed 1 and bed 2."""
    return re.findall(r"\d+", one) != re.findall(r"\d+", other)


@lru_cache(maxsize=1024)
def _words(title: str) -> frozenset[str]:
    """The words that carry the meaning, each without the ending of its plural."""
    return frozenset(
        word.removesuffix("s") if len(word) > 3 else word
        for word in _WORD.findall(title.casefold())
        if word not in _STOP_WORDS
    )


def _plain(title: str) -> str:
    return " ".join(_WORD.findall(title.casefold()))

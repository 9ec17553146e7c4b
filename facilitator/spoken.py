"""A deal that people agreed aloud, from badge numbers to terms. It decides nothing; the rules still look at the terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from game.ideas import Need, needs
from game.scenario import Scenario, Words
from game.state import Game, Gift, Idea, Player, Terms

MOST_OF_ONE = 9
_BADGE = re.compile(r"\d{1,2}[a-z]{1,2}", re.IGNORECASE)
_BETWEEN = frozenset({"a", "an", "and", "for", "from", "gets", "give", "gives", "nothing", "the", "to", "with"})
"""Words that people write between what counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the form: who, what is given (a token kind, or empty for nothing) and how many."""

    badge: str
    kind: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchBadge:
    """Nobody wears this badge number. ``line`` counts from 0."""

    line: int
    badge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSuchWord:
    """A word of a written line that is no badge, no number and no kind of token, or could be several kinds."""

    word: str


def lines_of(scenario: Scenario, text: str) -> tuple[Line, ...] | NoSuchWord:
    """The lines of a deal that was written in one: ``4C gives 2 seeds to 2A``. A kind may be cut short, as ``see``.

    What is given is the gift of the badge before it. A line without a kind is somebody who gives nothing.
    """
    lines: list[Line] = []
    badge, count = "", 1
    for word in re.split(r"[\s,;+]+", text.strip()):
        if _BADGE.fullmatch(word):
            badge, count = word, 1
            lines.append(Line(badge=badge))
        elif word.isascii() and word.isdigit() and len(word) < 3:
            count = int(word)
        elif word and word.lower() not in _BETWEEN:
            kind = _kind(scenario, word.lower())
            if not kind or not badge:
                return NoSuchWord(word=word[:20])
            if lines[-1].badge == badge and not lines[-1].kind:
                lines.pop()
            lines.append(Line(badge=badge, kind=kind, count=count))
            count = 1
    return tuple(lines)


def idea_of(game: Game, lines: Sequence[Line]) -> str:
    """The idea that a deal between these badges is most likely for: that of the last one's table, else of one before."""
    for line in reversed(lines):
        player = game.by_badge(line.badge)
        table = game.tables.get(player.table) if player else None
        if table is not None and table.idea:
            return table.idea
    return ""


def _kind(scenario: Scenario, word: str) -> str:
    """The one kind of token that a word begins; empty when it begins none or several."""
    exact = [token.id for token in scenario.tokens if word in {token.each.lower(), token.many.lower()}]
    found = exact or [
        token.id
        for token in scenario.tokens
        if token.each.lower().startswith(word) or token.many.lower().startswith(word)
    ]
    return found[0] if len(found) == 1 else ""


def terms_of(game: Game, idea: str, lines: Sequence[Line], string: str, own_words: str) -> Terms | NoSuchBadge:
    """The terms that these lines mean; a badge may stand in several.

    Each gift answers an open line of the idea's list if one fits.
    """
    parties: dict[str, None] = {}
    gifts: list[Gift] = []
    found = game.ideas.get(idea)
    wanted = [need for need in needs(game, found) if need.is_open] if found else []
    for place, line in enumerate(lines):
        if not line.badge.strip():
            continue
        player = game.by_badge(line.badge)
        if player is None:
            return NoSuchBadge(line=place, badge=line.badge.strip())
        parties[player.id] = None
        for _ in range(max(1, min(line.count, MOST_OF_ONE)) if line.kind else 0):
            need = _fitting(game, found, wanted, player, line.kind)
            if need is not None:
                wanted.remove(need)
            gifts.append(Gift(giver=player.id, kind=line.kind, need=need.id if need else ""))
    return Terms(parties=tuple(parties), gifts=tuple(gifts), string=string, own_words=Words(own_words))


def _fitting(game: Game, idea: Idea | None, wanted: Sequence[Need], player: Player, kind: str) -> Need | None:
    """The first open line that this gift can answer; a line only some may answer comes before one anybody may."""
    side = game.scenario.role(player.role).side if player.role else ""
    fits = [
        need
        for need in wanted
        if need.kind == kind
        and (not need.side or (need.side == side and idea is not None and player.table != idea.table))
    ]
    return min(fits, key=lambda need: not need.side, default=None)

"""A deal that people agreed aloud, from badge numbers to terms. It decides nothing; the rules still look at the terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from game.ideas import Need, needs
from game.scenario import Words
from game.state import Game, Gift, Idea, Player, Terms

MOST_OF_ONE = 9


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

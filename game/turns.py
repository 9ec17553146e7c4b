"""Who hosts and who walks in a market round: two of a table stay, the others walk, and for the next round they swap."""

from __future__ import annotations

from game.scenario import StepKind
from game.state import Game, Player

HOSTS = 2
"""How many of a table stay and host."""


def hosts(game: Game, table: int, round_: int) -> tuple[str, ...]:
    """The players who stay at their table in this round of the market (from 1), by their letters.

    Those who asked for it come first, then those who said nothing. In rounds with an even number nobody hosts who hosted
    in the round before, as long as there is somebody else. A table of two or three leaves one; one alone walks.
    """
    here = sorted(game.players_who_play(table), key=lambda player: (len(player.letter), player.letter))
    count = min(HOSTS, len(here) // 2)
    first = _chosen(here, count, wishes=True, after=())
    if round_ % 2:
        return first
    return _chosen(here, count, wishes=False, after=first)


def _chosen(here: list[Player], count: int, *, wishes: bool, after: tuple[str, ...]) -> tuple[str, ...]:
    def rank(player: Player) -> tuple[bool, int]:
        return (player.id in after, 0 if player.hosts_first is wishes else 1 if player.hosts_first is None else 2)

    taken = {player.id for player in sorted(here, key=rank)[:count]}
    return tuple(player.id for player in here if player.id in taken)


def coming_round(game: Game) -> int:
    """The round of the market that is on, or the next that comes; 0 when none comes any more."""
    step = game.step
    if step is not None and step.kind is StepKind.MARKET:
        return game.round
    lines = enumerate(game.run_sheet.steps)
    coming = next((n for n, line in lines if n > game.step_index and line.kind is StepKind.MARKET), None)
    if coming is None:
        return 0
    return game.round if any(begun.step == coming for begun in game.started) else game.round + 1

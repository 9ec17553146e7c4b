"""What people's choices about their name and their words take out of the report, in numbers. It names nobody.

A number of fewer than three people is not told, and neither is one from which it could be worked out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from game.history import History
from game.report import Report
from game.state import Game, Naming, Player
from game.telling import FEWEST

_TOO_FEW = None
"""What is told instead of a number that would point at somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How many people chose what, and what the report leaves out because of it. None stands for fewer than three.

    ``names`` is how many names stand in the report. ``quotes``, ``headlines`` and ``others`` are left out because their
    authors want none of their words in it; ``unquoted`` are lines that their authors kept for themselves, ``taken_back``
    words that they took back, ``erased`` people whose name and words were deleted.
    """

    chose: Mapping[Naming, int | None]
    names: int
    quotes: int | None
    headlines: int | None
    others: int | None
    unquoted: int | None
    taken_back: int | None
    erased: int | None


def removed(history: History, report: Report) -> Removed:
    """What is left out of this report of the game. Audience: the facilitator."""
    game = history.game
    out = [player for player in game.players.values() if player.naming is Naming.OUT and not player.is_erased]
    erased = sum(1 for player in game.players.values() if player.is_erased)
    counts = {naming: sum(1 for one in _choosers(game) if one.naming is naming) for naming in Naming}
    chose = _told(counts, besides=erased if erased < FEWEST else 0)
    is_told = chose[Naming.OUT] is not None and len(out) >= FEWEST
    silent = {player.id for player in out}
    keepers = [player for player in game.players.values() if player.id not in silent and _kept_lines(player)]
    back = {_author(game, ref) for ref in game.withdrawn} - {""}
    return Removed(
        chose=chose,
        names=len(set(_names(report))),
        quotes=sum(_lines(player) for player in out) if is_told else _TOO_FEW,
        headlines=sum(1 for one in game.headlines if one.by in silent) if is_told else _TOO_FEW,
        others=sum(1 for idea in game.ideas.values() for said in idea.refusals if said.by in silent)
        if is_told
        else _TOO_FEW,
        unquoted=sum(_kept_lines(player) for player in keepers) if len(keepers) >= FEWEST else _TOO_FEW,
        taken_back=len(game.withdrawn) if len(back) >= FEWEST else _TOO_FEW,
        erased=erased if erased >= FEWEST else _TOO_FEW,
    )


def _choosers(game: Game) -> Iterator[Player]:
    return (player for player in game.seated() if not player.is_erased)


def _told(counts: dict[Naming, int], besides: int) -> dict[Naming, int | None]:
    """The counts without small ones, and without the one from which a small one follows. ``besides`` is how many more
    people sit here whose number is not told."""
    told: dict[Naming, int | None] = {
        naming: count if count >= FEWEST else _TOO_FEW for naming, count in counts.items()
    }
    shown = [naming for naming, count in told.items() if count is not None]
    hidden = sum(counts[naming] for naming, count in told.items() if count is None) + besides
    if shown and 0 < hidden < FEWEST:
        told[min(shown, key=lambda naming: counts[naming])] = _TOO_FEW
    return told


def _names(report: Report) -> Iterator[str]:
    for deal in report.deals:
        yield from (party.who.name for party in deal.parties if party.who.name)
    for idea in report.ideas:
        yield from (person.name for person in (*idea.doers, *((idea.lead,) if idea.lead else ())) if person.name)
    for meeting in report.meetings:
        yield from meeting.named
    yield from (quote.who.name for quote in report.quotes if quote.who.name)


def _lines(player: Player) -> int:
    return sum(1 for said in player.reflections.values() if said.text and said.may_quote)


def _kept_lines(player: Player) -> int:
    return sum(1 for said in player.reflections.values() if said.text and not said.may_quote)


def _author(game: Game, ref: str) -> str:
    """Whose words these are, as far as it can be told: a person's lines and headlines; else what they are about."""
    what, _, rest = ref.partition(":")
    if what == "headline":
        return next((one.by for one in game.headlines if one.id == rest), "")
    return rest.partition(":")[0]

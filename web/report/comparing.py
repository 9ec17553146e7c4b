"""Several reports of one pack side by side: what always comes, what never does, and how the runs differ. It draws nothing.

All of it is read from `game.report.Report` values, so it works from files, without a server. It compares rooms, never people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from game.report import CardsKind, Report
from game.scenario import Say
from web.report.network import FEWEST, Measures, measures

FEWEST_RUNS, MOST_RUNS = 2, 8


class NotComparable(ValueError):
    """These reports cannot stand side by side. It says why, and what to do, in a sentence or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One play of the pack: its number on the page, its title, the day it began by the room's clocks."""

    number: int
    title: str
    began_at: datetime
    version: str
    people: int
    is_rehearsal: bool
    is_draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: what it is, and its value in each run, in words; empty where a run has none."""

    what: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step by its title, with planned and real minutes in each run; None where a run has no such step or never began it."""

    title: str
    planned: tuple[int | None, ...]
    real: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """A text of the pack or of a room, and the numbers of the runs in which it came."""

    text: str
    runs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """The cards of one type: used in every run, in some, in none."""

    kind: CardsKind
    word: str
    always: tuple[str, ...]
    some: tuple[Some, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconnected:
    """Characters that were played and are in no deal that holds, in any run.

    Those whom fewer than three people played in all runs together are only counted, as ``small``.
    """

    roles: tuple[str, ...] = ()
    small: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tension:
    """A line that rooms stood on: how many stood in each fifth, in each run; None where a run did not stand on it."""

    title: str
    ends: tuple[str, str]
    counts: tuple[tuple[int, ...] | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All that is said of several runs. ``seeds`` are the cards that ideas grew from, ``names`` the names that more than one
    run gave to an idea."""

    pack: str
    say: Say
    runs: tuple[Run, ...]
    figures: tuple[Row, ...]
    measures: tuple[Row, ...]
    steps: tuple[StepRow, ...]
    seeds: tuple[Some, ...]
    names: tuple[Some, ...]
    cards: tuple[Cards, ...]
    unconnected: Unconnected
    tensions: tuple[Tension, ...]

    @property
    def seeds_always(self) -> tuple[str, ...]:
        """The cards that ideas grew from in every run."""
        return tuple(some.text for some in self.seeds if len(some.runs) == len(self.runs))

    @property
    def seeds_often(self) -> tuple[Some, ...]:
        """The cards that ideas grew from in more than one run, but not in all."""
        return tuple(some for some in self.seeds if 1 < len(some.runs) < len(self.runs))


def compare(reports: Sequence[Report]) -> Comparison:
    """Two to eight reports of one pack, the oldest run first. Raises NotComparable."""
    if len(reports) < FEWEST_RUNS:
        raise NotComparable("One report alone cannot be compared. Choose two or more.")
    if len(reports) > MOST_RUNS:
        raise NotComparable(f"{len(reports)} reports are too many for one page. Choose {MOST_RUNS} at most.")
    packs = tuple(dict.fromkeys(report.pack for report in reports))
    if len(packs) > 1:
        named = " and ".join(f"“{pack}”" for pack in packs[:2])
        raise NotComparable(f"These reports are of different packs: {named}. Only runs of one pack can be compared.")
    told = sorted(reports, key=lambda report: (report.began_at, report.code))
    if len({(report.code, report.began_at) for report in told}) < len(told):
        raise NotComparable("The same game is among them twice. Choose each report once.")
    return Comparison(
        pack=packs[0],
        say=told[0].say,
        runs=tuple(_run(number, report) for number, report in enumerate(told, start=1)),
        figures=tuple(_figures(told)),
        measures=tuple(_measures(told)),
        steps=tuple(_steps(told)),
        seeds=_runs_of(told, lambda report: (idea.from_card for idea in report.ideas if idea.from_card)),
        names=tuple(some for some in _names(told) if len(some.runs) > 1),
        cards=tuple(_cards(told)),
        unconnected=_unconnected(told),
        tensions=tuple(_tensions(told)),
    )


def _run(number: int, report: Report) -> Run:
    return Run(
        number=number,
        title=report.title,
        began_at=report.began_at + timedelta(minutes=report.offset or 0),
        version=report.pack_version,
        people=report.people,
        is_rehearsal=report.is_rehearsal,
        is_draft=report.is_draft,
    )


def _row(what: str, reports: Sequence[Report], value: Callable[[Report], object]) -> Row:
    return Row(what=what, values=tuple(str(value(report)) for report in reports))


def _figures(reports: Sequence[Report]) -> Iterator[Row]:
    say = reports[0].say
    deals = say.deals
    yield _row("People", reports, lambda report: report.people)
    yield _row("Tables", reports, lambda report: report.tables)
    yield _row("Minutes", reports, lambda report: report.minutes)
    yield _row(_up(say.ideas), reports, lambda report: len(report.ideas))
    yield _row(f"{_up(say.ideas)} that people will do in real life", reports, _done)
    yield _row(f"{_up(deals)} begun", reports, lambda report: report.outcomes.proposed)
    yield _row(f"{_up(deals)} that hold", reports, lambda report: report.outcomes.agreed)
    yield _row("Of these, between tables", reports, lambda report: report.crossing)
    yield _row("Declined", reports, lambda report: report.outcomes.declined)
    yield _row("Withdrawn", reports, lambda report: report.outcomes.withdrawn)
    yield _row("Not answered in time", reports, lambda report: report.outcomes.lapsed)
    yield _row("Broken after an event", reports, lambda report: report.outcomes.broken)
    yield _row("Things given", reports, lambda report: report.tokens)


def _done(report: Report) -> int:
    return sum(1 for idea in report.ideas if idea.doers)


def _measures(reports: Sequence[Report]) -> Iterator[Row]:
    """The measures of `web.report.network` that can be set side by side. Sources of the formulas stand there."""
    found = [measures(report) for report in reports]
    say = reports[0].say

    def row(what: str, value: Callable[[Measures], str]) -> Row:
        return Row(what=what, values=tuple(value(one) for one in found))

    yield row(f"Pairs of tables with a {say.deal}", lambda one: f"{one.pairs} of {one.pairs_possible}")
    yield row("Tables in the largest joined group", lambda one: f"{one.largest_part} of {one.tables}")
    if any(one.mixing.index is not None for one in found):
        yield row(f"{_up(say.deals)} across sides", lambda one: str(one.mixing.across))
        yield row(f"{_up(say.deals)} within one side", lambda one: str(one.mixing.within))
    yield row(f"{_up(say.ideas)} that won each kind", lambda one: str(one.all_kinds))
    yield row("Asked for in plans, and met", lambda one: f"{sum(k.met for k in one.asked)} of {_asked(one)}")
    yield row("Asked for, and left open", lambda one: f"{sum(k.open for k in one.asked)} of {_asked(one)}")
    yield row("Ways of giving that were returned", lambda one: f"{one.giving.returned} of {one.giving.ways}")


def _asked(one: Measures) -> int:
    return sum(kind.asked for kind in one.asked)


def _steps(reports: Sequence[Report]) -> Iterator[StepRow]:
    """Steps by their titles, in the order of the first run that has them; a title that comes twice in a run is two steps."""
    by_run: list[dict[tuple[str, int], tuple[int, int | None]]] = []
    order: dict[tuple[str, int], None] = {}
    for report in reports:
        seen: Counter[str] = Counter()
        mine: dict[tuple[str, int], tuple[int, int | None]] = {}
        for step in report.steps:
            seen[step.title] += 1
            mine[step.title, seen[step.title]] = (step.planned, step.real)
        by_run.append(mine)
        order |= dict.fromkeys(mine)
    for key in order:
        yield StepRow(
            title=key[0],
            planned=tuple(mine[key][0] if key in mine else None for mine in by_run),
            real=tuple(mine[key][1] if key in mine else None for mine in by_run),
        )


def _runs_of(reports: Sequence[Report], texts: Callable[[Report], Iterator[str]]) -> tuple[Some, ...]:
    """Texts with the runs in which they came: those that came most often first, then in the order in which they came."""
    found: dict[str, list[int]] = {}
    for number, report in enumerate(reports, start=1):
        for text in dict.fromkeys(texts(report)):
            found.setdefault(text, []).append(number)
    every = (Some(text=text, runs=tuple(runs)) for text, runs in found.items())
    return tuple(sorted(every, key=lambda some: -len(some.runs)))


def _names(reports: Sequence[Report]) -> Iterator[Some]:
    """The names of ideas, read alike whatever their capitals are."""
    written: dict[str, str] = {}
    for report in reports:
        for idea in report.ideas:
            written.setdefault(idea.name.casefold(), idea.name)
    names = _runs_of(reports, lambda report: (idea.name.casefold() for idea in report.ideas if idea.is_shown))
    return (Some(text=written[some.text], runs=some.runs) for some in names)


def _cards(reports: Sequence[Report]) -> Iterator[Cards]:
    """Each type of card. What a run's pack did not have yet counts as unused there."""
    types = dict.fromkeys((line.kind, line.word) for report in reports for line in report.cards)
    for kind, word in types:
        lines = [line for report in reports for line in report.cards if (line.kind, line.word) == (kind, word)]
        known = dict.fromkeys(title for line in lines for title in (*line.used, *line.never))
        used = {some.text: some for some in _runs_of(reports, lambda report, of=(kind, word): _used(report, of))}  # type: ignore[misc]
        yield Cards(
            kind=kind,
            word=word,
            always=tuple(title for title in known if title in used and len(used[title].runs) == len(reports)),
            some=tuple(used[title] for title in known if title in used and len(used[title].runs) < len(reports)),
            never=tuple(title for title in known if title not in used),
        )


def _used(report: Report, of: tuple[CardsKind, str]) -> Iterator[str]:
    return (title for line in report.cards if (line.kind, line.word) == of for title in line.used)


def _unconnected(reports: Sequence[Report]) -> Unconnected:
    heads: Counter[str] = Counter()
    connected: set[str] = set()
    for report in reports:
        for line in report.cast:
            heads[line.role] += line.count
        connected |= {party.who.role for deal in report.deals if deal.holds for party in deal.parties}
    alone = [role for role in heads if role not in connected]
    return Unconnected(
        roles=tuple(role for role in alone if heads[role] >= FEWEST),
        small=sum(1 for role in alone if heads[role] < FEWEST),
    )


def _tensions(reports: Sequence[Report]) -> Iterator[Tension]:
    for title, ends in dict.fromkeys((line.title, line.ends) for report in reports for line in report.tensions):
        stood = [next((line.counts for line in report.tensions if line.title == title), None) for report in reports]
        yield Tension(title=title, ends=ends, counts=tuple(stood))


def _up(word: str) -> str:
    return word[:1].upper() + word[1:]

"""The network of a room in measures that a plain sentence can say. It counts tables, sides and ideas, and ranks nobody.

Only deals that hold count as ties, but for the growth, which looks back. A table, a side or a character of fewer than
three people is never named: those are counted together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import networkx as nx

from game.report import DealLine, Report
from game.state import DealState

FEWEST = 3
"""A group of people smaller than this is never named by itself."""
QUARTERS = 4
_MOST_NAMED = 3
_OFTEN = 0.1
"""A table lies between others when it is on one in ten of the shortest ways, or more."""
_ENOUGH_WAYS, _CLEARLY = 10, 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridges:
    """The tables that lie between others, in the order of their numbers, never of their weight.

    ``tables``: those on most of the shortest ways between two other tables. ``only_way``: those without which the room
    falls into more parts. ``small``: how many of both sorts seat too few people to be named.
    """

    tables: tuple[int, ...] = ()
    only_way: tuple[int, ...] = ()
    small: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixing:
    """How deals mix the sides of a pack, or its scales. ``index`` runs from -1, each deal on one side, to 1, each across;
    None without deals. ``silent`` are pairs of sides that no deal joined, in the pack's order.
    """

    across: int = 0
    within: int = 0
    index: float | None = None
    silent: tuple[tuple[str, str], ...] = ()
    is_all_joined: bool = False
    """Whether each side of three people or more made a deal with each other such side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Untied:
    """Who made no deal that holds: tables with another table, characters with anybody; the small ones only counted."""

    tables: tuple[int, ...] = ()
    small_tables: int = 0
    roles: tuple[str, ...] = ()
    small_roles: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbacked:
    """A standing wish of the pack: how many ideas earned it, and the labels of those nobody backed, and of those too few did."""

    text: str
    earned: int
    nobody: tuple[str, ...]
    too_few: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizons:
    """The methods of all plans by their time, and how many plans have only one time, of those with two methods or more."""

    now: int = 0
    soon: int = 0
    later: int = 0
    plans: int = 0
    with_one_time: int = 0

    @property
    def methods(self) -> int:
        """All methods with a time."""
        return self.now + self.soon + self.later


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """Giving from table to table: how many ways it went (from one table to another's idea), and how many were returned.

    ``share`` is returned by all, None without any. ``beyond_chance`` compares it with a room that gave as much at random:
    0 as much returned as there, 1 all of it, below 0 less; None where that cannot be told.
    """

    ways: int = 0
    returned: int = 0
    share: float | None = None
    beyond_chance: float | None = None

    @property
    def than_chance(self) -> str:
        """``more`` or ``less``, where so much was given that it can be told, and clearly; else empty."""
        if self.ways < _ENOUGH_WAYS or self.beyond_chance is None or abs(self.beyond_chance) < _CLEARLY:
            return ""
        return "more" if self.beyond_chance > 0 else "less"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What plans asked for, of one kind: met by a deal, covered by the table itself, never given. ``word`` is for many."""

    kind: str
    word: str
    each: str
    asked: int
    met: int
    covered: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """A quarter of the game: the minute it ended, the deals agreed in it, and what stood then.

    ``parts`` are groups of tables joined by deals, and ``joined`` is how many tables have a deal with another.
    """

    until: int
    agreed: int
    standing: int
    parts: int
    joined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """All measures of a room. ``pairs`` of ``pairs_possible`` pairs of tables made a deal; ``parts`` are groups of joined
    tables, and ``all_kinds`` is how many ideas won tokens of each kind of the pack.
    """

    deals: int
    tables: int
    crossing: int
    pairs: int
    pairs_possible: int
    parts: int
    largest_part: int
    bridges: Bridges
    mixing: Mixing
    scaling: Mixing
    untied: Untied
    unbacked: tuple[Unbacked, ...]
    all_kinds: int
    horizons: Horizons
    giving: Giving
    asked: tuple[Asked, ...]
    growth: tuple[Quarter, ...]


def measures(report: Report) -> Measures:
    """The measures of a report. It takes one walk through the deals for each, and knows nothing but the report."""
    standing = [deal for deal in report.deals if deal.holds]
    graph = tables_graph(report, standing)
    heads = {line.number: line.heads for line in report.table_lines}
    parts = [part for part in nx.connected_components(graph) if len(part) > 1]
    kinds = {kind.id for kind in report.tokens_of}
    return Measures(
        deals=len(standing),
        tables=graph.number_of_nodes(),
        crossing=sum(1 for deal in standing if deal.crosses_tables),
        pairs=graph.number_of_edges(),
        pairs_possible=graph.number_of_nodes() * (graph.number_of_nodes() - 1) // 2,
        parts=len(parts),
        largest_part=max((len(part) for part in parts), default=0),
        bridges=bridges(graph, heads),
        mixing=mixing(report, standing),
        scaling=scaling(report, standing),
        untied=untied(report, graph, standing),
        unbacked=tuple(unbacked(report)),
        all_kinds=sum(1 for idea in report.ideas if kinds and kinds <= {won.kind for won in idea.support}),
        horizons=horizons(report),
        giving=giving(report, standing),
        asked=tuple(asked(report)),
        growth=tuple(growth(report)),
    )


def tables_graph(report: Report, deals: Iterable[DealLine]) -> nx.Graph:
    """Tables as nodes; two are joined when people of both are parties of one of these deals (``deals`` says of how many).

    It is the one-mode projection of parties and deals: Wasserman and Faust, Social Network Analysis (1994), chapter 8.
    """
    graph = nx.Graph()
    graph.add_nodes_from(line.number for line in report.table_lines)
    joined = Counter(
        pair for deal in deals for pair in combinations((table for table in deal.tables if table in graph), 2)
    )
    graph.add_edges_from((one, other, {"deals": count}) for (one, other), count in sorted(joined.items()))
    return graph


def bridges(graph: nx.Graph, heads: dict[int, int]) -> Bridges:
    """Who lies between others. Betweenness: Freeman, A set of measures of centrality based on betweenness, Sociometry 40
    (1977). The only way (cut points): Hopcroft and Tarjan, Algorithm 447, Communications of the ACM 16 (1973).

    At most three tables are named for lying between others; where equals would make them more, those are left out.
    """
    between = nx.betweenness_centrality(graph, normalized=True)
    shares = {table: round(share, 9) for table, share in between.items() if share >= _OFTEN}
    shares = _top(shares)
    only = set(nx.articulation_points(graph))
    found = {*shares, *only}
    return Bridges(
        tables=tuple(sorted(table for table in shares if heads.get(table, 0) >= FEWEST)),
        only_way=tuple(sorted(table for table in only if heads.get(table, 0) >= FEWEST)),
        small=sum(1 for table in found if heads.get(table, 0) < FEWEST),
    )


def _top(shares: dict[int, float]) -> dict[int, float]:
    """The largest three; fewer where the third has equals that would make them more."""
    if len(shares) <= _MOST_NAMED:
        return shares
    limit = sorted(shares.values(), reverse=True)[_MOST_NAMED]
    return {table: share for table, share in shares.items() if share > limit}


def mixing(report: Report, standing: Sequence[DealLine]) -> Mixing:
    """Deals across sides and within one. The index is the E-I index, (external - internal) / all, here counted over deals:
    Krackhardt and Stern, Informal networks and organizational crises, Social Psychology Quarterly 51 (1988).

    A deal of which fewer than two parties have a side counts in neither.
    """
    heads: Counter[str] = Counter()
    for line in report.cast:
        heads[line.side] += line.count
    return _mixed(report.sides, heads, ([party.who.side for party in deal.parties] for deal in standing))


def scaling(report: Report, standing: Sequence[DealLine]) -> Mixing:
    """Deals across scales, from a street to a country, and within one: counted as `mixing` counts sides."""
    heads: Counter[str] = Counter()
    for line in report.cast:
        heads[line.scale] += line.count
    return _mixed(report.scales, heads, ([party.who.scale for party in deal.parties] for deal in standing))


def _mixed(order: Sequence[str], heads: Counter[str], deals: Iterable[Sequence[str]]) -> Mixing:
    """``order`` are the words of the pack, ``heads`` how many people each stands for, ``deals`` the words of each deal's
    parties, empty for a party without one."""
    met: set[tuple[str, str]] = set()
    across = within = 0
    place = {word: number for number, word in enumerate(order)}
    for deal in deals:
        words = [word for word in deal if word]
        if len(words) < 2:
            continue
        if len(set(words)) == 1:
            within += 1
        else:
            across += 1
            met.update(combinations(sorted(set(words), key=lambda word: (place.get(word, len(place)), word)), 2))
    large = [word for word in order if heads[word] >= FEWEST]
    silent = tuple(pair for pair in combinations(large, 2) if pair not in met)
    counted = across + within
    return Mixing(
        across=across,
        within=within,
        index=(across - within) / counted if counted else None,
        silent=silent if counted else (),
        is_all_joined=bool(counted) and len(large) > 1 and not silent,
    )


def untied(report: Report, graph: nx.Graph, standing: Iterable[DealLine]) -> Untied:
    """Nodes without any tie ("isolates"): Wasserman and Faust, Social Network Analysis (1994), chapter 4."""
    alone = list(nx.isolates(graph))
    heads = {line.number: line.heads for line in report.table_lines}
    played = {party.who.role for deal in standing for party in deal.parties}
    roles = [line for line in report.cast if line.role not in played]
    return Untied(
        tables=tuple(sorted(table for table in alone if heads[table] >= FEWEST)),
        small_tables=sum(1 for table in alone if heads[table] < FEWEST),
        roles=tuple(line.role for line in roles if line.count >= FEWEST),
        small_roles=sum(1 for line in roles if line.count < FEWEST),
    )


def unbacked(report: Report) -> Iterator[Unbacked]:
    """The standing wishes of the pack that ideas did not earn. A count of ours, with no formula."""
    for wish in report.not_earned:
        short = [(idea.label, miss) for idea in report.ideas for miss in idea.missing if miss.text == wish.text]
        yield Unbacked(
            text=wish.text,
            earned=len(report.ideas) - len(short),
            nobody=tuple(label for label, miss in short if not miss.met),
            too_few=tuple(label for label, miss in short if miss.met),
        )


def horizons(report: Report) -> Horizons:
    """How plans spread over now, soon and later. A count of ours, with no formula."""
    times = Counter(pick.when for idea in report.ideas for pick in idea.picks)
    plans = [{pick.when for pick in idea.picks} for idea in report.ideas if len(idea.picks) > 1]
    return Horizons(
        now=times["now"],
        soon=times["soon"],
        later=times["later"],
        plans=sum(1 for idea in report.ideas if idea.picks),
        with_one_time=sum(1 for plan in plans if len(plan) == 1),
    )


def giving(report: Report, standing: Iterable[DealLine]) -> Giving:
    """Whether giving between tables was returned, by whom to whose idea. ``share`` is the share of arcs that are mutual:
    Wasserman and Faust, Social Network Analysis (1994), chapter 13. ``beyond_chance`` is (r - a) / (1 - a) with the density
    a: Garlaschelli and Loffredo, Patterns of link reciprocity in directed networks, Physical Review Letters 93 (2004).
    """
    home = {idea.id: idea.table for idea in report.ideas}
    graph = nx.DiGraph()
    graph.add_nodes_from(line.number for line in report.table_lines)
    for deal in standing:
        to = home.get(deal.idea, 0)
        graph.add_edges_from(
            (party.who.table, to) for party in deal.parties if to and party.gifts and party.who.table != to
        )
    ways = graph.number_of_edges()
    if not ways:
        return Giving()
    share = float(nx.overall_reciprocity(graph))
    density = float(nx.density(graph))
    return Giving(
        ways=ways,
        returned=round(share * ways),
        share=share,
        beyond_chance=(share - density) / (1 - density) if density < 1 else None,
    )


def asked(report: Report) -> Iterator[Asked]:
    """What plans asked for by kind, and what became of it, in the pack's order. A count of ours, with no formula."""
    needs = [need for idea in report.ideas for pick in idea.picks for need in pick.needs]
    all_of = Counter(need.kind for need in needs)
    covered = Counter(need.kind for need in needs if need.is_covered)
    left = Counter(need.kind for need in needs if need.is_open)
    for kind in report.tokens_of:
        if all_of[kind.id]:
            yield Asked(
                kind=kind.id,
                word=kind.many,
                each=kind.each,
                asked=all_of[kind.id],
                met=all_of[kind.id] - covered[kind.id] - left[kind.id],
                covered=covered[kind.id],
                open=left[kind.id],
            )


def growth(report: Report) -> Iterator[Quarter]:
    """How the network of tables grew by quarters of the game. Parts are connected components: Wasserman and Faust, Social
    Network Analysis (1994), chapter 4. Deals that the facilitator made void were never meant, and count nowhere.
    """
    agreed = [(deal.agreed_minute, deal) for deal in report.deals if deal.number and deal.state is not DealState.VOIDED]
    timed = [(minute, deal) for minute, deal in agreed if minute is not None]
    if not timed:
        return
    end = max(report.minutes, *(minute for minute, _ in timed), 1)
    bounds = [round(end * quarter / QUARTERS) for quarter in range(QUARTERS + 1)]
    for number, (start, until) in enumerate(pairwise(bounds)):
        is_last = number == QUARTERS - 1
        stood = [deal for minute, deal in timed if minute <= until and _stood(deal, until, is_last)]
        parts = [part for part in nx.connected_components(tables_graph(report, stood)) if len(part) > 1]
        yield Quarter(
            until=until,
            agreed=sum(
                1 for minute, _ in timed if (start < minute or (number == 0 and minute == 0)) and minute <= until
            ),
            standing=len(stood),
            parts=len(parts),
            joined=sum(len(part) for part in parts),
        )


def _stood(deal: DealLine, minute: int, is_end: bool) -> bool:
    return deal.holds or (not is_end and deal.ended_minute is not None and deal.ended_minute > minute)

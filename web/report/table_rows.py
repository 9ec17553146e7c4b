"""The rows of each table of a report, in the order of its columns (`web.report.table_columns`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from game.report import Gifts, Person, Report
from game.state import PledgeLevel
from web.report.ids import Ids, idea_id, table_id
from web.report.network import Measures, measures

Cell: TypeAlias = str | int | float | bool | None
Row: TypeAlias = tuple[Cell, ...]

_GAME, _LIFE = "in the game", "in real life"


def _many(words: Iterable[str]) -> str:
    return "; ".join(words)


def _given(gifts: Iterable[Gifts]) -> str:
    return _many(f"{one.count} {one.word}" for one in gifts)


def _who(person: Person) -> str:
    """Somebody as the page says it."""
    at = f"{person.role} at table {person.table}" if person.role else f"table {person.table}"
    if person.name:
        return f"{person.name}, {at}"
    return at if person.role else f"a player at {at}"


def _deals(report: Report, ids: Ids) -> Iterator[Row]:
    for key, deal in zip(ids.deals, report.deals, strict=True):
        agreed, ended = deal.agreed_minute, deal.ended_minute
        yield (
            key,
            ids.idea(deal.idea),
            deal.name,
            deal.state.value,
            deal.holds,
            agreed,
            "" if agreed is None else report.hour(agreed),
            ended,
            _many(table_id(table) for table in deal.tables),
            deal.crosses_tables,
            _many(_who(party.who) for party in deal.parties),
            _many(dict.fromkeys(ids.role(party.who.role) for party in deal.parties if party.who.role)),
            _many(dict.fromkeys(party.who.side for party in deal.parties if party.who.side)),
            sum(gifts.count for party in deal.parties for gifts in party.gifts),
            deal.string,
            deal.in_market,
            deal.changed,
            deal.doubted_by,
            deal.is_edited,
        )


def _gifts(report: Report, ids: Ids) -> Iterator[Row]:
    for key, deal in zip(ids.deals, report.deals, strict=True):
        for party in deal.parties:
            for gifts in party.gifts:
                yield (
                    key,
                    ids.idea(deal.idea),
                    table_id(party.who.table),
                    ids.role(party.who.role),
                    party.who.role,
                    party.who.side,
                    party.who.name,
                    ids.home(deal.idea),
                    gifts.kind,
                    gifts.word,
                    gifts.count,
                    deal.holds,
                )


def _ideas(report: Report, ids: Ids) -> Iterator[Row]:
    for idea in report.ideas:
        yield (
            idea_id(idea.label),
            table_id(idea.table),
            idea.name,
            idea.line,
            idea.is_shown,
            idea.from_card,
            idea.from_pile.value if idea.from_pile else "",
            ids.challenges.get(idea.challenge, ""),
            idea.challenge,
            _many(idea.groups),
            sum(won.count for won in idea.support),
            _given(Gifts(kind=won.kind, word=won.word, count=won.count) for won in idea.support),
            _many(table_id(table) for table in sorted({table for won in idea.support for table in won.tables})),
            _given(idea.stayed_open),
            _many(f"{miss.text} ({miss.met} of {miss.wanted})" for miss in idea.missing),
            _many(idea.strings),
            _who(idea.lead) if idea.lead else "",
            _many(_who(person) for person in idea.doers),
            idea.helpers,
            idea.first_step,
            idea.date,
            _many(idea.asks),
            _many(f"{said.side}: {said.words}" if said.words else said.side for said in idea.refusals),
            _many(idea_id(label) for label in idea.one_with),
            idea.is_edited,
        )


def _plans(report: Report, ids: Ids) -> Iterator[Row]:
    for idea in report.ideas:
        for number, pick in enumerate(idea.picks, start=1):
            start = (idea_id(idea.label), number, ids.methods.get(pick.title, ""), pick.title, pick.when)
            for need in pick.needs:
                state = "covered" if need.is_covered else "met" if need.met_by else "open"
                yield (*start, need.kind, need.word, state, f"D{need.met_by}" if need.met_by else "")
            if not pick.needs:
                yield (*start, "", "", "nothing asked", "")


def _tables(report: Report, _ids: Ids) -> Iterator[Row]:
    for line in report.table_lines:
        yield (
            table_id(line.number),
            line.heads,
            line.challenge,
            _many(idea_id(label) for label in line.ideas),
            _many(f"D{number}" for number in line.deals),
            _many(table_id(table) for table in line.partners),
            _given(line.gave),
            _given(line.won),
            line.first_minute,
            line.on_paper,
        )


def _roles(report: Report, ids: Ids) -> Iterator[Row]:
    played = {line.role: line for line in report.cast}
    for title, key in ids.roles.items():
        line = played.get(title)
        yield key, title, line.side if line else "", line.count if line else 0


def _steps(report: Report, _ids: Ids) -> Iterator[Row]:
    for step in report.steps:
        yield step.number, step.title, step.kind.value, step.planned, step.real


def _events(report: Report, _ids: Ids) -> Iterator[Row]:
    for event in report.events:
        yield (
            event.title,
            event.text,
            event.who,
            event.minute,
            report.hour(event.minute),
            event.step,
            event.doubted,
            event.stood,
            event.broke,
            event.settled_minute,
            event.agreed_after,
            _many(table_id(table) for table in event.changed_plan),
        )


def _measures(report: Report, _ids: Ids) -> Iterator[Row]:
    yield from measured(measures(report))


def measured(found: Measures) -> Iterator[tuple[str, Cell, str, str]]:
    """Each measure that is one value: its name, the value, its unit, and what it says."""
    yield "deals", found.deals, "deals", "Deals that hold at the end."
    yield "deals_between_tables", found.crossing, "deals", "Those that join more than one table."
    yield "tables", found.tables, "tables", "Tables that people sat at."
    yield "pairs_of_tables", found.pairs, "pairs", "Pairs of tables that made a deal with each other."
    yield "pairs_possible", found.pairs_possible, "pairs", "Pairs of tables that there were."
    yield (
        "parts",
        found.parts,
        "groups",
        "Groups of two tables or more that deals join, with no deal between the groups.",
    )
    yield "largest_part", found.largest_part, "tables", "Tables in the largest such group."
    yield (
        "tables_between",
        _many(table_id(table) for table in found.bridges.tables),
        "tables",
        "Tables often on the shortest way between two others (Freeman 1977), three at most, by their number.",
    )
    yield (
        "tables_only_way",
        _many(table_id(table) for table in found.bridges.only_way),
        "tables",
        "Tables without which others are cut off (Hopcroft and Tarjan 1973).",
    )
    yield "deals_across_sides", found.mixing.across, "deals", "Deals whose parties are on different sides."
    yield "deals_across_scales", found.scaling.across, "deals", "Deals whose parties reach differently far."
    yield "deals_within_a_scale", found.scaling.within, "deals", "Deals whose parties reach equally far."
    yield "deals_within_a_side", found.mixing.within, "deals", "Deals whose parties are all on one side."
    yield (
        "e_i_index",
        found.mixing.index,
        "from -1 to 1",
        "Across less within, by both (Krackhardt and Stern 1988): 1 is all across, -1 all within.",
    )
    yield (
        "sides_without_a_deal",
        _many(f"{one} and {other}" for one, other in found.mixing.silent),
        "pairs of sides",
        "Sides of three people or more that no deal joins.",
    )
    yield (
        "tables_without_a_deal",
        _many(table_id(table) for table in found.untied.tables),
        "tables",
        "Tables of three people or more without a deal with another table.",
    )
    yield (
        "small_tables_without_a_deal",
        found.untied.small_tables,
        "tables",
        "The same for smaller tables, only counted.",
    )
    yield (
        "roles_without_a_deal",
        _many(found.untied.roles),
        "characters",
        "Characters that three people or more played, without a deal.",
    )
    yield "small_roles_without_a_deal", found.untied.small_roles, "characters", "The same for rarer ones, only counted."
    yield "ideas_with_all_kinds", found.all_kinds, "ideas", "Ideas that won tokens of each kind."
    yield "ways_of_giving", found.giving.ways, "ways", "Ways that giving went, from a table to another table's ideas."
    yield "ways_returned", found.giving.returned, "ways", "Those where the other table gave, too."
    yield (
        "reciprocity",
        found.giving.share,
        "from 0 to 1",
        "Ways returned by all ways (Wasserman and Faust 1994, chapter 13).",
    )
    yield (
        "reciprocity_beyond_chance",
        found.giving.beyond_chance,
        "up to 1",
        "The same less what would come by chance (Garlaschelli and Loffredo 2004).",
    )
    for when, count in zip(("now", "soon", "later"), _times(found), strict=True):
        yield f"methods_{when}", count, "methods", f"Methods that plans put {when}."
    for wish in found.unbacked:
        yield (
            f"ideas: {wish.text}",
            len(wish.nobody) + len(wish.too_few),
            "ideas",
            "Ideas that this wish of the pack fits.",
        )
    for kind in found.asked:
        yield f"asked: {kind.kind}", kind.asked, kind.word, "What plans asked for."
        yield f"open: {kind.kind}", kind.open, kind.word, "What they asked for and nobody gave."
    for number, quarter in enumerate(found.growth, start=1):
        until = f"until minute {quarter.until}"
        yield f"quarter_{number}_agreed", quarter.agreed, "deals", f"Deals agreed in this quarter of the game, {until}."
        yield f"quarter_{number}_joined", quarter.joined, "tables", f"Tables with a deal with another, {until}."
        yield f"quarter_{number}_parts", quarter.parts, "groups", f"Groups of joined tables, {until}."


def _times(found: Measures) -> tuple[int, int, int]:
    return found.horizons.now, found.horizons.soon, found.horizons.later


def _quotes(report: Report, _ids: Ids) -> Iterator[Row]:
    for quote in report.quotes:
        yield quote.text, quote.question, table_id(quote.who.table), quote.who.name, quote.is_edited


def _next_steps(report: Report, _ids: Ids) -> Iterator[Row]:
    for step in report.telling.next_steps:
        yield "next step", _LIFE, "", step.text, step.who, step.date
    for meeting in report.meetings:
        number = len(meeting.who)
        what = f"{number} people want to go on with it: {meeting.do} will do it, {meeting.talk} would talk about it."
        yield "meeting", _LIFE, idea_id(meeting.label), what, _many(meeting.named), ""
    for idea in report.ideas:
        if idea.first_step:
            who = _who(idea.lead) if idea.lead else ""
            yield "first step", _GAME, idea_id(idea.label), idea.first_step, who, idea.date
    words = {
        PledgeLevel.GAME: "only in the game",
        PledgeLevel.TALK: "worth a talk",
        PledgeLevel.DO: "we will do it",
    }
    for level, count in report.pledges:
        yield "pledges", _LIFE, "", f"{words[level]}: said {count} times", "", ""


ROWS: Mapping[str, Callable[[Report, Ids], Iterable[Row]]] = {
    "deals": _deals,
    "gifts": _gifts,
    "ideas": _ideas,
    "plans": _plans,
    "tables": _tables,
    "roles": _roles,
    "steps": _steps,
    "events": _events,
    "measures": _measures,
    "quotes": _quotes,
    "next-steps": _next_steps,
}
"""How the rows of each table are made, by its name."""

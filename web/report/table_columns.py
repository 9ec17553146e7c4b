"""What the tables of a report are called, what a row of each is, and what stands in each column. Words, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from game.scenario import Section


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what stands in it, with its unit."""

    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the report: the name of its file without ``.csv``, what a row is, the part of the page that it belongs to."""

    name: str
    about: str
    section: Section | None
    columns: tuple[Column, ...]


def _columns(text: str) -> tuple[Column, ...]:
    """Columns from lines of ``name: what stands in it``."""
    lines = (line.strip().partition(": ") for line in text.strip().splitlines())
    return tuple(Column(name, about) for name, _, about in lines)


SHEETS = (
    Sheet(
        "deals",
        "One row for each deal, agreed or not.",
        Section.DEALS,
        _columns(
            """
            deal: Its id: D and its number, or P and a count when it was never agreed.
            idea: The id of the idea that it feeds.
            idea_name: That idea's title as readers may read it.
            state: What became of it: agreed, in_doubt, declined, withdrawn, lapsed, broken, left, voided or proposed.
            holds: Whether it stood at the end (yes or no).
            agreed_minute: When it was agreed, in minutes since the first step began.
            agreed_at: The same by the room's clocks, where they are known.
            ended_minute: When it ended, in minutes since the first step began.
            tables: The ids of the tables that it joins.
            between_tables: Whether they are more than one (yes or no).
            parties: Who made it: characters at their tables, and a name only with that person's leave.
            roles: The characters' slugs.
            sides: The sides that they are on.
            tokens: How many tokens it gives, of all kinds.
            string: The condition on it.
            in_market: Whether it was made in the market (yes or no).
            changed: How often its wording changed.
            doubted_by: The event card that put it in doubt.
            edited: Whether the facilitator changed its words (yes or no).
            """
        ),
    ),
    Sheet(
        "gifts",
        "One row for each kind of token that a party gives in a deal.",
        Section.DEALS,
        _columns(
            """
            deal: The id of the deal.
            idea: The id of the idea.
            from_table: The id of the giver's table.
            from_role: The slug of the giver's character; empty for deals that do not hold.
            from_role_title: That character's title.
            from_side: The side that the character is on.
            from_name: A name, only with that person's leave.
            to_table: The id of the idea's table.
            kind: The kind of token, by its id in the pack.
            word: The pack's word for it.
            count: How many tokens.
            holds: Whether the deal stood at the end (yes or no).
            """
        ),
    ),
    Sheet(
        "ideas",
        "One row for each idea.",
        Section.IDEAS,
        _columns(
            """
            idea: Its id: I and its label.
            table: The id of its table.
            name: Its title, or its label in the pack's words while the title is not shown.
            line: Its one line.
            shown: Whether its own words stand here (yes or no).
            from_card: The card that it grew from.
            from_pile: What the table did with that card: borrow, bend or bin.
            challenge: The slug of what it answers.
            challenge_title: The same as a title, of the pack or the table's own.
            groups: The pack's groups of cards that it belongs to.
            tokens: How many tokens it won.
            won: The same by kind.
            won_from: The ids of the tables that they came from.
            stayed_open: What its plan asked for and nobody gave.
            missing: The pack's standing wishes that it did not earn, and how far it came.
            strings: The conditions on its deals.
            lead: Who leads it in the game.
            doers: Who said in real life that they will do it.
            helpers: How many people want to help in real life.
            first_step: Its first step, as the table wrote it.
            date: When, as the table wrote it.
            asks: What it asks of others.
            refused_by: The sides that did not back it, and what they wanted changed.
            one_with: The ids of ideas that the room saw as one with it.
            edited: Whether the facilitator changed its words (yes or no).
            """
        ),
    ),
    Sheet(
        "plans",
        "One row for each token that a method of a plan asked for.",
        Section.IDEAS,
        _columns(
            """
            idea: The id of the idea.
            place: The method's place in the plan, counted from 1.
            method: The method's slug.
            method_title: Its title.
            when: now, soon or later.
            kind: The kind of token it asked for, by its id in the pack.
            word: The pack's word for it.
            state: met by a deal, covered by the table itself, open, or nothing asked.
            met_by: The id of the deal that met it.
            """
        ),
    ),
    Sheet(
        "tables",
        "One row for each table that people sat at.",
        Section.TABLES,
        _columns(
            """
            table: Its id: T and its number.
            people: How many people sat there.
            challenge: What it chose to answer.
            ideas: The ids of its ideas.
            deals: The ids of the deals it has a part in that hold.
            partners: The ids of the tables that it made them with.
            gave: What it gave to other tables' ideas.
            won: What its own ideas won.
            first_minute: When its first deal was agreed, in minutes since the first step began.
            on_paper: Whether it played on paper (yes or no).
            """
        ),
    ),
    Sheet(
        "roles",
        "One row for each character of the pack.",
        None,
        _columns(
            """
            role: Its slug.
            title: Its title.
            side: The side that it is on, where it was played.
            players: How many people played it.
            """
        ),
    ),
    Sheet(
        "steps",
        "One row for each step of the run sheet.",
        Section.RAN,
        _columns(
            """
            number: Its place, counted from 1.
            title: Its title.
            kind: What it opens.
            planned: Planned minutes.
            real: Minutes that it took; empty when it was never begun.
            """
        ),
    ),
    Sheet(
        "events",
        "One row for each event card that was sent.",
        Section.RAN,
        _columns(
            """
            title: Its title.
            text: What it says.
            whose: Whose card it was.
            minute: When it was sent, in minutes since the first step began.
            at: The same by the room's clocks, where they are known.
            step: The step that was on.
            doubted: Deals that it put in doubt.
            stood: Those that stood again.
            broke: Those that broke.
            settled_minute: When the last of them stood or broke, in minutes since the first step began.
            agreed_after: Deals agreed after it, until the next card or the end.
            changed_plan: The ids of tables that changed their plan after it.
            """
        ),
    ),
    Sheet(
        "measures",
        "One row for each measure of the network.",
        Section.NETWORK,
        _columns(
            """
            measure: Its name.
            value: Its value; empty where it cannot be told.
            unit: The unit of the value.
            about: What it says, and where the formula comes from.
            """
        ),
    ),
    Sheet(
        "quotes",
        "One row for each line that its author let be quoted, and that the facilitator checked.",
        Section.WORDS,
        _columns(
            """
            text: The line.
            question: The question that it answers.
            table: The id of its author's table.
            name: The author's name, only with that person's leave.
            edited: Whether the facilitator changed it (yes or no).
            """
        ),
    ),
    Sheet(
        "next-steps",
        "One row for each thing that comes next.",
        Section.NEXT,
        _columns(
            """
            sort: next step (written by the facilitator), meeting, first step (written by a table), or pledges.
            ink: in the game, or in real life.
            idea: The id of the idea, where it is about one.
            what: What is to happen.
            who: Who does it: characters, and names only with leave.
            date: When, as it was written.
            """
        ),
    ),
)
"""All tables, in the order in which the guide tells them."""

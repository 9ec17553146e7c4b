"""What a report says of a game, as one frozen value: the story of the room, and all that a page or a file is made from.

It holds what readers may know and nothing else, so it can be kept, sent and read in again; `game.telling` makes it from the
log. Times inside a game are minutes since its first step began.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from game.map import MapView
from game.replay import Replay
from game.scenario import Say, Section, StepKind
from game.state import DealState, Pile, PledgeLevel, Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of the deals. Each deal is in one count, but for ``in_doubt`` and ``changed``.

    ``agreed`` are those that hold at the end, ``in_doubt`` those of them in doubt, ``waiting`` those still proposed.
    ``changed`` counts the deals of any end that came to another wording.
    """

    agreed: int = 0
    in_doubt: int = 0
    changed: int = 0
    declined: int = 0
    withdrawn: int = 0
    lapsed: int = 0
    broken: int = 0
    left: int = 0
    voided: int = 0
    waiting: int = 0

    @property
    def proposed(self) -> int:
        """How many deals were begun."""
        return (
            self.agreed
            + self.declined
            + self.withdrawn
            + self.lapsed
            + self.broken
            + self.left
            + self.voided
            + self.waiting
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A text of the pack, and how often it was meant."""

    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A kind of token of the pack, with its words and its sign."""

    id: str
    each: str
    many: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as readers may know them: the character's title, the table, and a name only with that person's leave."""

    role: str
    table: int
    name: str = ""
    side: str = ""
    scale: str = ""
    """The words for the side that the character is on, and for how far their word reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gifts:
    """Tokens of one kind. ``word`` is the pack's, in the right number."""

    kind: str
    word: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party of a deal with what it gave."""

    who: Person
    gifts: tuple[Gifts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealLine:
    """A collaboration. ``number`` is 0 when it was never agreed. Of one that does not hold only the tables are known.

    ``string`` is empty without one, and while its own words are not shown. Minutes are since the first step began.
    """

    number: int
    idea: str
    label: str
    name: str
    parties: tuple[Party, ...]
    string: str
    state: DealState
    agreed_minute: int | None
    ended_minute: int | None
    in_market: bool
    changed: int
    doubted_by: str
    waits_for_check: bool
    is_edited: bool = False
    """Whether the facilitator changed the string."""

    @property
    def tables(self) -> tuple[int, ...]:
        """The tables it joins, in order."""
        return tuple(sorted({party.who.table for party in self.parties}))

    @property
    def crosses_tables(self) -> bool:
        """Whether it joins more than one table."""
        return len(self.tables) > 1

    @property
    def holds(self) -> bool:
        """Whether it stood at the end."""
        return self.state in (DealState.AGREED, DealState.IN_DOUBT)


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """One token that a method asked for: met by the deal with this number, covered by the table itself, or open."""

    kind: str
    word: str
    is_covered: bool
    met_by: int
    side: str = ""
    """The side that it has to come from, where the pack says so."""

    @property
    def is_open(self) -> bool:
        """Whether it stayed unmet."""
        return not self.is_covered and not self.met_by


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A method of a plan, with its time (``now``, ``soon`` or ``later``) and what it asked for."""

    title: str
    when: str
    needs: tuple[NeedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Tokens of one kind that an idea won, and the tables they came from."""

    kind: str
    word: str
    count: int
    tables: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A standing wish of the pack that an idea did not earn: how far it came."""

    text: str
    name: str
    met: int
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEarned:
    """A standing wish of the pack, the ideas that did not earn it, and the reasons its side gave there for a no."""

    text: str
    ideas: tuple[Missing, ...]
    reasons: tuple[Count, ...]
    line: str = ""
    """What an idea has that did earn it, in the pack's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalLine:
    """What a side wanted changed in an idea, in which minute, and what its table answered (None: nothing).

    ``side`` is the side's word, ``words`` and ``answer`` are empty while they are not shown.
    """

    side: str
    words: str
    minute: int
    changes: bool | None
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadlineLine:
    """A headline that the press filed, and when."""

    text: str
    minute: int
    waits_for_check: bool
    is_edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteLine:
    """The dots that an idea got in a vote."""

    label: str
    name: str
    dots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaSheet:
    """An idea with what it won. ``name`` is its title, or its label in the pack's words while the title is not shown.

    Part C is in two inks: ``lead`` was named in the game; ``doers`` said in real life that they will do it, at least two
    parties of one deal, and ``helpers`` is how many want to help as themselves.
    """

    id: str
    label: str
    table: int
    name: str
    is_shown: bool
    """Whether its own words stand here; the facilitator may have left them out, or not looked yet."""
    line: str
    from_card: str
    from_pile: Pile | None
    challenge: str
    challenge_word: str
    picks: tuple[PlanLine, ...]
    stayed_open: tuple[Gifts, ...]
    support: tuple[Support, ...]
    strings: tuple[str, ...]
    missing: tuple[Missing, ...]
    lead: Person | None
    first_step: str
    date: str
    asks: tuple[str, ...]
    helpers: int
    refusals: tuple[RefusalLine, ...]
    chosen_by: tuple[str, ...]
    waits_for_check: bool
    is_edited: bool = False
    """Whether the facilitator changed words that stand on it."""
    doers: tuple[Person, ...] = ()
    groups: tuple[str, ...] = ()
    """The pack's groups of cards that it belongs to, by the card it grew from and the methods it chose."""
    one_with: tuple[str, ...] = ()
    """The labels of the ideas that the room saw as one with this one, because they looked alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """An idea that people want to go on with in real life: those of whose deals two or more parties said so.

    Each person is in ``who`` once, and counts under ``do`` when they said so of any of these deals.
    """

    label: str
    name: str
    deals: tuple[int, ...]
    who: tuple[Person, ...]
    talk: int
    do: int

    @property
    def named(self) -> tuple[str, ...]:
        """The names of those who let theirs be used."""
        return tuple(person.name for person in self.who if person.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A player's line, with leave to quote it."""

    text: str
    who: Person
    question: str
    waits_for_check: bool
    is_edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The tap answers to a question: how many people answered, and what, in the pack's order."""

    question: str
    answered: int
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step of the run sheet, planned and as it went. ``real`` is None when it was never begun."""

    number: int
    title: str
    kind: StepKind
    planned: int
    real: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """An event card that was sent, and what became of the deals it put in doubt."""

    title: str
    text: str
    minute: int
    step: str
    doubted: int
    stood: int
    broke: int
    agreed_after: int
    who: str = ""
    """Whose card it was: the title of a character, or a side."""
    settled_minute: int | None = None
    """When the last of the deals it put in doubt stood again or broke; None when none was, or one is in doubt still."""
    changed_plan: tuple[int, ...] = ()
    """The tables that changed their idea or their plan after it, until the next event card or the end."""


class MomentKind(StrEnum):
    """Why a moment is told."""

    FIRST = "first"
    WIDEST = "widest"
    EVENT = "event"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment worth telling, with the deal or the event card that it was."""

    kind: MomentKind
    minute: int
    deal: DealLine | None = None
    event: EventLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CastLine:
    """A character of the pack and how many played it."""

    role: str
    side: str
    count: int
    scale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """How many ideas answered each challenge with each method: ``cells`` has a row for each of ``rows``, in its order."""

    row_word: str
    column_word: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """One of the pack's groups of cards, with the labels of the ideas that belong to it."""

    text: str
    about: str
    icon: str
    ideas: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """What a table did: its ideas by their labels, its deals by their numbers, the tables it made them with, what it gave to
    others' ideas and what its own idea won."""

    number: int
    heads: int
    challenge: str
    ideas: tuple[str, ...]
    deals: tuple[int, ...]
    partners: tuple[int, ...]
    gave: tuple[Gifts, ...]
    won: tuple[Gifts, ...]
    first_minute: int | None
    """When its first deal was agreed."""
    on_paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TensionLine:
    """A line that the room stood on: its two ends, how many stood in each fifth between them, and when."""

    title: str
    ends: tuple[str, str]
    counts: tuple[int, ...]
    minute: int


class CardsKind(StrEnum):
    """What a card is."""

    ROLE = "role"
    CARD = "card"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsLine:
    """The cards of one type: which came into play, which never did, which blank ones the tables wrote. ``word`` is the
    pack's for many of them, where it has one."""

    kind: CardsKind
    word: str
    used: tuple[str, ...]
    never: tuple[str, ...]
    blank: tuple[str, ...] = ()
    blanks: int = 0
    """How many blank ones were written, also those whose words are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A time at which the report was published anew, with what was put right."""

    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that is told of a game. ``for_readers``: words nobody has checked are left out; else they are in, marked."""

    for_readers: bool
    code: str
    seq: int
    """The number of the newest entry of the log that it tells of."""
    title: str
    is_rehearsal: bool
    pack: str
    pack_version: str
    licence: str
    organiser: str
    language: str
    summary: str
    story: tuple[str, ...]
    say: Say
    began_at: datetime
    minutes: int
    people: int
    tables: int
    is_closed: bool
    published: int
    published_at: datetime | None
    waiting_for_check: int
    telling: Telling
    hats: tuple[Count, ...]
    other_hats: int
    cast: tuple[CastLine, ...]
    moments: tuple[Moment, ...]
    ideas: tuple[IdeaSheet, ...]
    deals: tuple[DealLine, ...]
    outcomes: Outcomes
    tokens: int
    crossing: int
    reasons: tuple[Count, ...]
    not_earned: tuple[NotEarned, ...]
    meetings: tuple[Meeting, ...]
    pledges: tuple[tuple[PledgeLevel, int], ...]
    tallies: tuple[Tally, ...]
    secrets: tuple[tuple[str, int], ...]
    mondays: int
    quotes: tuple[Quote, ...]
    steps: tuple[StepLine, ...]
    events: tuple[EventLine, ...]
    headlines: tuple[HeadlineLine, ...]
    votes: tuple[VoteLine, ...]
    map: MapView
    offset: int | None
    """How many minutes the room's clocks were ahead of UTC; None when nobody said."""
    is_published: bool
    expires_at: datetime | None
    may_index: bool
    corrections: tuple[Correction, ...]
    tokens_of: tuple[Token, ...]
    sides: tuple[str, ...]
    scales: tuple[str, ...]
    sections: tuple[Section, ...]
    centre: Section
    matrix: Matrix | None
    question: str
    """What the room was asked, in a sentence of the pack."""
    groups_title: str
    groups: tuple[GroupLine, ...]
    table_lines: tuple[TableLine, ...]
    tensions: tuple[TensionLine, ...]
    cards: tuple[CardsLine, ...]
    replay: Replay

    @property
    def is_draft(self) -> bool:
        """Whether readers cannot read it: nobody has published it yet, or it was taken back."""
        return not self.is_published

    def local(self, at: datetime) -> datetime:
        """A time (UTC) by the room's clocks; as it is where the room did not say what they show."""
        return at + timedelta(minutes=self.offset or 0)

    def hour(self, minute: int) -> str:
        """A minute of the game as people say it: ``15:44`` by the room's clocks, else ``minute 44``."""
        if self.offset is None:
            return f"minute {minute}"
        return f"{self.began_at + timedelta(minutes=self.offset + minute):%H:%M}"

    def shows(self, section: str) -> bool:
        """Whether this part of the report is told."""
        return section in self.sections

    @property
    def led(self) -> int:
        """How many ideas somebody leads in the game."""
        return sum(1 for idea in self.ideas if idea.lead)

    def deals_of(self, idea: str) -> tuple[DealLine, ...]:
        """The deals that hold and feed this idea, by their number."""
        return tuple(deal for deal in self.deals if deal.idea == idea and deal.holds)

"""What a scenario is: the content of a pack, as frozen values. It knows no game in play and no file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, NewType, Protocol, TypeVar

Words = NewType("Words", str)
"""Text that a person typed: plain text, shown as it is, never markup, and blanked when that person asks for it."""


class StepKind(StrEnum):
    """What a step opens. A pack orders, repeats, names and times these; code knows only these."""

    WAIT = "wait"
    BRIEF = "brief"
    CAST = "cast"
    CHOOSE = "choose"
    IDEA = "idea"
    PLAN = "plan"
    MARKET = "market"
    DELIVER = "deliver"
    SPOTLIGHT = "spotlight"
    VOTE = "vote"
    REFLECT = "reflect"


class TokenRule(StrEnum):
    """What happens to a token when a deal that gives it is agreed.

    ``moves``: it leaves the purse, and comes back only when the deal ends. ``copies``: it stays in the purse; the
    purse is the most one idea can get of it. ``returns``: it is lent, and is back in the purse when the next market step opens.
    """

    MOVES = "moves"
    COPIES = "copies"
    RETURNS = "returns"


class EffectKind(StrEnum):
    """What an event card does, besides being read aloud.

    At once: ``doubt_role`` and ``doubt_side`` put the deals of those characters in doubt, ``grant_role`` gives each of
    them tokens. When it ends: ``return_unspent`` takes from everybody the tokens of a kind that were not given.

    While it is on: ``match`` gives a giver as much again, for the first deals that join tables which no deal joined
    before, if their idea has a token of the kind ``backing`` from the side ``target``, as long as those deals hold.
    ``new_tables`` lets nobody give a kind to a table that has theirs already. ``answer_aloud`` asks those characters a
    question, and whoever has not answered when it ends is in doubt with all deals. ``refuse_idea`` lets the characters
    of a side name one idea, whose deals with them are in doubt until its table answers. ``pick_ideas`` and
    ``pick_players`` let the room choose by standing, and the facilitator enters whom.
    """

    DOUBT_ROLE = "doubt_role"
    DOUBT_SIDE = "doubt_side"
    GRANT_ROLE = "grant_role"
    RETURN_UNSPENT = "return_unspent"
    MATCH = "match"
    NEW_TABLES = "new_tables"
    ANSWER_ALOUD = "answer_aloud"
    REFUSE_IDEA = "refuse_idea"
    PICK_IDEAS = "pick_ideas"
    PICK_PLAYERS = "pick_players"


class Section(StrEnum):
    """A part of the report below its first page."""

    MOMENTS = "moments"
    IDEAS = "ideas"
    MAP = "map"
    WORDS = "words"
    NEXT = "next"
    DEALS = "deals"
    MATRIX = "matrix"
    GROUPS = "groups"
    TABLES = "tables"
    TENSIONS = "tensions"
    NETWORK = "network"
    RAN = "ran"
    CARDS = "cards"


_STRICT = {"extra": "forbid"}


def _text(most: int, default: str = "") -> str:
    """A text field whose longest length a pack's check can read from its metadata."""
    made: str = field(default=default, metadata={"max_length": most})
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One ready answer: an id that is stored and a text that is shown."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    text: str = field(metadata={"max_length": 60})


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """How much of a thing a room should have, in percent of what is asked for; ``most`` 0 means no upper end.

    The pack's check and rehearsals compare: saying yes must be costly, and saying no natural.
    """

    __pydantic_config__: ClassVar = _STRICT
    least: int
    most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKind:
    """A limited thing that a character can give to an idea. ``each`` and ``many`` are its words on screens."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    each: str = field(metadata={"max_length": 24})
    many: str = field(metadata={"max_length": 24})
    about: str = _text(120)
    icon: str = "dot"
    rule: TokenRule = TokenRule.MOVES
    not_to_own_table: bool = False
    from_side: str = ""
    table_can_cover: bool = True
    supply: Supply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A standing wish of every idea: ``count`` tokens of ``kind`` from characters of ``side`` at other tables."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    kind: str
    side: str
    count: int
    line: str = field(metadata={"max_length": 60})
    missing: str = field(metadata={"max_length": 60})
    supply: Supply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardType:
    """A type of table card (a challenge, a method, ...), with its words, the pattern of its band and its letters.

    ``code`` stands before the number of each card, on screens and on paper: ``CH`` makes CH-1, CH-2, ...
    """

    __pydantic_config__: ClassVar = _STRICT
    id: str
    each: str = field(metadata={"max_length": 24})
    many: str = field(metadata={"max_length": 24})
    pattern: str = "plain"
    code: str = _text(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card for a table or the room. ``cost`` and ``needs`` (token kinds, one per token) matter for plans only.

    ``ends`` are the two ends of a line to stand on, for cards that hold a tension.
    """

    __pydantic_config__: ClassVar = _STRICT
    id: str
    type: str
    title: str = field(metadata={"max_length": 32})
    text: str = field(metadata={"max_length": 280})
    ask: str = _text(140)
    flaw: str = _text(140)
    cost: int = 0
    needs: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    group: str = ""
    """The `CardGroup` of the pack that this card belongs to, for the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lend:
    """One thing printed on a role card that this character can lend."""

    __pydantic_config__: ClassVar = _STRICT
    icon: str
    text: str = field(metadata={"max_length": 60})


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """How many tokens of one kind a role begins with."""

    __pydantic_config__: ClassVar = _STRICT
    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A character that a player can be. ``secret`` is for its holder alone until the end of the game."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    title: str = field(metadata={"max_length": 32})
    side: str
    scale: str = ""
    """How far this character's word reaches, from the pack's ``scales``: a street, a town, a country."""
    you_are: str = field(metadata={"max_length": 280})
    want: str = field(metadata={"max_length": 140})
    secret: str = field(metadata={"max_length": 200})
    will_not: str = _text(140)
    say_first: str = _text(80)
    icon: str = "card"
    purse: tuple[Purse, ...] = ()
    lends: tuple[Lend, ...] = ()
    essential: bool = False
    most_at_once: int = 0
    """At most this many in the room; 0 means no limit."""
    share: int = 1
    """How often it is dealt beside the others: a role with share 2 comes twice as often as one with share 1."""
    against: tuple[str, ...] = ()
    """The roles whose aims collide with this one; the dealer seats one of them at the same table where it can."""
    is_press: bool = False
    """Whether this character may file headlines for the wall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an event card does to the game: ``target`` is a role or a side, ``token`` and ``backing`` are kinds, ``count`` how
    many."""

    __pydantic_config__: ClassVar = _STRICT
    kind: EffectKind
    target: str = ""
    token: str = ""
    count: int = 0
    backing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCard:
    """A card the facilitator can send in any step: read aloud, one action, a limit in minutes.

    ``role`` is who it is about. When nobody in the room is that character, whoever holds tokens of the kind ``stand_in``
    takes their place; when nobody does, ``without_role`` says what the room does instead.
    """

    __pydantic_config__: ClassVar = _STRICT
    id: str
    title: str = field(metadata={"max_length": 32})
    text: str = field(metadata={"max_length": 280})
    do: str = field(metadata={"max_length": 200})
    minutes: int = 3
    role: str = ""
    stand_in: str = ""
    without_role: str = _text(200)
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A reflect question: chips to tap, or a line to write where there are no chips."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    text: str = field(metadata={"max_length": 140})
    chips: tuple[Chip, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a run sheet. ``minutes`` is the planned length; ``say`` is for the wall, ``script`` for the facilitator,
    who says one of ``if_flat`` when nothing moves. ``ready_made`` deals each table an idea that is written already;
    ``dots`` are the votes of each player.
    """

    __pydantic_config__: ClassVar = _STRICT
    id: str
    kind: StepKind
    title: str = field(metadata={"max_length": 32})
    minutes: int
    say: tuple[str, ...] = ()
    script: tuple[str, ...] = ()
    if_flat: tuple[str, ...] = ()
    card_type: str = ""
    cards: tuple[str, ...] = ()
    hand: int = 0
    picks: int = 4
    budget: int = 6
    own_share: int = 2
    questions: tuple[str, ...] = ()
    ready_made: bool = False
    dots: int = 3
    protected: bool = False
    least: int = 0
    """The minutes to which the step may be cut when the room is late; 0 means that it is not cut."""
    when_cut: str = _text(80)
    """What the room loses then, in a few words for the facilitator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheet:
    """A game's steps in order."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretend:
    """What pretend players are called, write and say. Pack data, so that a rehearsal speaks the pack's language."""

    __pydantic_config__: ClassVar = _STRICT
    names: tuple[str, ...] = ("Robin", "Sasha", "Kim", "Alex")
    idea_titles: tuple[str, ...] = ("A first try",)
    idea_lines: tuple[str, ...] = ("We begin small and look again.",)
    first_steps: tuple[str, ...] = ("Meet and set a date",)
    """As many as titles: each belongs to the title at its place. Else any may be said of any idea."""
    own_strings: tuple[str, ...] = ("Only if we start small",)
    reflections: tuple[str, ...] = ("I listened more than I thought.",)
    mondays: tuple[str, ...] = ("Call one person from another table",)
    refusals: tuple[str, ...] = ("Ask us first",)
    headlines: tuple[str, ...] = ("A table says no",)
    methods: tuple[str, ...] = ("We try it ourselves",)
    endings: tuple[str, ...] = ("What the room agreed in one evening",)
    """Headlines of the report."""
    introductions: tuple[str, ...] = ("Pretend players made all of this up, to show what a report looks like.",)
    surprises: tuple[str, ...] = ("A no was heard, and the plan was better after it.",)
    next_steps: tuple[str, ...] = ("Meet again and look at what was agreed",)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardGroup:
    """One of the kinds of thing that a pack's cards are about, so that the report can tell which of them the room built."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    text: str = field(metadata={"max_length": 32})
    about: str = _text(120)
    icon: str = "dot"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlan:
    """What the report tells below its first page, in this order, and which of it is the centre and drawn largest."""

    __pydantic_config__: ClassVar = _STRICT
    sections: tuple[Section, ...] = tuple(Section)
    centre: Section = Section.IDEAS
    question: str = _text(280)
    """What the room is asked, in a sentence or two for somebody who was not there."""
    groups_title: str = _text(60)
    """The heading over the pack's groups of cards; a question, as a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """The pack's own words for the things every game has."""

    __pydantic_config__: ClassVar = _STRICT
    deal: str = "deal"
    deals: str = "deals"
    idea: str = "idea"
    ideas: str = "ideas"
    string: str = "string"
    strings: str = "strings"
    our_list: str = "Our list"
    their_lists: str = "Other tables' lists"
    shake: str = "Shake hands"
    string_about: str = _text(140, "A condition on your yes. One tap, or none.")
    practice: str = _text(60, "A cup of tea")
    """What is given in the practice handshake, which counts for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything a pack says. The opening entry of a game carries it whole, so editing a pack changes no old game."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    title: str = field(metadata={"max_length": 60})
    version: str
    language: str
    summary: str = field(metadata={"max_length": 600})
    licence: str
    organiser: str = ""
    story: tuple[str, ...] = ()
    room: tuple[str, ...] = ()
    """How to lay out the room, line by line, for the facilitator."""
    print_list: tuple[str, ...] = ()
    """What to print before the day, line by line."""
    role_code: str = _text(3, "C")
    event_code: str = _text(3, "E")
    say: Say = Say()
    tokens: tuple[TokenKind, ...]
    marks: tuple[Mark, ...] = ()
    sides: tuple[Chip, ...]
    scales: tuple[Chip, ...] = ()
    roles: tuple[Role, ...]
    card_types: tuple[CardType, ...]
    cards: tuple[Card, ...]
    strings: tuple[Chip, ...]
    reasons: tuple[Chip, ...]
    asks: tuple[Chip, ...]
    hats: tuple[Chip, ...] = ()
    events: tuple[EventCard, ...] = ()
    questions: tuple[Question, ...] = ()
    run_sheets: tuple[RunSheet, ...]
    groups: tuple[CardGroup, ...] = ()
    report: ReportPlan = ReportPlan()
    pretend: Pretend = Pretend()

    @property
    def has_press(self) -> bool:
        """Whether anybody reports for the press in this pack."""
        return any(role.is_press for role in self.roles)

    def token(self, kind: str) -> TokenKind:
        """The token kind with this id. Raises KeyError when the pack has none."""
        return _named(self.tokens, kind)

    def role(self, role: str) -> Role:
        """The role with this id. Raises KeyError when the pack has none."""
        return _named(self.roles, role)

    def card(self, card: str) -> Card:
        """The card with this id. Raises KeyError when the pack has none."""
        return _named(self.cards, card)

    def card_type(self, card_type: str) -> CardType:
        """The card type with this id. Raises KeyError when the pack has none."""
        return _named(self.card_types, card_type)

    def event(self, event: str) -> EventCard:
        """The event card with this id. Raises KeyError when the pack has none."""
        return _named(self.events, event)

    def question(self, question: str) -> Question:
        """The reflect question with this id. Raises KeyError when the pack has none."""
        return _named(self.questions, question)

    def run_sheet(self, run_sheet: str) -> RunSheet:
        """The run sheet with this id. Raises KeyError when the pack has none."""
        return _named(self.run_sheets, run_sheet)

    def number_of(self, card: Role | Card | EventCard) -> str:
        """The number printed on a card: its letters and its place among its own kind, like ``CH-3``."""
        match card:
            case Role():
                code, place = self.role_code, self.roles.index(card)
            case EventCard():
                code, place = self.event_code, self.events.index(card)
            case Card():
                code, place = self.card_type(card.type).code, self.cards_of(card.type).index(card)
        return f"{code}-{place + 1}" if code else str(place + 1)

    def cards_of(self, card_type: str) -> tuple[Card, ...]:
        """All cards of one type, in the pack's order."""
        return tuple(card for card in self.cards if card.type == card_type)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_Thing = TypeVar("_Thing", bound=_Named)


def _named(things: tuple[_Thing, ...], name: str) -> _Thing:
    for thing in things:
        if thing.id == name:
            return thing
    raise KeyError(name)

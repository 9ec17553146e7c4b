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
    """What an event card does by itself, besides being read aloud."""

    DOUBT_ROLE = "doubt_role"
    DOUBT_SIDE = "doubt_side"
    GRANT_ROLE = "grant_role"
    RETURN_UNSPENT = "return_unspent"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CardType:
    """A type of table card (a challenge, a method, ...), with its words and the pattern of its band."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    each: str = field(metadata={"max_length": 24})
    many: str = field(metadata={"max_length": 24})
    pattern: str = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card for a table or the room. ``cost`` and ``needs`` (token kinds, one per token) matter for plans only."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    type: str
    title: str = field(metadata={"max_length": 32})
    text: str = field(metadata={"max_length": 280})
    ask: str = _text(140)
    flaw: str = _text(140)
    cost: int = 0
    needs: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an event card does to the game: ``target`` is a role or a side, ``token`` a kind, ``count`` how many."""

    __pydantic_config__: ClassVar = _STRICT
    kind: EffectKind
    target: str = ""
    token: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCard:
    """A card the facilitator can send in any step: read aloud, one action, a limit in minutes."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    title: str = field(metadata={"max_length": 32})
    text: str = field(metadata={"max_length": 280})
    do: str = field(metadata={"max_length": 200})
    minutes: int = 3
    role: str = ""
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
    """One line of a run sheet. ``minutes`` is the planned length; ``say`` is for the wall, ``script`` for the facilitator."""

    __pydantic_config__: ClassVar = _STRICT
    id: str
    kind: StepKind
    title: str = field(metadata={"max_length": 32})
    minutes: int
    say: tuple[str, ...] = ()
    script: tuple[str, ...] = ()
    card_type: str = ""
    cards: tuple[str, ...] = ()
    hand: int = 0
    picks: int = 4
    budget: int = 6
    own_share: int = 2
    questions: tuple[str, ...] = ()
    protected: bool = False


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
    own_strings: tuple[str, ...] = ("Only if we start small",)
    reflections: tuple[str, ...] = ("I listened more than I thought.",)
    mondays: tuple[str, ...] = ("Call one person from another table",)


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
    say: Say = Say()
    tokens: tuple[TokenKind, ...]
    marks: tuple[Mark, ...] = ()
    sides: tuple[Chip, ...]
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
    pretend: Pretend = Pretend()

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

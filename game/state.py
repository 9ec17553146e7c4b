"""What is true now: the game as the log's entries add up to it. Frozen values only; nothing here decides anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from game.scenario import RunSheet, Scenario, Step, Words


class Status(StrEnum):
    """A game is open for joining before its first step, then playing, then closed."""

    LOBBY = "lobby"
    PLAYING = "playing"
    CLOSED = "closed"


class Naming(StrEnum):
    """How a player may appear in the report: only as a table, with the name given here, or not in words at all."""

    TABLE = "table"
    NICKNAME = "nickname"
    OUT = "out"


class Part(StrEnum):
    """What somebody with a seat does: play a character, only watch, or report for the press."""

    PLAYER = "player"
    OBSERVER = "observer"
    PRESS = "press"


class Pile(StrEnum):
    """Where a table lays an idea card: take it as it is, take it and change it, or put it away."""

    BORROW = "borrow"
    BEND = "bend"
    BIN = "bin"


class Route(StrEnum):
    """How a deal was entered: on one phone, phone to phone, or by the facilitator for people who said it aloud."""

    HANDSHAKE = "handshake"
    DISTANCE = "distance"
    SPOKEN = "spoken"


class DealState(StrEnum):
    """Where a collaboration is in its life; `game.collaboration` says which may follow which."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    IN_DOUBT = "in_doubt"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    BROKEN = "broken"
    LEFT = "left"
    VOIDED = "voided"


HOLDS = frozenset({DealState.AGREED, DealState.IN_DOUBT})
"""The states in which a deal's tokens are given."""


class PledgeLevel(StrEnum):
    """What a party says of its deal when the badge is off."""

    GAME = "game"
    TALK = "talk"
    DO = "do"


class Scene(StrEnum):
    """What the wall shows."""

    JOIN = "join"
    STEP = "step"
    MAP = "map"
    RESULTS = "results"
    BLANK = "blank"


class HideReason(StrEnum):
    """Why the facilitator keeps typed words from the wall; its author is told in kind words."""

    PRIVATE = "private"
    UNCLEAR = "unclear"
    HURTS = "hurts"
    TWICE = "twice"
    LATER = "later"


class Reach(StrEnum):
    """Whom a message of the facilitator is for."""

    ROOM = "room"
    TABLE = "table"
    ROLE = "role"
    PLAYER = "player"


class CallFor(StrEnum):
    """What a table calls the facilitator for."""

    HELP = "help"
    TIME = "time"


class CallAnswer(StrEnum):
    """What became of a table's call: somebody comes, it got more time, it was settled, or the table took it back."""

    COMING = "coming"
    TIME = "time"
    SETTLED = "settled"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The running step's clock. Running: ``ends_at`` (UTC) is set. Standing: ``left_ms`` milliseconds are left."""

    ends_at: datetime | None = None
    left_ms: int = 0

    @property
    def is_running(self) -> bool:
        """Whether time is passing."""
        return self.ends_at is not None

    def left(self, now: datetime) -> int:
        """Milliseconds left at ``now`` (UTC); negative when the time is over."""
        if self.ends_at is None:
            return self.left_ms
        return round((self.ends_at - now).total_seconds() * 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a table chose in a *choose* step: a card of its hand, or words of its own (``card`` is empty then).

    ``rev`` counts how often the table chose.
    """

    card: str = ""
    title: Words = Words("")
    text: Words = Words("")
    by: str = ""
    rev: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """The small hand of cards that a step dealt to a table."""

    step: str
    card_type: str
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A table's call for the facilitator. ``answer`` is None while it waits."""

    by: str
    what: CallFor
    at: datetime
    answer: CallAnswer | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """More minutes for one table in a step (its number in the run sheet): they begin when the room goes on.

    ``until_left_ms`` is set then: the table's time is over when the clock of the step after it shows so many milliseconds.
    """

    step: int
    minutes: int
    until_left_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table in the room. ``hands`` and ``choices`` are keyed by step id, ``piles`` by card id; ``idea`` is the id of the
    table's own idea. Words of a table that is trusted are shown without a check; ``on_paper`` is a table without phones."""

    number: int
    hands: Mapping[str, Hand] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    piles: Mapping[str, Pile] = field(default_factory=dict)
    idea: str = ""
    call: Call | None = None
    extra: Extra | None = None
    is_trusted: bool = False
    on_paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """A player's answer to one reflect question. ``rev`` counts its versions."""

    question: str
    chips: tuple[str, ...] = ()
    text: Words = Words("")
    may_quote: bool = False
    rev: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """A person in the game. ``purse`` is what the character began with and events changed; `game.tokens` tells what is left."""

    id: str
    name: Words
    table: int
    letter: str
    naming: Naming = Naming.TABLE
    hat: str = ""
    film: bool = False
    under_16: bool = False
    part: Part = Part.PLAYER
    offered: tuple[str, ...] = ()
    role: str = ""
    purse: Mapping[str, int] = field(default_factory=dict)
    reflections: Mapping[str, Reflection] = field(default_factory=dict)
    pledges: Mapping[str, PledgeLevel] = field(default_factory=dict)
    got_secret: str = ""
    """``yes``, ``partly``, ``no``, or empty while not told."""
    monday: Words = Words("")
    is_freed: bool = False
    has_practised: bool = False
    on_paper: bool = False
    """Whether this person plays without a phone, and the facilitator or a runner enters what they say."""
    is_erased: bool = False
    """Whether this person's name and words were deleted for good."""
    hosts_first: bool | None = None
    """Whether this player wants to host in the first market round; None while the table has not said."""

    @property
    def badge(self) -> str:
        """The badge number by which strangers name this player: table and letter, like ``4C``."""
        return f"{self.table}{self.letter}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A method in a plan. ``when`` is ``now``, ``soon`` or ``later``.

    A method that the table wrote itself has no ``card``, but a title, a cost and the token kinds it needs.
    """

    id: str
    card: str
    when: str = "now"
    by: str = ""
    title: Words = Words("")
    cost: int = 0
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """Who was named to lead an idea; ``answer`` is None while that person has not said."""

    player: str
    by: str
    answer: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What the characters of a side want changed before they back an idea, and what its table answered.

    ``card`` is the event card that called for it. ``changes`` is None while the table has not answered.
    """

    card: str
    by: str
    words: Words
    at: datetime
    changes: bool | None = None
    answer: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """What a table wants to bring about: part A (what), B (the plan) and C (who).

    ``rev`` counts the versions of its title and line, ``delivery_rev`` those of its first step and date, from 1; 0 before.
    """

    id: str
    label: str
    table: int
    title: Words
    line: Words
    by: str
    from_card: str = ""
    rev: int = 1
    picks: tuple[Pick, ...] = ()
    covered: frozenset[str] = frozenset()
    lead: Lead | None = None
    first_step: Words = Words("")
    date: Words = Words("")
    delivery_rev: int = 0
    asks: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    one_with: str = ""
    """The id of the idea that this one is shown as one with, because they look alike; both keep their lists and authors."""
    apart: tuple[str, ...] = ()
    """Ideas that look like this one, and that the facilitator wants to keep beside it."""

    @property
    def is_typed(self) -> bool:
        """Whether people wrote its title and line; an idea that was dealt ready-made says what its card says."""
        return bool(self.by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """One token that ``giver`` gives. ``need`` is the line of the list it answers; empty when it is beyond the list."""

    giver: str
    kind: str
    need: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a deal says: 2 to 6 parties, their gifts, and the string (a chip's id, or words of their own, or neither)."""

    parties: tuple[str, ...]
    gifts: tuple[Gift, ...] = ()
    string: str = ""
    own_words: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One wording of a deal, who made it and when (UTC)."""

    terms: Terms
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A party's answer to the newest version. ``reason`` is a chip's id."""

    yes: bool
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A collaboration: an agreement of 2 to 6 players that feeds one idea's needs, with a string."""

    id: str
    idea: str
    by: str
    route: Route
    in_market: bool
    round: int
    """The round of the market in which it was proposed; once agreed, in which it was agreed."""
    versions: tuple[Version, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    state: DealState = DealState.PROPOSED
    number: int = 0
    """The number it got when it was agreed; 0 before."""
    agreed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    doubted_by: str = ""
    """The event card that put it in doubt, kept after repair."""
    repair: Words = Words("")
    doubled: tuple[tuple[str, str], ...] = ()
    """What donors gave again for it, as long as it holds: pairs of giver and token kind, one for each token."""
    disputed_by: tuple[str, ...] = ()
    """Parties who said "that was not me" after the minute in which that alone undoes it."""

    @property
    def terms(self) -> Terms:
        """The newest wording."""
        return self.versions[-1].terms

    @property
    def version(self) -> int:
        """The number of the newest wording, from 1."""
        return len(self.versions)

    @property
    def holds(self) -> bool:
        """Whether its tokens are given now."""
        return self.state in HOLDS

    @property
    def waiting(self) -> tuple[str, ...]:
        """The parties who have not answered the newest wording."""
        return tuple(party for party in self.terms.parties if party not in self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEvent:
    """An event card that was sent to the room, and the step (its number in the run sheet) it was sent in.

    ``concerns`` are the players it is about; when nobody is that character, those who take their place (``stands_in``).
    ``ideas`` and ``people`` are what the room chose, ``matched`` the deals that a donor doubled, ``comments`` who
    answered aloud and who did not.
    """

    card: str
    at: datetime
    step: int
    concerns: tuple[str, ...] = ()
    stands_in: bool = False
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    ideas: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    comments: Mapping[str, bool] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        """Whether it still goes on; only the facilitator ends it."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotlight:
    """Tables report back: the order they were given, those who were called, the newest last.

    ``until_left_ms``: the newest one's turn is over when the step's clock shows this many milliseconds.
    """

    order: tuple[int, ...] = ()
    called: tuple[int, ...] = ()
    until_left_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A headline that the press filed."""

    id: str
    by: str
    text: Words
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What the facilitator wrote to phones. ``key`` is a table's number, a role's or a player's id; empty for the room.

    ``step`` is the number in the run sheet of the step it was sent in (-1 in the lobby): it stands until the next begins.
    """

    id: str
    reach: Reach
    key: str
    text: Words
    at: datetime
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """How the facilitator changed typed words for all to see. ``line`` is the second part, where there are two."""

    title: Words
    line: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What the facilitator undid last, for phones: the kinds of the undone events, whom they named, and in which step.

    ``also`` is what was undone in the same act, ``undo`` the number of the entry of that act.
    """

    seq: int
    kinds: tuple[str, ...]
    players: tuple[str, ...]
    step: int
    undo: int = 0
    also: tuple[TakenBack, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A step that was begun: its number in the run sheet and when (UTC)."""

    step: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A film, a picture or a paper elsewhere that the report links to. ``alternative`` says it in words for who cannot see it."""

    id: str
    address: str
    caption: Words
    alternative: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What happens next in real life, as the facilitator wrote it: what, who does it, when."""

    id: str
    text: Words
    who: Words = Words("")
    date: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the facilitator adds to the report: a headline, an introduction, three answers, links, next steps; and what they
    leave out (names of `game.scenario.Section`)."""

    headline: Words = Words("")
    turning_point: Words = Words("")
    surprise: Words = Words("")
    refusal: Words = Words("")
    introduction: Words = Words("")
    media: tuple[Media, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    left_out: tuple[str, ...] = ()


class Listing(StrEnum):
    """Who finds a published report: whoever has its address, or also whoever opens the list of reports."""

    UNLISTED = "unlisted"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where a published report stands: who finds it, when it goes (UTC; None: it stays), whether search engines may list it."""

    listing: Listing = Listing.UNLISTED
    expires_at: datetime | None = None
    may_index: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A time (UTC) at which the report was published, or published again with a note on what was put right."""

    at: datetime
    note: Words = Words("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where the room stood on the line of a tension card: how many in each fifth of it, from the first end to the other."""

    card: str
    counts: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """One play of a scenario, as it stands now. ``seq`` is the number of the newest entry that was folded in."""

    id: str
    code: str
    title: Words
    scenario: Scenario
    run_sheet_id: str
    created_at: datetime
    expected: int
    table_size: int
    opens_tables: bool
    seq: int = 0
    status: Status = Status.LOBBY
    step_index: int = -1
    clock: Clock = Clock()
    round: int = 0
    scene: Scene = Scene.JOIN
    tables: Mapping[int, Table] = field(default_factory=dict)
    players: Mapping[str, Player] = field(default_factory=dict)
    ideas: Mapping[str, Idea] = field(default_factory=dict)
    deals: Mapping[str, Deal] = field(default_factory=dict)
    sent: tuple[SentEvent, ...] = ()
    started: tuple[Started, ...] = ()
    spotlight: Spotlight = Spotlight()
    votes: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    """Dots by step, player and idea."""
    headlines: tuple[Headline, ...] = ()
    checks: Mapping[str, bool] = field(default_factory=dict)
    """The facilitator's word on typed words, by reference: True shows them on the wall, False hides them."""
    late: Mapping[str, str] = field(default_factory=dict)
    """Actions that came after the close, by their id, with their state: ``kept`` or ``admitted``."""
    telling: Telling = Telling()
    told: Telling = Telling()
    """The facilitator's words as they were when the report was published last: what readers see."""
    shelf: Shelf = Shelf()
    publications: tuple[Publication, ...] = ()
    is_published: bool = False
    stands: Mapping[str, Stand] = field(default_factory=dict)
    """Where the room stood, by the tension card; the newest time only."""
    withdrawn: frozenset[str] = frozenset()
    """Typed words that their author took back, by reference: nobody else may show them."""
    edits: Mapping[str, Edit] = field(default_factory=dict)
    """The facilitator's wording of typed words, by reference."""
    reasons: Mapping[str, HideReason] = field(default_factory=dict)
    """Why words are hidden, by reference; without an entry nothing was said."""
    messages: tuple[Message, ...] = ()
    minutes: Mapping[int, int] = field(default_factory=dict)
    """Planned minutes of steps, by their number in the run sheet, where they are others than the pack says."""
    must_end_at: datetime | None = None
    """When the game has to be over: set with the first step, or by the facilitator. None before."""
    is_door_closed: bool = False
    rings: int = 0
    """How often the facilitator rang the wall's chime."""
    room_size: int = 100
    """How large the wall's letters are, in percent of a room of usual length: 100, 125 or 150."""
    taken_back: TakenBack | None = None
    is_rehearsal: bool = False
    offset: int | None = None
    """How many minutes the room's clocks were ahead of UTC when the game was made; None when nobody said."""

    @property
    def published(self) -> int:
        """How often the report was published; 0 while it was always a draft."""
        return len(self.publications)

    @property
    def run_sheet(self) -> RunSheet:
        """The run sheet this game follows."""
        return self.scenario.run_sheet(self.run_sheet_id)

    def minutes_of(self, step: int) -> int:
        """The planned minutes of the step with this number in the run sheet, as they stand now."""
        return self.minutes.get(step, self.run_sheet.steps[step].minutes)

    @property
    def step(self) -> Step | None:
        """The step that is on; None before the first."""
        return self.run_sheet.steps[self.step_index] if self.step_index >= 0 else None

    def seated(self, table: int | None = None) -> Iterator[Player]:
        """The players who hold a seat, in the order they joined; of one table when it is given."""
        for player in self.players.values():
            if not player.is_freed and (table is None or player.table == table):
                yield player

    def by_badge(self, badge: str) -> Player | None:
        """The seated player with this badge number; capitals and spaces do not matter."""
        wanted = "".join(badge.split()).upper()
        return next((player for player in self.seated() if player.badge == wanted), None)

    def badge_of(self, player: str) -> str:
        """The badge number of the player with this id; empty when there is none."""
        found = self.players.get(player)
        return found.badge if found else ""

    def side_of(self, player: str) -> str:
        """The side of the character of the player with this id; empty without a character."""
        found = self.players.get(player)
        return self.scenario.role(found.role).side if found and found.role else ""

    def players_who_play(self, table: int | None = None) -> Iterator[Player]:
        """The seated players who take a character; of one table when it is given."""
        return (player for player in self.seated(table) if player.part is Part.PLAYER)

    def has_opened(self, kind: str) -> bool:
        """Whether a step of this kind was begun. What a step opened stays open until the game is closed."""
        return any(self.run_sheet.steps[begun.step].kind == kind for begun in self.started)

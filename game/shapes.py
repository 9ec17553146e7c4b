"""The shapes of what each audience may know: frozen values, equal when nothing changed. They decide nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from game.checking import TypedWords
from game.feedback import ToldWords
from game.map import MapView
from game.scenario import Card, Chip, EventCard, Mark, Question, Role, StepKind, TokenKind
from game.state import (
    Clock,
    DealState,
    Naming,
    Part,
    Pile,
    PledgeLevel,
    Reflection,
    Route,
    Scene,
    Status,
    Telling,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BarView:
    """The head of every page: which step is on and its clock. Step numbers count from 1; 0 before the first."""

    title: str
    status: Status
    step: int
    steps: int
    step_id: str
    step_title: str
    kind: StepKind
    clock: Clock
    round: int
    is_rehearsal: bool = False

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands while the game is played."""
        return self.status is Status.PLAYING and not self.clock.is_running


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What of one token kind is left in a purse, out of how many, and the ideas that got the others."""

    kind: TokenKind
    left: int
    total: int
    went_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeView:
    """What a player knows of themselves: the private card, the characters that can be kept instead of it, the purse."""

    id: str
    badge: str
    name: str
    table: int
    naming: Naming
    film: bool
    under_16: bool
    part: Part
    hat: str
    role: Role | None
    offered: tuple[Role, ...]
    purse: tuple[Held, ...]
    may_change_table: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mate:
    """Somebody at one's own table: ``role`` is the title said aloud, empty before a character is kept."""

    id: str
    badge: str
    name: str
    role: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class HandView:
    """A hand of cards at a table, and what the table chose of it: a card's id, or words of its own.

    ``piles`` says of its cards, by id, where the table laid them.
    """

    step_id: str
    kind: StepKind
    title: str
    card_type: str
    many: str
    pattern: str
    cards: tuple[Card, ...]
    chosen: str
    chosen_title: str
    chosen_text: str
    chosen_by: str
    piles: tuple[tuple[str, Pile], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedView:
    """A line of a list. ``side`` is the words of the side it must come from; ``met_by`` the number of the deal that met it."""

    id: str
    kind: TokenKind
    title: str
    side: str
    side_id: str
    is_covered: bool
    can_cover: bool
    met_by: int

    @property
    def is_open(self) -> bool:
        """Whether the list still asks for it."""
        return not self.is_covered and not self.met_by


@dataclass(frozen=True, slots=True, kw_only=True)
class PickView:
    """A method in a plan. ``is_own`` when the table wrote it itself."""

    id: str
    card: Card
    when: str
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalView:
    """What a side wants changed in an idea, under an event card, and what its table answered (None: not yet)."""

    card: str
    side: str
    words: str
    changes: bool | None
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaView:
    """An idea with its plan, list, support and who delivers; the same for all but its home table. Names are badges only."""

    id: str
    label: str
    table: int
    title: str
    line: str
    from_card: str
    by: str
    picks: tuple[PickView, ...]
    cost: int
    needs: tuple[NeedView, ...]
    support: tuple[tuple[TokenKind, int], ...]
    missing: tuple[Mark, ...]
    lead: str
    lead_answer: bool | None
    first_step: str
    date: str
    asks: tuple[Chip, ...]
    helpers: int
    deals: int
    refusals: tuple[RefusalView, ...]
    is_edited: bool = False
    """Whether the facilitator changed words that stand here."""
    with_tables: tuple[int, ...] = ()
    """The tables of other ideas that are shown as one with this one."""

    @property
    def open_needs(self) -> tuple[NeedView, ...]:
        """The lines that are still asked for."""
        return tuple(need for need in self.needs if need.is_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """What a table's members share: who sits there, the hands, the idea. The ``opens_`` fields say what may be edited."""

    number: int
    mates: tuple[Mate, ...]
    hands: tuple[HandView, ...]
    idea: IdeaView | None
    opens_idea: bool
    opens_plan: bool
    opens_deliver: bool
    picks: int
    budget: int
    own_share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsView:
    """Every idea in the room with its list, for all phones; a phone hides its own table's. ``opens`` once deals are open."""

    ideas: tuple[IdeaView, ...]
    opens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    """A party of a deal, as the other parties see it. ``said`` is None while there is no answer."""

    id: str
    badge: str
    name: str
    is_me: bool
    said: bool | None
    reason: str
    gifts: tuple[GiftView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftView:
    """One token in a deal, and the line of the list it answers (empty when beyond the list).

    ``is_late``: while the deal was only proposed, that line was covered or met otherwise, or left the list.
    """

    kind: TokenKind
    need: str
    for_what: str
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A giver of a proposed deal who does not have the token any more, and the ideas it went to."""

    badge: str
    is_me: bool
    kind: TokenKind
    went_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealView:
    """A deal as one of its parties sees it. ``may`` holds what this party can do now (see `game.collaboration`)."""

    id: str
    version: int
    number: int
    state: DealState
    route: Route
    idea: str
    idea_label: str
    idea_title: str
    by_badge: str
    by_me: bool
    parties: tuple[PartyView, ...]
    string: str
    string_id: str
    before: tuple[str, ...]
    """The wording before the newest one, as lines, when a change has to be answered; empty otherwise."""
    may: frozenset[str]
    blocked: tuple[Blocked, ...]
    agreed_at: datetime | None
    ended_by: str
    doubted_by: str
    repair: str
    is_disputed: bool
    in_market: bool
    pledge: PledgeLevel | None
    met: tuple[str, ...]
    """The badges of the others who mean it in real life too; empty as long as this party does not say so."""
    met_level: PledgeLevel | None
    """What all of them mean at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealsView:
    """A player's deals in the order of the phone: needs my answer, waiting, in doubt, standing, ended."""

    deals: tuple[DealView, ...]

    @property
    def to_answer(self) -> int:
        """How many wait for this player, and can still be agreed."""
        return sum(1 for deal in self.deals if "yes" in deal.may)


class Gold(StrEnum):
    """The one thing a phone asks for now."""

    NONE = "none"
    ANSWER = "answer"
    LEAD = "lead"
    COMMENT = "comment"
    REFUSAL = "refusal"
    KEEP = "keep"
    PRACTISE = "practise"
    CHOOSE = "choose"
    IDEA = "idea"
    PLAN = "plan"
    SHAKE = "shake"
    NAME_LEAD = "name_lead"
    DELIVERY = "delivery"
    HELP = "help"
    VOTE = "vote"
    REFLECT = "reflect"


@dataclass(frozen=True, slots=True, kw_only=True)
class HappeningView:
    """An event card that is on. ``concerns`` are badges; ``do`` is what the room does, whoever is there.

    ``asks`` is what it wants of this player: ``comment``, ``refuse``, or nothing. ``doubled`` of ``to_double`` deals had
    their tokens doubled. ``refused`` and ``chosen`` are ideas by label and title.
    """

    card: EventCard
    number: str
    clock: Clock
    concerns: tuple[str, ...]
    stands_in: bool
    is_mine: bool
    do: str
    asks: str
    doubled: int
    to_double: int
    refused: str
    chosen: tuple[str, ...]
    people: tuple[str, ...]
    is_of_this_step: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HostingView:
    """Who of the table hosts in the coming market round (from 1), by badge, and whether this player does."""

    round: int
    hosts: tuple[str, ...]
    i_host: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """Tables report back. ``table`` speaks now and ``next`` comes then, 0 for none; ``clock`` is that of the turn."""

    order: tuple[int, ...]
    table: int
    next: int
    clock: Clock
    idea: str
    label: str
    title: str
    line: str
    support: tuple[tuple[TokenKind, int], ...]
    gives: tuple[tuple[int, str, tuple[tuple[TokenKind, int], ...]], ...]
    """For all to see: who gives to the idea, as table, character and what."""
    drawn: str = ""
    """The idea whose hexagon is this one's on the map: another, when it is shown as one with that."""
    is_edited: bool = False
    """Whether the facilitator changed the title or the line."""
    with_tables: tuple[int, ...] = ()
    """The tables of other ideas that are shown as one with this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteView:
    """A vote that is on: how many dots there are to lay, and what this player laid on which idea."""

    step: str
    dots: int
    ideas: tuple[tuple[IdeaView, int], ...]
    is_sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PressView:
    """What the press can do on this phone: the headlines it filed, each with the check's word (None: not yet)."""

    filed: tuple[tuple[str, bool | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectView:
    """The debrief of one player: the step's questions with what was answered, the secret, the step for Monday."""

    questions: tuple[tuple[Question, Reflection | None], ...]
    secret: str
    got_secret: str
    monday: str
    next_question: str
    """The id of the first question without an answer; ``secret`` and ``monday`` stand for those two; empty when done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """What the facilitator wrote to this phone, and when."""

    id: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """Where a table's call for the facilitator stands: since when it waits, or what was answered in this step.

    With nothing of this, the table may call. ``minutes`` are those that it was given for its call.
    """

    waits_since: datetime | None = None
    is_coming: bool = False
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraView:
    """A table's own minutes for a step, by its title. ``clock`` runs once the room has gone on; None before."""

    minutes: int
    step_title: str
    clock: Clock | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NowView:
    """What the phone's first panel says to one player: the step, what is asked of them, what waits for them."""

    bar: BarView
    me: MeView
    gold: Gold
    say: tuple[str, ...]
    cards: tuple[Card, ...]
    story: tuple[str, ...]
    idea: IdeaView | None
    hand: HandView | None
    to_answer: int
    happenings: tuple[HappeningView, ...]
    refusals: tuple[RefusalView, ...]
    """Those of the own table's idea that wait for its answer."""
    lead_of: IdeaView | None
    may_practise: bool
    hosting: HostingView | None
    stage: StageView | None
    help: tuple[tuple[IdeaView, bool], ...]
    vote: VoteView | None
    press: PressView | None
    headlines: tuple[str, ...]
    reflect: ReflectView | None
    report_is_out: bool
    messages: tuple[MessageView, ...] = ()
    """The newest of the facilitator's messages for this player in this step, newest first."""
    call: CallView | None = None
    """None while nobody can be called."""
    extra: ExtraView | None = None
    taken_back: tuple[str, ...] = ()
    """The kinds of the events that were undone last in this step, as far as they concern this player."""
    told: tuple[ToldWords, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WallView:
    """What the projector may show: nothing private, no names, typed words only when they were checked."""

    scene: Scene
    bar: BarView
    code: str
    heads: int
    tables: tuple[tuple[int, int, int], ...]
    """Number, people there, seats."""
    say: tuple[str, ...]
    happening: HappeningView | None
    """The newest event card that was sent in this step and is on."""
    ongoing: tuple[HappeningView, ...]
    """The other event cards that are on."""
    cards: tuple[Card, ...]
    chosen: tuple[tuple[int, str], ...]
    stage: StageView | None
    results: tuple[tuple[str, str, int], ...]
    """The last vote that is over: label, title and dots."""
    headlines: tuple[str, ...]
    """The newest headlines that were checked, newest first."""
    map: MapView
    waiting: int
    report_is_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """A table on the facilitator's board: tables, never persons."""

    number: int
    heads: int
    without_character: int
    chosen: str
    idea: str
    idea_label: str
    open_needs: int
    deals: int
    in_doubt: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A step of the run sheet: its plan in minutes as it stands now, whether it was begun, and when last (None if never).

    ``least`` are the minutes to which it may be cut, 0 when it may not, and ``when_cut`` what the room loses then.
    """

    number: int
    id: str
    title: str
    kind: StepKind
    minutes: int
    is_on: bool
    began_at: datetime | None
    is_protected: bool = False
    least: int = 0
    when_cut: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealLine:
    """A deal in the facilitator's list."""

    id: str
    number: int
    state: DealState
    badges: tuple[str, ...]
    idea: str
    idea_label: str
    gifts: tuple[tuple[TokenKind, int], ...]
    route: Route
    disputed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoLine:
    """An act that can be undone: its entry's number, the kinds of its events, and what it was about: a badge, a title."""

    seq: int
    at: datetime
    kinds: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """A seat for the facilitator's repairs: badge and the name its holder gave, the role's title."""

    id: str
    badge: str
    name: str
    role: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """An event card in the facilitator's hand. ``ideas`` and ``people`` are how many of them the room chooses under it.

    ``concerns``: the badges of those it is, or would be, about; ``ends``: whether its end does something by itself.
    """

    card: EventCard
    number: str
    was_sent: bool
    is_on: bool
    ends_at: datetime | None
    concerns: tuple[str, ...]
    stands_in: bool
    ends: bool
    silent: bool
    """Whether somebody it is about has not answered the room, whose deals its end would put in doubt."""
    ideas: int
    people: int
    chosen_ideas: tuple[str, ...]
    chosen_people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleView:
    """What the facilitator runs the room by. No character's secret stands here, but words that nobody has checked yet do."""

    bar: BarView
    code: str
    heads: int
    sheet: tuple[SheetLine, ...]
    script: tuple[str, ...]
    if_flat: tuple[str, ...]
    next_title: str
    stage: StageView | None
    scene: Scene
    tables: tuple[TableLine, ...]
    seats: tuple[SeatLine, ...]
    ideas: tuple[IdeaView, ...]
    to_check: tuple[TypedWords, ...]
    events: tuple[EventLine, ...]
    deals: tuple[DealLine, ...]
    undo: tuple[UndoLine, ...]
    late: tuple[str, ...]
    published: int
    telling: Telling
    must_end_at: datetime | None = None

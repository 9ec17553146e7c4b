"""What each audience may know, as frozen values. Secrets are decided here and nowhere else; nothing is drawn or worded.

Audiences: the room (every phone), a table (its members' phones), a player (one person's phones), the wall, the
facilitator. A page shows only what one of these functions gave for its audience.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from game import events as happened
from game.bargaining import OWN_WORDS
from game.checking import TypedWords, choice_ref, for_phones, is_shown, own_words_for, to_check
from game.collaboration import moves_for
from game.deals import deals_of
from game.events import Event
from game.history import Entry, History
from game.ideas import cost, holding, marks_missing, needs, own_idea, plan_step, public_ideas, support
from game.map import MapView, draw
from game.scenario import Card, Chip, EventCard, Mark, Question, Role, StepKind, TokenKind
from game.state import (
    Clock,
    Deal,
    DealState,
    Game,
    Idea,
    Naming,
    Player,
    PledgeLevel,
    Reflection,
    Route,
    Scene,
    Status,
    Telling,
)
from game.tokens import has_given, left, went_to


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HandView:
    """A hand of cards at a table, and what the table chose of it: a card's id, or words of its own."""

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
    """A method in a plan."""

    id: str
    card: Card
    when: str


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
    """One token in a deal, and the line of the list it answers (empty when beyond the list)."""

    kind: TokenKind
    need: str
    for_what: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DealsView:
    """A player's deals in the order of the phone: needs my answer, waiting, in doubt, standing, ended."""

    deals: tuple[DealView, ...]

    @property
    def to_answer(self) -> int:
        """How many wait for this player."""
        return sum(1 for deal in self.deals if "yes" in deal.may)


class Gold(StrEnum):
    """The one thing a phone asks for now."""

    NONE = "none"
    ANSWER = "answer"
    LEAD = "lead"
    KEEP = "keep"
    CHOOSE = "choose"
    IDEA = "idea"
    PLAN = "plan"
    SHAKE = "shake"
    NAME_LEAD = "name_lead"
    DELIVERY = "delivery"
    REFLECT = "reflect"


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
class NowView:
    """What the phone's first panel says to one player: the step, what is asked of them, what waits for them."""

    bar: BarView
    me: MeView
    gold: Gold
    gold_step: str
    say: tuple[str, ...]
    cards: tuple[Card, ...]
    story: tuple[str, ...]
    idea: IdeaView | None
    hand: HandView | None
    to_answer: int
    event: EventCard | None
    lead_of: IdeaView | None
    help: tuple[tuple[IdeaView, bool], ...]
    reflect: ReflectView | None
    report_is_out: bool


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
    event: EventCard | None
    cards: tuple[Card, ...]
    chosen: tuple[tuple[int, str], ...]
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
    """A step of the run sheet: its plan in minutes, whether it was begun, and when last (None if never)."""

    number: int
    id: str
    title: str
    kind: StepKind
    minutes: int
    is_on: bool
    began_at: datetime | None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleView:
    """What the facilitator runs the room by. No character's secret stands here, but words that nobody has checked yet do."""

    bar: BarView
    code: str
    heads: int
    sheet: tuple[SheetLine, ...]
    script: tuple[str, ...]
    next_title: str
    scene: Scene
    tables: tuple[TableLine, ...]
    seats: tuple[SeatLine, ...]
    ideas: tuple[IdeaView, ...]
    to_check: tuple[TypedWords, ...]
    events: tuple[tuple[EventCard, bool], ...]
    deals: tuple[DealLine, ...]
    undo: tuple[UndoLine, ...]
    late: tuple[str, ...]
    published: int
    telling: Telling


def bar(game: Game) -> BarView:
    """The head of every page. Audience: everybody."""
    step = game.step
    return BarView(
        title=game.title,
        status=game.status,
        step=game.step_index + 1,
        steps=len(game.run_sheet.steps),
        step_id=step.id if step else "",
        step_title=step.title if step else "",
        kind=step.kind if step else StepKind.WAIT,
        clock=game.clock,
        round=game.round,
    )


def me(game: Game, player: str) -> MeView:
    """A player's own card and purse. Audience: that player."""
    who = game.players[player]
    role = game.scenario.role(who.role) if who.role else None
    return MeView(
        id=who.id,
        badge=who.badge,
        name=who.name,
        table=who.table,
        naming=who.naming,
        film=who.film,
        under_16=who.under_16,
        hat=who.hat,
        role=role,
        offered=tuple(game.scenario.role(name) for name in _offered(game, who)),
        purse=tuple(
            Held(
                kind=kind,
                left=left(game, who.id, kind.id),
                total=who.purse.get(kind.id, 0),
                went_to=went_to(game, who.id, kind.id, who.table),
            )
            for kind in game.scenario.tokens
            if who.purse.get(kind.id, 0)
        ),
        may_change_table=not deals_of(game, who.id),
    )


def table(game: Game, number: int) -> TableView:
    """What a table's members share. Audience: that table."""
    found = game.tables[number]
    limits = plan_step(game)
    steps = {step.id: step for step in game.run_sheet.steps}
    hands = []
    for hand in found.hands.values():
        card_type = game.scenario.card_type(hand.card_type)
        choice = found.choices.get(hand.step)
        hands.append(
            HandView(
                step_id=hand.step,
                kind=steps[hand.step].kind,
                title=steps[hand.step].title,
                card_type=card_type.id,
                many=card_type.many,
                pattern=card_type.pattern,
                cards=tuple(game.scenario.card(card) for card in hand.cards),
                chosen=choice.card if choice else "",
                chosen_title=_choice_title(game, choice.card, choice.title) if choice else "",
                chosen_text=choice.text if choice else "",
                chosen_by=game.badge_of(choice.by) if choice else "",
            )
        )
    return TableView(
        number=number,
        mates=tuple(
            Mate(
                id=mate.id,
                badge=mate.badge,
                name=mate.name,
                role=game.scenario.role(mate.role).title if mate.role else "",
            )
            for mate in game.seated(number)
        ),
        hands=tuple(hands),
        idea=idea_view(game, game.ideas[found.idea], number) if found.idea else None,
        opens_idea=game.has_opened(StepKind.IDEA),
        opens_plan=game.has_opened(StepKind.PLAN),
        opens_deliver=game.has_opened(StepKind.DELIVER),
        picks=limits.picks if limits else 0,
        budget=limits.budget if limits else 0,
        own_share=limits.own_share if limits else 0,
    )


def idea_view(game: Game, idea: Idea, table: int = 0) -> IdeaView:
    """An idea as phones of this table may see it; as every phone may, when none is given."""
    idea = for_phones(game, idea, table)
    sides = {side.id: side.text for side in game.scenario.sides}
    asks = {chip.id: chip for chip in game.scenario.asks}
    return IdeaView(
        id=idea.id,
        label=idea.label,
        table=idea.table,
        title=idea.title,
        line=idea.line,
        from_card=game.scenario.card(idea.from_card).title if idea.from_card else "",
        by=game.badge_of(idea.by),
        picks=tuple(PickView(id=pick.id, card=game.scenario.card(pick.card), when=pick.when) for pick in idea.picks),
        cost=cost(game, idea),
        needs=tuple(
            NeedView(
                id=need.id,
                kind=game.scenario.token(need.kind),
                title=need.title,
                side=sides.get(need.side, ""),
                side_id=need.side,
                is_covered=need.is_covered,
                can_cover=not need.side and game.scenario.token(need.kind).table_can_cover,
                met_by=game.deals[need.met_by].number if need.met_by else 0,
            )
            for need in needs(game, idea)
        ),
        support=tuple((game.scenario.token(kind), count) for kind, count in sorted(support(game, idea.id).items())),
        missing=marks_missing(game, idea),
        lead=game.badge_of(idea.lead.player) if idea.lead else "",
        lead_answer=idea.lead.answer if idea.lead else None,
        first_step=idea.first_step,
        date=idea.date,
        asks=tuple(asks[chip] for chip in idea.asks if chip in asks),
        helpers=len(idea.helpers),
        deals=sum(1 for _ in holding(game, idea.id)),
    )


def lists(game: Game) -> ListsView:
    """All ideas with their lists. Audience: every phone."""
    opens = game.has_opened(StepKind.MARKET)
    if not opens and not game.has_opened(StepKind.PLAN):
        return ListsView(ideas=(), opens=False)
    return ListsView(ideas=tuple(idea_view(game, idea) for idea in public_ideas(game)), opens=opens)


_ORDER = {
    DealState.PROPOSED: 1,
    DealState.IN_DOUBT: 2,
    DealState.AGREED: 3,
}


def deals(game: Game, player: str) -> DealsView:
    """A player's deals. Audience: that player."""
    mine = [deal_view(game, deal, player) for deal in deals_of(game, player)]
    ordered = sorted(
        enumerate(mine),
        key=lambda pair: (0 if "yes" in pair[1].may else _ORDER.get(pair[1].state, 4), -pair[0]),
    )
    return DealsView(deals=tuple(deal for _, deal in ordered))


def deal_view(game: Game, deal: Deal, player: str) -> DealView:
    """A deal as this party sees it."""
    idea = game.ideas[deal.idea]
    for_what = {need.id: need.title for need in needs(game, idea)}
    reasons = {chip.id: chip.text for chip in game.scenario.reasons}
    parties = []
    for party in deal.terms.parties:
        who = game.players[party]
        said = deal.answers.get(party)
        parties.append(
            PartyView(
                id=who.id,
                badge=who.badge,
                name=who.name,
                is_me=who.id == player,
                said=said.yes if said else None,
                reason=reasons.get(said.reason, "") if said else "",
                gifts=tuple(
                    GiftView(kind=game.scenario.token(gift.kind), need=gift.need, for_what=for_what.get(gift.need, ""))
                    for gift in deal.terms.gifts
                    if gift.giver == party
                ),
            )
        )
    may = moves_for(deal, player) if game.status is not Status.CLOSED else frozenset()
    if deal.holds and game.has_opened(StepKind.REFLECT):
        may |= {"pledge"}
    return DealView(
        id=deal.id,
        version=deal.version,
        number=deal.number,
        state=deal.state,
        route=deal.route,
        idea=idea.id,
        idea_label=idea.label,
        idea_title=for_phones(game, idea, game.players[player].table).title,
        by_badge=game.badge_of(deal.by),
        by_me=deal.by == player,
        parties=tuple(parties),
        string=string_text(game, deal.terms.string, own_words_for(game, deal, player)),
        string_id=deal.terms.string,
        before=_lines_before(game, deal),
        may=may,
        blocked=_blocked(game, deal, player),
        agreed_at=deal.agreed_at,
        ended_by=game.badge_of(deal.ended_by),
        doubted_by=game.scenario.event(deal.doubted_by).title if deal.doubted_by else "",
        repair=deal.repair,
        is_disputed=bool(deal.disputed_by),
        in_market=deal.in_market,
        pledge=game.players[player].pledges.get(deal.id),
    )


def string_text(game: Game, string: str, own_words: str) -> str:
    """A string in words: the chip's text or the parties' own; empty when there is none."""
    if string == OWN_WORDS:
        return own_words
    return next((chip.text for chip in game.scenario.strings if chip.id == string), "")


def now(game: Game, player: str) -> NowView:
    """What the phone asks of a player. Audience: that player."""
    who = game.players[player]
    own = own_idea(game, who)
    gold, gold_step = _gold(game, who)
    hands = table(game, who.table).hands if who.table in game.tables else ()
    step = game.step
    lead_of = next(
        (idea for idea in game.ideas.values() if idea.lead and idea.lead.player == player and idea.lead.answer is None),
        None,
    )
    in_spotlight = step is not None and step.kind is StepKind.SPOTLIGHT
    return NowView(
        bar=bar(game),
        me=me(game, player),
        gold=gold,
        gold_step=gold_step,
        say=step.say if step else (),
        cards=tuple(game.scenario.card(card) for card in step.cards) if step else (),
        story=game.scenario.story if step is None else (),
        idea=idea_view(game, own, who.table) if own else None,
        hand=next((hand for hand in hands if step is not None and hand.step_id == step.id), None),
        to_answer=sum(
            1 for deal in deals_of(game, player) if deal.state is DealState.PROPOSED and player in deal.waiting
        ),
        event=_event_of_this_step(game),
        lead_of=idea_view(game, lead_of, who.table) if lead_of else None,
        help=tuple(
            (idea_view(game, idea), player in idea.helpers)
            for idea in public_ideas(game)
            if in_spotlight and idea.table != who.table
        ),
        reflect=_reflect(game, who),
        report_is_out=game.published > 0,
    )


def who_wears(game: Game, badge: str) -> Mate | None:
    """Whom a badge number names, for somebody who stands in front of that person."""
    found = game.by_badge(badge)
    if found is None:
        return None
    role = game.scenario.role(found.role).title if found.role else ""
    return Mate(id=found.id, badge=found.badge, name=found.name, role=role)


def wall(game: Game) -> WallView:
    """What the projector shows. Audience: everybody in the room and whoever looks in."""
    step = game.step
    heads = Counter(player.table for player in game.seated())
    chosen = []
    for number, found in sorted(game.tables.items()):
        for step_id, choice in found.choices.items():
            if choice.card:
                chosen.append((number, game.scenario.card(choice.card).title))
            elif is_shown(game, choice_ref(number, step_id, choice.rev)):
                chosen.append((number, choice.title))
    return WallView(
        scene=game.scene,
        bar=bar(game),
        code=game.code,
        heads=sum(heads.values()),
        tables=tuple((number, heads[number], game.table_size) for number in sorted(game.tables)),
        say=step.say if step else (),
        event=_event_of_this_step(game),
        cards=tuple(game.scenario.card(card) for card in step.cards) if step else (),
        chosen=tuple(chosen),
        map=draw(game),
        waiting=sum(1 for deal in game.deals.values() if deal.state is DealState.PROPOSED),
        report_is_out=game.published > 0,
    )


def console(history: History) -> ConsoleView:
    """What the facilitator runs the room by. Audience: the facilitator."""
    game = history.game
    step = game.step
    began = {started.step: started.at for started in game.started}
    steps = game.run_sheet.steps
    following = game.step_index + 1
    sent = {event.card for event in game.sent}
    return ConsoleView(
        bar=bar(game),
        code=game.code,
        heads=sum(1 for _ in game.seated()),
        sheet=tuple(
            SheetLine(
                number=number + 1,
                id=line.id,
                title=line.title,
                kind=line.kind,
                minutes=line.minutes,
                is_on=number == game.step_index,
                began_at=began.get(number),
            )
            for number, line in enumerate(steps)
        ),
        script=step.script if step else (),
        next_title=steps[following].title if following < len(steps) else "",
        scene=game.scene,
        tables=tuple(_table_line(game, number) for number in sorted(game.tables)),
        seats=tuple(
            SeatLine(
                id=player.id,
                badge=player.badge,
                name=player.name,
                role=game.scenario.role(player.role).title if player.role else "",
            )
            for player in sorted(game.seated(), key=lambda player: (player.table, player.letter))
        ),
        ideas=tuple(idea_view(game, idea, idea.table) for idea in public_ideas(game)),
        to_check=to_check(game),
        events=tuple((card, card.id in sent) for card in game.scenario.events),
        deals=tuple(_deal_line(game, deal) for deal in reversed(tuple(game.deals.values()))),
        undo=tuple(_undo_line(game, entry) for entry in history.undoable()[:20]),
        late=tuple(event.late for event in history.late_actions()),
        published=game.published,
        telling=game.telling,
    )


def _undo_line(game: Game, entry: Entry) -> UndoLine:
    """Safe parts only: an entry can hold words that are not the facilitator's to read."""
    kinds = tuple(event.kind for event in entry.events)
    about = next(filter(None, (_about(game, event) for event in entry.events)), "")
    return UndoLine(seq=entry.seq, at=entry.at, kinds=kinds, about=about)


def _about(game: Game, event: Event) -> str:
    match event:
        case happened.StepStarted(step=step):
            return game.run_sheet.steps[step].title
        case happened.EventSent(card=card):
            return game.scenario.event(card).title
        case (
            happened.PlayerMoved(player=player)
            | happened.SeatFreed(player=player)
            | happened.CharactersOffered(player=player)
        ):
            return game.badge_of(player)
        case happened.TableAdded(table=number) | happened.TableRemoved(table=number):
            return str(number)
        case happened.DealProposed(deal=deal) | happened.DealVoided(deal=deal) if deal in game.deals:
            return game.ideas[game.deals[deal].idea].label
        case _:
            return ""


def _table_line(game: Game, number: int) -> TableLine:
    found = game.tables[number]
    own = game.ideas.get(found.idea) if found.idea else None
    here = tuple(game.seated(number))
    names = {player.id for player in here}
    with_us = [deal for deal in game.deals.values() if names.intersection(deal.terms.parties)]
    choice = next(reversed(tuple(found.choices.values())), None)
    return TableLine(
        number=number,
        heads=len(here),
        without_character=sum(1 for player in here if not player.role),
        chosen=_choice_title(game, choice.card, choice.title) if choice else "",
        idea=own.title if own else "",
        idea_label=own.label if own else "",
        open_needs=sum(1 for need in needs(game, own) if need.is_open) if own else 0,
        deals=sum(1 for deal in with_us if deal.holds),
        in_doubt=sum(1 for deal in with_us if deal.state is DealState.IN_DOUBT),
        waiting=sum(1 for deal in with_us if deal.state is DealState.PROPOSED),
    )


def _deal_line(game: Game, deal: Deal) -> DealLine:
    idea = game.ideas[deal.idea]
    return DealLine(
        id=deal.id,
        number=deal.number,
        state=deal.state,
        badges=tuple(game.badge_of(party) for party in deal.terms.parties),
        idea=idea.title,
        idea_label=idea.label,
        gifts=tuple(
            (game.scenario.token(kind), count)
            for kind, count in sorted(Counter(gift.kind for gift in deal.terms.gifts).items())
        ),
        route=deal.route,
        disputed_by=tuple(game.badge_of(player) for player in deal.disputed_by),
    )


def _gold(game: Game, who: Player) -> tuple[Gold, str]:
    """The one action, and the step it belongs to. An answer somebody waits for comes first."""
    if game.status is not Status.PLAYING or game.step is None or who.is_freed:
        return Gold.NONE, ""
    if any(who.id in deal.waiting for deal in deals_of(game, who.id) if deal.state is DealState.PROPOSED):
        return Gold.ANSWER, ""
    if any(idea.lead and idea.lead.player == who.id and idea.lead.answer is None for idea in game.ideas.values()):
        return Gold.LEAD, ""
    if _offered(game, who):
        return Gold.KEEP, ""
    step = game.step
    own = own_idea(game, who)
    match step.kind:
        case StepKind.CHOOSE if step.id not in game.tables[who.table].choices:
            return Gold.CHOOSE, step.id
        case StepKind.IDEA if own is None:
            return Gold.IDEA, step.id
        case StepKind.PLAN:
            return (Gold.IDEA if own is None else Gold.PLAN), step.id
        case StepKind.MARKET:
            return Gold.SHAKE, step.id
        case StepKind.DELIVER if own is not None and (own.lead is None or own.lead.answer is False):
            return Gold.NAME_LEAD, step.id
        case StepKind.DELIVER if own is not None and not own.first_step:
            return Gold.DELIVERY, step.id
        case StepKind.REFLECT:
            asked = _reflect(game, who)
            return (Gold.REFLECT if asked and asked.next_question else Gold.NONE), step.id
        case _:
            return Gold.NONE, ""


def _offered(game: Game, who: Player) -> tuple[str, ...]:
    """The characters that this player can keep: whoever has given as one stays that one."""
    return () if who.role and has_given(game, who.id) else who.offered


def _reflect(game: Game, who: Player) -> ReflectView | None:
    step = next((step for step in game.run_sheet.steps if step.kind is StepKind.REFLECT), None)
    if step is None or not game.has_opened(StepKind.REFLECT):
        return None
    asked = tuple(game.scenario.question(question) for question in step.questions)
    todo = [question.id for question in asked if question.id not in who.reflections]
    if who.role and not who.got_secret:
        todo.append("secret")
    if not who.monday:
        todo.append("monday")
    return ReflectView(
        questions=tuple((question, who.reflections.get(question.id)) for question in asked),
        secret=game.scenario.role(who.role).secret if who.role else "",
        got_secret=who.got_secret,
        monday=who.monday,
        next_question=todo[0] if todo else "",
    )


def _event_of_this_step(game: Game) -> EventCard | None:
    """The newest event card that was sent in the step that is on."""
    here = [sent for sent in game.sent if sent.step == game.step_index]
    return game.scenario.event(here[-1].card) if here else None


def _lines_before(game: Game, deal: Deal) -> tuple[str, ...]:
    """The wording before the newest, one line a gift and one for the string; empty when there was none."""
    if deal.version < 2 or deal.state is not DealState.PROPOSED:
        return ()
    before = deal.versions[-2].terms
    gave = [f"{game.badge_of(gift.giver)}: {game.scenario.token(gift.kind).each}" for gift in before.gifts]
    string = string_text(game, before.string, before.own_words)
    return (*gave, string) if string else tuple(gave)


def _blocked(game: Game, deal: Deal, player: str) -> tuple[Blocked, ...]:
    if deal.state is not DealState.PROPOSED:
        return ()
    wanted = Counter((gift.giver, gift.kind) for gift in deal.terms.gifts)
    return tuple(
        Blocked(
            badge=game.badge_of(giver),
            is_me=giver == player,
            kind=game.scenario.token(kind),
            went_to=went_to(game, giver, kind, game.players[player].table),
        )
        for (giver, kind), count in wanted.items()
        if left(game, giver, kind) < count
    )


def _choice_title(game: Game, card: str, title: str) -> str:
    return game.scenario.card(card).title if card else title

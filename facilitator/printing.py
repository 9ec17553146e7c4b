"""Paper for the room: sheets, badges, tags, signs and cards, for the facilitator's printer. It changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import Response

from game import views
from game.checking import own_words_for
from game.dealing import OFFER, free_letter, worth
from game.ideas import holding, plan_step, public_ideas
from game.scenario import Card, CardType, EventCard, Mark, Role, Scenario, StepKind, TokenKind, TokenRule, Words
from game.shapes import IdeaView, NeedView
from game.state import Deal, DealState, Game, Idea, Player
from web import seats
from web.hands import lead_secret, lead_words
from web.house import house_of
from web.rooms import Room

router = APIRouter()

STEPS_A_SHEET = 4
"""How many steps of the run sheet stand on a sheet of the script."""

DEALS_ON_A_SHEET = 14
"""Rows for deals beside the plan; what is more goes on a sheet of its own."""
DEALS_ON_MORE = 15
NEEDS_OF_A_METHOD = 3
"""Lines to write needs on, for a method that is not chosen yet, at most."""
BADGES_ON_A_SHEET = 10
TAGS_ON_A_SHEET = 24
CHARACTERS_ON_A_SHEET = 4
CARDS_ON_A_SHEET = 8
MARK = 2
"""How long a line to cut along is, in millimetres."""

_Thing = TypeVar("_Thing")


# --- How a sheet is cut -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Where things lie on an upright A4 sheet, in millimetres, and the marks to cut along."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap_x: float = 0
    gap_y: float = 0

    @property
    def marks(self) -> str:
        """The marks as one SVG path: at each corner of each thing two short lines outwards."""
        parts: list[str] = []
        for column in range(self.columns):
            for row in range(self.rows):
                x = self.left + column * (self.width + self.gap_x)
                y = self.top + row * (self.height + self.gap_y)
                parts += [
                    f"M{across:g} {down:g}h{out_x}M{across:g} {down:g}v{out_y}"
                    for across, out_x in ((x, -MARK), (x + self.width, MARK))
                    for down, out_y in ((y, -MARK), (y + self.height, MARK))
                ]
        return "".join(parts)


CUTS: Mapping[str, Cut] = {
    "badges": Cut(columns=2, rows=5, width=90, height=55, left=15, top=11),
    "tags": Cut(columns=3, rows=8, width=70, height=37, left=0, top=0.5),
    "characters": Cut(columns=2, rows=2, width=93, height=128, left=9.5, top=15, gap_x=5, gap_y=5),
    "cards": Cut(columns=2, rows=4, width=93, height=64, left=9.5, top=14, gap_x=5, gap_y=4.5),
    "events": Cut(columns=2, rows=4, width=93, height=64, left=9.5, top=14, gap_x=5, gap_y=4.5),
}


# --- The sheet of an idea ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """One thing that a method needs. ``kinds`` has one kind when it is known, else all of them, to tick."""

    kinds: tuple[TokenKind, ...]
    is_known: bool = False
    can_be_ours: bool = True
    is_ours: bool = False
    giver: str = ""
    string: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One place of the plan. ``title`` is empty while nothing is chosen for it."""

    title: str = ""
    cost: str = ""
    when: str = ""
    lines: tuple[NeedLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkLine:
    """A standing wish of every idea, and a place for each badge that answers it."""

    mark: Mark
    kind: TokenKind
    givers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRow:
    """A deal on paper; empty when ``number`` is 0, for people to write in."""

    number: int = 0
    badges: str = ""
    given: str = ""
    string: str = ""
    is_in_doubt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaSheet:
    """The sheet that lies on a table. With ``is_more`` it holds further deals only."""

    table: int
    label: str
    title: str = ""
    line: str = ""
    from_card: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    idea_cards: str = ""
    methods: tuple[Method, ...] = ()
    budget: int = 0
    own_share: int = 0
    marks: tuple[MarkLine, ...] = ()
    lead: str = ""
    has_said_yes: bool = False
    first_step: str = ""
    date: str = ""
    asks: tuple[tuple[str, bool], ...] = ()
    deals: tuple[DealRow, ...] = ()
    is_more: bool = False

    @property
    def is_tight(self) -> bool:
        """Whether the plan has more lines than fit at full height."""
        return sum(len(method.lines) for method in self.methods) + len(self.methods) > 16


def idea_sheets(game: Game) -> tuple[IdeaSheet, ...]:
    """A sheet for each table's own idea, written or not, and for each other idea at home there."""
    made: list[IdeaSheet] = []
    for number in sorted(game.tables):
        own = game.tables[number].idea
        others = [idea for idea in public_ideas(game) if idea.table == number and idea.id != own]
        for idea in (game.ideas.get(own), *others):
            made += _sheets_of(game, number, idea)
    return tuple(made)


def _sheets_of(game: Game, table: int, idea: Idea | None) -> tuple[IdeaSheet, ...]:
    """An idea's sheet, as its home table may see it, and further ones for its deals."""
    deals = [_deal_row(game, deal) for deal in holding(game, idea.id)] if idea else []
    first = tuple(_filled_up(deals[:DEALS_ON_A_SHEET], DealRow(), DEALS_ON_A_SHEET))
    label = idea.label if idea else str(table)
    more = tuple(
        IdeaSheet(
            table=table,
            label=label,
            title=views.idea_view(game, idea, table).title if idea else "",
            deals=tuple(_filled_up(chunk, DealRow(), DEALS_ON_MORE)),
            is_more=True,
        )
        for chunk in _chunks(deals[DEALS_ON_A_SHEET:], DEALS_ON_MORE)
    )
    return (_first_sheet(game, table, label, idea, first), *more)


def _first_sheet(game: Game, table: int, label: str, idea: Idea | None, deals: tuple[DealRow, ...]) -> IdeaSheet:
    view = views.idea_view(game, idea, table) if idea else None
    scenario = game.scenario
    plan = plan_step(game)
    hands = {hand.step_id: hand for hand in views.table(game, table).hands}
    is_own = idea is None or idea.id == game.tables[table].idea
    ticked = {ask.id for ask in view.asks} if view else set()
    return IdeaSheet(
        table=table,
        label=label,
        title=view.title if view else "",
        line=view.line if view else "",
        from_card=view.from_card if view else "",
        choices=tuple(
            (scenario.card_type(step.card_type).each, hands[step.id].chosen_title if step.id in hands else "")
            for step in game.run_sheet.steps
            if is_own and step.kind is StepKind.CHOOSE and step.card_type
        ),
        idea_cards=next(
            (
                scenario.card_type(step.card_type).each
                for step in game.run_sheet.steps
                if step.kind is StepKind.IDEA and step.card_type
            ),
            "",
        ),
        methods=_methods(game, idea, view, plan.picks, plan.card_type) if plan else (),
        budget=plan.budget if plan else 0,
        own_share=plan.own_share if plan else 0,
        marks=tuple(_mark_line(game, idea, mark) for mark in scenario.marks),
        lead=view.lead if view else "",
        has_said_yes=bool(view and view.lead_answer),
        first_step=view.first_step if view else "",
        date=view.date if view else "",
        asks=tuple((ask.text, ask.id in ticked) for ask in scenario.asks),
        deals=deals,
    )


def _methods(
    game: Game, idea: Idea | None, view: IdeaView | None, most_picks: int, card_type: str
) -> tuple[Method, ...]:
    """What the plan holds, then empty places up to the most it may hold."""
    scenario = game.scenario
    answers = _answers(game, idea) if idea else {}
    picks, needs = (view.picks, view.needs) if view else ((), ())
    known = [
        Method(
            title=pick.card.title,
            cost=str(pick.card.cost),
            when=pick.when,
            lines=tuple(_known_line(need, answers) for need in needs if need.id.rpartition(".")[0] == pick.id),
        )
        for pick in picks
    ]
    most = max((len(card.needs) for card in scenario.cards_of(card_type)), default=0)
    wanted = Counter(kind for card in scenario.cards_of(card_type) for kind in card.needs)
    kinds = tuple(kind for kind in scenario.tokens if wanted[kind.id]) or scenario.tokens
    blank = Method(lines=(NeedLine(kinds=kinds),) * (min(most, NEEDS_OF_A_METHOD) or 1))
    return tuple(_filled_up(known, blank, most_picks))


def _known_line(need: NeedView, answers: Mapping[str, tuple[str, str]]) -> NeedLine:
    giver, string = answers.get(need.id, ("", ""))
    return NeedLine(
        kinds=(need.kind,),
        is_known=True,
        can_be_ours=need.can_cover,
        is_ours=need.is_covered,
        giver=giver,
        string=string,
    )


def _answers(game: Game, idea: Idea) -> Mapping[str, tuple[str, str]]:
    """For each need that a deal met: the badge of who gives, and the string."""
    return {
        gift.need: (game.badge_of(gift.giver), _string(game, deal))
        for deal in holding(game, idea.id)
        for gift in deal.terms.gifts
        if gift.need
    }


def _mark_line(game: Game, idea: Idea | None, mark: Mark) -> MarkLine:
    answers = _answers(game, idea) if idea else {}
    places = (f"mark.{mark.id}.{place}" for place in range(1, mark.count + 1))
    givers = tuple(answers.get(place, ("", ""))[0] for place in places)
    return MarkLine(mark=mark, kind=game.scenario.token(mark.kind), givers=givers)


def _deal_row(game: Game, deal: Deal) -> DealRow:
    gifts = Counter((game.badge_of(gift.giver), gift.kind) for gift in deal.terms.gifts)
    given = []
    for (badge, kind), count in gifts.items():
        token = game.scenario.token(kind)
        given.append(f"{badge} {f'{count} {token.many}' if count > 1 else token.each}")
    return DealRow(
        number=deal.number,
        badges=", ".join(game.badge_of(party) for party in deal.terms.parties),
        given=", ".join(given),
        string=_string(game, deal),
        is_in_doubt=deal.state is DealState.IN_DOUBT,
    )


def _string(game: Game, deal: Deal) -> str:
    """A deal's string as a whole table may read it."""
    return views.string_text(game, deal.terms.string, own_words_for(game, deal, ""))


# --- Badges, tags, signs ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A badge to wear: a table and a letter."""

    table: int
    letter: str


def badges(game: Game) -> tuple[tuple[Badge, ...], ...]:
    """A badge for every seat of every table, and for whoever wears a later letter by now, ten to a sheet."""
    made = [Badge(table=number, letter=letter) for number in sorted(game.tables) for letter in _letters(game, number)]
    return _chunks(made, BADGES_ON_A_SHEET)


def _letters(game: Game, table: int) -> tuple[str, ...]:
    """The letters that the game gives out at this table, in its own order; then those of people who came after others left."""
    given: dict[str, Player] = {}
    for place in range(game.table_size):
        letter = free_letter(replace(game, players=given), table)
        given[letter] = Player(id=f"seat {place}", name=Words(""), table=table, letter=letter)
    worn = (player.letter for player in game.seated(table))
    return tuple(dict.fromkeys((*given, *worn)))


def cast(scenario: Scenario, heads: int) -> Mapping[str, int]:
    """How many of each character a room of so many people holds, when all are dealt as the pack asks: first by what they
    are worth to the room, like the dealer does it, then each by itself."""
    dealt: Counter[str] = Counter()
    worths = {role.id: worth(scenario, role) for role in scenario.roles}
    alike = {role: [other for other in scenario.roles if worths[other.id] == worths[role]] for role in worths}

    def filled(roles: Iterable[Role]) -> float:
        return sum(dealt[role.id] for role in roles) / sum(max(role.share, 1) for role in roles)

    for _ in range(heads):
        role = min(
            scenario.roles,
            key=lambda role: (
                bool(role.most_at_once and dealt[role.id] >= role.most_at_once),
                not (role.essential and not dealt[role.id]),
                filled(alike[role.id]),
                filled([role]),
            ),
        )
        dealt[role.id] += 1
    return dealt


def tag_counts(game: Game) -> tuple[tuple[TokenKind, int], ...]:
    """How many tags of each kind the expected people can give, each from the purse of a character.

    A tag stays on the sheet it was stuck on. So what returns is printed once for every market, and what may be given to
    every idea is printed once for every table.
    """
    scenario = game.scenario
    markets = sum(1 for step in game.run_sheet.steps if step.kind is StepKind.MARKET) or 1
    times = {TokenRule.MOVES: 1, TokenRule.RETURNS: markets, TokenRule.COPIES: max(len(game.tables), 1)}
    held: Counter[str] = Counter()
    for role, count in cast(scenario, game.expected).items():
        for line in scenario.role(role).purse:
            held[line.kind] += line.count * count
    return tuple((kind, held[kind.id] * times[kind.rule]) for kind in scenario.tokens)


def tags(game: Game) -> tuple[tuple[TokenKind | None, ...], ...]:
    """The tags, kind after kind, 24 to a sheet. The last sheet is filled up with blank ones, for what turns out short."""
    made: list[TokenKind | None] = [kind for kind, count in tag_counts(game) for _ in range(count)]
    return _chunks([*made, *[None] * (-len(made) % TAGS_ON_A_SHEET)], TAGS_ON_A_SHEET)


def table_signs(game: Game) -> tuple[int, ...]:
    """A sign for each table."""
    return tuple(sorted(game.tables))


# --- Cards ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCard:
    """A card to cut out: of a table, or of the room. With neither ``card`` nor ``event`` it is blank, to write on."""

    type: CardType | None
    number: str = ""
    card: Card | None = None
    event: EventCard | None = None
    needs: tuple[TokenKind, ...] = ()


def characters(game: Game) -> tuple[tuple[tuple[str, Role], ...], ...]:
    """As many character cards as the expected people are offered, with their numbers, four to a sheet.

    Each is printed once before any comes again, so the first sheets are a whole set.
    """
    dealt = cast(game.scenario, game.expected * OFFER)
    made = [
        (game.scenario.number_of(role), role)
        for copy in range(max(dealt.values(), default=0))
        for role in game.scenario.roles
        if copy < dealt.get(role.id, 0)
    ]
    return _chunks(made, CHARACTERS_ON_A_SHEET)


def cards(game: Game) -> tuple[tuple[PaperCard, ...], ...]:
    """The cards that this game's steps read aloud or deal: enough for a hand at every table, and a blank one for each
    table where it may write its own."""
    scenario = game.scenario
    made: list[PaperCard] = []
    for step in game.run_sheet.steps:
        made += [_paper(scenario, scenario.card(card)) for card in step.cards]
        if not (step.card_type and step.hand):
            continue
        kept = scenario.cards_of(step.card_type)
        copies = -(-len(game.tables) * min(step.hand, len(kept)) // len(kept)) if kept else 0
        made += [_paper(scenario, card) for card in kept for _ in range(copies)]
        if step.kind in {StepKind.CHOOSE, StepKind.PLAN}:
            asks = scenario.tokens if step.kind is StepKind.PLAN else ()
            made += [PaperCard(type=scenario.card_type(step.card_type), needs=asks)] * len(game.tables)
    return _chunks(made, CARDS_ON_A_SHEET)


def events(game: Game) -> tuple[tuple[PaperCard, ...], ...]:
    """The cards that the facilitator may hand to the room, one of each."""
    scenario = game.scenario
    made = [PaperCard(type=None, number=scenario.number_of(event), event=event) for event in scenario.events]
    return _chunks(made, CARDS_ON_A_SHEET)


def _paper(scenario: Scenario, card: Card) -> PaperCard:
    return PaperCard(
        type=scenario.card_type(card.type),
        number=scenario.number_of(card),
        card=card,
        needs=tuple(scenario.token(kind) for kind in card.needs),
    )


def script(game: Game) -> tuple[object, ...]:
    """The run sheet with what the facilitator says, a few steps to a sheet."""
    return _chunks(list(enumerate(game.run_sheet.steps, start=1)), STEPS_A_SHEET)


def poster(_game: Game) -> tuple[object, ...]:
    """The page with the way to join, once: print it as often as there are doors."""
    return ((),)


# --- Pages ------------------------------------------------------------------------------------------------------------

PRINTS: Mapping[str, Callable[[Game], tuple[object, ...]]] = {
    "idea-sheet": idea_sheets,
    "badges": badges,
    "tags": tags,
    "table-signs": table_signs,
    "poster": poster,
    "script": script,
    "characters": characters,
    "cards": cards,
    "events": events,
}
"""What can be printed of a game, in the order in which it is needed, and what makes its sheets."""
RECOVERY = "recovery"
"""The card for the facilitator's pocket. It holds a way to the console, so no other print does."""


@router.get("/lead/print")
async def index(request: Request) -> Response:
    """What there is to print."""
    room = await seats.lead(request)
    game = room.history.game
    counts = {name: len(make(game)) for name, make in PRINTS.items()} | {RECOVERY: 1}
    return _page(request, room, "index", counts=counts, tag_counts=tag_counts(game))


@router.get("/lead/print/{what}")
async def sheets(request: Request, what: str) -> Response:
    """The sheets of one kind, as they come out of the printer."""
    room = await seats.lead(request)
    if what == RECOVERY:
        return _page(request, room, what, sheets=(lead_words(room),), cut_marks="", lead_secret=lead_secret(room))
    make = PRINTS.get(what)
    if make is None:
        return house_of(request).render.page(
            "error.html",
            request,
            status=404,
            sentence="There is nothing of that name to print.",
            mend="Open the console and press Print.",
        )
    cut = CUTS.get(what)
    return _page(request, room, what, sheets=make(room.history.game), cut_marks=cut.marks if cut else "")


def _page(request: Request, room: Room, what: str, **more: Any) -> Response:
    house = house_of(request)
    game = room.history.game
    return house.render.page(
        f"print/{what}.html",
        request,
        scenario=game.scenario,
        what=what,
        game=room.row.id,
        game_title=game.title,
        code=room.row.code,
        links=house.links(room),
        heads=game.expected,
        tables=len(game.tables),
        **more,
    )


def _chunks(things: list[_Thing], size: int) -> tuple[tuple[_Thing, ...], ...]:
    return tuple(tuple(things[start : start + size]) for start in range(0, len(things), size))


def _filled_up(things: Iterable[_Thing], blank: _Thing, size: int) -> list[_Thing]:
    known = list(things)
    return known + [blank] * (size - len(known))

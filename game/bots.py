"""Pretend players: what a phone shows goes in, a command or nothing comes out. They never see the game itself.

A pretend player can do only what a person can who holds that phone and talks to those who stand near. Everything it
writes is pack data, and every draw comes from the ``rng`` that is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from game import commands as ask
from game.bargaining import OWN_WORDS
from game.collaboration import MOST
from game.commands import PlayerCommand
from game.ideas import WHEN
from game.scenario import Card, Scenario, StepKind, TokenKind, TokenRule, Words
from game.shapes import DealsView, DealView, HandView, IdeaView, ListsView, MeView, NowView, TableView
from game.sheets import BLANK_COST
from game.state import HOLDS, Gift, Part, Pile, PledgeLevel, Status, Terms
from game.words import LINE, TEXT, TITLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Somebody one could walk up to, with what such a person would tell: whose side, and what they can still give.

    ``is_near`` is false for people who can only be asked at a distance.
    """

    id: str
    badge: str
    table: int
    side: str
    gives: tuple[tuple[str, int], ...] = ()
    is_near: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All that one pretend player knows: what the phone shows, who stands near, and the time (UTC)."""

    scenario: Scenario
    now: NowView
    table: TableView
    lists: ListsView
    deals: DealsView
    at: datetime
    neighbours: tuple[Neighbour, ...] = ()

    @property
    def me(self) -> MeView:
        """The player's own card and purse."""
        return self.now.me


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """How a pretend player is. Each number is the chance, from 0 to 1, to do a thing at one look at the phone."""

    name: str
    serves: float = 0.6
    """To do what the table has to do together."""
    shakes: float = 0.25
    proposes: float = 0.1
    answers: float = 0.7
    """In a market; at other times phones lie face down, and only somebody who always answers still does."""
    agrees: float = 0.7
    """To say yes, of what is answered. What is neither agreed nor changed is declined."""
    changes: float = 0.15
    withdraws: float = 0.08
    gathers: float = 0.3
    """To bring a third person into a deal."""
    writes: float = 0.12
    """To use own words where a card or a chip would do."""
    keeps_one: bool = False
    """Never gives the last token away."""


TEMPERS = (
    Temper(name="generous", shakes=0.35, answers=0.9, agrees=0.9, changes=0.08, gathers=0.4),
    Temper(name="careful", shakes=0.2, agrees=0.15, changes=0.8, keeps_one=True),
    Temper(name="silent", serves=0.3, shakes=0.15, proposes=0.06, answers=0.1, gathers=0.15),
    Temper(name="stern", agrees=0.45, changes=0.2),
    Temper(name="hasty", proposes=0.25, withdraws=0.5),
    Temper(name="wordy", serves=0.8, writes=0.4, changes=0.3, agrees=0.6),
)

_WILLING = 0.7
"""How often somebody says yes aloud to a deal that would work."""
_HOPEFUL = 0.25
"""How often somebody is asked for what they have given away already."""
_ONCE_IN_A_WHILE = 0.003
_MOST_VERSIONS = 4


def deal_tempers(count: int, rng: Random) -> tuple[Temper, ...]:
    """Tempers for this many players: every kind is there once before any is there again."""
    tempers: list[Temper] = []
    while len(tempers) < count:
        tempers += rng.sample(TEMPERS, len(TEMPERS))
    return tuple(tempers[:count])


def act(seen: Seen, temper: Temper, rng: Random) -> PlayerCommand | None:
    """What this player does at one look at the phone: at most one thing, often nothing."""
    if seen.now.bar.status is not Status.PLAYING:
        return None
    if seen.me.offered and seen.me.part is Part.PLAYER:
        return ask.KeepCharacter(player=seen.me.id, role=rng.choice(seen.me.offered).id)
    if seen.now.lead_of is not None:
        return ask.AnswerLead(player=seen.me.id, idea=seen.now.lead_of.id, yes=rng.random() < 0.85)
    if seen.me.part is not Part.PLAYER:
        return _report(seen, rng) or _as_oneself(seen, rng)
    return (
        _respond(seen, rng)
        or _answer(seen, temper, rng)
        or _look_after(seen, temper, rng)
        or _try_it(seen, rng)
        or _report(seen, rng)
        or _serve(seen, temper, rng)
        or _bargain(seen, temper, rng)
        or _as_oneself(seen, rng)
    )


# --- What happens to the room -------------------------------------------------------------------------------------------


def _respond(seen: Seen, rng: Random) -> PlayerCommand | None:
    """What an event card wants of this player, or of the table whose idea was refused."""
    me, idea = seen.me.id, seen.table.idea
    for happening in seen.now.happenings:
        if happening.asks == "comment" and rng.random() < 0.7:
            return ask.AnswerAloud(player=me, card=happening.card.id, comments=rng.random() < 0.6)
        others = [known for known in seen.lists.ideas if known.table != seen.me.table]
        if happening.asks == "refuse" and others and rng.random() < 0.4:
            with_us = [known for known in others if known.deals] or others
            words = _clip(rng.choice(seen.scenario.pretend.refusals), LINE)
            return ask.RefuseIdea(player=me, card=happening.card.id, idea=rng.choice(with_us).id, words=words)
    waiting = [said for said in seen.now.refusals if said.changes is None]
    if idea is not None and waiting and rng.random() < 0.3:
        words = _own_words(seen, rng) if rng.random() < 0.4 else Words("")
        changes = rng.random() < 0.75
        return ask.AnswerRefusal(player=me, idea=idea.id, card=waiting[0].card, changes=changes, words=words)
    return None


def _try_it(seen: Seen, rng: Random) -> PlayerCommand | None:
    """The practice handshake with somebody near, and now and then a wish to host or to walk."""
    near = [neighbour for neighbour in seen.neighbours if neighbour.is_near]
    if seen.now.may_practise and near and rng.random() < 0.7:
        return ask.Practise(player=seen.me.id, other=rng.choice(near).id)
    hosting = seen.now.hosting
    if hosting is not None and hosting.round == 1 and seen.now.bar.kind is StepKind.WAIT and rng.random() < 0.1:
        return ask.ChooseHosting(player=seen.me.id, first=not hosting.i_host)
    return None


def _report(seen: Seen, rng: Random) -> PlayerCommand | None:
    """The press files a headline now and then, while people walk about and a little after."""
    press = seen.now.press
    is_news = seen.now.bar.kind in (StepKind.MARKET, StepKind.WAIT, StepKind.DELIVER)
    if press is None or not is_news or len(press.filed) >= 3 or rng.random() >= 0.2:
        return None
    filed = {text for text, _ in press.filed}
    fresh = [line for line in seen.scenario.pretend.headlines if _clip(line, 2 * TITLE) not in filed]
    return ask.FileHeadline(player=seen.me.id, text=_clip(rng.choice(fresh), 2 * TITLE)) if fresh else None


# --- Deals that are there ---------------------------------------------------------------------------------------------


def _answer(seen: Seen, temper: Temper, rng: Random) -> PlayerCommand | None:
    """A word on a proposal that waits for this player."""
    waiting = [deal for deal in seen.deals.deals if "no" in deal.may]
    chance = temper.answers if _is_talking(seen) else temper.answers**4
    if not waiting or rng.random() >= chance:
        return None
    deal = rng.choice(waiting)
    roll = rng.random()
    if _can_still_be(seen, temper, deal):
        if roll < temper.changes and _can_change(deal):
            return _other_string(seen, temper, deal, rng)
        if roll < temper.changes + temper.agrees:
            return ask.AnswerDeal(player=seen.me.id, deal=deal.id, version=deal.version, yes=True)
    elif roll < 2 * temper.changes:
        instead = _something_else(seen, temper, deal, rng)
        if instead is not None:
            return instead
    reasons = [chip.id for chip in seen.scenario.reasons]
    reason = rng.choice(reasons) if reasons and rng.random() < 0.85 else ""
    return ask.AnswerDeal(player=seen.me.id, deal=deal.id, version=deal.version, yes=False, reason=reason)


def _is_talking(seen: Seen) -> bool:
    """Whether people walk about and settle things, rather than listen or write."""
    return seen.now.bar.kind in (StepKind.MARKET, StepKind.WAIT)


def _can_change(deal: DealView) -> bool:
    """Whether another wording makes sense: not too many were tried, and whoever proposed it is still a party."""
    return deal.version < _MOST_VERSIONS and any(party.badge == deal.by_badge for party in deal.parties)


def _is_about_something(seen: Seen, deal: DealView) -> bool:
    """Whether the lines of the list that the deal answers are still there, met or not."""
    known = {need.id for idea in seen.lists.ideas if idea.id == deal.idea for need in idea.needs}
    return all(not gift.need or gift.need in known for party in deal.parties for gift in party.gifts)


def _can_still_be(seen: Seen, temper: Temper, deal: DealView) -> bool:
    """Whether the tokens are there and the lines of the list still open, as far as this phone shows."""
    if deal.blocked:
        return False
    idea = next((idea for idea in seen.lists.ideas if idea.id == deal.idea), None)
    still_open = {need.id for need in idea.open_needs} if idea else set()
    gifts = [gift for party in deal.parties for gift in party.gifts]
    if any(gift.need and gift.need not in still_open for gift in gifts):
        return False
    mine = Counter(gift.kind.id for party in deal.parties if party.is_me for gift in party.gifts)
    has = {held.kind.id: held.left for held in seen.me.purse}
    if temper.keeps_one and mine and sum(has.values()) <= sum(mine.values()):
        return False
    return all(count <= _can_give(seen, kind, has.get(kind, 0), deal.idea) for kind, count in mine.items())


def _other_string(seen: Seen, temper: Temper, deal: DealView, rng: Random) -> PlayerCommand:
    """The same deal with another string."""
    terms = _terms_of(deal)
    string, words = _string(seen, temper, rng)
    if (string, words) == (terms.string, terms.own_words):
        others = [chip.id for chip in seen.scenario.strings if chip.id != terms.string]
        string, words = (rng.choice(others), Words("")) if others else (OWN_WORDS, _own_words(seen, rng))
    if (string, words) == (terms.string, terms.own_words):
        string, words = "", Words("")
    changed = Terms(parties=terms.parties, gifts=terms.gifts, string=string, own_words=words)
    return ask.AskChange(player=seen.me.id, deal=deal.id, version=deal.version, terms=changed)


def _something_else(seen: Seen, temper: Temper, deal: DealView, rng: Random) -> PlayerCommand | None:
    """Another gift of one's own, for the list or beyond it, where the deal as it stands cannot be."""
    idea = next((idea for idea in seen.lists.ideas if idea.id == deal.idea), None)
    if idea is None or not _can_change(deal):
        return None
    mine = _myself(seen, temper)
    possible = list(_gifts(seen, mine, idea)) or [
        Gift(giver=mine.id, kind=kind)
        for kind, count in mine.gives
        if _can_give(seen, kind, count, idea.id) > 0 and _is_allowed(mine, idea, seen.scenario.token(kind))
    ]
    if not possible:
        return None
    terms = _terms_of(deal)
    changed = Terms(
        parties=terms.parties, gifts=(rng.choice(possible),), string=terms.string, own_words=terms.own_words
    )
    return ask.AskChange(player=seen.me.id, deal=deal.id, version=deal.version, terms=changed)


def _terms_of(deal: DealView) -> Terms:
    """The wording that the phone shows."""
    return Terms(
        parties=tuple(party.id for party in deal.parties),
        gifts=tuple(
            Gift(giver=party.id, kind=gift.kind.id, need=gift.need) for party in deal.parties for gift in party.gifts
        ),
        string=deal.string_id,
        own_words=Words(deal.string if deal.string_id == OWN_WORDS else ""),
    )


def _look_after(seen: Seen, temper: Temper, rng: Random) -> PlayerCommand | None:
    """Second thoughts while people walk about: on what waits, on what is in doubt, seldom on what holds."""
    if not _is_talking(seen) or not seen.deals.deals:
        return None
    me = seen.me.id
    for deal in seen.deals.deals:
        if "repair" in deal.may and rng.random() < 0.15:
            if rng.random() < 0.1:
                return ask.BreakDeal(player=me, deal=deal.id)
            return ask.Repair(player=me, deal=deal.id, words=_own_words(seen, rng) if rng.random() < 0.5 else Words(""))
        if "withdraw" in deal.may and rng.random() < temper.withdraws:
            return ask.Withdraw(player=me, deal=deal.id)
        if "withdraw" in deal.may and _can_change(deal) and rng.random() < temper.changes / 2:
            gives = any(party.is_me and party.gifts for party in deal.parties)
            if _can_still_be(seen, temper, deal) if gives else _is_about_something(seen, deal):
                return _other_string(seen, temper, deal, rng)
        if "drop" in deal.may and rng.random() < 0.1 and _can_still_be(seen, temper, deal):
            slow = next(party for party in deal.parties if party.said is None)
            if any(party.gifts for party in deal.parties if party is not slow):
                return ask.DropParty(player=me, deal=deal.id, party=slow.id)
    if rng.random() < _ONCE_IN_A_WHILE:
        deal = rng.choice(seen.deals.deals)
        if "not_me" in deal.may:
            return ask.NotMe(player=me, deal=deal.id)
        if "take_back" in deal.may:
            return ask.TakeBack(player=me, deal=deal.id)
    return None


# --- What a table does together ----------------------------------------------------------------------------------------


def _serve(seen: Seen, temper: Temper, rng: Random) -> PlayerCommand | None:
    """What the table still lacks of what has been opened: a card, an idea, a plan, somebody who does it."""
    if rng.random() >= temper.serves:
        return None
    table, me = seen.table, seen.me.id
    hand = seen.now.hand
    if hand is not None and hand.kind is StepKind.CHOOSE and not hand.chosen_title:
        if not hand.cards or rng.random() < temper.writes / 2:
            title, line = _title_and_line(seen, rng.randrange(1000))
            return ask.ChooseCard(player=me, step=hand.step_id, title=title, text=line)
        return ask.ChooseCard(player=me, step=hand.step_id, card=rng.choice(hand.cards).id)
    if hand is not None and hand.kind is StepKind.IDEA and (sorted_card := _sort(seen, hand, rng)) is not None:
        return sorted_card
    if table.opens_idea and table.idea is None:
        title, line = _title_and_line(seen, table.number - 1)
        cards = [
            card.id
            for hand in table.hands
            if hand.kind is StepKind.IDEA
            for card in hand.cards
            if dict(hand.piles).get(card.id) is not Pile.BIN
        ]
        from_card = rng.choice(cards) if cards and rng.random() >= temper.writes else ""
        return ask.WriteIdea(player=me, title=title, line=line, from_card=from_card)
    if table.idea is None:
        return None
    if table.opens_plan:
        planned = _plan(seen, table.idea, rng)
        if planned is not None:
            return planned
    return _deliver(seen, table.idea, rng) if table.opens_deliver else None


def _sort(seen: Seen, hand: HandView, rng: Random) -> PlayerCommand | None:
    """One card of the hand, laid on a pile; most tables leave one or two where they are."""
    laid = dict(hand.piles)
    unsorted = [card.id for card in hand.cards if card.id not in laid]
    if not unsorted or rng.random() >= 0.6:
        return None
    pile = rng.choices((Pile.BORROW, Pile.BEND, Pile.BIN), (2, 3, 4))[0]
    return ask.SortCard(player=seen.me.id, card=rng.choice(unsorted), pile=pile)


def _plan(seen: Seen, idea: IdeaView, rng: Random) -> PlayerCommand | None:
    """One more method while there is room for it, then the table's own share."""
    table, me = seen.table, seen.me.id
    is_time = seen.now.bar.kind is StepKind.PLAN
    picked = {pick.card.id for pick in idea.picks}
    fits = [
        card
        for hand in table.hands
        if hand.kind is StepKind.PLAN
        for card in hand.cards
        if card.id not in picked and idea.cost + card.cost <= table.budget
    ]
    wanting = [card for card in fits if card.needs] if not any(pick.card.needs for pick in idea.picks) else fits
    if is_time and idea.picks and rng.random() < 0.05:
        return _reconsider(seen, idea, rng)
    if wanting and len(idea.picks) < table.picks and (is_time or not idea.picks):
        return ask.PickMethod(player=me, card=rng.choice(wanting).id, when=rng.choice(WHEN))
    if not is_time:
        return _want_more(seen, idea, fits, rng)
    coverable = [need for need in idea.open_needs if need.can_cover]
    covered = sum(1 for need in idea.needs if need.is_covered)
    if coverable and covered < table.own_share:
        return ask.CoverNeed(player=me, need=rng.choice(coverable).id)
    if idea.picks and rng.random() < 0.02:
        return ask.DropMethod(player=me, pick=rng.choice(idea.picks).id)
    return None


def _reconsider(seen: Seen, idea: IdeaView, rng: Random) -> PlayerCommand | None:
    """A method of the table's own, or one that comes at another time."""
    me, table = seen.me.id, seen.table
    titles = {pick.card.title for pick in idea.picks}
    lines = [line for line in seen.scenario.pretend.methods if _clip(line, TITLE) not in titles]
    if lines and len(idea.picks) < table.picks and idea.cost + BLANK_COST <= table.budget and rng.random() < 0.5:
        kinds = [kind.id for kind in seen.scenario.tokens]
        needs = tuple(rng.choice(kinds) for _ in range(2))
        return ask.WriteMethod(player=me, title=_clip(rng.choice(lines), TITLE), needs=needs, when=rng.choice(WHEN))
    pick = rng.choice(idea.picks)
    when = rng.choice([when for when in WHEN if when != pick.when])
    return ask.PickMethod(player=me, card=pick.card.id, when=when)


def _want_more(seen: Seen, idea: IdeaView, fits: Sequence[Card], rng: Random) -> PlayerCommand | None:
    """A table whose list is met wants something more: what it meant to cover itself, or another method."""
    if idea.open_needs or not seen.lists.opens:
        return None
    if fits and len(idea.picks) < seen.table.picks:
        return ask.PickMethod(player=seen.me.id, card=rng.choice(fits).id, when=rng.choice(WHEN))
    covered = [need for need in idea.needs if need.is_covered]
    if covered:
        return ask.CoverNeed(player=seen.me.id, need=rng.choice(covered).id, covers=False)
    return ask.DropMethod(player=seen.me.id, pick=rng.choice(idea.picks).id) if idea.picks else None


def _deliver(seen: Seen, idea: IdeaView, rng: Random) -> PlayerCommand | None:
    """Who leads the idea, then its first step."""
    if seen.now.bar.kind is not StepKind.DELIVER and rng.random() < 0.5:
        return None
    if not idea.lead or idea.lead_answer is False:
        return ask.NameLead(player=seen.me.id, idea=idea.id, lead=rng.choice(seen.table.mates).id)
    if idea.first_step:
        return None
    day = seen.at + timedelta(days=rng.randrange(3, 40))
    asks = [chip.id for chip in seen.scenario.asks]
    return ask.SetDelivery(
        player=seen.me.id,
        idea=idea.id,
        first_step=_clip(_first_step(seen, idea, rng), LINE),
        date=Words(f"{day.day} {day:%b}"),
        asks=tuple(rng.sample(asks, min(len(asks), rng.randrange(1, 3)))),
    )


def _first_step(seen: Seen, idea: IdeaView, rng: Random) -> str:
    """The step that stands at the title's place in the other list; any where there is no such list for titles."""
    pretend = seen.scenario.pretend
    titles: list[str] = [_clip(title, TITLE) for title in pretend.idea_titles]
    if idea.title in titles and len(pretend.first_steps) == len(titles):
        return pretend.first_steps[titles.index(idea.title)]
    return rng.choice(pretend.first_steps)


def _title_and_line(seen: Seen, place: int) -> tuple[Words, Words]:
    """Words for an idea: in an order that is the same for everybody in this game, so that two tables seldom agree."""
    order = Random(seen.now.bar.title)
    titles = order.sample(seen.scenario.pretend.idea_titles, len(seen.scenario.pretend.idea_titles))
    return _with_line(seen, titles[place % len(titles)])


def _with_line(seen: Seen, title: str) -> tuple[Words, Words]:
    """A title of the pack's with the line that stands at its place in the other list."""
    pretend = seen.scenario.pretend
    line = pretend.idea_lines[pretend.idea_titles.index(title) % len(pretend.idea_lines)]
    return _clip(title, TITLE), _clip(line, LINE)


# --- The market ---------------------------------------------------------------------------------------------------------


def _bargain(seen: Seen, temper: Temper, rng: Random) -> PlayerCommand | None:
    """Walk up to somebody, or write to somebody who is far. Outside the market only the rare afterthought."""
    if not seen.lists.opens or not seen.neighbours:
        return None
    roll = rng.random()
    if seen.now.bar.kind is StepKind.MARKET:
        if roll < temper.shakes:
            return _shake(seen, temper, rng)
        if roll < temper.shakes + temper.proposes:
            return _propose(seen, temper, rng)
        return None
    return _propose(seen, temper, rng) if roll < temper.proposes / 5 else None


def _shake(seen: Seen, temper: Temper, rng: Random) -> PlayerCommand | None:
    """A deal face to face, if there is one to make and the other says yes aloud."""
    near = [neighbour for neighbour in seen.neighbours if neighbour.is_near]
    if not near or rng.random() >= _WILLING:
        return None
    other = rng.choice(near)
    mine = _myself(seen, temper)
    string, words = _string(seen, temper, rng)
    possible = list(_possible(seen, mine, other))
    if not possible:
        return None
    if rng.random() < temper.writes / 20:
        return _between_us(seen, mine, other, rng)
    idea, first = rng.choice(possible)
    gifts = [first]
    parties = [mine.id, other.id]
    if rng.random() < 0.25:
        _add(gifts, [gift for known, gift in possible if known is idea and gift.giver == first.giver], mine, other)
    while len(parties) < MOST and rng.random() < temper.gathers:
        third = rng.choice(near)
        if third.id in parties:
            break
        open_needs = list(_gifts(seen, third, idea))
        if open_needs:
            _add(gifts, open_needs, third)
        elif third.table != idea.table and rng.random() < 0.5:
            break
        parties.append(third.id)
    terms = Terms(parties=tuple(parties), gifts=tuple(gifts), string=string, own_words=words)
    return ask.ShakeHands(player=mine.id, terms=terms, idea=idea.id)


def _propose(seen: Seen, temper: Temper, rng: Random) -> PlayerCommand | None:
    """A deal at a distance: something for their idea, or something for ours."""
    mine = _myself(seen, temper)
    other = rng.choice(seen.neighbours)
    possible = list(_possible(seen, mine, other))
    if not possible and rng.random() < _HOPEFUL:
        possible = list(_wishes(seen, other))
    if not possible:
        return None
    idea, gift = rng.choice(possible)
    gifts = [gift]
    parties = [mine.id, other.id]
    third = rng.choice(seen.neighbours)
    if third.id not in parties and rng.random() < temper.gathers:
        _add(gifts, list(_gifts(seen, third, idea)), third)
        parties.append(third.id)
    string, words = _string(seen, temper, rng)
    terms = Terms(parties=tuple(parties), gifts=tuple(gifts), string=string, own_words=words)
    return ask.Propose(player=mine.id, terms=terms, idea=idea.id)


def _between_us(seen: Seen, mine: Neighbour, other: Neighbour, rng: Random) -> PlayerCommand | None:
    """A new idea of two people, with the first thing that the other can give to it."""
    kind = next((kind for kind, count in other.gives if count and not seen.scenario.token(kind).from_side), None)
    used = {idea.title for idea in seen.lists.ideas}
    free = [title for title in seen.scenario.pretend.idea_titles if _clip(title, TITLE) not in used]
    if kind is None or not free or other.table == mine.table:
        return None
    terms = Terms(parties=(mine.id, other.id), gifts=(Gift(giver=other.id, kind=kind),))
    title, line = _with_line(seen, rng.choice(free))
    return ask.ShakeHands(player=mine.id, terms=terms, title=title, line=line)


def _possible(seen: Seen, mine: Neighbour, other: Neighbour) -> Iterator[tuple[IdeaView, Gift]]:
    """What these two could do for the ideas at home at their tables."""
    for idea in seen.lists.ideas:
        if idea.table == mine.table:
            yield from ((idea, gift) for gift in _gifts(seen, other, idea))
        if idea.table == other.table:
            yield from ((idea, gift) for gift in _gifts(seen, mine, idea))


def _wishes(seen: Seen, other: Neighbour) -> Iterator[tuple[IdeaView, Gift]]:
    """What this person may be asked for, even in vain: for our list, or beyond it when all of it is met."""
    for idea in seen.lists.ideas:
        if idea.table != seen.me.table:
            continue
        for need in idea.open_needs:
            if _is_allowed(other, idea, need.kind, need.side_id):
                yield idea, Gift(giver=other.id, kind=need.kind.id, need=need.id)
        if not idea.open_needs:
            for kind in seen.scenario.tokens:
                if _is_allowed(other, idea, kind):
                    yield idea, Gift(giver=other.id, kind=kind.id)


def _gifts(seen: Seen, giver: Neighbour, idea: IdeaView) -> Iterator[Gift]:
    """The open lines of this idea's list that this person could meet now."""
    has = dict(giver.gives)
    for need in idea.open_needs:
        count = has.get(need.kind.id, 0)
        if giver.id == seen.me.id:
            count = _can_give(seen, need.kind.id, count, idea.id)
        if count > 0 and _is_allowed(giver, idea, need.kind, need.side_id):
            yield Gift(giver=giver.id, kind=need.kind.id, need=need.id)


def _is_allowed(giver: Neighbour, idea: IdeaView, kind: TokenKind, from_side: str = "") -> bool:
    """Whether the pack's rules let this person give a token of this kind, to a line that may ask for one side."""
    if giver.table == idea.table and (kind.not_to_own_table or from_side):
        return False
    return giver.side == (from_side or giver.side) and giver.side == (kind.from_side or giver.side)


def _can_give(seen: Seen, kind: str, left: int, idea: str) -> int:
    """How many tokens of a kind this player can give to an idea; a copied kind counts for each idea by itself."""
    if seen.scenario.token(kind).rule is not TokenRule.COPIES:
        return left
    given = sum(
        1
        for deal in seen.deals.deals
        if deal.idea == idea and deal.state in HOLDS
        for party in deal.parties
        if party.is_me
        for gift in party.gifts
        if gift.kind.id == kind
    )
    return left - given


def _add(gifts: list[Gift], possible: Sequence[Gift], *givers: Neighbour) -> None:
    """One more gift, if it answers a line that is still free and its giver has enough."""
    answered = {gift.need for gift in gifts}
    used = Counter((gift.giver, gift.kind) for gift in gifts)
    has = {(giver.id, kind): count for giver in givers for kind, count in giver.gives}
    for gift in possible:
        if gift.need not in answered and used[gift.giver, gift.kind] < has.get((gift.giver, gift.kind), 0):
            gifts.append(gift)
            return


def _myself(seen: Seen, temper: Temper) -> Neighbour:
    """This player as the others see them; somebody who keeps one token tells of one fewer."""
    gives = [(held.kind.id, held.left) for held in seen.me.purse if held.left > 0]
    if temper.keeps_one and gives:
        kind, count = gives[-1]
        gives[-1] = (kind, count - 1)
    side = seen.me.role.side if seen.me.role else ""
    return Neighbour(id=seen.me.id, badge=seen.me.badge, table=seen.me.table, side=side, gives=tuple(gives))


def _string(seen: Seen, temper: Temper, rng: Random) -> tuple[str, Words]:
    """The condition on a yes: a chip, own words, or none."""
    roll = rng.random()
    if roll < temper.writes:
        return OWN_WORDS, _own_words(seen, rng)
    if roll < 0.75 and seen.scenario.strings:
        return rng.choice(seen.scenario.strings).id, Words("")
    return "", Words("")


def _own_words(seen: Seen, rng: Random) -> Words:
    return _clip(rng.choice(seen.scenario.pretend.own_strings), LINE)


# --- As oneself ---------------------------------------------------------------------------------------------------------


def _as_oneself(seen: Seen, rng: Random) -> PlayerCommand | None:
    """Wanting to help, and the debrief."""
    me = seen.me.id
    vote = seen.now.vote
    if vote is not None and not vote.is_sent and vote.ideas:
        laid = Counter(rng.choice(vote.ideas)[0].id for _ in range(vote.dots))
        return ask.Vote(player=me, step=vote.step, dots=tuple(laid.items()))
    wanted = [idea.id for idea, wants in seen.now.help if not wants]
    if wanted and rng.random() < 0.25:
        return ask.OfferHelp(player=me, idea=rng.choice(wanted))
    asked = seen.now.reflect
    if asked is None or rng.random() < 0.05:
        return None
    if asked.next_question == "secret":
        return ask.TellSecret(player=me, got=rng.choice(("yes", "partly", "no")))
    if asked.next_question == "monday":
        return ask.SetMonday(player=me, text=_clip(rng.choice(seen.scenario.pretend.mondays), LINE))
    question = next((known for known, _ in asked.questions if known.id == asked.next_question), None)
    if question is not None:
        chips = (rng.choice(question.chips).id,) if question.chips else ()
        text = Words("") if chips else _clip(rng.choice(seen.scenario.pretend.reflections), TEXT)
        may_quote = bool(text) and rng.random() < 0.6
        return ask.Reflect(player=me, question=question.id, chips=chips, text=text, may_quote=may_quote)
    for deal in seen.deals.deals:
        if "pledge" in deal.may and deal.pledge is None:
            level = rng.choices((PledgeLevel.GAME, PledgeLevel.TALK, PledgeLevel.DO), (5, 3, 2))[0]
            return ask.PledgeDeal(player=me, deal=deal.id, level=level)
    return None


def _clip(text: str, most: int) -> Words:
    """A pack's text, no longer than a person could type it there."""
    return Words(text[:most])

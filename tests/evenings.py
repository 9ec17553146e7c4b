"""Seeded evenings of legal and illegal commands, and the checks that must hold after each entry, as plain functions.

A check gives sentences about what is wrong; none when all is well. `tests.test_game_guards` takes the game's guards out
and shows that these checks notice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from random import Random
from typing import Annotated, Any

from pydantic import Discriminator, TypeAdapter

from game import checking, invariants, shapes, views
from game import commands as ask
from game import events as happened
from game.commands import Command
from game.events import Event
from game.evolve import CannotFollow
from game.feedback import own_words
from game.history import Entry, History
from game.refused import Refused, Why
from game.scenario import Effect, EffectKind, EventCard, Purse, Scenario, Section, StepKind, TokenKind, Words
from game.state import (
    CallAnswer,
    CallFor,
    Deal,
    DealState,
    Game,
    Gift,
    HideReason,
    Idea,
    Listing,
    Naming,
    Part,
    Pile,
    Player,
    PledgeLevel,
    Reach,
    Scene,
    Status,
    Terms,
)
from game.talk import is_for
from tests.given import Play
from tests.tiny import tiny_scenario

_EVENTS: TypeAdapter[tuple[Event, ...]] = TypeAdapter(tuple[Annotated[Event, Discriminator("kind")], ...])


def canary_scenario() -> Scenario:
    """The tiny pack with a canary in every secret, a token that one side alone may give, and the effects it lacks.

    Under two of its cards the same kind is doubled.
    """
    tiny = tiny_scenario()
    return replace(
        tiny,
        tokens=(*tiny.tokens, TokenKind(id="stone", each="Stone", many="Stones", from_side="growers")),
        roles=tuple(
            replace(
                role,
                secret=f"Q{role.id}0Z is what you are after.",
                purse=(*role.purse, Purse(kind="stone", count=1)),
                most_at_once=3 if role.id == "carpenter" else 0,
            )
            for role in tiny.roles
        ),
        events=(
            *(
                replace(card, effects=(replace(card.effects[0], count=1),)) if card.id == "stork" else card
                for card in tiny.events
            ),
            _card("wind", Effect(kind=EffectKind.DOUBT_SIDE, target="pickers")),
            _card("hush", Effect(kind=EffectKind.RETURN_UNSPENT, token="song")),
            _card("rot", Effect(kind=EffectKind.RETURN_UNSPENT, token="ladder")),
            _card("heron", *(Effect(kind=EffectKind.MATCH, token=token, count=1) for token in ("seed", "ladder"))),
        ),
    )


def _card(name: str, *effects: Effect) -> EventCard:
    return EventCard(id=name, title=name.capitalize(), text="It comes.", do="Look up.", effects=effects)


_SCENARIO = canary_scenario()


# --- An evening ------------------------------------------------------------------------------------------------------


@dataclass
class Evening:
    """What one seed did: the history, what was wrong, and what was asked and answered."""

    seed: int
    play: Play
    rng: Random
    wrong: list[str] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    happened: Counter[str] = field(default_factory=Counter)
    written: int = 0
    led: Counter[str] = field(default_factory=Counter)
    """What acts of the facilitator did."""
    undone: Counter[str] = field(default_factory=Counter)
    undone_together: int = 0
    seen: dict[str, str] = field(default_factory=dict)
    """What stood under a reference when somebody let it be seen by all."""

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.play.game

    def words(self, what: str) -> Words:
        """A text that was never written before, so that it can be found wherever it goes. At times, no good text."""
        if self.rng.random() < 0.04:
            return Words(self.rng.choice(_BAD_TEXTS))
        self.written += 1
        return Words(f"Q{what}{self.written}Z")

    # --- somebody, something -----------------------------------------------------------------------------------------

    def some(self, things: Any, otherwise: str = "nobody") -> Any:
        """One of these, or ``otherwise`` when there is none."""
        found = tuple(things)
        return self.rng.choice(found) if found else otherwise

    def who(self) -> str:
        """A player who is seated; at times anybody."""
        if self.rng.random() < 0.03:
            return str(self.some(self.game.players))
        return str(self.some(player.id for player in self.game.seated()))

    def whose_deal(self, *states: DealState) -> tuple[str, str]:
        """A deal in one of these states and one of its parties."""
        found = [deal for deal in self.game.deals.values() if deal.state in states]
        deal = self.rng.choice(found[-6:]) if found else self.some(self.game.deals.values(), "")
        return (self.some(deal.terms.parties), deal.id) if isinstance(deal, Deal) else (self.who(), "d0")

    def terms(self, player: str, idea: Idea | None) -> Terms:
        """Terms that have a fair chance to be allowed."""
        rng, game = self.rng, self.game
        seated = [each.id for each in game.seated() if each.id != player]
        parties = (player, *rng.sample(seated, min(len(seated), rng.choice((1, 1, 1, 2, 3)))))
        lines = [need for need in views.idea_view(game, idea).needs if need.is_open] if idea else []
        gifts: list[Gift] = []
        for giver in parties:
            purse = (
                [kind for kind, count in game.players[giver].purse.items() if count] if giver in game.players else []
            )
            purse = purse if rng.random() < 0.97 else [rng.choice(("seed", "ladder", "song"))]
            for kind in rng.sample(purse, min(len(purse), rng.choice((0, 1, 1, 2)))):
                fitting = [
                    line for line in lines if line.kind.id == kind and all(line.id != gift.need for gift in gifts)
                ]
                need = rng.choice(fitting).id if fitting and rng.random() < 0.7 else ""
                need = rng.choice(lines).id if lines and rng.random() < 0.05 else need
                gifts.append(Gift(giver=giver, kind=kind, need=need))
        string = rng.choice(("", "shade", "half", "own"))
        return Terms(
            parties=parties,
            gifts=tuple(gifts),
            string=string,
            own_words=self.words("string") if string == "own" else Words(""),
        )

    def idea(self) -> str:
        """An idea's id."""
        return str(self.some(self.game.ideas))


_BAD_TEXTS = (
    "",
    "   ",
    "x" * 500,
    "\ud800",
    "\x00\x01",
    "a\u0301\u0301\u0301\u0301\u0301",
    "\u202eevil",
    "=1+1",
    "<b>",
)
_BAD_NAMES: tuple[str, ...] = (
    *_BAD_TEXTS,
    "p0",
    "d0",
    "i0",
    "mark.blessing.9",
    "mark.blessing.1",
    "m1.1",
    "seed",
    "p2",
    "1",
)
_BAD_NUMBERS = (0, -1, 1, 3, 64, 10**6, 10**18, -(10**18))

_LIVE = (DealState.AGREED, DealState.IN_DOUBT)

_Make = Callable[[Evening], Command]


def _propose(evening: Evening, kind: type[ask.Propose] | type[ask.ShakeHands]) -> Command:
    player = evening.who()
    tables = [table for _, table in _begun(evening, undone=True) or _begun(evening)]
    there = [other.id for other in evening.game.seated() if other.table in tables]
    again = bool(there) and evening.rng.random() < 0.3
    if again:
        player = evening.rng.choice(there)
    if evening.game.ideas and not again and evening.rng.random() < 0.7:
        idea = evening.game.ideas[evening.idea()]
        return kind(player=player, idea=idea.id, terms=evening.terms(player, idea))
    return kind(
        player=player, terms=evening.terms(player, None), title=evening.words("title"), line=evening.words("line")
    )


def _seeds(evening: Evening) -> Command:
    """Seeds for an idea with a song: what a card that doubles or forbids seeds is about."""
    game, rng = evening.game, evening.rng
    if game.step is not None and rng.random() < 0.3:
        return ask.SendEvent(card=rng.choice(("stork", "stork", "heron")))
    idea = game.ideas.get(evening.idea())
    givers = [player.id for player in game.seated() if player.purse.get("seed")]
    if idea is not None:
        strangers = [giver for giver in givers if not _have_dealt(game, game.players[giver].table, idea.table)]
        givers = strangers if strangers and rng.random() < 0.8 else givers
    singers = [
        player.id for player in game.seated() if player.purse.get("song") and game.side_of(player.id) == "pickers"
    ]
    if idea is None or not givers:
        return _propose(evening, ask.ShakeHands)
    sown = [
        gift.giver for deal in game.deals.values() if deal.holds for gift in deal.terms.gifts if gift.kind == "seed"
    ]
    giver = rng.choice(sown) if sown and rng.random() < 0.3 else rng.choice(givers)
    singer = evening.some((player for player in singers if player != giver), "")
    other = singer or evening.some((player.id for player in game.seated() if player.id != giver), giver)
    gifts = [Gift(giver=giver, kind="seed") for _ in range(rng.choice((1, 1, 2)))]
    gifts += [Gift(giver=singer, kind="song")] if singer and rng.random() < 0.8 else []
    said = Terms(parties=(giver, other), gifts=tuple(gifts))
    if rng.random() < 0.3:
        return ask.EnterSpoken(terms=said, idea=idea.id)
    return ask.ShakeHands(player=giver, idea=idea.id, terms=said)


def _have_dealt(game: Game, one: int, other: int) -> bool:
    """Whether somebody of these two tables shares a deal that holds, or they are the same table."""
    return one == other or any(
        {one, other} <= {game.ideas[deal.idea].table, *(game.players[party].table for party in deal.terms.parties)}
        for deal in game.deals.values()
        if deal.holds
    )


def _answer(evening: Evening) -> Command:
    open_deals = [deal for deal in evening.game.deals.values() if deal.state is DealState.PROPOSED and deal.waiting]
    if not open_deals:
        return ask.AnswerDeal(player=evening.who(), deal="d0", version=1, yes=True)
    deal = evening.rng.choice(open_deals)
    return ask.AnswerDeal(
        player=evening.some(deal.waiting if evening.rng.random() < 0.95 else deal.terms.parties),
        deal=deal.id,
        version=deal.version if evening.rng.random() < 0.95 else deal.version - 1,
        yes=evening.rng.random() < 0.85,
        reason=evening.rng.choice(("", "spent", "later")),
    )


def _ask_change(evening: Evening) -> Command:
    player, deal_id = evening.whose_deal(DealState.PROPOSED)
    deal = evening.game.deals.get(deal_id)
    if deal is None:
        return ask.AskChange(player=player, deal=deal_id, version=1, terms=Terms(parties=()))
    terms = evening.terms(player, evening.game.ideas[deal.idea])
    if deal.by not in terms.parties and evening.rng.random() < 0.9:
        terms = replace(terms, parties=(*terms.parties, deal.by))
    if evening.rng.random() < 0.1:
        terms = deal.terms
    return ask.AskChange(player=player, deal=deal.id, version=deal.version, terms=terms)


def _drop_party(evening: Evening) -> Command:
    many = [
        deal for deal in evening.game.deals.values() if deal.state is DealState.PROPOSED and len(deal.terms.parties) > 2
    ]
    if not many:
        return ask.DropParty(player=evening.who(), deal="d0", party=evening.who())
    deal = evening.rng.choice(many)
    said = [party for party in deal.terms.parties if party not in deal.waiting]
    return ask.DropParty(player=evening.some(said), deal=deal.id, party=evening.some(deal.waiting))


def _of_deal(kind: Callable[..., Command], *states: DealState) -> _Make:
    def make(evening: Evening) -> Command:
        player, deal = evening.whose_deal(*states)
        return kind(player=player, deal=deal)

    return make


def _not_me(evening: Evening) -> Command:
    player, deal = evening.whose_deal(DealState.AGREED, DealState.IN_DOUBT)
    if evening.rng.random() < 0.6:
        evening.play.wait(70)
    return ask.NotMe(player=player, deal=deal)


def _repair(evening: Evening) -> Command:
    player, deal = evening.whose_deal(DealState.IN_DOUBT)
    refused = [
        deal
        for deal in evening.game.deals.values()
        if deal.state is DealState.IN_DOUBT
        and any(
            said.card == deal.doubted_by and said.changes is None for said in evening.game.ideas[deal.idea].refusals
        )
    ]
    if refused and evening.rng.random() < 0.9:
        waiting = evening.rng.choice(refused)
        player, deal = evening.some(waiting.terms.parties), waiting.id
    return ask.Repair(player=player, deal=deal, words=evening.words("repair"))


def _pledge(evening: Evening) -> Command:
    player, deal = evening.whose_deal(*_LIVE)
    return ask.PledgeDeal(player=player, deal=deal, level=evening.rng.choice(tuple(PledgeLevel)))


def _void(evening: Evening) -> Command:
    return ask.VoidDeal(deal=evening.whose_deal(DealState.PROPOSED, *_LIVE)[1])


def _next(evening: Evening) -> Command:
    return ask.NextStep(from_step=evening.game.step_index)


def _join(evening: Evening) -> Command:
    table, hat = evening.rng.choice((0, 0, 0, 1, 2)), evening.rng.choice(("", "visitor"))
    naming, under_16 = evening.rng.choice(tuple(Naming)), evening.rng.random() < 0.2
    part = evening.rng.choices(tuple(Part), (8, 1, 1))[0]
    return ask.Join(name=evening.words("name"), table=table, hat=hat, naming=naming, under_16=under_16, part=part)


def _keep(evening: Evening) -> Command:
    waiting = [player for player in evening.game.seated() if player.offered]
    if not waiting:
        return ask.KeepCharacter(player=evening.who(), role="picker")
    player = evening.rng.choice(waiting)
    return ask.KeepCharacter(player=player.id, role=evening.some(filter(None, (*player.offered, player.role))))


def _choose(evening: Evening) -> Command:
    player = evening.who()
    table = evening.game.tables.get(evening.game.players[player].table) if player in evening.game.players else None
    step = str(evening.some(table.hands if table else (), "sky"))
    cards = table.hands[step].cards if table and step in table.hands else ()
    if evening.rng.random() < 0.5:
        return ask.ChooseCard(player=player, step=step, card=evening.some(cards, "weather-1"))
    return ask.ChooseCard(player=player, step=step, title=evening.words("choice"), text=evening.words("choicetext"))


def _pick(evening: Evening) -> Command:
    when = evening.rng.choice(("now", "soon", "later"))
    return ask.PickMethod(player=evening.who(), card=f"craft-{evening.rng.randint(1, 4)}", when=when)


def _sort(evening: Evening) -> Command:
    player = evening.who()
    table = evening.game.tables.get(evening.game.players[player].table) if player in evening.game.players else None
    cards = [card for hand in table.hands.values() for card in hand.cards] if table else ()
    return ask.SortCard(player=player, card=evening.some(cards, "dream-1"), pile=evening.rng.choice(tuple(Pile)))


def _move(evening: Evening) -> Command:
    player, idea = _in_own_plan(evening)
    pick = evening.some(idea.picks, "") if idea else ""
    return ask.PickMethod(
        player=player,
        card=evening.rng.choice((pick.id, pick.card or pick.id)) if pick else "craft-1",
        when=evening.rng.choice(("now", "soon", "later")),
    )


def _write_method(evening: Evening) -> Command:
    needs = tuple(evening.rng.choices(("seed", "ladder", "song", "stone"), k=evening.rng.choice((0, 1, 1, 2, 3, 4))))
    return ask.WriteMethod(
        player=evening.who(),
        title=evening.words("method"),
        needs=needs,
        when=evening.rng.choice(("now", "soon", "later")),
    )


def _set_cost(evening: Evening) -> Command:
    own = [(idea, pick) for idea in evening.game.ideas.values() for pick in idea.picks if not pick.card]
    if not own:
        return ask.SetCost(idea=evening.idea(), pick="m0", cost=1)
    idea, pick = evening.rng.choice(own)
    return ask.SetCost(idea=idea.id, pick=pick.id, cost=evening.rng.randint(-1, 4))


def _change_part(evening: Evening) -> Command:
    free = [
        player.id
        for player in evening.game.seated()
        if not any(player.id in deal.terms.parties for deal in evening.game.deals.values())
    ]
    player = evening.some(free) if evening.rng.random() < 0.6 else evening.who()
    return ask.ChangePart(player=player, part=evening.rng.choice(tuple(Part)))


def _event(evening: Evening, *kinds: EffectKind) -> str:
    """A card with one of these effects; one that was sent, if there is one."""
    cards = [card.id for card in evening.game.scenario.events if {effect.kind for effect in card.effects} & set(kinds)]
    sent = [sent.card for sent in evening.game.sent if sent.card in cards]
    return str(evening.some(sent or cards))


def _end_event(evening: Evening) -> Command:
    going_on = [sent.card for sent in evening.game.sent if sent.is_on]
    sent = [sent.card for sent in evening.game.sent]
    return ask.EndEvent(card=evening.some(going_on or sent, "frost"))


def _outcome(evening: Evening) -> Command:
    game, rng = evening.game, evening.rng
    card = _event(evening, EffectKind.PICK_IDEAS, EffectKind.PICK_PLAYERS)
    wants = {effect.kind for effect in game.scenario.event(card).effects}
    ideas = tuple(evening.idea() for _ in range(rng.choice((0, 1, 1, 2))))
    people = tuple(evening.who() for _ in range(rng.choice((0, 1, 2, 3))))
    return ask.EnterOutcome(
        card=card,
        ideas=ideas if EffectKind.PICK_IDEAS in wants or rng.random() < 0.1 else (),
        people=people if EffectKind.PICK_PLAYERS in wants or rng.random() < 0.1 else (),
    )


def _aloud(evening: Evening) -> Command:
    card = _event(evening, EffectKind.ANSWER_ALOUD)
    asked = [player for sent in evening.game.sent if sent.card == card for player in sent.concerns]
    player = evening.some(asked, "") if evening.rng.random() < 0.9 else evening.who()
    return ask.AnswerAloud(player=player or evening.who(), card=card, comments=evening.rng.random() < 0.5)


def _refuse_idea(evening: Evening) -> Command:
    game = evening.game
    pickers = [player.id for player in game.seated() if game.side_of(player.id) == "pickers"]
    theirs = [
        deal.idea
        for deal in game.deals.values()
        if deal.state is DealState.AGREED and set(deal.terms.parties) & set(pickers)
    ]
    return ask.RefuseIdea(
        player=evening.some(pickers or evening.game.players) if evening.rng.random() < 0.8 else evening.who(),
        card=_event(evening, EffectKind.REFUSE_IDEA),
        idea=evening.some(theirs) if theirs and evening.rng.random() < 0.7 else evening.idea(),
        words=evening.words("refusal"),
    )


def _answer_refusal(evening: Evening) -> Command:
    refused = [
        (idea, said, player.id)
        for idea in evening.game.ideas.values()
        for said in idea.refusals
        for player in evening.game.seated(idea.table)
    ]
    if not refused:
        return ask.AnswerRefusal(player=evening.who(), idea=evening.idea(), card="strike", changes=True)
    idea, said, player_id = evening.rng.choice(refused)
    return ask.AnswerRefusal(
        player=player_id if evening.rng.random() < 0.9 else evening.who(),
        idea=idea.id,
        card=said.card,
        changes=evening.rng.random() < 0.6,
        words=evening.words("answer") if evening.rng.random() < 0.8 else Words(""),
    )


def _headline(evening: Evening) -> Command:
    game = evening.game
    press = [
        player.id
        for player in game.seated()
        if player.part is Part.PRESS or (player.role and game.scenario.role(player.role).is_press)
    ]
    return ask.FileHeadline(player=evening.some(press or game.players), text=evening.words("headline"))


def _vote(evening: Evening) -> Command:
    game, rng = evening.game, evening.rng
    votes = [step.id for step in game.run_sheet.steps if step.kind is StepKind.VOTE]
    player = evening.who()
    home = game.players[player].table if player in game.players else 0
    others = [idea.id for idea in game.ideas.values() if idea.table != home or rng.random() < 0.1]
    chosen = rng.sample(others, min(len(others), rng.randint(0, 3)))
    return ask.Vote(
        player=player,
        step=evening.some(votes, "pebbles"),
        dots=tuple((idea, rng.choice((1, 1, 1, 2, 0))) for idea in chosen),
    )


def _call(evening: Evening) -> Command:
    return ask.CallTable(table=evening.some(evening.game.tables))


def _in_own_plan(evening: Evening) -> tuple[str, Idea | None]:
    with_plan = [
        (player.id, idea)
        for player in evening.game.seated()
        if (idea := evening.game.ideas.get(_idea_of(evening.game, player))) is not None and idea.picks
    ]
    return evening.rng.choice(with_plan) if with_plan else (evening.who(), None)


def _drop(evening: Evening) -> Command:
    player, idea = _in_own_plan(evening)
    return ask.DropMethod(player=player, pick=evening.some(pick.id for pick in idea.picks) if idea else "m0")


def _cover(evening: Evening) -> Command:
    player, idea = _in_own_plan(evening)
    lines = views.idea_view(evening.game, idea).needs if idea else ()
    covers = evening.rng.random() < 0.75
    fitting = [line.id for line in lines if line.is_covered != covers]
    return ask.CoverNeed(player=player, need=evening.some(fitting, "m0.1"), covers=covers)


def _name_lead(evening: Evening) -> Command:
    player = evening.who()
    found = evening.game.players.get(player)
    at_home = [idea.id for idea in evening.game.ideas.values() if found and idea.table == found.table]
    return ask.NameLead(
        player=player,
        idea=evening.some(at_home) if evening.rng.random() < 0.9 else evening.idea(),
        lead=evening.who() if evening.rng.random() < 0.6 else player,
    )


def _answer_lead(evening: Evening) -> Command:
    asked = [idea for idea in evening.game.ideas.values() if idea.lead]
    if not asked:
        return ask.AnswerLead(player=evening.who(), idea="i0", yes=True)
    idea = evening.rng.choice(asked)
    assert idea.lead is not None
    return ask.AnswerLead(player=idea.lead.player, idea=idea.id, yes=evening.rng.random() < 0.6)


def _delivery(evening: Evening) -> Command:
    player = evening.who()
    asks = tuple(evening.rng.sample(("hands", "rain"), evening.rng.randint(0, 2)))
    own = _idea_of(evening.game, evening.game.players[player]) if player in evening.game.players else ""
    return ask.SetDelivery(
        player=player,
        idea=own or evening.idea(),
        first_step=evening.words("firststep"),
        date=evening.words("date"),
        asks=asks,
    )


def _reflect(evening: Evening) -> Command:
    if evening.rng.random() < 0.4:
        return ask.Reflect(player=evening.who(), question="helped", chips=("talk",))
    return ask.Reflect(
        player=evening.who(), question="line", text=evening.words("reflection"), may_quote=evening.rng.random() < 0.5
    )


def _spoken(evening: Evening) -> Command:
    idea = evening.game.ideas.get(evening.idea())
    return ask.EnterSpoken(terms=evening.terms(evening.who(), idea), idea=idea.id if idea else "i0")


def _check(evening: Evening) -> Command:
    waiting = checking.to_check(evening.game) if evening.rng.random() < 0.7 else checking.typed_words(evening.game)
    return ask.CheckWords(
        ref=evening.some((words.ref for words in waiting), "idea:i0:1"),
        shows=evening.rng.random() < 0.7,
        reason=evening.rng.choice((None, *HideReason)),
    )


def _show_harmless(_evening: Evening) -> Command:
    return ask.ShowHarmless()


def _edit(evening: Evening) -> Command:
    ref = evening.some((words.ref for words in checking.typed_words(evening.game)), "idea:i0:1")
    return ask.EditWords(ref=ref, title=evening.words("edit"), line=evening.words("editline"))


def _trust(evening: Evening) -> Command:
    table = evening.game.tables.get(evening.some(evening.game.tables, "0"))
    return ask.TrustTable(table=table.number if table else 0, trusts=not (table and table.is_trusted))


def _merge_ideas(evening: Evening) -> Command:
    merged = [idea.id for idea in evening.game.ideas.values() if idea.one_with]
    if merged and evening.rng.random() < 0.3:
        return ask.MergeIdeas(idea=evening.rng.choice(merged), into="")
    return ask.MergeIdeas(idea=evening.idea(), into=evening.idea())


def _plan_minutes(evening: Evening) -> Command:
    steps, rng = evening.game.run_sheet.steps, evening.rng
    first = evening.game.step_index + (0 if rng.random() < 0.1 else 1)
    coming = range(max(0, first), len(steps)) or range(len(steps))
    planned = ((rng.choice(coming), rng.choice((0, 1, 2, 4, 5, 8))) for _ in range(rng.choice((1, 1, 2))))
    return ask.PlanMinutes(minutes=tuple(planned))


def _message(evening: Evening) -> Command:
    reach = evening.rng.choice(tuple(Reach))
    key = {
        Reach.ROOM: "",
        Reach.TABLE: str(evening.some(evening.game.tables)),
        Reach.ROLE: str(evening.some(role.id for role in evening.game.scenario.roles)),
        Reach.PLAYER: evening.who(),
    }[reach]
    return ask.SendMessage(reach=reach, key=key, text=evening.words("message"))


def _call_for(evening: Evening) -> Command:
    callers = [table.call.by for table in evening.game.tables.values() if table.call and table.call.answer is None]
    player = evening.rng.choice(callers) if callers and evening.rng.random() < 0.2 else evening.who()
    return ask.CallFacilitator(player=player, what=evening.rng.choice(tuple(CallFor)))


def _calling(evening: Evening) -> list[int]:
    return [number for number, table in evening.game.tables.items() if table.call and table.call.answer is None]


def _answer_call(evening: Evening) -> Command:
    table = evening.some(_calling(evening) or evening.game.tables)
    return ask.AnswerCall(table=table, answer=evening.rng.choice(tuple(CallAnswer)), minutes=evening.rng.choice((1, 2)))


def _take_back_call(evening: Evening) -> Command:
    there = [player.id for number in _calling(evening) for player in evening.game.seated(number)]
    return ask.TakeBackCall(player=evening.some(there) if there else evening.who())


def _order(evening: Evening) -> Command:
    told = [table.number for table in evening.game.tables.values() if table.idea]
    return ask.OrderTables(tables=tuple(evening.rng.sample(told, evening.rng.randint(0, len(told)))))


def _answer_for(evening: Evening) -> Command:
    said = _answer(evening)
    assert isinstance(said, ask.AnswerDeal)
    return ask.AnswerFor(player=said.player, deal=said.deal, version=said.version, yes=said.yes)


def _split(evening: Evening) -> Command:
    table = evening.some(evening.game.tables)
    there = [player.id for player in evening.game.seated(table)]
    named = tuple(evening.rng.sample(there, min(len(there), 1))) if evening.rng.random() < 0.5 else ()
    return ask.SplitTable(table=table, players=named)


def _undo(evening: Evening) -> Command:
    asked = _undo_one(evening)
    together = evening.play.history.group_of(asked.seq) if evening.rng.random() < 0.5 else ()
    return replace(asked, also=together)


def _undo_one(evening: Evening) -> ask.Undo:
    """One entry; often an act of the facilitator."""
    acts = [entry.seq for entry in evening.play.history.undoable()]
    if acts and evening.rng.random() < 0.4:
        return ask.Undo(seq=evening.rng.choice(acts))
    seqs = range(1, evening.game.seq + 1)
    made = [
        entry.seq
        for entry in evening.play.history.entries
        if any(isinstance(event, happened.IdeaBegun | happened.DealAgreed) for event in entry.events)
    ]
    begun = _begun(evening)
    followed = [seq for place, (seq, table) in enumerate(begun) if table in {after for _, after in begun[place + 1 :]}]
    sought = evening.rng.choices((seqs[-12:], seqs, made or seqs, followed or made or seqs), (6, 3, 3, 3))[0]
    return ask.Undo(seq=evening.rng.choice(sought))


def _begun(evening: Evening, undone: bool = False) -> list[tuple[int, int]]:
    """The entries that began an idea with its deal and stand, or were undone, each with the idea's table."""
    history = evening.play.history
    return [
        (entry.seq, event.table)
        for entry in history.entries
        for event in entry.events
        if isinstance(event, happened.IdeaBegun) and not event.is_tables_own and (entry.seq in history.undone) is undone
    ]


def _admit(evening: Evening) -> Command:
    return ask.AdmitLate(late=evening.some((late.late for late in evening.play.history.late_actions()), "l0"))


def _create(evening: Evening) -> Command:
    return ask.CreateGame(game="g2", code="FIG", title=Words("Two"), scenario=_SCENARIO, run_sheet="short", expected=1)


def _tell(evening: Evening) -> Command:
    told = [evening.words("telling") for _ in range(5)]
    return ask.Tell(headline=told[0], turning_point=told[1], surprise=told[2], refusal=told[3], introduction=told[4])


def _add_to_the_report(evening: Evening) -> Command:
    rng, telling = evening.rng, evening.game.telling
    make = rng.choice(
        (
            lambda: ask.AddMedia(
                address=rng.choice(("https://films.example/1", "films")),
                caption=evening.words("caption"),
                alternative=evening.words("alternative"),
            ),
            lambda: ask.RemoveMedia(media=evening.some((one.id for one in telling.media), "m0")),
            lambda: ask.AddNextStep(
                text=evening.words("nextstep"), who=evening.words("nextwho"), date=evening.words("nextdate")
            ),
            lambda: ask.RemoveNextStep(next_step=evening.some((one.id for one in telling.next_steps), "n0")),
            lambda: ask.LeaveOut(sections=tuple(rng.sample([one.value for one in Section], rng.randint(0, 3)))),
            lambda: ask.PlaceTension(
                card=evening.some(card.id for card in evening.game.scenario.cards if card.ends),
                counts=tuple(rng.randint(0, 3) for _ in range(rng.choice((4, 5, 5, 5)))),
            ),
        )
    )
    return make()


def _publish(evening: Evening) -> Command:
    at = evening.play.now + timedelta(days=evening.rng.choice((-1, 30)))
    return evening.rng.choice(
        (
            ask.Publish(note=evening.words("note") if evening.game.publications else Words("")),
            ask.Publish(),
            ask.Unpublish(),
            ask.ShelveReport(
                listing=evening.rng.choice(tuple(Listing)), expires_at=evening.rng.choice((None, at)), may_index=True
            ),
        )
    )


def _withdraw_words(evening: Evening) -> Command:
    player = evening.who()
    known = evening.game.players.get(player)
    own = [words.ref for words in own_words(evening.game, known)] if known else []
    return ask.WithdrawWords(player=player, ref=evening.some(own, "idea:i0:1"), is_withdrawn=evening.rng.random() < 0.7)


def _erase(evening: Evening) -> Command:
    return ask.Erase(player=evening.who()) if evening.rng.random() < 0.5 else _withdraw_words(evening)


_COMMANDS: tuple[tuple[int, _Make], ...] = (
    (3, _join),
    (1, lambda e: ask.Rename(player=e.who(), name=e.words("name"))),
    (1, lambda e: ask.ChangeConsent(player=e.who(), naming=e.rng.choice(tuple(Naming)), film=e.rng.random() < 0.5)),
    (1, lambda e: ask.ChangeTable(player=e.who(), table=e.some(e.game.tables))),
    (6, _keep),
    (2, _choose),
    (4, lambda e: ask.WriteIdea(player=e.who(), title=e.words("title"), line=e.words("line"))),
    (5, _pick),
    (1, _drop),
    (5, _cover),
    (15, lambda e: _propose(e, ask.Propose)),
    (12, lambda e: _propose(e, ask.ShakeHands)),
    (8, _seeds),
    (22, _answer),
    (8, _ask_change),
    (4, _drop_party),
    (1, _of_deal(ask.Withdraw, DealState.PROPOSED)),
    (2, _not_me),
    (1, _of_deal(ask.TakeBack, *_LIVE)),
    (2, _of_deal(ask.BreakDeal, DealState.IN_DOUBT)),
    (4, _repair),
    (2, _name_lead),
    (1, _answer_lead),
    (2, _delivery),
    (2, lambda e: ask.OfferHelp(player=e.who(), idea=e.idea(), wants=e.rng.random() < 0.8)),
    (3, _reflect),
    (2, lambda e: ask.TellSecret(player=e.who(), got=e.rng.choice(("yes", "partly", "no")))),
    (2, _pledge),
    (2, _change_part),
    (1, lambda e: ask.Practise(player=e.who(), other=e.who())),
    (1, lambda e: ask.ChooseHosting(player=e.who(), first=e.rng.random() < 0.5)),
    (1, _sort),
    (2, _move),
    (3, _write_method),
    (2, _set_cost),
    (3, _end_event),
    (2, _outcome),
    (4, _aloud),
    (6, _refuse_idea),
    (6, _answer_refusal),
    (1, _headline),
    (1, _vote),
    (1, _call),
    (2, lambda e: ask.SetMonday(player=e.who(), text=e.words("monday"))),
    (1, _next),
    (1, lambda e: ask.BackStep(from_step=e.game.step_index)),
    (1, lambda e: ask.PauseClock(at_left_ms=e.rng.choice((None, None, 5000)))),
    (1, lambda _: ask.ResumeClock()),
    (1, lambda e: ask.AddMinutes(minutes=e.rng.choice((-2, 1, 3)))),
    (1, lambda e: ask.AddTable() if e.rng.random() < 0.4 else _check(e)),
    (1, lambda e: ask.RemoveTable(table=e.some(e.game.tables))),
    (1, lambda e: ask.MovePlayer(player=e.who(), table=e.some(e.game.tables))),
    (1, lambda e: ask.FreeSeat(player=e.who())),
    (1, lambda e: ask.Redeal(player=e.who())),
    (3, lambda e: ask.SendEvent(card=e.some(card.id for card in e.game.scenario.events))),
    (4, _spoken),
    (1, _void),
    (1, lambda e: ask.ChooseScene(scene=e.rng.choice(tuple(Scene)))),
    (3, _check),
    (1, _tell),
    (3, _admit),
    (2, _publish),
    (2, _add_to_the_report),
    (3, _withdraw_words),
    (1, _erase),
    (7, _undo),
    (1, _edit),
    (1, _trust),
    (0.1, _show_harmless),
    (2, _merge_ideas),
    (1, _plan_minutes),
    (1, lambda e: ask.SetEnd(at=e.play.now + timedelta(minutes=e.rng.choice((-1, 30, 120))))),
    (1, lambda e: ask.GiveTable(table=e.some(e.game.tables), minutes=e.rng.choice((-2, 1, 2, 5)))),
    (1, lambda e: ask.Ring() if e.rng.random() < 0.5 else ask.SizeRoom(percent=e.rng.choice((100, 125, 150)))),
    (1, lambda e: ask.SwapPlayers(one=e.who(), other=e.who())),
    (1, lambda e: ask.SwapCharacters(one=e.who(), other=e.who())),
    (1, lambda e: ask.GiveCharacter(player=e.who(), role=e.some(role.id for role in e.game.scenario.roles))),
    (1, lambda e: ask.MergeTables(table=e.some(e.game.tables), into=e.some(e.game.tables))),
    (1, _split),
    (3, lambda _: ask.DealMissing()),
    (1, lambda e: ask.SeatOnPaper(name=e.words("name"), table=e.rng.choice((0, 0, 1)))),
    (1, lambda e: ask.PutOnPaper(table=e.some(e.game.tables), on_paper=e.rng.random() < 0.5)),
    (1, lambda e: ask.SetDoor(is_closed=e.rng.random() < 0.3)),
    (1, lambda e: ask.FreeNewest(since=e.play.now - timedelta(seconds=e.rng.choice((10, 60, 120))))),
    (2, _answer_for),
    (1, _message),
    (2, _call_for),
    (1, _answer_call),
    (1, _take_back_call),
    (1, _order),
    (1, _create),
)
_WEIGHTS = tuple(weight for weight, _ in _COMMANDS)
_MAKERS = tuple(make for _, make in _COMMANDS)


def _spoiled(command: Command, rng: Random) -> Command:
    """The command with one of its texts or numbers replaced by something nobody meant."""
    simple = [each.name for each in fields(command) if type(getattr(command, each.name)) in (str, int)]
    if hasattr(command, "terms") and rng.random() < 0.5:
        return replace(command, terms=_spoiled_terms(command.terms, rng))
    if not simple:
        return command
    name = rng.choice(simple)
    bad: Any = rng.choice(_BAD_NUMBERS if isinstance(getattr(command, name), int) else _BAD_NAMES)
    return replace(command, **{name: bad})


def _spoiled_terms(terms: Terms, rng: Random) -> Terms:
    gift = rng.choice(terms.gifts) if terms.gifts else Gift(giver="p0", kind="seed")
    bad = rng.choice(_BAD_NAMES)
    return rng.choice(
        (
            replace(terms, gifts=()),
            replace(terms, gifts=(*terms.gifts, *(gift for _ in range(4)))),
            replace(terms, gifts=(replace(gift, kind=bad),)),
            replace(terms, gifts=(replace(gift, giver=bad),)),
            replace(terms, gifts=(replace(gift, need=bad),)),
            replace(terms, parties=terms.parties[:1]),
            replace(terms, parties=(*terms.parties, *terms.parties)),
            replace(terms, parties=(*terms.parties, bad)),
            replace(terms, string=bad),
        )
    )


def spend(seed: int, commands: int = 160, sample_every: int = 40) -> Evening:
    """One evening with all the checks. It ends early when something is wrong; `Evening.wrong` says what."""
    rng = Random(seed)
    play = Play(
        canary_scenario(),
        expected=rng.choice((2, 4, 8)),
        table_size=rng.choice((2, 3, 4, 6)),
        opens_tables=rng.random() < 0.8,
        run_sheet=rng.choices(("short", "full", "ready"), (5, 4, 1))[0],
        seed=seed,
    )
    evening = Evening(seed, play, rng)
    for number in range(commands):
        play.wait(rng.randint(0, 40))
        _ask(evening, _for_the_plan(evening, number / commands))
        if number % sample_every == sample_every - 1 or number == commands - 1:
            evening.wrong += (*what_replays_otherwise(play.history), *what_leaks(play.history))
            evening.wrong += what_nobody_looked_at(evening.game, evening.seen)
            evening.wrong += () if evening.wrong else what_is_told_of_others(play.history)
        if evening.wrong:
            break
    return evening


def _ask(evening: Evening, planned: Command | None) -> None:
    """One command; when it is refused others are tried, so that most of an evening is made of what can be."""
    for _ in range(6):
        command = planned or _any_command(evening)
        before, was = evening.game, evening.play.history
        try:
            made = evening.play.do(command)
        except Exception as error:
            evening.wrong.append(f"{command} raised {error!r}.")
            return
        if not isinstance(made, Refused):
            evening.accepted[type(command).__name__] += 1
            evening.happened.update(_kinds(made.events))
            evening.wrong += (f"{sentence} After {command}." for sentence in invariants.broken(evening.game))
            _remember(evening, made)
            evening.led.update(_kinds(made.events) if made.by == "lead" else ())
            if isinstance(command, ask.Undo):
                evening.undone_together += bool(command.also)
                for seq in (command.seq, *command.also):
                    evening.undone.update(_kinds(was.entries[seq - 1].events))
                evening.wrong += what_undo_left(was, command, evening.game)
            return
        evening.refused[made.why] += 1
        evening.wrong += what_changed(before, evening.game)
        if isinstance(command, ask.Undo) and made.why is Why.UNDO_BLOCKED:
            evening.wrong += what_is_not_in_the_way(was, command, made)
        planned = None


def _remember(evening: Evening, entry: Entry) -> None:
    """What stands under the references that this entry lets be seen by all."""
    now = {words.ref: words.text for words in checking.typed_words(evening.game)}
    for event in entry.events:
        if isinstance(event, happened.WordsEdited) or (isinstance(event, happened.WordsChecked) and event.shows):
            evening.seen[event.ref] = now.get(event.ref, "")


def _kinds(events: tuple[Event, ...]) -> Iterator[str]:
    for event in events:
        yield event.kind
        if isinstance(event, happened.LateKept):
            yield from _kinds(event.events)


def _for_the_plan(evening: Evening, part: float) -> Command | None:
    """What brings the evening on: people first, then the steps; a close after nine tenths of it."""
    game, rng = evening.game, evening.rng
    if part < 0.05:
        return _join(evening)
    if part > 0.9 and game.status is not Status.CLOSED and rng.random() < 0.5:
        return ask.CloseGame()
    kinds = [step.kind for step in game.run_sheet.steps]
    market, last = kinds.index(StepKind.MARKET), len(kinds) - 1
    goal = min(market, int(part / 0.05) - 1) if part < 0.45 else min(last, market + int((part - 0.4) / 0.08))
    if game.step is not None and game.step.kind is StepKind.SPOTLIGHT and rng.random() < 0.3:
        return _call(evening) if rng.random() < 0.7 else _order(evening)
    if game.step is not None and game.step.kind is StepKind.VOTE and rng.random() < 0.25:
        return _vote(evening)
    return _next(evening) if game.step_index < goal and rng.random() < 0.5 else None


def _any_command(evening: Evening) -> Command:
    command = evening.rng.choices(_MAKERS, _WEIGHTS)[0](evening)
    return _spoiled(command, evening.rng) if evening.rng.random() < 0.1 else command


def first_wrong(seeds: range, commands: int = 160, sample_every: int = 40) -> str:
    """What is wrong with the first evening that has something wrong; empty when all are well."""
    for seed in seeds:
        evening = spend(seed, commands, sample_every)
        if evening.wrong:
            return f"Seed {seed}, entry {evening.game.seq}: {' '.join(evening.wrong)}"
    return ""


# --- Checks ----------------------------------------------------------------------------------------------------------


def what_changed(before: Game, after: Game) -> Iterator[str]:
    """A refused command gives back the very same game."""
    if after is not before:
        yield "A refused command changed the game."


def what_undo_left(was: History, command: ask.Undo, game: Game) -> Iterator[str]:
    """After an undo the game is the one without exactly these entries, but for the clock and what phones are told."""
    left_out = was.undone | {command.seq, *command.also}
    without = _without(was, left_out).game
    for each in fields(Game):
        if each.name not in {"seq", "clock", "taken_back"} and getattr(without, each.name) != getattr(game, each.name):
            yield f"{command} left other {each.name}."


def what_is_not_in_the_way(was: History, command: ask.Undo, refused: Refused) -> Iterator[str]:
    """Each entry that a refusal names stands in the way, and when these are few, nothing else does."""
    named = refused.detail("entries")
    assert isinstance(named, tuple)
    left_out = was.undone | {command.seq, *command.also}
    if not named or not left_out.isdisjoint(named):
        yield f"{command} was refused for {named}."
    for one in named:
        rest = left_out.union(int(other) for other in named if other != one)
        if _stands_without(was, rest) and not _is_a_check(was, int(one)):
            yield f"{command} was refused for {one}, which is not in the way."
    if len(named) < 5 and not _stands_without(was, left_out.union(int(one) for one in named)):
        yield f"{command} was refused for {named}, and more is in the way."
    together = was.group_of(command.seq)
    if together and isinstance(was.decide(replace(command, also=together), was.entries[-1].at, 0), Refused):
        yield f"{command} is refused together with {together}, too."


def _is_a_check(history: History, seq: int) -> bool:
    """Whether this entry checked words: it hangs on the words, though the rest would stand with it."""
    checks = happened.WordsChecked | happened.WordsEdited | happened.WordsWithdrawn
    return any(isinstance(event, checks) for event in history.entries[seq - 1].events)


def _without(history: History, left_out: frozenset[int]) -> History:
    return History.of(entry for entry in history.entries if entry.seq not in left_out)


def _stands_without(history: History, left_out: frozenset[int]) -> bool:
    try:
        return not invariants.broken(_without(history, left_out).game)
    except CannotFollow:
        return False


def what_nobody_looked_at(game: Game, seen: dict[str, str]) -> Iterator[str]:
    """Typed words that all may see are those that stood there when somebody let them be seen, whatever was undone since."""
    for words in checking.typed_words(game):
        if game.checks.get(words.ref) and seen.get(words.ref) != words.text:
            yield f"{words.ref} shows what nobody looked at."


def encode(events: tuple[Event, ...]) -> bytes:
    """Events as JSON, as any store would keep them."""
    return _EVENTS.dump_json(events, warnings="error")


def decode(data: bytes) -> tuple[Event, ...]:
    """The events that were encoded."""
    return _EVENTS.validate_json(data)


def what_replays_otherwise(history: History) -> Iterator[str]:
    """Stored, loaded and folded again, the entries give the same game."""
    loaded = [replace(entry, events=decode(encode(entry.events))) for entry in history.entries]
    again = History.of(loaded)
    for each in fields(Game):
        if getattr(again.game, each.name) != getattr(history.game, each.name):
            yield f"Replay gives other {each.name}."
    if again.undone != history.undone:
        yield "Replay leaves other entries out."


_CANARY = re.compile(r"Q[a-z]+\d+Z")


def what_leaks(history: History) -> Iterator[str]:
    """Every view renders, and none holds a canary that its audience may not know."""
    game = history.game
    for audience, view, texts in _audiences(history):
        try:
            shown = repr(view())
        except Exception as error:
            yield f"The view of {audience} raised {error!r}."
            continue
        may_know = set(_CANARY.findall(" ".join(texts)))
        for canary in sorted(set(_CANARY.findall(shown)) - may_know):
            yield f"{audience} of entry {game.seq} shows {canary}."


def what_is_told_of_others(history: History) -> Iterator[str]:
    """Whatever others keep to themselves, every view is the same: what they pledged, how they vote, what is in their purse."""
    game = history.game
    bare = without_what_others_keep(game, None)
    kept = replace(history, game=bare)
    yield from _differs("the wall", lambda it: views.wall(it), game, bare)
    yield from _differs("the lists", lambda it: views.lists(it), game, bare)
    if repr(_cards_aside(views.console(history))) != repr(_cards_aside(views.console(kept))):
        yield f"The console of entry {game.seq} tells what somebody keeps."
    for number in game.tables:
        yield from _differs(f"table {number}", lambda it, n=number: views.table(it, n), game, bare)  # type: ignore[misc]
    for player in game.players.values():
        bare = without_what_others_keep(game, player)
        for name, view in (("now", views.now), ("me", views.me), ("deals", views.deals)):
            full = _without_blocked(view(game, player.id))
            if repr(full) != repr(_without_blocked(view(bare, player.id))):
                yield f"{name} of {player.id} at entry {game.seq} tells what others keep."


def _differs(what: str, view: Callable[[Game], object], game: Game, bare: Game) -> Iterator[str]:
    if repr(view(game)) != repr(view(bare)):
        yield f"The view of {what} at entry {game.seq} tells what somebody keeps."


def _without_blocked(view: object) -> object:
    """A proposal says that a giver's token is gone: that much is told of a purse."""
    if isinstance(view, shapes.DealsView):
        return replace(view, deals=tuple(replace(deal, blocked=()) for deal in view.deals))
    return view


def _cards_aside(view: shapes.ConsoleView) -> shapes.ConsoleView:
    """Who would stand in for a character depends on purses, and is for the facilitator to know."""
    return replace(view, events=())


def without_what_others_keep(game: Game, who: Player | None, purses: bool = True) -> Game:
    """The game in which all but this player pledged and voted nothing and have empty ``purses``, as far as ``who`` may tell.

    Whoever means a deal in real life is told of the others who mean it; what a vote that is over came to is for all.
    """
    mine = {deal for deal, level in who.pledges.items() if level is not PledgeLevel.GAME} if who else set()
    players = {
        player.id: player
        if player is who
        else replace(
            player,
            pledges={deal: level for deal, level in player.pledges.items() if deal in mine},
            purse={} if purses else player.purse,
            offered=(),
            got_secret="",
            monday=Words(""),
            reflections={key: said for key, said in player.reflections.items() if said.may_quote},
        )
        for player in game.players.values()
    }
    on = game.step.id if game.step is not None and game.status is not Status.CLOSED else ""
    votes = {
        step: {player: laid for player, laid in cast.items() if step != on or (who and player == who.id)}
        for step, cast in game.votes.items()
    }
    return replace(game, players=players, votes=votes)


_Audience = tuple[str, Callable[[], object], list[str]]


def _audiences(history: History) -> Iterator[_Audience]:
    """Each view with the texts that its audience may know, worked out from the game alone."""
    game = history.game
    public = _public_ideas(game)
    ideas = [text for idea in public for text in _idea_texts(game, idea)]
    all_of_ideas = [text for idea in public for text in _idea_texts(game, idea, idea.table)]
    yield "bar", lambda: views.bar(game), []
    yield "lists", lambda: views.lists(game), ideas
    yield "wall", lambda: views.wall(game), _wall_texts(game)
    yield "console", lambda: views.console(history), _console_texts(game, all_of_ideas)
    for number in game.tables:
        names = [mate.name for mate in game.seated(number)]
        yield f"table {number}", lambda n=number: views.table(game, n), [*names, *_table_texts(game, number)]
    for player in game.players.values():
        mine = [deal for deal in game.deals.values() if player.id in deal.terms.parties]
        secrets = [game.scenario.role(role).secret for role in (player.role, *player.offered) if role]
        own = [player.name, *secrets]
        asked = [
            text
            for idea in game.ideas.values()
            if idea.lead and idea.lead.player == player.id
            for text in _idea_texts(game, idea, player.table)
        ]
        titles = [title for idea in public for title in _titles(game, idea, player.table)]
        headlines = [
            said.text for said in game.headlines if said.by == player.id or game.checks.get(f"headline:{said.id}")
        ]
        answers = [player.monday, *(said.text for said in player.reflections.values())]
        yield f"me {player.id}", lambda p=player.id: views.me(game, p), [*own, *titles]
        yield (
            f"now {player.id}",
            lambda p=player.id: views.now(game, p),
            [
                *(*own, *titles, *answers, *asked, *headlines, *_table_texts(game, player.table), *ideas),
                *_told_texts(game, player),
            ],
        )
        yield (
            f"deals {player.id}",
            lambda p=player.id: views.deals(game, p),
            [*titles, *_deal_texts(game, mine, player.table)],
        )
        yield f"badge {player.badge}", lambda b=player.badge: views.who_wears(game, b), _names_at(game, player)


def _names_at(game: Game, player: Player) -> list[str]:
    return [other.name for other in game.seated() if other.badge == player.badge]


def _public_ideas(game: Game) -> list[Idea]:
    """A table's own idea, or one from a deal that was agreed and not voided. A proposal is for its parties alone."""
    own = {table.idea for table in game.tables.values()}
    agreed = {deal.idea for deal in game.deals.values() if deal.number and deal.state is not DealState.VOIDED}
    return [idea for idea in game.ideas.values() if idea.id in own | agreed]


def _idea_texts(game: Game, idea: Idea, table: int = 0) -> list[str]:
    """What phones of this table may show: what the facilitator hid is for the home table only, and what was changed is
    for others as it was changed. An idea that is shown as one with another has the words of that one, too."""
    one = _one_with(game, idea)
    return [*_own_texts(game, idea, table), *(_own_texts(game, one, table)[:4] if one is not None else ())]


def _one_with(game: Game, idea: Idea) -> Idea | None:
    return next((other for other in _public_ideas(game) if other.id == idea.one_with), None)


def _own_texts(game: Game, idea: Idea, table: int) -> list[str]:
    is_home = table == idea.table
    words = [*_as_read(game, f"idea:{idea.id}:{idea.rev}", idea.title, idea.line, is_home)]
    words += _as_read(game, f"delivery:{idea.id}:{idea.delivery_rev}", idea.first_step, idea.date, is_home)
    for pick in idea.picks:
        words += _as_read(game, f"method:{idea.id}:{pick.id}", pick.title, "", is_home)
    for said in idea.refusals:
        words += _as_read(game, f"refusal:{idea.id}:{said.card}", said.words, "", is_home)
        answer = f"answer:{idea.id}:{said.card}:{'yes' if said.changes else 'no'}"
        words += _as_read(game, answer, said.answer, "", is_home)
    return words


def _as_read(game: Game, ref: str, title: str, line: str, is_home: bool) -> tuple[str, str, str, str]:
    """A text as they read it who may: as it was typed or changed, or not at all. Its home table reads all of it."""
    edit = game.edits.get(ref)
    changed = (edit.title, edit.line) if edit is not None else ("", "")
    if is_home:
        return (title, line, *changed)
    if game.checks.get(ref) is False or ref in game.withdrawn:
        return ("", "", "", "")
    return ("", "", *changed) if edit is not None else (title, line, "", "")


def _titles(game: Game, idea: Idea, table: int) -> list[str]:
    """By what this table may know an idea: its title, the facilitator's, or that of the one it is shown as one with."""
    known = (idea, _one_with(game, idea))
    return [title for each in known if each is not None for title in _own_texts(game, each, table)[:4:2]]


def _idea_of(game: Game, player: Player) -> str:
    table = game.tables.get(player.table)
    return table.idea if table else ""


def _table_texts(game: Game, number: int) -> list[str]:
    table = game.tables.get(number)
    if table is None:
        return []
    own = game.ideas.get(table.idea)
    chosen = [text for choice in table.choices.values() for text in (choice.title, choice.text)]
    return [*chosen, *(_idea_texts(game, own, number) if own else ())]


def _told_texts(game: Game, player: Player) -> list[str]:
    """What the facilitator says to this player: messages, what became of own words, and the wording that all may see."""
    found: list[str] = [message.text for message in game.messages if is_for(game, message, player)]
    for idea in _public_ideas(game):
        found += _idea_texts(game, idea, player.table) if idea.table == player.table else []
        found += [said.words for said in idea.refusals if said.by == player.id]
    found += [deal.terms.own_words for deal in game.deals.values() if deal.holds and player.id in deal.terms.parties]
    for ref, edit in game.edits.items():
        found += [edit.title, edit.line] if game.checks.get(ref) and ref not in game.withdrawn else []
    return found


def _deal_texts(game: Game, mine: list[Deal], table: int) -> list[str]:
    found: list[str] = []
    for deal in mine:
        found += [game.players[party].name for party in deal.terms.parties]
        found += [version.terms.own_words for version in deal.versions]
        idea = game.ideas[deal.idea]
        texts = _idea_texts(game, idea, table)
        methods = [pick.title for pick in idea.picks]
        methods += [edit.title for pick in idea.picks if (edit := game.edits.get(f"method:{idea.id}:{pick.id}"))]
        found += [deal.repair, *_titles(game, idea, table), *(title for title in methods if title in texts)]
    return found


def _on_wall(game: Game, ref: str, title: str, line: str = "") -> tuple[str, str]:
    """Typed words that the facilitator showed, in the version and the wording that were shown."""
    edit = game.edits.get(ref)
    if not game.checks.get(ref) or ref in game.withdrawn:
        return "", ""
    return (edit.title, edit.line) if edit is not None else (title, line)


def _wall_texts(game: Game) -> list[str]:
    """What the facilitator let be seen by all."""
    found = [_on_wall(game, f"idea:{idea.id}:{idea.rev}", idea.title)[0] for idea in _public_ideas(game)]
    for table in game.tables.values():
        for step, choice in table.choices.items():
            found.append(_on_wall(game, f"choice:{table.number}:{step}:{choice.rev}", choice.title)[0])
    found += [_on_wall(game, f"headline:{headline.id}", headline.text)[0] for headline in game.headlines]
    found += [
        _on_wall(game, f"string:{deal.id}:{deal.version}", deal.terms.own_words)[0]
        for deal in game.deals.values()
        if deal.holds
    ]
    return [*found, *_stage_texts(game)]


def _stage_texts(game: Game) -> list[str]:
    """The line of the table that reports back."""
    if game.step is None or game.step.kind is not StepKind.SPOTLIGHT or not game.spotlight.called:
        return []
    table = game.tables.get(game.spotlight.called[-1])
    idea = game.ideas.get(table.idea) if table else None
    if idea is None:
        return []
    shown = _one_with(game, idea) or idea
    return [_on_wall(game, f"idea:{shown.id}:{shown.rev}", shown.title, shown.line)[1]]


def _console_texts(game: Game, ideas: list[str]) -> list[str]:
    found = [*ideas, *(player.name for player in game.seated())]
    for table in game.tables.values():
        found += [text for choice in table.choices.values() for text in (choice.title, choice.text)]
    found += [headline.text for headline in game.headlines]
    found += [deal.terms.own_words for deal in game.deals.values() if deal.holds]
    found += [game.ideas[deal.idea].title for deal in game.deals.values()]
    for player in game.players.values():
        if player.naming is not Naming.OUT:
            found += [said.text for said in player.reflections.values() if said.may_quote]
    told = game.telling
    found += [text for edit in game.edits.values() for text in (edit.title, edit.line)]
    found += [message.text for message in game.messages]
    found += [text for one in told.media for text in (one.caption, one.alternative)]
    found += [text for one in told.next_steps for text in (one.text, one.who, one.date)]
    return [*found, told.headline, told.turning_point, told.surprise, told.refusal, told.introduction]

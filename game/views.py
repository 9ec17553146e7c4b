"""What each audience may know, as frozen values. Secrets are decided here and nowhere else; nothing is drawn or worded.

Audiences: the room (every phone), a table (its members' phones), a player (one person's phones), the wall, the
facilitator. A page shows only what one of these functions gave for its audience.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from game import events as happened
from game.bargaining import OWN_WORDS
from game.checking import (
    choice_ref,
    for_phones,
    headline_ref,
    is_edited_for,
    is_idea_edited,
    is_shown,
    oldest_first,
    own_words_for,
    shown_as,
    shows_idea,
    title_for_all,
    to_check,
    with_tables,
    wording,
    words_of,
)
from game.collaboration import moves_for
from game.deals import deals_of
from game.events import Event
from game.feedback import told_words
from game.happenings import may_file
from game.history import Entry, History
from game.ideas import card_of, cost, holding, marks_missing, needs, own_idea, plan_step, public_ideas, support
from game.map import draw
from game.ongoing import (
    doubled_deals,
    may_refuse,
    newest,
    on,
    refused_by,
    refusing_side,
    waits_for_an_answer,
    whom,
)
from game.purses import has_given, held, left, went_to
from game.scenario import EffectKind, EventCard, Step, StepKind, TokenKind
from game.shapes import (
    BarView,
    Blocked,
    CallView,
    ConsoleView,
    DealLine,
    DealsView,
    DealView,
    EventLine,
    ExtraView,
    GiftView,
    Gold,
    HandView,
    HappeningView,
    Held,
    HostingView,
    IdeaView,
    ListsView,
    Mate,
    MessageView,
    MeView,
    NeedView,
    NowView,
    PartyView,
    PickView,
    PressView,
    ReflectView,
    RefusalView,
    SeatLine,
    SheetLine,
    StageView,
    TableLine,
    TableView,
    UndoLine,
    VoteView,
    WallView,
)
from game.spotlight import next_up, on_stage, order, turn_clock
from game.state import (
    CallAnswer,
    Clock,
    Deal,
    DealState,
    Game,
    Idea,
    Part,
    Player,
    PledgeLevel,
    SentEvent,
    Status,
)
from game.talk import extra_clock, standing
from game.turns import coming_round, hosts
from game.voting import last_vote, results
from game.wary import covered

MOST_MESSAGES = 3
"""As many messages of the facilitator stand on a phone."""


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
        is_rehearsal=game.is_rehearsal,
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
        part=who.part,
        hat=who.hat,
        role=role,
        offered=tuple(game.scenario.role(name) for name in _offered(game, who)),
        purse=tuple(
            Held(
                kind=kind,
                left=left(game, who.id, kind.id),
                total=held(game, who.id, kind.id),
                went_to=went_to(game, who.id, kind.id, who.table),
            )
            for kind in game.scenario.tokens
            if held(game, who.id, kind.id)
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
                piles=tuple((card, found.piles[card]) for card in hand.cards if card in found.piles),
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
                part=mate.part,
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
    is_edited, tables = is_edited_for(game, idea, table), with_tables(game, idea)
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
        picks=tuple(
            PickView(id=pick.id, card=card_of(game, pick), when=pick.when, is_own=not pick.card) for pick in idea.picks
        ),
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
        support=_support(game, idea),
        missing=marks_missing(game, idea),
        lead=game.badge_of(idea.lead.player) if idea.lead else "",
        lead_answer=idea.lead.answer if idea.lead else None,
        first_step=idea.first_step,
        date=idea.date,
        asks=tuple(asks[chip] for chip in idea.asks if chip in asks),
        helpers=len(idea.helpers),
        deals=sum(1 for _ in holding(game, idea.id)),
        refusals=tuple(
            RefusalView(
                card=said.card,
                side=sides.get(refusing_side(game, said.card), ""),
                words=said.words,
                changes=said.changes,
                answer=said.answer,
            )
            for said in idea.refusals
        ),
        is_edited=is_edited,
        with_tables=tables,
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
    shown = for_phones(game, idea, game.players[player].table)
    lines = {need.id: need for need in needs(game, shown)}
    late = _late(game, deal)
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
                    GiftView(
                        kind=game.scenario.token(gift.kind),
                        need=gift.need,
                        for_what=lines[gift.need].title if gift.need in lines else "",
                        is_late=gift.need in late,
                    )
                    for gift in deal.terms.gifts
                    if gift.giver == party
                ),
            )
        )
    may = moves_for(deal, player) if game.status is not Status.CLOSED else frozenset()
    if deal.holds and game.has_opened(StepKind.REFLECT):
        may |= {"pledge"}
    if waits_for_an_answer(game, deal):
        may -= {"repair"}
    if late:
        may -= {"yes"}
    met, met_level = _met(game, deal, player)
    return DealView(
        id=deal.id,
        version=deal.version,
        number=deal.number,
        state=deal.state,
        route=deal.route,
        idea=idea.id,
        idea_label=idea.label,
        idea_title=shown.title,
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
        met=met,
        met_level=met_level,
    )


_MEANS_IT = {PledgeLevel.TALK: 1, PledgeLevel.DO: 2}


def _late(game: Game, deal: Deal) -> frozenset[str]:
    """The lines of the list that a proposed deal wants to answer, and that are not open any more."""
    if deal.state is not DealState.PROPOSED:
        return frozenset()
    wanted = {gift.need for gift in deal.terms.gifts if gift.need}
    is_open = {need.id for need in needs(game, game.ideas[deal.idea]) if need.is_open} if wanted else set()
    return frozenset(wanted - is_open)


def _to_answer(game: Game, player: str) -> int:
    """How many deals wait for this player's yes or no, and can still be."""
    proposed = (deal for deal in deals_of(game, player) if deal.state is DealState.PROPOSED)
    return sum(1 for deal in proposed if player in deal.waiting and not _late(game, deal))


def _met(game: Game, deal: Deal, player: str) -> tuple[tuple[str, ...], PledgeLevel | None]:
    """The others who mean a deal in real life, told only to somebody who means it too: consent has two sides."""
    if not deal.holds:
        return (), None
    means = {
        party: level for party in deal.terms.parties if (level := game.players[party].pledges.get(deal.id)) in _MEANS_IT
    }
    others = tuple(party for party in means if party != player)
    if player not in means or not others:
        return (), None
    least = min((means[party] for party in means), key=lambda level: _MEANS_IT[level])
    return tuple(game.badge_of(party) for party in others), least


def string_text(game: Game, string: str, own_words: str) -> str:
    """A string in words: the chip's text or the parties' own; empty when there is none."""
    if string == OWN_WORDS:
        return own_words
    return next((chip.text for chip in game.scenario.strings if chip.id == string), "")


def now(game: Game, player: str) -> NowView:
    """What the phone asks of a player. Audience: that player."""
    who = game.players[player]
    own = own_idea(game, who)
    hands = table(game, who.table).hands if who.table in game.tables else ()
    step = game.step
    lead_of = next(
        (idea for idea in game.ideas.values() if idea.lead and idea.lead.player == player and idea.lead.answer is None),
        None,
    )
    in_spotlight = step is not None and step.kind is StepKind.SPOTLIGHT
    view = idea_view(game, own, who.table) if own else None
    return NowView(
        bar=bar(game),
        me=me(game, player),
        gold=_gold(game, who),
        say=step.say if step else (),
        cards=tuple(game.scenario.card(card) for card in step.cards) if step else (),
        story=game.scenario.story if step is None else (),
        idea=view,
        hand=next((hand for hand in hands if step is not None and hand.step_id == step.id), None),
        to_answer=_to_answer(game, player),
        happenings=_happenings(game, who),
        refusals=tuple(said for said in view.refusals if not said.changes) if view else (),
        lead_of=idea_view(game, lead_of, who.table) if lead_of else None,
        may_practise=step is not None and step.kind is StepKind.CAST and not who.has_practised,
        hosting=_hosting(game, who),
        stage=_stage(game),
        help=tuple(
            (idea_view(game, idea), player in idea.helpers)
            for idea in public_ideas(game)
            if in_spotlight and idea.table != who.table
        ),
        vote=_vote(game, who),
        press=_press(game, who),
        headlines=_headlines(game),
        reflect=_reflect(game, who),
        report_is_out=game.is_published,
        messages=tuple(
            MessageView(id=message.id, text=message.text, at=message.at)
            for message in standing(game, who)[:MOST_MESSAGES]
        ),
        call=_call(game, who.table),
        extra=_extra(game, who.table),
        taken_back=_taken_back(game, player),
        told=told_words(game, player),
    )


def _call(game: Game, number: int) -> CallView | None:
    """A table's call. What was answered is told until the next step."""
    found = game.tables.get(number)
    if game.status is not Status.PLAYING or found is None:
        return None
    call = found.call
    if call is None:
        return CallView()
    if call.answer is None:
        return CallView(waits_since=call.at)
    if call.answered_at is None or call.answered_at < game.started[-1].at:
        return CallView()
    is_more_time = call.answer is CallAnswer.TIME and found.extra is not None
    return CallView(
        is_coming=call.answer is CallAnswer.COMING,
        minutes=found.extra.minutes if is_more_time and found.extra else 0,
    )


def _extra(game: Game, number: int) -> ExtraView | None:
    """A table's own minutes: those that it keeps, or those that run."""
    extra = game.tables[number].extra if number in game.tables else None
    if game.status is not Status.PLAYING or extra is None:
        return None
    clock = extra_clock(game, number)
    if clock is not None and not clock.is_running and clock.left_ms <= 0:
        return None
    return ExtraView(minutes=extra.minutes, step_title=game.run_sheet.steps[extra.step].title, clock=clock)


_OF_THE_ROOM = frozenset(
    {"StepStarted", "ClockSet", "EventSent", "EventEnded", "OutcomeEntered", "TableCalled", "IdeasMerged"}
)
"""Kinds of events that everybody should hear of when they are undone; of the others only those whom they concern."""


def _taken_back(game: Game, player: str) -> tuple[str, ...]:
    told = game.taken_back
    if game.status is not Status.PLAYING or told is None or told.step != game.step_index:
        return ()
    kinds = (kind for act in (told, *told.also) for kind in act.kinds if player in act.players or kind in _OF_THE_ROOM)
    return tuple(dict.fromkeys(kinds))


def who_wears(game: Game, badge: str) -> Mate | None:
    """Whom a badge number names, for somebody who stands in front of that person."""
    found = game.by_badge(badge)
    if found is None:
        return None
    role = game.scenario.role(found.role).title if found.role else ""
    return Mate(id=found.id, badge=found.badge, name=found.name, role=role, part=found.part)


def wall(game: Game) -> WallView:
    """What the projector shows. Audience: everybody in the room and whoever looks in."""
    step = game.step
    heads = Counter(player.table for player in game.seated())
    chosen = []
    for number, found in sorted(game.tables.items()):
        for step_id, choice in found.choices.items():
            if choice.card:
                chosen.append((number, game.scenario.card(choice.card).title))
            elif is_shown(game, ref := choice_ref(number, step_id, choice.rev)):
                chosen.append((number, wording(game, ref, choice.title, choice.text).title))
    going_on = _happenings(game)
    newest = next((happening for happening in reversed(going_on) if happening.is_of_this_step), None)
    return WallView(
        scene=game.scene,
        bar=bar(game),
        code=game.code,
        heads=sum(heads.values()),
        tables=tuple((number, heads[number], game.table_size) for number in sorted(game.tables)),
        say=step.say if step else (),
        happening=newest,
        ongoing=tuple(happening for happening in going_on if happening is not newest),
        cards=tuple(game.scenario.card(card) for card in step.cards) if step else (),
        chosen=tuple(chosen),
        stage=_stage(game),
        results=tuple((idea.label, title_for_all(game, idea), dots) for idea, dots in results(game)),
        headlines=_headlines(game),
        map=draw(game),
        waiting=sum(1 for deal in game.deals.values() if deal.state is DealState.PROPOSED),
        report_is_out=game.is_published,
    )


def console(history: History) -> ConsoleView:
    """What the facilitator runs the room by. Audience: the facilitator."""
    game = history.game
    step = game.step
    began = {started.step: started.at for started in game.started}
    steps = game.run_sheet.steps
    following = game.step_index + 1
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
                minutes=game.minutes_of(number),
                is_on=number == game.step_index,
                began_at=began.get(number),
                is_protected=line.protected,
                least=0 if line.protected else line.least,
                when_cut=line.when_cut,
            )
            for number, line in enumerate(steps)
        ),
        script=step.script if step else (),
        if_flat=step.if_flat if step else (),
        stage=_stage(game),
        next_title=steps[following].title if following < len(steps) else "",
        scene=game.scene,
        tables=tuple(_table_line(game, number) for number in sorted(game.tables)),
        seats=tuple(
            SeatLine(
                id=player.id,
                badge=player.badge,
                name=player.name,
                role=game.scenario.role(player.role).title if player.role else "",
                part=player.part,
            )
            for player in sorted(game.seated(), key=lambda player: (player.table, player.letter))
        ),
        ideas=tuple(_seen_by_chance(idea_view(game, idea, idea.table)) for idea in public_ideas(game)),
        to_check=oldest_first(to_check(game), _events(history)),
        events=tuple(_event_line(game, card) for card in game.scenario.events),
        deals=tuple(_deal_line(game, deal) for deal in reversed(tuple(game.deals.values()))),
        undo=tuple(_undo_line(game, entry) for entry in history.undoable()[:20]),
        late=tuple(event.late for event in history.late_actions()),
        published=game.published,
        telling=game.telling,
        must_end_at=game.must_end_at,
    )


def _seen_by_chance(view: IdeaView) -> IdeaView:
    """An idea as it may stand on a laptop that somebody plugs into the projector: what is private or rude is blacked out."""
    picks = tuple(
        replace(pick, card=replace(pick.card, title=covered(pick.card.title))) if pick.is_own else pick
        for pick in view.picks
    )
    return replace(view, title=covered(view.title), line=covered(view.line), picks=picks)


def _events(history: History) -> Iterator[Event]:
    """What happened and was not undone, in its order."""
    return (event for entry in history.entries if entry.seq not in history.undone for event in entry.events)


def _undo_line(game: Game, entry: Entry) -> UndoLine:
    """Safe parts only: an entry can hold words that are not the facilitator's to read."""
    kinds = tuple(event.kind for event in entry.events)
    about = next(filter(None, (_about(game, event) for event in entry.events)), "")
    return UndoLine(seq=entry.seq, at=entry.at, kinds=kinds, about=about)


def _about(game: Game, event: Event) -> str:
    match event:
        case happened.StepStarted(step=step):
            return game.run_sheet.steps[step].title
        case happened.EventSent(card=card) | happened.EventEnded(card=card) | happened.OutcomeEntered(card=card):
            return game.scenario.event(card).title
        case (
            happened.PlayerMoved(player=player)
            | happened.SeatFreed(player=player)
            | happened.CharactersOffered(player=player)
        ):
            return game.badge_of(player)
        case (
            happened.TableAdded(table=number) | happened.TableRemoved(table=number) | happened.TableCalled(table=number)
        ):
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
        without_character=sum(1 for player in game.players_who_play(number) if not player.role),
        chosen=covered(_choice_title(game, choice.card, choice.title)) if choice else "",
        idea=covered(own.title) if own else "",
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
        idea=covered(idea.title),
        idea_label=idea.label,
        gifts=tuple(
            (game.scenario.token(kind), count)
            for kind, count in sorted(Counter(gift.kind for gift in deal.terms.gifts).items())
        ),
        route=deal.route,
        disputed_by=tuple(game.badge_of(player) for player in deal.disputed_by),
    )


_AS_ONESELF = frozenset({StepKind.SPOTLIGHT, StepKind.VOTE, StepKind.REFLECT})
"""The steps in which a phone asks something of those who watch, too."""


def _gold(game: Game, who: Player) -> Gold:
    """The one action: what only this person can do, then what the step asks of them.

    Deals that wait come first in a market; elsewhere after the step's own action, and not at all while people listen.
    """
    if game.status is not Status.PLAYING or game.step is None or who.is_freed:
        return Gold.NONE
    if any(idea.lead and idea.lead.player == who.id and idea.lead.answer is None for idea in game.ideas.values()):
        return Gold.LEAD
    if any(happening.asks == "comment" for happening in _happenings(game, who)):
        return Gold.COMMENT
    if _offered(game, who):
        return Gold.KEEP
    step = game.step
    own = own_idea(game, who)
    if who.part is not Part.PLAYER and step.kind not in _AS_ONESELF:
        return Gold.NONE
    if who.part is Part.PLAYER and own is not None and any(said.changes is None for said in own.refusals):
        return Gold.REFUSAL
    waits = step.kind is not StepKind.WAIT and _to_answer(game, who.id) > 0
    if waits and step.kind is StepKind.MARKET:
        return Gold.ANSWER
    gold = _gold_of_step(game, who, own, step)
    return Gold.ANSWER if waits and gold is Gold.NONE else gold


def _gold_of_step(game: Game, who: Player, own: Idea | None, step: Step) -> Gold:
    """What the step that is on asks of this player."""
    match step.kind:
        case StepKind.CAST if not who.has_practised:
            return Gold.PRACTISE
        case StepKind.CHOOSE if step.id not in game.tables[who.table].choices:
            return Gold.CHOOSE
        case StepKind.IDEA if own is None:
            return Gold.IDEA
        case StepKind.PLAN:
            return Gold.IDEA if own is None else Gold.PLAN
        case StepKind.MARKET:
            return Gold.SHAKE
        case StepKind.DELIVER if own is not None and (own.lead is None or own.lead.answer is False):
            return Gold.NAME_LEAD
        case StepKind.DELIVER if own is not None and not own.first_step:
            return Gold.DELIVERY
        case StepKind.SPOTLIGHT:
            speaking = game.ideas.get(game.tables[on_stage(game)].idea) if on_stage(game) in game.tables else None
            wants = speaking is not None and speaking.table != who.table and who.id not in speaking.helpers
            return Gold.HELP if wants else Gold.NONE
        case StepKind.VOTE if who.id not in game.votes.get(step.id, {}):
            return Gold.VOTE
        case StepKind.REFLECT:
            asked = _reflect(game, who)
            return Gold.REFLECT if asked and asked.next_question else Gold.NONE
        case _:
            return Gold.NONE


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


def _happenings(game: Game, who: Player | None = None) -> tuple[HappeningView, ...]:
    """The event cards that are on, as this player sees them; without one, as everybody does."""
    return tuple(_happening(game, sent, who) for sent in on(game)) if game.status is Status.PLAYING else ()


def _happening(game: Game, sent: SentEvent, who: Player | None) -> HappeningView:
    card = game.scenario.event(sent.card)
    kinds = {effect.kind for effect in card.effects}
    is_mine = who is not None and who.id in sent.concerns and who.part is Part.PLAYER
    asks = ""
    if who is not None and is_mine and EffectKind.ANSWER_ALOUD in kinds and who.id not in sent.comments:
        asks = "comment"
    elif who is not None and sent in may_refuse(game, who):
        asks = "refuse"
    refused = refused_by(game, sent)
    return HappeningView(
        card=card,
        number=game.scenario.number_of(card),
        clock=Clock(ends_at=sent.ends_at),
        concerns=tuple(game.badge_of(player) for player in sent.concerns),
        stands_in=sent.stands_in,
        is_mine=is_mine,
        do=card.do if sent.concerns or not card.role else card.without_role,
        asks=asks,
        doubled=doubled_deals(game, sent),
        to_double=sum(effect.count for effect in card.effects if effect.kind is EffectKind.MATCH),
        refused=title_for_all(game, refused) if refused else "",
        chosen=tuple(title_for_all(game, game.ideas[idea]) for idea in sent.ideas),
        people=tuple(game.badge_of(player) for player in sent.people),
        is_of_this_step=sent.step == game.step_index,
    )


def _event_line(game: Game, card: EventCard) -> EventLine:
    sent = newest(game, card.id)
    is_on = sent is not None and sent.is_on
    concerns, stands_in = (sent.concerns, sent.stands_in) if sent is not None and is_on else whom(game, card)

    def count(kind: EffectKind) -> int:
        return sum(effect.count for effect in card.effects if effect.kind is kind)

    return EventLine(
        card=card,
        number=game.scenario.number_of(card),
        was_sent=sent is not None,
        is_on=is_on,
        ends_at=sent.ends_at if sent is not None and is_on else None,
        concerns=tuple(game.badge_of(player) for player in concerns),
        stands_in=stands_in,
        ends=any(effect.kind is EffectKind.RETURN_UNSPENT for effect in card.effects),
        silent=sent is not None
        and any(effect.kind is EffectKind.ANSWER_ALOUD for effect in card.effects)
        and any(player not in sent.comments for player in sent.concerns),
        ideas=count(EffectKind.PICK_IDEAS),
        people=count(EffectKind.PICK_PLAYERS),
        chosen_ideas=tuple(game.ideas[idea].label for idea in sent.ideas) if sent else (),
        chosen_people=tuple(game.badge_of(player) for player in sent.people) if sent else (),
    )


def _hosting(game: Game, who: Player) -> HostingView | None:
    """Who hosts and who walks, once the lists are there and as long as a market is on or to come."""
    round_ = coming_round(game)
    if not round_ or who.part is not Part.PLAYER or not game.has_opened(StepKind.PLAN) or who.table not in game.tables:
        return None
    staying = hosts(game, who.table, round_)
    return HostingView(round=round_, hosts=tuple(game.badge_of(player) for player in staying), i_host=who.id in staying)


def _stage(game: Game) -> StageView | None:
    """Who reports back, for all to see."""
    if game.status is not Status.PLAYING or game.step is None or game.step.kind is not StepKind.SPOTLIGHT:
        return None
    number = on_stage(game)
    idea = game.ideas.get(game.tables[number].idea) if number in game.tables else None
    shows = idea is not None and shows_idea(game, idea)
    return StageView(
        order=order(game),
        table=number,
        next=next_up(game),
        clock=turn_clock(game),
        idea=idea.id if idea else "",
        label=idea.label if idea else "",
        title=title_for_all(game, idea) if idea else "",
        line=words_of(game, idea).line if idea and shows else "",
        drawn=shown_as(game, idea).id if idea else "",
        is_edited=idea is not None and shows and is_idea_edited(game, idea),
        with_tables=with_tables(game, idea) if idea else (),
        support=_support(game, idea) if idea else (),
        gives=_gives(game, idea) if idea else (),
    )


def _support(game: Game, idea: Idea) -> tuple[tuple[TokenKind, int], ...]:
    return tuple((game.scenario.token(kind), count) for kind, count in sorted(support(game, idea.id).items()))


def _gives(game: Game, idea: Idea) -> tuple[tuple[int, str, tuple[tuple[TokenKind, int], ...]], ...]:
    """Who gives to an idea in deals that hold: tables and characters, never names."""
    given: dict[tuple[int, str], Counter[str]] = {}
    for deal in holding(game, idea.id):
        for gift in deal.terms.gifts:
            giver = game.players[gift.giver]
            title = game.scenario.role(giver.role).title if giver.role else ""
            given.setdefault((giver.table, title), Counter())[gift.kind] += 1
    return tuple(
        (number, title, tuple((kind, kinds[kind.id]) for kind in game.scenario.tokens if kinds[kind.id]))
        for (number, title), kinds in given.items()
    )


def _vote(game: Game, who: Player) -> VoteView | None:
    step = last_vote(game)
    if step is None or game.step is None or step.id != game.step.id or game.status is not Status.PLAYING:
        return None
    mine = game.votes.get(step.id, {}).get(who.id, {})
    return VoteView(
        step=step.id,
        dots=step.dots,
        ideas=tuple(
            (idea_view(game, idea), mine.get(idea.id, 0)) for idea in public_ideas(game) if idea.table != who.table
        ),
        is_sent=who.id in game.votes.get(step.id, {}),
    )


def _press(game: Game, who: Player) -> PressView | None:
    if game.status is not Status.PLAYING or not may_file(game, who.id):
        return None
    return PressView(
        filed=tuple(
            (said.text, game.checks.get(headline_ref(said.id)))
            for said in reversed(game.headlines)
            if said.by == who.id
        )
    )


def _headlines(game: Game) -> tuple[str, ...]:
    """The newest three headlines that were checked, newest first."""
    return tuple(
        wording(game, ref, said.text).title
        for said in reversed(game.headlines)
        if is_shown(game, ref := headline_ref(said.id))
    )[:3]


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

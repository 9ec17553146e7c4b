"""What a table writes together: its choice of a card, its idea, its plan, and who does it."""

from __future__ import annotations

from datetime import datetime

from game import commands as ask
from game import events as happened
from game.events import Decision, Event
from game.evolve import evolve
from game.ideas import WHEN, cost, need_of, next_label, own_idea, plan_step, public_ideas
from game.refused import Refused, Why, refuse
from game.scenario import StepKind, Words
from game.state import Game, Hand, Idea
from game.words import LINE, TEXT, TITLE, checked

BLANK_COST = 2
"""What a method costs that a table wrote itself, until the facilitator says otherwise."""

MOST_BLANK_NEEDS = 3


def choose_card(game: Game, command: ask.ChooseCard) -> Decision:
    """A card of the table's hand, or the table's own words."""
    player = game.players[command.player]
    hand = game.tables[player.table].hands.get(command.step)
    if hand is None:
        return refuse(Why.NOT_OPEN_YET, what="choose")
    title, text = Words(""), Words("")
    if command.card:
        if command.card not in hand.cards:
            return refuse(Why.NOT_IN_HAND)
    else:
        checked_title = checked(command.title, "title", TITLE)
        checked_text = checked(command.text, "text", TEXT, may_be_empty=True)
        if isinstance(checked_title, Refused):
            return checked_title
        if isinstance(checked_text, Refused):
            return checked_text
        title, text = checked_title, checked_text
    return (
        happened.CardChosen(
            player=player.id, table=player.table, step=command.step, card=command.card, title=title, text=text
        ),
    )


def sort_card(game: Game, command: ask.SortCard) -> Decision:
    """A card of one of the table's hands, laid on a pile."""
    player = game.players[command.player]
    table = game.tables[player.table]
    if all(command.card not in hand.cards for hand in table.hands.values()):
        return refuse(Why.NOT_IN_HAND)
    if table.piles.get(command.card) is command.pile:
        return refuse(Why.ALREADY_PICKED)
    return (happened.CardSorted(player=player.id, table=player.table, card=command.card, pile=command.pile),)


def ready_made(game: Game, dealt: tuple[tuple[int, Hand], ...], now: datetime) -> list[Event]:
    """The ideas of the tables that have none yet and people, as the first card of the hand just dealt says them."""
    begun: list[Event] = []
    for number, hand in dealt:
        if game.tables[number].idea or not any(game.seated(number)):
            continue
        card = game.scenario.card(hand.cards[0])
        idea = happened.IdeaBegun(
            idea=f"i{game.seq + 1}-{number}",
            label=next_label(game, number),
            table=number,
            title=Words(card.title),
            line=Words(card.text[:LINE]),
            by="",
            from_card=card.id,
            is_tables_own=True,
            at=now,
        )
        begun.append(idea)
        game = evolve(game, idea)
    return begun


def ready_for_late(game: Game, now: datetime) -> tuple[Event, ...]:
    """The ready-made ideas of tables where the first people sit down, or that open, after the step that dealt them."""
    steps = dict.fromkeys(game.run_sheet.steps[begun.step] for begun in game.started)
    late = [
        (number, table.hands[step.id])
        for number, table in sorted(game.tables.items())
        for step in steps
        if step.ready_made and step.id in table.hands
    ]
    return tuple(ready_made(game, tuple(late), now))


def write_idea(game: Game, command: ask.WriteIdea, now: datetime) -> Decision:
    """The table's idea, new or in other words."""
    if not game.has_opened(StepKind.IDEA):
        return refuse(Why.NOT_OPEN_YET, what="idea")
    player = game.players[command.player]
    words = idea_words(command.title, command.line)
    if isinstance(words, Refused):
        return words
    title, line = words
    hands = game.tables[player.table].hands.values()
    if command.from_card and not any(command.from_card in hand.cards for hand in hands):
        return refuse(Why.NOT_IN_HAND)
    idea = own_idea(game, player)
    if idea is not None:
        return (
            happened.IdeaRewritten(
                idea=idea.id, title=title, line=line, by=player.id, from_card=command.from_card or idea.from_card
            ),
        )
    return (
        happened.IdeaBegun(
            idea=f"i{game.seq + 1}",
            label=next_label(game, player.table),
            table=player.table,
            title=title,
            line=line,
            by=player.id,
            from_card=command.from_card,
            is_tables_own=True,
            at=now,
        ),
    )


def idea_words(title: str, line: str) -> tuple[Words, Words] | Refused:
    """A cleaned title and line, or why not."""
    checked_title = checked(title, "title", TITLE)
    if isinstance(checked_title, Refused):
        return checked_title
    checked_line = checked(line, "line", LINE, may_be_empty=True)
    if isinstance(checked_line, Refused):
        return checked_line
    return checked_title, checked_line


def pick_method(game: Game, command: ask.PickMethod) -> Decision:
    """One more method in the plan, inside the step's limits; or one that is in it, at another time."""
    found = _own_plan(game, command.player)
    if isinstance(found, Refused):
        return found
    if command.when not in WHEN:
        return refuse(Why.UNKNOWN, what="when", name=command.when)
    there = next((pick for pick in found.picks if command.card in (pick.card or pick.id, pick.id)), None)
    if there is not None:
        if there.when == command.when:
            return refuse(Why.ALREADY_PICKED)
        return (happened.MethodMoved(idea=found.id, pick=there.id, when=command.when, by=command.player),)
    step = plan_step(game)
    hands = game.tables[found.table].hands.values()
    if step is None or not any(hand.step == step.id and command.card in hand.cards for hand in hands):
        return refuse(Why.NOT_IN_HAND)
    refused = _why_not_one_more(game, found, game.scenario.card(command.card).cost)
    if refused is not None:
        return refused
    return (
        happened.MethodPicked(
            idea=found.id, pick=f"m{game.seq + 1}", card=command.card, when=command.when, by=command.player
        ),
    )


def write_method(game: Game, command: ask.WriteMethod) -> Decision:
    """A method of the table's own, with one to three things that it needs."""
    found = _own_plan(game, command.player)
    if isinstance(found, Refused):
        return found
    if command.when not in WHEN:
        return refuse(Why.UNKNOWN, what="when", name=command.when)
    title = checked(command.title, "title", TITLE)
    if isinstance(title, Refused):
        return title
    if not 1 <= len(command.needs) <= MOST_BLANK_NEEDS:
        return refuse(Why.NEEDS_SOMETHING, field="needs", most=MOST_BLANK_NEEDS)
    known = {kind.id for kind in game.scenario.tokens}
    for kind in command.needs:
        if kind not in known:
            return refuse(Why.UNKNOWN, what="token", name=kind)
    refused = _why_not_one_more(game, found, BLANK_COST)
    if refused is not None:
        return refused
    return (
        happened.MethodWritten(
            idea=found.id,
            pick=f"m{game.seq + 1}",
            title=title,
            cost=BLANK_COST,
            needs=command.needs,
            when=command.when,
            by=command.player,
        ),
    )


def set_cost(game: Game, command: ask.SetCost) -> Decision:
    """Another cost for a table's own method, from 0 to 3; the plan may not go over its budget by it."""
    idea = game.ideas.get(command.idea)
    pick = next((pick for pick in idea.picks if pick.id == command.pick and not pick.card), None) if idea else None
    if idea is None or pick is None:
        return refuse(Why.UNKNOWN, what="pick", name=command.pick)
    if not 0 <= command.cost <= BLANK_COST + 1:
        return refuse(Why.UNKNOWN, what="answer", name=str(command.cost))
    step = plan_step(game)
    together = cost(game, idea) - pick.cost + command.cost
    if step is None or together > step.budget:
        return refuse(Why.OVER_BUDGET, most=step.budget if step else 0, cost=together)
    return (happened.MethodPriced(idea=idea.id, pick=pick.id, cost=command.cost),)


def _why_not_one_more(game: Game, idea: Idea, more: int) -> Refused | None:
    """Whether the plan has no room for one more method of this cost."""
    step = plan_step(game)
    if step is None:
        return refuse(Why.NOT_OPEN_YET, what="plan")
    if len(idea.picks) >= step.picks:
        return refuse(Why.TOO_MANY_PICKS, most=step.picks)
    together = cost(game, idea) + more
    return refuse(Why.OVER_BUDGET, most=step.budget, cost=together) if together > step.budget else None


def drop_method(game: Game, command: ask.DropMethod) -> Decision:
    """One method fewer. What deals gave for it stays with the idea."""
    found = _own_plan(game, command.player)
    if isinstance(found, Refused):
        return found
    if all(pick.id != command.pick for pick in found.picks):
        return refuse(Why.UNKNOWN, what="pick", name=command.pick)
    return (happened.MethodDropped(idea=found.id, pick=command.pick, by=command.player),)


def cover_need(game: Game, command: ask.CoverNeed) -> Decision:
    """The table's own share: a few needs it covers itself."""
    found = _own_plan(game, command.player)
    if isinstance(found, Refused):
        return found
    step = plan_step(game)
    need = need_of(game, found, command.need)
    if need is None or step is None:
        return refuse(Why.UNKNOWN, what="need", name=command.need)
    if command.covers:
        if need.side or not game.scenario.token(need.kind).table_can_cover:
            return refuse(Why.CANNOT_COVER, kind=need.kind)
        if not need.is_open:
            return refuse(Why.NEED_MET, need=need.id, kind=need.kind)
        if len(found.covered) >= step.own_share:
            return refuse(Why.COVERED_ENOUGH, most=step.own_share)
    elif not need.is_covered:
        return refuse(Why.NOT_NOW)
    return (happened.NeedCovered(idea=found.id, need=need.id, covers=command.covers, by=command.player),)


def name_lead(game: Game, command: ask.NameLead) -> Decision:
    """Who leads the idea. Somebody else than the one who names must say yes."""
    idea = _own(game, command.player, command.idea)
    if isinstance(idea, Refused):
        return idea
    lead = game.players.get(command.lead)
    if lead is None or lead.is_freed:
        return refuse(Why.UNKNOWN, what="player", name=command.lead)
    named = happened.LeadNamed(idea=idea.id, lead=lead.id, by=command.player)
    if lead.id != command.player:
        return (named,)
    return (named, happened.LeadAnswered(idea=idea.id, player=lead.id, yes=True))


def answer_lead(game: Game, command: ask.AnswerLead) -> Decision:
    """The named person's yes or no."""
    idea = game.ideas.get(command.idea)
    if idea is None or idea.lead is None or idea.lead.player != command.player:
        return refuse(Why.NOT_YOURS)
    if idea.lead.answer == command.yes:
        return refuse(Why.ALREADY_ANSWERED)
    return (happened.LeadAnswered(idea=idea.id, player=command.player, yes=command.yes),)


def set_delivery(game: Game, command: ask.SetDelivery) -> Decision:
    """Part C: first step, date, and what is asked of others."""
    idea = _own(game, command.player, command.idea)
    if isinstance(idea, Refused):
        return idea
    first_step = checked(command.first_step, "first_step", LINE)
    if isinstance(first_step, Refused):
        return first_step
    date = checked(command.date, "date", TITLE, may_be_empty=True)
    if isinstance(date, Refused):
        return date
    known = {chip.id for chip in game.scenario.asks}
    for chip in command.asks:
        if chip not in known:
            return refuse(Why.UNKNOWN, what="ask", name=chip)
    return (
        happened.DeliverySet(
            idea=idea.id, first_step=first_step, date=date, asks=tuple(dict.fromkeys(command.asks)), by=command.player
        ),
    )


def offer_help(game: Game, command: ask.OfferHelp) -> Decision:
    """A listener's hand up, as themselves."""
    if not game.has_opened(StepKind.SPOTLIGHT):
        return refuse(Why.NOT_OPEN_YET, what="spotlight")
    idea = next((known for known in public_ideas(game) if known.id == command.idea), None)
    if idea is None:
        return refuse(Why.UNKNOWN, what="idea", name=command.idea)
    if (command.player in idea.helpers) == command.wants:
        return refuse(Why.ALREADY_ANSWERED)
    return (happened.HelpOffered(idea=idea.id, player=command.player, wants=command.wants),)


def _own_plan(game: Game, player: str) -> Idea | Refused:
    if not game.has_opened(StepKind.PLAN):
        return refuse(Why.NOT_OPEN_YET, what="plan")
    idea = own_idea(game, game.players[player])
    return idea if idea is not None else refuse(Why.NO_IDEA)


def _own(game: Game, player: str, idea: str) -> Idea | Refused:
    """An idea at home at the player's table, once deciding who delivers is open."""
    if not game.has_opened(StepKind.DELIVER):
        return refuse(Why.NOT_OPEN_YET, what="deliver")
    found = game.ideas.get(idea)
    if found is None:
        return refuse(Why.UNKNOWN, what="idea", name=idea)
    if found.table != game.players[player].table:
        return refuse(Why.NOT_YOUR_TABLE)
    return found

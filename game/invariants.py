"""What must always hold of a game, whatever was asked of it. The property tests ask after every entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from game.collaboration import FEWEST, MOST
from game.deals import deals_of
from game.ideas import cost, holding, needs, plan_step
from game.ongoing import doubled_deals
from game.purses import left
from game.scenario import EffectKind, StepKind, TokenRule
from game.state import DealState, Game, Idea, Naming, Part, Status


def broken(game: Game) -> tuple[str, ...]:
    """The sentences that do not hold; empty when all is well."""
    return (
        *_people(game),
        *_tables(game),
        *_ideas(game),
        *_deals(game),
        *_purses(game),
        *_happenings(game),
        *_votes(game),
        *_course(game),
        *_minutes(game),
        *_words(game),
    )


def _people(game: Game) -> Iterator[str]:
    badges = Counter(player.badge for player in game.seated())
    for badge, count in badges.items():
        if count > 1:
            yield f"{count} players wear the badge {badge}."
    for player in game.players.values():
        if not player.is_freed and player.table not in game.tables:
            yield f"{player.id} sits at table {player.table}, which is not there."
        if player.under_16 and player.naming is Naming.NICKNAME:
            yield f"{player.id} is under 16 and would be named."
        if player.role and player.role not in {role.id for role in game.scenario.roles}:
            yield f"{player.id} is {player.role}, which is not in the pack."
        if player.part is not Part.PLAYER and (player.role or player.purse or player.offered):
            yield f"{player.id} does not play and has a character."


def _tables(game: Game) -> Iterator[str]:
    for table in game.tables.values():
        if table.idea and table.idea not in game.ideas:
            yield f"Table {table.number} has the idea {table.idea}, which is not there."
        elif table.idea and game.ideas[table.idea].table != table.number:
            yield f"The idea of table {table.number} is at home elsewhere."
        if table.call is not None and table.call.by not in game.players:
            yield f"Somebody called from table {table.number} who is not there."
        if table.call is not None and (table.call.answer is None) is not (table.call.answered_at is None):
            yield f"The call of table {table.number} is answered and waits."
        for hand in table.hands.values():
            if len(set(hand.cards)) != len(hand.cards):
                yield f"Table {table.number} holds a card twice in its hand of {hand.step}."


def _ideas(game: Game) -> Iterator[str]:
    labels = Counter(idea.label for idea in game.ideas.values())
    for label, count in labels.items():
        if count > 1:
            yield f"{count} ideas are called {label}."
    for idea in game.ideas.values():
        if idea.table not in game.tables:
            yield f"{idea.id} is at home at table {idea.table}, which is not there."
        one = game.ideas.get(idea.one_with)
        if idea.one_with and (one is None or one.one_with):
            yield f"{idea.id} is shown as one with {idea.one_with}, which is not there or not by itself."
        if any(other not in game.ideas for other in idea.apart):
            yield f"{idea.id} was parted from an idea that is not there."
        known = {need.id for need in needs(game, idea)}
        if not idea.covered <= known:
            yield f"{idea.id} covers a need it does not have."
        met = Counter(gift.need for deal in holding(game, idea.id) for gift in deal.terms.gifts if gift.need)
        for need, count in met.items():
            if count > 1:
                yield f"The need {need} of {idea.id} is met {count} times."
            if need in idea.covered:
                yield f"The need {need} of {idea.id} is met and covered."
        yield from _plan(game, idea)
        if idea.lead and idea.lead.player not in game.players:
            yield f"{idea.id} is led by nobody known."


def _plan(game: Game, idea: Idea) -> Iterator[str]:
    step = plan_step(game)
    if step is None:
        return
    cards = [pick.card for pick in idea.picks if pick.card]
    if len(set(cards)) != len(cards):
        yield f"{idea.id} has a card twice in its plan."
    if len(idea.picks) > step.picks or cost(game, idea) > step.budget:
        yield f"The plan of {idea.id} is over its limits."
    if len(idea.covered) > step.own_share:
        yield f"{idea.id} covers {len(idea.covered)} needs itself."


def _deals(game: Game) -> Iterator[str]:
    numbers = Counter(deal.number for deal in game.deals.values() if deal.number)
    for number, count in numbers.items():
        if count > 1:
            yield f"{count} deals have the number {number}."
    for deal in game.deals.values():
        parties = deal.terms.parties
        if not FEWEST <= len(parties) <= MOST or len(set(parties)) != len(parties):
            yield f"{deal.id} has the parties {parties}."
        if any(party not in game.players for party in parties):
            yield f"{deal.id} has a party who is not there."
        if deal.idea not in game.ideas:
            yield f"{deal.id} feeds {deal.idea}, which is not there."
        if not deal.terms.gifts:
            yield f"{deal.id} gives nothing."
        if any(gift.giver not in parties for gift in deal.terms.gifts):
            yield f"{deal.id} has a giver who is no party."
        if deal.holds and any(party not in deal.answers or not deal.answers[party].yes for party in parties):
            yield f"{deal.id} is agreed without every yes."
        if deal.holds and not deal.number:
            yield f"{deal.id} holds and has no number."
        is_open = deal.holds or deal.state is DealState.PROPOSED
        if is_open and any(game.players[party].part is not Part.PLAYER for party in parties if party in game.players):
            yield f"{deal.id} has a party who does not play."


def _purses(game: Game) -> Iterator[str]:
    for player in game.players.values():
        for kind in game.scenario.tokens:
            if left(game, player.id, kind.id) < 0:
                yield f"{player.id} has given more {kind.id} than there was."
        copied = Counter(
            (deal.idea, gift.kind)
            for deal in deals_of(game, player.id)
            if deal.holds
            for gift in deal.terms.gifts
            if gift.giver == player.id and game.scenario.token(gift.kind).rule is TokenRule.COPIES
        )
        for (idea, kind_id), count in copied.items():
            if count > player.purse.get(kind_id, 0):
                yield f"{player.id} has given {kind_id} to {idea} {count} times."


def _happenings(game: Game) -> Iterator[str]:
    for place, sent in enumerate(game.sent):
        card = game.scenario.event(sent.card)
        if sent.is_on and any(later.card == sent.card for later in game.sent[place + 1 :]):
            yield f"{sent.card} was sent again and is on from before."
        most = sum(effect.count for effect in card.effects if effect.kind is EffectKind.MATCH)
        if doubled_deals(game, sent) > most:
            yield f"{doubled_deals(game, sent)} deals are doubled under {sent.card}."
        if any(idea not in game.ideas for idea in sent.ideas):
            yield f"Under {sent.card} an idea was chosen that is not there."
        if any(player not in game.players for player in (*sent.people, *sent.concerns)):
            yield f"{sent.card} is about somebody who is not there."
        if not set(sent.comments) <= set(sent.concerns):
            yield f"Somebody answered {sent.card} who was not asked."
        if sent.is_on and game.status is Status.CLOSED:
            yield f"{sent.card} is on after the close."
    times_sent = Counter(sent.card for sent in game.sent)
    refused = Counter(refusal.card for idea in game.ideas.values() for refusal in idea.refusals)
    for name, count in refused.items():
        if count > times_sent[name]:
            yield f"{count} ideas are refused under {name}."


def _votes(game: Game) -> Iterator[str]:
    dots = {step.id: step.dots for step in game.run_sheet.steps if step.kind is StepKind.VOTE}
    for step, votes in game.votes.items():
        for player, laid in votes.items():
            if player not in game.players or any(idea not in game.ideas for idea in laid):
                yield f"A vote in {step} is by or for nobody known."
            if sum(laid.values()) > dots.get(step, 0) or any(count < 1 for count in laid.values()):
                yield f"{player} laid {sum(laid.values())} dots in {step}."


def _course(game: Game) -> Iterator[str]:
    if not -1 <= game.step_index < len(game.run_sheet.steps):
        yield f"Step {game.step_index} is not in the run sheet."
    called = game.spotlight.called
    if len(set(called)) != len(called):
        yield "A table was called twice to report back."
    if game.status is Status.LOBBY and game.step_index != -1:
        yield "A step is on before the game began."
    if game.status is Status.CLOSED:
        for deal in game.deals.values():
            if deal.state is DealState.PROPOSED:
                yield f"{deal.id} is still proposed after the close."


def _minutes(game: Game) -> Iterator[str]:
    for step, minutes in game.minutes.items():
        if not 0 <= step < len(game.run_sheet.steps) or minutes < 1:
            yield f"Step {step} is planned with {minutes} minutes."
    for table in game.tables.values():
        if table.extra is None:
            continue
        if table.extra.minutes < 1:
            yield f"Table {table.number} has {table.extra.minutes} minutes of its own."
        if not 0 <= table.extra.step <= game.step_index:
            yield f"Table {table.number} has minutes of its own in a step that is not on yet."
        if (table.extra.until_left_ms is None) is not (table.extra.step == game.step_index):
            yield f"The own minutes of table {table.number} do not begin as the room goes on."


def _words(game: Game) -> Iterator[str]:
    for ref in game.reasons:
        if game.checks.get(ref) is not False:
            yield f"There is a reason to hide {ref}, which is not hidden."
    for ref in game.edits:
        if ref not in game.checks:
            yield f"{ref} was changed and never checked."
    messages = Counter(message.id for message in game.messages)
    for message, count in messages.items():
        if count > 1:
            yield f"{count} messages are called {message}."

"""What a pretend facilitator does within a step by itself: ends event cards, enters what the room chose, calls tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from game import commands as ask
from game.commands import Act
from game.events import DealDoubted, PurseChanged
from game.history import History
from game.ideas import public_ideas
from game.ongoing import effects_on, on
from game.refused import Refused
from game.scenario import EffectKind, EventCard, StepKind
from game.spotlight import next_up, on_stage, turn_clock
from game.state import Game

_HELD = frozenset({EffectKind.REFUSE_IDEA, EffectKind.ANSWER_ALOUD})
"""Effects that put deals in doubt by what players say, while the card is on."""


def due(game: Game, now: datetime, rng: Random) -> Act | None:
    """The next thing that is due at ``now`` (UTC); None when nothing is."""
    return _outcome(game, rng) or _end(game, now) or _call(game, now)


def _outcome(game: Game, rng: Random) -> Act | None:
    """What the room chose, under a card that asks for it and has nothing entered yet."""
    for sent, effect in (*effects_on(game, EffectKind.PICK_IDEAS), *effects_on(game, EffectKind.PICK_PLAYERS)):
        if sent.ideas or sent.people:
            continue
        if effect.kind is EffectKind.PICK_IDEAS:
            ideas = [idea.id for idea in public_ideas(game)]
            if ideas:
                return ask.EnterOutcome(card=sent.card, ideas=tuple(rng.sample(ideas, min(effect.count, len(ideas)))))
        else:
            people = [player.id for player in game.players_who_play()]
            if people:
                chosen = tuple(rng.sample(people, min(effect.count, len(people))))
                return ask.EnterOutcome(card=sent.card, people=chosen)
    return None


def _end(game: Game, now: datetime) -> Act | None:
    """The first event card whose time is over."""
    over = (sent for sent in on(game) if sent.ends_at is not None and sent.ends_at <= now)
    return next((ask.EndEvent(card=sent.card) for sent in over), None)


def _call(game: Game, now: datetime) -> Act | None:
    """The next table, when nobody speaks or the turn is over."""
    if game.step is None or game.step.kind is not StepKind.SPOTLIGHT or not next_up(game):
        return None
    is_over = not on_stage(game) or turn_clock(game).left(now) <= 0
    return ask.CallTable(table=next_up(game)) if is_over else None


def doubting(history: History, now: datetime) -> Sequence[EventCard]:
    """The event cards that would put deals in doubt as the room stands, at once or by what players say; else any."""
    cards = history.game.scenario.events
    found = [card for card in cards if _would(history, card, now, DealDoubted) or _is_held(history.game, card)]
    return found or list(cards)


def doubting_at_once(history: History, now: datetime) -> Sequence[EventCard]:
    """The event cards that would put deals in doubt the moment they are sent."""
    return [card for card in history.game.scenario.events if _would(history, card, now, DealDoubted)]


def giving(history: History, now: datetime) -> Sequence[EventCard]:
    """The event cards that change purses, or what may be given."""
    kinds = {EffectKind.GRANT_ROLE, EffectKind.RETURN_UNSPENT, EffectKind.MATCH, EffectKind.NEW_TABLES}
    cards = history.game.scenario.events
    found = [card for card in cards if any(effect.kind in kinds for effect in card.effects)]
    return [card for card in found if _would(history, card, now, PurseChanged)] or found


def _is_held(game: Game, card: EventCard) -> bool:
    return any(effect.kind in _HELD for effect in card.effects) and any(deal.holds for deal in game.deals.values())


def _would(history: History, card: EventCard, now: datetime, event: type[DealDoubted] | type[PurseChanged]) -> bool:
    decided = history.decide(ask.SendEvent(card=card.id), now, 0)
    return not isinstance(decided, Refused) and any(isinstance(each, event) for each in decided)


def unsent(game: Game, cards: Sequence[EventCard]) -> Iterator[EventCard]:
    """Those of the cards that were not sent yet."""
    sent = {event.card for event in game.sent}
    return (card for card in cards if card.id not in sent)

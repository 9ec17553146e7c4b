"""What happens to the room: event cards sent and ended, questions answered aloud, ideas refused, what the room chose."""

from __future__ import annotations

from datetime import datetime, timedelta

from game import commands as ask
from game import events as happened
from game.collaboration import Move, can
from game.deals import deals_for, deals_of
from game.events import Decision, Event
from game.evolve import evolve
from game.ideas import public_ideas
from game.ongoing import aimed_at, may_refuse, newest, on, refusing_side, whom
from game.purses import spent
from game.refused import Refused, Why, refuse
from game.scenario import EffectKind, EventCard, Words
from game.state import Deal, DealState, Game, Part, Scene
from game.words import LINE, TITLE, checked


def send_event(game: Game, command: ask.SendEvent, now: datetime) -> Decision:
    """An event card with what it does at once: deals in doubt, tokens granted. The rest holds while it is on."""
    card = next((known for known in game.scenario.events if known.id == command.card), None)
    if card is None:
        return refuse(Why.UNKNOWN, what="event", name=command.card)
    if any(sent.card == card.id for sent in on(game)):
        return refuse(Why.IS_ON)
    if game.step is None:
        return refuse(Why.NOT_PLAYING)
    concerns, stands_in = whom(game, card)
    sent = happened.EventSent(
        card=card.id,
        at=now,
        concerns=concerns,
        stands_in=stands_in,
        ends_at=now + timedelta(minutes=card.minutes),
    )
    touched: set[str] = set()
    changes: dict[str, dict[str, int]] = {}
    for effect in card.effects:
        match effect.kind:
            case EffectKind.DOUBT_ROLE:
                touched |= aimed_at(game, card, effect.target)
            case EffectKind.DOUBT_SIDE:
                touched |= {player.id for player in game.seated() if game.side_of(player.id) == effect.target}
            case EffectKind.GRANT_ROLE:
                for player in sorted(aimed_at(game, card, effect.target)):
                    granted = changes.setdefault(player, {})
                    granted[effect.token] = granted.get(effect.token, 0) + effect.count
            case _:
                continue
    scene = () if game.scene is Scene.STEP else (happened.SceneChosen(scene=Scene.STEP),)
    granted_to = tuple(
        happened.PurseChanged(player=player, changes=tuple(sorted(more.items()))) for player, more in changes.items()
    )
    return (sent, *_doubted(game, card.id, touched, now), *granted_to, *scene)


def end_event(game: Game, command: ask.EndEvent, now: datetime) -> Decision:
    """An event card is over, with what its end does."""
    sent = newest(game, command.card)
    if sent is None:
        return refuse(Why.UNKNOWN, what="event", name=command.card)
    if not sent.is_on:
        return refuse(Why.IS_OVER)
    silent = {player for player in sent.concerns if player not in sent.comments and not game.players[player].is_freed}
    doubted = _doubted(game, sent.card, silent, now) if _has(game, sent.card, EffectKind.ANSWER_ALOUD) else ()
    return (*_ended(game, game.scenario.event(sent.card), now), *doubted)


def end_all(game: Game, now: datetime) -> tuple[Event, ...]:
    """The ends of all event cards that are on, for the close of the game; each finds what the one before left."""
    events: list[Event] = []
    for sent in on(game):
        for event in _ended(game, game.scenario.event(sent.card), now):
            events.append(event)
            game = evolve(game, event)
    return tuple(events)


def _ended(game: Game, card: EventCard, now: datetime) -> tuple[Event, ...]:
    """Of what returns, each purse keeps what was given: a count, so that it is right without an earlier grant, too."""
    kept: dict[str, dict[str, int]] = {}
    for effect in card.effects:
        if effect.kind is not EffectKind.RETURN_UNSPENT:
            continue
        for player in game.seated():
            if effect.target and effect.target not in (player.role, game.side_of(player.id)):
                continue
            given = spent(game, player.id, effect.token)
            if given != player.purse.get(effect.token, 0):
                kept.setdefault(player.id, {})[effect.token] = given
    returned = tuple(
        happened.PurseChanged(player=player, purse=tuple(sorted(rest.items()))) for player, rest in kept.items()
    )
    return (happened.EventEnded(card=card.id, at=now), *returned)


def answer_aloud(game: Game, command: ask.AnswerAloud, now: datetime) -> Decision:
    """The room was answered; or it was not, and every deal of that player is in doubt."""
    sent = newest(game, command.card)
    if sent is None or not _has(game, sent.card, EffectKind.ANSWER_ALOUD):
        return refuse(Why.UNKNOWN, what="event", name=command.card)
    if not sent.is_on:
        return refuse(Why.IS_OVER)
    if command.player not in sent.concerns:
        return refuse(Why.NOT_YOURS)
    if command.player in sent.comments:
        return refuse(Why.ALREADY_ANSWERED)
    said = happened.AnsweredAloud(card=sent.card, player=command.player, comments=command.comments, at=now)
    return (said,) if command.comments else (said, *_doubted(game, sent.card, {command.player}, now))


def refuse_idea(game: Game, command: ask.RefuseIdea, now: datetime) -> Decision:
    """The one idea that a side does not back yet: its deals with that side are in doubt until its table answers."""
    player = game.players[command.player]
    sent = newest(game, command.card)
    if sent is None or not _has(game, sent.card, EffectKind.REFUSE_IDEA):
        return refuse(Why.UNKNOWN, what="event", name=command.card)
    if not sent.is_on:
        return refuse(Why.IS_OVER)
    if sent not in may_refuse(game, player):
        sides = {effect.target for effect in game.scenario.event(sent.card).effects}
        return refuse(Why.ALREADY_ANSWERED if game.side_of(player.id) in sides else Why.NOT_YOURS)
    idea = next((known for known in public_ideas(game) if known.id == command.idea), None)
    if idea is None:
        return refuse(Why.UNKNOWN, what="idea", name=command.idea)
    if any(said.card == sent.card for said in idea.refusals):
        return refuse(Why.ALREADY_ANSWERED)
    words = checked(command.words, "refusal_words", LINE)
    if isinstance(words, Refused):
        return words
    side = refusing_side(game, sent.card)
    doubted = [
        deal
        for deal in deals_for(game, idea.id)
        if can(deal, Move.DOUBT) and any(game.side_of(party) == side for party in deal.terms.parties)
    ]
    refused = happened.IdeaRefused(card=sent.card, idea=idea.id, by=player.id, words=words, at=now)
    return (refused, *_doubts(doubted, sent.card, now))


def answer_refusal(game: Game, command: ask.AnswerRefusal, now: datetime) -> Decision:
    """The table's word on a refusal. When it changes what was asked, the deals that were in doubt for it stand again.

    The words stay with the refusal, where they can be hidden.
    """
    idea = game.ideas.get(command.idea)
    refusal = next((said for said in idea.refusals if said.card == command.card), None) if idea else None
    if idea is None or refusal is None:
        return refuse(Why.UNKNOWN, what="idea", name=command.idea)
    if idea.table != game.players[command.player].table:
        return refuse(Why.NOT_YOUR_TABLE)
    if refusal.changes or refusal.changes is command.changes:
        return refuse(Why.ALREADY_ANSWERED)
    words = checked(command.words, "words", LINE, may_be_empty=True)
    if isinstance(words, Refused):
        return words
    answered = happened.RefusalAnswered(
        card=refusal.card, idea=idea.id, by=command.player, changes=command.changes, words=words, at=now
    )
    if not command.changes:
        return (answered,)
    repaired = [
        deal
        for deal in deals_for(game, idea.id)
        if deal.state is DealState.IN_DOUBT and deal.doubted_by == refusal.card
    ]
    return (
        answered,
        *(happened.DealRepaired(deal=deal.id, by=command.player, words=Words(""), at=now) for deal in repaired),
    )


def enter_outcome(game: Game, command: ask.EnterOutcome, now: datetime) -> Decision:
    """What the room chose by standing, as the facilitator saw it."""
    sent = newest(game, command.card)
    if sent is None:
        return refuse(Why.UNKNOWN, what="event", name=command.card)
    ideas, people = tuple(dict.fromkeys(command.ideas)), tuple(dict.fromkeys(command.people))
    known = {idea.id for idea in public_ideas(game)}
    for idea in ideas:
        if idea not in known:
            return refuse(Why.UNKNOWN, what="idea", name=idea)
    for person in people:
        if person not in game.players or game.players[person].is_freed:
            return refuse(Why.UNKNOWN, what="player", name=person)
    for chosen, kind in ((ideas, EffectKind.PICK_IDEAS), (people, EffectKind.PICK_PLAYERS)):
        most = sum(effect.count for effect in game.scenario.event(sent.card).effects if effect.kind is kind)
        if len(chosen) > most:
            return refuse(Why.TOO_MANY_CHOSEN, most=most)
    return (happened.OutcomeEntered(card=sent.card, ideas=ideas, people=people, at=now),)


def file_headline(game: Game, command: ask.FileHeadline, now: datetime) -> Decision:
    """A headline of the press."""
    if not may_file(game, command.player):
        return refuse(Why.NOT_YOURS)
    text = checked(command.text, "headline", 2 * TITLE)
    if isinstance(text, Refused):
        return text
    return (happened.HeadlineFiled(headline=f"h{game.seq + 1}", by=command.player, text=text, at=now),)


def may_file(game: Game, player: str) -> bool:
    """Whether this player reports for the press: by seat, or by character. Open from the first step on."""
    who = game.players[player]
    is_press = who.part is Part.PRESS or (bool(who.role) and game.scenario.role(who.role).is_press)
    return is_press and game.step is not None


def _has(game: Game, card: str, kind: EffectKind) -> bool:
    return any(effect.kind is kind for effect in game.scenario.event(card).effects)


def _doubted(game: Game, card: str, players: set[str], now: datetime) -> tuple[Event, ...]:
    """The agreed deals of these players, put in doubt; each once, in the order of the game."""
    touched = {deal.id for player in players for deal in deals_of(game, player) if can(deal, Move.DOUBT)}
    return _doubts([deal for deal in game.deals.values() if deal.id in touched], card, now)


def _doubts(deals: list[Deal], card: str, now: datetime) -> tuple[Event, ...]:
    return tuple(happened.DealDoubted(deal=deal.id, card=card, at=now) for deal in deals)

"""Event cards that are on: whom they concern, and which of their effects hold now. It changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from game.deals import deals_for
from game.ideas import public_ideas
from game.purses import left
from game.scenario import Effect, EffectKind, EventCard
from game.state import Deal, Game, Gift, Idea, Player, SentEvent, Terms


def newest(game: Game, card: str) -> SentEvent | None:
    """The newest time that this card was sent; None when it never was."""
    return next((sent for sent in reversed(game.sent) if sent.card == card), None)


def on(game: Game) -> tuple[SentEvent, ...]:
    """The event cards that the facilitator has not ended yet, oldest first."""
    return tuple(sent for sent in game.sent if sent.is_on)


def effects_on(game: Game, kind: EffectKind) -> Iterator[tuple[SentEvent, Effect]]:
    """The effects of this kind whose event cards are on."""
    for sent in on(game):
        for effect in game.scenario.event(sent.card).effects:
            if effect.kind is kind:
                yield sent, effect


def whom(game: Game, card: EventCard) -> tuple[tuple[str, ...], bool]:
    """The players a card is about, and whether somebody only stands in for a character that nobody is.

    Whoever has most left of the card's kind stands in, the first to have joined among equals. Nobody at all when nobody
    has any left, or the card is about no role.
    """
    if not card.role:
        return (), False
    are = tuple(player.id for player in game.seated() if player.role == card.role)
    if are or not card.stand_in:
        return are, False
    holders = [player.id for player in game.players_who_play() if left(game, player.id, card.stand_in) > 0]
    most = max(holders, key=lambda player: left(game, player, card.stand_in), default="")
    return ((most,), True) if most else ((), False)


def aimed_at(game: Game, card: EventCard, target: str) -> frozenset[str]:
    """The players an effect on this role touches: for the role that the card is about, also who stands in for it."""
    if target == card.role:
        return frozenset(whom(game, card)[0])
    return frozenset(player.id for player in game.seated() if player.role == target)


def has_theirs_already(game: Game, giver: str, kind: str, home: int) -> bool:
    """Whether an event card that is on keeps this giver from giving the kind to this table once more."""
    if all(effect.token != kind for _, effect in effects_on(game, EffectKind.NEW_TABLES)):
        return False
    return any(
        deal.holds and gift.giver == giver and gift.kind == kind
        for deal in game.deals.values()
        if game.ideas[deal.idea].table == home
        for gift in deal.terms.gifts
    )


def matched_gifts(game: Game, idea: Idea | None, home: int, terms: Terms) -> tuple[tuple[str, tuple[Gift, ...]], ...]:
    """What donors would double if a deal with these terms were agreed now: event cards, each with the gifts it doubles.

    A gift counts when no deal that holds joins its giver's table with the idea's (``home``) yet, and somebody of the side
    that the effect names backs the idea. No gift is doubled under two cards: what comes twice for one would be lacking
    once the deal ends.
    """
    found: list[tuple[str, tuple[Gift, ...]]] = []
    for sent, effect in effects_on(game, EffectKind.MATCH):
        if doubled_deals(game, sent) >= effect.count or not _is_backed(game, idea, effect, terms):
            continue
        if any(gifts[0].kind == effect.token for _, gifts in found):
            continue
        gifts = tuple(
            gift
            for gift in terms.gifts
            if gift.kind == effect.token and not _are_joined(game, game.players[gift.giver].table, home)
        )
        if gifts:
            found.append((sent.card, gifts))
    return tuple(found)


def doubled_deals(game: Game, sent: SentEvent) -> int:
    """How many deals that hold a donor doubled under this card: one that ends makes room for another."""
    return sum(1 for deal in set(sent.matched) if game.deals[deal].holds)


def _is_backed(game: Game, idea: Idea | None, effect: Effect, terms: Terms) -> bool:
    """Whether the idea has, or gets with these terms, a token from the side that the effect names, of the kind it names."""
    if not effect.target:
        return True
    held = [deal.terms for deal in deals_for(game, idea.id) if deal.holds] if idea is not None else []
    return any(
        game.side_of(gift.giver) == effect.target and effect.backing in ("", gift.kind)
        for each in (*held, terms)
        for gift in each.gifts
    )


def _are_joined(game: Game, one: int, other: int) -> bool:
    if one == other:
        return True
    return any(
        {one, other} <= {game.ideas[deal.idea].table, *(game.players[party].table for party in deal.terms.parties)}
        for deal in game.deals.values()
        if deal.holds
    )


def chosen_ideas(game: Game, idea: str) -> tuple[EventCard, ...]:
    """The event cards in which the room chose this idea."""
    return tuple(game.scenario.event(sent.card) for sent in game.sent if idea in sent.ideas)


def may_refuse(game: Game, player: Player) -> tuple[SentEvent, ...]:
    """The event cards that are on in which this player may name the idea their side does not back."""
    return tuple(
        sent
        for sent, effect in effects_on(game, EffectKind.REFUSE_IDEA)
        if game.side_of(player.id) == effect.target and not _is_refused_by(game, sent)
    )


def refused_by(game: Game, sent: SentEvent) -> Idea | None:
    """The idea that was refused under this card since it was sent, unless its table changes what was asked."""

    def is_refused(idea: Idea) -> bool:
        return any(said.card == sent.card and said.at >= sent.at and not said.changes for said in idea.refusals)

    return next((idea for idea in public_ideas(game) if is_refused(idea)), None)


def refusing_side(game: Game, card: str) -> str:
    """The side that refuses an idea under this card."""
    effects = game.scenario.event(card).effects
    return next((effect.target for effect in effects if effect.kind is EffectKind.REFUSE_IDEA), "")


def waits_for_an_answer(game: Game, deal: Deal) -> bool:
    """Whether a deal is in doubt because its idea was refused, and the idea's table has not answered."""
    refusals = game.ideas[deal.idea].refusals
    return any(said.card == deal.doubted_by and said.changes is None for said in refusals)


def _is_refused_by(game: Game, sent: SentEvent) -> bool:
    return any(
        refusal.card == sent.card and refusal.at >= sent.at for idea in game.ideas.values() for refusal in idea.refusals
    )

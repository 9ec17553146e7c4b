"""Why terms of a deal cannot be kept: what the pack's rules forbid, and what purses and lists lack now. It changes nothing."""

from __future__ import annotations

from collections import Counter

from game.ideas import need_of
from game.ongoing import has_theirs_already
from game.purses import copied, held, left, went_to
from game.refused import Refused, Why, refuse
from game.scenario import TokenRule
from game.state import Game, Gift, Idea, Player, Terms


def why_not_allowed(game: Game, idea: Idea | None, home: int, terms: Terms) -> Refused | None:
    """Whether the pack's rules allow these gifts at all. ``home`` is the idea's table; ``idea`` is None for a new one."""
    for gift in terms.gifts:
        if gift.giver not in terms.parties:
            return refuse(Why.NOT_A_PARTY, who=game.badge_of(gift.giver))
        giver = game.players[gift.giver]
        kind = next((kind for kind in game.scenario.tokens if kind.id == gift.kind), None)
        if kind is None:
            return refuse(Why.UNKNOWN, what="token", name=gift.kind)
        if kind.not_to_own_table and giver.table == home:
            return refuse(Why.OWN_TABLE, kind=kind.id, who=giver.badge)
        if kind.from_side and game.side_of(giver.id) != kind.from_side:
            return refuse(Why.WRONG_SIDE, kind=kind.id, side=kind.from_side, who=giver.badge)
        if has_theirs_already(game, giver.id, kind.id, home):
            return refuse(Why.TABLE_HAS_YOURS, kind=kind.id, who=giver.badge, table=home)
        if gift.need:
            refused = _why_not_this_need(game, idea, home, gift, giver)
            if refused is not None:
                return refused
    answered = Counter(gift.need for gift in terms.gifts if gift.need)
    for need, count in answered.items():
        if count > 1:
            return refuse(Why.NEED_MET, need=need)
    return None


def why_not_now(game: Game, idea: Idea | None, terms: Terms, givers: tuple[str, ...]) -> Refused | None:
    """Whether these givers have the tokens at this moment, and the needs are still open."""
    for giver in givers:
        asked = Counter(gift.kind for gift in terms.gifts if gift.giver == giver)
        for kind, count in asked.items():
            refused = _why_not_from_purse(game, idea, giver, kind, count)
            if refused is not None:
                return refused
    if idea is not None:
        for gift in terms.gifts:
            need = need_of(game, idea, gift.need) if gift.need and gift.giver in givers else None
            if need is not None and not need.is_open:
                return refuse(Why.NEED_MET, need=need.id, kind=need.kind)
    return None


def _why_not_from_purse(game: Game, idea: Idea | None, giver: str, kind: str, count: int) -> Refused | None:
    rest = left(game, giver, kind)
    if count <= rest and game.scenario.token(kind).rule is not TokenRule.COPIES:
        return None
    badge = game.badge_of(giver)
    if held(game, giver, kind) == 0:
        return refuse(Why.NONE_HELD, kind=kind, who=badge, player=giver)
    if game.scenario.token(kind).rule is TokenRule.COPIES:
        before = copied(game, giver, kind)[idea.id] if idea is not None else 0
        if before + count > game.players[giver].purse.get(kind, 0):
            return refuse(Why.ALREADY_GIVEN, kind=kind, who=badge, player=giver)
        return None
    went = went_to(game, giver, kind)
    return refuse(Why.TOKEN_GONE, kind=kind, who=badge, player=giver, left=max(rest, 0), chosen=count, went_to=went)


def _why_not_this_need(game: Game, idea: Idea | None, home: int, gift: Gift, giver: Player) -> Refused | None:
    need = need_of(game, idea, gift.need) if idea is not None else None
    if need is None:
        return refuse(Why.UNKNOWN, what="need", name=gift.need)
    if need.kind != gift.kind:
        return refuse(Why.WRONG_KIND, kind=gift.kind, needed=need.kind)
    if need.side and game.side_of(giver.id) != need.side:
        return refuse(Why.WRONG_SIDE, kind=gift.kind, side=need.side, who=giver.badge)
    if need.side and giver.table == home:
        return refuse(Why.OWN_TABLE, kind=gift.kind, who=giver.badge)
    return None

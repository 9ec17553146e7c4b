"""What is held and given, by the rule of each kind; doubled tokens are there as long as their deal holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from game import commands as ask
from game.invariants import broken
from game.purses import copied, doubled, has_given, held, left, spent, taken, went_to
from game.refused import Why
from game.scenario import Effect, EffectKind, EventCard, Scenario
from tests.given import Play, gift, market
from tests.tiny import tiny_scenario

Market = tuple[Play, dict[str, str]]


def test_a_token_that_moves_leaves_the_purse_until_the_deal_ends(at_market: Market) -> None:
    play, who = at_market
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    assert left(play.game, who["grower2"], "seed") == 1
    play.to("swap-2")
    assert left(play.game, who["grower2"], "seed") == 1
    assert taken(play.game, who["grower2"], "seed") == (play.deal(deal),)
    play.lead(ask.VoidDeal(deal=deal))
    assert left(play.game, who["grower2"], "seed") == 2


def test_a_token_that_returns_is_back_when_the_next_market_opens(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    assert left(play.game, who["grower2"], "ladder") == 0
    play.to("rest")
    assert left(play.game, who["grower2"], "ladder") == 0
    play.to("swap-2")
    assert left(play.game, who["grower2"], "ladder") == 1


def test_going_back_to_a_market_opens_no_new_round(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    play.to("rest")
    play.lead(ask.BackStep(from_step=play.game.step_index))
    assert left(play.game, who["grower2"], "ladder") == 0


def test_a_token_that_copies_is_counted_once_for_all_ideas_and_never_taken(at_market: Market) -> None:
    play, who = at_market
    for idea in ("idea1", "idea2"):
        play.shake(who["grower1"], who[idea], gift(who["singer2"], "song"))
    play.shake(who["grower1"], who["idea1"], gift(who["singer2"], "song"))
    assert taken(play.game, who["singer2"], "song") == ()
    assert copied(play.game, who["singer2"], "song") == {who["idea1"]: 2, who["idea2"]: 1}
    assert [count(play.game, who["singer2"], "song") for count in (held, left, spent)] == [2, 2, 2]


def test_who_has_given_has_tokens_in_a_deal_that_holds(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    assert not has_given(play.game, who["grower2"])
    play.must(ask.AnswerDeal(player=who["picker1"], deal=deal, version=1, yes=True))
    assert has_given(play.game, who["grower2"]) and not has_given(play.game, who["picker1"])
    play.lead(ask.VoidDeal(deal=deal))
    assert not has_given(play.game, who["grower2"])


def test_where_tokens_went_is_named_once_in_the_order_of_the_deals(at_market: Market) -> None:
    play, who = at_market
    seed = gift(who["grower1"], "seed")
    play.shake(who["picker2"], who["idea2"], seed)
    assert went_to(play.game, who["grower1"], "seed") == ("Bed 2",)
    play.shake(who["singer2"], who["idea2"], seed)
    assert went_to(play.game, who["grower1"], "seed") == ("Bed 2",)
    assert went_to(play.game, who["grower1"], "ladder") == ()


# --- Doubled ----------------------------------------------------------------------------------------------------------


def _doubled() -> tuple[Play, dict[str, str], str]:
    """A deal in which a grower of table 2 gave a seed to the idea of table 1, doubled by the stork."""
    play, who = market(tables=3)
    play.to("swap")
    play.send("stork")
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), gift(who["picker1"], "song"))
    return play, who, deal


def _purse(play: Play, player: str, kind: str = "seed") -> tuple[int, int, int]:
    """What the player began with, holds with what was doubled, and has left."""
    return play.player(player).purse.get(kind, 0), held(play.game, player, kind), left(play.game, player, kind)


def test_a_doubled_token_is_held_beside_the_purse_and_can_be_given() -> None:
    play, who, _ = _doubled()
    assert _purse(play, who["grower2"]) == (2, 3, 2)
    assert doubled(play.game, who["grower2"], "seed") == 1
    assert doubled(play.game, who["grower1"], "seed") == 0 == doubled(play.game, who["grower2"], "ladder")
    play.shake(who["picker3"], who["idea3"], gift(who["grower2"], "seed"), gift(who["grower2"], "seed"))
    assert _purse(play, who["grower2"]) == (2, 3, 0)


_Ending = Callable[[dict[str, str], str], ask.Command]


def _left_by(who: dict[str, str], deal: str) -> ask.Command:
    return ask.TakeBack(player=who["grower2"], deal=deal)


def _voided(_: dict[str, str], deal: str) -> ask.Command:
    return ask.VoidDeal(deal=deal)


def _not_me(who: dict[str, str], deal: str) -> ask.Command:
    return ask.NotMe(player=who["grower2"], deal=deal)


def _broken(who: dict[str, str], deal: str) -> ask.Command:
    return ask.BreakDeal(player=who["picker1"], deal=deal)


@pytest.mark.parametrize("ending", [_left_by, _voided, _not_me, _broken])
@pytest.mark.parametrize("spends", [0, 1, 2])
def test_what_was_doubled_is_gone_with_its_deal_also_when_it_was_given_elsewhere(ending: _Ending, spends: int) -> None:
    play, who, deal = _doubled()
    for number in range(spends):
        play.shake(who[("picker3", "singer3")[number]], who["idea3"], gift(who["grower2"], "seed"))
    if ending is _broken:
        play.send("frost")
        assert _purse(play, who["grower2"]) == (2, 3, 2 - spends), "A deal in doubt holds."
    play.must(ending(who, deal))
    assert not play.deal(deal).holds
    assert _purse(play, who["grower2"]) == (2, 2, 2 - spends)
    assert broken(play.game) == ()


def test_agreeing_leaving_and_agreeing_again_gives_nothing() -> None:
    play, who, deal = _doubled()
    for _ in range(4):
        play.must(ask.TakeBack(player=who["grower2"], deal=deal))
        assert _purse(play, who["grower2"]) == (2, 2, 2)
        deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), gift(who["picker1"], "song"))
        assert _purse(play, who["grower2"]) == (2, 3, 2)


def test_under_two_cards_nobody_gets_two_tokens_for_one_and_lacks_one_later() -> None:
    heron = replace(tiny_scenario().event("stork"), id="heron")
    play, who = market(scenario=_with(heron), tables=3)
    play.to("swap")
    play.send("stork")
    play.send("heron")
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), gift(who["picker1"], "song"))
    assert _purse(play, who["grower2"]) == (2, 3, 2)
    play.shake(who["picker3"], who["idea3"], gift(who["grower2"], "seed"), gift(who["grower2"], "seed"))
    play.lead(ask.VoidDeal(deal=deal))
    assert _purse(play, who["grower2"]) == (2, 2, 0) and broken(play.game) == ()


def test_what_is_lent_and_doubled_comes_home_as_one() -> None:
    card = EventCard(
        id="crane",
        title="A crane",
        text="It lifts.",
        do="Lift.",
        effects=(Effect(kind=EffectKind.MATCH, token="ladder", count=1),),
    )
    play, who = market(scenario=_with(card), tables=3)
    play.to("swap")
    play.send("crane")
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    assert _purse(play, who["grower2"], "ladder") == (1, 2, 1)
    play.shake(who["picker3"], who["idea3"], gift(who["grower2"], "ladder"))
    assert _purse(play, who["grower2"], "ladder") == (1, 2, 0)
    play.to("swap-2")
    assert play.deal(deal).holds and _purse(play, who["grower2"], "ladder") == (1, 1, 1)


# --- Taken, and granted -----------------------------------------------------------------------------------------------


def _with(*cards: EventCard) -> Scenario:
    """The tiny pack with more event cards."""
    tiny = tiny_scenario()
    return replace(tiny, events=(*tiny.events, *cards))


_ROT = EventCard(
    id="rot",
    title="Rot",
    text="Wood rots.",
    do="Look.",
    effects=(Effect(kind=EffectKind.RETURN_UNSPENT, token="ladder"),),
)


def _granted(gives: int) -> tuple[Play, str, int, int]:
    """A carpenter with two ladders who was granted a third, gave so many, and lost the rest: the entries of both cards."""
    play = Play(_with(_ROT))
    carpenter, picker = play.join("Ada", table=1, role="carpenter"), play.join("Ben", table=2, role="picker")
    play.to("bed")
    idea = play.write(picker)
    play.to("swap")
    granted = play.send("timber").seq
    for _ in range(gives):
        play.shake(picker, idea, gift(carpenter, "ladder"))
    play.send("rot")
    taken_at = play.end("rot").seq
    return play, carpenter, granted, taken_at


@pytest.mark.parametrize("gives", [0, 1, 2])
def test_an_undone_grant_takes_nothing_of_what_was_left_after_unspent_tokens_were_taken(gives: int) -> None:
    play, carpenter, granted, _ = _granted(gives)
    assert _purse(play, carpenter, "ladder") == (gives, gives, 0)
    play.lead(ask.Undo(seq=granted))
    assert _purse(play, carpenter, "ladder") == (gives, gives, 0)
    assert play.player(carpenter).purse["seed"] == 1


def test_a_grant_that_was_given_away_cannot_be_undone() -> None:
    play, carpenter, granted, _ = _granted(3)
    assert _purse(play, carpenter, "ladder") == (3, 3, 0)
    assert play.why(ask.Undo(seq=granted)) is Why.UNDO_BLOCKED


@pytest.mark.parametrize("grant_first", [True, False])
def test_undone_both_a_grant_and_a_taking_leave_what_there_was(grant_first: bool) -> None:
    play, carpenter, granted, taken_at = _granted(1)
    first, second = (granted, taken_at) if grant_first else (taken_at, granted)
    play.lead(ask.Undo(seq=first))
    assert _purse(play, carpenter, "ladder") == ((1, 1, 0) if grant_first else (3, 3, 2))
    play.lead(ask.Undo(seq=second))
    assert _purse(play, carpenter, "ladder") == (2, 2, 1)


def test_an_undone_taking_keeps_what_was_granted_since() -> None:
    play = Play(_with(_ROT))
    carpenter = play.join("Ada", table=1, role="carpenter")
    play.to("swap")
    play.send("rot")
    taken_at = play.end("rot").seq
    play.send("timber")
    assert _purse(play, carpenter, "ladder") == (1, 1, 1)
    play.lead(ask.Undo(seq=taken_at))
    assert _purse(play, carpenter, "ladder") == (3, 3, 3)


def test_unspent_doubled_tokens_are_taken_too() -> None:
    play, who, _ = _doubled()
    play.send("mice")
    play.end("mice")
    assert left(play.game, who["grower2"], "seed") == 0 and broken(play.game) == ()

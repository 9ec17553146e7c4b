"""Event cards that are on: whom they concern, and which of their effects hold now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game import commands as ask
from game.ongoing import (
    aimed_at,
    chosen_ideas,
    effects_on,
    has_theirs_already,
    matched_gifts,
    may_refuse,
    newest,
    on,
    refused_by,
    whom,
)
from game.scenario import EffectKind, Words
from game.state import Terms
from tests.given import Play, gift, market, terms

Market = tuple[Play, dict[str, str]]


def _with(*roles: str) -> Play:
    """A room of these characters, at the market."""
    play = Play()
    for role in roles:
        play.join(role, role=role)
    play.to("swap")
    return play


def test_a_card_is_on_from_when_it_is_sent_until_it_is_ended(play: Play) -> None:
    assert newest(play.game, "frost") is None and on(play.game) == ()
    play.send("frost")
    play.send("fence")
    play.wait(60 * 60)
    assert [sent.card for sent in on(play.game)] == ["frost", "fence"]
    play.end("frost")
    assert [sent.card for sent in on(play.game)] == ["fence"]
    first = newest(play.game, "frost")
    play.send("frost")
    again = newest(play.game, "frost")
    assert first is not None and again is not None and not first.is_on and again.is_on


def test_only_the_effects_of_cards_that_are_on_hold(play: Play) -> None:
    play.send("fence")
    play.send("stork")
    assert [effect.token for _, effect in effects_on(play.game, EffectKind.NEW_TABLES)] == ["seed"]
    play.end("fence")
    assert list(effects_on(play.game, EffectKind.NEW_TABLES)) == []
    assert [sent.card for sent, _ in effects_on(play.game, EffectKind.MATCH)] == ["stork"]


@pytest.mark.parametrize(
    ("roles", "concerns", "stands_in"),
    [
        (("seedkeeper", "grower", "seedkeeper"), (0, 2), False),
        (("singer", "grower", "carpenter"), (1, 2), True),
        (("singer", "picker"), (), False),
    ],
)
def test_a_card_is_about_its_role_or_who_stands_in_for_it_or_nobody(
    roles: tuple[str, ...], concerns: tuple[int, ...], stands_in: bool
) -> None:
    play = _with(*roles)
    players = tuple(play.game.players)
    card = play.game.scenario.event("judge")
    assert whom(play.game, card) == (tuple(players[place] for place in concerns), stands_in)


def test_a_card_that_knows_no_stand_in_is_about_nobody_without_its_role() -> None:
    play = _with("seedkeeper")
    assert whom(play.game, play.game.scenario.event("frost")) == ((), False)
    assert whom(play.game, play.game.scenario.event("fence")) == ((), False)


def test_who_left_is_not_meant_and_stands_in_for_nobody() -> None:
    play = _with("seedkeeper", "grower")
    keeper, grower = play.game.players
    play.lead(ask.FreeSeat(player=keeper))
    card = play.game.scenario.event("judge")
    assert whom(play.game, card) == ((grower,), True)
    play.lead(ask.FreeSeat(player=grower))
    assert whom(play.game, card) == ((), False)


def test_an_effect_on_the_card_s_own_role_is_for_its_stand_ins_too_and_on_another_role_is_not() -> None:
    play = _with("grower", "picker")
    grower, picker = play.game.players
    judge = play.game.scenario.event("judge")
    assert aimed_at(play.game, judge, "seedkeeper") == {grower}
    assert aimed_at(play.game, judge, "picker") == {picker}
    assert aimed_at(play.game, judge, "singer") == frozenset()


# --- New tables only -------------------------------------------------------------------------------------------------


def test_a_table_that_has_theirs_gets_no_second_while_the_card_is_on(at_market: Market) -> None:
    play, who = at_market
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    assert not has_theirs_already(play.game, who["grower2"], "seed", 1)
    play.send("fence")
    assert has_theirs_already(play.game, who["grower2"], "seed", 1)
    assert not has_theirs_already(play.game, who["grower2"], "ladder", 1)
    assert not has_theirs_already(play.game, who["grower2"], "seed", 2)
    assert not has_theirs_already(play.game, who["grower1"], "seed", 1)
    play.must(ask.TakeBack(player=who["grower2"], deal=deal))
    assert not has_theirs_already(play.game, who["grower2"], "seed", 1)


# --- Doubled tokens --------------------------------------------------------------------------------------------------


def _doubled(play: Play, idea: str, home: int, said: Terms) -> list[tuple[str, int]]:
    found = play.game.ideas.get(idea)
    return [(card, len(gifts)) for card, gifts in matched_gifts(play.game, found, home, said)]


def test_a_token_is_doubled_only_with_the_backing_of_the_side(at_market: Market) -> None:
    play, who = at_market
    seed = terms(who["grower1"], gift(who["grower2"], "seed"))
    backed = terms(who["picker1"], gift(who["grower2"], "seed"), gift(who["picker1"], "song"))
    assert _doubled(play, who["idea1"], 1, backed) == []
    play.send("stork")
    assert _doubled(play, who["idea1"], 1, seed) == []
    assert _doubled(play, who["idea1"], 1, backed) == [("stork", 1)]
    assert _doubled(play, "", 1, backed) == [("stork", 1)]
    song = play.shake(who["grower1"], who["idea1"], gift(who["picker1"], "song"))
    assert _doubled(play, who["idea1"], 1, seed) == [("stork", 1)]
    assert _doubled(play, "", 1, seed) == []
    play.lead(ask.VoidDeal(deal=song))
    assert _doubled(play, who["idea1"], 1, seed) == []


def test_only_the_kind_of_the_card_is_doubled_and_each_of_its_tokens(at_market: Market) -> None:
    play, who = at_market
    play.send("stork")
    seed, ladder = gift(who["grower2"], "seed"), gift(who["grower2"], "ladder")
    song = gift(who["picker1"], "song")
    assert _doubled(play, who["idea1"], 1, terms(who["picker1"], seed, seed, ladder, song)) == [("stork", 2)]
    assert _doubled(play, who["idea1"], 1, terms(who["picker1"], ladder, song)) == []


def test_nothing_is_doubled_between_tables_that_a_deal_joins(at_market: Market) -> None:
    play, who = at_market
    play.send("stork")
    backed = terms(who["picker1"], gift(who["grower2"], "seed"), gift(who["picker1"], "song"))
    joining = play.shake(who["singer1"], who["idea2"], gift(who["singer2"], "song"))
    assert _doubled(play, who["idea1"], 1, backed) == []
    play.lead(ask.VoidDeal(deal=joining))
    assert _doubled(play, who["idea1"], 1, backed) == [("stork", 1)]
    own = terms(who["picker2"], gift(who["grower2"], "seed"), gift(who["picker2"], "song"))
    assert _doubled(play, who["idea2"], 2, own) == []


def test_a_deal_joins_its_parties_tables_with_that_of_its_idea() -> None:
    play, who = market(tables=3)
    play.to("swap")
    play.send("stork")
    said = terms(who["picker3"], gift(who["grower2"], "seed"), gift(who["picker3"], "song"))
    assert _doubled(play, who["idea1"], 1, said) == [("stork", 1)]
    play.must(ask.ShakeHands(player=who["picker3"], idea=who["idea1"], terms=said))
    again = replace(said, gifts=said.gifts[:1])
    assert _doubled(play, who["idea1"], 1, again) == []


def test_no_more_deals_are_doubled_than_the_card_says() -> None:
    play, who = market(tables=4)
    play.to("swap")
    play.send("stork")
    play.shake(who["grower1"], who["idea1"], gift(who["singer1"], "song"))
    for number in (2, 3, 4):
        play.shake(who["picker1"], who["idea1"], gift(who[f"grower{number}"], "seed"))
    sent = newest(play.game, "stork")
    assert sent is not None and len(sent.matched) == 2
    assert [play.player(who[f"grower{number}"]).purse["seed"] for number in (2, 3, 4)] == [3, 3, 2]


# --- What the room chose and refused ---------------------------------------------------------------------------------


def test_an_idea_is_refused_under_a_card_by_one_side_once(at_market: Market) -> None:
    play, who = at_market
    picker, grower = play.player(who["picker2"]), play.player(who["grower2"])
    assert may_refuse(play.game, picker) == ()
    play.send("strike")
    assert [sent.card for sent in may_refuse(play.game, picker)] == ["strike"]
    assert may_refuse(play.game, grower) == ()
    play.must(ask.RefuseIdea(player=who["singer2"], card="strike", idea=who["idea1"], words=Words("Less noise")))
    assert may_refuse(play.game, picker) == ()
    found = refused_by(play.game, "strike")
    assert found is not None and found.id == who["idea1"] and refused_by(play.game, "frost") is None
    play.end("strike")
    play.wait(60)
    play.send("strike")
    assert [sent.card for sent in may_refuse(play.game, picker)] == ["strike"]


def test_who_does_not_play_or_has_no_character_is_of_no_side_that_may_refuse(at_market: Market) -> None:
    play, _ = at_market
    play.send("strike")
    assert may_refuse(play.game, play.player(play.join("Late"))) == ()


def test_an_idea_knows_the_cards_under_which_the_room_chose_it(at_market: Market) -> None:
    play, who = at_market
    play.send("walnut")
    assert chosen_ideas(play.game, who["idea1"]) == ()
    play.lead(ask.EnterOutcome(card="walnut", ideas=(who["idea1"],)))
    assert [card.id for card in chosen_ideas(play.game, who["idea1"])] == ["walnut"]
    assert chosen_ideas(play.game, who["idea2"]) == ()

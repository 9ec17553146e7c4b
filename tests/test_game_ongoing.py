"""Event cards that are on: whom they concern, and which of their effects hold now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game import commands as ask
from game.ongoing import (
    aimed_at,
    chosen_ideas,
    doubled_deals,
    effects_on,
    has_theirs_already,
    matched_gifts,
    may_refuse,
    newest,
    on,
    refused_by,
    refusing_side,
    waits_for_an_answer,
    whom,
)
from game.purses import left
from game.refused import Why
from game.scenario import Effect, EffectKind, Scenario, Words
from game.state import Terms
from tests.given import Play, gift, market, terms
from tests.tiny import tiny_scenario

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
    play.next()
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
    play.next()
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
        (("singer", "carpenter", "grower"), (2,), True),
        (("picker", "carpenter", "grower", "grower"), (2,), True),
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


def test_who_has_most_left_of_the_kind_stands_in_and_nobody_who_gave_it_all_away(at_market: Market) -> None:
    play, who = at_market
    card = play.game.scenario.event("judge")
    assert whom(play.game, card) == ((who["grower1"],), True)
    deal = play.shake(who["picker2"], who["idea2"], gift(who["grower1"], "seed"))
    assert whom(play.game, card) == ((who["grower2"],), True)
    play.lead(ask.VoidDeal(deal=deal))
    assert whom(play.game, card) == ((who["grower1"],), True)
    for giver, idea, other in (("grower1", "idea2", "picker2"), ("grower2", "idea1", "picker1")):
        play.shake(who[other], who[idea], gift(who[giver], "seed"), gift(who[giver], "seed"))
    assert whom(play.game, card) == ((), False)


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
    assert [left(play.game, who[f"grower{number}"], "seed") for number in (2, 3, 4)] == [2, 2, 1]


def test_a_doubled_deal_that_ends_makes_room_for_another() -> None:
    play, who = market(tables=4)
    play.to("swap")
    play.send("stork")
    play.shake(who["grower1"], who["idea1"], gift(who["singer1"], "song"))
    seeds = {number: terms(who["picker1"], gift(who[f"grower{number}"], "seed")) for number in (2, 3, 4)}
    first, _ = (play.shake(who["picker1"], who["idea1"], *seeds[number].gifts) for number in (2, 3))
    sent = play.game.sent[-1]
    assert doubled_deals(play.game, sent) == 2 and _doubled(play, who["idea1"], 1, seeds[4]) == []
    play.lead(ask.VoidDeal(deal=first))
    ended = play.game.seq
    assert doubled_deals(play.game, sent) == 1 and _doubled(play, who["idea1"], 1, seeds[4]) == [("stork", 1)]
    play.shake(who["picker1"], who["idea1"], *seeds[4].gifts)
    assert doubled_deals(play.game, play.game.sent[-1]) == 2
    assert play.why(ask.Undo(seq=ended)) is Why.UNDO_BLOCKED


def _with_stork(*more: Effect, **change: str) -> Scenario:
    """The tiny pack whose stork does something else, and brings a second card of its kind for each other effect."""
    tiny = tiny_scenario()
    stork = tiny.event("stork")
    changed = replace(stork, effects=(replace(stork.effects[0], **change),))  # type: ignore[arg-type]
    others = tuple(replace(stork, id=f"heron-{place}", effects=(effect,)) for place, effect in enumerate(more))
    return replace(tiny, events=(*(card for card in tiny.events if card.id != "stork"), changed, *others))


def test_a_card_may_say_with_which_kind_the_side_backs_an_idea() -> None:
    play, who = market(scenario=_with_stork(backing="song"))
    play.to("swap")
    play.send("stork")
    seed = gift(who["grower2"], "seed")
    lent = terms(who["picker1"], seed, gift(who["picker1"], "ladder"))
    sung = terms(who["picker1"], seed, gift(who["picker1"], "song"))
    assert _doubled(play, who["idea1"], 1, lent) == []
    assert _doubled(play, who["idea1"], 1, sung) == [("stork", 1)]
    play.shake(who["grower1"], who["idea1"], gift(who["singer1"], "song"))
    assert _doubled(play, who["idea1"], 1, lent) == [("stork", 1)]


def test_no_gift_is_doubled_under_two_cards() -> None:
    heron, owl = (Effect(kind=EffectKind.MATCH, token=token, count=9) for token in ("seed", "ladder"))
    play, who = market(scenario=_with_stork(heron, owl, target=""))
    play.to("swap")
    for card in ("stork", "heron-0", "heron-1"):
        play.send(card)
    both = terms(who["picker1"], gift(who["grower2"], "seed"), gift(who["grower2"], "ladder"))
    assert _doubled(play, who["idea1"], 1, both) == [("stork", 1), ("heron-1", 1)]
    play.end("stork")
    assert _doubled(play, who["idea1"], 1, both) == [("heron-0", 1), ("heron-1", 1)]


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
    play.end("strike")
    play.wait(60)
    play.send("strike")
    assert [sent.card for sent in may_refuse(play.game, picker)] == ["strike"]


def test_an_idea_counts_as_refused_since_the_card_was_sent_until_its_table_changes_what_was_asked(
    at_market: Market,
) -> None:
    play, who = at_market
    play.send("strike")
    first = play.game.sent[-1]
    assert refused_by(play.game, first) is None
    play.must(ask.RefuseIdea(player=who["singer2"], card="strike", idea=who["idea1"], words=Words("Less noise")))
    found = refused_by(play.game, first)
    assert found is not None and found.id == who["idea1"]
    answer = ask.AnswerRefusal(player=who["singer1"], idea=who["idea1"], card="strike", changes=False, words=Words(""))
    play.must(answer)
    assert refused_by(play.game, first) == play.idea(who["idea1"])
    play.end("strike")
    play.wait(60)
    play.send("strike")
    assert refused_by(play.game, play.game.sent[-1]) is None
    play.must(replace(answer, changes=True))
    assert refused_by(play.game, first) is None


def test_the_side_that_refuses_is_that_of_the_card(play: Play) -> None:
    assert refusing_side(play.game, "strike") == "pickers"
    assert refusing_side(play.game, "stork") == ""


def test_a_deal_waits_for_the_table_only_when_its_refusal_put_it_in_doubt(at_market: Market) -> None:
    play, who = at_market
    sung = play.shake(who["grower1"], who["idea1"], gift(who["singer2"], "song"))
    sown = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.send("frost")
    play.send("strike")
    assert not waits_for_an_answer(play.game, play.deal(sown))
    play.must(ask.Repair(player=who["singer2"], deal=sung))
    play.must(ask.RefuseIdea(player=who["singer2"], card="strike", idea=who["idea1"], words=Words("Less noise")))
    assert waits_for_an_answer(play.game, play.deal(sung)) and not waits_for_an_answer(play.game, play.deal(sown))
    play.must(
        ask.AnswerRefusal(player=who["singer1"], idea=who["idea1"], card="strike", changes=False, words=Words(""))
    )
    assert not waits_for_an_answer(play.game, play.deal(sung))


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

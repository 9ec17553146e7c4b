"""Deals: made, answered, changed, undone. Tokens are given all at once, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game import commands as ask
from game.history import Entry
from game.purses import left
from game.refused import Refused, Why
from game.scenario import Words
from game.state import DealState, Part, PledgeLevel, Route
from tests.given import Play, gift, kinds, market, terms

Market = tuple[Play, dict[str, str]]


def test_nothing_is_bargained_before_the_market() -> None:
    play = Play()
    ada, ben = play.join("Ada", table=1), play.join("Ben", table=2)
    play.to("bed")
    idea = play.write(ada)
    said = terms(ben, gift(ben, "song"), others=(ada,))
    assert play.why(ask.Propose(player=ben, terms=said, idea=idea)) is Why.NOT_OPEN_YET
    assert play.why(ask.ShakeHands(player=ben, terms=said, idea=idea)) is Why.NOT_OPEN_YET
    assert play.why(ask.EnterSpoken(terms=said, idea=idea)) is Why.NOT_OPEN_YET


def test_a_handshake_is_agreed_at_once_and_the_tokens_are_given(at_market: Market) -> None:
    play, who = at_market
    said = terms(who["picker1"], gift(who["grower2"], "seed"), string="shade")
    entry = play.must(ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea1"]))
    assert kinds(entry) == ["DealProposed", "DealAnswered", "DealAgreed"]
    (deal,) = play.game.deals.values()
    assert (deal.state, deal.number, deal.route, deal.in_market) == (DealState.AGREED, 1, Route.HANDSHAKE, True)
    assert left(play.game, who["grower2"], "seed") == 1


def test_a_proposal_reserves_nothing_and_waits_for_the_others(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    assert left(play.game, who["grower2"], "seed") == 2
    assert kinds(play.must(ask.AnswerDeal(player=who["picker1"], deal=deal, version=1, yes=True))) == [
        "DealAnswered",
        "DealAgreed",
    ]
    assert left(play.game, who["grower2"], "seed") == 1


def test_a_deal_of_three_is_agreed_by_the_last_yes(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(
        who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"], who["singer1"])
    )
    play.must(ask.AnswerDeal(player=who["singer1"], deal=deal, version=1, yes=True))
    assert play.deal(deal).state is DealState.PROPOSED
    play.must(ask.AnswerDeal(player=who["picker1"], deal=deal, version=1, yes=True))
    assert play.deal(deal).state is DealState.AGREED


def test_a_first_no_ends_a_proposal_with_its_reason(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(
        who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"], who["singer1"])
    )
    play.must(ask.AnswerDeal(player=who["singer1"], deal=deal, version=1, yes=False, reason="later"))
    assert play.deal(deal).state is DealState.DECLINED
    assert play.deal(deal).answers[who["singer1"]].reason == "later"
    assert play.why(ask.AnswerDeal(player=who["picker1"], deal=deal, version=1, yes=True)) is Why.NOT_NOW


def test_only_who_was_asked_answers_once_with_a_reason_of_the_pack(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(
        who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"], who["singer1"])
    )
    assert play.why(ask.AnswerDeal(player=who["picker2"], deal=deal, version=1, yes=True)) is Why.NOT_YOURS
    assert play.why(ask.AnswerDeal(player=who["grower2"], deal=deal, version=1, yes=True)) is Why.ALREADY_ANSWERED
    assert play.why(ask.AnswerDeal(player=who["picker1"], deal="d0", version=1, yes=True)) is Why.UNKNOWN
    bad = ask.AnswerDeal(player=who["picker1"], deal=deal, version=1, yes=False, reason="rude")
    assert play.why(bad) is Why.UNKNOWN


def test_two_people_spend_the_last_token_and_the_second_is_told_where_it_went(at_market: Market) -> None:
    play, who = at_market
    seller = who["singer1"]
    play.become(seller, "carpenter")
    first = play.propose(who["picker2"], who["idea2"], gift(seller, "seed"))
    second = play.propose(who["singer2"], who["idea2"], gift(seller, "seed"))
    third = play.propose(seller, who["idea2"], gift(seller, "seed"), others=(who["grower2"],))
    play.must(ask.AnswerDeal(player=seller, deal=first, version=1, yes=True))
    said = play.do(ask.AnswerDeal(player=seller, deal=second, version=1, yes=True))
    assert isinstance(said, Refused) and said.why is Why.TOKEN_GONE
    assert said.detail("went_to") == ("Bed 2",)
    assert (said.detail("left"), said.detail("chosen"), said.detail("player")) == (0, 1, seller)
    said = play.do(ask.AnswerDeal(player=who["grower2"], deal=third, version=1, yes=True))
    assert isinstance(said, Refused) and said.why is Why.TOKEN_GONE
    assert {play.deal(deal).state for deal in (second, third)} == {DealState.PROPOSED}
    play.must(ask.TakeBack(player=seller, deal=first))
    assert isinstance(play.do(ask.AnswerDeal(player=seller, deal=second, version=1, yes=True)), Entry)


def test_all_the_tokens_of_a_deal_are_given_or_none(at_market: Market) -> None:
    play, who = at_market
    gone = (gift(who["grower2"], "seed"), gift(who["picker2"], "seed"))
    said = terms(who["picker1"], *gone)
    assert play.why(ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea1"])) is Why.NONE_HELD
    assert left(play.game, who["grower2"], "seed") == 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"gifts": ()}, Why.NO_GIFT),
        ({"parties": ("only",)}, Why.PARTIES),
        ({"string": "gold"}, Why.UNKNOWN),
        ({"string": "own", "own_words": Words(" ")}, Why.EMPTY),
        ({"string": "own", "own_words": Words("x" * 141)}, Why.TOO_LONG),
    ],
)
def test_terms_that_cannot_stand_are_refused(at_market: Market, change: dict[str, object], why: Why) -> None:
    play, who = at_market
    said = replace(terms(who["grower2"], gift(who["grower2"], "seed"), others=(who["picker1"],)), **change)  # type: ignore[arg-type]
    assert play.why(ask.Propose(player=who["grower2"], terms=said, idea=who["idea1"])) is why


def test_parties_are_two_to_six_different_people_who_are_seated(at_market: Market) -> None:
    play, who = at_market
    me, seed = who["grower2"], gift(who["grower2"], "seed")
    twice = replace(terms(me, seed), parties=(me, me))
    assert play.why(ask.Propose(player=me, terms=twice, idea=who["idea1"])) is Why.PARTIES
    everybody = terms(me, seed, others=(*play.game.players, play.join(), play.join()))
    assert play.why(ask.Propose(player=me, terms=everybody, idea=who["idea1"])) is Why.PARTIES
    nobody = terms(me, seed, others=("p0",))
    assert play.why(ask.Propose(player=me, terms=nobody, idea=who["idea1"])) is Why.UNKNOWN
    play.lead(ask.FreeSeat(player=who["picker1"]))
    gone = terms(me, seed, others=(who["picker1"],))
    assert play.why(ask.Propose(player=me, terms=gone, idea=who["idea1"])) is Why.UNKNOWN


def test_nobody_makes_a_deal_for_others(at_market: Market) -> None:
    play, who = at_market
    said = terms(who["grower2"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    assert play.why(ask.ShakeHands(player=who["singer1"], terms=said, idea=who["idea1"])) is Why.NOT_A_PARTY
    stranger = replace(said, gifts=(gift(who["singer2"], "song"),))
    assert play.why(ask.Propose(player=who["grower2"], terms=stranger, idea=who["idea1"])) is Why.NOT_A_PARTY


def test_a_change_is_a_new_wording_that_the_others_answer_anew(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(
        who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"], who["singer1"])
    )
    play.must(ask.AnswerDeal(player=who["singer1"], deal=deal, version=1, yes=True))
    other = replace(play.deal(deal).terms, string="half")
    play.must(ask.AskChange(player=who["picker1"], deal=deal, version=1, terms=other))
    assert play.deal(deal).version == 2
    assert set(play.deal(deal).waiting) == {who["grower2"], who["singer1"]}
    assert play.why(ask.AnswerDeal(player=who["grower2"], deal=deal, version=1, yes=True)) is Why.CHANGED_MEANWHILE
    assert play.why(ask.AskChange(player=who["grower2"], deal=deal, version=1, terms=other)) is Why.CHANGED_MEANWHILE
    assert play.why(ask.AskChange(player=who["grower2"], deal=deal, version=2, terms=other)) is Why.SAME_TERMS


def test_a_change_cannot_throw_out_who_proposed(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    other = terms(who["picker1"], gift(who["singer2"], "song"))
    assert play.why(ask.AskChange(player=who["picker1"], deal=deal, version=1, terms=other)) is Why.NOT_A_PARTY


def test_who_does_not_answer_can_be_dropped_and_the_rest_is_agreed(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(
        who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"], who["singer1"])
    )
    drop = ask.DropParty(player=who["grower2"], deal=deal, party=who["singer1"])
    assert play.why(replace(drop, player=who["picker1"])) is Why.NOT_NOW
    play.must(ask.AnswerDeal(player=who["picker1"], deal=deal, version=1, yes=True))
    assert kinds(play.must(drop)) == ["PartyDropped", "DealAgreed"]
    assert play.deal(deal).terms.parties == (who["grower2"], who["picker1"])


def test_the_only_giver_cannot_be_dropped(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), others=(who["singer1"],))
    assert play.why(ask.DropParty(player=who["picker1"], deal=deal, party=who["grower2"])) is Why.NO_GIFT


def test_only_the_proposer_withdraws_and_only_before_it_is_agreed(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    assert play.why(ask.Withdraw(player=who["picker1"], deal=deal)) is Why.NOT_YOURS
    play.must(ask.Withdraw(player=who["grower2"], deal=deal))
    assert play.deal(deal).state is DealState.WITHDRAWN
    assert play.why(ask.Withdraw(player=who["grower2"], deal=deal)) is Why.NOT_NOW


def test_that_was_not_me_undoes_a_handshake_within_a_minute_and_later_tells_the_facilitator(at_market: Market) -> None:
    play, who = at_market
    first = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    assert play.why(ask.NotMe(player=who["picker1"], deal=first)) is Why.NOT_NOW
    play.wait(60)
    play.must(ask.NotMe(player=who["grower2"], deal=first))
    assert play.deal(first).state is DealState.VOIDED
    assert left(play.game, who["grower2"], "seed") == 2
    second = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.wait(61)
    play.must(ask.NotMe(player=who["grower2"], deal=second))
    assert play.deal(second).state is DealState.AGREED
    assert play.deal(second).disputed_by == (who["grower2"],)
    assert play.why(ask.NotMe(player=who["grower2"], deal=second)) is Why.NOT_NOW


def test_a_spoken_deal_is_agreed_for_all_and_each_party_may_say_that_was_not_me(at_market: Market) -> None:
    play, who = at_market
    said = terms(who["grower2"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    play.lead(ask.EnterSpoken(terms=said, idea=who["idea1"]))
    (deal,) = play.game.deals.values()
    assert (deal.state, deal.route) == (DealState.AGREED, Route.SPOKEN)
    assert play.why(ask.EnterSpoken(terms=said, idea="i0")) is Why.UNKNOWN
    play.must(ask.NotMe(player=who["grower2"], deal=deal.id))
    assert play.deal(deal.id).state is DealState.VOIDED


def test_whoever_takes_back_leaves_and_the_tokens_return(at_market: Market) -> None:
    play, who = at_market
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.must(ask.TakeBack(player=who["picker1"], deal=deal))
    assert (play.deal(deal).state, play.deal(deal).ended_by) == (DealState.LEFT, who["picker1"])
    assert left(play.game, who["grower2"], "seed") == 2
    assert play.why(ask.TakeBack(player=who["grower2"], deal=deal)) is Why.NOT_NOW


def test_a_deal_in_doubt_is_repaired_with_a_word_or_broken(at_market: Market) -> None:
    play, who = at_market
    first = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    assert play.why(ask.Repair(player=who["grower2"], deal=first)) is Why.NOT_NOW
    assert play.why(ask.BreakDeal(player=who["grower2"], deal=first)) is Why.NOT_NOW
    play.lead(ask.SendEvent(card="frost"))
    assert play.deal(first).state is DealState.IN_DOUBT
    play.end("frost")
    assert play.deal(first).state is DealState.IN_DOUBT
    too_long = ask.Repair(player=who["grower2"], deal=first, words=Words("x" * 141))
    assert play.why(too_long) is Why.TOO_LONG
    play.must(ask.Repair(player=who["grower2"], deal=first, words=Words("With straw.")))
    assert (play.deal(first).state, play.deal(first).repair) == (DealState.AGREED, "With straw.")
    play.lead(ask.SendEvent(card="frost"))
    play.must(ask.BreakDeal(player=who["picker1"], deal=first))
    assert play.deal(first).state is DealState.BROKEN


def test_the_facilitator_voids_what_holds_or_is_proposed(at_market: Market) -> None:
    play, who = at_market
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.lead(ask.VoidDeal(deal=deal))
    assert play.deal(deal).state is DealState.VOIDED
    assert play.why(ask.VoidDeal(deal=deal)) is Why.NOT_NOW
    assert play.why(ask.VoidDeal(deal="d0")) is Why.UNKNOWN


def test_a_deal_can_begin_a_new_idea_at_the_proposer_s_table(at_market: Market) -> None:
    play, who = at_market
    said = terms(who["picker1"], gift(who["grower2"], "ladder"))
    assert play.why(ask.ShakeHands(player=who["picker1"], terms=said)) is Why.EMPTY
    entry = play.must(ask.ShakeHands(player=who["picker1"], terms=said, title=Words("A pond"), line=Words("")))
    assert kinds(entry) == ["IdeaBegun", "DealProposed", "DealAnswered", "DealAgreed"]
    idea = next(reversed(play.game.ideas.values()))
    assert (idea.title, idea.label, idea.table) == ("A pond", "1b", 1)
    assert play.game.tables[1].idea == who["idea1"]


def test_deals_are_numbered_in_the_order_they_are_agreed(at_market: Market) -> None:
    play, who = at_market
    late = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    early = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    play.must(ask.AnswerDeal(player=who["picker1"], deal=late, version=1, yes=True))
    assert [play.deal(deal).number for deal in (early, late)] == [1, 2]


def test_the_rules_are_asked_again_when_the_tokens_are_given(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    play.lead(ask.MovePlayer(player=who["grower2"], table=1))
    assert play.why(ask.AnswerDeal(player=who["picker1"], deal=deal, version=1, yes=True)) is Why.OWN_TABLE
    assert play.deal(deal).state is DealState.PROPOSED


def test_two_proposals_for_a_need_that_was_dropped_do_not_both_meet_it() -> None:
    play, who = market()
    pick = play.pick(who["grower1"], "craft-1")
    play.to("swap")
    need = f"{pick}.1"
    deals = [
        play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed", need), others=(other,))
        for other in (who["picker1"], who["singer1"])
    ]
    play.must(ask.AnswerDeal(player=who["picker1"], deal=deals[0], version=1, yes=True))
    assert play.why(ask.AnswerDeal(player=who["singer1"], deal=deals[1], version=1, yes=True)) is Why.NEED_MET
    play.must(ask.DropMethod(player=who["grower1"], pick=pick))
    assert play.why(ask.AnswerDeal(player=who["singer1"], deal=deals[1], version=1, yes=True)) is Why.UNKNOWN


def test_a_deal_that_holds_is_pledged_by_its_parties_when_the_badge_is_off(at_market: Market) -> None:
    play, who = at_market
    deal = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    pledge = ask.PledgeDeal(player=who["picker1"], deal=deal, level=PledgeLevel.DO)
    assert play.why(pledge) is Why.NOT_OPEN_YET
    play.to("fire")
    play.must(pledge)
    assert play.player(who["picker1"]).pledges == {deal: PledgeLevel.DO}
    assert play.why(replace(pledge, player=who["singer2"])) is Why.NOT_YOURS
    play.lead(ask.VoidDeal(deal=deal))
    assert play.why(pledge) is Why.NOT_NOW


@pytest.mark.parametrize("part", [Part.OBSERVER, Part.PRESS])
def test_who_does_not_play_is_no_party_of_any_deal(at_market: Market, part: Part) -> None:
    play, who = at_market
    ada = play.join("Ada", table=1, part=part)
    seed = gift(who["grower2"], "seed")
    said = terms(who["grower2"], seed, others=(ada,))
    for command in (
        ask.Propose(player=who["grower2"], terms=said, idea=who["idea1"]),
        ask.ShakeHands(player=who["grower2"], terms=said, idea=who["idea1"]),
        ask.EnterSpoken(terms=said, idea=who["idea1"]),
        ask.Propose(player=ada, terms=terms(ada, seed), idea=who["idea1"]),
    ):
        refused = play.do(command)
        assert isinstance(refused, Refused) and (refused.why, refused.detail("who")) == (Why.OBSERVES, "1D")
    deal = play.propose(who["grower2"], who["idea1"], seed, others=(who["picker1"],))
    change = ask.AskChange(
        player=who["picker1"], deal=deal, version=1, terms=terms(who["grower2"], seed, others=(who["picker1"], ada))
    )
    assert play.why(change) is Why.OBSERVES

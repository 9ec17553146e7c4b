"""Deals are looked up by player and by idea, in the order they were proposed, whatever state is asked for."""

from __future__ import annotations

from game import commands as ask
from game.deals import deals_for, deals_of
from tests.given import Play, gift, terms

Market = tuple[Play, dict[str, str]]


def test_a_player_s_deals_and_an_idea_s_deals_come_in_order(at_market: Market) -> None:
    play, who = at_market
    first = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    second = play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "ladder"), others=(who["singer1"],))
    third = play.shake(who["singer2"], who["idea2"], gift(who["grower1"], "seed"))
    assert [deal.id for deal in deals_of(play.game, who["grower2"])] == [first, second]
    assert [deal.id for deal in deals_for(play.game, who["idea1"])] == [first, second]
    assert [deal.id for deal in deals_for(play.game, who["idea2"])] == [third]
    assert deals_of(play.game, "p0") == deals_for(play.game, "i0") == ()


def test_who_is_left_out_of_a_new_wording_has_the_deal_no_more(at_market: Market) -> None:
    play, who = at_market
    deal = play.propose(
        who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["singer1"], who["picker1"])
    )
    other = terms(who["grower2"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    play.must(ask.AskChange(player=who["picker1"], deal=deal, version=1, terms=other))
    assert deals_of(play.game, who["singer1"]) == ()


def test_old_and_new_states_of_many_games_are_told_apart(at_market: Market) -> None:
    play, who = at_market
    states = [play.game]
    for _ in range(9):
        play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "seed"), others=(who["singer1"],))
        states.append(play.game)
    for _ in range(2):
        assert [len(deals_of(game, who["grower2"])) for game in states] == list(range(10))

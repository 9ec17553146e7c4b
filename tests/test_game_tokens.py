"""Why terms cannot be kept: the rules of the pack, and what purses and lists lack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from game import commands as ask
from game import events as happened
from game.purses import left, spent
from game.refused import Refused, Why
from game.scenario import TokenKind, Words
from tests.given import Play, gift, market, terms
from tests.tiny import tiny_scenario

Market = tuple[Play, dict[str, str]]


def test_a_token_that_copies_stays_and_each_idea_gets_it_once(at_market: Market) -> None:
    play, who = at_market
    for idea in ("idea1", "idea2"):
        play.shake(who["grower1"], who[idea], gift(who["picker2"], "song"))
        again = terms(who["grower1"], gift(who["picker2"], "song"))
        refused = play.why(ask.ShakeHands(player=who["grower1"], terms=again, idea=who[idea]))
        assert refused is Why.ALREADY_GIVEN
    assert left(play.game, who["picker2"], "song") == 1
    assert spent(play.game, who["picker2"], "song") == 1


def test_what_is_lent_counts_from_when_it_was_agreed(at_market: Market) -> None:
    play, who = at_market
    deals = [
        play.propose(who["grower2"], who["idea1"], gift(who["grower2"], "ladder"), others=(other,))
        for other in (who["picker1"], who["singer1"])
    ]
    play.to("swap-2")
    play.must(ask.AnswerDeal(player=who["picker1"], deal=deals[0], version=1, yes=True))
    assert left(play.game, who["grower2"], "ladder") == 0
    assert play.why(ask.AnswerDeal(player=who["singer1"], deal=deals[1], version=1, yes=True)) is Why.TOKEN_GONE


def test_the_last_token_went_somewhere_and_that_is_said(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    said = play.do(
        ask.ShakeHands(
            player=who["singer1"], terms=terms(who["singer1"], gift(who["grower2"], "ladder")), idea=who["idea1"]
        )
    )
    assert isinstance(said, Refused) and said.why is Why.TOKEN_GONE
    assert said.detail("went_to") == ("Bed 1",) and said.detail("who") == "2A"


def test_who_holds_only_what_was_doubled_is_told_where_the_own_one_went(at_market: Market) -> None:
    play, who = at_market
    play.send("stork")
    song = gift(who["picker1"], "song")
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), song)
    play.send("mice")
    play.end("mice")
    again = terms(who["singer1"], gift(who["grower2"], "seed"))
    said = play.do(ask.ShakeHands(player=who["singer1"], terms=again, idea=who["idea1"]))
    assert isinstance(said, Refused) and said.why is Why.TOKEN_GONE
    assert (said.detail("left"), said.detail("went_to")) == (0, ("Bed 1",))


def test_where_a_token_went_is_said_without_hidden_words(at_market: Market) -> None:
    play, who = at_market
    play.write(who["grower1"], title="QtitleZ")
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    again = terms(who["singer2"], gift(who["grower2"], "ladder"))
    asked = ask.ShakeHands(player=who["singer2"], terms=again, idea=who["idea2"])
    assert "QtitleZ" in repr(play.do(asked))
    play.lead(ask.CheckWords(ref=f"idea:{who['idea1']}:2", shows=False))
    said = play.do(asked)
    assert isinstance(said, Refused) and said.detail("went_to") == ("Bed 1",)


def test_more_than_one_has_is_refused_with_what_is_left(at_market: Market) -> None:
    play, who = at_market
    three = terms(who["picker1"], *(gift(who["grower2"], "seed") for _ in range(3)))
    said = play.do(ask.ShakeHands(player=who["picker1"], terms=three, idea=who["idea1"]))
    assert isinstance(said, Refused) and said.why is Why.TOKEN_GONE
    assert (said.detail("left"), said.detail("chosen"), said.detail("went_to")) == (2, 3, ())


def _why(play: Play, who: dict[str, str], giver: str, kind: str, need: str = "", by: str = "grower1") -> Why:
    said = terms(who[by], gift(who[giver], kind, need))
    return play.why(ask.ShakeHands(player=who[by], terms=said, idea=who["idea1"]))


def test_who_holds_none_gives_none(at_market: Market) -> None:
    play, who = at_market
    assert _why(play, who, "singer2", "seed") is Why.NONE_HELD
    assert _why(play, who, "singer2", "gold") is Why.UNKNOWN


def test_some_tokens_are_not_for_one_s_own_table(at_market: Market) -> None:
    play, who = at_market
    assert _why(play, who, "grower1", "seed", by="picker2") is Why.OWN_TABLE
    assert _why(play, who, "picker1", "song", "mark.blessing.1") is Why.OWN_TABLE
    play.shake(who["picker2"], who["idea1"], gift(who["grower1"], "ladder"))


def test_a_mark_wants_its_side(at_market: Market) -> None:
    play, who = at_market
    play.happen(happened.PurseChanged(player=who["grower2"], purse=(("song", 1),)))
    assert _why(play, who, "grower2", "song", "mark.blessing.1") is Why.WRONG_SIDE


def test_a_token_of_one_side_is_given_by_that_side() -> None:
    tiny = tiny_scenario()
    stone = TokenKind(id="stone", each="Stone", many="Stones", from_side="growers")
    who: dict[str, str] = {}
    play = Play(replace(tiny, tokens=(*tiny.tokens, stone)))
    for name, table, role in (("grower1", 1, "grower"), ("singer2", 2, "singer"), ("grower2", 2, "grower")):
        who[name] = play.join(name, table=table, role=role)
        play.happen(happened.PurseChanged(player=who[name], purse=(("stone", 1),)))
    play.to("bed")
    who["idea1"] = play.write(who["grower1"])
    play.to("swap")
    assert _why(play, who, "singer2", "stone") is Why.WRONG_SIDE
    play.shake(who["grower1"], who["idea1"], gift(who["grower2"], "stone"))


@pytest.mark.parametrize(
    ("kind", "need", "why"),
    [
        ("seed", "mark.blessing.1", Why.WRONG_KIND),
        ("song", "mark.blessing.9", Why.UNKNOWN),
        ("song", "m0.1", Why.UNKNOWN),
    ],
)
def test_a_gift_answers_a_need_that_is_there_with_its_kind(at_market: Market, kind: str, need: str, why: Why) -> None:
    play, who = at_market
    assert _why(play, who, "grower2", kind, need) is why


def test_a_need_is_met_once(at_market: Market) -> None:
    play, who = at_market
    need = "mark.blessing.1"
    both = terms(who["grower1"], gift(who["picker2"], "song", need), gift(who["singer2"], "song", need))
    assert play.why(ask.ShakeHands(player=who["grower1"], terms=both, idea=who["idea1"])) is Why.NEED_MET
    play.shake(who["grower1"], who["idea1"], gift(who["picker2"], "song", need))
    assert _why(play, who, "singer2", "song", need) is Why.NEED_MET


def test_a_new_idea_has_no_list_to_answer(at_market: Market) -> None:
    play, who = at_market
    said = terms(who["grower1"], gift(who["picker2"], "song", "mark.blessing.1"))
    new = ask.ShakeHands(player=who["grower1"], terms=said, title=play.game.title)
    assert play.why(new) is Why.UNKNOWN


def test_while_a_card_asks_for_new_tables_no_table_gets_the_kind_from_the_same_giver_again() -> None:
    play, who = market(tables=3)
    play.to("swap")
    first = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    waits = play.propose(who["picker1"], who["idea1"], gift(who["grower3"], "seed"))
    play.shake(who["picker1"], who["idea1"], gift(who["grower3"], "seed"))
    play.send("fence")
    said = terms(who["picker1"], gift(who["grower2"], "seed"))
    refused = play.do(ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea1"]))
    assert isinstance(refused, Refused) and refused.why is Why.TABLE_HAS_YOURS
    assert (refused.detail("who"), refused.detail("table"), refused.detail("kind")) == ("2A", 1, "seed")
    new = ask.ShakeHands(player=who["picker1"], terms=said, title=Words("A pond"))
    assert play.why(new) is Why.TABLE_HAS_YOURS
    assert play.why(ask.EnterSpoken(terms=said, idea=who["idea1"])) is Why.TABLE_HAS_YOURS
    assert play.why(ask.AnswerDeal(player=who["grower3"], deal=waits, version=1, yes=True)) is Why.TABLE_HAS_YOURS
    play.shake(who["picker3"], who["idea3"], gift(who["grower2"], "seed"))
    play.lead(ask.VoidDeal(deal=first))
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))


def test_when_the_card_is_over_tables_may_have_more_from_the_same_giver(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.send("fence")
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "ladder"))
    play.end("fence")
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    assert left(play.game, who["grower2"], "seed") == 0

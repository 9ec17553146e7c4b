"""Idea sheets and plans: what they cost, what they ask for, what has met it."""

from __future__ import annotations

from game import commands as ask
from game import views
from game.ideas import (
    cost,
    holding,
    marks_missing,
    need_of,
    needs,
    next_label,
    own_idea,
    plan_step,
    public_ideas,
    support,
)
from game.scenario import Words
from tests.given import Play, gift, market, terms


def test_a_plan_asks_for_what_its_methods_need_and_then_for_the_marks() -> None:
    play, who = market()
    pick = play.pick(who["grower1"], "craft-2")
    lines = needs(play.game, play.idea(who["idea1"]))
    assert [(line.id, line.kind, line.title) for line in lines] == [
        (f"{pick}.1", "ladder", "Build"),
        (f"{pick}.2", "seed", "Build"),
        ("mark.blessing.1", "song", "A song from pickers"),
        ("mark.blessing.2", "song", "A song from pickers"),
    ]
    assert all(line.is_open for line in lines)
    assert cost(play.game, play.idea(who["idea1"])) == 2


def test_a_deal_meets_a_need_and_adds_to_the_support(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    deal = play.shake(who["grower1"], who["idea1"], gift(who["singer2"], "song", "mark.blessing.2"))
    idea = play.idea(who["idea1"])
    met = need_of(play.game, idea, "mark.blessing.2")
    assert met is not None and met.met_by == deal and not met.is_open
    assert [each.id for each in holding(play.game, idea.id)] == [deal]
    assert support(play.game, idea.id) == {"song": 1}
    assert need_of(play.game, idea, "mark.blessing.3") is None


def test_a_mark_is_missing_until_it_is_whole(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    idea = who["idea1"]
    play.shake(who["grower1"], idea, gift(who["singer2"], "song", "mark.blessing.1"))
    assert [mark.id for mark in marks_missing(play.game, play.idea(idea))] == ["blessing"]
    play.shake(who["grower1"], idea, gift(who["picker2"], "song", "mark.blessing.2"))
    assert marks_missing(play.game, play.idea(idea)) == ()


def test_a_need_is_open_again_when_its_deal_ends(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    deal = play.shake(who["grower1"], who["idea1"], gift(who["singer2"], "song", "mark.blessing.1"))
    play.must(ask.TakeBack(player=who["singer2"], deal=deal))
    line = need_of(play.game, play.idea(who["idea1"]), "mark.blessing.1")
    assert line is not None and line.is_open


def test_what_deals_gave_for_a_dropped_method_stays_with_the_idea() -> None:
    play, who = market()
    pick = play.pick(who["grower1"], "craft-1")
    play.to("swap")
    play.shake(who["grower1"], who["idea1"], gift(who["grower2"], "seed", f"{pick}.1"))
    play.must(ask.DropMethod(player=who["grower1"], pick=pick))
    assert support(play.game, who["idea1"]) == {"seed": 1}


def test_the_limits_of_a_plan_are_those_of_the_first_plan_step(play: Play) -> None:
    step = plan_step(play.game)
    assert step is not None and (step.picks, step.budget, step.own_share) == (3, 5, 2)
    assert plan_step(Play(run_sheet="market-only").game) is None


def test_a_player_s_own_idea_is_the_table_s(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    own = own_idea(play.game, play.player(who["singer2"]))
    assert own is not None and own.id == who["idea2"]


def _between(play: Play, who: dict[str, str], one: str, other: str) -> str:
    one, other = who[one], who[other]
    said = ask.ShakeHands(player=one, terms=terms(one, gift(other, "ladder")), title=Words("A pond"), line=Words(""))
    play.must(said)
    return next(reversed(play.game.ideas))


def test_ideas_of_one_table_are_called_4_4b_4c(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    first, second = _between(play, who, "singer1", "picker2"), _between(play, who, "singer1", "grower2")
    assert [play.idea(idea).label for idea in (who["idea1"], first, second)] == ["1", "1b", "1c"]


def test_a_label_is_never_given_twice_even_after_an_undo(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    _between(play, who, "singer1", "picker2")
    undone = play.game.seq
    _between(play, who, "singer1", "grower2")
    play.lead(ask.Undo(seq=undone))
    assert next_label(play.game, 1) == "1b"
    assert [idea.label for idea in play.game.ideas.values()] == ["1", "2", "1c"]


def test_labels_go_on_after_the_alphabet(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    labels = []
    for _ in range(60):
        labels.append(next_label(play.game, 1))
        play.must(
            ask.Propose(
                player=who["singer1"],
                terms=terms(who["singer1"], gift(who["singer1"], "song"), others=(who["picker2"],)),
                title=Words("Again"),
                line=Words(""),
            )
        )
    assert len(set(labels)) == 60


def test_an_idea_that_a_proposal_would_begin_is_not_public_until_it_is_agreed(
    at_market: tuple[Play, dict[str, str]],
) -> None:
    play, who = at_market
    said = terms(who["singer1"], gift(who["singer1"], "song"), others=(who["picker2"],))
    play.must(ask.Propose(player=who["singer1"], terms=said, title=Words("A pond"), line=Words("")))
    assert [idea.id for idea in public_ideas(play.game)] == [who["idea1"], who["idea2"]]
    deal = next(reversed(play.game.deals))
    play.must(ask.AnswerDeal(player=who["picker2"], deal=deal, version=1, yes=True))
    assert [idea.title for idea in public_ideas(play.game)] == ["Bed 1", "Bed 2", "A pond"]
    play.must(ask.TakeBack(player=who["picker2"], deal=deal))
    assert len(public_ideas(play.game)) == 3


def test_an_idea_that_only_a_voided_deal_began_is_not_public_any_more(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    pond = _between(play, who, "singer1", "picker2")
    assert pond in {idea.id for idea in public_ideas(play.game)}
    play.must(ask.NotMe(player=who["picker2"], deal=next(reversed(play.game.deals))))
    assert pond not in {idea.id for idea in public_ideas(play.game)}
    assert len(views.lists(play.game).ideas) == len(views.wall(play.game).map.ideas) == 2
    play.shake(who["singer1"], pond, gift(who["picker2"], "ladder"))
    assert pond in {idea.id for idea in public_ideas(play.game)}
    play.lead(ask.VoidDeal(deal=next(reversed(play.game.deals))))
    assert pond not in {idea.id for idea in public_ideas(play.game)}

"""Votes with dots: laid while the step is on, counted when it is over, and nowhere to be seen before."""

from __future__ import annotations

from dataclasses import replace

from game import commands as ask
from game import shapes, views
from game.refused import Why
from game.scenario import Words
from game.state import Part
from game.voting import last_vote, results, totals
from tests.given import Play, gift, kinds, market, terms


def _voting() -> tuple[Play, dict[str, str]]:
    """Three tables with their ideas, and three dots for each of nine people."""
    play, who = market(run_sheet="full", tables=3)
    play.to("pebbles")
    return play, who


def _vote(who: dict[str, str], by: str, **dots: int) -> ask.Vote:
    return ask.Vote(player=who[by], step="pebbles", dots=tuple((who[idea], count) for idea, count in dots.items()))


def test_dots_are_laid_and_laid_anew_while_the_step_is_on() -> None:
    play, who = _voting()
    assert kinds(play.must(_vote(who, "grower1", idea2=2, idea3=1))) == ["Voted"]
    play.must(_vote(who, "grower1", idea3=1, idea2=0))
    play.must(_vote(who, "singer2", idea3=3))
    assert dict(totals(play.game, "pebbles")) == {who["idea3"]: 4}
    play.must(_vote(who, "grower1"))
    assert dict(totals(play.game, "pebbles")) == {who["idea3"]: 3}


def test_there_are_no_more_dots_than_the_step_has_however_they_are_written() -> None:
    play, who = _voting()
    assert play.why(_vote(who, "grower1", idea2=4)) is Why.TOO_MANY_DOTS
    twice = ask.Vote(player=who["grower1"], step="pebbles", dots=((who["idea2"], 2), (who["idea2"], 2)))
    assert play.why(twice) is Why.TOO_MANY_DOTS
    assert play.why(_vote(who, "grower1", idea2=-1, idea3=4)) is Why.UNKNOWN
    play.must(replace(twice, dots=((who["idea2"], 1), (who["idea2"], 2))))
    assert play.game.votes["pebbles"][who["grower1"]] == {who["idea2"]: 3}


def test_nobody_votes_for_the_own_table_or_for_what_is_not_there() -> None:
    play, who = _voting()
    assert play.why(_vote(who, "grower1", idea1=1)) is Why.OWN_IDEA
    assert play.why(ask.Vote(player=who["grower1"], step="pebbles", dots=(("i0", 1),))) is Why.UNKNOWN
    said = terms(who["singer1"], gift(who["grower2"], "seed"))
    play.must(ask.Propose(player=who["singer1"], terms=said, title=Words("A pond")))
    private = next(reversed(play.game.ideas))
    assert play.why(ask.Vote(player=who["grower3"], step="pebbles", dots=((private, 1),))) is Why.UNKNOWN


def test_who_watches_votes_too() -> None:
    play, who = _voting()
    who["watcher"] = play.join("Watcher", table=1, part=Part.OBSERVER)
    assert views.now(play.game, who["watcher"]).gold is shapes.Gold.VOTE
    play.must(_vote(who, "watcher", idea2=3))
    assert views.now(play.game, who["watcher"]).gold is shapes.Gold.NONE


def test_a_vote_is_what_its_step_takes_away_when_it_ends() -> None:
    play, who = _voting()
    play.next()
    assert play.why(_vote(who, "grower1", idea2=1)) is Why.IS_OVER
    play.lead(ask.BackStep(from_step=play.game.step_index))
    play.must(_vote(who, "grower1", idea2=1))


def test_a_vote_is_not_open_before_its_step_and_in_a_step_of_another_kind_nobody_votes() -> None:
    play, who = market(run_sheet="full")
    play.to("telling")
    for step in ("pebbles", "telling", "fire", "dragon"):
        said = ask.Vote(player=who["grower1"], step=step, dots=((who["idea2"], 1),))
        assert play.why(said) is Why.NOT_OPEN_YET


def test_nobody_sees_totals_or_the_dots_of_others_while_the_vote_is_on() -> None:
    play, who = _voting()
    before = {name: _all_views(play, name) for name in play.game.players}
    play.must(_vote(who, "grower1", idea2=2, idea3=1))
    for player, shown in before.items():
        assert (_all_views(play, player) == shown) is (player != who["grower1"])
    mine = views.now(play.game, who["grower1"]).vote
    assert mine is not None and mine.is_sent and mine.dots == 3
    assert [(idea.id, count) for idea, count in mine.ideas] == [(who["idea2"], 2), (who["idea3"], 1)]
    assert results(play.game) == () == views.wall(play.game).results


def _all_views(play: Play, player: str) -> str:
    """Everything that a phone, the wall and the console show, but for the console's list of what can be undone."""
    game = play.game
    seen = (views.now(game, player), views.me(game, player), views.deals(game, player), views.lists(game))
    shared = (views.table(game, game.players[player].table), views.wall(game), views.console(play.history))
    return repr((seen, shared))


def test_when_the_step_is_over_all_ideas_are_counted_most_dots_first() -> None:
    play, who = _voting()
    play.must(_vote(who, "grower1", idea2=1, idea3=2))
    play.must(_vote(who, "grower2", idea3=1))
    play.next()
    assert [(idea.id, dots) for idea, dots in results(play.game)] == [
        (who["idea3"], 3),
        (who["idea2"], 1),
        (who["idea1"], 0),
    ]
    assert [(label, dots) for label, _, dots in views.wall(play.game).results] == [("3", 3), ("2", 1), ("1", 0)]
    assert views.now(play.game, who["grower1"]).vote is None
    play.lead(ask.BackStep(from_step=play.game.step_index))
    assert results(play.game) == ()


def test_a_vote_that_is_the_last_step_is_over_when_the_game_is_closed() -> None:
    play = Play(run_sheet="ready")
    ada, ben = play.join("Ada", table=1), play.join("Ben", table=2)
    play.to("pebbles")
    play.must(ask.Vote(player=ada, step="pebbles", dots=((play.game.tables[2].idea, 2),)))
    assert results(play.game) == ()
    play.lead(ask.CloseGame())
    assert [dots for _, dots in results(play.game)] == [2, 0] and ben in play.game.players


def test_the_titles_of_results_stand_only_when_they_were_checked() -> None:
    play, who = market(run_sheet="full")
    play.write(who["grower1"], title="A rude pear")
    play.to("fire")
    assert [title for _, title, _ in views.wall(play.game).results] == ["Bed 1", "Bed 2"]
    play.lead(ask.CheckWords(ref=f"idea:{who['idea1']}:2", shows=True))
    assert [title for _, title, _ in views.wall(play.game).results] == ["A rude pear", "Bed 2"]


def test_where_there_is_no_vote_there_is_nothing_to_count(play: Play) -> None:
    play.to("fire")
    assert last_vote(play.game) is None and results(play.game) == () and dict(totals(play.game, "pebbles")) == {}

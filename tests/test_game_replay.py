"""How the map filled in: a stop for each step, event card and deal, and the states of lines and hexagons between them."""

from __future__ import annotations

from collections import Counter

import pytest

from game import commands as ask
from game.history import History
from game.map import draw
from game.replay import Replay, StopKind
from game.state import DealState
from game.telling import report
from tests.evenings import spend
from tests.given import Play, gift, market


def _replay(history: History) -> Replay:
    return report(history).replay


def _kinds(replay: Replay) -> list[StopKind]:
    return [stop.kind for stop in replay.stops]


def _with_a_deal() -> tuple[Play, dict[str, str]]:
    play, who = market()
    play.to("swap")
    play.wait(180)
    who["deal"] = play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    return play, who


def test_each_step_and_each_deal_is_a_stop_with_its_minute_and_its_tables() -> None:
    play, _who = _with_a_deal()
    replay = _replay(play.history)
    steps = [stop for stop in replay.stops if stop.kind is StopKind.STEP]
    assert [stop.number for stop in steps] == list(range(1, len(play.game.started) + 1))
    deal = replay.stops[-1]
    assert (deal.kind, deal.number, deal.tables, deal.label) == (StopKind.DEAL, 1, (1, 2), "2")
    assert deal.minute == steps[-1].minute + 3
    assert replay.deals == 1


def test_a_line_is_there_from_the_stop_of_its_deal_on() -> None:
    play, who = _with_a_deal()
    replay = _replay(play.history)
    (way,) = [way for way in replay.ways if way.table == 1]
    assert way.idea == who["idea2"]
    assert [(state.stop, state.deals, state.tokens) for state in way.states] == [(len(replay.stops) - 1, 1, 1)]


def test_a_deal_in_doubt_is_told_at_the_stop_of_its_event_card_and_stands_again_at_a_stop_of_its_own() -> None:
    play, who = _with_a_deal()
    play.send("frost")
    play.wait(60)
    play.must(ask.Repair(player=who["grower1"], deal=who["deal"], words=play.game.title))
    replay = _replay(play.history)
    event, again = replay.stops[-2:]
    assert (event.kind, event.name, event.doubted) == (StopKind.EVENT, "Frost", 1)
    assert (again.kind, again.state) == (StopKind.CHANGE, DealState.AGREED)
    (way,) = [way for way in replay.ways if way.table == 1]
    assert [state.in_doubt for state in way.states] == [False, True, False]


def test_a_deal_that_broke_takes_its_line_and_what_was_won_away() -> None:
    play, who = _with_a_deal()
    play.send("frost")
    play.must(ask.BreakDeal(player=who["grower1"], deal=who["deal"]))
    replay = _replay(play.history)
    assert {way.states[-1].deals for way in replay.ways} == {0}
    spot = next(spot for spot in replay.spots if spot.idea == who["idea2"])
    assert spot.states[-1].support == ()
    assert [state.deals for state in replay.bands[0].states] == [1, 0]


def test_a_deal_that_was_made_void_was_never_there() -> None:
    play, who = _with_a_deal()
    play.lead(ask.VoidDeal(deal=who["deal"]))
    replay = _replay(play.history)
    assert StopKind.DEAL not in _kinds(replay)
    assert replay.ways == ()


def test_what_was_undone_is_not_told() -> None:
    play, _who = _with_a_deal()
    sent = play.send("frost")
    play.lead(ask.Undo(seq=sent.seq))
    replay = _replay(play.history)
    assert StopKind.EVENT not in _kinds(replay)
    assert not any(state.in_doubt for way in replay.ways for state in way.states)


@pytest.mark.parametrize("seed", range(24))
def test_the_last_stop_of_any_evening_shows_the_map_as_it_is(seed: int) -> None:
    history = spend(seed, sample_every=1000).play.history
    replay, drawn = _replay(history), draw(history.game)
    ways = {(way.table, way.idea): way for way in replay.ways if way.states[-1].deals}
    assert {(line.table, line.idea): (line.tokens, line.in_doubt) for line in drawn.lines} == {
        key: (way.states[-1].tokens, way.states[-1].in_doubt) for key, way in ways.items()
    }
    for line in drawn.lines:
        way = ways[line.table, line.idea]
        assert (way.start, way.bend, way.end) == (line.start, line.bend, line.end)
    bands = Counter({(band.one, band.other): band.states[-1].deals for band in replay.bands if band.states[-1].deals})
    assert bands == Counter({(band.one, band.other): band.deals for band in drawn.bands})
    won = {spot.idea: spot.states[-1].support for spot in replay.spots}
    for idea in drawn.ideas:
        assert won.get(idea.id, ()) == tuple(pair for pair in idea.support if pair[1])
    for thing in (*replay.ways, *replay.bands, *replay.spots):
        stops = [state.stop for state in thing.states]
        assert stops == sorted(set(stops))
        assert stops[-1] < max(1, len(replay.stops))

"""The one drawing: the same entries, the same places; nothing that stands is moved by a deal."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, sqrt
from pathlib import Path
from subprocess import run
from sys import executable

import pytest

from game import commands as ask
from game.checking import idea_ref
from game.events import CharacterKept
from game.history import History
from game.map import HEIGHT, WIDTH, MapView, draw
from game.scenario import Words
from tests.given import Play, gift, market, terms

Market = tuple[Play, dict[str, str]]


def _places(view: MapView) -> dict[object, object]:
    return {**{each.number: each.at for each in view.tables}, **{each.id: each.at for each in view.ideas}}


def test_the_same_entries_give_the_same_drawing(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    assert draw(History.of(play.history.entries).game) == draw(play.game)


def test_the_drawing_is_the_same_in_another_process() -> None:
    script = "from tests.given import market; from game.map import draw; play, _ = market(); print(draw(play.game))"
    root = Path(__file__).parent.parent
    said = {
        run([executable, "-c", script], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_nothing_moves_when_deals_and_ideas_are_added(at_market: Market) -> None:
    play, who = at_market
    before = _places(draw(play.game))
    for number in range(5):
        play.must(
            ask.ShakeHands(
                player=who["singer1"],
                terms=terms(who["singer1"], gift(who["singer2"], "song")),
                title=Words(f"Idea {number}"),
            )
        )
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    after = _places(draw(play.game))
    assert before.items() <= after.items()
    assert len(after) == len(before) + 5


def test_no_two_ideas_overlap_and_all_lie_on_the_canvas(at_market: Market) -> None:
    play, who = at_market
    for number in range(30):
        play.must(
            ask.ShakeHands(
                player=who[f"singer{number % 2 + 1}"],
                terms=terms(who["singer1"], gift(who["singer2"], "song")),
                title=Words("Again"),
            )
        )
    spots = [idea.at for idea in draw(play.game).ideas]
    assert len(spots) == 32
    assert all(40 <= x <= WIDTH - 40 and 40 <= y <= HEIGHT - 40 for x, y in spots)
    assert _apart(spots) > sqrt(3) * draw(play.game).hexagon


def _apart(spots: Sequence[tuple[float, float]]) -> float:
    return min(hypot(a[0] - b[0], a[1] - b[1]) for i, a in enumerate(spots) for b in spots[:i])


@pytest.mark.parametrize("tables", [2, 8])
def test_hexagons_never_touch_and_never_move_however_many_ideas_there_are(tables: int) -> None:
    play, who = market(tables=tables)
    play.to("swap")
    before: dict[object, object] = {}
    for number in range(110):
        play.must(
            ask.ShakeHands(
                player=who[f"singer{number % tables + 1}"],
                terms=terms(
                    who["singer1"], gift(who["singer2"], "song"), others=(who[f"singer{number % tables + 1}"],)
                ),
                title=Words("Again"),
            )
        )
        if number % 9 == 0:
            view = draw(play.game)
            assert before.items() <= _places(view).items()
            assert _apart([idea.at for idea in view.ideas]) > sqrt(3) * view.hexagon
            before = _places(view)


def test_nothing_moves_when_people_come_and_go_and_tables_are_opened_or_made_one() -> None:
    play, who = market(tables=3)
    play.to("swap")
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    before = _places(draw(play.game))

    def stays() -> bool:
        return before.items() <= _places(draw(play.game)).items()

    for name in ("Late", "Later"):
        play.join(name)
    assert stays()
    play.lead(ask.MovePlayer(player=who["singer1"], table=2))
    assert stays()
    for _ in range(5):
        play.lead(ask.AddTable())
        assert stays()
    tables = [table.at for table in draw(play.game).tables]
    assert len(set(tables)) == len(tables) == 8
    play.lead(ask.MergeTables(table=3, into=1))
    left = {name: at for name, at in before.items() if name != 3}
    assert left.items() <= _places(draw(play.game)).items()


def test_two_deals_between_two_tables_do_not_lie_on_each_other(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.shake(who["picker2"], who["idea2"], gift(who["grower1"], "seed"))
    bends = [line.bend for line in draw(play.game).lines if line.table != int(play.idea(line.idea).label)]
    assert len(bends) == 2
    assert hypot(bends[0][0] - bends[1][0], bends[0][1] - bends[1][1]) > 40


@pytest.mark.parametrize("tables", [1, 2, 3, 4, 5, 8, 12, 16, 24])
def test_tables_do_not_touch_and_lie_in_the_frame_however_many_there_are(tables: int) -> None:
    view = draw(Play(expected=tables * 6).game)
    spots = [table.at for table in view.tables]
    assert len(spots) == tables
    if tables > 1:
        assert _apart(spots) >= 150 * view.size - 0.2
    left, top, width, height = view.frame
    ring = 70 * view.size
    assert all(
        left <= x - ring and x + ring <= left + width and top <= y - ring and y + ring <= top + height for x, y in spots
    )


def test_bands_count_the_deals_of_each_pair_of_tables_strongest_first() -> None:
    play, who = market(tables=3)
    play.to("swap")
    for number in (1, 2, 3):
        play.happen(CharacterKept(player=who[f"singer{number}"], role="singer", purse=(("song", 9),)))
    for _ in range(3):
        play.shake(who["picker1"], who["idea1"], gift(who["singer2"], "song"))
    play.shake(who["picker1"], who["idea1"], gift(who["singer3"], "song"), others=(who["singer2"],))
    play.shake(who["picker1"], who["idea1"], gift(who["singer1"], "song"))
    bands = draw(play.game).bands
    assert [(band.one, band.other, band.deals, band.strength) for band in bands] == [
        (1, 2, 4, 3),
        (1, 3, 1, 1),
        (2, 3, 1, 1),
    ]


def test_a_map_is_crowded_and_then_dense_by_its_deals_and_dense_by_its_tables(at_market: Market) -> None:
    play, who = at_market
    play.happen(CharacterKept(player=who["singer2"], role="singer", purse=(("song", 99),)))
    for count in range(1, 50):
        play.shake(who["picker1"], who["idea1"], gift(who["singer2"], "song"))
        view = draw(play.game)
        assert (view.is_crowded, view.is_dense) == (count > 24, count > 48)
    assert not draw(Play(expected=96).game).is_dense
    assert draw(Play(expected=97).game).is_dense


def test_a_line_is_recent_and_new_by_its_own_newest_deal(at_market: Market) -> None:
    play, who = at_market
    play.happen(CharacterKept(player=who["singer2"], role="singer", purse=(("song", 99),)))
    play.shake(who["picker2"], who["idea2"], gift(who["grower1"], "seed"))
    first = play.now
    for _ in range(6):
        play.wait(60)
        play.shake(who["picker1"], who["idea1"], gift(who["singer2"], "song"))
    lines = {(line.table, line.idea): line for line in draw(play.game).lines}
    assert not lines[1, who["idea2"]].is_recent and lines[2, who["idea1"]].is_recent
    assert lines[1, who["idea2"]].fresh_until_ms == round(first.timestamp() * 1000) + 20_000
    assert lines[2, who["idea1"]].fresh_until_ms == round(play.now.timestamp() * 1000) + 20_000
    spots = {idea.id: idea for idea in draw(play.game).ideas}
    assert spots[who["idea1"]].fresh_until_ms == lines[2, who["idea1"]].fresh_until_ms
    assert draw(play.game).deals[0].fresh_until_ms == lines[2, who["idea1"]].fresh_until_ms


def test_a_very_full_map_still_draws_every_idea_in_its_own_place(at_market: Market) -> None:
    play, who = at_market
    for _ in range(120):
        play.must(
            ask.ShakeHands(
                player=who["singer1"],
                terms=terms(who["singer1"], gift(who["singer2"], "song")),
                title=Words("Again"),
            )
        )
    ideas = draw(play.game).ideas
    assert len({idea.at for idea in ideas}) == len(ideas) == 122


def test_a_deal_draws_a_line_from_each_party_s_table_as_thick_as_its_tokens(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), gift(who["grower2"], "ladder"))
    lines = {(line.table, line.idea): line for line in draw(play.game).lines}
    assert {way: line.tokens for way, line in lines.items()} == {(1, who["idea1"]): 0, (2, who["idea1"]): 2}
    assert not any(line.in_doubt for line in lines.values())


def test_a_line_is_dashed_while_all_its_deals_are_in_doubt(at_market: Market) -> None:
    play, who = at_market
    doubted = play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"))
    play.lead(ask.SendEvent(card="frost"))
    view = draw(play.game)
    assert all(line.in_doubt for line in view.lines) and view.deals[0].in_doubt
    play.shake(who["picker1"], who["idea1"], gift(who["singer2"], "song"))
    assert not any(line.in_doubt for line in draw(play.game).lines)
    play.must(ask.Repair(player=who["grower2"], deal=doubted))
    assert not any(deal.in_doubt for deal in draw(play.game).deals)


def test_a_proposal_draws_nothing(at_market: Market) -> None:
    play, who = at_market
    before = draw(play.game)
    said = terms(who["grower2"], gift(who["grower2"], "seed"), others=(who["picker1"],))
    play.must(ask.Propose(player=who["grower2"], terms=said, idea=who["idea1"]))
    new = terms(who["singer2"], gift(who["singer2"], "song"), others=(who["picker1"],))
    play.must(ask.Propose(player=who["singer2"], terms=new, title=Words("A pond")))
    assert draw(play.game) == before


def test_the_newest_deals_come_first_and_mark_their_idea(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["picker1"], who["idea1"], gift(who["grower2"], "seed"), string="shade")
    play.shake(who["picker2"], who["idea2"], gift(who["grower1"], "seed"))
    view = draw(play.game)
    assert [(deal.number, deal.label, deal.tables, deal.string) for deal in view.deals] == [
        (2, "2", (1, 2), ""),
        (1, "1", (1, 2), "Leave some shade"),
    ]
    assert [idea.is_newest for idea in view.ideas] == [False, True]


def test_titles_and_own_strings_show_only_when_they_were_checked(at_market: Market) -> None:
    play, who = at_market
    said = terms(who["picker1"], gift(who["grower2"], "seed"), string="own", own_words="By hand")
    play.must(ask.ShakeHands(player=who["picker1"], terms=said, idea=who["idea1"]))
    assert {idea.title for idea in draw(play.game).ideas} == {""}
    assert draw(play.game).deals[0].string == ""
    (deal,) = play.game.deals
    play.lead(ask.CheckWords(ref=idea_ref(who["idea1"], 1), shows=True))
    play.lead(ask.CheckWords(ref=f"string:{deal}:1", shows=True))
    assert draw(play.game).ideas[0].title == "Bed 1"
    assert draw(play.game).deals[0].string == "By hand"


def test_an_idea_shows_what_it_won_and_what_marks_it_lacks(at_market: Market) -> None:
    play, who = at_market
    play.shake(who["grower1"], who["idea1"], gift(who["singer2"], "song", "mark.blessing.1"))
    first, second = draw(play.game).ideas
    assert first.support == (("song", 1),) and second.support == ()
    assert first.missing == ("not yet sung for by pickers",)

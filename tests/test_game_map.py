"""The one drawing: the same entries, the same places; nothing that stands is moved by a deal."""

from __future__ import annotations

from math import hypot
from pathlib import Path
from subprocess import run
from sys import executable

from game import commands as ask
from game.checking import idea_ref
from game.history import History
from game.map import CELL, HEIGHT, WIDTH, MapView, draw
from game.scenario import Words
from tests.given import Play, gift, terms

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
    assert all(CELL <= x <= WIDTH - CELL and CELL <= y <= HEIGHT - CELL for x, y in spots)
    apart = min(hypot(a[0] - b[0], a[1] - b[1]) for i, a in enumerate(spots) for b in spots[:i])
    assert apart > 1.6 * CELL


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

"""Who hosts and who walks: two of a table stay, and for the next round of the market they swap."""

from __future__ import annotations

import pytest

from game import commands as ask
from game import views
from game.refused import Why
from game.state import Part
from game.turns import coming_round, hosts
from tests.given import Play


def _table(count: int, run_sheet: str = "short") -> tuple[Play, list[str]]:
    play = Play(table_size=max(count, 2), run_sheet=run_sheet)
    return play, [play.join(f"N{number}", table=1) for number in range(count)]


def _letters(play: Play, round_: int) -> str:
    return "".join(play.player(player).letter for player in hosts(play.game, 1, round_))


@pytest.mark.parametrize(
    ("count", "first", "second"),
    [(0, "", ""), (1, "", ""), (2, "A", "B"), (3, "A", "B"), (4, "AB", "CD"), (5, "AB", "CD"), (6, "AB", "CD")],
)
def test_two_host_and_in_the_next_round_two_others(count: int, first: str, second: str) -> None:
    play, _ = _table(count)
    assert (_letters(play, 1), _letters(play, 2), _letters(play, 3)) == (first, second, first)


def test_who_asked_to_host_first_hosts_first_and_who_would_walk_first_hosts_then() -> None:
    play, players = _table(6)
    for player, wants in ((players[5], True), (players[0], False)):
        play.must(ask.ChooseHosting(player=player, first=wants))
        assert play.why(ask.ChooseHosting(player=player, first=wants)) is Why.ALREADY_ANSWERED
    assert (_letters(play, 1), _letters(play, 2)) == ("BF", "AC")
    play.must(ask.ChooseHosting(player=players[5], first=False))
    assert (_letters(play, 1), _letters(play, 2)) == ("BC", "AF")


def test_when_all_would_walk_first_somebody_hosts_all_the_same() -> None:
    play, players = _table(4)
    for player in players:
        play.must(ask.ChooseHosting(player=player, first=False))
    assert (_letters(play, 1), _letters(play, 2)) == ("AB", "CD")


def test_only_who_plays_hosts_and_the_letters_beyond_the_alphabet_come_last() -> None:
    play = Play(table_size=40)
    play.join("Watcher", table=1, part=Part.OBSERVER)
    players = [play.join(f"N{number}", table=1) for number in range(30)]
    for player in players[1:29]:
        play.lead(ask.FreeSeat(player=player))
    assert [play.player(player).letter for player in players[:1] + players[29:]] == ["B", "AG"]
    assert (_letters(play, 1), _letters(play, 2)) == ("B", "AG")


def test_the_round_is_the_one_that_is_on_or_the_next_that_comes() -> None:
    play = Play()
    seen = {}
    while play.game.step_index + 1 < len(play.game.run_sheet.steps):
        play.next()
        assert play.game.step is not None
        seen[play.game.step.id] = coming_round(play.game)
    assert seen == {
        **dict.fromkeys(("tale", "who", "sky", "bed", "craft", "swap"), 1),
        **dict.fromkeys(("rest", "swap-2"), 2),
        **dict.fromkeys(("doing", "telling", "fire"), 0),
    }


def test_a_market_that_comes_again_after_a_step_back_is_no_new_round() -> None:
    play = Play()
    play.to("swap")
    play.lead(ask.BackStep(from_step=play.game.step_index))
    assert coming_round(play.game) == 1
    play.next()
    assert (play.game.round, coming_round(play.game)) == (1, 1)


def test_a_phone_says_who_hosts_from_the_plan_until_the_last_market_and_only_to_who_plays() -> None:
    play, players = _table(4)
    watcher = play.join("Watcher", table=2, part=Part.OBSERVER)
    play.to("bed")
    assert views.now(play.game, players[0]).hosting is None
    play.to("craft")
    seen = {}
    for step in ("craft", "swap", "rest", "swap-2"):
        play.to(step)
        hosting = views.now(play.game, players[0]).hosting
        assert hosting is not None and views.now(play.game, watcher).hosting is None
        seen[step] = (hosting.round, hosting.hosts, hosting.i_host)
    assert seen["craft"] == seen["swap"] == (1, ("1A", "1B"), True)
    assert seen["rest"] == seen["swap-2"] == (2, ("1C", "1D"), False)
    play.to("doing")
    assert views.now(play.game, players[0]).hosting is None

"""Regions: which audiences a page listens to, and what a living one is drawn from."""

from __future__ import annotations

from datetime import UTC, datetime

from game.commands import CreateGame, FreeSeat, Join, MovePlayer
from game.history import Entry, History, opening
from game.refused import Refused
from game.scenario import Words
from tests.tiny import tiny_scenario
from web.presence import Phones
from web.regions import Moment, Region, audiences_of

NOW = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)


def _history(*commands: object) -> History:
    create = CreateGame(game="g", code="C", title=Words("T"), scenario=tiny_scenario(), run_sheet="short", expected=12)
    history = History.of([Entry(seq=1, at=NOW, by="lead", command_id="1", events=opening(create, NOW))])
    for command in commands:
        events = history.decide(command, NOW, 1)  # type: ignore[arg-type]
        assert not isinstance(events, Refused)
        seq = history.game.seq + 1
        history = history.after(Entry(seq=seq, at=NOW, by="lead", command_id=str(seq), events=events))
    return history


def test_a_phone_listens_to_the_room_its_table_and_its_player() -> None:
    game = _history(Join(name=Words("Ada"), table=2)).game
    assert audiences_of(game, "p2") == {"room": "", "table": "2", "player": "p2"}


def test_a_moved_player_listens_to_the_new_table() -> None:
    game = _history(Join(name=Words("Ada"), table=2), MovePlayer(player="p2", table=1)).game
    assert audiences_of(game, "p2") == {"room": "", "table": "1", "player": "p2"}


def test_a_freed_seat_listens_to_nothing() -> None:
    game = _history(Join(name=Words("Ada")), FreeSeat(player="p2")).game
    assert audiences_of(game, "p2") is None
    assert audiences_of(game, "p99") is None


def test_the_wall_and_the_console_listen_to_themselves_only() -> None:
    game = _history().game
    assert audiences_of(game, "wall") == {"wall": ""}
    assert audiences_of(game, "lead") == {"facilitator": ""}
    assert audiences_of(game, "lead", "d1") == {"facilitator": "", "hand": "d1"}


def test_a_helpers_page_listens_to_its_role_and_to_nothing_else() -> None:
    game = _history().game
    assert audiences_of(game, "help:check", "d1") == {"helper": "check"}
    assert audiences_of(game, "help:table:4", "d1") == {"helper": "table:4"}


def test_a_region_changes_with_news_only_unless_it_says_that_it_lives() -> None:
    assert not Region("bar", "room", "regions/bar.html", lambda history, _key: history).living


def test_two_moments_are_never_taken_for_one_and_no_history_is_compared() -> None:
    history = _history()
    first, second = (Moment(history, NOW, Phones()) for _ in range(2))
    assert first != second
    assert len({first, second}) == 2

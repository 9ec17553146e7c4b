"""Regions: which audiences a page listens to."""

from __future__ import annotations

from datetime import UTC, datetime

from game.commands import CreateGame, FreeSeat, Join, MovePlayer
from game.history import Entry, History, opening
from game.refused import Refused
from game.scenario import Words
from tests.tiny import tiny_scenario
from web.regions import audiences_of

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

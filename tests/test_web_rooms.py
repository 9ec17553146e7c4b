"""The one road to the log: decide, save, show, answer, wake."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from game.commands import (
    ChooseScene,
    CloseGame,
    CreateGame,
    Erase,
    Join,
    NextStep,
    Rename,
    ResumeClock,
    Tell,
    Undo,
)
from game.events import Erased
from game.history import History
from game.refused import Refused, Why
from game.scenario import Words
from game.state import Scene, Status
from tests import erasable
from tests.erasable import Evening
from tests.tiny import tiny_scenario
from web.contacts import Contact
from web.rooms import Accepted, Busy, Conflict, NoSuchGame, NotSaved, Outcome, Room, Rooms, hash_of, steady_clock
from web.settings import url_of
from web.store import CodeTaken, GameRow, Kept, Store
from web.wake import Wakes

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GAME = CreateGame(
    game="g1", code="PEAR", title=Words("Fruit"), scenario=tiny_scenario(), run_sheet="short", expected=12
)
MAP = ChooseScene(scene=Scene.MAP)
BLANK = ChooseScene(scene=Scene.BLANK)
BEGIN = NextStep(from_step=-1)


@dataclass
class HandClock:
    """A clock that stands until the test moves it."""

    time: datetime = NOON

    def __call__(self) -> datetime:
        return self.time


@asynccontextmanager
async def _serving(
    file: Path, now: Callable[[], datetime] | None = None, heard: list[str] | None = None
) -> AsyncIterator[Rooms]:
    store, wakes = Store(url_of(file)), Wakes()
    if heard is not None:
        wakes.subscribe(heard.append)
    rooms = Rooms(store, wakes, now=now or HandClock(), seeds=lambda: 7)
    try:
        yield rooms
    finally:
        await rooms.close()
        store.close()


def _accepted(outcome: Outcome) -> Accepted:
    assert isinstance(outcome, Accepted), outcome
    return outcome


def _on_disk(file: Path) -> list[tuple[int, str, str]]:
    """What another program sees in the file: number, who, command id."""
    connection = sqlite3.connect(file)
    rows = connection.execute("SELECT seq, by, command_id FROM entry ORDER BY seq").fetchall()
    connection.close()
    return rows


@contextmanager
def _disk_full(rooms: Rooms) -> Iterator[None]:
    with rooms.store.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    yield
    with rooms.store.engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "games.db"


MANY = (
    Tell(headline=Words("private"), turning_point=Words(""), surprise=Words(""), refusal=Words("")),
    *(MAP, BLANK) * 28,
    NextStep(from_step=9),
)
"""More than a full disk can take in one commit; the last of them is refused."""


async def _ask_many(rooms: Rooms) -> list[Outcome | BaseException]:
    asked = (rooms.submit("g1", "lead", f"m{n}", command) for n, command in enumerate(MANY))
    return await asyncio.gather(*asked, return_exceptions=True)


# --- Decide, save, show, answer, wake --------------------------------------------------------------------------------


def test_an_accepted_command_is_on_disk_and_in_the_room_when_it_is_answered(file: Path) -> None:
    async def evening() -> None:
        heard: list[str] = []
        async with _serving(file, heard=heard) as rooms:
            room = await rooms.create(GAME)
            outcome = _accepted(await rooms.submit("g1", "lead", "c1", MAP))
            assert _on_disk(file) == [(1, "lead", "create"), (2, "lead", "c1")]
            assert (outcome.seq, outcome.repeated) == (2, False)
            assert outcome.entry == room.history.entries[-1]
            assert outcome.entry.at == NOON
            assert room.history.game.scene is Scene.MAP
            assert heard == ["g1"]

    asyncio.run(evening())


def test_nothing_is_shown_or_answered_before_it_is_on_disk(file: Path) -> None:
    async def evening() -> None:
        heard: list[str] = []
        async with _serving(file, heard=heard) as rooms:
            room = await rooms.create(GAME)
            other = sqlite3.connect(file, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")  # another program holds the file, so our commit has to wait
            asked = asyncio.create_task(rooms.submit("g1", "lead", "c1", MAP))
            for _turn in range(1000):
                await asyncio.sleep(0)
            assert not asked.done()
            assert room.history.game.seq == 1
            assert heard == []
            other.execute("ROLLBACK")
            other.close()
            assert _accepted(await asked).seq == room.history.game.seq == 2
            assert heard == ["g1"]

    asyncio.run(evening())


def test_a_refused_command_changes_nothing_and_wakes_nobody(file: Path) -> None:
    async def evening() -> None:
        heard: list[str] = []
        async with _serving(file, heard=heard) as rooms:
            room = await rooms.create(GAME)
            before = room.history
            outcome = await rooms.submit("g1", "lead", "c1", NextStep(from_step=5))
            assert isinstance(outcome, Refused)
            assert outcome.why is Why.STEP_MOVED
            assert room.history is before
            assert heard == []
            assert len(_on_disk(file)) == 1

    asyncio.run(evening())


def test_the_second_of_two_that_come_together_is_decided_after_the_first(file: Path) -> None:
    async def evening() -> None:
        heard: list[str] = []
        async with _serving(file, heard=heard) as rooms:
            await rooms.create(GAME)
            first, second = await asyncio.gather(
                rooms.submit("g1", "lead", "c1", BEGIN), rooms.submit("g1", "lead", "c2", BEGIN)
            )
            assert _accepted(first).seq == 2
            assert isinstance(second, Refused)
            assert second.why is Why.STEP_MOVED
            assert heard == ["g1"]

    asyncio.run(evening())


def test_a_crowd_is_answered_in_the_order_it_asked_with_fewer_wakes_than_commands(file: Path) -> None:
    async def evening() -> None:
        heard: list[str] = []
        async with _serving(file, heard=heard) as rooms:
            room = await rooms.create(GAME)
            scenes = [MAP, BLANK] * 250
            outcomes = await asyncio.gather(
                *(rooms.submit("g1", "lead", f"c{n}", scene) for n, scene in enumerate(scenes))
            )
            assert [_accepted(outcome).seq for outcome in outcomes] == list(range(2, 502))
            assert [entry.command_id for entry in room.history.entries[1:]] == [f"c{n}" for n in range(500)]
            assert [seq for seq, _, _ in _on_disk(file)] == list(range(1, 502))
            assert len(heard) <= 10

    asyncio.run(evening())


def test_someone_who_went_away_while_waiting_is_served_all_the_same(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            gone = asyncio.create_task(rooms.submit("g1", "lead", "c1", MAP))
            await asyncio.sleep(0)
            gone.cancel()
            await rooms.submit("g1", "lead", "c2", BLANK)
            assert [entry.command_id for entry in room.history.entries] == ["create", "c1", "c2"]
            assert _accepted(await rooms.submit("g1", "lead", "c1", MAP)).repeated

    asyncio.run(evening())


def test_what_would_be_refused_can_be_known_without_storing_anything(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            before = room.history
            assert rooms.would("g1", BEGIN) is None
            refused = rooms.would("g1", NextStep(from_step=3))
            assert refused is not None
            assert refused.why is Why.STEP_MOVED
            assert room.history is before
            with pytest.raises(NoSuchGame):
                rooms.would("g2", BEGIN)

    asyncio.run(evening())


def test_a_game_that_is_closed_gives_its_code_back_at_once(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            with pytest.raises(CodeTaken):
                await rooms.create(replace(GAME, game="g2"))
            await rooms.submit("g1", "lead", "c1", BEGIN)
            room = await rooms.open("g1")
            _accepted(await rooms.submit("g1", "lead", "c2", CloseGame()))
            assert room.history.game.status is Status.CLOSED
            second = await rooms.create(replace(GAME, game="g2"))
            assert second.row.code == "PEAR"
            assert len(second.row.join_key) >= 16

    asyncio.run(evening())


# --- The same command again ------------------------------------------------------------------------------------------


def test_the_same_command_again_gets_the_first_answer(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            first = _accepted(await rooms.submit("g1", "lead", "c1", MAP))
            await rooms.submit("g1", "lead", "c2", BLANK)
            again = _accepted(await rooms.submit("g1", "lead", "c1", MAP))
            assert again == Accepted(first.entry, repeated=True)
            assert room.history.game.scene is Scene.BLANK

    asyncio.run(evening())


def test_the_same_command_twice_at_once_has_one_effect(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            join = Join(name=Words("Ann"))
            outcomes = await asyncio.gather(*(rooms.submit("g1", "join", "tap", join) for _ in range(5)))
            assert [_accepted(outcome).seq for outcome in outcomes] == [2] * 5
            assert [_accepted(outcome).repeated for outcome in outcomes] == [False, True, True, True, True]
            assert len(room.history.game.players) == 1

    asyncio.run(evening())


def test_the_same_command_again_after_a_restart_gets_the_first_answer(file: Path) -> None:
    async def before() -> Accepted:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            return _accepted(await rooms.submit("g1", "join", "tap", Join(name=Words("Ann"))))

    async def after() -> Accepted:
        async with _serving(file) as rooms:
            return _accepted(await rooms.submit("g1", "join", "tap", Join(name=Words("Ann"))))

    first = asyncio.run(before())
    assert asyncio.run(after()) == Accepted(first.entry, repeated=True)


def test_a_refusal_is_repeated_even_when_the_command_would_be_accepted_by_now(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            first = await rooms.submit("g1", "lead", "c1", NextStep(from_step=0))
            assert isinstance(first, Refused)
            await rooms.submit("g1", "lead", "c2", BEGIN)
            assert await rooms.submit("g1", "lead", "c1", NextStep(from_step=0)) == first
            assert isinstance(await rooms.submit("g1", "lead", "c3", NextStep(from_step=0)), Accepted)

    asyncio.run(evening())


def test_only_so_many_refusals_are_remembered(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            for start in range(0, 1500, 500):
                await asyncio.gather(
                    *(rooms.submit("g1", "lead", f"c{start + n}", NextStep(from_step=0)) for n in range(500))
                )
            await rooms.submit("g1", "lead", "begin", BEGIN)
            assert isinstance(await rooms.submit("g1", "lead", "c1499", NextStep(from_step=0)), Refused)
            assert isinstance(await rooms.submit("g1", "lead", "c0", NextStep(from_step=0)), Accepted)

    asyncio.run(evening())


def test_a_used_command_id_with_another_command_is_a_conflict(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            outcomes = await asyncio.gather(
                rooms.submit("g1", "lead", "c1", MAP),
                rooms.submit("g1", "lead", "c1", BLANK),
                return_exceptions=True,
            )
            assert isinstance(outcomes[0], Accepted)
            assert isinstance(outcomes[1], Conflict)
            with pytest.raises(Conflict):
                await rooms.submit("g1", "lead", "c1", BLANK)
            await rooms.submit("g1", "lead", "c2", NextStep(from_step=9))
            with pytest.raises(Conflict):
                await rooms.submit("g1", "lead", "c2", BEGIN)
            assert room.history.game.seq == 2

    asyncio.run(evening())


def test_what_was_answered_is_known_by_who_asked_the_id_and_the_words(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            assert room.known("lead", "c1", "words") is None
            first = _accepted(await rooms.submit("g1", "lead", "c1", MAP, "words"))
            refused = await rooms.submit("g1", "lead", "c2", NextStep(from_step=9), "words")
            assert room.known("lead", "c1", "words") == Accepted(first.entry, repeated=True)
            assert room.known("lead", "c2", "words") == refused
            assert room.known("join", "c1", "words") is None
            for used in ("c1", "c2"):
                with pytest.raises(Conflict):
                    room.known("lead", used, "other words")

    asyncio.run(evening())


def test_the_same_words_get_the_first_answer_though_they_make_another_command_by_now(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            first = _accepted(await rooms.submit("g1", "lead", "c1", MAP, "words"))
            assert await rooms.submit("g1", "lead", "c1", BLANK, "words") == Accepted(first.entry, repeated=True)
        async with _serving(file) as rooms:
            room = await rooms.open("g1")
            assert room.known("lead", "c1", "words") == Accepted(first.entry, repeated=True)

    asyncio.run(evening())


def test_a_room_that_is_open_can_be_had_without_loading_any(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            assert rooms.opened("g1") is room
            assert rooms.opened("g2") is None
        async with _serving(file) as rooms:
            assert rooms.opened("g1") is None

    asyncio.run(evening())


def test_two_people_may_use_the_same_command_id(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            assert not _accepted(await rooms.submit("g1", "lead", "c1", MAP)).repeated
            assert not _accepted(await rooms.submit("g1", "join", "c1", Join(name=Words("Ann")))).repeated

    asyncio.run(evening())


def test_commands_have_the_same_hash_only_when_they_say_the_same() -> None:
    assert hash_of(MAP) == hash_of(ChooseScene(scene=Scene.MAP))
    assert len({hash_of(command) for command in (MAP, BLANK, BEGIN, Undo(seq=-1))}) == 4
    assert hash_of(Join(name=Words("\ud800")))


@pytest.mark.parametrize("command_id", ["", "x" * 65, "é", "a\u0000b", "line\n"])
def test_a_command_id_is_short_plain_text(file: Path, command_id: str) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            with pytest.raises(ValueError, match="command id"):
                await rooms.submit("g1", "lead", command_id, MAP)

    asyncio.run(evening())


# --- What goes wrong -------------------------------------------------------------------------------------------------


def test_when_the_disk_is_full_everyone_in_the_batch_is_told_and_nothing_has_changed(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def evening() -> None:
        heard: list[str] = []
        async with _serving(file, heard=heard) as rooms:
            room = await rooms.create(GAME)
            await rooms.submit("g1", "lead", "c1", BEGIN)
            _accepted(await rooms.submit("g1", "lead", "c2", CloseGame()))
            before = room.history
            heard.clear()
            with _disk_full(rooms):
                assert {type(outcome) for outcome in await _ask_many(rooms)} == {NotSaved}
                assert room.history is before
                assert room.is_down
                assert heard == ["g1"]  # so that pages can say that nothing is saved
            assert len(_on_disk(file)) == 3
            *again, last = await _ask_many(rooms)
            assert {type(outcome) for outcome in again} == {Accepted}
            assert isinstance(last, Refused)
            assert not any(outcome.repeated for outcome in again if isinstance(outcome, Accepted))
            assert not room.is_down
            assert History.of(kept.entry for kept in rooms.store.load("g1")) == room.history

    with caplog.at_level(logging.DEBUG):
        asyncio.run(evening())
    assert "nothing saved after entry 3" in caplog.text
    assert "private" not in caplog.text


def test_a_command_that_our_own_code_fails_on_harms_no_other(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            wrong = ChooseScene(scene="nowhere")  # type: ignore[arg-type]
            first, failed, second = await asyncio.gather(
                rooms.submit("g1", "lead", "c1", MAP),
                rooms.submit("g1", "lead", "c2", wrong),
                rooms.submit("g1", "lead", "c3", BLANK),
                return_exceptions=True,
            )
            assert isinstance(failed, ValueError)
            assert isinstance(first, Accepted)
            assert isinstance(second, Accepted)
            assert (first.seq, second.seq) == (2, 3)
            assert room.history.game.scene is Scene.BLANK

    asyncio.run(evening())


def test_when_another_writer_was_faster_the_command_is_decided_again_on_what_it_wrote(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            heard: list[str] = []
            wakes = Wakes()
            wakes.subscribe(heard.append)
            others = Rooms(rooms.store, wakes, now=HandClock(), seeds=lambda: 7)
            behind = await others.open("g1")
            await rooms.submit("g1", "lead", "c1", BEGIN)
            assert behind.history.game.seq == 1
            assert await others.submit("g1", "lead", "c2", BEGIN) == Refused(Why.STEP_MOVED)
            outcome = _accepted(await others.submit("g1", "lead", "c3", MAP))
            assert outcome.seq == 3
            assert [entry.command_id for entry in behind.history.entries] == ["create", "c1", "c3"]
            assert "g1" in heard
            again = _accepted(await rooms.submit("g1", "lead", "c3", MAP))
            assert (again.seq, again.repeated) == (3, True)
            await others.close()

    asyncio.run(evening())


def test_after_a_failed_commit_the_disk_is_asked_what_really_is_there(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            await rooms.submit("g1", "lead", "c1", BEGIN)
            await rooms.submit("g1", "lead", "c2", CloseGame())
            others = Rooms(rooms.store, Wakes(), now=HandClock(), seeds=lambda: 7)
            await others.open("g1")
            with _disk_full(rooms):
                assert {type(outcome) for outcome in await _ask_many(rooms)} == {NotSaved}
            *kept, _refused = await _ask_many(others)
            *again, _refused = await _ask_many(rooms)
            assert again == [replace(outcome, repeated=True) for outcome in kept if isinstance(outcome, Accepted)]
            await others.close()

    asyncio.run(evening())


def test_after_a_failed_commit_a_command_is_decided_on_what_really_is_there(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            others = Rooms(rooms.store, Wakes(), now=HandClock(), seeds=lambda: 7)
            await others.open("g1")
            with _disk_full(rooms):
                assert {type(outcome) for outcome in await _ask_many(rooms)} == {NotSaved}
            await others.submit("g1", "lead", "c1", BEGIN)
            assert _accepted(await rooms.submit("g1", "lead", "c2", NextStep(from_step=0))).seq == 3
            await others.close()

    asyncio.run(evening())


def test_a_game_that_was_deleted_under_the_room_is_not_written_and_not_tried_for_ever(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            with rooms.store.engine.begin() as connection:
                connection.execute(text("DELETE FROM entry"))
                connection.execute(text("DELETE FROM game"))
            with pytest.raises(NotSaved):
                await asyncio.wait_for(rooms.submit("g1", "lead", "c1", MAP), timeout=10)
            assert room.history.game.seq == 1
            assert _on_disk(file) == []

    asyncio.run(evening())


def test_a_player_who_comes_when_too_many_wait_is_turned_away_and_the_facilitator_is_not(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            joins = [rooms.submit("g1", "join", f"c{n}", Join(name=Words(f"Ann {n}"))) for n in range(1001)]
            *waited, turned_away, leads = await asyncio.gather(
                *joins, rooms.submit("g1", "lead", "c1", MAP), return_exceptions=True
            )
            assert isinstance(turned_away, Busy)
            assert isinstance(leads, Accepted)
            assert not any(isinstance(outcome, Exception) for outcome in waited)

    asyncio.run(evening())


def test_a_game_that_does_not_exist_is_said_and_asked_for_anew(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            for _attempt in range(2):
                with pytest.raises(NoSuchGame):
                    await rooms.submit("g1", "lead", "c1", MAP)
            await rooms.create(GAME)
            assert isinstance(await rooms.submit("g1", "lead", "c1", MAP), Accepted)

    asyncio.run(evening())


def test_what_waits_is_answered_before_the_server_stops_and_what_comes_later_is_not_saved(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            waiting = [asyncio.create_task(rooms.submit("g1", "lead", f"c{n}", MAP)) for n in range(200)]
            await asyncio.sleep(0)
            await rooms.close()
            assert [_accepted(await task).seq for task in waiting] == list(range(2, 202))
            with pytest.raises(NotSaved):
                await rooms.submit("g1", "lead", "late", MAP)

    asyncio.run(evening())
    assert len(_on_disk(file)) == 201


# --- A restart -------------------------------------------------------------------------------------------------------


def _restarted(file: Path, clock: HandClock, check: Callable[[Rooms, Room], Awaitable[None]]) -> None:
    async def after() -> None:
        async with _serving(file, clock) as rooms:
            await check(rooms, await rooms.open("g1"))

    asyncio.run(after())


def _played_until(file: Path, clock: HandClock, seconds: float) -> None:
    """The first step (60 s) begins at noon; something happens so many seconds later; then the server is gone."""

    async def before() -> None:
        async with _serving(file, clock) as rooms:
            await rooms.create(GAME)
            await rooms.submit("g1", "lead", "c1", BEGIN)
            clock.time = NOON + timedelta(seconds=seconds)
            await rooms.submit("g1", "lead", "c2", MAP)

    asyncio.run(before())


def test_a_restart_pauses_the_clock_with_what_was_left_at_the_last_entry(file: Path) -> None:
    clock = HandClock()
    _played_until(file, clock, 20)
    clock.time = NOON + timedelta(minutes=10)

    async def check(rooms: Rooms, room: Room) -> None:
        assert not room.history.game.clock.is_running
        assert room.history.game.clock.left_ms == 40_000
        last = room.history.entries[-1]
        assert (last.by, last.at) == ("server", clock.time)
        _accepted(await rooms.submit("g1", "lead", "c3", ResumeClock()))
        assert room.history.game.clock.left(clock.time) == 40_000

    _restarted(file, clock, check)


def test_a_clock_that_had_run_out_stands_at_nothing_after_a_restart(file: Path) -> None:
    clock = HandClock()
    _played_until(file, clock, 75)

    async def check(rooms: Rooms, room: Room) -> None:
        assert not room.history.game.clock.is_running
        assert room.history.game.clock.left_ms == 0

    _restarted(file, clock, check)


def test_many_who_return_after_a_restart_pause_the_clock_once(file: Path) -> None:
    clock = HandClock()
    _played_until(file, clock, 20)

    async def check(rooms: Rooms, room: Room) -> None:
        opened = await asyncio.gather(*(rooms.open("g1") for _ in range(20)))
        assert set(opened) == {room}
        assert [entry.by for entry in room.history.entries].count("server") == 1

    _restarted(file, clock, check)
    _restarted(file, clock, check)


def test_the_game_after_a_restart_is_the_game_before_it(file: Path) -> None:
    clock = HandClock()

    async def before() -> History:
        async with _serving(file, clock) as rooms:
            room = await rooms.create(GAME)
            for n in range(7):
                await rooms.submit("g1", "join", f"j{n}", Join(name=Words(f"Ann {n}")))
            scene = _accepted(await rooms.submit("g1", "lead", "c1", MAP))
            _accepted(await rooms.submit("g1", "lead", "c2", Undo(seq=scene.seq)))
            assert room.history.game.scene is not Scene.MAP
            return room.history

    history = asyncio.run(before())

    async def check(rooms: Rooms, room: Room) -> None:
        assert room.history == history

    _restarted(file, clock, check)


# --- Time ------------------------------------------------------------------------------------------------------------


def test_the_clock_goes_on_from_the_computers_time_and_never_back() -> None:
    before = datetime.now(UTC)
    now = steady_clock()
    times = [now() for _ in range(100)]
    assert times == sorted(times)
    assert timedelta(0) <= times[0] - before < timedelta(minutes=1)
    assert times[0].tzinfo is UTC


# --- Deleted words ---------------------------------------------------------------------------------------------------


def _kept_one_by_one(file: Path) -> Evening:
    """An evening with words in every place, stored as a server stores it: a commit for each entry."""
    evening = erasable.evening()
    store = Store(url_of(file))
    first, *others = evening.play.history.entries
    row = GameRow(id="g1", code="PEAR", title="Fruit", created_at=NOON)
    store.create(row, Kept(first, "hash-1"))
    for entry in others:
        closed = True if any(event.kind == "GameClosed" for event in entry.events) else None
        store.append("g1", [Kept(entry, hash_of(entry.events))], closed=closed)
    store.close()
    return evening


def _bytes(file: Path) -> bytes:
    """All that lies on disk of a database."""
    found = sorted(file.parent.glob(f"{file.name}*"))
    assert file in found
    return b"".join(path.read_bytes() for path in found)


def _left_of(file: Path, words: tuple[str, ...]) -> list[str]:
    content = _bytes(file)
    return [text for text in words if text.encode() in content]


@pytest.mark.parametrize("name", ["ada", "cem", "fay"])
def test_no_byte_of_what_a_person_typed_is_left_anywhere_on_disk(file: Path, name: str) -> None:
    played = _kept_one_by_one(file)
    words = played.all_of(name)
    hashes = {hash_of(entry.events) for entry in played.play.history.entries if entry.by == played.of[name]}
    assert _left_of(file, words) == list(words)

    async def evening() -> History:
        async with _serving(file) as rooms:
            room = await rooms.open("g1")
            await rooms.submit("g1", "lead", "before", MAP)
            assert _accepted(await rooms.submit("g1", played.of[name], "gone", Erase(player=played.of[name])))
            assert await rooms.scrubbed()
            assert _left_of(file, words) == []
            assert _left_of(file, tuple(hashes)) == []
            others = tuple(text for other in played.canaries if other != name for text in played.all_of(other))
            assert _left_of(file, others) == list(others)
            assert not [text for text in words if text in repr(room.history) or text in repr(room._known)]
            assert not hashes & {known.body_hash for known in room._known.values()}
            return room.history

    before = asyncio.run(evening())

    async def again() -> None:
        async with _serving(file) as rooms:
            assert (await rooms.open("g1")).history == before

    asyncio.run(again())
    assert _left_of(file, words) == []


def test_a_repeat_of_what_was_deleted_is_answered_without_its_words(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            joined = _accepted(await rooms.submit("g1", "join", "j1", Join(name=Words("Foxglove"))))
            player = joined.entry.events[0].player  # type: ignore[union-attr]
            rename = Rename(player=player, name=Words("Marigold"))
            await rooms.submit("g1", player, "n1", rename)
            await rooms.submit("g1", player, "gone", Erase(player=player))
            again = _accepted(await rooms.submit("g1", player, "n1", rename))
            assert again.repeated
            assert "Marigold" not in repr(again)
            assert rooms.opened("g1").known(player, "n1", "any hash") == again  # type: ignore[union-attr]
            erased = _accepted(await rooms.submit("g1", player, "gone", Erase(player=player)))
            assert erased.repeated
        async with _serving(file) as rooms:
            await rooms.open("g1")
            assert "Marigold" not in repr(_accepted(await rooms.submit("g1", player, "n1", rename)))
            assert "Foxglove" not in repr(_accepted(await rooms.submit("g1", "join", "j1", Join(name=Words("Fox")))))

    asyncio.run(evening())


def test_words_and_their_deletion_in_one_commit_leave_nothing(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            joined = _accepted(await rooms.submit("g1", "join", "j1", Join(name=Words("Foxglove"))))
            player = joined.entry.events[0].player  # type: ignore[union-attr]
            asked = [
                (player, "n1", Rename(player=player, name=Words("Marigold"))),
                (player, "n2", Rename(player=player, name=Words(""))),
                (player, "gone", Erase(player=player)),
                (player, "n3", Rename(player=player, name=Words("Anybody"))),
                ("lead", "c1", MAP),
            ]
            answers = await asyncio.gather(*(rooms.submit("g1", by, name, command) for by, name, command in asked))
            assert [isinstance(answer, Accepted) for answer in answers] == [True, False, True, True, True]
            assert await rooms.scrubbed()
            assert _left_of(file, ("Marigold", "Foxglove", "Anybody")) == ["Anybody"]
            assert room.history.game.players[player].name == "Anybody"
            assert History.of(room.history.entries) == room.history
            assert "Marigold" not in repr(room._known) + repr(room._refusals) + repr(room.history)

    asyncio.run(evening())


def test_while_somebody_reads_the_old_words_it_is_tried_again_until_they_are_gone(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            joined = _accepted(await rooms.submit("g1", "join", "j1", Join(name=Words("Foxglove"))))
            reader = sqlite3.connect(file, isolation_level=None)
            reader.execute("BEGIN")
            assert reader.execute("SELECT count(*) FROM entry").fetchone() == (2,)
            player = joined.entry.events[0].player  # type: ignore[union-attr]
            await rooms.submit("g1", player, "gone", Erase(player=player))
            assert not await asyncio.to_thread(rooms.store.scrub)
            assert _accepted(await rooms.submit("g1", "lead", "c1", MAP))
            assert _left_of(file, ("Foxglove",)) == ["Foxglove"]
            reader.execute("COMMIT")
            reader.close()
            assert await rooms.scrubbed()
            assert _left_of(file, ("Foxglove",)) == []

    asyncio.run(evening())


def test_a_server_that_died_before_it_scrubbed_does_so_when_it_is_started_again(file: Path) -> None:
    played = _kept_one_by_one(file)
    after = played.play.history.after(
        replace(
            played.play.history.entries[-1],
            seq=played.play.history.game.seq + 1,
            command_id="gone",
            events=(Erased(player=played.of["ada"]),),
        )
    )
    store = Store(url_of(file))
    changed = [
        Kept(new, "") for old, new in zip(played.play.history.entries, after.entries, strict=False) if old != new
    ]
    store.append("g1", [Kept(after.entries[-1], "")], rewritten=changed, erased={played.of["ada"]})
    assert not store.is_clean
    copied = file.parent / "left" / file.name
    copied.parent.mkdir()
    for path in file.parent.glob(f"{file.name}*"):  # what a power cut leaves: the log beside the database, too
        if not path.name.endswith(".lock"):
            shutil.copy(path, copied.parent / path.name)
    store.close()
    assert _left_of(copied, played.all_of("ada")) != []
    again = Store(url_of(copied))
    assert again.is_clean
    assert _left_of(copied, played.all_of("ada")) == []
    again.close()


def test_another_process_loads_all_entries_anew_when_words_were_deleted(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            await rooms.create(GAME)
            joined = _accepted(await rooms.submit("g1", "join", "j1", Join(name=Words("Foxglove"))))
            player = joined.entry.events[0].player  # type: ignore[union-attr]
            others = Rooms(rooms.store, Wakes(), now=HandClock(), seeds=lambda: 7)
            behind = await others.open("g1")
            await others.submit("g1", player, "r1", Rename(player=player, name=Words("")))
            await rooms.submit("g1", player, "gone", Erase(player=player))
            assert "Foxglove" in repr(behind.history)
            _accepted(await others.submit("g1", "lead", "c1", MAP))
            assert "Foxglove" not in repr(behind.history)
            assert [entry.seq for entry in behind.history.entries] == [1, 2, 3, 4]
            assert behind._known["join", "j1"].body_hash == ""
            assert behind._refusals == {}
            await others.close()

    asyncio.run(evening())


def test_nothing_is_shown_as_deleted_before_it_is_on_disk(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            joined = _accepted(await rooms.submit("g1", "join", "j1", Join(name=Words("Foxglove"))))
            player = joined.entry.events[0].player  # type: ignore[union-attr]
            other = sqlite3.connect(file, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")  # another program holds the file, so our commit has to wait
            asked = asyncio.create_task(rooms.submit("g1", player, "gone", Erase(player=player)))
            for _turn in range(1000):
                await asyncio.sleep(0)
            assert room.history.game.players[player].name == "Foxglove"
            other.execute("ROLLBACK")
            other.close()
            _accepted(await asked)
            assert room.history.game.players[player].name == "…"

    asyncio.run(evening())


def test_a_contact_goes_with_the_words_of_its_owner_and_leaves_no_byte(file: Path) -> None:
    async def evening() -> None:
        async with _serving(file) as rooms:
            room = await rooms.create(GAME)
            joined = _accepted(await rooms.submit("g1", "join", "j1", Join(name=Words("Foxglove"))))
            player = joined.entry.events[0].player  # type: ignore[union-attr]
            for words in ("fox@example.org", "glove@example.org"):
                await room.keep_contact(Contact(game="g1", player=player, words=Words(words), at=NOON))
            assert await rooms.scrubbed()
            assert _left_of(file, ("fox@example", "glove@example")) == ["glove@example"]
            assert "example.org" not in repr(room.history)
            await rooms.submit("g1", player, "gone", Erase(player=player))
            assert await room.contacts() == ()
            assert await rooms.scrubbed()
            assert _left_of(file, ("glove@example",)) == []

    asyncio.run(evening())

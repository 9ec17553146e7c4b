"""A rehearsal in a server: its pace, its troubles, and that nothing of it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from facilitator.app import build
from facilitator.practice import COMERS, REHEARSALS, Practice, Practices, TooManyRehearsals, Trouble
from facilitator.rehearsal import VirtualClock
from game import commands as ask
from game.checking import to_check
from game.scenario import StepKind
from game.state import Game, Status
from game.wary import Warning, warnings
from tests.given import NOON
from tests.tiny import tiny_scenario
from web.house import House
from web.presence import PhoneState
from web.rooms import Accepted
from web.settings import Settings, url_of


class Seconds:
    """A rehearsal, and the clock that its beats move on."""

    def __init__(self, house: House, practices: Practices, practice: Practice, clock: VirtualClock) -> None:
        self.house, self.practices, self.practice, self.clock = house, practices, practice, clock

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.practice.game

    async def beat(self, times: int = 1) -> None:
        """So many seconds."""
        for _ in range(times):
            self.clock.forward(1)
            await self.practice.beat()

    async def lead(self, command: ask.Act) -> None:
        """What the facilitator presses."""
        outcome = await self.house.rooms.submit(self.game.id, "lead", f"lead-{self.game.seq}", command)
        assert isinstance(outcome, Accepted), outcome

    async def to(self, kind: StepKind) -> None:
        """Press Next until a step of this kind is on."""
        while self.game.step is None or self.game.step.kind is not kind:
            await self.lead(ask.NextStep(from_step=self.game.step_index))


@asynccontextmanager
async def rehearsing(folder: Path, people: int = 15) -> AsyncIterator[Seconds]:
    """A rehearsal that beats only when told to."""
    app = build(Settings(database_url=url_of(folder / "games.db")))
    house: House = app.state.house
    clock = VirtualClock(NOON)
    house.rooms.now = house.render.now = clock
    practices: Practices = app.state.practices
    async with app.router.lifespan_context(app):
        scenario = tiny_scenario()
        practice = await practices.begin(house, scenario, scenario.run_sheets[0].id, title="Try", people=people)
        task = practices._running[practice.game.id][1]
        task.cancel()
        yield Seconds(house, practices, practice, clock)


def test_its_players_come_and_its_game_says_that_it_is_a_rehearsal(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            assert sum(1 for _ in seconds.game.seated()) == 15
            assert seconds.game.is_rehearsal
            assert seconds.game.id.startswith(REHEARSALS)
            phones = seconds.house.presence.phones(seconds.game.id, seconds.clock())
            assert all(phones.state_of(player) is PhoneState.LIVE for player in seconds.practice.players)

    asyncio.run(evening())


def test_five_hundred_find_a_seat(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path, 500) as seconds:
            await seconds.beat(14)
            assert sum(1 for _ in seconds.game.seated()) == 500

    asyncio.run(evening())


def test_a_faster_pace_shortens_the_clock_of_the_step_and_a_slower_one_gives_it_back(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            await seconds.lead(ask.NextStep(from_step=-1))
            whole = seconds.game.clock.left(seconds.clock())
            await seconds.practice.set_speed(10)
            assert seconds.game.clock.left(seconds.clock()) == whole // 10
            await seconds.practice.set_speed(1)
            assert abs(seconds.game.clock.left(seconds.clock()) - whole) <= 10
            await seconds.practice.set_speed(60)
            await seconds.lead(ask.NextStep(from_step=0))
            planned = seconds.game.minutes_of(1) * 60_000
            await seconds.beat()
            assert seconds.game.clock.left(seconds.clock()) <= planned // 60

    asyncio.run(evening())


def test_a_clock_that_the_facilitator_stopped_stays_stopped(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            seconds.practice.goes_on = True
            await seconds.lead(ask.NextStep(from_step=-1))
            await seconds.lead(ask.PauseClock())
            await seconds.practice.set_speed(60)
            await seconds.beat(30)
            assert not seconds.game.clock.is_running
            assert seconds.game.step_index == 0

    asyncio.run(evening())


def test_it_goes_through_the_whole_evening_by_itself_at_sixty_times_the_pace(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            seconds.practice.goes_on = True
            await seconds.practice.set_speed(60)
            await seconds.lead(ask.NextStep(from_step=-1))
            for _ in range(600):
                if seconds.game.status is Status.CLOSED:
                    break
                await seconds.beat()
            assert seconds.game.status is Status.CLOSED
            assert any(deal.number for deal in seconds.game.deals.values())

    asyncio.run(evening())


def test_it_waits_for_the_facilitator_when_they_press_next_themselves(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.practice.set_speed(60)
            await seconds.beat()
            await seconds.lead(ask.NextStep(from_step=-1))
            await seconds.beat(120)
            assert seconds.game.step_index == 0

    asyncio.run(evening())


def test_when_half_the_phones_sleep_the_other_half_plays_on(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            await seconds.to(StepKind.CHOOSE)
            await seconds.practice.begin(Trouble.ASLEEP)
            phones = seconds.house.presence.phones(seconds.game.id, seconds.clock())
            resting = [p for p in seconds.practice.players if phones.state_of(p) is PhoneState.RESTING]
            assert 6 <= len(resting) <= 9
            await seconds.beat(400)
            acted = {entry.by for entry in seconds.practice.room.history.entries[-40:]} & set(seconds.practice.players)
            assert acted
            assert not acted.intersection(resting)
            assert all(
                table.choices for table in seconds.game.tables.values() if any(seconds.game.seated(table.number))
            )

    asyncio.run(evening())


def test_a_silent_table_does_nothing_until_the_trouble_is_over(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            await seconds.practice.begin(Trouble.SILENT)
            await seconds.to(StepKind.CHOOSE)
            await seconds.beat(400)
            last = max(seconds.game.tables)
            assert not seconds.game.tables[last].choices
            seconds.practice.end(Trouble.SILENT)
            await seconds.beat(400)
            assert seconds.game.tables[last].choices

    asyncio.run(evening())


def test_without_wifi_every_pretend_phone_is_lost_and_nobody_acts(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            await seconds.to(StepKind.CHOOSE)
            await seconds.practice.begin(Trouble.NO_WIFI)
            before = seconds.game.seq
            await seconds.beat(60)
            assert seconds.game.seq == before
            phones = seconds.house.presence.phones(seconds.game.id, seconds.clock())
            assert all(phones.lost_since(player) for player in seconds.practice.players)

    asyncio.run(evening())


def test_a_restart_stops_the_clock_with_what_was_left(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            await seconds.lead(ask.NextStep(from_step=-1))
            left = seconds.game.clock.left(seconds.clock())
            await seconds.practice.begin(Trouble.RESTART)
            assert not seconds.game.clock.is_running
            assert seconds.game.clock.left(seconds.clock()) == left

    asyncio.run(evening())


def test_strangers_come_in_unless_the_door_is_closed_and_go_in_one_act(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            seconds.clock.forward(60)
            since = seconds.clock()
            seconds.clock.forward(1)
            await seconds.practice.begin(Trouble.STRANGERS)
            assert sum(1 for _ in seconds.game.seated()) == 15 + COMERS
            await seconds.lead(ask.FreeNewest(since=since))
            await seconds.lead(ask.SetDoor(is_closed=True))
            await seconds.practice.begin(Trouble.STRANGERS)
            assert sum(1 for _ in seconds.game.seated()) == 15

    asyncio.run(evening())


def test_eight_who_come_late_are_dealt_characters_and_play(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            await seconds.to(StepKind.CHOOSE)
            await seconds.practice.begin(Trouble.LATE)
            await seconds.beat(60)
            assert len(seconds.practice.players) == 15 + COMERS
            assert all(player.role for player in seconds.game.players_who_play())

    asyncio.run(evening())


def test_a_phone_number_that_is_posted_waits_for_a_check_with_a_warning(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            await seconds.to(StepKind.IDEA)
            await seconds.practice.begin(Trouble.RUDE)
            assert [w for words in to_check(seconds.game) for w in warnings(words.text)] == [Warning.PHONE]

    asyncio.run(evening())


def test_nothing_is_left_on_disk_when_it_is_ended(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat(3)
            game = seconds.game.id
            await seconds.practices.end(seconds.house, game)
            assert seconds.house.rooms.store.game(game) is None
            assert seconds.house.rooms.store.load(game) == ()
            assert seconds.practices.of(game) is None

    asyncio.run(evening())


def test_what_a_dead_server_left_of_a_rehearsal_is_deleted_at_the_next_start_and_real_games_stay(
    tmp_path: Path,
) -> None:
    async def evening() -> None:
        app = build(Settings(database_url=url_of(tmp_path / "games.db")))
        house: House = app.state.house
        scenario = tiny_scenario()
        for name in (f"{REHEARSALS}left", "real"):
            create = ask.CreateGame(
                game=name,
                code="OTTER42" if name == "real" else "HERON23",
                title=scenario.title,  # type: ignore[arg-type]
                scenario=scenario,
                run_sheet=scenario.run_sheets[0].id,
                expected=6,
            )
            await house.rooms.create(create)
        async with app.router.lifespan_context(app):
            assert [row.id for row in house.rooms.store.games()] == ["real"]

    asyncio.run(evening())


def test_a_server_runs_only_so_many_at_once(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            scenario = tiny_scenario()
            for _ in range(5):  # the first one was stopped, so that the test moves its clock
                await seconds.practices.begin(seconds.house, scenario, scenario.run_sheets[0].id, title="Try", people=4)
            try:
                await seconds.practices.begin(seconds.house, scenario, scenario.run_sheets[0].id, title="Try", people=4)
            except TooManyRehearsals:
                return
            raise AssertionError("A sixth one began.")

    asyncio.run(evening())


def test_every_step_goes_on_with_half_of_the_phones_gone_and_a_table_that_never_answers(tmp_path: Path) -> None:
    async def evening() -> None:
        async with rehearsing(tmp_path) as seconds:
            await seconds.beat()
            await seconds.practice.begin(Trouble.ASLEEP)
            await seconds.practice.begin(Trouble.SILENT)
            seconds.practice.goes_on = True
            await seconds.practice.set_speed(60)
            await seconds.lead(ask.NextStep(from_step=-1))
            for _ in range(600):
                if seconds.game.status is Status.CLOSED:
                    break
                await seconds.beat()
            assert seconds.game.status is Status.CLOSED
            assert {begun.step for begun in seconds.game.started} == set(range(len(seconds.game.run_sheet.steps)))
            silent = max(player.table for player in seconds.game.seated())
            assert not seconds.game.tables[silent].choices
            assert any(table.idea for table in seconds.game.tables.values())

    asyncio.run(evening())

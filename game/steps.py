"""The course of the evening: steps and their clock, what a step deals, the close."""

from __future__ import annotations

from datetime import datetime, timedelta

from game import commands as ask
from game import events as happened
from game.collaboration import Move, can
from game.dealing import deal_hands, luck
from game.events import Decision, Event
from game.happenings import end_all
from game.refused import Why, refuse
from game.scenario import StepKind
from game.seating import offer_to
from game.sheets import ready_made
from game.spotlight import begin as order_tables
from game.state import Clock, Game, Scene

LONGEST_MS = 24 * 60 * 60_000
"""No clock shows more than a day."""
ROOM_SIZES = (100, 125, 150)
"""How large the wall's letters can be, in percent."""


def next_step(game: Game, command: ask.NextStep, now: datetime) -> Decision:
    """The next line of the run sheet begins; what it opens is dealt."""
    if command.from_step != game.step_index:
        return refuse(Why.STEP_MOVED)
    if game.step_index + 1 >= len(game.run_sheet.steps):
        return refuse(Why.NO_MORE_STEPS)
    return _begin_step(game, game.step_index + 1, now)


def back_step(game: Game, command: ask.BackStep, now: datetime) -> Decision:
    """The step before begins again. Nothing that was made is lost."""
    if command.from_step != game.step_index:
        return refuse(Why.STEP_MOVED)
    if game.step_index <= 0:
        return refuse(Why.NO_STEP_BEFORE)
    return _begin_step(game, game.step_index - 1, now)


def _begin_step(game: Game, index: int, now: datetime) -> tuple[Event, ...]:
    step = game.run_sheet.steps[index]
    is_new = all(begun.step != index for begun in game.started)
    clock = Clock(ends_at=now + timedelta(minutes=game.minutes_of(index)))
    rounds = game.round + 1 if step.kind is StepKind.MARKET and is_new else game.round
    events: list[Event] = [happened.StepStarted(step=index, at=now, clock=clock, round=rounds)]
    if game.must_end_at is None:
        whole = sum(game.minutes_of(number) for number in range(len(game.run_sheet.steps)))
        began = game.started[0].at if game.started else now
        events.append(happened.EndSet(at=began + timedelta(minutes=whole)))
    without_hand = [number for number, table in sorted(game.tables.items()) if step.id not in table.hands]
    dealt = deal_hands(game, index, without_hand)
    events += [happened.HandDealt(table=number, hand=hand) for number, hand in dealt]
    if step.ready_made:
        events += ready_made(game, dealt, now)
    if step.kind is StepKind.SPOTLIGHT:
        events += order_tables(game)
    if game.scene is not Scene.STEP:
        events.append(happened.SceneChosen(scene=Scene.STEP))
    if step.kind is StepKind.CAST:
        waiting = tuple(player.id for player in game.players_who_play() if not player.role and not player.offered)
        events += offer_to(game, waiting, luck(game, step))
    return tuple(events)


def pause(game: Game, command: ask.PauseClock, now: datetime) -> Decision:
    """The clock stands, with what is left."""
    if not game.clock.is_running:
        return refuse(Why.CLOCK_STANDS)
    left = game.clock.left(now) if command.at_left_ms is None else command.at_left_ms
    return (happened.ClockSet(clock=Clock(left_ms=min(LONGEST_MS, max(0, left)))),)


def resume(game: Game, now: datetime) -> Decision:
    """The clock runs on from what was left."""
    if game.clock.is_running:
        return refuse(Why.CLOCK_RUNS)
    return (happened.ClockSet(clock=Clock(ends_at=now + timedelta(milliseconds=game.clock.left_ms))),)


def add_minutes(game: Game, command: ask.AddMinutes, now: datetime) -> Decision:
    """More or fewer minutes, never less than none. After time is up, minutes count from now."""
    if game.step is None or not command.minutes:
        return refuse(Why.NOT_PLAYING)
    left = min(LONGEST_MS, max(0, max(0, game.clock.left(now)) + command.minutes * 60_000))
    if game.clock.is_running:
        return (happened.ClockSet(clock=Clock(ends_at=now + timedelta(milliseconds=left))),)
    return (happened.ClockSet(clock=Clock(left_ms=left)),)


def plan_minutes(game: Game, command: ask.PlanMinutes) -> Decision:
    """Other minutes for steps that come. A protected step is never cut, and none below the least the pack allows."""
    lines = game.run_sheet.steps
    planned = dict(command.minutes)
    for number, minutes in planned.items():
        if not 0 <= number < len(lines):
            return refuse(Why.UNKNOWN, what="step", name=str(number + 1))
        if number <= game.step_index:
            return refuse(Why.STEP_PAST)
        if not 1 <= minutes <= LONGEST_MS // 60_000:
            return refuse(Why.NOT_NOW)
        is_cut = minutes < min(game.minutes_of(number), lines[number].minutes)
        if is_cut and (lines[number].protected or minutes < lines[number].least):
            return refuse(Why.PROTECTED, step=lines[number].title)
    changed = tuple((number, minutes) for number, minutes in planned.items() if minutes != game.minutes_of(number))
    return (happened.StepsPlanned(minutes=changed),) if changed else refuse(Why.NOT_NOW)


def set_end(game: Game, command: ask.SetEnd, now: datetime) -> Decision:
    """When the game has to be over; in the future, within a day."""
    if not now < command.at <= now + timedelta(milliseconds=LONGEST_MS):
        return refuse(Why.NOT_NOW)
    return (happened.EndSet(at=command.at),)


def size_room(game: Game, command: ask.SizeRoom) -> Decision:
    """How large the wall's letters are."""
    if command.percent not in ROOM_SIZES:
        return refuse(Why.UNKNOWN, what="answer", name=str(command.percent))
    return (happened.RoomSized(percent=command.percent),)


def close(game: Game, now: datetime) -> Decision:
    """The end: event cards that are on end, and what is still proposed lapses."""
    lapsed = tuple(happened.DealLapsed(deal=deal.id, at=now) for deal in game.deals.values() if can(deal, Move.LAPSE))
    return (*end_all(game, now), *lapsed, happened.GameClosed(at=now))

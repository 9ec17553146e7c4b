"""Tables report back: their order, whose turn it is, who is next, and how long a turn is. It draws nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from game import commands as ask
from game import events as happened
from game.events import Decision, Event
from game.refused import Why, refuse
from game.scenario import StepKind
from game.state import Clock, Game


def order(game: Game) -> tuple[int, ...]:
    """The tables in the order in which they speak: as it was set, then those whose idea came later."""
    speaking = [number for number, table in sorted(game.tables.items()) if table.idea]
    kept = [number for number in game.spotlight.order if number in speaking]
    return (*kept, *(number for number in speaking if number not in kept))


def begin(game: Game) -> tuple[Event, ...]:
    """The order, set when the step begins; nobody is called yet."""
    return (happened.SpotlightOrdered(tables=tuple(n for n, table in sorted(game.tables.items()) if table.idea)),)


def order_tables(game: Game, command: ask.OrderTables) -> Decision:
    """Another order. Tables that were not named come after those that were."""
    if game.step is None or game.step.kind is not StepKind.SPOTLIGHT:
        return refuse(Why.NOT_OPEN_YET, what="spotlight")
    known = order(game)
    unknown = next((number for number in command.tables if number not in known), None)
    if unknown is not None:
        return refuse(Why.UNKNOWN, what="table", name=str(unknown))
    wanted = (*dict.fromkeys(command.tables), *(number for number in known if number not in command.tables))
    if wanted == known:
        return refuse(Why.NOT_NOW)
    return (happened.SpotlightOrdered(tables=wanted, begins=False),)


def on_stage(game: Game) -> int:
    """The table that speaks now; 0 when none was called, it has nothing to tell any more, or tables do not report back in
    this step."""
    is_on = game.step is not None and game.step.kind is StepKind.SPOTLIGHT
    newest = game.spotlight.called[-1] if is_on and game.spotlight.called else 0
    return newest if newest in order(game) else 0


def next_up(game: Game) -> int:
    """The table that comes next; 0 when all have spoken."""
    return next((number for number in order(game) if number not in game.spotlight.called), 0)


def turn_clock(game: Game) -> Clock:
    """What is left of the turn: it stands and runs with the step's own clock."""
    clock, until = game.clock, game.spotlight.until_left_ms
    if clock.ends_at is not None:
        return Clock(ends_at=clock.ends_at - timedelta(milliseconds=until))
    return Clock(left_ms=clock.left_ms - until)


def call_table(game: Game, command: ask.CallTable, now: datetime) -> Decision:
    """A table's turn. What is left of the step is shared evenly among those who have not spoken."""
    if game.step is None or game.step.kind is not StepKind.SPOTLIGHT:
        return refuse(Why.NOT_OPEN_YET, what="spotlight")
    if command.table not in order(game):
        return refuse(Why.UNKNOWN, what="table", name=str(command.table))
    if command.table == on_stage(game):
        return refuse(Why.STEP_MOVED)
    to_come = {number for number in order(game) if number not in game.spotlight.called} | {command.table}
    left = max(0, game.clock.left(now))
    share = left // len(to_come)
    return (happened.TableCalled(table=command.table, until_left_ms=left - share, at=now),)

"""What the facilitator and the tables say to each other: messages to phones, and a table's call for help or for time."""

from __future__ import annotations

from datetime import datetime, timedelta

from game import commands as ask
from game import events as happened
from game.events import Decision, Event
from game.refused import Refused, Why, refuse
from game.state import CallAnswer, Clock, Game, Message, Player, Reach, Status
from game.words import LINE, checked

MOST_EXTRA = 30
"""The most minutes that one table can be given beyond the room's."""


def send_message(game: Game, command: ask.SendMessage, now: datetime) -> Decision:
    """A message to phones. It stands on them until the next step begins."""
    text = checked(command.text, "text", LINE)
    if isinstance(text, Refused):
        return text
    if not _is_known(game, command.reach, command.key):
        return refuse(Why.UNKNOWN, what=command.reach.value, name=command.key)
    key = "" if command.reach is Reach.ROOM else command.key
    return (happened.MessageSent(message=f"m{game.seq + 1}", reach=command.reach, key=key, text=text, at=now),)


def is_for(game: Game, message: Message, player: Player) -> bool:
    """Whether a message is for this player, where they sit and as whom they play now."""
    match message.reach:
        case Reach.ROOM:
            return True
        case Reach.TABLE:
            return message.key == str(player.table)
        case Reach.ROLE:
            return message.key == player.role
        case Reach.PLAYER:
            return message.key == player.id


def readers(game: Game, message: Message) -> tuple[Player, ...]:
    """Whom a message is for, as the room sits now; nobody who plays without a phone."""
    return tuple(player for player in game.seated() if is_for(game, message, player) and not _is_on_paper(game, player))


def standing(game: Game, player: Player) -> tuple[Message, ...]:
    """The messages since the step began that are for this player, newest first."""
    return tuple(
        message for message in reversed(game.messages) if stands(game, message) and is_for(game, message, player)
    )


def call_facilitator(game: Game, command: ask.CallFacilitator, now: datetime) -> Decision:
    """A table's call. It has one at a time; to call for something else replaces it."""
    player = game.players[command.player]
    table = game.tables.get(player.table)
    if game.status is not Status.PLAYING or table is None:
        return refuse(Why.NOT_PLAYING)
    if table.call is not None and table.call.answer is None and table.call.what is command.what:
        return refuse(Why.CALLED_ALREADY)
    return (happened.FacilitatorCalled(table=table.number, by=player.id, what=command.what, at=now),)


def take_back_call(game: Game, command: ask.TakeBackCall, now: datetime) -> Decision:
    """The table's call, taken back by anybody there."""
    return _answered(game, game.players[command.player].table, CallAnswer.TAKEN_BACK, now)


def answer_call(game: Game, command: ask.AnswerCall, now: datetime) -> Decision:
    """A table's call is answered; with more time, it is given at once."""
    answered = _answered(game, command.table, command.answer, now)
    if isinstance(answered, Refused) or command.answer is not CallAnswer.TIME:
        return answered
    given = give_table(game, ask.GiveTable(table=command.table, minutes=command.minutes), now)
    return given if isinstance(given, Refused) else (*answered, *given)


def give_table(game: Game, command: ask.GiveTable, now: datetime) -> Decision:
    """More minutes for one table in the step that is on: they begin when the room goes on. While a table still has
    minutes of its own for the step before, these get more."""
    table = game.tables.get(command.table)
    if table is None:
        return refuse(Why.UNKNOWN, what="table", name=str(command.table))
    if game.step is None or game.status is not Status.PLAYING:
        return refuse(Why.NOT_PLAYING)
    extra = table.extra
    goes_on = extra is not None and extra.until_left_ms is not None and game.clock.left(now) > extra.until_left_ms
    has = extra.minutes if extra is not None and (goes_on or extra.step == game.step_index) else 0
    minutes = max(0, min(has + command.minutes, MOST_EXTRA))
    if minutes == has:
        return refuse(Why.NOT_NOW)
    return (happened.TableGivenTime(table=table.number, minutes=minutes, goes_on=goes_on),)


def extra_clock(game: Game, table: int) -> Clock | None:
    """What a table has left of its own minutes once the room has gone on: it stands and runs with the step's clock."""
    extra = game.tables[table].extra
    if extra is None or extra.until_left_ms is None:
        return None
    clock = game.clock
    if clock.ends_at is not None:
        return Clock(ends_at=clock.ends_at - timedelta(milliseconds=extra.until_left_ms))
    return Clock(left_ms=clock.left_ms - extra.until_left_ms)


def waiting_calls(game: Game) -> tuple[int, ...]:
    """The tables that wait for an answer to their call, longest first; not those where nobody sits any more."""
    waiting = [
        (table.call.at, table.number)
        for table in game.tables.values()
        if table.call is not None and table.call.answer is None and any(game.seated(table.number))
    ]
    return tuple(number for _, number in sorted(waiting))


def _answered(game: Game, number: int, answer: CallAnswer, now: datetime) -> tuple[Event, ...] | Refused:
    table = game.tables.get(number)
    if table is None or table.call is None or table.call.answer is not None:
        return refuse(Why.NO_CALL, table=number)
    return (happened.CallAnswered(table=number, answer=answer, at=now),)


def stands(game: Game, message: Message) -> bool:
    """Whether a message was sent since the step that is on began: one that is begun again begins without."""
    return message.step == game.step_index and not (game.started and message.at < game.started[-1].at)


def _is_on_paper(game: Game, player: Player) -> bool:
    table = game.tables.get(player.table)
    return player.on_paper or (table is not None and table.on_paper)


def _is_known(game: Game, reach: Reach, key: str) -> bool:
    match reach:
        case Reach.ROOM:
            return True
        case Reach.TABLE:
            return any(key == str(number) for number in game.tables)
        case Reach.ROLE:
            return any(role.id == key for role in game.scenario.roles)
        case Reach.PLAYER:
            return key in game.players and not game.players[key].is_freed

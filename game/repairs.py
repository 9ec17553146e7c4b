"""What the facilitator repairs in the room: who sits where, who is whom, who plays on paper, and whether the door is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from game import commands as ask
from game import events as happened
from game.bargaining import answer
from game.dealing import free_letter
from game.events import Decision, Event
from game.evolve import evolve
from game.purses import has_given
from game.refused import Refused, Why, refuse
from game.scenario import StepKind
from game.seating import MOST_TABLES, join, offer_to, open_table
from game.state import Game, Part, Player


def swap_players(game: Game, command: ask.SwapPlayers) -> Decision:
    """Each sits where the other sat, under the other's badge number."""
    one, other = game.players[command.one], game.players[command.other]
    if one.id == other.id:
        return refuse(Why.SAME_PERSON)
    if one.table == other.table:
        return refuse(Why.NOT_NOW)
    return (
        happened.PlayerMoved(player=one.id, table=other.table, letter=other.letter),
        happened.PlayerMoved(player=other.id, table=one.table, letter=one.letter),
    )


def merge_tables(game: Game, command: ask.MergeTables) -> Decision:
    """Everybody of a table sits at another. The idea comes along where that one has none; else it stays as it is."""
    for number in (command.table, command.into):
        if number not in game.tables:
            return refuse(Why.UNKNOWN, what="table", name=str(number))
    people = tuple(game.seated(command.table))
    if command.table == command.into or not people:
        return refuse(Why.NOT_NOW)
    events = list(_seated_at(game, people, command.into))
    idea = game.tables[command.table].idea
    if idea and not game.tables[command.into].idea:
        events.append(happened.IdeaMoved(idea=idea, table=command.into))
    return tuple(events)


def split_table(game: Game, command: ask.SplitTable) -> Decision:
    """A new table with some of a table's people: those that were named, or the later half by their letters."""
    if command.table not in game.tables:
        return refuse(Why.UNKNOWN, what="table", name=str(command.table))
    if len(game.tables) >= MOST_TABLES:
        return refuse(Why.ROOM_FULL)
    here = sorted(game.seated(command.table), key=lambda player: (len(player.letter), player.letter))
    named = [player for player in here if player.id in command.players]
    if len(named) != len(set(command.players)):
        return refuse(Why.UNKNOWN, what="player", name="")
    leaving = named or here[(len(here) + 1) // 2 :]
    if not leaving or len(leaving) == len(here):
        return refuse(Why.NOT_NOW)
    opened = open_table(game)
    for event in opened:
        game = evolve(game, event)
    return (*opened, *_seated_at(game, tuple(leaving), max(game.tables)))


def _seated_at(game: Game, people: tuple[Player, ...], table: int) -> tuple[Event, ...]:
    events: list[Event] = []
    for player in people:
        moved = happened.PlayerMoved(player=player.id, table=table, letter=free_letter(game, table))
        game = evolve(game, moved)
        events.append(moved)
    return tuple(events)


def swap_characters(game: Game, command: ask.SwapCharacters) -> Decision:
    """Each is whom the other was, with what is in that purse; not after one of them has given."""
    one, other = game.players[command.one], game.players[command.other]
    if one.id == other.id:
        return refuse(Why.SAME_PERSON)
    for player in (one, other):
        if not player.role:
            return refuse(Why.OBSERVES, who=player.badge)
        if has_given(game, player.id):
            return refuse(Why.HAS_DEALS)
    return (
        happened.CharacterKept(player=one.id, role=other.role, purse=tuple(other.purse.items())),
        happened.CharacterKept(player=other.id, role=one.role, purse=tuple(one.purse.items())),
    )


def give_character(game: Game, command: ask.GiveCharacter) -> Decision:
    """A character without an offer; not for somebody whose tokens are in deals that hold."""
    player = game.players[command.player]
    role = next((role for role in game.scenario.roles if role.id == command.role), None)
    if role is None:
        return refuse(Why.UNKNOWN, what="role", name=command.role)
    if player.part is not Part.PLAYER:
        return refuse(Why.OBSERVES, who=player.badge)
    if not game.has_opened(StepKind.CAST):
        return refuse(Why.NOT_OPEN_YET, what="cast")
    if has_given(game, player.id):
        return refuse(Why.HAS_DEALS)
    purse = tuple((line.kind, line.count) for line in role.purse)
    return (happened.CharacterKept(player=player.id, role=role.id, purse=purse),)


def deal_missing(game: Game, rng: Random) -> Decision:
    """Two characters each for all who play and have none to choose from."""
    if not game.has_opened(StepKind.CAST):
        return refuse(Why.NOT_OPEN_YET, what="cast")
    missing = tuple(player.id for player in game.players_who_play() if not player.role and not player.offered)
    return offer_to(game, missing, rng) if missing else refuse(Why.NOT_NOW)


def seat_on_paper(game: Game, command: ask.SeatOnPaper, now: datetime, rng: Random) -> Decision:
    """A seat for somebody without a phone. The door does not matter: the facilitator stands in it."""
    joined = join(replace(game, is_door_closed=False), ask.Join(name=command.name, table=command.table), now, rng)
    if isinstance(joined, Refused):
        return joined
    return tuple(
        replace(event, on_paper=True) if isinstance(event, happened.PlayerJoined) else event for event in joined
    )


def put_on_paper(game: Game, command: ask.PutOnPaper) -> Decision:
    """A table that plays without phones, or has phones after all."""
    table = game.tables.get(command.table)
    if table is None:
        return refuse(Why.UNKNOWN, what="table", name=str(command.table))
    if table.on_paper is command.on_paper:
        return refuse(Why.NOT_NOW)
    return (happened.TableOnPaper(table=command.table, on_paper=command.on_paper),)


def set_door(game: Game, command: ask.SetDoor) -> Decision:
    """The door for people who have no seat yet."""
    if game.is_door_closed is command.is_closed:
        return refuse(Why.NOT_NOW)
    return (happened.DoorSet(is_closed=command.is_closed),)


def free_newest(game: Game, players: tuple[str, ...]) -> Decision:
    """Empty these seats, but those of people whose tokens are in deals that hold."""
    gone = tuple(player for player in players if not game.players[player].is_freed and not has_given(game, player))
    return tuple(happened.SeatFreed(player=player) for player in gone) if gone else refuse(Why.NOT_NOW)


def answer_for(game: Game, command: ask.AnswerFor, now: datetime) -> Decision:
    """A party's answer, said in the room and entered by the facilitator."""
    given = ask.AnswerDeal(player=command.player, deal=command.deal, version=command.version, yes=command.yes)
    return answer(game, given, now)

"""Taking a seat, changing it, and becoming a character."""

from __future__ import annotations

from datetime import datetime
from random import Random

from game import commands as ask
from game import events as happened
from game.dealing import deal_hands, free_letter, offer_characters, roomiest
from game.events import Decision, Event
from game.evolve import evolve
from game.purses import has_given
from game.refused import Refused, Why, refuse
from game.scenario import StepKind
from game.state import Game, Naming, Part
from game.words import NAME, REMOVED, checked

MOST_PLAYERS = 1000
MOST_TABLES = 64


def join(game: Game, command: ask.Join, now: datetime, rng: Random) -> Decision:
    """A seat at the wished table, or at the roomiest; a new table opens when all are full and the game allows it."""
    name = checked(command.name, "name", NAME)
    if isinstance(name, Refused):
        return name
    if game.is_door_closed:
        return refuse(Why.DOOR_CLOSED)
    if len(game.players) >= MOST_PLAYERS:
        return refuse(Why.ROOM_FULL)
    if command.hat and command.hat not in {hat.id for hat in game.scenario.hats}:
        return refuse(Why.UNKNOWN, what="hat", name=command.hat)
    before: tuple[Event, ...] = ()
    if command.table:
        if command.table not in game.tables:
            return refuse(Why.UNKNOWN, what="table", name=str(command.table))
        if sum(1 for _ in game.seated(command.table)) >= game.table_size:
            return refuse(Why.TABLE_FULL, table=command.table)
        table = command.table
    else:
        found = roomiest(game)
        if found is None:
            if not game.opens_tables or len(game.tables) >= MOST_TABLES:
                return refuse(Why.ROOM_FULL)
            before = open_table(game)
            game = _after(game, before)
            found = max(game.tables)
        table = found
    joined = happened.PlayerJoined(
        player=f"p{game.seq + 1}",
        name=name,
        table=table,
        letter=free_letter(game, table),
        naming=Naming.TABLE if command.under_16 and command.naming is Naming.NICKNAME else command.naming,
        hat=command.hat,
        film=command.film,
        at=now,
        under_16=command.under_16,
        part=command.part,
    )
    game = evolve(game, joined)
    is_dealt = command.part is Part.PLAYER and game.has_opened(StepKind.CAST)
    offers = offer_to(game, (joined.player,), rng) if is_dealt else ()
    return (*before, joined, *offers)


def rename(game: Game, command: ask.Rename) -> Decision:
    """Another name."""
    name = checked(command.name, "name", NAME)
    if isinstance(name, Refused):
        return name
    return (happened.PlayerRenamed(player=command.player, name=name),)


def change_consent(game: Game, command: ask.ChangeConsent) -> Decision:
    """Another choice of how to appear; with a name, nobody under 16, and nobody whose name was deleted."""
    player = game.players[command.player]
    if player.under_16 and command.naming is Naming.NICKNAME:
        return refuse(Why.UNDER_16, field="naming")
    if player.name == REMOVED and command.naming is Naming.NICKNAME:
        return refuse(Why.EMPTY, field="name")
    return (happened.ConsentChanged(player=command.player, naming=command.naming, film=command.film),)


def change_part(game: Game, command: ask.ChangePart, rng: Random) -> Decision:
    """Another part: whoever stops playing gives the character back, whoever begins is offered two."""
    player = game.players[command.player]
    if player.part is command.part:
        return refuse(Why.ALREADY_ANSWERED)
    if any(player.id in deal.terms.parties for deal in game.deals.values()):
        return refuse(Why.HAS_DEALS)
    changed = happened.PartChanged(player=player.id, part=command.part)
    is_dealt = command.part is Part.PLAYER and game.has_opened(StepKind.CAST)
    return (changed, *(offer_to(evolve(game, changed), (player.id,), rng) if is_dealt else ()))


def practise(game: Game, command: ask.Practise, now: datetime) -> Decision:
    """A handshake to try how it goes. It opens with the characters, and needs two people."""
    if not game.has_opened(StepKind.CAST):
        return refuse(Why.NOT_OPEN_YET, what="cast")
    other = game.players.get(command.other)
    if other is None or other.is_freed:
        return refuse(Why.UNKNOWN, what="player", name=command.other)
    if other.id == command.player:
        return refuse(Why.SAME_PERSON)
    return (happened.HandshakePractised(player=command.player, other=other.id, at=now),)


def choose_hosting(game: Game, command: ask.ChooseHosting) -> Decision:
    """The market round in which a player hosts."""
    if game.players[command.player].hosts_first is command.first:
        return refuse(Why.ALREADY_ANSWERED)
    return (happened.HostingChosen(player=command.player, first=command.first),)


def change_table(game: Game, command: ask.ChangeTable) -> Decision:
    """Another table, while the player has no deal yet."""
    if any(command.player in deal.terms.parties for deal in game.deals.values()):
        return refuse(Why.HAS_DEALS)
    if command.table in game.tables and sum(1 for _ in game.seated(command.table)) >= game.table_size:
        return refuse(Why.TABLE_FULL, table=command.table)
    return move(game, command.player, command.table)


def move(game: Game, player: str, table: int) -> Decision:
    """A seat at another table, under a new letter. Refused when the table is not there or is the same."""
    if table not in game.tables:
        return refuse(Why.UNKNOWN, what="table", name=str(table))
    if game.players[player].table == table:
        return refuse(Why.NOT_NOW)
    return (happened.PlayerMoved(player=player, table=table, letter=free_letter(game, table)),)


def keep_character(game: Game, command: ask.KeepCharacter) -> Decision:
    """One of the offered characters, with its purse; or the one that the player is, with what is in its purse now."""
    player = game.players[command.player]
    if player.offered and player.role and command.role == player.role:
        return (happened.CharacterKept(player=player.id, role=player.role, purse=tuple(player.purse.items())),)
    if command.role not in player.offered:
        return refuse(Why.NOT_OFFERED)
    if has_given(game, player.id):
        return refuse(Why.HAS_DEALS)
    role = game.scenario.role(command.role)
    purse = tuple((line.kind, line.count) for line in role.purse)
    return (happened.CharacterKept(player=player.id, role=role.id, purse=purse),)


def redeal(game: Game, command: ask.Redeal, rng: Random) -> Decision:
    """Two other characters to choose from; not for somebody whose tokens are in deals that hold."""
    player = game.players[command.player]
    if player.part is not Part.PLAYER:
        return refuse(Why.OBSERVES, who=player.badge)
    if has_given(game, player.id):
        return refuse(Why.HAS_DEALS)
    return offer_to(game, (player.id,), rng, frozenset({player.role, *player.offered}))


def offer_to(
    game: Game, players: tuple[str, ...], rng: Random, but_not: frozenset[str] = frozenset()
) -> tuple[Event, ...]:
    """The events that offer characters to these players."""
    offers = offer_characters(game, players, rng, but_not)
    return tuple(happened.CharactersOffered(player=player, roles=roles) for player, roles in offers.items())


def open_table(game: Game) -> tuple[Event, ...]:
    """The events that open one more table and deal it the hands that the others have."""
    number = max(game.tables, default=0) + 1
    opened: tuple[Event, ...] = (happened.TableAdded(table=number),)
    game = _after(game, opened)
    begun = dict.fromkeys(started.step for started in game.started)
    return (
        *opened,
        *(
            happened.HandDealt(table=table, hand=hand)
            for step in begun
            for table, hand in deal_hands(game, step, (number,))
        ),
    )


def free(command: ask.FreeSeat) -> Decision:
    """A seat whose player has gone. What the player did stays; open proposals can go on without them."""
    return (happened.SeatFreed(player=command.player),)


def remove_table(game: Game, command: ask.RemoveTable) -> Decision:
    """An empty table that has no idea."""
    if command.table not in game.tables:
        return refuse(Why.UNKNOWN, what="table", name=str(command.table))
    is_used = any(idea.table == command.table for idea in game.ideas.values())
    if is_used or any(True for _ in game.seated(command.table)) or len(game.tables) == 1:
        return refuse(Why.TABLE_NOT_EMPTY, table=command.table)
    return (happened.TableRemoved(table=command.table),)


def _after(game: Game, events: tuple[Event, ...]) -> Game:
    for event in events:
        game = evolve(game, event)
    return game

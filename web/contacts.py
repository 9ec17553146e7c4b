"""How two people who both mean a deal can reach each other after the game: kept beside the log, never in it.

A contact is shown to nobody but those who said of the same deal that holds *worth a talk* or *we will do it*, as its owner
did, and who left a contact, too. It goes when its owner takes it back, wants no deal any more, or is erased, and 30 days
after the close at the latest. No report, file, console, wall or copy of a game knows of it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from game import events as happened
from game.history import History
from game.refused import Refused
from game.scenario import Words
from game.state import Deal, Game, Player, PledgeLevel, Status
from game.words import LINE, checked

if TYPE_CHECKING:
    from web.house import House
    from web.rooms import Room, Rooms

DAYS_KEPT = 30
"""How long after the close a contact is kept."""
_SWEPT_EVERY_SECONDS = 3600

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach a player of a game, in their own words, and when (UTC) they left it."""

    game: str
    player: str
    words: Words
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """The contact of somebody who means the same deals: who it is, as parties of a deal know each other, and the deals."""

    player: str
    badge: str
    name: str
    words: Words
    deals: tuple[str, ...]


def wants_more(game: Game, player: str, deal: Deal) -> bool:
    """Whether this party of a deal that holds wants more of it than the game. Nobody who has no seat any more does: they
    could not change their mind."""
    who = game.players[player]
    more = who.pledges.get(deal.id, PledgeLevel.GAME) is not PledgeLevel.GAME
    return more and deal.holds and player in deal.terms.parties and not who.is_freed


def may_leave(game: Game, player: str) -> bool:
    """Whether a contact of this player could reach anybody: they want more of a deal than the game."""
    return any(wants_more(game, player, deal) for deal in game.deals.values())


def partners(game: Game, player: str) -> Mapping[str, tuple[str, ...]]:
    """The others who want more of the same deals as this player, who wants more, too; with these deals, by player."""
    found: dict[str, list[str]] = {}
    for deal in game.deals.values():
        if wants_more(game, player, deal):
            for other in deal.terms.parties:
                if other != player and wants_more(game, other, deal):
                    found.setdefault(other, []).append(deal.id)
    return {other: tuple(deals) for other, deals in found.items()}


def got(game: Game, player: str, contacts: Iterable[Contact]) -> tuple[Got, ...]:
    """What this player may see of the contacts that are good now: nothing before they left one themselves."""
    words_of = {contact.player: contact.words for contact in contacts}
    if player not in words_of:
        return ()
    return tuple(
        Got(player=other, badge=who.badge, name=who.name, words=words_of[other], deals=deals)
        for other, deals in partners(game, player).items()
        if other in words_of and (who := game.players[other])
    )


def kept_until(history: History, contact: Contact) -> datetime:
    """When a contact goes at the latest (UTC)."""
    return (closed_at(history) or contact.at) + timedelta(days=DAYS_KEPT)


def is_over(history: History, now: datetime) -> bool:
    """Whether the time for contacts is over: what is left now (UTC) would be deleted at once."""
    closed = closed_at(history)
    return closed is not None and now >= closed + timedelta(days=DAYS_KEPT)


def closed_at(history: History) -> datetime | None:
    """When the game was closed; None while it is open."""
    if history.game.status is not Status.CLOSED:
        return None
    return next(
        event.at
        for entry in reversed(history.entries)
        if entry.seq not in history.undone
        for event in entry.events
        if isinstance(event, happened.GameClosed)
    )


def good(history: History, contacts: Iterable[Contact], now: datetime) -> Iterator[Contact]:
    """The contacts that may still be kept at this time (UTC)."""
    for contact in contacts:
        is_known = contact.player in history.game.players
        if is_known and may_leave(history.game, contact.player) and now < kept_until(history, contact):
            yield contact


async def read(room: Room) -> tuple[Contact, ...]:
    """The contacts of a game that may be kept; the others are deleted on the way. Raises StoreDown."""
    found = await room.contacts()
    kept = tuple(good(room.history, found, room.now()))
    gone = {contact.player for contact in found} - {contact.player for contact in kept}
    if gone:
        await room.drop_contacts(gone)
    return kept


async def leave(room: Room, player: Player, typed: str) -> Refused | None:
    """Keep how to reach a player, in place of what they left before; or say why the words cannot be kept. Raises StoreDown."""
    words = checked(typed, "contact", LINE)
    if isinstance(words, Refused):
        return words
    await room.keep_contact(Contact(game=room.row.id, player=player.id, words=words, at=room.now()))
    return None


async def sweep(rooms: Rooms) -> None:
    """Delete every contact that may not be kept any longer, in all games.

    A game that cannot be read keeps the contacts of no other. Its own go by their age: they never stay longer than they
    would have. Raises StoreDown when nothing can be looked at.
    """
    for game in await asyncio.to_thread(rooms.store.games_with_contacts):
        try:
            await read(await rooms.open(game))
        except Exception:
            _log.exception("The contacts of game %s could not be read", game)
            await _drop_old(rooms, game)


async def _drop_old(rooms: Rooms, game: str) -> None:
    """Delete those contacts of a game that were left too long ago, without reading the game itself."""
    oldest = rooms.now() - timedelta(days=DAYS_KEPT)
    try:
        found = await asyncio.to_thread(rooms.store.contacts, game)
        old = {contact.player for contact in found if contact.at <= oldest}
        if old:
            await rooms.in_order(partial(rooms.store.drop_contacts, game, old))
            rooms.scrub_soon()
    except Exception:
        _log.exception("The old contacts of game %s could not be deleted", game)


@asynccontextmanager
async def sweeping(house: House) -> AsyncIterator[None]:
    """While a server runs, sweep at its start and every hour."""

    async def keep_sweeping() -> None:
        while True:
            try:
                await sweep(house.rooms)
            except Exception:
                _log.exception("The contacts could not be swept")
            await asyncio.sleep(_SWEPT_EVERY_SECONDS)

    task = asyncio.create_task(keep_sweeping(), name="sweeping contacts")
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task

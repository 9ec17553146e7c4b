"""The games that are live in this process, and `Rooms.submit`, the only road to the log. It renders and sends nothing.

Save, then show: a command is decided on a speculative history, which becomes the current one when its entry is on disk.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections import ChainMap
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from game.commands import Command, CreateGame, PauseClock
from game.erasing import erased_players
from game.history import Entry, History, opening
from game.refused import Refused
from game.state import Status
from web.contacts import Contact
from web.hands import Hand
from web.scrubbing import Scrubber
from web.store import GameRow, Kept, SeqTaken, Store, StoreDown, encode
from web.wake import Wakes

_MOST_AT_ONCE = 64
"""Commands decided for one commit, so that deciding holds up the event loop for a few milliseconds at most."""
_MOST_WAITING = 1000
_KEPT_FREE = 50
"""Places in the queue that only the facilitator and the server may take: no player can delay them."""
_MOST_REFUSALS = 1000
_NOT_PLAYERS = frozenset({"lead", "server"})
RESTART = "restart-"
"""How the command id begins by which a clock was paused because the server was started."""

_log = logging.getLogger(__name__)

_Made = TypeVar("_Made")


class NoSuchGame(Exception):
    """No game has this id."""


class Conflict(Exception):
    """This command id was used before for another command."""


class Busy(Exception):
    """Too many commands wait already. Nothing was saved; the same command may be sent again in a moment."""


class NotSaved(Exception):
    """The log could not be written. Nothing has changed; the same command may be sent again."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The command is in the log, on disk. ``repeated``: it was there before, and this is its first answer again."""

    entry: Entry
    repeated: bool = False

    @property
    def seq(self) -> int:
        """The number of the entry."""
        return self.entry.seq


Outcome = Accepted | Refused


@dataclass(frozen=True, slots=True)
class _Asked:
    by: str
    command_id: str
    command: Command
    body_hash: str
    answer: asyncio.Future[Outcome]

    def tell(self, outcome: Outcome | Exception) -> None:
        if self.answer.done():  # whoever asked has gone
            return
        if isinstance(outcome, Exception):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


def hash_of(said: object) -> str:
    """A hash that is the same for the same command, or the same fields of a form, in every process."""
    return hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Known:
    """What was answered to a command id: the number of its entry, or a refusal.

    ``body_hash`` is empty where the words were deleted: then nobody can tell any more whether others are sent.
    """

    body_hash: str
    answer: int | Refused


_Answered = dict[tuple[str, str], _Known]
"""What was answered, by who asked and the command id."""


def _again(first: _Known, command_id: str, body_hash: str, history: History) -> Outcome | Conflict:
    """The first answer once more."""
    if first.body_hash and first.body_hash != body_hash:
        return Conflict(command_id)
    if isinstance(first.answer, Refused):
        return first.answer
    return Accepted(history.entries[first.answer - 1], repeated=True)


def _answered(kept: Iterable[Kept]) -> _Answered:
    return {(one.entry.by, one.entry.command_id): _Known(one.body_hash, one.entry.seq) for one in kept}


class Room:
    """A live game: its history as it is on disk, the commands that wait, and the one task that writes."""

    def __init__(
        self, row: GameRow, kept: Sequence[Kept], history: History, hands: tuple[Hand, ...], rooms: Rooms
    ) -> None:
        self.row = row
        self.history = history
        self.hands = hands
        """The links that were given out and the devices that opened one, as on disk; those taken back too."""
        self.is_down = False
        """Whether the last commit failed: the game can be read, and is written again as soon as a commit works."""
        self._rooms = rooms
        self._known = _answered(kept)
        self._refusals: _Answered = {}
        self._queue: asyncio.Queue[_Asked | None] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write(), name=f"writer of {row.id}")
        self._is_closing = False

    def known(self, by: str, command_id: str, body_hash: str) -> Outcome | None:
        """What was answered to this before; None when it is new, or still waits. Raises Conflict."""
        first = self._known.get((by, command_id)) or self._refusals.get((by, command_id))
        if first is None:
            return None
        answer = _again(first, command_id, body_hash, self.history)
        if isinstance(answer, Conflict):
            raise answer
        return answer

    async def submit(self, by: str, command_id: str, command: Command, body_hash: str) -> Outcome:
        """Queue a command and wait for its answer; see `Rooms.submit`."""
        if self._is_closing:
            raise NotSaved("The server is stopping.")
        if self._queue.qsize() >= _MOST_WAITING + (_KEPT_FREE if by in _NOT_PLAYERS else 0):
            raise Busy
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait(_Asked(by, command_id, command, body_hash, answer))
        return await answer

    def now(self) -> datetime:
        """The server's time, in UTC."""
        return self._rooms.now()

    def hand(self, hand: str) -> Hand | None:
        """The link or claim with this id, also one that was taken back."""
        return next((one for one in self.hands if one.id == hand), None)

    async def add_hand(self, hand: Hand) -> Hand:
        """Keep a link or a claim, then show it. Raises StoreDown."""
        await self._keep(partial(self._rooms.store.add_hand, hand))
        self.hands = (*self.hands, hand)
        self._rooms.wakes.wake(self.row.id)
        return hand

    async def revoke_hands(self, hands: Collection[str]) -> None:
        """Take links and claims back; their pages end at once. Raises StoreDown."""
        at = self.now()
        await self._keep(partial(self._rooms.store.revoke_hands, self.row.id, hands, at))
        self.hands = tuple(
            replace(one, revoked_at=at) if one.id in hands and one.is_good else one for one in self.hands
        )
        self._rooms.wakes.wake(self.row.id)

    async def contacts(self) -> tuple[Contact, ...]:
        """How to reach players who left that; only `web.contacts` may ask. Raises StoreDown."""
        return await asyncio.to_thread(self._rooms.store.contacts, self.row.id)

    async def keep_contact(self, contact: Contact) -> None:
        """Keep how to reach a player, in place of what they left before. Raises StoreDown."""
        if await self._keep(partial(self._rooms.store.keep_contact, contact)):
            self._rooms.scrub_soon()

    async def drop_contacts(self, players: Collection[str]) -> None:
        """Delete how to reach these players, down to the last byte. Raises StoreDown."""
        if await self._keep(partial(self._rooms.store.drop_contacts, self.row.id, players)):
            self._rooms.scrub_soon()

    async def _keep(self, work: Callable[[], _Made]) -> _Made:
        if self._is_closing:
            raise StoreDown("The server is stopping.")
        return await self._rooms.in_order(work)

    async def close(self) -> None:
        """Answer what waits, then stop. What is asked from now on is not saved."""
        if not self._is_closing:
            self._is_closing = True
            self._queue.put_nowait(None)
        await self._writer

    async def _write(self) -> None:
        goes_on = True
        while goes_on:
            taken = [await self._queue.get()]
            while len(taken) < _MOST_AT_ONCE and not self._queue.empty():
                taken.append(self._queue.get_nowait())
            batch = [asked for asked in taken if asked is not None]
            goes_on = len(batch) == len(taken)
            try:
                await self._settle(batch)
            except Exception as error:
                _log.exception("Game %s: nothing saved after entry %d", self.row.id, self.history.game.seq)
                for asked in batch:
                    asked.tell(NotSaved(str(error)))
                if isinstance(error, StoreDown) and not self.is_down:
                    self.is_down = True
                    self._rooms.wakes.wake(self.row.id)

    async def _settle(self, batch: list[_Asked]) -> None:
        """Decide, save, show and answer one batch. Whatever is raised, nothing of it has been shown."""
        if self.is_down:
            # A commit that failed may have reached the disk all the same.
            await self._catch_up()
        while True:
            draft = _Draft(self.history, self._known, self._refusals)
            answers = [draft.answer(asked, self._rooms.now(), self._rooms.seeds) for asked in batch]
            try:
                await self._save(draft)
                break
            except SeqTaken:
                if not await self._catch_up():
                    raise
        for asked, answer in zip(batch, answers, strict=True):
            asked.tell(answer)
        if draft.kept:
            self._rooms.wakes.wake(self.row.id)

    async def _save(self, draft: _Draft) -> None:
        if draft.kept:
            was, will_be = (history.game.status is Status.CLOSED for history in (self.history, draft.history))
            append = partial(
                self._rooms.store.append,
                self.row.id,
                draft.kept,
                closed=None if was == will_be else will_be,
                rewritten=tuple(draft.rewritten.values()),
                erased=draft.erased,
            )
            await self._rooms.in_order(append)
            self.is_down = False
        self.history = draft.history
        self._known.update(_answered(draft.rewritten.values()))
        for key, answered in draft.new.items():
            (self._refusals if isinstance(answered.answer, Refused) else self._known)[key] = answered
        if draft.erased:
            self._refusals = {key: known for key, known in self._refusals.items() if key[0] not in draft.erased}
            self._rooms.scrub_soon()
        while len(self._refusals) > _MOST_REFUSALS:
            del self._refusals[next(iter(self._refusals))]

    async def _catch_up(self) -> bool:
        """Take in what is on disk and not here. Returns whether there was anything.

        Where somebody's words were deleted by another process, older entries are others now: then all is loaded again.
        """
        newer = await asyncio.to_thread(self._rooms.store.load, self.row.id, self.history.game.seq)
        history = self.history
        if erased := erased_players((one.entry.by, one.entry.events) for one in newer):
            newer = await asyncio.to_thread(self._rooms.store.load, self.row.id)
            history = History.of(one.entry for one in newer)
            self._refusals = {key: known for key, known in self._refusals.items() if key[0] not in erased}
        else:
            for one in newer:
                history = history.after(one.entry)
        self.history = history
        self._known.update(_answered(newer))
        if newer:
            self._rooms.wakes.wake(self.row.id)
        return bool(newer)


class _Draft:
    """What a batch would make of a history: thrown away when it cannot be saved."""

    def __init__(self, history: History, known: _Answered, refusals: _Answered) -> None:
        self.history = history
        self.kept: list[Kept] = []
        self.rewritten: dict[int, Kept] = {}
        """Entries from before the batch as they stand without the words of those who were erased in it."""
        self.erased: set[str] = set()
        self.new: _Answered = {}
        self._answered = ChainMap(self.new, refusals, known)

    def answer(self, asked: _Asked, now: datetime, seeds: Callable[[], int]) -> Outcome | Exception:
        """The answer to give when the draft is saved. A command that our own code fails on harms no other."""
        first = self._answered.get((asked.by, asked.command_id))
        if first is not None:
            return _again(first, asked.command_id, asked.body_hash, self.history)
        try:
            return self._decide(asked, now, seeds())
        except Exception as error:
            _log.exception("A %s failed after entry %d", type(asked.command).__name__, self.history.game.seq)
            return error

    def _decide(self, asked: _Asked, now: datetime, seed: int) -> Outcome:
        decided = self.history.decide(asked.command, now, seed)
        if isinstance(decided, Refused):
            self.new[asked.by, asked.command_id] = _Known(asked.body_hash, decided)
            return decided
        entry = Entry(seq=self.history.game.seq + 1, at=now, by=asked.by, command_id=asked.command_id, events=decided)
        kept = Kept(entry, asked.body_hash, encode(decided))
        before = self.history
        self.history = before.after(entry)
        self._forget_words(before, erased_players([(entry.by, entry.events)]))
        self.kept.append(kept)
        self.new[asked.by, asked.command_id] = _Known(asked.body_hash, entry.seq)
        return Accepted(entry)

    def _forget_words(self, before: History, erased: Collection[str]) -> None:
        """Keep no words of these players, and no hash of a form they sent, in the entries that were there before."""
        if not erased:
            return
        self.erased.update(erased)
        for old, new in zip(before.entries, self.history.entries, strict=False):
            if new is not old or new.by in erased:
                self.rewritten[new.seq] = Kept(new, "", encode(new.events))
        for place, one in enumerate(self.kept):
            if (rewritten := self.rewritten.pop(one.entry.seq, None)) is not None:
                self.kept[place] = rewritten
                self.new[one.entry.by, one.entry.command_id] = _Known("", one.entry.seq)
        for key in [key for key, known in self.new.items() if key[0] in erased and isinstance(known.answer, Refused)]:
            del self.new[key]


def steady_clock() -> Callable[[], datetime]:
    """A clock in UTC that begins at the computer's time and is not moved when that is corrected."""
    began, mark = datetime.now(UTC), time.monotonic()
    return lambda: began + timedelta(seconds=time.monotonic() - mark)


class Rooms:
    """All live games. ``now`` and ``seeds`` are given in, so that a rehearsal can have its own clock and luck."""

    def __init__(
        self,
        store: Store,
        wakes: Wakes,
        *,
        now: Callable[[], datetime] | None = None,
        seeds: Callable[[], int] = lambda: secrets.randbits(63),
    ) -> None:
        self.store = store
        self.wakes = wakes
        self.now = now or steady_clock()
        self.seeds = seeds
        self._writing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._rooms: dict[str, asyncio.Task[Room]] = {}
        self._forgotten: set[str] = set()
        self._scrubber = Scrubber(lambda: self.in_order(store.scrub), StoreDown)

    async def create(self, command: CreateGame, *, lead_hash: str = "") -> Room:
        """Open a new game; its join key and secret are in ``room.row``. Raises CodeTaken, NotSaved."""
        now = self.now()
        entry = Entry(seq=1, at=now, by="lead", command_id="create", events=opening(command, now))
        row = GameRow(id=command.game, code=command.code, title=command.title, lead_hash=lead_hash, created_at=now)
        try:
            await self.in_order(partial(self.store.create, row, Kept(entry, hash_of(command))))
        except StoreDown as error:
            raise NotSaved(str(error)) from error
        return await self.open(command.game)

    async def open(self, game_id: str) -> Room:
        """The live room of a game, loaded when nobody asked for it before. Raises NoSuchGame, StoreDown."""
        if game_id in self._forgotten:
            raise NoSuchGame(game_id)
        if game_id not in self._rooms:
            self._rooms[game_id] = asyncio.create_task(self._load(game_id), name=f"loading {game_id}")
        return await asyncio.shield(self._rooms[game_id])

    async def submit(self, game_id: str, by: str, command_id: str, command: Command, body_hash: str = "") -> Outcome:
        """Ask for a change, and return when it is on disk or refused: the only road to the log.

        ``by`` is a player's id, ``lead``, ``server`` or ``join``. The same ``by`` and ``command_id`` get the first
        answer again, if the ``body_hash`` is the same: without one, that of the command. Raises NoSuchGame, StoreDown
        (it could not even be read), Conflict, Busy, NotSaved, ValueError.
        """
        if not (command_id.isascii() and command_id.isprintable() and 0 < len(command_id) <= 64):
            raise ValueError("A command id is 1 to 64 printable ASCII characters.")
        room = await self.open(game_id)
        return await room.submit(by, command_id, command, body_hash or hash_of(command))

    async def forget(self, game_id: str) -> None:
        """Delete a rehearsed game for good: here, and on disk. Raises StoreDown."""
        self._forgotten.add(game_id)
        loading = self._rooms.pop(game_id, None)
        if loading is not None:
            (room,) = await asyncio.gather(loading, return_exceptions=True)
            if isinstance(room, Room):
                await room.close()
        await self.in_order(partial(self.store.forget, game_id))

    def would(self, game_id: str, command: Command) -> Refused | None:
        """Why a command would be refused now, without storing anything. The room must be open (else NoSuchGame)."""
        room = self.opened(game_id)
        if room is None:
            raise NoSuchGame(game_id)
        decided = room.history.decide(command, self.now(), 0)
        return decided if isinstance(decided, Refused) else None

    def opened(self, game_id: str) -> Room | None:
        """The live room of a game, if somebody has opened it already. It loads nothing."""
        loading = self._rooms.get(game_id)
        return loading.result() if loading is not None and loading.done() else None

    async def close(self) -> None:
        """Answer everything that waits, then stop. The store stays open: whoever opened it closes it."""
        for loaded in await asyncio.gather(*self._rooms.values(), return_exceptions=True):
            if isinstance(loaded, Room):
                await loaded.close()
        await self._scrubber.close()
        self._writing.shutdown()

    def scrub_soon(self) -> None:
        """Leave no byte of what was deleted on disk, as soon as nobody reads it any more; within a minute."""
        self._scrubber.soon()

    async def scrubbed(self) -> bool:
        """Wait until the scrubbing that is due has ended. Returns whether nothing is left to do."""
        return await self._scrubber.ended()

    async def _load(self, game_id: str) -> Room:
        try:
            room = Room(*await asyncio.to_thread(self._read, game_id), self)
            if not await asyncio.to_thread(lambda: self.store.is_clean):
                self.scrub_soon()  # a server that was killed did not come to it
            await self._pause_after_restart(room)
        except BaseException:
            del self._rooms[game_id]
            raise
        return room

    def _read(self, game_id: str) -> tuple[GameRow, tuple[Kept, ...], History, tuple[Hand, ...]]:
        row = self.store.game(game_id)
        if row is None:
            raise NoSuchGame(game_id)
        kept = self.store.load(game_id)
        return row, kept, History.of(one.entry for one in kept), self.store.hands(game_id)

    async def _pause_after_restart(self, room: Room) -> None:
        """Stop a clock that ran while nobody served the game, with the minutes it had at the last entry."""
        clock, last = room.history.game.clock, room.history.entries[-1]
        if not (clock.is_running and self.store.is_alone):
            return
        pause = PauseClock(at_left_ms=clock.left(last.at))  # below nothing counts as nothing
        try:
            await room.submit("server", f"{RESTART}{last.seq}", pause, hash_of(pause))
        except NotSaved:
            _log.warning("Game %s: the clock could not be paused, because nothing can be saved", room.row.id)

    async def in_order(self, work: Callable[[], _Made]) -> _Made:
        """For rooms only: do this in the one thread that writes."""
        return await asyncio.get_running_loop().run_in_executor(self._writing, work)

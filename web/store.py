"""The log on disk: one append-only table of entries, one row for each game and each hand. It decides and folds nothing.

SQLModel says what the tables are; the hot insert goes through SQLAlchemy Core, because building table objects is slow.
An SQLite file is written with WAL and ``synchronous=FULL``: a commit that returned survives a power cut.
"""

from __future__ import annotations

import secrets
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TextIO

from pydantic import ConfigDict, Discriminator, TypeAdapter
from sqlalchemy import (
    Connection,
    Engine,
    Index,
    UniqueConstraint,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool
from sqlmodel import Field, SQLModel

from game.events import Event
from game.history import Entry
from web import scrubbing
from web.contacts import Contact
from web.hands import Hand
from web.settings import SettingsError, file_of

_BUSY_SECONDS = 5


class StoreDown(Exception):
    """The database did not do what was asked: disk full, file gone, server away. Nothing may be called saved."""


class SeqTaken(Exception):
    """Another writer has stored an entry with this number, or this command, before."""


class CodeTaken(Exception):
    """Another open game has this code."""


class SecondServer(Exception):
    """Another server writes this file. ``address`` is where it can be reached; empty when it did not say."""

    def __init__(self, path: Path, address: str) -> None:
        super().__init__(f"Another Tablefolk server is using {path}" + (f". Open {address}" if address else ""))
        self.address = address


class GameRow(SQLModel, table=True):
    """What must be known of a game without reading its entries."""

    __tablename__ = "game"
    __table_args__ = (
        Index("open_code", "code", unique=True, sqlite_where=text("NOT closed"), postgresql_where=text("NOT closed")),
    )

    id: str = Field(primary_key=True)
    code: str
    title: str
    lead_hash: str = ""
    """A hash of the facilitator's secret; empty lets nobody in."""
    join_key: str = Field(default_factory=lambda: secrets.token_urlsafe(12))
    """The long key beside the code in a QR, so that an honest scan never meets the limit on guesses."""
    secret: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    """The key that signs this game's seats."""
    created_at: datetime
    closed: bool = False


class EntryRow(SQLModel, table=True):
    """One entry of the log. ``events`` is JSON text, so that it is the same on every database."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("game", "by", "command_id"),)

    game: str = Field(primary_key=True, foreign_key="game.id")
    seq: int = Field(primary_key=True)
    at: datetime
    by: str
    command_id: str
    body_hash: str
    events: str


class HandRow(SQLModel, table=True):
    """A link that was given out, or a device that opened one; see `web.hands.Hand`. It is no part of the log."""

    __tablename__ = "hand"

    game: str = Field(primary_key=True, foreign_key="game.id")
    id: str = Field(primary_key=True)
    role: str
    is_link: bool
    of_link: str = ""
    device: str = ""
    made_at: datetime
    revoked_at: datetime | None = None


class ContactRow(SQLModel, table=True):
    """How to reach a player after the game; see `web.contacts.Contact`. It is no part of the log, and no copy holds it."""

    __tablename__ = "contact"

    game: str = Field(primary_key=True, foreign_key="game.id")
    player: str = Field(primary_key=True)
    words: str
    at: datetime


_GAMES = SQLModel.metadata.tables["game"]
_ENTRIES = SQLModel.metadata.tables["entry"]
_HANDS = SQLModel.metadata.tables["hand"]
_CONTACTS = SQLModel.metadata.tables["contact"]
_EVENTS: TypeAdapter[tuple[Event, ...]] = TypeAdapter(
    tuple[Annotated[Event, Discriminator("kind")], ...],
    config=ConfigDict(hide_input_in_errors=True),  # people's words do not belong in our own log
)


def encode(events: tuple[Event, ...]) -> str:
    """Events as JSON text. Raises ValueError for what could not be read again: a wrong type, a lone surrogate."""
    return _EVENTS.dump_json(events, warnings="error").decode()


def decode(text: str) -> tuple[Event, ...]:
    """The events that were encoded. Raises ValueError when the text holds something else."""
    return _EVENTS.validate_json(text)


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry, with the hash of the command that made it and, where it is to be written, its events as text."""

    entry: Entry
    body_hash: str
    text: str = ""


class Store:
    """One database. Everything blocks, so call it from a worker thread; several threads may call at once."""

    def __init__(self, url: str, *, address: str = "") -> None:
        """Open the database and make what is missing. ``address`` is told to a second server that wants the same file.

        Raises SecondServer, StoreDown, SettingsError.
        """
        self._writing = threading.Lock()
        path = file_of(url)
        self._held: TextIO | None = None
        if path is not None:
            with _as_down():
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._held = _take(_lock_of(path), address)
        try:
            self.engine = _engine(url, path)
            self._begin_write = self.engine.execution_options(begins="BEGIN IMMEDIATE").begin
            self._outside = self.engine.execution_options(begins="SELECT 1")  # VACUUM allows no transaction around it
            with self._write() as connection:
                SQLModel.metadata.create_all(connection, tables=[_GAMES, _ENTRIES, _HANDS, _CONTACTS])
            if not self.is_clean:
                self.scrub()
        except BaseException:
            self.close()
            raise

    @property
    def is_alone(self) -> bool:
        """Whether no other process can be serving the same games, so that opening one means this server was started."""
        return self.engine.dialect.name == "sqlite"

    def create(self, game: GameRow, opening: Kept) -> None:
        """Keep a new game with its first entry. Raises CodeTaken, StoreDown."""
        try:
            with self._write() as connection:
                connection.execute(insert(_GAMES), [game.model_dump()])
                connection.execute(insert(_ENTRIES), [_row(game.id, opening)])
        except IntegrityError as error:
            raise CodeTaken(game.code) from error

    def append(
        self,
        game: str,
        batch: Sequence[Kept],
        *,
        closed: bool | None = None,
        rewritten: Sequence[Kept] = (),
        erased: Collection[str] = (),
    ) -> None:
        """Keep entries in one transaction: all or none. ``closed`` says what the game is after them, if that changed.

        ``rewritten`` are older entries as they stand now that the words of the ``erased`` players were deleted; the
        contacts of these players go, too. `scrub` has to follow then. Raises SeqTaken, StoreDown.
        """
        try:
            with self._write() as connection:
                connection.execute(insert(_ENTRIES), [_row(game, kept) for kept in batch])
                if closed is not None:
                    _mark_closed(connection, game, closed)
                if rewritten:
                    connection.execute(_REWRITE, [_rewriting(game, kept) for kept in rewritten])
                if erased:
                    self._drop(connection, game, erased)
                    if self.is_alone:
                        scrubbing.has_to_scrub(connection)
        except IntegrityError as error:
            raise SeqTaken(game) from error

    def load(self, game: str, after: int = 0) -> tuple[Kept, ...]:
        """The entries of a game whose number is higher than ``after``, in order. Raises StoreDown."""
        chosen = select(_ENTRIES).where(_ENTRIES.c.game == game, _ENTRIES.c.seq > after).order_by(_ENTRIES.c.seq)
        with _as_down(), self.engine.connect() as connection:
            rows = connection.execute(chosen).all()
        return tuple(
            Kept(
                Entry(seq=row.seq, at=row.at, by=row.by, command_id=row.command_id, events=decode(row.events)),
                row.body_hash,
            )
            for row in rows
        )

    def forget(self, game: str) -> None:
        """Delete a game with all that is kept of it; only for rehearsals, of which nothing stays. Raises StoreDown."""
        with self._write() as connection:
            for table in (_ENTRIES, _HANDS, _CONTACTS):
                connection.execute(delete(table).where(table.c.game == game))
            if inspect(connection).has_table("report"):  # the shelf's; a server without one has no such table
                connection.execute(text("DELETE FROM report WHERE game = :game"), {"game": game})
            connection.execute(delete(_GAMES).where(_GAMES.c.id == game))

    def games(self) -> tuple[GameRow, ...]:
        """All games, newest first. Raises StoreDown."""
        with _as_down(), Session(self.engine) as session:
            return tuple(session.scalars(select(GameRow).order_by(_GAMES.c.created_at.desc())))

    def game(self, game: str) -> GameRow | None:
        """One game by its id. Raises StoreDown."""
        with _as_down(), Session(self.engine) as session:
            return session.get(GameRow, game)

    def find_by_code(self, code: str) -> GameRow | None:
        """The open game with this code; else the newest closed one. Raises StoreDown."""
        found = select(GameRow).where(_GAMES.c.code == code).order_by(_GAMES.c.closed, _GAMES.c.created_at.desc())
        with _as_down(), Session(self.engine) as session:
            return session.scalars(found.limit(1)).first()

    def add_hand(self, hand: Hand) -> None:
        """Keep a new link, or the claim of one. Raises StoreDown."""
        try:
            with self._write() as connection:
                connection.execute(insert(_HANDS), [asdict(hand)])
        except IntegrityError as error:
            raise StoreDown(f"There is no game {hand.game}.") from error

    def revoke_hands(self, game: str, hands: Collection[str], at: datetime) -> None:
        """Take these back; those that were taken back before keep their time. Raises StoreDown."""
        chosen = update(_HANDS).where(_HANDS.c.game == game, _HANDS.c.id.in_(hands), _HANDS.c.revoked_at.is_(None))
        with self._write() as connection:
            connection.execute(chosen.values(revoked_at=at))

    def hands(self, game: str) -> tuple[Hand, ...]:
        """All links of a game and the devices that opened them, oldest first. Raises StoreDown."""
        chosen = select(_HANDS).where(_HANDS.c.game == game).order_by(_HANDS.c.made_at, _HANDS.c.id)
        with _as_down(), self.engine.connect() as connection:
            return tuple(Hand(**row) for row in connection.execute(chosen).mappings())

    def keep_contact(self, contact: Contact) -> bool:
        """Keep how to reach a player, in place of what they left before. Returns whether they had: then `scrub` has to
        follow. Raises StoreDown."""
        try:
            with self._write() as connection:
                has_dropped = self._drop(connection, contact.game, {contact.player})
                connection.execute(insert(_CONTACTS), [asdict(contact)])
        except IntegrityError as error:
            raise StoreDown(f"There is no game {contact.game}.") from error
        return has_dropped

    def drop_contacts(self, game: str, players: Collection[str]) -> bool:
        """Delete how to reach these players. Returns whether there was anything: then `scrub` has to follow. Raises
        StoreDown."""
        with self._write() as connection:
            return self._drop(connection, game, players)

    def contacts(self, game: str) -> tuple[Contact, ...]:
        """How to reach the players of a game who left that. Raises StoreDown."""
        chosen = select(_CONTACTS).where(_CONTACTS.c.game == game).order_by(_CONTACTS.c.player)
        with _as_down(), self.engine.connect() as connection:
            return tuple(Contact(**row) for row in connection.execute(chosen).mappings())

    def games_with_contacts(self) -> tuple[str, ...]:
        """The games in which anybody left how to reach them. Raises StoreDown."""
        with _as_down(), self.engine.connect() as connection:
            return tuple(connection.scalars(select(_CONTACTS.c.game).distinct().order_by(_CONTACTS.c.game)))

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left to `scrub`, as far as this server knows. Raises StoreDown."""
        if not self.is_alone:
            return True
        with _as_down(), self.engine.connect() as connection:
            return scrubbing.is_clean(connection)

    def scrub(self) -> bool:
        """Leave no byte of what was rewritten or deleted, in the database and in the log beside it.

        False: somebody reads what was there before, and it has to be tried again. Raises StoreDown.
        """
        if not self.is_alone:
            with _as_down(), self.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                connection.exec_driver_sql(f"VACUUM {_ENTRIES.name}, {_CONTACTS.name}")
            return True
        with self._writing, _as_down(), self._outside.connect() as connection:
            return scrubbing.scrub(connection, _BUSY_SECONDS)

    def _drop(self, connection: Connection, game: str, players: Collection[str]) -> bool:
        """Delete the contacts of these players. Where there were any, remember that their bytes have to go."""
        chosen = delete(_CONTACTS).where(_CONTACTS.c.game == game, _CONTACTS.c.player.in_(players))
        has_dropped = bool(connection.execute(chosen).rowcount)
        if has_dropped and self.is_alone:
            scrubbing.has_to_scrub(connection)
        return has_dropped

    def close(self) -> None:
        """Let the file go, so that another server may open it."""
        if hasattr(self, "engine"):
            self.engine.dispose()
        if self._held is not None and not self._held.closed:
            _tell(self._held, "")
            self._held.close()

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._writing, _as_down(), self._begin_write() as connection:
            yield connection


def look_up(url: str, code: str) -> tuple[GameRow, tuple[Hand, ...]] | None:
    """The game with this code and its hands, read beside a server that may be running on the same file. It writes nothing at all.

    Raises StoreDown, also when there is no such file.
    """
    path = file_of(url)
    parsed = make_url(url)
    if path is not None:
        parsed = URL.create("sqlite", database=path.as_uri(), query={"mode": "ro", "uri": "true"})
    engine = _plain_engine(parsed)
    found = select(GameRow).where(_GAMES.c.code == code).order_by(_GAMES.c.closed, _GAMES.c.created_at.desc())
    try:
        with _as_down(), Session(engine) as session:
            row = session.scalars(found.limit(1)).first()
            if row is None:
                return None
            if not inspect(engine).has_table(_HANDS.name):  # an older server's file
                return row, ()
            held = session.execute(select(_HANDS).where(_HANDS.c.game == row.id)).mappings()
            return row, tuple(Hand(**one) for one in held)
    finally:
        engine.dispose()


def address_of(url: str) -> str:
    """Where the server that uses this file said that it can be reached; empty when none did, or when it has stopped."""
    path = file_of(url)
    try:
        return _lock_of(path).read_text(encoding="utf-8").strip() if path is not None else ""
    except OSError:
        return ""


@contextmanager
def _as_down() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except (SQLAlchemyError, OSError) as error:
        raise StoreDown(str(error)) from error


def _row(game: str, kept: Kept) -> dict[str, Any]:
    entry = kept.entry
    return {
        "game": game,
        "seq": entry.seq,
        "at": entry.at,
        "by": entry.by,
        "command_id": entry.command_id,
        "body_hash": kept.body_hash,
        "events": kept.text or encode(entry.events),
    }


_REWRITE = (
    update(_ENTRIES)
    .where(_ENTRIES.c.game == bindparam("of"), _ENTRIES.c.seq == bindparam("number"))
    .values(events=bindparam("text"), body_hash=bindparam("hash"))
)


def _rewriting(game: str, kept: Kept) -> dict[str, Any]:
    return {
        "of": game,
        "number": kept.entry.seq,
        "text": kept.text or encode(kept.entry.events),
        "hash": kept.body_hash,
    }


def _mark_closed(connection: Connection, game: str, closed: bool) -> None:
    change = update(_GAMES).where(_GAMES.c.id == game)
    if not closed:
        # A game that is opened again stays behind one that took its code in the meantime.
        other = _GAMES.alias()
        mine = select(_GAMES.c.code).where(_GAMES.c.id == game).scalar_subquery()
        change = change.where(~select(other.c.id).where(other.c.code == mine, ~other.c.closed).exists())
    connection.execute(change.values(closed=closed))


def _plain_engine(parsed: URL) -> Engine:
    if parsed.get_backend_name() == "sqlite":
        return create_engine(parsed, hide_parameters=True)
    try:
        return create_engine(parsed.set(drivername="postgresql+psycopg"), hide_parameters=True, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise SettingsError("PostgreSQL needs the package psycopg: pip install 'psycopg[binary]'.") from error


def _engine(url: str, file: Path | None) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _plain_engine(parsed)
    # In memory there is one connection, and everyone waits for it; to a file there are readers beside the one writer.
    size = 5 if file is not None else 1
    engine = create_engine(
        parsed.set(database=str(file) if file is not None else ":memory:"),
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        connect_args={"check_same_thread": False, "timeout": _BUSY_SECONDS},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        answer = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if file is not None and answer != "wal":
            raise StoreDown(f"{file} cannot be written safely here (journal mode {answer}). Choose a local folder.")
        for pragma in (
            "synchronous=FULL",
            "fullfsync=1",
            "checkpoint_fullfsync=1",
            "foreign_keys=1",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begins", "BEGIN"))

    return engine


def _lock_of(file: Path) -> Path:
    return file.with_name(file.name + ".lock")


def _take(path: Path, address: str) -> TextIO:
    """Lock a file beside the database and write our address into it; the lock goes when the process ends in any way."""
    path.touch(mode=0o600)
    held = path.open("r+", encoding="utf-8")
    try:
        _lock(held.fileno())
    except OSError:
        told = held.read(1000).strip()
        held.close()
        raise SecondServer(path.with_suffix(""), told) from None
    _tell(held, address)
    return held


def _tell(held: TextIO, address: str) -> None:
    held.seek(0)
    held.truncate()
    held.write(address)
    held.flush()


if sys.platform == "win32":
    import msvcrt
    import os

    def _lock(descriptor: int) -> None:
        # Windows lets nobody read a locked byte, so the lock stands far behind the address in the file.
        os.lseek(descriptor, 1 << 30, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

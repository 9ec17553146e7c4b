"""The shelf on disk: a row for each game whose report can be listed, and reports that were read in from a file.

The rows of games are no truth of their own. Each says up to which entry of the log it was made; `stale` finds those that the
log has gone past, and `web.report.shelf` makes them again from the log before anybody reads the list. So there is one place that
writes them, whatever publishes, withdraws, erases or undoes, in this process or another, and a crash in between is harmless.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, RowMapping, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Field, SQLModel

from web.store import StoreDown


class _Told(SQLModel):
    """What the list says of a report. Times are in UTC."""

    title: str
    headline: str
    summary: str
    began_at: datetime
    offset: int | None = None
    is_listed: bool
    expires_at: datetime | None = None
    may_index: bool
    published_at: datetime | None = None
    updated_at: datetime | None = None


class ReportRow(_Told, table=True):
    """A game of this server in the list of reports, as it was after the entry ``seq``."""

    __tablename__ = "report"

    game: str = Field(primary_key=True)
    seq: int
    code: str


class KeptRow(_Told, table=True):
    """A report that was read in from a file, whole (``data`` is its JSON)."""

    __tablename__ = "kept_report"

    id: str = Field(primary_key=True)
    at: datetime
    data: str


_REPORTS = SQLModel.metadata.tables["report"]
_KEPT = SQLModel.metadata.tables["kept_report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A report as the list shows it. ``key`` is the id of its game, or of a kept report; times are in UTC.

    ``page`` is the path of its page, ``offset`` how many minutes the room's clocks were ahead of UTC.
    """

    key: str
    page: str
    title: str
    headline: str
    summary: str
    began_at: datetime
    offset: int | None
    is_listed: bool
    expires_at: datetime | None
    may_index: bool
    published_at: datetime | None
    updated_at: datetime | None

    @property
    def room_day(self) -> datetime:
        """When the game began, by the room's clocks."""
        return self.began_at + timedelta(minutes=self.offset or 0)


@dataclass(frozen=True, slots=True)
class Stale:
    """A game whose row is behind its log, or missing, and the newest entry of it."""

    game: str
    code: str
    seq: int


class Shelf:
    """The shelf in the database of a store. Everything blocks; write in the one thread that writes (`Rooms.in_order`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._begin_write = engine.execution_options(begins="BEGIN IMMEDIATE").begin

    def make(self) -> None:
        """Make the tables where they are missing. Raises StoreDown."""
        with self._write() as connection:
            SQLModel.metadata.create_all(connection, tables=[_REPORTS, _KEPT])

    def stale(self) -> tuple[Stale, ...]:
        """The closed games whose row is not as new as their log, and those opened again since. Raises StoreDown.

        One look at the end of each game's entries: no entry is read.
        """
        games, entries = SQLModel.metadata.tables["game"], SQLModel.metadata.tables["entry"]
        newest = select(func.max(entries.c.seq)).where(entries.c.game == games.c.id).scalar_subquery()
        chosen = (
            select(games.c.id, games.c.code, newest.label("newest"), _REPORTS.c.seq)
            .select_from(games.outerjoin(_REPORTS, _REPORTS.c.game == games.c.id))
            .where(games.c.closed | _REPORTS.c.seq.is_not(None))
        )
        with self._read() as connection:
            rows = connection.execute(chosen).all()
        return tuple(Stale(row.id, row.code, row.newest) for row in rows if row.newest != row.seq)

    def put(self, lines: Sequence[tuple[Stale, Line]]) -> None:
        """Keep the rows of games as they are after these entries. Raises StoreDown."""
        rows = [{**_columns(line), "game": line.key, "seq": of.seq, "code": of.code} for of, line in lines]
        with self._write() as connection:
            connection.execute(delete(_REPORTS).where(_REPORTS.c.game.in_([row["game"] for row in rows])))
            connection.execute(insert(_REPORTS), rows)

    def listed(self, now: datetime) -> tuple[Line, ...]:
        """What the public list shows at this moment, newest game first: kept reports too. Raises StoreDown."""
        games = SQLModel.metadata.tables["game"]
        own = select(_REPORTS).join(games, games.c.id == _REPORTS.c.game).where(_REPORTS.c.is_listed)
        kept = select(*(column for column in _KEPT.c if column.name != "data")).where(_KEPT.c.is_listed)
        with self._read() as connection:
            found = [
                *(_line(row, row["game"], f"/report/{row['code']}") for row in connection.execute(own).mappings()),
                *(_line(row, row["id"], f"/kept/{row['id']}") for row in connection.execute(kept).mappings()),
            ]
        standing = (line for line in found if line.expires_at is None or now < line.expires_at)
        return tuple(sorted(standing, key=lambda line: (line.began_at, line.key), reverse=True))

    def keep(self, line: Line, data: str, at: datetime) -> None:
        """Keep a report that was read in, in the place of the one with the same id. Raises StoreDown."""
        with self._write() as connection:
            connection.execute(delete(_KEPT).where(_KEPT.c.id == line.key))
            connection.execute(insert(_KEPT), [{**_columns(line), "id": line.key, "at": at, "data": data}])

    def kept(self) -> tuple[Line, ...]:
        """All reports that were read in, the newest first. Raises StoreDown."""
        chosen = select(*(column for column in _KEPT.c if column.name != "data")).order_by(_KEPT.c.at.desc())
        with self._read() as connection:
            rows = connection.execute(chosen).mappings()
            return tuple(_line(row, row["id"], f"/kept/{row['id']}") for row in rows)

    def data_of(self, kept: str) -> str | None:
        """The JSON of a report that was read in; None when there is none. Raises StoreDown."""
        with self._read() as connection:
            return connection.execute(select(_KEPT.c.data).where(_KEPT.c.id == kept)).scalar_one_or_none()

    def take_away(self, kept: str) -> bool:
        """Delete a report that was read in; whether there was one. Raises StoreDown."""
        with self._write() as connection:
            return bool(connection.execute(delete(_KEPT).where(_KEPT.c.id == kept)).rowcount)

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with _as_down(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with _as_down(), self._begin_write() as connection:
            yield connection


@contextmanager
def _as_down() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise StoreDown(str(error)) from error


def _columns(line: Line) -> dict[str, object]:
    return {name: value for name, value in asdict(line).items() if name not in {"key", "page"}}


def _line(row: RowMapping, key: str, page: str) -> Line:
    return Line(
        key=key,
        page=page,
        title=row["title"],
        headline=row["headline"],
        summary=row["summary"],
        began_at=row["began_at"],
        offset=row["offset"],
        is_listed=row["is_listed"],
        expires_at=row["expires_at"],
        may_index=row["may_index"],
        published_at=row["published_at"],
        updated_at=row["updated_at"],
    )

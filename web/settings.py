"""What a host may set, read from the environment. It opens nothing and knows no game.

Every setting has a default that is right for one laptop in a room, so that a facilitator sets nothing at all.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_SYNCED = re.compile(r"onedrive|dropbox|icloud|google ?drive|cloudstorage|com~apple~clouddocs|mobile documents")
"""How the folders begin that a program copies to the internet behind our back."""


class SettingsError(Exception):
    """A setting that cannot work. Its text is for the person who starts the server."""


class Settings(BaseSettings):
    """The settings of one server. Names in the environment begin with TABLEFOLK_; DATABASE_URL may also stand alone."""

    model_config = SettingsConfigDict(env_prefix="TABLEFOLK_", frozen=True, populate_by_name=True, extra="ignore")

    database_url: str = Field(
        default_factory=lambda: url_of(data_file()),
        validation_alias=AliasChoices("TABLEFOLK_DATABASE_URL", "DATABASE_URL"),
        validate_default=True,
    )
    """Where games are kept: an SQLite file, or PostgreSQL. One server process at a time may serve them."""
    public_url: str = ""
    """The address that people's phones can reach, without a slash at its end; empty: found out from the network."""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Host names, separated by commas, that may stand in a request besides this computer's own."""

    @field_validator("database_url")
    @classmethod
    def _must_be_safe(cls, value: str) -> str:
        path = file_of(value)
        if path is not None:
            refuse_synced(path)
        return value

    @field_validator("public_url")
    @classmethod
    def _must_be_an_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise SettingsError(f"TABLEFOLK_PUBLIC_URL must begin with http:// or https://, but it is {value!r}.")
        return value.rstrip("/")

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(host.strip().lower() for host in value.split(",") if host.strip())
        return value


def data_file() -> Path:
    """Where games are kept when nothing is said: in this user's own data folder."""
    return user_data_path("tablefolk", appauthor=False) / "games.db"


def url_of(path: Path | str) -> str:
    """The database address of an SQLite file; ``--data FILE`` is short for it."""
    absolute = Path(path).expanduser().absolute()
    return URL.create("sqlite", database=str(absolute)).render_as_string()


def file_of(url: str) -> Path | None:
    """The file behind a database address; None when it is in memory or on a database server. Raises SettingsError."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The address itself may hold a password, so it is not repeated.
        raise SettingsError(
            "DATABASE_URL is no database address; it looks like sqlite:////folder/games.db or postgresql://..."
        ) from None
    backend = parsed.get_backend_name()
    if backend not in {"sqlite", "postgresql", "postgres"}:
        raise SettingsError(f"DATABASE_URL must name an SQLite file or PostgreSQL; {backend} is not supported.")
    if backend != "sqlite" or parsed.database in {None, "", ":memory:"}:
        return None
    return Path(str(parsed.database)).expanduser().absolute()


def refuse_synced(path: Path) -> None:
    """Raise SettingsError when the file lies in a folder that is copied to the internet while it is being written."""
    for part in (*path.absolute().parent.parts, *path.resolve().parent.parts):
        if _SYNCED.match(part.lower()):
            raise SettingsError(
                f"The games cannot be kept in {path}: {part!r} is a synced folder, which copies a file while it is "
                "being written and can damage it. Choose a folder that stays on this computer, for example "
                f"--data {data_file()}."
            )

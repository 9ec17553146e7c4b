"""The command `tablefolk`: start the server, rehearse, check a pack, write a report, lead again. It holds no rule of a game.

What can go wrong is said in one sentence, on stderr, with exit code 1.
"""

from __future__ import annotations

import asyncio
import io
import logging
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import segno
import typer
import uvicorn
from fastapi import FastAPI

from facilitator.app import build
from facilitator.demo import Demo, find_demo, open_demo
from facilitator.rehearsal import FEWEST, MOST, RehearsalError, summary, supplies
from facilitator.rehearsal import rehearse as play_evening
from game.history import History
from game.scenario import Scenario
from scenarios import loader, validator
from web.codes import tidy_code
from web.hands import Hand, words_of
from web.house import House
from web.report.comparing import NotComparable
from web.report.comparing_pages import compare_files
from web.report.reading import build_file
from web.report.shelf import NotKept, keep_in
from web.seats import hash_of_secret
from web.settings import Settings, SettingsError, data_file, file_of, url_of
from web.shelf_store import Shelf
from web.sockets import DroppingProtocol
from web.store import GameRow, SecondServer, Store, StoreDown, address_of, look_up

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A live role-play game for a room full of people at tables.",
)

Data = Annotated[str | None, typer.Option("--data", metavar="FILE", help="The SQLite file that games are kept in.")]


def main() -> None:
    """Run the command line."""
    app()


@app.command()
def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="Open a game with pretend players, in a file of its own.")
    ] = False,
    host: Annotated[str, typer.Option(help="0.0.0.0 lets phones in the same network join.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    data: Data = None,
) -> None:
    """Start the server and print the links."""
    with _in_words():
        settings = _settings(data, in_file="demo.db" if demo else "")
        listening = _listen(host, port)
        address = settings.public_url or f"http://{_reachable(host)}:{listening.getsockname()[1]}"
        host_secret = secrets.token_urlsafe(16)
        try:
            served = build(settings, address=address, host_hash=hash_of_secret(host_secret))
        except BaseException:
            listening.close()
            raise
        scenario = _load(loader.default()) if demo else None
        try:
            _run(served, listening, scenario, host_secret)
        except KeyboardInterrupt:
            typer.echo("Stopped.", err=True)


@app.command()
def rehearse(
    pack: Annotated[str, typer.Option(metavar="NAME", help="A pack's name or folder.")] = "",
    players: Annotated[int, typer.Option(metavar="N", help=f"{FEWEST} to {MOST} pretend players.")] = 48,
    seed: Annotated[int, typer.Option(metavar="S", help="The same seed gives the same evening.")] = 1,
    sheet: Annotated[str, typer.Option(metavar="ID", help="The run sheet to follow; the first without it.")] = "",
    report: Annotated[str | None, typer.Option(metavar="FILE", help="Write the report there.")] = None,
    data: Data = None,
) -> None:
    """Play a whole evening with pretend players, in seconds. The last line says what became of the deals."""
    with _in_words():
        scenario = _load(pack or loader.default())
        history = play_evening(scenario, players, seed, _show_progress, data, sheet)
        if report is not None:
            _write(report, build_file(history))
        for line in supplies(history):
            typer.echo(line)
        typer.echo(summary(history))


@app.command()
def check(pack: Annotated[str, typer.Argument(metavar="PACK", help="A pack's name or folder.")]) -> None:
    """Say everything that is wrong with a pack, and how to mend it."""
    with _in_words():
        folder = loader.PACKS / pack if pack in loader.names() else Path(pack)
        problems = validator.check(folder)
        for problem in problems:
            typer.echo(str(problem))
        errors = sum(1 for problem in problems if not problem.is_warning)
        warnings = len(problems) - errors
        if errors:
            typer.echo(
                f"{pack}: {_many(errors, 'error')}, {_many(warnings, 'warning')}. It cannot be played.", err=True
            )
            raise typer.Exit(1)
        typer.echo(f"{pack}: no errors, {_many(warnings, 'warning')}. It can be played.")


@app.command()
def report(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The game's code, as on the wall.")],
    out: Annotated[str, typer.Option(metavar="FILE", help="The HTML file to write.")],
    data: Data = None,
) -> None:
    """Write a game's report as one HTML file. Before it is published, it is the facilitator's draft."""
    with _in_words():
        history = _read(_settings(data), code.strip().upper())
        is_out = history.game.is_published
        _write(out, build_file(history, for_readers=is_out))
        typer.echo(f"The report is in {out}." if is_out else f"A draft of the report is in {out}.")


@app.command(name="import")
def import_report(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The data of a published report, from its page.")],
    listed: Annotated[bool, typer.Option("--listed", help="Put it into the public list of reports.")] = False,
    data: Data = None,
) -> None:
    """Read a report in from a file, so that this server shows it. The server must not run; its host page does the same."""
    with _in_words():
        try:
            content = Path(file).read_bytes()
        except OSError as error:
            _stop(f"{file} cannot be read: {error.strerror}.")
        store = Store(_settings(data).database_url)
        try:
            line = keep_in(Shelf(store.engine), store, content, datetime.now(UTC), is_listed=listed)
        except NotKept as error:
            _stop(str(error))
        finally:
            store.close()
        typer.echo(f"“{line.headline}” stands at {line.page}{' and in the list of reports' if line.is_listed else ''}.")


@app.command()
def compare(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Reports of one pack: .html, .zip or .json.")],
    out: Annotated[str, typer.Option(metavar="FILE", help="The HTML file to write.")],
) -> None:
    """Put two to eight reports of one pack side by side, as one HTML file."""
    with _in_words():
        _write(out, compare_files(files))
        typer.echo(f"The comparison of {len(files)} reports is in {out}.")


@app.command(name="lead-link")
def lead_link(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The game's code, as on the wall.")],
    data: Data = None,
) -> None:
    """Print the link and the four words that open a game's console, also while the server runs."""
    with _in_words():
        found = _find_game(data, tidy_code(code))
        if found is None:
            _stop(f"There is no game with the code {code}.")
        settings, row, hands = found
        words = words_of(row, hands)
        address = settings.public_url or address_of(settings.database_url)
        typer.echo(f"Lead:  {address}/lead/{row.code}#{'-'.join(words)}")
        typer.echo(f"Words: {' '.join(words)}")
        if not address:
            typer.echo("No server runs on this file. Start it with tablefolk serve; the link goes behind its address.")


# --- The server --------------------------------------------------------------------------------------------------------


def _run(served: FastAPI, listening: socket.socket, scenario: Scenario | None, host_secret: str) -> None:
    config = uvicorn.Config(
        served,
        ws=DroppingProtocol,
        ws_max_size=65536,
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=25,
        timeout_graceful_shutdown=3,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(_serve(uvicorn.Server(config), served, listening, scenario, host_secret))


async def _serve(
    server: uvicorn.Server, served: FastAPI, listening: socket.socket, scenario: Scenario | None, host_secret: str
) -> None:
    house: House = served.state.house
    playing: asyncio.Task[None] | None = None
    demo: Demo | None = None
    lead_secret = ""
    if scenario is not None:
        seed = secrets.randbits(32)
        demo = await find_demo(house.rooms, seed=seed)
        if demo is None:
            lead_secret = secrets.token_urlsafe(16)
            demo = await open_demo(house.rooms, scenario, secret=lead_secret, seed=seed)
        playing = asyncio.create_task(demo.run(), name="demo")
    _print_links(house, demo, host_secret, lead_secret)
    try:
        await server.serve(sockets=[listening])
    finally:
        if playing is not None:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)


def _print_links(house: House, demo: Demo | None, host_secret: str, lead_secret: str) -> None:
    join = house.links(demo.room).join_url if demo else f"{house.address}/"
    _print_qr(join)
    if demo is not None:
        typer.echo("Open the first link and take a seat. The game begins by itself, and takes about 18 minutes.")
    typer.echo(f"Join:  {join}")
    if demo is not None:
        code = demo.room.row.code
        typer.echo(f"Wall:  {house.links(demo.room).wall_url}")
        typer.echo(f"Lead:  {house.address}/lead/{code}#{lead_secret}" if lead_secret else "Lead:  from the host page")
    typer.echo(f"Host:  {house.address}/host/claim#{host_secret}")
    kept = file_of(house.settings.database_url)
    where = "in memory only, and are gone when this stops" if kept is None else f"in {kept}"
    if kept is None and not house.settings.database_url.startswith("sqlite"):
        where = "on the database server"
    typer.echo(f"Games are kept {where}.")
    if "//127.0.0.1" in house.address or "//localhost" in house.address:
        typer.echo("Only this computer can open these links. For phones, start with --host 0.0.0.0.")
    typer.echo("Press Ctrl+C to stop")
    sys.stdout.flush()


def _print_qr(address: str) -> None:
    drawn = io.StringIO()
    segno.make_qr(address).terminal(drawn, compact=True)
    with suppress(UnicodeEncodeError):  # a terminal that has no blocks still shows the address
        typer.echo(drawn.getvalue())


def _listen(host: str, port: int) -> socket.socket:
    """A bound socket, so that a port in use is found before anything is printed."""
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        _stop(f"This computer has no address {host}.")
    listening = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(target)
        # Only listening shows that a port is in use, where the option above lets two programs bind.
        listening.listen(2048)
    except PermissionError:
        listening.close()
        _stop(f"Port {port} may not be used without more rights. Choose another one, for example --port 8080.")
    except OSError:
        listening.close()
        _stop(f"Port {port} of {host} cannot be used; another program may have it. Try --port {_free_port(port)}.")
    return listening


def _free_port(taken: int) -> int:
    return taken + 1 if 0 < taken < 65535 else 8001


def _reachable(host: str) -> str:
    """The address that phones can use when we listen on all of them."""
    if host not in {"0.0.0.0", "::", ""}:
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))  # a datagram socket sends nothing when it connects
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


# --- Files and words ---------------------------------------------------------------------------------------------------


def _settings(data: str | None, in_file: str = "") -> Settings:
    """The settings, with the file that was asked for. ``in_file`` names the one to use when nothing was named at all."""
    if data is not None:
        return Settings(database_url=url_of(data))
    settings = Settings()
    if in_file and "database_url" not in settings.model_fields_set:
        return Settings(database_url=url_of(data_file().with_name(in_file)))
    return settings


def _load(pack: str) -> Scenario:
    try:
        return loader.load(pack)
    except loader.PackError as error:
        wrong = [problem for problem in error.problems if not problem.is_warning]
        more = f" ({len(wrong) - 1} more: tablefolk check {pack})" if len(wrong) > 1 else ""
        _stop(f"{wrong[0]}{more}")


def _read(settings: Settings, code: str) -> History:
    path = file_of(settings.database_url)
    if path is not None and not path.is_file():
        _stop(f"There are no games in {path}.")
    store = Store(settings.database_url)
    try:
        row = store.find_by_code(code)
        if row is None:
            _stop(f"There is no game with the code {code}.")
        return History.of(kept.entry for kept in store.load(row.id))
    finally:
        store.close()


def _find_game(data: str | None, code: str) -> tuple[Settings, GameRow, tuple[Hand, ...]] | None:
    """The game with this code and its hands, read beside a server; when no file is named, also among the games of the demo."""
    for in_file in ("", "demo.db"):
        settings = _settings(data, in_file)
        path = file_of(settings.database_url)
        found = None if path is not None and not path.is_file() else look_up(settings.database_url, code)
        if found is not None:
            return settings, *found
    return None


def _write(file: str, content: bytes) -> None:
    try:
        Path(file).write_bytes(content)
    except OSError as error:
        _stop(f"{file} cannot be written: {error.strerror}.")


def _show_progress(number: int, steps: int, title: str) -> None:
    if sys.stderr.isatty():
        end = "\n" if number == steps else ""
        sys.stderr.write(f"\r\x1b[K{number}/{steps} {title}{end}")
    else:
        sys.stderr.write(f"{number}/{steps} {title}\n")
    sys.stderr.flush()


@contextmanager
def _in_words() -> Iterator[None]:
    """What is known to go wrong, as one sentence instead of a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        yield
    except (NotComparable, RehearsalError, SettingsError, SecondServer) as error:
        _stop(str(error))
    except loader.PackError as error:
        _stop(str(error.problems[0]))
    except StoreDown as error:
        _stop(f"The games cannot be read or kept: {str(error).splitlines()[0]}")


def _stop(sentence: str) -> NoReturn:
    sentence = " ".join(sentence.split())
    typer.echo(sentence if sentence.endswith((".", "?", ")")) else f"{sentence}.", err=True)
    raise typer.Exit(1)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"

"""The command line: what it prints, where it writes, and one sentence for everything that can go wrong."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner, Result

from facilitator.cli import app
from game import commands as ask
from scenarios import loader
from tests.given import Play
from tests.kept import keep
from web.report.reading import build_file

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the games of whoever runs it."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("TABLEFOLK_DATABASE_URL", raising=False)


def run(*words: str) -> Result:
    """What the command says."""
    return CliRunner().invoke(app, list(words))


def refusal(*words: str) -> str:
    """The one sentence with which the command is refused."""
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


@contextmanager
def serving(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The server, started, with all it printed until it was ready. It is asked to stop at the end."""
    command = [sys.executable, "-m", "facilitator", "serve", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if line.startswith("Press Ctrl+C"):
                break
        try:
            yield process, printed
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


# --- rehearse ----------------------------------------------------------------------------------------------------------


def test_a_rehearsal_says_how_supply_compares_and_ends_in_the_number_of_agreed_deals() -> None:
    result = run("rehearse", "--players", "12", "--seed", "4")

    assert result.exit_code == 0, result.output
    *supplies, line = result.stdout.strip().splitlines()
    assert re.fullmatch(r"12 players, 2 tables, \d+ ideas: .*, agreed [1-9]\d*", line)
    assert len(supplies) == 3
    for said in supplies:
        assert re.fullmatch(
            r"[A-Z].*: \d+ for \d+ asked for, \d+ % \(the pack wants \d+( to \d+| or more)\)(: outside)?", said
        )


def test_another_run_sheet_can_be_rehearsed_and_one_that_is_not_there_is_refused() -> None:
    sheet = loader.load(loader.default()).run_sheets[1]
    result = run("rehearse", "--players", "4", "--sheet", sheet.id)
    assert result.exit_code == 0, result.output
    assert len(result.stderr.splitlines()) == len(sheet.steps)

    result = run("rehearse", "--players", "4", "--sheet", "nothing")
    assert result.exit_code != 0
    assert "nothing" in result.output
    assert "Traceback" not in result.output


def test_progress_goes_to_the_other_channel_in_short() -> None:
    result = run("rehearse", "--players", "4")

    steps = loader.load(loader.default()).run_sheets[0].steps
    assert len(result.stderr.splitlines()) == len(steps)
    assert result.stderr.startswith(f"1/{len(steps)} ")


def test_the_same_seed_prints_and_writes_the_same(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.html", "two.html")]
    lines = [run("rehearse", "--players", "13", "--seed", "9", "--report", str(file)).stdout for file in files]

    assert lines[0] == lines[1]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].read_text().lstrip().lower().startswith("<!doctype html>")


@pytest.mark.parametrize("players", ["1", "0", "501"])
def test_a_head_count_that_cannot_be_is_refused(players: str) -> None:
    assert refusal("rehearse", "--players", players) == f"A rehearsal takes 2 to 500 players, not {players}."


def test_an_unknown_pack_is_refused_with_the_names_there_are() -> None:
    assert loader.default() in refusal("rehearse", "--pack", "no-such-pack")


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    result = run("rehearse", "--players", "2", "--report", str(tmp_path / "nowhere" / "report.html"))

    assert result.exit_code == 1
    assert result.stderr.strip().splitlines()[-1].endswith("cannot be written: No such file or directory.")


# --- report ------------------------------------------------------------------------------------------------------------


def test_the_report_of_a_kept_game_is_written_by_its_code(tmp_path: Path) -> None:
    data, first, second = (str(tmp_path / name) for name in ("games.db", "first.html", "second.html"))
    run("rehearse", "--players", "12", "--data", data, "--report", first)
    code = code_in(data)

    result = run("report", code.lower(), "--out", second, "--data", data)

    assert result.exit_code == 0, result.output
    assert Path(first).read_bytes() == Path(second).read_bytes()


def code_in(data: str) -> str:
    """The code of the only game in this file."""
    import sqlite3

    with sqlite3.connect(data) as connection:
        ((code,),) = connection.execute("select code from game").fetchall()
    return str(code)


def test_a_report_of_an_unknown_code_or_file_is_refused(tmp_path: Path) -> None:
    data = str(tmp_path / "games.db")
    assert refusal("report", "OTTER42", "--out", "x.html", "--data", data) == f"There are no games in {data}."
    run("rehearse", "--players", "2", "--data", data)
    said = refusal("report", "NOBODY", "--out", "x.html", "--data", data)
    assert said == "There is no game with the code NOBODY."


def test_a_file_in_a_synced_folder_is_refused(tmp_path: Path) -> None:
    assert "synced folder" in refusal(
        "report", "X", "--out", "x.html", "--data", str(tmp_path / "Dropbox" / "games.db")
    )


# --- import ------------------------------------------------------------------------------------------------------------


def _published(tmp_path: Path) -> tuple[str, str]:
    """A published report as one file, and an empty database to read it into."""
    file, data = tmp_path / "report.html", tmp_path / "other.db"
    play = Play()
    play.lead(ask.CloseGame())
    play.lead(ask.Publish())
    file.write_bytes(build_file(play.history))
    return str(file), str(data)


def test_a_report_is_read_in_from_a_file_and_its_place_is_printed(tmp_path: Path) -> None:
    file, data = _published(tmp_path)
    result = run("import", file, "--listed", "--data", data)
    assert result.exit_code == 0, result.output
    assert re.search(r"stands at /kept/\w+-[0-9a-f]{10} and in the list of reports\.\n$", result.output)


def test_what_is_no_report_is_not_read_in(tmp_path: Path) -> None:
    _, data = _published(tmp_path)
    (tmp_path / "x.json").write_text("[]")
    assert refusal("import", str(tmp_path / "x.json"), "--data", data).endswith(".")
    assert "cannot be read" in refusal("import", str(tmp_path / "nothing.json"), "--data", data)


# --- lead-link ---------------------------------------------------------------------------------------------------------


def test_the_link_and_the_words_of_a_game_are_printed_while_its_server_runs(tmp_path: Path) -> None:
    data = str(tmp_path / "games.db")
    code = keep(Path(data), Play().history).code
    with serving("--port", "0", "--data", data) as (_, printed):
        address = re.search(r"http://127\.0\.0\.1:\d+", printed)
        assert address is not None
        result = run("lead-link", code.lower(), "--data", data)
        assert result.exit_code == 0, result.output
        link, words = (line.split(maxsplit=1)[1] for line in result.stdout.strip().splitlines())
        assert link == f"{address.group()}/lead/{code}#{words.replace(' ', '-')}"
        with httpx2.Client(base_url=address.group(), headers={"Sec-Fetch-Site": "same-origin"}) as browser:
            claimed = browser.post(f"/lead/{code}/claim", data={"secret": words})
            assert claimed.headers["location"] == "/lead"
            assert browser.get("/lead").status_code == 200


def test_without_a_server_the_words_are_printed_all_the_same(tmp_path: Path) -> None:
    data = str(tmp_path / "games.db")
    code = keep(Path(data), Play().history).code
    before = Path(data).read_bytes()
    result = run("lead-link", code, "--data", data)
    assert result.exit_code == 0, result.output
    assert re.search(r"^Words: [a-z]+ [a-z]+ [a-z]+ [a-z]+$", result.stdout, re.MULTILINE)
    assert "No server runs on this file." in result.stdout
    assert Path(data).read_bytes() == before


def test_a_game_of_the_demo_is_found_without_naming_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with serving("--demo", "--port", "0") as (_, printed):
        found = re.search(r"/lead/([A-Z]+\d\d)#", printed)
        assert found is not None
        result = run("lead-link", found.group(1))
        assert result.exit_code == 0, result.output
        assert f"/lead/{found.group(1)}#" in result.stdout


def test_the_link_of_an_unknown_game_is_refused(tmp_path: Path) -> None:
    assert refusal("lead-link", "otter 42") == "There is no game with the code otter 42."
    assert refusal("lead-link", "X", "--data", str(tmp_path / "no.db")) == "There is no game with the code X."


# --- check -------------------------------------------------------------------------------------------------------------


def test_a_good_pack_can_be_played() -> None:
    result = run("check", loader.default())

    assert result.exit_code == 0, result.output
    assert result.stdout.strip().endswith("It can be played.")


def test_everything_wrong_with_a_pack_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text("title: 5\nfoo: bar\n")

    result = run("check", str(tmp_path))

    assert result.exit_code == 1
    assert "scenario.yaml:1:" in result.stdout
    assert "scenario.yaml:2:" in result.stdout
    assert result.stderr.strip().endswith("It cannot be played.")


# --- serve -------------------------------------------------------------------------------------------------------------


def test_the_demo_prints_its_links_and_where_games_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with serving("--demo", "--port", "0") as (_, printed):
        assert re.search(r"^Join: +http://127\.0\.0\.1:\d+/j/[A-Z]+\d\d\?k=\S+$", printed, re.MULTILINE)
        assert re.search(r"^Lead: +http://127\.0\.0\.1:\d+/lead/[A-Z]+\d\d#\S+$", printed, re.MULTILINE)
        assert re.search(r"^Host: +http://127\.0\.0\.1:\d+/host/claim#\S+$", printed, re.MULTILINE)
        assert f"Games are kept in {tmp_path / 'tablefolk' / 'demo.db'}" in printed
        assert "█" in printed


def test_the_server_keeps_games_in_the_file_that_was_named(tmp_path: Path) -> None:
    data = tmp_path / "evening.db"
    with serving("--port", "0", "--data", str(data)) as (process, printed):
        assert f"Games are kept in {data}." in printed
        assert data.exists()
    assert process.returncode == 0


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refusal("serve", "--port", str(port)).startswith(f"Port {port} of 127.0.0.1 cannot be used;")


def test_a_second_server_on_the_same_file_is_told_where_the_first_is(tmp_path: Path) -> None:
    data = str(tmp_path / "games.db")
    with serving("--port", "0", "--data", data) as (_, printed):
        address = re.search(r"http://127\.0\.0\.1:\d+", printed)
        assert address is not None
        assert address.group() in refusal("serve", "--port", "0", "--data", data)


def test_an_address_that_is_not_here_is_refused() -> None:
    assert refusal("serve", "--host", "no.such.host.invalid").startswith("This computer has no address")


def test_help_names_every_command() -> None:
    result = run("--help")

    assert all(command in result.output for command in ("serve", "rehearse", "check", "report", "import", "lead-link"))


def test_the_module_runs_as_the_command_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "facilitator", "check", loader.default()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )

    assert done.returncode == 0, done.stderr

"""Games that older versions recorded: they replay as they were, hold together, and go on. Stored shapes are for ever."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from facilitator.rehearsal import summary
from game import commands as ask
from game.history import Entry, History
from game.invariants import broken
from game.state import Status
from game.telling import report
from web.store import decode

GAMES = sorted((Path(__file__).parent / "games").glob("*.jsonl"))
SUMS = {
    "2026-11-23-before-the-console": (
        "24 players, 4 tables, 4 ideas: 41 proposed, 11 declined, 4 changed, 2 withdrawn, 2 lapsed, "
        "0 undone, 0 in doubt, agreed 26"
    ),
    "2026-11-23-with-the-report": (
        "12 players, 2 tables, 2 ideas: 18 proposed, 5 declined, 4 changed, 2 withdrawn, 1 lapsed, "
        "0 undone, 0 in doubt, agreed 10"
    ),
}
"""What became of the deals, as the version that recorded the game would say it."""


def _read(file: Path) -> History:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return History.of(
        Entry(
            seq=line["seq"],
            at=datetime.fromisoformat(line["at"]).replace(tzinfo=UTC),
            by=line["by"],
            command_id=line["command_id"],
            events=decode(line["events"]),
        )
        for line in lines
    )


@pytest.mark.parametrize("file", GAMES, ids=lambda file: file.stem)
def test_an_old_game_replays_as_it_was(file: Path) -> None:
    history = _read(file)
    assert broken(history.game) == ()
    assert summary(history) == SUMS[file.stem]
    assert report(history).outcomes.agreed > 0


@pytest.mark.parametrize("file", GAMES, ids=lambda file: file.stem)
def test_an_old_game_goes_on_from_any_moment_of_it(file: Path) -> None:
    whole = _read(file)
    last = next(entry.seq for entry in whole.entries if any(event.kind == "GameClosed" for event in entry.events))
    history = whole.until(last - 1)
    now = history.entries[-1].at + timedelta(seconds=1)
    for command in (ask.Ring(), ask.BackStep(from_step=history.game.step_index)):
        events = history.decide(command, now, 1)
        assert isinstance(events, tuple), events
        entry = Entry(seq=history.game.seq + 1, at=now, by="lead", command_id=str(now), events=events)
        history = history.after(entry)
    assert history.game.status is Status.PLAYING
    assert broken(history.game) == ()
    began = history.game.started[0].at
    assert history.game.must_end_at == began + timedelta(
        minutes=sum(step.minutes for step in history.game.run_sheet.steps)
    )


def test_there_is_an_old_game() -> None:
    assert {file.stem for file in GAMES} == set(SUMS)

"""A rehearsed evening: played to the end, the same for the same seed, and with all that happens in a room."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path

import pytest

from facilitator.rehearsal import RehearsalError, Rehearsed, VirtualClock, play, rehearse, summary, supplies
from game import events as happened
from game.history import History
from game.ideas import needs
from game.invariants import broken
from game.refused import Why
from game.scarcity import Scarcity, scarcity
from game.scenario import Scenario
from game.state import Deal, DealState, Game, Part, Route, Status
from game.telling import outcomes
from scenarios import loader
from tests.given import NOON
from tests.tiny import tiny_scenario
from web.report.reading import build_file
from web.store import Store, encode

ROOMS = ((12, 1), (12, 2), (12, 5), (13, 3), (18, 4), (24, 7), (48, 1))


@cache
def pack() -> Scenario:
    """The pack that games are made from when nobody says which."""
    return loader.load(loader.default())


HEADS = ((24, 7), (48, 1), (96, 1))
"""The head counts that the pack is made for, with the seed that stands for each in a short run."""


@cache
def evening(players: int, seed: int, run_sheet: str = "") -> Rehearsed:
    """A rehearsal of the default pack; each is played once."""
    return asyncio.run(play(pack(), players, seed, run_sheet=run_sheet))


@pytest.fixture(params=ROOMS, ids=lambda room: f"{room[0]} players, seed {room[1]}")
def rehearsed(request: pytest.FixtureRequest) -> Rehearsed:
    """Evenings of several sizes."""
    players, seed = request.param
    return evening(players, seed)


def log(history: History) -> list[tuple[object, ...]]:
    """Everything that is stored of each entry."""
    return [(entry.seq, entry.at, entry.by, entry.command_id, encode(entry.events)) for entry in history.entries]


def tables_of(game: Game, deal: Deal) -> set[int]:
    """The tables a deal joins."""
    return {game.players[party].table for party in deal.terms.parties}


def test_it_is_played_to_the_published_report(rehearsed: Rehearsed) -> None:
    game = rehearsed.history.game

    assert game.status is Status.CLOSED
    assert game.published == 1
    assert len(game.started) == len(game.run_sheet.steps)
    assert not broken(game)


def test_everybody_has_a_character_and_every_table_an_idea_with_a_list(rehearsed: Rehearsed) -> None:
    game = rehearsed.history.game

    assert all(player.role for player in game.players_who_play())
    assert not any(player.role for player in game.seated() if player.part is not Part.PLAYER)
    for number in {player.table for player in game.seated()}:
        idea = game.ideas[game.tables[number].idea]
        assert idea.title
        assert needs(game, idea)


def test_some_lists_stay_open(rehearsed: Rehearsed) -> None:
    game = rehearsed.history.game

    assert any(need.is_open for idea in game.ideas.values() for need in needs(game, idea))


def test_deals_end_in_every_way(rehearsed: Rehearsed) -> None:
    found = outcomes(rehearsed.history.game)

    assert min(found.agreed, found.declined, found.changed, found.withdrawn, found.lapsed) > 0
    assert any(isinstance(event, happened.DealChanged) for entry in rehearsed.history.entries for event in entry.events)


def test_most_agreed_deals_cross_tables_and_some_have_three_parties(rehearsed: Rehearsed) -> None:
    game = rehearsed.history.game
    agreed = [deal for deal in game.deals.values() if deal.holds]
    across = [deal for deal in agreed if len(tables_of(game, deal)) > 1]

    assert 2 * len(across) > len(agreed)
    assert any(len(deal.terms.parties) >= 3 for deal in agreed)
    assert {deal.route for deal in game.deals.values()} == set(Route)


def test_the_facilitator_does_what_facilitators_do(rehearsed: Rehearsed) -> None:
    done = {event.kind for entry in rehearsed.history.entries if entry.by == "lead" for event in entry.events}

    assert done >= {
        "StepStarted",
        "EventSent",
        "ClockSet",
        "EntryUndone",
        "WordsChecked",
        "SceneChosen",
        "GameClosed",
        "Told",
        "EventEnded",
        "TableCalled",
        "ReportPublished",
    }
    assert any(event.kind == "DealDoubted" for entry in rehearsed.history.entries for event in entry.events)


def test_what_happens_next_fits_the_idea_and_says_who_and_when(rehearsed: Rehearsed) -> None:
    game = rehearsed.history.game
    pretend = game.scenario.pretend
    told = [idea for idea in game.ideas.values() if idea.first_step and idea.title in pretend.idea_titles]
    assert told
    for idea in told:
        assert idea.first_step == pretend.first_steps[pretend.idea_titles.index(idea.title)]
    assert game.telling.next_steps
    assert all(step.who.startswith("Table ") and step.date for step in game.telling.next_steps)


def test_pretend_players_are_seldom_refused(rehearsed: Rehearsed) -> None:
    assert sum(rehearsed.refused.values()) * 50 <= len(rehearsed.history.entries)


def what_rooms_do(rehearsed: Rehearsed) -> dict[str, bool]:
    """What happens in every room, and whether it did in this one."""
    history = rehearsed.history
    events = [event for entry in history.entries if entry.seq not in history.undone for event in entry.events]
    doubted = {event.deal for event in events if isinstance(event, happened.DealDoubted)}
    repaired = {event.deal for event in events if isinstance(event, happened.DealRepaired)}
    deals = history.game.deals.values()
    return {
        "it is played to the end": history.game.published == 1 and not broken(history.game),
        "a deal was declined": any(deal.state is DealState.DECLINED for deal in deals),
        "a string was accepted": any(deal.holds and deal.terms.string for deal in deals),
        "a deal that an event put in doubt was repaired": bool(doubted & repaired),
    }


def outside_their_range(rehearsed: Rehearsed) -> list[Scarcity]:
    """What the room had too much or too little of, by the pack's own word."""
    rows = scarcity(rehearsed.history.game)
    assert all(row.demand for row in rows), "nothing asked for one of the kinds"
    assert len(rows) == 3
    return [row for row in rows if not row.is_inside]


@pytest.mark.parametrize(("players", "seed"), HEADS)
def test_in_a_room_of_any_size_people_say_no_yes_with_strings_and_mend_what_an_event_broke(
    players: int, seed: int
) -> None:
    assert all(what_rooms_do(evening(players, seed)).values()), what_rooms_do(evening(players, seed))


@pytest.mark.parametrize(("players", "seed"), HEADS)
def test_what_a_room_holds_is_inside_the_ranges_of_the_pack(players: int, seed: int) -> None:
    assert not outside_their_range(evening(players, seed))


@pytest.mark.soak
@pytest.mark.parametrize("players", [players for players, _ in HEADS])
@pytest.mark.parametrize("seed", range(100, 120))
def test_room_after_room_is_played_and_is_inside_the_ranges_of_the_pack(players: int, seed: int) -> None:
    found = asyncio.run(play(pack(), players, seed))
    assert all(what_rooms_do(found).values()), what_rooms_do(found)
    assert not outside_their_range(found)


@pytest.mark.parametrize("run_sheet", [sheet.id for sheet in pack().run_sheets[1:]])
def test_every_other_run_sheet_of_the_pack_is_played_through_too(run_sheet: str) -> None:
    history = evening(24, 1, run_sheet).history

    assert history.game.run_sheet_id == run_sheet
    assert len(history.game.started) == len(history.game.run_sheet.steps)
    assert history.game.published == 1
    assert outcomes(history.game).agreed
    assert not broken(history.game)


def test_nobody_offers_a_deal_to_somebody_who_only_watches() -> None:
    for players, seed in HEADS:
        rehearsed = evening(players, seed)
        assert not [why for _, why in rehearsed.refused if why is Why.OBSERVES]
    assert any(one.part is Part.OBSERVER for one in evening(*HEADS[-1]).history.game.seated())


def test_the_log_replays_to_the_same_game(rehearsed: Rehearsed) -> None:
    assert History.of(rehearsed.history.entries).game == rehearsed.history.game


def test_the_same_seed_gives_the_same_log_and_report_byte_for_byte() -> None:
    again = asyncio.run(play(pack(), 13, 3)).history

    assert log(again) == log(evening(13, 3).history)
    assert build_file(again) == build_file(evening(13, 3).history)


def test_another_seed_gives_another_evening() -> None:
    first, second = (evening(12, seed).history for seed in (1, 2))

    assert [entry.events for entry in first.entries] != [entry.events for entry in second.entries]


def test_a_pack_with_other_words_and_tokens_is_played_too() -> None:
    game = rehearse(tiny_scenario(), 14, 2).game
    found = outcomes(game)

    assert game.published == 1
    assert found.agreed
    assert not broken(game)
    assert all(game.tables[player.table].idea for player in game.seated())


def test_two_people_are_enough_to_come_to_the_end() -> None:
    assert rehearse(tiny_scenario(), 2, 1).game.published == 1


@pytest.mark.parametrize("players", [1, 0, -4, 501])
def test_too_few_or_too_many_players_are_refused_in_a_sentence(players: int) -> None:
    with pytest.raises(RehearsalError, match=r"A rehearsal takes 2 to 500 players, not -?\d+\."):
        rehearse(tiny_scenario(), players, 1)


def test_the_summary_ends_in_the_number_of_agreed_deals() -> None:
    history = evening(48, 1).history
    line = summary(history)

    assert line.startswith("48 players, 8 tables, ")
    assert int(line.rsplit(" ", 1)[1]) == outcomes(history.game).agreed
    assert "\n" not in line


def test_what_the_pack_wants_of_each_kind_is_told_and_what_is_outside_it() -> None:
    rehearsed = evening(48, 1)
    lines, rows = supplies(rehearsed.history), scarcity(rehearsed.history.game)
    assert len(lines) == len(rows) == 3
    for line, row in zip(lines, rows, strict=True):
        assert f"{row.supply} for {row.demand} asked for, {row.percent} %" in line
        assert line.endswith(": outside") is not row.is_inside
    assert supplies(rehearse(tiny_scenario(), 2, 1)) == (), "it has no ranges"


def test_every_step_is_told_while_it_is_played() -> None:
    told: list[tuple[int, int, str]] = []
    history = rehearse(tiny_scenario(), 3, 1, lambda number, steps, title: told.append((number, steps, title)))

    steps = history.game.run_sheet.steps
    assert told == [(number, len(steps), step.title) for number, step in enumerate(steps, start=1)]


def test_a_rehearsal_can_be_kept_in_a_file(tmp_path: Path) -> None:
    file = str(tmp_path / "games.db")
    history = rehearse(tiny_scenario(), 6, 1, data=file)
    store = Store(f"sqlite:///{file}")
    try:
        (row,) = store.games()
        kept = History.of(kept.entry for kept in store.load(row.id))
    finally:
        store.close()

    assert row.closed
    assert kept.game == history.game


def test_the_same_rehearsal_is_not_kept_twice_in_a_file(tmp_path: Path) -> None:
    file = str(tmp_path / "games.db")
    rehearse(tiny_scenario(), 4, 1, data=file)

    with pytest.raises(RehearsalError, match="another --seed"):
        rehearse(tiny_scenario(), 4, 1, data=file)


def test_the_virtual_clock_only_goes_forward() -> None:
    clock = VirtualClock(NOON)
    clock.forward(-5)
    assert clock() == NOON
    clock.forward(90)
    assert (clock() - NOON).total_seconds() == 90

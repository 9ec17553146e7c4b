"""What is true now answers simple questions about itself, and cannot be changed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import timedelta

import pytest

from game import commands as ask
from game.scenario import StepKind
from game.state import Clock, DealState, Status
from tests.given import NOON, Play, gift


def test_a_new_game_waits_in_the_lobby_before_its_first_step(play: Play) -> None:
    assert play.game.status is Status.LOBBY
    assert play.game.step is None
    assert tuple(play.game.tables) == (1, 2)


def test_a_running_clock_counts_down_and_goes_below_zero() -> None:
    clock = Clock(ends_at=NOON + timedelta(minutes=2))
    assert clock.is_running
    assert clock.left(NOON) == 120_000
    assert clock.left(NOON + timedelta(minutes=3)) == -60_000


def test_a_standing_clock_keeps_what_is_left() -> None:
    clock = Clock(left_ms=5000)
    assert not clock.is_running
    assert clock.left(NOON + timedelta(hours=9)) == 5000


def test_a_badge_is_the_table_and_a_letter(play: Play) -> None:
    ada, ben = play.join("Ada", table=2), play.join("Ben", table=2)
    assert [play.player(one).badge for one in (ada, ben)] == ["2A", "2B"]


def test_a_badge_is_found_whatever_the_capitals_and_spaces(play: Play) -> None:
    ada = play.join(table=2)
    found = play.game.by_badge(" 2 a")
    assert found is not None and found.id == ada
    assert play.game.by_badge("9Z") is None


def test_a_freed_player_is_not_seated_and_has_no_badge_to_find(play: Play) -> None:
    ada, ben = play.join(table=1), play.join(table=1)
    play.lead(ask.FreeSeat(player=ada))
    assert [player.id for player in play.game.seated()] == [ben]
    assert [player.id for player in play.game.seated(2)] == []
    assert play.game.by_badge("1A") is None


def test_a_kind_of_step_stays_open_once_it_was_begun(play: Play) -> None:
    play.to("sky")
    assert play.game.has_opened(StepKind.CAST)
    assert not play.game.has_opened(StepKind.MARKET)


def test_a_deal_tells_its_newest_wording_and_who_has_not_answered(at_market: tuple[Play, dict[str, str]]) -> None:
    play, who = at_market
    deal = play.propose(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["picker2"],))
    assert play.deal(deal).version == 1
    assert play.deal(deal).waiting == (who["picker2"],)
    assert play.deal(deal).state is DealState.PROPOSED and not play.deal(deal).holds


def test_nobody_can_change_a_game(play: Play) -> None:
    with pytest.raises(FrozenInstanceError):
        play.game.seq = 9  # type: ignore[misc]

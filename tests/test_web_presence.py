"""Presence: what is known of each phone, by the signs its pages gave and the time that has passed since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from web.presence import (
    GOODBYE_FOR,
    LIVE_FOR,
    LOST_AFTER,
    MOST_GAMES,
    MOST_WALLS,
    WALL_FOR,
    Phones,
    PhoneState,
    Presence,
)

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NEVER, LIVE, RESTING, LOST = PhoneState.NEVER, PhoneState.LIVE, PhoneState.RESTING, PhoneState.LOST


def _state(presence: Presence, after: timedelta = timedelta(), who: str = "p2") -> PhoneState:
    return presence.phones("g1", NOON + after).state_of(who)


def _vanished(presence: Presence, who: str = "p2") -> None:
    """A page was open until noon, and went without a word."""
    presence.opened("g1", who)
    presence.closed("g1", who, NOON)


def test_a_seat_that_was_never_open_in_this_process_is_never_lost() -> None:
    presence = Presence()
    assert _state(presence) is NEVER
    presence.opened("g1", "p3")
    assert _state(presence, timedelta(days=1)) is NEVER
    assert presence.phones("g1", NOON).lost_since("p2") is None


def test_a_seat_is_live_as_long_as_its_socket_is_open() -> None:
    presence = Presence()
    presence.opened("g1", "p2")
    assert _state(presence) is LIVE
    assert _state(presence, timedelta(hours=2)) is LIVE


def test_a_phone_that_went_without_a_word_rests_for_90_seconds_and_is_lost_then() -> None:
    presence = Presence()
    _vanished(presence)
    assert timedelta(seconds=90) == LOST_AFTER
    assert _state(presence) is RESTING
    assert _state(presence, LOST_AFTER - SECOND) is RESTING
    assert presence.phones("g1", NOON + LOST_AFTER - SECOND).lost_since("p2") is None
    assert _state(presence, LOST_AFTER) is LOST
    assert presence.phones("g1", NOON + LOST_AFTER).lost_since("p2") == NOON


@pytest.mark.parametrize("goodbye_first", [True, False])
def test_a_phone_that_said_goodbye_rests_and_is_never_lost(goodbye_first: bool) -> None:
    presence = Presence()
    presence.opened("g1", "p2")
    if goodbye_first:
        presence.rests("g1", "p2", NOON)
        presence.closed("g1", "p2", NOON)
    else:
        presence.closed("g1", "p2", NOON)
        presence.rests("g1", "p2", NOON)
    assert _state(presence) is RESTING
    assert _state(presence, timedelta(hours=2)) is RESTING
    assert presence.phones("g1", NOON + timedelta(hours=2)).lost_since("p2") is None


def test_a_goodbye_counts_at_once_for_a_page_without_a_socket() -> None:
    presence = Presence()
    presence.polled("g1", "p2", NOON)
    assert _state(presence) is LIVE
    presence.rests("g1", "p2", NOON)
    assert _state(presence) is RESTING


def test_a_phone_that_comes_back_is_live_and_its_goodbye_is_used_up() -> None:
    presence = Presence()
    presence.opened("g1", "p2")
    presence.rests("g1", "p2", NOON)
    presence.closed("g1", "p2", NOON)
    presence.opened("g1", "p2")
    assert _state(presence) is LIVE
    presence.closed("g1", "p2", NOON + GOODBYE_FOR)
    assert _state(presence, GOODBYE_FOR + LOST_AFTER) is LOST


def test_a_goodbye_counts_that_overtakes_the_socket_of_its_own_page() -> None:
    presence = Presence()
    presence.rests("g1", "p2", NOON)
    presence.opened("g1", "p2")
    presence.closed("g1", "p2", NOON + GOODBYE_FOR - SECOND)
    assert _state(presence, timedelta(hours=1)) is RESTING


def test_a_goodbye_on_one_phone_counts_for_as_long_as_another_phone_of_the_seat_stays_open() -> None:
    presence = Presence()
    presence.opened("g1", "p2")
    presence.opened("g1", "p2")
    presence.rests("g1", "p2", NOON)
    presence.closed("g1", "p2", NOON)
    presence.closed("g1", "p2", NOON + timedelta(hours=1))
    assert _state(presence, timedelta(hours=2)) is RESTING


def test_a_lost_phone_that_comes_back_is_live() -> None:
    presence = Presence()
    _vanished(presence)
    assert _state(presence, LOST_AFTER) is LOST
    presence.opened("g1", "p2")
    assert _state(presence, LOST_AFTER) is LIVE
    assert presence.phones("g1", NOON + LOST_AFTER).lost_since("p2") is None


def test_a_seat_is_live_while_any_of_its_pages_is() -> None:
    presence = Presence()
    presence.opened("g1", "p2")
    presence.opened("g1", "p2")
    presence.rests("g1", "p2", NOON)
    presence.closed("g1", "p2", NOON)
    assert _state(presence, timedelta(hours=1)) is LIVE
    presence.closed("g1", "p2", NOON)
    assert _state(presence) is RESTING


def test_a_page_without_a_socket_is_live_for_six_seconds_after_each_time_it_asks() -> None:
    presence = Presence()
    presence.polled("g1", "p2", NOON)
    assert timedelta(seconds=6) == LIVE_FOR
    assert _state(presence, LIVE_FOR - SECOND) is LIVE
    assert _state(presence, LIVE_FOR) is RESTING
    assert _state(presence, LOST_AFTER) is LOST
    assert presence.phones("g1", NOON + LOST_AFTER).lost_since("p2") == NOON
    presence.polled("g1", "p2", NOON + LOST_AFTER)
    assert _state(presence, LOST_AFTER) is LIVE


def test_asking_again_uses_a_goodbye_up() -> None:
    presence = Presence()
    presence.rests("g1", "p2", NOON)
    presence.polled("g1", "p2", NOON)
    assert _state(presence) is LIVE
    assert _state(presence, LOST_AFTER) is LOST


def test_a_page_without_script_is_live_when_it_is_loaded_and_is_not_taken_for_lost() -> None:
    presence = Presence()
    _vanished(presence)
    presence.loaded("g1", "p2", NOON)
    assert _state(presence, LIVE_FOR - SECOND) is LIVE
    assert _state(presence, LIVE_FOR) is RESTING
    assert _state(presence, timedelta(hours=1)) is RESTING


def test_a_page_that_was_just_loaded_and_lost_its_socket_counts_from_the_socket() -> None:
    presence = Presence()
    presence.loaded("g1", "p2", NOON)
    _vanished(presence)
    assert _state(presence) is RESTING
    assert _state(presence, LOST_AFTER) is LOST


def test_a_socket_that_nobody_opened_cannot_be_closed() -> None:
    presence = Presence()
    presence.closed("g1", "p2", NOON)
    assert _state(presence) is NEVER
    presence.rests("g1", "p2", NOON)
    presence.closed("g1", "p2", NOON)
    presence.opened("g1", "p2")
    assert _state(presence, timedelta(hours=1)) is LIVE


def test_games_are_kept_apart() -> None:
    presence = Presence()
    presence.opened("g2", "p2")
    presence.saw("g2", "p2", "m7", NOON)
    presence.wall_here("g2", (1280, 720), NOON)
    assert presence.phones("g1", NOON) == Phones()


def test_a_message_is_seen_by_the_players_whose_phone_showed_it_each_once() -> None:
    presence = Presence()
    assert presence.phones("g1", NOON).seen("m7") == frozenset()
    for player in ("p2", "p3", "p2"):
        presence.saw("g1", player, "m7", NOON)
    presence.saw("g1", "p2", "m9", NOON)
    phones = presence.phones("g1", NOON)
    assert phones.seen("m7") == {"p2", "p3"}
    assert phones.seen("m9") == {"p2"}


def test_a_look_at_the_phones_stays_as_it_was() -> None:
    presence = Presence()
    presence.opened("g1", "p2")
    before = presence.phones("g1", NOON)
    presence.closed("g1", "p2", NOON)
    presence.saw("g1", "p2", "m7", NOON)
    presence.wall_here("g1", (1280, 720), NOON)
    assert before.state_of("p2") is LIVE
    assert before.seen("m7") == frozenset()
    assert before.wall_sizes == ()
    assert presence.phones("g1", NOON) != before


def test_two_looks_at_the_same_phones_are_equal() -> None:
    presence = Presence()
    _vanished(presence)
    assert presence.phones("g1", NOON) == presence.phones("g1", NOON + SECOND)


def test_the_walls_sizes_are_told_each_once_and_forgotten_when_they_are_not_told_again() -> None:
    presence = Presence()
    for size in ((1920, 1080), (1280, 720), (1920, 1080)):
        presence.wall_here("g1", size, NOON)
    assert presence.phones("g1", NOON).wall_sizes == ((1280, 720), (1920, 1080))
    presence.wall_here("g1", (1920, 1080), NOON + SECOND)
    assert presence.phones("g1", NOON + WALL_FOR).wall_sizes == ((1920, 1080),)
    assert presence.phones("g1", NOON + SECOND + WALL_FOR).wall_sizes == ()


def test_no_flood_of_walls_fills_the_memory_and_the_newest_stay() -> None:
    presence = Presence()
    for width in range(1, MOST_WALLS + 1):
        presence.wall_here("g1", (width, 720), NOON)
    presence.wall_here("g1", (1, 720), NOON)
    presence.wall_here("g1", (4000, 2000), NOON)
    widths = {width for width, _height in presence.phones("g1", NOON).wall_sizes}
    assert widths == {1, 4000, *range(3, MOST_WALLS + 1)}


def test_pretended_phones_are_what_is_said_of_them_and_nobody_else_is() -> None:
    presence = Presence()
    presence.opened("g1", "p2")
    presence.opened("g1", "p3")
    presence.pretend("g1", {"p2": RESTING, "p4": LIVE})
    assert [_state(presence, who=who) for who in ("p2", "p3", "p4", "p5")] == [RESTING, LIVE, LIVE, NEVER]
    presence.pretend("g1", {"p4": LOST})
    assert [_state(presence, who=who) for who in ("p2", "p3", "p4")] == [LIVE, LIVE, LOST]
    presence.pretend("g1", {})
    assert [_state(presence, who=who) for who in ("p2", "p3", "p4")] == [LIVE, LIVE, NEVER]


def test_a_phone_that_is_pretended_to_be_lost_stays_lost_since_the_same_time() -> None:
    presence = Presence()
    presence.pretend("g1", {"p4": LOST})
    since = presence.phones("g1", NOON).lost_since("p4")
    assert since == NOON - LOST_AFTER
    presence.pretend("g1", {"p4": LOST, "p5": LIVE})
    assert presence.phones("g1", NOON + SECOND).lost_since("p4") == since
    presence.pretend("g1", {"p4": LIVE})
    assert presence.phones("g1", NOON + SECOND).lost_since("p4") is None
    presence.pretend("g1", {"p4": LOST})
    assert presence.phones("g1", NOON + 2 * SECOND).lost_since("p4") == NOON + 2 * SECOND - LOST_AFTER


def test_a_game_that_is_forgotten_leaves_nothing() -> None:
    presence = Presence()
    _vanished(presence)
    presence.saw("g1", "p2", "m7", NOON)
    presence.wall_here("g1", (1280, 720), NOON)
    presence.pretend("g1", {"p4": LOST})
    presence.forget("g1")
    presence.forget("g1")
    assert presence.phones("g1", NOON) == Phones()


def test_sockets_that_outlive_a_forgotten_game_are_still_counted_right() -> None:
    presence = Presence()
    for who in ("p2", "p3", "p3"):
        presence.opened("g1", who)
    presence.forget("g1")
    assert presence.phones("g1", NOON) == Phones()
    presence.closed("g1", "p3", NOON)
    presence.closed("g1", "p3", NOON)
    assert _state(presence, LOST_AFTER, "p3") is NEVER
    presence.opened("g1", "p2")
    presence.closed("g1", "p2", NOON)
    assert _state(presence, LOST_AFTER) is LIVE
    presence.closed("g1", "p2", NOON)
    assert _state(presence, LOST_AFTER) is LOST


@pytest.mark.parametrize(
    "sign",
    [
        lambda presence, game: presence.wall_here(game, (1280, 720), NOON),
        lambda presence, game: presence.polled(game, "p2", NOON),
        lambda presence, game: presence.saw(game, "p2", "m7", NOON),
    ],
)
def test_no_flood_of_games_fills_the_memory_and_open_pages_stay(sign: Callable[[Presence, str], None]) -> None:
    presence = Presence()
    presence.opened("g1", "p2")
    for number in range(MOST_GAMES + 10):
        sign(presence, f"other-{number}")
    assert _state(presence) is LIVE
    kept = [number for number in range(MOST_GAMES + 10) if presence.phones(f"other-{number}", NOON) != Phones()]
    assert kept == list(range(11, MOST_GAMES + 10))

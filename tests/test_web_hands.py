"""Hands: who holds which link, what is shown again and what cannot be guessed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.served import CODE, OTHER_CODE, Served, served
from web import hands
from web.codes import WRONG_IN_ROOM
from web.hands import CHECK, LEAD, TIMER
from web.rooms import Room
from web.store import StoreDown


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A room with two tables of six."""
    with served(tmp_path) as made:
        yield made


def done(room: Served, work: Callable[..., Coroutine[Any, Any, Any]], *arguments: object) -> Any:
    return room.run(work, *arguments)


def test_a_claim_and_a_link_are_there_again_after_a_restart(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        link = done(room, hands.link, room.room, CHECK)
        claim = done(room, hands.claim, room.room, CHECK, "iPhone", link.id)
        secret = hands.secret_of(room.room, link)
        assert room.room.hands == (link, claim)
    with served(tmp_path) as room:
        assert room.room.hands == (link, claim)
        assert hands.link_of(room.room, secret) == link, "the same link can be shown again"


def test_a_link_taken_back_takes_every_device_with_it_and_no_other(room: Served) -> None:
    link, other = (done(room, hands.link, room.room, role) for role in (CHECK, TIMER))
    mine, yours = (done(room, hands.claim, room.room, CHECK, device, link.id) for device in ("iPhone", "iPad"))
    lead, timer = (
        done(room, hands.claim, room.room, LEAD, "Mac"),
        done(room, hands.claim, room.room, TIMER, "Mac", other.id),
    )
    assert done(room, hands.revoke, room.room, link.id)
    good = {hand.id for hand in room.room.hands if hand.is_good}
    assert good == {other.id, lead.id, timer.id}
    assert mine.id not in good
    assert yours.id not in good
    assert hands.links(room.room) == (other,)


def test_one_device_taken_back_leaves_the_link_to_the_others(room: Served) -> None:
    link = done(room, hands.link, room.room, CHECK)
    mine, yours = (done(room, hands.claim, room.room, CHECK, device, link.id) for device in ("iPhone", "iPad"))
    assert done(room, hands.revoke, room.room, mine.id)
    assert hands.claims(room.room, CHECK, link.id) == (yours,)


def test_taking_nothing_back_takes_nothing_back(room: Served) -> None:
    lead = done(room, hands.claim, room.room, LEAD, "Mac")
    for nothing in ("", "nobody"):
        assert not done(room, hands.revoke, room.room, nothing)
    assert hands.claims(room.room, LEAD) == (lead,)


def test_what_was_taken_back_keeps_the_time_of_that(room: Served) -> None:
    lead = done(room, hands.claim, room.room, LEAD, "Mac")
    done(room, hands.revoke, room.room, lead.id)
    first = room.room.hand(lead.id)
    assert not done(room, hands.revoke, room.room, lead.id)
    assert room.room.hand(lead.id) == first
    assert room.app.state.house.rooms.store.hands("g1") == (first,)


def test_a_link_is_opened_by_so_many_devices_and_no_more(room: Served) -> None:
    link = done(room, hands.link, room.room, CHECK)
    first = done(room, hands.claim, room.room, CHECK, "iPhone", link.id)
    for _ in range(hands.MOST_CLAIMS - 1):
        done(room, hands.claim, room.room, CHECK, "iPhone", link.id)
    with pytest.raises(hands.TooManyClaims):
        done(room, hands.claim, room.room, CHECK, "iPhone", link.id)
    done(room, hands.revoke, room.room, first.id)
    done(room, hands.claim, room.room, CHECK, "iPhone", link.id)


def test_a_claim_that_cannot_be_kept_is_none(room: Served) -> None:
    live = room.room
    done(room, live.close)
    with pytest.raises(StoreDown):
        done(room, hands.claim, live, LEAD, "Mac")
    assert live.hands == ()


def test_a_helper_link_is_secret_and_of_one_game(room: Served) -> None:
    link = done(room, hands.link, room.room, CHECK)
    other = done(room, hands.link, room.room, CHECK)
    secret = hands.secret_of(room.room, link)
    assert len(secret) == 22, "128 bits"
    assert secret != hands.secret_of(room.room, other)
    for wrong in ("", secret[:-1], secret + "A", "ü\udc80", link.id):
        assert hands.link_of(room.room, wrong) is None
    assert hands.link_of(room.other_game(), secret) is None


def test_a_link_that_was_taken_back_is_still_known_so_that_it_can_be_said(room: Served) -> None:
    link = done(room, hands.link, room.room, CHECK)
    done(room, hands.revoke, room.room, link.id)
    found = hands.link_of(room.room, hands.secret_of(room.room, link))
    assert found is not None
    assert not found.is_good


def test_the_four_words_are_the_rooms_own_and_stay_the_same(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        words = hands.lead_words(room.room)
        assert len(words) == 4
        assert set(words) <= set(hands.ANIMALS)
        assert hands.lead_words(room.other_game()) != words
        assert hands.words_of(room.app.state.house.rooms.store.find_by_code(OTHER_CODE), ()) != words
    with served(tmp_path) as room:
        assert hands.lead_words(room.room) == words


@pytest.mark.parametrize("joined", [" ", "-", "  -  ", "", ". "])
def test_the_four_words_may_be_typed_in_any_way(room: Served, joined: str) -> None:
    words = joined.join(hands.lead_words(room.room))
    assert hands.is_lead_words(room.room, words)
    assert hands.is_lead_words(room.room, f" {words.upper()} ")
    assert not hands.is_lead_words(room.room, words[1:])
    assert not hands.is_lead_words(room.room, words + "wren")


@pytest.mark.parametrize("typed", ["", " ", "-", CODE, "wren" * 1000, "é\udc80"])
def test_no_other_words_are_the_four(room: Served, typed: str) -> None:
    assert not hands.is_lead_words(room.room, typed)


def test_the_words_are_short_plain_and_differ() -> None:
    assert len(set(hands.ANIMALS)) == len(hands.ANIMALS) >= 100
    assert all(word.isascii() and word.islower() and word.isalpha() and len(word) <= 9 for word in hands.ANIMALS)
    assert all(one < other for one, other in pairwise(hands.ANIMALS)), "in order, so that a new one is seen to be new"


def test_four_hours_of_guessing_in_fifty_rooms_open_none() -> None:
    """The sum of the docstring of `lead_words`, from the numbers themselves: goal G11 allows 0.1 %."""
    guesses = WRONG_IN_ROOM.amount * 60 * 4 * 50
    assert guesses / len(hands.ANIMALS) ** hands.LEAD_WORDS < 0.0005


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148 Safari/604.1", "iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) Mobile Safari/604.1", "iPad"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/130.0 Mobile Safari/537.36", "Android phone"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X700) Chrome/130.0 Safari/537.36", "Android tablet"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/132.0", "Windows computer"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15", "Mac"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/130.0 Safari/537.36", "Chromebook"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Firefox/132.0", "Linux computer"),
        ("<b>my own words</b>", "unknown device"),
        ("", "unknown device"),
    ],
)
def test_a_device_is_told_in_a_few_plain_words_and_never_in_its_own(agent: str, words: str) -> None:
    assert hands.device_of(agent) == words


def test_a_role_of_one_table_says_which(room: Served) -> None:
    link = done(room, hands.link, room.room, hands.table_role(4))
    assert (link.role, link.table) == ("table:4", 4)
    assert done(room, hands.link, room.room, CHECK).table is None


def test_two_claims_at_once_are_both_kept(room: Served) -> None:
    live: Room = room.room

    async def both() -> None:
        await asyncio.gather(hands.claim(live, LEAD, "Mac"), hands.claim(live, LEAD, "iPhone"))

    done(room, both)
    assert sorted(hand.device for hand in live.hands) == ["Mac", "iPhone"]
    assert set(room.app.state.house.rooms.store.hands("g1")) == set(live.hands)

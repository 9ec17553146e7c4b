"""What pages say about themselves: a phone is put away, it has shown a message, a wall is so large."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from game.commands import SendMessage
from game.scenario import Words
from game.state import Reach
from tests.served import CODE, HTMX, SAME_SITE, Served, served
from web.presence import LIVE_FOR, LOST_AFTER, Phones, PhoneState

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
AS_A_BEACON = {"Origin": "http://testserver", "Content-Type": "text/plain;charset=UTF-8"}
"""What a browser sends along when a page goes; over plain http there is no Sec-Fetch-Site."""


def _phones(room: Served, after: timedelta = timedelta()) -> Phones:
    """The phones, as they are so long after the server's time."""
    house = room.app.state.house
    phones: Phones = house.presence.phones("g1", house.now() + after)
    return phones


def _stop_the_clock(room: Served) -> None:
    room.app.state.house.rooms.now = lambda: NOON


def _message(room: Served) -> str:
    room.do(SendMessage(reach=Reach.ROOM, text=Words("Come and look.")))
    return room.game.messages[-1].id


def test_a_page_that_is_put_away_says_so_without_a_body_and_its_phone_rests(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada, bea = room.join("Ada"), room.join("Bea")
        room.sit(ada)
        assert room.client.post("/play/rest?seat=g1-p2", headers=AS_A_BEACON).status_code == 204
        assert _phones(room, timedelta(hours=1)).state_of(ada) is PhoneState.RESTING
        assert _phones(room).state_of(bea) is PhoneState.NEVER


@pytest.mark.parametrize("address", ["/play/rest?seat=g1-p9", "/play/seen?seat=g1-p9"])
def test_a_page_of_another_seat_says_nothing_about_this_one(tmp_path: Path, address: str) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada")
        message = _message(room)
        room.sit(ada)
        assert room.client.post(address, headers=SAME_SITE, data={"message": message}).status_code == 409
        assert _phones(room) == Phones()


@pytest.mark.parametrize("address", ["/play/rest", "/play/seen"])
def test_without_a_seat_nothing_is_said_and_no_other_site_says_it(tmp_path: Path, address: str) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada")
        message = _message(room)
        assert room.client.post(address, headers=HTMX, data={"message": message}).status_code == 401
        room.sit(ada)
        elsewhere = {"Origin": "http://evil.example"}
        assert room.client.post(address, headers=elsewhere, data={"message": message}).status_code == 403
        assert _phones(room) == Phones()


def test_saying_so_leaves_no_trace_in_the_log(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        message = _message(room)
        before = room.game.seq
        room.client.post("/play/rest", headers=SAME_SITE)
        room.client.post("/play/seen", headers=SAME_SITE, data={"message": message})
        room.client.post(
            f"/wall/{CODE}/here", headers=SAME_SITE, data={"width": "1280", "height": "720", "ratio": "100"}
        )
        assert room.game.seq == before


def test_a_page_that_is_loaded_is_live_for_a_moment_and_then_rests(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _stop_the_clock(room)
        ada = room.join("Ada")
        room.sit(ada)
        room.client.get("/play")
        assert _phones(room).state_of(ada) is PhoneState.LIVE
        assert _phones(room, LIVE_FOR).state_of(ada) is PhoneState.RESTING
        assert _phones(room, LOST_AFTER).state_of(ada) is PhoneState.RESTING


def test_a_page_that_asks_for_its_regions_is_live_and_lost_when_it_asks_no_more(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        _stop_the_clock(room)
        ada = room.join("Ada")
        room.sit(ada)
        room.client.get("/play/regions")
        assert _phones(room).state_of(ada) is PhoneState.LIVE
        assert _phones(room, LOST_AFTER).state_of(ada) is PhoneState.LOST


def test_a_message_that_a_phone_has_shown_is_marked_for_its_player(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada, bea = room.join("Ada"), room.join("Bea")
        first, second, third = _message(room), _message(room), _message(room)
        room.sit(ada)
        answer = room.client.post("/play/seen", headers=SAME_SITE, data={"message": [first, second]})
        assert answer.status_code == 204
        room.sit(bea)
        room.client.post("/play/seen", headers=SAME_SITE, data={"message": first})
        phones = _phones(room)
        assert [phones.seen(message) for message in (first, second, third)] == [{ada, bea}, {ada}, set()]


def test_a_message_that_does_not_exist_is_kept_nowhere(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        assert room.client.post("/play/seen", headers=SAME_SITE, data={"message": "m999"}).status_code == 204
        assert _phones(room).marks == {}


def test_a_mark_that_names_no_message_is_refused_in_words(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        answer = room.client.post("/play/seen", headers=HTMX, data={"other": "m1"})
        assert answer.status_code == 422
        assert "There is no message" in answer.text


def test_a_wall_tells_its_size_in_the_projectors_own_dots_and_needs_no_seat(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        for fields in (
            {"width": "1280", "height": "720", "ratio": "150"},
            {"width": "1024", "height": "768", "ratio": "100"},
        ):
            answer = room.client.post(f"/wall/{CODE.lower()}/here", headers=SAME_SITE, data=fields)
            assert answer.status_code == 204
        assert _phones(room).wall_sizes == ((1024, 768), (1920, 1080))


@pytest.mark.parametrize(
    "wrong",
    [
        {"width": ""},
        {"width": "0"},
        {"width": "-5"},
        {"width": "12.5"},
        {"width": "²"},
        {"height": "100000000000"},
        {"height": "20001"},
        {"height": "high"},
        {"ratio": "0"},
        {"ratio": "1001"},
        {"ratio": ""},
        {"width": "10001", "ratio": "200"},
    ],
)
def test_a_size_that_cannot_be_is_refused_in_words(tmp_path: Path, wrong: Mapping[str, str]) -> None:
    with served(tmp_path) as room:
        fields = {"width": "1280", "height": "720", "ratio": "100", **wrong}
        answer = room.client.post(f"/wall/{CODE}/here", headers=HTMX, data=fields)
        assert answer.status_code == 422
        assert "three whole numbers" in answer.text
        assert _phones(room).wall_sizes == ()


def test_a_wall_of_no_game_is_told_so(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        fields = {"width": "1280", "height": "720", "ratio": "100"}
        assert room.client.post("/wall/NOWHERE1/here", headers=HTMX, data=fields).status_code == 404


def test_the_pages_say_where_they_tell_it(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        assert 'data-rest="/play/rest?seat=g1-p2"' in room.client.get("/play").text
        assert f'data-here="/wall/{CODE}/here"' in room.client.get(f"/wall/{CODE}").text

"""Room codes: how they may be typed, and that guessing them is stopped everywhere without shutting honest people out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from game.commands import CloseGame, Publish
from tests.phones import said
from tests.served import CODE, OTHER_CODE, SAME_SITE, Served, served
from web.codes import WRONG_CODES, WRONG_IN_ROOM, may_try, tidy_code, was_wrong
from web.seats import LEAD_COOKIE


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A room with two tables of six."""
    with served(tmp_path) as made:
        yield made


def type_code(room: Served, code: str):  # type: ignore[no-untyped-def]
    return room.client.post("/", data={"code": code}, headers=SAME_SITE, follow_redirects=False)


@pytest.mark.parametrize("typed", ["OTTER42", "otter 42", " Otter-42 ", "o t t e r 4 2", " ot-ter 42\u00e9\u0664!"])
def test_a_code_may_be_typed_in_any_way(typed: str) -> None:
    assert tidy_code(typed) == "OTTER42"


def test_a_code_is_never_longer_than_it_can_be() -> None:
    assert len(tidy_code("A" * 1000)) == 24


def test_guessing_codes_is_stopped_in_words_and_an_honest_scan_still_comes_in(room: Served) -> None:
    for number in range(WRONG_CODES.amount // 2):
        assert type_code(room, f"heron{number}").status_code == 404
        assert room.client.get(f"/j/heron{number}").status_code == 404
    stopped = type_code(room, CODE)
    assert stopped.status_code == 429
    assert "Wait a minute." in stopped.text
    assert room.client.get(f"/j/{CODE}").status_code == 429
    assert room.client.get(f"/j/{CODE}", params={"k": "a guess"}).status_code == 429
    assert room.client.get(f"/j/{CODE}", params={"k": room.room.row.join_key}).status_code == 200


ASKS = ("/j/{}", "/j/{}?k=a-guess", "/wall/{}", "/wall/{}/regions", "/report/{}", "/report/{}/file", "/lead/{}")
"""Every address that tells a right code from a wrong one."""


@pytest.mark.parametrize("path", ASKS)
def test_no_address_tells_right_codes_from_wrong_ones_without_limit(room: Served, path: str) -> None:
    for number in range(WRONG_CODES.amount):
        assert room.client.get(path.format(f"heron{number}")).status_code == 404
    right, wrong = (room.client.get(path.format(code)) for code in (CODE, "heron"))
    assert right.status_code == wrong.status_code == 429
    assert said(right) == said(wrong)
    assert "Wait a minute." in said(right)
    assert type_code(room, CODE).status_code == 429


def test_right_codes_are_never_counted(room: Served) -> None:
    for _ in range(WRONG_CODES.amount + 1):
        assert room.client.get(f"/wall/{CODE}").status_code == 200


def test_a_rooms_words_may_be_tried_so_often_from_all_places_together(room: Served) -> None:
    def asked_from(address: str) -> HTTPConnection:
        return HTTPConnection({"type": "http", "app": room.app, "client": (address, 1), "headers": []})

    live, tries = room.room, 0
    for place in range(WRONG_IN_ROOM.amount):
        request = asked_from(f"192.168.0.{place}")
        while tries < WRONG_IN_ROOM.amount and may_try(request, live, "words"):
            was_wrong(request, live, "words")
            tries += 1
    assert tries == WRONG_IN_ROOM.amount
    assert WRONG_CODES.amount < WRONG_IN_ROOM.amount, "one place alone does not use up the room's"
    fresh = asked_from("10.0.0.1")
    assert not may_try(fresh, live, "words")
    assert may_try(fresh, live, "other words")
    assert may_try(fresh, room.other_game(), "words")


def test_somebody_elses_guessing_shuts_nobody_out_who_has_a_seat_in_the_game(room: Served) -> None:
    room.do(CloseGame())
    room.do(Publish())
    other = room.other_game()
    for number in range(WRONG_CODES.amount):
        room.client.get(f"/wall/heron{number}")
    assert room.client.get(f"/report/{CODE}").status_code == 429
    room.lead()
    assert room.client.get(f"/report/{CODE}").status_code == 200
    assert room.client.get(f"/wall/{OTHER_CODE}").status_code == 429, "a seat is no key to other games"
    room.client.cookies.set(LEAD_COOKIE, "g2|lead.forged")
    assert room.client.get(f"/wall/{OTHER_CODE}").status_code == 429
    room.sit("p2", other)
    assert room.client.get(f"/wall/{OTHER_CODE}").status_code == 200

"""The pages before people come: what they measure, what a phone tells them, and the copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.preflight import Sounding
from facilitator.ready import MOST_GAMES, MOST_KEPT, Soundings, measure
from tests.given import NOON
from tests.served import CODE, SAME_SITE, Served, served


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def _lights(page: str) -> dict[str, str]:
    """The light of each line, by its heading."""
    return {
        heading: light for light, heading in re.findall(r'ready-line is-(\w+)">.*?<h2>([^<]+)</h2>', page, re.DOTALL)
    }


def test_the_page_measures_this_computer_and_says_what_is_missing(room: Served) -> None:
    lights = _lights(room.client.get("/lead/ready").text)
    assert lights["The address"] == "red"
    assert lights["A phone"] == "red"
    assert lights["The wall"] == "amber"
    assert lights["A second copy"] == "amber"
    assert {"Power", "Room on the disk", "Writing"} <= set(lights)


def test_a_phone_that_gets_through_is_on_the_page(room: Served) -> None:
    key = room.room.row.join_key
    answer = room.client.get(f"/ready/{CODE}?k={key}")
    assert "This phone sees the game" in answer.text
    told = room.client.post(f"/ready/{CODE}?k={key}", data={"round_trip": 34, "off": -600_000}, headers=SAME_SITE)
    assert "This phone gets through." in told.text
    page = room.client.get("/lead/ready").text
    assert _lights(page)["A phone"] == "green"
    assert "There and back takes 34 ms." in page
    assert "10 min apart" in page


def test_whoever_only_knows_the_code_pushes_no_honest_phone_out(room: Served) -> None:
    room.client.post(f"/ready/{CODE}", data={"round_trip": 9000, "off": 10**15}, headers=SAME_SITE)
    assert _lights(room.client.get("/lead/ready").text)["A phone"] == "red"


def test_the_test_page_shows_nothing_of_the_game_and_takes_no_nonsense(room: Served) -> None:
    room.join("Zbigniew")
    page = room.client.get(f"/ready/{CODE}").text
    assert "Zbigniew" not in page
    assert "A test day" not in page
    wrong = room.client.post(f"/ready/{CODE}", data={"round_trip": "soon"}, headers=SAME_SITE)
    assert wrong.status_code == 422
    assert room.client.get("/ready/NOBODY99").status_code == 404


def test_a_wall_that_is_open_is_on_the_page(room: Served) -> None:
    room.client.post(f"/wall/{CODE}/here", data={"width": 1920, "height": 1080, "ratio": 100}, headers=SAME_SITE)
    page = room.client.get("/lead/ready").text
    assert "The wall is 1920 × 1080." in page


def test_the_copy_is_a_file_to_keep_and_the_page_knows_of_it(room: Served) -> None:
    answer = room.client.get("/lead/copy")
    assert answer.content.startswith(b"SQLite format 3")
    assert re.search(rf'filename="tablefolk-{CODE}-\d{{8}}-\d{{4}}\.db"', answer.headers["content-disposition"])
    assert _lights(room.client.get("/lead/ready").text)["A second copy"] == "green"


def test_only_whoever_leads_sees_the_page_and_the_copy(room: Served) -> None:
    room.client.cookies.clear()
    assert room.client.get("/lead/ready").status_code == 403
    assert room.client.get("/lead/copy").status_code == 403


def test_looking_again_measures_anew_and_comes_back(room: Served) -> None:
    soundings = room.app.state.soundings
    assert soundings.machine is None
    answer = room.client.post("/lead/ready", data={"game": "g1"}, headers=SAME_SITE)
    assert answer.status_code == 200
    assert soundings.machine is not None


def test_what_is_kept_in_memory_is_bounded() -> None:
    soundings = Soundings()
    for number in range(MOST_GAMES + 5):
        soundings.copied(f"g{number}", NOON)
    for _ in range(MOST_KEPT + 5):
        soundings.heard("g9", Sounding(at=NOON, round_trip_ms=1, off=NOON - NOON))
    assert len(soundings._games) <= MOST_GAMES
    assert len(soundings._games["g9"].soundings) == MOST_KEPT


def test_games_in_memory_are_said_to_be_kept_nowhere() -> None:
    assert not measure(None).is_kept


def test_the_recovery_card_has_the_words_that_open_the_console(room: Served) -> None:
    from web.hands import lead_words

    page = room.client.get("/lead/print/recovery").text
    assert " ".join(lead_words(room.room)) in page
    index = room.client.get("/lead/print").text
    assert "The recovery card" in index

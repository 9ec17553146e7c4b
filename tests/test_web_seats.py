"""Seats: who a cookie says you are, and that nobody can say it for you."""

from __future__ import annotations

from pathlib import Path

from game.commands import FreeSeat
from tests.served import CODE, HTMX, LEAD_SECRET, SAME_SITE, served
from web import hands, seats
from web.hands import CHECK


def test_a_seat_opens_the_players_page_and_nothing_else(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        assert room.client.get("/play").status_code == 200
        assert room.client.get("/lead").status_code == 403


def test_a_changed_cookie_is_no_seat(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada, bea = room.join("Ada"), room.join("Bea")
        good = seats.sign(room.room, ada, seats.PLAYER_COOKIE)
        for bad in (good.replace(ada, bea), good[:-1], "", "g1|", "nowhere|p2.x", "g1|p2"):
            room.client.cookies.set(seats.PLAYER_COOKIE, bad)
            answer = room.client.get("/play", follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, "/?again=1")


def test_a_players_cookie_cannot_be_used_as_the_facilitators(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.join("Ada")
        room.client.cookies.set(seats.LEAD_COOKIE, seats.sign(room.room, "lead", seats.PLAYER_COOKIE))
        assert room.client.get("/lead").status_code == 403


def test_a_helpers_cookie_cannot_be_used_as_the_facilitators_nor_a_link_as_a_claim(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        link = room.run(hands.link, room.room, CHECK)
        helper = room.run(hands.claim, room.room, CHECK, "iPhone", link.id)
        room.client.cookies.set(seats.LEAD_COOKIE, seats.sign(room.room, helper.id, seats.HELP_COOKIE))
        assert room.client.get("/lead").status_code == 403
        for nobody in (link.id, "nobody", "", "p2"):
            room.client.cookies.set(seats.HELP_COOKIE, seats.sign(room.room, nobody, seats.HELP_COOKIE))
            assert room.client.get("/help/regions").status_code == 403
        room.client.cookies.set(seats.HELP_COOKIE, seats.sign(room.room, helper.id, seats.HELP_COOKIE))
        assert room.client.get("/help/regions").status_code == 200


def test_a_seat_of_a_console_names_the_device_and_is_good_until_it_is_taken_back(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.lead()
        assert room.client.get("/lead").status_code == 200
        room.run(hands.revoke, room.room, seats.LEAD)
        answer = room.client.get("/lead")
        assert answer.status_code == 403
        assert "This link was taken back." in answer.text


def test_a_helper_of_another_game_is_told_so_and_nothing_is_shown(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        link = room.run(hands.link, room.room, CHECK)
        helper = room.run(hands.claim, room.room, CHECK, "iPhone", link.id)
        room.client.cookies.set(seats.HELP_COOKIE, seats.sign(room.room, helper.id, seats.HELP_COOKIE))
        answer = room.client.get("/help/regions?game=g2")
        assert answer.status_code == 403
        assert "This page belongs to another game." in answer.text
        assert room.client.get("/help/regions?game=g1").status_code == 200


def test_a_freed_seat_is_told_so_in_words(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada")
        room.sit(ada)
        room.do(FreeSeat(player=ada))
        answer = room.client.post("/play/rename", data={"name": "X"}, headers=HTMX)
        assert answer.status_code == 401
        assert "no seat on this phone" in answer.text


def test_what_a_page_of_another_seat_sends_is_not_done_and_not_forgotten(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada, bea = room.join("Ada"), room.join("Bea")
        room.sit(bea)
        before = room.game
        headers = {**HTMX, seats.PAGE_HEADER: seats.name_of(room.room, ada)}
        answer = room.client.post("/play/rename", data={"name": "X", "command_id": "x"}, headers=headers)
        assert answer.status_code == 409
        assert "This page belongs to another player." in answer.text
        assert answer.headers[seats.PAGE_HEADER] == "other", "so the phone keeps it until that seat is back"
        assert room.game == before
        assert room.client.get("/play/desk/me", headers=headers).status_code == 403
        assert room.client.get(f"/play/regions?seat=g1-{ada}").status_code == 403
        room.sit(ada)
        answer = room.client.post("/play/rename", data={"name": "X", "command_id": "x"}, headers=headers)
        assert answer.status_code == 200
        assert room.game.players[ada].name == "X"


def test_the_players_page_says_whose_it_is_to_its_scripts(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        room.sit(room.join("Ada"))
        page = room.client.get("/play").text
        assert 'data-seat="g1-p2"' in page
        assert 'hx-ws:connect="/play/news?seat=g1-p2" data-poll="/play/regions?seat=g1-p2"' in page


def test_the_facilitators_link_is_claimed_by_post_with_its_secret(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        wrong = room.client.post(
            f"/lead/{CODE}/claim", data={"secret": "guess"}, headers=SAME_SITE, follow_redirects=False
        )
        assert wrong.status_code == 403
        right = room.client.post(
            f"/lead/{CODE}/claim", data={"secret": LEAD_SECRET}, headers=SAME_SITE, follow_redirects=False
        )
        assert right.status_code == 303
        assert "httponly" in right.headers["set-cookie"].lower()
        assert room.client.get("/lead").status_code == 200


def test_an_empty_hash_lets_nobody_in() -> None:
    assert not seats.is_secret("", "")
    assert not seats.is_secret("x", "")
    assert seats.is_secret("x", seats.hash_of_secret("x"))

"""The console: who may open it, what stands on it, and its desks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.console import DESKS
from game import commands as ask
from game.state import Status
from tests.led import at_market, post
from tests.served import CODE, HTMX, LEAD_SECRET, SAME_SITE, Served, served
from web.presence import PhoneState

PARTS = ("head", "run", "needs", "stage", "board", "calls", "seats", "agreed", "remote", "checks", "acts")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def _forms(page: str) -> list[str]:
    return re.findall(r'<form[^>]*action="/lead/.*?</form>', page, re.DOTALL)


def test_without_a_seat_the_console_says_for_whom_it_is(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        for path in ("/lead", "/lead/desk/spoken"):
            answer = room.client.get(path)
            assert answer.status_code == 403
            assert "for the facilitator" in answer.text
        assert room.client.post("/lead/next", data={"from_step": -1}, headers=SAME_SITE).status_code == 403
        assert room.game.status is Status.LOBBY


def test_the_secret_opens_the_console_and_leaves_the_address_clean(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        page = room.client.get(f"/lead/{CODE}")
        assert page.status_code == 200
        assert f'action="/lead/{CODE}/claim"' in page.text
        assert "/static/claim.js" in page.text
        answer = room.client.post(
            f"/lead/{CODE}/claim", data={"secret": LEAD_SECRET}, headers=SAME_SITE, follow_redirects=False
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/lead")
        assert room.client.get("/lead").status_code == 200


def test_a_whole_pasted_link_opens_the_console_too(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        link = f" http://127.0.0.1:8000/lead/{CODE}#{LEAD_SECRET} "
        assert room.client.post(f"/lead/{CODE}/claim", data={"secret": link}, headers=SAME_SITE).status_code == 200


def test_a_wrong_secret_is_said_beside_the_field_and_opens_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        for wrong in ("", "wrong", "#"):
            answer = room.client.post(f"/lead/{CODE}/claim", data={"secret": wrong}, headers=SAME_SITE)
            assert answer.status_code == 403
            assert 'role="alert"' in answer.text
        assert room.client.get("/lead").status_code == 403


def test_the_page_holds_all_its_parts_and_no_inline_style_or_script(room: Served) -> None:
    at_market(room)
    page = room.client.get("/lead").text
    for part in PARTS:
        assert f'<section id="{part}"' in page
    assert 'hx-ws:connect="/lead/news?game=g1" data-poll="/lead/regions?game=g1"' in page
    assert 'data-seat="g1-lead"' in page
    assert " style=" not in page
    assert "<script>" not in page


def test_no_part_that_is_pushed_holds_a_field_to_type_in(room: Served) -> None:
    at_market(room)
    pushed = room.client.get("/lead/regions").text
    assert "hx-partial" in pushed
    assert not re.search(r"<(textarea|select)|<input(?! type=\"hidden\")", pushed)


def test_the_console_shows_no_secret(room: Served) -> None:
    at_market(room)
    page = room.client.get("/lead").text
    for player in room.game.seated():
        assert room.game.scenario.role(player.role).secret not in page


def test_every_form_of_the_console_names_its_game(room: Served) -> None:
    at_market(room)
    desks = [room.client.get(f"/lead/desk/{what}?table=1", headers=HTMX).text for what in DESKS]
    pages = [room.client.get("/lead").text, room.client.get("/lead/regions").text, *desks]
    room.advance_to("fire")
    post(room, "close", sure="yes", game="g1")
    pages += [room.client.get("/lead").text]
    assert sum(len(_forms(page)) for page in pages) > 100
    for form in (form for page in pages for form in _forms(page)):
        assert '<input type="hidden" name="game" value="g1">' in form
    for link in re.findall(r'hx-get="(/lead/desk/[^"]+)"', "".join(pages)):
        assert "?game=g1" in link or link == "/lead/desk/none"


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("close", {"sure": "yes"}),
        ("close", {}),
        ("next", {"from_step": -1}),
        ("spoken", {"badge": "1A"}),
        ("tell", {"headline": "We shared"}),
        ("event", {"card": "mice"}),
        ("end-event", {"card": "mice"}),
        ("outcome", {"card": "dance", "badge": "1A"}),
        ("call", {"table": "1"}),
        ("cost", {"idea": "i1", "pick": "m1", "cost": "1"}),
    ],
)
@pytest.mark.parametrize("headers", [HTMX, SAME_SITE])
def test_an_act_on_an_older_console_does_not_land_in_the_game_that_is_led_now(
    room: Served, verb: str, fields: dict[str, str], headers: dict[str, str]
) -> None:
    other = room.other_game()
    room.lead(other)
    before = (room.game.seq, other.history.game.seq)
    answer = room.client.post(f"/lead/{verb}", data={"game": "g1", **fields}, headers=headers)
    assert answer.status_code == 409
    assert "This page belongs to another game." in answer.text
    assert "Open its console again." in answer.text
    assert (room.game.seq, other.history.game.seq) == before


def test_an_older_console_is_given_nothing_of_the_game_that_is_led_now(room: Served) -> None:
    other = room.other_game()
    room.lead(other)
    for path in ("/lead/desk/close?game=g1", "/lead/regions?game=g1"):
        answer = room.client.get(path, headers=HTMX)
        assert answer.status_code == 403
        assert "This page belongs to another game." in answer.text
    assert room.client.get("/lead/desk/close?game=g2", headers=HTMX).status_code == 200


def test_each_desk_comes_as_a_piece_or_on_the_whole_page(room: Served) -> None:
    at_market(room)
    for what in ("move", "spoken", "event", "void", "tell", "close"):
        piece = room.client.get(f"/lead/desk/{what}", headers=HTMX)
        assert piece.status_code == 200
        assert "<html" not in piece.text
        whole = room.client.get(f"/lead/desk/{what}")
        assert "<html" in whole.text
        assert '<section class="card desk">' in whole.text


def test_the_head_counts_the_room_and_not_its_persons(room: Served) -> None:
    who = at_market(room)
    lost = {player.id: PhoneState.LOST for player in room.game.seated(1)}
    room.app.state.house.presence.pretend("g1", lost)
    room.do(ask.PutOnPaper(table=2, on_paper=True))
    page = room.client.get("/lead").text
    head = page[page.index('<section id="head"') : page.index("</section>", page.index('<section id="head"'))]
    assert f"<b>{len(lost)}</b> phones lost" in head
    assert f"<b>{sum(1 for _ in room.game.seated(2))}</b> on paper" in head
    assert "Undo" in head
    assert room.game.players[who["giver"]].name not in head


def test_a_desk_that_stays_is_shown_again_after_its_act_and_another_is_put_away(room: Served) -> None:
    room.join("Ash", table=1)
    assert "Who came" in post(room, "door", is_closed="true")
    assert 'class="card desk"' not in post(room, "move", player=next(room.game.seated()).id, table=2)


def test_the_keys_are_listed_with_a_switch_for_all_of_them(room: Served) -> None:
    keys = room.client.get("/lead/desk/keys", headers=HTMX).text
    assert keys.count("<kbd>") == 9
    assert "data-keys-switch" in keys


def test_an_unknown_desk_is_an_empty_one(room: Served) -> None:
    assert "form" not in room.client.get("/lead/desk/none", headers=HTMX).text
    assert room.client.get("/lead/desk/none", follow_redirects=False).status_code == 303

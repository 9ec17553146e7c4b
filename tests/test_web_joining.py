"""Coming in: the code, the seat, and everything that can be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from game.commands import CloseGame, FreeSeat, Publish, ShelveReport
from game.state import Listing, Naming
from tests.phones import said
from tests.served import CODE, SAME_SITE, Served, served
from web.codes import WRONG_CODES
from web.seats import PLAYER_COOKIE
from web.ways_back import way_back


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A room with two tables of six."""
    with served(tmp_path) as made:
        yield made


def enter(room: Served, **fields: str):  # type: ignore[no-untyped-def]
    return room.client.post(f"/j/{CODE}", data=fields, headers=SAME_SITE, follow_redirects=False)


def type_code(room: Served, code: str):  # type: ignore[no-untyped-def]
    return room.client.post("/", data={"code": code}, headers=SAME_SITE, follow_redirects=False)


@pytest.mark.parametrize("code", [CODE, "otter42", " Otter 42 ", "otter-42"])
def test_a_code_is_taken_however_it_is_typed(room: Served, code: str) -> None:
    answer = type_code(room, code)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/j/{CODE}")


def test_a_wrong_code_says_so_and_keeps_what_was_typed(room: Served) -> None:
    answer = type_code(room, "heron<7")
    assert answer.status_code == 404
    assert "We do not know that code." in answer.text
    assert 'value="heron&lt;7"' in answer.text


def test_no_code_at_all_says_what_to_do(room: Served) -> None:
    answer = type_code(room, "  ")
    assert answer.status_code == 422
    assert "Type the code first." in answer.text


def test_a_scanned_key_goes_on_with_the_form(room: Served) -> None:
    key = room.room.row.join_key
    assert f'action="/j/{CODE}?k={key}"' in room.client.get(f"/j/{CODE}", params={"k": key}).text
    assert key not in room.client.get(f"/j/{CODE}").text


def test_the_door_says_who_organises_how_long_and_how_to_be_removed(room: Served) -> None:
    words = said(room.client.get(f"/j/{CODE}"))
    assert "organises this" in words
    assert "until the organiser deletes that file" in words
    assert "To have them removed, tell the facilitator" in words


def test_the_most_private_choice_is_set_before_anybody_chooses(room: Served) -> None:
    page = room.client.get(f"/j/{CODE}").text
    assert 'name="naming" value="table" checked' in page
    assert 'name="film" value="yes">' in page
    assert 'name="hat" value="" checked' in page


def test_looking_at_the_door_takes_no_seat(room: Served) -> None:
    before = room.game.seq
    room.client.get(f"/j/{CODE}")
    assert room.game.seq == before


def test_taking_a_seat_opens_the_page_and_keeps_the_choices(room: Served) -> None:
    answer = enter(room, name="Ada", table="2", naming="nickname", film="yes", hat="visitor")
    assert (answer.status_code, answer.headers["location"]) == (303, "/play")
    assert "httponly" in answer.headers["set-cookie"].lower()
    (ada,) = room.game.seated()
    assert (ada.name, ada.table, ada.naming, ada.film, ada.hat) == ("Ada", 2, Naming.NICKNAME, True, "visitor")
    assert "badge <strong>2A</strong>" in room.client.get("/play").text


def test_seat_me_finds_a_table_with_room(room: Served) -> None:
    room.join("Bea", 1)
    enter(room, name="Ada", table="0")
    assert room.game.by_badge("2A") is not None


def test_people_under_16_appear_only_as_their_table(room: Served) -> None:
    enter(room, name="Ada", naming="nickname", under_16="yes")
    (ada,) = room.game.seated()
    assert ada.naming is Naming.TABLE


def test_a_phone_that_has_a_seat_goes_back_to_it_and_takes_no_second(room: Served) -> None:
    enter(room, name="Ada")
    for answer in (room.client.get(f"/j/{CODE}", follow_redirects=False), enter(room, name="Ada again")):
        assert (answer.status_code, answer.headers["location"]) == (303, "/play")
    assert len(list(room.game.seated())) == 1


def test_a_freed_seat_may_be_taken_anew(room: Served) -> None:
    enter(room, name="Ada")
    (ada,) = room.game.seated()
    room.do(FreeSeat(player=ada.id))
    assert room.client.get(f"/j/{CODE}").status_code == 200
    assert enter(room, name="Ada").status_code == 303
    assert [player.id for player in room.game.seated()] != [ada.id]


def test_a_form_that_is_sent_twice_gives_one_seat(room: Served) -> None:
    first = enter(room, name="Ada", command_id="once")
    room.client.cookies.clear()
    second = enter(room, name="Ada", command_id="once")
    assert first.headers["set-cookie"] == second.headers["set-cookie"]
    assert len(list(room.game.seated())) == 1


def test_the_same_id_with_another_name_is_refused_and_the_name_is_kept(room: Served) -> None:
    enter(room, name="Ada", command_id="once")
    room.client.cookies.clear()
    answer = enter(room, name="Eve", command_id="once")
    assert answer.status_code == 409
    assert "This was sent before." in answer.text
    assert 'value="Eve"' in answer.text
    assert len(list(room.game.seated())) == 1


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"name": "   "}, 422, "Write your name first."),
        ({"name": "N" * 40}, 422, "This has 40 letters. It can have 24."),
        ({}, 422, "Something is missing in what was sent."),
        ({"name": "Ada", "table": "two"}, 422, "Choose a table."),
        ({"name": "Ada", "table": "9"}, 409, "We do not know that table (9)."),
        ({"name": "Ada", "naming": "loud"}, 422, "Choose how you want to appear in the report."),
        ({"name": "Ada", "hat": "wizard"}, 409, "We do not know that answer."),
        ({"name": "Ada", "command_id": "x" * 65}, 422, "We could not read that."),
    ],
)
def test_a_bad_form_says_what_is_wrong_keeps_the_words_and_seats_nobody(
    room: Served, fields: dict[str, str], status: int, sentence: str
) -> None:
    before = room.game.seq
    answer = enter(room, **fields)
    assert answer.status_code == status
    assert sentence in said(answer)
    assert f'name="name" type="text" value="{fields.get("name", "")}"' in answer.text
    assert room.game.seq == before
    assert PLAYER_COOKIE not in room.client.cookies


def test_a_full_table_says_so(room: Served) -> None:
    for number in range(6):
        room.join(f"Player {number}", 1)
    assert "Table 1, full" in said(room.client.get(f"/j/{CODE}"))
    answer = enter(room, name="Ada", table="1")
    assert answer.status_code == 409
    assert "Table 1 is full. Choose another table." in said(answer)


def test_a_name_is_shown_as_it_is_and_is_never_markup(room: Served) -> None:
    enter(room, name="<b>Ada</b> & Co")
    page = room.client.get("/play").text
    assert "&lt;b&gt;Ada&lt;/b&gt; &amp; Co" in page
    assert "<b>Ada</b>" not in page


def test_a_closed_game_cannot_be_joined_and_leads_to_its_report_once_it_is_out(room: Served) -> None:
    room.do(CloseGame())
    closed = room.client.get(f"/j/{CODE}")
    assert closed.status_code == 410
    assert "This game is over." in closed.text
    assert "The report is not out yet." in closed.text
    before = room.game.seq
    assert enter(room, name="Ada").status_code == 410
    assert room.game.seq == before
    room.do(Publish())
    assert f'href="/report/{CODE}"' in room.client.get(f"/j/{CODE}").text
    rooms = room.app.state.house.rooms
    room.do(ShelveReport(listing=Listing.PUBLIC, expires_at=rooms.now() + timedelta(hours=1)))
    assert f'href="/report/{CODE}"' in room.client.get(f"/j/{CODE}").text
    before_it = rooms.now
    rooms.now = lambda: before_it() + timedelta(hours=2)
    gone = room.client.get(f"/j/{CODE}").text
    assert f'href="/report/{CODE}"' not in gone
    assert "The report was taken down." in gone


# --- Here before ------------------------------------------------------------------------------------------------------


def come_back(room: Served, way: str):  # type: ignore[no-untyped-def]
    return room.client.post(f"/j/{CODE}/back", data={"way": way}, headers=SAME_SITE, follow_redirects=False)


def test_a_way_back_opens_the_same_seat_on_another_phone_and_the_first_keeps_it(room: Served) -> None:
    enter(room, name="Ada")
    (ada,) = room.game.seated()
    first = dict(room.client.cookies)
    way = way_back(room.room, ada.id)
    assert way in said(room.client.get("/play")), "the lobby shows it"
    assert way in room.client.get("/play/desk/me", headers={"HX-Request": "true"}).text
    room.client.cookies.clear()
    before = room.game.seq
    answer = come_back(room, way.lower())
    assert (answer.status_code, answer.headers["location"]) == (303, "/play")
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert f"badge <strong>{ada.badge}</strong>" in room.client.get("/play").text
    room.client.cookies.clear()
    room.client.cookies.update(first)
    assert room.client.get("/play").status_code == 200
    assert room.game.seq == before, "nothing of it is in the log"


def test_a_way_back_is_never_in_the_log(room: Served) -> None:
    enter(room, name="Ada")
    way = way_back(room.room, next(iter(room.game.players)))
    told = repr(room.room.history.entries).upper()
    assert way not in told
    assert way.replace(" ", "") not in told


def test_a_way_back_is_told_to_its_own_player_and_to_nobody_else(room: Served) -> None:
    ada, bea = room.join("Ada", 1), room.join("Bea", 1)
    way = way_back(room.room, ada)
    room.sit(bea)
    room.lead()
    for path in ("/play", "/play?desk=me", "/lead", f"/wall/{CODE}", "/play/regions", "/lead/regions", f"/j/{CODE}"):
        assert way not in room.client.get(path).text, path
    room.sit(ada)
    assert way in room.client.get("/play").text


def test_the_door_has_a_fold_for_those_who_were_here_before(room: Served) -> None:
    page = room.client.get(f"/j/{CODE}")
    assert "I was here before" in said(page)
    assert f'action="/j/{CODE}/back"' in page.text
    key = room.room.row.join_key
    assert f'action="/j/{CODE}/back?k={key}"' in room.client.get(f"/j/{CODE}", params={"k": key}).text


def test_a_way_back_that_is_nobodys_says_so_keeps_what_was_typed_and_seats_nobody(room: Served) -> None:
    room.join("Ada")
    answer = come_back(room, "wren<42")
    assert answer.status_code == 404
    assert "Nobody here has this way back." in said(answer)
    assert 'value="wren&lt;42"' in answer.text
    assert '<details class="more was-here" open>' in answer.text
    assert PLAYER_COOKIE not in room.client.cookies


def test_no_way_back_at_all_says_what_to_do(room: Served) -> None:
    assert "Type your bird and your digits first." in said(come_back(room, " "))


def test_the_way_back_to_a_freed_seat_says_that_it_was_freed(room: Served) -> None:
    ada = room.join("Ada")
    way = way_back(room.room, ada)
    room.do(FreeSeat(player=ada))
    answer = come_back(room, way)
    assert answer.status_code == 409
    assert "The facilitator freed this seat. Take a new one below" in said(answer)
    room.do(CloseGame())
    assert "The facilitator freed this seat. Ask the facilitator." in said(come_back(room, way))


def test_a_closed_game_lets_a_seat_come_back(room: Served) -> None:
    ada = room.join("Ada")
    room.do(CloseGame())
    door = room.client.get(f"/j/{CODE}")
    assert door.status_code == 410
    assert "I was here before" in said(door)
    assert come_back(room, way_back(room.room, ada)).headers["location"] == "/play"
    assert room.client.get("/play").status_code == 200
    assert "Back to my seat" in said(room.client.get(f"/j/{CODE}")), "and no need to type it again on this phone"


def test_guessing_ways_back_is_stopped_in_words_for_right_ones_too(room: Served) -> None:
    ada = room.join("Ada")
    for number in range(WRONG_CODES.amount):
        assert come_back(room, f"nobody {number}").status_code == 404
    stopped = come_back(room, way_back(room.room, ada))
    assert stopped.status_code == 429
    assert "Wait a minute, then try again." in said(stopped)
    assert PLAYER_COOKIE not in room.client.cookies
    assert room.client.get(f"/j/{CODE}").status_code == 200, "whoever is new still comes in"
    assert enter(room, name="Bea").status_code == 303


def test_right_ways_back_are_never_counted(room: Served) -> None:
    way = way_back(room.room, room.join("Ada"))
    for _ in range(WRONG_CODES.amount + 1):
        room.client.cookies.clear()
        assert come_back(room, way).status_code == 303


def test_a_way_back_of_another_game_opens_nothing_here(room: Served) -> None:
    other = room.other_game()
    strangers = [room.join(f"Person {number}", room=other) for number in range(5)]
    for stranger in strangers:
        assert come_back(room, way_back(other, stranger)).status_code == 404


def test_a_way_back_typed_as_a_room_code_says_where_it_goes(room: Served) -> None:
    answer = type_code(room, "wren 42")
    assert answer.status_code == 404
    assert "This looks like your way back. Type the room code first." in said(answer)


def test_a_phone_without_a_seat_is_told_why_it_is_at_the_front(room: Served) -> None:
    answer = room.client.get("/play")
    assert "This phone has no seat here." in answer.text

"""The console: who may open it, what its buttons do, and that forms keep their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.console import DESKS
from game import commands as ask
from game.history import Entry
from game.refused import Why
from game.scenario import Words
from game.state import DealState, Scene, Status
from tests.given import gift, terms
from tests.served import CODE, HTMX, LEAD_SECRET, SAME_SITE, Served, served

PARTS = ("head", "run", "stage", "board", "remote", "checks", "agreed", "seats", "acts")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server whose client leads the game."""
    with served(tmp_path) as made:
        made.lead()
        yield made


def _post(room: Served, verb: str, **fields: object) -> str:
    answer = room.client.post(f"/lead/{verb}", data={"command_id": "", **fields}, headers=HTMX)
    assert answer.status_code == 200, answer.text
    return answer.text


def _at_market(room: Served) -> dict[str, str]:
    """Two tables of three with ideas, the market open. ``giver`` has a seed; ``taker`` and ``idea`` are at the other table."""
    players = [room.join(f"Person {number}", table=1 + number % 2) for number in range(6)]
    room.advance_to("bed")
    for player in players:
        offered = room.game.players[player].offered
        wanted = next((role for role in offered if room.game.scenario.role(role).side == "growers"), offered[0])
        room.do(ask.KeepCharacter(player=player, role=wanted), by=player)
    for number in (1, 2):
        by = next(room.game.seated(number)).id
        room.do(ask.WriteIdea(player=by, title=Words(f"Bed {number}"), line=Words("At dawn.")), by=by)
    room.advance_to("swap")
    giver = next(player for player in room.game.seated() if player.purse.get("seed", 0))
    home = 3 - giver.table
    return {
        "giver": giver.id,
        "taker": next(room.game.seated(home)).id,
        "idea": room.game.tables[home].idea,
        "writer": next(room.game.seated(1)).id,
    }


def _badge(room: Served, player: str) -> str:
    return room.game.players[player].badge


# --- Claim -----------------------------------------------------------------------------------------------------------


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


# --- The page --------------------------------------------------------------------------------------------------------


def test_the_page_holds_all_its_parts_and_no_inline_style_or_script(room: Served) -> None:
    _at_market(room)
    page = room.client.get("/lead").text
    for part in PARTS:
        assert f'<section id="{part}"' in page
    assert 'hx-ws:connect="/lead/news?game=g1" data-poll="/lead/regions?game=g1"' in page
    assert 'data-seat="g1-lead"' in page
    assert " style=" not in page
    assert "<script>" not in page


def test_no_part_that_is_pushed_holds_a_field_to_type_in(room: Served) -> None:
    _at_market(room)
    pushed = room.client.get("/lead/regions").text
    assert "hx-partial" in pushed
    assert not re.search(r"<(textarea|select)|<input(?! type=\"hidden\")", pushed)


def test_the_console_shows_no_secret(room: Served) -> None:
    _at_market(room)
    page = room.client.get("/lead").text
    for player in room.game.seated():
        assert room.game.scenario.role(player.role).secret not in page


# --- Two consoles in one browser --------------------------------------------------------------------------------------


def _forms(page: str) -> list[str]:
    return re.findall(r'<form[^>]*action="/lead/.*?</form>', page, re.DOTALL)


def test_every_form_of_the_console_names_its_game(room: Served) -> None:
    _at_market(room)
    desks = [room.client.get(f"/lead/desk/{what}", headers=HTMX).text for what in DESKS]
    pages = [room.client.get("/lead").text, room.client.get("/lead/regions").text, *desks]
    room.advance_to("fire")
    _post(room, "close", sure="yes", game="g1")
    pages += [room.client.get("/lead").text]
    assert all(_forms(page) for page in pages if 'class="box-empty"' not in page)
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


# --- Event cards ------------------------------------------------------------------------------------------------------


def test_the_desk_says_before_a_card_is_sent_whom_it_would_be_about(room: Served) -> None:
    ash = room.join("Ash", table=1)
    room.advance_to("swap")
    desk = room.client.get("/lead/desk/event", headers=HTMX).text
    assert "Grower is not here. Whoever holds seeds speaks." in desk
    assert desk.count("Send to the room") == len(room.game.scenario.events)
    room.do(ask.KeepCharacter(player=ash, role="grower"), by=ash)
    desk = room.client.get("/lead/desk/event", headers=HTMX).text
    assert "About 1A." in desk
    assert "Seedkeeper is not here. 1A can take their place." in desk


def test_a_card_that_is_on_is_ended_and_can_be_sent_again(room: Served) -> None:
    room.advance_to("swap")
    assert "Sent “Mice”." in _post(room, "event", card="mice")
    desk = room.client.get("/lead/desk/event", headers=HTMX).text
    assert "min, on now" in desk
    assert desk.count("Send to the room") == len(room.game.scenario.events) - 1
    assert "Send again" not in desk
    answer = room.client.post("/lead/event", data={"card": "mice"}, headers=HTMX)
    assert answer.status_code == 409
    assert "This card is on already. End it first." in answer.text
    _post(room, "end-event", card="mice")
    assert "Send again" in room.client.get("/lead/desk/event", headers=HTMX).text
    answer = room.client.post("/lead/end-event", data={"card": "mice"}, headers=HTMX)
    assert answer.status_code == 409
    assert "This is over." in answer.text


def test_what_the_room_chose_can_be_entered_only_under_a_card_that_was_sent(room: Served) -> None:
    _at_market(room)
    assert "Send the event card first." in room.client.get("/lead/desk/outcome?card=walnut", headers=HTMX).text
    _post(room, "event", card="walnut")
    page = room.client.get("/lead").text
    assert "/lead/desk/outcome?game=g1&amp;card=walnut" in page
    desk = room.client.get("/lead/desk/outcome?card=walnut", headers=HTMX).text
    assert "<legend>One bed</legend>" in desk
    ideas = [table.idea for table in room.game.tables.values()]
    answer = room.client.post("/lead/outcome", data={"card": "walnut", "idea": ideas}, headers=HTMX)
    assert answer.status_code == 409
    assert "The room chooses up to 1 here." in answer.text
    assert answer.text.count(" checked") == 2, "what was ticked stays ticked"
    _post(room, "outcome", card="walnut", idea=ideas[0])
    desk = room.client.get("/lead/desk/outcome?card=walnut", headers=HTMX).text
    assert re.findall(r'value="(\w+)" checked', desk) == [ideas[0]]


# --- The evening -----------------------------------------------------------------------------------------------------


def test_the_big_button_is_named_by_the_next_step_and_begins_it(room: Served) -> None:
    assert "Start: The tale" in room.client.get("/lead").text
    assert "Moved to step 1: The tale." in _post(room, "next", from_step=-1)
    assert "Next: Who are you" in room.client.get("/lead").text
    assert room.game.step_index == 0


def test_a_double_press_of_next_moves_one_step(room: Served) -> None:
    _post(room, "next", from_step=-1)
    answer = room.client.post("/lead/next", data={"from_step": -1}, headers=HTMX)
    assert answer.status_code == 409
    assert "moved on already" in answer.text
    assert room.game.step_index == 0


def test_the_same_press_sent_twice_gets_the_first_answer_again(room: Served) -> None:
    first = _post(room, "next", from_step=-1, command_id="press-1")
    assert _post(room, "next", from_step=-1, command_id="press-1") == first
    assert room.game.step_index == 0


def test_the_clock_is_paused_resumed_and_given_minutes(room: Served) -> None:
    room.advance_to("swap")
    _post(room, "pause")
    assert not room.game.clock.is_running
    left = room.game.clock.left_ms
    _post(room, "minutes", minutes=5)
    assert room.game.clock.left_ms == left + 5 * 60_000
    _post(room, "minutes", minutes=-1)
    assert room.game.clock.left_ms == left + 4 * 60_000
    assert "paused" in room.client.get("/lead").text
    _post(room, "resume")
    assert room.game.clock.is_running


def test_back_begins_the_step_before_again(room: Served) -> None:
    room.advance_to("sky")
    assert "Moved to step 2" in _post(room, "back", from_step=2)


def test_the_wall_shows_what_is_chosen(room: Served) -> None:
    assert "The wall shows the map." in _post(room, "scene", scene="map")
    assert room.game.scene is Scene.MAP


def test_a_field_that_makes_no_sense_is_answered_in_words(room: Served) -> None:
    answer = room.client.post("/lead/scene", data={"scene": "fireworks"}, headers=HTMX)
    assert answer.status_code == 422
    assert "could not read" in answer.text


def test_without_script_an_act_leads_back_to_the_console(room: Served) -> None:
    answer = room.client.post("/lead/next", data={"from_step": -1}, headers=SAME_SITE, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/lead")


def test_without_script_a_refusal_is_said_on_the_whole_page(room: Served) -> None:
    answer = room.client.post("/lead/resume", data={}, headers=SAME_SITE)
    assert answer.status_code in {409, 303, 200}
    again = room.client.post("/lead/back", data={"from_step": 5}, headers=SAME_SITE)
    assert again.status_code == 409
    assert "<html" in again.text
    assert 'id="said"' in again.text


def test_an_event_card_is_sent_from_its_desk_which_is_then_put_away(room: Served) -> None:
    room.advance_to("swap")
    desk = room.client.get("/lead/desk/event", headers=HTMX).text
    assert "Frost" in desk
    assert "Whoever holds seeds speaks." in desk
    answer = _post(room, "event", card="frost")
    assert "Sent “Frost”." in answer
    assert 'hx-target="#said"' in answer
    assert room.game.sent[-1].card == "frost"


# --- Undo ------------------------------------------------------------------------------------------------------------


def test_the_newest_act_can_be_undone_from_the_top(room: Served) -> None:
    room.advance_to("who")
    assert "Undo “Moved to step 2: Who are you”" in room.client.get("/lead").text
    assert "Undone: Moved to step 2: Who are you." in _post(room, "undo", seq=room.game.seq)
    assert room.game.step_index == 0


def test_an_undo_that_others_depend_on_names_them_in_words(room: Served) -> None:
    room.do(ask.AddTable())
    added = room.game.seq
    room.join("Ash", table=3)
    answer = room.client.post("/lead/undo", data={"seq": added}, headers=HTMX)
    assert answer.status_code == 409
    assert "3A took a seat" in answer.text


# --- Tables and seats ------------------------------------------------------------------------------------------------


def test_a_table_is_added_and_an_empty_one_removed(room: Served) -> None:
    assert "Added table 3." in _post(room, "add-table")
    assert "Removed table 3." in _post(room, "remove-table", table=3)


def test_a_player_is_moved_by_a_form_outside_the_pushed_parts(room: Served) -> None:
    ash = room.join("Ash", table=1)
    desk = room.client.get(f"/lead/desk/move?player={ash}", headers=HTMX).text
    assert f'value="{ash}" selected' in desk
    assert "Moved one player to table 2" in _post(room, "move", player=ash, table=2)
    assert room.game.players[ash].table == 2


def test_a_move_that_cannot_be_comes_back_with_the_form(room: Served) -> None:
    ash = room.join("Ash", table=1)
    answer = room.client.post("/lead/move", data={"player": ash, "table": 9}, headers=HTMX)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert f'value="{ash}" selected' in answer.text


def test_a_seat_is_freed(room: Served) -> None:
    ash = room.join("Ash", table=1)
    assert "Freed the seat 1A." in _post(room, "free", player=ash)
    assert room.game.players[ash].is_freed


# --- Deals -----------------------------------------------------------------------------------------------------------


def test_a_spoken_deal_is_entered_by_badge_numbers(room: Served) -> None:
    who = _at_market(room)
    fields = {
        "idea": who["idea"],
        "badge": [_badge(room, who["giver"]).lower(), _badge(room, who["taker"]), ""],
        "kind": ["seed", "", ""],
        "count": ["1", "1", "1"],
        "string": "shade",
        "own_words": "",
    }
    answer = room.client.post("/lead/spoken", data=fields, headers=HTMX)
    assert answer.status_code == 200, answer.text
    assert "Entered a spoken bargain, number 1." in answer.text
    (deal,) = room.game.deals.values()
    assert deal.state is DealState.AGREED
    assert deal.terms.parties == (who["giver"], who["taker"])
    assert deal.terms.string == "shade"
    assert 'name="badge"' in answer.text, "the form is ready for the next one"


def test_an_unknown_badge_keeps_the_form_and_says_which(room: Served) -> None:
    who = _at_market(room)
    fields = {"idea": who["idea"], "badge": ["9Z", "1A"], "kind": ["seed", ""], "count": ["2", "1"], "own_words": "so"}
    answer = room.client.post("/lead/spoken", data=fields, headers=HTMX)
    assert answer.status_code == 422
    assert "Nobody wears the badge 9Z." in answer.text
    assert 'value="9Z"' in answer.text
    assert 'value="so"' in answer.text
    assert 'aria-describedby="trouble"' in answer.text
    whole = room.client.post("/lead/spoken", data=fields, headers=SAME_SITE)
    assert whole.status_code == 422
    assert "<html" in whole.text
    assert 'value="9Z"' in whole.text


def test_a_refused_spoken_deal_says_why_and_keeps_the_form(room: Served) -> None:
    who = _at_market(room)
    fields = {"idea": who["idea"], "badge": [_badge(room, who["giver"])], "kind": ["seed"], "count": ["1"]}
    answer = room.client.post("/lead/spoken", data=fields, headers=HTMX)
    assert answer.status_code == 409
    assert "2 to 6 different people" in answer.text
    assert f'value="{_badge(room, who["giver"])}"' in answer.text


def test_a_deal_is_made_void(room: Served) -> None:
    who = _at_market(room)
    made = terms(who["giver"], gift(who["giver"], "seed"), others=(who["taker"],))
    room.do(ask.ShakeHands(player=who["giver"], idea=who["idea"], terms=made), by=who["giver"])
    (deal,) = room.game.deals
    assert "Void" in room.client.get("/lead/desk/void", headers=HTMX).text
    assert "Bargain 1 was made void." in _post(room, "void", deal=deal)


# --- Words -----------------------------------------------------------------------------------------------------------


def test_typed_words_wait_to_be_shown_or_hidden(room: Served) -> None:
    _at_market(room)
    page = room.client.get("/lead").text
    assert "Bed 1: At dawn." in page
    ref = f"idea:{room.game.tables[1].idea}:1"
    assert "Showed words." in _post(room, "check", ref=ref, shows="true")
    assert room.game.checks[ref] is True
    ref = f"idea:{room.game.tables[2].idea}:1"
    assert "Hid words." in _post(room, "check", ref=ref, shows="false")
    assert room.game.checks[ref] is False


def test_typed_words_are_shown_as_text_never_as_markup(room: Served) -> None:
    who = _at_market(room)
    by = who["writer"]
    room.do(ask.WriteIdea(player=by, title=Words("<b>Bed</b>"), line=Words('"><script>')), by=by)
    page = room.client.get("/lead").text
    assert "<b>Bed</b>" not in page
    assert "&lt;b&gt;Bed&lt;/b&gt;" in page
    assert "<script>" not in page


# --- The end ---------------------------------------------------------------------------------------------------------


def test_closing_asks_for_a_tick(room: Served) -> None:
    room.advance_to("fire")
    assert "Close the game" in room.client.get("/lead").text
    answer = room.client.post("/lead/close", data={}, headers=HTMX)
    assert answer.status_code == 422
    assert "Set the tick first." in answer.text
    assert room.game.status is Status.PLAYING
    assert "Closed the game." in _post(room, "close", sure="yes")
    assert room.game.status is Status.CLOSED


def test_after_the_close_the_story_is_told_and_the_report_published(room: Served) -> None:
    room.advance_to("fire")
    _post(room, "close", sure="yes")
    assert "Write the headline" in room.client.get("/lead").text
    _post(room, "tell", headline="We shared", turning_point="The frost", surprise="", refusal="The pickers")
    assert room.game.telling.headline == "We shared"
    assert "Publish the report" in room.client.get("/lead").text
    assert "Published the report." in _post(room, "publish")
    assert f'href="/report/{CODE}"' in room.client.get("/lead").text


def test_a_headline_that_is_too_long_comes_back_whole(room: Served) -> None:
    room.advance_to("fire")
    _post(room, "close", sure="yes")
    long = "x" * 97
    answer = room.client.post("/lead/tell", data={"headline": long, "surprise": "kept"}, headers=HTMX)
    assert answer.status_code == 409
    assert long in answer.text
    assert "kept" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_late_action_waits_and_can_be_let_in(room: Served) -> None:
    who = _at_market(room)
    room.advance_to("fire")
    _post(room, "close", sure="yes")
    room.do(ask.SetMonday(player=who["taker"], text=Words("Call Kim")), by=who["taker"])
    page = room.client.get("/lead").text
    assert "answered a question" in page
    assert "Call Kim" not in page
    late = next(iter(room.game.late))
    assert "Let a late action count." in _post(room, "admit", late=late)
    assert room.game.players[who["taker"]].monday == "Call Kim"


# --- Desks -----------------------------------------------------------------------------------------------------------


def test_each_desk_comes_as_a_piece_or_on_the_whole_page(room: Served) -> None:
    _at_market(room)
    for what in ("move", "spoken", "event", "void", "tell", "close"):
        piece = room.client.get(f"/lead/desk/{what}", headers=HTMX)
        assert piece.status_code == 200
        assert "<html" not in piece.text
        whole = room.client.get(f"/lead/desk/{what}")
        assert "<html" in whole.text
        assert '<section class="card desk">' in whole.text


def test_an_unknown_desk_is_an_empty_one(room: Served) -> None:
    assert "form" not in room.client.get("/lead/desk/none", headers=HTMX).text
    assert room.client.get("/lead/desk/none", follow_redirects=False).status_code == 303


def test_refusals_are_told_apart_from_what_was_done(room: Served) -> None:
    outcome = room.ask(ask.Publish())
    assert not isinstance(outcome, Entry)
    assert outcome.why is Why.GAME_NOT_CLOSED  # type: ignore[union-attr]
    answer = room.client.post("/lead/publish", data={}, headers=HTMX)
    assert "is-refused" in answer.text
    assert "Close the game first." in answer.text

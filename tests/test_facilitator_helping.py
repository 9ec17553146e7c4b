"""Helpers' pages: each does what its role is for, sees what that needs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import Response

from facilitator.helping import NEXT_FEW
from facilitator.screen import scene_before
from game import commands as ask
from game.scenario import Words
from game.state import CallAnswer, CallFor, DealState, HideReason, Part, Scene, Status
from tests.given import gift, terms
from tests.led import at_market, badge_of
from tests.served import HTMX, SAME_SITE, Served, served
from web import hands


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server with a game of the tiny pack."""
    with served(tmp_path) as made:
        yield made


def send(room: Served, verb: str, **fields: object) -> Response:
    return room.client.post(f"/help/{verb}", data={"command_id": "", "game": "g1", **fields}, headers=HTMX)


def done(room: Served, verb: str, **fields: object) -> str:
    answer = send(room, verb, **fields)
    assert answer.status_code == 200, answer.text
    return answer.text


def page(room: Served) -> str:
    return " ".join(room.client.get("/help").text.split())


def ref_of(room: Served, table: int) -> str:
    idea = room.game.ideas[room.game.tables[table].idea]
    return f"idea:{idea.id}:{idea.rev}"


# --- Who gets in -------------------------------------------------------------------------------------------------------


def test_the_page_is_for_those_with_a_link_that_was_not_taken_back(room: Served) -> None:
    assert room.client.get("/help").status_code == 403
    assert send(room, "check", ref="x", shows="true").status_code == 403
    claim = room.help("check")
    assert room.client.get("/help").status_code == 200
    room.run(hands.revoke, room.room, claim.of_link)
    answer = send(room, "scene", scene="blank")
    assert answer.status_code == 403 and "taken back" in answer.text
    assert room.game.scene is Scene.JOIN


def test_what_a_helper_does_stands_in_the_log_as_the_facilitators_and_can_be_undone(room: Served) -> None:
    at_market(room)
    room.help("check")
    assert "Showed words." in done(room, "check", ref=ref_of(room, 1), shows="true")
    entry = room.room.history.entries[-1]
    assert entry.by == "lead" and entry.seq in {one.seq for one in room.room.history.undoable()}


def test_a_form_of_another_game_changes_nothing(room: Served) -> None:
    room.help("timer")
    assert send(room, "ring", game="g2").status_code == 409
    assert room.game.rings == 0


ALL = {
    "check": {"ref": "idea:i1:1", "shows": "true"},
    "edit": {"ref": "idea:i1:1", "title": "A", "do": "edit"},
    "trust": {"table": 1, "trusts": "true"},
    "apart": {"idea": "i1", "other": "i2"},
    "alike": {"idea": "i1", "other": "i2", "keep": "i1", "do": "merge"},
    "scene": {"scene": "blank"},
    "next": {"from_step": 0},
    "back": {"from_step": 0},
    "pause": {},
    "resume": {},
    "minutes": {"minutes": 1},
    "ring": {},
    "call": {"table": 1},
    "give": {"minutes": 2},
    "answer-call": {"answer": "coming"},
    "message": {"text": "Hello"},
    "spoken": {"in_one": "1A 2A"},
    "answer-for": {"player": "p1", "deal": "d1", "version": 1, "yes": "true", "said": "yes"},
}
OF = {
    "check": {"check", "edit", "trust", "apart", "alike", "scene"},
    "timer": {"next", "back", "pause", "resume", "minutes", "ring", "call"},
    "table:1": {"give", "answer-call", "message", "spoken", "answer-for"},
}


@pytest.mark.parametrize("role", OF)
def test_each_role_may_send_its_own_acts_and_no_other(room: Served, role: str) -> None:
    room.help(role)
    for verb, fields in ALL.items():
        before = room.game.seq
        answer = send(room, verb, **fields)
        if verb not in OF[role]:
            assert answer.status_code == 403, (role, verb)
            assert "Your link is not for this. Ask the facilitator." in answer.text
            assert room.game.seq == before
        elif verb not in {"spoken", "answer-for"}:  # nobody sits there yet
            assert answer.status_code in {200, 409}, (role, verb, answer.text)
    assert send(room, "close", sure="yes").status_code == 403
    assert send(room, "undo", seq=2).status_code == 403


def test_a_table_is_no_other_table(room: Served) -> None:
    who = at_market(room)
    room.help("table:1")
    taker = room.game.players[who["taker"]]
    here = next(room.game.seated(1))
    there = next(room.game.seated(2))
    assert {taker.table, here.table, there.table} == {1, 2}
    deal = propose(room, who, there.id, here.id)
    answer = send(room, "answer-for", player=there.id, deal=deal, version=1, yes="true", said="yes")
    assert answer.status_code == 403
    done(room, "message", text="Hello", reach="room", key="2", table=2)
    assert room.game.messages[-1].key == "1"
    done(room, "give", minutes=2, table=2)
    assert room.game.tables[2].extra is None and room.game.tables[1].extra is not None


@pytest.mark.parametrize(
    ("role", "verb", "fields"),
    [
        ("check", "trust", {"table": "all", "trusts": "true"}),
        ("check", "scene", {"scene": "fire"}),
        ("check", "check", {"ref": "x", "shows": "false", "reason": "rubbish"}),
        ("timer", "next", {"from_step": "x"}),
        ("timer", "minutes", {}),
        ("timer", "call", {"table": "9" * 5000}),
        ("table:1", "answer-call", {"answer": "maybe"}),
        ("table:1", "answer-for", {"player": "p", "deal": "d", "version": "", "said": "yes"}),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(room: Served, role: str, verb: str, fields: dict[str, str]) -> None:
    room.help(role)
    answer = send(room, verb, **fields)
    assert answer.status_code == 422
    assert "We could not read what was sent." in answer.text


def test_without_script_every_act_comes_back_to_the_page_and_a_refusal_says_why(room: Served) -> None:
    at_market(room)
    room.help("check")
    form = {"ref": ref_of(room, 1), "shows": "true", "game": "g1"}
    answer = room.client.post("/help/check", data=form, headers=SAME_SITE, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/help")
    gone = room.client.post("/help/check", data={**form, "ref": "idea:x:1"}, headers=SAME_SITE)
    assert gone.status_code == 409 and "We do not know that text." in gone.text
    opened = room.client.get("/help/desk/edit", params={"ref": ref_of(room, 2)}).text
    assert "All will read" in opened and "<html" in opened


# --- Words -------------------------------------------------------------------------------------------------------------


def test_the_checker_sees_one_text_large_and_how_many_are_left(room: Served) -> None:
    at_market(room)
    room.help("check")
    shown = page(room)
    assert "2 left" in shown and shown.count('class="help-words"') == 1
    assert "Bed 1: At dawn." in shown
    done(room, "check", ref=ref_of(room, 1), shows="true")
    done(room, "check", ref=ref_of(room, 2), shows="false", reason="unclear")
    assert room.game.reasons[ref_of(room, 2)] is HideReason.UNCLEAR
    assert "Nothing left" in page(room)


def test_the_checker_reads_private_words_in_full_and_changes_them(room: Served) -> None:
    who = at_market(room)
    by = who["writer"]
    room.do(ask.WriteIdea(player=by, title=Words("Call me"), line=Words("on 020 7946 0123")), by=by)
    room.do(ask.CheckWords(ref=ref_of(room, 2), shows=True))
    room.help("check")
    assert "020 7946 0123" in page(room) and "a phone number" in page(room)
    opened = room.client.get("/help/desk/edit", params={"ref": ref_of(room, 1)}, headers=HTMX).text
    assert "7946" not in opened.split("<form")[1]
    answer = send(room, "edit", ref=ref_of(room, 1), title="", line="kept text", do="edit")
    assert answer.status_code == 409 and "kept text" in answer.text
    assert "Changed words" in done(room, "edit", ref=ref_of(room, 1), title="Call us", line="", do="edit")
    assert room.game.edits[ref_of(room, 1)].title == "Call us"


def test_the_checker_merges_keeps_and_trusts(room: Served) -> None:
    who = at_market(room)
    other = next(room.game.seated(2)).id
    for by, title in ((who["writer"], "A warm room for us"), (other, "Warm rooms")):
        room.do(ask.WriteIdea(player=by, title=Words(title), line=Words("")), by=by)
    room.help("check")
    one, two = room.game.tables[1].idea, room.game.tables[2].idea
    assert "Looks like bed" in page(room)
    assert "Keep these words" in room.client.get(f"/help/desk/alike?idea={two}&other={one}", headers=HTMX).text
    assert send(room, "alike", idea=two, other=one, do="merge").status_code == 422
    done(room, "alike", idea=two, other=one, keep=one, do="merge")
    assert room.game.ideas[two].one_with == one
    done(room, "apart", idea=two)
    assert not room.game.ideas[two].one_with and "Looks like" not in page(room)
    done(room, "trust", table=1, trusts="true")
    assert room.game.tables[1].is_trusted


def test_the_checker_blanks_the_wall_and_brings_back_what_it_showed(room: Served) -> None:
    room.do(ask.ChooseScene(scene=Scene.MAP))
    room.help("check")
    assert "Blank the wall" in page(room)
    done(room, "scene", scene="blank")
    assert room.game.scene is Scene.BLANK
    assert "Wall on again" in page(room) and 'value="map"' in page(room)
    done(room, "scene", scene="map")
    assert room.game.scene is Scene.MAP
    assert send(room, "scene", scene="results").status_code == 403


def test_the_scene_before_a_blank_wall_is_the_newest_that_was_not_undone(room: Served) -> None:
    assert scene_before(room.room.history) is Scene.JOIN
    room.do(ask.ChooseScene(scene=Scene.STEP))
    entry = room.do(ask.ChooseScene(scene=Scene.MAP)).entry
    room.do(ask.ChooseScene(scene=Scene.BLANK))
    assert scene_before(room.room.history) is Scene.MAP
    room.do(ask.Undo(seq=entry.seq))
    assert scene_before(room.room.history) is Scene.STEP


def test_the_texts_behind_the_first_are_counted_and_folded_away(room: Served) -> None:
    at_market(room)
    for number in range(NEXT_FEW + 2):
        press = room.join(f"Press {number}", part=Part.PRESS)
        room.do(ask.FileHeadline(player=press, text=Words(f"News {number}")), by=press)
    room.help("check")
    assert f"{NEXT_FEW + 4} left" in page(room) and f"The {NEXT_FEW} after this" in page(room)


# --- The clock ---------------------------------------------------------------------------------------------------------


def test_the_timekeeper_runs_the_clock_and_the_steps(room: Served) -> None:
    room.help("timer")
    assert "Start: " in page(room)
    done(room, "next", from_step=-1)
    assert room.game.status is Status.PLAYING
    assert "Pause" in page(room) and "Next: " in page(room)
    assert send(room, "next", from_step=-1).status_code == 409
    left = room.game.clock.left(room.room.now())
    done(room, "minutes", minutes=1)
    assert room.game.clock.left(room.room.now()) - left > timedelta(seconds=50) / timedelta(milliseconds=1)
    done(room, "pause")
    assert not room.game.clock.is_running and "Go on" in page(room)
    done(room, "resume")
    done(room, "ring")
    assert room.game.rings == 1
    done(room, "next", from_step=0)
    done(room, "back", from_step=1)
    assert room.game.step_index == 0


def test_the_timekeeper_calls_the_next_table_to_report_back(room: Served) -> None:
    at_market(room)
    room.advance_to("telling")
    room.help("timer")
    first = page(room)
    assert "Call table" in first
    done(room, "call", table=room.game.spotlight.order[0])
    assert f"Table {room.game.spotlight.order[0]} speaks" in page(room)


# --- A table -----------------------------------------------------------------------------------------------------------


def propose(room: Served, who: dict[str, str], other: str, by: str) -> str:
    kind = next(kind for kind, count in room.game.players[by].purse.items() if count)
    home = room.game.tables[room.game.players[other].table].idea
    said = terms(by, gift(by, kind), others=(other,))
    room.do(ask.Propose(player=by, terms=said, idea=home), by=by)
    return next(reversed(room.game.deals))


def test_the_helper_of_a_table_sees_its_idea_its_list_and_its_deals(room: Served) -> None:
    who = at_market(room)
    room.help("table:1")
    shown = page(room)
    assert "Bed 1" in shown and "At dawn." in shown and "Bed 2" not in shown
    assert "Here: 1A, 1B, 1C" in shown
    assert who


def test_the_helper_answers_the_call_and_gives_time(room: Served) -> None:
    at_market(room)
    by = next(room.game.seated(1)).id
    room.help("table:1")
    assert "I am coming" not in page(room)
    room.do(ask.CallFacilitator(player=by, what=CallFor.HELP), by=by)
    assert "They call for help" in page(room)
    done(room, "answer-call", answer="coming")
    call = room.game.tables[1].call
    assert call is not None and call.answer is CallAnswer.COMING
    room.do(ask.CallFacilitator(player=by, what=CallFor.TIME), by=by)
    done(room, "answer-call", answer="time")
    extra = room.game.tables[1].extra
    assert extra is not None and extra.minutes == 2
    done(room, "give", minutes=2)
    assert "The table has 4 min more." in page(room)


def test_the_helper_writes_to_the_table_in_ready_or_own_words(room: Served) -> None:
    at_market(room)
    room.help("table:2")
    opened = room.client.get("/help/desk/message", headers=HTMX).text
    assert "Two minutes left." in opened
    done(room, "message", ready="Two minutes left.", text="")
    done(room, "message", text="Look at your list.")
    assert [(message.key, message.text) for message in room.game.messages] == [
        ("2", "Two minutes left."),
        ("2", "Look at your list."),
    ]
    assert send(room, "message", text="").status_code == 409


def test_the_helper_enters_a_deal_that_was_agreed_aloud_by_badges(room: Served) -> None:
    who = at_market(room)
    giver = room.game.players[who["giver"]]
    room.help(f"table:{giver.table}")
    line = f"{giver.badge} 1 seed, {badge_of(room, who['taker'])}"
    assert "Enter" in page(room)
    assert "Entered a spoken" in done(room, "spoken", in_one=line)
    (deal,) = room.game.deals.values()
    assert deal.state is DealState.AGREED and deal.idea == who["idea"]
    answer = send(room, "spoken", in_one="9Z seed")
    assert answer.status_code == 422 and "Nobody wears the badge 9Z" in answer.text and "9Z seed" in answer.text
    odd = send(room, "spoken", in_one=f"{giver.badge} pizza")
    assert odd.status_code == 422 and "What is “pizza”?" in odd.text
    others = [player.badge for player in room.game.seated(3 - giver.table)]
    elsewhere = send(room, "spoken", in_one=f"{others[0]} {others[1]}")
    assert elsewhere.status_code == 403 and "One of them must sit at your table." in elsewhere.text


def test_the_helper_enters_a_yes_that_was_said_in_the_room_only_with_the_tick(room: Served) -> None:
    who = at_market(room)
    here, there = next(room.game.seated(1)), next(room.game.seated(2))
    deal = propose(room, who, here.id, there.id)
    room.help("table:1")
    assert f"{here.badge} said it in the room" in page(room)
    fields = {"player": here.id, "deal": deal, "version": 1, "yes": "true"}
    unsure = send(room, "answer-for", **fields)
    assert unsure.status_code == 422 and "Tick that they said it in the room." in unsure.text
    done(room, "answer-for", **fields, said="yes")
    assert room.game.deals[deal].state is DealState.AGREED


def test_a_table_that_was_taken_away_says_so(room: Served) -> None:
    room.help("table:7")
    assert "This table was taken away." in page(room)


# --- What is on the page -----------------------------------------------------------------------------------------------


def test_a_helpers_page_holds_no_names_and_no_secrets(room: Served) -> None:
    who = at_market(room)
    secrets = [role.secret for role in room.game.scenario.roles if role.secret]
    deal = propose(room, who, next(room.game.seated(1)).id, next(room.game.seated(2)).id)
    assert deal and secrets
    for role in ("check", "timer", "table:1", "table:2"):
        room.help(role)
        for path in ("/help", "/help/regions", "/help/desk/edit", "/help/desk/spoken", "/help/desk/message"):
            shown = room.client.get(path).text
            assert "Person" not in shown, (role, path)
            assert not [secret for secret in secrets if secret in shown], (role, path)
            if role == "timer":
                assert "Bed 1" not in shown and "At dawn." not in shown


def test_a_desk_of_another_role_is_not_given(room: Served) -> None:
    at_market(room)
    room.help("timer")
    for what in ("edit", "alike", "spoken", "message", "nothing"):
        opened = room.client.get(f"/help/desk/{what}", params={"ref": ref_of(room, 1)}, headers=HTMX).text
        assert "Put away." in opened and "Bed" not in opened

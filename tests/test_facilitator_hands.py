"""Several hands: two devices lead, helpers hold a part, and whatever was given out is taken back in one press."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from facilitator.hands import NEW_FOR, may, new_hand
from game import commands as ask
from game.scenario import Words
from game.state import CallAnswer, Reach, Scene, Status, Terms
from tests.phones import said
from tests.served import CODE, HOST_SECRET, HTMX, LEAD_SECRET, SAME_SITE, Served, laptop, served
from web import hands, seats
from web.codes import WRONG_CODES
from web.hands import CHECK, LEAD, TIMER, Hand, table_role
from web.live import GONE
from web.presence import Phones
from web.regions import Moment

ORIGIN = {"Origin": "http://testserver"}
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148 Safari/604.1"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A room with two tables of six, which nobody leads yet."""
    with served(tmp_path) as made:
        yield made


class Device:
    """A browser of its own, as what it holds and what it says of itself."""

    def __init__(self, room: Served, agent: str = MAC) -> None:
        self.room = room
        self.cookies: dict[str, str] = {}
        self._agent = {"User-Agent": agent}

    def get(self, path: str, **headers: str) -> Any:
        return self._as_this("get", path, headers=headers)

    def post(self, path: str, htmx: bool = True, **data: object) -> Any:
        return self._as_this("post", path, data=data, headers=HTMX if htmx else SAME_SITE)

    def claim(self, secret: str, kind: str = "lead", code: str = CODE) -> Any:
        return self.post(f"/{kind}/{code}/claim", htmx=False, secret=secret)

    def news(self, path: str) -> Any:
        self._hold()
        return self.room.client.websocket_connect(path, headers=ORIGIN)

    def _as_this(self, method: str, path: str, headers: dict[str, str], **more: object) -> Any:
        self._hold()
        whole = {**self._agent, **headers}
        answer = self.room.client.request(method, path, headers=whole, follow_redirects=False, **more)  # type: ignore[arg-type]
        self.cookies |= dict(answer.cookies)
        return answer

    def _hold(self) -> None:
        self.room.client.cookies.clear()
        self.room.client.cookies.update(self.cookies)


def leading(room: Served, agent: str = MAC) -> Device:
    """A device that has the console."""
    device = Device(room, agent)
    assert device.claim(LEAD_SECRET).status_code == 303
    return device


def helping(room: Served, lead: Device, role: str, agent: str = IPHONE) -> Device:
    """A device that opened the helper link of this role, made on a console."""
    shown = lead.post("/lead/make-link", role=role).text
    found = re.search(rf"/help/{CODE}#([\w-]+)", shown)
    assert found is not None, shown
    device = Device(room, agent)
    answer = device.claim(found.group(1), "help")
    assert (answer.status_code, answer.headers["location"]) == (303, "/help")
    return device


# --- Claims ------------------------------------------------------------------------------------------------------------


def test_the_link_is_claimed_by_its_secret_or_as_a_whole(room: Served) -> None:
    for secret in (LEAD_SECRET, f" http://127.0.0.1:8000/lead/{CODE}#{LEAD_SECRET} "):
        device = Device(room)
        answer = device.claim(secret)
        assert (answer.status_code, answer.headers["location"]) == (303, "/lead")
        assert "httponly" in answer.headers["set-cookie"].lower()
        assert device.get("/lead").status_code == 200


def test_looking_at_a_link_claims_nothing(room: Served) -> None:
    page = Device(room).get(f"/lead/{CODE}")
    assert "This page is for the facilitator." in said(page)
    assert "Or type your four words." in said(page)
    assert room.room.hands == ()


@pytest.mark.parametrize("joined", [" ", "-", "  "])
def test_the_four_words_open_the_console_typed_or_as_a_link(room: Served, joined: str) -> None:
    words = joined.join(hands.lead_words(room.room))
    for typed in (words, words.upper(), f"http://127.0.0.1:8000/lead/{CODE}#{words}"):
        device = Device(room)
        assert device.claim(typed).status_code == 303
        assert device.get("/lead").status_code == 200


def test_a_wrong_secret_opens_nothing_and_says_what_to_do(room: Served) -> None:
    for wrong in ("guess", "", "wren otter heron finch", "é\udc80".encode("utf-8", "replace").decode()):
        device = Device(room)
        answer = device.claim(wrong)
        assert answer.status_code == 403
        assert "This is not the link of this game, nor its words." in said(answer)
        assert device.get("/lead").status_code == 403
    assert room.room.hands == ()


def test_guessing_words_is_stopped_and_the_whole_link_still_opens(room: Served) -> None:
    for number in range(WRONG_CODES.amount):
        assert Device(room).claim(f"wren otter heron {number}").status_code == 403
    stopped = Device(room).claim(" ".join(hands.lead_words(room.room)))
    assert stopped.status_code == 429
    assert "Wait a minute. The whole link still works." in said(stopped)
    assert leading(room).get("/lead").status_code == 200


def test_guessing_in_one_room_stops_nobody_in_another(room: Served) -> None:
    other = room.other_game()
    for number in range(WRONG_CODES.amount):
        Device(room).claim(f"wren otter heron {number}")
    assert Device(room).claim(" ".join(hands.lead_words(other)), code=other.row.code).status_code == 303


def test_the_same_device_counts_once_and_another_one_more(room: Served) -> None:
    mac = leading(room)
    assert mac.claim(LEAD_SECRET).status_code == 303
    assert [hand.device for hand in room.room.hands] == ["Mac"]
    leading(room, IPHONE)
    assert [hand.device for hand in room.room.hands] == ["Mac", "iPhone"]


def test_a_console_opened_from_the_hosts_page_is_one_of_the_devices(room: Served) -> None:
    device = Device(room)
    device.post("/host/claim", htmx=False, secret=HOST_SECRET)
    assert device.post("/host/open", htmx=False, game="g1").headers["location"] == "/lead"
    assert [hand.role for hand in room.room.hands] == [LEAD]
    assert device.get("/lead").status_code == 200


# --- What consoles see --------------------------------------------------------------------------------------------------


def _region(page: str) -> str:
    found = re.search(r'<section id="helpers" class="region region-helpers">(.*?)</section>', page, re.DOTALL)
    assert found is not None
    return found.group(1)


def test_each_console_sees_all_devices_and_which_of_them_it_is(room: Served) -> None:
    mac, iphone = leading(room), leading(room, IPHONE)
    for device, other in ((mac, "iPhone"), (iphone, "Mac")):
        shown = _region(device.get("/lead").text)
        assert "This console is open on 2 devices." in shown
        assert shown.count("this one") == 1
        assert shown.count(">Take it back<") == 1
        assert f'Take it back<span class="visually-hidden">: {other}</span>' in shown


def test_a_new_device_is_told_to_those_that_were_there_and_not_to_itself(room: Served) -> None:
    mac = leading(room)
    with mac.news("/lead/news?game=g1") as console:
        first = console.receive_text()
        assert "This console is open on one device." in first
        assert "Another device" not in first
        iphone = leading(room, IPHONE)
        news = _next_news(console)
        assert "This console is open on 2 devices." in news
        assert 'data-say="Another device opened this console: iPhone, at ' in news
    assert "Another device" not in iphone.get("/lead").text
    assert "2 devices" in iphone.get("/lead/regions?game=g1").text


def test_a_device_is_new_for_three_minutes(room: Served) -> None:
    old, new = (
        laptop("g1"),
        Hand(**{**_fields(laptop("g1")), "id": "new", "made_at": laptop("g1").made_at + timedelta(hours=1)}),
    )
    history = room.room.history

    def at(later: timedelta) -> Moment:
        return Moment(history, new.made_at + later, Phones(), (old, new))

    assert new_hand(at(timedelta()), old.id).device is not None
    assert new_hand(at(NEW_FOR - timedelta(seconds=1)), old.id).device is not None
    assert new_hand(at(NEW_FOR), old.id).device is None
    assert new_hand(at(timedelta()), new.id).device is None, "it knows that it came itself"


def _fields(hand: Hand) -> dict[str, Any]:
    return {name: getattr(hand, name) for name in Hand.__slots__}


def _next_news(socket: Any) -> str:
    while True:
        message: str = socket.receive_text()
        if not message.startswith("{"):
            return message


def test_nothing_of_it_is_in_the_log(room: Served) -> None:
    before = room.game.seq
    lead = leading(room)
    helping(room, lead, "check")
    lead.post("/lead/take-back", hand=room.room.hands[1].id)
    assert room.game.seq == before


# --- Taking back --------------------------------------------------------------------------------------------------------


def test_a_device_that_is_taken_back_is_out_at_once_and_told_so(room: Served) -> None:
    mac, iphone = leading(room), leading(room, IPHONE)
    theirs = room.room.hands[1].id
    with iphone.news("/lead/news?game=g1") as console:
        console.receive_text()
        answer = mac.post("/lead/take-back", hand=theirs, game="g1")
        assert answer.status_code == 200
        assert "Taken back: iPhone." in said(answer)
        with pytest.raises(WebSocketDisconnect) as closed:
            for _ in range(3):
                console.receive_text()
        assert closed.value.code == GONE
    page = iphone.get("/lead")
    assert page.status_code == 403
    assert "This link was taken back." in said(page)
    assert "type your four words" in said(page)
    assert f'href="/lead/{CODE}"' in page.text
    assert iphone.get("/lead/regions?game=g1").status_code == 403
    before = room.game.seq
    assert iphone.post("/lead/scene", scene="map").status_code == 403
    assert room.game.seq == before
    with iphone.news("/lead/news?game=g1") as console, pytest.raises(WebSocketDisconnect) as closed:
        console.receive_text()
    assert closed.value.code == GONE
    assert mac.get("/lead").status_code == 200
    assert "This console is open on one device." in _region(mac.get("/lead").text)


def test_a_device_that_was_taken_back_comes_in_again_by_the_new_words_as_a_new_one(room: Served) -> None:
    mac, iphone = leading(room), leading(room, IPHONE)
    mac.post("/lead/take-back", hand=room.room.hands[1].id)
    assert iphone.claim(" ".join(hands.lead_words(room.room))).status_code == 303
    assert iphone.get("/lead").status_code == 200
    assert "iPhone" in _region(mac.get("/lead").text)


def test_a_console_cannot_take_itself_back_nor_what_is_not_there(room: Served) -> None:
    mac = leading(room)
    for hand in (room.room.hands[0].id, "nobody", ""):
        assert mac.post("/lead/take-back", hand=hand).status_code == 409
    assert mac.get("/lead").status_code == 200


def test_only_a_console_gives_out_and_takes_back(room: Served) -> None:
    lead = leading(room)
    helper = helping(room, lead, "check")
    player = Device(room)
    player.cookies = {seats.PLAYER_COOKIE: seats.sign(room.room, room.join("Ada"), seats.PLAYER_COOKIE)}
    before = room.room.hands
    for device in (helper, player, Device(room)):
        assert device.post("/lead/make-link", role="check").status_code == 403
        assert device.post("/lead/take-back", hand=before[0].id).status_code == 403
        assert device.get("/lead/desk/hands").status_code == 403
        assert device.get("/lead").status_code == 403
    assert room.room.hands == before


def test_the_console_of_another_game_takes_nothing_back_here(room: Served) -> None:
    leading(room)
    other = room.other_game()
    theirs = Device(room)
    theirs.claim(" ".join(hands.lead_words(other)), code=other.row.code)
    assert theirs.post("/lead/take-back", hand=room.room.hands[0].id, game="g1").status_code == 409
    assert theirs.post("/lead/take-back", hand=room.room.hands[0].id).status_code == 409
    assert room.room.hands[0].is_good


# --- Helper links -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "role", "name", "may_do"),
    [
        ({"role": "check"}, CHECK, "Check words", "hide typed words"),
        ({"role": "timer"}, TIMER, "The clock", "ring the chime"),
        ({"role": "table", "table": 2}, "table:2", "Table 2", "answer the table’s call"),
    ],
)
def test_a_helper_link_is_shown_with_its_code_and_what_it_may_do(
    room: Served, fields: dict[str, Any], role: str, name: str, may_do: str
) -> None:
    lead = leading(room)
    answer = lead.post("/lead/make-link", **fields)
    assert name in said(answer)
    assert may_do in said(answer)
    assert 'class="hand-qr"' in answer.text
    link = room.room.hands[-1]
    assert (link.role, link.is_link) == (role, True)
    assert f"http://127.0.0.1:8000/help/{CODE}#{hands.secret_of(room.room, link)}" in answer.text
    shown = _region(lead.get("/lead").text)
    assert name in shown
    assert "nobody yet" in shown


def test_a_link_pressed_twice_is_made_once_and_can_be_shown_again(room: Served) -> None:
    lead = leading(room)
    first, second = (lead.post("/lead/make-link", role="check").text for _ in range(2))
    assert [hand.role for hand in room.room.hands if hand.is_link] == [CHECK]
    secret = hands.secret_of(room.room, room.room.hands[-1])
    assert secret in first
    assert secret in second
    again = lead.get(f"/lead/desk/hands?link={room.room.hands[-1].id}", **HTMX)
    assert secret in again.text
    assert secret not in lead.get("/lead/desk/hands", **HTMX).text, "only the one that was asked for"
    assert secret not in lead.get("/lead").text, "the console itself may be projected"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Choose what the helper does."),
        ({"role": "lead"}, "Choose what the helper does."),
        ({"role": "table"}, "Choose a table first."),
        ({"role": "table", "table": 9}, "Choose a table first."),
    ],
)
def test_a_link_for_nothing_is_not_made(room: Served, fields: dict[str, Any], sentence: str) -> None:
    answer = leading(room).post("/lead/make-link", **fields)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not hands.links(room.room)


def test_a_helper_holds_the_role_of_the_link_and_the_consoles_count_them(room: Served) -> None:
    lead = leading(room)
    helper = helping(room, lead, "check")
    assert helper.get("/help/regions").status_code == 200
    assert helper.get("/lead").status_code == 403
    assert "one helper" in _region(lead.get("/lead").text)
    helping(room, lead, "check", MAC)
    assert "2 helpers" in _region(lead.get("/lead").text)
    assert "This console is open on one device." in _region(lead.get("/lead").text)


def test_a_helper_link_that_is_wrong_or_taken_back_says_so(room: Served) -> None:
    lead = leading(room)
    helping(room, lead, "check")
    link = next(hand for hand in room.room.hands if hand.is_link)
    secret = hands.secret_of(room.room, link)
    wrong = Device(room).claim(secret[:-2], "help")
    assert wrong.status_code == 403
    assert "Scan it again, or ask the facilitator" in said(wrong)
    assert "a helper" in said(Device(room).get(f"/help/{CODE}"))
    lead.post("/lead/take-back", hand=link.id)
    gone = Device(room).claim(secret, "help")
    assert gone.status_code == 403
    assert "This link was taken back. Ask the facilitator for a new one." in said(gone)


def test_a_helper_link_opens_no_console_and_a_lead_link_no_helpers_page(room: Served) -> None:
    lead = leading(room)
    helping(room, lead, "check")
    secret = hands.secret_of(room.room, next(hand for hand in room.room.hands if hand.is_link))
    assert Device(room).claim(secret).status_code == 403
    assert Device(room).claim(LEAD_SECRET, "help").status_code == 403
    assert Device(room).claim(" ".join(hands.lead_words(room.room)), "help").status_code == 403


def test_a_link_that_many_devices_have_says_so(room: Served) -> None:
    lead = leading(room)
    lead.post("/lead/make-link", role="timer")
    secret = hands.secret_of(room.room, hands.links(room.room)[0])
    for _ in range(hands.MOST_CLAIMS):
        assert Device(room).claim(secret, "help").status_code == 303
    last = Device(room).claim(secret, "help")
    assert last.status_code == 409
    assert "30 devices have this link already." in said(last)


def test_a_helper_whose_link_is_taken_back_is_out_at_once_and_told_so(room: Served) -> None:
    lead = leading(room)
    helper = helping(room, lead, "timer")
    with helper.news("/help/news") as page:
        lead.post("/lead/take-back", hand=hands.links(room.room)[0].id)
        with pytest.raises(WebSocketDisconnect) as closed:
            for _ in range(3):
                page.receive_text()
        assert closed.value.code == GONE
    answer = helper.get("/help/regions")
    assert answer.status_code == 403
    assert "This link was taken back. Ask the facilitator for a new one." in said(answer)


def test_the_desk_keeps_the_four_words_folded(room: Served) -> None:
    lead = leading(room)
    desk = lead.get("/lead/desk/hands", **HTMX).text
    words = " ".join(hands.lead_words(room.room))
    fold = re.search(r"<details class=\"hand-words\">(.*?)</details>", desk, re.DOTALL)
    assert fold is not None
    assert words in fold.group(1)
    assert f"/lead/{CODE}" in fold.group(1)
    assert words not in lead.get("/lead").text
    assert "Helpers" in lead.get("/lead/desk/hands").text, "without script the desk stands on the whole page"


# --- What a role may do -------------------------------------------------------------------------------------------------


def _claim(role: str, **more: Any) -> Hand:
    return Hand(**{**_fields(laptop("g1")), "role": role, **more})


def _acts(room: Served) -> dict[str, ask.Act]:
    """One of each kind of act that the guard tells apart."""
    ada, bea = room.join("Ada", table=1), room.join("Bea", table=2)
    ours = Terms(parties=(ada, bea), gifts=())
    theirs = Terms(parties=(bea, room.join("Cid", table=2)))
    return {
        "check": ask.CheckWords(ref="idea:i1", shows=True),
        "edit": ask.EditWords(ref="idea:i1", title=Words("Better")),
        "trust": ask.TrustTable(table=1, trusts=True),
        "merge": ask.MergeIdeas(idea="i1", into="i2"),
        "blank": ask.ChooseScene(scene=Scene.BLANK),
        "map": ask.ChooseScene(scene=Scene.MAP),
        "next": ask.NextStep(from_step=-1),
        "back": ask.BackStep(from_step=1),
        "pause": ask.PauseClock(),
        "resume": ask.ResumeClock(),
        "minutes": ask.AddMinutes(minutes=1),
        "ring": ask.Ring(),
        "call": ask.CallTable(table=1),
        "give 1": ask.GiveTable(table=1, minutes=2),
        "give 2": ask.GiveTable(table=2, minutes=2),
        "answer 1": ask.AnswerCall(table=1, answer=CallAnswer.COMING),
        "answer 2": ask.AnswerCall(table=2, answer=CallAnswer.COMING),
        "write 1": ask.SendMessage(reach=Reach.TABLE, key="1", text=Words("Hello")),
        "write 2": ask.SendMessage(reach=Reach.TABLE, key="2", text=Words("Hello")),
        "write all": ask.SendMessage(reach=Reach.ROOM, text=Words("Hello")),
        "spoken 1": ask.EnterSpoken(terms=ours, idea="i1"),
        "spoken 2": ask.EnterSpoken(terms=theirs, idea="i1"),
        "answer for 1": ask.AnswerFor(player=ada, deal="d1", version=1, yes=True),
        "answer for 2": ask.AnswerFor(player=bea, deal="d1", version=1, yes=True),
        "redeal 1": ask.Redeal(player=ada),
        "redeal 2": ask.Redeal(player=bea),
        "move 1": ask.MovePlayer(player=ada, table=2),
        "move 2": ask.MovePlayer(player=bea, table=1),
        "free": ask.FreeSeat(player=ada),
        "undo": ask.Undo(seq=2),
        "close": ask.CloseGame(),
        "publish": ask.Publish(),
        "event": ask.SendEvent(card="frost"),
        "void": ask.VoidDeal(deal="d1"),
        "plan": ask.PlanMinutes(minutes=((0, 5),)),
        "door": ask.SetDoor(is_closed=True),
    }


def test_each_role_may_do_what_it_needs_and_nothing_else(room: Served) -> None:
    acts = _acts(room)

    def allowed(role: str) -> set[str]:
        return {name for name, act in acts.items() if may(_claim(role), act, room.game)}

    assert allowed(LEAD) == set(acts)
    assert allowed(CHECK) == {"check", "edit", "trust", "merge", "blank"}
    assert allowed(TIMER) == {"next", "back", "pause", "resume", "minutes", "ring", "call"}
    at_one = {"give 1", "answer 1", "write 1", "spoken 1", "answer for 1"}
    assert allowed(table_role(1)) == at_one
    assert allowed(table_role(2)) == {name.replace("1", "2") for name in at_one} | {"spoken 1"}
    assert allowed(table_role(9)) == set()
    assert allowed("cook") == set()


def test_whoever_checks_words_blanks_the_wall_and_brings_it_back(room: Served) -> None:
    back = ask.ChooseScene(scene=Scene.MAP)
    assert not may(_claim(CHECK), back, room.game)
    room.do(ask.ChooseScene(scene=Scene.BLANK))
    assert may(_claim(CHECK), back, room.game)


def test_a_helper_of_a_table_may_not_touch_whoever_left_it(room: Served) -> None:
    ada = room.join("Ada", table=1)
    room.do(ask.MovePlayer(player=ada, table=2))
    assert not may(_claim(table_role(1)), ask.Redeal(player=ada), room.game)
    room.do(ask.FreeSeat(player=ada))
    assert not may(_claim(table_role(2)), ask.Redeal(player=ada), room.game)
    assert not may(_claim(table_role(2)), ask.Redeal(player="nobody"), room.game)


def test_what_was_taken_back_may_do_nothing_nor_may_a_link_itself(room: Served) -> None:
    for role, act in ((LEAD, ask.CloseGame()), (TIMER, ask.Ring()), (CHECK, ask.ChooseScene(scene=Scene.BLANK))):
        assert may(_claim(role), act, room.game)
        assert not may(_claim(role, revoked_at=room.room.now()), act, room.game)
        assert not may(_claim(role, is_link=True), act, room.game)


# --- Nobody at the console ----------------------------------------------------------------------------------------------


def test_the_game_runs_on_when_every_console_is_gone(room: Served) -> None:
    lead = leading(room)
    ada, bea = room.join("Ada", table=1), room.join("Bea", table=2)
    lead.post("/lead/next", from_step=-1)
    for hand in room.room.hands:
        room.run(hands.revoke, room.room, hand.id)
    assert lead.get("/lead").status_code == 403
    phone = Device(room)
    phone.cookies = {seats.PLAYER_COOKIE: seats.sign(room.room, ada, seats.PLAYER_COOKIE)}
    assert phone.post("/play/rename", name="Ada the first", command_id="c1").status_code == 200
    assert room.game.players[ada].name == "Ada the first"
    newcomer = Device(room, IPHONE).post(f"/j/{CODE}", htmx=False, name="Cid")
    assert newcomer.headers["location"] == "/play"
    assert len(list(room.game.seated())) == 3
    assert room.game.clock.is_running, "the clock needs nobody"
    assert room.game.status is Status.PLAYING
    assert phone.get(f"/wall/{CODE}").status_code == 200
    room.do(ask.Rename(player=bea, name=Words("Bea the second")), by=bea)
    again = Device(room, IPHONE)
    assert again.claim(" ".join(hands.lead_words(room.room))).status_code == 303
    assert again.post("/lead/next", from_step=room.game.step_index).status_code == 200, "and can be led again"


def test_a_device_that_was_taken_back_cannot_claim_again_by_anything_it_knew(room: Served) -> None:
    words, again = " ".join(hands.lead_words(room.room)), hands.lead_secret(room.room)
    theirs = Device(room)
    assert theirs.claim(words).status_code == 303
    taken = next(one for one in room.room.hands if one.role == "lead" and not one.is_link and one.id != "lead")
    room.run(hands.revoke, room.room, taken.id)
    for secret in (words, again, LEAD_SECRET):
        assert Device(room).claim(secret).status_code == 403
    assert Device(room).claim(" ".join(hands.lead_words(room.room))).status_code == 303
    assert Device(room).claim(hands.lead_secret(room.room)).status_code == 303


def test_a_flood_of_wrong_words_never_keeps_the_card_or_the_pocket_from_opening(room: Served) -> None:
    for number in range(70):
        Device(room).claim(f"wrong words {number}")
    assert Device(room).claim(hands.lead_secret(room.room)).status_code == 303

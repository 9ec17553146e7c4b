"""Never on the projector: each kind of private thing is put into a game as a canary, and looked for in all the wall sends.

All that it sends are its page, its regions for a page without a socket, and the frames of its socket, in every scene, after
each part of an evening in which the facilitator checks nothing. A canary must be in the log (or on the page that is meant
to show it), so that no case passes because its thing was never there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from game import commands as ask
from game.commands import Command
from game.scenario import Scenario, Words
from game.state import CallAnswer, CallFor, HideReason, Naming, Part, PledgeLevel, Reach, Scene
from tests.given import gift, terms
from tests.led import post
from tests.served import CODE, HTMX, LEAD_SECRET, Served, served
from tests.tiny import tiny_scenario
from web import hands
from web.presence import LOST_AFTER
from web.ways_back import way_back

ORIGIN = {"Origin": "http://testserver"}
PHONE, EMAIL, SITE = "07700 900123", "canary@example.org", "https://canary.example"


def pack() -> Scenario:
    """The tiny pack with a step of every kind, and canaries in what its own words keep back."""
    tiny = tiny_scenario()
    full = next(sheet for sheet in tiny.run_sheets if sheet.id == "full")
    steps = tuple(
        replace(step, script=("Qscript0Z",), if_flat=("Qflat0Z",)) if step.id == "swap" else step for step in full.steps
    )
    return replace(
        tiny,
        reasons=tuple(replace(chip, text=f"Qreason{place}Z") for place, chip in enumerate(tiny.reasons)),
        roles=tuple(replace(role, secret="Qsecret0Z", want="Qwant0Z", will_not="Qwillnot0Z") for role in tiny.roles),
        run_sheets=(replace(full, steps=steps), *tiny.run_sheets),
    )


@dataclass
class Seen:
    """All that the wall sent, all that stood in the log, and what else was said to somebody, by name."""

    sent: list[str] = field(default_factory=list)
    log: str = ""
    said: dict[str, str] = field(default_factory=dict)
    before_votes: list[str] = field(default_factory=list)
    after_votes: list[str] = field(default_factory=list)


def newest(socket: Any, seq: int) -> list[str]:
    """The frames up to the one that is current to this entry."""
    found: list[str] = []
    while not found or int(re.findall(r'data-seq="(\d+)"', found[-1])[-1]) < seq:
        frame = socket.receive_text()
        found += [frame] if frame.startswith("<") else []
    return found


def what_the_wall_sends(room: Served) -> list[str]:
    """The wall's bytes in every scene, by all three ways."""
    found: list[str] = []
    with room.client.websocket_connect(f"/wall/{CODE}/news", headers=ORIGIN) as socket:
        found += newest(socket, 0)
        for scene in (*(one for one in Scene if one is not room.game.scene), room.game.scene):
            room.do(ask.ChooseScene(scene=scene))
            found += newest(socket, room.game.seq)
            for address in (
                f"/wall/{CODE}",
                f"/wall/{CODE}?light=dark",
                f"/wall/{CODE}?preview=1",
                f"/wall/{CODE}/regions",
            ):
                answer = room.client.get(address)
                assert answer.status_code == 200
                found.append(answer.text)
    return found


def without_times(sent: list[str]) -> list[str]:
    """The same without what every moment changes: the time, and the number of the newest entry."""
    return [re.sub(r'data-(now|seq)="\d+"|<time.*?</time>|value="\d+"', "", one) for one in sent]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """An evening with a canary in every place, and what the wall sent of it."""
    with served(tmp_path_factory.mktemp("leaks"), pack()) as room:
        yield evening(room)


def evening(room: Served) -> Seen:
    """The evening: nothing that anybody typed is ever let through."""
    seen = Seen()

    def do(command: Command) -> None:
        room.do(command, by=getattr(command, "player", "lead"))

    def look() -> None:
        seen.sent += what_the_wall_sends(room)

    ada, bea, cem = (room.join(f"Qname{place}Z", table=table) for place, table in ((1, 1), (2, 1), (3, 2)))
    dee = room.join("Qname4Z", table=2, part=Part.PRESS)
    do(ask.ChangeConsent(player=ada, naming=Naming.NICKNAME, film=False))
    room.lead()
    seen.said["lead words"] = " ".join(hands.lead_words(room.room))
    seen.said["lead secret"] = LEAD_SECRET
    seen.said["way back"] = way_back(room.room, ada)
    helper = room.run(hands.link, room.room, "check")
    seen.said["helper link"] = hands.secret_of(room.room, helper)
    do(ask.SendMessage(reach=Reach.ROOM, text=Words("Qmessage1Z")))
    do(ask.SendMessage(reach=Reach.TABLE, key="1", text=Words("Qmessage2Z")))
    do(ask.SendMessage(reach=Reach.PLAYER, key=ada, text=Words("Qmessage3Z")))
    look()
    room.advance_to("sky")
    for player, role in ((ada, "grower"), (bea, "picker"), (cem, "singer")):
        room.do(ask.GiveCharacter(player=player, role=role))
    for player in (ada, cem):
        do(ask.ChooseCard(player=player, step="sky", title=Words("Qchoice0Z"), text=Words("Qchoicetext0Z")))
    do(ask.CallFacilitator(player=bea, what=CallFor.HELP))
    look()
    do(ask.AnswerCall(table=1, answer=CallAnswer.COMING))
    room.advance_to("bed")
    do(ask.WriteIdea(player=ada, title=Words("Qtitle1Z"), line=Words("Qline1Z")))
    do(ask.WriteIdea(player=cem, title=Words(f"Call {PHONE}"), line=Words(f"{EMAIL} {SITE}")))
    one, two = (room.game.tables[number].idea for number in (1, 2))
    look()
    room.advance_to("craft")
    do(ask.WriteMethod(player=ada, title=Words("Qmethod0Z"), needs=("song", "ladder")))
    do(ask.FileHeadline(player=dee, text=Words("Qheadline0Z")))
    room.advance_to("swap")
    refused = room.client.post("/lead/scene", data={"scene": "nowhere"}, headers=HTMX)
    seen.said["error text"] = re.sub(r"<[^>]*>", " ", refused.text).strip()
    _bargain(room, do, ada, cem, one, two)
    look()
    room.do(ask.SendEvent(card="strike"))
    do(ask.RefuseIdea(player=cem, card="strike", idea=one, words=Words("Qrefusal0Z")))
    do(ask.AnswerRefusal(player=ada, card="strike", idea=one, changes=False, words=Words("Qanswer0Z")))
    look()
    doubted = _agreed(room, ada, two, cem)
    room.do(ask.SendEvent(card="frost"))
    do(ask.Repair(player=ada, deal=doubted, words=Words("Qrepair0Z")))
    look()
    undone = room.room.history.undoable()[0]
    post(room, "undo", seq=undone.seq)
    seen.said["undo"] = re.sub(r"<[^>]*>", " ", post(room, "scene", scene="map")).strip()
    do(ask.Withdraw(player=ada, deal=next(deal.id for deal in room.game.deals.values() if deal.by == ada)))
    look()
    room.advance_to("doing")
    do(ask.NameLead(player=ada, idea=one, lead=bea))
    do(ask.SetDelivery(player=ada, idea=one, first_step=Words("Qfirststep0Z"), date=Words("Qdate0Z")))
    look()
    room.advance_to("telling")
    do(ask.CallTable(table=1))
    look()
    room.advance_to("pebbles")
    seen.before_votes = what_the_wall_sends(room)
    do(ask.Vote(player=ada, step="pebbles", dots=((two, 3),)))
    do(ask.Vote(player=cem, step="pebbles", dots=((one, 2),)))
    seen.after_votes = what_the_wall_sends(room)
    room.advance_to("fire")
    for player, may_quote in ((ada, False), (cem, True)):
        do(ask.Reflect(player=player, question="line", text=Words("Qreflection0Z"), may_quote=may_quote))
        do(ask.SetMonday(player=player, text=Words("Qmonday0Z")))
    for deal in [deal for deal in room.game.deals.values() if deal.holds]:
        do(ask.PledgeDeal(player=deal.terms.parties[0], deal=deal.id, level=PledgeLevel.DO))
    do(ask.Tell(headline=Words("Qtelling1Z"), turning_point=Words("Qtelling2Z"), surprise=Words(""), refusal=Words("")))
    for reference in (f"idea:{one}:1", "headline:" + room.game.headlines[0].id):
        do(ask.CheckWords(ref=reference, shows=False, reason=HideReason.HURTS))
    look()
    _lose(room, ada)
    look()
    do(ask.CloseGame())
    look()
    seen.log = repr(room.room.history.entries)
    return seen


def _bargain(room: Served, do: Any, ada: str, cem: str, one: str, two: str) -> None:
    """Offers, asks, changes, a no with its reason, an own string, and an idea that is only proposed."""

    def has(player: str) -> str:
        return next(kind for kind, left in room.game.players[player].purse.items() if left and kind != "seed")

    own = terms(ada, gift(ada, has(ada)), others=(cem,), own_words="Qstring1Z", string="own")
    do(ask.Propose(player=ada, idea=two, terms=own))
    do(ask.Propose(player=cem, terms=terms(cem, gift(cem, has(cem)), others=(ada,)), title=Words("Qdraft0Z")))
    do(
        ask.ShakeHands(
            player=cem,
            idea=one,
            terms=terms(cem, gift(cem, has(cem)), others=(ada,), own_words="Qstring2Z", string="own"),
        )
    )
    said_no = next(deal for deal in room.game.deals.values() if deal.by == cem and not deal.holds)
    reason = room.game.scenario.reasons[0].id
    do(ask.AnswerDeal(player=ada, deal=said_no.id, version=1, yes=False, reason=reason))


def _agreed(room: Served, giver: str, idea: str, other: str) -> str:
    """A deal that holds, by its id."""
    given = terms(giver, gift(giver, "seed"), others=(other,))
    room.do(ask.ShakeHands(player=giver, idea=idea, terms=given), by=giver)
    return next(reversed(room.game.deals))


def _lose(room: Served, player: str) -> None:
    """The player's phone vanishes without a word."""
    house = room.app.state.house
    house.presence.polled("g1", player, house.now() - 2 * LOST_AFTER - timedelta(minutes=1))
    assert house.presence.phones("g1", house.now()).lost_since(player) is not None


def test_the_wall_was_looked_at_in_every_scene_and_by_every_way(seen: Seen) -> None:
    shown = {name for one in seen.sent for name in re.findall(r'id="scene-([a-z]+)"', one)}
    assert shown >= {"join", "step", "map", "results", "blank", "event", "spotlight", "end"}
    assert {one[:11] for one in seen.sent} == {"<!doctype h", "<hx-partial"}
    assert len(seen.sent) > 200


# --- What must never be there --------------------------------------------------------------------------------------------

TYPED = (
    *(
        "title",
        "line",
        "choice",
        "choicetext",
        "method",
        "headline",
        "string",
        "refusal",
        "answer",
        "repair",
        "draft",
        "firststep",
        "date",
    ),
    *("reflection", "monday", "telling", "message", "name", "secret", "want", "willnot", "reason", "script", "flat"),
)


@pytest.mark.parametrize("what", TYPED)
def test_words_that_nobody_let_through_never_reach_the_wall(seen: Seen, what: str) -> None:
    canary = re.compile(rf"Q{what}\d+Z")
    assert canary.search(seen.log), "It was never there."
    assert not [one for one in seen.sent if canary.search(one)]


@pytest.mark.parametrize("what", [PHONE, EMAIL, SITE, SITE.partition("://")[2]])
def test_numbers_addresses_and_links_that_players_typed_never_reach_the_wall(seen: Seen, what: str) -> None:
    assert what in seen.log
    assert not [one for one in seen.sent if what in one]


@pytest.mark.parametrize("what", ["lead secret", "lead words", "way back", "helper link"])
def test_keys_to_seats_never_reach_the_wall(seen: Seen, what: str) -> None:
    key = seen.said[what]
    assert len(key) > 5
    parts = [key, key.replace(" ", ""), key.replace(" ", "-"), key.replace(" ", "%20")]
    assert not [one for one in seen.sent if any(part.lower() in one.lower() for part in parts)]


def test_what_the_facilitator_is_told_never_reaches_the_wall(seen: Seen) -> None:
    for what in ("error text", "undo"):
        assert len(seen.said[what]) > 5
    words = [re.sub(r"<[^>]*>", " ", one) for one in seen.sent]
    for sentence in (seen.said["undo"], seen.said["error text"], "Undone", "Undid", "refused", "could not"):
        assert not [one for one in words if sentence in one]
    assert "EntryUndone" in seen.log


def test_a_vote_changes_nothing_on_the_wall_before_it_is_over(seen: Seen) -> None:
    assert "Voted(" in seen.log
    assert without_times(seen.before_votes) == without_times(seen.after_votes)


@pytest.mark.parametrize("event", ["TableCalled", "FacilitatorCalled", "CallAnswered", "DealAnswered", "DealWithdrawn"])
def test_calls_and_answers_are_in_the_evening_that_was_looked_at(seen: Seen, event: str) -> None:
    assert event in seen.log


@pytest.mark.parametrize(
    "word", ["lost", "idle", "asleep", "resting", "not joined", "missing", "is late", "calls for", "help:"]
)
def test_the_wall_has_no_word_for_who_is_away_or_calls(seen: Seen, word: str) -> None:
    shown = [re.sub(r"<[^>]*>", " ", one) for one in seen.sent]
    assert not [one for one in shown if word in one.lower()]


def test_no_reason_for_hiding_stands_on_the_wall(seen: Seen) -> None:
    assert "HideReason.HURTS" in seen.log
    assert not [one for one in seen.sent if "hurts" in one.lower()]


def test_a_phone_that_is_lost_changes_nothing_on_the_wall(tmp_path: Path) -> None:
    with served(tmp_path) as room:
        ada = room.join("Ada", table=1)
        room.join("Bea", table=2)
        before = without_times([room.client.get(f"/wall/{CODE}").text])
        _lose(room, ada)
        assert without_times([room.client.get(f"/wall/{CODE}").text]) == before


def test_the_players_ids_are_no_part_of_the_wall(seen: Seen) -> None:
    ids = set(re.findall(r"PlayerJoined\(player='([^']+)'", seen.log))
    assert len(ids) == 4
    bare = [re.sub(r"data-[a-z-]+=\"[^\"]*\"|<script[^>]*>", "", one) for one in seen.sent]
    assert not [one for one in bare for player in ids if re.search(rf'[">]{re.escape(player)}["<]', one)]


def test_attributes_of_the_wall_hold_numbers_and_marks_only(seen: Seen) -> None:
    """Nothing private hides where nobody looks: what scripts read is a time, a count, a table, an idea or a kind."""
    found = {name for one in seen.sent for name in re.findall(r"\s(data-[a-z-]+)=", one)}
    assert found <= {
        *("data-live", "data-seat", "data-now", "data-seq", "data-poll", "data-hears", "data-here", "data-rings"),
        *(
            "data-chimes",
            "data-clock",
            "data-ends",
            "data-left",
            "data-fresh-until",
            "data-table",
            "data-idea",
            "data-kind",
        ),
    }


# --- What was let through and is taken back ------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", [Scene.MAP, Scene.STEP, Scene.RESULTS])
def test_hidden_words_leave_the_wall_at_the_next_push(tmp_path: Path, scene: Scene) -> None:
    with served(tmp_path) as room:
        ash = room.join("Ashwood", table=1)
        dee = room.join("Dee", table=1, part=Part.PRESS)
        room.advance_to("bed")
        room.do(ask.WriteIdea(player=ash, title=Words("Qtitle1Z"), line=Words("Qline1Z")), by=ash)
        room.do(ask.FileHeadline(player=dee, text=Words("Qheadline1Z")), by=dee)
        idea = room.game.tables[1].idea
        room.advance_to("telling")
        room.do(ask.CallTable(table=1))
        refs = (f"idea:{idea}:1", f"headline:{room.game.headlines[0].id}")
        room.do(ask.ChooseScene(scene=scene))
        with room.client.websocket_connect(f"/wall/{CODE}/news", headers=ORIGIN) as socket:
            newest(socket, 0)
            for reference in refs:
                room.do(ask.CheckWords(ref=reference, shows=True))
            shown = newest(socket, room.game.seq)[-1]
            assert re.search(r"Q(title|headline)1Z", shown)
            for reference in refs:
                room.do(ask.CheckWords(ref=reference, shows=False))
            after = newest(socket, room.game.seq)[-1]
            assert not re.search(r"Q(title|line|headline)1Z", after)
            assert not re.search(r"Q(title|line|headline)1Z", room.client.get(f"/wall/{CODE}").text)

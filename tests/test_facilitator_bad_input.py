"""What no page of the facilitator and the host would send: every act is tried with every kind of nonsense, and none breaks."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Response

from tests.served import CODE, HOST_SECRET, HTMX, LEAD_SECRET, SAME_SITE
from tests.test_web_bad_input import BAD, SCRIPT, Bench, _close, bench, benches, is_clear, refused, sentences, shelf
from web.seats import HOST_COOKIE

__all__ = ["bench", "benches", "shelf"]


LEADS: Mapping[str, dict[str, Any]] = {
    "next": {"from_step": "10"},
    "back": {"from_step": "10"},
    "pause": {},
    "resume": {},
    "minutes": {"minutes": "1"},
    "scene": {"scene": "map"},
    "event": {"card": "mice"},
    "end-event": {"card": "frost"},
    "outcome": {"card": "dance", "idea": [], "badge": ["1A", "2A"]},
    "call": {"table": "2"},
    "cost": {"idea": "{theirs}", "pick": "{own_pick}", "cost": "1"},
    "check": {"ref": "idea:{mine}:1", "shows": "true"},
    "undo": {"seq": "{newest}"},
    "add-table": {},
    "remove-table": {"table": "2"},
    "move": {"player": "{eve}", "table": "2"},
    "free": {"player": "{eve}"},
    "erase": {"player": "{eve}", "sure": "yes"},
    "redeal": {"player": "{eve}"},
    "spoken": {"idea": "{theirs}", "badge": ["1A", "2A"], "kind": ["ladder", ""], "count": ["1", "1"], "string": ""},
    "void": {"deal": "{agreed}"},
    "close": {"sure": "yes"},
    "tell": {"headline": "A day", "turning_point": "The frost", "surprise": "None", "refusal": "Nobody"},
    "publish": {},
    "admit": {"late": "l1"},
    "finish": {"page": "1", "text": "The frost"},
    "quote": {"ref": "idea:{mine}:1", "shows": "true"},
    "deal-missing": {},
    "door": {"is_closed": "true"},
    "free-newest": {"minutes": "5"},
    "open-table": {},
    "edit": {"ref": "idea:{mine}:1", "title": "Our own bed", "line": "", "do": "edit"},
    "trust": {"table": "1", "trusts": "true"},
    "show-harmless": {},
    "alike": {"idea": "{mine}", "other": "{theirs}", "keep": "{mine}", "do": "one"},
    "apart": {"idea": "{mine}", "other": "{theirs}"},
    "give-character": {"player": "{eve}", "role": "picker"},
    "swap": {"player": "{eve}", "badge": "2A"},
    "swap-characters": {"player": "{bea}", "badge": "2B"},
    "answer-for": {"player": "{ada}", "deal": "{asked}", "version": "1", "yes": "true"},
    "room-size": {"percent": "125"},
    "ring": {},
    "order": {"table": "2"},
    "merge": {"table": "1", "into": "2"},
    "split": {"table": "1"},
    "give-table": {"table": "1", "minutes": "2"},
    "paper": {"table": "1", "on_paper": "true"},
    "seat": {"name": "Gus", "table": "1"},
    "message": {"to": "room", "badge": "", "text": "Look up, please.", "ready": ""},
    "answer-call": {"table": "1", "answer": "coming"},
    "plan": {"step": "12", "minutes": "9"},
    "later": {"until": str(round(time.time() * 1000) + 3_600_000)},
    "end": {"at": "", "minutes": "5"},
    "write": {"headline": "A day", "introduction": "It rained."},
    "add-next": {"text": "Meet at the gate", "who": "Table 2", "date": "May"},
    "remove-next": {"next_step": "n1"},
    "add-media": {"address": "https://example.org/film", "caption": "A film", "alternative": "People dance."},
    "remove-media": {"media": "m1"},
    "leave-out": {"section": ["map", "ran"]},
    "publish-report": {"note": "The first number was wrong."},
    "unpublish": {},
    "shelve": {"listing": "public", "until": "2031-05-30", "may_index": "yes"},
    "undo-edit": {"seq": "{newest}"},
    "stand": {"card": "weather-1", "count": ["1", "2", "3", "", "5"]},
}
"""A form of every act of the console, as its page sends it."""


def _lead(bench: Bench, verb: str, other: Mapping[str, Any], script: bool) -> Response:
    fields = {**bench.names.fill(LEADS[verb]), **other}
    bench.room.lead()
    return bench.room.client.post(
        f"/lead/{verb}",
        data={name: value for name, value in fields.items() if value is not None},
        headers=HTMX if script else SAME_SITE,
        follow_redirects=False,
    )


def _is_done(bench: Bench, verb: str, other: Mapping[str, Any], script: bool) -> bool:
    before = bench.game.seq
    answer = _lead(bench, verb, other, script)
    assert answer.status_code < 500, (verb, other, answer.text)
    if answer.status_code >= 400:
        assert answer.status_code in {409, 422}, (verb, other, answer.status_code)
        assert is_clear(answer) or "is-refused" in answer.text, (verb, other, answer.text[:800])
        assert bench.game.seq == before
        return False
    if verb == "finish" and bench.game.seq == before:
        return False  # another page, and no new answer
    assert bench.game.seq == before + 1, (verb, other)
    return True


def test_every_act_of_the_console_is_tried(bench: Bench) -> None:
    posts = {
        getattr(route, "path", "")
        for route in _routes(bench.room.app.routes)
        if "POST" in (getattr(route, "methods", None) or ())
    }
    tried = {path.removeprefix("/lead/") for path in posts if re.fullmatch(r"/lead/[a-z-]+", path)}
    assert tried == set(LEADS) | NO_ACTS


AFTER_THE_CLOSE = {
    *("tell", "publish", "scene", "check", "undo", "finish", "quote", "edit", "trust", "alike", "apart"),
    *("message", "room-size", "ring", "show-harmless", "erase"),
    *("write", "add-next", "remove-next", "add-media", "remove-media", "leave-out", "publish-report", "unpublish"),
    *("shelve", "undo-edit", "stand"),
}
"""What is about the wall, the report and what people wrote, which is never over."""

NO_ACTS = {"snooze", "unsnooze", "make-link", "take-back", "rehearse", "ready"}
"""What is no part of the log; see the tests of `needs`, `hands`, `practising` and `ready`."""

NOT_NOW = {
    "pause": "The clock stands",
    "call": "not open yet",
    "publish": "Close the game first",
    "admit": "",
    "remove-table": "",
    "deal-missing": "cannot be done now",
    "free-newest": "cannot be done now",
    "order": "not open yet",
    "end": "",  # the evening was yesterday, and so would its end be
    "publish-report": "Close the game first",
    "unpublish": "cannot be done now",
    "remove-next": "We do not know that step",
    "remove-media": "We do not know that link",
    "undo-edit": "Something else was done since",
}
"""Acts whose form is good, but not at this moment of the game, with what is said of it."""


@SCRIPT
@pytest.mark.parametrize("verb", sorted(LEADS))
def test_a_good_act_is_done_or_said_not_to_be_possible_now(bench: Bench, verb: str, script: bool) -> None:
    assert _is_done(bench, verb, {}, script) == (verb not in NOT_NOW)
    if verb in NOT_NOW:
        assert NOT_NOW[verb] in _lead(bench, verb, {}, script).text


@SCRIPT
@pytest.mark.parametrize("what", ["nothing", "..%2fconsole", "%00", "<b id=x>", "x" * 5000, "index", "card"])
def test_paper_of_no_known_kind_is_answered_in_words(bench: Bench, what: str, script: bool) -> None:
    bench.room.lead()
    answer = bench.room.client.get(f"/lead/print/{quote(what, safe='%')}", headers=HTMX if script else SAME_SITE)
    refused(answer, 404)
    assert "<b id" not in answer.text


@SCRIPT
@pytest.mark.parametrize("path", ["/lead/print", "/lead/print/badges"])
def test_nobody_but_the_facilitator_prints(bench: Bench, path: str, script: bool) -> None:
    for cookie in ("", "g1|lead", "g1|lead.abc"):
        bench.room.client.cookies.clear()
        headers = {**(HTMX if script else SAME_SITE), "Cookie": f"tablefolk_lead={cookie}"}
        refused(bench.room.client.get(path, headers=headers), 403)


def _routes(routes: Any) -> Iterator[Any]:
    for route in routes:
        yield route
        yield from _routes(getattr(getattr(route, "original_router", route), "routes", ()))


@pytest.mark.parametrize("verb", sorted(LEADS))
def test_nonsense_in_a_field_of_the_console_is_refused_in_words_or_done_but_never_breaks(
    bench: Bench, verb: str
) -> None:
    for name in LEADS[verb]:
        for number, value in enumerate(BAD):
            _is_done(bench, verb, {name: value}, script=bool(number % 2))


@SCRIPT
@pytest.mark.parametrize("verb", [verb for verb, fields in LEADS.items() if fields])
def test_an_act_without_its_fields_is_refused_or_harmless(bench: Bench, verb: str, script: bool) -> None:
    done = _is_done(bench, verb, dict.fromkeys(LEADS[verb]), script)
    assert done == (verb in {"tell", "write"})  # each of their fields may stay empty


@SCRIPT
@pytest.mark.parametrize("verb", sorted(LEADS))
def test_nobody_but_the_facilitator_acts(bench: Bench, verb: str, script: bool) -> None:
    before = bench.game.seq
    headers = HTMX if script else SAME_SITE
    for cookie in (None, "", "g1|lead", "g1|lead.abc", bench.room.client.cookies["tablefolk_seat"]):
        bench.room.client.cookies.clear()
        more = {"Cookie": f"tablefolk_lead={cookie}"} if cookie is not None else {}
        answer = bench.room.client.post(f"/lead/{verb}", data=LEADS[verb], headers={**headers, **more})
        # A form that cannot even be read says so to anybody; nothing of the game is in it.
        refused(answer, 403, 422)
    assert bench.game.seq == before


@SCRIPT
@pytest.mark.parametrize("field", ["headline", "turning_point", "surprise", "refusal"])
def test_a_telling_that_is_too_long_comes_back_whole(bench: Bench, field: str, script: bool) -> None:
    before = bench.game.seq
    typed = "“We <b>&amp; 'they' " + "é" * 300
    answer = _lead(bench, "tell", {field: typed}, script)
    refused(answer, 409, 422)
    assert "Make it shorter." in sentences(answer)
    assert typed in html.unescape(answer.text)
    assert "The frost" in answer.text or field == "turning_point"
    assert typed not in answer.text
    assert bench.game.seq == before


SPOKEN: tuple[tuple[dict[str, Any], str], ...] = (
    ({"badge": ["9Z", "2A"]}, "Nobody wears the badge 9Z"),
    ({"badge": ["<b id=x>", "2A"]}, "Nobody wears the badge"),
    ({"badge": []}, "has 2 to 6 different people"),
    ({"badge": ["1A"]}, "has 2 to 6 different people"),
    ({"idea": "i99"}, "We do not know that bed"),
    ({"kind": ["gold", ""]}, ""),
    ({"kind": ["", ""]}, "Somebody must give something"),
    ({"count": ["99", "1"]}, ""),
    ({"string": "nobody"}, ""),
    ({"string": "own", "own_words": "é" * 141}, "Make it shorter."),
)


@SCRIPT
@pytest.mark.parametrize(("other", "sentence"), SPOKEN, ids=lambda part: str(part)[:40])
def test_a_spoken_deal_that_cannot_be_comes_back_with_its_lines(
    bench: Bench, other: dict[str, Any], sentence: str, script: bool
) -> None:
    before = bench.game.seq
    answer = _lead(bench, "spoken", other, script)
    refused(answer, 409, 422)
    assert sentence in sentences(answer)
    for badge in other.get("badge", ["1A", "2A"]):
        assert f'value="{html.escape(badge)}"' in answer.text
    assert html.escape(other.get("own_words", "")) in answer.text
    assert bench.game.seq == before


@SCRIPT
def test_an_act_whose_id_was_used_for_another_is_refused(bench: Bench, script: bool) -> None:
    assert _lead(bench, "tell", {"command_id": "used"}, script).status_code in {200, 303}
    before = bench.game.seq
    answer = _lead(bench, "tell", {"command_id": "used", "headline": "Quite other words"}, script)
    refused(answer, 409)
    assert bench.game.seq == before


@SCRIPT
@pytest.mark.parametrize("command_id", ["x" * 65, "é", "\x00", "🦊"])
def test_an_act_with_an_id_that_cannot_be_kept_gets_one_that_can(bench: Bench, command_id: str, script: bool) -> None:
    assert _is_done(bench, "tell", {"command_id": command_id}, script)


@SCRIPT
@pytest.mark.parametrize("verb", sorted(set(LEADS) - AFTER_THE_CLOSE))
def test_acts_after_the_close_are_refused_in_words(bench: Bench, verb: str, script: bool) -> None:
    _close(bench)
    assert not _is_done(bench, verb, {}, script)


@SCRIPT
@pytest.mark.parametrize("secret", ["", "QwrongZ", LEAD_SECRET + "x", "\x00", "é" * 300, "<b id=x>", "#" * 50])
@pytest.mark.parametrize("path", [f"/lead/{CODE}/claim", "/host/claim"])
def test_a_wrong_link_opens_nothing(bench: Bench, path: str, secret: str, script: bool) -> None:
    bench.room.client.cookies.clear()
    answer = bench.room.client.post(path, data={"secret": secret}, headers=HTMX if script else SAME_SITE)
    refused(answer, 403)
    assert not bench.room.client.cookies
    assert secret not in answer.text or not secret.strip("#")


# --- The host ----------------------------------------------------------------------------------------------------------

NEW = {"choice": "hub-for-london/hub-90", "title": "A day", "expected": "12", "table_size": "6"}


@SCRIPT
def test_a_new_game_that_cannot_be_comes_back_with_what_was_typed(bench: Bench, script: bool) -> None:
    room = bench.room
    room.client.cookies.clear()
    room.client.cookies.set(HOST_COOKIE, HOST_SECRET)
    before = len(room.app.state.house.rooms.store.games())
    for name in NEW:
        for value in ("x" * 5000, "🦊" * 400) if name == "title" else BAD[3::8]:
            answer = room.client.post("/host/new", data={**NEW, name: value}, headers=HTMX if script else SAME_SITE)
            refused(answer, 422)
            assert f'id="{name}-wrong"' in answer.text, (name, value)
            kept = [value] if name != "choice" else []
            for typed in [*kept, *(NEW[other] for other in ("title", "expected") if other != name)]:
                assert f'value="{html.escape(typed)}"'.replace("&#x27;", "&#39;") in answer.text, (name, value)
    assert len(room.app.state.house.rooms.store.games()) == before


@SCRIPT
@pytest.mark.parametrize("game", ["", "nobody", "g9", "\x00", "x" * 5000, "<b id=x>", "g1' OR 1=1"])
def test_the_console_of_a_game_that_is_not_there_cannot_be_opened(bench: Bench, game: str, script: bool) -> None:
    bench.room.client.cookies.clear()
    bench.room.client.cookies.set(HOST_COOKIE, HOST_SECRET)
    answer = bench.room.client.post("/host/open", data={"game": game}, headers=HTMX if script else SAME_SITE)
    refused(answer, 404, 422)


@SCRIPT
@pytest.mark.parametrize("path", ["/host/new", "/host/open"])
def test_nobody_but_the_host_makes_or_opens_games(bench: Bench, path: str, script: bool) -> None:
    before = len(bench.room.app.state.house.rooms.store.games())
    bench.room.lead()
    for secret in ("", "QwrongZ", LEAD_SECRET):
        bench.room.client.cookies.set(HOST_COOKIE, secret)
        answer = bench.room.client.post(path, data={**NEW, "game": "g1"}, headers=HTMX if script else SAME_SITE)
        refused(answer, 403)
        bench.room.client.cookies.delete(HOST_COOKIE)
    assert len(bench.room.app.state.house.rooms.store.games()) == before

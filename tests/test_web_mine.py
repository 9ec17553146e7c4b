"""A player's own page by real requests: what it shows, what it changes, and how soon everything public follows."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import Response

from game import commands as ask
from game.scenario import Words
from game.state import Naming, PledgeLevel
from game.words import NAME, TEXT
from tests import erasable
from tests.erasable import Evening
from tests.phones import fresh_id, serving
from tests.served import CODE, SAME_SITE, Served
from web.contacts import DAYS_KEPT
from web.mine import ASKS, VERBS


@dataclass
class Home:
    """A server with an evening that is over and published, and the browser of one of its players."""

    room: Served
    evening: Evening

    def sit(self, name: str) -> str:
        """Let the browser be this person's; the id."""
        self.room.sit(self.evening.of[name])
        return self.evening.of[name]

    def page(self, path: str = "/mine") -> str:
        """What a page shows."""
        answer = self.room.client.get(path)
        assert answer.status_code == 200, answer.text
        return html.unescape(answer.text)

    def send(self, verb: str, status: int = 303, **fields: str | list[str]) -> Response:
        """Send a form of the page."""
        data = {"command_id": fresh_id(), **fields}
        answer = self.room.client.post(f"/mine/{verb}", data=data, headers=SAME_SITE, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer

    def public(self) -> str:
        """All that anybody may read, asked for anew."""
        self.room.client.cookies.clear()
        found = [self.page(f"/report/{CODE}"), self.page(f"/report/{CODE}/file")]
        for path in ("data.json", "map.svg", "ideas.csv", "deals.csv", "kumu.json", "network.graphml"):
            answer = self.room.client.get(f"/report/{CODE}/{path}")
            assert answer.status_code in {200, 404}
            found.append(html.unescape(answer.text))
        return "\n".join(found)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    evening = erasable.evening()
    with serving(tmp_path, evening.play) as room:
        yield Home(room, evening)


def _ref(home: Home, text: str) -> str:
    """The reference in the form beside a text."""
    found = re.search(rf'{text}.*?name="ref" value="([^"]+)"', home.page(), re.DOTALL)
    assert found is not None
    return found.group(1)


def test_the_page_shows_a_person_all_they_typed_and_nobody_elses_secrets(home: Home) -> None:
    home.sit("ada")
    page = home.page()
    for text in ("QadatitleZ", "QadamethodZ", "QadaanswerZ", "QadastringZ", "QadafirststepZ", "QadareflectionZ"):
        assert text in page
    for text in ("QcemreflectionZ", "QcemmondayZ", "QcemrefusalZ"):
        assert text not in page
    assert "2A means it too" in page
    assert "script-src" not in page


def test_without_a_seat_one_is_asked_to_come_back(home: Home) -> None:
    for path in ("/mine", "/mine/erase", "/mine/words.json", "/mine/words.txt"):
        answer = home.room.client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/?again=1")
    for verb in sorted(VERBS):
        answer = home.room.client.post(f"/mine/{verb}", data={}, headers=SAME_SITE, follow_redirects=False)
        assert answer.status_code == 401


def test_the_way_back_leads_to_the_page_on_another_phone(home: Home) -> None:
    from web.ways_back import way_back

    way = way_back(home.room.room, home.evening.of["ada"])
    answer = home.room.client.post(f"/j/{CODE}/back", data={"way": way}, headers=SAME_SITE)
    assert 'href="/mine"' in answer.text
    assert "QadatitleZ" in home.page()


def test_a_form_of_another_seats_page_does_nothing(home: Home) -> None:
    home.sit("cem")
    page = home.page()
    assert f"?seat=g1-{home.evening.of['cem']}" in page
    before = home.room.game.seq
    answer = home.room.client.post(
        f"/mine/erase?seat=g1-{home.evening.of['ada']}", data={"sure": "yes"}, headers=SAME_SITE
    )
    assert answer.status_code == 409
    assert home.room.game.seq == before


def test_a_name_and_how_to_appear_are_changed(home: Home) -> None:
    ada = home.sit("ada")
    home.send("name", name="Countess")
    assert home.room.game.players[ada].name == "Countess"
    assert "Countess, table 1" in home.page()
    home.send("naming", naming="out")
    who = home.room.game.players[ada]
    assert (who.naming, who.film) == (Naming.OUT, False)
    assert "Not quoted" in home.page()


def test_words_are_taken_back_and_let_stand_again(home: Home) -> None:
    home.sit("ada")
    answer = home.send("withdraw", ref=_ref(home, "QadamethodZ"))
    assert answer.headers["location"] == "/mine?done=withdraw#words"
    assert "Taken back. Nobody else is shown it any more." in home.page("/mine?done=withdraw")
    assert "QadamethodZ" not in home.public()
    home.sit("ada")
    home.send("restore", ref=_ref(home, "QadamethodZ"))
    assert "QadamethodZ" in home.public()


def test_an_answer_that_is_written_anew_waits_for_a_check_again(home: Home) -> None:
    ada = home.sit("ada")
    home.send("answer", question="line", text="A marigold line", may_quote="yes")
    assert "Waits for a check" in home.page()
    public = home.public()
    assert "marigold" not in public
    assert "QadareflectionZ" not in public
    home.sit("ada")
    home.send("answer", question="helped", text="Beside it", chips=["talk"])
    said = home.room.game.players[ada].reflections["helped"]
    assert (said.text, said.chips, said.may_quote) == ("Beside it", ("talk",), False)


def test_deals_are_pledged_again(home: Home) -> None:
    cem = home.sit("cem")
    deal = home.evening.of["deal"]
    home.send("pledge", deal=deal, level="talk")
    assert home.room.game.players[cem].pledges[deal] is PledgeLevel.TALK
    home.sit("ada")
    assert "2A means it too:</strong> worth a talk" in home.page()
    home.sit("cem")
    home.send("pledge", deal=deal, level="game")
    home.sit("ada")
    assert "means it too" not in home.page()


def test_contacts_are_exchanged_between_two_and_shown_nowhere_else(home: Home) -> None:
    ada, cem = home.sit("ada"), home.evening.of["cem"]
    assert "Only 2A can see it" in home.page()
    home.send("contact", contact="ada@example.org")
    home.sit("cem")
    assert "ada@example.org" not in home.page()
    home.send("contact", contact="0123 456")
    assert "ada@example.org" in home.page()
    for name in ("bea", "dan", "fay"):
        home.sit(name)
        assert not {"ada@example.org", "0123 456"} & set(re.findall(r"ada@example.org|0123 456", home.page()))
    home.room.lead()
    shown = home.page("/lead") + home.page(f"/wall/{CODE}") + home.page("/lead/regions") + home.public()
    assert "ada@example.org" not in shown
    assert "ada@example.org" not in repr(home.room.room.history)
    home.sit("ada")
    assert "0123 456" in home.page()
    home.send("contact-back")
    assert "0123 456" not in home.page()
    home.sit("cem")
    assert "ada@example.org" not in home.page()
    assert {one.player for one in home.room.run(home.room.room.contacts)} == {cem} != {ada}


def test_who_wants_no_deal_any_more_leaves_no_contact_behind(home: Home) -> None:
    cem = home.sit("cem")
    home.send("contact", contact="cem@example.org")
    home.send("pledge", deal=home.evening.of["deal"], level="game")
    assert home.room.run(home.room.room.contacts) == ()
    assert cem not in repr(home.room.run(home.room.room.contacts))
    assert "Say first of one of these" in html.unescape(home.send("contact", 422, contact="again").text)


def test_when_the_time_for_contacts_is_over_none_is_asked_for_or_taken(home: Home) -> None:
    home.sit("ada")
    assert 'action="/mine/contact?' in home.page()
    rooms = home.room.app.state.house.rooms
    before = rooms.now
    rooms.now = lambda: before() + timedelta(days=DAYS_KEPT + 1)
    assert 'action="/mine/contact?' not in home.page()
    answer = html.unescape(home.send("contact", 422, contact="ada@example.org").text)
    assert "so no contact can be left any more" in answer
    assert home.room.run(home.room.room.contacts) == ()


def test_the_same_words_in_two_places_are_told_apart_in_the_files(home: Home) -> None:
    ada = home.sit("ada")
    for question, may_quote in (("line", True), ("helped", False)):
        said = ask.Reflect(player=ada, question=question, chips=(), text=Words("The same"), may_quote=may_quote)
        home.room.do(said, by=ada)
    kept = json.loads(home.page("/mine/words.json"))["words"]
    assert [one["became"] for one in kept if one["texts"] == ["The same"]] == ["waits", "not_quoted"]


def test_where_nothing_is_left_to_delete_that_is_said_and_nothing_is_written(home: Home) -> None:
    ada = home.sit("ada")
    home.send("erase", sure="yes")
    before = home.room.game.seq
    answer = html.unescape(home.send("erase", 422, sure="yes").text)
    assert "Nothing of it is left here." in answer
    assert home.room.game.seq == before
    home.send("contact", contact="ada@example.org")
    home.send("erase", sure="yes")
    assert home.room.run(home.room.room.contacts) == ()
    home.send("name", name="Somebody")
    home.send("erase", sure="yes")
    assert home.room.game.players[ada].name == "…"


def test_nobody_appears_with_a_name_that_was_deleted(home: Home) -> None:
    ada = home.sit("ada")
    home.send("erase", sure="yes")
    assert "Write your name first." in html.unescape(home.send("naming", 422, naming="nickname").text)
    assert home.room.game.players[ada].naming is Naming.OUT
    home.send("name", name="Somebody")
    home.send("naming", naming="nickname")
    assert home.room.game.players[ada].naming is Naming.NICKNAME


def test_own_words_can_be_kept_as_text_and_as_data(home: Home) -> None:
    ada = home.sit("ada")
    home.send("contact", contact="ada@example.org")
    answer = home.room.client.get("/mine/words.json")
    assert answer.headers["content-disposition"] == f'attachment; filename="my-words-{CODE}.json"'
    kept = json.loads(answer.text)
    texts = [text for one in kept["words"] for text in one["texts"]]
    assert set(texts) >= {"QadaundoneZ", "QadalateZ", "QadatitleZ", "QadanameZ"}
    assert not [text for text in texts if not text.startswith("Qada")]
    assert (kept["name"], kept["contact"]) == ("QadaothernameZ", "ada@example.org")
    assert {"shown"} <= {one["became"] for one in kept["words"]}
    assert "idea: QadatitleZ / QadalineZ" in home.page("/mine/words.txt")
    assert ada not in answer.text


def test_everything_is_deleted_after_one_question(home: Home) -> None:
    ada = home.sit("ada")
    home.send("contact", contact="ada@example.org")
    asked = home.page("/mine/erase")
    assert "18 texts that you typed" in asked.lower()
    home.send("erase", 422)
    assert not home.room.game.players[ada].is_erased
    answer = home.send("erase", sure="yes", command_id="the-one")
    page = home.page(answer.headers["location"])
    assert "are deleted" in page
    assert "Qada" not in page
    home.send("erase", sure="yes", command_id="the-one")
    assert sum(event.kind == "Erased" for entry in home.room.room.history.entries for event in entry.events) == 1
    assert home.room.run(home.room.room.contacts) == ()
    assert "Qada" not in home.page("/play") + home.page("/mine/words.json") + home.page("/mine/words.txt")
    assert home.room.run(home.room.app.state.house.rooms.scrubbed)
    home.send("name", name="Somebody")
    assert home.room.game.players[ada].name == "Somebody"


# --- Everything public follows at the next request -------------------------------------------------------------------


def test_what_is_taken_back_changed_and_deleted_is_gone_from_page_map_and_files_at_the_next_request(home: Home) -> None:
    before = home.public()
    assert {text for text in home.evening.all_of("ada") if text in before} >= {"QadaeditZ", "QadareflectionZ"}
    home.sit("ada")
    home.send("withdraw", ref=_ref(home, "QadareflectionZ"))
    home.sit("cem")
    home.send("name", name="Nobody Else")
    after = home.public()
    assert "QadareflectionZ" not in after
    assert "QcemnameZ" not in after
    home.sit("ada")
    home.send("erase", sure="yes")
    left = [text for text in home.evening.all_of("ada") if text in home.public()]
    assert left == []
    assert "QcemtitleZ" in home.public()
    home.room.lead()
    draft = home.page(f"/report/{CODE}") + home.page(f"/report/{CODE}?readers=1") + home.page("/lead")
    assert not [text for text in home.evening.all_of("ada") if text in draft]


# --- What cannot be done ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "fields", "status", "sentence"),
    [
        ("name", {"name": "x" * (NAME + 1)}, 422, "It can have 24. Make it shorter."),
        ("name", {"name": " "}, 422, "Write your name first."),
        ("name", {}, 422, "Something is missing"),
        ("naming", {"naming": "loudly"}, 422, "Choose how you want to appear"),
        ("answer", {"question": "line", "text": "y" * (TEXT + 1)}, 422, "It can have 280. Make it shorter."),
        ("answer", {"question": "nothing", "text": "y"}, 409, "We do not know that question"),
        ("answer", {"text": "y"}, 422, "Something is missing"),
        ("pledge", {"deal": "d0", "level": "talk"}, 409, "We do not know that"),
        ("pledge", {"deal": "d0", "level": "much"}, 422, "Choose one of the three answers."),
        ("withdraw", {"ref": "idea:i99:1"}, 409, "We do not know that text"),
        ("restore", {}, 422, "Something is missing"),
        ("contact", {}, 422, "Something is missing"),
        ("contact", {"contact": "  "}, 422, "Write something first."),
        ("contact", {"contact": "z" * 141}, 422, "It can have 140."),
        ("erase", {"sure": "perhaps"}, 422, "Nothing was deleted yet."),
        ("name", {"name": "Ada", "command_id": "\u00e9"}, 422, "We could not read what was sent."),
    ],
)
def test_what_cannot_be_done_says_why_and_keeps_what_was_typed(
    home: Home, verb: str, fields: dict[str, str], status: int, sentence: str
) -> None:
    home.sit("ada")
    before = home.room.game.seq
    answer = html.unescape(home.send(verb, status, **fields).text)
    assert sentence in answer
    assert 'role="alert"' in answer
    for typed in (fields[name] for name in ("name", "text", "contact") if fields.get(name, " ").strip()):
        if verb != "answer" or fields.get("question") == "line":
            assert typed in answer
    assert home.room.game.seq == before
    assert home.room.run(home.room.room.contacts) == ()


def test_the_same_form_counts_once_and_other_words_under_its_id_are_refused(home: Home) -> None:
    home.sit("ada")
    before = home.room.game.seq
    for _ in range(2):
        home.send("name", name="Twice", command_id="tap")
    assert home.room.game.seq == before + 1
    answer = home.send("name", 409, name="Another", command_id="tap")
    assert "sent before with other words" in html.unescape(answer.text)
    assert 'value="Another"' in answer.text


def test_an_unknown_form_is_not_found(home: Home) -> None:
    home.sit("ada")
    home.send("rename", 404, name="x")
    assert set(ASKS) < VERBS


def test_while_the_game_goes_on_the_page_is_there_too(tmp_path: Path) -> None:
    from tests.given import Play

    play = Play()
    ada = play.join("Ada", 1)
    with serving(tmp_path, play) as room:
        room.sit(ada)
        page = room.client.get("/mine").text
        assert "Nothing of yours is shown to others." in page
        assert 'href="/mine"' in room.client.get("/play?desk=me").text
        assert 'id="contact"' not in page
        room.do(ask.Rename(player=ada, name=Words("Bad <b>")), by=ada)
        assert "Bad &lt;b&gt;" in room.client.get("/mine").text

"""What nobody should send, sent all the same: each gets a clear sentence and a fitting status, and nothing changes.

The game was at its last step and is back at the vote, so that every action of a phone can be asked for. Ada, at table 1,
holds the phone, but for what only others can do.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from httpx import Response

from game import commands as ask
from game.state import Game, Status
from game.words import LINE, NAME, TEXT, TITLE
from tests.kept import keep
from tests.phones import everything
from tests.served import CODE, HTMX, SAME_SITE, Served, served
from web.codes import _guesses
from web.forms import MOVES
from web.guard import MOST_BODY
from web.mine import VERBS

Fields = Mapping[str, str | list[str]]

BAD = (
    "",
    "   ",
    "nobody",
    "p999",
    "-1",
    "0",
    "99999999999999999999",
    "1e9",
    "1.5",
    "٣",
    "\x00",
    "\u202egnol",
    "🦊" * 400,
    "[" * 3000,
    "{" * 3000 + "}" * 3000,
    "x" * 5000,
    "<b id=x>",
    "'; DROP TABLE entry; --",
    "../../etc/passwd",
    "%s%n%d",
    "mark.blessing.9",
    "kind:",
    "kind:nothing",
    "yes",
    "null",
)
"""What stands in a field in place of what belongs there."""


@dataclass(frozen=True, slots=True)
class Names:
    """The ids in the game that is kept."""

    ada: str
    cem: str
    of: Mapping[str, str]

    def fill(self, fields: Fields) -> dict[str, str | list[str]]:
        """The fields with ``{name}`` replaced by ids, in their names too."""
        return {
            name.format_map(self.of): [one.format_map(self.of) for one in value]
            if isinstance(value, list)
            else value.format_map(self.of)
            for name, value in fields.items()
        }


GOOD: Mapping[str, Fields] = {
    "rename": {"name": "Ada L"},
    "consent": {"naming": "out", "film": "yes"},
    "table": {"table": "2"},
    "part": {"part": "press"},
    "practise": {"stage": "yes", "badge": "2A", "string": ""},
    "hosting": {"first": "yes"},
    "keep": {"role": "{eve_role}"},
    "choose": {"step": "sky", "card": "", "title": "Our own sky", "text": "Blue."},
    "sort": {"card": "{dream}", "pile": "bend"},
    "idea": {"title": "A new name", "line": "In one line.", "from_card": ""},
    "pick": {"card": "{craft}", "when": "later"},
    "write-method": {"title": "A stone path", "needs": ["song", "ladder"], "when": "soon"},
    "drop-method": {"pick": "{my_pick}"},
    "cover": {"need": "{my_pick}.1", "covers": "yes"},
    "shake": {
        "stage": "yes",
        "idea": "{theirs}",
        "need": "kind:ladder",
        "badge": "2A",
        "string": "own",
        "own_words": "Half",
    },
    "propose": {"is_new": "yes", "title": "A swing", "line": "", "i_give": "ladder", "they_give": "", "badge": "2B"},
    "answer": {"deal": "{asked}", "version": "1", "yes": "yes", "reason": ""},
    "change": {"deal": "{asked}", "version": "1", "gift": ["0"], "give": "", "string": "own", "own_words": "In spring"},
    "drop-party": {"deal": "{offered}", "party": "{dan}"},
    "withdraw": {"deal": "{offered}"},
    "not-me": {"deal": "{agreed}"},
    "take-back": {"deal": "{agreed}"},
    "repair": {"deal": "{doubted}", "words": "We try again."},
    "break": {"deal": "{doubted}"},
    "comment": {"card": "judge", "comments": "no"},
    "refuse": {"card": "strike", "idea": "{theirs}", "refusal_words": "Less noise"},
    "answer-refusal": {"idea": "{mine}", "card": "strike", "changes": "no", "words": "We keep it."},
    "call": {"what": "time"},
    "take-back-call": {},
    "headline": {"headline": "The bees are back"},
    "vote": {"step": "pebbles", "dots:{theirs}": "2"},
    "name-lead": {"idea": "{mine}", "badge": "1B"},
    "answer-lead": {"idea": "{mine}", "yes": "no"},
    "delivery": {"idea": "{mine}", "first_step": "Dig", "date": "Monday", "asks": ["hands", "rain"]},
    "help": {"idea": "{theirs}", "wants": "yes"},
    "reflect": {"question": "line", "text": "I listened.", "chips": [], "may_quote": "yes"},
    "secret": {"question": "secret", "got": "partly"},
    "pledge": {"deal": "{agreed}", "level": "talk"},
    "monday": {"question": "monday", "text": "Call Cem."},
}
"""A form of every action that is taken as it is."""

SEATS: Mapping[str, str] = {"keep": "eve", "table": "eve", "part": "eve", "refuse": "bea", "headline": "fay"}
"""Whose phone sends it, where Ada cannot: Eve has no deals, Bea is of the side that refuses, Fay is of the press."""

MAY_BE_MISSING = {
    *{("consent", "film"), ("consent", "naming"), ("choose", "card"), ("choose", "text"), ("idea", "from_card")},
    *{("pick", "when"), ("shake", "string"), ("shake", "own_words"), ("shake", "stage"), ("propose", "line")},
    *{
        ("propose", "they_give"),
        ("answer", "reason"),
        ("change", "give"),
        ("change", "string"),
        ("change", "own_words"),
    },
    *{
        ("delivery", "date"),
        ("delivery", "asks"),
        ("reflect", "chips"),
        ("reflect", "may_quote"),
        ("secret", "question"),
    },
    *{("monday", "question"), ("practise", "string"), ("write-method", "when"), ("answer-refusal", "words")},
    *{("vote", "dots:{theirs}")},
}
"""Fields without which a form still means something: boxes that are not ticked, what one may leave out."""


class _Said(HTMLParser):
    """The texts of everything that is announced as an alert, or stands as the page's heading."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._depth = 0
        self._tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth:
            self._depth += 1
        elif dict(attrs).get("role") == "alert" or (tag == "h1" and "id" not in dict(attrs)):
            self._depth = 1
            self.said.append("")

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.said[-1] += data


def sentences(answer: Response) -> str:
    """What the answer says is wrong."""
    if "<" not in answer.text:
        return answer.text
    return " ".join(" ".join(_Said(answer.text).said).split())


def is_clear(answer: Response) -> bool:
    """Whether a person can read what is wrong: whole sentences, and nothing of the machine."""
    said = sentences(answer)
    machine = re.search(r"Traceback|Exception|Error\b|None|undefined|field required|detail", said)
    return bool(re.search(r"[a-z]{2,}[^.]*\.", said)) and not machine


def refused(answer: Response, *statuses: int) -> None:
    """The answer is a refusal with a clear sentence."""
    assert answer.status_code in (statuses or (400, 404, 405, 409, 410, 413, 422)), (
        answer.status_code,
        answer.text[:500],
    )
    assert is_clear(answer), sentences(answer) or answer.text[:500]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Names]:
    """The evening on disk, to be copied for each test."""
    play, of = everything()
    names = Names(ada=of["ada"], cem=of["cem"], of=of)
    folder = tmp_path_factory.mktemp("shelf")
    keep(folder / "games.db", play.history)
    return folder / "games.db", names


@dataclass
class Bench:
    """A server with the evening, and Ada's phone."""

    room: Served
    names: Names

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.room.game

    def good(self, verb: str, **other: str | list[str] | None) -> dict[str, Any]:
        """The good form of an action with some fields replaced, or left out when None; the browser of who can send it."""
        of = self.names.of
        fields: dict[str, Any] = {**self.names.fill(GOOD[verb]), "at_desk": "yes"}
        fields |= {name.format_map(of): value for name, value in other.items()}
        self.room.sit(of[SEATS.get(verb, "ada")])
        return {name: value for name, value in fields.items() if value is not None}

    def press(self, verb: str, fields: Mapping[str, Any], script: bool = True) -> Response:
        """What the phone is answered."""
        return self.room.client.post(
            f"/play/{verb}", data=dict(fields), headers=HTMX if script else SAME_SITE, follow_redirects=False
        )

    def is_taken(self, verb: str, fields: Mapping[str, Any], script: bool = True) -> bool:
        """Send it. When it is refused, this was clear and nothing changed; when it is taken, it is one entry or a question."""
        before = self.game.seq
        answer = self.press(verb, fields, script)
        assert answer.status_code < 500, (verb, fields, answer.text)
        if answer.status_code >= 400:
            refused(answer, 409, 422)
            assert self.game.seq == before, (verb, fields)
            return False
        assert answer.status_code == (200 if script else answer.status_code)
        assert self.game.seq <= before + 1
        return self.game.seq > before


@pytest.fixture(scope="module")
def benches(shelf: tuple[Path, Names], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Bench]]:
    """A server that goes on with the evening: the same one for as long as nothing in its game has changed."""
    file, names = shelf
    found: list[tuple[Bench, Game]] = []
    with ExitStack() as running:

        def bench() -> Bench:
            if found:
                last, game = found.pop()
                if last.game == game and len(last.room.app.state.house.rooms.store.games()) == 1:
                    found.append((last, game))
                    return last
                running.close()
            folder = tmp_path_factory.mktemp("bench")
            shutil.copy(file, folder / "games.db")
            made = Bench(running.enter_context(served(folder)), names)
            found.append((made, made.game))
            return made

        yield bench


@pytest.fixture
def bench(benches: Callable[[], Bench]) -> Bench:
    """The evening as it was kept, and Ada's phone."""
    found = benches()
    found.room.client.cookies.clear()
    found.room.sit(found.names.ada)
    _guesses.clear()
    return found


SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


# --- The phone's forms -------------------------------------------------------------------------------------------------


def test_there_is_a_good_form_of_every_action() -> None:
    assert set(GOOD) == set(MOVES)


@SCRIPT
@pytest.mark.parametrize("verb", sorted(GOOD))
def test_a_good_form_is_taken(bench: Bench, verb: str, script: bool) -> None:
    """Else what is refused below would say nothing."""
    assert bench.is_taken(verb, bench.good(verb), script)


def _nonsense(forms: Mapping[str, Fields], verb: str, share: int) -> Iterator[tuple[str, str]]:
    """The fields of a form, each with a share of what is bad: the next field has another share."""
    before = sum(len(forms[other]) for other in sorted(forms) if other < verb)
    for place, name in enumerate(forms[verb], start=before):
        yield from ((name, value) for value in BAD[place % share :: share])


def _try_nonsense(bench: Bench, verb: str, share: int) -> None:
    for number, (name, value) in enumerate(_nonsense(GOOD, verb, share)):
        bench.is_taken(verb, bench.good(verb, **{name: value}), script=bool(number % 2))


@pytest.mark.parametrize("verb", sorted(GOOD))
def test_nonsense_in_any_field_is_refused_in_words_or_taken_but_never_breaks(bench: Bench, verb: str) -> None:
    _try_nonsense(bench, verb, share=4)


@pytest.mark.soak
@pytest.mark.parametrize("verb", sorted(GOOD))
def test_all_nonsense_in_any_field_is_refused_in_words_or_taken_but_never_breaks(bench: Bench, verb: str) -> None:
    _try_nonsense(bench, verb, share=1)


@pytest.mark.parametrize("verb", sorted(GOOD))
def test_a_missing_field_is_refused_and_nothing_changes(bench: Bench, verb: str) -> None:
    for name in GOOD[verb]:
        if (verb, name) not in MAY_BE_MISSING:
            for script in (True, False):
                assert not bench.is_taken(verb, bench.good(verb, **{name: None}), script), name


@pytest.mark.parametrize("verb", sorted(GOOD))
def test_of_a_repeated_field_the_first_value_counts_and_unknown_fields_do_nothing(bench: Bench, verb: str) -> None:
    form = bench.good(verb, player=bench.names.cem, by=bench.names.cem, who="lead", seq="1", at="now", number="7")
    for name, value in form.items():
        if isinstance(value, str) and name not in {"asks", "chips", "gift"}:
            form[name] = [value, "zzz"]
    assert bench.is_taken(verb, form)
    (entry,) = bench.room.room.history.entries[-1:]
    assert entry.by == bench.names.of[SEATS.get(verb, "ada")]
    for event in entry.events:
        assert "zzz" not in repr(event)
        assert getattr(event, "player", entry.by) == entry.by or verb in {"shake", "answer"}


@SCRIPT
@pytest.mark.parametrize("verb", sorted(GOOD))
def test_without_a_seat_nothing_is_done(bench: Bench, verb: str, script: bool) -> None:
    form, before = bench.good(verb), bench.game.seq
    for cookie in ("", "g1|p1", f"g1|{bench.names.ada}.x", "g9|p1.abc", "\x01|", "|" * 400):
        bench.room.client.cookies.clear()
        headers = {**(HTMX if script else SAME_SITE), "Cookie": f"tablefolk_seat={cookie}"}
        answer = bench.room.client.post(f"/play/{verb}", data=form, headers=headers, follow_redirects=False)
        refused(answer, 401)
    assert bench.game.seq == before


TYPED = (
    ("rename", "name", NAME, False),
    ("choose", "title", TITLE, False),
    ("choose", "text", TEXT, True),
    ("idea", "title", TITLE, False),
    ("idea", "line", LINE, True),
    ("propose", "title", TITLE, False),
    ("propose", "line", LINE, True),
    ("shake", "own_words", LINE, False),
    ("change", "own_words", LINE, False),
    ("repair", "words", LINE, True),
    ("delivery", "first_step", LINE, False),
    ("delivery", "date", TITLE, True),
    ("reflect", "text", TEXT, False),
    ("monday", "text", LINE, False),
    ("write-method", "title", TITLE, False),
    ("refuse", "refusal_words", LINE, False),
    ("answer-refusal", "words", LINE, True),
    ("headline", "headline", 2 * TITLE, False),
)
"""Every field a person types in: the action, the field, the most letters, and whether it may be empty."""


@SCRIPT
@pytest.mark.parametrize(("verb", "field", "most", "may_be_empty"), TYPED)
def test_a_text_that_is_too_long_comes_back_whole_with_how_long_it_may_be(
    bench: Bench, verb: str, field: str, most: int, may_be_empty: bool, script: bool
) -> None:
    before = bench.game.seq
    typed = "“Ünder <b>&amp; 'over' " + "é" * most
    answer = bench.press(verb, bench.good(verb, **{field: typed}), script)
    refused(answer, 422)
    assert f"It can have {most}. Make it shorter." in sentences(answer)
    assert typed in html.unescape(answer.text)
    assert "<b>" not in answer.text
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"[^>]*aria-describedby="wrong-{field}"', answer.text)
    assert bench.game.seq == before


@SCRIPT
@pytest.mark.parametrize(("verb", "field", "most", "may_be_empty"), TYPED)
def test_an_empty_text_says_what_to_write_and_the_rest_of_the_form_is_kept(
    bench: Bench, verb: str, field: str, most: int, may_be_empty: bool, script: bool
) -> None:
    for nothing in ("", "  \t ", "\u200b\u202e\x00"):
        form = bench.good(verb, **{field: nothing})
        if may_be_empty:
            assert bench.is_taken(verb, form, script) or nothing
            continue
        answer = bench.press(verb, form, script)
        refused(answer, 422)
        assert re.search(r"Write .* first\.", sentences(answer))
        others = [other for of, other, _, _ in TYPED if of == verb and other != field]
        for other in others:
            assert str(form[other]) in html.unescape(answer.text)


WEIRD = (
    b"%F0%9F%A6%8A%E2%80%8D",  # an emoji with a joiner
    b"%D7%A9%D7%9C%D7%95%D7%9D",  # Hebrew
    b"%E2%80%AEabc",  # turned round
    b"%00a%00b",
    b"%ED%A0%80abc",  # a lone surrogate in what is nearly UTF-8
    b"%FF%FE%80abc",  # not UTF-8 at all
    b"a%CC%81%CC%81%CC%81%CC%81%CC%81%CC%81%CC%81",
    b"%EF%BF%BE%EF%BF%BF.",
    b"[" * 20,
    b"a%0D%0Ab%0Ac",
    b"%F4%8F%BF%BF.",  # the last private character
)


@SCRIPT
@pytest.mark.parametrize("typed", WEIRD, ids=lambda typed: typed.decode()[:24])
def test_strange_letters_are_tidied_and_never_break_a_page(bench: Bench, typed: bytes, script: bool) -> None:
    headers = {**(HTMX if script else SAME_SITE), "Content-Type": "application/x-www-form-urlencoded"}
    for verb, field in (("rename", "name"), ("idea", "title"), ("monday", "text")):
        body = b"at_desk=yes&line=&" + field.encode() + b"=" + typed
        answer = bench.room.client.post(f"/play/{verb}", content=body, headers=headers, follow_redirects=False)
        assert answer.status_code in {200, 303}, answer.text
    page = bench.room.client.get("/play").text
    game = bench.game
    kept = (game.players[bench.names.ada].name, game.ideas[bench.names.of["mine"]].title)
    for text in (page, *kept):
        assert not set(text) & {"\x00", "\u202e", "\r", "\ufeff"}
        text.encode()
    assert all(text in html.unescape(page) for text in kept)


@SCRIPT
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"name": "Eve"}'),
        ("application/json", b"[" * 3000),
        ("application/json", b'"\\ud800"'),
        ("text/plain", b"name=Eve"),
        ("application/octet-stream", bytes(range(256))),
        ("application/x-www-form-urlencoded", b"&&&===&%%%&=;="),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(2000))),
        ("application/x-www-form-urlencoded", b"name[[[[]]]]=Eve" + b"[" * 3000),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nEve'),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nothing\r\n\r\nEve\r\n--x--\r\n"),
        ("", b""),
    ],
    ids=range(13),
)
def test_a_body_that_is_no_form_is_refused_in_words(bench: Bench, content_type: str, body: bytes, script: bool) -> None:
    before = bench.game.seq
    headers = {**(HTMX if script else SAME_SITE), "Content-Type": content_type}
    refused(bench.room.client.post("/play/rename", content=body, headers=headers), 400, 422)
    assert bench.game.seq == before


@SCRIPT
def test_a_huge_body_is_refused_in_words(bench: Bench, script: bool) -> None:
    before = bench.game.seq
    for path in ("/play/rename", "/", f"/j/{CODE}", "/lead/tell", "/host/new"):
        answer = bench.room.client.post(
            path, data={"name": "x" * (MOST_BODY + 1)}, headers=HTMX if script else SAME_SITE
        )
        refused(answer, 413)
        assert "Make it shorter" in answer.text
    assert bench.game.seq == before


@SCRIPT
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/play/rename", "/lead/next", "/lead/OTTER42/claim", "/host/new", "/host/open"])
def test_a_wrong_method_is_refused_in_words(bench: Bench, path: str, method: str, script: bool) -> None:
    before = bench.game.seq
    answer = bench.room.client.request(method, path, headers=HTMX if script else SAME_SITE)
    refused(answer, 404, 405)
    assert bench.game.seq == before


# --- What belongs to others --------------------------------------------------------------------------------------------

NOT_MINE = (
    ("choose", {"card": "weather-9", "step": "sky"}, "does not hold this card"),
    ("choose", {"card": "craft-1", "step": "sky"}, "does not hold this card"),
    ("choose", {"step": "nowhere"}, ""),
    ("idea", {"from_card": "tale-1"}, ""),
    ("pick", {"card": "weather-1"}, "does not hold this card"),
    ("keep", {"role": "everybody"}, "was not offered to you"),
    ("drop-method", {"pick": "{their_pick}"}, ""),
    ("cover", {"need": "{their_pick}.1"}, ""),
    ("answer", {"deal": "{theirs_alone}"}, ""),
    ("answer", {"deal": "{agreed}"}, ""),
    ("change", {"deal": "{theirs_alone}"}, ""),
    ("drop-party", {"deal": "{theirs_alone}"}, ""),
    ("drop-party", {"deal": "{offered}", "party": "p1"}, ""),
    ("withdraw", {"deal": "{asked}"}, "not yours"),
    ("withdraw", {"deal": "{theirs_alone}"}, ""),
    ("not-me", {"deal": "{theirs_alone}"}, ""),
    ("take-back", {"deal": "{theirs_alone}"}, ""),
    ("repair", {"deal": "{theirs_alone}"}, ""),
    ("break", {"deal": "{theirs_alone}"}, ""),
    ("name-lead", {"idea": "{theirs}"}, "another table"),
    ("answer-lead", {"idea": "{theirs}"}, ""),
    ("delivery", {"idea": "{theirs}"}, "another table"),
    ("delivery", {"asks": ["hands", "money"]}, ""),
    ("shake", {"idea": "{hidden_idea}"}, ""),
    ("shake", {"need": "{my_pick}.1"}, ""),
    ("shake", {"badge": "1A"}, "This is your own badge"),
    ("shake", {"badge": "9Z"}, "Nobody wears the badge 9Z"),
    ("shake", {"string": "nobody"}, ""),
    ("pledge", {"deal": "{theirs_alone}"}, ""),
    ("pledge", {"level": "gold"}, "Choose one of the three"),
    ("reflect", {"question": "who"}, ""),
    ("reflect", {"chips": ["talk"]}, ""),
    ("secret", {"got": "maybe"}, ""),
    ("consent", {"naming": "famous"}, "Choose how you want to appear"),
    ("table", {"table": "3"}, ""),
    ("table", {"table": "99999999"}, ""),
    ("answer", {"version": "2"}, ""),
    ("answer", {"version": "0"}, ""),
    ("answer", {"yes": "perhaps"}, ""),
    ("part", {"part": "king"}, "Choose one of the three"),
    ("part", {"part": "player"}, "You have answered this already."),
    ("practise", {"badge": "1A"}, "This is your own badge"),
    ("practise", {"badge": "9Z"}, "Nobody wears the badge 9Z"),
    ("practise", {"badge": "1A", "stage": "check"}, "This is your own badge"),
    ("hosting", {"first": "perhaps"}, ""),
    ("sort", {"card": "weather-9"}, "does not hold this card"),
    ("sort", {"pile": "burn"}, "Choose one of the three"),
    ("write-method", {"needs": []}, "Say what it needs: one to 3 things."),
    ("write-method", {"needs": ["song"] * 4}, "Say what it needs: one to 3 things."),
    ("write-method", {"needs": ["gold"]}, "We do not know that token."),
    ("write-method", {"when": "never"}, "We do not know that answer."),
    ("comment", {"card": "swarm"}, "We do not know that card."),
    ("comment", {"card": "frost"}, "We do not know that card."),
    ("comment", {"comments": "perhaps"}, ""),
    ("refuse", {"card": "frost"}, "We do not know that card."),
    ("refuse", {"idea": "{mine}"}, "You have answered this already."),
    ("refuse", {"idea": "{hidden_idea}"}, "We do not know that bed."),
    ("refuse", {"idea": ""}, "We do not know that bed."),
    ("answer-refusal", {"card": "frost"}, "We do not know that bed."),
    ("answer-refusal", {"idea": "{theirs}"}, "We do not know that bed."),
    ("answer-refusal", {"changes": "perhaps"}, ""),
    ("vote", {"step": "fire"}, "This is over."),
    ("vote", {"step": "nowhere"}, "This is not open yet."),
    ("vote", {"dots:{theirs}": "4"}, "You laid 4 dots. You have 3."),
    ("vote", {"dots:{mine}": "1"}, "You cannot vote for the bed of your own table."),
    ("vote", {"dots:{hidden_idea}": "1"}, "We do not know that bed."),
)


@SCRIPT
@pytest.mark.parametrize(("verb", "other", "sentence"), NOT_MINE, ids=lambda part: str(part)[:40])
def test_what_is_somebody_elses_or_not_there_is_refused(
    bench: Bench, verb: str, other: Fields, sentence: str, script: bool
) -> None:
    before = bench.game.seq
    answer = bench.press(verb, bench.good(verb, **bench.names.fill(other)), script)
    refused(answer, 409, 422)
    assert sentence in sentences(answer)
    assert "QhiddenZ" not in answer.text
    assert bench.game.seq == before


# --- Ids of commands ---------------------------------------------------------------------------------------------------


@SCRIPT
@pytest.mark.parametrize(("verb", "field", "most", "may_be_empty"), TYPED)
def test_an_id_that_was_used_for_other_words_is_refused_with_the_words_kept(
    bench: Bench, verb: str, field: str, most: int, may_be_empty: bool, script: bool
) -> None:
    assert bench.is_taken(verb, bench.good(verb, command_id="used"), script)
    before = bench.game.seq
    answer = bench.press(verb, bench.good(verb, command_id="used", **{field: "Quite other words"[:most]}), script)
    refused(answer, 409)
    assert bench.game.seq == before
    assert "Quite other words" in answer.text


@SCRIPT
@pytest.mark.parametrize("command_id", ["x" * 65, "é", "\x00", "a\nb", "🦊", "\u202e", "x" * 9000])
def test_an_id_that_cannot_be_kept_is_refused_with_the_words_kept(bench: Bench, command_id: str, script: bool) -> None:
    before = bench.game.seq
    answer = bench.press("monday", bench.good("monday", command_id=command_id), script)
    refused(answer, 422)
    assert "Call Cem." in answer.text
    assert bench.game.seq == before


def test_an_id_of_somebody_elses_command_is_ones_own(bench: Bench) -> None:
    of_cem, of_ada = (bench.good("monday", command_id="same", text=f"Of {name}") for name in ("Cem", "Ada"))
    bench.room.sit(bench.names.cem)
    assert bench.is_taken("monday", of_cem)
    bench.room.sit(bench.names.ada)
    assert bench.is_taken("monday", of_ada)


# --- Coming in ---------------------------------------------------------------------------------------------------------

CODES = ("NOWHERE99", "%00", "..%2f..%2fetc", "%F0%9F%A6%8A", "x" * 5000, "%ED%A0%80", "' OR 1=1", "<b id=x>")


@SCRIPT
@pytest.mark.parametrize("code", CODES, ids=lambda code: code[:12])
@pytest.mark.parametrize("path", ["/j/{}", "/wall/{}", "/report/{}", "/report/{}/file", "/lead/{}", "/wall/{}/regions"])
def test_a_code_that_nobody_has_is_answered_in_words(bench: Bench, path: str, code: str, script: bool) -> None:
    where = path.format(quote(code, safe="%"))
    answer = bench.room.client.get(where, headers=HTMX if script else SAME_SITE)
    refused(answer, 404)
    assert "<b id" not in answer.text


@SCRIPT
@pytest.mark.parametrize("path", ["/j/NOWHERE99", "/lead/NOWHERE99/claim"])
def test_nothing_can_be_sent_to_a_game_that_nobody_has(bench: Bench, path: str, script: bool) -> None:
    answer = bench.room.client.post(path, data={"name": "Fay", "secret": "x"}, headers=HTMX if script else SAME_SITE)
    refused(answer, 404)


@pytest.mark.parametrize("code", ["", "   ", "NOWHERE99", "<b id=x>", "🦊" * 500, "\x00", "\ud7ff", '"><img src=x>'])
def test_a_typed_code_that_nobody_has_is_kept_in_the_form(bench: Bench, code: str) -> None:
    answer = bench.room.client.post("/", data={"code": code}, headers=SAME_SITE, follow_redirects=False)
    refused(answer, 404, 422)
    assert 'name="code"' in answer.text
    assert code.strip("\x00 ")[:40] in html.unescape(answer.text)
    assert "<b id" not in answer.text
    assert "<img src=x" not in answer.text


JOINS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "Something is missing"),
    ({"name": ""}, "Write your name first."),
    ({"name": " \u200b "}, "Write your name first."),
    ({"name": "Fay" * 9}, "It can have 24. Make it shorter."),
    ({"name": "[" * 3000}, "It can have 24. Make it shorter."),
    ({"name": "Fay", "table": "nine"}, "Choose a table."),
    ({"name": "Fay", "table": "-1"}, "Choose a table."),
    ({"name": "Fay", "table": "99"}, "We do not know that table (99)."),
    ({"name": "Fay", "table": "9" * 40}, "Choose a table."),
    ({"name": "Fay", "naming": "famous"}, "Choose how you want to appear"),
    ({"name": "Fay", "hat": "emperor"}, "We do not know that answer."),
    ({"name": "Fay", "command_id": "é"}, "We could not read that."),
)


@SCRIPT
@pytest.mark.parametrize(("fields", "sentence"), JOINS, ids=lambda part: str(part)[:40])
def test_a_bad_form_at_the_door_seats_nobody_and_keeps_the_name(
    bench: Bench, fields: dict[str, Any], sentence: str, script: bool
) -> None:
    before = bench.game.seq
    bench.room.client.cookies.clear()
    answer = bench.room.client.post(f"/j/{CODE}", data=fields, headers=HTMX if script else SAME_SITE)
    refused(answer, 409, 422)
    assert sentence in sentences(answer)
    assert f'value="{html.escape(fields.get("name", ""))}"' in answer.text
    assert bench.game.seq == before
    assert not bench.room.client.cookies


# --- After the close ---------------------------------------------------------------------------------------------------


def _close(bench: Bench) -> None:
    bench.room.do(ask.CloseGame())
    assert bench.game.status is Status.CLOSED


@SCRIPT
def test_a_closed_game_cannot_be_joined(bench: Bench, script: bool) -> None:
    _close(bench)
    before = bench.game.seq
    bench.room.client.cookies.clear()
    for answer in (
        bench.room.client.get(f"/j/{CODE}"),
        bench.room.client.post(f"/j/{CODE}", data={"name": "Fay"}, headers=HTMX if script else SAME_SITE),
    ):
        assert answer.status_code == 410
        assert "This game is over." in answer.text
        assert "Nobody can join it any more." in answer.text
    assert bench.game.seq == before


UNTIL_THE_CLOSE = {
    *("answer", "change", "drop-party", "withdraw", "comment", "refuse"),
    *("table", "part", "practise", "hosting", "sort", "vote", "call", "take-back-call"),
}
"""What is about a proposal or an event card, which end with the game, and what means nothing any more once it is over."""


@pytest.mark.parametrize("verb", sorted(GOOD))
def test_an_action_after_the_close_is_kept_and_the_answer_says_so(bench: Bench, verb: str) -> None:
    _close(bench)
    before, script = bench.game, bool(sorted(GOOD).index(verb) % 2)
    answer = bench.press(verb, bench.good(verb), script)
    if verb in UNTIL_THE_CLOSE:
        refused(answer, 409)
        assert bench.game.seq == before.seq
        return
    if not script:
        assert answer.status_code == 303
        answer = bench.room.client.get(answer.headers["location"])
    assert answer.status_code == 200
    if verb not in {"rename", "consent", "reflect", "pledge"}:  # what is about oneself is never too late
        assert "The game is over. This is kept, and the facilitator can let it in." in answer.text
        assert len(bench.game.late) == len(before.late) + 1
    assert bench.game.seq == before.seq + 1


@pytest.mark.parametrize("verb", sorted(GOOD))
def test_nonsense_after_the_close_is_refused_too(bench: Bench, verb: str) -> None:
    _close(bench)
    _try_nonsense(bench, verb, share=12)


# --- A player's own page -----------------------------------------------------------------------------------------------

MINE: Mapping[str, Fields] = {
    "name": {"name": "Ada L"},
    "naming": {"naming": "out", "film": "yes"},
    "answer": {"question": "line", "text": "I listened.", "chips": [], "may_quote": "yes"},
    "pledge": {"deal": "{agreed}", "level": "talk"},
    "withdraw": {"ref": "idea:{mine}:1"},
    "restore": {"ref": "idea:{mine}:1"},
    "contact": {"contact": "ada@example.org"},
    "contact-back": {},
    "erase": {"sure": "yes"},
}
"""A form of everything that can be asked for on a player's own page."""

_NOT_YET = {"restore": 409, "contact": 422}
"""Forms that are good, but for what stands now: nothing was taken back, and no deal is meant in real life."""


def _mine(bench: Bench, verb: str, **other: str | list[str] | None) -> Response:
    fields: dict[str, Any] = {**bench.names.fill(MINE[verb]), **other}
    data = {name: value for name, value in fields.items() if value is not None}
    return bench.room.client.post(f"/mine/{verb}", data=data, headers=SAME_SITE, follow_redirects=False)


def test_there_is_a_good_form_of_everything_on_the_own_page() -> None:
    assert set(MINE) == VERBS


@pytest.mark.parametrize("verb", sorted(MINE))
def test_a_good_form_of_the_own_page_is_done_and_leads_back_to_it(bench: Bench, verb: str) -> None:
    answer = _mine(bench, verb)
    if verb in _NOT_YET:
        refused(answer, _NOT_YET[verb])
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"/mine?done={verb}#")


@pytest.mark.parametrize("verb", sorted(MINE))
def test_nonsense_on_the_own_page_is_refused_in_words_or_taken_but_never_breaks(bench: Bench, verb: str) -> None:
    for name in MINE[verb]:
        for value in BAD:
            before = bench.game.seq
            answer = _mine(bench, verb, **{name: value})
            if answer.status_code == 303:
                assert bench.game.seq <= before + 1
            else:
                refused(answer, 409, 422)
                assert bench.game.seq == before


@pytest.mark.parametrize("verb", sorted(MINE))
def test_a_field_that_is_missing_on_the_own_page_changes_nothing(bench: Bench, verb: str) -> None:
    for name in set(MINE[verb]) - {"film", "naming", "chips", "may_quote"}:
        before = bench.game.seq
        refused(_mine(bench, verb, **{name: None}), 409, 422)
        assert bench.game.seq == before

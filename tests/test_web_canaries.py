"""What leaves the server, byte by byte: no audience gets another's words, and no typed text becomes markup.

Seeded evenings are played with canaries in every text that a person or a pack keeps secret. At sampled entries the real
templates render every region, page and report, and the canaries in the bytes are compared with what the audience may know.
The same evening is played twice, with hostile and with harmless words: parsed, both must be the same page.
"""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import ChoiceLoader, DictLoader, Environment

import facilitator.app
import facilitator.console
import facilitator.helping
import facilitator.needs
import facilitator.pocket
import facilitator.wall
import web.players
import web.report.page
import web.report.reading
from facilitator import wall
from game import alike, checking, shapes, telling, views
from game import commands as ask
from game import map as drawing
from game import report as report_shapes
from game.events import StepStarted
from game.history import History
from game.scenario import Scenario, Words
from game.state import CallFor, Edit, Game, Idea, Naming, Part, PledgeLevel, Reach, Scene
from tests import evenings
from tests.evenings import Evening, spend, without_what_others_keep
from tests.given import NOON, Play, gift, market, terms
from tests.readable import may_be_read
from tests.served import CODE, HTMX, Served, served
from web.players import DESKS
from web.presence import Phones
from web.regions import Moment, Region
from web.render import TEMPLATES, Links, Render, environment
from web.report.reading import build_file

REGIONS = (
    *web.players.REGIONS,
    *facilitator.console.REGIONS,
    *facilitator.wall.REGIONS,
    *facilitator.helping.REGIONS,
    *facilitator.needs.regions(facilitator.needs.Snoozes()),
    *facilitator.pocket.regions(facilitator.needs.Snoozes()),
)
LINKS = Links(
    game="g1",
    join_url="http://host/j/X",
    wall_url="http://host/wall/X",
    report_url="http://host/r/X",
    address="http://host",
)
SEEDS = range(12)
AT_ONCE = 6

HOSTILE = (
    "<b id=x>",
    '"><img src=x onerror=1>',
    "{{7*7}}",
    '{"target":"#now"}',
    "'><svg/onload=1>",
    "</textarea><script>",
    "<hx-partial>",
    '" hx-get="/x" a="',
    "<!--",
    "&lt;i&gt;&#60;",
    "javascript:1",
    "%}{% raw %}",
)
"""Put before a canary. None is over 23 letters, so that every text stays as long as it may be."""
SHORT = ("<b id=x>", "{{7*7}}", '"><i a=b>', "</p><s>", "'/><a>")
"""For names, which may have 24 letters."""

_CANARY = re.compile(r"Q[a-z]+\d+Z")
_PAYLOAD = re.compile(f"(?:{'|'.join(map(re.escape, {*HOSTILE, *SHORT}))})(?=Q[a-z]+\\d+Z)", re.IGNORECASE)
_FONT = re.compile(r"base64,[A-Za-z0-9+/=]+")
"""The fonts inside the report's file, in which any letters may stand beside each other."""
_FRESH = re.compile(r'(<input type="hidden" name="command_id" value=")[^"]*')


Patch = Callable[[Any, str, Any], None]
Spent = Callable[..., History]


# --- Evenings with canaries --------------------------------------------------------------------------------------------


def marked_scenario() -> Scenario:
    """The pack of the evenings; the reasons of a no are canaries too."""
    scenario = _unmarked()
    reasons = tuple(replace(chip, text=f"Qreason{number}Z") for number, chip in enumerate(scenario.reasons))
    return replace(scenario, reasons=reasons)


_unmarked = evenings.canary_scenario
_plain_words = Evening.words


def _hostile_words(evening: Evening, what: str) -> Words:
    text = _plain_words(evening, what)
    if not _CANARY.fullmatch(text):
        return text
    payloads = SHORT if what == "name" else HOSTILE
    return Words(payloads[evening.written % len(payloads)] + text)


def _harmless(text: str) -> str:
    """What was typed without its payload: what stands before a canary, and is one of ours."""
    return _PAYLOAD.sub("", text)


@pytest.fixture(autouse=True)
def alike_without_payloads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles with the same payload are no more alike than without it: else pages would differ by what is on them."""
    real = alike.are_alike
    monkeypatch.setattr(alike, "are_alike", lambda one, other: real(_harmless(one), _harmless(other)))


def _spend(seed: int, is_hostile: bool, patch: Patch) -> History:
    patch(evenings, "canary_scenario", marked_scenario)
    patch(evenings, "what_leaks", lambda _: ())  # it knows no reasons; views are its matter, bytes are ours
    if is_hostile:
        patch(Evening, "words", _hostile_words)
    evening = spend(seed, sample_every=1000)
    assert not evening.wrong, evening.wrong
    return evening.play.history


@pytest.fixture(scope="module")
def spent() -> Iterator[Callable[[int, bool], History]]:
    """The history of the evening with this seed, with hostile or harmless words."""
    kept: dict[tuple[int, bool], History] = {}

    def one(seed: int, is_hostile: bool = True) -> History:
        if (seed, is_hostile) not in kept:
            with pytest.MonkeyPatch.context() as patch:
                kept[seed, is_hostile] = _spend(seed, is_hostile, patch.setattr)
        return kept[seed, is_hostile]

    yield one


def sampled(history: History, every: int = 17) -> Iterator[History]:
    """The history at some of its entries, at the end of each step, and at its end."""
    ends = {entry.seq - 1 for entry in history.entries if any(isinstance(event, StepStarted) for event in entry.events)}
    for seq in sorted({*range(every, history.game.seq, every), *ends}):
        yield history.until(seq)
    yield history


def guided(says: Callable[[str], Words]) -> list[History]:
    """An evening that puts typed words in every place where any can stand, after each of its steps."""
    play = Play(marked_scenario(), expected=4, table_size=2)
    found = []
    ada, bea, cem = (play.join(says("name"), table) for table in (1, 1, 2))
    dee = play.join(says("name"), 2, part=Part.PRESS)
    play.must(ask.ChangeConsent(player=ada, naming=Naming.NICKNAME, film=False))
    found.append(play.history)
    play.to("sky")
    for player, role in ((ada, "grower"), (bea, "picker"), (cem, "singer")):
        play.become(player, role)
    for player in (ada, cem):
        play.must(ask.ChooseCard(player=player, step="sky", title=says("choice"), text=says("choicetext")))
    found.append(play.history)
    play.to("bed")
    one, two = (play.write(player, says("title"), says("line")) for player in (ada, cem))
    found.append(play.history)
    play.to("craft")
    play.pick(ada, "craft-3")
    own_method = play.write_own(ada, "song", "ladder", title=says("method"))
    play.must(ask.FileHeadline(player=dee, text=says("headline")))
    found.append(play.history)
    play.to("swap")
    play.shake(ada, one, gift(bea, "song", f"{own_method}.1"))
    play.send("strike")
    play.must(ask.RefuseIdea(player=cem, card="strike", idea=one, words=says("refusal")))
    play.must(ask.AnswerRefusal(player=ada, card="strike", idea=one, changes=False, words=says("answer")))
    found.append(play.history)
    play.lead(ask.SendMessage(reach=Reach.TABLE, key="1", text=says("message")))
    play.lead(ask.SendMessage(reach=Reach.PLAYER, key=cem, text=says("message")))
    play.must(ask.CallFacilitator(player=ada, what=CallFor.HELP))
    play.lead(ask.EditWords(ref=f"idea:{two}:1", title=says("edit"), line=says("edit")))
    play.lead(ask.MergeIdeas(idea=two, into=one))
    found.append(play.history)
    typed = (f"method:{one}:{own_method}", f"refusal:{one}:strike", f"answer:{one}:strike:no", f"idea:{two}:1")
    for shows in (False, True):
        for ref in typed:
            play.lead(ask.CheckWords(ref=ref, shows=shows))
        found += [] if shows else [play.history]
    play.must(ask.AnswerRefusal(player=ada, card="strike", idea=one, changes=True, words=says("answer")))
    play.end("strike")
    agreed = play.propose(cem, one, gift(cem, "song"), others=(ada, bea))
    own = terms(cem, gift(cem, "song"), others=(ada, bea), own_words=says("string"), string="own")
    play.must(ask.AskChange(player=ada, deal=agreed, version=1, terms=own))
    newer = replace(own, own_words=says("string"))
    play.must(ask.AskChange(player=cem, deal=agreed, version=2, terms=newer))
    found.append(play.history)
    for player in (ada, bea):
        play.must(ask.AnswerDeal(player=player, deal=agreed, version=3, yes=True))
    doubted = play.shake(ada, two, gift(ada, "seed"), others=(cem,))
    play.lead(ask.SendEvent(card="frost"))
    play.must(ask.Repair(player=ada, deal=doubted, words=says("repair")))
    play.must(ask.Propose(player=ada, terms=terms(ada, gift(ada, "ladder"), others=(cem,)), title=says("title")))
    play.must(ask.Propose(player=bea, idea=two, terms=terms(bea, gift(bea, "song"), others=(cem,))))
    play.must(ask.Propose(player=cem, idea=one, terms=terms(cem, gift(cem, "song"), others=(bea,))))
    last = next(reversed(play.game.deals))
    play.must(ask.AnswerDeal(player=bea, deal=last, version=1, yes=False, reason="spent"))
    found.append(play.history)
    play.to("doing")
    play.must(ask.NameLead(player=ada, idea=one, lead=bea))
    found.append(play.history)
    play.must(ask.SetDelivery(player=ada, idea=one, first_step=says("firststep"), date=says("date")))
    play.must(ask.AnswerLead(player=bea, idea=one, yes=True))
    found.append(play.history)
    play.to("telling")
    play.lead(ask.CallTable(table=1))
    play.lead(ask.CheckWords(ref=f"idea:{one}:1", shows=True))
    found.append(play.history)
    play.to("fire")
    for player in (ada, bea, cem):
        play.must(ask.Reflect(player=player, question="line", text=says("reflection"), may_quote=player != cem))
        play.must(ask.SetMonday(player=player, text=says("monday")))
    found.append(play.history)
    for scene in (Scene.MAP, Scene.STEP):
        for words in checking.to_check(play.game) if scene is Scene.STEP else ():
            play.lead(ask.CheckWords(ref=words.ref, shows=True))
        play.lead(ask.ChooseScene(scene=scene))
        found.append(play.history)
    play.lead(ask.ChooseScene(scene=Scene.MAP))
    told = [says("telling") for _ in range(4)]
    play.lead(ask.Tell(headline=told[0], turning_point=told[1], surprise=told[2], refusal=told[3]))
    play.lead(ask.CloseGame())
    play.must(ask.SetMonday(player=ada, text=says("monday")))
    play.lead(ask.Publish())
    return [*found, play.history]


@cache
def guided_pairs() -> list[tuple[History, History]]:
    """The guided evening in hostile and in harmless words, several times: each payload comes to each place."""
    pairs = []
    for shift in range(len(HOSTILE)):
        numbers = itertools.count()

        def hostile(what: str, shift: int = shift, numbers: Iterator[int] = numbers) -> Words:
            number = next(numbers)
            payloads = SHORT if what == "name" else HOSTILE
            return Words(f"{payloads[(number + shift) % len(payloads)]}Q{what}{number}Z")

        again = itertools.count()

        def harmless(what: str, again: Iterator[int] = again) -> Words:
            return Words(f"Q{what}{next(again)}Z")

        pairs += zip(guided(hostile), guided(harmless), strict=True)
    return pairs


# --- What may be known -------------------------------------------------------------------------------------------------


def may_know(history: History) -> dict[tuple[str, str], set[str]]:
    """The canaries that each audience may see, worked out from the game alone."""
    game = history.game
    texts = {name: found for name, _, found in evenings._audiences(history)}
    room = [*texts["bar"], *texts["lists"], *texts["wall"]]
    found = {("room", ""): room, ("wall", ""): texts["wall"], ("facilitator", ""): texts["console"]}
    for number in game.tables:
        found["table", str(number)] = texts[f"table {number}"]
    reasons = {chip.id: chip.text for chip in game.scenario.reasons}
    for player in game.players.values():
        told = [
            reasons.get(answer.reason, "")
            for deal in game.deals.values()
            if player.id in deal.terms.parties
            for answer in deal.answers.values()
        ]
        own = [text for name in ("me", "now", "deals") for text in texts[f"{name} {player.id}"]]
        found["player", player.id] = [*own, *told]
    found |= helpers_may_know(game, texts["wall"])
    return {audience: set(_CANARY.findall(" ".join(words))) for audience, words in found.items()}


def readers_may_know(game: Game, for_readers: bool) -> set[str]:
    """The canaries that the report may hold. Reasons for a no come from the pack, and are canaries here."""
    reasons = " ".join(chip.text for chip in game.scenario.reasons) if game.deals else ""
    return set(_CANARY.findall(f"{may_be_read(game, for_readers)} {reasons}"))


def _edited(game: Game, idea: Idea) -> list[str]:
    edit = game.edits.get(f"idea:{idea.id}:{idea.rev}")
    return [edit.title, edit.line] if edit else []


def helpers_may_know(game: Game, wall: list[str]) -> dict[tuple[str, str], list[str]]:
    """The texts of the pages of helpers: words that wait for a check, what the wall shows, or what is one table's."""
    titles = [text for idea in evenings._public_ideas(game) for text in (idea.title, *_edited(game, idea))]
    waiting = [words.text for words in checking.to_check(game)]
    found = {("helper", "check"): [*waiting, *titles], ("helper", "timer"): wall}
    for number in game.tables:
        here = {player.id for player in game.seated(number)}
        strings = [deal.terms.own_words for deal in game.deals.values() if here.intersection(deal.terms.parties)]
        found["helper", f"table:{number}"] = [*evenings._table_texts(game, number), *strings]
    return found


# --- What is sent ------------------------------------------------------------------------------------------------------


def renderer() -> Render:
    """The renderer of a server, at a time that stands."""
    return Render(environment((facilitator.app.TEMPLATES,), wall.GLOBALS), lambda: NOON)


def keys(game: Game, audience: str) -> tuple[str, ...]:
    """Everybody of this audience who can have a page open."""
    if audience == "table":
        return tuple(str(number) for number in game.tables)
    if audience == "player":
        return tuple(player.id for player in game.seated())
    if audience == "helper":
        return ("check", "timer", *(f"table:{number}" for number in game.tables))
    return ("",)


def view_of(region: Region, history: History, key: str) -> object:
    """What a region shows; a living one of a room where nobody has a phone, at a time that stands."""
    return region.view(Moment(history, NOON, Phones()) if region.living else history, key)


def regions(history: History, render: Render) -> Iterator[tuple[Region, str, str]]:
    """Every region for every audience, with its key and its HTML."""
    game = history.game
    for region in REGIONS:
        for key in keys(game, region.audience):
            view = view_of(region, history, key)
            yield region, key, str(render.region(region, view, game.scenario, CODE, LINKS))


def what_leaks(history: History, render: Render) -> Iterator[str]:
    """Each canary in a region or a report whose audience may not know it."""
    may = may_know(history)
    seq = history.game.seq
    for region, key, shown in regions(history, render):
        for canary in sorted(set(_CANARY.findall(shown)) - may.get((region.audience, key), set())):
            yield f"{region.id} for {region.audience} {key} shows {canary} at entry {seq}."
    for for_readers in (True, False):
        allowed = readers_may_know(history.game, for_readers)
        shown = _FONT.sub("", build_file(history, for_readers).decode())
        for canary in sorted(set(_CANARY.findall(shown)) - allowed):
            yield f"The report ({for_readers=}) shows {canary} at entry {seq}."


@dataclass(frozen=True, slots=True)
class Parsed:
    """A piece of HTML as a browser takes it apart: tags, their attributes, and the text between them."""

    parts: tuple[tuple[object, ...], ...]

    @staticmethod
    def of(text: str) -> Parsed:
        parser = _Parts()
        parser.feed(_FRESH.sub(r"\1", text))
        parser.close()
        return Parsed(tuple(parser.parts))

    def tamed(self) -> Parsed:
        """The same with every payload taken out of texts and values."""
        return Parsed(tuple(_tame(part) for part in self.parts))

    def first_other(self, other: Parsed) -> str:
        """Where two pieces part; empty when they are the same."""
        for mine, theirs in zip(self.parts, other.parts, strict=False):
            if mine != theirs:
                return f"{mine} instead of {theirs}"
        return "" if len(self.parts) == len(other.parts) else "One goes on."


def _tame(part: Any) -> Any:
    if isinstance(part, str):
        return _harmless(part)
    return tuple(_tame(one) for one in part) if isinstance(part, tuple) else part


class _Parts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[object, ...]] = []
        self._text = ""

    def _end_text(self) -> None:
        if self._text.strip():
            self.parts.append(("text", " ".join(self._text.split())))
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_text()
        self.parts.append(("<", tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self._end_text()
        self.parts.append((">", tag))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_comment(self, data: str) -> None:
        self._end_text()
        self.parts.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.parts.append(("declaration", decl))

    def unknown_decl(self, data: str) -> None:
        self.parts.append(("unknown", data))

    def handle_pi(self, data: str) -> None:
        self.parts.append(("instruction", data))

    def close(self) -> None:
        super().close()
        self._end_text()


_compared: dict[int, str] = {}


def other_markup(shown: str, plain: str) -> str:
    """Where the page with hostile words is another than the one with harmless words; empty when nowhere."""
    pair = hash((shown, plain))
    if pair not in _compared:  # most regions are the same at the next entry
        _compared[pair] = Parsed.of(shown).tamed().first_other(Parsed.of(plain))
    return _compared[pair]


def _without_data(page: str) -> str:
    """A report without the data inside: there words stand as JSON, escaped as that, and `test_web_onefile` reads them."""
    before, found, rest = page.partition('id="report-data">')
    data, end, after = rest.partition("</script>")
    assert "<" not in data
    return before + found + end + after


def what_becomes_markup(hostile: History, harmless: History, render: Render) -> Iterator[str]:
    """Each region or report that is another page when the words are hostile."""
    pairs = zip(regions(hostile, render), regions(harmless, render), strict=True)
    for (region, key, shown), (_, _, plain) in pairs:
        other = other_markup(shown, plain)
        if other:
            yield f"{region.id} for {region.audience} {key} at entry {hostile.game.seq}: {other}"
    for for_readers in (True, False):
        shown, plain = (_without_data(build_file(history, for_readers).decode()) for history in (hostile, harmless))
        other = other_markup(shown, plain)
        if other:
            yield f"The report ({for_readers=}) at entry {hostile.game.seq}: {other}"


# --- All is well -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", range(0, len(SEEDS), AT_ONCE))
def test_no_region_and_no_report_holds_words_that_its_audience_may_not_know(spent: Spent, first: int) -> None:
    render = renderer()
    for seed in SEEDS[first : first + AT_ONCE]:
        for history in sampled(spent(seed)):
            assert not list(what_leaks(history, render)), f"Seed {seed}"


def test_every_hostile_word_in_every_place_gives_the_same_regions_and_reports_as_a_harmless_one() -> None:
    render = renderer()
    for hostile, harmless in guided_pairs():
        assert not list(what_becomes_markup(hostile, harmless, render))
    for hostile, _ in guided_pairs()[: len(guided_pairs()) // len(HOSTILE)]:
        assert not list(what_leaks(hostile, render))


@pytest.mark.parametrize("first", (0, 3))
def test_hostile_words_give_the_same_regions_and_reports_as_harmless_ones(spent: Spent, first: int) -> None:
    render = renderer()
    for seed in SEEDS[first : first + 3]:
        for hostile, harmless in zip(sampled(spent(seed), 43), sampled(spent(seed, False), 43), strict=True):
            assert not list(what_becomes_markup(hostile, harmless, render)), f"Seed {seed}"


def what_is_told_of_others(history: History, render: Render) -> Iterator[str]:
    """Each region that is another page when others pledged, voted or told their secret otherwise."""
    game = history.game
    for region in REGIONS:
        for key in keys(game, region.audience):
            who = game.players[key] if region.audience == "player" else None
            bare = replace(history, game=without_what_others_keep(game, who, purses=False))
            full, less = (
                render.region(region, view_of(region, each, key), game.scenario, CODE, LINKS)
                for each in (history, bare)
            )
            if _FRESH.sub(r"\1", str(full)) != _FRESH.sub(r"\1", str(less)):
                yield f"{region.id} for {region.audience} {key} tells what others keep at entry {game.seq}."


def kept_to_themselves() -> list[History]:
    """An evening in which everybody votes, pledges and tells a secret, at each of these moments."""
    play, who = market(run_sheet="full")
    play.to("swap")
    deal = play.shake(who["grower1"], who["idea1"], gift(who["grower2"], "seed"), others=(who["singer2"],))
    play.to("pebbles")
    found = []
    for voter, idea in (("grower1", "idea2"), ("singer1", "idea2"), ("picker2", "idea1")):
        play.must(ask.Vote(player=who[voter], step="pebbles", dots=((who[idea], 2),)))
        found.append(play.history)
    play.to("fire")
    for player, level in (("grower2", PledgeLevel.DO), ("grower1", PledgeLevel.TALK), ("singer2", PledgeLevel.GAME)):
        play.must(ask.PledgeDeal(player=who[player], deal=deal, level=level))
        play.must(ask.TellSecret(player=who[player], got="yes"))
        found.append(play.history)
    return found


def test_no_region_tells_what_others_pledge_vote_or_keep_secret(spent: Spent) -> None:
    render = renderer()
    for history in (*kept_to_themselves(), *(history for seed in SEEDS[:6] for history in sampled(spent(seed), 50))):
        assert not list(what_is_told_of_others(history, render))


@pytest.mark.soak
@pytest.mark.parametrize("first", range(20_000, 30_000, 50))
def test_ten_thousand_evenings_leak_nothing_and_make_no_markup(first: int) -> None:
    render = renderer()
    for seed in range(first, first + 50):
        with pytest.MonkeyPatch.context() as patch:
            harmless, hostile = (_spend(seed, is_hostile, patch.setattr) for is_hostile in (False, True))
        for history in sampled(hostile, 60):
            assert not list(what_leaks(history, render)), f"Seed {seed}"
        assert not list(what_becomes_markup(hostile, harmless, render)), f"Seed {seed}"


def test_the_evenings_bring_every_kind_of_canary_to_somebody(spent: Spent) -> None:
    """Else the checks above would say nothing: each kind of word is seen by those who may. What is rare in evenings that
    chance makes is in the guided one."""
    render, missing = renderer(), set(_KINDS)
    of_one_evening = len(guided_pairs()) // len(HOSTILE)
    for history in (*(harmless for _, harmless in guided_pairs()[:of_one_evening]), *map(spent, SEEDS)):
        if missing:
            for _, _, shown in regions(history, render):
                missing -= {re.sub(r"\d+Z$", "", canary) for canary in _CANARY.findall(shown)}
    assert not missing


_KINDS = {
    *("Qname", "Qtitle", "Qline", "Qstring", "Qrepair", "Qchoice", "Qchoicetext", "Qfirststep", "Qdate"),
    *("Qreflection", "Qreason", "Qpicker", "Qsinger", "Qgrower", "Qseedkeeper", "Qcarpenter", "Qcrier"),
    *("Qmethod", "Qheadline", "Qrefusal", "Qanswer"),
}


# --- Whole pages -------------------------------------------------------------------------------------------------------


@contextmanager
def at(room: Served, history: History) -> Iterator[None]:
    """The server while its game stands here."""
    live = room.room
    before = live.history
    live.history = history
    room.app.state.house.live._stages.clear()  # what was rendered of another evening up to the same entry
    room.client.cookies.clear()
    try:
        yield
    finally:
        live.history = before


def pages(room: Served, history: History, most: int = 3) -> Iterator[tuple[str, str, str, str]]:
    """Pages as they are answered: the audience, its key, the address and the body."""
    game = history.game

    def body(path: str, headers: dict[str, str] | None = None) -> str:
        answer = room.client.get(path, headers=headers, follow_redirects=False)
        assert answer.status_code < 500, (path, answer.text)
        return answer.text

    for path in (f"/wall/{CODE}", f"/wall/{CODE}/regions"):
        yield "wall", "", path, body(path)
    for path in ("/", f"/j/{CODE}", f"/report/{CODE}", f"/report/{CODE}/file", "/play", "/lead", "/host", "/nowhere"):
        yield "stranger", "", path, body(path)
    for player in list(game.seated())[:most]:
        room.client.cookies.clear()
        room.sit(player.id)
        yield "player", player.id, "/play", body("/play")
        yield "player", player.id, "/play/regions", body("/play/regions")
        for path in ("/mine", "/mine/erase"):
            yield "player", player.id, path, body(path)
        for path in (f"/report/{CODE}", f"/report/{CODE}?readers=1", "/lead", "/lead/desk/tell"):
            yield "stranger", "", path, body(path)
        for desk in sorted(DESKS):
            for query in _questions(game, desk):
                yield "player", player.id, f"/play/desk/{desk}?{query}", body(f"/play/desk/{desk}?{query}", HTMX)
            yield "player", player.id, f"/play?desk={desk}", body(f"/play?desk={desk}")
    room.client.cookies.clear()
    for role in ("check", "timer", *(f"table:{number}" for number in [*game.tables][:2])):
        room.help(role)
        words = next((words.ref for words in checking.typed_words(game)), "")
        for path in (
            "/help",
            "/help/regions",
            f"/help/desk/edit?ref={words}",
            "/help/desk/spoken",
            "/help/desk/message",
        ):
            yield "helper", role, path, body(path, HTMX if "desk" in path else None)
    room.client.cookies.clear()
    room.lead()
    for path in (
        "/lead",
        "/lead/regions",
        *(f"/lead/desk/edit?ref={words.ref}" for words in checking.typed_words(game)[-3:]),
        *(f"/lead/desk/{desk}" for desk in ("move", "spoken", "event", "void", "tell", "close", "costs", "outcome")),
    ):
        yield "facilitator", "", path, body(path, HTMX if "desk" in path else None)
    yield "draft", "", f"/report/{CODE}", body(f"/report/{CODE}")
    yield "stranger", "", f"/report/{CODE}?readers=1", body(f"/report/{CODE}?readers=1")
    room.client.cookies.clear()


def _questions(game: Game, desk: str) -> Iterator[str]:
    """What a curious person may ask a desk about: anything that is there, and what is not."""
    if desk in {"change", "decline", "repair"}:
        for deal in [*game.deals][-4:]:
            yield f"deal={deal}"
    elif desk in {"shake", "lead", "delivery"}:
        for idea in [*game.ideas][-4:]:
            yield f"idea={idea}&need=kind:seed&badge=1A"
    elif desk in {"refuse", "refusal"}:
        for idea in [*game.ideas][-4:]:
            yield f"card=strike&idea={idea}"
    elif desk == "vote":
        for step in ("pebbles", "sky"):
            yield f"step={step}"
    elif desk == "reflect":
        for question in ("helped", "line", "secret", "monday"):
            yield f"question={question}"
    else:
        yield "step=sky&name=aaaa"


def what_pages_leak(room: Served, history: History) -> Iterator[str]:
    """Each canary on a page that whoever opened it may not know."""
    known, game = may_know(history), history.game
    reasons = {chip.text for chip in game.scenario.reasons}
    with at(room, history):
        for audience, key, path, shown in pages(room, history):
            match audience:
                case "player":
                    table = str(game.players[key].table)
                    may = known["player", key] | known["table", table] | known["room", ""]
                    may |= reasons if "decline" in path else set()  # the pack's own, to choose from
                case "stranger":
                    may = readers_may_know(game, True) if game.is_published and "report" in path else set()
                    # The facilitator sees in a draft what readers would.
                    may = readers_may_know(game, True) if "readers=1" in path else may
                case "draft":
                    may = readers_may_know(game, game.is_published)
                case "helper" if "edit" in path:
                    may = known[audience, key]
                    may |= {one for words in checking.typed_words(game)[:1] for one in _CANARY.findall(words.text)}
                    may |= {one for edit in game.edits.values() for one in _CANARY.findall(edit.title + edit.line)}
                case _:
                    may = known[audience, key]
            shown = _FONT.sub("", _FRESH.sub(r"\1", shown))  # an id by chance looks like a canary
            for canary in sorted(set(_CANARY.findall(html.unescape(shown))) - may):
                yield f"{path} shows {canary} to {audience} {key} at entry {game.seq}."


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Served]:
    """A server with the pack of the evenings."""
    with served(tmp_path, marked_scenario()) as made:
        yield made


def _few(history: History) -> tuple[History, ...]:
    """Whole pages are costly: one entry in the middle of the evening, one late in it."""
    return history.until(history.game.seq * 3 // 5), history


@pytest.mark.parametrize("seed", SEEDS[:5])
def test_no_page_holds_words_that_its_reader_may_not_know(room: Served, spent: Spent, seed: int) -> None:
    for history in _few(spent(seed)):
        assert not list(what_pages_leak(room, history))


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_hostile_words_give_the_same_pages_as_harmless_ones(room: Served, spent: Spent, seed: int) -> None:
    for hostile, harmless in zip(_few(spent(seed)), _few(spent(seed, False)), strict=True):
        assert not list(_pages_that_differ(room, hostile, harmless))


def _pages_that_differ(room: Served, hostile: History, harmless: History) -> Iterator[str]:
    found = []
    house = room.app.state.house
    house.rooms.now = house.render.now = lambda: hostile.entries[-1].at  # two pages of one moment, not of two
    for history in (hostile, harmless):
        with at(room, history):
            found.append(list(pages(room, history, most=2)))
    for (_, _, path, shown), (_, _, _, plain) in zip(*found, strict=True):
        shown, plain = (
            re.sub(r'data-now="\d+"|\d+:\d\d</time>|<progress[^>]*>', "", _without_data(page))
            for page in (shown, plain)
        )
        other = other_markup(shown, plain)
        if other:
            yield f"{path}: {other}"


# --- The checks notice -------------------------------------------------------------------------------------------------


def _with_all_words_shown_on_the_wall(patch: Patch) -> None:
    patch(views, "is_shown", lambda *_: True)
    patch(drawing, "shows_idea", lambda *_: True)


def _with_typed_words_in_place_of_edited_ones(patch: Patch) -> None:
    patch(checking, "wording", lambda _game, _ref, title, line=Words(""): Edit(title=title, line=line))
    patch(checking, "is_edited", lambda *_: False)


def _with_own_words_of_ideas_shown_as_one(patch: Patch) -> None:
    patch(checking, "shown_as", lambda _game, idea: idea)


def _with_everybodys_deals(patch: Patch) -> None:
    patch(views, "deals_of", lambda game, _: tuple(game.deals.values()))


def _with_proposed_ideas_for_all(patch: Patch) -> None:
    patch(views, "public_ideas", lambda game: tuple(game.ideas.values()))


def _with_secrets_at_the_table(patch: Patch) -> None:
    real = views.table

    def table(game: Game, number: int) -> shapes.TableView:
        found = real(game, number)
        told = tuple(
            replace(mate, role=game.scenario.role(game.players[mate.id].role).secret if mate.role else "")
            for mate in found.mates
        )
        return replace(found, mates=told)

    patch(views, "table", table)


def _with_names_in_the_lists(patch: Patch) -> None:
    patch(Game, "badge_of", lambda game, player: game.players[player].name if player in game.players else "")


def _with_every_reflection_to_check(patch: Patch) -> None:
    real = checking.typed_words

    def typed(game: Game) -> tuple[checking.TypedWords, ...]:
        more = [
            checking.TypedWords(ref="reflection:x", what="reflection", table=player.table, title=said.text)
            for player in game.players.values()
            for said in player.reflections.values()
        ]
        return (*real(game), *more)

    patch(checking, "typed_words", typed)


def _with_secrets_on_the_console(patch: Patch) -> None:
    """A role's secret in place of its title."""
    real = views.console

    def console(history: History) -> shapes.ConsoleView:
        found = real(history)
        game = history.game
        told = (
            replace(seat, role=game.scenario.role(game.players[seat.id].role).secret if seat.role else "")
            for seat in found.seats
        )
        return replace(found, seats=tuple(told))

    patch(views, "console", console)


def _with_the_next_players_page(patch: Patch) -> None:
    """A region that is filled from another's view."""
    real = views.now

    def now(game: Game, player: str) -> shapes.NowView:
        others = [other.id for other in game.seated() if other.id != player]
        return real(game, others[0] if others else player)

    patch(views, "now", now)


def _with_headlines_before_the_check(patch: Patch) -> None:
    patch(views, "_headlines", lambda game: tuple(headline.text for headline in game.headlines))


def _with_hidden_methods_and_refusals(patch: Patch) -> None:
    real = views.for_phones

    def shown(game: Game, idea: Any, *at: int) -> Any:
        return replace(real(game, idea, *at), picks=idea.picks, refusals=idea.refusals)

    patch(views, "for_phones", shown)


def _with_everybodys_pledges(patch: Patch) -> None:
    def met(game: Game, deal: Any, _: str) -> Any:
        return tuple(party for party in deal.terms.parties if deal.id in game.players[party].pledges), PledgeLevel.TALK

    patch(views, "_met", met)


def _with_dots_of_a_vote_that_is_on(patch: Patch) -> None:
    """As if each dot were the reader's."""
    real = views._vote

    def vote(game: Game, who: Any) -> Any:
        found = real(game, who)
        cast = list(game.votes.get(found.step, {}).values()) if found else []
        ideas = tuple((idea, sum(laid.get(idea.id, 0) for laid in cast)) for idea, _ in found.ideas) if found else ()
        return replace(found, ideas=ideas, is_sent=bool(cast)) if found else None

    patch(views, "_vote", vote)


@pytest.mark.parametrize("without", [_with_everybodys_pledges, _with_dots_of_a_vote_that_is_on])
def test_the_check_notices_what_others_keep(without: Callable[[Patch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch.setattr)
    render = renderer()
    assert any(next(what_is_told_of_others(history, render), "") for history in kept_to_themselves())


def _with_unchecked_words_in_the_report(patch: Patch) -> None:
    patch(telling._Teller, "_shows", lambda *_: True)


def _with_every_name_in_the_report(patch: Patch) -> None:
    patch(
        telling._Teller,
        "_person",
        lambda teller, player, **_: report_shapes.Person(role="", table=1, name=teller.game.players[player].name),
    )


@pytest.mark.parametrize(
    "without",
    [
        _with_all_words_shown_on_the_wall,
        _with_typed_words_in_place_of_edited_ones,
        _with_own_words_of_ideas_shown_as_one,
        _with_everybodys_deals,
        _with_proposed_ideas_for_all,
        _with_secrets_at_the_table,
        _with_names_in_the_lists,
        _with_every_reflection_to_check,
        _with_secrets_on_the_console,
        _with_the_next_players_page,
        _with_headlines_before_the_check,
        _with_hidden_methods_and_refusals,
        _with_unchecked_words_in_the_report,
        _with_every_name_in_the_report,
    ],
    ids=lambda without: without.__name__.strip("_").replace("_", " "),
)
def test_the_check_notices_a_view_that_tells_too_much(
    without: Callable[[Patch], None], spent: Spent, monkeypatch: pytest.MonkeyPatch
) -> None:
    histories = [history for seed in SEEDS[:8] for history in sampled(spent(seed), 30)]
    numbers = itertools.count()
    histories += guided(lambda what: Words(f"Q{what}{next(numbers)}Z"))
    without(monkeypatch.setattr)
    render = renderer()
    assert any(next(what_leaks(history, render), "") for history in histories)


def test_the_check_of_pages_notices_a_desk_about_any_idea(
    room: Served, spent: Spent, monkeypatch: pytest.MonkeyPatch
) -> None:
    histories = [history for seed in SEEDS[:8] for history in _few(spent(seed))]

    def any_idea(game: Game, own: shapes.IdeaView | None, idea: str) -> shapes.IdeaView | None:
        return views.idea_view(game, game.ideas[idea]) if idea in game.ideas else own

    monkeypatch.setattr(web.players, "_idea", any_idea)
    assert any(next(what_pages_leak(room, history), "") for history in histories)


def test_the_check_of_pages_notices_a_report_that_is_open_before_it_is_published(
    room: Served, spent: Spent, monkeypatch: pytest.MonkeyPatch
) -> None:
    histories = [spent(seed).until(80) for seed in SEEDS[:3]]

    async def open_to_all(*_: object) -> bool:
        return True

    monkeypatch.setattr(web.report.reading, "_for_readers", open_to_all)
    assert any(next(what_pages_leak(room, history), "") for history in histories)


def _unsafe(env: Environment, template: str, expression: str) -> None:
    """Take the escaping out of one place of one template."""
    assert env.loader is not None
    source, _, _ = env.loader.get_source(env, template)
    printed = "{{ " + expression + " }}"
    assert printed in source, f"{template} has no {printed} any more: change this test."
    holed = source.replace(printed, "{{ (" + expression + ") | string | safe }}")
    env.loader = ChoiceLoader([DictLoader({template: holed}), env.loader])


@pytest.mark.parametrize(
    ("template", "expression"),
    [
        ("regions/ours.html", "idea.title"),
        ("regions/lists.html", "idea.line"),
        ("regions/deals.html", "party.name"),
        ("regions/deals.html", "deal.repair"),
        ("regions/deals.html", 'deal.string or "none"'),
        ("regions/hands.html", "hand.chosen_text"),
        ("now/choose.html", "view.hand.chosen_title"),
        ("now/deliver.html", "idea.first_step"),
        ("now/news.html", 'said.words or "They said why aloud."'),
        ("now/news.html", "text"),
        ("regions/ours.html", "pick.card.title"),
        ("regions/ours.html", '": " ~ said.words if said.words'),
        ("regions/lists.html", '": " ~ said.words if said.words'),
        ("regions/wall.html", "stage.title"),
        ("regions/hands.html", "mate.name"),
        ("console/regions/seats.html", "seat.name"),
        ("console/regions/checks.html", "line.text"),
        ("help/check.html", "first.words.text"),
        ("help/table.html", "view.idea.title"),
        ("console/regions/board.html", "table.idea"),
        ("forms.html", "about"),
    ],
)
def test_the_check_notices_one_place_without_escaping(template: str, expression: str) -> None:
    render = renderer()
    _unsafe(render.env, template, expression)
    assert _first_markup(render)


def _first_markup(render: Render) -> str:
    found = (what_becomes_markup(*pair, render) for pair in guided_pairs())
    return next(itertools.chain.from_iterable(found), "")


@pytest.mark.parametrize(
    ("template", "expression"),
    [
        ("report/learned.html", "quote.text"),
        ("report/opening.html", "headline"),
        ("report.html", "headline"),
        ("report/ideas.html", "said.words"),
        ("report/learned.html", "line.text"),
    ],
)
def test_the_check_notices_a_report_without_escaping(
    monkeypatch: pytest.MonkeyPatch, template: str, expression: str
) -> None:
    env = environment()
    _unsafe(env, template, expression)
    monkeypatch.setattr(web.report.page, "_environment", lambda: env)
    assert _first_markup(renderer())


def test_the_check_notices_that_nothing_is_escaped() -> None:
    render = renderer()
    render.env.autoescape = False
    assert _first_markup(render)


def test_no_template_says_that_something_is_safe_as_it_is() -> None:
    """What could undo the escaping is in no template at all, so that a review need not look for it."""
    for folder in (TEMPLATES, facilitator.app.TEMPLATES):
        for template in folder.rglob("*.html"):
            assert not re.search(r"\|\s*safe\b|autoescape|Markup\b|\|\s*tojson", template.read_text(encoding="utf-8"))

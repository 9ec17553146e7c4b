"""Every page and desk in a real browser, at the sizes and in the light they are used in: what must hold of each of them.

No complaint of the browser (which is where a broken content policy shows), no request to anywhere else, nothing to scroll
sideways for, one gold button at most, targets that a thumb can hit, and nothing serious that the accessibility rules find.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from game import commands as ask
from game.checking import to_check
from game.history import History
from game.ideas import cost, plan_step
from game.ongoing import on
from game.scenario import Scenario, Step, StepKind, Words
from game.state import CallFor, DealState, Naming, Part, Pile, PledgeLevel, Reach, Scene
from scenarios import loader
from tests.browser import album
from tests.browser.album import Album
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, SMALL
from tests.given import Play, gift, terms
from tests.kept import keep
from tests.running import Running
from tests.served import laptop
from web.hands import CHECK, TIMER, table_role
from web.seats import HELP_COOKIE, HOST_COOKIE, LEAD, LEAD_COOKIE, PLAYER_COOKIE, sign
from web.settings import url_of
from web.store import Store

pytestmark = pytest.mark.browser

SMALL_PROJECTOR = {"width": 1280, "height": 720}
TABLET = {"width": 820, "height": 1180}
GRAVE = {"serious", "critical"}
LEAST = 44
"""How high a target has to be, in CSS pixels."""

LOOK = """(least) => {
  const shown = (one) => one.checkVisibility({visibilityProperty: true, opacityProperty: false})
    && !one.closest('.visually-hidden') && one.getBoundingClientRect().height > 0;
  const label = (one) => (one.innerText || one.name || one.id || one.className).trim().slice(0, 40);
  const gold = [...document.querySelectorAll('.button-gold')].filter(shown).map(label);
  const targets = [...document.querySelectorAll(
    'button, a.button, a.back, a.line, nav a, summary, select, textarea, input[type=text], input:not([type]), .pill, .choice')]
    .filter(shown).filter((one) => one.getBoundingClientRect().height < least - 0.5)
    .map((one) => label(one) + ' ' + Math.round(one.getBoundingClientRect().height));
  const root = document.scrollingElement;
  const wide = [...document.body.querySelectorAll('*')].filter(shown)
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.tagName + '.' + one.className)
    .slice(0, 5);
  return {gold, targets, sideways: root.scrollWidth > root.clientWidth ? wide.concat(root.scrollWidth) : []};
}"""

WALL_TEXT = """() => {
  const shown = (one) => one.checkVisibility() && !one.closest('.visually-hidden, svg');
  const own = (one) => [...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join(' ').trim();
  const share = (one) => parseFloat(getComputedStyle(one).fontSize) / innerHeight * 100;
  const texts = [...document.querySelectorAll('.wall-scene *')].filter(shown).filter(own);
  const must = texts.filter((one) => one.closest('h1, .wall-lines > ol li, .wall-clock, .wall-timer, .wall-code, .wall-event-do'));
  const outer = texts.map((one) => one.getBoundingClientRect())
    .filter((box) => box.left < innerWidth * 0.0145 || box.right > innerWidth * 0.99).length;
  return {
    small: texts.filter((one) => share(one) < 2.99).map((one) => own(one).slice(0, 30) + ' ' + share(one).toFixed(1)),
    must: must.filter((one) => share(one) < 5.9).map((one) => own(one).slice(0, 30) + ' ' + share(one).toFixed(1)),
    steps: document.querySelectorAll('.wall-lines > ol > li').length,
    words: [...document.querySelectorAll('.wall-lines > ol > li')].map(own).join(' ').split(/\\s+/).length,
    outer,
  };
}"""
"""What of the wall's text is under 3 % of the picture's height, or under 6 % where everybody must read it."""

HELPERS = (CHECK, TIMER, table_role(1), table_role(2))

_axe = Axe()


# --- An evening of the first pack, kept at many of its moments ----------------------------------------------------------


@dataclass
class Moments:
    """The games of one server, each at another moment of the same evening, with the ids that its pages are asked about."""

    histories: dict[str, History] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, play: Play) -> None:
        """The game as it is now, under this name."""
        self.histories[name] = play.history


def evening() -> Moments:
    """Two tables of three, from the first seat to the published report. Long words, as people write them."""
    scenario = _with_a_vote(loader.load(loader.names()[0]))
    play, kept = Play(scenario, expected=6, table_size=3, run_sheet=scenario.run_sheets[0].id), Moments()
    people = [play.join(f"Wilhelmina-Maria {place}", 1 + place % 2) for place in range(6)]
    ada, bea = people[0], people[1]
    play.must(ask.ChangeConsent(player=ada, naming=Naming.NICKNAME, film=True))
    kept.keep("lobby", play)
    for step in play.game.run_sheet.steps:
        if step.kind is StepKind.DELIVER:
            _settle(play, people)
        play.next()
        kept.keep(step.id, play)
        {
            StepKind.CAST: _cast,
            StepKind.SPOTLIGHT: _speak,
            StepKind.VOTE: _vote,
            StepKind.CHOOSE: _choose,
            StepKind.IDEA: _write,
            StepKind.PLAN: _plan,
            StepKind.DELIVER: _deliver,
        }.get(step.kind, lambda *_: None)(play, people)
        if step.kind is StepKind.IDEA:
            kept.keep("sorted", play)
        if step.kind is StepKind.MARKET and not kept.ids:
            _bargain(play, people, kept)
        kept.keep(f"after {step.id}", play)
    play.must(ask.PledgeDeal(player=ada, deal=kept.ids["agreed"], level=PledgeLevel.TALK))
    question = play.game.scenario.questions[-1].id
    play.must(
        ask.Reflect(player=ada, question=question, text=Words("We listened more than we thought."), may_quote=True)
    )
    play.must(ask.SetMonday(player=bea, text=Words("Call one person")))
    kept.keep("words to check", play)
    for words in to_check(play.game)[:3]:
        play.lead(ask.CheckWords(ref=words.ref, shows=True))
    play.lead(ask.CloseGame())
    play.must(ask.SetMonday(player=ada, text=Words("Too late, but kept")))
    kept.keep("closed", play)
    told = {"headline": Words("A key for every evening"), "turning_point": Words("When the chair walked out")}
    play.lead(ask.Tell(**told, surprise=Words(""), refusal=Words("")))
    play.lead(ask.Publish())
    kept.keep("published", play)
    kept.ids |= {"ada": ada, "bea": bea, "idea": play.game.tables[1].idea, "their_idea": play.game.tables[2].idea}
    return kept


def _with_a_vote(scenario: Scenario) -> Scenario:
    """The pack with a vote before its debrief, so that every kind of step is looked at."""
    sheet = scenario.run_sheets[0]
    vote = Step(
        id="vote", kind=StepKind.VOTE, title="Dots", minutes=3, say=("Lay your dots.", "Not on your own table.")
    )
    return replace(scenario, run_sheets=(replace(sheet, steps=(*sheet.steps[:-1], vote, sheet.steps[-1])),))


def _cast(play: Play, people: list[str]) -> None:
    roles = [role.id for role in play.game.scenario.roles if len(role.purse) > 1]
    for player, role in zip(people, roles * 6, strict=False):
        play.become(player, role)
    play.must(ask.ChangePart(player=people[5], part=Part.PRESS))


def _speak(play: Play, people: list[str]) -> None:
    play.lead(ask.CallTable(table=2))


def _vote(play: Play, people: list[str]) -> None:
    idea = play.game.tables[2].idea
    play.must(ask.Vote(player=people[0], step="vote", dots=((idea, 2),)))


def _choose(play: Play, people: list[str]) -> None:
    step = play.game.step
    assert step is not None
    play.must(ask.ChooseCard(player=people[0], step=step.id, card=play.game.tables[1].hands[step.id].cards[0]))
    own = {"title": Words("Nobody knows whom to ask about anything"), "text": Words("Each door leads to another door.")}
    play.must(ask.ChooseCard(player=people[1], step=step.id, **own))


def _write(play: Play, people: list[str]) -> None:
    step = play.game.step
    assert step is not None
    cards = play.game.tables[1].hands[step.id].cards
    for card, pile in zip(cards, (Pile.BEND, Pile.BIN, Pile.BORROW), strict=False):
        play.must(ask.SortCard(player=people[0], card=card, pile=pile))
    play.write(
        people[0], "Keys on Tuesday, and every day thereafter", "The hall is open to everybody who knocks twice."
    )
    play.write(people[1], "Onedoorthatiswrittenwithoutasinglespaceinside", "Unzerbrechlichkeitsbescheinigung" * 4)


def _plan(play: Play, people: list[str]) -> None:
    limits = plan_step(play.game)
    assert limits is not None
    for player in people[:2]:
        table = play.game.tables[play.player(player).table]
        for card in table.hands[limits.id].cards:
            idea = play.idea(table.idea)
            if len(idea.picks) < 2 and cost(play.game, idea) + play.game.scenario.card(card).cost <= limits.budget:
                play.pick(player, card)
    play.must(ask.DropMethod(player=people[0], pick=play.idea(play.game.tables[1].idea).picks[-1].id))
    own = Words("Tea for whoever is cold, at the door")
    play.must(ask.WriteMethod(player=people[0], title=own, needs=(play.game.scenario.tokens[-1].id,), when="soon"))


def _bargain(play: Play, people: list[str], kept: Moments) -> None:
    """One deal of each kind that a phone can show, all of them Ada's."""
    ada, bea, cem, dan = people[:4]
    mine, theirs = (play.game.tables[number].idea for number in (1, 2))
    has = {
        player: next(kind for kind, count in play.player(player).purse.items() if count > 0) for player in people[:5]
    }
    kept.ids["agreed"] = play.shake(bea, mine, gift(bea, has[bea]), others=(ada, dan))
    kept.keep("agreed", play)
    kept.ids["asked"] = play.propose(dan, mine, gift(dan, has[dan]), others=(ada, cem))
    longer = terms(
        dan, gift(dan, has[dan]), others=(ada, cem), string="own", own_words="Only when all of us look again in spring"
    )
    play.must(ask.AskChange(player=dan, deal=kept.ids["asked"], version=1, terms=longer))
    kept.keep("asked", play)
    play.propose(ada, theirs, gift(ada, has[ada]), others=(bea, dan))
    kept.keep("many deals", play)
    doubting = next(card.id for card in play.game.scenario.events if card.effects[0].kind == "doubt_role")
    play.become(bea, play.game.scenario.event(doubting).role)
    play.lead(ask.SendEvent(card=doubting))
    kept.keep("event", play)
    play.become(ada, "tenant-organiser")
    play.lead(ask.SendEvent(card="we-do-not-consent"))
    kept.keep("may refuse", play)
    play.must(ask.RefuseIdea(player=ada, card="we-do-not-consent", idea=theirs, words=Words("Ask us before you print")))
    kept.keep("refused", play)
    play.become(dan, "council-officer")
    play.lead(ask.SendEvent(card="the-leaked-list"))
    kept.keep("questions", play)
    play.must(ask.FileHeadline(player=people[5], text=Words("Residents say no, and one table listens")))
    play.lead(ask.CheckWords(ref=f"headline:{play.game.headlines[0].id}", shows=True))
    play.lead(ask.SendEvent(card="three-lines-in-the-speech"))
    play.lead(ask.EnterOutcome(card="three-lines-in-the-speech", ideas=(mine,)))
    kept.keep("chosen", play)
    kept.ids |= {"dan": dan, "press": people[5]}
    _need(play, people, kept)


def _need(play: Play, people: list[str], kept: Moments) -> None:
    """Beside the evening: a table calls and has more time, one is on paper, and a number stands in somebody's words."""
    aside = copy.copy(play)
    aside.must(ask.CallFacilitator(player=people[1], what=CallFor.HELP))
    aside.lead(ask.GiveTable(table=1, minutes=2))
    aside.lead(ask.PutOnPaper(table=1, on_paper=True))
    aside.lead(ask.SendMessage(reach=Reach.TABLE, key="2", text=Words("Who has not spoken yet?")))
    aside.must(ask.FileHeadline(player=people[5], text=Words("Ring us on 020 7946 0018 before they do")))
    kept.ids["words"] = to_check(aside.game)[0].ref
    kept.ids["warned"] = to_check(aside.game)[-1].ref
    kept.keep("needs", aside)


def _settle(play: Play, people: list[str]) -> None:
    """Before tables come home: event cards end, and what was only proposed is answered."""
    for sent in on(play.game):
        play.lead(ask.EndEvent(card=sent.card))
    for deal in [deal for deal in play.game.deals.values() if deal.state is DealState.PROPOSED]:
        player = deal.waiting[0]
        play.must(ask.AnswerDeal(player=player, deal=deal.id, version=deal.version, yes=False))
    for said in play.idea(play.game.tables[2].idea).refusals:
        changes = Words("We ask first")
        play.must(
            ask.AnswerRefusal(
                player=people[1], idea=play.game.tables[2].idea, card=said.card, changes=True, words=changes
            )
        )


def _deliver(play: Play, people: list[str]) -> None:
    idea = play.game.tables[1].idea
    play.must(ask.NameLead(player=people[2], idea=idea, lead=people[2]))
    play.must(ask.SetDelivery(player=people[0], idea=idea, first_step=Words("Open the hall"), date=Words("Tuesday")))
    play.must(ask.NameLead(player=people[1], idea=play.game.tables[2].idea, lead=people[3]))


# --- The server, and people with browsers -------------------------------------------------------------------------------


class Rooms:
    """A server with all the moments, and pages that are looked at."""

    def __init__(self, browser: Browser, server: Running, moments: Moments, rows: dict[str, Any]) -> None:
        self.browser = browser
        self.server = server
        self.ids = moments.ids
        self.rows = rows
        self.album = Album()

    def code(self, moment: str) -> str:
        """The code of the game at this moment."""
        return str(self.rows[moment].code)

    def cookies(self, moment: str, who: str) -> list[dict[str, str]]:
        """What a browser holds that has this seat: a player's id, ``lead``, ``host``, a helper's role, or nobody."""
        if not who:
            return []
        name = {LEAD: LEAD_COOKIE, "host": HOST_COOKIE, **dict.fromkeys(HELPERS, HELP_COOKIE)}.get(who, PLAYER_COOKIE)
        value = self.server.host_secret
        if who != "host":
            value = sign(SimpleNamespace(row=self.rows[moment]), who, name)  # type: ignore[arg-type]
        return [{"name": name, "value": value, "url": self.server.address}]

    def lead(self, look: Look, moment: str, verb: str, **fields: str) -> None:
        """An act of the facilitator, in the game at this moment."""
        seat = self.cookies(moment, LEAD)[0]
        done = look.context.request.post(
            f"{self.server.address}/lead/{verb}",
            form={**fields, "command_id": ""},
            headers={"Cookie": f"{seat['name']}={seat['value']}", "Origin": self.server.address},
            max_redirects=0,
        )
        assert done.status == 303, done.text()


@pytest.fixture(scope="module")
def rooms(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    """One server with one game for each moment."""
    moments = evening()
    file: Path = tmp_path_factory.mktemp("pages") / "games.db"
    rows = {
        name: keep(file, history, game=f"g{number}", code=f"FOX{number:02d}")
        for number, (name, history) in enumerate(moments.histories.items(), 10)
    }
    _let_help(file, rows["needs"].id)
    with Running(file) as server:
        yield Rooms(browser, server, moments, rows)


def _let_help(file: Path, game: str) -> None:
    """Somebody opened a link for each part, under its role as id, so that their cookies can be signed by it."""
    store = Store(url_of(file))
    try:
        for role in HELPERS:
            link = replace(laptop(game), id=f"link-{role}", role=role, is_link=True, device="")
            store.add_hand(link)
            store.add_hand(replace(link, id=role, is_link=False, of_link=link.id, device="Android phone"))
    finally:
        store.close()


class Look:
    """One browser at one size and in one light, and what is wrong with the pages it opens."""

    def __init__(self, rooms: Rooms, size: dict[str, int], light: str, is_glance: bool = False) -> None:
        self.rooms = rooms
        self.is_phone = size["width"] < 600
        self._light = light
        self._is_glance = is_glance
        self.wrong: list[str] = []
        # What stands where and what it is called is the same in the dark; its colours are not.
        self._rules = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if light == "dark" else {})
        self._at = f"{size['width']} px, {light}"
        self.context: BrowserContext = rooms.browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            color_scheme=light,  # type: ignore[arg-type]
            has_touch=self.is_phone,
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self._now = ""
        self._looked_at: set[tuple[str, str]] = set()
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("console", lambda said: self._hear(said.type, said.text))
        self.page.on("pageerror", lambda error: self._say(f"broke: {error}"))

    def at(self, moment: str, who: str, path: str) -> None:
        """Open a page and look at it."""
        self.go(moment, who, path)
        self.check()

    def go(self, moment: str, who: str, path: str) -> None:
        """Open a page. What is asked by name in its address is replaced by ids."""
        self._now = f"{moment}: {path}"
        # The page before would notice that its seat is gone, and a change of the panel alone would load nothing.
        self.page.goto(f"{self.rooms.server.address}/static/mark.svg")
        self.context.clear_cookies()
        self.context.add_cookies(self.rooms.cookies(moment, who))  # type: ignore[arg-type]
        row = self.rooms.rows[moment]
        where = path.format_map({**self.rooms.ids, "code": row.code, "key": row.join_key})
        self.page.goto(self.rooms.server.address + where)

    def check(self) -> None:
        """Look at the page that is open, and take its picture. At a glance: without the accessibility rules."""
        self.rooms.album.add(self.page, f"{self._light} {self._now}")
        found = self.page.evaluate(LOOK, LEAST)
        if found["sideways"]:
            self._say(f"scrolls sideways: {found['sideways']}")
        if self.is_phone:
            if len(found["gold"]) > 1:
                self._say(f"has {len(found['gold'])} gold buttons: {found['gold']}")
            if found["targets"]:
                self._say(f"has small targets: {found['targets']}")
        for violation in () if self._is_glance else self._violations():
            if violation["impact"] in GRAVE:
                where = [node["target"] for node in violation["nodes"]][:3]
                self._say(f"{violation['id']}: {violation['help']} {where}")

    def _violations(self) -> list[dict[str, Any]]:
        """What the accessibility rules find; of a page that was looked at before with another desk, on the desk alone."""
        address = self.page.url.partition("#")[0]
        page = address.partition("?desk=")[0].partition("/desk/")[0]
        moment = self._now.partition(":")[0]
        is_known = page != address and (moment, page) in self._looked_at
        place = "#desk" if is_known and self.page.locator("#desk > *").count() else None
        self._looked_at.add((moment, page))
        found: list[dict[str, Any]] = _axe.run(self.page, context=place, options=self._rules).response["violations"]
        return found

    def _say(self, what: str) -> None:
        self.wrong.append(f"[{self._at}] {self._now} {what}")

    def _note(self, url: str) -> None:
        if not url.startswith((self.rooms.server.address, "data:", "blob:", "about:")):
            self._say(f"asked for {url}")

    def _hear(self, kind: str, text: str) -> None:
        """A page that is not there is an answer too; the browser writes its status down."""
        if kind == "error" and "status of 4" not in text:
            self._say(f"complained: {text}")

    def __enter__(self) -> Look:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


PHONES = [(SMALL, "light", False), (PHONE, "dark", False), (SMALL, "dark", True), (PHONE, "light", True)]
"""Size, light, and whether a glance is enough: what stands where was looked at in the same size, colours in the same light."""
DESKS = [(LAPTOP, "light", False), (LAPTOP, "dark", False)]


def _named(looks: list[tuple[dict[str, int], str, bool]], in_every_run: int = 1) -> pytest.MarkDecorator:
    """Each look by its name. Those after the first ``in_every_run`` are a long run of their own: colours in the dark are the
    same on all pages, and glances only complete the contact sheet."""
    params = [
        pytest.param(
            size,
            light,
            is_glance,
            id=f"{size['width']} px, {light}",
            marks=(pytest.mark.soak,) if number >= in_every_run else (),
        )
        for number, (size, light, is_glance) in enumerate(looks)
    ]
    return pytest.mark.parametrize(("size", "light", "is_glance"), params)


# --- Phones ------------------------------------------------------------------------------------------------------------

FIRST_PANEL = (
    *("lobby", "quarrel", "cast", "after cast", "challenge", "after challenge", "idea", "sorted", "plan", "after plan"),
    *(
        "huddle",
        "market-1",
        "asked",
        "event",
        "may refuse",
        "refused",
        "questions",
        "chosen",
        "deliver",
        "after deliver",
    ),
    *("report-back", "after report-back", "vote", "after vote", "reflect", "closed", "published"),
)
OTHER_PANELS = (
    *(("lobby", "cards"), ("lobby", "list"), ("lobby", "deals"), ("after challenge", "cards"), ("after plan", "cards")),
    *(("after plan", "list"), ("many deals", "list"), ("many deals", "deals"), ("agreed", "deals"), ("event", "deals")),
    *(("after deliver", "list"), ("reflect", "deals"), ("published", "deals")),
)
PHONE_DESKS = (
    ("lobby", "me"),
    ("after cast", "practise"),
    ("plan", "method"),
    ("may refuse", "refuse"),
    ("vote", "vote"),
    ("challenge", "choose&step=challenge"),
    ("idea", "idea"),
    ("many deals", "idea"),
    ("many deals", "shake&idea={their_idea}&need=kind:funding"),
    ("many deals", "shake&idea={idea}"),
    ("many deals", "new"),
    ("many deals", "change&deal={asked}"),
    ("many deals", "decline&deal={asked}"),
    ("event", "repair&deal={agreed}"),
    ("deliver", "lead&idea={idea}"),
    ("after deliver", "delivery&idea={idea}"),
    ("reflect", "reflect"),
    ("reflect", "reflect&question=one-thing"),
    ("reflect", "reflect&question=secret"),
    ("reflect", "reflect&question=monday"),
    ("lobby", "reflect"),
)


@_named(PHONES, in_every_run=2)
def test_the_first_panel_of_the_phone_holds_at_every_moment(
    rooms: Rooms, size: dict[str, int], light: str, is_glance: bool
) -> None:
    with Look(rooms, size, light, is_glance) as look:
        for moment in FIRST_PANEL:
            look.at(moment, rooms.ids["ada"], "/play#panel-now")
    assert not look.wrong, "\n".join(look.wrong)


@_named(PHONES)
def test_the_other_panels_of_the_phone_hold(rooms: Rooms, size: dict[str, int], light: str, is_glance: bool) -> None:
    with Look(rooms, size, light, is_glance) as look:
        for moment, panel in OTHER_PANELS:
            look.at(moment, rooms.ids["ada"], f"/play#panel-{panel}")
        for moment, who in (
            ("refused", "bea"),
            ("questions", "dan"),
            ("chosen", "press"),
            ("after report-back", "bea"),
        ):
            look.at(moment, rooms.ids[who], "/play#panel-now")
        look.at("refused", rooms.ids["bea"], "/play?desk=refusal")
        look.at("chosen", rooms.ids["press"], "/play?desk=headline")
    assert not look.wrong, "\n".join(look.wrong)


@_named(PHONES)
def test_every_desk_of_the_phone_holds(rooms: Rooms, size: dict[str, int], light: str, is_glance: bool) -> None:
    with Look(rooms, size, light, is_glance) as look:
        for moment, desk in PHONE_DESKS:
            look.at(moment, rooms.ids["ada"], f"/play?desk={desk}")
    assert not look.wrong, "\n".join(look.wrong)


@_named(PHONES)
def test_a_form_that_comes_back_and_the_question_for_the_other_hold(
    rooms: Rooms, size: dict[str, int], light: str, is_glance: bool
) -> None:
    with Look(rooms, size, light, is_glance) as look:
        look.go("many deals", rooms.ids["ada"], "/play?desk=new")
        hand_over = look.page.get_by_role("button", name="Hand over the phone")
        hand_over.click()
        look.page.locator("[role=alert]").first.wait_for()
        look.check()
        look.page.locator("input[name=title]").fill("A very long name for something quite small, really")
        look.page.locator("input[name=badge]").fill("2A")
        look.page.locator(".pill").filter(has_text=re.compile("left")).last.click()
        hand_over.click()
        look.page.get_by_role("button", name="Yes", exact=True).wait_for()
        look.check()
    assert not look.wrong, "\n".join(look.wrong)


@_named(PHONES)
def test_the_pages_before_the_game_hold(rooms: Rooms, size: dict[str, int], light: str, is_glance: bool) -> None:
    with Look(rooms, size, light, is_glance) as look:
        for moment, path in (
            *(("lobby", "/"), ("lobby", "/?again=1"), ("lobby", "/j/{code}"), ("closed", "/j/{code}")),
            *(
                ("published", "/j/{code}"),
                ("lobby", "/nowhere"),
                ("lobby", "/report/{code}"),
                ("lobby", "/lead/{code}"),
            ),
            *(("lobby", "/host/claim"), ("lobby", "/wall/NOWHERE99")),
        ):
            look.at(moment, "", path)
    assert not look.wrong, "\n".join(look.wrong)


# --- The console and the host -------------------------------------------------------------------------------------------


@_named(DESKS)
def test_the_console_and_its_desks_hold(rooms: Rooms, size: dict[str, int], light: str, is_glance: bool) -> None:
    with Look(rooms, size, light, is_glance) as look:
        for moment in ("lobby", "cast", "many deals", "words to check", "closed", "published"):
            look.at(moment, LEAD, "/lead")
        for desk in ("spoken", "event", "move", "void"):
            look.at("event", LEAD, f"/lead/desk/{desk}")
        for desk in ("tell", "close"):
            look.at("words to check", LEAD, f"/lead/desk/{desk}")
        look.go("words to check", LEAD, "/lead")
        for folded in look.page.locator("details > summary").all():
            folded.click()
        look.check()
    assert not look.wrong, "\n".join(look.wrong)


CONSOLE_DESKS = (
    *("table?table=1", "table?table=2&who={bea}", "table?table=2&way={bea}", "table?table=99"),
    *("message", "casting", "hands", "hands?link=link-check", "pocket", "keys", "end", "costs"),
    *("edit?ref={words}", "edit?ref={warned}", "alike?idea={idea}&other={their_idea}"),
    *("erase", "erase?player={bea}"),
)
FINISH = tuple(f"finish?page={page}" for page in range(1, 6))


@_named(DESKS)
def test_the_console_holds_when_tables_need_somebody(
    rooms: Rooms, size: dict[str, int], light: str, is_glance: bool
) -> None:
    with Look(rooms, size, light, is_glance) as look:
        look.at("needs", LEAD, "/lead")
        for desk in CONSOLE_DESKS:
            look.at("needs", LEAD, f"/lead/desk/{desk}")
        for page in FINISH:
            look.at("closed", LEAD, f"/lead/desk/{page}")
    assert not look.wrong, "\n".join(look.wrong)


@_named(
    [(LAPTOP, "light", False), (PHONE, "light", False), (LAPTOP, "dark", False), (PHONE, "dark", True)], in_every_run=2
)
def test_the_pages_beside_the_console_hold(rooms: Rooms, size: dict[str, int], light: str, is_glance: bool) -> None:
    with Look(rooms, size, light, is_glance) as look:
        for path in ("/lead/ready", "/lead/print", "/lead/print/recovery"):
            look.at("needs", LEAD, path)
    assert not look.wrong, "\n".join(look.wrong)


@_named(PHONES)
def test_the_console_in_the_pocket_holds(rooms: Rooms, size: dict[str, int], light: str, is_glance: bool) -> None:
    with Look(rooms, size, light, is_glance) as look:
        for moment in ("lobby", "idea", "words to check", "closed", "needs"):
            look.at(moment, LEAD, "/lead/pocket")
        look.page.get_by_role("link", name="Open table 2").click()
        look.page.locator("#desk .drawer").wait_for()
        look.check()
        look.go("needs", "", "/ready/{code}?k={key}")
        look.page.get_by_role("heading", name="This phone gets through.").wait_for()
        look.check()
    assert not look.wrong, "\n".join(look.wrong)


@_named(PHONES)
def test_the_pages_of_helpers_hold(rooms: Rooms, size: dict[str, int], light: str, is_glance: bool) -> None:
    with Look(rooms, size, light, is_glance) as look:
        look.at("needs", "", "/help/{code}")
        for helper in HELPERS:
            look.at("needs", helper, "/help")
        for desk in ("edit?ref={words}", "alike?idea={idea}&other={their_idea}"):
            look.at("needs", CHECK, f"/help/desk/{desk}")
        for desk in ("spoken", "message"):
            look.at("needs", table_role(1), f"/help/desk/{desk}")
    assert not look.wrong, "\n".join(look.wrong)


@_named(DESKS)
def test_the_console_of_a_rehearsal_holds(rooms: Rooms, size: dict[str, int], light: str, is_glance: bool) -> None:
    with Look(rooms, size, light, is_glance) as look:
        look.go("lobby", "host", "/host")
        look.page.get_by_label("How many people do you expect").fill("15")
        look.page.get_by_role("button", name="Rehearse it").click()
        look.page.locator("#head").get_by_text("15 people").wait_for()
        look.check()
        look.page.locator("#practice-troubles > summary").click()
        look.check()
        look.page.get_by_role("button", name="End the rehearsal").click()
        look.page.get_by_role("heading", name="All games").wait_for()
    assert not look.wrong, "\n".join(look.wrong)


def test_the_console_holds_on_a_tablet(rooms: Rooms) -> None:
    with Look(rooms, TABLET, "light") as look:
        look.at("needs", LEAD, "/lead/desk/table?table=2&who={bea}")
        look.at("many deals", LEAD, "/lead")
        look.at("event", LEAD, "/lead/desk/spoken")
    assert not look.wrong, "\n".join(look.wrong)


@_named([(LAPTOP, "dark", False), (PHONE, "light", False)], in_every_run=2)
def test_the_hosts_pages_hold(rooms: Rooms, size: dict[str, int], light: str, is_glance: bool) -> None:
    with Look(rooms, size, light, is_glance) as look:
        look.at("lobby", "host", "/compare")
        look.at("lobby", "", "/reports")
        look.at("lobby", "host", "/host")
        look.page.get_by_label("How many people do you expect").fill("none")
        look.page.get_by_role("button", name="Make the game").click()
        look.page.locator("[role=alert]").first.wait_for()
        look.check()
        look.page.get_by_label("How many people do you expect").fill("12")
        look.page.get_by_role("button", name="Make the game").click()
        look.page.get_by_role("heading", name="is ready").wait_for()
        look.check()
    assert not look.wrong, "\n".join(look.wrong)


# --- The wall and the report ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scenes(rooms: Rooms) -> list[tuple[str, str]]:
    """Moments of the wall, and the scene that the facilitator chooses there."""
    every = [("many deals", scene) for scene in Scene]
    return [
        *every,
        ("lobby", "join"),
        ("lobby", "map"),
        ("quarrel", "step"),
        ("plan", "step"),
        ("after challenge", "step"),
        ("event", "step"),
        ("refused", "step"),
        ("chosen", "map"),
        ("after report-back", "step"),
        ("reflect", "step"),
        ("reflect", "results"),
    ]


STANDING = ("lobby", "quarrel")
"""Moments at which the wall is looked at while the clock stands."""
WALLS = [
    (PROJECTOR, "light", False),
    (PROJECTOR, "dark", False),
    (SMALL_PROJECTOR, "light", True),
    (SMALL_PROJECTOR, "dark", True),
]


@_named(WALLS, in_every_run=2)
def test_the_wall_holds_in_every_scene(
    rooms: Rooms, scenes: list[tuple[str, str]], size: dict[str, int], light: str, is_glance: bool
) -> None:
    with Look(rooms, size, light, is_glance) as look:
        for moment, scene in scenes:
            rooms.lead(look, moment, "scene", scene=scene)
            if moment not in STANDING:  # all stand at first, as they do when the server was started again
                rooms.lead(look, moment, "resume")
            look.at(moment, "", f"/wall/{{code}}?light={light}")
            text = look.page.evaluate(WALL_TEXT)
            assert not text["small"], (moment, scene, text)
            assert not text["must"], (moment, scene, text)
            assert text["steps"] <= 3, (moment, scene, text)
            assert text["words"] <= 25, (moment, scene, text)
            assert not text["outer"], (moment, scene, text)
            assert look.page.evaluate("document.scrollingElement.scrollHeight <= innerHeight + 1"), (moment, scene)
            assert not look.page.locator("button, form, input, a").count()
            if moment not in STANDING:
                rooms.lead(look, moment, "pause")
        for moment in ("closed", "published"):
            look.at(moment, "", f"/wall/{{code}}?light={light}")
    assert not look.wrong, "\n".join(look.wrong)


@_named([(SMALL, "light", False), (LAPTOP, "dark", False)], in_every_run=2)
def test_the_report_and_its_draft_hold(rooms: Rooms, size: dict[str, int], light: str, is_glance: bool) -> None:
    with Look(rooms, size, light, is_glance) as look:
        look.at("published", "", "/report/{code}")
        look.at("closed", LEAD, "/report/{code}")
        look.at("lobby", LEAD, "/report/{code}")
    assert not look.wrong, "\n".join(look.wrong)


def test_the_report_that_is_kept_as_a_file_opens_without_a_server(rooms: Rooms, tmp_path: Path) -> None:
    with Look(rooms, LAPTOP, "light") as look:
        answer = look.context.request.get(f"{rooms.server.address}/report/{rooms.code('published')}/file")
        file = tmp_path / "report.html"
        file.write_bytes(answer.body())
        asked: list[str] = []
        page = look.context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: asked.append(said.text))
        page.goto(file.as_uri())
        page.get_by_role("heading", name="A key for every evening").wait_for()
        assert asked == [file.as_uri()]


@pytest.mark.soak
@pytest.mark.skipif(not album.WANTED, reason="TABLEFOLK_PICTURES names no folder for pictures.")
def test_every_picture_stands_on_one_contact_sheet(rooms: Rooms, browser: Browser) -> None:
    """Made last, of what was looked at above."""
    sheet = rooms.album.bind(browser)
    assert set(rooms.album.pictures) >= {"phone", "laptop", "projector"}
    assert sheet.stat().st_size > 100_000

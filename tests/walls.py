"""Walls to look at: games in memory at moments that fill each scene, and the pages they give. No server, no disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from mimetypes import guess_type
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from facilitator import wall
from facilitator.app import TEMPLATES
from facilitator.wall import Wall
from game import commands as ask
from game import events as happened
from game.commands import Command
from game.history import History
from game.scenario import Words
from game.state import Headline, Scene
from game.words import LINE, TITLE
from scenarios import loader
from tests.given import Play, gift, terms
from tests.served import CODE
from web.guard import POLICY
from web.render import STATIC, Links, RegionPage, Render, environment

ADDRESS = "http://wall.test"
LINKS = Links(
    game="g1",
    join_url=f"http://192.168.1.5:8000/j/{CODE}?k=abcdefghijklmnop",
    wall_url=f"http://192.168.1.5:8000/wall/{CODE}",
    report_url=f"http://192.168.1.5:8000/report/{CODE}",
    address="http://192.168.1.5:8000",
)
TITLES = (
    "Repair Café on Wheels",
    "Borrow a Room",
    "Social Walks",
    "A key for every street",
    "Kitchen at night",
    "Kit Library",
    "One calendar for all halls",
    "Warm benches",
)


# --- Rooms --------------------------------------------------------------------------------------------------------------


def room(tables: int, people: int = 3, code: str = CODE, *, is_rehearsal: bool = False) -> Play:
    """A room of the first pack with so many people at each table; everybody holds plenty, each table has an idea."""
    play = Play(loader.load(loader.names()[0]), expected=tables * 6, run_sheet="hub-90", opens_tables=False)
    if is_rehearsal or code:
        first = play.history.entries[0]
        created = first.events[0]
        assert isinstance(created, happened.GameCreated)
        events = (replace(created, code=code, is_rehearsal=is_rehearsal), *first.events[1:])
        play.history = History.of((replace(first, events=events),))
    for number in range(1, tables + 1):
        for _ in range(people):
            play.join(f"Person {number}", table=number)
    return play


def cast(play: Play) -> None:
    """Everybody is somebody, with more than any card gives."""
    play.to("cast")
    kinds = [kind.id for kind in play.game.scenario.tokens]
    roles = [role.id for role in play.game.scenario.roles]
    for place, player in enumerate(play.game.players):
        purse = tuple((kind, 40) for kind in kinds)
        play.happen(happened.CharacterKept(player=player, role=roles[place % len(roles)], purse=purse))


def write_ideas(play: Play) -> None:
    """An idea for each table, checked."""
    play.to("idea")
    for number in play.game.tables:
        by = next(play.game.seated(number)).id
        idea = play.write(
            by, TITLES[(number - 1) % len(TITLES)], "One calendar of free rooms, run by those who use them."
        )
        play.lead(ask.CheckWords(ref=f"idea:{idea}:1", shows=True))


def deal(play: Play, number: int) -> None:
    """One more deal between two or three tables."""
    tables = len(play.game.tables)
    home = 1 + number * 5 % tables
    other = 1 + (home + number % max(1, tables - 1)) % tables
    giver, taker = next(play.game.seated(other)).id, next(play.game.seated(home)).id
    kind = [kind.id for kind in play.game.scenario.tokens][number % 3]
    others = (taker,) if number % 4 else (taker, [*play.game.seated(1 + (home + 2) % tables)][-1].id)
    said = terms(giver, gift(giver, kind), others=tuple(dict.fromkeys(one for one in others if one != giver)))
    play.must(ask.ShakeHands(player=giver, idea=play.game.tables[home].idea, terms=said))


def market(tables: int, deals: int, people: int = 3, **more: Any) -> Play:
    """A room in its first market, with so many deals."""
    play = room(tables, people, **more)
    cast(play)
    write_ideas(play)
    play.to("market-1")
    for number in range(deals):
        play.wait(30)
        deal(play, number)
    play.wait(25)
    return play


def then(play: Play, *commands: Command) -> History:
    """The history after these acts; the play itself goes on as it was."""
    before = play.history
    for command in commands:
        play.lead(command)
    after, play.history = play.history, before
    return after


def shown(play: Play, scene: Scene, *commands: Command) -> History:
    """The same with this scene on the wall."""
    return then(play, *commands, ask.ChooseScene(scene=scene))


# --- Scenes --------------------------------------------------------------------------------------------------------------


@cache
def scenes(*, is_rehearsal: bool = False) -> dict[str, History]:
    """One history for each thing that the wall can show, by a name for it."""
    return dict(_scenes(is_rehearsal))


def _scenes(is_rehearsal: bool) -> Iterator[tuple[str, History]]:
    lobby = room(8, 5, is_rehearsal=is_rehearsal)
    yield "join", shown(lobby, Scene.JOIN)
    yield "before the first step", shown(lobby, Scene.STEP)
    yield "join, two tables", shown(room(2, is_rehearsal=is_rehearsal), Scene.JOIN)
    yield "join, sixteen tables", shown(room(16, is_rehearsal=is_rehearsal), Scene.JOIN)
    yield "join, forty tables", shown(room(40, 1, is_rehearsal=is_rehearsal), Scene.JOIN)

    small = market(2, 3, is_rehearsal=is_rehearsal)
    yield "map, two tables", shown(small, Scene.MAP)
    yield "map, no deals", shown(market(8, 0, is_rehearsal=is_rehearsal), Scene.MAP)

    play = room(8, is_rehearsal=is_rehearsal)
    play.to("quarrel")
    yield "step with cards", shown(play, Scene.STEP)
    cast(play)
    play.to("challenge")
    for number in play.game.tables:
        card = play.game.tables[number].hands["challenge"].cards[0]
        play.must(ask.ChooseCard(player=next(play.game.seated(number)).id, step="challenge", card=card))
    yield "step with choices", shown(play, Scene.STEP)
    write_ideas(play)
    play.to("plan")
    yield "step", shown(play, Scene.STEP)
    play.to("market-1")
    for number in range(9):
        play.wait(30)
        deal(play, number)
    play.wait(5)
    yield "step, market", shown(play, Scene.STEP)
    yield "map", shown(play, Scene.MAP)
    yield "paused", shown(play, Scene.STEP, ask.PauseClock())
    yield "map, paused", shown(play, Scene.MAP, ask.PauseClock())
    yield "blank", shown(play, Scene.BLANK)
    for card in play.game.scenario.events:
        yield f"event, {card.title}", then(play, ask.SendEvent(card=card.id))
    longest = max(play.game.scenario.events, key=lambda card: len(card.text) + len(card.do))
    yield "event, paused", then(play, ask.SendEvent(card=longest.id), ask.PauseClock())
    play.lead(ask.SendEvent(card=longest.id))
    play.to("deliver")
    yield "step, an event goes on", shown(play, Scene.STEP)
    play.to("report-back")
    yield "report back", shown(play, Scene.STEP)
    yield "spotlight", then(play, ask.CallTable(table=2))
    yield "spotlight, paused", then(play, ask.CallTable(table=2), ask.PauseClock())
    yield "spotlight, long words", _with_long_words(then(play, ask.CallTable(table=3)), 3)
    yield "results, no news", shown(play, Scene.RESULTS)
    play.to("reflect")
    yield "step with a line to stand on", shown(play, Scene.STEP)
    yield "results, dots", shown(play, Scene.RESULTS)
    yield "results, the news", _with_headlines(shown(play, Scene.RESULTS))
    play.lead(ask.CloseGame())
    yield "closed", shown(play, Scene.STEP)
    play.lead(ask.Publish())
    yield "published", shown(play, Scene.STEP)
    yield "results, published", _with_headlines(shown(play, Scene.RESULTS))
    yield "crowded map", shown(market(12, 34, is_rehearsal=is_rehearsal), Scene.MAP)
    yield "dense map", shown(market(16, 62, is_rehearsal=is_rehearsal), Scene.MAP)


def _with_headlines(history: History) -> History:
    """The same with two headlines that were checked, however they came to be."""
    game = history.game
    by = next(game.seated(1)).id
    headlines = tuple(
        Headline(id=f"h{place}", by=by, text=Words(text), at=history.entries[-1].at)
        for place, text in enumerate(("Residents say no, and one table listens", "A key for every evening"))
    )
    checks = {**game.checks, "headline:h0": True, "headline:h1": True}
    return replace(history, game=replace(game, headlines=headlines, checks=checks))


def _with_long_words(history: History, table: int) -> History:
    """The same where an idea has the longest title and line that fit on a sheet."""
    game = history.game
    idea = replace(
        game.ideas[game.tables[table].idea], title=Words("W" * TITLE), line=Words(("Quite long words " * 9)[:LINE])
    )
    return replace(history, game=replace(game, ideas={**game.ideas, idea.id: idea}))


def many_dots(view: Wall) -> Wall:
    """The same wall after a vote, with long titles."""
    results = tuple((str(place), f"{title} for all who live here", 31 - place) for place, title in enumerate(TITLES, 1))
    return replace(view, shows=replace(view.shows, results=results))


# --- Pages ---------------------------------------------------------------------------------------------------------------


class Walls:
    """Pages of the wall at any moment, given to a browser without a server."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._html = ""
        page.route(f"{ADDRESS}/**", self._answer)

    def show(
        self, history: History, *, is_dark: bool = False, change: Callable[[Any], Any] = lambda view: view
    ) -> None:
        """Load the wall as it is in this history, some seconds after its newest entry."""
        self._html = html_of(history, is_dark=is_dark, change=change)
        self.page.goto(f"{ADDRESS}/wall")
        self.page.evaluate("document.fonts.ready")

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            if not file.is_file():
                route.fulfill(status=404, body="")
                return
            route.fulfill(status=200, body=file.read_bytes(), content_type=guess_type(path)[0] or "font/woff2")
            return
        route.fulfill(
            status=200, body=self._html, content_type="text/html", headers={"content-security-policy": POLICY}
        )


def html_of(history: History, *, is_dark: bool = False, change: Callable[[Any], Any] = lambda view: view) -> str:
    """The whole page, rendered some seconds after the newest entry."""
    now = history.entries[-1].at + timedelta(seconds=4)
    render = Render(environment((TEMPLATES,), wall.GLOBALS), lambda: now)
    view = change(wall.wall_view(history, ""))
    scenario = history.game.scenario
    region = render.region(wall.REGION, view, scenario, history.game.code, LINKS)
    answer = render.page(
        "wall.html",
        SimpleNamespace(url=SimpleNamespace(path="/wall")),  # type: ignore[arg-type]
        regions=RegionPage({"wall": region}, history.game.seq),
        scenario=scenario,
        code=history.game.code,
        game_title=history.game.title,
        is_dark=is_dark,
        is_preview=False,
        is_still=True,
    )
    return bytes(answer.body).decode()

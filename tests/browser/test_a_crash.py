"""kill -9 while people play: every page comes back by itself, and what was typed or pressed is not lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from game import commands as ask
from game import views
from game.commands import Command, CreateGame
from game.events import ClockSet, DealAnswered
from game.history import Entry, History
from game.scenario import Words
from game.state import DealState, Game, Gift, Scene, Terms
from scenarios import loader
from tests.browser.clicks import alive, panel, press
from tests.browser.conftest import LAPTOP, PROJECTOR, Room
from tests.running import Running
from tests.served import laptop
from tests.workshop import seated_at, to_market
from web.rooms import Accepted, Rooms
from web.seats import LEAD, LEAD_COOKIE, PLAYER_COOKIE, sign
from web.settings import url_of
from web.store import Store
from web.wake import Wakes

CODE = "PEAR22"
PEOPLE = 12
TYPED = "Only if the residents write the rules — and keep the keys"


@dataclass(frozen=True)
class Market:
    """A market on disk: who gives what to whom, who else is near, and an offer that waits for two different people."""

    file: Path
    cookies: dict[str, str]
    badges: dict[str, str]
    giver: str
    taker: str
    witness: str
    need: str
    offers: dict[str, str]
    """Deals that wait for one more answer, by who is to give it."""

    def log(self) -> tuple[Entry, ...]:
        """What is on disk, read when no server runs."""
        store = Store(url_of(self.file))
        try:
            return tuple(kept.entry for kept in store.load("g1"))
        finally:
            store.close()

    def answers_of(self, player: str, deal: str) -> int:
        """How often this person's answer to this deal is in the log."""
        return sum(
            isinstance(event, DealAnswered) and (event.player, event.deal) == (player, deal)
            for entry in self.log()
            for event in entry.events
        )


async def _prepare(file: Path) -> Market:
    store = Store(url_of(file))
    rooms = Rooms(store, Wakes(), seeds=lambda: 7)
    scenario = loader.load(loader.default())
    room = await rooms.create(
        CreateGame(
            game="g1",
            code=CODE,
            title=Words("An evening"),
            scenario=scenario,
            run_sheet=scenario.run_sheets[0].id,
            expected=PEOPLE,
        )
    )
    number = 0

    async def do(by: str, command: Command) -> Accepted:
        nonlocal number
        number += 1
        outcome = await rooms.submit("g1", by, f"before-{number}", command)
        assert isinstance(outcome, Accepted), outcome
        return outcome

    for by, command in to_market(lambda: room.history.game, PEOPLE):
        await do(by, command)
    game = room.history.game
    giver, taker, need = _fitting(game, rooms)
    witness, *others = [player for player in game.players if player not in {giver, taker}]
    offers: dict[str, str] = {}
    for by, answers in zip(others, (giver, witness), strict=False):
        await do(by, _offer(game, rooms, by, answers))
        offers[answers] = next(reversed(room.history.game.deals))
    await do("lead", ask.ChooseScene(scene=Scene.STEP))
    await room.add_hand(laptop("g1"))
    made = Market(
        file=file,
        cookies={
            LEAD: sign(room, LEAD, LEAD_COOKIE),
            **{player: sign(room, player, PLAYER_COOKIE) for player in game.players},
        },
        badges={player.id: player.badge for player in game.players.values()},
        giver=giver,
        taker=taker,
        witness=witness,
        need=need,
        offers=offers,
    )
    await rooms.close()
    store.close()
    return made


def _fitting(game: Game, rooms: Rooms) -> tuple[str, str, str]:
    """Somebody who can give what a line of another table's list asks for: who, to whom, the line."""
    for idea in views.lists(game).ideas:
        taker = seated_at(game, idea.table)[0]
        for need in idea.open_needs:
            for giver in game.players.values():
                gift = Gift(giver=giver.id, kind=need.kind.id, need=need.id)
                terms = Terms(parties=(giver.id, taker.id), gifts=(gift,))
                shake = ask.ShakeHands(player=giver.id, idea=idea.id, terms=terms)
                if giver.table != idea.table and rooms.would("g1", shake) is None:
                    return giver.id, taker.id, need.id
    raise AssertionError("no line of a list fits anybody")


def _offer(game: Game, rooms: Rooms, by: str, answers: str) -> ask.Propose:
    """Something that one person can give to any idea, offered to another."""
    for idea in views.lists(game).ideas:
        for kind in game.scenario.tokens:
            terms = Terms(parties=(by, answers), gifts=(Gift(giver=by, kind=kind.id),))
            offer = ask.Propose(player=by, idea=idea.id, terms=terms)
            if rooms.would("g1", offer) is None:
                return offer
    raise AssertionError("there is nothing to offer")


@pytest.fixture
def market(tmp_path: Path) -> Market:
    """A market that was played to in process; the browsers' own loop runs in this thread, so it needs another one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _prepare(tmp_path / "games.db")).result(timeout=60)


@pytest.fixture
def running(market: Market) -> Iterator[Running]:
    """A server on that market."""
    with Running(market.file) as server:
        yield server


def _sit(room: Room, market: Market, who: str) -> Page:
    """The page of a player, or the console, in a browser of its own."""
    is_lead = who == LEAD
    page = room.open("/", LAPTOP) if is_lead else room.open("/")
    name = LEAD_COOKIE if is_lead else PLAYER_COOKIE
    page.context.add_cookies([{"name": name, "value": market.cookies[who], "url": room.server.address}])
    page.goto(room.server.address + ("/lead" if is_lead else "/play"))
    alive(page)
    return page


def _dead(page: Page) -> None:
    """The page knows that no news comes."""
    expect(page.locator("html")).to_have_attribute("data-live", "off", timeout=15_000)


def _open_line(page: Page, market: Market) -> None:
    """The form of the line that the giver can give to."""
    panel(page, "List")
    page.locator(f"#lists a.line[href*='need={market.need}']").click()
    expect(page.locator("#desk form")).to_be_visible()


def _type_half(page: Page, market: Market) -> None:
    """The handshake's form, filled as far as one gets while talking."""
    desk = page.locator("#desk")
    desk.locator("input[name=badge]").press_sequentially(market.badges[market.taker].lower())
    desk.locator("input[name=string][value=own]").check()
    desk.locator("input[name=own_words]").press_sequentially(TYPED)
    desk.get_by_text("Add someone here").click()
    desk.locator("input[name=badge_1]").press_sequentially(market.badges[market.witness])


def _is_as_typed(page: Page, market: Market) -> None:
    """Every letter is in the form, and to be seen."""
    desk = page.locator("#desk")
    for name, value in (
        ("badge", market.badges[market.taker].lower()),
        ("own_words", TYPED),
        ("badge_1", market.badges[market.witness]),
    ):
        expect(desk.locator(f"input[name={name}]")).to_have_value(value)
        expect(desk.locator(f"input[name={name}]")).to_be_visible()
    expect(desk.locator("input[name=string][value=own]")).to_be_checked()


def _say_yes(page: Page, market: Market, who: str) -> None:
    """Press the yes of the offer that waits for this person."""
    panel(page, "Deals")
    page.locator(f"article[aria-labelledby=deal-{market.offers[who]}]").get_by_role("button", name="Yes").click()


def _is_agreed(page: Page, deal: str) -> None:
    panel(page, "Deals")
    expect(page.locator(f"article[aria-labelledby=deal-{deal}]")).to_contain_text("Agreed", timeout=15_000)


def test_after_a_crash_all_pages_return_and_the_half_typed_form_is_still_there_and_can_be_sent(
    room: Room, market: Market
) -> None:
    console, wall = _sit(room, market, LEAD), room.open(f"/wall/{CODE}", PROJECTOR)
    giver, taker, witness = (_sit(room, market, who) for who in (market.giver, market.taker, market.witness))
    pages = (console, wall, giver, taker, witness)
    alive(wall)
    press(console, "Resume")
    expect(giver.locator("#bar")).not_to_contain_text("Paused")
    step = giver.locator("#bar h1").inner_text()
    _open_line(giver, market)
    _type_half(giver, market)

    room.server.kill()
    for page in pages:
        _dead(page)
    expect(giver.locator("#no-link")).to_be_visible(timeout=10_000)
    expect(console.locator("#no-link")).to_be_visible(timeout=10_000)
    _is_as_typed(giver, market)

    room.server.start()
    for page in pages:
        alive(page)
    for phone in (giver, taker, witness):
        expect(phone.locator("#bar h1")).to_have_text(step)
        expect(phone.locator("#bar")).to_contain_text("Paused")
        expect(phone.locator("#no-link")).to_be_hidden()
    expect(console.locator(".run-row.is-on .run-title")).to_have_text(step)
    expect(console.locator(".run-paused")).to_be_visible()
    expect(console.locator("#no-link")).to_be_hidden()
    expect(wall.locator("#wall h1")).to_contain_text(step)
    expect(wall.locator("#wall")).to_contain_text("Paused")
    _is_as_typed(giver, market)

    giver.reload()
    alive(giver)
    _open_line(giver, market)
    _is_as_typed(giver, market)

    press(giver, "Hand over the phone", "#desk")
    expect(giver.locator("#desk")).to_contain_text(TYPED)
    giver.reload()
    alive(giver)
    _open_line(giver, market)
    _is_as_typed(giver, market)

    press(giver, "Hand over the phone", "#desk")
    giver.get_by_role("button", name="Yes", exact=True).click()
    expect(giver.locator("#desk")).to_contain_text("Agreed")
    for phone in (taker, witness):
        panel(phone, "Deals")
        expect(phone.locator("#deals article.is-agreed")).to_contain_text(TYPED)
    _open_other_line_is_empty(giver, market)
    assert not room.outside
    room.server.stop()
    game = History.of(market.log()).game
    (deal,) = [deal for deal in game.deals.values() if deal.holds]
    assert set(deal.terms.parties) == {market.giver, market.taker, market.witness}
    assert deal.terms.own_words == TYPED
    assert not game.clock.is_running


def _open_other_line_is_empty(page: Page, market: Market) -> None:
    """What was sent is not kept for the next time."""
    page.locator("#outbox").wait_for(state="hidden")
    drafts = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tablefolk-draft:'))")
    assert drafts == []


def test_a_button_pressed_while_the_server_is_dead_is_kept_and_sent_once_when_it_is_back(
    room: Room, market: Market
) -> None:
    witness = _sit(room, market, market.witness)
    deal = market.offers[market.witness]
    room.server.kill()
    _say_yes(witness, market, market.witness)
    expect(witness.locator("#outbox")).to_have_text("1 thing is saved on this phone. It will be sent.")
    _say_yes(witness, market, market.witness)
    expect(witness.locator("#outbox")).to_have_text("1 thing is saved on this phone. It will be sent.")

    room.server.start()
    _is_agreed(witness, deal)
    expect(witness.locator("#outbox")).to_be_hidden()
    assert witness.evaluate("localStorage.getItem('tablefolk-outbox')") == "[]"
    room.server.stop()
    assert market.answers_of(market.witness, deal) == 1
    assert History.of(market.log()).game.deals[deal].state is DealState.AGREED


def test_what_waits_to_be_sent_outlives_a_page_that_cannot_be_loaded(room: Room, market: Market) -> None:
    witness = _sit(room, market, market.witness)
    deal = market.offers[market.witness]
    room.server.kill()
    _say_yes(witness, market, market.witness)
    expect(witness.locator("#outbox")).to_be_visible()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        witness.reload()

    room.server.start()
    witness.goto(room.server.address + "/play")
    expect(witness.locator("#outbox")).to_have_text("1 thing is saved on this phone. It will be sent.")
    alive(witness)
    _is_agreed(witness, deal)
    expect(witness.locator("#outbox")).to_be_hidden()
    room.server.stop()
    assert market.answers_of(market.witness, deal) == 1


def test_an_answer_that_comes_late_does_not_take_the_form_away_that_somebody_is_typing_in(
    room: Room, market: Market
) -> None:
    giver = _sit(room, market, market.giver)
    _open_line(giver, market)
    _type_half(giver, market)
    room.server.kill()
    press(giver, "Send to their phone", "#desk")
    expect(giver.locator("#outbox")).to_be_visible()
    giver.locator("#desk input[name=own_words]").press("End")
    giver.locator("#desk input[name=own_words]").press_sequentially(" and more")

    room.server.start()
    expect(giver.locator("#outbox")).to_contain_text("Sent.", timeout=15_000)
    expect(giver.locator("#desk input[name=own_words]")).to_have_value(f"{TYPED} and more")
    expect(giver.locator("#desk input[name=badge_1]")).to_have_value(market.badges[market.witness])
    room.server.stop()
    sent = [deal for deal in History.of(market.log()).game.deals.values() if deal.by == market.giver]
    assert [(deal.terms.own_words, deal.state) for deal in sent] == [(TYPED, DealState.PROPOSED)]


def test_a_question_asked_while_the_server_is_dead_is_put_once_it_is_back(room: Room, market: Market) -> None:
    giver = _sit(room, market, market.giver)
    _open_line(giver, market)
    _type_half(giver, market)
    room.server.kill()
    press(giver, "Hand over the phone", "#desk")
    expect(giver.locator("#outbox")).to_be_visible()
    _is_as_typed(giver, market)

    room.server.start()
    yes = giver.get_by_role("button", name="Yes", exact=True)
    expect(yes).to_be_visible(timeout=15_000)
    yes.click()
    expect(giver.locator("#desk")).to_contain_text("Agreed")
    room.server.stop()
    (agreed,) = [deal for deal in History.of(market.log()).game.deals.values() if deal.holds]
    assert agreed.terms.own_words == TYPED


def test_a_console_button_pressed_while_the_server_is_dead_is_answered_in_its_own_place(
    room: Room, market: Market
) -> None:
    console = _sit(room, market, LEAD)
    console.get_by_role("link", name="Send an event card").click()
    expect(console.locator("#desk")).to_contain_text("Event cards")
    room.server.kill()
    press(console, "+1 min")
    expect(console.locator("#outbox")).to_be_visible()

    room.server.start()
    alive(console)
    expect(console.locator("#outbox")).to_be_hidden(timeout=15_000)
    expect(console.locator("#said")).not_to_be_empty()
    expect(console.locator("#desk")).to_contain_text("Event cards")
    room.server.stop()
    set_by_lead = [entry for entry in market.log() if entry.by == "lead" and isinstance(entry.events[-1], ClockSet)]
    assert len(set_by_lead) == 1

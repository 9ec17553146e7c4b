"""The scripted human path through the ninety minutes, thumb by thumb: taps and letters counted on the pages themselves, and
held against what the server's own log says of them."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from game.history import History
from tests.browser.clicks import alive, new_game, next_step
from tests.browser.conftest import PHONE, Room
from tests.little_phone import uses
from web.settings import url_of
from web.store import Store


class Thumb:
    """A player's thumb on a phone: it counts."""

    def __init__(self, room: Room, join: str, name: str, table: int) -> None:
        self.page: Page = room.open(join, PHONE)
        self.taps = 0
        self.letters = 0
        self.write(self.page.get_by_label("First name or nickname"), name)
        self.tap(self.page.locator(f"input[name=table][value='{table}']").locator(".."))
        self.button("Take my seat")
        alive(self.page)

    def tap(self, place: Locator) -> None:
        """One tap."""
        place.locator("visible=true").first.click()
        self.taps += 1

    def write(self, field: Locator, text: str) -> None:
        """One tap into a field, and the letters."""
        self.tap(field)
        field.locator("visible=true").first.press_sequentially(text)
        self.letters += len(text)

    def button(self, name: str, within: str = "body") -> None:
        """One tap on a button or link."""
        wanted = re.compile(f"^{re.escape(name)}")
        where = self.page.locator(within)
        self.tap(where.get_by_role("button", name=wanted).or_(where.get_by_role("link", name=wanted)))

    def badge(self, badge: str) -> None:
        """A badge number on the pad: two taps."""
        self.tap(self.page.locator(f"#desk [data-table='{badge[0]}']"))
        self.tap(self.page.locator(f"#desk [data-letter='{badge[1]}']"))

    def says(self, text: str | re.Pattern[str], within: str = "#desk") -> None:
        """What the phone must say now."""
        expect(self.page.locator(within)).to_contain_text(text)

    def desk_is_gone(self) -> None:
        """The form is done."""
        expect(self.page.locator("#desk form")).to_have_count(0)


def test_the_scripted_human_path_needs_little_phone(room: Room) -> None:
    console, join, _wall = new_game(room)
    ada, bea, cem = Thumb(room, join, "Ada", 1), Thumb(room, join, "Beata", 2), Thumb(room, join, "Cem", 1)
    people = (ada, bea, cem)

    next_step(console, "Who you are")
    for one in people:
        one.says("Who will you be?", "#now")
        one.button("Turn the card", "#now")
        one.tap(one.page.locator("#now [data-show][aria-pressed=false]"))
        one.button("Turn the card", "#now")
        one.button("Be this person", "#now")
        one.says("This is you now")
    ada.button("Shake hands, to try it", "#now")
    ada.badge("2A")
    ada.button("Hand over the phone", "#desk")
    ada.says("is that what you said?")
    before = ada.taps
    ada.button("Yes", "#desk")
    ada.says("That is how it goes")
    ada.taps, bea.taps = before, bea.taps + 1  # the yes is the other's tap

    next_step(console, "One challenge")
    for one in (ada, bea):
        one.tap(one.page.locator("#now summary").nth(1))
        one.button("Choose this for our table", "#now")
        one.says("Our table's card", "#now")
    next_step(console, "Our idea")
    ada.tap(ada.page.locator("#now summary").nth(1))
    ada.button("Bend", "#now")
    ada.says("Bend", "#now .card-pile")
    for one, title, line in (
        (ada, "The Tuesday door", "Whoever knocks on Tuesday meets somebody who knows whom to call."),
        (bea, "Keys for all", "Any group gets a room for the evening by one phone call."),
    ):
        one.button("This is our idea", "#now")
        one.write(one.page.locator("#desk input[name=title]"), title)
        one.write(one.page.locator("#desk textarea[name=line]"), line)
        one.button("This is our idea", "#desk")
        one.says(title, "#now")
    next_step(console, "Our plan")
    for one in (ada, bea):
        closed = "#now .stack details:not(:first-child)"
        for place in (1, 2):
            card = one.page.locator(closed).filter(has_text="Lend").filter(has_not=one.page.locator(".tag-done"))
            one.tap(card.first.locator("summary"))
            one.button("Add to our plan", "#now")
            expect(one.page.locator("#now details .tag-done")).to_have_count(place)

    next_step(console, "First deal round")
    giver, taker, badge = _shake(people)
    taps_of_a_handshake = giver.taps
    giver.button("Shake hands", "#now")
    taps_of_a_handshake += 1  # opening the list is not part of it
    line = _line(giver, badge)
    giver.tap(line)
    giver.badge(badge)
    giver.tap(giver.page.locator("#desk .strings .pill").nth(1))
    giver.button("Hand over the phone", "#desk")
    giver.says("is that what you said?")
    giver.button("Yes", "#desk")
    giver.says("Agreed.")
    taps_of_a_handshake = giver.taps - taps_of_a_handshake
    assert taps_of_a_handshake <= 6, taps_of_a_handshake
    giver.taps, taker.taps = giver.taps - 1, taker.taps + 1
    giver.tap(giver.page.get_by_role("navigation").get_by_role("link", name="Now"))

    # In the second round: one deal at a distance, which Cem answers on his own phone.
    next_step(console, "Second deal round")
    bea.button("Shake hands", "#now")
    bea.tap(bea.page.locator("#ours a.line").filter(has_text="Lend"))
    bea.badge("1B")
    bea.button("Send to their phone", "#desk")
    bea.says("Sent.")
    bea.tap(bea.page.get_by_role("navigation").get_by_role("link", name="Now"))
    cem.button("Read and answer", "#now")
    cem.button("Yes, I am in", "#deals")
    cem.says("Agreed", "#deals")
    cem.tap(cem.page.get_by_role("navigation").get_by_role("link", name="Now"))

    next_step(console, "Who does it")
    ada.button("Name who leads", "#now")
    ada.button("1B", "#desk")
    cem.says("Will you lead this?", "#now")
    cem.button("Yes, I lead it", "#now")
    ada.says("said yes", "#now")
    ada.button("Write the first step", "#now")
    ada.write(ada.page.locator("#desk input[name=first_step]"), "Meet on Tuesday at four")
    ada.write(ada.page.locator("#desk input[name=date]"), "24 November")
    ada.tap(ada.page.locator("#desk .pill").nth(1))
    ada.button("Save the first step", "#desk")
    ada.says("Meet on Tuesday", "#now")

    next_step(console, "Tables report back")
    console.get_by_role("button", name=re.compile("^Next up: table")).click()
    bea.says("Now speaking", "#now")
    bea.button("I want to help with this", "#now")
    bea.says("You want to help", "#now")

    next_step(console, "Badge off")
    for one in people:
        _look_back(one)
    for one in (giver, taker):
        one.tap(one.page.get_by_role("navigation").get_by_role("link", name=re.compile("Deals")))
        one.button("Worth a talk", "#deals article:has-text('number 1')")
        one.says("✓ Worth a talk", "#deals")
    giver.says("means it too", "#deals")

    assert not room.complaints
    log = uses(_history(room))
    for one, player in zip(people, log.values(), strict=True):
        assert (one.taps, one.letters) == (player.taps, player.letters), player.by_kind
    for one, player in zip(people, log.values(), strict=True):
        assert player.minutes < 10, player
        assert one.letters < (60 if one is cem else 260), player  # Ada and Bea write for their tables
    assert cem.taps < 40, log


def _look_back(one: Thumb) -> None:
    """The debrief: every question, the secret aim, and a step for Monday."""
    one.button("Next", "#now")
    question = one.page.locator("#desk h2")
    for _ in range(8):
        expect(question).to_be_visible()
        asked = question.inner_text()
        if asked == "On Monday":
            one.write(one.page.locator("#desk input[name=text]"), "Call a neighbour")
            one.button("Save my step", "#desk")
            one.says("That is all.", "#now")
            return
        if one.page.locator("#desk [name=got]").count():
            one.button("Partly", "#desk")
        elif one.page.locator("#desk input[name=chips]").count():
            one.tap(one.page.locator("#desk .pill").first)
            one.button("Next", "#desk")
        else:
            one.write(one.page.locator("#desk textarea[name=text]"), "No is a fine answer")
            one.tap(one.page.locator("#desk .choice"))
            one.button("Next", "#desk")
        expect(question).not_to_have_text(asked)
    raise AssertionError("the debrief has no end")


def _shake(people: tuple[Thumb, ...]) -> tuple[Thumb, Thumb, str]:
    """Two people of two tables of whom the first can give what a line of the other's table asks for."""
    ada, bea, cem = people
    for giver, taker, badge in ((ada, bea, "2A"), (cem, bea, "2A"), (bea, ada, "1A")):
        giver.page.get_by_role("navigation").get_by_role("link", name=re.compile("List")).click()
        found = _line(giver, badge).locator("visible=true").count()
        giver.page.get_by_role("navigation").get_by_role("link", name=re.compile("Now")).click()
        if found:
            return giver, taker, badge
    raise AssertionError("nobody can give what the other table asks for")


def _line(giver: Thumb, badge: str) -> Locator:
    """The lines of that table's list which this player can meet: the phone shows no others."""
    return giver.page.locator(f"#lists article[data-home-table='{badge[0]}'] a.line")


def _history(room: Room) -> History:
    """The log as the server kept it."""
    room.server.stop()
    store = Store(url_of(room.server.data))
    try:
        row = store.games()[0]
        return History.of(kept.entry for kept in store.load(row.id))
    finally:
        store.close()

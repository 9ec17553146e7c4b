"""How the pages look, as computed by a browser: fonts, contrast, sizes, one gold button, cards that turn, narrow screens."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clicks import is_clean, new_game, next_step, panel, press, seat
from tests.browser.conftest import PHONE, SMALL, Room

TARGET = 44
"""The least height and width of whatever is pressed, in pixels."""

# The pairs of the palette that are read, and the ratio each must have. 3 is enough for edges and for large letters.
PAIRS = (
    ("ink", "paper", 7),
    ("ink", "mist", 7),
    ("ink", "tint", 7),
    ("ink", "chip", 7),
    ("ink", "gold-tint", 7),
    ("ink-2", "paper", 4.5),
    ("ink-2", "mist", 4.5),
    ("line", "paper", 3),
    ("line", "mist", 3),
    ("on-chosen", "chosen", 7),
    ("stop", "paper", 4.5),
    ("stop", "stop-tint", 4.5),
    ("done", "paper", 4.5),
    ("done", "done-tint", 4.5),
    ("link", "paper", 4.5),
    ("link", "mist", 4.5),
)
ON_WHITE_LETTERS = ("head",)
NAMES = sorted({name for pair in PAIRS for name in pair[:2]} | {"gold", "hair", "head"})

SHOWN = "(one) => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().width > 0"


def luminance(colour: str) -> float:
    """The relative luminance of ``#RRGGBB``, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palette(page: Page) -> dict[str, str]:
    """The colours as the browser has them now."""
    found: dict[str, str] = page.evaluate(
        """(names) => { const style = getComputedStyle(document.documentElement);
        return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])); }""",
        NAMES,
    )
    return found


def too_weak(colours: Mapping[str, str]) -> list[tuple[str, str, float]]:
    """The pairs that cannot be read well enough."""
    weak = [
        (front, back, round(contrast(colours[front], colours[back]), 2))
        for front, back, least in PAIRS
        if contrast(colours[front], colours[back]) < least
    ]
    weak += [("white", name, 0.0) for name in ON_WHITE_LETTERS if contrast("#FFFFFF", colours[name]) < 7]
    if contrast("#10241F", colours["gold"]) < 7:
        weak.append(("ink", "gold", round(contrast("#10241F", colours["gold"]), 2)))
    return weak


def gold(page: Page) -> list[str]:
    """The words on the gold buttons that can be seen."""
    words: list[str] = page.evaluate(
        f"""() => [...document.querySelectorAll(".button-gold")].filter({SHOWN})
        .map((one) => one.childNodes[one.childNodes.length > 1 && !one.firstChild.textContent.trim() ? 1 : 0].textContent.trim())"""
    )
    return words


def small_targets(page: Page) -> list[str]:
    """What can be pressed and is smaller than a finger: links inside a sentence are let off."""
    found: list[str] = page.evaluate(
        f"""(least) => [...document.querySelectorAll("button, a[href], summary, .pill, .choice, select, input[type=text]")]
        .filter({SHOWN}).filter((one) => !one.closest(".visually-hidden, p:not(.buttons) > a:not(.button, .line, .back)"))
        .map((one) => [one, one.getBoundingClientRect()])
        .filter(([, box]) => Math.round(box.height) < least || Math.round(box.width) < least)
        .map(([one, box]) => `${{one.outerHTML.slice(0, 90)}} ${{box.width}} x ${{box.height}}`)""",
        TARGET,
    )
    return found


def is_too_wide(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


def push(page: Page) -> None:
    """Put all regions on the page anew, as the server has them, the way news does."""
    page.evaluate(
        """async () => { const main = document.querySelector("[data-poll]");
        const answer = await fetch(main.dataset.poll, {headers: {"HX-Request": "true"}});
        await htmx.swap({sourceElement: main, target: main, swap: "none", text: await answer.text(), transition: false}); }"""
    )


def dealt(room: Room, **more: object) -> tuple[Page, Page]:
    """A console, and a phone with two characters dealt face down."""
    console, join, _wall = new_game(room)
    phone = seat(room, join, "Ada", 1)
    if more:
        state = phone.context.storage_state()
        phone = room.open("/play", PHONE, storage_state=state, **more)
    next_step(console, "Who you are")
    return console, phone


def test_both_faces_come_from_our_own_server_and_are_used(room: Room) -> None:
    page = room.open("/", PHONE)
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family.replaceAll('\"', ''))"
    )
    assert set(loaded) == {"Atkinson Hyperlegible Next", "Bricolage Grotesque"}
    family = "(name) => getComputedStyle(document.querySelector(name)).fontFamily.split(',')[0].replaceAll('\"', '')"
    assert page.evaluate(family, "main p") == "Atkinson Hyperlegible Next"
    assert page.evaluate(family, "main button") == "Atkinson Hyperlegible Next"
    assert page.evaluate(family, "h1") == "Bricolage Grotesque"
    files = page.evaluate(
        "performance.getEntriesByType('resource').map((one) => one.name).filter((one) => one.includes('woff'))"
    )
    assert len(files) == 2
    assert all(name.startswith(f"{room.server.address}/static/fonts/") for name in files)
    assert not room.outside
    assert not room.complaints


def test_every_pair_of_the_palette_can_be_read_in_light_and_in_dark(room: Room) -> None:
    page = room.open("/", PHONE)
    page.emulate_media(color_scheme="light")
    light = palette(page)
    assert not too_weak(light)
    page.emulate_media(color_scheme="dark")
    dark = palette(page)
    assert not too_weak(dark)
    assert dark["mist"] != light["mist"]
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert palette(page) == light
    page.emulate_media(color_scheme="light")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert palette(page) == dark


def test_a_card_lies_face_down_and_is_turned_by_its_button_alone(room: Room) -> None:
    _console, phone = dealt(room)
    offers = phone.locator("#now [data-flip]")
    expect(offers).to_have_count(2)
    first, second = offers.nth(0), offers.nth(1)
    expect(second).to_be_hidden()
    expect(first).to_have_attribute("data-face", "down")
    expect(first.locator(".flip-front")).to_be_hidden()
    assert first.locator(".flip-front").evaluate("(side) => side.inert")
    assert gold(phone) == ["Turn the card"]
    assert not small_targets(phone)
    is_clean(phone)

    turn = first.locator("[data-turn=up]")
    turn.focus()
    phone.keyboard.press("Enter")
    expect(first).to_have_attribute("data-face", "up")
    title = first.locator(".card-title")
    expect(title).to_be_focused()
    assert first.locator(".flip-back").evaluate("(side) => side.inert")
    assert not first.locator(".flip-front").evaluate("(side) => side.inert")
    assert gold(phone) == ["Be this person"]
    assert not small_targets(phone)
    is_clean(phone)

    # A push of the region puts back what the server knows, and it knows nothing of turned cards.
    push(phone)
    expect(first).to_have_attribute("data-face", "up")
    expect(title).to_be_focused()
    assert first.locator(".flip-back").evaluate("(side) => side.inert")

    # The other card, and back again.
    switch = phone.locator("#now [data-show]")
    switch.nth(1).focus()
    phone.keyboard.press("Space")
    expect(first).to_be_hidden()
    expect(switch.nth(1)).to_have_attribute("aria-pressed", "true")
    assert gold(phone) == ["Turn the card"]
    push(phone)
    expect(first).to_be_hidden()
    expect(switch.nth(1)).to_have_attribute("aria-pressed", "true")
    switch.nth(0).click()
    expect(first.locator(".flip-front")).to_be_visible()

    # A card can be turned back, so that nobody looks over the shoulder; after a reload a turned one lies open.
    phone.reload()
    expect(first).to_have_attribute("data-face", "up")
    press(phone, "Turn it back")
    expect(first).to_have_attribute("data-face", "down")
    expect(first.locator("[data-turn=up]")).to_be_focused()
    press(phone, "Turn the card")
    press(phone, "Be this person")
    expect(phone.locator("#desk")).to_contain_text("This is you now")
    assert not room.complaints


@pytest.mark.parametrize(
    ("motion", "away", "here", "most"),
    [("no-preference", "turn-away", "turn-here", 0.42), ("reduce", "fade-away", "fade-here", 0.12)],
)
def test_turning_takes_its_time_or_is_a_short_fade(room: Room, motion: str, away: str, here: str, most: float) -> None:
    _console, phone = dealt(room, reduced_motion=motion)
    expect(phone.locator("#now [data-flip]").first).to_have_attribute("data-face", "down")
    spent = 0.0
    for moving, name in (("away", away), ("here", here)):
        names, lengths = phone.evaluate(
            """(moving) => { const flip = document.querySelector("#now [data-flip]"); flip.dataset.moving = moving;
            const style = getComputedStyle(flip.querySelector(".flip-card"));
            const found = [style.animationName.split(", "), style.animationDuration.split(", ")];
            delete flip.dataset.moving; return found; }""",
            moving,
        )
        assert names[-1] == name
        spent += float(lengths[-1].removesuffix("s"))
    assert spent == pytest.approx(most)


def test_without_script_both_cards_lie_open_and_only_one_button_is_gold(room: Room) -> None:
    _console, phone = dealt(room, java_script_enabled=False)
    phone.reload()
    fronts = phone.locator("#now .flip-front")
    expect(fronts).to_have_count(2)
    for place in range(2):
        expect(fronts.nth(place)).to_be_visible()
    expect(phone.locator("#now .flip-back").first).to_be_hidden()
    expect(phone.locator("#now [data-turn]").first).to_be_hidden()
    keep = phone.locator("#now .flip-foot form button")
    looks = "(one) => getComputedStyle(one).backgroundColor"
    assert [keep.nth(place).evaluate(looks) for place in range(2)] == ["rgb(255, 194, 31)", "rgb(255, 255, 255)"]
    keep.nth(1).click()
    expect(phone.locator("#cards .role-card")).to_be_visible()


def test_the_switch_of_light_and_dark_is_kept_and_playing_cards_stay_white(room: Room) -> None:
    _console, phone = dealt(room)
    place = """() => { const one = document.createElement("button"); one.type = "button"; one.dataset.themeSwitch = "";
    document.querySelector("main").prepend(one); }"""
    if not phone.locator("[data-theme-switch]").count():
        phone.evaluate(place)
    ground = "() => getComputedStyle(document.body).backgroundColor"
    assert phone.evaluate(ground) == "rgb(237, 242, 240)"
    phone.evaluate("() => document.querySelector('[data-theme-switch]').click()")
    expect(phone.locator("html")).to_have_attribute("data-theme", "dark")
    assert phone.evaluate(ground) == "rgb(12, 27, 24)"
    card = phone.locator("#now .role-card").first
    assert card.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 255)"
    assert card.evaluate("(one) => getComputedStyle(one).color") == "rgb(16, 36, 31)"
    phone.reload()
    expect(phone.locator("html")).to_have_attribute("data-theme", "dark")
    assert phone.evaluate(ground) == "rgb(12, 27, 24)"
    if not phone.locator("[data-theme-switch]").count():
        phone.evaluate(place)
    phone.evaluate("() => document.querySelector('[data-theme-switch]').click()")
    assert phone.evaluate(ground) == "rgb(237, 242, 240)"


@pytest.mark.parametrize("letters", ["100%", "200%"])
def test_nothing_scrolls_sideways_on_a_narrow_phone_with_large_letters(room: Room, letters: str) -> None:
    console, join, _wall = new_game(room)
    phone = seat(room, join, "Ada", 1, SMALL)
    larger = "(size) => { document.documentElement.style.fontSize = size; }"
    phone.evaluate(larger, letters)
    assert not is_too_wide(phone)
    next_step(console, "Who you are")
    expect(phone.locator("#now [data-flip]").first).to_have_attribute("data-face", "down")
    assert not is_too_wide(phone)
    assert not small_targets(phone)
    press(phone, "Turn the card")
    expect(phone.locator("#now [data-flip]").first).to_have_attribute("data-face", "up")
    assert not is_too_wide(phone)
    press(phone, "Be this person")
    next_step(console, "One challenge")
    expect(phone.locator("#now .stack")).to_be_visible()
    for name in ("Now", "Cards", "List", "Deals"):
        panel(phone, name)
        assert not is_too_wide(phone), name
        assert not small_targets(phone), name
        assert len(gold(phone)) <= 1, name
    assert not room.complaints

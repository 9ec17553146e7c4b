"""Before people come and after they go: the page that says whether the room works, a phone that tries it, the guided close."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.clicks import alive, follow, is_clean, new_game, press, seat
from tests.browser.conftest import LAPTOP, PROJECTOR, Room


def test_the_page_turns_green_line_by_line_as_the_room_is_made_ready(room: Room) -> None:
    console, join, wall = new_game(room)
    console.goto(f"{room.server.address}/lead/ready")
    alive(console)
    is_clean(console)
    lines = console.locator(".ready-line")
    expect(lines.filter(has_text="The address")).to_contain_text("Only this computer can open the game.")
    expect(lines.filter(has_text="A phone").first).to_contain_text("No phone has tried it yet.")
    test_url = console.evaluate("document.querySelector('.ready-qr') !== null")
    assert test_url
    room.open(wall, PROJECTOR)
    expect(lines.filter(has_text="1920 × 1080")).to_be_visible(timeout=15_000)
    code = wall.rpartition("/")[2]
    key = join.rpartition("=")[2]
    phone = room.open(f"/ready/{code}?k={key}")
    expect(phone.get_by_role("heading", name="This phone gets through.")).to_be_visible(timeout=15_000)
    is_clean(phone)
    expect(lines.filter(has_text="A phone has reached it.")).to_be_visible(timeout=15_000)
    expect(lines.filter(has_text="There and back takes")).to_be_visible()
    with console.expect_download() as copy:
        follow(console, "Download a copy")
    assert copy.value.suggested_filename.endswith(".db")
    expect(lines.filter(has_text="You took a copy")).to_be_visible(timeout=15_000)


def test_without_script_a_phone_tells_it_by_a_button(room: Room) -> None:
    _console, _join, wall = new_game(room)
    phone = room.open(f"/ready/{wall.rpartition('/')[2]}", java_script_enabled=False)
    press(phone, "Tell it")
    expect(phone.get_by_role("heading", name="This phone gets through.")).to_be_visible()


def test_the_guided_close_takes_three_answers_and_publishes(room: Room) -> None:
    console, join, _wall = new_game(room)
    seat(room, join, "Ada", 1)
    big = console.locator(".run-next")
    while not (before := big.inner_text()).startswith("Close"):
        big.click()
        expect(big).not_to_have_text(before)
    follow(console, "Close the game")
    console.get_by_label("Yes, everybody is done").check()
    console.locator("#desk").get_by_role("button", name="Close the game").click()
    follow(console, "Three questions, then the report")
    desk = console.locator("#desk")
    for number, text in enumerate(("The map filled up.", "Two tables shared.", "One side said no."), start=1):
        expect(desk.get_by_role("heading", name=f"{number} of 5")).to_be_visible()
        is_clean(console)
        desk.get_by_role("textbox").fill(text)
        press(console, "Next")
    expect(desk.get_by_role("heading", name="4 of 5")).to_be_visible()
    desk.get_by_role("link", name="Next").click()
    desk.get_by_label("The headline of the day").fill("We shared")
    desk.get_by_role("button", name="Keep it, and publish the report").click()
    expect(desk).to_contain_text("Kept: “We shared”")
    expect(desk.get_by_role("link", name="Open the report")).to_be_visible()
    report = room.open(f"/report/{join.split('/')[2].partition('?')[0]}", LAPTOP)
    expect(report.get_by_role("heading", name="We shared")).to_be_visible()
    expect(report.get_by_text("The map filled up.")).to_be_visible()

"""A game by clicks only: three phones at two tables, a console and a wall, from the first page to the published report."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.clicks import (
    alive,
    follow,
    is_clean,
    new_game_by_clicks,
    next_step,
    panel,
    press,
    seat_by_clicks,
    undo,
)
from tests.browser.conftest import PROJECTOR, SMALL, Room


def test_a_game_is_played_by_clicks_from_the_first_page_to_the_published_report(room: Room) -> None:
    console, join, wall_path = new_game_by_clicks(room)
    wall = room.open(wall_path, PROJECTOR)
    alive(wall)
    ada = seat_by_clicks(room, join, "Ada", 1)
    bea = seat_by_clicks(room, join, "Bea", 2)
    cem = seat_by_clicks(room, join, "Cem", 2, SMALL)
    phones = (ada, bea, cem)
    expect(wall.locator("#wall")).to_contain_text("3")

    # Characters: everybody keeps the first of two.
    next_step(console, "Who you are")
    for phone in phones:
        expect(phone.get_by_role("heading", name="Who will you be?")).to_be_visible()
        is_clean(phone)
        press(phone, "Turn the card", "#now")
        expect(phone.locator("#now .flip[data-face=up]")).to_be_visible()
        is_clean(phone)
        press(phone, re.compile("^Be this person"))
        expect(phone.locator("#desk")).to_contain_text("This is you now")

    # A handshake to try it, with the badge number in two taps.
    follow(ada, re.compile("to try it"), "#now")
    press(ada, "2", "#desk .pad")
    press(ada, "A", "#desk .pad")
    expect(ada.locator("#desk input[name=badge]")).to_have_value("2A")
    press(ada, "Hand over the phone", "#desk")
    expect(ada.locator("#desk")).to_contain_text("is that what you said?")
    is_clean(ada)
    ada.get_by_role("button", name="Yes", exact=True).click()
    expect(ada.locator("#desk")).to_contain_text("Nothing was given.")
    for phone in (ada, bea):
        expect(phone.locator("#now")).to_contain_text("You know how it goes.")

    # Each table chooses a challenge, writes its idea and makes a plan.
    next_step(console, "One challenge")
    for phone in (ada, bea):
        press(phone, re.compile("^Choose this for our table"))
        expect(phone.locator("#now")).to_contain_text("Our table's card")
    expect(cem.locator("#now")).to_contain_text("Chosen by 2A")
    next_step(console, "Our idea")
    press(bea, re.compile("^Borrow"), "#now")
    expect(cem.locator("#now .piles").first).to_contain_text("✓ Borrow")
    for phone, title in ((ada, "Keys on Tuesday"), (bea, "One open door")):
        follow(phone, re.compile("This is our|Start from this card"), "#now")
        phone.locator("#desk input[name=title]").fill(title)
        press(phone, re.compile("idea"), "#desk")
        expect(phone.locator("#now")).to_contain_text(title)
    next_step(console, "Our plan")
    for phone in (ada, bea):
        for _ in range(2):
            picked = phone.locator("#now .tag-done").count()
            unpicked = phone.locator("#now details").filter(has_not=phone.locator(".tag-done"))
            if unpicked.first.get_attribute("open") != "":
                unpicked.first.locator("summary").click()
            press(phone, re.compile("^Add to our plan"), "#now")
            expect(phone.locator("#now .tag-done")).to_have_count(picked + 1)
        is_clean(phone)

    # The wall shows only checked words.
    press(console, "Map")
    expect(wall.locator("svg.map, .map svg, #wall svg[role=img]").first).to_be_visible()
    assert "Keys on Tuesday" not in wall.content()
    press(console, "Show", "#checks")
    press(console, "Show", "#checks")

    # A market: a handshake on one phone, and a proposal at a distance that is asked to change, then agreed.
    next_step(console, "First deal round")
    shaken = False
    for giver, other, badge in ((ada, bea, "2A"), (bea, ada, "1A"), (cem, ada, "1A")):
        panel(giver, "List")
        lines = giver.locator("#lists a.line").locator("visible=true")
        for place in range(lines.count()):
            panel(giver, "List")
            lines.nth(place).click()
            giver.locator("#desk input[name=badge]").fill(badge.lower())
            press(giver, "Hand over the phone", "#desk")
            expect(giver.locator("#desk")).to_contain_text(
                re.compile("is that what you said|has no|must come from|left")
            )
            if giver.get_by_role("button", name="Yes", exact=True).count():
                is_clean(giver)
                giver.get_by_role("button", name="Yes", exact=True).click()
                expect(giver.locator("#desk")).to_contain_text("Agreed.")
                panel(other, "Deals")
                expect(other.locator("#deals")).to_contain_text("Agreed")
                expect(other.get_by_role("button", name=re.compile("That was not me")).first).to_be_visible()
                shaken = True
                break
            follow(giver, "Back", "#desk")
        if shaken:
            break
    assert shaken, "no line of a list fits any of the three characters"
    expect(wall.locator("#wall")).to_contain_text("1 deal")

    follow(ada, "List", "nav")
    expect(ada.locator("#ours")).to_contain_text("Keys on Tuesday")

    # The clock: pause, a minute more, on.
    press(console, "Pause")
    expect(ada.locator("#bar")).to_contain_text(re.compile("aused"))
    press(console, "+1 min")
    press(console, "Resume")
    expect(ada.locator("#bar")).not_to_contain_text(re.compile("Paused"))

    # A spoken deal: a half-typed form comes back row by row, and after it is entered the form is empty again.
    follow(console, "Enter a spoken deal")
    badges = console.locator("#desk input[name=badge]")
    badges.nth(0).press_sequentially("2a")
    console.locator("#desk select[name=kind]").nth(0).select_option("sharing")
    badges.nth(1).press_sequentially("1a")
    follow(console, "Enter a spoken deal")
    expect(badges.nth(0)).to_have_value("2a")
    expect(badges.nth(1)).to_have_value("1a")
    expect(badges.nth(2)).to_have_value("")
    press(console, "Enter it", "#desk")
    expect(console.locator("#said")).to_contain_text(re.compile("spoken"))
    expect(badges.nth(0)).to_have_value("")
    expect(badges.nth(1)).to_have_value("")
    follow(console, "Put away", "#desk")

    # An event card, and undo by one button.
    follow(console, "Send an event card")
    press(console, re.compile("Send"), "#desk")
    panel(ada, "Now")
    expect(ada.locator("#now")).to_contain_text("It happens now")
    undo(console, "Sent “")
    expect(ada.locator("#now")).not_to_contain_text("It happens now")

    # Who does it: table 2 names Cem, who says yes on his own phone.
    next_step(console, "Who does it")
    panel(bea, "Now")
    follow(bea, "Name who leads", "#now")
    press(bea, re.compile("2B Cem"), "#desk")
    expect(cem.locator("#now")).to_contain_text("Will you lead this?")
    panel(cem, "Now")
    press(cem, "Yes, I lead it")
    expect(bea.locator("#now")).to_contain_text("said yes")
    follow(bea, "Write the first step", "#now")
    bea.locator("#desk input[name=first_step]").fill("Open the hall on Tuesday")
    press(bea, re.compile("Save|first step"), "#desk")
    expect(bea.locator("#now")).to_contain_text("Open the hall on Tuesday")

    # Report back, then look back.
    next_step(console, "Tables report back")
    press(console, re.compile("^Next up: table 1"), "#stage")
    expect(wall.locator("#wall")).to_contain_text("Table 1 speaks")
    panel(ada, "Now")
    expect(ada.locator("#now")).to_contain_text("Your table speaks.")
    is_clean(wall)
    press(console, re.compile("^Next up: table 2"), "#stage")
    expect(ada.locator("#now")).to_contain_text("Now speaking")
    press(ada, re.compile("I want to help with this"))
    expect(ada.locator("#now")).to_contain_text("You want to help")
    next_step(console, "Badge off")
    follow(ada, "Next", "#now")
    desk = ada.locator("#desk")
    question = desk.locator("h2")
    for _ in range(6):
        expect(question).to_be_visible()
        asked = question.inner_text()
        if asked == "On Monday":
            desk.locator("input[name=text]").fill("Call one person")
            press(ada, "Save my step", "#desk")
            break
        if desk.get_by_role("button", name="Partly").count():
            press(ada, "Partly", "#desk")
        else:
            if desk.locator("input[name=chips]").count():
                desk.locator("input[name=chips]").first.check()
            else:
                desk.locator("textarea[name=text]").fill("I listened more than I thought")
            desk.get_by_label("The report may quote this").check()
            is_clean(ada)
            press(ada, "Next", "#desk")
        expect(question).not_to_have_text(asked)
    expect(ada.locator("#now")).to_contain_text("That is all.")
    show = console.locator("#checks").get_by_role("button", name="Show")
    while show.count():
        waiting = show.count()
        show.first.click()
        expect(show).to_have_count(waiting - 1)

    # The close, the headline, the published report.
    follow(console, "Close the game")
    console.get_by_text("Yes, everybody is done").click()
    press(console, "Close the game", "#desk")
    expect(ada.locator("#now")).to_contain_text("The game is over.")
    follow(console, "Write the headline")
    console.get_by_label("The headline of the day").fill("A key for every evening")
    press(console, "Save", "#desk")
    press(console, "Publish the report")
    follow(ada, "Read the report")
    expect(ada.get_by_role("heading", name="A key for every evening")).to_be_visible()
    expect(ada.locator("body")).to_contain_text("Keys on Tuesday")
    expect(ada.locator("body")).to_contain_text("Open the hall on Tuesday")
    expect(ada.locator("body")).to_contain_text("I listened more than I thought")
    is_clean(ada)
    is_clean(console)
    is_clean(wall)

    assert not room.outside
    assert not room.complaints, room.complaints

"""What the facilitator adds to the report, leaves out, and decides about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from game import commands as ask
from game.editing import INTRODUCTION, MOST_MEDIA, MOST_NEXT_STEPS
from game.refused import Why
from game.scenario import Section, Words
from game.state import Listing
from game.telling import report
from tests.given import Play, kinds


def _media(
    address: str = "https://films.example/1", caption: str = "A film", alternative: str = "People"
) -> ask.AddMedia:
    return ask.AddMedia(address=address, caption=Words(caption), alternative=Words(alternative))


def _tell(headline: str = "", introduction: str = "") -> ask.Tell:
    nothing = Words("")
    return ask.Tell(
        headline=Words(headline),
        turning_point=nothing,
        surprise=nothing,
        refusal=nothing,
        introduction=Words(introduction),
    )


@pytest.fixture
def closed(play: Play) -> Play:
    """A game that is over."""
    play.lead(ask.CloseGame())
    return play


def test_readers_see_the_words_that_were_published_until_they_are_published_again(closed: Play) -> None:
    closed.lead(_tell("Pears for all", "We met."))
    closed.lead(ask.Publish())
    closed.lead(_tell("Pears for some"))
    assert report(closed.history).telling.headline == "Pears for all"
    assert report(closed.history, for_readers=False).telling.headline == "Pears for some"
    closed.lead(ask.Publish(note=Words("The headline was wrong")))
    told = report(closed.history)
    assert told.telling.headline == "Pears for some"
    assert [one.note for one in told.corrections] == ["The headline was wrong"]
    assert told.published == 2


def test_before_it_is_published_readers_would_see_the_draft(closed: Play) -> None:
    closed.lead(_tell("Pears for all"))
    assert report(closed.history).telling.headline == "Pears for all"


def test_a_report_is_taken_back_and_published_again(closed: Play) -> None:
    assert closed.why(ask.Unpublish()) is Why.NOT_NOW
    closed.lead(ask.Publish())
    closed.lead(ask.Unpublish())
    assert report(closed.history).is_draft
    assert closed.why(ask.Unpublish()) is Why.NOT_NOW
    closed.lead(ask.Publish())
    assert not report(closed.history).is_draft


def test_publishing_can_be_undone(closed: Play) -> None:
    published = closed.lead(ask.Publish())
    closed.lead(ask.Undo(seq=published.seq))
    assert not closed.game.is_published
    assert closed.game.published == 0


def test_an_open_game_is_not_published(play: Play) -> None:
    assert play.why(ask.Publish()) is Why.GAME_NOT_CLOSED


def test_a_note_that_is_too_long_is_refused(closed: Play) -> None:
    assert closed.why(ask.Publish(note=Words("n" * 141))) is Why.TOO_LONG


def test_an_introduction_may_be_longer_than_an_answer(play: Play) -> None:
    play.lead(_tell(introduction="w" * INTRODUCTION))
    assert play.why(_tell(introduction="w" * (INTRODUCTION + 1))) is Why.TOO_LONG


def test_words_of_one_form_leave_links_and_next_steps_alone(play: Play) -> None:
    play.lead(_media())
    play.lead(ask.AddNextStep(text=Words("Meet again")))
    play.lead(_tell("Pears"))
    telling = play.game.telling
    assert (telling.headline, len(telling.media), len(telling.next_steps)) == ("Pears", 1, 1)


@pytest.mark.parametrize(
    "address",
    [
        "https://films.example/1",
        "http://films.example",
        "HTTPS://films.example/a?b=c#d",
        "https://films.example:8000/x",
    ],
)
def test_a_link_has_an_address_that_a_browser_can_open(play: Play, address: str) -> None:
    play.lead(_media(f" {address} "))
    assert play.game.telling.media[0].address == address


@pytest.mark.parametrize(
    "address",
    [
        *("", "films", "javascript:alert(1)", "data:text/html,x", "ftp://films.example/1", "https://films", "https://"),
        *('https://films.example/"onclick', "https://films.example/a b", "https://films.example/<i>"),
        "https://films.example/" + "a" * 300,
    ],
)
def test_nothing_else_is_taken_for_an_address(play: Play, address: str) -> None:
    assert play.why(_media(address)) is Why.NOT_AN_ADDRESS


def test_a_link_says_in_words_what_it_shows(play: Play) -> None:
    assert play.why(_media(alternative=" ")) is Why.EMPTY
    assert play.why(_media(caption="")) is Why.EMPTY


def test_links_and_next_steps_come_and_go(play: Play) -> None:
    play.lead(_media())
    play.lead(ask.AddNextStep(text=Words("Meet again"), who=Words("Ada"), date=Words("In May")))
    media, step = play.game.telling.media[0], play.game.telling.next_steps[0]
    assert (step.text, step.who, step.date) == ("Meet again", "Ada", "In May")
    play.lead(ask.RemoveMedia(media=media.id))
    play.lead(ask.RemoveNextStep(next_step=step.id))
    assert not play.game.telling.media
    assert not play.game.telling.next_steps
    assert play.why(ask.RemoveMedia(media=media.id)) is Why.UNKNOWN
    assert play.why(ask.RemoveNextStep(next_step=step.id)) is Why.UNKNOWN


def test_there_is_an_end_to_links_and_next_steps(play: Play) -> None:
    for _ in range(MOST_MEDIA):
        play.lead(_media())
    for _ in range(MOST_NEXT_STEPS):
        play.lead(ask.AddNextStep(text=Words("Meet")))
    assert play.why(_media()) is Why.TOO_MANY_CHOSEN
    assert play.why(ask.AddNextStep(text=Words("Meet"))) is Why.TOO_MANY_CHOSEN


def test_sections_are_left_out_and_come_back(play: Play) -> None:
    play.lead(ask.LeaveOut(sections=("network", "cards", "cards")))
    assert play.game.telling.left_out == ("network", "cards")
    told = report(play.history)
    assert not told.shows(Section.CARDS)
    assert told.shows(Section.IDEAS)
    assert play.why(ask.LeaveOut(sections=("cards", "network"))) is Why.ALREADY_ANSWERED
    assert play.why(ask.LeaveOut(sections=("everything",))) is Why.UNKNOWN
    play.lead(ask.LeaveOut(sections=()))
    assert report(play.history).shows(Section.CARDS)


def test_the_room_stands_on_a_line_and_can_stand_anew(play: Play) -> None:
    play.lead(ask.PlaceTension(card="weather-1", counts=(1, 0, 2, 0, 4)))
    play.wait(120)
    play.lead(ask.PlaceTension(card="weather-1", counts=(0, 0, 7, 0, 0)))
    (line,) = report(play.history).tensions
    assert (line.title, line.ends, line.counts) == ("Weather 1", ("Dry", "Wet"), (0, 0, 7, 0, 0))


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ((1, 2, 3, 4), Why.NEEDS_SOMETHING),
        ((-1, 0, 0, 0, 9), Why.NEEDS_SOMETHING),
        ((1000, 0, 0, 0, 0), Why.NEEDS_SOMETHING),
        ((0, 0, 0, 0, 0), Why.EMPTY),
    ],
)
def test_a_line_is_told_in_five_numbers_with_somebody_on_it(play: Play, counts: tuple[int, ...], why: Why) -> None:
    assert play.why(ask.PlaceTension(card="weather-1", counts=counts)) is why


def test_only_a_card_with_two_ends_is_a_line(play: Play) -> None:
    assert play.why(ask.PlaceTension(card="dream-1", counts=(1, 1, 1, 1, 1))) is Why.UNKNOWN


def test_who_finds_a_report_is_chosen_with_an_end_in_the_future(play: Play) -> None:
    until = play.now + timedelta(days=365)
    entry = play.lead(ask.ShelveReport(listing=Listing.PUBLIC, expires_at=until, may_index=True))
    assert kinds(entry) == ["ReportShelved"]
    assert (play.game.shelf.listing, play.game.shelf.expires_at) == (Listing.PUBLIC, until)
    told = report(play.history)
    assert (told.expires_at, told.may_index) == (until, True)
    for at in (play.now, play.now - timedelta(days=1), play.now + timedelta(days=9000)):
        assert play.why(ask.ShelveReport(listing=Listing.UNLISTED, expires_at=at)) is Why.NOT_THEN

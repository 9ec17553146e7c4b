"""What a report is made of: hours and parts. What it tells is tested where it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from game.scenario import Section
from game.telling import report
from tests.given import NOON, Play


def test_hours_are_those_of_the_room_where_the_room_said_what_its_clocks_show(play: Play) -> None:
    told = replace(report(play.history), began_at=NOON - timedelta(minutes=15), offset=60)
    assert (told.hour(0), told.hour(44)) == ("12:45", "13:29")
    assert replace(told, offset=-300).hour(44) == "07:29"


def test_without_a_word_on_the_room_s_clocks_minutes_are_counted(play: Play) -> None:
    assert report(play.history).hour(44) == "minute 44"


def test_a_report_tells_the_sections_of_its_pack(play: Play) -> None:
    told = report(play.history)
    assert all(told.shows(section) for section in Section)
    assert not replace(told, sections=(Section.IDEAS,)).shows("cards")


def test_a_report_that_readers_cannot_read_is_a_draft(play: Play) -> None:
    told = report(play.history)
    assert told.is_draft
    assert not replace(told, is_published=True).is_draft

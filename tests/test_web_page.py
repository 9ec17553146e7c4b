"""The page of a report: what is told of a game, in which order, from a `Report` and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from facilitator.rehearsal import rehearse
from game.report import Correction, EventLine, Moment, MomentKind, Person, Report, TensionLine
from game.scenario import Section, Words
from game.state import DealState, NextStep
from game.telling import report
from scenarios import loader
from web.render import STATIC
from web.report.onefile import SCRIPTS
from web.report.page import Links, drama, few, render

LINKS = Links(page="/report/OTTER42", server="https://example.org", mine="/mine")


@cache
def _evening() -> Report:
    """A rehearsed evening of 48 people, at five past six by the clocks of the room."""
    told = report(rehearse(loader.load(loader.names()[0]), 48, 7))
    return replace(told, began_at=datetime(2026, 11, 23, 17, 5, tzinfo=UTC), offset=60)


def _event(minute: int, **more: object) -> EventLine:
    told = {"doubted": 0, "stood": 0, "broke": 0, "agreed_after": 0, **more}
    return EventLine(title=f"Card {minute}", text="", minute=minute, step="", **told)  # type: ignore[arg-type]


def _text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split()).replace(" .", ".")


def _section(page: str, name: str) -> str:
    return page.split(f'id="{name}"', 1)[1].split('<section class="part', 1)[0]


def test_parts_stand_in_the_packs_order_and_its_centre_is_marked() -> None:
    sections = (Section.WORDS, Section.IDEAS, Section.MAP)
    page = render(replace(_evening(), sections=sections, centre=Section.MAP))
    assert re.findall(r'<section class="part(?: is-centre)?" id="([a-z]+)"', page) == ["words", "ideas", "map"]
    assert re.findall(r'<section class="part is-centre" id="([a-z]+)"', page) == ["map"]


def test_what_the_facilitator_left_out_is_not_told_and_nothing_leads_to_it() -> None:
    page = render(replace(_evening(), sections=(Section.MOMENTS,)))
    assert 'href="#map"' not in page
    assert 'href="#idea-' not in page
    assert 'id="replay"' not in page


def test_every_part_is_told_of_a_whole_evening() -> None:
    told = _evening()
    stood = TensionLine(title="Above or together", ends=("Above", "Together"), counts=(4, 9, 6, 14, 13), minute=8)
    page = render(replace(told, tensions=(stood,)), links=LINKS)
    assert set(re.findall(r'<section class="part[^"]*" id="([a-z]+)"', page)) == {*map(str, told.sections), "data"}


def test_times_are_those_of_the_rooms_clocks() -> None:
    told = _evening()
    page = _text(render(told))
    assert told.moments[0].minute
    assert re.search(r"18:4\d", page)
    assert not re.search(r"minute \d", page)
    assert "Times are those of the clocks in the room." in page
    assert re.search(r"Minute \d", _text(render(replace(told, offset=None))))


def test_page_one_says_who_leads_in_real_life_or_nobody_yet() -> None:
    told = _evening()
    leads = Person(role="Gardener", table=3, name="Odile")
    ideas = (replace(told.ideas[0], doers=(leads,)), replace(told.ideas[1], doers=(), helpers=0, lead=None))
    page = _text(render(replace(told, ideas=ideas)).split('class="page-one', 1)[1].split('id="moments"')[0])
    assert "Who leads Odile, Gardener at table 3 In real life" in page
    assert "Who leads Nobody yet First step" in page


def test_an_introduction_stands_before_the_three_answers() -> None:
    told = _evening()
    telling = replace(told.telling, introduction=Words("One office opens."), turning_point=Words("They said no."))
    hero = _text(render(replace(told, telling=telling)))
    assert hero.index("One office opens.") < hero.index("They said no.")


def test_next_steps_stand_with_who_does_them_and_when() -> None:
    told = _evening()
    step = NextStep(id="n", text=Words("Open one hall"), who=Words("Table 4"), date=Words("By March"))
    page = _text(_section(render(replace(told, telling=replace(told.telling, next_steps=(step,)))), "next"))
    assert "Open one hall Table 4 · By March" in page


def test_the_scene_of_drama_is_one_sentence() -> None:
    event = _event(48, who="Residents", doubted=4, stood=3, broke=1, settled_minute=60, changed_plan=(2, 3, 5, 8))
    page = _text(render(replace(_evening(), events=(event,))))
    assert (
        "At 18:53 came “Card 48”, the card of Residents, and 4 deals were in doubt; by 19:05 3 stood again and 1 had "
        "broken. 4 tables changed their ideas or plans after it: 2, 3, 5 and 8." in page
    )


def test_the_card_that_moved_most_is_the_scene_of_drama() -> None:
    quiet, loud = _event(10), _event(20, doubted=2, changed_plan=(1, 2))
    assert drama((quiet, loud, _event(30, doubted=1))) == loud
    assert drama((quiet,)) is None
    assert drama(()) is None


def test_four_moments_are_told_and_the_quietest_card_is_left_out_first() -> None:
    events = (_event(10, doubted=1), _event(20))
    moments = (
        Moment(kind=MomentKind.FIRST, minute=1),
        Moment(kind=MomentKind.WIDEST, minute=2),
        *(Moment(kind=MomentKind.EVENT, minute=event.minute, event=event) for event in events),
        Moment(kind=MomentKind.LAST, minute=40),
    )
    assert [moment.minute for moment in few(moments)] == [1, 2, 10, 40]
    assert few(moments[:4]) == moments[:4]


def test_empty_cells_of_the_matrix_are_dots_and_full_ones_have_four_steps() -> None:
    told = _evening()
    assert told.matrix is not None
    cells = ((0, 1, 2), (3, 4, 9))
    matrix = replace(told.matrix, rows=("One", "Two"), columns=("A", "B", "C"), cells=cells)
    part = _section(render(replace(told, matrix=matrix)), "matrix")
    found = re.findall(r'<td(?: class="(heat-\d)")?>(?:<span class="none">)?([^<]+)', part)
    steps = [("", "·"), ("heat-1", "1"), ("heat-2", "2"), ("heat-3", "3"), ("heat-4", "4"), ("heat-4", "9")]
    assert found == steps
    assert "The room tried 5 of 6 pairs." in _text(part)


def test_a_tension_is_told_as_five_counts_between_two_ends() -> None:
    line = TensionLine(title="Above or together", ends=("Above", "Together"), counts=(4, 9, 6, 14, 13), minute=8)
    part = _text(_section(render(replace(_evening(), tensions=(line,))), "tensions"))
    assert "46 people, at 18:13. 4 9 6 14 13 Above Together" in part


def test_answers_say_how_many_did_not_answer_and_bars_begin_at_zero() -> None:
    told = _evening()
    tally = replace(told.tallies[0], answered=40, counts=(replace(told.tallies[0].counts[0], count=10),))
    part = _section(render(replace(told, tallies=(tally,))), "words")
    assert "40 of 48 answered, 8 did not." in part
    assert '<rect class="bar" width="25.0"' in part


def test_each_table_has_its_story_and_each_group_its_ideas() -> None:
    told = _evening()
    page = render(told)
    assert _section(page, "tables").count("<li>") == told.tables
    groups = _text(_section(page, "groups"))
    assert all(group.text in groups for group in told.groups)


def test_each_deal_can_be_found_by_table_kind_state_and_side() -> None:
    told = _evening()
    part = _section(render(told), "deals")
    assert part.count("<tr data-tables=") == len(told.deals)
    first = told.deals[0]
    row = re.search(r'<tr data-tables="([^"]*)" data-kinds="([^"]*)" data-state="([^"]*)" data-sides="([^"]*)"', part)
    assert row is not None
    assert row[1] == " ".join(map(str, first.tables))
    assert set(row[2].split()) == {gift.kind for party in first.parties for gift in party.gifts}
    assert row[3] == first.state
    assert {told.sides[int(place) - 1] for place in row[4].split()} == {party.who.side for party in first.parties}


def test_the_replay_has_a_place_for_each_moment_and_says_it() -> None:
    told = _evening()
    page = render(told)
    places = re.findall(r'id="at-(\d+)" class="stop stop-[a-z]+" data-says="([^"]+)"', page)
    assert [int(place) for place, _ in places] == list(range(1, len(told.replay.stops) + 1))
    assert f"of {told.replay.deals}, 1" in dict(places)["9"]
    assert f'max="{len(told.replay.stops)}"' in page
    assert '<div class="scrubber" id="scrubber" hidden>' in page


def test_corrections_stand_with_their_day_and_note() -> None:
    one = Correction(at=datetime(2026, 11, 27, tzinfo=UTC), note="A date was wrong.")
    assert "27 November 2026: A date was wrong." in render(replace(_evening(), corrections=(one,)))


def test_a_card_that_was_never_used_is_named_as_that() -> None:
    told = _evening()
    part = _text(_section(render(told), "cards"))
    never = next(line.never for line in told.cards if line.never)
    assert f"Never used: {'; '.join(never)}." in part


def test_a_whole_page_with_its_files_stays_under_300_kilobytes() -> None:
    page = len(render(_evening(), links=LINKS).encode())
    files = [STATIC / "report.css", STATIC / "fonts.css", *(STATIC / name for name in SCRIPTS)]
    files += (STATIC / "fonts").glob("*-latin-wght-normal.woff2")
    assert page + sum(file.stat().st_size for file in files) < 300_000


def test_an_idea_says_all_that_it_misses_and_a_deal_in_doubt_when_it_was_agreed() -> None:
    told = _evening()
    idea = next(idea for idea in told.ideas if idea.missing and idea.stayed_open)
    deal = next(deal for deal in told.deals if deal.holds and deal.idea == idea.id)
    deals = tuple(replace(one, state=DealState.IN_DOUBT) if one is deal else one for one in told.deals)
    page = " ".join(render(replace(told, ideas=(idea,), deals=deals), links=LINKS).split())
    given = idea.stayed_open[0]
    assert f"<dt>Missing</dt><dd>{given.count} {given.word}" in page
    assert re.search(r"in doubt(</\w+>)*: agreed (at|in minute) ", page)

"""The rows of the tables: each says what the report says, and nothing twice."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from game import commands as ask
from game.report import Meeting, Person, Report
from game.scenario import Words
from game.state import Naming, NextStep, PledgeLevel, Telling
from game.telling import report
from tests.given import gift, market
from web.report.ids import Ids
from web.report.network import measures
from web.report.table_columns import SHEETS
from web.report.table_rows import ROWS, measured


@cache
def made() -> Report:
    """A report with a plan, a deal that holds, one that ended, and a name with leave."""
    play, who = market()
    play.must(ask.ChangeConsent(player=who["grower1"], naming=Naming.NICKNAME, film=False))
    play.pick(who["grower2"], next(iter(play.game.tables[2].hands["craft"].cards)))
    play.to("swap")
    play.wait(120)
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],), string="half")
    ended = play.shake(who["singer1"], who["idea2"], gift(who["singer1"], "song"), others=(who["grower2"],))
    play.must(ask.TakeBack(player=who["grower2"], deal=ended))
    return report(play.history)


def _rows(told: Report, name: str) -> list[dict[str, object]]:
    sheet = next(sheet for sheet in SHEETS if sheet.name == name)
    names = [column.name for column in sheet.columns]
    return [dict(zip(names, row, strict=True)) for row in ROWS[name](told, Ids(told))]


def test_a_deal_says_who_made_it_for_what_and_what_became_of_it() -> None:
    first, second = _rows(made(), "deals")
    assert (first["deal"], first["idea"], first["state"], first["holds"]) == ("D1", "I2", "agreed", True)
    assert first["parties"] == "grower of 1, Grower at table 1; Singer at table 2"
    assert (first["tables"], first["roles"], first["tokens"]) == ("T1; T2", "grower; singer", 1)
    assert (second["deal"], second["holds"], second["state"]) == ("D2", False, made().deals[1].state.value)
    assert second["ended_minute"] == made().deals[1].ended_minute


def test_gifts_go_from_a_table_to_the_table_of_the_idea() -> None:
    first, second = _rows(made(), "gifts")
    assert (first["deal"], first["from_table"], first["to_table"], first["kind"], first["count"]) == (
        "D1",
        "T1",
        "T2",
        "seed",
        1,
    )
    assert (first["from_name"], first["holds"]) == ("grower of 1", True)
    assert (second["from_name"], second["holds"]) == ("", False)


def test_a_plan_has_a_row_for_each_token_it_asked_for() -> None:
    (idea,) = (idea for idea in made().ideas if idea.picks)
    rows = _rows(made(), "plans")
    assert len(rows) == sum(max(1, len(pick.needs)) for pick in idea.picks)
    assert {row["idea"] for row in rows} == {"I2"}
    assert {row["state"] for row in rows} <= {"met", "covered", "open", "nothing asked"}
    for row in rows:
        assert bool(row["met_by"]) == (row["state"] == "met")


def test_every_character_has_a_row_whether_it_was_played_or_not() -> None:
    rows = {row["role"]: row for row in _rows(made(), "roles")}
    assert rows["grower"]["players"] == 2
    assert any(not row["players"] for row in rows.values())
    assert sum(int(str(row["players"])) for row in rows.values()) == sum(line.count for line in made().cast)


def test_steps_say_planned_and_real_minutes() -> None:
    for row, step in zip(_rows(made(), "steps"), made().steps, strict=True):
        assert (row["planned"], row["real"]) == (step.planned, step.real)


def test_next_steps_say_in_which_ink_they_are() -> None:
    step = NextStep(id="n1", text=Words("Meet on Tuesday"), who=Words("Ada"), date=Words("3 May"))
    people = (Person(role="Grower", table=1, name="Ada"), Person(role="Singer", table=2))
    meeting = Meeting(label="2", name="Bed 2", deals=(1,), who=people, talk=1, do=1)
    idea = replace(made().ideas[0], first_step="Ask for the key", date="soon")
    told = replace(
        made(),
        telling=Telling(next_steps=(step,)),
        meetings=(meeting,),
        ideas=(idea,),
        pledges=((PledgeLevel.DO, 2),),
    )
    rows = _rows(told, "next-steps")
    assert [(row["sort"], row["ink"]) for row in rows] == [
        ("next step", "in real life"),
        ("meeting", "in real life"),
        ("first step", "in the game"),
        ("pledges", "in real life"),
    ]
    assert (rows[0]["what"], rows[0]["who"], rows[0]["date"]) == ("Meet on Tuesday", "Ada", "3 May")
    assert (rows[1]["idea"], rows[1]["who"]) == ("I2", "Ada")
    assert rows[1]["what"] == "2 people want to go on with it: 1 will do it, 1 would talk about it."
    assert rows[3]["what"] == "we will do it: said 2 times"


def test_every_measure_has_one_name_and_a_sentence() -> None:
    rows = list(measured(measures(made())))
    names = [name for name, *_ in rows]
    assert len(names) == len(set(names))
    assert all(about.endswith(".") and unit for _, _, unit, about in rows)
    assert {name: value for name, value, *_ in rows}["deals"] == 1

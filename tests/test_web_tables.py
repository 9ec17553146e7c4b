"""The CSV files of a report: they open, join up, run nothing, and hold what the report holds."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache

import pytest

from game.report import Report
from game.scenario import Section, Words
from game.state import NextStep, Telling
from game.telling import report
from tests.evenings import spend
from tests.given import gift, market
from web.report.table_columns import SHEETS
from web.report.tables import csv_of, safe, told


@cache
def made() -> Report:
    """A report with a deal between two tables."""
    play, who = market()
    play.pick(who["grower2"], next(iter(play.game.tables[2].hands["craft"].cards)))
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],), string="half")
    play.propose(who["singer1"], who["idea2"], gift(who["singer1"], "song"), others=(who["grower2"],))
    return replace(report(play.history), sections=tuple(Section))


def rows(told_of: Report, name: str) -> list[dict[str, str]]:
    """A table as a reader of CSV files sees it."""
    sheet = next(sheet for sheet in SHEETS if sheet.name == name)
    return list(csv.DictReader(io.StringIO(csv_of(told_of, sheet).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_file_begins_with_the_mark_and_its_lines_end_as_they_should(sheet: object) -> None:
    data = csv_of(made(), sheet)  # type: ignore[arg-type]
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 0
    assert data == csv_of(made(), sheet)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(6))
def test_every_row_has_a_cell_for_each_column(seed: int) -> None:
    history = spend(seed, sample_every=1000).play.history
    for for_readers in (True, False):
        one = replace(report(history, for_readers), sections=tuple(Section))
        for sheet in SHEETS:
            text = csv_of(one, sheet).decode("utf-8-sig")
            lengths = {len(row) for row in csv.reader(io.StringIO(text, newline=""))}
            assert lengths == {len(sheet.columns)}, sheet.name


@pytest.mark.parametrize(
    "text", ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("http://x.example")')
)
def test_a_text_that_would_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe(text) == f"'{text}"
    telling = Telling(next_steps=(NextStep(id="n1", text=Words(text), who=Words("a=b"), date=Words("-")),))
    (row,) = (row for row in rows(replace(made(), telling=telling), "next-steps") if row["sort"] == "next step")
    assert (row["what"], row["who"], row["date"]) == (f"'{text}", "a=b", "'-")


def test_numbers_stay_numbers() -> None:
    assert (safe(-3), safe(-0.123456), safe(True), safe(False), safe(None), safe("")) == (
        -3,
        -0.1235,
        "yes",
        "no",
        "",
        "",
    )


def test_quotes_commas_and_line_ends_come_back() -> None:
    text = 'She said "no", twice\nand, left'
    telling = Telling(next_steps=(NextStep(id="n1", text=Words(text)),))
    assert rows(replace(made(), telling=telling), "next-steps")[0]["what"] == text


def test_the_ids_join_up() -> None:
    one = made()
    tables = {row["table"] for row in rows(one, "tables")}
    ideas = {row["idea"] for row in rows(one, "ideas")}
    deals = {row["deal"]: row for row in rows(one, "deals")}
    roles = {row["role"] for row in rows(one, "roles")}
    assert (tables, ideas, set(deals)) == ({"T1", "T2"}, {"I1", "I2"}, {"D1", "P1"})
    gifts = rows(one, "gifts")
    assert [(row["deal"], row["from_table"], row["to_table"], row["kind"], row["count"]) for row in gifts] == [
        ("D1", "T1", "T2", "seed", "1"),
        ("P1", "T1", "T2", "song", "1"),
    ]
    for row in gifts:
        assert row["deal"] in deals
        assert row["idea"] in ideas
        assert {row["from_table"], row["to_table"]} <= tables
        assert row["from_role"] in roles | {""}  # of a deal that does not hold, only tables are told
    for row in deals.values():
        assert set(row["tables"].split("; ")) <= tables
        assert set(row["roles"].split("; ")) <= roles | {""}
    assert {row["idea"] for row in rows(one, "plans")} <= ideas
    assert {row["met_by"] for row in rows(one, "plans")} <= {*deals, ""}
    assert {found for row in rows(one, "tables") for found in row["deals"].split("; ")} <= {*deals, ""}


def test_gifts_add_up_to_the_tokens_of_the_report() -> None:
    for seed in range(6):
        one = report(spend(seed, sample_every=1000).play.history)
        standing = [row for row in rows(one, "gifts") if row["holds"] == "yes"]
        assert sum(int(row["count"]) for row in standing) == one.tokens
        assert sum(1 for row in rows(one, "deals") if row["holds"] == "yes") == one.outcomes.agreed


def test_what_the_facilitator_leaves_out_has_no_table() -> None:
    def names(*left_out: Section) -> set[str]:
        telling = Telling(left_out=tuple(section.value for section in left_out))
        return {sheet.name for sheet in told(replace(made(), telling=telling))}

    assert names() == {sheet.name for sheet in SHEETS}
    assert names(Section.WORDS) == names() - {"quotes"}
    assert names(*Section) == {"roles"}


def test_no_file_holds_an_id_of_a_person() -> None:
    play, who = market()
    play.to("swap")
    play.shake(who["grower1"], who["idea2"], gift(who["grower1"], "seed"), others=(who["singer2"],))
    one = replace(report(play.history), sections=tuple(Section))
    cells = {cell for sheet in SHEETS for row in rows(one, sheet.name) for cell in row.values()}
    for player in play.game.players:
        assert not any(player in cell.split("; ") for cell in cells)

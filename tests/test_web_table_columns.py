"""What the tables of a report and their columns are called."""

from __future__ import annotations

import re

from game.scenario import Section
from web.report.table_columns import SHEETS
from web.report.table_rows import ROWS


def test_every_table_has_a_name_of_its_own_that_can_be_an_address() -> None:
    names = [sheet.name for sheet in SHEETS]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


def test_every_table_has_rows_and_all_rows_have_a_table() -> None:
    assert set(ROWS) == {sheet.name for sheet in SHEETS}


def test_every_column_is_explained_and_has_a_name_of_its_own() -> None:
    for sheet in SHEETS:
        names = [column.name for column in sheet.columns]
        assert len(names) == len(set(names))
        assert all(re.fullmatch(r"[a-z_]+", name) for name in names)
        assert all(column.about.endswith(".") for column in sheet.columns), sheet.name
        assert sheet.about.endswith(".")


def test_columns_of_time_say_their_unit() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            if "minute" in column.name:
                assert "minutes since the first step began" in column.about, (sheet.name, column.name)


def test_whether_is_answered_with_yes_or_no() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            assert column.about.startswith("Whether") == column.about.endswith("(yes or no)."), column.name


def test_only_the_characters_are_told_wherever_the_rest_is_left_out() -> None:
    assert [sheet.name for sheet in SHEETS if sheet.section is None] == ["roles"]
    assert all(sheet.section is None or sheet.section in Section for sheet in SHEETS)

"""The tables of a report as CSV files that join up.

They are UTF-8 with a byte order mark: without it Excel reads a double-clicked file in the code page of the machine and breaks
every accent, while LibreOffice, R and pandas know the mark and drop it. Lines end in CR LF and cells are quoted as RFC 4180
says. Lists in a cell are parted by ``; ``. A text that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io

from game.report import Report
from web.report.ids import Ids
from web.report.table_columns import SHEETS, Sheet
from web.report.table_rows import ROWS, Cell

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def told(report: Report) -> tuple[Sheet, ...]:
    """The tables of a report. Parts that the facilitator left out are in none of them."""
    return tuple(
        sheet for sheet in SHEETS if sheet.section is None or sheet.section.value not in report.telling.left_out
    )


def csv_of(report: Report, sheet: Sheet) -> bytes:
    """One table as a CSV file. The same report gives the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in sheet.columns)
    for row in ROWS[sheet.name](report, Ids(report)):
        writer.writerow([safe(cell) for cell in row])
    return (BOM + text.getvalue()).encode()


def safe(cell: Cell) -> str | int | float:
    """A cell as it may be written: numbers stay numbers, and no text is a formula."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case int():
            return cell
        case float():
            return round(cell, 4)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

"""Sheets to take away: a template, and a file with what became of its lines."""

from collections.abc import Collection, Iterable
from typing import Any

from shequ_api.base.register.sheets.outcomes import OUTCOME_TITLES, LineOutcome
from shequ_api.kit.sheets.cells import Cell, CellUnfit, text_of
from shequ_api.kit.sheets.reading import read_sheet
from shequ_api.kit.sheets.writing import Value

Table = tuple[list[str], list[list[Value]]]
"""Header and rows."""


def report_of(data: bytes, titles: Collection[str], outcomes: Iterable[Any]) -> Table:
    """The file that was brought, its header found by `titles`, with the outcome of each line and
    the reasons beside it."""
    sheet = read_sheet(data, titles)
    said = {row.number: row for row in outcomes}
    rows: list[list[Value]] = []
    for line in sheet.rows:
        found = said.get(line.number)
        title = OUTCOME_TITLES[LineOutcome(found.outcome)] if found else ""
        reasons = "；".join(_words(reason) for reason in found.reasons) if found else ""
        rows.append([line.number, *map(_as_text, line.cells.values()), title, reasons])
    header = ["行号", *sheet.header, "结果", "原因"]
    return header, rows


def _words(reason: dict[str, Any]) -> str:
    return f"{reason['column']}：{reason['detail']}" if reason["column"] else reason["detail"]


def _as_text(cell: Cell) -> str | None:
    try:
        return text_of(cell)
    except CellUnfit:
        return "（无法辨认）"

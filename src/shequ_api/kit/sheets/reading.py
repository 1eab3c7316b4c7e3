"""Reading a CSV or XLSX that somebody brings: one table, its first row the header."""

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from shequ_api.kit.errors import Malformed
from shequ_api.kit.sheets.cells import Cell
from shequ_api.kit.sheets.guard import SheetTooLarge, SheetUnreadable, workbook_rows

MOST_ROWS = 50_000
MOST_COLUMNS = 100
LONGEST_CELL = 32_767
"""Characters: what a spreadsheet's cell can hold."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""An XLSX; an old XLS, or a workbook with a password."""
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = (",", "\t", ";", "，")


class HeaderUnfit(Malformed):
    code, title = "sheet_header_unfit", "表头有误：列名不能为空或重复"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number as the program shows it (the header is mostly 1), and cells by column."""

    number: int
    cells: dict[str, Cell]
    surplus: bool = False
    """Whether it has cells beyond the header's."""


@dataclass(frozen=True, slots=True)
class Sheet:
    header: tuple[str, ...]
    rows: list[SheetRow]


def read_sheet(data: bytes) -> Sheet:
    """The first table of a file; rows without any content are left out.

    Seconds on large files, and a child for a workbook: call it in a thread. Refusals:
    SheetUnreadable, SheetUnsafe, SheetTooLarge, HeaderUnfit. No refusal quotes a cell.
    """
    if data.startswith(OLE):
        raise SheetUnreadable
    rows = iter(workbook_rows(data)) if data.startswith(ZIP) else _of_text(data)
    return _table(rows)


def _of_text(data: bytes) -> Iterator[Sequence[Any]]:
    text = _decoded(data)
    if "\x00" in text:
        raise SheetUnreadable
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    last = 0
    try:
        for row in reader:
            # A cell may hold line breaks: the number stays that of the record, counted from 1.
            last += 1
            if any(len(cell) > LONGEST_CELL for cell in row):
                raise SheetTooLarge
            yield row
    except csv.Error:
        raise SheetUnreadable(f"第 {last + 1} 行起不是 CSV", line=last + 1) from None


def _decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else GB 18030 (Excel in China writes GBK)."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strict(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(data, "gb18030")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise SheetUnreadable("认不出文字编码：请用 UTF-8 或 GB18030 保存") from None


def _table(rows: Iterator[Sequence[Any]]) -> Sheet:
    header: tuple[str, ...] | None = None
    found: list[SheetRow] = []
    for number, row in enumerate(rows, start=1):
        if all(_is_empty(cell) for cell in row):
            continue
        if header is None:
            header = _header(row)
            continue
        if len(found) >= MOST_ROWS:
            raise SheetTooLarge(f"一次最多 {MOST_ROWS} 行", most=MOST_ROWS)
        surplus = any(not _is_empty(cell) for cell in row[len(header) :])
        filled = [*row[: len(header)], *[None] * (len(header) - len(row))]
        found.append(SheetRow(number, dict(zip(header, filled, strict=True)), surplus))
    if header is None:
        raise SheetUnreadable("表格是空的")
    return Sheet(header, found)


def _header(row: Sequence[Any]) -> tuple[str, ...]:
    names = [unicodedata.normalize("NFKC", str(cell or "")).strip().strip("*") for cell in row]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise SheetTooLarge
    if "" in names or len(set(names)) < len(names):
        raise HeaderUnfit
    return tuple(names)


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())

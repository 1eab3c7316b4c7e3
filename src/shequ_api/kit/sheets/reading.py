"""Reading a CSV or XLSX that somebody brings: one table, its header on top or below a title."""

import csv
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain, islice, pairwise, takewhile, zip_longest
from typing import Any

from shequ_api.kit.errors import Malformed
from shequ_api.kit.sheets.cells import Cell
from shequ_api.kit.sheets.guard import SheetTooLarge, SheetUnreadable, workbook_rows

MOST_ROWS = 50_000
MOST_COLUMNS = 100
MOST_ABOVE = 5
"""Rows with some content above the header: a title, who filled it in, how to."""
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


def read_sheet(data: bytes, titles: Collection[str] = ()) -> Sheet:
    """The first table of a file; rows without any content are left out.

    The header is the first row, or that of the first six which names most of `titles`; what stands
    above it is left out, too. One in two rows, with cells merged over groups of columns or over
    both rows, is read as one (`joined`). Seconds on large files, and a child for a workbook: call
    it in a thread. Refusals: SheetUnreadable, SheetUnsafe, SheetTooLarge, HeaderUnfit. None quotes
    a cell.
    """
    if data.startswith(OLE):
        raise SheetUnreadable
    rows = iter(workbook_rows(data)) if data.startswith(ZIP) else _of_text(data, titles)
    return _table(rows, titles)


def _of_text(data: bytes, titles: Collection[str]) -> Iterator[Sequence[Any]]:
    text = _decoded(data)
    if "\x00" in text:
        raise SheetUnreadable
    lines = islice((line for line in text.splitlines() if line.strip()), MOST_ABOVE + 1)
    header = max(lines, key=lambda line: sum(title in line for title in titles), default="")
    delimiter = max(DELIMITERS, key=header.count)
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


def _table(rows: Iterator[Sequence[Any]], titles: Collection[str]) -> Sheet:
    numbered = enumerate(rows, start=1)
    filled_in = (each for each in numbered if not all(_is_empty(cell) for cell in each[1]))
    first = list(islice(filled_in, MOST_ABOVE + 1))
    if not first:
        raise SheetUnreadable("表格是空的")
    at, names = _found_header([_names(row) for _, row in first], titles)
    header = _header(names)
    found: list[SheetRow] = []
    for number, row in chain(first[at + 1 :], filled_in):
        if len(found) >= MOST_ROWS:
            raise SheetTooLarge(f"一次最多 {MOST_ROWS} 行", most=MOST_ROWS)
        surplus = any(not _is_empty(cell) for cell in row[len(header) :])
        filled = [*row[: len(header)], *[None] * (len(header) - len(row))]
        found.append(SheetRow(number, dict(zip(header, filled, strict=True)), surplus))
    return Sheet(header, found)


def _names(row: Sequence[Any]) -> list[str]:
    """Without the star of what is needed, and the blanks that pad Chinese words."""
    words = [unicodedata.normalize("NFKC", str(cell or "")).strip().strip("*") for cell in row]
    return [word if word.isascii() else "".join(word.split()) for word in words]


def _found_header(above: Sequence[list[str]], titles: Collection[str]) -> tuple[int, list[str]]:
    """The last row of the header, and its names: the row that names most of `titles`, or two that
    name more, or as many where the one row leaves columns without a name."""

    def known(candidate: tuple[int, list[str]]) -> int:
        return len({*candidate[1]} & {*titles})

    row = max(enumerate(above), key=known)
    pairs = [
        (at, joined(upper, lower))
        for at, (upper, lower) in enumerate(pairwise(above), start=1)
        if sum(map(bool, upper)) > 1 and {*lower} & {*titles}
    ]
    pair = max(pairs, key=known, default=row)
    more = known(pair) - known(row)
    return pair if more > 0 or (more == 0 and _is_fit(pair[1]) and not _is_fit(row[1])) else row


def joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The names of a header in two rows, of which merged cells keep their first.

    The lower name counts where there is one, with its group before it where two groups use the same
    (`户主电话`, `租客电话`); a column without has been merged down from the upper row.
    """
    groups: list[str] = []
    names: list[str] = []
    for above, below in zip_longest(upper, lower, fillvalue=""):
        # A cell that is merged to the right stands over those that follow it, down to the next.
        groups.append(above or (groups[-1] if groups and below else ""))
        names.append(below or above)
    twice = {name for name in names if names.count(name) > 1}
    return [
        group + name if name in twice and below else name
        for group, name, below in zip_longest(groups, names, lower, fillvalue="")
    ]


def _is_fit(names: Sequence[str]) -> bool:
    """Whether each column has a name, and each a name of its own."""
    named = [name for name in names if name]
    return all(names[: len(names) - _blanks_at_the_end(names)]) and len({*named}) == len(named)


def _blanks_at_the_end(names: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda name: not name, reversed(names)))


def _header(row: Sequence[str]) -> tuple[str, ...]:
    names = list(row)
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise SheetTooLarge
    if "" in names or len(set(names)) < len(names):
        raise HeaderUnfit
    return tuple(names)


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())

"""Writing CSV and XLSX in which no cell is a formula, whatever people have typed."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO

import xlsxwriter

FORMULA_SIGNS = frozenset("=+-@\t\r\n\x00|%＝＋－＠")
"""How formulas begin (OWASP ASVS 1.2.10), their full-width twins, and what programs skip."""
SKIPPED = " \u3000'\"\u00a0\ufeff"
BOM = "\ufeff"
Value = str | int | float | bool | date | datetime | None


def guarded(text: str) -> str:
    """A text that no program takes for a formula: an apostrophe before what looks like one."""
    body = text.lstrip(SKIPPED)
    risky = text[:1] in FORMULA_SIGNS or body[:1] in FORMULA_SIGNS
    clean = text.replace("\x00", "")
    return f"'{clean}" if risky else clean


def csv_file(
    header: Sequence[str], rows: Iterable[Sequence[Value]], notes: Sequence[str] = ()
) -> bytes:
    """UTF-8 with its mark, by which Excel opens Chinese; every text is quoted and guarded.

    `notes` are lines above the header.
    """
    out = StringIO(newline="")
    out.write(BOM)
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerows([guarded(note)] for note in notes)
    writer.writerow([guarded(name) for name in header])
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode()


def xlsx_file(
    header: Sequence[str], rows: Iterable[Sequence[Value]], notes: Sequence[str] = ()
) -> bytes:
    """A workbook of one sheet: texts as typed strings (never formulas, links), numbers as such.

    `notes` are the lines of a second sheet.
    """
    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, column, value.replace("\x00", ""))
                elif value is not None:
                    sheet.write(line, column, value)
        if notes:
            book.add_worksheet("填写说明").write_column(0, 0, notes)
    return out.getvalue()


def _plain(value: Value) -> str | float | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return value
    return guarded(value) if isinstance(value, str) else value.isoformat()

"""What a cell means, after a spreadsheet program had its way with it."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from shequ_api.kit.errors import Refusal

Cell = str | float | int | bool | date | datetime | time | timedelta | None
"""As read: a CSV has texts only."""

EXACT = 10**15
"""Spreadsheets keep 15 digits: from here on the last ones of a number are not what was typed."""
EPOCH = date(1899, 12, 30)
"""Day 0 of serial dates (the programs believe in a 29 February 1900)."""
FIRST_SERIAL, LAST_SERIAL = 10_000, 73_050
"""18 May 1927 to 31 December 2099: a number of four digits is more likely a year."""
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?[eE]\+?\d+")
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}.*)?"
)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_INVISIBLE = frozenset({"Cf", "Cc", "Zl", "Zp"})


class CellUnfit(Refusal):
    """A cell does not mean what its column asks for; the detail says how to mend it."""

    status, code, title = 422, "cell_unfit", "单元格内容有误"


class CellMangled(CellUnfit):
    code, title = (
        "cell_mangled",
        "长数字被表格软件改写，后几位已丢失：请把整列设为“文本”格式后重新填写",
    )


class DayUnfit(CellUnfit):
    code, title = "day_unfit", "日期应写成 2026-01-31 的样子"


def text_of(cell: Cell) -> str | None:
    """The text, trimmed and without invisible marks; None where the cell is empty.

    CellMangled: a number too long to have survived.
    """
    if cell is None:
        return None
    if isinstance(cell, str):
        return _clean(cell) or None
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return _digits(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def number_text_of(cell: Cell) -> str | None:
    """A text that is made of digits (an identity number, a phone, a code), never rounded.

    CellMangled: scientific notation or more digits than a program keeps.
    """
    found = text_of(cell)
    if found is not None and _SCIENTIFIC.fullmatch(found):
        raise CellMangled
    return found


def day_of(cell: Cell) -> date | None:
    """A calendar day: a date cell, a serial number, or a text that begins with the year.

    DayUnfit: anything else. Day or month first is never guessed.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_number(cell)
    found = text_of(cell)
    return _of_text(found) if found is not None else None


def _of_number(number: float) -> date:
    if 10**7 <= number < 10**8 and number == number // 1:
        return _of_text(str(int(number)))
    return _of_serial(number)


def _of_serial(number: float) -> date:
    if not FIRST_SERIAL <= number < LAST_SERIAL + 1:
        raise DayUnfit
    return EPOCH + timedelta(days=int(number))


def _of_text(found: str) -> date:
    plain = unicodedata.normalize("NFKC", found)
    if plain.isdecimal() and len(plain) == 5:
        return _of_serial(int(plain))
    parts = _DAY.fullmatch(plain) or _COMPACT_DAY.fullmatch(plain)
    if parts is None:
        raise DayUnfit
    try:
        return date(*(int(part) for part in parts.groups()))
    except ValueError:
        raise DayUnfit from None


def _digits(number: float) -> str:
    if number != number or abs(number) == float("inf"):
        raise CellUnfit
    if isinstance(number, float) and not number.is_integer():
        return repr(number)
    if abs(number) >= EXACT:
        raise CellMangled
    return str(int(number))


def _clean(text: str) -> str:
    """Without the apostrophe and the `="…"` by which people keep programs from counting."""
    shown = "".join(sign for sign in text if unicodedata.category(sign) not in _INVISIBLE)
    shown = shown.replace("\u3000", " ").strip()
    quoted = _FORMULA_TEXT.fullmatch(shown)
    return (quoted.group(1) if quoted else shown.removeprefix("'")).strip()

"""Reading a workbook in a child of its own, which may die of it."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from shequ_api.kit.children import HOSTILE_ENDS, ChildTooSlow, run_child_here
from shequ_api.kit.errors import Malformed, Unavailable

PATIENCE_SECONDS = 40.0
_CHILD = Path(__file__).with_name("_workbook.py")


class SheetTooLarge(Malformed):
    code, title = "sheet_too_large", "表格过大，请分成几个文件"


class SheetUnsafe(Malformed):
    """Macros, links to other files, entities, or packed like a bomb."""

    code, title = (
        "sheet_unsafe",
        "表格里含有宏、外部链接等不能接受的内容，请另存为普通的 xlsx 或 csv",
    )


class SheetUnreadable(Malformed):
    code, title = "sheet_unreadable", "读不出这个文件：请上传 xlsx 或 csv；有密码的请先去掉密码"


_REFUSALS = {
    "unsafe": SheetUnsafe,
    "too_large": SheetTooLarge,
    "unreadable": SheetUnreadable,
}
_KINDS: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=float(seconds)),
    "float": float,
}


def workbook_rows(data: bytes) -> list[list[Any]]:
    """The cells of the first sheet, row by row from the first, as Python values.

    Waits for a child: call it in a thread. SheetUnsafe, SheetTooLarge, SheetUnreadable; Unavailable
    where the machine has no room for the child.
    """
    try:
        code, answer, _ = run_child_here(_CHILD, data=data, seconds=PATIENCE_SECONDS)
    except ChildTooSlow:
        raise SheetTooLarge from None
    if -code in HOSTILE_ENDS:
        raise SheetTooLarge
    if code:
        raise Unavailable
    said: dict[str, Any] = json.loads(answer)
    if refused := said.get("refused"):
        raise _REFUSALS[refused]
    return [[_value(cell) for cell in row] for row in said["rows"]]


def _value(cell: Any) -> Any:
    return _KINDS[cell[0]](cell[1]) if isinstance(cell, list) else cell

"""Rows of one table as the text that COPY reads; short of a column, it says so at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table

NULL = r"\N"
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _text(value: str) -> str:
    return value.translate(_ESCAPED) if "\\" in value or not value.isprintable() else value


_WRITTEN: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: NULL,
    str: _text,
    bool: lambda value: "t" if value else "f",
    int: str,
    float: repr,
    list: lambda value: "{" + ",".join(map(str, value)) + "}",
    bytes: lambda value: rf"\\x{value.hex()}",
    date: date.isoformat,
    datetime: datetime.isoformat,
}


def written(value: Any) -> str:
    """A value as COPY's text. Enumerations are their values; KeyError: a type without a form."""
    form = _WRITTEN.get(type(value))
    return form(value) if form else _text(str(value.value))


class Sheet:
    """Rows of a model's table."""

    def __init__(self, model: Any, columns: Sequence[str]) -> None:
        """ValueError: the table has no such column, or needs one that is not among them."""
        table: Table = model.__table__
        self.table = table.name
        self.columns = tuple(columns)
        self._lines: list[str] = []
        needed = {c.name for c in table.columns if not c.nullable and c.server_default is None}
        unknown = set(columns) - set(table.columns.keys())
        if unknown or needed - set(columns):
            missing = sorted(needed - set(columns))
            raise ValueError(f"{self.table}: unknown {sorted(unknown)}, missing {missing}")

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, row: Mapping[str, Any]) -> None:
        """KeyError: the row lacks one of the columns."""
        self._lines.append("\t".join([written(row[name]) for name in self.columns]))

    def copied(self) -> bytes:
        """All rows; the sheet is empty afterwards."""
        lines, self._lines = self._lines, []
        lines.append("")
        return "\n".join(lines).encode()

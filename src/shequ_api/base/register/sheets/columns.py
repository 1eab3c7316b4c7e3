"""Columns of a sheet: how they are called, what is needed, what was wrong with a cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shequ_api.base.register.sheets.fields import short_text
from shequ_api.kit.sheets.cells import Cell, CellUnfit


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field, the names that people give it, how it is read, whether it is needed."""

    field: str
    titles: tuple[str, ...]
    read: Callable[[Cell], Any] = short_text
    needed: bool = False
    example: str = ""

    @property
    def title(self) -> str:
        return self.titles[0]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a line is refused, or what is noted about it: a column's title, a code, Chinese words."""

    column: str | None
    code: str
    detail: str

    def as_dict(self) -> dict[str, Any]:
        return {"column": self.column, "code": self.code, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """What a row of a file says of its place."""

    number: int
    place_code: str | None = None
    compound: str | None = None
    building: str | None = None
    unit: str | None = None
    dwelling: str | None = None
    address: str | None = None


PLACE_COLUMNS = (
    Column("place_code", ("地点编码", "房屋编码"), example="510108015017-c1-b1-u1-d101"),
    Column("compound", ("小区", "小区名称", "院落"), example="东苑"),
    Column("building", ("楼栋", "楼栋号", "幢", "栋"), example="1栋"),
    Column("unit", ("单元", "单元号"), example="1单元"),
    Column("dwelling", ("房号", "门牌号", "室"), example="101"),
    Column("address", ("地址", "住址", "详细地址", "经营地址", "单位地址", "现住址", "住户")),
)
SURPLUS = Reason(None, "cells_beyond_header", "有超出表头的内容，请检查是否错列")
Named = Mapping[str, Column]
"""Title as it stands in the file → column."""


def columns_named(header: Sequence[str], columns: Sequence[Column]) -> dict[str, Column]:
    """Those of a header that are known; what is not known is left alone."""
    by_title = {title: column for column in columns for title in column.titles}
    return {title: by_title[title] for title in header if title in by_title}


def header_faults(named: Named, columns: Sequence[Column]) -> list[Reason]:
    """What a header lacks, and what it says twice."""
    fields = [column.field for column in named.values()]
    missing = [
        Reason(column.title, "column_missing", f"缺少“{column.title}”列")
        for column in columns
        if column.needed and column.field not in fields
    ]
    doubled = [
        Reason(column.title, "column_doubled", f"“{column.title}”列重复")
        for column in columns
        if fields.count(column.field) > 1
    ]
    return missing + doubled


def cells_read(cells: Mapping[str, Cell], named: Named) -> tuple[dict[str, Any], list[Reason]]:
    """Field → what stands there; each fault is a reason, and none stops the next."""
    found: dict[str, Any] = {}
    reasons: list[Reason] = []
    for title, column in named.items():
        try:
            found[column.field] = column.read(cells[title])
        except CellUnfit as unfit:
            reasons.append(Reason(title, unfit.code, unfit.detail or unfit.title))
            continue
        if column.needed and found[column.field] is None:
            reasons.append(Reason(title, "missing", f"“{title}”不能为空"))
    return found, reasons


def title_of(named: Named, field: str) -> str | None:
    """How the file calls a field."""
    return next((title for title, column in named.items() if column.field == field), None)


def days_ahead(found: Mapping[str, Any], named: Named, *, today: date) -> list[Reason]:
    """Of the days that a line says, those that are yet to come."""
    return [
        Reason(title, "day_ahead", "日期不能晚于今天")
        for title, column in named.items()
        if isinstance(day := found.get(column.field), date) and day > today
    ]


def template_rows(columns: Sequence[Column]) -> tuple[list[str], list[list[str]]]:
    """Header and an example line for those who begin."""
    header = [f"{column.title}*" if column.needed else column.title for column in columns]
    return header, [[column.example for column in columns]]

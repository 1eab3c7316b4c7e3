"""Sealed columns: where they lie, and what must be known to seal them anew under another key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Table
from sqlalchemy.orm import InstrumentedAttribute

from shequ_api.kit.http.parts import Parts

Index = Callable[[Parts, Any, str], Any]
"""`(parts, row, text)` → the value of a column that is computed from the text under the index key.
The row has the table's key and, where there is one, its `district_id`."""


@dataclass(frozen=True, slots=True, eq=False)
class Sealed:
    """A column of texts under the field key (`kit.crypto.FieldCipher`); NULL holds none."""

    attribute: InstrumentedAttribute[Any]
    bound_as: str
    """The last part of what a value is bound to: `table/row/bound_as`."""
    indexes: Mapping[str, Index] = field(default_factory=dict)
    """Column of the same table → how it is computed."""
    bind: Callable[[Any], str] | None = None
    """Row → what its value is bound to, where it is not so."""
    at_once: int = 500
    """Rows in a batch: few where values are large."""

    @property
    def table(self) -> Table:
        table: Table = self.attribute.class_.__table__
        return table

    @property
    def column(self) -> Column[Any]:
        return self.table.c[self.attribute.key]

    @property
    def key(self) -> list[Column[Any]]:
        return list(self.table.primary_key.columns)

    @property
    def walled(self) -> bool:
        """Behind row-level security: reached from inside a district alone."""
        return bool(self.attribute.class_.confidential)

    def __str__(self) -> str:
        return f"{self.table.name}.{self.column.name}"

    def binding_of(self, row: Any) -> str:
        """What the value in a row is bound to; the row has the columns of the key."""
        if self.bind is not None:
            return self.bind(row)
        [key] = self.key
        return f"{self.table.name}/{getattr(row, key.name)}/{self.bound_as}"

"""What every table shares: metadata, column types, ids, versions, and the marks that are checked.

Marks on a class: `ownership` ("global", or "district" for rows that a district's shard would own
and that carry a `district_id`), `append_only` (the app role may only insert and read), `kept` (it
may not delete), `confidential` (forced row-level security) and `monthly` (the column by whose month
the table is partitioned; `months_kept` full ones stay in it: three years, as PIPL asks of records
of processing).
"""

from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Integer, MetaData, Text, Uuid, cast, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from shequ_api.kit.ids import new_id

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        UUID: Uuid(),
        int: Integer(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }
    ownership: ClassVar[Literal["global", "district"]]
    append_only: ClassVar[bool] = False
    kept: ClassVar[bool] = False
    confidential: ClassVar[bool] = False
    monthly: ClassVar[str | None] = None
    months_kept: ClassVar[int] = 37


class Identified:
    """A UUIDv7 key, made here unless the client brought one."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


class Versioned:
    """A version that grows with each change: the ETag of editable things.

    A concurrent change makes the later flush fail, which the edge answers with 412.
    """

    version: Mapped[int] = mapped_column(default=1)


class Ltree(UserDefinedType[str]):
    """PostgreSQL's ltree, as text on our side."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "LTREE"

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:
        return func.text2ltree(cast(bindvalue, Text))

    def column_expression(self, colexpr: Any) -> ColumnElement[Any]:
        return func.ltree2text(colexpr)

"""Tables: whose they are, what they may point at, and what the migrated database holds them to."""

from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Table, text
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.located import Located
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.model import Base
from shequ_api.kit.partitions import MONTHS_AHEAD, months_from
from shequ_api.modules import MODULES
from tests.architecture.tree import declared_edges

assert MODULES, "importing the modules fills the metadata"
CLASSES: list[Any] = sorted(
    (mapper.class_ for mapper in Base.registry.mappers), key=lambda cls: str(cls.__tablename__)
)
BY_TABLE = {cls.__tablename__: cls for cls in CLASSES}
FOR_EACH_ROW, ON_TRUNCATE = 1, 32
"""Bits of `pg_trigger.tgtype`."""
APPEND_ONLY = [cls.__tablename__ for cls in CLASSES if cls.append_only]
MONTHLY = {cls.__tablename__: cls.monthly for cls in CLASSES if cls.monthly}
DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it bare
RINGS = ("kit", "base", "blocks", "features")
POINTED_AT = {
    *(("tickets", "assets"), ("charity", "partners"), ("stall_sales", "mall")),
    *(("earning_records", "earning_rules"), ("earning_records", "points")),
    ("service_applications", "service_certificates"),
}
"""Of features, without a question asked: what a ticket is about, who supports a pool, what was
sold, by which rule and to which card something was earned, what an application ended in."""


def _home(cls: Any) -> tuple[int, str]:
    """The ring of a table's module, and the package in it."""
    _, ring, package = cls.__module__.split(".")[:3]
    return RINGS.index(ring), package


def _references() -> list[tuple[Any, Any, str]]:
    """Every foreign key: from, to, and its column."""
    return [
        (cls, BY_TABLE[key.column.table.name], f"{cls.__tablename__}.{key.parent.name}")
        for cls in CLASSES
        for key in cls.__table__.foreign_keys
    ]


def test_the_models_were_found() -> None:
    assert len(CLASSES) >= 12
    assert {table.name for table in Base.metadata.sorted_tables} == set(BY_TABLE)


@pytest.mark.parametrize("name", sorted(BY_TABLE))
def test_says_whose_it_is(name: str) -> None:
    cls = BY_TABLE[name]
    assert getattr(cls, "ownership", None) in {"global", "district"}, "declare `ownership`"
    assert cls.ownership == "global" or "district_id" in cls.__table__.columns
    assert cls.__doc__, "one sentence"


@pytest.mark.parametrize("name", sorted(BY_TABLE))
def test_keeps_time_with_its_zone_and_text_without_a_length(name: str) -> None:
    for column in BY_TABLE[name].__table__.columns:
        kind = column.type.compile(dialect=DIALECT).upper()
        assert "VARCHAR" not in kind, f"{column} is text: shapes bound it"
        assert kind not in {"FLOAT", "REAL", "NUMERIC"}, f"{column}: money and points are integers"
        assert getattr(column.type, "timezone", True), f"{column} is a timestamptz"


def test_global_rows_point_at_global_rows_only() -> None:
    upward = [
        column
        for source, target, column in _references()
        if source.ownership == "global" and target.ownership == "district"
    ]
    assert not upward, "a district is a shard: what all shards hold cannot point into one"


def test_foreign_keys_point_down() -> None:
    wrong = []
    for source, target, column in _references():
        (from_ring, from_package), (to_ring, to_package) = _home(source), _home(target)
        same = (from_ring, from_package) == (to_ring, to_package)
        siblings = from_ring == to_ring and RINGS[from_ring] in {"blocks", "features"}
        declared = (from_package, to_package) in declared_edges() | POINTED_AT
        if to_ring > from_ring or (siblings and not same and not declared):
            wrong.append(column)
    assert not wrong


def _leading(table: Table) -> set[str]:
    """Columns that begin an index of several columns."""
    return {
        next(iter(index.columns)).name
        for index in table.indexes
        if len(index.expressions) > 1 and len(index.columns) > 0
    }


LOCATED = [name for name, cls in BY_TABLE.items() if issubclass(cls, Located)]


@pytest.mark.parametrize("name", LOCATED)
def test_lists_by_scope_are_scans_of_one_index(name: str) -> None:
    table: Table = BY_TABLE[name].__table__
    assert {"community_id", "micro_grid_id"} <= _leading(table), (
        "a keyset list of a community's or a grid's rows needs (scope, order…, id)"
    )


async def _rows(session: AsyncSession, sql: str, **values: object) -> list[Any]:
    return list((await session.execute(text(sql), values)).all())


async def _with_partitions(session: AsyncSession, table: str) -> list[str]:
    rows = await _rows(
        session,
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = to_regclass(:name)",
        name=table,
    )
    return [table, *(row[0] for row in rows)]


async def test_the_suite_runs_as_the_app_role(session: AsyncSession) -> None:
    rows = await _rows(
        session, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    )
    assert [tuple(row) for row in rows] == [(False, False)]
    owned = await _rows(
        session, "SELECT relname FROM pg_class WHERE relowner = current_user::regrole"
    )
    assert not owned


@pytest.mark.parametrize("name", APPEND_ONLY)
async def test_append_only_rows_are_never_changed(session: AsyncSession, name: str) -> None:
    """Two walls: the app role has no right to, and a trigger stops even the owner."""
    before_row, on_delete, on_update = 1 | 2, 8, 16
    wanted = before_row | on_delete | on_update
    for table in await _with_partitions(session, name):
        rights = await _rows(
            session,
            "SELECT has_table_privilege(:name, right_) FROM unnest(CAST(:rights AS text[])) right_",
            name=table,
            rights=["UPDATE", "DELETE", "TRUNCATE"],
        )
        assert [row[0] for row in rights] == [False] * 3, f"the app role may change {table}"
        triggers = await _rows(
            session,
            "SELECT tgtype FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid"
            " WHERE tgrelid = to_regclass(:name) AND p.proname = 'shequ_refuse_change'"
            " AND tgenabled IN ('O', 'A')",
            name=table,
        )
        assert any(row[0] & wanted == wanted for row in triggers), f"{table} has no refuse_change"
        emptied = [row[0] for row in triggers if row[0] & ON_TRUNCATE and not row[0] & FOR_EACH_ROW]
        assert emptied, f"{table} can be emptied by its owner"


@pytest.mark.parametrize("name", sorted(MONTHLY))
async def test_monthly_tables_have_a_year_ahead(session: AsyncSession, name: str) -> None:
    keys = await _rows(
        session,
        "SELECT partstrat::text, pg_get_partkeydef(partrelid) FROM pg_partitioned_table"
        " WHERE partrelid = to_regclass(:name)",
        name=name,
    )
    assert [tuple(row) for row in keys] == [("r", f"RANGE ({MONTHLY[name]})")]
    found = set(await _with_partitions(session, name))
    months = months_from(china_date(utc_now()), MONTHS_AHEAD + 2)
    assert all(earlier < later for earlier, later in pairwise(months))
    assert {f"{name}_p{month:%Y%m}" for month in months} <= found
    assert not [other for other in _references() if other[1].__tablename__ == name], (
        "what is detached month by month cannot be referenced"
    )


async def test_every_partitioned_table_says_so(session: AsyncSession) -> None:
    rows = await _rows(session, "SELECT partrelid::regclass::text FROM pg_partitioned_table")
    assert {row[0] for row in rows} == set(MONTHLY)


async def test_constraint_names_that_become_refusals_exist(session: AsyncSession) -> None:
    known = {name for module in MODULES for name in module.constraints}
    rows = await _rows(
        session,
        "SELECT conname FROM pg_constraint UNION SELECT indexrelid::regclass::text FROM pg_index",
    )
    assert known, "no race is mapped to a refusal"
    assert known <= {row[0] for row in rows}

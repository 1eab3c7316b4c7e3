"""Confidential tables stand behind forced row-level security, all four kinds of statement."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.model import Base
from shequ_api.modules import MODULES

assert MODULES, "importing the modules fills the metadata"
CLASSES: list[Any] = [mapper.class_ for mapper in Base.registry.mappers]
CONFIDENTIAL = sorted(str(cls.__tablename__) for cls in CLASSES if cls.confidential)
SEES = "current_setting('shequ.scope_id'"


def test_there_are_confidential_tables() -> None:
    assert set(CONFIDENTIAL) >= {
        *("register_people", "register_occupancies", "register_premises"),
        *("register_facts", "register_history", "register_corrections"),
    }


@pytest.mark.parametrize("table", CONFIDENTIAL)
async def test_its_owner_is_walled_too(session: AsyncSession, table: str) -> None:
    """A policy reads the scope in a sub-select: once for each statement, not for each row."""
    marks = await session.execute(
        text(
            "SELECT relrowsecurity, relforcerowsecurity, polcmd::text, polpermissive,"
            " coalesce(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))"
            " FROM pg_class c JOIN pg_policy ON polrelid = c.oid WHERE c.relname = :name"
        ),
        {"name": table},
    )
    rows = marks.all()
    assert {row[2] for row in rows} in ({"*"}, {"r", "a", "w", "d"})
    for enabled, forced, _, _, condition in rows:
        assert (enabled, forced) == (True, True)
        assert SEES in condition
        assert "( SELECT" in condition
        assert "NULLIF" in condition


async def test_nothing_else_is_walled_by_halves(session: AsyncSession) -> None:
    walled = await session.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity"))
    assert sorted(walled) == CONFIDENTIAL

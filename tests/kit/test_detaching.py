"""Months that are older than their table keeps leave it, and young ones cannot be made to."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.partitions import (
    ATTACHED,
    detach_old,
    keep_partitions,
    monthly_tables,
    months_ago,
)

OLD = date(2020, 1, 1)
INSERT = text(
    "INSERT INTO events (id, recorded_at, name, subject_id, facts)"
    " VALUES (gen_random_uuid(), :at, 'tests.old', gen_random_uuid(), '{}')"
)


async def _attached(session: AsyncSession) -> set[str]:
    return set(await session.scalars(text(ATTACHED), {"table": "events"}))


async def test_an_old_month_leaves_and_nobody_reads_it_in_the_table(session: AsyncSession) -> None:
    make = text("SELECT shequ_make_partition('events', :month)")
    await session.execute(make, {"month": OLD})
    await session.execute(INSERT, {"at": utc_now().replace(year=2020, month=1, day=15)})
    await keep_partitions(session, utc_now())
    before = await _attached(session)
    assert "events_p202001" in before
    await detach_old(session, utc_now())
    assert before - await _attached(session) == {"events_p202001"}
    left = await session.scalar(text("SELECT count(*) FROM events WHERE name = 'tests.old'"))
    assert left == 0
    await detach_old(session, utc_now())


@pytest.mark.parametrize(
    ("table", "month"),
    [
        ("events", china_date(utc_now()).replace(day=1)),
        ("events", months_ago(china_date(utc_now()), 5)),
        ("events", date(1999, 1, 1)),
        ("persons", OLD),
        ("events_p202001; DROP TABLE persons", OLD),
    ],
)
async def test_nothing_else_is_detached(session: AsyncSession, table: str, month: date) -> None:
    with pytest.raises(DBAPIError):
        await session.execute(
            text("SELECT shequ_detach_partition(:table, :month)"), {"table": table, "month": month}
        )


@pytest.mark.parametrize(
    ("table", "months", "leaves"),
    [
        ("audit_log", 1_300, False),
        ("access_log", 35, False),
        ("access_log", 36, True),
        ("events", 35, False),
        ("events", 36, True),
        ("scans", 5, False),
        ("scans", 6, True),
    ],
)
async def test_each_table_has_its_floor(
    session: AsyncSession, table: str, months: int, leaves: bool
) -> None:
    """As the app role, which the suite runs as: whoever steals it takes no evidence away."""
    named = {"table": table, "month": months_ago(china_date(utc_now()), months)}
    assert table in monthly_tables()
    await session.execute(text("SELECT shequ_make_partition(:table, :month)"), named)
    detach = text("SELECT shequ_detach_partition(:table, :month)")
    if leaves:
        await session.execute(detach, named)
    else:
        with pytest.raises(DBAPIError, match=r"stays whole|too young"):
            await session.execute(detach, named)


async def test_what_is_kept_stays_within_the_floors(session: AsyncSession) -> None:
    """The worker asks for nothing that the database refuses."""
    for table in monthly_tables():
        month = {"table": table, "month": months_ago(china_date(utc_now()), 119)}
        await session.execute(text("SELECT shequ_make_partition(:table, :month)"), month)
    await detach_old(session, utc_now())


async def test_nobody_but_the_app_role_moves_partitions(session: AsyncSession) -> None:
    rights = "SELECT proname, has_function_privilege('public', oid, 'EXECUTE'),"
    rights += " has_function_privilege(current_user, oid, 'EXECUTE') FROM pg_proc"
    found = await session.execute(text(f"{rights} WHERE proname LIKE 'shequ_%_partition'"))
    assert sorted(tuple(row) for row in found) == [
        ("shequ_detach_partition", False, True),
        ("shequ_make_partition", False, True),
    ]


def test_months_are_counted_over_years() -> None:
    assert months_ago(date(2026, 1, 31), 1) == date(2025, 12, 1)
    assert months_ago(date(2026, 11, 22), 37) == date(2023, 10, 1)
    assert months_ago(date(2026, 11, 22), 0) == date(2026, 11, 22) - timedelta(days=21)

"""Monthly partitions of the tables that grow for ever.

The migrations install `shequ_make_partition` (owned by the owner, callable by the app role), and
start with a year of months; the worker keeps a year ahead. `shequ_detach_partition` takes a month
that is older than its table keeps out of it: nobody but the owner reads it there, to archive it.
`shequ_drop_detached` drops it some time later.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import china_date
from shequ_api.kit.model import Base

MONTHS_AHEAD = 12
ATTACHED = """
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass(:table)"""
DETACHED = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND NOT relispartition AND relname ~ :months ORDER BY relname"""


def monthly_tables() -> list[str]:
    """The names of the tables that are partitioned by month."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    return sorted(cls.__tablename__ for cls in mapped if cls.monthly)


def months_from(day: date, count: int) -> list[date]:
    """The first days of `count` months, beginning with the month before `day`'s."""
    start = day.year * 12 + day.month - 2
    return [date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(count)]


async def keep_partitions(session: AsyncSession, now: datetime) -> None:
    """Make the partitions that are missing, from last month to a year ahead."""
    for table in monthly_tables():
        for month in months_from(china_date(now), MONTHS_AHEAD + 2):
            await session.execute(
                text("SELECT shequ_make_partition(:table, :month)"),
                {"table": table, "month": month},
            )


async def detach_old(session: AsyncSession, now: datetime) -> None:
    """Detach the partitions whose months are over longer than their table keeps them."""
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    for cls in sorted((cls for cls in mapped if cls.monthly), key=lambda cls: cls.__tablename__):
        table, oldest = cls.__tablename__, months_ago(china_date(now), cls.months_kept)
        for partition in await session.scalars(text(ATTACHED), {"table": table}):
            digits = partition.removeprefix(f"{table}_p")
            month = date(int(digits[:4]), int(digits[4:]), 1)
            if month < oldest:
                await session.execute(
                    text("SELECT shequ_detach_partition(:table, :month)"),
                    {"table": table, "month": month},
                )


async def drop_detached(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Drop the months that were detached, once they are over for `kept` more than their table
    keeps them; none where the operator archives them. Returns how many."""
    if session.info.get("keep_detached"):
        return 0
    dropped = 0
    mapped = (mapper.class_ for mapper in Base.registry.mappers)
    for cls in sorted((cls for cls in mapped if cls.monthly), key=lambda cls: cls.__tablename__):
        table, oldest = cls.__tablename__, months_ago(china_date(now - kept), cls.months_kept)
        detached = await session.scalars(text(DETACHED), {"months": f"^{table}_p[0-9]{{6}}$"})
        for digits in [name.removeprefix(f"{table}_p") for name in detached]:
            month = date(int(digits[:4]), int(digits[4:]), 1)
            if month < oldest and dropped < most:
                asked = {"table": table, "month": month, "oldest": oldest}
                drop = text("SELECT shequ_drop_detached(:table, :month, :oldest)")
                dropped += bool(await session.scalar(drop, asked))
    return dropped


def months_ago(day: date, count: int) -> date:
    """The first day of the month `count` months before `day`'s."""
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)

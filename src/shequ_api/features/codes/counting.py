"""Counting scans by the hour, on a clock: nobody counts ten million of them when somebody asks."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.places.located import Located
from shequ_api.features.codes.events import PlaceCodeScannedFar
from shequ_api.features.codes.models import CodeState, PlaceCode, Scan, ScanCount
from shequ_api.features.codes.rules import FAR_METRES

KEY = ("hour", "code_id")
LOCATED = tuple(column for column in Located.__annotations__ if column.endswith("_id"))
EVERY = timedelta(minutes=5)
AGAIN = timedelta(hours=1)
"""The hour before the last that was counted is counted anew: a scan may have come in late."""
SLICE = timedelta(days=1)
"""Counted by one statement."""
KEPT = timedelta(days=400)
"""As long as the scans themselves, and a little."""
FAR_TIMES, FAR_WITHIN = 5, timedelta(days=1)
"""So many scans far from the place, in so long, are no accident."""
MOST_ALARMS = 200
"""In one run; the next one goes on."""


async def count_scans(session: AsyncSession, now: datetime) -> None:
    """Bring the counts up to now, and tell of codes that are scanned far away again and again."""
    await session.execute(delete(ScanCount).where(ScanCount.hour < now - KEPT))
    begins = await _begins(session)
    while begins is not None and begins <= now:
        await _count(session, begins, begins + SLICE)
        begins += SLICE
    await _tell_of_far(session, now)


async def _begins(session: AsyncSession) -> datetime | None:
    """The first hour to be counted; None where nothing was ever scanned."""
    counted: datetime | None = await session.scalar(select(func.max(ScanCount.hour)))
    if counted is not None:
        return counted - AGAIN
    first: datetime | None = await session.scalar(select(_hour(func.min(Scan.scanned_at))))
    return first


def _hour(instant: Any) -> Any:
    return func.date_trunc("hour", instant, "Asia/Shanghai")


async def _count(session: AsyncSession, begins: datetime, ends: datetime) -> None:
    """Count the scans of some hours, each of which is whole. May run twice."""
    far = Scan.distance_metres > FAR_METRES
    hour = _hour(Scan.scanned_at)
    counted = (
        select(
            hour.label("hour"),
            Scan.code_id,
            func.count().label("scans"),
            func.count().filter(far).label("far"),
            func.max(Scan.distance_metres).filter(far).label("farthest_metres"),
        )
        .where(Scan.scanned_at >= begins, Scan.scanned_at < ends)
        .group_by(hour, Scan.code_id)
        .subquery()
    )
    located = [getattr(PlaceCode, column) for column in LOCATED]
    rows = select(*counted.c, *located).join(PlaceCode, PlaceCode.id == counted.c.code_id)
    statement = insert(ScanCount).from_select([*counted.c.keys(), *LOCATED], rows)
    news = {name: statement.excluded[name] for name in ("scans", "far", "farthest_metres")}
    grown = ScanCount.scans < statement.excluded.scans
    counting = statement.on_conflict_do_update(index_elements=KEY, set_=news, where=grown)
    await session.execute(counting)


async def _tell_of_far(session: AsyncSession, now: datetime) -> None:
    """A fact for each code that was scanned far from its place too often, once in a while."""
    times = func.sum(ScanCount.far)
    often = (
        select(ScanCount.code_id, times.label("times"))
        .where(ScanCount.hour > now - FAR_WITHIN, ScanCount.far > 0)
        .group_by(ScanCount.code_id)
        .having(times >= FAR_TIMES)
        .subquery()
    )
    silent = or_(PlaceCode.far_alarmed_at.is_(None), PlaceCode.far_alarmed_at <= now - FAR_WITHIN)
    statement = (
        select(PlaceCode, often.c.times)
        .join(often, often.c.code_id == PlaceCode.id)
        .where(silent, PlaceCode.state != CodeState.REVOKED)
        .order_by(PlaceCode.id)
        .limit(MOST_ALARMS)
        .with_for_update(of=PlaceCode)
    )
    for code, count in (await session.execute(statement)).all():
        code.far_alarmed_at = now
        told = PlaceCodeScannedFar(
            subject_id=code.id, district_id=code.district_id, place_id=code.place_id, times=count
        )
        record(session, told, now=now)

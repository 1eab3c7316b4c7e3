"""Some of each, for lists: three months of the community, their workers, rows and disputes."""

from datetime import timedelta
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.performance_closing.models import SCOPES, PerformanceDispute
from shequ_api.features.performance_inputs.models import (
    PerformanceAdjustment,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.patrol_plans.planned import BUILDING
from tests.features.performance_reviews.month import LAST, Months, rate

LINES = 3
NAMES = {column.key for column in PerformanceMonth.__table__.columns} - {"id", "month"}


async def reviewed(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    """Their ids are found among the cast's places, as `performance_review`, `performance_month`,
    `performance_scheme`."""
    months = Months(client, cast, session)
    earlier = (LAST - timedelta(days=1)).replace(day=1)
    for first in (earlier, (earlier - timedelta(days=1)).replace(day=1), LAST):
        scheme_id = await months.scheme(rate(), from_month=first)
    await months.tasks_of(BUILDING, ["completed", "missed", "failed"])
    shown = await months.nightly()
    mine = await months.review_of()
    await _months_before(session, shown)
    session.add_all(_dispute(mine, n) for n in range(LINES))
    former = select(PerformanceReview.id).where(
        PerformanceReview.person_id == mine.person_id, PerformanceReview.month < mine.month
    )
    former_id = await session.scalar(former)
    session.add_all(_adjustment(mine, former_id, n) for n in range(LINES))
    await session.commit()
    found = {"performance_review": mine.id, "performance_month": shown.id}
    cast.places.update(found, performance_scheme=UUID(scheme_id))


async def _months_before(session: AsyncSession, shown: PerformanceMonth) -> None:
    """The two months before, with the same reviews."""
    of_month = select(PerformanceReview).where(PerformanceReview.month_id == shown.id)
    everybody = list(await session.scalars(of_month))
    for n in (1, 2):
        before = (LAST - timedelta(days=31 * n)).replace(day=1)
        kept = {name: getattr(shown, name) for name in NAMES}
        month = PerformanceMonth(id=new_id(), month=before, **kept)
        session.add(month)
        await session.flush()
        for each in everybody:
            scopes = {name: getattr(each, name) for name in (*SCOPES, "person_id", "result")}
            told = {"id": new_id(), "month_id": month.id, "month": before}
            session.add(PerformanceReview(**scopes, **told))


def _dispute(review: PerformanceReview, n: int) -> PerformanceDispute:
    return PerformanceDispute(
        id=new_id(),
        review_id=review.id,
        **{name: getattr(review, name) for name in SCOPES},
        text=f"第{n}条",
        raised_at=utc_now() + timedelta(seconds=n),
        state="waiting",
    )


def _adjustment(review: PerformanceReview, former_id: UUID | None, n: int) -> PerformanceAdjustment:
    return PerformanceAdjustment(
        id=new_id(),
        of_review_id=former_id,
        review_id=review.id,
        district_id=review.district_id,
        cause="evidence",
        source="check_in",
        subject_id=new_id(),
        happened_at=utc_now(),
        state="rejected",
        points_hundredths=-n,
        steps=[],
        reason="来源记录现为“审核不认可”",
        decided_at=utc_now() + timedelta(seconds=n),
    )

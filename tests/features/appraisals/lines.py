"""Some of each, for lists: three months of the community, their workers, rows and disputes."""

from datetime import timedelta
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.appraisal_closing.models import SCOPES, AppraisalDispute
from shequ_api.features.appraisals.models import Appraisal, AppraisalMonth
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.appraisals.month import LAST, Months, rate
from tests.features.patrol_plans.planned import BUILDING

NAMES = {column.key for column in AppraisalMonth.__table__.columns} - {"id", "month"}


async def appraised(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    """Their ids are found among the cast's places, as `appraisal`, `appraisal_month`,
    `appraisal_scheme`."""
    months = Months(client, cast, session)
    earlier = (LAST - timedelta(days=1)).replace(day=1)
    for first in (earlier, (earlier - timedelta(days=1)).replace(day=1), LAST):
        scheme_id = await months.scheme(rate(), from_month=first)
    await months.tasks_of(BUILDING, ["completed", "missed", "failed"])
    shown = await months.nightly()
    mine = await months.appraisal_of()
    of_month = select(Appraisal).where(Appraisal.month_id == shown.id)
    everybody = list(await session.scalars(of_month))
    for n in (1, 2):
        before = (LAST - timedelta(days=31 * n)).replace(day=1)
        kept = {name: getattr(shown, name) for name in NAMES}
        month = AppraisalMonth(id=new_id(), month=before, **kept)
        session.add(month)
        await session.flush()
        for each in everybody:
            scopes = {name: getattr(each, name) for name in (*SCOPES, "person_id", "result")}
            told = {"id": new_id(), "month_id": month.id, "month": before}
            session.add(Appraisal(**scopes, **told))
    for n in range(3):
        session.add(
            AppraisalDispute(
                id=new_id(),
                appraisal_id=mine.id,
                **{name: getattr(mine, name) for name in SCOPES},
                text=f"第{n}条",
                raised_at=utc_now() + timedelta(seconds=n),
                state="waiting",
            )
        )
    await session.commit()
    found = {"appraisal": mine.id, "appraisal_month": shown.id}
    cast.places.update(found, appraisal_scheme=UUID(scheme_id))

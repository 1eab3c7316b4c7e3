"""A month that is frozen, the next one that is open, and what becomes known meanwhile."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from shequ_api.base.events.models import Job
from shequ_api.features.performance_adjustments.service.looking import (
    LOOK,
    LookDue,
    ask_for_looks,
    look_due,
)
from shequ_api.features.performance_inputs.models import (
    PerformanceItem,
    PerformanceMonth,
    PerformanceReview,
)
from shequ_api.kit.clock import utc_now
from tests.cast import HOME
from tests.features.performance_closing.test_disputes import answer, dispute
from tests.features.performance_closing.test_freezing import close
from tests.features.performance_reviews.month import LAST, WORKER, Months

ABOVE, CHIEF = "subdistrict_administrator", "grid_chief"


async def freeze(months: Months) -> dict[str, Any]:
    """The month as its worker reads it, once it is frozen."""
    await months.nightly()
    await months.until(-1)
    frozen = await close(months, "freezing")
    assert frozen.status_code == 200, frozen.text
    return await reviewed(months)


async def review_of(months: Months, month: Any = LAST, who: str = WORKER) -> PerformanceReview:
    mine = select(PerformanceReview).where(
        PerformanceReview.person_id == months.cast.people[who], PerformanceReview.month == month
    )
    found = await months.session.scalars(mine.execution_options(populate_existing=True))
    return found.one()


async def reviewed(months: Months, month: Any = LAST, who: str = WORKER) -> dict[str, Any]:
    review = await review_of(months, month, who)
    return dict(await months.got(who, f"/performance-reviews/{review.id}"))


async def entries(months: Months, month: Any = LAST, who: str = WORKER) -> list[dict[str, Any]]:
    review = await review_of(months, month, who)
    path = f"/performance-reviews/{review.id}/adjustments"
    return list((await months.got(who, path, limit=100))["items"])


async def rows_of(months: Months, measure: str = "patrol_tasks_done") -> list[dict[str, Any]]:
    review = await review_of(months)
    path = f"/performance-reviews/{review.id}/rows"
    return list((await months.got(WORKER, path, measure=measure, limit=100))["items"])


async def upheld(
    months: Months, seen: dict[str, Any], subject_id: str, effect: str = "achieved"
) -> Any:
    """A dispute about a row, and somebody's answer that it is right."""
    raised = await dispute(months, seen, subject_id=subject_id)
    assert raised.status_code == 201, raised.text
    corrected = {"effect": effect, "subject_id": subject_id, "reason": "停电，有照片"}
    return await answer(months, raised.json()["id"], CHIEF, correction=corrected)


async def look(months: Months) -> None:
    """What the clock asks for at night, and its jobs."""
    now = utc_now()
    await ask_for_looks(months.session, now)
    jobs = select(Job).where(Job.name == LOOK)
    for job in list(await months.session.scalars(jobs)):
        await look_due(months.session, LookDue.model_validate(job.facts), now)
        await months.session.delete(job)
    for month in await months.session.scalars(select(PerformanceMonth)):
        month.looked_on = None
    await months.session.commit()


async def items(months: Months) -> list[tuple[Any, ...]]:
    """All rows of the frozen month, as they are kept."""
    columns = PerformanceItem.__table__.columns
    of_month = (
        select(PerformanceReview.id)
        .join(PerformanceMonth, PerformanceMonth.id == PerformanceReview.month_id)
        .where(PerformanceMonth.month == LAST)
        .where(PerformanceMonth.community_id == months.cast.places[HOME])
    )
    found = select(*columns).where(PerformanceItem.review_id.in_(of_month))
    order = (columns.review_id, columns.subject_id, columns.happened_at)
    return [tuple(row) for row in await months.session.execute(found.order_by(*order))]


async def month_of(months: Months, month: Any = LAST) -> PerformanceMonth:
    found = select(PerformanceMonth).where(
        PerformanceMonth.community_id == months.cast.places[HOME], PerformanceMonth.month == month
    )
    return (await months.session.scalars(found)).one()


def named(subject_id: Any) -> UUID:
    return UUID(str(subject_id))

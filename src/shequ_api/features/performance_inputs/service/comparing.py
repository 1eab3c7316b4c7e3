"""What the sources of a frozen month's rows say by now, where that is something else."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Uuid, and_, cast, null, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.features.patrol_tasks.public import tasks_among
from shequ_api.features.performance_inputs.models import (
    PerformanceItem,
    PerformanceMonth,
)
from shequ_api.features.performance_inputs.queries import items_of_month, span_of, standing_state
from shequ_api.features.performance_inputs.rules import OPEN_STATES
from shequ_api.features.performance_inputs.service.gathering import own_rows
from shequ_api.features.performance_inputs.service.register_facts import (
    CONFIRMED,
    STILL_FRESH,
    told_rows,
)
from shequ_api.features.performance_schemes.public import MeasureSource, last_day

Rows = Select[*tuple[Any, ...]]


async def changed_rows(
    session: AsyncSession, month: PerformanceMonth, now: datetime
) -> AsyncIterator[Any]:
    """Items whose source says something else than what they stand at: `review_id`, `source`,
    `subject_id`, `happened_at`, `state`, `value` by now, and `decided_by_id`.

    Assignments are looked at as of a week after the month, and dwellings on its last day: those
    never change.
    """
    sources = own_rows(month, last_day(month.month), now)
    del sources[MeasureSource.TICKET]
    for source in OPEN_STATES:
        sources[source] = _open_tasks(month, source)
    for source, rows in sources.items():
        for row in await session.execute(_differing(month, source, rows)):
            yield row
    await enter_district(session, month.district_id)
    told = _differing(
        month, MeasureSource.REGISTER_FACT, told_rows(month.community_id, *span_of(month.month))
    )
    found = (await session.execute(told)).all()
    await leave_walls(session)
    for row in found:
        yield row


def _open_tasks(month: PerformanceMonth, source: MeasureSource) -> Rows:
    open_then = PerformanceItem.state.in_(OPEN_STATES[source])
    items = select(PerformanceItem.subject_id).where(*items_of_month(month, source), open_then)
    rows = tasks_among(items).subquery()
    return select(rows, cast(null(), Uuid).label("decided_by_id"))


def _differing(month: PerformanceMonth, source: MeasureSource, found: Rows) -> Rows:
    rows, item = found.subquery(), PerformanceItem
    stands = standing_state()
    said_again = and_(rows.c.state == CONFIRMED, stands == STILL_FRESH)
    return (
        select(
            item.review_id,
            item.source,
            item.subject_id,
            item.happened_at,
            rows.c.state,
            rows.c.value,
            rows.c.decided_by_id,
        )
        .join(
            rows,
            and_(rows.c.subject_id == item.subject_id, rows.c.happened_at == item.happened_at),
        )
        .where(*items_of_month(month, source), rows.c.state != stands, ~said_again)
        .order_by(item.review_id, item.happened_at, item.subject_id)
    )

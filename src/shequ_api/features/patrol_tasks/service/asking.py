"""What other records ask to be done once: to look at a hazard again, what a department may give."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.rules import REINSPECTION as REINSPECTION
from shequ_api.features.patrol_tasks.rules import TaskState
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id

INSTANT = timedelta(microseconds=1)
AT_ONCE = 500
"""Rows in one statement: the protocol takes 32767 values."""


class Wanted(NamedTuple):
    """A task to be made: by what source, where, what, and when. `located`: as of `located_at`."""

    source_kind: str
    source_id: UUID
    located: dict[str, Any]
    title: str
    route_name: str
    form_key: str | None
    opens_at: datetime
    closes_at: datetime
    target: int | None = None
    """Of a task for a whole grid: to how many places in it; it is counted from 0."""


async def make_once(session: AsyncSession, wanted: Sequence[Wanted]) -> dict[UUID, UUID]:
    """Make these tasks, but those whose source has one open; source id → task id of the new."""
    if not wanted:
        return {}
    rows = [
        {
            "id": new_id(),
            **one.located,
            "source_kind": one.source_kind,
            "source_id": one.source_id,
            "title": one.title,
            "route_name": one.route_name,
            "position": 0,
            "form_key": one.form_key,
            "due_on": china_date(one.closes_at - INSTANT),
            "opens_at": one.opens_at,
            "closes_at": one.closes_at,
            "state": TaskState.READY.value,
            "target": one.target,
            "reached": None if one.target is None else 0,
        }
        for one in wanted
    ]
    made: dict[UUID, UUID] = {}
    for first in range(0, len(rows), AT_ONCE):
        new = insert(PatrolTask).values(rows[first : first + AT_ONCE]).on_conflict_do_nothing()
        found = await session.execute(new.returning(PatrolTask.source_id, PatrolTask.id))
        made |= {row.source_id: row.id for row in found}
    return made


async def is_asked_for(
    session: AsyncSession, source_kind: str, place_id: UUID, form_key: str
) -> bool:
    """Whether a task of such a source stands open at a place."""
    found = exists().where(
        PatrolTask.place_id == place_id,
        PatrolTask.source_kind == source_kind,
        PatrolTask.form_key == form_key,
        PatrolTask.state == TaskState.READY,
    )
    return bool(await session.scalar(select(found)))

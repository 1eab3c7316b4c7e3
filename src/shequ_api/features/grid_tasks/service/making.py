"""Making tasks for whole grids, some hundreds at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Grid
from shequ_api.features.grid_tasks.models import GridGoal
from shequ_api.features.grid_tasks.service.counting import hold, recount
from shequ_api.features.patrol_tasks.public import TaskState, Wanted, make_once


class GridWork(NamedTuple):
    """A task to be made for a grid: who asks, as part of what, to what one goes, and when."""

    source_kind: str
    source_id: UUID
    order_id: UUID
    grid: Grid
    kind: str
    asset_kind: str | None
    wanted: int | None
    title: str
    route_name: str
    form_key: str | None
    opens_at: datetime
    closes_at: datetime


def located_in(grid: Grid) -> dict[str, Any]:
    """The columns of a new row that is about a grid as a whole: it lies at its community."""
    return {
        "city_id": grid.city_id,
        "district_id": grid.district_id,
        "subdistrict_id": grid.subdistrict_id,
        "community_id": grid.community_id,
        "general_grid_id": grid.general_grid_id,
        "micro_grid_id": grid.micro_grid_id,
        "place_id": grid.community_id,
        "made_grid_id": grid.id,
    }


async def make_for_grids(
    session: AsyncSession, works: Sequence[GridWork], *, now: datetime
) -> dict[UUID, UUID]:
    """Make these tasks; source id → task id. What was done in their windows before counts."""
    made = await make_once(session, [_wanted(work) for work in works])
    rows = [
        {
            "task_id": made[work.source_id],
            "district_id": work.grid.district_id,
            "order_id": work.order_id,
            "grid_id": work.grid.id,
            "kind": work.kind,
            "asset_kind": work.asset_kind,
            "wanted": work.wanted,
            "closes_at": work.closes_at,
            "look_at": now,
        }
        for work in works
        if work.source_id in made
    ]
    if rows:
        await session.execute(insert(GridGoal), rows)
        pairs = await hold(session, list(made.values()), TaskState.READY)
        await recount(session, pairs, now=now)
    return made


def _wanted(work: GridWork) -> Wanted:
    return Wanted(
        source_kind=work.source_kind,
        source_id=work.source_id,
        located=located_in(work.grid),
        title=work.title,
        route_name=work.route_name,
        form_key=work.form_key,
        opens_at=work.opens_at,
        closes_at=work.closes_at,
        target=0,
    )

"""Setting caps, and keeping what grids have taken under them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.task_caps import queries
from shequ_api.features.task_caps.models import GridLoad, TaskCap
from shequ_api.features.task_caps.rules import Cap, Load
from shequ_api.features.task_caps.schemas import TaskCapDraft
from shequ_api.kit.errors import Malformed

CAPPED = frozenset({PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT})
AT_ONCE = 1_000


class CapPlaceUnfit(Malformed):
    code, title = "task_cap_place_unfit", "上限只能按区（县）或街道设定"


class CapSaysNothing(Malformed):
    code, title = "task_cap_says_nothing", "请至少填写任务数或时长中的一项"


class Over(NamedTuple):
    """A grid that would take more than it may: what it would have, and the most."""

    micro_grid_id: UUID
    name: str
    load: Load
    cap: Cap


async def set_cap(
    session: AsyncSession, actor: Actor, place: Place, draft: TaskCapDraft, *, now: datetime
) -> None:
    """From now on; what was given stays. A cap below what a grid has lets it take nothing more."""
    if place.kind not in CAPPED or place.district_id is None or place.ended_at is not None:
        raise CapPlaceUnfit
    if draft.tasks is None and draft.minutes is None:
        raise CapSaysNothing
    said = {**draft.model_dump(), "set_by_id": actor.person_id, "set_at": now}
    row = insert(TaskCap).values(place_id=place.id, district_id=place.district_id, **said)
    await session.execute(row.on_conflict_do_update(index_elements=["place_id"], set_=said))


async def book(
    session: AsyncSession, district_id: UUID, month: date, wanted: Mapping[UUID, Load]
) -> list[Over]:
    """Write down that grids take more in a month; those that would take too much. Whoever gives,
    and finds one, must not commit; what was only moved between grids stays.

    The rows are locked in the order of the grids, so that of two departments at once one waits, and
    then sees what the other has given. A cap that is set meanwhile holds for the next.
    """
    loads: dict[UUID, Load] = {}
    ids = sorted(wanted)
    for start in range(0, len(ids), AT_ONCE):
        rows = [
            {
                "micro_grid_id": grid_id,
                "month": month,
                "district_id": district_id,
                **wanted[grid_id]._asdict(),
            }
            for grid_id in ids[start : start + AT_ONCE]
        ]
        new = insert(GridLoad).values(rows)
        more = {
            "tasks": GridLoad.tasks + new.excluded.tasks,
            "minutes": GridLoad.minutes + new.excluded.minutes,
        }
        booked = new.on_conflict_do_update(index_elements=["micro_grid_id", "month"], set_=more)
        columns = (GridLoad.micro_grid_id, GridLoad.tasks, GridLoad.minutes)
        for row in await session.execute(booked.returning(*columns)):
            loads[row.micro_grid_id] = Load(row.tasks, row.minutes)
    found = await session.execute(queries.caps_of(ids))
    caps = [
        (
            row,
            Cap(row.district_tasks, row.district_minutes).with_another(
                Cap(row.subdistrict_tasks, row.subdistrict_minutes)
            ),
        )
        for row in found
    ]
    return [
        Over(row.id, row.name, loads[row.id], cap)
        for row, cap in caps
        if not cap.allows(loads[row.id])
    ]


async def free(session: AsyncSession, month: date, less: Mapping[UUID, Load]) -> None:
    """Grids have given something back; in the order in which more is booked on them."""
    ids = sorted(less)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        here = (GridLoad.micro_grid_id.in_(some), GridLoad.month == month)
        locked = select(GridLoad.micro_grid_id).where(*here).order_by(GridLoad.micro_grid_id)
        await session.execute(locked.with_for_update())
        tasks, minutes = (
            case({each: getattr(less[each], name) for each in some}, value=GridLoad.micro_grid_id)
            for name in Load._fields
        )
        freed = update(GridLoad).where(*here)
        await session.execute(
            freed.values(tasks=GridLoad.tasks - tasks, minutes=GridLoad.minutes - minutes),
            execution_options={"synchronize_session": False},
        )

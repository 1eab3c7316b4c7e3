"""Tallies: counting the register of micro-grids, so that nobody above scans it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.places.models import Grid, GridKind
from shequ_api.base.register.models import Entry, Occupancy, Premises, RegisterFact, Tally
from shequ_api.base.register.turns import take_turn
from shequ_api.kit.clock import china_date

COUNTED: Sequence[Any] = (Entry, Occupancy, Premises, RegisterFact)
COUNTS = ("people", "premises", "facts", "stale", "oldest_stale_on", "counted_at")
SCOPES = ("general_grid_id", "community_id", "subdistrict_id", "district_id", "city_id")


async def recount_grids(
    session: AsyncSession, grid_ids: Collection[UUID | None], *, now: datetime
) -> None:
    """Count some micro-grids anew, after a change and in its transaction; those in the walls.

    One at a time for each grid: without the lock, two would each count without the other's change.
    """
    ids = sorted({grid_id for grid_id in grid_ids if grid_id is not None})
    for grid_id in ids:
        await take_turn(session, grid_id)
    if ids:
        await _recount(session, [model.micro_grid_id.in_(ids) for model in COUNTED], ids, now=now)


async def recount_district(session: AsyncSession, district_id: UUID, now: datetime) -> None:
    """Count all micro-grids of a district. Enters the district's walls and leaves them."""
    await enter_district(session, district_id)
    gone = select(Grid.id).where(Grid.ended_at.is_not(None), Grid.district_id == district_id)
    await session.execute(delete(Tally).where(Tally.micro_grid_id.in_(gone)))
    inside = [model.district_id == district_id for model in COUNTED]
    await _recount(session, inside, None, now=now)
    await leave_walls(session)


async def recount_all(session: AsyncSession, now: datetime) -> None:
    """Count every district that has micro-grids: what was fresh yesterday may be stale today."""
    laid_out = select(Grid.district_id).where(Grid.kind == GridKind.MICRO).distinct()
    for district_id in sorted(await session.scalars(laid_out)):
        await recount_district(session, district_id, now)


async def _recount(
    session: AsyncSession, conditions: Sequence[Any], ids: Sequence[UUID] | None, *, now: datetime
) -> None:
    counts = _counts(conditions, china_date(now)).subquery()
    grids = (
        select(
            Grid.id,
            Grid.parent_id,
            Grid.community_id,
            Grid.subdistrict_id,
            Grid.district_id,
            Grid.city_id,
            func.coalesce(counts.c.people, 0),
            func.coalesce(counts.c.premises, 0),
            func.coalesce(counts.c.facts, 0),
            func.coalesce(counts.c.stale, 0),
            counts.c.oldest_stale_on,
            literal(now, Tally.counted_at.type),
        )
        .outerjoin(counts, counts.c.micro_grid_id == Grid.id)
        .where(Grid.id == counts.c.micro_grid_id if ids is None else Grid.id.in_(ids))
    )
    made = insert(Tally).from_select(["micro_grid_id", *SCOPES, *COUNTS], grids)
    renewed = {name: made.excluded[name] for name in (*SCOPES, *COUNTS)}
    await session.execute(
        made.on_conflict_do_update(index_elements=["micro_grid_id"], set_=renewed)
    )


def _counts(conditions: Sequence[Any], today: date) -> Select[Any]:
    """Counts for each micro-grid over all that can grow stale."""
    parts = [
        select(
            model.micro_grid_id,
            func.count().label("facts"),
            (func.count() if model is Entry else 0 * func.count()).label("people"),
            (func.count() if model is Premises else 0 * func.count()).label("premises"),
            func.count().filter(model.stale_on <= today).label("stale"),
            func.min(model.stale_on).filter(model.stale_on <= today).label("oldest"),
        )
        .where(condition, model.ended_at.is_(None), model.micro_grid_id.is_not(None))
        .group_by(model.micro_grid_id)
        for model, condition in zip(COUNTED, conditions, strict=True)
    ]
    each = union_all(*parts).subquery()
    return select(
        each.c.micro_grid_id,
        *(func.sum(each.c[name]).label(name) for name in ("people", "premises", "facts", "stale")),
        func.min(each.c.oldest).label("oldest_stale_on"),
    ).group_by(each.c.micro_grid_id)

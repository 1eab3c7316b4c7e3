"""What the register lets go of those who left: the same as when somebody asks to be forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.places.models import Grid, GridKind
from shequ_api.base.register.models import Entry, Former
from shequ_api.base.register.tallies import recount_grids
from shequ_api.features.register_residents.forgetting import forget_entries


async def forget_leavers(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Who left so long ago is nobody any more; that somebody lived there from when to when stays.

    What is theirs to delete goes with it: sealed facts, history, corrections.
    """
    count = 0
    for district_id in await _districts(session):
        await enter_district(session, district_id)
        left = select(Entry).where(Entry.ended_at <= now - kept, Entry.erased_at.is_(None))
        oldest = left.order_by(Entry.ended_at).limit(most - count)
        entries = list(await session.scalars(oldest.with_for_update(skip_locked=True)))
        await forget_entries(session, [entry.id for entry in entries], now)
        await recount_grids(session, {entry.micro_grid_id for entry in entries}, now=now)
        count += len(entries)
    await leave_walls(session)
    return count


async def forget_history(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """What was said before it was put right; that it was, by whom and when, stays."""
    count = 0
    for district_id in await _districts(session):
        await enter_district(session, district_id)
        old = select(Former.id).where(
            Former.district_id == district_id,
            Former.replaced_at <= now - kept,
            Former.former_sealed.is_not(None),
        )
        ids = list(await session.scalars(old.order_by(Former.replaced_at).limit(most - count)))
        emptied = update(Former).where(Former.id.in_(ids)).values(former_sealed=None)
        await session.execute(emptied, execution_options={"synchronize_session": False})
        count += len(ids)
    await leave_walls(session)
    return count


async def _districts(session: AsyncSession) -> Sequence[UUID]:
    """Those that have a register."""
    laid_out = select(Grid.district_id).where(Grid.kind == GridKind.MICRO).distinct()
    return sorted(await session.scalars(laid_out))

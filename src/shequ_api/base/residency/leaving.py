"""The end of a residency: leaving, being removed, and claims that nobody answered."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.following import below
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import LIVING_THERE, Residency, ResidencyState
from shequ_api.base.residency.rules import CLAIM_WAITS, fits_departure, last_day_after, not_begun
from shequ_api.base.residency.service import ResidencyOver, close
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow

DEMOLISHED = "房屋已拆除"
"""What people read, before the reason."""
AT_ONCE = 500
"""Claims that one run of the clock closes; the rest waits for the next."""


class DepartureUnfit(Malformed):
    code, title = "departure_unfit", "搬离日期应在入住日期之后，且不晚于今天"


class NotVerifiedYet(NotNow):
    code, title = "residency_not_verified", "这条登记尚未核实，请核实或驳回"


class OwnersStay(Forbidden):
    """Who owns a dwelling is not for another owner to decide."""

    code, title = "owners_stay", "业主之间不能互相移除，请联系网格员"


class LeaveInstead(NotNow):
    code, title = "leave_instead", "自己的居住关系请使用“搬离”"


async def leave(
    session: AsyncSession, actor: Actor, residency: Residency, *, ends_on: date, now: datetime
) -> Residency:
    """Move out, from a day on that has come; or take back what waits or has not begun."""
    await _lock_live(session, residency)
    today = china_date(now)
    kind = ResidencyState.LEFT
    if residency.verified_at is None or not_begun(residency.starts_on, today):
        kind, ends_on = ResidencyState.WITHDRAWN, last_day_after(residency.starts_on, today)
    elif not fits_departure(residency.starts_on, ends_on, today=today):
        raise DepartureUnfit
    return close(
        session, residency, kind, by_id=actor.person_id, reason=None, ends_on=ends_on, now=now
    )


async def remove(
    session: AsyncSession, actor: Actor, residency: Residency, *, reason: str, now: datetime
) -> Residency:
    """End somebody's verified residency, with a reason that they can read."""
    if residency.person_id == actor.person_id:
        raise LeaveInstead
    await _lock_live(session, residency)
    if residency.verified_at is None:
        raise NotVerifiedYet
    return close(
        session,
        residency,
        ResidencyState.REMOVED,
        by_id=actor.person_id,
        reason=reason,
        ends_on=last_day_after(residency.starts_on, china_date(now)),
        now=now,
    )


async def remove_from_household(
    session: AsyncSession, actor: Actor, residency: Residency, *, reason: str, now: datetime
) -> Residency:
    """What an owner may end in the own dwelling: tenants, family and floating residents."""
    if residency.person_id != actor.person_id and residency.belonging not in LIVING_THERE:
        raise OwnersStay
    return await remove(session, actor, residency, reason=reason, now=now)


async def _lock_live(session: AsyncSession, residency: Residency) -> None:
    await session.refresh(residency, with_for_update=True)
    if residency.ends_on is not None:
        raise ResidencyOver


async def empty_place(
    session: AsyncSession,
    place_id: UUID,
    *,
    by_id: UUID | None,
    reason: str | None,
    now: datetime,
) -> int:
    """End all homes at a demolished place and below it, and answer the claims; returns how many."""
    there = select(Residency).join(Place, Place.id == Residency.place_id)
    live = there.where(below(Place, [place_id]), Residency.ends_on.is_(None))
    locked = live.order_by(Residency.id).with_for_update(of=Residency)
    found = list(await session.scalars(locked))
    for residency in found:
        close(
            session,
            residency,
            ResidencyState.PLACE_ENDED,
            by_id=by_id,
            reason=f"{DEMOLISHED}：{reason}" if reason else DEMOLISHED,
            ends_on=last_day_after(residency.starts_on, china_date(now)),
            now=now,
        )
    await session.flush()
    return len(found)


async def expire_claims(session: AsyncSession, now: datetime) -> None:
    """Close claims that nobody answered in time; who made one sees it, and may claim again."""
    old = (
        select(Residency)
        .where(Residency.verified_at.is_(None), Residency.ends_on.is_(None))
        .where(Residency.claimed_at <= now - CLAIM_WAITS)
        .order_by(Residency.claimed_at)
        .limit(AT_ONCE)
        # A claim that is being answered at this moment is not too old.
        .with_for_update(skip_locked=True)
    )
    for residency in await session.scalars(old):
        close(
            session,
            residency,
            ResidencyState.EXPIRED,
            by_id=None,
            reason=None,
            ends_on=last_day_after(residency.starts_on, china_date(now)),
            now=now,
        )

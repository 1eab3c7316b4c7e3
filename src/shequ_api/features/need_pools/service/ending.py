"""How a pool goes on: closing, ordering, delivering, coming to nothing; by people, by clocks."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.models import Organisation
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.content_checks.public import refuse_unfit
from shequ_api.features.need_pools import queries
from shequ_api.features.need_pools.events import (
    PoolCancelled,
    PoolClosed,
    PoolClosingSoon,
    PoolDelivered,
    PoolDone,
    PoolLapsed,
    PoolOrdered,
)
from shequ_api.features.need_pools.flow import FLOW, PoolState
from shequ_api.features.need_pools.models import NeedPool
from shequ_api.features.need_pools.rules import PoolSettlement
from shequ_api.features.need_pools.schemas import PoolOrder
from shequ_api.features.need_pools.service import members
from shequ_api.features.need_pools.service.holding import facts_of, hold
from shequ_api.features.need_pools.service.members import settle_all
from shequ_api.features.partners.public import PartnerState, partner_of
from shequ_api.kit.errors import Malformed, NotNow

AT_ONCE = 50
"""Pools in one run of a clock; the next run goes on."""


class PoolTooSmall(NotNow):
    """Facts: `members`, `least_members`."""

    code, title = "need_pool_too_small", "人数还没有达到最少人数"


class OrganisationNeeded(Malformed):
    code, title = "need_pool_organisation_needed", "请填写由哪个单位承接"


class OrganisationUnfit(Malformed):
    code, title = "need_pool_organisation_unfit", "没有这个单位，或它不在本区"


class NotAnActivePartner(Malformed):
    code, title = "need_pool_partner_unfit", "合伙人供给的统单须由合作中的合伙人承接"


async def close(session: AsyncSession, actor: Actor, pool: NeedPool, *, now: datetime) -> None:
    """Before its day, once it has enough members."""
    await hold(session, pool)
    if pool.state == PoolState.GATHERING and pool.members < pool.least_members:
        raise PoolTooSmall(members=pool.members, least_members=pool.least_members)
    await _step(session, pool, "close", actor, now=now)
    record(session, PoolClosed(**facts_of(pool, now)), now=now)


async def order(
    session: AsyncSession, actor: Actor, pool: NeedPool, said: PoolOrder, *, now: datetime
) -> None:
    """With whom, what and for how much."""
    await hold(session, pool)
    await _refuse_organisation(session, pool, said)
    await refuse_unfit(session, said.text, pool)
    await _step(session, pool, "order", actor, now=now)
    pool.organisation_id, pool.order_text = said.organisation_id, said.text
    pool.total_price_fen, pool.ordered_at = said.total_price_fen, now
    ordered = PoolOrdered(organisation_id=said.organisation_id, **facts_of(pool, now))
    record(session, ordered, now=now)


async def _refuse_organisation(session: AsyncSession, pool: NeedPool, said: PoolOrder) -> None:
    if said.organisation_id is None:
        if pool.settlement != PoolSettlement.OWN_SERVICE:
            raise OrganisationNeeded
        return
    firm = await session.get(Organisation, said.organisation_id)
    if firm is None or firm.ended_at is not None or firm.district_id != pool.district_id:
        raise OrganisationUnfit
    if pool.settlement == PoolSettlement.PARTNER_OFFER:
        partner = await partner_of(session, firm.id)
        if partner is None or partner.state != PartnerState.ACTIVE:
            raise NotAnActivePartner


async def deliver(session: AsyncSession, actor: Actor, pool: NeedPool, *, now: datetime) -> None:
    """Everybody in it has what they wanted, and is asked to rate."""
    await hold(session, pool)
    await _step(session, pool, "deliver", actor, now=now)
    pool.delivered_at = now
    await settle_all(session, pool, PoolState.DELIVERED, now=now)
    record(session, PoolDelivered(**facts_of(pool, now)), now=now)


async def cancel(
    session: AsyncSession, actor: Actor, pool: NeedPool, *, reason: str, now: datetime
) -> None:
    """It comes to nothing; the needs in it are free for another one. Its members read why."""
    await hold(session, pool)
    await refuse_unfit(session, reason, pool)
    await _step(session, pool, "cancel", actor, note=reason, now=now)
    pool.ended_at = now
    await settle_all(session, pool, PoolState.CANCELLED, now=now)
    record(session, PoolCancelled(**facts_of(pool, now)), now=now)


async def end_gathering(session: AsyncSession, now: datetime) -> None:
    """On a clock: pools whose closing instant has come are closed or, with too few members,
    lapse."""
    await _each(session, queries.closing(now, AT_ONCE), _end_gathering, now)


async def _end_gathering(session: AsyncSession, pool: NeedPool, now: datetime) -> None:
    if pool.members >= pool.least_members:
        await _step(session, pool, "close", None, now=now)
        record(session, PoolClosed(**facts_of(pool, now)), now=now)
        return
    await _lapse(session, pool, now)


async def leave(session: AsyncSession, actor: Actor, pool: NeedPool, *, now: datetime) -> None:
    """Somebody leaves; a closed pool that has too few members then is ordered no more."""
    await members.leave(session, actor, pool, now=now)
    await lapse_short(session, pool, now=now)


async def lapse_short(session: AsyncSession, pool: NeedPool, *, now: datetime) -> None:
    """Whoever is in a held pool that closed is too few by now: they said so many, or nothing."""
    if pool.state == PoolState.CLOSED and pool.members < pool.least_members:
        await _lapse(session, pool, now)


async def _lapse(session: AsyncSession, pool: NeedPool, now: datetime) -> None:
    await _step(session, pool, "lapse", None, now=now)
    pool.ended_at = now
    await settle_all(session, pool, PoolState.LAPSED, now=now)
    record(session, PoolLapsed(**facts_of(pool, now)), now=now)


async def warn(session: AsyncSession, now: datetime) -> None:
    """On a clock: what closes within a day is told to the staff, once."""
    await _each(session, queries.closing_soon(now, AT_ONCE), _warn, now)


async def _warn(session: AsyncSession, pool: NeedPool, now: datetime) -> None:
    pool.warned_at = now
    record(session, PoolClosingSoon(**facts_of(pool, now)), now=now)


async def finish(session: AsyncSession, now: datetime) -> None:
    """On a clock: what was delivered is done when it is rated no more."""
    await _each(session, queries.rated_out(now, AT_ONCE), _finish, now)


async def _finish(session: AsyncSession, pool: NeedPool, now: datetime) -> None:
    await _step(session, pool, "finish", None, now=now)
    pool.ended_at = now
    record(session, PoolDone(**facts_of(pool, now)), now=now)


async def _each(
    session: AsyncSession,
    due: Select[Any],
    what: Callable[[AsyncSession, NeedPool, datetime], Awaitable[None]],
    now: datetime,
) -> None:
    for pool in (await session.scalars(due)).all():
        await what(session, pool, now)


async def _step(
    session: AsyncSession,
    pool: NeedPool,
    name: str,
    actor: Actor | None,
    *,
    note: str | None = None,
    now: datetime,
) -> None:
    by_id = actor.person_id if actor else None
    case = await advance(session, FLOW, pool.case_id, name, actor_id=by_id, note=note, now=now)
    pool.state = case.state
    await session.flush()

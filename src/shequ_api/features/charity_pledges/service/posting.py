"""What earnings come to: each once, under the lock of its pledge, in whole points."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.features.charity.public import Pool, note_gift_of
from shequ_api.features.charity_pledges import queries
from shequ_api.features.charity_pledges.events import PledgePosted
from shequ_api.features.charity_pledges.models import PledgePosting, UnitPledge
from shequ_api.features.charity_pledges.rules import Due, PledgeOutcome, due
from shequ_api.features.points.public import open_card, pay_from_card
from shequ_api.features.points_lots.public import standing_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id

PLEDGE_REASON = "一分钱公益"


async def count_units(
    session: AsyncSession, pledge: UnitPledge, subject_id: UUID, units: int, *, now: datetime
) -> PledgePosting | None:
    """Count units of a fact by a resident's locked pledge, and give what they come to; None where
    the fact was counted before."""
    this = PledgePosting.pledge_id == pledge.id
    if await session.scalar(queries.posted(PledgePosting, this, subject_id)) is not None:
        return None
    assert pledge.giver_id is not None, "a partner's are given with its statements"
    coming = count(pledge, china_date(now).replace(day=1), units)
    pool = await session.get_one(Pool, pledge.pool_id)
    card = await open_card(
        session, person_id=pledge.giver_id, district_id=pledge.district_id, now=now
    )
    if coming.points:  # before the accounts, though it may come to nothing
        await note_gift_of(session, pledge.giver_id, pool, 0, now=now)
    # Both at once, in order: what is there now is there when it is given.
    await lock_accounts(session, {card.account_id, pool.account_id})
    # That which is not over by its day, and nothing of a frozen card.
    standing = await standing_of(session, account_id=card.account_id, now=now)
    has_it = card.frozen_at is None and 0 < coming.points <= standing.available
    posting = PledgePosting(
        id=new_id(),
        pledge_id=pledge.id,
        district_id=pledge.district_id,
        subject_id=subject_id,
        units=units,
        outcome=_outcome(coming, has_it=has_it),
        points=coming.points if has_it else 0,
        posted_at=now,
    )
    if posting.points:
        pledge.month_points += posting.points
        pledge.given_points += posting.points
        posting.transfer_id = await _give(session, pledge, posting, pool, now=now)
        await note_gift_of(session, pledge.giver_id, pool, posting.points, now=now)
    session.add(posting)
    await session.flush()
    return posting


def count(pledge: UnitPledge, month: date, units: int) -> Due:
    """Count units by a locked pledge, in a month: what they come to."""
    if pledge.month != month:
        pledge.month, pledge.month_points = month, 0
    coming = due(
        rest_units=pledge.rest_units,
        more_units=units,
        every_units=pledge.every_units,
        give_points=pledge.give_points,
        left_this_month=pledge.month_cap_points - pledge.month_points,
    )
    pledge.rest_units = coming.rest_units
    return coming


def _outcome(coming: Due, *, has_it: bool) -> PledgeOutcome:
    if coming.points == 0:
        return PledgeOutcome.CAPPED if coming.capped else PledgeOutcome.COUNTED
    return PledgeOutcome.PAID if has_it else PledgeOutcome.NOT_ENOUGH


def told_of(pledge: UnitPledge, posting: PledgePosting, pool: Pool) -> PledgePosted:
    """The fact of what was given by a pledge."""
    return PledgePosted(
        subject_id=posting.id,
        district_id=pledge.district_id,
        pledge_id=pledge.id,
        pool_id=pool.id,
        community_id=pledge.community_id,
        points=posting.points,
    )


async def _give(
    session: AsyncSession,
    pledge: UnitPledge,
    posting: PledgePosting,
    pool: Pool,
    *,
    now: datetime,
) -> UUID:
    assert pledge.giver_id is not None, "a partner's are given with its statements"
    record(session, told_of(pledge, posting, pool), now=now)
    return await pay_from_card(
        session,
        person_id=pledge.giver_id,
        district_id=pledge.district_id,
        amount_points=posting.points,
        to_account_id=pool.account_id,
        key=f"unit_pledge/{posting.id}",
        reason=PLEDGE_REASON,
        reference_kind="unit_pledge",
        reference_id=posting.id,
        now=now,
    )

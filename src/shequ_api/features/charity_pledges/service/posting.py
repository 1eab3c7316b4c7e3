"""What facts come to: each once, under the lock of its rule, in whole points."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.queries import balance_now
from shequ_api.blocks.ledger.service import transfer
from shequ_api.features.charity.public import Pool
from shequ_api.features.charity_pledges import queries
from shequ_api.features.charity_pledges.events import PledgePosted, SharePosted
from shequ_api.features.charity_pledges.models import (
    IncomeShare,
    PledgePosting,
    SharePosting,
    UnitPledge,
)
from shequ_api.features.charity_pledges.rules import Due, PledgeOutcome, due, share_due
from shequ_api.features.partners.public import Partner, partner_account
from shequ_api.features.points.public import open_card, pay_from_card
from shequ_api.features.points_lots.public import standing_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id

PLEDGE_REASON, SHARE_REASON = "一分钱公益", "收益入公益池"


async def count_units(
    session: AsyncSession, pledge: UnitPledge, subject_id: UUID, units: int, *, now: datetime
) -> PledgePosting | None:
    """Count units of a fact by a locked pledge, and give what they come to; None where the fact
    was counted before."""
    this = PledgePosting.pledge_id == pledge.id
    if await session.scalar(queries.posted(PledgePosting, this, subject_id)) is not None:
        return None
    month = china_date(now).replace(day=1)
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
    pool = await session.get_one(Pool, pledge.pool_id)
    account_id = await _giver(session, pledge, now=now)
    # Both at once, in order: what is there now is there when it is given.
    await lock_accounts(session, {account_id, pool.account_id})
    has_it = 0 < coming.points <= await _available(session, pledge, account_id, now=now)
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
        posting.transfer_id = await _give(session, pledge, posting, account_id, pool, now=now)
    session.add(posting)
    await session.flush()
    return posting


def _outcome(coming: Due, *, has_it: bool) -> PledgeOutcome:
    if coming.points == 0:
        return PledgeOutcome.CAPPED if coming.capped else PledgeOutcome.COUNTED
    return PledgeOutcome.PAID if has_it else PledgeOutcome.NOT_ENOUGH


async def _giver(session: AsyncSession, pledge: UnitPledge, *, now: datetime) -> UUID:
    """The account out of which a pledge is paid."""
    if pledge.partner_id is not None:
        partner = await session.get_one(Partner, pledge.partner_id)
        return (await partner_account(session, partner, now)).id
    assert pledge.giver_id is not None, "the table says so"
    card = await open_card(
        session, person_id=pledge.giver_id, district_id=pledge.district_id, now=now
    )
    return card.account_id


async def _available(
    session: AsyncSession, pledge: UnitPledge, account_id: UUID, *, now: datetime
) -> int:
    """What the giver has; of a card, that which is not over by its day."""
    if pledge.giver_id is not None:
        return (await standing_of(session, account_id=account_id, now=now)).available
    return (await balance_now(session, account_id=account_id, now=now)).available


async def _give(
    session: AsyncSession,
    pledge: UnitPledge,
    posting: PledgePosting,
    account_id: UUID,
    pool: Pool,
    *,
    now: datetime,
) -> UUID:
    posted = PledgePosted(
        subject_id=posting.id,
        district_id=pledge.district_id,
        pledge_id=pledge.id,
        pool_id=pledge.pool_id,
        community_id=pledge.community_id,
        points=posting.points,
    )
    record(session, posted, now=now)
    if pledge.giver_id is not None:
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
    made = await transfer(
        session,
        key=f"unit_pledge/{posting.id}",
        debit_account_id=account_id,
        credit_account_id=pool.account_id,
        amount=posting.points,
        reason=PLEDGE_REASON,
        reference_kind="unit_pledge",
        reference_id=posting.id,
        now=now,
    )
    return made.id


async def count_income(
    session: AsyncSession,
    share: IncomeShare,
    subject_id: UUID,
    income_points: int,
    *,
    now: datetime,
) -> SharePosting | None:
    """Count a sale, or a refund (below zero), by a locked share, and move what is due by then.

    Who has too little gives what there is; the rest is due with what comes next, and so is what a
    pool could not give back. None where it was counted before.
    """
    refund = income_points < 0
    this = (SharePosting.share_id == share.id) & (SharePosting.refund == refund)
    if await session.scalar(queries.posted(SharePosting, this, subject_id)) is not None:
        return None
    share.ten_thousandths += income_points * share.basis_points
    pool = await session.get_one(Pool, share.pool_id)
    partner = await session.get_one(Partner, share.partner_id)
    account = await partner_account(session, partner, now)
    await lock_accounts(session, {pool.account_id, account.id})
    wanted = share_due(share.ten_thousandths, share.given_points)
    giver, taker = (account.id, pool.account_id) if wanted > 0 else (pool.account_id, account.id)
    there = await balance_now(session, account_id=giver, now=now)
    amount = min(abs(wanted), there.available)
    posting = SharePosting(
        id=new_id(),
        share_id=share.id,
        district_id=share.district_id,
        subject_id=subject_id,
        refund=refund,
        income_points=income_points,
        moved_points=amount if wanted > 0 else -amount,
        posted_at=now,
    )
    share.given_points += posting.moved_points
    if amount:
        posting.transfer_id = await _move(session, share, posting, giver, taker, now=now)
    session.add(posting)
    await session.flush()
    return posting


async def _move(
    session: AsyncSession,
    share: IncomeShare,
    posting: SharePosting,
    giver: UUID,
    taker: UUID,
    *,
    now: datetime,
) -> UUID:
    posted = SharePosted(
        subject_id=posting.id,
        district_id=share.district_id,
        share_id=share.id,
        pool_id=share.pool_id,
        community_id=share.community_id,
        partner_id=share.partner_id,
        moved_points=posting.moved_points,
    )
    record(session, posted, now=now)
    made = await transfer(
        session,
        key=f"income_share/{posting.id}",
        debit_account_id=giver,
        credit_account_id=taker,
        amount=abs(posting.moved_points),
        reason=SHARE_REASON,
        reference_kind="income_share",
        reference_id=posting.id,
        now=now,
    )
    return made.id

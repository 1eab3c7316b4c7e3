"""What a partner promised, given with its settlement statement: of what that comes to, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.blocks.ledger.queries import balance_now
from shequ_api.blocks.ledger.service import transfer
from shequ_api.features.charity.public import Pool, general_pool, note_gift_of_partner
from shequ_api.features.charity_pledges import queries
from shequ_api.features.charity_pledges.events import SharePosted
from shequ_api.features.charity_pledges.models import (
    IncomeShare,
    PledgePosting,
    SharePosting,
    UnitPledge,
)
from shequ_api.features.charity_pledges.rules import PledgeOutcome, Sold, share_due
from shequ_api.features.charity_pledges.service.posting import PLEDGE_REASON, count, told_of
from shequ_api.kit.ids import new_id

SHARE_REASON = "收益入公益池"


@dataclass(frozen=True, slots=True)
class Promises:
    """All that a partner promised, held; ended ones too: what they counted may be taken back."""

    shares: Sequence[IncomeShare]
    pledges: Sequence[UnitPledge]
    pools: dict[UUID, Pool]
    """By the id of the pool that was promised to: where it goes, and comes from. That is the
    general one, which has the rest, where the pool was closed."""
    over: dict[UUID, datetime | None]
    """When that pool was closed."""

    @property
    def any(self) -> bool:
        return bool(self.shares or self.pledges)

    @property
    def account_ids(self) -> set[UUID]:
        """Accounts to be locked with the partner's."""
        return {pool.account_id for pool in self.pools.values()}


@dataclass(frozen=True, slots=True)
class Income:
    """Out of which statement, and of whose account, how much can be given."""

    statement_id: UUID
    account_id: UUID
    most: int


async def promises_of(session: AsyncSession, partner_id: UUID, *, now: datetime) -> Promises:
    """What a partner promised. Before its accounts are locked."""
    shares = (await session.scalars(queries.held(IncomeShare, partner_id))).all()
    pledges = (await session.scalars(queries.held(UnitPledge, partner_id))).all()
    promised = {rule.pool_id for rule in (*shares, *pledges)}
    pools, over = {}, {}
    for pool in await session.scalars(queries.pools_of(promised)):
        pools[pool.id], over[pool.id] = pool, pool.closed_at
        if pool.closed_at is not None:
            community = await session.get_one(Place, pool.community_id)
            pools[pool.id] = await general_pool(session, community, now=now)
    return Promises(shares, pledges, pools, over)


async def give(
    session: AsyncSession,
    promised: Promises,
    sold: Sequence[Sold],
    *,
    income: Income,
    now: datetime,
) -> list[Transfer]:
    """Give of what a statement says was sold, no more than it has; refunds are taken off, and what
    was given too much comes back. All accounts are locked. The transfers that it took."""
    moved, most = [], income.most
    for share in promised.shares:
        pool, mine = promised.pools[share.pool_id], await _counted(session, promised, share, sold)
        made = await _share(session, share, pool, mine, income, most, now=now)
        if made is not None:
            most += made.amount if made.credit_account_id == income.account_id else -made.amount
            moved.append(made)
    for pledge in promised.pledges:
        pool, mine = promised.pools[pledge.pool_id], await _counted(session, promised, pledge, sold)
        made = await _pledge(session, pledge, pool, mine, income, most, now=now)
        if made is not None:
            most -= made.amount
            moved.append(made)
    return moved


async def _counted(
    session: AsyncSession,
    promised: Promises,
    rule: IncomeShare | UnitPledge,
    sold: Sequence[Sold],
) -> list[Sold]:
    """What was sold while a rule held, and what was taken back of that; not what was posted by
    itself already."""
    begins = rule.agreed_at if isinstance(rule, IncomeShare) else rule.made_at
    ends = [each for each in (rule.ended_at, rule.ends_at, promised.over[rule.pool_id]) if each]
    held = [one for one in sold if begins <= one.sold_at and all(one.sold_at < e for e in ends)]
    abouts = {one.about_id for one in held}
    rows = await session.execute(queries.posted_before(rule, abouts))
    before = {(subject_id, refund) for subject_id, refund in rows}
    return [one for one in held if (one.about_id, one.points < 0) not in before]


async def _share(
    session: AsyncSession,
    share: IncomeShare,
    pool: Pool,
    sold: Sequence[Sold],
    income: Income,
    most: int,
    *,
    now: datetime,
) -> Transfer | None:
    """What is due of all income by now; what one side has not is due with what comes next."""
    if not sold:
        return None
    points = sum(one.points for one in sold)
    share.ten_thousandths += points * share.basis_points
    wanted = share_due(share.ten_thousandths, share.given_points)
    if wanted < 0:
        most = (await balance_now(session, account_id=pool.account_id, now=now)).available
    amount = max(0, min(abs(wanted), most))
    posting = SharePosting(
        id=new_id(),
        share_id=share.id,
        district_id=share.district_id,
        subject_id=income.statement_id,
        refund=points < 0,
        income_points=points,
        moved_points=amount if wanted > 0 else -amount,
        posted_at=now,
    )
    share.given_points += posting.moved_points
    giver, taker = (income.account_id, pool.account_id)[:: 1 if wanted > 0 else -1]
    made = None
    if amount:
        about = ("income_share", posting.id, SHARE_REASON)
        made = await _move(session, about, giver, taker, amount, now=now)
        posting.transfer_id = made.id
        await _note(session, share, pool, posting.moved_points, now=now)
        told = SharePosted(
            subject_id=posting.id,
            district_id=share.district_id,
            share_id=share.id,
            pool_id=pool.id,
            community_id=share.community_id,
            partner_id=share.partner_id,
            moved_points=posting.moved_points,
        )
        record(session, told, now=now)
    session.add(posting)
    await session.flush()
    return made


async def _pledge(
    session: AsyncSession,
    pledge: UnitPledge,
    pool: Pool,
    sold: Sequence[Sold],
    income: Income,
    most: int,
    *,
    now: datetime,
) -> Transfer | None:
    """Month by month, up to its cap; what the statement has not is not owed."""
    if not sold:
        return None
    given, capped, short = 0, False, False
    for month in sorted({one.month for one in sold}):
        units = sum(one.units for one in sold if one.month == month)
        coming = count(pledge, month, units)
        points = max(0, min(coming.points, most - given))
        capped, short = capped or coming.capped, short or points < coming.points
        pledge.month_points += points
        given += points
    outcome = PledgeOutcome.CAPPED if capped else PledgeOutcome.COUNTED
    if given or short:
        outcome = PledgeOutcome.PAID if given else PledgeOutcome.NOT_ENOUGH
    posting = PledgePosting(
        id=new_id(),
        pledge_id=pledge.id,
        district_id=pledge.district_id,
        subject_id=income.statement_id,
        units=sum(one.units for one in sold),
        outcome=outcome,
        points=given,
        posted_at=now,
    )
    made = None
    if given:
        about = ("unit_pledge", posting.id, PLEDGE_REASON)
        made = await _move(session, about, income.account_id, pool.account_id, given, now=now)
        posting.transfer_id = made.id
        pledge.given_points += given
        await _note(session, pledge, pool, given, now=now)
        record(session, told_of(pledge, posting, pool), now=now)
    session.add(posting)
    await session.flush()
    return made


async def _note(
    session: AsyncSession, rule: IncomeShare | UnitPledge, pool: Pool, points: int, *, now: datetime
) -> None:
    """What the partner gave to a pool by now; what came back is taken off the pool of its promise,
    which had it first."""
    assert rule.partner_id is not None, "a resident's are given with what they earn"
    pool_id = pool.id if points > 0 else rule.pool_id
    district_id = rule.district_id
    await note_gift_of_partner(session, rule.partner_id, pool_id, district_id, points, now=now)


async def _move(
    session: AsyncSession,
    about: tuple[str, UUID, str],
    giver: UUID,
    taker: UUID,
    amount: int,
    *,
    now: datetime,
) -> Transfer:
    kind, posting_id, reason = about
    return await transfer(
        session,
        key=f"{kind}/{posting_id}",
        debit_account_id=giver,
        credit_account_id=taker,
        amount=amount,
        reason=reason,
        reference_kind=kind,
        reference_id=posting_id,
        now=now,
    )

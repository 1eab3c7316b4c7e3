"""Approving, declining and reversing: by somebody whom it does not concern."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.humans import humans
from shequ_api.features.manual_credits import queries
from shequ_api.features.manual_credits.events import ManualCreditApproved, ManualCreditReversed
from shequ_api.features.manual_credits.models import ManualCredit
from shequ_api.features.manual_credits.rules import CreditReason, CreditState, reason_on_card
from shequ_api.features.manual_credits.service.closing import (
    ReceiverLimitReached,
    close,
    facts_of,
    locked_pending,
)
from shequ_api.features.manual_credits.service.people import refuse_approver, refuse_involved
from shequ_api.features.points.public import (
    credit_card,
    issuer_of,
    locked_cards,
    open_card,
    take_back_credit,
)
from shequ_api.features.points_budgets.public import draw, give_back, lock_draws
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import NotNow

KIND = "manual_credit"
"""What the card's line refers to."""


class BudgetUsedUp(NotNow):
    """Facts: `left_points`. A credit is paid whole or not at all."""

    code, title = "budget_used_up", "积分发放额度不足，暂不能发放"


class NotGiven(NotNow):
    """Facts: `state`."""

    code, title = "credit_not_given", "只有已发放的补发可以冲正"


class AccountGone(NotNow):
    code, title = "credit_account_gone", "领取人的账号已停用或注销，不能发放"


async def approve(
    session: AsyncSession, actor: Actor, credit: ManualCredit, *, note: str | None, now: datetime
) -> ManualCredit:
    """Put the points on the card, as far as all budgets leave room for the whole of them."""
    await refuse_involved(session, actor.person_id, credit, now=now)
    await _lock(session, credit)
    locked_pending(credit)
    if not await queries.is_live(session, credit.person_id):
        raise AccountGone
    await _refuse_excess(session, credit, now=now)
    await _lock_card(session, credit, now=now)
    left = await draw(
        session,
        community_id=credit.community_id,
        district_id=credit.district_id,
        points=credit.amount_points,
        on=china_date(now),
        key=_draw_key(credit),
        now=now,
    )
    if left < credit.amount_points:
        raise BudgetUsedUp(left_points=left)
    issuer = await issuer_of(
        session, community_id=credit.community_id, district_id=credit.district_id, now=now
    )
    credit.transfer_id = await credit_card(
        session,
        person_id=credit.person_id,
        district_id=credit.district_id,
        amount_points=credit.amount_points,
        from_account_id=issuer.id,
        key=_draw_key(credit),
        reason=reason_on_card(CreditReason(credit.reason)),
        reference_kind=KIND,
        reference_id=credit.id,
        now=now,
    )
    close(session, credit, CreditState.APPROVED, actor.person_id, note, now=now)
    approved = ManualCreditApproved(
        **facts_of(credit),
        person_id=credit.person_id,
        approved_by_id=actor.person_id,
        amount_points=credit.amount_points,
    )
    record(session, approved, now=now)
    await session.flush()
    return credit


async def decline(
    session: AsyncSession, actor: Actor, credit: ManualCredit, *, note: str, now: datetime
) -> ManualCredit:
    """Say no, and why."""
    await refuse_involved(session, actor.person_id, credit, now=now)
    await session.refresh(credit, with_for_update=True)
    locked_pending(credit)
    close(session, credit, CreditState.DECLINED, actor.person_id, note, now=now)
    await session.flush()
    return credit


async def reverse(
    session: AsyncSession, actor: Actor, credit: ManualCredit, *, note: str, now: datetime
) -> ManualCredit:
    """Take back as many of the points as are still there; what was spent is let go. Budgets whose
    period lasts get back what was taken."""
    await refuse_involved(session, actor.person_id, credit, now=now)
    await refuse_approver(session, actor.person_id, credit)
    await _lock(session, credit)
    if credit.state != CreditState.APPROVED or credit.transfer_id is None:
        raise NotGiven(state=credit.state)
    key = f"{_draw_key(credit)}/reversal"
    await _lock_card(session, credit, now=now)
    await lock_draws(session, [_draw_key(credit)])
    credit.reversal_transfer_id, taken, _ = await take_back_credit(
        session, credit.transfer_id, key=key, reason="人工补发被冲正，扣回", now=now
    )
    if taken:
        on = china_date(now)
        await give_back(session, draw_key=_draw_key(credit), points=taken, on=on, key=key, now=now)
    credit.state, credit.reversed_by_id, credit.reversal_note = (
        CreditState.REVERSED,
        actor.person_id,
        note,
    )
    credit.reversed_at, credit.taken_points = now, taken
    told = ManualCreditReversed(**facts_of(credit), person_id=credit.person_id, taken_points=taken)
    record(session, told, now=now)
    await session.flush()
    return credit


async def _lock(session: AsyncSession, credit: ManualCredit) -> None:
    """Its receiver's row first, then its own: as accounts are merged, and as credits are asked for.
    Then come the card, budgets, accounts."""
    receiver_id = credit.person_id
    await humans(session, {receiver_id}, lock=True)
    await session.refresh(credit, with_for_update=True)
    if credit.person_id != receiver_id:  # merged while it was waited for: that is over by now
        await humans(session, {credit.person_id}, lock=True)


async def _lock_card(session: AsyncSession, credit: ManualCredit, *, now: datetime) -> None:
    """The card of the receiver, opened if they have none: before budgets, as whoever earns."""
    card = await open_card(
        session, person_id=credit.person_id, district_id=credit.district_id, now=now
    )
    await session.execute(locked_cards([card.id]))


async def _refuse_excess(session: AsyncSession, credit: ManualCredit, *, now: datetime) -> None:
    """The limit of the month in which it is paid, whenever it was asked for; the receiver's row is
    locked. Raises `ReceiverLimitReached`."""
    limits = await queries.limits_in(session, credit.district_id)
    paid = await queries.counted_for_receiver(session, credit, china_date(now), waiting=False)
    if paid + credit.amount_points > limits.per_receiver_month:
        raise ReceiverLimitReached(limit_points=limits.per_receiver_month, counted_points=paid)


def _draw_key(credit: ManualCredit) -> str:
    return f"{KIND}/{credit.id}"

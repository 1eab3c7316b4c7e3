"""Conflicts of stall records, settled by the community."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.sides import refuse_same
from shequ_api.blocks.workflow.service import advance, lock_case
from shequ_api.features.family_cards.public import pay_after
from shequ_api.features.mall_takings.public import take_gone
from shequ_api.features.partners.public import Partner, partner_account
from shequ_api.features.redemptions.public import (
    FLOW,
    RecordOutcome,
    Redemption,
    RedemptionState,
    Settlement,
    StallRecord,
    collect_payment,
    note_fulfilled,
    take_turn,
    taken_by,
)
from shequ_api.features.stall_cash.public import cash_accounts, take_cash
from shequ_api.kit.errors import NotNow


class NothingToSettle(NotNow):
    code, title = "nothing_to_settle", "这条核销记录没有待处理的冲突，或已处理"


class NotChargeable(NotNow):
    """Nobody ordered it, it was paid for already, or it was taken back."""

    code, title = "not_chargeable", "没有对应的订单，或订单已付过、已退款，不能按扣减处理"


class NotYetExpired(NotNow):
    """Its time is over, and the clock that ends it has not been round."""

    code, title = "order_not_yet_expired", "订单刚过保留期限，系统正在结束它，请一分钟后再处理"


async def settle(
    session: AsyncSession,
    actor: Actor,
    kept: StallRecord,
    redemption: Redemption | None,
    *,
    settlement: Settlement,
    note: str,
    now: datetime,
) -> StallRecord:
    """Say what comes of what did not fit: once, and not who sent it or ordered it: `OwnSide`."""
    ordered_by_id = redemption.person_id if redemption else None
    await refuse_same(session, actor.person_id, kept.sent_by_id, ordered_by_id)
    await take_turn(session, kept.organisation_id)
    await session.refresh(kept)
    if kept.outcome == RecordOutcome.FULFILLED or kept.settled_at is not None:
        raise NothingToSettle
    kept.settlement, kept.note = settlement, note
    kept.settled_at, kept.settled_by_id = now, actor.person_id
    if settlement == Settlement.CHARGED:
        if redemption is None:
            raise NotChargeable
        await _charge(session, actor, kept, redemption, now=now)
    return kept


async def _charge(
    session: AsyncSession,
    actor: Actor,
    kept: StallRecord,
    redemption: Redemption,
    *,
    now: datetime,
) -> None:
    """What still waits is handed over by this; what came to nothing was handed over all the same,
    takes stock and room again, and is paid from the card anew."""
    case = await lock_case(session, redemption.case_id)
    if case.state == RedemptionState.RESERVED and now < redemption.held_until:
        await _step(session, actor, kept, redemption, "fulfil", now=now)
        await collect_payment(session, [redemption], now=now)
    elif case.state == RedemptionState.RESERVED:
        raise NotYetExpired
    elif case.state in {RedemptionState.CANCELLED, RedemptionState.EXPIRED}:
        await _step(session, actor, kept, redemption, "charge", now=now)
        # The shelf first: what came back to it by the order's end is gone from it all the same.
        await take_gone(session, taken_by(redemption), actor, now=now)
        await session.flush()
        await _pay_anew(session, kept, redemption, now=now)
    else:
        raise NotChargeable


async def _step(
    session: AsyncSession,
    actor: Actor,
    kept: StallRecord,
    redemption: Redemption,
    step: str,
    *,
    now: datetime,
) -> None:
    await advance(
        session,
        FLOW,
        redemption.case_id,
        step,
        actor_id=actor.person_id,
        record_id=str(kept.id),
        now=now,
    )
    note_fulfilled(session, redemption, now=now)
    await session.flush()


async def _pay_anew(
    session: AsyncSession, kept: StallRecord, redemption: Redemption, *, now: datetime
) -> None:
    """As the order would have been paid, and told and taken back like it."""
    about: dict[str, Any] = {
        "reason": f"补扣已领取的{redemption.title}",
        "reference_kind": "redemption",
        "reference_id": redemption.id,
        "now": now,
    }
    till = await cash_accounts(
        session, partner_id=redemption.partner_id, district_id=redemption.district_id, now=now
    )
    redemption.cash_transfer_id = await take_cash(
        session,
        till,
        amount_fen=redemption.amount_fen,
        key=f"stall-record-cash/{kept.id}",
        **about,
    )
    if redemption.amount_points:
        partner = await session.get_one(Partner, redemption.partner_id)
        account = await partner_account(session, partner, now)
        kept.transfer_id = redemption.transfer_id = await pay_after(
            session,
            redemption.hold_id,
            person_id=redemption.person_id,
            district_id=redemption.district_id,
            amount_points=redemption.amount_points,
            to_account_id=account.id,
            key=f"stall-record/{kept.id}",
            **about,
        )

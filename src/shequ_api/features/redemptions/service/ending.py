"""Orders that come to nothing, and those that are taken back."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.workflow.bulk import advance_all, lock_cases
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.mall_takings.public import Taken, release
from shequ_api.features.points.public import void_card_hold
from shequ_api.features.redemptions import queries
from shequ_api.features.redemptions.events import (
    RedemptionCancelled,
    RedemptionExpired,
    RedemptionExpiring,
    RedemptionRefunded,
)
from shequ_api.features.redemptions.flow import FLOW, RedemptionState
from shequ_api.features.redemptions.models import Redemption
from shequ_api.features.redemptions.rules import REMINDED_BEFORE
from shequ_api.features.redemptions.service.fulfilling import take_turn
from shequ_api.features.redemptions.service.movements import ABOUT, give_back, lock_paid
from shequ_api.features.redemptions.service.telling import tell
from shequ_api.kit.errors import Malformed, NotNow


class ReasonNeeded(Malformed):
    """Whoever ordered it is told why."""

    code, title = "reason_needed", "请填写撤销原因"


class AlreadyStated(NotNow):
    """What stands in a statement is corrected there."""

    code, title = "already_stated", "已列入结算单，请由社区在结算单中更正"


async def cancel(
    session: AsyncSession,
    actor: Actor,
    redemption: Redemption,
    *,
    reason: str | None,
    now: datetime,
) -> Redemption:
    """Let an order go before it was handed over: stock and points are free again."""
    await advance(
        session, FLOW, redemption.case_id, "cancel", actor_id=actor.person_id, note=reason, now=now
    )
    redemption.ended_at = now
    tell(session, RedemptionCancelled, redemption, cancelled_by_id=actor.person_id, now=now)
    await session.flush()
    await release(session, [taken_by(redemption)])
    # What is over by the clock is free by itself.
    if redemption.hold_id is not None and now < redemption.held_until:
        await void_card_hold(session, redemption.hold_id, now=now)
    return redemption


async def refund(
    session: AsyncSession,
    actor: Actor,
    redemption: Redemption,
    *,
    reason: str,
    restock: bool,
    now: datetime,
) -> Redemption:
    """Take back what was handed over: points back to the card, cash back out of the till, the
    person's room, and the goods, where they can be given again, back to the stock."""
    await take_turn(session, redemption.organisation_id)
    await advance(
        session, FLOW, redemption.case_id, "refund", actor_id=actor.person_id, note=reason, now=now
    )
    tell(session, RedemptionRefunded, redemption, now=now)
    await session.flush()
    await release(session, [taken_by(redemption, restocked=restock)])
    await lock_paid(session, redemption.transfer_id, redemption.cash_transfer_id)
    # Fresh: a statement may have been drawn up while we waited for the accounts.
    await session.refresh(redemption, ["stated_at"])
    if redemption.stated_at is not None:
        raise AlreadyStated
    redemption.state = RedemptionState.REFUNDED
    await give_back(
        session,
        about=ABOUT,
        about_id=redemption.id,
        title=redemption.title,
        transfer_id=redemption.transfer_id,
        cash_transfer_id=redemption.cash_transfer_id,
        now=now,
    )
    return redemption


async def expire(session: AsyncSession, now: datetime) -> None:
    """Let go what nobody fetched, some at once. Runs on a clock.

    The holds are over by themselves at the same instant.
    """
    due = {each.case_id: each for each in await session.scalars(queries.due(now))}
    cases = [
        case
        for case in (await lock_cases(session, due.keys())).values()
        if case.state == RedemptionState.RESERVED
    ]
    await advance_all(session, FLOW, cases, "expire", actor_id=None, facts={}, now=now)
    over = [due[case.id] for case in cases]
    for each in over:
        each.ended_at = now
        tell(session, RedemptionExpired, each, now=now)
    await session.flush()
    await release(session, [taken_by(each) for each in over])


def taken_by(redemption: Redemption, *, restocked: bool = True) -> Taken:
    """What an order took of the mall."""
    return Taken(
        goods_id=redemption.goods_id,
        person_id=redemption.person_id,
        quantity=redemption.quantity,
        taken_at=redemption.reserved_at,
        restocked=restocked,
    )


async def remind(session: AsyncSession, now: datetime) -> None:
    """Tell those whose pick-up is over soon, once. Runs on a clock."""
    for each in await session.scalars(queries.expiring(now + REMINDED_BEFORE)):
        each.reminded_at = now
        tell(session, RedemptionExpiring, each, now=now)

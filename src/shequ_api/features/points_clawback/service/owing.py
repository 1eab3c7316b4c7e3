"""Owing what is not there any more, and paying it from later earnings."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points.public import PointsCard, pay_from_card
from shequ_api.features.points_clawback import queries
from shequ_api.features.points_clawback.models import ClawbackPolicy, DebtPayment, PointsDebt
from shequ_api.features.points_clawback.rules import payments_from
from shequ_api.kit.ids import new_id

Debts = defaultdict[UUID, list[PointsDebt]]


def owe(
    session: AsyncSession,
    policy: ClawbackPolicy | None,
    card: PointsCard,
    *,
    earning_id: UUID,
    reason: str,
    owed_points: int,
    account_id: UUID,
    now: datetime,
) -> int:
    """Make what a card has no more a debt to the account that gave it, where the policy says so;
    how much of it is owed. The card is locked."""
    if policy is None or policy.share_percent is None or not owed_points:
        return 0
    session.add(
        PointsDebt(
            earning_id=earning_id,
            reason=reason,
            district_id=card.district_id,
            card_id=card.id,
            account_id=account_id,
            owed_points=owed_points,
            left_points=owed_points,
            share_percent=policy.share_percent,
            policy_id=policy.id,
            arose_at=now,
        )
    )
    return owed_points


async def debts_of(session: AsyncSession, cards: Collection[UUID]) -> Debts:
    """What locked cards owe, by card, the oldest first."""
    owed: Debts = defaultdict(list)
    for debt in await session.scalars(queries.open_debts(cards)):
        owed[debt.card_id].append(debt)
    return owed


async def pay_debts(
    session: AsyncSession,
    card: PointsCard,
    debts: Sequence[PointsDebt],
    *,
    earning_id: UUID,
    points: int,
    now: datetime,
) -> list[tuple[PointsDebt, int]]:
    """Pay from an earning, whose points are on the card already; how much of which debt. The card
    is locked, and so are its account and those of the debts."""
    payments = payments_from(points, debts)
    for debt, part in payments:
        debt.left_points -= part
        transfer_id = await pay_from_card(
            session,
            person_id=card.person_id,
            district_id=card.district_id,
            amount_points=part,
            to_account_id=debt.account_id,
            key=f"debt/{debt.earning_id}/{earning_id}",
            reason="抵扣此前应扣回的积分",
            reference_kind="points_debt",
            reference_id=debt.earning_id,
            by_holder=False,
            now=now,
        )
        session.add(
            DebtPayment(
                id=new_id(),
                debt_id=debt.earning_id,
                district_id=debt.district_id,
                earning_id=earning_id,
                points=part,
                transfer_id=transfer_id,
                paid_at=now,
            )
        )
    return payments

"""Putting what was earned on cards, and paying debts from it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.features.earning_records.public import Earning, EarningFact
from shequ_api.features.earning_rules.public import TRIGGERS, RuleFact, Terms
from shequ_api.features.earnings.events import PointsEarned
from shequ_api.features.earnings.service.facts import draw_key
from shequ_api.features.points.public import PointsCard, credit_card, issuer_of
from shequ_api.features.points_budgets.public import give_back
from shequ_api.features.points_clawback.public import Debts, PointsDebt, pay_debts
from shequ_api.kit.clock import china_date


async def credit_all(
    session: AsyncSession,
    noted: EarningFact,
    earnings: Sequence[tuple[Terms, Earning]],
    cards: Mapping[UUID, PointsCard],
    debts: Debts,
    *,
    now: datetime,
) -> None:
    """Give each earning its transfer, by the lock of its card; what of it pays a debt goes back, to
    the budget, too, from which the points came that are owed."""
    paying = [(rule, earning) for rule, earning in earnings if earning.points]
    if not paying:
        return
    by_id = {card.id: card for card in cards.values()}
    issuer = await issuer_of(
        session, community_id=noted.community_id, district_id=noted.district_id, now=now
    )
    owed = [debt for _, earning in paying for debt in debts[earning.card_id]]
    if len(paying) > 1 or owed:
        accounts = {by_id[earning.card_id].account_id for _, earning in paying}
        await lock_accounts(session, {issuer.id, *accounts, *(debt.account_id for debt in owed)})
    for rule, earning in paying:
        card = by_id[earning.card_id]
        record(session, _told(earning, card), now=now)
        earning.transfer_id = await _credit(session, rule, earning, card, issuer.id, now=now)
    # A payment names its earning, which names its transfer.
    session.add_all(earning for _, earning in paying)
    keys = await owed_draws(session, {debt.earning_id for debt in owed})
    for _, earning in paying:
        paid = await pay_debts(
            session,
            by_id[earning.card_id],
            debts[earning.card_id],
            earning_id=earning.id,
            points=earning.points,
            now=now,
        )
        for debt, part in paid:
            await _return(session, earning, debt, part, keys.get(debt.earning_id), now=now)


async def owed_draws(session: AsyncSession, earning_ids: Collection[UUID]) -> dict[UUID, str]:
    """By the earning that was taken back: the draw by which budgets had covered it."""
    if not earning_ids:
        return {}
    of_facts = select(Earning.id, Earning.fact_id).where(
        Earning.id.in_(earning_ids), Earning.fact_id.is_not(None)
    )
    return {row.id: draw_key(row.fact_id) for row in await session.execute(of_facts)}


async def _return(
    session: AsyncSession,
    earning: Earning,
    debt: PointsDebt,
    points: int,
    key: str | None,
    *,
    now: datetime,
) -> None:
    if key is not None:
        await give_back(
            session,
            draw_key=key,
            points=points,
            on=china_date(now),
            key=f"debt/{debt.earning_id}/{earning.id}",
            now=now,
        )


def _told(earning: Earning, card: PointsCard) -> PointsEarned:
    return PointsEarned(
        subject_id=earning.id,
        district_id=earning.district_id,
        community_id=earning.community_id,
        person_id=card.person_id,
        amount_points=earning.points,
        reason=earning.reason,
    )


async def _credit(
    session: AsyncSession,
    rule: Terms,
    earning: Earning,
    card: PointsCard,
    issuer_id: UUID,
    *,
    now: datetime,
) -> UUID:
    # The series stands in the key, not the version: a rule's successor does not pay again.
    again = "" if earning.round == 1 else f"/{earning.round}"
    return await credit_card(
        session,
        person_id=card.person_id,
        district_id=card.district_id,
        amount_points=earning.points,
        from_account_id=issuer_id,
        key=f"earn/{rule.series_id}/{earning.subject_id}/{card.person_id}{again}",
        reason=earning.reason,
        reference_kind=TRIGGERS[RuleFact(rule.fact)].subject,
        reference_id=earning.subject_id,
        now=now,
    )

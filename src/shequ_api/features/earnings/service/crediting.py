"""Putting what was earned on cards, and paying debts from it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.features.earning_rules.public import TRIGGERS, RuleFact, Terms
from shequ_api.features.earnings.events import PointsEarned
from shequ_api.features.earnings.models import Earning, EarningFact
from shequ_api.features.points.public import PointsCard, credit_card, issuer_of
from shequ_api.features.points_clawback.public import debts_of, pay_debts


async def credit_all(
    session: AsyncSession,
    noted: EarningFact,
    earnings: Sequence[tuple[Terms, Earning]],
    cards: Mapping[UUID, PointsCard],
    *,
    now: datetime,
) -> None:
    """Give each earning its transfer, by the lock of its card; what of it pays a debt goes back."""
    paying = [(rule, earning) for rule, earning in earnings if earning.points]
    if not paying:
        return
    by_id = {card.id: card for card in cards.values()}
    issuer = await issuer_of(
        session, community_id=noted.community_id, district_id=noted.district_id, now=now
    )
    debts = await debts_of(session, [earning.card_id for _, earning in paying])
    owed = [debt for each in debts.values() for debt in each]
    if len(paying) > 1 or owed:
        accounts = {by_id[earning.card_id].account_id for _, earning in paying}
        await lock_accounts(session, {issuer.id, *accounts, *(debt.account_id for debt in owed)})
    for rule, earning in paying:
        card = by_id[earning.card_id]
        record(session, _told(earning, card), now=now)
        earning.transfer_id = await _credit(session, rule, earning, card, issuer.id, now=now)
    # A payment names its earning, which names its transfer.
    session.add_all(earning for _, earning in paying)
    for _, earning in paying:
        await pay_debts(
            session,
            by_id[earning.card_id],
            debts[earning.card_id],
            earning_id=earning.id,
            points=earning.points,
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

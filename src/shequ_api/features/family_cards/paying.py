"""Paying with one's own card, or with the family's within the limits of whoever pays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.family_cards import queries
from shequ_api.features.family_cards.models import FamilyCard, FamilyMember
from shequ_api.features.family_cards.refusals import (
    FamilyCardNone,
    FamilyLimitReached,
    FamilySpendingTooSoon,
)
from shequ_api.features.family_cards.rules import SPENDS_AFTER, CardChoice, FamilyLineKind
from shequ_api.features.family_cards.service import note, own_card
from shequ_api.features.points.public import open_card, pay_from_card, refuse_frozen
from shequ_api.features.points_lots.public import move_points
from shequ_api.kit.clock import china_date, china_midnight


async def pay_by(
    session: AsyncSession,
    card: CardChoice,
    *,
    person_id: UUID,
    district_id: UUID,
    amount_points: int,
    to_account_id: UUID,
    now: datetime,
    **about: Any,
) -> UUID:
    """`points.public.pay_from_card`, with the card that is named; the transfer's id.

    With the family's it also refuses with `FamilyCardNone`, `FamilySpendingTooSoon` and
    `FamilyLimitReached`. It holds the family card's row, before the ledger's accounts: what a
    member spends at two places at once is counted one after the other.
    """
    if card == CardChoice.OWN:
        return await pay_from_card(
            session,
            person_id=person_id,
            district_id=district_id,
            amount_points=amount_points,
            to_account_id=to_account_id,
            now=now,
            **about,
        )
    family, member = await own_card(session, person_id, lock=True)
    if family.district_id != district_id:
        raise FamilyCardNone
    own = await open_card(session, person_id=person_id, district_id=district_id, now=now)
    refuse_frozen(own)
    await _check_limits(session, family, member, amount_points, now)
    made = await move_points(
        session,
        debit_account_id=family.account_id,
        credit_account_id=to_account_id,
        amount=amount_points,
        now=now,
        **about,
    )
    note(session, family, person_id, FamilyLineKind.SPENT, amount_points, made.id, now=now)
    return made.id


async def _check_limits(
    session: AsyncSession,
    family: FamilyCard,
    member: FamilyMember,
    points: int,
    now: datetime,
) -> None:
    """What comes back by a refund frees nothing: it was spent all the same."""
    free_at = member.joined_at + SPENDS_AFTER
    if not member.is_head and now < free_at:
        raise FamilySpendingTooSoon(free_at=free_at.isoformat())
    if member.day_limit is None and member.month_limit is None:
        return
    today = china_date(now)
    begins = china_midnight(today), china_midnight(today.replace(day=1))
    spent = queries.spent_by(family.id, member.person_id, *begins)
    in_day, in_month = (await session.execute(spent)).one()
    for limit, before in ((member.day_limit, in_day), (member.month_limit, in_month)):
        if limit is not None and before + points > limit:
            raise FamilyLimitReached

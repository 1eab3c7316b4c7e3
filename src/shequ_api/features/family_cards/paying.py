"""Paying with one's own card, or with the family's within the limits of whoever pays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.family_cards import queries
from shequ_api.features.family_cards.models import FamilyCard, FamilyHold, FamilyMember
from shequ_api.features.family_cards.refusals import (
    FamilyCardNone,
    FamilyLimitReached,
    FamilySpendingTooSoon,
)
from shequ_api.features.family_cards.rules import SPENDS_AFTER, CardChoice, FamilyLineKind
from shequ_api.features.family_cards.service import note, own_card
from shequ_api.features.points.public import (
    hold_on_card,
    open_card,
    pay_from_card,
    refuse_frozen,
)
from shequ_api.features.points_lots.public import move_points, set_aside
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
    family = await _for_spending(session, person_id, district_id, amount_points, now=now)
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


async def hold_by(
    session: AsyncSession,
    card: CardChoice,
    *,
    person_id: UUID,
    district_id: UUID,
    amount_points: int,
    to_account_id: UUID,
    key: str,
    expires_at: datetime,
    now: datetime,
) -> UUID:
    """`points.public.hold_on_card`, with the card that is named; the hold's id. It is posted and
    made void like any other, whatever becomes of the membership meanwhile.

    It refuses and locks as `pay_by`; limits count it from now on, until it comes to nothing.
    """
    about: dict[str, Any] = {"key": key, "expires_at": expires_at, "now": now}
    if card == CardChoice.OWN:
        return await hold_on_card(
            session,
            person_id=person_id,
            district_id=district_id,
            amount_points=amount_points,
            to_account_id=to_account_id,
            **about,
        )
    family = await _for_spending(session, person_id, district_id, amount_points, now=now)
    placed = await set_aside(
        session,
        debit_account_id=family.account_id,
        credit_account_id=to_account_id,
        amount=amount_points,
        **about,
    )
    held = FamilyHold(
        hold_id=placed.id,
        family_card_id=family.id,
        district_id=family.district_id,
        person_id=person_id,
        points=amount_points,
        at=now,
    )
    session.add(held)
    return placed.id


async def pay_after(
    session: AsyncSession,
    hold_id: UUID | None,
    *,
    person_id: UUID,
    district_id: UUID,
    amount_points: int,
    to_account_id: UUID,
    now: datetime,
    **about: Any,
) -> UUID:
    """Pay what a hold had been for that came to nothing, though it was due all the same: with the
    card that was held, as long as the person is one of its members, else with their own. No limits
    and no freezing: nobody chooses to pay by this."""
    family = await _held_card(session, hold_id, person_id)
    if family is None:
        return await pay_from_card(
            session,
            person_id=person_id,
            district_id=district_id,
            amount_points=amount_points,
            to_account_id=to_account_id,
            by_holder=False,
            now=now,
            **about,
        )
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


async def _held_card(
    session: AsyncSession, hold_id: UUID | None, person_id: UUID
) -> FamilyCard | None:
    """The family card of a hold, locked, if the person is a member of it."""
    held = hold_id and await session.scalar(queries.held_by(hold_id))
    if not held:
        return None
    try:
        family, _ = await own_card(session, person_id, lock=True)
    except FamilyCardNone:
        return None
    return family if family.id == held.family_card_id else None


async def _for_spending(
    session: AsyncSession, person_id: UUID, district_id: UUID, points: int, *, now: datetime
) -> FamilyCard:
    """The card of which a person is a member, locked, if they may spend so much of it now."""
    family, member = await own_card(session, person_id, lock=True)
    if family.district_id != district_id:
        raise FamilyCardNone
    own = await open_card(session, person_id=person_id, district_id=district_id, now=now)
    refuse_frozen(own)
    await _check_limits(session, family, member, points, now)
    return family


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
    spent = queries.spent_by(
        family.id,
        member.person_id,
        day=china_midnight(today),
        month=china_midnight(today.replace(day=1)),
        now=now,
    )
    in_day, in_month = (await session.execute(spent)).one()
    for limit, before in ((member.day_limit, in_day), (member.month_limit, in_month)):
        if limit is not None and before + points > limit:
            raise FamilyLimitReached

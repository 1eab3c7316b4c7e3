"""What other features may ask of points."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger import holds
from shequ_api.features.points.models import PointsCard as PointsCard
from shequ_api.features.points.queries import kept_cards as kept_cards
from shequ_api.features.points.queries import locked_cards as locked_cards
from shequ_api.features.points.service.cards import ISSUER as ISSUER
from shequ_api.features.points.service.cards import CardFrozen as CardFrozen
from shequ_api.features.points.service.cards import card_here as card_here
from shequ_api.features.points.service.cards import issuer_of as issuer_of
from shequ_api.features.points.service.cards import open_card as open_card
from shequ_api.features.points.service.cards import refuse_frozen as refuse_frozen
from shequ_api.features.points.service.refunding import refund
from shequ_api.features.points.service.taking_back import TakenBack as TakenBack
from shequ_api.features.points.service.taking_back import from_kept as from_kept
from shequ_api.features.points.service.taking_back import take_back
from shequ_api.features.points_lots.public import move_points, post, set_aside


async def pay_from_card(
    session: AsyncSession,
    *,
    person_id: UUID,
    district_id: UUID,
    amount_points: int,
    to_account_id: UUID,
    key: str,
    reason: str,
    reference_kind: str,
    reference_id: UUID,
    by_holder: bool = True,
    now: datetime,
) -> UUID:
    """Pay from the person's card in a district into an account of that district; the transfer's id.

    Flushes the session and locks both accounts: call it as the last thing of a transaction. The
    same key with the same facts pays once. What expires first goes first; what comes to another
    card keeps its day. Refuses with the ledger's `BalanceTooLow` (facts:
    `balance`, `available`), `TransferKeyReused` and `AccountsUnlike`; with `CardFrozen`, unless it
    is not the holder who pays (`by_holder`).
    """
    card = await open_card(session, person_id=person_id, district_id=district_id, now=now)
    if by_holder:
        refuse_frozen(card)
    made = await move_points(
        session,
        key=key,
        debit_account_id=card.account_id,
        credit_account_id=to_account_id,
        amount=amount_points,
        reason=reason,
        reference_kind=reference_kind,
        reference_id=reference_id,
        now=now,
    )
    return made.id


async def credit_card(
    session: AsyncSession,
    *,
    person_id: UUID,
    district_id: UUID,
    amount_points: int,
    from_account_id: UUID,
    key: str,
    reason: str,
    reference_kind: str,
    reference_id: UUID,
    now: datetime,
) -> UUID:
    """Put points of an account of the district on the person's card there; the transfer's id.

    As `pay_from_card`: the last thing of a transaction, once a key. They expire by the policy of
    the district, or as they would have where they come from another card.
    """
    card = await open_card(session, person_id=person_id, district_id=district_id, now=now)
    made = await move_points(
        session,
        key=key,
        debit_account_id=from_account_id,
        credit_account_id=card.account_id,
        amount=amount_points,
        reason=reason,
        reference_kind=reference_kind,
        reference_id=reference_id,
        now=now,
    )
    return made.id


async def hold_on_card(
    session: AsyncSession,
    *,
    person_id: UUID,
    district_id: UUID,
    amount_points: int,
    to_account_id: UUID,
    key: str,
    expires_at: datetime,
    now: datetime,
) -> UUID:
    """Set points of the person's card aside for an account of the district; the hold's id.

    As `pay_from_card`; also refuses with `HoldTooShort` and `HoldKeyReused`. What was held before a
    card was frozen may still be paid.
    """
    card = await open_card(session, person_id=person_id, district_id=district_id, now=now)
    refuse_frozen(card)
    held = await set_aside(
        session,
        key=key,
        debit_account_id=card.account_id,
        credit_account_id=to_account_id,
        amount=amount_points,
        expires_at=expires_at,
        now=now,
    )
    return held.id


async def post_card_hold(
    session: AsyncSession,
    hold_id: UUID,
    *,
    key: str,
    reason: str,
    reference_kind: str,
    reference_id: UUID,
    amount_points: int | None = None,
    now: datetime,
) -> UUID:
    """Pay what was held on a card, or a part of it; the transfer's id. Refuses with `HoldEnded`,
    `HoldExceeded`, `HoldUnknown`."""
    made = await post(
        session,
        key=key,
        hold_id=hold_id,
        reason=reason,
        amount=amount_points,
        reference_kind=reference_kind,
        reference_id=reference_id,
        now=now,
    )
    return made.id


async def void_card_hold(session: AsyncSession, hold_id: UUID, *, now: datetime) -> None:
    """Free what was held on a card. Refuses with `HoldEnded`, `HoldUnknown`."""
    await holds.void(session, hold_id=hold_id, now=now)


async def refund_to_card(
    session: AsyncSession,
    transfer_id: UUID,
    *,
    key: str,
    reason: str,
    from_account_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Take back a payment from a card, whole and once; the transfer's id. Refuses with
    `AlreadyReversed`, and with `BalanceTooLow` where the receiver has it no more. With
    `from_account_id` another account than the receiver gives it; the key then says that it is once.

    The points expire when they would have; in 30 days, where that is past. Of an account that was
    merged meanwhile they come to the card of the one that is kept.
    """
    made = await refund(
        session, transfer_id, key=key, reason=reason, from_account_id=from_account_id, now=now
    )
    return made.id


async def take_back_credit(
    session: AsyncSession, transfer_id: UUID, *, key: str, reason: str, now: datetime
) -> TakenBack:
    """Take back from a card what a credit put there, once, as far as it is still there: the
    transfer's id and how much it took; None and 0 where nothing is left. `AlreadyReversed`.

    It takes what that credit brought before what expires next, and nothing for what expired unused.
    Of an account that was merged meanwhile it is taken from the card of the one that is kept.
    """
    return await take_back(session, transfer_id, key=key, reason=reason, now=now)

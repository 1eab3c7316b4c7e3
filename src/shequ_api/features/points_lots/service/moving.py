"""Moving points between accounts, those of cards with their lots.

Lots are written right after the ledger, under the locks that it took: as there, move points as the
last thing of a transaction. What an account of expired points is needed for is tried, never waited
for; what is over and not swept yet is not spent all the same.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger import holds
from shequ_api.blocks.ledger.locks import free_lapsed, lock_accounts
from shequ_api.blocks.ledger.models import Hold, Transfer
from shequ_api.blocks.ledger.refusals import BalanceTooLow, ReversalIsFinal
from shequ_api.blocks.ledger.service import Draft, earlier, move, reverse, transfer
from shequ_api.features.points_lots.rules import Span, last_day
from shequ_api.features.points_lots.service.lots import bring_back, draw, is_done, open_lots
from shequ_api.features.points_lots.service.sweeping import lost_of, sweep_before
from shequ_api.features.points_lots.standing import Coming, clock, standing_of
from shequ_api.features.points_lots.statements import LOOK
from shequ_api.kit.clock import china_date


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What is known of a movement before it."""

    from_card: bool
    to_card: bool
    known: bool
    """Its key was used: whatever belongs to it was written then."""
    expired: int
    span: Span
    length: int | None


async def _look(
    session: AsyncSession, key: str, debit_account_id: UUID, credit_account_id: UUID, now: datetime
) -> _Outlook | None:
    await session.flush()
    facts = {"key": key, "of_account": debit_account_id, "credit_account_id": credit_account_id}
    row = (await session.execute(LOOK, {**facts, **clock(now)})).one_or_none()
    if row is None:  # the ledger says which account is unknown
        return None
    span = Span(row.span or Span.NEVER)
    return _Outlook(row.from_card, row.to_card, row.known, int(row.expired), span, row.length)


async def move_points(
    session: AsyncSession,
    *,
    key: str,
    debit_account_id: UUID,
    credit_account_id: UUID,
    amount: int,
    reason: str,
    reference_kind: str | None = None,
    reference_id: UUID | None = None,
    now: datetime,
) -> Transfer:
    """The ledger's `transfer`, and what it means for lots.

    What leaves a card is taken from the lots that expire first; what comes to one is a lot by the
    district's policy, or keeps its days where it comes from another card.
    """
    look = await _look(session, key, debit_account_id, credit_account_id, now)
    if look and look.expired and not look.known:
        await sweep_before(session, debit_account_id, credit_account_id, now=now)
    try:
        made = await transfer(
            session,
            key=key,
            debit_account_id=debit_account_id,
            credit_account_id=credit_account_id,
            amount=amount,
            reason=reason,
            reference_kind=reference_kind,
            reference_id=reference_id,
            now=now,
        )
    except BalanceTooLow:
        raise (await standing_of(session, debit_account_id, now)).refusal() from None
    if look and not look.known:
        await _follow(session, look, made, now=now)
    return made


async def _follow(session: AsyncSession, look: _Outlook, made: Transfer, **when: Any) -> None:
    """Write what a transfer means for the lots of both accounts."""
    if look.from_card:
        parts = await draw(session, made, **when)
    else:
        parts = [Coming(last_day(look.span, look.length, china_date(when["now"])), made.amount)]
    if look.to_card and parts:
        await open_lots(session, made, parts)


async def set_aside(
    session: AsyncSession,
    *,
    key: str,
    debit_account_id: UUID,
    credit_account_id: UUID,
    amount: int,
    expires_at: datetime,
    now: datetime,
) -> Hold:
    """The ledger's `hold`, of what is not over."""
    look = await _look(session, "", debit_account_id, credit_account_id, now)
    if look and look.expired:
        await sweep_before(session, debit_account_id, credit_account_id, now=now)
    try:
        placed = await holds.hold(
            session,
            key=key,
            debit_account_id=debit_account_id,
            credit_account_id=credit_account_id,
            amount=amount,
            expires_at=expires_at,
            now=now,
        )
    except BalanceTooLow:
        raise (await standing_of(session, debit_account_id, now)).refusal() from None
    # Locked by now: what a hold that ended meanwhile had protected may be over.
    standing = await standing_of(session, debit_account_id, now)
    if look and look.from_card and standing.available < 0:
        raise standing.without(amount).refusal()
    return placed


async def post(
    session: AsyncSession,
    *,
    key: str,
    hold_id: UUID,
    reason: str,
    amount: int | None = None,
    reference_kind: str | None = None,
    reference_id: UUID | None = None,
    now: datetime,
) -> Transfer:
    """The ledger's `post`; it takes from lots that were good when the hold was placed."""
    held = await session.get(Hold, hold_id)
    look = held and await _look(session, key, held.debit_account_id, held.credit_account_id, now)
    made = await holds.post(
        session,
        key=key,
        hold_id=hold_id,
        reason=reason,
        amount=amount,
        reference_kind=reference_kind,
        reference_id=reference_id,
        now=now,
    )
    if held and look and not look.known:
        good_on = min(china_date(held.at), china_date(now))
        await _follow(session, look, made, good_on=good_on, now=now)
    return made


async def undo(
    session: AsyncSession,
    transfer_id: UUID,
    *,
    key: str,
    reason: str,
    clamp: bool = False,
    now: datetime,
) -> Transfer:
    """The ledger's `reverse`.

    A payment comes back into the lots that it came from. A credit is taken from its own lot first,
    then from those that expire first; `clamp` takes what is there and not over, and of what it
    brought only what did not expire unused.
    """
    first = await session.get(Transfer, transfer_id)
    if first is None:  # the ledger says so
        return await reverse(session, key=key, transfer_id=transfer_id, reason=reason, now=now)
    giver, taker = first.credit_account_id, first.debit_account_id
    look = await _look(session, key, giver, taker, now)
    if look and look.expired and not look.known:
        await sweep_before(session, giver, taker, now=now)
    try:
        made = await _reverse(session, first, key=key, reason=reason, clamp=clamp, now=now)
    except BalanceTooLow:
        raise (await standing_of(session, giver, now)).refusal() from None
    if look is None or look.known or await is_done(session, made.id):
        return made
    if look.from_card:
        await draw(session, made, own_first=first.id, now=now)
    if look.to_card:
        await bring_back(session, first, made, now=now)
    return made


async def give_back(
    session: AsyncSession,
    transfer_id: UUID,
    *,
    key: str,
    from_account_id: UUID,
    reason: str,
    now: datetime,
) -> Transfer:
    """A payment's points back to its card, into the lots that they came from, out of another
    account than the one that was paid, which is no card's."""
    first = await session.get_one(Transfer, transfer_id)
    made = await transfer(
        session,
        key=key,
        debit_account_id=from_account_id,
        credit_account_id=first.debit_account_id,
        amount=first.amount,
        reason=reason,
        reference_kind=first.reference_kind,
        reference_id=first.reference_id,
        now=now,
    )
    if not await is_done(session, made.id):
        await bring_back(session, first, made, now=now)
    return made


async def _reverse(
    session: AsyncSession, first: Transfer, *, key: str, reason: str, clamp: bool, now: datetime
) -> Transfer:
    if not clamp:
        return await reverse(session, key=key, transfer_id=first.id, reason=reason, now=now)
    if first.reverses_id is not None:
        raise ReversalIsFinal
    giver = first.credit_account_id
    await lock_accounts(session, {giver, first.debit_account_id})
    await free_lapsed(session, {giver}, now=now)
    standing = await standing_of(session, giver, now)
    there = min(standing.available, first.amount - await lost_of(session, first, now=now))
    draft = Draft(
        debit_account_id=giver,
        credit_account_id=first.debit_account_id,
        amount=max(1, there),
        reason=reason,
        reference_kind=first.reference_kind,
        reference_id=first.reference_id,
        reverses_id=first.id,
    )
    if there < 1:
        again = await earlier(session, draft, key=key, clamp=True)
        if again is None:
            raise standing.refusal()
        return again
    return await move(session, draft, key=key, clamp=True, now=now)

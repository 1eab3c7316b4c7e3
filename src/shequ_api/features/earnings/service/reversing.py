"""Taking back what was earned by something that holds no longer."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.features.earning_records.public import Earning, EarningReversal
from shequ_api.features.earnings import queries
from shequ_api.features.earnings.events import PointsClawedBack
from shequ_api.features.earnings.service.facts import MergedMeanwhile, draw_key
from shequ_api.features.points.public import PointsCard, kept_cards, locked_cards, take_back_credit
from shequ_api.features.points_budgets.public import give_back, lock_draws
from shequ_api.features.points_clawback.public import ClawbackPolicy, owe, policy_in_force
from shequ_api.kit.clock import china_date


async def take_back(
    session: AsyncSession, subject_id: UUID, round_: int, *, now: datetime
) -> list[EarningReversal]:
    """Reverse what a subject earned in a round. A second time finds nothing.

    Of points that were spent meanwhile what is left is taken, of what expired unused nothing; no
    card goes below nought. Of the rest the district's policy says whether it is forgiven, or paid
    from later earnings. Of accounts that were merged meanwhile the kept one pays and owes.
    `MergedMeanwhile`.
    """
    earned = list(await session.scalars(queries.to_take_back(subject_id, round_)))
    if not earned:
        return []
    # The cards' rows first, as whoever earns locks them; then all accounts.
    cards = await _cards(session, {each.card_id for each in earned})
    # Whoever waited for the cards finds what another took back meanwhile.
    earned = list(await session.scalars(queries.to_take_back(subject_id, round_)))
    paid = await _transfers(session, earned)
    moved = {(each.debit_account_id, each.credit_account_id) for each in paid.values()}
    policy = await session.scalar(policy_in_force(earned[0].district_id, now)) if paid else None
    await lock_draws(session, {draw_key(each.fact_id) for each in earned if each.fact_id})
    accounts = {account for both in moved for account in both}
    await lock_accounts(session, accounts | {card.account_id for card in cards.values()})
    return [
        await _reversed(session, each, cards[each.card_id], paid, policy, now=now)
        for each in earned
    ]


async def _cards(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, PointsCard]:
    """By the card that earned: the one that is kept by now, locked both. `MergedMeanwhile`."""
    known = (await session.execute(kept_cards(ids))).all()
    kept = {row.merged_id: row.kept_id for row in known}
    locked = await session.scalars(locked_cards({*ids, *kept.values()}))
    cards = {card.id: card for card in locked}
    again = (await session.execute(kept_cards(ids))).all()
    if {row.merged_id: row.kept_id for row in again} != kept:
        raise MergedMeanwhile
    return {card_id: cards[kept.get(card_id, card_id)] for card_id in ids}


async def _transfers(session: AsyncSession, earned: Sequence[Earning]) -> dict[UUID, Transfer]:
    """The transfers by which points were given, by their ids."""
    ids = [each.transfer_id for each in earned if each.transfer_id is not None]
    found = await session.scalars(select(Transfer).where(Transfer.id.in_(ids)))
    return {transfer.id: transfer for transfer in found}


async def _reversed(
    session: AsyncSession,
    earning: Earning,
    card: PointsCard,
    paid: Mapping[UUID, Transfer],
    policy: ClawbackPolicy | None,
    *,
    now: datetime,
) -> EarningReversal:
    reversal = await _taken(session, earning, now=now)
    if reversal.taken_points and earning.fact_id is not None:
        await give_back(
            session,
            draw_key=draw_key(earning.fact_id),
            points=reversal.taken_points,
            on=china_date(now),
            key=f"unearn/{earning.id}",
            now=now,
        )
    if earning.transfer_id is not None:
        issuer_id = paid[earning.transfer_id].debit_account_id
        owed = owe(
            session,
            policy,
            card,
            earning_id=earning.id,
            reason=earning.reason,
            owed_points=reversal.owed_points,
            account_id=issuer_id,
            now=now,
        )
        record(session, _told(earning, card, reversal, owed), now=now)
    return reversal


async def _taken(session: AsyncSession, earning: Earning, *, now: datetime) -> EarningReversal:
    """Take what is still there of an earning, and write down how much that was."""
    transfer_id, points, lost = None, 0, 0
    if earning.transfer_id is not None:
        transfer_id, points, lost = await take_back_credit(
            session,
            earning.transfer_id,
            key=f"unearn/{earning.id}",
            reason=f"审核通过被撤回，扣回：{earning.reason}",
            now=now,
        )
    reversal = EarningReversal(
        earning_id=earning.id,
        district_id=earning.district_id,
        taken_points=points,
        owed_points=earning.points - points - lost,
        transfer_id=transfer_id,
        reversed_at=now,
    )
    session.add(reversal)
    await session.flush()
    return reversal


def _told(
    earning: Earning, card: PointsCard, reversal: EarningReversal, owed: int
) -> PointsClawedBack:
    return PointsClawedBack(
        subject_id=earning.id,
        district_id=earning.district_id,
        community_id=earning.community_id,
        person_id=card.person_id,
        taken_points=reversal.taken_points,
        owed_points=owed,
    )

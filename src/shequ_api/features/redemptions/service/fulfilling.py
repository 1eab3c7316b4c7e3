"""Handing over at a stall: one record at a time, while there is a network."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Organisation
from shequ_api.base.people.sides import refuse_same
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.pick_up_codes.public import PickUpCode, StallKeys, last_day_of
from shequ_api.features.redemptions import queries
from shequ_api.features.redemptions.events import RedemptionFulfilled
from shequ_api.features.redemptions.flow import FLOW
from shequ_api.features.redemptions.models import Redemption, StallRecord
from shequ_api.features.redemptions.rules import RecordOutcome
from shequ_api.features.redemptions.service.movements import collect_payment
from shequ_api.features.redemptions.service.telling import tell
from shequ_api.kit.bodies import body_codes
from shequ_api.kit.errors import Absent, NotNow


class PickUpCodeUnknown(Absent):
    """One answer for codes of other stalls, and for those that nobody was given."""

    code, title = "pick_up_code_unknown", "没有这个取货码，请核对后再试"


class PickUpOver(NotNow):
    """Facts: `pick_up_until`."""

    code, title = "pick_up_over", "已过取货期限"


class StallRecordDiffers(NotNow):
    """The id was used for another record."""

    code, title = "stall_record_differs", "同一编号已提交过不同的核销记录"


async def take_turn(session: AsyncSession, organisation_id: UUID) -> None:
    """One after the other at each stall, until the transaction ends: two devices of one stall meet
    here, and not between an order and an account."""
    turn = func.hashtextextended(f"stalls/{organisation_id}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(turn)))


async def order_of(
    session: AsyncSession, keys: StallKeys, organisation_id: UUID, code: PickUpCode | None
) -> Redemption | None:
    """The order of a stall that a code names; None where it is no good."""
    if code is None:
        return None
    found = await session.scalar(queries.of_number(organisation_id, code.number))
    return found if found is not None and is_code_of(keys, found, code) else None


def is_code_of(keys: StallKeys, order: Redemption, code: PickUpCode) -> bool:
    """Whether a code is that of an order."""
    return keys.holds(
        code,
        order.organisation_id,
        last_day_of(order.pick_up_until),
        order.goods_id,
        order.quantity,
    )


def as_before(
    session: AsyncSession, organisation_id: UUID, kept: StallRecord, digest: bytes
) -> StallRecord:
    """The record that was sent before, where this is the same again."""
    same = body_codes(session).holds(kept.body_hash, kept.id, digest)
    if kept.organisation_id != organisation_id or not same:
        raise StallRecordDiffers
    return kept


async def fulfil(
    session: AsyncSession,
    actor: Actor,
    stall: Organisation,
    redemption: Redemption | None,
    *,
    record_id: UUID,
    digest: bytes,
    now: datetime,
) -> StallRecord:
    """Hand over what was ordered, now: the points are the partner's. The stall has its turn.

    Refuses what cannot be handed over any more: the person stands there, and nothing is lost.
    """
    if redemption is None:
        raise PickUpCodeUnknown
    await refuse_same(session, actor.person_id, redemption.person_id)
    await advance(
        session,
        FLOW,
        redemption.case_id,
        "fulfil",
        actor_id=actor.person_id,
        record_id=str(record_id),
        now=now,
    )
    if now >= redemption.pick_up_until:
        raise PickUpOver(pick_up_until=redemption.pick_up_until.isoformat())
    kept = record_of(
        session,
        actor,
        stall,
        redemption,
        record_id=record_id,
        digest=digest,
        outcome=RecordOutcome.FULFILLED,
        handed_over_at=now,
        offline=False,
        now=now,
    )
    note_fulfilled(session, redemption, now=now)
    await session.flush()
    await collect_payment(session, [redemption], now=now)
    return kept


def note_fulfilled(session: AsyncSession, redemption: Redemption, *, now: datetime) -> None:
    """Its step was taken: it was handed over."""
    redemption.ended_at = redemption.fulfilled_at = now
    tell(session, RedemptionFulfilled, redemption, now=now)


def record_of(
    session: AsyncSession,
    actor: Actor,
    stall: Organisation,
    redemption: Redemption | None,
    *,
    record_id: UUID,
    digest: bytes,
    outcome: RecordOutcome,
    handed_over_at: datetime,
    offline: bool,
    now: datetime,
    code: str | None = None,
    goods_id: UUID | None = None,
    quantity: int | None = None,
) -> StallRecord:
    """Keep what a stall says it handed over."""
    kept = StallRecord(
        id=record_id,
        organisation_id=stall.id,
        city_id=stall.city_id,
        district_id=stall.district_id,
        subdistrict_id=stall.subdistrict_id,
        community_id=stall.community_id,
        redemption_id=redemption.id if redemption else None,
        code=code,
        goods_id=goods_id,
        quantity=quantity,
        sent_by_id=actor.person_id,
        offline=offline,
        handed_over_at=handed_over_at,
        received_at=now,
        body_hash=body_codes(session).of(record_id, digest),
        outcome=outcome,
    )
    session.add(kept)
    return kept

"""What a stall handed over without a network, sent later: each record answered on its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Organisation
from shequ_api.blocks.workflow.bulk import advance_all, lock_cases
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.pick_up_codes.public import StallKeys, code_in
from shequ_api.features.redemptions import queries
from shequ_api.features.redemptions.flow import FLOW, RedemptionState
from shequ_api.features.redemptions.models import Redemption, StallRecord
from shequ_api.features.redemptions.rules import Ordered, RecordOutcome, by_our_clock, outcome_of
from shequ_api.features.redemptions.service.fulfilling import (
    StallRecordDiffers,
    as_before,
    is_code_of,
    note_fulfilled,
    record_of,
)
from shequ_api.features.redemptions.service.movements import collect_payment
from shequ_api.kit.errors import Malformed


class IdTwice(Malformed):
    code, title = "record_id_twice", "同一批次中有重复的记录编号"


@dataclass(frozen=True, slots=True)
class Noted:
    """One record as a device sends it."""

    id: UUID
    code: str
    goods_id: UUID | None
    quantity: int | None
    handed_over_at: datetime
    digest: bytes


Answers = dict[UUID, StallRecord | None]
"""By the record's id: what was kept of it; None where its id was used for another."""


async def sync(
    session: AsyncSession,
    actor: Actor,
    stall: Organisation,
    keys: StallKeys,
    records: Sequence[Noted],
    *,
    sent_at: datetime,
    now: datetime,
) -> Answers:
    """Keep all records of a stall that has its turn. What fits is fulfilled, what does not is kept
    as a conflict; what was sent before is answered as before."""
    answers = await _before(session, stall, records)
    fresh = [each for each in records if each.id not in answers]
    orders = await _named(session, stall, keys, fresh)
    cases = await lock_cases(session, {order.case_id for order in orders.values()})
    fulfilled: list[Redemption] = []
    for each in fresh:
        order = orders.get(each.id)
        at = by_our_clock(each.handed_over_at, sent_at, now)
        outcome = RecordOutcome.UNKNOWN
        if order is not None:
            case = cases[order.case_id]
            outcome = _judged(order, case, each, at, now, taken=order in fulfilled)
        if order is not None and outcome == RecordOutcome.FULFILLED:
            fulfilled.append(order)
        answers[each.id] = record_of(
            session,
            actor,
            stall,
            order,
            record_id=each.id,
            digest=each.digest,
            outcome=outcome,
            handed_over_at=at,
            offline=True,
            code=each.code if order is None else None,
            goods_id=each.goods_id,
            quantity=each.quantity,
            now=now,
        )
    await _fulfil(session, actor, fulfilled, cases, now=now)
    return answers


def _judged(
    order: Redemption,
    case: Case,
    noted: Noted,
    at: datetime,
    now: datetime,
    *,
    taken: bool,
) -> RecordOutcome:
    ordered = Ordered(
        state=RedemptionState.FULFILLED if taken else RedemptionState(case.state),
        goods_id=order.goods_id,
        quantity=order.quantity,
        reserved_at=order.reserved_at,
        pick_up_until=order.pick_up_until,
        held_until=order.held_until,
    )
    return outcome_of(
        ordered, goods_id=noted.goods_id, quantity=noted.quantity, handed_over_at=at, now=now
    )


async def _before(session: AsyncSession, stall: Organisation, records: Sequence[Noted]) -> Answers:
    """Of those that were sent before, what was kept."""
    sent = {each.id: each for each in records}
    kept = await session.scalars(select(StallRecord).where(StallRecord.id.in_(sent)))
    answers: Answers = {}
    for each in kept:
        try:
            answers[each.id] = as_before(session, stall.id, each, sent[each.id].digest)
        except StallRecordDiffers:
            answers[each.id] = None
    return answers


async def _named(
    session: AsyncSession, stall: Organisation, keys: StallKeys, records: Sequence[Noted]
) -> dict[UUID, Redemption]:
    """By the record's id, the order that its code names."""
    codes = {each.id: code for each in records if (code := code_in(each.code)) is not None}
    numbers = {code.number for code in codes.values()}
    found = {
        order.number: order
        for order in await session.scalars(queries.of_numbers(stall.id, numbers))
    }
    return {
        record_id: order
        for record_id, code in codes.items()
        if (order := found.get(code.number)) is not None and is_code_of(keys, order, code)
    }


async def _fulfil(
    session: AsyncSession,
    actor: Actor,
    orders: Sequence[Redemption],
    cases: Mapping[UUID, Case],
    *,
    now: datetime,
) -> None:
    """Take the step in all of them; then the money, which is last."""
    mine = [cases[order.case_id] for order in orders]
    await advance_all(
        session, FLOW, mine, "fulfil", actor_id=actor.person_id, facts={"offline": True}, now=now
    )
    for order in orders:
        note_fulfilled(session, order, now=now)
    await session.flush()
    await collect_payment(session, orders, now=now)

"""What a stall handed over without a network, sent later: each record answered on its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.humans import humans
from shequ_api.base.people.models import Organisation
from shequ_api.blocks.workflow.bulk import advance_all, lock_cases
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.pick_up_codes.public import StallKeys, code_in
from shequ_api.features.redemptions.public import (
    FLOW,
    Ordered,
    RecordOutcome,
    Redemption,
    RedemptionState,
    StallRecord,
    StallRecordDiffers,
    as_before,
    by_our_clock,
    collect_payment,
    is_code_of,
    note_fulfilled,
    outcome_of,
    record_of,
)
from shequ_api.features.stall_records import queries
from shequ_api.kit.errors import Malformed

UNKNOWN_KEPT = 20
"""How many records whose codes name no order wait for the community at a stall; of others nothing
is kept until it has said what comes of those. A device sends them again."""


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


class Unkept(Enum):
    """Why nothing was kept of a record."""

    ID_USED = "id_used"
    """Its id was used for another record."""
    TOO_MANY = "too_many"
    """Its code names no order, and enough such wait for the community at this stall already."""


Answers = dict[UUID, StallRecord | Unkept]
"""By the record's id: what was kept of it, or why nothing was."""


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
    """Keep the records of a stall that has its turn. What fits is fulfilled, what does not is kept
    as a conflict; what was sent before is answered as before. Of codes that name no order a few
    are kept: a stall that makes them up fills no list, and learns nothing for it."""
    answers = await _before(session, stall, records)
    fresh = [each for each in records if each.id not in answers]
    orders = await _named(session, stall, keys, fresh)
    own = await _own(session, actor, orders.values())
    cases = await lock_cases(session, {order.case_id for order in orders.values()})
    fulfilled: list[Redemption] = []
    room = UNKNOWN_KEPT - await _unknown(session, stall, fresh, orders)
    for each in fresh:
        order = orders.get(each.id)
        at = by_our_clock(each.handed_over_at, sent_at, now)
        outcome = RecordOutcome.UNKNOWN
        if order is None:
            room -= 1
            if room < 0:
                answers[each.id] = Unkept.TOO_MANY
                continue
        else:
            case, taken = cases[order.case_id], order in fulfilled
            outcome = _judged(order, case, each, at, now, taken=taken, own=order.person_id in own)
            fulfilled += [order] if outcome == RecordOutcome.FULFILLED else []
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


async def _own(session: AsyncSession, actor: Actor, orders: Collection[Redemption]) -> set[UUID]:
    """Of those who ordered: the accounts of the human being who sends."""
    persons = {order.person_id for order in orders}
    human = await humans(session, {actor.person_id, *persons})
    return {each for each in persons if human[each] == human[actor.person_id]}


async def _unknown(
    session: AsyncSession,
    stall: Organisation,
    records: Sequence[Noted],
    orders: Mapping[UUID, Redemption],
) -> int:
    """How many such wait at a stall already; not asked where none would join them."""
    if len(orders) == len(records):
        return 0
    return int(await session.scalar(queries.unknown_waiting(stall.id, UNKNOWN_KEPT)) or 0)


def _judged(
    order: Redemption,
    case: Case,
    noted: Noted,
    at: datetime,
    now: datetime,
    *,
    taken: bool,
    own: bool,
) -> RecordOutcome:
    ordered = Ordered(
        state=RedemptionState.FULFILLED if taken else RedemptionState(case.state),
        goods_id=order.goods_id,
        quantity=order.quantity,
        reserved_at=order.reserved_at,
        pick_up_until=order.pick_up_until,
        held_until=order.held_until,
    )
    found = outcome_of(
        ordered, goods_id=noted.goods_id, quantity=noted.quantity, handed_over_at=at, now=now
    )
    return RecordOutcome.OWN_SIDE if own and found == RecordOutcome.FULFILLED else found


async def _before(session: AsyncSession, stall: Organisation, records: Sequence[Noted]) -> Answers:
    """Of those that were sent before, what was kept."""
    sent = {each.id: each for each in records}
    kept = await session.scalars(select(StallRecord).where(StallRecord.id.in_(sent)))
    answers: Answers = {}
    for each in kept:
        try:
            answers[each.id] = as_before(session, stall.id, each, sent[each.id].digest)
        except StallRecordDiffers:
            answers[each.id] = Unkept.ID_USED
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

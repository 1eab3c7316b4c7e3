"""Confirmed by the partner, prepared by one person, paid by another."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.humans import humans
from shequ_api.base.people.sides import refuse_same
from shequ_api.blocks.ledger.service import transfer
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.partner_settlements import queries
from shequ_api.features.partner_settlements.accounts import settlement_account
from shequ_api.features.partner_settlements.events import StatementPaid
from shequ_api.features.partner_settlements.flow import FLOW
from shequ_api.features.partner_settlements.models import SettlementStatement
from shequ_api.features.partner_settlements.service.sides import refuse_partners_people
from shequ_api.features.partners.public import Partner, partner_account
from shequ_api.kit.errors import Forbidden, NotNow

ABOUT = "settlement_statement"


class DisputesOpen(NotNow):
    code, title = "disputes_open", "还有待处理的异议，处理后再确认"


class OwnPayment(Forbidden):
    """Who prepares a payment is not who pays."""

    code, title = "own_payment", "提请付款的人不能自己付款，请由另一人办理"


class OwnCorrection(Forbidden):
    """What is large takes a second word."""

    code, title = "own_correction", "结算单里有您作出的大额更正，请由另一人提请付款"


async def confirm(
    session: AsyncSession, actor: Actor, statement: SettlementStatement, *, now: datetime
) -> SettlementStatement:
    """As the partner: it is right. No line is disputed any more, or all were decided."""
    await _step(session, actor, statement, "confirm", now=now)
    await refuse_same(session, actor.person_id, statement.drafted_by_id)
    if await session.scalar(queries.open_disputes(statement.id)):
        raise DisputesOpen
    statement.confirmed_at, statement.confirmed_by_id = now, actor.person_id
    return statement


async def prepare(
    session: AsyncSession, actor: Actor, statement: SettlementStatement, *, now: datetime
) -> SettlementStatement:
    """Hand it on to whoever pays; not by who corrected it by much."""
    await _step(session, actor, statement, "prepare", now=now)
    await refuse_partners_people(session, actor, statement, now=now)
    made_by = set(await session.scalars(queries.large_corrections(statement.id)))
    human = await humans(session, {actor.person_id, *made_by})
    if human[actor.person_id] in {human[each] for each in made_by}:
        raise OwnCorrection
    statement.prepared_at, statement.prepared_by_id = now, actor.person_id
    return statement


async def pay(
    session: AsyncSession,
    actor: Actor,
    statement: SettlementStatement,
    *,
    reference: str,
    now: datetime,
) -> SettlementStatement:
    """Note that the partner has its money: its points are the community's from now on."""
    await _refuse_own_payment(session, actor, statement)
    await refuse_partners_people(session, actor, statement, now=now)
    await _step(session, actor, statement, "pay", now=now)
    await _refuse_own_payment(session, actor, statement)  # prepared while we waited
    _tell(session, statement, now=now)
    if statement.amount_points:
        statement.closing_transfer_id = await _close(session, statement, now=now)
    statement.paid_at, statement.paid_by_id = now, actor.person_id
    statement.payment_reference = reference
    return statement


async def _refuse_own_payment(
    session: AsyncSession, actor: Actor, statement: SettlementStatement
) -> None:
    """By whatever account the same human being prepared it."""
    if statement.prepared_by_id is not None:
        human = await humans(session, {actor.person_id, statement.prepared_by_id})
        if len(set(human.values())) == 1:
            raise OwnPayment


async def _step(
    session: AsyncSession,
    actor: Actor,
    statement: SettlementStatement,
    name: str,
    *,
    now: datetime,
) -> None:
    await advance(session, FLOW, statement.case_id, name, actor_id=actor.person_id, now=now)
    await session.refresh(statement, ["amount_points", "confirmed_by_id", "prepared_by_id"])


async def _close(session: AsyncSession, statement: SettlementStatement, *, now: datetime) -> UUID:
    partner = await session.get_one(Partner, statement.partner_id)
    own = await partner_account(session, partner, now)
    settled = await settlement_account(
        session, community_id=statement.community_id, district_id=statement.district_id, now=now
    )
    days = f"{statement.starts_on.isoformat()} 至 {statement.ends_on.isoformat()} 前"
    moved = await transfer(
        session,
        key=f"settlement/{statement.id}",
        debit_account_id=own.id,
        credit_account_id=settled.id,
        amount=statement.amount_points,
        reason=f"结算 {days}",
        reference_kind=ABOUT,
        reference_id=statement.id,
        now=now,
    )
    return moved.id


def _tell(session: AsyncSession, statement: SettlementStatement, *, now: datetime) -> None:
    named = ("partner_id", "community_id", "district_id", "starts_on", "ends_on", "amount_points")
    told = {name: getattr(statement, name) for name in named}
    record(session, StatementPaid(subject_id=statement.id, **told), now=now)

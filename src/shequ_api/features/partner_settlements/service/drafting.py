"""Drawing up statements: all that moved on a partner's account and stands in none."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.workflow.service import open_case
from shequ_api.features.charity_pledges.public import promises_of
from shequ_api.features.partner_settlements import queries
from shequ_api.features.partner_settlements.accounts import settlement_account
from shequ_api.features.partner_settlements.due import due_partners
from shequ_api.features.partner_settlements.events import StatementDrafted, StatementDue
from shequ_api.features.partner_settlements.flow import FLOW
from shequ_api.features.partner_settlements.models import (
    SettlementLine,
    SettlementStatement,
)
from shequ_api.features.partner_settlements.rules import ended_period, is_over
from shequ_api.features.partner_settlements.service.stating import (
    apply_waiting,
    state,
    state_gifts,
)
from shequ_api.features.partners.public import Partner, SettlementPeriod, partner_account
from shequ_api.features.redemptions.public import note_stated as note_redemptions
from shequ_api.features.stall_cash.public import cash_accounts
from shequ_api.features.stall_sales.public import note_stated as note_sales
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.errors import Malformed, NotNow, Refusal
from shequ_api.kit.ids import new_id

DRAFT_DUE = "partner_settlements.draft_due"


class NothingToState(NotNow):
    code, title = "nothing_to_state", "这段时间没有需要结算的往来"


class NothingOwed(NotNow):
    """What was taken back is more than what was paid: it is carried to the next period."""

    code, title = "nothing_owed", "这段时间退回的积分多于应结积分，转入下一期结算"


class NoAgreement(NotNow):
    code, title = "no_agreement", "没有签订过合作协议，不能结算"


class PeriodStated(NotNow):
    """Two drafted it at once."""

    code, title = "period_stated", "这段时间已出具结算单"


class PeriodNotOver(Malformed):
    code, title = "period_not_over", "结算截止日应在上一结算单之后，且已经过去"


async def draft(
    session: AsyncSession,
    actor: Actor | None,
    partner: Partner,
    *,
    ends_on: date | None,
    now: datetime,
) -> SettlementStatement:
    """State what a partner was paid: up to a day, else to the end of the period that is over; but
    not beyond the day on which another agreement took over: a statement has one rate.

    Nothing moves on its account meanwhile: what comes later stands in the next. Refuses with
    `NothingToState`, `NothingOwed`, `NoAgreement`, `PeriodNotOver`.
    """
    account = await partner_account(session, partner, now)
    settled = await settlement_account(
        session, community_id=partner.community_id, district_id=partner.district_id, now=now
    )
    till = await cash_accounts(
        session, partner_id=partner.id, district_id=partner.district_id, now=now
    )
    promised = await promises_of(session, partner.id, now=now)
    await lock_accounts(session, {account.id, settled.id, *promised.account_ids})
    moved = {account.id, till.till_id}
    statement = await _opened(session, actor, partner, moved, ends_on=ends_on, now=now)
    since = china_midnight(statement.starts_on)
    rows = queries.unlisted_transfers(account.id, _end(statement), since=since)
    state(session, statement, await session.scalars(rows), account.id)
    cash = queries.cash_between(till.till_id, statement.starts_on, statement.ends_on)
    statement.cash_fen = int(await session.scalar(cash) or 0)
    if statement.amount_points < 0:
        raise NothingOwed
    await session.flush()
    stated = select(SettlementLine.transfer_id).where(SettlementLine.statement_id == statement.id)
    await note_redemptions(session, stated, now=now)
    await note_sales(session, stated, now=now)
    await apply_waiting(session, statement, now=now)
    if await session.scalar(stated.limit(1)) is None and not statement.cash_fen:
        raise NothingToState
    await state_gifts(session, statement, promised, account.id, now=now)
    _tell(session, statement, now=now)
    return statement


async def _opened(
    session: AsyncSession,
    actor: Actor | None,
    partner: Partner,
    account_ids: set[UUID],
    *,
    ends_on: date | None,
    now: datetime,
) -> SettlementStatement:
    """An empty statement, from the end of the last one on."""
    starts_on, ends_on = await _period(session, partner, account_ids, ends_on, now)
    last_day = ends_on - timedelta(days=1)
    agreed = await session.scalar(queries.agreement_until(partner.id, last_day))
    if agreed is None or partner.organisation_id is None:
        raise NoAgreement
    who = actor.person_id if actor else None
    opened = open_case(session, FLOW, actor_id=who, district_id=partner.district_id, now=now)
    statement = SettlementStatement(
        id=new_id(),
        case_id=opened.id,
        partner_id=partner.id,
        organisation_id=partner.organisation_id,
        city_id=partner.city_id,
        district_id=partner.district_id,
        subdistrict_id=partner.subdistrict_id,
        community_id=partner.community_id,
        starts_on=starts_on,
        ends_on=ends_on,
        fen_per_100_points=agreed.fen_per_100_points,
        amount_points=0,
        worth=0,
        cash_fen=0,
        drafted_at=now,
        drafted_by_id=who,
    )
    session.add(statement)
    return statement


async def _period(
    session: AsyncSession,
    partner: Partner,
    account_ids: set[UUID],
    ends_on: date | None,
    now: datetime,
) -> tuple[date, date]:
    agreed = await session.scalar(queries.agreement_until(partner.id, china_date(now)))
    if agreed is None:
        raise NoAgreement
    begins, ends = ended_period(SettlementPeriod(agreed.settlement_period), now)
    ends = ends_on or ends
    last = await session.scalar(queries.last_end(partner.id))
    starts = last
    if starts is None:
        first = await session.scalar(queries.first_moved(account_ids))
        starts = china_date(first) if first else begins
    ends = await session.scalar(queries.next_agreement(partner.id, starts, ends)) or ends
    if not (starts < ends and is_over(ends, now)):
        raise PeriodNotOver
    return starts, ends


def _end(statement: SettlementStatement) -> datetime:
    return china_midnight(statement.ends_on)


def _tell(session: AsyncSession, statement: SettlementStatement, *, now: datetime) -> None:
    named = ("partner_id", "community_id", "district_id", "starts_on", "ends_on", "amount_points")
    told = {name: getattr(statement, name) for name in named}
    record(session, StatementDrafted(subject_id=statement.id, **told), now=now)


async def ask_due(session: AsyncSession, now: datetime) -> None:
    """Let the statements of periods that are over be drawn up, each on its own: one that cannot be
    drafted keeps no other from it, and no two partners' accounts are locked at once. Runs on a
    clock."""
    ends = {kind.value: ended_period(kind, now)[1] for kind in SettlementPeriod}
    for due in await session.execute(due_partners(ends, china_date(now), waiting=DRAFT_DUE)):
        fact = StatementDue(
            subject_id=due.id, district_id=due.district_id, community_id=due.community_id
        )
        record(session, fact, now=now)


async def draft_due(session: AsyncSession, fact: StatementDue, now: datetime) -> None:
    """Draw up what is due for one partner. What is refused is asked for again later."""
    partner = await session.get_one(Partner, fact.subject_id)
    with suppress(Refusal):
        async with session.begin_nested():
            await draft(session, None, partner, ends_on=None, now=now)

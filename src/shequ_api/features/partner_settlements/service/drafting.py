"""Drawing up statements: all that moved on a partner's account and stands in none."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.blocks.workflow.service import open_case
from shequ_api.features.partner_settlements import queries
from shequ_api.features.partner_settlements.accounts import settlement_account
from shequ_api.features.partner_settlements.events import StatementDrafted
from shequ_api.features.partner_settlements.flow import FLOW
from shequ_api.features.partner_settlements.models import (
    LineKind,
    SettlementLine,
    SettlementStatement,
)
from shequ_api.features.partner_settlements.rules import ended_period, is_over
from shequ_api.features.partner_settlements.service.applying import apply_correction
from shequ_api.features.partners.public import Partner, SettlementPeriod, partner_account
from shequ_api.features.redemptions.public import note_stated as note_redemptions
from shequ_api.features.stall_cash.public import cash_accounts
from shequ_api.features.stall_sales.public import note_stated as note_sales
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.errors import Malformed, NotNow, Refusal
from shequ_api.kit.ids import new_id


class NothingToState(NotNow):
    code, title = "nothing_to_state", "这段时间没有需要结算的往来"


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
    """State what a partner was paid: up to a day, else to the end of the period that is over.

    Nothing moves on its account meanwhile: what comes later stands in the next. Refuses with
    `NothingToState`, `NoAgreement`, `PeriodNotOver`.
    """
    account = await partner_account(session, partner, now)
    settled = await settlement_account(
        session, community_id=partner.community_id, district_id=partner.district_id, now=now
    )
    await lock_accounts(session, {account.id, settled.id})
    statement = await _opened(session, actor, partner, account.id, ends_on=ends_on, now=now)
    rows = await session.scalars(queries.unlisted_transfers(account.id, _end(statement)))
    lines = [_line(statement, each, account.id) for each in rows]
    session.add_all(lines)
    statement.amount_points = sum(line.points for line in lines)
    till = await cash_accounts(
        session, partner_id=partner.id, district_id=partner.district_id, now=now
    )
    cash = queries.cash_between(till.till_id, statement.starts_on, statement.ends_on)
    statement.cash_fen = int(await session.scalar(cash) or 0)
    if not lines and not statement.cash_fen:
        raise NothingToState
    await session.flush()
    stated = select(SettlementLine.transfer_id).where(SettlementLine.statement_id == statement.id)
    await note_redemptions(session, stated, now=now)
    await note_sales(session, stated, now=now)
    for waiting in await session.scalars(queries.waiting_corrections(partner.id)):
        if statement.amount_points + waiting.points >= 0:
            await apply_correction(session, statement, waiting, now=now)
    _tell(session, statement, now=now)
    return statement


async def _opened(
    session: AsyncSession,
    actor: Actor | None,
    partner: Partner,
    account_id: UUID,
    *,
    ends_on: date | None,
    now: datetime,
) -> SettlementStatement:
    """An empty statement, from the end of the last one on."""
    starts_on, ends_on = await _period(session, partner, account_id, ends_on, now)
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
        cash_fen=0,
        drafted_at=now,
        drafted_by_id=who,
    )
    session.add(statement)
    return statement


async def _period(
    session: AsyncSession, partner: Partner, account_id: UUID, ends_on: date | None, now: datetime
) -> tuple[date, date]:
    agreed = await session.scalar(queries.agreement_until(partner.id, china_date(now)))
    if agreed is None:
        raise NoAgreement
    begins, ends = ended_period(SettlementPeriod(agreed.settlement_period), now)
    ends = ends_on or ends
    last = await session.scalar(queries.last_end(partner.id))
    first = await session.scalar(queries.unlisted_transfers(account_id, now).limit(1))
    starts = last or (china_date(first.at) if first else begins)
    if not (starts < ends and is_over(ends, now)):
        raise PeriodNotOver
    return starts, ends


def _end(statement: SettlementStatement) -> datetime:
    return china_midnight(statement.ends_on)


def _line(statement: SettlementStatement, transfer: Transfer, account_id: UUID) -> SettlementLine:
    gained = transfer.credit_account_id == account_id
    return SettlementLine(
        id=new_id(),
        statement_id=statement.id,
        district_id=statement.district_id,
        transfer_id=transfer.id,
        kind=transfer.reference_kind or LineKind.OTHER,
        about_id=transfer.reference_id or transfer.id,
        reason=transfer.reason,
        points=transfer.amount if gained else -transfer.amount,
        at=transfer.at,
    )


def _tell(session: AsyncSession, statement: SettlementStatement, *, now: datetime) -> None:
    named = ("partner_id", "community_id", "district_id", "starts_on", "ends_on", "amount_points")
    told = {name: getattr(statement, name) for name in named}
    record(session, StatementDrafted(subject_id=statement.id, **told), now=now)


async def draft_due(session: AsyncSession, now: datetime) -> None:
    """Draw up the statements of periods that are over, some at once. Runs on a clock."""
    ends = {kind.value: ended_period(kind, now)[1] for kind in SettlementPeriod}
    due = list(await session.scalars(queries.due_partners(ends, china_date(now))))
    for partner in due:
        # One that cannot be drafted keeps no other from it.
        with suppress(Refusal):
            async with session.begin_nested():
                await draft(session, None, partner, ends_on=None, now=now)

"""Reads of statements and their lines, and of the transfers that stand in none."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Organisation
from shequ_api.blocks.ledger.models import Account, Ledger, Transfer
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.partner_settlements.models import (
    DISPUTED,
    SettlementCorrection,
    SettlementLine,
    SettlementStatement,
)
from shequ_api.features.partners.public import Partner, PartnerAgreement
from shequ_api.kit.clock import china_midnight

Rows = Select[*tuple[Any, ...]]
AT_ONCE = 20
"""Partners in one run of a clock."""


def change_of(account_id: UUID) -> ColumnElement[int]:
    """What a transfer did to an account: below zero where it gave."""
    return case((Transfer.credit_account_id == account_id, Transfer.amount), else_=-Transfer.amount)


def _of(account_id: UUID) -> ColumnElement[bool]:
    gave = Transfer.debit_account_id == account_id
    return or_(gave, Transfer.credit_account_id == account_id)


def _unlisted() -> ColumnElement[bool]:
    listed = exists().where(SettlementLine.transfer_id == Transfer.id)
    closing = exists().where(SettlementStatement.closing_transfer_id == Transfer.id)
    return and_(~listed, ~closing)


def unlisted_transfers(account_id: UUID, before: datetime) -> Select[Transfer]:
    """What moved on a partner's account before an instant and stands in no statement, with what
    took it back later; in order."""
    first = aliased(Transfer)
    of_them = exists().where(
        first.id == Transfer.reverses_id,
        first.at < before,
        ~exists().where(SettlementLine.transfer_id == first.id),
    )
    mine = select(Transfer).where(_of(account_id), _unlisted(), or_(Transfer.at < before, of_them))
    return mine.order_by(Transfer.at, Transfer.id)


def unlisted_points(account_id: UUID) -> Select[int]:
    """The sum of all that moved on a partner's account and stands in no statement yet."""
    total = func.coalesce(func.sum(change_of(account_id)), 0)
    return select(total).where(_of(account_id), _unlisted())


def unlisted_before(account_id: UUID, before: datetime) -> Select[int]:
    """How many transfers before an instant stand in no statement: none, where one was drafted."""
    return (
        select(func.count())
        .select_from(Transfer)
        .where(_of(account_id), _unlisted(), Transfer.at < before)
    )


def ledger_points(statement_id: UUID, account_id: UUID) -> Select[int, int]:
    """What the ledger says of the transfers of a statement's lines, and how many of these say
    another amount than the ledger does."""
    said = change_of(account_id)
    both = select(
        func.coalesce(func.sum(said), 0),
        func.count().filter(or_(said != SettlementLine.points, ~_of(account_id))),
    )
    joined = both.join(Transfer, Transfer.id == SettlementLine.transfer_id)
    return joined.where(SettlementLine.statement_id == statement_id)


def lines_total(statement_id: UUID) -> Select[int, int]:
    """How many lines a statement has, and their sum."""
    sums = select(func.count(), func.coalesce(func.sum(SettlementLine.points), 0))
    return sums.where(SettlementLine.statement_id == statement_id)


def unpaid_points(partner_id: UUID) -> Select[int]:
    """What stands in the statements of a partner that are not paid."""
    unpaid = (SettlementStatement.partner_id == partner_id, SettlementStatement.paid_at.is_(None))
    total = func.coalesce(func.sum(SettlementStatement.amount_points), 0)
    return select(total).where(*unpaid)


def cash_between(account_id: UUID, starts_on: date, ends_on: date) -> Select[int]:
    """What moved on an account of cash in a period."""
    return select(func.coalesce(func.sum(change_of(account_id)), 0)).where(
        _of(account_id),
        Transfer.at >= china_midnight(starts_on),
        Transfer.at < china_midnight(ends_on),
    )


def last_end(partner_id: UUID) -> Select[date]:
    """The end of a partner's last statement."""
    return select(func.max(SettlementStatement.ends_on)).where(
        SettlementStatement.partner_id == partner_id
    )


def agreement_until(partner_id: UUID, last_day: date) -> Select[PartnerAgreement]:
    """The last agreement of a partner that began by a day: what was bought under it is settled by
    it, even when it has ended. Where none had begun, the first one."""
    signed = (PartnerAgreement.partner_id == partner_id, PartnerAgreement.signed_at.is_not(None))
    began = case((PartnerAgreement.starts_on <= last_day, PartnerAgreement.starts_on))
    order = (began.desc().nulls_last(), PartnerAgreement.starts_on)
    return select(PartnerAgreement).where(*signed).order_by(*order).limit(1)


def due_partners(ends: Mapping[str, date], today: date) -> Select[Partner]:
    """Partners who were paid something in a period that is over by their agreement and for which
    they have no statement; `ends`: by the kind of period, the day on which the last one ended."""
    kind = (
        select(PartnerAgreement.settlement_period)
        .where(
            PartnerAgreement.partner_id == Partner.id,
            PartnerAgreement.signed_at.is_not(None),
            PartnerAgreement.starts_on <= today,
        )
        .order_by(PartnerAgreement.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    ended = case({each: china_midnight(day) for each, day in ends.items()}, value=kind)
    stated = (
        select(func.max(SettlementStatement.ends_on))
        .where(SettlementStatement.partner_id == Partner.id)
        .scalar_subquery()
    )
    stated_at = func.timezone("Asia/Shanghai", cast(stated, DateTime(timezone=False)))
    paid = exists().where(
        Transfer.credit_account_id == Account.id,
        Transfer.at < ended,
        or_(stated.is_(None), Transfer.at >= stated_at),
    )
    account = and_(
        Account.ledger == Ledger.POINTS,
        Account.owner_key == func.concat("partner/", cast(Partner.id, Text)),
    )
    some = select(Partner).join(Account, account).where(paid).order_by(Partner.id)
    return some.limit(AT_ONCE)


def waiting_corrections(partner_id: UUID) -> Select[SettlementCorrection]:
    """Corrections that wait for the next statement, the oldest first; locked."""
    mine = select(SettlementCorrection).where(
        SettlementCorrection.partner_id == partner_id,
        SettlementCorrection.statement_id.is_(None),
    )
    ordered = mine.order_by(SettlementCorrection.made_at, SettlementCorrection.id)
    return ordered.with_for_update()


def corrected_points(line_id: UUID) -> Select[int]:
    """By how much a line was corrected so far."""
    total = func.coalesce(func.sum(SettlementCorrection.points), 0)
    return select(total).where(SettlementCorrection.line_id == line_id)


def open_disputes(statement_id: UUID) -> Select[int]:
    """How many lines of a statement are disputed, and nobody has decided."""
    return select(func.count()).where(SettlementLine.statement_id == statement_id, DISPUTED)


def statement_lines_of(*conditions: ColumnElement[bool]) -> Rows:
    """Statements with their states and partners."""
    columns = [
        column
        for column in SettlementStatement.__table__.columns
        if not column.name.endswith("_by_id") and column.name != "case_id"
    ]
    disputed = select(func.count()).where(
        SettlementLine.statement_id == SettlementStatement.id, DISPUTED
    )
    return (
        select(
            *columns,
            Case.state,
            Organisation.name.label("partner_name"),
            disputed.correlate(SettlementStatement).scalar_subquery().label("open_disputes"),
        )
        .join(SettlementStatement.case)
        .join(Organisation, Organisation.id == SettlementStatement.organisation_id)
        .where(*conditions)
    )


def lines_of(statement_id: UUID) -> Rows:
    """The lines of a statement, with their transfers."""
    columns = [
        column
        for column in SettlementLine.__table__.columns
        if not column.name.endswith("_by_id") and column.name != "district_id"
    ]
    return select(*columns).where(SettlementLine.statement_id == statement_id)

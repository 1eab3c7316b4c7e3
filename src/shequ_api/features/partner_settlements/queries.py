"""Reads of statements and their lines, and of the transfers that stand in none."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.people.models import Organisation
from shequ_api.blocks.ledger.models import Account, Transfer
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.partner_settlements.models import (
    DISPUTED,
    SettlementCorrection,
    SettlementLine,
    SettlementStatement,
)
from shequ_api.features.partner_settlements.rules import LARGE_POINTS, SOLD, LineKind
from shequ_api.features.partners.public import (
    Partner,
    PartnerAgreement,
    PartnerPermission,
    represented,
)
from shequ_api.features.redemptions.public import Redemption, StallRecord
from shequ_api.features.stall_sales.public import StallSale
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Before all that is kept."""


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Statements of the scope, for the offices that oversee partners; else those of the partner for
    which an actor stands."""
    own = exists().where(Partner.id == SettlementStatement.partner_id, represented(actor))
    return in_view(actor, SettlementStatement, PartnerPermission.OVERSEE, own)


def change_of(account_id: UUID) -> ColumnElement[int]:
    """What a transfer did to an account: below zero where it gave."""
    return case((Transfer.credit_account_id == account_id, Transfer.amount), else_=-Transfer.amount)


def _of(account_id: UUID) -> ColumnElement[bool]:
    gave = Transfer.debit_account_id == account_id
    return or_(gave, Transfer.credit_account_id == account_id)


def unlisted() -> ColumnElement[bool]:
    """Transfers that stand in no statement, and closed none."""
    listed = exists().where(SettlementLine.transfer_id == Transfer.id)
    closing = exists().where(SettlementStatement.closing_transfer_id == Transfer.id)
    return and_(~listed, ~closing)


def unlisted_transfers(
    account_id: UUID, before: datetime, *, since: datetime | None = None
) -> Select[Transfer]:
    """What moved on a partner's account before an instant and stands in no statement, with what
    took it back later; in order. `since`: the end of the last statement, before which all stands in
    one."""
    first = aliased(Transfer)
    of_them = exists().where(
        first.id == Transfer.reverses_id,
        first.at < before,
        ~exists().where(SettlementLine.transfer_id == first.id),
    )
    mine = select(Transfer).where(_of(account_id), unlisted(), or_(Transfer.at < before, of_them))
    if since is not None:
        mine = mine.where(Transfer.at >= since)
    return mine.order_by(Transfer.at, Transfer.id)


def _since(partner_id: UUID) -> ColumnElement[datetime]:
    """The end of a partner's last statement: all that moved before stands in one."""
    ended = last_end(partner_id).scalar_subquery()
    return func.coalesce(midnight(ended), LONG_AGO)


def midnight(day: ColumnElement[Any]) -> ColumnElement[datetime]:
    """When a day begins in China."""
    begins: ColumnElement[datetime] = func.timezone(
        "Asia/Shanghai", cast(day, DateTime(timezone=False))
    )
    return begins


def proof(statement: SettlementStatement, account_id: UUID) -> Rows:
    """One row, of one moment: the sums of a statement's lines and of their transfers, and beside
    the partner's balance what is unpaid."""
    said = change_of(account_id)
    mine = SettlementLine.statement_id == statement.id
    listed = Transfer.id == SettlementLine.transfer_id
    lines = select(func.count(), func.coalesce(func.sum(SettlementLine.points), 0)).where(mine)
    moved = select(func.coalesce(func.sum(said), 0)).where(mine, listed)
    wrong = select(func.count()).where(
        mine, listed, or_(said != SettlementLine.points, ~_of(account_id))
    )
    loose = select(func.coalesce(func.sum(said), 0)).where(
        _of(account_id), unlisted(), Transfer.at >= _since(statement.partner_id)
    )
    left_out = select(func.count(Transfer.id)).where(
        _of(account_id),
        unlisted(),
        Transfer.at >= china_midnight(statement.starts_on),
        Transfer.at < china_midnight(statement.ends_on),
    )
    unpaid = select(func.coalesce(func.sum(SettlementStatement.amount_points), 0)).where(
        SettlementStatement.partner_id == statement.partner_id,
        SettlementStatement.paid_at.is_(None),
    )
    closed = select(Transfer.amount).where(Transfer.id == SettlementStatement.closing_transfer_id)
    counted = lines.subquery()
    return (
        select(
            SettlementStatement.amount_points,
            SettlementStatement.paid_at,
            counted.c[0].label("lines"),
            counted.c[1].label("lines_points"),
            moved.scalar_subquery().label("ledger_points"),
            wrong.scalar_subquery().label("wrong_lines"),
            left_out.scalar_subquery().label("unlisted_transfers"),
            closed.correlate(SettlementStatement).scalar_subquery().label("closing_points"),
            Account.balance.label("balance_points"),
            (unpaid.scalar_subquery() + loose.scalar_subquery()).label("unpaid_points"),
        )
        .select_from(SettlementStatement)
        .join(Account, Account.id == account_id)
        .join(counted, true())
        .where(SettlementStatement.id == statement.id)
    )


def cash_between(account_id: UUID, starts_on: date, ends_on: date) -> Select[int]:
    """What moved on an account of cash in a period."""
    return select(func.coalesce(func.sum(change_of(account_id)), 0)).where(
        _of(account_id),
        Transfer.at >= china_midnight(starts_on),
        Transfer.at < china_midnight(ends_on),
    )


def first_moved(account_ids: Collection[UUID]) -> Select[datetime]:
    """When something first reached one of these accounts."""
    return select(func.min(Transfer.at)).where(Transfer.credit_account_id.in_(account_ids))


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


def next_agreement(partner_id: UUID, after: date, before: date) -> Select[date]:
    """The first day, between two, on which another agreement of a partner took over."""
    return select(func.min(PartnerAgreement.starts_on)).where(
        PartnerAgreement.partner_id == partner_id,
        PartnerAgreement.signed_at.is_not(None),
        PartnerAgreement.starts_on > after,
        PartnerAgreement.starts_on < before,
    )


def waiting_corrections(partner_id: UUID) -> Select[SettlementCorrection]:
    """Corrections that wait for the next statement, those that add first; locked."""
    mine = select(SettlementCorrection).where(
        SettlementCorrection.partner_id == partner_id,
        SettlementCorrection.statement_id.is_(None),
    )
    order = (SettlementCorrection.points < 0, SettlementCorrection.made_at)
    return mine.order_by(*order, SettlementCorrection.id).with_for_update()


def sold_in(statement_id: UUID) -> Rows:
    """What a statement says of sales, for what depends on them: when each was, what the line says
    of points, and of how many units. A correction is about the sale of its line; by a refund the
    units are gone too."""
    first, sale = aliased(SettlementLine), aliased(Transfer)
    charged, ordered = aliased(StallRecord), aliased(Redemption)
    corrected = and_(
        SettlementLine.kind == LineKind.CORRECTION,
        SettlementCorrection.id == SettlementLine.about_id,
    )
    kind = func.coalesce(first.kind, SettlementLine.kind)
    about = func.coalesce(first.about_id, SettlementLine.about_id)
    quantity = func.coalesce(Redemption.quantity, StallSale.quantity, ordered.quantity, 0)
    units = case(
        (and_(first.id.is_not(None), SettlementCorrection.refund_transfer_id.is_(None)), 0),
        (SettlementLine.points < 0, -quantity),
        else_=quantity,
    )
    return (
        select(
            SettlementLine.about_id,
            func.coalesce(sale.at, Transfer.at).label("sold_at"),
            SettlementLine.at,
            SettlementLine.points,
            units.label("units"),
        )
        .outerjoin(SettlementCorrection, corrected)
        .outerjoin(first, first.id == SettlementCorrection.line_id)
        .join(Transfer, Transfer.id == func.coalesce(first.transfer_id, SettlementLine.transfer_id))
        .outerjoin(sale, sale.id == Transfer.reverses_id)
        .outerjoin(Redemption, and_(kind == LineKind.REDEMPTION, Redemption.id == about))
        .outerjoin(StallSale, and_(kind == LineKind.SALE, StallSale.id == about))
        .outerjoin(charged, and_(kind == LineKind.CONFLICT, charged.id == about))
        .outerjoin(ordered, ordered.id == charged.redemption_id)
        .where(SettlementLine.statement_id == statement_id, kind.in_(SOLD))
        .order_by(SettlementLine.at, SettlementLine.id)
    )


def corrected_points(line_id: UUID) -> Select[int]:
    """By how much a line was corrected so far."""
    total = func.coalesce(func.sum(SettlementCorrection.points), 0)
    return select(total).where(SettlementCorrection.line_id == line_id)


def large_corrections(statement_id: UUID) -> Select[UUID]:
    """Who made the corrections of a statement that take a second person's word."""
    return select(SettlementCorrection.made_by_id).where(
        SettlementCorrection.statement_id == statement_id,
        func.abs(SettlementCorrection.points) >= LARGE_POINTS,
    )


def open_disputes(statement_id: UUID) -> Select[int]:
    """How many lines of a statement are disputed, and nobody has decided."""
    return select(func.count()).where(SettlementLine.statement_id == statement_id, DISPUTED)


@built_once
def statement_lines_of() -> Rows:
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
    )


def lines_of(statement_id: UUID) -> Rows:
    """The lines of a statement, with their transfers."""
    columns = [
        column
        for column in SettlementLine.__table__.columns
        if not column.name.endswith("_by_id") and column.name != "district_id"
    ]
    return select(*columns).where(SettlementLine.statement_id == statement_id)

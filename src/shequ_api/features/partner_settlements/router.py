"""Settlement statements over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.partner_settlements import queries
from shequ_api.features.partner_settlements.flow import STATE_TITLES, StatementState
from shequ_api.features.partner_settlements.models import SettlementLine, SettlementStatement
from shequ_api.features.partner_settlements.permissions import SettlementPermission
from shequ_api.features.partner_settlements.reconciling import reconcile
from shequ_api.features.partner_settlements.rules import LINE_TITLES, LineKind, fen_of
from shequ_api.features.partner_settlements.schemas import (
    LineCorrection,
    LineDecision,
    LineDispute,
    Payment,
    ReconciliationView,
    SettlementCorrectionView,
    StatementDraft,
    StatementLine,
    StatementView,
)
from shequ_api.features.partner_settlements.service import correcting, drafting, paying
from shequ_api.features.partners.public import Partner
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["partner_settlements"])
P = SettlementPermission
Viewer = Annotated[Actor, Depends(may(P.VIEW))]
Confirmer = Annotated[Actor, Depends(may(P.CONFIRM))]
Preparer = Annotated[Actor, Depends(may(P.PREPARE))]
Corrector = Annotated[Actor, Depends(may(P.CORRECT))]
Payer = Annotated[Actor, Depends(may(P.PAY))]


async def statement_in_view(
    statement_id: UUID, actor: AnyActor, session: Session
) -> SettlementStatement:
    """A statement of the partner for whom the actor stands, or in their scope."""
    this = select(SettlementStatement).where(SettlementStatement.id == statement_id)
    found = await session.scalar(this.where(queries.seen_by(actor)))
    if found is None:
        raise Absent
    return found


async def line_in_view(line_id: UUID, actor: AnyActor, session: Session) -> SettlementLine:
    """A line of such a statement."""
    line = await session.get(SettlementLine, line_id)
    if line is None:
        raise Absent
    await statement_in_view(line.statement_id, actor, session)
    return line


TheStatement = Annotated[SettlementStatement, Depends(statement_in_view)]
TheLine = Annotated[SettlementLine, Depends(line_in_view)]


@router.post("/settlement-statements", status_code=201)
async def draft_statement(
    wanted: StatementDraft, actor: Preparer, session: Session, now: Now
) -> StatementView:
    """出具结算单: Draw up a statement for a partner of my scope; for the periods that are agreed it
    happens by itself."""
    partner = await session.get(Partner, wanted.partner_id)
    if partner is None or not actor.covers(partner):
        raise Absent
    made = await drafting.draft(session, actor, partner, ends_on=wanted.ends_on, now=now)
    return await _shown(session, made)


@router.get("/settlement-statements")
async def list_statements(
    actor: Viewer, session: Session, paging: ThePaging
) -> Page[StatementView]:
    """结算单列表: Statements of my partner, or in my scope, newest first."""
    lines = queries.statement_lines_of(queries.seen_by(actor))
    order = [SettlementStatement.drafted_at, SettlementStatement.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[_view(row) for row in rows], next_cursor=cursor)


@router.get("/settlement-statements/{statement_id}")
async def get_statement(statement: TheStatement, _: Viewer, session: Session) -> StatementView:
    """查看结算单: A statement of my partner, or in my scope."""
    return await _shown(session, statement)


@router.get("/settlement-statements/{statement_id}/lines")
async def list_statement_lines(
    statement: TheStatement, _: Viewer, session: Session, paging: ThePaging
) -> Page[StatementLine]:
    """结算单明细: Its lines, in the order in which the points moved."""
    lines = queries.lines_of(statement.id)
    order = [SettlementLine.at, SettlementLine.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=[_line_view(row) for row in rows], next_cursor=cursor)


@router.get("/settlement-statements/{statement_id}/reconciliation")
async def reconcile_statement(
    statement: TheStatement, _: Viewer, session: Session
) -> ReconciliationView:
    """结算单对账: The statement beside the ledger, the partner's balance beside what is unpaid."""
    return ReconciliationView.model_validate(await reconcile(session, statement))


@router.put("/settlement-statements/{statement_id}/confirmation")
async def confirm_statement(
    statement: TheStatement, actor: Confirmer, session: Session, now: Now
) -> StatementView:
    """确认结算单: As the partner: it is right. All disputes must have been decided."""
    return await _shown(session, await paying.confirm(session, actor, statement, now=now))


@router.put("/settlement-statements/{statement_id}/preparation")
async def prepare_payment(
    statement: TheStatement, actor: Preparer, session: Session, now: Now
) -> StatementView:
    """提请付款: Hand a confirmed statement on to somebody else, who pays. Not by one of the
    partner's own people, nor by who made a large correction in it."""
    return await _shown(session, await paying.prepare(session, actor, statement, now=now))


@router.post("/settlement-statements/{statement_id}/payment")
@moves
async def pay_statement(
    said: Payment, statement: TheStatement, actor: Payer, session: Session, now: Now
) -> StatementView:
    """登记付款: Note that the partner has its money; its points are settled by that. Not by whoever
    prepared it, nor by one of the partner's own people."""
    paid = await paying.pay(session, actor, statement, reference=said.reference, now=now)
    return await _shown(session, paid)


@router.put("/settlement-lines/{line_id}/dispute")
async def dispute_line(
    said: LineDispute, line: TheLine, actor: Confirmer, session: Session, now: Now
) -> StatementLine:
    """对明细提出异议: As the partner: this line is wrong. Until the statement is confirmed."""
    await correcting.dispute(session, actor, line, reason=said.reason, now=now)
    return await _line(session, line)


@router.post("/settlement-lines/{line_id}/decision")
@moves
async def decide_dispute(
    said: LineDecision, line: TheLine, actor: Corrector, session: Session, now: Now
) -> StatementLine:
    """处理异议: Uphold a dispute, by a correction of points, or say that the line is right. Not by
    one of the partner's own people."""
    await correcting.decide(session, actor, line, **said.model_dump(), now=now)
    return await _line(session, line)


@router.post("/settlement-lines/{line_id}/corrections", status_code=201)
@moves
async def correct_line(
    said: LineCorrection, line: TheLine, actor: Corrector, session: Session, now: Now
) -> SettlementCorrectionView:
    """更正明细: Let a line count for more or less: in its statement while that is drafted, else in
    the next one."""
    made = await correcting.correct(session, actor, line, **said.model_dump(), now=now)
    return SettlementCorrectionView.model_validate(made)


async def _shown(session: Session, statement: SettlementStatement) -> StatementView:
    await session.flush()
    this = queries.statement_lines_of(SettlementStatement.id == statement.id)
    return _view((await session.execute(this)).mappings().one())


def _view(row: Mapping[Any, Any]) -> StatementView:
    said = {
        "state_title": STATE_TITLES[StatementState(row["state"])],
        "amount_fen": fen_of(row["worth"]),
    }
    return StatementView(**row, **said)


async def _line(session: Session, line: SettlementLine) -> StatementLine:
    await session.flush()
    return _line_view(
        {column.name: getattr(line, column.name) for column in line.__table__.columns}
    )


def _line_view(row: Mapping[Any, Any]) -> StatementLine:
    return StatementLine(**row, kind_title=LINE_TITLES[LineKind(row["kind"])])

"""Lines that are disputed, and what changes them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.workflow.service import lock_case
from shequ_api.features.partner_settlements import queries
from shequ_api.features.partner_settlements.accounts import settlement_account
from shequ_api.features.partner_settlements.flow import StatementState
from shequ_api.features.partner_settlements.models import (
    LineKind,
    SettlementCorrection,
    SettlementLine,
    SettlementStatement,
)
from shequ_api.features.partner_settlements.rules import SOLD, may_correct
from shequ_api.features.partner_settlements.service.applying import apply_correction, fits
from shequ_api.features.partner_settlements.service.sides import refuse_partners_people
from shequ_api.features.partners.public import Partner, partner_account
from shequ_api.features.redemptions.public import refund_stated as refund_redemption
from shequ_api.features.redemptions.public import take_turn
from shequ_api.features.stall_sales.public import refund_stated as refund_sale
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class NotDisputable(NotNow):
    """Lines are disputed before the statement is confirmed, once each."""

    code, title = "not_disputable", "结算单已确认，或这一行的异议已处理"


class NotDisputed(NotNow):
    code, title = "not_disputed", "这一行没有待处理的异议"


class DecisionUnclear(Malformed):
    """Upheld is what is corrected; what is not upheld stays."""

    code, title = "decision_unclear", "支持异议须写明更正的积分，不支持则不更正"


class CorrectionTooLarge(NotNow):
    """Facts: `line_points`, `corrected_points`."""

    code, title = "correction_too_large", "更正的积分超过了这一行的积分"


class CorrectionUnfit(NotNow):
    """Corrections and gifts are not corrected; back to a card goes a whole redemption or sale."""

    code, title = "correction_unfit", "这一行不能这样更正"


async def dispute(
    session: AsyncSession, actor: Actor, line: SettlementLine, *, reason: str, now: datetime
) -> SettlementLine:
    """Say that a line is wrong, as the partner; said again, the reason is the new one."""
    await _statement_of(session, line, drafted=True)
    if line.decided_at is not None:
        raise NotDisputable
    line.disputed_at, line.disputed_by_id, line.dispute_reason = now, actor.person_id, reason
    return line


async def decide(
    session: AsyncSession,
    actor: Actor,
    line: SettlementLine,
    *,
    upheld: bool,
    points: int | None,
    refund: bool,
    reason: str,
    now: datetime,
) -> SettlementLine:
    """Say whether a disputed line is wrong; where it is, correct it by so many points."""
    if upheld != (points is not None) or (refund and not upheld):
        raise DecisionUnclear
    statement = await _statement_of(session, line)
    await refuse_partners_people(session, actor, statement, now=now)
    if line.disputed_at is None or line.decided_at is not None:
        raise NotDisputed
    line.decided_at, line.decided_by_id = now, actor.person_id
    line.upheld, line.decision_reason = upheld, reason
    if points is not None:
        await _correct(
            session, actor, statement, line, points=points, refund=refund, reason=reason, now=now
        )
    return line


async def correct(
    session: AsyncSession,
    actor: Actor,
    line: SettlementLine,
    *,
    points: int,
    refund: bool,
    reason: str,
    now: datetime,
) -> SettlementCorrection:
    """Let a line count for more or less: in its statement while that is drafted and has as much,
    else in the next one. With `refund` what was bought is taken back: the resident has the points
    again at once, of the community's."""
    statement = await _statement_of(session, line)
    await refuse_partners_people(session, actor, statement, now=now)
    return await _correct(
        session, actor, statement, line, points=points, refund=refund, reason=reason, now=now
    )


async def _correct(
    session: AsyncSession,
    actor: Actor,
    statement: SettlementStatement,
    line: SettlementLine,
    *,
    points: int,
    refund: bool,
    reason: str,
    now: datetime,
) -> SettlementCorrection:
    sold = line.kind in SOLD or line.kind == LineKind.OTHER
    if not sold or points == 0 or (refund and points != -line.points):
        raise CorrectionUnfit
    corrected = int(await session.scalar(queries.corrected_points(line.id)) or 0)
    if not may_correct(line.points, corrected, points):
        raise CorrectionTooLarge(line_points=line.points, corrected_points=corrected)
    correction = SettlementCorrection(
        id=new_id(),
        partner_id=statement.partner_id,
        district_id=statement.district_id,
        line_id=line.id,
        points=points,
        reason=reason,
        made_by_id=actor.person_id,
        made_at=now,
    )
    if refund:
        correction.refund_transfer_id = await _refund(session, actor, statement, line, reason, now)
    session.add(correction)
    await session.flush()
    if statement.case.state == StatementState.DRAFTED and fits(statement, line, points):
        await apply_correction(session, statement, correction, now=now)
    return correction


async def _refund(
    session: AsyncSession,
    actor: Actor,
    statement: SettlementStatement,
    line: SettlementLine,
    reason: str,
    now: datetime,
) -> UUID:
    """Points of the community's settlement account back to the card."""
    partner = await session.get_one(Partner, statement.partner_id)
    own = await partner_account(session, partner, now)
    settled = await settlement_account(
        session, community_id=statement.community_id, district_id=statement.district_id, now=now
    )
    refunding = {LineKind.REDEMPTION: refund_redemption, LineKind.SALE: refund_sale}
    if line.points < 0 or line.kind not in refunding:
        raise CorrectionUnfit
    refund = refunding[LineKind(line.kind)]
    accounts = {own.id, settled.id}
    return await refund(
        session,
        actor,
        line.about_id,
        reason=reason,
        from_account_id=settled.id,
        beside=accounts,
        now=now,
    )


async def _statement_of(
    session: AsyncSession, line: SettlementLine, *, drafted: bool = False
) -> SettlementStatement:
    """The statement of a line, held, and the line as it stands then."""
    statement = await session.get_one(SettlementStatement, line.statement_id)
    await take_turn(session, statement.organisation_id)
    statement.case = await lock_case(session, statement.case_id)
    await session.refresh(statement, ["amount_points", "worth"])
    await session.refresh(line)
    if drafted and statement.case.state != StatementState.DRAFTED:
        raise NotDisputable
    return statement

"""What counts when work was approved or settled, and what no longer does."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.people.queries import survivor_of
from shequ_api.blocks.workflow.models import StepLog
from shequ_api.features.patrols.events import InspectionApprovalWithdrawn, InspectionApproved
from shequ_api.features.patrols.public import Inspection, InspectionState
from shequ_api.features.tickets.events import TicketReopened, TicketSettled
from shequ_api.features.tickets.public import ENDED_WELL, Ticket, TicketState
from shequ_api.features.volunteer_hours import queries
from shequ_api.features.volunteer_hours.rules import ServiceKind, is_volunteer
from shequ_api.features.volunteer_hours.service.crediting import Evidence, credit, take_back
from shequ_api.kit.clock import china_date
from shequ_api.kit.holding import is_so

DONE = [*ENDED_WELL, TicketState.ARCHIVED]


async def count_inspection(session: AsyncSession, fact: InspectionApproved, now: datetime) -> None:
    """An approved inspection counts while this approval of it stands."""
    stands = (Inspection.state == InspectionState.APPROVED) & (
        Inspection.approvals == fact.approval
    )
    if not await is_so(session, stands, Inspection.id == fact.subject_id):
        return
    inspection = await session.get_one(Inspection, fact.subject_id)
    await _count(
        session,
        ServiceKind.INSPECTION,
        inspection,
        round_=fact.approval,
        person_id=fact.worker_id,
        confirmed_by_id=fact.approved_by_id,
        served_at=inspection.received_at,
        now=now,
    )


async def forget_inspection(
    session: AsyncSession, fact: InspectionApprovalWithdrawn, now: datetime
) -> None:
    """What the approval counted that holds no longer."""
    stands = (Inspection.state == InspectionState.APPROVED) & (Inspection.approvals > fact.approval)
    again = await is_so(session, stands, Inspection.id == fact.subject_id)
    inspection = await session.get(Inspection, fact.subject_id) if again else None
    await take_back(
        session,
        ServiceKind.INSPECTION,
        fact.subject_id,
        but_round=inspection.approvals if inspection else None,
        reason="审核通过被撤回，时长冲回",
        now=now,
    )


async def count_ticket(session: AsyncSession, fact: TicketSettled, now: datetime) -> None:
    """A settled ticket counts for who settled it, while it is."""
    if not await is_so(session, Ticket.state.in_(DONE), Ticket.id == fact.subject_id):
        return
    ticket = await session.get_one(Ticket, fact.subject_id)
    step = await _settling(session, ticket)
    if step is None:
        return
    await _count(
        session,
        ServiceKind.TICKET,
        ticket,
        round_=step[0],
        person_id=fact.settled_by_id,
        confirmed_by_id=fact.accepted_by_id,
        served_at=step[1],
        now=now,
    )


async def forget_ticket(session: AsyncSession, fact: TicketReopened, now: datetime) -> None:
    """What was settled was not, unless it has been settled again meanwhile."""
    done = await is_so(session, Ticket.state.in_(DONE), Ticket.id == fact.subject_id)
    ticket = await session.get(Ticket, fact.subject_id) if done else None
    step = await _settling(session, ticket) if ticket else None
    await take_back(
        session,
        ServiceKind.TICKET,
        fact.subject_id,
        but_round=step[0] if step else None,
        reason="诉求重新办理，时长冲回",
        now=now,
    )


async def _settling(session: AsyncSession, ticket: Ticket) -> tuple[int, datetime] | None:
    """The number and the instant of the step by which a ticket was settled last."""
    steps = select(StepLog.number, StepLog.taken_at).where(
        StepLog.case_id == ticket.case_id, StepLog.to_state == TicketState.SETTLED
    )
    row = (await session.execute(steps.order_by(StepLog.number.desc()).limit(1))).one_or_none()
    return (row[0], row[1]) if row else None


async def _count(
    session: AsyncSession,
    kind: ServiceKind,
    located: Any,
    *,
    round_: int,
    person_id: UUID,
    confirmed_by_id: UUID,
    served_at: datetime,
    now: datetime,
) -> None:
    """Nobody's own word makes hours, and nobody's who is on duty there."""
    person_id = await survivor_of(session, person_id)
    if person_id == await survivor_of(session, confirmed_by_id):
        return
    terms = await queries.terms_of(session, located.district_id, now)
    roles = await queries.roles_in(session, person_id, located.district_id, china_date(served_at))
    if not terms.worth(kind) or not is_volunteer(roles, terms):
        return
    evidence = Evidence(
        kind=kind,
        id=located.id,
        round=round_,
        person_id=person_id,
        district_id=located.district_id,
        subdistrict_id=located.subdistrict_id,
        community_id=located.community_id,
        due_minutes=terms.worth(kind),
        served_at=served_at,
        confirmed_by_id=confirmed_by_id,
    )
    await credit(session, evidence, terms, now=now)


REACTIONS = [
    Reaction("volunteer_hours.count_inspection", InspectionApproved, count_inspection),
    Reaction("volunteer_hours.forget_inspection", InspectionApprovalWithdrawn, forget_inspection),
    Reaction("volunteer_hours.count_ticket", TicketSettled, count_ticket),
    Reaction("volunteer_hours.forget_ticket", TicketReopened, forget_ticket),
]

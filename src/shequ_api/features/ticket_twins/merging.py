"""Merging tickets under one lead, and undoing it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.events.facts import record
from shequ_api.base.places.locking import TreesChanged
from shequ_api.blocks.workflow.bulk import lock_cases
from shequ_api.blocks.workflow.models import Case
from shequ_api.blocks.workflow.service import legal_step
from shequ_api.features.ticket_ending.public import still_fits
from shequ_api.features.ticket_twins import queries
from shequ_api.features.ticket_twins.models import TicketMerge
from shequ_api.features.tickets.events import TicketMerged, TicketUnmerged
from shequ_api.features.tickets.public import (
    FLOW,
    OPEN,
    Ticket,
    TicketState,
    facts_of,
    take_step,
)
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.ids import new_id


class NotYourMerge(Forbidden):
    code, title = "not_your_merge", "只有诉求所在社区的工作人员可以并单、拆单"


class TwinUnknown(Malformed):
    code, title = "twin_unknown", "要并入的诉求不存在，或不在您的辖区"


class MergedIntoItself(Malformed):
    code, title = "merged_into_itself", "不能把诉求并入它自己"


class NotOneCommunity(Malformed):
    code, title = "not_one_community", "只能合并同一社区的诉求"


class LeadNotOpen(NotNow):
    code, title = "lead_not_open", "主单已经办结、结束或并入其他单，不能再并入"


class LeadIsPrivate(NotNow):
    """Who ordered what is merged reads how the lead goes on."""

    code, title = "lead_is_private", "主单不公开，其他居民看不到进展，请选公开的诉求作主单"


class LeadsOthers(NotNow):
    code, title = "ticket_leads_others", "有诉求已并入这一单，请先拆回，或以它为主单"


class HazardStaysAlone(NotNow):
    code, title = "hazard_stays_alone", "来自隐患排查的诉求由复查销号，不能并入其他单"


class NotMerged(NotNow):
    code, title = "ticket_not_merged", "这件诉求没有并入其他单，或刚刚已经拆回"


async def merge(
    session: AsyncSession,
    actor: Actor,
    lead: Ticket,
    ticket_ids: Collection[UUID],
    *,
    reason: str,
    now: datetime,
) -> None:
    """并单: handle these under the lead from now on. All or none."""
    if not actor.covers(lead):
        raise NotYourMerge
    if lead.id in ticket_ids:
        raise MergedIntoItself
    wanted = select(Ticket).where(Ticket.id.in_(ticket_ids), in_scope(actor, Ticket))
    others = (await session.scalars(wanted.order_by(Ticket.id))).all()
    if len(others) != len(set(ticket_ids)):
        raise TwinUnknown
    cases = await hold(session, [lead, *others])
    if cases[lead.case_id].state not in OPEN:
        raise LeadNotOpen
    await _refuse(session, lead, others)
    for ticket in others:
        await put_under(session, actor, lead, ticket, cases[ticket.case_id], reason, now)


async def hold(session: AsyncSession, tickets: Sequence[Ticket]) -> dict[UUID, Case]:
    """Lock tickets of one community with their cases, and read them as they stand.

    One order for all who lock these: cases by id, tickets by id."""
    communities = {ticket.id: ticket.community_id for ticket in tickets}
    cases = await lock_cases(session, [ticket.case_id for ticket in tickets])
    for ticket in sorted(tickets, key=lambda each: each.id):
        await session.refresh(ticket, with_for_update={"key_share": True})
        if ticket.community_id != communities[ticket.id]:
            raise TreesChanged
    return cases


async def _refuse(session: AsyncSession, lead: Ticket, others: Sequence[Ticket]) -> None:
    if any(ticket.community_id != lead.community_id for ticket in others):
        raise NotOneCommunity
    if any(ticket.source_kind == "hazard" for ticket in others):
        raise HazardStaysAlone
    strangers = {lead.reporter_id} != {ticket.reporter_id for ticket in others}
    # Whoever supports what is public would come to read of what is private.
    shown = any(not ticket.private for ticket in others)
    if lead.private and (strangers or shown or lead.reporter_id is None):
        raise LeadIsPrivate
    led = select(Ticket.id).where(Ticket.merged_into_id.in_([ticket.id for ticket in others]))
    if await session.scalar(led.limit(1)) is not None:
        raise LeadsOthers


async def put_under(
    session: AsyncSession,
    actor: Actor,
    lead: Ticket,
    ticket: Ticket,
    case: Case,
    reason: str,
    now: datetime,
) -> None:
    """One ticket under a lead; both are locked. Raises `IllegalStep`."""
    legal_step(FLOW, case, "merge")
    session.add(
        TicketMerge(
            id=new_id(),
            lead_id=lead.id,
            merged_id=ticket.id,
            district_id=ticket.district_id,
            from_state=case.state,
            awaited_place=ticket.awaits_place,
            awaited_service=ticket.awaits_service,
            awaited_arbitration=ticket.awaits_arbitration,
            reason=reason,
            merged_by_id=actor.person_id,
            merged_at=now,
        )
    )
    facts = {"lead_id": str(lead.id)}
    await take_step(session, actor, ticket, "merge", note=reason, now=now, **facts)
    ticket.merged_into_id = lead.id
    told = {"lead_id": lead.id, "merged_by_id": actor.person_id, "at": now}
    record(session, TicketMerged(**facts_of(ticket), **told), now=now)


async def unmerge(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, reason: str, now: datetime
) -> None:
    """拆回: handle it by itself again, as it stood: by whoever had it, if they serve there."""
    if not actor.covers(ticket):
        raise NotYourMerge
    fits = await still_fits(session, ticket, now)
    await hold(session, [ticket])
    merge = await session.scalar(queries.standing_merge(ticket.id))
    if merge is None:
        raise NotMerged
    merge.undone_at, merge.undone_by_id, merge.undo_reason = now, actor.person_id, reason
    step, facts = back(ticket, merge, fits=fits)
    await take_step(session, actor, ticket, step, note=reason, now=now, **facts)
    release(session, ticket, merge, step, actor.person_id, now)


def back(ticket: Ticket, merge: TicketMerge, *, fits: bool) -> tuple[str, dict[str, str]]:
    """The step to the state that it had, and its facts; nobody holds what they may not settle."""
    state = merge.from_state
    if state == TicketState.RESOLVING and not fits:
        state, ticket.assignee_id = TicketState.ACCEPTED, None
    given = state == TicketState.RESOLVING and ticket.assignee_id is not None
    return f"unmerge_{state}", {"assignee_id": str(ticket.assignee_id)} if given else {}


def release(
    session: AsyncSession,
    ticket: Ticket,
    merge: TicketMerge,
    step: str,
    by_id: UUID | None,
    now: datetime,
) -> None:
    """Handled by itself again, and waiting for what it waited for."""
    ticket.merged_into_id = None
    ticket.awaits_place, ticket.awaits_service = merge.awaited_place, merge.awaited_service
    ticket.awaits_arbitration = merge.awaited_arbitration
    told = TicketUnmerged(
        **facts_of(ticket),
        lead_id=merge.lead_id,
        state=step.removeprefix("unmerge_"),
        unmerged_by_id=by_id,
        at=now,
    )
    record(session, told, now=now)

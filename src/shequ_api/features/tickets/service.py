"""The slips: file, accept or decline, assign, settle, withdraw."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File
from shequ_api.base.people.queries import stands_in_for
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow import service as workflow
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets import queries
from shequ_api.features.tickets.anonymity import is_reporter, seal_of
from shequ_api.features.tickets.events import (
    TicketAccepted,
    TicketDeclined,
    TicketSettled,
    TicketSubmitted,
    TicketWithdrawn,
)
from shequ_api.features.tickets.flow import FLOW
from shequ_api.features.tickets.models import Service, Ticket
from shequ_api.features.tickets.rules import may_settle
from shequ_api.features.tickets.steps import attach, facts_of, give, stay, take_step
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.http.witness import leave_unsigned
from shequ_api.kit.ids import new_id


class NotInACommunity(Malformed):
    """A ticket lies in a community; districts and above have none."""

    code, title = "not_in_a_community", "请选择社区内的地点"


class NotYourTicket(Forbidden):
    code, title = "not_your_ticket", "只有下单人可以这样做"


class NotYoursToHandle(Forbidden):
    code, title = "not_yours_to_handle", "只有诉求所在社区及其上级可以办理"


class NotYourTask(Forbidden):
    code, title = "not_your_task", "这张单没有派给您"


class AwaitsArbitration(NotNow):
    """It came back too often: those above say who handles it."""

    code, title = "awaits_arbitration", "多次退转，正等待上级裁定由谁办理"


class RulingBinds(NotNow):
    """Those above have said who handles it."""

    code, title = "ruling_binds", "上级已裁定由谁办理，没有新情况不能退回或改派"


class SubtasksOpen(NotNow):
    """`count`: so many required parts of it are not done, nor cancelled."""

    code, title = "subtasks_open", "还有必办的子任务没有完成，不能办结"


class AssigneeUnfit(Malformed):
    code, title = "assignee_unfit", "此人在本社区没有可以办理的身份"


def file_ticket(
    session: AsyncSession,
    service: Service,
    place: Place,
    *,
    reporter_id: UUID | None,
    filed_by_id: UUID | None = None,
    text: str,
    photos: Sequence[File] = (),
    private: bool = False,
    source_kind: str,
    source_id: UUID | None = None,
    located: Mapping[str, Any] | None = None,
    asset_id: UUID | None = None,
    awaits_place: bool = False,
    awaits_service: bool = False,
    anonymous: bool = False,
    now: datetime,
) -> Ticket:
    """居民下单: a new ticket at a place. `filed_by_id`: who files it in the reporter's name.

    `located`: its scopes, where the place alone does not tell them. Anonymous: `reporter_id` is
    sealed."""
    case = _opened(session, place, None if anonymous else filed_by_id or reporter_id, now)
    ticket_id = new_id()
    ticket = Ticket(
        id=ticket_id,
        **(located or located_at(place)),
        service_code=service.code,
        text=text,
        private=private,
        **_whose(session, ticket_id, reporter_id, anonymous=anonymous),
        filed_by_id=filed_by_id,
        source_kind=source_kind,
        source_id=source_id,
        asset_id=asset_id,
        awaits_place=awaits_place,
        awaits_service=awaits_service,
        case_id=case.id,
        case=case,
        created_at=now,
    )
    session.add(ticket)
    attach(session, ticket, photos, FLOW.opening.name)
    record(session, TicketSubmitted(**facts_of(ticket)), now=now)
    return ticket


def _opened(session: AsyncSession, place: Place, actor_id: UUID | None, now: datetime) -> Case:
    if place.community_id is None or place.district_id is None:
        raise NotInACommunity
    return workflow.open_case(
        session, FLOW, actor_id=actor_id, district_id=place.district_id, now=now
    )


def _whose(
    session: AsyncSession, ticket_id: UUID, reporter_id: UUID | None, *, anonymous: bool
) -> dict[str, Any]:
    if not anonymous or reporter_id is None:
        return {"reporter_id": reporter_id}
    leave_unsigned(session)
    return seal_of(session).columns(ticket_id, reporter_id)


def refuse_strangers(actor: Actor, ticket: Ticket) -> None:
    """One's own ticket is in one's view wherever it lies; its community handles it."""
    if not actor.covers(ticket):
        raise NotYoursToHandle


async def accept(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, note: str | None, now: datetime
) -> Ticket:
    """社区接单."""
    refuse_strangers(actor, ticket)
    await stay(session, ticket)
    await take_step(session, actor, ticket, "accept", note=note, now=now)
    record(session, TicketAccepted(**facts_of(ticket), at=now), now=now)
    return ticket


async def decline(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, reason: str, now: datetime
) -> Ticket:
    """Say, with a reason, that this is nothing for the community."""
    refuse_strangers(actor, ticket)
    await stay(session, ticket)
    await take_step(session, actor, ticket, "decline", note=reason, now=now)
    record(session, TicketDeclined(**facts_of(ticket)), now=now)
    return ticket


async def assign(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    assignee_id: UUID,
    fits: bool,
    note: str | None,
    now: datetime,
) -> Ticket:
    """派单 to somebody who holds a fitting posting in the ticket's community (`fits`)."""
    refuse_strangers(actor, ticket)
    if not fits:
        raise AssigneeUnfit
    await stay(session, ticket)
    if ticket.awaits_arbitration:
        raise AwaitsArbitration
    if ticket.bound and ticket.assignee_id is not None:
        raise RulingBinds
    await give(session, actor, ticket, "assign", assignee_id=assignee_id, note=note, now=now)
    return ticket


async def settle(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    note: str,
    photos: Sequence[File],
    now: datetime,
) -> Ticket:
    """共建结单, with a note and evidence, by the assignee, their cover or the community."""
    # Locked before it is judged: it may be given to somebody else at this very moment.
    await workflow.lock_case(session, ticket.case_id)
    await session.refresh(ticket, ["assignee_id"])
    covering = stands_in_for(actor, ticket.assignee_id)
    if not may_settle(actor, ticket) and not await session.scalar(covering):
        raise NotYourTask
    if left := await session.scalar(queries.subtasks_left(ticket.id)):
        raise SubtasksOpen(f"还有 {left} 项没有完成", count=left)
    await take_step(session, actor, ticket, "settle", note=note, now=now)
    attach(session, ticket, photos, "settle")
    took = await queries.who_took(session, ticket.case_id)
    settled = TicketSettled(
        **facts_of(ticket),
        settled_by_id=actor.person_id,
        accepted_by_id=took["accept"],
    )
    record(session, settled, now=now)
    return ticket


async def withdraw(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, reason: str, now: datetime
) -> Ticket:
    """Take back what one ordered, while it is not settled; whoever works on it stops."""
    if not is_reporter(session, actor, ticket):
        raise NotYourTicket
    # Wherever it lies by now: that is no matter of whoever ordered it.
    await workflow.lock_case(session, ticket.case_id)
    await session.refresh(ticket, ["community_id", "assignee_id"])
    await take_step(session, actor, ticket, "withdraw", note=reason, now=now)
    handled_by = {"assignee_id": ticket.assignee_id}
    record(session, TicketWithdrawn(**facts_of(ticket), **handled_by), now=now)
    return ticket

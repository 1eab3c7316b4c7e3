"""The four slips: file, accept or decline, assign, settle, rate, withdraw."""

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
from shequ_api.base.places.locking import TreesChanged
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow import service as workflow
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets import assets, queries
from shequ_api.features.tickets.events import (
    TicketAccepted,
    TicketAssigned,
    TicketDeclined,
    TicketRated,
    TicketSettled,
    TicketSubmitted,
    TicketWithdrawn,
)
from shequ_api.features.tickets.flow import FLOW, OPEN
from shequ_api.features.tickets.models import Service, Ticket, TicketPhoto
from shequ_api.features.tickets.rules import may_settle
from shequ_api.kit.errors import Forbidden, Malformed
from shequ_api.kit.ids import new_id


class NotInACommunity(Malformed):
    """A ticket lies in a community; districts and above have none."""

    code, title = "not_in_a_community", "请选择社区内的地点"


class NotYourTicket(Forbidden):
    code, title = "not_your_ticket", "只有下单人可以这样做"


class NotYourTask(Forbidden):
    code, title = "not_your_task", "这张单没有派给您"


class AssigneeUnfit(Malformed):
    code, title = "assignee_unfit", "此人在本社区没有可以办理的身份"


def file_ticket(
    session: AsyncSession,
    service: Service,
    place: Place,
    *,
    reporter_id: UUID,
    filed_by_id: UUID | None = None,
    text: str,
    photos: Sequence[File] = (),
    private: bool = False,
    source_kind: str,
    source_id: UUID | None = None,
    located: Mapping[str, Any] | None = None,
    asset_id: UUID | None = None,
    awaits_place: bool = False,
    now: datetime,
) -> Ticket:
    """居民下单: a new ticket at a place. `filed_by_id`: who files it in the reporter's name.

    `located`: its scopes, where the place alone does not tell them."""
    if place.community_id is None or place.district_id is None:
        raise NotInACommunity
    case = workflow.open_case(
        session,
        FLOW,
        actor_id=filed_by_id or reporter_id,
        district_id=place.district_id,
        now=now,
    )
    ticket = Ticket(
        id=new_id(),
        **(located or located_at(place)),
        service_code=service.code,
        text=text,
        private=private,
        reporter_id=reporter_id,
        filed_by_id=filed_by_id,
        source_kind=source_kind,
        source_id=source_id,
        asset_id=asset_id,
        awaits_place=awaits_place,
        case_id=case.id,
        case=case,
        created_at=now,
    )
    session.add(ticket)
    _attach(session, ticket, photos, FLOW.opening.name)
    record(session, TicketSubmitted(**facts_of(ticket)), now=now)
    return ticket


async def accept(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, note: str | None, now: datetime
) -> Ticket:
    """社区接单."""
    await _stay(session, ticket)
    await take_step(session, actor, ticket, "accept", note=note, now=now)
    record(session, TicketAccepted(**facts_of(ticket), at=now), now=now)
    return ticket


async def decline(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, reason: str, now: datetime
) -> Ticket:
    """Say, with a reason, that this is nothing for the community."""
    await _stay(session, ticket)
    await take_step(session, actor, ticket, "decline", note=reason, now=now)
    record(session, TicketDeclined(**facts_of(ticket)), now=now)
    await assets.tell_of_end(session, ticket, "ticket_declined", now)
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
    if not fits:
        raise AssigneeUnfit
    await _stay(session, ticket)
    await take_step(
        session, actor, ticket, "assign", note=note, now=now, assignee_id=str(assignee_id)
    )
    ticket.assignee_id = assignee_id
    told = {"assignee_id": assignee_id, "assigned_by_id": actor.person_id, "at": now}
    record(session, TicketAssigned(**facts_of(ticket), **told), now=now)
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
    await take_step(session, actor, ticket, "settle", note=note, now=now)
    _attach(session, ticket, photos, "settle")
    await assets.tell_of_end(session, ticket, "ticket_settled", now)
    took = await queries.who_took(session, ticket.case_id)
    settled = TicketSettled(
        **facts_of(ticket),
        settled_by_id=actor.person_id,
        accepted_by_id=took["accept"],
    )
    record(session, settled, now=now)
    return ticket


async def rate(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    score: int,
    comment: str | None,
    now: datetime,
) -> Ticket:
    """群众评单, by the one who ordered, or by whoever acts for them."""
    _own(actor, ticket)
    await take_step(session, actor, ticket, "rate", note=comment, now=now, score=score)
    ticket.score = score
    took = await queries.who_took(session, ticket.case_id)
    rated = TicketRated(
        **facts_of(ticket),
        score=score,
        settled_by_id=took["settle"],
        accepted_by_id=took["accept"],
    )
    record(session, rated, now=now)
    return ticket


async def withdraw(
    session: AsyncSession, actor: Actor, ticket: Ticket, *, reason: str, now: datetime
) -> Ticket:
    """Take back what one ordered, before work has begun."""
    _own(actor, ticket)
    await take_step(session, actor, ticket, "withdraw", note=reason, now=now)
    record(session, TicketWithdrawn(**facts_of(ticket)), now=now)
    await assets.tell_of_end(session, ticket, "ticket_withdrawn", now)
    return ticket


async def _stay(session: AsyncSession, ticket: Ticket) -> None:
    """Lock a ticket where it was judged to lie. Whoever moves it, or its place, comes after this,
    and finds to whom it was given; or came before, and all is to be judged anew.

    One order for all who lock these: person and posting, case, ticket.
    """
    community_id = ticket.community_id
    await workflow.lock_case(session, ticket.case_id)
    await session.refresh(ticket, ["community_id"], with_for_update={"key_share": True})
    if ticket.community_id != community_id:
        raise TreesChanged


def _own(actor: Actor, ticket: Ticket) -> None:
    if ticket.reporter_id != actor.concerned_id:
        raise NotYourTicket


async def take_step(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    step: str,
    *,
    note: str | None,
    now: datetime,
    **facts: Any,
) -> Case:
    """A step of the trail, with the office and the mandate under which it is taken."""
    if actor.acting is not None:
        # Under which office: of the holder of a posting and who covers, it tells who acted as what.
        facts["posting_id"] = str(actor.acting.id)
    if actor.on_behalf_of is not None:
        # The log says who took the step; by this, that it was the reporter's.
        facts["mandate_id"] = str(actor.on_behalf_of.mandate_id)
    case = await workflow.advance(
        session, FLOW, ticket.case_id, step, actor_id=actor.person_id, now=now, note=note, **facts
    )
    if case.state not in OPEN:
        # As it stands behind the lock: since it was read it may have gone elsewhere, to wait.
        await session.refresh(ticket, ["awaits_place"])
        ticket.awaits_place = False
    return case


def _attach(session: AsyncSession, ticket: Ticket, photos: Sequence[File], step: str) -> None:
    session.add_all(
        TicketPhoto(
            ticket_id=ticket.id,
            file_id=photo.id,
            district_id=ticket.district_id,
            step=step,
            position=position,
        )
        for position, photo in enumerate(photos)
    )


def facts_of(ticket: Ticket) -> dict[str, Any]:
    """What each fact about a ticket tells."""
    return {
        "subject_id": ticket.id,
        "district_id": ticket.district_id,
        "community_id": ticket.community_id,
        "service_code": ticket.service_code,
        "reporter_id": ticket.reporter_id,
        "source_kind": ticket.source_kind,
        "source_id": ticket.source_id,
        "filed_by_id": ticket.filed_by_id,
    }

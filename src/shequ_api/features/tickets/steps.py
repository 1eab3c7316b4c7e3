"""What all steps of a ticket have in common: locking it, taking one, giving it to somebody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File
from shequ_api.base.places.locking import TreesChanged
from shequ_api.blocks.workflow import service as workflow
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.anonymity import signer_of
from shequ_api.features.tickets.events import TicketAssigned
from shequ_api.features.tickets.flow import FLOW, OPEN, OWN_STEPS
from shequ_api.features.tickets.models import Ticket, TicketPhoto


async def stay(session: AsyncSession, ticket: Ticket) -> Case:
    """Lock a ticket where it was judged to lie. Whoever moves it, or its place, comes after this,
    and finds to whom it was given; or came before, and all is to be judged anew.

    One order for all who lock these: person and posting, case, ticket.
    """
    community_id = ticket.community_id
    case = await workflow.lock_case(session, ticket.case_id)
    as_it_is = ["community_id", "assignee_id", "awaits_arbitration", "bound", "bounces"]
    await session.refresh(ticket, as_it_is, with_for_update={"key_share": True})
    if ticket.community_id != community_id:
        raise TreesChanged
    return case


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
    """A step of the trail, with the office and the mandate under which it is taken; without any of
    it, and unsigned, where it is the reporter's own and the ticket is anonymous."""
    actor_id = signer_of(session, actor, ticket) if step in OWN_STEPS else actor.person_id
    if actor.acting is not None and actor_id is not None:
        # Under which office: of the holder of a posting and who covers, it tells who acted as what.
        facts["posting_id"] = str(actor.acting.id)
    if actor.on_behalf_of is not None:
        # The log says who took the step; by this, that it was the reporter's.
        facts["mandate_id"] = str(actor.on_behalf_of.mandate_id)
    case = await workflow.advance(
        session, FLOW, ticket.case_id, step, actor_id=actor_id, now=now, note=note, **facts
    )
    # As it stands behind the lock: since it was read it may have gone elsewhere, to wait.
    await session.refresh(ticket, ["awaits_place", "awaits_service", "due_at", "ended_at"])
    ticket.state = case.state
    if case.state in OPEN:
        ticket.ended_at = None
    else:
        ticket.ended_at, ticket.due_at = ticket.ended_at or now, None
        ticket.awaits_place = ticket.awaits_service = False
        ticket.awaits_arbitration = False
    return case


async def give(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    step: str,
    *,
    assignee_id: UUID,
    note: str | None,
    now: datetime,
    **facts: Any,
) -> None:
    """A step by which somebody has it from now on; it is locked, and they were found fit."""
    facts["assignee_id"] = str(assignee_id)
    await take_step(session, actor, ticket, step, note=note, now=now, **facts)
    left_id, ticket.assignee_id = ticket.assignee_id, assignee_id
    told = {"assignee_id": assignee_id, "assigned_by_id": actor.person_id, "left_id": left_id}
    record(session, TicketAssigned(**facts_of(ticket), **told, at=now), now=now)


def attach(session: AsyncSession, ticket: Ticket, photos: Sequence[File], step: str) -> None:
    """Hang photos on the slip of a step."""
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

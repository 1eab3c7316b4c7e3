"""Saying how far a ticket is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import stands_in_for
from shequ_api.features.ticket_substates import queries
from shequ_api.features.ticket_substates.events import TicketProgressed
from shequ_api.features.ticket_substates.models import TicketSubstate, TicketSubstateChange
from shequ_api.features.ticket_substates.rules import next_of
from shequ_api.features.ticket_talk.public import Side, side_of
from shequ_api.features.tickets.public import (
    NotYourTask,
    Ticket,
    facts_of,
    may_settle,
    stay,
    take_step,
)
from shequ_api.kit.errors import Forbidden, Malformed, NotNow


class ProgressIsStaffs(Forbidden):
    """Whoever ordered it reads the timeline, whatever they hold besides."""

    code, title = "ticket_progress_is_staffs", "办理进展的内部说明只供办理人员查看"


class SubstateMoveIllegal(NotNow):
    """It does not follow on where the ticket stands; `allowed` do."""

    code, title = "ticket_substate_illegal", "现在不能改成这项进展"


class SubstateNoteNeeded(Malformed):
    code, title = "ticket_substate_note_needed", "这项进展需要写明情况"


def check_staff(session: AsyncSession, actor: Actor, ticket: Ticket) -> None:
    """Raises `ProgressIsStaffs`."""
    if side_of(session, actor, ticket) != Side.STAFF:
        raise ProgressIsStaffs


async def set_substate(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    *,
    substate_id: UUID,
    note: str | None,
    now: datetime,
) -> None:
    """By whoever handles it, or their cover. Said twice it is said once."""
    case = await stay(session, ticket)
    await session.refresh(ticket, ["substate_id"])
    covering = stands_in_for(actor, ticket.assignee_id)
    if not may_settle(actor, ticket) and not await session.scalar(covering):
        raise NotYourTask
    if ticket.substate_id == substate_id:
        return
    offered = (await session.scalars(queries.offered(ticket, case.state))).all()
    allowed = next_of(ticket.substate_id, offered)
    wanted = next((each for each in allowed if each.id == substate_id), None)
    if wanted is None:
        raise SubstateMoveIllegal(
            state=case.state,
            substate_id=str(ticket.substate_id) if ticket.substate_id else None,
            allowed=[
                {"id": str(each.id), "code": each.code, "title": each.title} for each in allowed
            ],
        )
    if wanted.needs_note and note is None:
        raise SubstateNoteNeeded
    await _move(session, actor, ticket, wanted, note, now)


async def _move(
    session: AsyncSession,
    actor: Actor,
    ticket: Ticket,
    wanted: TicketSubstate,
    note: str | None,
    now: datetime,
) -> None:
    # The trail has its ids and no words: whoever ordered the ticket reads the trail's notes.
    named = {"substate_id": str(wanted.id), "substate_version": wanted.version}
    case = await take_step(session, actor, ticket, "progress", note=None, now=now, **named)
    ticket.substate_id = wanted.id
    session.add(
        TicketSubstateChange(
            ticket_id=ticket.id,
            step_number=case.steps_taken,
            district_id=ticket.district_id,
            substate_id=wanted.id,
            version=wanted.version,
            note=note,
            set_by_id=actor.person_id,
            set_at=now,
        )
    )
    told = TicketProgressed(
        **facts_of(ticket),
        substate_id=wanted.id,
        version=wanted.version,
        public=wanted.public_title is not None,
        set_by_id=actor.person_id,
        at=now,
    )
    record(session, told, now=now)

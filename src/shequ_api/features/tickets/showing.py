"""Putting a ticket together for one reader."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.showing import Showcase
from shequ_api.blocks.workflow.queries import trail_lines
from shequ_api.features.tickets import queries
from shequ_api.features.tickets.anonymity import is_reporter
from shequ_api.features.tickets.flow import FLOW, STATE_TITLES, STEP_TITLES, TicketState
from shequ_api.features.tickets.models import Ticket
from shequ_api.features.tickets.rules import handles_it, is_overdue, knows_reporter
from shequ_api.features.tickets.schemas import (
    SlipView,
    TicketPhotoView,
    TicketView,
    TicketVoiceView,
)
from shequ_api.kit.masking import mask_name


async def view_of(
    session: AsyncSession, actor: Actor, ticket: Ticket, showcase: Showcase, now: datetime
) -> TicketView:
    """The whole ticket, with the reporter's name masked for those who need not know it."""
    await session.flush()
    line = (await session.execute(queries.ticket_lines(Ticket.id == ticket.id))).mappings().one()
    names = {row.id: row.name for row in await session.execute(queries.names_of(ticket))}
    handles = handles_it(actor, ticket)
    files = (await session.execute(queries.photos_of(ticket.id, handles=handles))).all()
    known = knows_reporter(actor, ticket)
    state = TicketState(line["state"])
    return TicketView(
        **line,
        state_title=STATE_TITLES[state],
        overdue=is_overdue(ticket.due_at, now),
        place_id=ticket.place_id,
        awaits_place=ticket.awaits_place,
        awaits_service=ticket.awaits_service,
        asset_id=ticket.asset_id,
        awaits_arbitration=ticket.awaits_arbitration,
        private=ticket.private,
        anonymous=ticket.anonymous,
        own=is_reporter(session, actor, ticket),
        source_kind=ticket.source_kind,
        source_id=ticket.source_id,
        reporter_id=ticket.reporter_id if known else None,
        reporter_name=_shown(_name(names, ticket.reporter_id), known=known),
        filed_by_id=ticket.filed_by_id if known else None,
        filed_by_name=_shown(_name(names, ticket.filed_by_id), known=known),
        assignee_id=ticket.assignee_id,
        assignee_name=_name(names, ticket.assignee_id),
        subtasks=ticket.subtasks,
        subtasks_done=ticket.subtasks_done,
        score=ticket.score,
        merged_into_id=ticket.merged_into_id,
        legal_steps=FLOW.legal_from(state),
        slips=await _slips(session, ticket, known=known),
        photos=[
            TicketPhotoView(step=row.step, photo=showcase.view(row, now))
            for row in files
            if row.seconds is None
        ],
        voices=[
            TicketVoiceView(step=row.step, voice=showcase.voice(row, now))
            for row in files
            if row.seconds is not None
        ],
    )


def _name(names: Mapping[UUID, str | None], person_id: UUID | None) -> str | None:
    return names.get(person_id) if person_id else None


def _shown(name: str | None, *, known: bool) -> str | None:
    return name if known or name is None else mask_name(name)


async def _slips(session: AsyncSession, ticket: Ticket, *, known: bool) -> list[SlipView]:
    rows = (await session.execute(trail_lines(ticket.case_id))).all()
    own = {ticket.reporter_id, ticket.filed_by_id}
    return [
        SlipView(
            step=row.step,
            title=STEP_TITLES[row.step],
            state=row.state,
            at=row.at,
            actor_name=_shown(row.actor_name, known=known or row.actor_id not in own),
            note=row.note,
        )
        for row in rows
    ]

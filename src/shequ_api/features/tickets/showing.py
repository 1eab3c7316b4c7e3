"""Putting a ticket together for one reader."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.showing import Showcase
from shequ_api.blocks.workflow.queries import trail_lines
from shequ_api.features.tickets import queries
from shequ_api.features.tickets.flow import FLOW, STATE_TITLES, STEP_TITLES, TicketState
from shequ_api.features.tickets.models import Ticket
from shequ_api.features.tickets.rules import knows_reporter
from shequ_api.features.tickets.schemas import SlipView, TicketPhotoView, TicketView
from shequ_api.kit.masking import mask_name


async def view_of(
    session: AsyncSession, actor: Actor, ticket: Ticket, showcase: Showcase, now: datetime
) -> TicketView:
    """The whole ticket, with the reporter's name masked for those who need not know it."""
    await session.flush()
    line = (await session.execute(queries.ticket_lines(Ticket.id == ticket.id))).mappings().one()
    names = {row.id: row.name for row in await session.execute(queries.names_of(ticket))}
    known = knows_reporter(actor, ticket)
    state = TicketState(line["state"])
    return TicketView(
        **line,
        state_title=STATE_TITLES[state],
        place_id=ticket.place_id,
        awaits_place=ticket.awaits_place,
        asset_id=ticket.asset_id,
        private=ticket.private,
        source_kind=ticket.source_kind,
        source_id=ticket.source_id,
        reporter_id=ticket.reporter_id if known else None,
        reporter_name=_shown(names.get(ticket.reporter_id), known=known),
        filed_by_id=ticket.filed_by_id if known else None,
        filed_by_name=_shown(names.get(ticket.filed_by_id or ticket.id), known=known),
        assignee_id=ticket.assignee_id,
        assignee_name=names.get(ticket.assignee_id) if ticket.assignee_id else None,
        score=ticket.score,
        legal_steps=FLOW.legal_from(state),
        slips=await _slips(session, ticket, known=known),
        photos=await _photos(session, ticket, showcase, now),
    )


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


async def _photos(
    session: AsyncSession, ticket: Ticket, showcase: Showcase, now: datetime
) -> list[TicketPhotoView]:
    rows = await session.execute(queries.photos_of(ticket.id))
    return [TicketPhotoView(step=row.step, photo=showcase.view(row, now)) for row in rows]

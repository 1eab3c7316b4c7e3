"""Putting a timeline together."""

from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.files.showing import Showcase
from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.ticket_talk.public import (
    Side,
    TicketMessage,
    message_lines,
    photos_in,
    seen_on,
)
from shequ_api.features.ticket_timeline import queries
from shequ_api.features.ticket_timeline.schemas import (
    EntryKind,
    TicketTimelineView,
    TimelineEntry,
)
from shequ_api.features.tickets.public import STATE_TITLES, STEP_TITLES, Ticket, TicketState

RESIDENT, STAFF, CLOCK = "居民", "办理人员", "系统"
THEIRS = frozenset({"submit", "rate", "withdraw"})
"""Steps that nobody but the reporter's side takes."""
PERHAPS_THEIRS = frozenset({"reopen", "resume"})


async def timeline_of(
    session: AsyncSession, ticket: Ticket, showcase: Showcase, now: datetime
) -> TicketTimelineView:
    """The same for everybody who may read it."""
    heading = (await session.execute(queries.heading_of(ticket))).one()
    entries = [
        *await _steps(session, ticket, showcase, now),
        *await _replies(session, ticket, showcase, now),
    ]
    state = TicketState(heading.state)
    return TicketTimelineView(
        ticket_id=ticket.id,
        service_title=heading.service_title,
        where=heading.where,
        state=state,
        state_title=STATE_TITLES[state],
        text=ticket.text if heading.check == ContentState.PASS else None,
        entries=sorted(entries, key=attrgetter("at")),
    )


async def _steps(
    session: AsyncSession, ticket: Ticket, showcase: Showcase, now: datetime
) -> list[TimelineEntry]:
    photos: dict[str, list[Any]] = {}
    for row in await session.execute(queries.photos_of(ticket)):
        photos.setdefault(row.step, []).append(row)
    steps = (await session.execute(queries.steps_of(ticket.case_id))).all()
    last = {row.step: index for index, row in enumerate(steps)}
    return [
        TimelineEntry(
            kind=EntryKind.STEP,
            title=STEP_TITLES[row.step],
            by=_by(ticket, row),
            text=None,
            # A step that was taken again shows its photos once.
            photos=[showcase.view(each, now) for each in photos.get(row.step, [])]
            if last[row.step] == index
            else [],
            at=row.taken_at,
        )
        for index, row in enumerate(steps)
    ]


async def _replies(
    session: AsyncSession, ticket: Ticket, showcase: Showcase, now: datetime
) -> list[TimelineEntry]:
    said = message_lines(seen_on(ticket, Side.REPORTER), TicketMessage.public.is_(True))
    newest = said.order_by(TicketMessage.written_at.desc()).limit(queries.MOST)
    rows = [
        row
        for row in (await session.execute(newest)).mappings()
        if row["check"] == ContentState.PASS
    ]
    photos = await photos_in(session, [row["id"] for row in rows])
    return [
        TimelineEntry(
            kind=EntryKind.REPLY,
            title="公开回复",
            by=ROLE_TITLES[Role(row["role"])],
            text=row["text"] or None,
            photos=[showcase.view(each, now) for each in photos.get(row["id"], [])],
            at=row["written_at"],
        )
        for row in rows
    ]


def _by(ticket: Ticket, step: Any) -> str:
    """On which side a step was taken. An anonymous reporter signs as little as a clock does."""
    if step.step in THEIRS:
        return RESIDENT
    own = None if ticket.anonymous else ticket.reporter_id
    if step.step in PERHAPS_THEIRS and step.actor_id in (own, ticket.filed_by_id):
        return RESIDENT
    return STAFF if step.actor_id else CLOCK

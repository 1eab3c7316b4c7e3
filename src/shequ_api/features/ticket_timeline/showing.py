"""Putting a timeline together."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.files.showing import Showcase
from shequ_api.blocks.workflow.trail import FIRST, FORM, instant_of, record_digest
from shequ_api.features.content_checks.public import ContentState
from shequ_api.features.ticket_substates.public import public_titles
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
    TrailHead,
    TrailStepView,
)
from shequ_api.features.tickets.public import STATE_TITLES, STEP_TITLES, Ticket, TicketState

RESIDENT, STAFF, CLOCK = "居民", "办理人员", "系统"
THEIRS = frozenset({"submit", "rate", "withdraw", "appeal"})
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
        trail=TrailHead(
            form=FORM, steps=heading.steps_taken, hash=heading.head.hex() if heading.head else None
        ),
    )


def trail_step_of(row: Mapping[str, Any]) -> TrailStepView:
    """A step with what it takes to compute its hash, and to prove its note."""
    record = record_digest(
        row["salt"], row["id"], row["district_id"], row["actor_id"], facts=row["facts"]
    )
    first, before, salt = row["number"] == 1, row["previous"], row["words_salt"]
    return TrailStepView(
        form=FORM,
        previous=FIRST.hex() if first else before and before.hex(),
        case_id=row["case_id"],
        number=row["number"],
        step=row["step"],
        from_state=row["from_state"],
        to_state=row["to_state"],
        at=instant_of(row["taken_at"]),
        record_digest=record.hex(),
        words_digest=row["words_digest"].hex(),
        hash=row["hash"].hex(),
        words_salt=salt and salt.hex(),
    )


async def _steps(
    session: AsyncSession, ticket: Ticket, showcase: Showcase, now: datetime
) -> list[TimelineEntry]:
    photos: dict[str, list[Any]] = {}
    for row in await session.execute(queries.photos_of(ticket)):
        photos.setdefault(row.step, []).append(row)
    told = await public_titles(session, ticket.id)
    steps = [
        row
        for row in await session.execute(queries.steps_of(ticket.case_id))
        if row.step != "progress" or row.number in told
    ]
    last = {row.step: index for index, row in enumerate(steps)}
    return [
        TimelineEntry(
            kind=EntryKind.STEP,
            title=STEP_TITLES[row.step],
            by=_by(ticket, row),
            text=told.get(row.number),
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

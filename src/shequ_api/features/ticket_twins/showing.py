"""Putting tickets together as everybody may read them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.schemas import FileView
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.attribution_queries import circle_of
from shequ_api.base.places.distance import Degrees, metres_between
from shequ_api.features.ticket_twins import queries
from shequ_api.features.ticket_twins.reading import words_for
from shequ_api.features.ticket_twins.rules import SupportKind, likeness, pairs_of, rank
from shequ_api.features.ticket_twins.schemas import (
    PublicTicketView,
    SimilarTicket,
    TicketTwinsView,
    TwinLine,
)
from shequ_api.features.tickets.public import (
    FLOW,
    STATE_TITLES,
    Ticket,
    TicketPermission,
    TicketState,
    filed_by,
    is_overdue,
)
from shequ_api.kit.clock import china_date

MOST_SUGGESTED = 10
LEAST_LIKELY = 0.2
"""What is only near, in no word and no category alike, is not suggested."""
STEP_METRES = 50
Row = Mapping[Any, Any]


async def similar_to(
    session: AsyncSession,
    actor: Actor,
    degrees: Degrees,
    *,
    radius_metres: int,
    service_code: str | None,
    text: str,
    here: UUID | None,
    showcase: Showcase,
    now: datetime,
) -> list[SimilarTicket]:
    """The open tickets within a radius that may be about the same, the likeliest first. `here`: the
    community in which the reader stands."""
    asked = pairs_of(text)
    east, north = zip(*circle_of(degrees, radius_metres), strict=True)
    box = func.box(func.point(min(east), min(north)), func.point(max(east), max(north)))
    shown = words_for(session, actor, here, china_date(now))
    near = queries.near(degrees, box, service_code, asked, shown)
    rows = (await session.execute(near)).mappings()
    found: list[tuple[float, float, dict[str, Any]]] = []
    for each in rows:
        row = dict(each)
        metres = metres_between(degrees, (row.pop("longitude"), row.pop("latitude")))
        likely = rank(
            metres=metres,
            radius_metres=radius_metres,
            same_service=row["service_code"] == service_code,
            alike=likeness(asked, row.pop("pairs")),
        )
        if metres <= radius_metres and likely >= LEAST_LIKELY:
            found.append((likely, metres, row))
    best = sorted(found, key=lambda each: (-each[0], each[1]))[:MOST_SUGGESTED]
    views = await views_of(session, actor, [row for _, _, row in best], showcase, now)
    return [
        SimilarTicket(
            **view.model_dump(), metres=ceil(metres / STEP_METRES) * STEP_METRES, likeness=likely
        )
        for view, (likely, metres, _) in zip(views, best, strict=True)
    ]


async def views_of(
    session: AsyncSession, actor: Actor, rows: Sequence[Row], showcase: Showcase, now: datetime
) -> list[PublicTicketView]:
    """Public lines with photos, counts, and how the reader stands to each. Four statements."""
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    counts = {
        row.ticket_id: int(row.many) for row in await session.execute(queries.support_counts(ids))
    }
    said = await session.execute(queries.supports_by(actor.person_id, ids))
    mine = {row.ticket_id: str(row.kind) for row in said}
    own = set(
        await session.scalars(
            select(Ticket.id).where(Ticket.id.in_(ids), filed_by(session, actor.person_id))
        )
    )
    photos = await _photos(session, [row["id"] for row in rows if row["shown"]], showcase, now)
    return [_view(row, counts, mine, own, photos, now) for row in rows]


def _view(
    row: Row,
    counts: Mapping[UUID, int],
    mine: Mapping[UUID, str],
    own: set[UUID],
    photos: Mapping[UUID, list[FileView]],
    now: datetime,
) -> PublicTicketView:
    ticket_id, shown = row["id"], row["shown"]
    facts = {name: value for name, value in row.items() if name not in ("shown", "text")}
    kind = mine.get(ticket_id)
    return PublicTicketView(
        **facts,
        text=row["text"] if shown else None,
        state_title=STATE_TITLES[TicketState(row["state"])],
        overdue=is_overdue(row["due_at"], now),
        supporters=counts.get(ticket_id, 0),
        my_support=SupportKind(kind) if kind else None,
        own=ticket_id in own,
        photos=photos.get(ticket_id, []),
    )


async def _photos(
    session: AsyncSession, ticket_ids: Sequence[UUID], showcase: Showcase, now: datetime
) -> dict[UUID, list[FileView]]:
    found: dict[UUID, list[FileView]] = defaultdict(list)
    if ticket_ids:
        taken = queries.photos_of_all(ticket_ids, FLOW.opening.name)
        for row in await session.execute(taken):
            found[row.ticket_id].append(showcase.view(row, now))
    return found


async def twins_of(session: AsyncSession, actor: Actor, ticket: Ticket) -> TicketTwinsView:
    """What was merged into a ticket, its lead, its parts: all for staff of its scope, for others
    what is public."""
    await session.flush()
    staff = actor.may(TicketPermission.VIEW) and actor.covers(ticket)
    rows = (await session.execute(queries.twin_lines(ticket))).mappings().all()
    counts = await session.execute(queries.support_counts([ticket.id]))
    return TicketTwinsView(
        ticket_id=ticket.id,
        merged_into_id=ticket.merged_into_id,
        supporters=sum(int(row.many) for row in counts),
        twins=[
            TwinLine(
                **{name: row[name] for name in TwinLine.model_fields if name in row},
                state_title=STATE_TITLES[TicketState(row["state"])],
            )
            for row in rows
            if staff or row["shown"]
        ],
    )

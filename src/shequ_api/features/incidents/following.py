"""What follows when an incident is published, changed, overdue or over: so many tickets in one job,
and the rest in another one."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.workflow.bulk import lock_cases
from shequ_api.features.incidents import queries
from shequ_api.features.incidents.events import (
    IncidentEnded,
    IncidentOverdue,
    IncidentPublished,
    IncidentRevised,
)
from shequ_api.features.incidents.linking import let_go, link_all
from shequ_api.features.incidents.models import Incident, IncidentLink
from shequ_api.features.incidents.rules import IncidentState, LinkResult, Told, areas_of
from shequ_api.features.incidents.service import covered, end
from shequ_api.features.incidents.telling import tell
from shequ_api.features.ticket_ending.public import settle_together
from shequ_api.features.tickets.public import Ticket

AT_ONCE = 100
"""Tickets in one job."""
LOOKED_AT = 1000
"""Open tickets of a district that one job looks at."""
WATCHED = 100
"""Incidents in one run of the clock, with a planned end and without."""
Watch = Callable[[datetime, int], Select[Incident]]


async def gather(session: AsyncSession, fact: IncidentPublished, now: datetime) -> None:
    """What was reported before it was published, or before it covered this."""
    incident = await session.get_one(Incident, fact.subject_id)
    looked_at = queries.open_in_district(incident.district_id, fact.after, LOOKED_AT)
    ids = list(await session.scalars(looked_at))
    inside = await covered(session, incident)
    found = list(await session.scalars(queries.reported_before(incident, inside, ids)))
    more, found = len(found) > AT_ONCE or len(ids) == LOOKED_AT, found[:AT_ONCE]
    await lock_cases(session, list(await session.scalars(queries.case_ids(found))))
    await session.refresh(incident, with_for_update={"read": True})
    if incident.state != IncidentState.PUBLISHED or incident.edition != fact.edition:
        return
    tickets = (await session.scalars(queries.open_tickets(found))).all()
    await link_all(session, incident, tickets, now=now)
    if more:
        after = found[-1] if len(found) == AT_ONCE else ids[-1]
        record(session, fact.model_copy(update={"after": after}), now=now)


async def go_through(session: AsyncSession, fact: IncidentRevised, now: datetime) -> None:
    """What is linked by itself and lies inside no more is let go; who ordered the rest is told
    where they were not told of what it says now, and it is still handled. Then what lies inside
    now is looked for."""
    incident = await session.get_one(Incident, fact.subject_id)
    ids = list(await session.scalars(queries.standing_ids(incident.id, fact.after, AT_ONCE)))
    await lock_cases(session, list(await session.scalars(queries.case_ids(ids))))
    await session.refresh(incident, with_for_update={"read": True})
    if incident.state != IncidentState.PUBLISHED or incident.edition != fact.edition:
        return  # it has ended, or another edition goes through them all
    rows = (await session.execute(queries.standing_links(incident.id, ids))).all()
    going = {each.id for each in await session.scalars(queries.open_tickets(ids))}
    inside = await covered(session, incident)
    out = [(link, ticket) for link, ticket in rows if not _stays(link, ticket, inside)]
    let_go(session, incident, out, LinkResult.MOVED, now, going=going)
    stale = [(link, ticket) for link, ticket in rows if link.told_edition < incident.told_edition]
    untold = [each for each in stale if each[0].result is None and each[1].id in going]
    for link, _ in untold:
        link.told_edition = incident.edition
    tell(session, incident, [ticket for _, ticket in untold], Told.CHANGED, now)
    if len(ids) == AT_ONCE:
        record(session, fact.model_copy(update={"after": ids[-1]}), now=now)
        return
    again = IncidentPublished(
        subject_id=incident.id, district_id=incident.district_id, edition=incident.edition
    )
    record(session, again, now=now)


def _stays(link: IncidentLink, ticket: Ticket, inside: set[UUID]) -> bool:
    return link.linked_by_id is not None or bool(areas_of(ticket) & inside)


async def close_links(session: AsyncSession, fact: IncidentEnded, now: datetime) -> None:
    """What is linked, each with what became of it."""
    incident = await session.get_one(Incident, fact.subject_id)
    ids = list(await session.scalars(queries.standing_ids(incident.id, None, AT_ONCE)))
    await lock_cases(session, list(await session.scalars(queries.case_ids(ids))))
    rows = (await session.execute(queries.standing_links(incident.id, ids))).all()
    settled = await _settled(session, incident, [ticket.id for _, ticket in rows], now)
    rest = [ticket.id for _, ticket in rows if ticket.id not in settled]
    going = {each.id for each in await session.scalars(queries.open_tickets(rest))}
    released = [(link, ticket) for link, ticket in rows if ticket.id in going]
    let_go(session, incident, released, LinkResult.RELEASED, now, going=going)
    for link, ticket in rows:
        if ticket.id not in going:
            link.result = LinkResult.SETTLED if ticket.id in settled else LinkResult.LEFT
            link.result_at = now
    if len(ids) == AT_ONCE:
        record(session, fact.model_copy(update={"batch": fact.batch + 1}), now=now)


async def _settled(
    session: AsyncSession, incident: Incident, ticket_ids: list[UUID], now: datetime
) -> set[UUID]:
    """Those that a resolved incident settled: what has parts that are not done goes on."""
    if incident.state != IncidentState.RESOLVED or incident.ended_by_id is None:
        return set()
    return await settle_together(
        session,
        ticket_ids,
        by_id=incident.ended_by_id,
        note=incident.outcome or incident.answer,
        facts={"incident_id": str(incident.id)},
        now=now,
    )


async def _found(
    session: AsyncSession, planned: Watch, endless: Watch, now: datetime
) -> list[Incident]:
    found = [await session.scalars(watch(now, WATCHED)) for watch in (planned, endless)]
    return [incident for some in found for incident in some]


async def watch_ends(session: AsyncSession, now: datetime) -> None:
    """On a clock: whose planned end has passed is asked about, and what has none and was not
    changed for days; of what nobody said in time what became of it, nobody knows: it ends, and
    what was linked is handled like any other."""
    for incident in await _found(session, queries.lapsing, queries.lapsing_endless, now):
        await end(session, incident, IncidentState.LAPSED, by_id=None, outcome=None, now=now)
    for incident in await _found(session, queries.overdue, queries.grown_old, now):
        incident.overdue_at = now
        asked = IncidentOverdue(
            subject_id=incident.id,
            district_id=incident.district_id,
            edition=incident.edition,
            subdistrict_id=incident.subdistrict_id,
            community_id=incident.community_id,
        )
        record(session, asked, now=now)

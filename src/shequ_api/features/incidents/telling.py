"""Telling those whose tickets are about an incident."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.features.incidents.events import IncidentTold, IncidentToldUnnamed
from shequ_api.features.incidents.models import Incident
from shequ_api.features.incidents.rules import Told
from shequ_api.features.tickets.public import Ticket, facts_of


def tell(
    session: AsyncSession,
    incident: Incident,
    tickets: Collection[Ticket],
    what: Told,
    now: datetime,
) -> None:
    """One fact for all who are named, one for each ticket whose reporter is not."""
    named = {
        person_id
        for ticket in tickets
        for person_id in (ticket.reporter_id, ticket.filed_by_id)
        if person_id is not None
    }
    if named:
        told = IncidentTold(
            subject_id=incident.id,
            district_id=incident.district_id,
            what=what,
            person_ids=tuple(sorted(named)),
            at=now,
        )
        record(session, told, now=now)
    for ticket in tickets:
        if ticket.anonymous:
            record(session, IncidentToldUnnamed(**facts_of(ticket), what=what, at=now), now=now)

"""Putting incidents together for readers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.incidents import queries
from shequ_api.features.incidents.models import Incident
from shequ_api.features.incidents.rules import (
    RESULT_TITLES,
    STATE_TITLES,
    IncidentState,
    LinkResult,
)
from shequ_api.features.incidents.schemas import (
    IncidentAreaView,
    IncidentTicketLine,
    IncidentView,
)
from shequ_api.features.tickets.public import STATE_TITLES as TICKET_STATES
from shequ_api.features.tickets.public import TicketState

Row = Mapping[Any, Any]


async def views_of(session: AsyncSession, rows: Sequence[Row]) -> list[IncidentView]:
    """Lines with their areas. One statement."""
    if not rows:
        return []
    areas: dict[UUID, list[IncidentAreaView]] = defaultdict(list)
    for area in await session.execute(queries.area_lines([row["id"] for row in rows])):
        areas[area.incident_id].append(IncidentAreaView.model_validate(area))
    return [_view(dict(row), areas[row["id"]]) for row in rows]


def _view(row: dict[str, Any], areas: list[IncidentAreaView]) -> IncidentView:
    overdue = row.pop("overdue_at") is not None and row["state"] == IncidentState.PUBLISHED
    title = STATE_TITLES[IncidentState(row["state"])]
    return IncidentView(**row, state_title=title, overdue=overdue, areas=areas)


async def view_of(session: AsyncSession, incident_id: UUID) -> IncidentView:
    """One incident."""
    await session.flush()
    found = await session.execute(queries.incident_lines(Incident.id == incident_id))
    [view] = await views_of(session, [dict(found.mappings().one())])
    return view


def ticket_line(row: Row) -> IncidentTicketLine:
    """A linked ticket."""
    result = row["result"]
    return IncidentTicketLine(
        **row,
        state_title=TICKET_STATES[TicketState(row["state"])],
        result_title=RESULT_TITLES[LinkResult(result)] if result else None,
    )

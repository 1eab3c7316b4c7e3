"""What other features may ask of incidents."""

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.features.incidents import queries
from shequ_api.features.incidents.events import IncidentOverdue
from shequ_api.features.incidents.models import Incident
from shequ_api.features.incidents.rules import IncidentState, areas_of
from shequ_api.features.incidents.schemas import INCIDENT as INCIDENT
from shequ_api.features.incidents.schemas import IncidentView as IncidentView
from shequ_api.features.incidents.showing import views_of

MOST = 20


async def going_on_at(
    session: AsyncSession, place: Place, service_code: str | None = None
) -> list[IncidentView]:
    """What is going on at a place, of a category or any, the latest first. Two statements."""
    found = Incident.id.in_(queries.going_on_at(areas_of(place), service_code))
    latest = queries.incident_lines(found).order_by(Incident.published_at.desc()).limit(MOST)
    return await views_of(
        session, [dict(row) for row in (await session.execute(latest)).mappings()]
    )


def still_overdue(fact: IncidentOverdue) -> Select[str]:
    """The title of an incident of which nobody has said yet what became of it, held as it is."""
    asked = (Incident.id == fact.subject_id, Incident.edition == fact.edition)
    waits = (Incident.overdue_at.is_not(None), Incident.state == IncidentState.PUBLISHED)
    return select(Incident.title).where(*asked, *waits).with_for_update(read=True)

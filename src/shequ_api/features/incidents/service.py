"""Publishing incidents, and their end."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.features.incidents import queries
from shequ_api.features.incidents.events import IncidentEnded, IncidentPublished
from shequ_api.features.incidents.linking import AT_ONCE, IncidentOver
from shequ_api.features.incidents.models import Incident, IncidentArea
from shequ_api.features.incidents.rules import IncidentState, LinkResult
from shequ_api.features.ticket_ending.public import settle_together
from shequ_api.features.tickets.public import Service
from shequ_api.kit.errors import Forbidden, Malformed
from shequ_api.kit.ids import new_id


class AreaUnknown(Malformed):
    code, title = "area_unknown", "影响范围须是您辖区内现有的地点或网格"


class IncidentServiceUnknown(Malformed):
    code, title = "incident_service_unknown", "没有这个诉求分类"


class NotYourIncident(Forbidden):
    code, title = "not_your_incident", "只有发布事件的社区、街道或区可以这样做"


async def areas_in_scope(
    session: AsyncSession, actor: Actor, place_ids: Sequence[UUID], grid_ids: Sequence[UUID]
) -> list[Place | Grid]:
    """Places and grids that stand in the actor's scope and by which a ticket is found: buildings
    and above, general and micro-grids; a total grid is its community. AreaUnknown."""
    wanted = [(Place, each) for each in place_ids] + [(Grid, each) for each in grid_ids]
    found: list[Place | Grid] = []
    for model, each in dict.fromkeys(wanted):
        area: Place | Grid | None = await session.get(model, each)
        if isinstance(area, Grid) and area.kind == GridKind.TOTAL:
            area = await session.get(Place, area.community_id)
        if area is None or area.kind not in SCOPE_COLUMNS or area.ended_at is not None:
            raise AreaUnknown
        if not actor.covers(area):
            raise AreaUnknown
        found.append(area)
    return list(dict.fromkeys(found))


async def publish(
    session: AsyncSession,
    actor: Actor,
    areas: Sequence[Place | Grid],
    *,
    service_code: str,
    title: str,
    answer: str,
    starts_at: datetime,
    ends_at: datetime | None,
    now: datetime,
) -> Incident:
    """What is going on, for all who are affected; what they reported already is linked by it."""
    service = await session.get(Service, service_code)
    if service is None or service.retired_at is not None:
        raise IncidentServiceUnknown
    if actor.acting is None or actor.acting.district_id is None or actor.acting.city_id is None:
        raise AreaUnknown
    incident = Incident(
        id=new_id(),
        city_id=actor.acting.city_id,
        district_id=actor.acting.district_id,
        subdistrict_id=actor.acting.subdistrict_id,
        community_id=actor.acting.community_id,
        service_code=service.code,
        title=title,
        answer=answer,
        starts_at=starts_at,
        ends_at=ends_at,
        state=IncidentState.PUBLISHED,
        published_by_id=actor.person_id,
        published_at=now,
    )
    session.add(incident)
    await session.flush()
    session.add_all(_area_of(incident, area) for area in areas)
    told = IncidentPublished(subject_id=incident.id, district_id=incident.district_id)
    record(session, told, now=now)
    return incident


def _area_of(incident: Incident, area: Place | Grid) -> IncidentArea:
    return IncidentArea(
        id=new_id(),
        incident_id=incident.id,
        district_id=incident.district_id,
        area_id=area.id,
        place_id=area.id if isinstance(area, Place) else None,
        grid_id=area.id if isinstance(area, Grid) else None,
        service_code=incident.service_code,
        live=True,
    )


async def end(
    session: AsyncSession,
    actor: Actor,
    incident: Incident,
    state: IncidentState,
    *,
    outcome: str,
    now: datetime,
) -> None:
    """Resolved: what is linked is settled. Cancelled: it is handled like any other."""
    # Behind all who link something to it, and before all who would.
    await session.refresh(incident, with_for_update=True)
    if incident.state != IncidentState.PUBLISHED:
        raise IncidentOver
    incident.state, incident.outcome = state, outcome
    incident.ended_at, incident.ended_by_id = now, actor.person_id
    over = update(IncidentArea).where(IncidentArea.incident_id == incident.id)
    await session.execute(over.values(live=False), execution_options={"synchronize_session": False})
    told = IncidentEnded(subject_id=incident.id, district_id=incident.district_id)
    record(session, told, now=now)


async def close_links(session: AsyncSession, fact: IncidentEnded, now: datetime) -> None:
    """So many of its tickets, each with what became of it; the rest by another fact."""
    incident = await session.get_one(Incident, fact.subject_id)
    links = (await session.scalars(queries.waiting_links(incident.id, AT_ONCE))).all()
    if incident.state == IncidentState.RESOLVED and incident.ended_by_id is not None:
        settled = await settle_together(
            session,
            [link.ticket_id for link in links],
            by_id=incident.ended_by_id,
            note=incident.outcome or incident.answer,
            facts={"incident_id": str(incident.id)},
            now=now,
        )
        for link in links:
            done = link.ticket_id in settled
            link.result = LinkResult.SETTLED if done else LinkResult.LEFT
            link.result_at = now
    else:
        for link in links:
            link.result, link.result_at = LinkResult.RELEASED, now
    if len(links) == AT_ONCE:
        record(session, fact.model_copy(update={"batch": fact.batch + 1}), now=now)

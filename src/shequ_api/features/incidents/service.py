"""Publishing incidents, changing what they say, and their end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.features.incidents.events import IncidentEnded, IncidentPublished, IncidentRevised
from shequ_api.features.incidents.linking import IncidentOver
from shequ_api.features.incidents.models import Incident, IncidentArea, IncidentEdition
from shequ_api.features.incidents.rules import IncidentState
from shequ_api.features.incidents.schemas import IncidentContent
from shequ_api.features.tickets.public import Service
from shequ_api.kit.errors import Forbidden, Malformed
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET


class AreaUnknown(Malformed):
    code, title = "area_unknown", "影响范围须是您辖区内现有的地点或网格"


class IncidentServiceUnknown(Malformed):
    code, title = "incident_service_unknown", "没有这个诉求分类，或不在本区使用"


class IncidentEndPast(Malformed):
    code, title = "incident_end_past", "预计结束时间须晚于现在"


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
    content: IncidentContent,
    now: datetime,
) -> Incident:
    """What is going on, for all who are affected; what they reported already is linked by it."""
    if actor.acting is None or actor.acting.district_id is None or actor.acting.city_id is None:
        raise AreaUnknown
    service = await session.get(Service, service_code)
    if service is None or service.retired_at is not None:
        raise IncidentServiceUnknown
    if service.owner_id not in (None, actor.acting.district_id):
        raise IncidentServiceUnknown
    _refuse_past(content.ends_at, now)
    incident = Incident(
        id=new_id(),
        city_id=actor.acting.city_id,
        district_id=actor.acting.district_id,
        subdistrict_id=actor.acting.subdistrict_id,
        community_id=actor.acting.community_id,
        service_code=service.code,
        **_said(content),
        edition=1,
        told_edition=1,
        state=IncidentState.PUBLISHED,
        published_by_id=actor.person_id,
        published_at=now,
    )
    session.add(incident)
    await session.flush()
    session.add_all(_area_of(incident, area) for area in areas)
    _keep(session, actor, incident, areas, now)
    told = IncidentPublished(subject_id=incident.id, district_id=incident.district_id)
    record(session, told, now=now)
    return incident


def _said(content: IncidentContent) -> dict[str, Any]:
    return {
        "title": content.title,
        "answer": content.answer,
        "starts_at": _shown(content.starts_at),
        "ends_at": content.ends_at and _shown(content.ends_at),
    }


def _shown(instant: datetime) -> datetime:
    """To the millisecond: as it is shown, and said back by whoever changes something else."""
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def _refuse_past(ends_at: datetime | None, now: datetime) -> None:
    if ends_at is not None and ends_at <= now:
        raise IncidentEndPast


def _keep(
    session: AsyncSession,
    actor: Actor,
    incident: Incident,
    areas: Sequence[Place | Grid],
    now: datetime,
) -> None:
    session.add(
        IncidentEdition(
            incident_id=incident.id,
            number=incident.edition,
            district_id=incident.district_id,
            title=incident.title,
            answer=incident.answer,
            starts_at=incident.starts_at,
            ends_at=incident.ends_at,
            area_names=[each.full_name if isinstance(each, Place) else each.name for each in areas],
            made_by_id=actor.person_id,
            made_at=now,
        )
    )


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


async def hold_all(session: AsyncSession, incident: Incident) -> None:
    """Behind all who link something to it, and before all who would. Raises `IncidentOver`."""
    await session.refresh(incident, with_for_update=True)
    if incident.state != IncidentState.PUBLISHED:
        raise IncidentOver


async def covered(session: AsyncSession, incident: Incident) -> set[UUID]:
    """The areas of an incident."""
    of_it = select(IncidentArea.area_id).where(IncidentArea.incident_id == incident.id)
    return set(await session.scalars(of_it))


async def differs(
    session: AsyncSession,
    incident: Incident,
    areas: Sequence[Place | Grid],
    content: IncidentContent,
) -> bool:
    """Whether an incident says or covers anything else. The same again of one without a planned
    end says that it is going on, where its office was asked."""
    if incident.ends_at is None and incident.overdue_at is not None:
        return True
    said = any(getattr(incident, name) != value for name, value in _said(content).items())
    return said or await covered(session, incident) != {area.id for area in areas}


async def revise(
    session: AsyncSession,
    actor: Actor,
    incident: Incident,
    areas: Sequence[Place | Grid],
    *,
    content: IncidentContent,
    now: datetime,
) -> None:
    """From now on it says this, and lies there. Who reported is told where what they read is
    another; what lies inside no more is let go, what does now is linked. It is held."""
    said = _said(content)
    if said["ends_at"] != incident.ends_at:
        _refuse_past(content.ends_at, now)
    incident.overdue_at = None  # somebody sees to it: they are asked anew where it stays overdue
    news = any(said[name] != getattr(incident, name) for name in ("title", "answer", "ends_at"))
    for name, value in said.items():
        setattr(incident, name, value)
    incident.edition += 1
    if news:
        incident.told_edition = incident.edition
    await _move(session, incident, areas)
    _keep(session, actor, incident, areas, now)
    told = IncidentRevised(
        subject_id=incident.id, district_id=incident.district_id, edition=incident.edition
    )
    record(session, told, now=now)


async def _move(session: AsyncSession, incident: Incident, areas: Sequence[Place | Grid]) -> None:
    before, after = await covered(session, incident), {area.id for area in areas}
    gone = delete(IncidentArea).where(
        IncidentArea.incident_id == incident.id, IncidentArea.area_id.in_(before - after)
    )
    await session.execute(gone, execution_options=QUIET)
    session.add_all(_area_of(incident, area) for area in areas if area.id not in before)


async def end(
    session: AsyncSession,
    incident: Incident,
    state: IncidentState,
    *,
    by_id: UUID | None,
    outcome: str | None,
    now: datetime,
) -> None:
    """Resolved: what is linked is settled. Cancelled, or ended by itself: it is handled like any
    other. Raises `IncidentOver`."""
    await hold_all(session, incident)
    incident.state, incident.outcome = state, outcome
    incident.ended_at, incident.ended_by_id = now, by_id
    over = update(IncidentArea).where(IncidentArea.incident_id == incident.id)
    await session.execute(over.values(live=False), execution_options=QUIET)
    told = IncidentEnded(
        subject_id=incident.id, district_id=incident.district_id, edition=incident.edition
    )
    record(session, told, now=now)

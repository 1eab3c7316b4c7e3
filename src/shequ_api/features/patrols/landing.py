"""What patrols show to a worker who scans a code."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Action, Card, Head
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.patrols import queries
from shequ_api.features.patrols.flow import STATE_TITLES, InspectionState
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.permissions import PatrolPermission
from shequ_api.kit.clock import china_date

ACTIONS = [
    Action(
        key="patrols.inspect",
        head=Head.HANDLE,
        title="排查",
        operation="submit_inspection",
        permission=PatrolPermission.INSPECT,
        parameters=("place_id",),
    ),
]


async def last_inspection_here(
    session: AsyncSession, actor: Actor | None, place: Place
) -> Card | None:
    """When this dwelling, or something in this building, was inspected last: for its workers."""
    if actor is None or not actor.may(PatrolPermission.VIEW) or not actor.covers(place):
        return None
    if place.building_id is None:
        return None
    here = [Inspection.building_id == place.building_id]
    if place.kind == PlaceKind.DWELLING:
        here.append(Inspection.place_id == place.id)
    newest = queries.inspection_lines(*here).order_by(Inspection.received_at.desc()).limit(1)
    found: Any = (await session.execute(newest)).one_or_none()
    if found is None:
        return _card("还没有排查记录", inspected_on=None, inspection_id=None)
    day = china_date(found.received_at).isoformat()
    state = STATE_TITLES[InspectionState(found.state)]
    return _card(
        f"上次排查：{day}，{found.place_name}，{found.form_title}（{state}）",
        inspected_on=day,
        inspection_id=str(found.id),
    )


def _card(text: str, **facts: Any) -> Card:
    return Card(
        key="patrols.last_inspection", head=Head.HANDLE, title="排查", text=text, facts=facts
    )

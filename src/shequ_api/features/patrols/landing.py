"""What patrols show to a worker who scans a code."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select, union_all

from shequ_api.base.access.actor import Actor
from shequ_api.base.offering import Action, Card, Head, LandingCard
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.patrols import queries
from shequ_api.features.patrols.flow import STATE_TITLES, InspectionState
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.permissions import PatrolPermission
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.parts import Parts

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


BUILDING = bindparam("inspected_building_id", None, type_=Uuid())
DWELLING = bindparam("inspected_dwelling_id", None, type_=Uuid())


def _newest() -> Select[*tuple[Any, ...]]:
    """Of the one of the two that is given."""
    given = (Inspection.building_id == BUILDING, Inspection.place_id == DWELLING)
    order = Inspection.received_at.desc()
    found = [queries.inspection_lines(each).order_by(order).limit(1).subquery() for each in given]
    return select(union_all(*(select(each) for each in found)).subquery())


def _for_its_workers(_: Parts, actor: Actor | None, place: Place) -> dict[str, UUID | None] | None:
    if actor is None or not actor.may(PatrolPermission.VIEW) or not actor.covers(place):
        return None
    if place.building_id is None:
        return None
    which = DWELLING if place.kind == PlaceKind.DWELLING else BUILDING
    return {which.key: place.id if which is DWELLING else place.building_id}


def _last(found: Any) -> Card:
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


LAST_INSPECTION = LandingCard(_newest(), _last, _for_its_workers)
"""When this dwelling, or something in this building, was inspected last: for its workers."""

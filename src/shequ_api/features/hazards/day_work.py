"""Hazards that were put right, and want to be looked at again."""

from sqlalchemy import false, select

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.day_work import Day, DayWork, Rows, work_columns
from shequ_api.base.places.models import Place
from shequ_api.features.hazards.flow import STATE_TITLES, HazardState
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.hazards.permissions import HazardPermission


def _to_reinspect(actor: Actor, _: Day) -> Rows:
    """Of a community and what lies in it: nobody above goes there."""
    near = actor.acting is not None and actor.acting.community_id is not None
    columns = work_columns(
        Place,
        row_id=Hazard.id,
        title=Hazard.label,
        state=Hazard.state,
        opens_at=Hazard.rectified_at,
        due_at=Hazard.due_at,
        detail=Hazard.text,
        form_key=Hazard.form_key,
    )
    return (
        select(*columns)
        .select_from(Hazard)
        .join(Place, Place.id == Hazard.place_id)
        .where(in_scope(actor, Hazard) if near else false())
        .where(Hazard.ended_at.is_(None), Hazard.state == HazardState.RECTIFIED)
        .order_by(Hazard.due_at, Hazard.id)
    )


DAY_WORK = [
    DayWork(
        key="hazards_to_reinspect",
        title="待复查的隐患",
        permission=HazardPermission.VIEW,
        lines=_to_reinspect,
        operation="get_hazard",
        parameters={"hazard_id": "id"},
        states=STATE_TITLES,
        shown=30,
    )
]

"""What the routes of visits begin with: visits in view, places in scope, who may do what."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_view
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.features.inspection_forms.public import sheets_of, usable_at
from shequ_api.features.visit_purposes.public import VisitPurpose
from shequ_api.features.visits.models import Visit
from shequ_api.features.visits.permissions import VisitPermission
from shequ_api.features.visits.rules import Window
from shequ_api.features.visits.schemas import PlannedVisit
from shequ_api.features.visits.service.participants import guests_of
from shequ_api.features.visits.service.planning import Plan
from shequ_api.kit.errors import Absent, Fault, Malformed
from shequ_api.kit.http.exchange import Session


class PurposeUnknown(Malformed):
    code, title = "visit_purpose_unknown", "没有这种走访事由"


class VisitFormUnknown(Malformed):
    code, title = "visit_form_unknown", "没有这张排查表，或不适用于这个地点"


async def visit_in_view(visit_id: UUID, actor: AnyActor, session: Session) -> Visit:
    """A visit inside the actor's scope."""
    seen = in_view(actor, Visit, VisitPermission.VIEW)
    visit = await session.scalar(select(Visit).where(Visit.id == visit_id, seen))
    if visit is None:
        raise Absent
    return visit


TheVisit = Annotated[Visit, Depends(visit_in_view)]
Viewer = Annotated[Actor, Depends(may(VisitPermission.VIEW))]
Planner = Annotated[Actor, Depends(may(VisitPermission.PLAN))]
Conductor = Annotated[Actor, Depends(may(VisitPermission.CONDUCT))]


async def _its_purpose(visit: TheVisit, session: Session) -> VisitPurpose:
    return await session.get_one(VisitPurpose, visit.purpose_code)


ThePurpose = Annotated[VisitPurpose, Depends(_its_purpose)]


async def place_in_scope(session: AsyncSession, actor: Actor, place_id: UUID) -> Place:
    """A place that stands, inside the actor's scope."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None or not actor.covers(place):
        raise Absent
    return place


async def plan_of(session: AsyncSession, body: PlannedVisit, place: Place) -> Plan:
    """What a body says, with all that it names found."""
    purpose = await session.get(VisitPurpose, body.purpose_code)
    if purpose is None or purpose.retired_at is not None:
        raise PurposeUnknown(
            errors=(Fault("/purpose_code", PurposeUnknown.code, "没有这种走访事由"),)
        )
    window = Window(body.opens_at, body.closes_at)
    keys = list(dict.fromkeys(body.form_keys or purpose.form_keys))
    sheets = await sheets_of(session, keys)
    usable = {sheet.key for sheet in sheets if usable_at(sheet.owner_id, place)}
    if set(keys) - usable:
        raise VisitFormUnknown(
            errors=(Fault("/form_keys", VisitFormUnknown.code, "没有这张排查表"),)
        )
    guests = await guests_of(session, body.participants, place, window)
    return Plan(purpose, keys, window, body.for_household, guests, body.note)

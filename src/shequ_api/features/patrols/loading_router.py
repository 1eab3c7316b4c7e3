"""What the routes of patrols begin with: inspections in view, places in scope, who may do what."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.models import Place
from shequ_api.features.inspection_forms.public import sheet_for
from shequ_api.features.patrols import queries
from shequ_api.features.patrols.flow import InspectionState
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.permissions import PatrolPermission
from shequ_api.features.patrols.schemas import InspectionDraft, InspectionReceipt
from shequ_api.features.patrols.service import reception
from shequ_api.features.patrols.showing import receipt_of
from shequ_api.kit.db import Constraints
from shequ_api.kit.errors import Absent, Gone
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part


class InspectionIsDeleted(Gone):
    code, title = "inspection_deleted", "这条排查记录已被删除"


async def inspection_or_tombstone(
    inspection_id: UUID, actor: AnyActor, session: Session
) -> Inspection:
    """An inspection of the actor's own, or in their scope, deleted or not."""
    found = await session.scalar(queries.inspection_with_case(inspection_id))
    if found is None or not (found.worker_id == actor.person_id or actor.covers(found)):
        raise Absent
    return found


async def inspection_in_view(
    found: Annotated[Inspection, Depends(inspection_or_tombstone)],
) -> Inspection:
    """An inspection of the actor's own, or in their scope."""
    if found.state == InspectionState.DELETED:
        raise InspectionIsDeleted
    return found


async def place_in_scope(session: AsyncSession, actor: Actor, place_id: UUID) -> Place:
    """A place that stands, inside the actor's scope."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None or not actor.covers(place):
        raise Absent
    return place


async def submitted(
    session: AsyncSession,
    actor: Actor,
    inspection_id: UUID,
    draft: InspectionDraft,
    now: Now,
    *,
    place: Place | None = None,
    came_as: str | None = None,
) -> tuple[InspectionReceipt, bool]:
    """The receipt of one submission; True where it is new. For a `place` that is given the caller
    answers; else it is in scope. `came_as`: how a specialist came along to a visit."""
    filling = reception.filling_of(inspection_id, draft)
    inspection, fresh = await reception.received_before(session, actor, filling), False
    if inspection is None:
        place = place or await place_in_scope(session, actor, draft.place_id)
        sheet = await sheet_for(session, draft.form_version_id, place)
        inspection, fresh = await reception.receive(
            session, actor, place, sheet, filling, came_as=came_as, now=now
        )
    return await receipt_of(session, inspection, draft), fresh


AnyInspection = Annotated[Inspection, Depends(inspection_or_tombstone)]
TheInspection = Annotated[Inspection, Depends(inspection_in_view)]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
TheConstraints = Annotated[Constraints, Depends(part(Constraints))]
Inspector = Annotated[Actor, Depends(may(PatrolPermission.INSPECT))]
Viewer = Annotated[Actor, Depends(may(PatrolPermission.VIEW))]
Corrector = Annotated[Actor, Depends(may(PatrolPermission.EDIT))]
Reviewer = Annotated[Actor, Depends(may(PatrolPermission.REVIEW))]
Deleter = Annotated[Actor, Depends(may(PatrolPermission.DELETE))]

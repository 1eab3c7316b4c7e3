"""Inspections (排查记录): submitting, looking, reviewing."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.models import Place
from shequ_api.features.check_ins.public import ClientId
from shequ_api.features.inspection_forms.public import sheet_for
from shequ_api.features.patrols import queries
from shequ_api.features.patrols.flow import InspectionState
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.permissions import PatrolPermission
from shequ_api.features.patrols.schemas import (
    InspectionDraft,
    InspectionLine,
    InspectionReceipt,
    InspectionReview,
    InspectionView,
)
from shequ_api.features.patrols.service import reception, review
from shequ_api.features.patrols.showing import line_of, receipt_of, view_of
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["patrols"])
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}


async def inspection_in_view(inspection_id: UUID, actor: AnyActor, session: Session) -> Inspection:
    """An inspection of the actor's own, or in their scope."""
    found = await session.scalar(queries.inspection_with_case(inspection_id))
    if found is None or not (found.worker_id == actor.person_id or actor.covers(found)):
        raise Absent
    return found


async def place_in_scope(session: Session, actor: Actor, place_id: UUID) -> Place:
    """A place that stands, inside the actor's scope."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None or not actor.covers(place):
        raise Absent
    return place


TheInspection = Annotated[Inspection, Depends(inspection_in_view)]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Inspector = Annotated[Actor, Depends(may(PatrolPermission.INSPECT))]
Viewer = Annotated[Actor, Depends(may(PatrolPermission.VIEW))]
Reviewer = Annotated[Actor, Depends(may(PatrolPermission.REVIEW))]


@router.get("/inspections")
async def list_inspections(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[InspectionState | None, Query(description="Only those in this state")] = None,
    form_key: Annotated[str | None, Query(max_length=63, description="Only of this form")] = None,
) -> Page[InspectionLine]:
    """排查记录列表: Inspections in my scope, newest first."""
    lines = queries.inspection_lines(in_scope(actor, Inspection))
    if state is not None:
        lines = queries.in_state(lines, state)
    if form_key is not None:
        lines = lines.where(Inspection.form_key == form_key)
    order = [Inspection.received_at, Inspection.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[line_of(row) for row in rows], next_cursor=cursor)


@router.put("/inspections/{inspection_id}", status_code=201, responses=AGAIN)
async def submit_inspection(
    inspection_id: ClientId,
    draft: InspectionDraft,
    actor: Inspector,
    session: Session,
    response: Response,
    now: Now,
) -> InspectionReceipt:
    """提交排查表: Submit a filled-in form. The same body under the same id is one inspection."""
    filling = reception.filling_of(inspection_id, draft)
    inspection, fresh = await reception.received_before(session, actor, filling), False
    if inspection is None:
        place = await place_in_scope(session, actor, draft.place_id)
        sheet = await sheet_for(session, draft.form_version_id, place)
        inspection, fresh = await reception.receive(session, actor, place, sheet, filling, now=now)
    response.status_code = 201 if fresh else 200
    return await receipt_of(session, inspection)


@router.get("/inspections/{inspection_id}")
async def get_inspection(
    inspection: TheInspection, actor: Viewer, session: Session, showcase: TheShowcase, now: Now
) -> InspectionView:
    """查看排查记录: One inspection with its answers, photos, hazards and trail."""
    return await view_of(session, actor, inspection, showcase, now)


@router.put("/inspections/{inspection_id}/review")
async def review_inspection(
    word: InspectionReview,
    inspection: TheInspection,
    actor: Reviewer,
    session: Session,
    showcase: TheShowcase,
    now: Now,
) -> InspectionView:
    """审核排查记录: Approve or reject what somebody else filled in."""
    await review.review(session, actor, inspection, decision=word.decision, note=word.note, now=now)
    return await view_of(session, actor, inspection, showcase, now)

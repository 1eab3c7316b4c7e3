"""What staff decide about hazards, over HTTP: new tickets, waivers, deadlines."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.features.hazard_desk import queries
from shequ_api.features.hazard_desk.models import HazardWaiver
from shequ_api.features.hazard_desk.schemas import (
    HazardDeadlineDraft,
    HazardDeadlineView,
    HazardTicketRequest,
    HazardWaiverDecision,
    HazardWaiverRequest,
    HazardWaiverView,
)
from shequ_api.features.hazard_desk.service import deadlines, refiling, waiving
from shequ_api.features.hazard_desk.showing import deadline_views, waiver_view
from shequ_api.features.hazards.public import (
    Deadline,
    Decider,
    Follower,
    Hazard,
    HazardView,
    Setter,
    TheHazard,
    Viewer,
    Waiver,
    deadlines_of,
    view_of,
)
from shequ_api.features.inspection_forms.public import HazardLevel
from shequ_api.kit.errors import Forbidden
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["hazards"])
LATEST = [HazardWaiver.asked_at, HazardWaiver.id]


class NotInADistrict(Forbidden):
    """Deadlines are a district's."""

    code, title = "not_in_a_district", "您任职的范围不属于某一个区（县）"


@router.get("/hazard-waivers")
async def list_hazard_waivers(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    pending: Annotated[
        bool | None, Query(description="Only those that wait for a second person, or do not")
    ] = None,
    hazard_id: Annotated[UUID | None, Query(description="Only of this hazard")] = None,
) -> Page[HazardWaiverView]:
    """核销申请列表: Waivers of hazards in my scope, the latest first."""
    lines = queries.waiver_lines(in_scope(actor, Hazard))
    if pending is not None:
        lines = lines.where(HazardWaiver.decided_at.is_(None) == pending)
    if hazard_id is not None:
        lines = lines.where(HazardWaiver.hazard_id == hazard_id)
    rows, cursor = await page_of(session, lines, LATEST, paging)
    return Page(items=[HazardWaiverView(**row) for row in rows], next_cursor=cursor)


@router.post("/hazards/{hazard_id}/ticket", status_code=201)
async def file_hazard_ticket(
    wanted: HazardTicketRequest, hazard: TheHazard, actor: Follower, session: Session, now: Now
) -> HazardView:
    """隐患重新下单: Ask anew, where the former ticket was declined or withdrawn."""
    await refiling.refile(session, actor, hazard, note=wanted.note, now=now)
    return await view_of(session, hazard.id, now)


@router.post("/hazards/{hazard_id}/waiver", status_code=201)
async def waive_hazard(
    wanted: HazardWaiverRequest, hazard: TheHazard, actor: Waiver, session: Session, now: Now
) -> HazardWaiverView:
    """核销隐患: Let go of a hazard; of a major or critical one, ask a second person to."""
    made = await waiving.ask(
        session, actor, hazard, kind=wanted.kind, reason=wanted.reason, now=now
    )
    return await waiver_view(session, made)


@router.post("/hazards/{hazard_id}/waiver-decision")
async def decide_hazard_waiver(
    word: HazardWaiverDecision, hazard: TheHazard, actor: Decider, session: Session, now: Now
) -> HazardWaiverView:
    """决定核销申请: Agree or not with the waiver that somebody else asks for."""
    made = await waiving.decide(
        session, actor, hazard, granted=word.granted, note=word.note, now=now
    )
    return await waiver_view(session, made)


@router.get("/hazard-deadlines")
async def list_hazard_deadlines(actor: Viewer, session: Session) -> list[HazardDeadlineView]:
    """隐患整改时限: How long hazards of each level may take in my district."""
    return deadline_views(await deadlines_of(session, _district_of(actor)))


@router.put("/hazard-deadlines/{level}")
async def set_hazard_deadline(
    level: Annotated[HazardLevel, Path(description="Of the hazards that it is for")],
    draft: HazardDeadlineDraft,
    actor: Setter,
    session: Session,
    now: Now,
) -> list[HazardDeadlineView]:
    """设定隐患整改时限: From now on; what is due already stays due."""
    district_id = _district_of(actor)
    deadline = Deadline(draft.rectify_workdays, draft.reinspect_workdays)
    await deadlines.set_deadline(session, actor, district_id, level, deadline, now=now)
    return deadline_views(await deadlines_of(session, district_id))


def _district_of(actor: Actor) -> UUID:
    district_id = actor.district_id
    if district_id is None:
        raise NotInADistrict
    return district_id

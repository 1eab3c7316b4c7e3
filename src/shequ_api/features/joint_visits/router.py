"""Joint visits over HTTP: for a doctor, a gas technician, whoever was invited to come along."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.access.roles import Role
from shequ_api.base.places.models import Place
from shequ_api.features.check_ins.public import ClientId
from shequ_api.features.inspection_forms.public import FormVersionView, sheets_of
from shequ_api.features.joint_visits import queries
from shequ_api.features.joint_visits.permissions import JointVisitPermission
from shequ_api.features.joint_visits.schemas import DoorSheets, JointVisitLine, SheetsWanted
from shequ_api.features.joint_visits.sheets import door_sheets, joint_line
from shequ_api.features.patrols.public import InspectionDraft, InspectionReceipt, submitted
from shequ_api.features.visits.public import (
    LATE_BY,
    SHOWN_TO_PARTICIPANTS,
    Visit,
    VisitParticipant,
    link,
    takes,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent, Malformed, NotNow
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of
from shequ_api.kit.schema import Key

router = Router(tags=["joint_visits"])
Attendant = Annotated[Actor, Depends(may(JointVisitPermission.ATTEND))]
FormKey = Annotated[Key, Path(description="One of the forms of the visit")]
ORDER = [VisitParticipant.access_until, Visit.id]
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}


class FilledOutsideVisit(NotNow):
    code, title = "visit_filled_outside", "填写时间不在走访当天"


class FormNotOfVisit(Malformed):
    """Another form, or another door."""

    code, title = "visit_form_unfit", "这次走访不填写这张表，或不是这一户"


async def visit_attended(visit_id: UUID, actor: Attendant, session: Session, now: Now) -> Visit:
    """A visit that the actor comes along to, in the days in which they may see it."""
    shown = queries.shown_to(actor.person_id, now, china_date(now))
    visit: Visit | None = await session.scalar(queries.attended(Visit.id == visit_id, shown))
    if visit is None:
        raise Absent
    return visit


async def visit_to_report(visit_id: UUID, actor: Attendant, session: Session, now: Now) -> Visit:
    """A visit that the actor came along to, and whose forms may still arrive from a phone that had
    no signal."""
    came = (
        queries.invited(actor.person_id, china_date(now)),
        VisitParticipant.access_from <= now,
        Visit.closes_at > now - LATE_BY,
        Visit.state.in_(SHOWN_TO_PARTICIPANTS),
    )
    visit: Visit | None = await session.scalar(queries.attended(Visit.id == visit_id, *came))
    if visit is None:
        raise Absent
    return visit


SERVING = frozenset(
    {
        Role.MICRO_GRID_WORKER,
        Role.GENERAL_GRID_WORKER,
        Role.GRID_CHIEF,
        Role.COMMUNITY_WORKER,
    }
)
"""Whoever comes by one of these does the community's own work, at whatever door."""
INVITED = "invited"
"""As a specialist comes who holds no office there."""
TheJointVisit = Annotated[Visit, Depends(visit_attended)]
TheReportedVisit = Annotated[Visit, Depends(visit_to_report)]


@router.get("/me/joint-visits")
async def list_my_joint_visits(
    actor: Attendant,
    session: Session,
    paging: ThePaging,
    now: Now,
    past: Annotated[bool, Query(description="Also those whose days are over")] = False,
) -> Page[JointVisitLine]:
    """我参加的联合走访: Visits that I come along to, soonest first; where exactly is shown in their
    days alone."""
    lines = queries.attended_lines(
        queries.invited(actor.person_id, china_date(now)), Visit.state.in_(SHOWN_TO_PARTICIPANTS)
    )
    if not past:
        lines = lines.where(VisitParticipant.access_until > now)
    rows, cursor = await page_of(session, lines, ORDER, paging, ascending=True)
    return Page(items=[joint_line(row, now) for row in rows], next_cursor=cursor)


@router.post("/me/door-sheets")
@unkeyed
async def read_door_sheets(
    wanted: SheetsWanted, actor: Attendant, session: Session, now: Now
) -> DoorSheets:
    """上门资料: What I need to know at these doors: address, names, forms, and what they said the
    last time. Each look is logged, and those who live there may read it."""
    items = await door_sheets(session, actor, wanted.visit_ids, now)
    if not items:
        raise Absent
    left_out = sorted(set(wanted.visit_ids) - {one.visit_id for one in items})
    return DoorSheets(items=items, left_out=left_out)


@router.get("/joint-visits/{visit_id}/forms/{form_key}")
async def get_joint_visit_form(
    form_key: FormKey, visit: TheJointVisit, _: Attendant, session: Session
) -> FormVersionView:
    """下载走访所用的排查表: The current version of a form of this visit."""
    found = await sheets_of(session, [form_key]) if form_key in visit.form_keys else []
    if not found:
        raise Absent
    version = found[0].version
    return FormVersionView(
        key=form_key,
        version_id=version.id,
        number=version.number,
        published_at=version.published_at,
        definition=version.definition,
    )


@router.put(
    "/joint-visits/{visit_id}/inspections/{inspection_id}", status_code=201, responses=AGAIN
)
async def submit_joint_inspection(
    inspection_id: ClientId,
    draft: InspectionDraft,
    visit: TheReportedVisit,
    actor: Attendant,
    session: Session,
    response: Response,
    now: Now,
) -> InspectionReceipt:
    """提交联合走访的排查表: A form of the visit, filled in at its door.

    The same body under the same id is one inspection. It may come days later, if it was filled in
    on the day.
    """
    place = await _its_place(session, visit, draft)
    if not takes(visit, draft.filled_at, now):
        raise FilledOutsideVisit
    role = await session.scalar(queries.came_as(visit.id, actor.person_id))
    came_as = None if role in SERVING else role or INVITED
    receipt, fresh = await submitted(
        session, actor, inspection_id, draft, now, place=place, came_as=came_as
    )
    if fresh:
        await link(session, visit, inspection_id)
    response.status_code = 201 if fresh else 200
    return receipt


async def _its_place(session: AsyncSession, visit: Visit, draft: InspectionDraft) -> Place:
    key = await session.scalar(queries.version_keys(draft.form_version_id))
    if draft.place_id != visit.place_id or key not in visit.form_keys:
        raise FormNotOfVisit
    return await session.get_one(Place, visit.place_id)

"""Admission (事项准入) over HTTP: requests, decisions, and the public register."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.places.models import Place
from shequ_api.features.departments.public import department_of
from shequ_api.features.inspection_forms.public import sheets_of
from shequ_api.features.task_admission import queries
from shequ_api.features.task_admission.flow import TypeState
from shequ_api.features.task_admission.loading_router import (
    Admitter,
    FirstReviewer,
    Registered,
    Requester,
    RequestViewer,
    TheType,
)
from shequ_api.features.task_admission.models import TaskType
from shequ_api.features.task_admission.permissions import TaskAdmissionPermission
from shequ_api.features.task_admission.schemas import (
    TaskTypeAdmission,
    TaskTypeDraft,
    TaskTypeLine,
    TaskTypeReview,
    TaskTypeStanding,
    TaskTypeView,
)
from shequ_api.features.task_admission.service import deciding
from shequ_api.features.task_admission.showing import type_line, type_view
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["task_admission"])
ADMITTED = [TaskType.admitted_at, TaskType.id]
REQUESTED = [TaskType.requested_at, TaskType.id]


@router.get("/task-types")
async def list_task_types(
    _: AnyActor,
    session: Session,
    paging: ThePaging,
    now: Now,
    district_id: Annotated[UUID | None, Query(description="Only of this district")] = None,
) -> Page[TaskTypeLine]:
    """准入事项公示: What departments may, or might, ask of grids. For everybody."""
    lines = queries.type_lines(TaskType.admitted_at.is_not(None))
    if district_id is not None:
        lines = lines.where(TaskType.district_id == district_id)
    rows, cursor = await page_of(session, lines, ADMITTED, paging)
    today = china_date(now)
    return Page(items=[type_line(row, today) for row in rows], next_cursor=cursor)


@router.get("/task-type-requests")
async def list_task_type_requests(
    actor: RequestViewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    state: Annotated[TypeState | None, Query(description="Only those in this state")] = None,
) -> Page[TaskTypeLine]:
    """准入申请列表: What my department asked for; for those who review, all of their scope."""
    own = actor.may(TaskAdmissionPermission.REQUEST)
    department = await department_of(session, actor) if own else None
    mine = queries.requests_in_view(actor, department.id if department else None)
    lines = queries.type_lines(*mine)
    if state is not None:
        lines = lines.where(TaskType.state == state)
    rows, cursor = await page_of(session, lines, REQUESTED, paging)
    today = china_date(now)
    return Page(items=[type_line(row, today) for row in rows], next_cursor=cursor)


@router.post("/task-types", status_code=201)
async def request_task_type(
    draft: TaskTypeDraft, actor: Requester, session: Session, now: Now
) -> TaskTypeView:
    """申请事项准入: Ask that grids may be given a kind of work: what, by what right, where."""
    department = await department_of(session, actor)
    place = await session.get(Place, draft.place_id)
    made = await deciding.ask(
        session,
        actor,
        department,
        place,
        draft,
        subdistrict=await _named(session, draft.subdistrict_id),
        form_fits=await _fits(session, draft.form_key, department.district_id),
        now=now,
    )
    return await type_view(session, made, china_date(now))


async def _fits(session: AsyncSession, form_key: str | None, district_id: UUID) -> bool:
    """Whether a whole district may use a form."""
    if form_key is None:
        return True
    return any(
        sheet.owner_id in {None, district_id} for sheet in await sheets_of(session, [form_key])
    )


async def _named(session: AsyncSession, place_id: UUID | None) -> Place | None:
    return await session.get(Place, place_id) if place_id else None


@router.get("/task-types/{type_id}")
async def get_task_type(
    task_type: Registered, _: AnyActor, session: Session, now: Now
) -> TaskTypeView:
    """查看准入事项: One type, its quotas and days, and why it was decided so. For everybody."""
    return await type_view(session, task_type, china_date(now))


@router.post("/task-types/{type_id}/review")
async def review_task_type(
    word: TaskTypeReview, task_type: TheType, actor: FirstReviewer, session: Session, now: Now
) -> TaskTypeView:
    """街道初审: The subdistrict's word on what a department asks for."""
    await deciding.review(
        session, actor, task_type, agreed=word.agreed, reason=word.reason, now=now
    )
    return await type_view(session, task_type, china_date(now))


@router.post("/task-types/{type_id}/admission")
async def admit_task_type(
    word: TaskTypeAdmission, task_type: TheType, actor: Admitter, session: Session, now: Now
) -> TaskTypeView:
    """区级审定: The district's word: how much, and from when till when."""
    await deciding.admit(session, actor, task_type, word, now=now)
    return await type_view(session, task_type, china_date(now))


@router.put("/task-types/{type_id}/standing")
async def set_task_type_standing(
    word: TaskTypeStanding, task_type: TheType, actor: Admitter, session: Session, now: Now
) -> TaskTypeView:
    """暂停、恢复或取消准入: Whether work may be given by it, and why."""
    await deciding.set_standing(
        session, actor, task_type, standing=word.standing, reason=word.reason, now=now
    )
    return await type_view(session, task_type, china_date(now))

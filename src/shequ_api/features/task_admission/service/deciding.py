"""Asking for a type of task, and deciding about it: a subdistrict first, then the district."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.blocks.workflow.service import advance, open_case
from shequ_api.features.assets.public import knows_kind
from shequ_api.features.departments.public import Department, speaks_for
from shequ_api.features.task_admission.events import TaskTypeAdmitted, TaskTypeEnded
from shequ_api.features.task_admission.flow import FLOW, STEP_TO, Standing
from shequ_api.features.task_admission.models import TaskType
from shequ_api.features.task_admission.rules import LONGEST_ADMISSION
from shequ_api.features.task_admission.schemas import TaskTypeAdmission, TaskTypeDraft
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Fault, Forbidden, Malformed
from shequ_api.kit.ids import new_id

SCOPES = frozenset({PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY})


class ScopeUnfit(Malformed):
    """A district (and which subdistrict looks first), a subdistrict or a community of one's own."""

    code, title = "task_scope_unfit", "请选择本区内的区、街道或社区；全区事项须指定初审街道"


class TaskFormUnknown(Malformed):
    code, title = "task_form_unknown", "没有这张排查表，或本区不能使用"


class AssetKindUnknown(Malformed):
    code, title = "task_asset_kind_unknown", "没有这种设施"


class AdmissionUnclear(Malformed):
    """Whoever agrees says how much, and from when till when."""

    code, title = "admission_unclear", "准入须写明每格每月限额、总限额和有效期（最长一年）"


class OwnDepartment(Forbidden):
    """Nobody decides about what they, or their department, ask for."""

    code, title = "own_department", "不能审核本部门或本人申请的事项"


async def ask(
    session: AsyncSession,
    actor: Actor,
    department: Department,
    place: Place | None,
    draft: TaskTypeDraft,
    *,
    subdistrict: Place | None,
    form_fits: bool,
    now: datetime,
) -> TaskType:
    """Ask for a type. `subdistrict`: the one named to look at it first, if any."""
    looks = _looks_first(department, place, subdistrict)
    if place is None or looks is None:
        fault = Fault("/place_id", ScopeUnfit.code, ScopeUnfit.title)
        raise ScopeUnfit(errors=(fault,))
    if not form_fits:
        raise TaskFormUnknown(
            errors=(Fault("/form_key", TaskFormUnknown.code, TaskFormUnknown.title),)
        )
    if draft.asset_kind is not None and not await knows_kind(session, draft.asset_kind):
        fault = Fault("/asset_kind", AssetKindUnknown.code, AssetKindUnknown.title)
        raise AssetKindUnknown(errors=(fault,))
    case = open_case(
        session, FLOW, actor_id=actor.person_id, district_id=department.district_id, now=now
    )
    said = draft.model_dump(exclude={"place_id", "subdistrict_id"})
    made = TaskType(
        **said,
        id=new_id(),
        case_id=case.id,
        case=case,
        state=case.state,
        department_id=department.id,
        district_id=department.district_id,
        subdistrict_id=looks,
        place_id=place.id,
        requested_by_id=actor.person_id,
        requested_at=now,
        used_total=0,
    )
    session.add(made)
    return made


def _looks_first(department: Department, place: Place | None, named: Place | None) -> UUID | None:
    if place is None or place.kind not in SCOPES or place.ended_at is not None:
        return None
    if place.district_id != department.district_id:
        return None
    if place.kind != PlaceKind.DISTRICT:
        return place.subdistrict_id
    fits = named is not None and named.kind == PlaceKind.SUBDISTRICT and named.ended_at is None
    if named is None or not fits or named.district_id != department.district_id:
        return None
    return named.id


async def review(
    session: AsyncSession,
    actor: Actor,
    task_type: TaskType,
    *,
    agreed: bool,
    reason: str,
    now: datetime,
) -> TaskType:
    """The subdistrict's word."""
    await _refuse_own(session, actor, task_type)
    await _step(session, actor, task_type, "recommend" if agreed else "turn_down", reason, now)
    return task_type


async def admit(
    session: AsyncSession,
    actor: Actor,
    task_type: TaskType,
    word: TaskTypeAdmission,
    *,
    now: datetime,
) -> TaskType:
    """The district's word."""
    await _refuse_own(session, actor, task_type)
    if not word.agreed:
        await _step(session, actor, task_type, "refuse", word.reason, now)
        return task_type
    first, last = word.valid_from, word.valid_to
    bounded = word.quota_per_grid_month is not None and word.quota_total is not None
    if first is None or last is None or not bounded:
        raise AdmissionUnclear
    if not max(first, china_date(now)) <= last <= first + LONGEST_ADMISSION:
        raise AdmissionUnclear
    await _step(session, actor, task_type, "admit", word.reason, now)
    task_type.quota_per_grid_month = word.quota_per_grid_month
    task_type.quota_total = word.quota_total
    task_type.valid_from, task_type.valid_to, task_type.admitted_at = first, last, now
    record(session, TaskTypeAdmitted(**_facts(task_type)), now=now)
    return task_type


async def set_standing(
    session: AsyncSession,
    actor: Actor,
    task_type: TaskType,
    *,
    standing: Standing,
    reason: str,
    now: datetime,
) -> TaskType:
    """Suspend, resume or withdraw. What was given stays, but may be given back meanwhile."""
    await _step(session, actor, task_type, STEP_TO[standing], reason, now)
    if standing != Standing.ADMITTED:
        record(session, TaskTypeEnded(**_facts(task_type), state=task_type.state), now=now)
    return task_type


async def _refuse_own(session: AsyncSession, actor: Actor, task_type: TaskType) -> None:
    own = await speaks_for(session, actor.person_id, task_type.department_id)
    if own or task_type.requested_by_id == actor.person_id:
        raise OwnDepartment


async def _step(
    session: AsyncSession,
    actor: Actor,
    task_type: TaskType,
    name: str,
    reason: str,
    now: datetime,
) -> None:
    # Locked, so that what is being given meanwhile is given before or not at all.
    await session.refresh(task_type, with_for_update=True)
    case = await advance(
        session,
        FLOW,
        task_type.case_id,
        name,
        actor_id=actor.person_id,
        now=now,
        note=reason,
    )
    task_type.state = case.state


def _facts(task_type: TaskType) -> dict[str, UUID]:
    return {
        "subject_id": task_type.id,
        "district_id": task_type.district_id,
        "department_id": task_type.department_id,
    }

"""Caps over HTTP: seen by those whom they bind, set by districts and subdistricts."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place
from shequ_api.features.task_caps import queries, service
from shequ_api.features.task_caps.models import TaskCap
from shequ_api.features.task_caps.permissions import TaskCapPermission
from shequ_api.features.task_caps.schemas import TaskCapDraft, TaskCapView
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["task_caps"])
Viewer = Annotated[Actor, Depends(may(TaskCapPermission.VIEW))]
Setter = Annotated[Actor, Depends(may(TaskCapPermission.SET))]


async def place_in_scope(place_id: UUID, actor: AnyActor, session: Session) -> Place:
    """A place of the actor's scope."""
    found = await session.get(Place, place_id)
    if found is None or not actor.covers(found):
        raise Absent
    return found


async def cap_in_scope(
    place: Annotated[Place, Depends(place_in_scope)], session: Session
) -> TaskCap:
    """The cap of a place of the actor's scope."""
    found = await session.get(TaskCap, place.id)
    if found is None:
        raise Absent
    return found


async def _shown(session: AsyncSession, place_id: UUID) -> TaskCapView:
    found = await session.execute(queries.cap_lines(TaskCap.place_id == place_id))
    return TaskCapView(**dict(found.mappings().one()))


@router.get("/task-caps")
async def list_task_caps(actor: Viewer, session: Session, paging: ThePaging) -> Page[TaskCapView]:
    """外来事项上限: What grids of my district or subdistrict take at most in a month."""
    lines = queries.cap_lines(queries.holding_for(actor))
    rows, cursor = await page_of(session, lines, [TaskCap.set_at, TaskCap.place_id], paging)
    return Page(items=[TaskCapView(**row) for row in rows], next_cursor=cursor)


@router.put("/task-caps/{place_id}")
async def set_task_cap(
    draft: TaskCapDraft,
    place: Annotated[Place, Depends(place_in_scope)],
    actor: Setter,
    session: Session,
    now: Now,
) -> TaskCapView:
    """设定外来事项上限: From now on each grid of the place takes no more in a month, from all
    departments together."""
    await service.set_cap(session, actor, place, draft, now=now)
    return await _shown(session, place.id)


@router.delete("/task-caps/{place_id}", status_code=204)
async def lift_task_cap(
    cap: Annotated[TaskCap, Depends(cap_in_scope)], _: Setter, session: Session
) -> None:
    """取消外来事项上限: The place's own cap holds no longer."""
    await session.delete(cap)

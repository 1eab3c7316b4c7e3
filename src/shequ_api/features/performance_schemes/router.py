"""Schemes over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.offices import place_of_office, row_of_office
from shequ_api.features.performance_schemes import queries, service
from shequ_api.features.performance_schemes.models import PerformanceScheme
from shequ_api.features.performance_schemes.permissions import PerformanceSchemePermission
from shequ_api.features.performance_schemes.schemas import (
    MeasureView,
    PerformancePublication,
    PerformanceSchemeDraft,
    PerformanceSchemeView,
)
from shequ_api.features.performance_schemes.showing import measure_views, scheme_line, scheme_view
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.versions import IfMatch, show_version
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["performance_schemes"])


async def scheme_in_view(scheme_id: UUID, actor: AnyActor, session: Session) -> PerformanceScheme:
    """A scheme of the actor's place, of one above it, or of one inside it."""
    wanted = select(PerformanceScheme).where(PerformanceScheme.id == scheme_id)
    scheme = await session.scalar(wanted.where(queries.schemes_over(actor)))
    if scheme is None:
        raise Absent
    return scheme


async def own_scheme(scheme_id: UUID, actor: AnyActor, session: Session) -> PerformanceScheme:
    """A scheme of the place itself at which the actor holds office."""
    return await row_of_office(session, actor, PerformanceScheme, scheme_id)


TheScheme = Annotated[PerformanceScheme, Depends(scheme_in_view)]
OwnScheme = Annotated[PerformanceScheme, Depends(own_scheme)]
Viewer = Annotated[Actor, Depends(may(PerformanceSchemePermission.VIEW))]
Manager = Annotated[Actor, Depends(may(PerformanceSchemePermission.MANAGE))]


@router.get("/performance-measures")
async def list_performance_measures(_: AnyActor) -> list[MeasureView]:
    """考核指标目录: All that can be measured, how it is counted, and what may be set."""
    return measure_views()


@router.get("/performance-schemes")
async def list_performance_schemes(
    actor: Viewer, session: Session, paging: ThePaging
) -> Page[PerformanceSchemeView]:
    """考核方案列表: Schemes of my place, of those above and inside it, newest first."""
    lines = queries.scheme_lines(queries.schemes_over(actor))
    order = [PerformanceScheme.drawn_at, PerformanceScheme.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[scheme_line(row) for row in rows], next_cursor=cursor)


@router.post("/performance-schemes", status_code=201)
async def draw_performance_scheme(
    draft: PerformanceSchemeDraft, actor: Manager, session: Session, response: Response, now: Now
) -> PerformanceSchemeView:
    """制定考核方案: A draft for the place at which I hold office."""
    place = await place_of_office(session, actor)
    scheme = service.draw_scheme(actor, place, draft, now=now)
    session.add(scheme)
    return await _shown(session, scheme, response)


@router.get("/performance-schemes/{scheme_id}")
async def get_performance_scheme(
    scheme: TheScheme, _: Viewer, session: Session, response: Response
) -> PerformanceSchemeView:
    """查看考核方案: What is measured, and how it counts."""
    return await _shown(session, scheme, response)


@router.put("/performance-schemes/{scheme_id}")
async def change_performance_scheme(
    draft: PerformanceSchemeDraft,
    scheme: OwnScheme,
    _: Manager,
    session: Session,
    match: IfMatch,
    response: Response,
) -> PerformanceSchemeView:
    """修改考核方案草稿: Another content for a draft; what is published stays as it is."""
    match.check(scheme.version)
    await service.change_scheme(session, scheme, draft)
    return await _shown(session, scheme, response)


@router.post("/performance-schemes/{scheme_id}/publication")
async def publish_performance_scheme(
    publication: PerformancePublication,
    scheme: OwnScheme,
    actor: Manager,
    session: Session,
    response: Response,
    now: Now,
) -> PerformanceSchemeView:
    """发布考核方案: Let it count from a month on that has not begun."""
    await service.publish_scheme(session, actor, scheme, valid_from=publication.valid_from, now=now)
    return await _shown(session, scheme, response)


async def _shown(
    session: AsyncSession, scheme: PerformanceScheme, response: Response
) -> PerformanceSchemeView:
    view = await scheme_view(session, scheme)
    show_version(response, scheme.version)
    return view

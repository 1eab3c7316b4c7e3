"""Rectification batches (集中整改) over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.files.showing import Showcase
from shequ_api.features.hazards.public import HazardPermission
from shequ_api.features.rectifications import queries
from shequ_api.features.rectifications.models import RectificationBatch, RectificationItem
from shequ_api.features.rectifications.schemas import (
    RectificationBatchDraft,
    RectificationBatchView,
    RectificationItemView,
    VisitResults,
)
from shequ_api.features.rectifications.service import scheduling, visiting
from shequ_api.features.rectifications.showing import batch_view, item_views
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["rectifications"])
ORDER = [RectificationBatch.starts_on, RectificationBatch.id]
BY_DAY = [RectificationItem.visit_on, RectificationItem.hazard_id]


async def batch_in_view(batch_id: UUID, actor: AnyActor, session: Session) -> RectificationBatch:
    """A batch inside the actor's scope."""
    batch = await session.get(RectificationBatch, batch_id)
    if batch is None or not actor.covers(batch):
        raise Absent
    return batch


TheBatch = Annotated[RectificationBatch, Depends(batch_in_view)]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Viewer = Annotated[Actor, Depends(may(HazardPermission.VIEW))]
Follower = Annotated[Actor, Depends(may(HazardPermission.FOLLOW_UP))]


@router.get("/rectification-batches")
async def list_rectification_batches(
    actor: Viewer, session: Session, paging: ThePaging
) -> Page[RectificationBatchView]:
    """集中整改列表: Batches in my scope, the latest first."""
    lines = queries.batch_lines(in_scope(actor, RectificationBatch))
    rows, cursor = await page_of(session, lines, ORDER, paging)
    return Page(items=[RectificationBatchView(**row) for row in rows], next_cursor=cursor)


@router.post("/rectification-batches", status_code=201)
async def schedule_rectification_batch(
    draft: RectificationBatchDraft, actor: Follower, session: Session, now: Now
) -> RectificationBatchView:
    """安排集中整改: Have many hazards put right together. Each ticket is told its day, once."""
    batch = await scheduling.schedule(session, actor, draft, now=now)
    return await batch_view(session, batch)


@router.get("/rectification-batches/{batch_id}")
async def get_rectification_batch(
    batch: TheBatch, _: Viewer, session: Session
) -> RectificationBatchView:
    """查看集中整改: One batch, and how far it has come."""
    return await batch_view(session, batch)


@router.get("/rectification-batches/{batch_id}/items")
async def list_rectification_items(
    batch: TheBatch,
    _: Viewer,
    session: Session,
    paging: ThePaging,
    showcase: TheShowcase,
    now: Now,
) -> Page[RectificationItemView]:
    """集中整改明细: The hazards of a batch, by the day of the visit, and what came of each."""
    lines = queries.item_lines(batch.id)
    rows, cursor = await page_of(session, lines, BY_DAY, paging, ascending=True)
    items = await item_views(session, batch, rows, showcase, now)
    return Page(items=items, next_cursor=cursor)


@router.post("/rectification-batches/{batch_id}/results")
async def record_rectification_results(
    sent: VisitResults, batch: TheBatch, actor: Follower, session: Session, now: Now
) -> RectificationBatchView:
    """登记上门结果: Say what came of some visits. What is done waits to be looked at again."""
    await visiting.note_results(session, actor, batch, sent.results, now=now)
    return await batch_view(session, batch)


@router.post("/rectification-batches/{batch_id}/ending")
async def end_rectification_batch(
    batch: TheBatch, actor: Follower, session: Session, now: Now
) -> RectificationBatchView:
    """结束集中整改: Nobody comes any more; what was not visited stays to be put right."""
    await visiting.end(session, actor, batch, now=now)
    return await batch_view(session, batch)

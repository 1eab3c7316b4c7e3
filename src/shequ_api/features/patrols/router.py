"""Inspections (排查记录): submitting one or many, looking, counting."""

from datetime import date, timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import Query, Response
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.features.check_ins.public import ClientId
from shequ_api.features.patrols import queries
from shequ_api.features.patrols.alone import alone, problem_of
from shequ_api.features.patrols.batch_schemas import (
    BatchItem,
    BatchReceipt,
    InspectionBatch,
    SentItem,
)
from shequ_api.features.patrols.count_schemas import InspectionCounts
from shequ_api.features.patrols.flow import InspectionState
from shequ_api.features.patrols.loading_router import (
    Inspector,
    TheConstraints,
    TheInspection,
    TheShowcase,
    Viewer,
    submitted,
)
from shequ_api.features.patrols.models import Inspection
from shequ_api.features.patrols.rules import may_count
from shequ_api.features.patrols.schemas import (
    InspectionDraft,
    InspectionLine,
    InspectionReceipt,
    InspectionView,
)
from shequ_api.features.patrols.showing import counts_of, line_of, view_of
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.errors import Malformed, Refusal
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.problems import malformed_by
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["patrols"])
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same was received before"}}


class CountSpanUnfit(Malformed):
    code, title = "count_span_unfit", "结束日期应不早于开始日期，且一次最多统计 31 天"


@router.get("/inspections")
async def list_inspections(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    state: Annotated[InspectionState | None, Query(description="Only those in this state")] = None,
    form_key: Annotated[str | None, Query(max_length=63, description="Only of this form")] = None,
) -> Page[InspectionLine]:
    """排查记录列表: Inspections in my scope, newest first; deleted ones only where asked for."""
    lines = queries.in_state(queries.inspection_lines(in_scope(actor, Inspection)), state)
    if form_key is not None:
        lines = lines.where(Inspection.form_key == form_key)
    order = [Inspection.received_at, Inspection.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[line_of(row) for row in rows], next_cursor=cursor)


@router.get("/inspection-counts")
async def count_inspections(
    actor: Viewer,
    session: Session,
    first: Annotated[date, Query(alias="from", description="The first day, as 2026-11-01")],
    last: Annotated[
        date, Query(alias="to", description="The last day, included; at most 31 days in all")
    ],
) -> InspectionCounts:
    """排查记录计数: How many came on these days in my scope, by micro-grid and state."""
    if not may_count(first, last):
        raise CountSpanUnfit
    starts, ends = china_midnight(first), china_midnight(last + timedelta(days=1))
    rows = await session.execute(queries.counts_by_grid(actor, starts, ends))
    return counts_of(first, last, rows.all())


@router.post("/inspection-batches", status_code=201)
async def submit_inspection_batch(
    batch: InspectionBatch,
    actor: Inspector,
    session: Session,
    constraints: TheConstraints,
    now: Now,
) -> BatchReceipt:
    """批量提交排查表: Submit what gathered without a signal, each as if by itself.

    What one is refused stands in its item and harms no other. Sent again, the same are the same.
    """
    sent: dict[int, SentItem] = {}
    # In the order of their ids: the same batch from two phones at once is no deadlock.
    for place, item in sorted(enumerate(batch.items), key=lambda each: each[1].id):
        work = partial(_sent, session, actor, item, now)
        made = await alone(session, constraints, work)
        if isinstance(made, Refusal):
            made = SentItem(id=item.id, status=made.status, receipt=None, problem=problem_of(made))
        sent[place] = made
    return BatchReceipt(items=[sent[place] for place in range(len(batch.items))])


async def _sent(session: AsyncSession, actor: Actor, item: BatchItem, now: Now) -> SentItem:
    try:
        draft = InspectionDraft.model_validate(item.body)
    except ValidationError as error:
        raise malformed_by(error) from None
    receipt, fresh = await submitted(session, actor, item.id, draft, now)
    return SentItem(id=item.id, status=201 if fresh else 200, receipt=receipt, problem=None)


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
    receipt, fresh = await submitted(session, actor, inspection_id, draft, now)
    response.status_code = 201 if fresh else 200
    return receipt


@router.get("/inspections/{inspection_id}")
async def get_inspection(
    inspection: TheInspection, actor: Viewer, session: Session, showcase: TheShowcase, now: Now
) -> InspectionView:
    """查看排查记录: One inspection with its answers, photos, hazards and trail."""
    return await view_of(session, actor, inspection, showcase, now)

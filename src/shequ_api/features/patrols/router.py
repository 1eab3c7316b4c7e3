"""Inspections (排查记录): submitting, looking, counting."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query, Response

from shequ_api.base.access.actor import in_scope
from shequ_api.features.check_ins.public import ClientId
from shequ_api.features.patrols import queries
from shequ_api.features.patrols.count_schemas import InspectionCounts
from shequ_api.features.patrols.flow import InspectionState
from shequ_api.features.patrols.loading_router import (
    Inspector,
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
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Now, Session
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

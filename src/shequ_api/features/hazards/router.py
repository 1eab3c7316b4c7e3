"""Hazards (隐患) over HTTP: lists, counts, and one with its history."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from shequ_api.base.access.actor import in_scope
from shequ_api.features.hazards import queries
from shequ_api.features.hazards.flow import HazardState
from shequ_api.features.hazards.loading_router import TheHazard, Viewer
from shequ_api.features.hazards.models import Hazard
from shequ_api.features.hazards.queries import HazardListing
from shequ_api.features.hazards.rules import Escalation
from shequ_api.features.hazards.schemas import HazardCountView, HazardLine, HazardView
from shequ_api.features.hazards.showing import count_of, line_of, view_of
from shequ_api.features.inspection_forms.public import HazardLevel
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["hazards"])
NEWEST = [Hazard.found_at, Hazard.id]
DUE = [Hazard.due_at, Hazard.id]


@router.get("/hazards")
async def list_hazards(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    view: Annotated[
        HazardListing,
        Query(description="All, newest first; or open ones, in the order of what is due"),
    ] = HazardListing.ALL,
    state: Annotated[HazardState | None, Query(description="Only those in this state")] = None,
    level: Annotated[HazardLevel | None, Query(description="Only of this level")] = None,
    form_key: Annotated[str | None, Query(max_length=63, description="Only by this form")] = None,
    field: Annotated[str | None, Query(max_length=63, description="Only of this field")] = None,
    place_id: Annotated[UUID | None, Query(description="Only at this place")] = None,
    escalated_to: Annotated[
        Escalation | None, Query(description="Only those that these are asked to look after")
    ] = None,
) -> Page[HazardLine]:
    """隐患列表: Hazards in my scope; `to_reinspect` are those that wait for somebody who has not
    put them right."""
    wanted = {
        Hazard.state: state,
        Hazard.level: level,
        Hazard.form_key: form_key,
        Hazard.field: field,
        Hazard.place_id: place_id,
        Hazard.escalated_to: escalated_to,
    }
    lines = queries.hazard_lines(in_scope(actor, Hazard), *queries.chosen(view, actor, now))
    lines = lines.where(*(column == one for column, one in wanted.items() if one is not None))
    newest = view == HazardListing.ALL
    order = NEWEST if newest else DUE
    rows, cursor = await page_of(session, lines, order, paging, ascending=not newest)
    return Page(items=[line_of(row, now) for row in rows], next_cursor=cursor)


@router.get("/hazard-counts")
async def list_hazard_counts(
    actor: Viewer, session: Session, paging: ThePaging, now: Now
) -> Page[HazardCountView]:
    """隐患统计: Open hazards in my scope, by micro-grid and level."""
    lines = queries.counts(now, in_scope(actor, Hazard))
    rows, cursor = await page_of(session, lines, queries.COUNT_ORDER, paging, ascending=True)
    return Page(items=[count_of(row) for row in rows], next_cursor=cursor)


@router.get("/hazards/{hazard_id}")
async def get_hazard(hazard: TheHazard, _: Viewer, session: Session, now: Now) -> HazardView:
    """查看隐患: One hazard: what inspections saw of it, its waivers, and its steps."""
    return await view_of(session, hazard.id, now)

"""What was asked past the gate, over HTTP."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import may
from shequ_api.base.places.models import Grid
from shequ_api.features.unadmitted_requests import queries, service
from shequ_api.features.unadmitted_requests.models import UnadmittedRequest
from shequ_api.features.unadmitted_requests.permissions import UnadmittedRequestPermission
from shequ_api.features.unadmitted_requests.schemas import UnadmittedDraft, UnadmittedView
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["task_admission"])
REPORTED = [UnadmittedRequest.reported_at, UnadmittedRequest.id]
Reporter = Annotated[Actor, Depends(may(UnadmittedRequestPermission.REPORT))]
UnadmittedViewer = Annotated[Actor, Depends(may(UnadmittedRequestPermission.VIEW))]


@router.post("/unadmitted-requests", status_code=201)
async def report_unadmitted_request(
    draft: UnadmittedDraft, actor: Reporter, session: Session, now: Now
) -> UnadmittedView:
    """退回未准入事项: Say that somebody asks work of my grid that nobody admitted."""
    grid = await session.get(Grid, draft.grid_id)
    if grid is None or grid.ended_at is not None or not actor.covers(grid):
        raise Absent
    made = await service.report(
        session,
        actor,
        grid,
        asked_by=draft.asked_by,
        content=draft.content,
        asked_on=draft.asked_on,
        now=now,
    )
    found = await session.execute(queries.unadmitted_lines(UnadmittedRequest.id == made.id))
    return UnadmittedView(**dict(found.mappings().one()))


@router.get("/unadmitted-requests")
async def list_unadmitted_requests(
    actor: UnadmittedViewer, session: Session, paging: ThePaging
) -> Page[UnadmittedView]:
    """未准入事项清单: What was asked of the grids in my scope past the gate, the latest first."""
    lines = queries.unadmitted_lines(in_scope(actor, UnadmittedRequest))
    rows, cursor = await page_of(session, lines, REPORTED, paging)
    return Page(items=[UnadmittedView(**row) for row in rows], next_cursor=cursor)

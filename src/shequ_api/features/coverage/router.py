"""Coverage over HTTP."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.base.access.policies import may
from shequ_api.features.coverage import queries
from shequ_api.features.coverage.models import Coverage
from shequ_api.features.coverage.permissions import CoveragePermission
from shequ_api.features.coverage.rules import CoveredKind, shown
from shequ_api.features.coverage.schemas import GridCoverageView, UnvisitedPlaceView
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["coverage"])
Viewer = Annotated[Actor, Depends(may(CoveragePermission.VIEW))]
Kind = Annotated[CoveredKind, Query(description="Dwellings, or buildings as a whole")]
Days = Annotated[
    int, Query(ge=1, le=3650, description="Nobody has gone there for at least so many days")
]


def _before(now: datetime, days: int) -> date:
    """A last visit before this day is so many days ago, or more."""
    return china_date(now) - timedelta(days=days - 1)


@router.get("/unvisited-places")
async def list_unvisited_places(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    kind: Kind = CoveredKind.DWELLING,
    days: Days = 90,
) -> Page[UnvisitedPlaceView]:
    """久未走访: Places in my scope to which nobody has gone for so many days, the longest first."""
    inside = in_scope(actor, Coverage)
    lines = queries.unvisited_places(inside, kind, _before(now, days))
    order = [Coverage.last_visited_on, Coverage.place_id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    items = [
        UnvisitedPlaceView(**row | {"last_visited_on": shown(row["last_visited_on"])})
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)


@router.get("/grid-coverage")
async def list_grid_coverage(
    actor: Viewer,
    session: Session,
    paging: ThePaging,
    now: Now,
    kind: Kind = CoveredKind.DWELLING,
    days: Days = 90,
) -> Page[GridCoverageView]:
    """网格走访覆盖: Of each micro-grid in my scope how many places there are, and to how many
    nobody has gone for so many days. Places of no one micro-grid are in the other list only."""
    inside = in_scope(actor, Coverage)
    lines = queries.grid_coverage(inside, kind, _before(now, days))
    rows, cursor = await page_of(session, lines, [Coverage.micro_grid_id], paging, ascending=True)
    items = [
        GridCoverageView(
            **row | {"longest_unvisited_since": shown(row["longest_unvisited_since"])}, kind=kind
        )
        for row in rows
    ]
    return Page(items=items, next_cursor=cursor)

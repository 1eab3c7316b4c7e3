"""How often codes are scanned, and how often far from their places, over HTTP."""

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import ColumnElement

from shequ_api.base.access.actor import in_scope
from shequ_api.features.codes import queries
from shequ_api.features.codes.models import ScanCount
from shequ_api.features.codes.router import Viewer
from shequ_api.features.codes.rules import shown_short_number
from shequ_api.features.codes.schemas import FarScansLine, ScanCountLine
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.route import Router
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["codes"])
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


async def _asked(
    since: Annotated[
        date | None, Query(alias="from", ge=EARLIEST, le=LATEST, description="From this day on")
    ] = None,
    until: Annotated[
        date | None,
        Query(alias="to", ge=EARLIEST, le=LATEST, description="Up to this day, which counts"),
    ] = None,
    place_id: Annotated[UUID | None, Query(description="Only codes of this place")] = None,
    compound_id: Annotated[UUID | None, Query(description="Only codes in this compound")] = None,
) -> list[ColumnElement[bool]]:
    """What a request asks of the counts; a day is one in China."""
    wanted = {ScanCount.place_id: place_id, ScanCount.compound_id: compound_id}
    conditions = [column == value for column, value in wanted.items() if value is not None]
    if since is not None:
        conditions.append(ScanCount.hour >= china_midnight(since))
    if until is not None:
        conditions.append(ScanCount.hour < china_midnight(until + timedelta(days=1)))
    return conditions


Asked = Annotated[list[Any], Depends(_asked)]


@router.get("/scan-counts")
async def list_scan_counts(
    actor: Viewer, session: Session, paging: ThePaging, asked: Asked
) -> Page[ScanCountLine]:
    """扫码统计: How often the codes of each place were scanned in each hour, the latest hour first.
    Counted anew every five minutes; an hour without a scan has no line."""
    lines, order = queries.count_lines(in_scope(actor, ScanCount), *asked)
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[ScanCountLine(**row) for row in rows], next_cursor=cursor)


@router.get("/far-scans")
async def list_far_scans(
    actor: Viewer, session: Session, paging: ThePaging, asked: Asked
) -> Page[FarScansLine]:
    """异地扫码: Which codes were scanned more than 500 metres from their places, by the hour:
    perhaps a copy hangs elsewhere. By whom is kept nowhere."""
    lines = queries.far_lines(in_scope(actor, ScanCount), *asked)
    rows, cursor = await page_of(session, lines, [ScanCount.hour, ScanCount.code_id], paging)
    for row in rows:
        row["short_number"] = shown_short_number(row["short_number"])
    return Page(items=[FarScansLine(**row) for row in rows], next_cursor=cursor)

"""Counts by grid and state: of one's scope, bounded, and from the index alone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import china_date, utc_now
from tests.cast import HOME
from tests.counting import Queries
from tests.features.patrols.field import NOBODY, Field
from tests.features.patrols.test_late_photos import delete
from tests.features.patrols.test_submitting import said

REVIEWER = "community_worker"


async def counts(field: Field, who: str = REVIEWER, days: int = 0) -> Any:
    today = china_date(utc_now())
    return await field.got(
        who, "/inspection-counts", **{"from": str(today - timedelta(days=days)), "to": str(today)}
    )


async def test_by_grid_and_state(field: Field, queries: Queries) -> None:
    sent = [(await field.inspected(NOBODY))["id"] for _ in range(4)]
    there = str(field.cast.places[f"{HOME}-c1-b2-u1-d101"])
    await field.inspected(NOBODY, who="next_micro_worker", place_id=there)
    await field.review(sent[0], REVIEWER)
    await delete(field, sent[1])
    found = await counts(field)
    assert found["total"] == 4
    states = {grid["micro_grid_id"]: grid["by_state"] for grid in found["grids"]}
    here = str(field.cast.places[f"{HOME}-m01"])
    assert states == {
        here: {"received": 2, "approved": 1, "deleted": 1},
        str(field.cast.places[f"{HOME}-m02"]): {"received": 1},
    }
    assert all(grid["grid_name"] for grid in found["grids"])
    (mine,) = (await counts(field, "micro_grid_worker"))["grids"]
    assert (mine["micro_grid_id"], mine["total"]) == (here, 3)
    assert (await counts(field, "far_community_worker"))["grids"] == []
    with queries() as seen:
        await counts(field)
    assert len(seen) == 2, "\n".join(seen)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-11-02", "2026-11-01"),
        ("2026-10-01", "2026-11-01"),
        ("0001-01-01", "0001-01-02"),
        ("9999-12-31", "9999-12-31"),
        ("today", "2026-11-01"),
    ],
)
async def test_spans_are_bounded(field: Field, first: str, last: str) -> None:
    span = {"from": first, "to": last}
    answer = await field.ask(REVIEWER, "GET", "/inspection-counts", params=span)
    assert answer.status_code == 422
    assert answer.json()["code"] in {"count_span_unfit", "malformed"}


async def test_strangers_count_nothing(field: Field) -> None:
    span = {"from": "2026-11-01", "to": "2026-11-01"}
    for who in ("resident", "partner"):
        answer = await field.ask(who, "GET", "/inspection-counts", params=span)
        assert said(answer) == (403, "permission_missing")


async def test_the_index_holds_all_that_is_counted(session: AsyncSession) -> None:
    """Else half a million rows would be read from the table."""
    for column in ("community_id", "general_grid_id", "micro_grid_id"):
        kept = await session.scalar(
            text("SELECT pg_get_indexdef(CAST(:name AS regclass))"),
            {"name": f"ix_inspections_{column}_page"},
        )
        assert f"({column}, received_at, id) INCLUDE (state, micro_grid_id)" in str(kept)

"""A task for a whole grid is one row of its own measure: neither a stop of a patrol, nor as many as
there are doors."""

from datetime import timedelta

from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.ids import new_id
from tests.features.patrol_plans.planned import BUILDING
from tests.features.performance_reviews.month import NEXT, WORKER, Months, in_month, rate

GRID_MEASURE = "grid_tasks_done"


async def planted(
    months: Months, like: PatrolTask, state: str, reached: int, *, last: int
) -> PatrolTask:
    """A task for a whole grid, beside a stop in it."""
    kept = {
        name: getattr(like, name)
        for name in (
            *("city_id", "district_id", "subdistrict_id", "community_id"),
            *("general_grid_id", "micro_grid_id", "made_grid_id"),
        )
    }
    closes_at = china_midnight(in_month(last) + timedelta(days=1))
    task = PatrolTask(
        id=new_id(),
        **kept,
        place_id=like.community_id,
        source_kind="admitted_task",
        source_id=new_id(),
        title="入户检查",
        route_name="准入事项（整格）",
        position=0,
        due_on=in_month(last),
        opens_at=china_midnight(in_month(2)),
        closes_at=closes_at,
        state=state,
        closed_at=None if state == "ready" else closes_at,
        target=4,
        reached=reached,
    )
    months.session.add(task)
    await months.session.flush()
    return task


async def test_each_is_one_row_of_its_own_measure(months: Months) -> None:
    await months.scheme(
        rate(weight=50),
        rate(GRID_MEASURE, weight=50, parameters={"reached": 75}),
    )
    stop, *_ = await months.tasks_of(BUILDING, ["completed", "missed"], first=3)
    for state, reached, last in (
        ("completed", 4, 9),
        ("missed", 3, 10),
        ("missed", 2, 11),
        ("cancelled", 1, 12),
        ("failed", 1, 13),
    ):
        await planted(months, stop, state, reached, last=last)
    await months.session.commit()
    await months.nightly()
    stops, grids = (await months.seen())["indicators"]
    assert (stops["numerator"], stops["denominator"]) == (1, 2), "whole grids are no stops"
    assert (grids["numerator"], grids["denominator"]) == (2, 3), "each is one, by three quarters"
    assert {each["reason"]: each["rows"] for each in grids["excluded"]} == {
        "cancelled": 1,
        "failed": 1,
    }
    rows = await months.rows(measure=GRID_MEASURE)
    assert [row["value"] for row in rows] == [100, 75, 50, 25, 25]
    assert await months.rows(NEXT, measure=GRID_MEASURE) == []


async def test_who_serves_on_the_last_day_answers_and_late_evidence_counts(
    months: Months,
) -> None:
    await months.scheme(rate(GRID_MEASURE))
    stop, *_ = await months.tasks_of(BUILDING, ["completed"])
    open_one = await planted(months, stop, "ready", 1, last=8)
    after = await planted(months, stop, "missed", 1, last=20)
    await months.end_on(WORKER, in_month(10))
    await months.nightly(in_month(9) + timedelta(days=1))
    rows = await months.rows(measure=GRID_MEASURE)
    assert [(row["state"], row["value"]) for row in rows] == [("ready", 25)]
    open_one.state, open_one.reached, open_one.closed_at = "missed", 3, open_one.closes_at
    await months.session.commit()
    await months.nightly()
    rows = await months.rows(measure=GRID_MEASURE)
    assert [(row["state"], row["value"]) for row in rows] == [("missed", 75)]
    assert str(after.id) not in {row["subject_id"] for row in rows}

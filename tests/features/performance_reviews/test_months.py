"""A worker's month: who answers for what, by a formula that one can follow."""

from datetime import timedelta

from sqlalchemy import select

from shequ_api.features.performance_inputs.models import PerformanceReview
from tests.counting import Queries
from tests.features.patrol_plans.planned import BUILDING, DOOR, NEXT_BUILDING
from tests.features.performance_reviews.month import (
    LAST,
    NEXT,
    THIS,
    WORKER,
    Months,
    in_month,
    rate,
)

FIFTH = ["completed", "completed", "completed", "missed", "failed", "cancelled", "ready"]


async def test_the_formula_its_inputs_and_its_exclusions_are_the_workers_to_read(
    months: Months,
) -> None:
    await months.scheme(rate(target=95))
    await months.tasks_of(BUILDING, FIFTH)
    month = await months.nightly()
    assert (month.state, month.counted_to) == ("provisional", THIS - timedelta(days=1))
    seen = await months.seen()
    [line] = seen["indicators"]
    assert (line["numerator"], line["denominator"]) == (3, 4)
    left_out = {each["reason"]: each["rows"] for each in line["excluded"]}
    assert left_out == {"failed": 1, "cancelled": 1, "open": 1}
    assert line["steps"] == [
        "3 ÷ 4 = 75.00%",
        "75.00% ÷ 目标 95% = 78.95%",
        "78.95% × 权重 100 = 78.95 分",
    ]
    assert (seen["score_hundredths"], seen["steps"]) == (7895, ["78.95 = 78.95 分"])
    rows = await months.rows()
    assert [row["outcome"] for row in rows] == ["achieved"] * 3 + ["missed"] + ["excluded"] * 3
    assert {row["grid_name"] for row in rows} == {"东苑1栋微网格"}
    assert rows[4]["reason_title"] == "已到场并说明未能完成的原因"
    [mine] = (await months.got(WORKER, "/me/performance-reviews"))["items"]
    assert (mine["id"], mine["state_title"]) == (seen["id"], "公示中，可申诉")
    # The neighbour has no tasks, and so no score; nobody else's month is theirs to see.
    other = await months.seen(NEXT)
    assert (other["score_hundredths"], other["indicators"][0]["points_hundredths"]) == (None, None)
    refused = await months.ask(NEXT, "GET", f"/performance-reviews/{seen['id']}")
    assert refused.status_code == 404


async def test_every_night_again_counts_nothing_twice(months: Months, queries: Queries) -> None:
    await months.scheme()
    tasks = await months.tasks_of(BUILDING, ["completed", "missed", "missed"])
    await months.nightly(in_month(3))
    assert len(await months.rows()) == 2
    # Evidence came in days later.
    tasks[1].state, tasks[1].closed_by_id = "completed", months.cast.people[WORKER]
    await months.session.commit()
    with queries() as one:
        await months.nightly()
    assert [row["state"] for row in await months.rows()] == ["completed", "completed", "missed"]
    with queries() as again:
        await months.nightly()
    assert (await months.seen())["score_hundredths"] == 6667
    assert len(again) <= len(one) <= 40, one


async def test_several_indicators_and_the_weight_of_what_is_empty(months: Months) -> None:
    await months.scheme(
        rate(weight=50, target=80),
        rate("check_ins_believed", weight=30, target=90),
        rate("patrol_tasks_missed", weight=20, target=10),
    )
    await months.tasks_of(BUILDING, ["completed"] * 3 + ["missed"])
    await months.tasks_of(DOOR, ["completed"] * 3 + ["failed"])
    await months.nightly()
    seen = await months.seen()
    done, believed, missed = seen["indicators"]
    assert (done["points_hundredths"], believed["points_hundredths"]) == (5000, None)
    # 1 of 7 missed: 14.29 % where 10 % would be the aim.
    assert missed["steps"] == [
        "1 ÷ 7 = 14.29%",
        "目标 10% ÷ 14.29% = 69.98%",
        "69.98% × 权重 20 = 14.00 分",
    ]
    assert seen["steps"] == [
        "50.00 + 14.00 = 64.00 分",
        "64.00 ÷ 参与计分的权重 70 × 100 = 91.43 分",
    ]


async def test_who_came_and_left_in_mid_month_answers_for_their_days(months: Months) -> None:
    """The grid's tasks are the affair of whoever serves there, on each day."""
    await months.scheme(rate(), from_month=LAST)
    await months.tasks_of(NEXT_BUILDING, ["missed"] * 4, first=8)
    left = await months.end_on(NEXT, in_month(10))
    assert left
    await months.nightly()
    found = await months.session.scalars(select(PerformanceReview.person_id))
    assert months.cast.people[NEXT] in set(found)
    seen = await months.seen(NEXT)
    [line] = seen["indicators"]
    assert (line["numerator"], line["denominator"]) == (0, 2)
    kinds = [(each["kind"], each["first_on"]) for each in seen["days"]["stretches"]]
    assert kinds == [("served", LAST.isoformat()), ("not_posted", in_month(10).isoformat())]

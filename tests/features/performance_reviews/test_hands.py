"""Whose affair a task is: grids drawn anew, several offices, days off, and late nights."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from shequ_api.base.people.cover_models import Absence
from shequ_api.base.people.models import Posting
from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.base.places.service import draw_grid
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.kit.clock import china_midnight
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.features.patrol_plans.planned import BUILDING, DOOR, NEXT_BUILDING
from tests.features.performance_reviews.month import NEXT, WORKER, Months, in_month, night, rate


async def grid_beside(months: Months, name: str) -> Grid:
    old = await months.session.get_one(Grid, months.cast.places[f"{HOME}-m01"])
    community = await months.session.get_one(Place, months.cast.places[HOME])
    above = await months.session.get_one(Grid, old.parent_id)
    where, micro = Point(104.1, 30.7), GridKind.MICRO
    grid = await draw_grid(
        months.session, community, kind=micro, name=name, parent=above, position=where
    )
    await months.session.flush()
    return grid


async def posting_of(months: Months, who: str) -> Posting:
    held = select(Posting).where(Posting.person_id == months.cast.people[who])
    return (await months.session.scalars(held.order_by(Posting.starts_on).limit(1))).one()


async def goes_on(
    months: Months, was: Posting, who: str, grid_id: UUID | None, n: int, **more: Any
) -> None:
    """The same office elsewhere, from a day of the month on."""
    names = {column.key for column in Posting.__table__.columns} - {"id", "ended_at"}
    kept: dict[str, Any] = {name: getattr(was, name) for name in names}
    anew: dict[str, Any] = {
        "grid_id": grid_id,
        "starts_on": in_month(n),
        "person_id": months.cast.people[who],
    }
    anew |= more
    months.session.add(Posting(id=new_id(), **kept | anew))
    await months.session.flush()


async def moved(months: Months, code: str, grid_id: UUID) -> None:
    """All tasks at a place follow it into another grid, those of the past too."""
    at = update(PatrolTask).where(PatrolTask.place_id == UUID(months.id(code)))
    await months.session.execute(at.values(micro_grid_id=grid_id))


async def test_a_split_in_mid_month_doubles_nothing(months: Months) -> None:
    """One half stays with the worker, the other goes to somebody else, on the tenth."""
    await months.scheme(rate(weight=99), rate("inspections_approved", weight=1, target=20))
    await months.tasks_of(DOOR, ["completed", "missed"] * 10, first=1)
    await months.tasks_of(BUILDING, ["missed"] * 20, first=1)
    await months.nightly(in_month(10))
    assert len(await months.rows()) == 18
    one, other = await grid_beside(months, "甲半"), await grid_beside(months, "乙半")
    was = await posting_of(months, WORKER)
    was.ended_at = china_midnight(in_month(10)) + timedelta(hours=9)
    await goes_on(months, was, WORKER, one.id, 10)
    theirs = await posting_of(months, NEXT)
    await goes_on(months, theirs, NEXT, other.id, 10)
    await moved(months, DOOR, one.id)
    await moved(months, BUILDING, other.id)
    await months.session.commit()
    await months.nightly(in_month(12))
    await months.nightly()
    rows = await months.rows()
    assert len(rows) == len({row["subject_id"] for row in rows}) == 18 + 11
    line = (await months.seen())["indicators"][0]
    assert (line["numerator"], line["denominator"]) == (5 + 5, 29)
    line = (await months.seen(NEXT))["indicators"][0]
    assert (line["numerator"], line["denominator"]) == (0, 11)
    # No day twice, and none lost: the target of a whole month stays whole, for both.
    for who in (WORKER, NEXT):
        days = (await months.seen(who))["days"]
        assert days["served_hundredths"] == 100 * days["workdays"]
        assert [each["kind"] for each in days["stretches"]] == ["served"]


async def test_both_halves_with_one_worker_are_one_month(months: Months) -> None:
    await months.scheme(rate("inspections_approved", target=20))
    one, other = await grid_beside(months, "甲半"), await grid_beside(months, "乙半")
    was = await posting_of(months, WORKER)
    was.ended_at = china_midnight(in_month(10)) + timedelta(hours=9)
    for grid in (one, other):
        await goes_on(months, was, WORKER, grid.id, 10)
    await months.session.commit()
    await months.nightly()
    seen = await months.seen()
    workdays = seen["days"]["workdays"]
    assert seen["days"]["served_hundredths"] == 100 * workdays
    step = f"目标 20 × 在岗 {workdays}.00 个工作日 ÷ 全月 {workdays} 个 = 20.00"
    assert seen["indicators"][0]["steps"][0] == step


async def off(months: Months, first: int, last: int, *, by: str, told: int, **more: Any) -> None:
    posting = await posting_of(months, WORKER)
    scopes = ("community_id", "subdistrict_id", "district_id", "city_id")
    absence = Absence(
        id=new_id(),
        posting_id=posting.id,
        person_id=posting.person_id,
        **{name: getattr(posting, name) for name in scopes},
        starts_on=in_month(first),
        ends_on=in_month(last + 1),
        announced_by_id=months.cast.people[by],
        announced_at=night(in_month(told)),
        **more,
    )
    months.session.add(absence)
    await months.session.commit()


async def test_days_off_do_not_count_and_whoever_covers_answers(months: Months) -> None:
    await months.scheme(rate())
    await months.tasks_of(BUILDING, ["missed"] * 6)
    await off(months, 2, 3, by="community_worker", told=1)
    # Told of oneself afterwards: only what was still to come.
    await off(months, 5, 6, by=WORKER, told=6)
    was = await posting_of(months, WORKER)
    await goes_on(months, was, NEXT, was.grid_id, 2, covers_id=was.id, ends_on=in_month(4))
    await months.session.commit()
    await months.nightly()
    [line] = (await months.seen())["indicators"]
    assert (line["denominator"], [e["rows"] for e in line["excluded"]]) == (3, [3])
    assert line["excluded"][0]["title"] == "请假期间"
    assert [row["outcome"] for row in await months.rows()] == [
        *("missed", "excluded", "excluded", "missed", "missed", "excluded")
    ]
    assert (await months.seen(NEXT))["indicators"][0]["denominator"] == 2
    assert [row["covering"] for row in await months.rows(NEXT)] == [True, True]
    kinds = [each["kind"] for each in (await months.seen())["days"]["stretches"]]
    assert kinds == ["served", "absent", "served", "absent", "served"]


async def test_coming_back_early_ends_the_days_off(months: Months) -> None:
    await months.scheme(rate())
    await months.tasks_of(BUILDING, ["missed"] * 4)
    back = china_midnight(in_month(3)) + timedelta(hours=8)
    await off(months, 1, 4, by="community_worker", told=1, cancelled_at=back)
    await months.nightly()
    assert [row["outcome"] for row in await months.rows()] == [
        *("excluded", "excluded", "missed", "missed")
    ]


async def test_a_named_worker_answers_alone(months: Months) -> None:
    await months.scheme(rate())
    [point] = await months.points(BUILDING)
    for n in (1, 2):
        task = await months.task(point, in_month(n), "missed")
        task.assignee_id = months.cast.people[NEXT if n == 2 else WORKER]
    await months.session.commit()
    await months.nightly()
    assert [row["grid_name"] for row in await months.rows()] == [None]
    assert len(await months.rows(NEXT)) == 1


async def test_counted_late_it_is_still_whose_it_was(months: Months) -> None:
    """No night's work for a month; meanwhile the grid is another one, drawn yesterday."""
    await months.scheme(rate())
    await months.tasks_of(NEXT_BUILDING, ["missed"] * 2)
    new = await grid_beside(months, "新格")
    await moved(months, NEXT_BUILDING, new.id)
    await months.nightly()
    assert len(await months.rows(NEXT)) == 2


async def test_a_scheme_may_leave_out_what_one_did_for_a_colleague(months: Months) -> None:
    await months.scheme(rate(parameters={"cover_counts": 0}))
    await months.tasks_of(BUILDING, ["missed"] * 3)
    await months.tasks_of(NEXT_BUILDING, ["completed"] * 3)
    await off(months, 2, 3, by="community_worker", told=1)
    was = await posting_of(months, WORKER)
    await goes_on(months, was, NEXT, was.grid_id, 2, covers_id=was.id, ends_on=in_month(4))
    await months.session.commit()
    await months.nightly()
    seen = await months.seen(NEXT)
    [line] = seen["indicators"]
    assert (line["numerator"], line["denominator"], seen["score_hundredths"]) == (3, 3, 10000)
    assert line["excluded"] == [{"reason": "covering", "title": "代班网格不计入", "rows": 2}]

"""Drawing: exact sums, once a key, part or none, back within the period."""

from datetime import timedelta
from typing import Any

from httpx import AsyncClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points_budgets.models import PointsBudget, PointsDraw, PointsGiveBack
from shequ_api.features.points_budgets.public import give_back
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.points.earned import DISTRICT
from tests.features.points_budgets.limits import (
    DISTRICT_ADMIN,
    WORKER,
    budget,
    drawn,
    set_by,
    shown,
    this_month,
)
from tests.features.points_budgets.model import Model


async def test_without_a_budget_there_is_no_limit(session: AsyncSession, cast: Cast) -> None:
    assert await drawn(session, cast, 1_000_000) == 1_000_000
    assert await session.scalar(select(func.count()).select_from(PointsDraw)) == 0


async def test_all_budgets_that_hold_limit(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    home = cast.places[HOME]
    bodies = {
        "whole": (DISTRICT_ADMIN, budget(100)),
        "month": (
            DISTRICT_ADMIN,
            budget(60, community_id=home, period="month", starts_on=this_month()),
        ),
        "own": (WORKER, budget(50, community_id=home)),
    }
    ids = {}
    for name, (key, body) in bodies.items():
        ids[name] = (await set_by(client, cast, key, body)).json()["id"]
    assert [await drawn(session, cast, 40), await drawn(session, cast, 40)] == [40, 10]
    assert await drawn(session, cast, 60, at=NEIGHBOUR) == 50
    await session.commit()
    seen = {name: await shown(client, cast, each) for name, each in ids.items()}
    assert {name: line["used_points"] for name, line in seen.items()} == {
        "whole": 100,
        "month": 50,
        "own": 50,
    }
    # Only those that fell short say so.
    assert {name: (line["short_times"], line["short_points"]) for name, line in seen.items()} == {
        "whole": (1, 10),
        "month": (1, 30),
        "own": (1, 30),
    }
    assert await drawn(session, cast, 1, on=china_date(utc_now()) + timedelta(days=800)) == 1


async def test_a_budget_that_pays_no_parts_pays_all_or_nothing(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await set_by(client, cast, DISTRICT_ADMIN, budget(10, pays_part=False))
    assert [await drawn(session, cast, n) for n in (7, 4, 3, 1)] == [7, 0, 3, 0]


async def test_once_a_key(client: AsyncClient, cast: Cast, session: AsyncSession) -> None:
    budget_id = (await set_by(client, cast, DISTRICT_ADMIN, budget(10))).json()["id"]
    assert [await drawn(session, cast, n, key="one") for n in (8, 8, 1)] == [8, 8, 8]
    assert [await drawn(session, cast, 8, key="two") for _ in range(2)] == [2, 2]
    await session.commit()
    assert (await shown(client, cast, budget_id))["used_points"] == 10


async def test_what_is_taken_back_is_there_again_in_the_same_period(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    month = budget(50, community_id=cast.places[HOME], period="month", starts_on=this_month())
    ids = [
        (await set_by(client, cast, DISTRICT_ADMIN, body)).json()["id"]
        for body in (budget(100), month)
    ]
    now = utc_now()
    assert await drawn(session, cast, 30, key="paid") == 30
    back: dict[str, Any] = {"draw_key": "paid", "on": china_date(now), "now": now}
    assert await give_back(session, points=20, key="a", **back) == 20
    assert await give_back(session, points=20, key="a", **back) == 20
    # Never more than was drawn.
    assert await give_back(session, points=20, key="b", **back) == 10
    assert await give_back(session, points=20, key="c", **back) == 0
    assert await give_back(session, points=5, key="d", **back | {"draw_key": "none"}) == 0
    await session.commit()
    assert [(await shown(client, cast, each))["used_points"] for each in ids] == [0, 0]


async def test_a_period_that_is_over_gets_nothing_back(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    month = budget(50, period="month", starts_on=this_month())
    budget_id = (await set_by(client, cast, DISTRICT_ADMIN, month)).json()["id"]
    now = utc_now()
    assert await drawn(session, cast, 30, key="paid") == 30
    later = china_date(now) + timedelta(days=40)
    assert await give_back(session, draw_key="paid", points=30, on=later, key="a", now=now) == 30
    await session.commit()
    assert (await shown(client, cast, budget_id))["used_points"] == 30


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["draw", "draw", "back"]),
        st.sampled_from([HOME, NEIGHBOUR]),
        st.integers(1, 30),
        st.integers(0, 4),
    ),
    max_size=25,
)
LIMITS = st.lists(
    st.tuples(st.sampled_from([None, HOME, NEIGHBOUR]), st.integers(0, 60), st.booleans()),
    max_size=3,
    unique_by=lambda limit: limit[0],
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(limits=LIMITS, steps=STEPS)
async def test_whatever_is_drawn_and_given_back_sums_are_exact(
    session: AsyncSession, cast: Cast, limits: list[Any], steps: list[Any]
) -> None:
    now = utc_now()
    budgets = [_row(cast, at, points, part) for at, points, part in limits]
    session.add_all(budgets)
    await session.flush()
    model = Model({at: (points, part) for at, points, part in limits})
    for kind, at, points, name in steps:
        key = f"{at}/{name}"
        if kind == "draw":
            assert await drawn(session, cast, points, at=at, key=key) == model.draw(at, points, key)
            continue
        by = f"back/{name}/{points}"
        back: dict[str, Any] = {"draw_key": key, "on": china_date(now), "key": by, "now": now}
        given_ = await give_back(session, points=points, **back)
        assert given_ == model.back(at, points, key, by)
    for row, (at, points, _) in zip(budgets, limits, strict=True):
        await session.refresh(row)
        assert (row.points, row.points - row.drawn_points) == (points, model.left[at])
    given_out = await session.scalar(select(func.coalesce(func.sum(PointsDraw.points), 0)))
    returned = await session.scalar(select(func.coalesce(func.sum(PointsGiveBack.points), 0)))
    assert (given_out or 0) - (returned or 0) == sum(model.held.values())
    await session.rollback()


def _row(cast: Cast, at: str | None, points: int, pays_part: bool) -> PointsBudget:
    now = utc_now()
    district_id = cast.places[DISTRICT]
    year = china_date(now).replace(month=1, day=1)
    return PointsBudget(
        id=new_id(),
        city_id=district_id,
        district_id=district_id,
        community_id=cast.places[at] if at else None,
        office_id=district_id,
        period="year",
        starts_on=year,
        ends_on=year.replace(year=year.year + 1),
        points=points,
        drawn_points=0,
        pays_part=pays_part,
        short_times=0,
        short_points=0,
        warned_percent=0,
        version=1,
        set_at=now,
    )

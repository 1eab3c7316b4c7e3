"""Budgets over HTTP: who sets which, what they read, and what may be changed."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.points_budgets.models import PointsBudget
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.points_budgets.limits import (
    BUDGETS,
    DISTRICT_ADMIN,
    WORKER,
    budget,
    drawn,
    set_by,
    shown,
    this_month,
)


async def test_a_district_gives_a_community_so_many_points(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    body = budget(100, community_id=cast.places[HOME], period="month", starts_on=this_month())
    made = await set_by(client, cast, DISTRICT_ADMIN, body)
    assert made.status_code == 201, made.text
    assert (made.json()["community_name"], made.json()["left_points"]) == ("致强社区居委会", 100)
    assert await drawn(session, cast, 30) == 30
    await session.commit()
    seen = await client.get(BUDGETS, headers=await cast.headers(WORKER), params={"current": True})
    [line] = seen.json()["items"]
    assert (line["used_points"], line["left_points"], line["short_times"]) == (30, 70, 0)
    assert line["id"] == made.json()["id"]
    for key in ("resident", "micro_grid_worker"):
        refused = await client.get(BUDGETS, headers=await cast.headers(key))
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
    far = await cast.headers("far_community_worker")
    assert (await client.get(BUDGETS, headers=far)).json()["items"] == []
    assert (await client.get(f"{BUDGETS}/{line['id']}", headers=far)).status_code == 404


async def test_the_whole_districts_is_seen_by_each_community(
    client: AsyncClient, cast: Cast
) -> None:
    made = await set_by(client, cast, DISTRICT_ADMIN, budget(1000))
    assert made.json()["community_id"] is None
    for key in (WORKER, "far_community_worker", "auditor", "subdistrict_administrator"):
        seen = await client.get(BUDGETS, headers=await cast.headers(key))
        assert [line["id"] for line in seen.json()["items"]] == [made.json()["id"]]
        one = await client.get(
            f"{BUDGETS}/{made.json()['id']}/versions", headers=await cast.headers(key)
        )
        assert [line["reason"] for line in one.json()["items"]] == ["年度额度"]


@pytest.mark.parametrize(
    ("key", "more", "status", "code"),
    [
        (WORKER, {}, 422, "community_needed"),
        (WORKER, {"community_id": NEIGHBOUR}, 404, "not_found"),
        (DISTRICT_ADMIN, {"community_id": f"{HOME}-c1"}, 404, "not_found"),
        (DISTRICT_ADMIN, {"starts_on": "2020-01-01"}, 422, "budget_period_unfit"),
        (DISTRICT_ADMIN, {"starts_on": "2090-01-01"}, 422, "budget_period_unfit"),
        (DISTRICT_ADMIN, {"period": "quarter", "starts_on": "2027-02-01"}, 422, None),
        (DISTRICT_ADMIN, {"points": -1}, 422, None),
        ("auditor", {}, 403, "permission_missing"),
    ],
)
async def test_what_is_no_budget(
    client: AsyncClient, cast: Cast, key: str, more: dict[str, Any], status: int, code: str | None
) -> None:
    if "community_id" in more:
        more = {"community_id": str(cast.places[more["community_id"]])}
    answer = await set_by(client, cast, key, budget(100) | more)
    assert answer.status_code == status, answer.text
    assert code is None or answer.json()["code"] == code


async def test_one_a_period_and_office(client: AsyncClient, cast: Cast) -> None:
    home = budget(100, community_id=cast.places[HOME])
    assert (await set_by(client, cast, DISTRICT_ADMIN, home)).status_code == 201
    again = await set_by(client, cast, DISTRICT_ADMIN, home)
    assert (again.status_code, again.json()["code"]) == (409, "budget_set_already")
    # The community's own stands beside it.
    assert (await set_by(client, cast, WORKER, home)).status_code == 201
    whole = budget(1000)
    assert (await set_by(client, cast, DISTRICT_ADMIN, whole)).status_code == 201
    again = await set_by(client, cast, DISTRICT_ADMIN, whole)
    assert (again.status_code, again.json()["code"]) == (409, "budget_set_already")


async def test_it_is_raised_and_lowered_by_versions(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    body = budget(100, community_id=cast.places[HOME])
    budget_id = (await set_by(client, cast, DISTRICT_ADMIN, body)).json()["id"]
    assert await drawn(session, cast, 60) == 60
    await session.commit()
    path = f"{BUDGETS}/{budget_id}"
    change = {"points": 59, "pays_part": True, "reason": "压减"}

    async def changed(key: str, **more: Any) -> Any:
        return await client.put(
            f"{path}/limit", json=change | more, headers=await cast.headers(key)
        )

    low = await changed(DISTRICT_ADMIN)
    assert (low.status_code, low.json()["code"], low.json()["drawn_points"]) == (
        409,
        "budget_below_issued",
        60,
    )
    another = await changed(WORKER, points=500)
    assert (another.status_code, another.json()["code"]) == (403, "budget_of_another_office")
    assert (await changed(DISTRICT_ADMIN, points=60)).json()["left_points"] == 0
    raised = await changed(DISTRICT_ADMIN, points=80, reason="追加")
    assert (raised.json()["version"], raised.json()["left_points"]) == (3, 20)
    assert (await changed(DISTRICT_ADMIN, points=80)).json()["version"] == 3
    versions = await client.get(f"{path}/versions", headers=await cast.headers(WORKER))
    assert [
        (line["version"], line["points"], line["reason"]) for line in versions.json()["items"]
    ] == [
        (3, 80, "追加"),
        (2, 60, "压减"),
        (1, 100, "年度额度"),
    ]
    assert (await shown(client, cast, budget_id))["used_points"] == 60


async def test_a_period_that_is_over_stays_as_it_is(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    made = await set_by(client, cast, DISTRICT_ADMIN, budget(10))
    budget_id = made.json()["id"]
    past = update(PointsBudget).where(PointsBudget.id == UUID(budget_id))
    over = {"starts_on": date(2020, 1, 1), "ends_on": date(2021, 1, 1)}
    await session.execute(past.values(over))
    await session.commit()
    change = {"points": 20, "pays_part": True, "reason": "补"}
    path = f"{BUDGETS}/{budget_id}/limit"
    late = await client.put(path, json=change, headers=await cast.headers(DISTRICT_ADMIN))
    assert (late.status_code, late.json()["code"]) == (409, "budget_over")

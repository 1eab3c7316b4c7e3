"""A budget is lowered while it is drawn: never below what is issued."""

import asyncio

from httpx import AsyncClient

from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import NEIGHBOUR, Cast
from tests.features.points_budgets.limits import DISTRICT_ADMIN, budget, drawn, set_by, shown


async def test_lowering_meets_drawing(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    body = budget(40, community_id=crowd_cast.places[NEIGHBOUR], pays_part=True)
    budget_id = (await set_by(crowd, crowd_cast, DISTRICT_ADMIN, body)).json()["id"]
    headers = await crowd_cast.headers(DISTRICT_ADMIN)
    path = f"/api/v1/points-budgets/{budget_id}/limit"

    async def lower(points: int) -> int:
        change = {"points": points, "pays_part": True, "reason": "压减"}
        return (await crowd.put(path, json=change, headers=headers)).status_code

    async def take(number: int) -> int:
        async with open_parts.get(Database).sessions() as session, session.begin():
            return await drawn(session, crowd_cast, 2, at=NEIGHBOUR, key=f"low/{number}")

    answers = await asyncio.gather(*(f(n) for n in range(30) for f in (take, lower)))
    assert set(answers[1::2]) <= {200, 409}
    seen = await shown(crowd, crowd_cast, budget_id)
    assert seen["used_points"] == sum(answers[::2]) <= seen["points"]

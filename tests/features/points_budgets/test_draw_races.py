"""A hundred draws at once: the budget is given out to the last point, and no more."""

import asyncio

from httpx import AsyncClient
from sqlalchemy import func, select

from shequ_api.features.points_budgets.models import PointsDraw
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.features.points_budgets.limits import DISTRICT_ADMIN, budget, drawn, set_by, shown


async def test_a_hundred_draw_on_fifty(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    whole = await set_by(crowd, crowd_cast, DISTRICT_ADMIN, budget(50))
    home = budget(30, community_id=crowd_cast.places[HOME])
    own = await set_by(crowd, crowd_cast, DISTRICT_ADMIN, home)

    async def one(number: int) -> int:
        at = HOME if number % 2 else NEIGHBOUR
        async with open_parts.get(Database).sessions() as session, session.begin():
            return await drawn(session, crowd_cast, 1, at=at, key=f"race/{number}")

    given = await asyncio.gather(*(one(number % 100) for number in range(200)))
    # The same key twice is told the same, whichever came first.
    assert given[:100] == given[100:]
    assert sum(given[:100]) == 50 and set(given) == {0, 1}
    assert sum(given[1:100:2]) <= 30
    used = [
        (await shown(crowd, crowd_cast, answer.json()["id"]))["used_points"]
        for answer in (whole, own)
    ]
    assert used == [50, sum(given[1:100:2])]
    async with open_parts.get(Database).sessions() as session:
        draws = (await session.execute(select(func.count(), func.sum(PointsDraw.points)))).one()
    assert tuple(draws) == (100, 50)

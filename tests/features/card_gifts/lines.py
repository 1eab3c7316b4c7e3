"""Policies and gifts for lists."""

from datetime import timedelta

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.card_gifts.giving import Giving
from tests.features.charity_minors.lines import allowed
from tests.features.points.earned import fund


async def gifted(client: AsyncClient, cast: Cast, session: AsyncSession, count: int) -> None:
    """So many gifts of the resident's to a neighbour, as many policies to come, and as many of what
    minors may donate."""
    giving = Giving(client, cast)
    await fund(session, cast, "resident", count, now=utc_now())
    await session.commit()
    assert (await giving.allow()).status_code == 201
    for number in range(1, count):
        later = (utc_now() + timedelta(days=number)).isoformat()
        assert (await giving.allow(valid_from=later)).status_code == 201
    for _ in range(count):
        await giving.offered("resident", "same_building", 1)
    await allowed(client, cast, count)

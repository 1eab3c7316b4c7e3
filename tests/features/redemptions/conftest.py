from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.partners.models import Partner
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.points.earned import fund
from tests.features.redemptions.market import Market, partner_at


@pytest.fixture
async def partner(session: AsyncSession, cast: Cast) -> AsyncIterator[Partner]:
    """An active partner, and 100 points on the cards of two residents."""
    made = await partner_at(session, cast)
    for key in ("resident", "same_building"):
        await fund(session, cast, key, 100, now=utc_now())
    await session.commit()
    yield made


@pytest.fixture
async def market(client: AsyncClient, cast: Cast) -> Market:
    return Market(client, cast)

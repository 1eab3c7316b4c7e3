from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.partners.models import Partner
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.partner_settlements.books import Books
from tests.features.points.earned import fund
from tests.features.redemptions.market import goods_of, partner_at


@pytest.fixture
async def books(client: AsyncClient, cast: Cast, session: AsyncSession) -> AsyncIterator[Books]:
    """A partner that residents pay with points, and those who settle that with it."""
    partner: Partner = await partner_at(session, cast)
    await fund(session, cast, "resident", 500, now=utc_now())
    goods = await goods_of(session, partner, points=30, fen=100, stock=None)
    await session.commit()
    yield Books(client, cast, session, partner, goods)

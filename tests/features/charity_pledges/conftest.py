from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.charity.models import Pool
from shequ_api.features.partners.models import Partner
from tests.cast import Cast
from tests.features.charity_grants.aid import Aid
from tests.features.charity_grants.conftest import aid as aid
from tests.features.redemptions.market import partner_at


@pytest.fixture
async def pool(aid: Aid, session: AsyncSession) -> Pool:
    """The general pool, empty."""
    return await aid.pool(session)


@pytest.fixture
async def partner(session: AsyncSession, cast: Cast) -> AsyncIterator[Partner]:
    made = await partner_at(session, cast)
    await session.commit()
    yield made

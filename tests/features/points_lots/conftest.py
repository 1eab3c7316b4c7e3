from datetime import UTC, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.points.earned import DISTRICT
from tests.features.points_lots.cards import Cards

BEGINNING = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


@pytest.fixture
async def cards(session: AsyncSession, cast: Cast) -> Cards:
    return Cards(session, cast.places[DISTRICT], BEGINNING)

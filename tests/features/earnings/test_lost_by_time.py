"""What expired unused is neither taken back nor owed: nobody loses it twice."""

from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.earnings.reactions import credit, reclaim
from shequ_api.features.points_lots.public import verify as verify_lots
from shequ_api.features.points_lots.rules import Span
from shequ_api.features.points_lots.service.sweeping import sweep
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.earnings.facts import inspection, withdrawal
from tests.features.earnings.test_earning import balance
from tests.features.earnings.test_reversing import reversals
from tests.features.points.earned import DISTRICT, fund
from tests.features.points_clawback.test_debts import debts, set_policy, spend
from tests.features.points_lots.cards import Cards

WORKER = "micro_grid_worker"
LATER = timedelta(days=70)


@pytest.mark.parametrize("swept", [True, False])
async def test_what_expired_unused(
    client: AsyncClient, cast: Cast, session: AsyncSession, swept: bool
) -> None:
    await set_policy(client, cast, "district_administrator", mode="offset", share_percent=100)
    now = utc_now()
    await Cards(session, cast.places[DISTRICT], now).policy(Span.MONTHS, 1)
    fact = inspection(cast)
    await credit(session, fact, now)
    await spend(session, cast, 3)
    if swept:
        assert await sweep(session, now + LATER) == 1
    await fund(session, cast, WORKER, 20, now=now + LATER)
    await reclaim(session, withdrawal(fact), now + LATER)
    await session.commit()
    # Three were spent, and come from what is there; seven are over.
    assert await reversals(session) == [(3, 0)]
    assert await debts(client, cast) == []
    # What is not swept yet is on the card by the clock on the wall.
    assert await balance(session, cast, WORKER) == (17 if swept else 17 + 7)
    assert not await verify(session)
    assert not await verify_lots(session)


async def test_what_expired_whole_makes_no_debt(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await set_policy(client, cast, "district_administrator", mode="offset", share_percent=100)
    now = utc_now()
    await Cards(session, cast.places[DISTRICT], now).policy(Span.MONTHS, 1)
    fact = inspection(cast)
    await credit(session, fact, now)
    assert await sweep(session, now + LATER) == 1
    await reclaim(session, withdrawal(fact), now + LATER)
    await session.commit()
    assert await reversals(session) == [(0, 0)]
    assert await debts(client, cast) == []

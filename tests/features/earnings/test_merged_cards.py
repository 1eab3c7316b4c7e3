"""What was earned on a card that was merged away is taken back from the one that is kept."""

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.earnings.reactions import credit, reclaim
from shequ_api.features.points.models import PointsCard
from shequ_api.features.points_clawback.models import PointsDebt
from shequ_api.features.points_lots.public import verify as verify_lots
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.features.earnings.facts import inspection, withdrawal
from tests.features.earnings.merging import merged
from tests.features.earnings.test_earning import balance
from tests.features.earnings.test_explanations import lines, of_line
from tests.features.earnings.test_reversing import reversals
from tests.features.points.earned import fund
from tests.features.points_clawback.test_debts import debts, set_policy, spend

WORKER = "micro_grid_worker"


async def test_it_is_taken_from_the_card_that_is_kept(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    await fund(session, cast, "resident", 4, now=utc_now())
    await merged(session, cast, WORKER, "resident")
    assert await balance(session, cast, "resident") == 14
    await reclaim(session, withdrawal(fact), utc_now())
    await session.commit()
    assert await balance(session, cast, "resident") == 4
    assert await reversals(session) == [(10, 0)]
    told = select(Event.facts).where(Event.name == "points_clawed_back")
    [announced] = await session.scalars(told)
    assert announced["person_id"] == str(cast.people["resident"])
    [back, *_] = await lines(client, cast, "resident")
    assert back["amount_points"] == -10
    why = await of_line(client, cast, "resident", back["transfer_id"])
    assert why.json()["subject_id"] == str(fact.subject_id)
    assert not await verify(session)
    assert not await verify_lots(session)


async def test_where_it_has_less_the_kept_one_owes(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await set_policy(client, cast, "district_administrator", mode="offset", share_percent=50)
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    await spend(session, cast, 7)
    await fund(session, cast, "resident", 1, now=utc_now())
    await merged(session, cast, WORKER, "resident")
    await reclaim(session, withdrawal(fact), utc_now())
    await session.commit()
    assert await balance(session, cast, "resident") == 0
    assert await reversals(session) == [(4, 6)]
    assert [each["left_points"] for each in await debts(client, cast, "resident")] == [6]
    [debt] = await session.scalars(select(PointsDebt))
    card = await session.get_one(PointsCard, debt.card_id)
    assert card.person_id == cast.people["resident"]
    assert not await verify(session)


async def test_a_card_that_changed_hands_is_its_own(cast: Cast, session: AsyncSession) -> None:
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    await merged(session, cast, WORKER, "resident")
    await reclaim(session, withdrawal(fact), utc_now())
    assert await balance(session, cast, "resident") == 0
    assert await reversals(session) == [(10, 0)]

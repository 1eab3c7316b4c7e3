"""What budgets kept back is said so, and what debts pay comes back to budgets."""

from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.earnings.reactions import credit, reclaim
from shequ_api.kit.clock import utc_now
from tests.cast import HOME, Cast
from tests.features.earnings.facts import inspection, rule, withdrawal
from tests.features.earnings.test_earning import balance, said
from tests.features.points_budgets.limits import DISTRICT_ADMIN, budget, set_by, shown
from tests.features.points_clawback.test_debts import set_policy, spend

WORKER = "micro_grid_worker"


async def test_a_debt_that_is_paid_is_in_the_budget_again(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await set_policy(client, cast, "district_administrator", mode="offset", share_percent=100)
    home = budget(100, community_id=cast.places[HOME])
    budget_id = (await set_by(client, cast, DISTRICT_ADMIN, home)).json()["id"]
    fact = inspection(cast)
    await credit(session, fact, utc_now())
    await spend(session, cast, 8)
    await reclaim(session, withdrawal(fact), utc_now())
    await session.commit()
    assert (await shown(client, cast, budget_id))["used_points"] == 8
    await credit(session, inspection(cast), utc_now())
    await session.commit()
    assert await balance(session, cast, WORKER) == 2
    assert (await shown(client, cast, budget_id))["used_points"] == 10, "what is out is on cards"


async def test_what_a_budget_kept_back_is_not_told_as_given(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    none = budget(0, community_id=cast.places[HOME])
    await set_by(client, cast, DISTRICT_ADMIN, none)
    session.add(rule(cast, points=10, title="加分"))
    await session.flush()
    await credit(session, inspection(cast), utc_now())
    capped = inspection(cast)
    await credit(session, capped, utc_now())
    await session.commit()
    assert await balance(session, cast, WORKER) == 0
    [ours] = [each for each in await said(session, capped.subject_id) if "加分：" in each.reason]
    assert ours.reason == ("加分：已到每日上限 10 分（其中 10 分因额度不足未发放），本次不计积分")
    assert ours.working["room"]["unpaid_points"] == 10

"""An approval that is withdrawn takes its points back, once, as far as they are still there."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.events.models import Job
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.queries import total_of
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.earning_records.models import EarningReversal
from shequ_api.features.points.public import pay_from_card
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.clocks import Work
from tests.features.earnings.facts import inspection, withdrawal
from tests.features.earnings.test_earning import balance, hear
from tests.features.patrols.field import NOBODY, Field
from tests.features.points.earned import DISTRICT

WORKER = "micro_grid_worker"


async def reversals(session: AsyncSession) -> list[tuple[int, int]]:
    found = await session.scalars(select(EarningReversal).order_by(EarningReversal.reversed_at))
    return [(each.taken_points, each.owed_points) for each in found]


async def test_what_was_earned_is_taken_back_once(
    session: AsyncSession, cast: Cast, work: Work
) -> None:
    fact = inspection(cast)
    await hear(session, work, fact, inspection(cast))
    before = await balance(session, cast, WORKER)
    assert before
    await hear(session, work, withdrawal(fact))
    assert await balance(session, cast, WORKER) == before // 2
    await hear(session, work, withdrawal(fact))
    assert await balance(session, cast, WORKER) == before // 2
    assert await reversals(session) == [(before // 2, 0)]
    assert await total_of(session, ledger=Ledger.POINTS) == 0
    assert not await verify(session)


async def test_approved_again_earns_again(session: AsyncSession, cast: Cast, work: Work) -> None:
    fact = inspection(cast)
    await hear(session, work, fact)
    earned = await balance(session, cast, WORKER)
    second = fact.model_copy(update={"approval": 2})
    await hear(session, work, withdrawal(fact), second, second, withdrawal(fact))
    assert await balance(session, cast, WORKER) == earned
    await hear(session, work, withdrawal(second))
    assert await balance(session, cast, WORKER) == 0
    assert not await verify(session)


async def test_what_was_spent_is_noted_as_owed(
    session: AsyncSession, cast: Cast, work: Work
) -> None:
    fact, later = inspection(cast), inspection(cast)
    await hear(session, work, fact)
    earned = await balance(session, cast, WORKER) or 0
    assert earned > 1
    shop: dict[str, Any] = {"kind": "shop", "district_id": cast.places[DISTRICT], "floor": 0}
    account = await open_account(
        session, ledger=Ledger.POINTS, owner_key="shop/1", now=utc_now(), **shop
    )
    spent: dict[str, Any] = {
        "person_id": cast.people[WORKER],
        "district_id": cast.places[DISTRICT],
        "to_account_id": account.id,
        "reason": "兑换",
        "reference_kind": "order",
        "reference_id": new_id(),
        "now": utc_now(),
    }
    await pay_from_card(session, **spent, amount_points=earned - 1, key="pay/1")
    await hear(session, work, withdrawal(fact))
    assert await balance(session, cast, WORKER) == 0
    assert await reversals(session) == [(1, earned - 1)]
    await hear(session, work, later)
    assert await balance(session, cast, WORKER) == earned, "nothing is taken from later earnings"
    await pay_from_card(session, **spent, amount_points=earned, key="pay/2")
    await hear(session, work, withdrawal(later))
    assert (await reversals(session))[1] == (0, earned)
    assert not await verify(session)


async def test_a_withdrawal_that_overtakes_waits(
    session: AsyncSession, cast: Cast, work: Work
) -> None:
    fact = inspection(cast)
    record(session, withdrawal(fact), now=utc_now())
    record(session, fact, now=utc_now())
    await session.commit()
    await work()
    (waiting,) = await session.scalars(select(Job))
    assert waiting.name == "points.reclaim_inspection"
    waiting.run_at = utc_now()
    await session.commit()
    await work()
    assert await balance(session, cast, WORKER) == 0


async def test_by_http(client: Any, session: AsyncSession, cast: Cast, work: Work) -> None:
    field = Field(client, cast)
    sent = await field.inspected(NOBODY)
    await field.review(sent["id"], "community_worker")
    await work()
    assert await balance(session, cast, WORKER)
    path = f"/inspections/{sent['id']}/approval-withdrawal"
    why = {"reason": "照片是旧的"}
    own = await field.ask(WORKER, "PUT", path, json=why)
    assert own.status_code == 403
    answer = await field.ask("general_grid_worker", "PUT", path, json=why)
    assert (answer.status_code, answer.json()["state"]) == (200, "has_issues")
    again = await field.ask("general_grid_worker", "PUT", path, json=why)
    assert again.json() == answer.json()
    await work()
    assert await balance(session, cast, WORKER) == 0
    await field.review(sent["id"], "community_worker")
    await work()
    assert await balance(session, cast, WORKER)

"""What a withdrawal left on a card is not given once more by the next approval."""

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.base.events.models import Job
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.earnings.reactions import credit, reclaim
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.clocks import Work
from tests.features.earnings.facts import inspection, withdrawal
from tests.features.earnings.test_earning import balance, hear, said
from tests.features.points_clawback.test_debts import owing

WORKER = "micro_grid_worker"


async def test_what_was_forgiven_stays_and_is_not_paid_again(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    fact = await owing(client, session, cast, mode="forgive")
    second = fact.model_copy(update={"approval": 2})
    await credit(session, second, utc_now())
    assert await balance(session, cast, WORKER) == 2, "eight of ten were left to them"
    [_, again] = await said(session, fact.subject_id)
    assert (again.points, again.due_points, again.outcome) == (2, 2, "kept_before")
    assert again.reason == "巡查记录审核通过：此前已得 8 分未扣回，本次计 2 分"
    # Taken back once more: what is there goes, and what was left is left.
    await reclaim(session, withdrawal(second), utc_now())
    assert await balance(session, cast, WORKER) == 0
    await credit(session, fact.model_copy(update={"approval": 3}), utc_now())
    assert await balance(session, cast, WORKER) == 2
    await session.commit()
    assert not await verify(session)


async def test_what_is_owed_is_earned_again_in_full(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    fact = await owing(client, session, cast, mode="offset", share_percent=100)
    await credit(session, fact.model_copy(update={"approval": 2}), utc_now())
    await session.commit()
    assert await balance(session, cast, WORKER) == 2, "ten, of which eight paid the debt"


async def test_a_cap_counts_what_was_left(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    await owing(client, session, cast, mode="forgive")
    other = inspection(cast)
    await credit(session, other, utc_now())
    await session.commit()
    [counted] = await said(session, other.subject_id)
    assert counted.working["room"]["counted_points"] == 8


async def test_the_next_approval_waits_for_the_withdrawal(
    session: AsyncSession, cast: Cast, work: Work
) -> None:
    fact = inspection(cast)
    await hear(session, work, fact)
    second = fact.model_copy(update={"approval": 2})
    record(session, second, now=utc_now())
    record(session, withdrawal(fact), now=utc_now())
    await session.commit()
    await work()
    [waiting] = await session.scalars(select(Job))
    assert waiting.name == "points.credit_inspection"
    waiting.run_at = utc_now()
    await session.commit()
    await work()
    assert await balance(session, cast, WORKER) == 10

"""Two who decide at once: one of them does."""

import asyncio
from collections import Counter

from httpx import AsyncClient

from shequ_api.blocks.ledger.checker import verify
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.manual_credits.credits import SECOND, THIRD, Desk
from tests.features.points_budgets.limits import DISTRICT_ADMIN, budget, set_by, shown


async def test_two_approve_at_once(crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast) -> None:
    desk = Desk(crowd, crowd_cast)
    budget_id = (await set_by(crowd, crowd_cast, DISTRICT_ADMIN, budget(1000))).json()["id"]
    waiting = [await desk.asked("same_building", 3) for _ in range(8)]
    answers = await asyncio.gather(
        *(desk.approve(each, by) for each in waiting for by in (SECOND, THIRD))
    )
    assert Counter(answer.status_code for answer in answers) == {200: 8, 409: 8}
    assert await desk.balance("same_building") == 24
    assert (await shown(crowd, crowd_cast, budget_id))["used_points"] == 24
    async with open_parts.get(Database).sessions() as session:
        assert not await verify(session)


async def test_approval_meets_withdrawal_and_refusal(crowd: AsyncClient, crowd_cast: Cast) -> None:
    desk = Desk(crowd, crowd_cast)
    before = await desk.balance("same_compound")
    waiting = [await desk.asked("same_compound", 5) for _ in range(8)]
    answers = await asyncio.gather(
        *(
            act
            for each in waiting
            for act in (desk.approve(each), desk.withdraw(each), desk.decline(each, THIRD))
        )
    )
    won = Counter(answer.json().get("state") for answer in answers if answer.status_code == 200)
    assert sum(won.values()) == 8
    assert await desk.balance("same_compound") == before + 5 * won["approved"]


async def test_many_ask_at_once_within_the_limit(crowd: AsyncClient, crowd_cast: Cast) -> None:
    desk = Desk(crowd, crowd_cast)
    answers = await asyncio.gather(*(desk.ask("resident", 100) for _ in range(12)))
    assert Counter(answer.status_code for answer in answers) == {201: 5, 409: 7}

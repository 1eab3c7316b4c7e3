"""Many donations at once: exact sums, one effect a key, nothing below zero."""

import asyncio
from collections import Counter
from uuid import UUID

from httpx import AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.queries import total_of
from shequ_api.features.charity import queries
from shequ_api.features.charity.models import Donation, Pool
from shequ_api.features.charity.service import general_pool
from shequ_api.features.points.service.cards import open_card
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import HOME, Cast, place
from tests.features.points.earned import DISTRICT, fund

DONATIONS = "/api/v1/charity/donations"


async def funded(parts: Parts, cast: Cast, key: str, points: int) -> UUID:
    async with parts.get(Database).sessions() as session, session.begin():
        return await fund(session, cast, key, points, now=utc_now())


async def balances(session: AsyncSession, *accounts: UUID) -> list[int]:
    found = {
        row.id: row.balance
        for row in await session.execute(
            select(Account.id, Account.balance).where(Account.id.in_(accounts))
        )
    }
    return [found[account] for account in accounts]


async def pool_at(parts: Parts, code: str) -> Pool:
    async with parts.get(Database).sessions() as session, session.begin():
        return await general_pool(session, await place(session, code), now=utc_now())


async def given(session: AsyncSession, donor_id: UUID) -> tuple[int, int]:
    """How many donations, and how many points."""
    sums = select(func.count(), func.coalesce(func.sum(Donation.amount_points), 0))
    row = (await session.execute(sums.where(Donation.donor_id == donor_id))).one()
    return row[0], row[1]


async def at_once(requests: list[asyncio.Task[Response]]) -> Counter[int]:
    answers = await asyncio.gather(*requests)
    return Counter(answer.status_code for answer in answers)


async def test_a_card_gives_what_it_has_and_no_more(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    card = await funded(open_parts, crowd_cast, "resident", 20 * 3 + 2)
    pool = await pool_at(open_parts, HOME)
    async with open_parts.get(Database).sessions() as session:
        [before] = await balances(session, pool.account_id)
    headers = await crowd_cast.headers("resident")
    body = {"pool_id": str(pool.id), "amount_points": 3}
    requests = [
        asyncio.create_task(
            crowd.post(DONATIONS, json=body, headers={**headers, "Idempotency-Key": f"many-{n}"})
        )
        for n in range(50)
    ]
    assert await at_once(requests) == {201: 20, 409: 30}
    async with open_parts.get(Database).sessions() as session:
        assert await balances(session, card, pool.account_id) == [2, before + 60]
        assert await given(session, crowd_cast.people["resident"]) == (20, 60)
        assert await total_of(session, ledger=Ledger.POINTS) == 0
        assert not await verify(session)


async def test_one_key_is_one_donation(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    card = await funded(open_parts, crowd_cast, "same_building", 100)
    headers = {**await crowd_cast.headers("same_building"), "Idempotency-Key": "just-once"}
    body = {"community_id": str(crowd_cast.places[HOME]), "amount_points": 5}
    requests = [
        asyncio.create_task(crowd.post(DONATIONS, json=body, headers=headers)) for _ in range(50)
    ]
    answers = await asyncio.gather(*requests)
    made = [answer for answer in answers if answer.status_code == 201]
    running = [answer for answer in answers if answer.status_code == 409]
    assert len(made) + len(running) == 50 and made
    assert len({answer.text for answer in made}) == 1
    assert {answer.json()["code"] for answer in running} <= {"idempotency_in_progress"}
    assert sum("idempotency-replayed" not in answer.headers for answer in made) == 1
    async with open_parts.get(Database).sessions() as session:
        assert await given(session, crowd_cast.people["same_building"]) == (1, 5)
        assert await balances(session, card) == [95]
        assert not await verify(session)


async def test_many_donors_fill_one_pool(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    donors = ["micro_grid_worker", "next_micro_worker", "general_grid_worker", "partner"]
    pool = await pool_at(open_parts, HOME)
    for donor in donors:
        await funded(open_parts, crowd_cast, donor, 10)
    async with open_parts.get(Database).sessions() as session:
        [before] = await balances(session, pool.account_id)
    headers = {donor: await crowd_cast.headers(donor) for donor in donors}
    body = {"pool_id": str(pool.id), "amount_points": 1}
    requests = [
        asyncio.create_task(
            crowd.post(
                DONATIONS, json=body, headers={**headers[donor], "Idempotency-Key": f"each-{n}"}
            )
        )
        for n in range(12)
        for donor in donors
    ]
    assert await at_once(requests) == {201: 40, 409: 8}
    async with open_parts.get(Database).sessions() as session:
        assert await balances(session, pool.account_id) == [before + 40]
        shown = (await session.execute(queries.pool_lines(Pool.id == pool.id))).one()
        assert shown.balance_points == shown.donated_points
        assert not await verify(session)


async def test_a_pool_is_opened_once_by_many(open_parts: Parts) -> None:
    database = open_parts.get(Database)
    async with database.sessions() as session:
        community = await place(session, "510108015002")
        assert await session.scalar(queries.general_pool_of(community.id)) is None

    async def open_one() -> UUID:
        async with database.sessions() as session, session.begin():
            return (await general_pool(session, community, now=utc_now())).id

    assert len(set(await asyncio.gather(*(open_one() for _ in range(20))))) == 1


async def test_a_card_is_opened_once_by_many(open_parts: Parts, crowd_cast: Cast) -> None:
    database, owner = open_parts.get(Database), crowd_cast.people["newcomer"]

    async def open_one() -> UUID:
        async with database.sessions() as session, session.begin():
            card = await open_card(
                session, person_id=owner, district_id=crowd_cast.places[DISTRICT], now=utc_now()
            )
            return card.id

    assert len(set(await asyncio.gather(*(open_one() for _ in range(20))))) == 1

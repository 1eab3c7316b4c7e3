"""Decisions and deliveries at once, each in its own transaction: one of each counts."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response

from shequ_api.app import create_app
from shequ_api.blocks.ledger.checker import verify
from shequ_api.features.charity.models import Pool
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast
from tests.conftest import settings_for_tests
from tests.features.charity.test_concurrency import pool_at
from tests.features.charity_grants.aid import CHIEF, STAFF, WORKER, Aid, account, fill


@pytest.fixture
async def crew(open_parts: Parts) -> AsyncIterator[Aid]:
    transport = ASGITransport(create_app(settings_for_tests(), open_parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield Aid(client, await Cast.found(open_parts))


async def filled(crew: Aid, parts: Parts, points: int) -> tuple[Pool, tuple[int, int]]:
    pool = await pool_at(parts, HOME)
    async with parts.get(Database).sessions() as session, session.begin():
        await fill(session, crew.cast, pool.account_id, points)
    return pool, await standing(parts, pool.account_id)


async def standing(parts: Parts, account_id: UUID) -> tuple[int, int]:
    async with parts.get(Database).sessions() as session:
        assert not await verify(session)
        return await account(session, account_id)


async def at_once(*asked: Any) -> Counter[int]:
    answers: list[Response] = await asyncio.gather(*asked)
    return Counter(answer.status_code for answer in answers)


async def test_two_first_words_at_once_are_one(crew: Aid, open_parts: Parts) -> None:
    pool, _ = await filled(crew, open_parts, 10)
    proposal = await crew.propose(pool.id)
    path = f"/charity/proposals/{proposal}/approval"
    for who in (CHIEF, STAFF):
        await crew.ask(who, "GET", "/charity/proposals")  # signs in
    said = await at_once(*(crew.ask(who, "PUT", path) for who in (CHIEF, STAFF) * 4))
    assert said == {200: 1, 409: 7}


async def test_second_words_never_overdraw_a_pool(crew: Aid, open_parts: Parts) -> None:
    pool, (balance, held) = await filled(crew, open_parts, 50)
    each = (balance - held) // 3
    proposals = [await crew.propose(pool.id, points=each) for _ in range(6)]
    for proposal in proposals:
        await crew.approve(proposal)
    said = await at_once(
        *(
            crew.ask(STAFF, "POST", f"/charity/proposals/{proposal}/grant")
            for proposal in proposals * 2
        )
    )
    assert said == {200: 3, 409: 9}
    assert await standing(open_parts, pool.account_id) == (balance, held + 3 * each)


async def test_a_delivery_is_one_however_often_it_is_sent(crew: Aid, open_parts: Parts) -> None:
    pool, (balance, held) = await filled(crew, open_parts, 40)
    proposal = await crew.granted(pool.id, points=40)
    body = crew.delivery(proposal)
    same, other = f"/charity/deliveries/{new_id()}", f"/charity/deliveries/{new_id()}"
    acceptance = f"/me/charity-grants/{proposal}/acceptance"
    await crew.got("resident", "/me/charity-grants")
    said = await at_once(
        *(crew.ask(WORKER, "PUT", same, json=body) for _ in range(4)),
        *(crew.ask(WORKER, "PUT", other, json=body) for _ in range(4)),
        *(crew.ask("resident", "POST", acceptance) for _ in range(4)),
    )
    assert set(said) <= {200, 409} and said[200] >= 4
    assert await standing(open_parts, pool.account_id) == (balance - 40, held)


async def test_delivered_or_declined_and_never_both(crew: Aid, open_parts: Parts) -> None:
    pool, (balance, held) = await filled(crew, open_parts, 20)
    proposals = [await crew.granted(pool.id, points=5, form="goods") for _ in range(4)]
    why = {"reason": "另有安排"}
    answers = await asyncio.gather(
        *(
            asked
            for proposal in proposals
            for asked in (
                crew.deliver(proposal),
                crew.ask(CHIEF, "POST", f"/charity/proposals/{proposal}/refusal", json=why),
            )
        )
    )
    pairs = list(zip(answers[::2], answers[1::2], strict=True))
    assert all({one.status_code, two.status_code} == {200, 409} for one, two in pairs)
    delivered = sum(one.status_code == 200 for one, _ in pairs)
    assert await standing(open_parts, pool.account_id) == (balance - 5 * delivered, held)

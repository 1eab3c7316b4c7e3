"""Counted by many at once, it is one alarm with the whole sum."""

import asyncio

from httpx import AsyncClient

from shequ_api.features.points_alarms.rules import AlarmKind
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.points_alarms.watch import counted, open_alarms


async def test_many_at_once_raise_one(
    crowd: AsyncClient, open_parts: Parts, crowd_cast: Cast
) -> None:
    async def one(number: int) -> None:
        # Crosswise, so that the order in which people are locked matters.
        pair = ("resident", "same_building")[:: 1 if number % 2 else -1]
        async with open_parts.get(Database).sessions() as session, session.begin():
            for key, other in (pair, pair[::-1]):
                await counted(session, crowd_cast, AlarmKind.SAME_APPROVER, key, other=other)

    await asyncio.gather(*(one(number) for number in range(40)))
    lines = await open_alarms(crowd, crowd_cast)
    assert sorted((line["person_name"], line["amount"]) for line in lines) == [
        ("乙居民", 40),
        ("甲居民", 40),
    ]

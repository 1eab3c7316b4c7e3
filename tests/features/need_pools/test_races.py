"""Many at once, with transactions that are real: the last place, the closing instant, one need."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import ActingPosting, Actor, Scope
from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Person
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.need_pools.models import NeedPool, NeedPoolMember
from shequ_api.features.need_pools.rules import PoolSettlement
from shequ_api.features.need_pools.schemas import NeedPoolDraft, PoolJoining
from shequ_api.features.need_pools.service import ending, members, opening
from shequ_api.features.needs.public import Need
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast

AT_ONCE = 12
MANY = 300
Do = Callable[[AsyncSession], Awaitable[Any]]


class Street:
    """People who want the same, each with a need that waits."""

    def __init__(self, parts: Parts, cast: Cast) -> None:
        self.parts, self.cast = parts, cast
        self._room = asyncio.Semaphore(AT_ONCE)
        home = Scope("community_id", cast.places[HOME])
        acting = ActingPosting(new_id(), Role.COMMUNITY_WORKER, home, None)
        worker = cast.people["community_worker"]
        self.worker = Actor(worker, new_id(), new_id(), [], acting, frozenset())
        self.serving = [replace(acting, community_id=cast.places[HOME])]

    async def do(self, what: Do) -> Any:
        """In a transaction of its own; a refusal is what came of it."""
        async with self._room:
            try:
                async with self.parts.get(Database).sessions() as session, session.begin():
                    return await what(session)
            except Refusal as refused:
                return refused.code

    async def pool(self, **more: Any) -> UUID:
        said = {
            "place_id": self.cast.places[HOME],
            "category_code": "repair",
            "title": "统单",
            "text": "一起买",
            "closes_on": china_date(utc_now()) + timedelta(days=5),
            "least_members": 1,
            "settlement": PoolSettlement.OWN_SERVICE,
        }
        draft = NeedPoolDraft.model_validate(said | more)
        made = await self.do(lambda s: opening.open_pool(s, self.worker, draft, now=utc_now()))
        return UUID(str(made.id))

    async def wishes(self, count: int) -> list[Need]:
        """Needs of as many people."""
        now = utc_now()
        people = [Person(id=new_id(), name="邻居", created_at=now) for _ in range(count)]

        async def run(session: AsyncSession) -> list[Need]:
            place = await session.get_one(Place, self.cast.places[HOME])
            session.add_all(people)
            await session.flush()
            needs = [
                Need(
                    id=new_id(),
                    **located_at(place),
                    person_id=each.id,
                    category_code="repair",
                    text="修",
                    terms=[],
                    quantity=1,
                    until_on=china_date(now) + timedelta(days=9),
                    would_pay=False,
                    would_help=False,
                    shared=False,
                    state="waiting",
                    placed_at=now,
                )
                for each in people
            ]
            session.add_all(needs)
            return needs

        made: list[Need] = await self.do(run)
        return made

    async def join(self, pool_id: UUID, need: Need, now: datetime) -> Any:
        actor = Actor(need.person_id, new_id(), new_id(), self.serving, None, frozenset())

        async def run(session: AsyncSession) -> str:
            pool = await session.get_one(NeedPool, pool_id)
            said = PoolJoining(need_id=need.id)
            await members.join(session, actor, pool, said, now=now)
            return "joined"

        return await self.do(run)

    async def leave(self, pool_id: UUID, need: Need, now: datetime) -> Any:
        actor = Actor(need.person_id, new_id(), new_id(), [], None, frozenset())

        async def run(session: AsyncSession) -> str:
            await members.leave(session, actor, await session.get_one(NeedPool, pool_id), now=now)
            return "left"

        return await self.do(run)

    async def gather(self, pool_id: UUID, needs: Sequence[Need]) -> Any:
        ids = [need.id for need in needs]

        async def run(session: AsyncSession) -> str:
            pool = await session.get_one(NeedPool, pool_id)
            await members.gather(session, self.worker, pool, ids, now=utc_now())
            return "gathered"

        return await self.do(run)

    async def close(self, pool_id: UUID) -> Any:
        async def run(session: AsyncSession) -> str:
            pool = await session.get_one(NeedPool, pool_id)
            await ending.close(session, self.worker, pool, now=utc_now())
            return "closed"

        return await self.do(run)

    async def end_at(self, pool_id: UUID, at: datetime) -> None:
        this = update(NeedPool).where(NeedPool.id == pool_id).values(closes_at=at)
        await self.do(lambda session: session.execute(this))

    async def tick(self, now: datetime) -> None:
        await self.do(lambda session: ending.end_gathering(session, now))

    async def is_true(self, pool_id: UUID) -> tuple[str, int]:
        """State and members of a pool, which are those that stand in it, with pooled needs."""

        async def read(session: AsyncSession) -> tuple[str, int]:
            pool = await session.get_one(NeedPool, pool_id)
            standing = (NeedPoolMember.pool_id == pool_id, NeedPoolMember.ended_at.is_(None))
            inside = select(func.count()).where(*standing)
            pooled = (
                select(func.count())
                .select_from(Need)
                .join(NeedPoolMember, NeedPoolMember.need_id == Need.id)
                .where(*standing, Need.state == "pooled")
            )
            counts = [await session.scalar(each) for each in (inside, pooled)]
            gone = pool.state in ("lapsed", "cancelled")
            assert counts == [0, 0] if gone else counts == [pool.members] * 2
            return pool.state, pool.members

        found: tuple[str, int] = await self.do(read)
        return found


@pytest.fixture
async def street(open_parts: Parts) -> Street:
    return Street(open_parts, await Cast.found(open_parts))


async def test_the_last_place_is_one(street: Street) -> None:
    pool_id = await street.pool(most_members=5)
    first, rest = (needs := await street.wishes(4 + MANY))[:4], needs[4:]
    assert await street.gather(pool_id, first) == "gathered"
    now = utc_now()
    came = Counter(await asyncio.gather(*(street.join(pool_id, need, now) for need in rest)))
    assert came == {"joined": 1, "need_pool_full": MANY - 1}
    assert await street.is_true(pool_id) == ("gathering", 5)


async def test_joining_and_closing_exclude_each_other(street: Street) -> None:
    for _ in range(3):
        pool_id, needs = await street.pool(), await street.wishes(21)
        now = utc_now()
        await street.join(pool_id, needs[0], now)
        joining = [street.join(pool_id, need, now) for need in needs[1:]]
        *came, closed = await asyncio.gather(*joining, street.close(pool_id))
        assert closed == "closed"
        assert set(came) <= {"joined", "need_pool_not_gathering"}
        assert await street.is_true(pool_id) == ("closed", 1 + came.count("joined"))


async def test_leaving_and_closing_exclude_each_other(street: Street) -> None:
    """Who leaves is gone before it closes, or stays in it; it closes with enough, or not at all."""
    for _ in range(4):
        pool_id, needs = await street.pool(least_members=4), await street.wishes(5)
        now = utc_now()
        for need in needs:
            assert await street.join(pool_id, need, now) == "joined"
        leaving = [street.leave(pool_id, need, now) for need in needs]
        *left, closed = await asyncio.gather(*leaving[:2], street.close(pool_id), *leaving[2:])
        came = [each for each in (*left, closed) if each not in ("closed", "need_pool_too_small")]
        gone = came.count("left")
        state, inside = await street.is_true(pool_id)
        assert inside == 5 - gone
        assert (state, gone) == ("gathering", 5) or (state == "closed" and inside >= 4)


async def test_one_need_is_in_one_pool(street: Street) -> None:
    needs = await street.wishes(6)
    pools = [await street.pool() for _ in range(4)]
    # Each takes them in another order: whoever comes second waits, and is told; nobody hangs.
    orders = [needs, needs[::-1], needs[3:] + needs[:3], needs]
    came = Counter(
        await asyncio.gather(*(street.gather(*each) for each in zip(pools, orders, strict=True)))
    )
    assert came == {"gathered": 1, "need_not_waiting": 3}
    inside = [await street.is_true(pool_id) for pool_id in pools]
    assert Counter(members for _, members in inside) == {0: 3, 6: 1}


async def test_the_clock_and_joining_exclude_each_other(street: Street) -> None:
    """Somebody who joined in time keeps it from lapsing; nobody is in one that lapsed."""
    for _ in range(4):
        pool_id, needs = await street.pool(least_members=2), await street.wishes(4)
        early = utc_now()
        await street.join(pool_id, needs[0], early)
        at = early + timedelta(seconds=1)
        await street.end_at(pool_id, at)
        joining = [street.join(pool_id, need, early) for need in needs[1:]]
        came = await asyncio.gather(
            joining[0], street.tick(at), *joining[1:], street.tick(at), street.tick(at)
        )
        await street.tick(at)
        joined = came.count("joined")
        state, inside = await street.is_true(pool_id)
        assert (state, inside) == (("closed" if joined else "lapsed"), 1 + joined)

"""What is kept of an answer: sealed, bound to its key, and nothing of a read."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Annotated

import pytest
from fastapi import Depends, Request
from httpx import AsyncClient
from sqlalchemy import func, select, text, update

from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.errors import Absent, Forbidden
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.idempotency import IdempotencyRecord
from shequ_api.kit.http.route import Router, moves, unkeyed
from shequ_api.kit.schema import Output
from tests.kit.http.tiny import Known, MarkDraft, Somebody, add_mark, client_of, labels, tiny_app

router = Router()


class MarkView(Output):
    id: int
    by: str


@router.post("/marks", status_code=201)
async def add(draft: MarkDraft, who: Somebody, session: Session) -> MarkView:
    return MarkView(id=await add_mark(session, draft.label), by=who)


@router.post("/searches", status_code=201)
@unkeyed
async def search(draft: MarkDraft, who: Somebody, session: Session) -> MarkView:
    return MarkView(id=await add_mark(session, draft.label), by=who)


async def _unmarked(who: Somebody, session: Session) -> str:
    """As a loader that finds only what is not done yet."""
    if await session.scalar(text("SELECT count(*) FROM marks")):
        raise Absent
    return who


@router.post("/firsts", status_code=204)
@moves
async def mark_first(who: Annotated[str, Depends(_unmarked)], session: Session) -> None:
    await add_mark(session, f"first of {who}")


class Permitted(Known):
    """Whoever is known and says that they may."""

    strictness = 3

    async def __call__(self, request: Request) -> str:
        who = await super().__call__(request)
        if "x-may" not in request.headers:
            raise Forbidden
        return who


@router.post("/seconds", status_code=204)
@moves
async def mark_second(
    _: Annotated[str, Depends(_unmarked)],
    who: Annotated[str, Depends(Permitted())],
    session: Session,
) -> None:
    await add_mark(session, f"second of {who}")


@pytest.fixture
async def client(database: Database) -> AsyncIterator[AsyncClient]:
    async with client_of(tiny_app(router, database), **{"x-who": "a"}) as client:
        yield client


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


async def test_a_read_by_post_keeps_nothing(client: AsyncClient, database: Database) -> None:
    for _ in range(2):
        answer = await client.post("/searches", json={"label": f"x{_}"}, headers=keyed("k"))
        assert answer.status_code == 201
        assert "idempotency-replayed" not in answer.headers
    async with database.sessions() as session:
        assert await session.scalar(select(func.count()).select_from(IdempotencyRecord)) == 0


async def test_the_answer_is_kept_sealed_and_bound_to_its_key(
    client: AsyncClient, database: Database
) -> None:
    first = await client.post("/marks", json={"label": "x"}, headers=keyed("k"))
    await client.post("/marks", json={"label": "y"}, headers=keyed("l"))
    kept = select(IdempotencyRecord)
    async with database.sessions() as session, session.begin():
        bodies = {record.key: record.body for record in await session.scalars(kept)}
        assert b'"by"' in first.content
        assert not any(b'"by"' in body for body in bodies.values())
        moved = update(IdempotencyRecord).where(IdempotencyRecord.key == "k")
        await session.execute(moved.values(body=bodies["l"]))
    crossed = await client.post("/marks", json={"label": "x"}, headers=keyed("k"))
    assert crossed.status_code == 500


async def test_what_is_done_is_not_asked_whether_it_may_be_done(
    client: AsyncClient, database: Database
) -> None:
    first = await client.post("/firsts", headers=keyed("one"))
    again = await client.post("/firsts", headers=keyed("one"))
    assert (first.status_code, again.status_code) == (204, 204)
    assert again.headers["idempotency-replayed"] == "true"
    assert (await client.post("/firsts", headers=keyed("two"))).status_code == 404
    another = keyed("one") | {"X-Who": "b"}
    assert (await client.post("/firsts", headers=another)).status_code == 404
    assert (await client.post("/firsts?a=1", headers=keyed("one"))).status_code == 422
    assert len(await labels(database)) == 1


async def test_many_at_once_are_told_the_first_answer_or_to_come_again(
    client: AsyncClient, database: Database
) -> None:
    asked = [client.post("/firsts", headers=keyed("one")) for _ in range(60)]
    answers = await asyncio.gather(*asked)
    codes = {answer.json()["code"] for answer in answers if answer.status_code != 204}
    assert codes <= {"idempotency_in_progress"}
    assert len(await labels(database)) == 1


async def test_who_lost_the_right_is_not_told_the_answer_of_before(
    client: AsyncClient, database: Database
) -> None:
    may = keyed("one") | {"X-May": "yes"}
    assert (await client.post("/seconds", headers=may)).status_code == 204
    assert (await client.post("/seconds", headers=may)).status_code == 204
    assert (await client.post("/seconds", headers=keyed("one"))).status_code == 404
    for_another = may | {"X-On-Behalf-Of": "somebody"}
    assert (await client.post("/seconds", headers=for_another)).status_code == 404
    async with database.sessions() as session, session.begin():
        before = utc_now() - timedelta(days=2)
        await session.execute(update(IdempotencyRecord).values(recorded_at=before))
    assert (await client.post("/seconds", headers=may)).status_code == 404

"""What is kept of an answer: sealed, bound to its key, and nothing of a read."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, update

from shequ_api.kit.db import Database
from shequ_api.kit.http.exchange import Session
from shequ_api.kit.http.idempotency import IdempotencyRecord
from shequ_api.kit.http.route import Router, unkeyed
from shequ_api.kit.schema import Output
from tests.kit.http.tiny import MarkDraft, Somebody, add_mark, client_of, tiny_app

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

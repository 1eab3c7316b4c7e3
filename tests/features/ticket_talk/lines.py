"""Some of each thing that is said on a ticket, and of what is checked and kept for that."""

from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast

API = "/api/v1"


async def talked(client: AsyncClient, cast: Cast, session: AsyncSession, count: int) -> None:
    """So many tickets with talk; on the last so many messages and notes; templates and words."""
    for _ in range(count):
        body = {
            "service_code": "environment",
            "text": "楼道堆了垃圾",
            "place_id": str(cast.places[f"{HOME}-c1-b1"]),
        }
        headers = await cast.headers("resident")
        filed = await client.post(f"{API}/tickets", json=body, headers=headers)
        assert filed.status_code == 201, filed.text
        cast.places["talked_ticket"] = UUID(filed.json()["id"])
        await _put(client, cast, "resident", "messages")
    for _ in range(count):
        await _put(client, cast, "resident", "messages")
        await _put(client, cast, "community_worker", "notes")
        await _post(client, cast, "community_worker", "reply-templates", title="已受理", text="好")
    words = [f"违禁词{number}" for number in range(count)]
    await _post(client, cast, "district_administrator", "sensitive-words", words=words)
    await session.execute(text("UPDATE content_checks SET state = 'review'"))
    await session.commit()


async def _put(client: AsyncClient, cast: Cast, by: str, what: str) -> None:
    path = f"{API}/tickets/{cast.places['talked_ticket']}/{what}/{new_id()}"
    said = await client.put(path, json={"text": "请问"}, headers=await cast.headers(by))
    assert said.status_code == 201, said.text


async def _post(client: AsyncClient, cast: Cast, by: str, what: str, **body: object) -> None:
    made = await client.post(f"{API}/{what}", json=body, headers=await cast.headers(by))
    assert made.status_code == 201, made.text

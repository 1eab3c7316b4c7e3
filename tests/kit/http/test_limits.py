"""How much may be sent: headers, bodies with and without a length, and how slowly."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from starlette.types import Message, Scope

from shequ_api.kit.http.middleware import BODY_BYTES, HEADER_BYTES, SLOWEST_BYTES_PER_SECOND
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.route import Router
from tests.kit.http.tiny import MarkDraft, client_of, tiny_app

router = Router()


@router.get("/things/{name}", dependencies=[PUBLIC])
async def get_thing(name: str) -> dict[str, str]:
    return {"name": name}


@router.put("/things/{name}", dependencies=[PUBLIC])
async def put_thing(name: str, draft: MarkDraft) -> dict[str, int]:
    return {"size": len(draft.label)}


@router.post("/uploads", dependencies=[PUBLIC])
async def upload(draft: MarkDraft) -> dict[str, int]:
    return {"size": len(draft.label)}


@pytest.fixture
def app() -> FastAPI:
    return tiny_app(router, upload_paths=("/uploads",))


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with client_of(app) as client:
        yield client


async def test_headers_have_a_limit(client: AsyncClient) -> None:
    within = await client.get("/things/a", headers={"x-long": "x" * (HEADER_BYTES - 500)})
    assert within.status_code == 200
    beyond = await client.get("/things/a", headers={"x-long": "x" * HEADER_BYTES})
    assert (beyond.status_code, beyond.json()["code"]) == (431, "header_too_large")
    query = await client.get("/things/a", params={"note": "x" * HEADER_BYTES})
    assert query.status_code == 431


async def test_bodies_have_a_limit(client: AsyncClient) -> None:
    frame = len(b'{"label": ""}')

    async def send(method: str, path: str, size: int) -> int:
        body = b'{"label": "' + b"x" * (size - frame) + b'"}'
        headers = {"content-type": "application/json"}
        return (await client.request(method, path, content=body, headers=headers)).status_code

    assert await send("PUT", "/things/a", BODY_BYTES) == 200
    assert await send("PUT", "/things/a", BODY_BYTES + 1) == 413
    assert await send("POST", "/uploads", BODY_BYTES + 1) == 200
    assert await send("PUT", "/things/a%2f..%2f..%2fuploads", BODY_BYTES + 1) == 413


@pytest.mark.parametrize(
    ("lengths", "status"),
    [
        (["-1"], 400),
        (["+5"], 400),
        (["5.0"], 400),
        (["0x5"], 400),
        (["²"], 400),
        (["٣"], 400),
        (["9" * 5000], 400),
        ([""], 400),
        (["5", "6"], 400),
        (["999999999999"], 413),
        (["15", "15"], 200),
    ],
)
async def test_lengths_that_are_none(client: AsyncClient, lengths: list[str], status: int) -> None:
    headers = [(b"content-length", length.encode("utf-8")) for length in lengths]
    headers.append((b"content-type", b"application/json"))
    answer = await client.put("/things/a", content=b'{"label": "ab"}', headers=headers)
    assert answer.status_code == status


async def test_a_length_beside_chunks_is_refused(client: AsyncClient) -> None:
    headers = {"content-length": "15", "transfer-encoding": "chunked"}
    answer = await client.put("/things/a", content=b'{"label": "ab"}', headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "length_invalid")


async def test_a_body_longer_than_its_length_is_counted(app: FastAPI) -> None:
    """The server keeps to the length; nothing rests on its doing so."""
    chunk: Message = {"type": "http.request", "body": b" " * BODY_BYTES, "more_body": True}
    assert await spoken(app, [chunk, chunk, chunk]) == 413


async def test_a_body_that_drips_is_not_waited_for() -> None:
    app = tiny_app(router, body_seconds=0.05 - BODY_BYTES / SLOWEST_BYTES_PER_SECOND)
    begun = asyncio.get_running_loop().time()
    drop: Message = {"type": "http.request", "body": b" ", "more_body": True}
    assert await spoken(app, [drop], then_wait=True) == 408
    assert asyncio.get_running_loop().time() - begun < 2


async def spoken(app: FastAPI, messages: list[Message], *, then_wait: bool = False) -> int:
    """The status of a PUT whose body comes as these messages."""
    statuses: list[int] = []

    async def receive() -> Message:
        if not messages and then_wait:
            await asyncio.Event().wait()
        return messages.pop(0)

    async def send(message: Message) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "PUT",
        "path": "/things/a",
        "raw_path": b"/things/a",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": [(b"host", b"testserver"), (b"content-type", b"application/json")],
        "client": None,
        "server": None,
    }
    await app(scope, receive, send)
    return statuses[0]

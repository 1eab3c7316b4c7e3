"""A bad network: answers are lost, uploads die half way; what was filed once is there once."""

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, ReadError, Request, Response
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.types import Message, Receive, Scope, Send

from tests.base.files.sounds import m4a
from tests.cast import Cast
from tests.features.tickets.conftest import BUILDING
from tests.features.tickets.slips import TICKETS, photo_of


class Underground(ASGITransport):
    """Where each first answer to a request is lost, though the request arrived."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app)
        self._heard: set[tuple[str, bytes]] = set()
        self.lost = 0

    async def handle_async_request(self, request: Request) -> Response:
        what = (str(request.url), request.headers.get("idempotency-key", "").encode())
        answer = await super().handle_async_request(request)
        if request.method == "POST" and what not in self._heard:
            self._heard.add(what)
            self.lost += 1
            await answer.aread()
            raise ReadError("the train went into a tunnel")
        return answer


@pytest.fixture
async def tunnel(app: FastAPI, client: AsyncClient) -> AsyncIterator[AsyncClient]:
    assert client is not None, "what the other client joined"
    async with AsyncClient(transport=Underground(app), base_url="http://testserver") as phone:
        yield phone


async def insist(phone: AsyncClient, path: str, headers: dict[str, str], **more: Any) -> Response:
    """Ask until an answer arrives: always the same, as a phone does that keeps what it sends."""
    for _ in range(3):
        with suppress(ReadError):
            return await phone.post(path, headers=headers, **more)
    raise AssertionError("never an answer")


@pytest.mark.parametrize("anonymous", [False, True])
async def test_photos_voice_and_ticket_are_each_there_once(
    tunnel: AsyncClient, cast: Cast, session: AsyncSession, anonymous: bool
) -> None:
    headers = await cast.headers("resident")
    picture = await _picture()
    photo = await insist(
        tunnel, "/api/v1/files", headers, params={"anonymous": anonymous}, files={"file": picture}
    )
    draft: dict[str, Any] = {
        "service_code": "noise",
        "text": "半夜装修",
        "place_id": str(cast.places[BUILDING]),
        "photo_ids": [photo.json()["id"]],
        "anonymous": anonymous,
    }
    if not anonymous:
        sound = ("a.m4a", m4a(5), "audio/mp4")
        voice = await insist(tunnel, "/api/v1/voices", headers, files={"file": sound})
        draft["voice_ids"] = [voice.json()["id"]]
    filed = await insist(
        tunnel, TICKETS, headers | {"Idempotency-Key": "lost-answer-1"}, json=draft
    )
    assert filed.status_code == 201, filed.text
    assert filed.headers["idempotency-replayed"] == "true"
    assert tunnel._transport.lost == (2 if anonymous else 3)  # type: ignore[attr-defined]  # ours
    count = text("SELECT count(*) FROM tickets WHERE text = '半夜装修'")
    assert await session.scalar(count) == 1
    files = text("SELECT count(*) FROM ticket_photos WHERE ticket_id = :id")
    wanted = 1 if anonymous else 2
    assert await session.scalar(files, {"id": filed.json()["id"]}) == wanted
    assert await session.scalar(text("SELECT count(*) FROM files")) == wanted


async def _picture() -> tuple[str, bytes, str]:
    found: list[tuple[str, bytes, str]] = []

    class Taking:
        async def post(self, _: str, *, files: Any, **__: Any) -> Response:
            found.append(files["file"])
            return Response(201, json={"id": ""})

    await photo_of(Taking(), {}, "olive")  # type: ignore[arg-type]  # asks alike
    return found[0]


async def test_another_draft_under_the_same_key_is_told_so(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("resident") | {"Idempotency-Key": "one-key"}
    draft = {"service_code": "noise", "text": "吵", "place_id": str(cast.places[BUILDING])}
    assert (await client.post(TICKETS, json=draft, headers=headers)).status_code == 201
    changed = await client.post(TICKETS, json=draft | {"text": "更吵"}, headers=headers)
    assert (changed.status_code, changed.json()["code"]) == (422, "idempotency_key_reused")


async def test_an_upload_that_dies_half_way_leaves_nothing(
    app: FastAPI, client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """The connection breaks in the middle of the body; the whole, sent anew, is one photo."""
    headers = await cast.headers("resident")
    name, raw, kind = await _picture()
    request = client.build_request(
        "POST", "/api/v1/files", headers=headers, files={"file": (name, raw, kind)}
    )
    body = await request.aread()
    parts: list[Message] = [
        {"type": "http.request", "body": body[: len(body) // 2], "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/files",
        "raw_path": b"/api/v1/files",
        "root_path": "",
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "server": ("testserver", 80),
        "headers": [(key.lower(), value) for key, value in request.headers.raw],
    }

    async def receive() -> Message:
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await _to_its_end(app, scope, receive, send)
    assert not [each for each in sent if each.get("status", 500) < 400]
    assert await session.scalar(text("SELECT count(*) FROM files")) == 0
    whole = await client.post("/api/v1/files", headers=headers, files={"file": (name, raw, kind)})
    assert whole.status_code == 201, whole.text
    assert await session.scalar(text("SELECT count(*) FROM files")) == 1


async def _to_its_end(app: FastAPI, scope: Scope, receive: Receive, send: Send) -> None:
    with suppress(Exception):
        await app(scope, receive, send)

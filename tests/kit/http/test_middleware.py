"""The outermost layer: what every answer has, and what never gets inside."""

import json
import re
import sys
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from typing import Annotated, Any

import pytest
import structlog
from fastapi import FastAPI, Query, Request
from httpx import AsyncClient
from prometheus_client import REGISTRY
from starlette.types import Receive, Scope, Send

from shequ_api.kit.errors import NotNow
from shequ_api.kit.http.middleware import SECURITY_HEADERS, Edge
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.problems import MEDIA_TYPE
from shequ_api.kit.http.route import Router
from shequ_api.kit.ids import new_id
from shequ_api.kit.logs import set_up_logs
from tests.kit.http.tiny import CANARY, MarkDraft, client_of, tiny_app

router = Router()
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Busy(NotNow):
    code = "busy"


@router.get("/things/{name}", dependencies=[PUBLIC])
async def get_thing(
    name: str, request: Request, note: Annotated[str, Query(max_length=50)] = ""
) -> dict[str, str]:
    if name == "broken":
        raise RuntimeError(f"{CANARY} {note}")
    if name == "busy":
        raise Busy(until=new_id())
    return {"name": name}


@router.put("/things/{name}", dependencies=[PUBLIC])
async def put_thing(name: str, draft: MarkDraft) -> dict[str, int]:
    return {"size": len(draft.label)}


@router.delete("/things/{name}", status_code=204, dependencies=[PUBLIC])
async def drop_thing(name: str) -> None:
    return None


class Turnstile:
    """Lets so many through, then names the seconds to wait."""

    def __init__(self) -> None:
        self.left = 1_000_000
        self.asked: list[str] = []

    def __call__(self, address: str) -> int | None:
        self.asked.append(address)
        self.left -= 1
        return None if self.left >= 0 else 17


@pytest.fixture
def turnstile() -> Turnstile:
    return Turnstile()


@pytest.fixture
def app(turnstile: Turnstile) -> FastAPI:
    return tiny_app(router, limiter=turnstile)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with client_of(app) as client:
        yield client


ANSWERS = {
    "200": ("GET", "/things/a", 200),
    "204": ("DELETE", "/things/a", 204),
    "404": ("GET", "/nothing", 404),
    "404 with a slash too many": ("GET", "/things/a/", 404),
    "404 with two slashes": ("GET", "//things/a", 404),
    "405": ("POST", "/things/a", 405),
    "405 HEAD": ("HEAD", "/things/a", 405),
    "405 OPTIONS": ("OPTIONS", "/things/a", 405),
    "405 TRACE": ("TRACE", "/things/a", 405),
    "409": ("GET", "/things/busy", 409),
    "422": ("PUT", "/things/a", 422),
    "500": ("GET", "/things/broken", 500),
}


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS.values(), ids=ANSWERS.keys())
async def test_every_answer_is_dressed(
    client: AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await client.request(method, path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert ID.fullmatch(answer.headers["x-request-id"])
    assert "server" not in answer.headers
    assert "location" not in answer.headers
    if status >= 400 and method != "HEAD":
        assert answer.headers["content-type"] == MEDIA_TYPE
        problem = answer.json()
        assert problem["request_id"] == answer.headers["x-request-id"]
        assert (problem["status"], problem["type"]) == (status, "about:blank")
        assert {"code", "title", "detail", "errors"} <= set(problem)
        assert CANARY not in answer.text


@pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS", "PATCH", "BREW"])
async def test_405_names_every_method_of_the_path(client: AsyncClient, method: str) -> None:
    answer = await client.request(method, "/things/a")
    assert (answer.status_code, answer.headers["allow"]) == (405, "DELETE, GET, PUT")


async def test_no_answer_twice_has_the_same_id(client: AsyncClient) -> None:
    answers = [await client.get("/things/a") for _ in range(5)]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 5


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("01a200ff-123b-75c3-b311-a80d3abb6eb4", True),
        ("13900001234", False),
        ("510108199001011234", False),
        ("a" * 65, False),
        ("../../etc", False),
        ("0123456789abcdef0123456789abcdef\n", False),
        ('","level":"x', False),
        ("", False),
    ],
)
async def test_only_ids_that_say_nothing_are_kept(
    client: AsyncClient, given: str, kept: bool
) -> None:
    answer = await client.get("/things/a", headers=[(b"x-request-id", given.encode())])
    assert (answer.headers["x-request-id"] == given) is kept


async def test_an_unknown_host_is_told_as_a_problem(client: AsyncClient) -> None:
    for host in (
        "evil.example",
        "testserver.evil.example",
        "",
        "testserver@evil",
        "a/b?c=testserver",
    ):
        answer = await client.get("/things/a", headers={"host": host})
        assert (answer.status_code, answer.json()["code"]) == (400, "host_unknown")
        assert {*SECURITY_HEADERS, "x-request-id"} <= set(answer.headers)


async def test_too_often(client: AsyncClient, turnstile: Turnstile) -> None:
    turnstile.left = 2
    statuses = [(await client.get("/things/a")).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    answer = await client.get("/nothing")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "17")
    assert answer.json()["code"] == "too_many_requests"
    assert set(turnstile.asked) == {"127.0.0.1"}
    assert (await client.get("/livez")).status_code == 404, "not limited; this app has none"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What production logs, as set up for it."""
    stream = StringIO()
    held = structlog.get_config()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logs(readable=False)
    yield stream
    structlog.configure(**held)


async def test_logs_are_json_without_anybody_in_them(client: AsyncClient, lines: StringIO) -> None:
    headers = {"x-request-id": CANARY, "x-forwarded-for": CANARY, "authorization": CANARY}
    for path in ("/things/a", f"/things/{CANARY}", "/things/broken", "/things/busy", f"/{CANARY}"):
        await client.get(path, params={"note": CANARY}, headers=headers)
    await client.put(f"/things/{CANARY}", json={"label": CANARY, CANARY: CANARY})
    logged: list[dict[str, Any]] = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert CANARY not in lines.getvalue()
    assert CANARY[:8] not in lines.getvalue()
    answered = [line for line in logged if line["event"] == "answered"]
    assert [line["status"] for line in answered] == [200, 200, 500, 409, 404, 422]
    assert [line["operation"] for line in answered] == [
        *["get_thing"] * 4,
        "unrouted",
        "put_thing",
    ]
    assert answered[3]["code"] == "busy"
    assert all(ID.fullmatch(line["request_id"]) for line in answered)
    [fault] = [line for line in logged if line["event"] == "fault"]
    assert fault["request_id"] == answered[2]["request_id"]
    assert fault["trace"][0] == "RuntimeError"
    assert "get_thing" in fault["trace"][-1]


async def test_metrics_count_operations_not_addresses(client: AsyncClient) -> None:
    def counted(operation: str, status: str) -> float:
        labels = {"operation": operation, "status": status}
        return REGISTRY.get_sample_value("shequ_requests_total", labels) or 0

    before = counted("get_thing", "200"), counted("unrouted", "404")
    await client.get("/things/one")
    await client.get("/things/two")
    await client.get("/elsewhere")
    assert (counted("get_thing", "200"), counted("unrouted", "404")) == (
        before[0] + 2,
        before[1] + 1,
    )


async def test_a_fault_after_the_answer_began_is_not_answered_twice() -> None:
    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError

    async with client_of(Edge(breaks, limiter=lambda _: None, upload_paths=())) as client:  # type: ignore[arg-type]  # any ASGI app does
        answer = await client.get("/")
    assert answer.status_code == 200

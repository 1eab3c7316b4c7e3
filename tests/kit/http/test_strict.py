"""A body of horrors against a real route: always 4xx, always a problem, never an echo."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Query
from httpx import AsyncClient, Response
from pydantic import Field

from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.middleware import BODY_BYTES
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.problems import MEDIA_TYPE
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.strict import MAX_DEPTH, NotJson, parse_json
from shequ_api.kit.schema import Amount, Id, Input, Instant, Latitude, Line, Output
from tests.kit.http.tiny import CANARY, client_of, tiny_app
from tests.serving import served

JSON = {"content-type": "application/json"}


class Cat(Input):
    kind: Annotated[str, Field(pattern="^cat$")]


class Box(Input):
    """One field of each kind that is easily fooled."""

    name: Line | None = None
    amount: Amount | None = None
    count: Annotated[int, Field(ge=0, le=10)] | None = None
    latitude: Latitude | None = None
    at: Instant | None = None
    thing_id: Id | None = None
    flag: bool | None = None
    extra: dict[str, Any] | None = None
    cats: Annotated[list[Cat], Field(max_length=3)] | None = None


class Received(Output):
    """What was understood."""

    fields: list[str]


router = Router()


@router.post("/boxes", dependencies=[PUBLIC])
async def take_box(box: Box) -> Received:
    return Received(fields=sorted(box.model_fields_set))


@router.get("/boxes", dependencies=[PUBLIC])
async def list_boxes(
    kind: Annotated[str | None, Query(max_length=10)] = None,
    tag: Annotated[list[str] | None, Query(max_length=10)] = None,
) -> Received:
    return Received(fields=[kind or "", *(tag or [])])


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return tiny_app(router)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with client_of(app) as client:
        yield client


def assert_refused(answer: Response, status: int | None = 422) -> dict[str, Any]:
    """A problem of ours without an echo."""
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert CANARY not in answer.text
    problem: dict[str, Any] = answer.json()
    assert 400 <= answer.status_code < 500
    assert problem["status"] == answer.status_code
    assert status in {None, answer.status_code}
    assert problem["request_id"] == answer.headers["x-request-id"]
    return problem


NOT_JSON = {
    "NaN": b'{"latitude": NaN}',
    "Infinity": b'{"latitude": Infinity}',
    "-Infinity": b'{"latitude": -Infinity}',
    "1e999": b'{"latitude": 1e999}',
    "-1e999": b'{"extra": {"deep": [-1e999]}}',
    "5,000 digits": b'{"amount": ' + b"9" * 5000 + b"}",
    "200,000 brackets": b"[" * 200_000,
    "brackets inside a field": b'{"extra": {"a": ' + b"[" * 100 + b"]" * 100 + b"}}",
    "200,000 braces": b'{"a":' * 40_000,
    "BOM": b'\xef\xbb\xbf{"name": "x"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "UTF-32": '{"name": "x"}'.encode("utf-32-le"),
    "GBK": '{"name": "社区"}'.encode("gbk"),
    "CESU surrogate": b'{"name": "\xed\xa0\x80"}',
    "overlong NUL": b'{"name": "\xc0\x80"}',
    "raw NUL": b'{"name": "a\x00b"}',
    "same key twice": b'{"name": "a", "name": "' + CANARY.encode() + b'"}',
    "same key twice, escaped": rb'{"name": "a", "n\u0061me": "b"}',
    "same key twice, deep": b'{"extra": {"list": [{"a": 1, "a": 2}]}}',
    "trailing comma": b'{"name": "a",}',
    "comment": b'{"name": "a"} // ' + CANARY.encode(),
    "two values": b'{"name": "a"}{"name": "b"}',
    "single quotes": b"{'name': 'a'}",
    "nothing but space": b"  ",
    "half": b'{"name": "' + CANARY.encode(),
}


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON.keys())
async def test_what_is_no_json(client: AsyncClient, body: bytes) -> None:
    problem = assert_refused(await client.post("/boxes", content=body, headers=JSON))
    assert problem["code"] == "not_json"


UNCLEAN = {
    "lone surrogate": rb'{"name": "\ud800"}',
    "low surrogate first": rb'{"name": "\udc00\ud800"}',
    "surrogate in a key": rb'{"extra": {"\udfff": 1}}',
    "NUL": rb'{"name": "a\u0000b"}',
    "NUL in a deep text": rb'{"extra": {"a": [{"b": "\u0000"}]}}',
    "NUL in a key": rb'{"extra": {"a\u0000": 1}}',
}


@pytest.mark.parametrize("body", UNCLEAN.values(), ids=UNCLEAN.keys())
async def test_what_cannot_be_stored(client: AsyncClient, body: bytes) -> None:
    problem = assert_refused(await client.post("/boxes", content=body, headers=JSON))
    assert problem["errors"][0]["code"] == "text_unclean"


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        ({"name": "字" * 5000}, "string_too_long", "文字过长"),
        ({"name": ""}, "string_too_short", "文字过短"),
        ({"cats": [{"kind": "cat"}] * 4}, "too_long", "项目过多"),
    ],
)
async def test_a_text_has_characters_and_a_list_has_items(
    client: AsyncClient, body: dict[str, Any], code: str, detail: str
) -> None:
    problem = assert_refused(await client.post("/boxes", json=body))
    assert [(fault["code"], fault["detail"]) for fault in problem["errors"]] == [(code, detail)]


UNFIT = {
    "unknown field": ({CANARY: "x"}, "/*"),
    "a phone as a field's name": ({"13900001234": 1}, "/*"),
    "a name that is text": ({"a b": 1}, "/*"),
    "an ordinary unknown field": ({"isAdmin": True}, "/isAdmin"),
    "a list": ([CANARY], ""),
    "a text": (CANARY, ""),
    "a number": (5, ""),
    "null": (None, ""),
    "a text for a number": ({"amount": "5"}, "/amount"),
    "a float for a number": ({"amount": 5.0}, "/amount"),
    "true for a number": ({"amount": True}, "/amount"),
    "a number for a flag": ({"flag": 1}, "/flag"),
    "4,000 digits for a number": ({"amount": 10**4000}, "/amount"),
    "4,000 digits for a float": ({"latitude": 10**4000}, "/latitude"),
    "beyond 32 bits": ({"count": 2**31}, "/count"),
    "a broken id": ({"thing_id": CANARY}, "/thing_id"),
    "an instant without zone": ({"at": "2026-01-01T00:00:00"}, "/at"),
    "an instant that is none": ({"at": CANARY}, "/at"),
    "a year that is none": ({"at": "99999-01-01T00:00:00Z"}, "/at"),
    "too long": ({"name": CANARY * 50}, "/name"),
    "nothing but space": ({"name": "   "}, "/name"),
    "a pattern": ({"cats": [{"kind": CANARY}]}, "/cats/0/kind"),
    "too many": ({"cats": [{"kind": "cat"}] * 4}, "/cats"),
}


@pytest.mark.parametrize(("body", "pointer"), UNFIT.values(), ids=UNFIT.keys())
async def test_what_does_not_fit_its_shape(client: AsyncClient, body: Any, pointer: str) -> None:
    content = _dumped(body)
    problem = assert_refused(await client.post("/boxes", content=content, headers=JSON))
    assert problem["code"] == "malformed"
    pointers = [fault["pointer"] for fault in problem["errors"]]
    assert pointers[0] == pointer
    assert all(fault["detail"] for fault in problem["errors"])


def _dumped(body: Any) -> str:
    if isinstance(body, dict) and any(isinstance(v, int) and v > 2**63 for v in body.values()):
        [(key, _)] = body.items()
        return f'{{"{key}": 1{"0" * 4000}}}'
    return json.dumps(body)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "*/*"])
async def test_another_content_type(client: AsyncClient, kind: str) -> None:
    body = f'{{"name": "{CANARY}"}}'
    headers = {"content-type": kind} if kind else {}
    assert_refused(await client.post("/boxes", content=body.encode(), headers=headers))


async def test_a_broken_form_for_json(client: AsyncClient) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}
    assert_refused(await client.post("/boxes", content=CANARY.encode(), headers=headers))


async def test_no_body_at_all(client: AsyncClient) -> None:
    assert_refused(await client.post("/boxes", headers=JSON))


async def test_a_huge_body_without_a_length(app: FastAPI) -> None:
    """In chunks over a socket: refused once the limit is passed, while more would still come."""
    chunk = b"%x\r\n%s\r\n" % (BODY_BYTES // 4, b" " * (BODY_BYTES // 4))
    head = b"POST /boxes HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    async with served(app) as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(head + b"transfer-encoding: chunked\r\n\r\n" + chunk * 3)
        await writer.drain()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.1)
        writer.write(chunk * 2)
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 2)
        writer.close()
    assert b" 413 " in answer.splitlines()[0]
    assert MEDIA_TYPE.encode() in answer


async def test_what_is_good_is_taken(client: AsyncClient) -> None:
    body = (
        '{"name": "社区😀", "latitude": 30, "at": "2026-01-01T08:00:00+08:00", "extra": {"a": {}}}'
    )
    answer = await client.post("/boxes", content=body, headers=JSON)
    assert answer.json() == {"fields": ["at", "extra", "latitude", "name"]}
    deep = "[" * (MAX_DEPTH - 2) + "]" * (MAX_DEPTH - 2)
    nested = await client.post("/boxes", content=f'{{"extra": {{"a": {deep}}}}}', headers=JSON)
    assert nested.status_code == 200
    brackets = '{"extra": {"a": "' + "[" * 100 + '\\"{{{"}}'
    assert (await client.post("/boxes", content=brackets, headers=JSON)).status_code == 200


async def test_a_name_twice_in_the_query(client: AsyncClient) -> None:
    problem = assert_refused(await client.get("/boxes?kind=a&kind=b"))
    assert problem["errors"] == [
        {"pointer": "/query/kind", "code": "repeated", "detail": "不能重复"}
    ]
    assert (await client.get("/boxes?tag=a&tag=b")).json() == {"fields": ["", "a", "b"]}


async def test_a_name_in_the_query_that_nobody_knows(client: AsyncClient) -> None:
    problem = assert_refused(await client.get("/boxes?kin=a&kind=b&13800000001=x"))
    assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [
        ("/query/*", "extra_forbidden"),
        ("/query/kin", "extra_forbidden"),
    ]
    assert_refused(await client.post("/boxes?kind=a", json={}))


def test_depth_is_counted_without_recursion() -> None:
    with pytest.raises(NotJson, match=str(MAX_DEPTH)):
        parse_json(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))
    assert parse_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert parse_json(b'["\\\\", "' + b"[" * 100 + b'"]') == ["\\", "[" * 100]
    with pytest.raises(Malformed):
        parse_json(rb'["\ud83d"]')
    assert parse_json(rb'["\ud83d\ude00"]') == ["😀"]

"""The quick way of a scan answers as the route does: whoever asks, whatever they send."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from shequ_api.app import create_app
from shequ_api.base.people.models import LoginSession
from shequ_api.base.people.sessions import Doorman
from shequ_api.features.codes.models import Scan
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.hot import pool
from shequ_api.kit.hot.gathering import Gathering
from shequ_api.kit.hot.pool import HotPool
from shequ_api.kit.http import door
from shequ_api.kit.http.parts import Parts
from tests.cast import MEMBERS, Cast
from tests.conftest import settings_for_tests
from tests.features.codes.conftest import BUILDING, COMPOUND, Office

POSITION = {"longitude": 104.13, "latitude": 30.66, "coordinate_system": "WGS-84"}
WHO = (None, *(member.key for member in MEMBERS))


@dataclass
class Twins:
    """Two applications over the same database, one of them without the door."""

    plain: AsyncClient
    quick: AsyncClient
    headers: dict[str | None, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    async def both(self, **request: Any) -> tuple[Response, Response]:
        sent = {"method": "POST", "url": "/api/v1/scans", **request}
        return await self.plain.request(**sent), await self.quick.request(**sent)


def here() -> float:
    """How many were answered on the quick way."""
    return float(door.QUICK.labels("scan_code", "here")._value.get())


@pytest.fixture(scope="module")
async def twins(open_parts: Parts) -> AsyncIterator[Twins]:
    plain = create_app(settings_for_tests(), open_parts)
    url = open_parts.get(Database).engine.url.render_as_string(hide_password=False)
    asks = HotPool(url, parts=open_parts)
    open_parts.add(asks)
    quick = create_app(settings_for_tests(), open_parts)
    base = "http://testserver"
    async with (
        AsyncClient(transport=ASGITransport(plain), base_url=base) as first,
        AsyncClient(transport=ASGITransport(quick), base_url=base) as second,
    ):
        twins = Twins(first, second)
        cast = await Cast.found(open_parts)
        for who in WHO:
            twins.headers[who] = await cast.headers(who) if who else {}
        office = Office(first, cast)
        live, revoked = await office.code(BUILDING), await office.code(COMPOUND)
        old = await office.code(f"{COMPOUND}-b2")
        await office.revoke(revoked)
        await office.replace(old)
        twins.codes = {"live": live["code"], "url": live["url"], "revoked": revoked["code"]}
        twins.codes |= {"old": old["code"], "forged": "A" * 25, "empty": "", "odd": "x%00"}
        yield twins
    await asks.close()


def same(plain: Response, quick: Response) -> None:
    """Status, headers and body, but for the request's own id."""
    assert plain.status_code == quick.status_code
    left_out = {"x-request-id", "content-length"}
    headers = [
        {name: text for name, text in answer.headers.items() if name not in left_out}
        for answer in (plain, quick)
    ]
    assert headers[0] == headers[1]
    bodies = [answer.content for answer in (plain, quick)]
    if plain.status_code >= 400:
        bodies = [
            json.dumps({**answer.json(), "request_id": ""}).encode() for answer in (plain, quick)
        ]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("code", ["live", "old", "url"])
async def test_everybody_gets_the_same(twins: Twins, who: str | None, code: str) -> None:
    before = here()
    body = {"code": twins.codes[code], "position": POSITION}
    plain, quick = await twins.both(json=body, headers=twins.headers[who])
    assert plain.status_code == 201
    same(plain, quick)
    assert here() == before + 1


ODD_BODIES = st.sampled_from(
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"code": 1}',
        b'{"code": "A", "code": "A"}',
        b"\xff",
        b'{"code": "A", "more": 1}',
        b'{"code": "\\u0000"}',
        b"[" * 99,
        b'{"code": "%s"}' % (b"A" * 70_000),
    ]
)
SENT = st.fixed_dictionaries(
    {
        "who": st.sampled_from(WHO),
        "code": st.sampled_from(["live", "url", "old", "revoked", "forged", "empty", "odd"]),
        "position": st.sampled_from([None, POSITION, {**POSITION, "longitude": 181}, {}]),
        "odd": st.one_of(st.none(), st.none(), st.none(), ODD_BODIES),
        "headers": st.dictionaries(
            st.sampled_from(
                [
                    "X-Acting-Posting",
                    "X-On-Behalf-Of",
                    "Authorization",
                    "Content-Type",
                    "Idempotency-Key",
                    "X-Request-Id",
                ]
            ),
            st.sampled_from(
                [
                    "self",
                    "SELF",
                    str(UUID(int=1)),
                    "",
                    "Bearer nonsense",
                    "Basic a",
                    "bearer",
                    "application/json; charset=utf-8",
                    "text/plain",
                    "key-1",
                ]
            ),
            max_size=2,
        ),
        "query": st.sampled_from([{}, {}, {}, {"a": "1"}]),
        "method": st.sampled_from(["POST", "POST", "POST", "POST", "GET", "PUT"]),
    }
)


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sent=SENT)
async def test_whatever_is_sent_gets_the_same(twins: Twins, sent: dict[str, Any]) -> None:
    body = {"code": twins.codes[sent["code"]]}
    if sent["position"] is not None:
        body["position"] = sent["position"]
    content = json.dumps(body).encode() if sent["odd"] is None else sent["odd"]
    headers = {"Content-Type": "application/json", **twins.headers[sent["who"]], **sent["headers"]}
    plain, quick = await twins.both(
        method=sent["method"], content=content, headers=headers, params=sent["query"]
    )
    same(plain, quick)


async def test_headers_sent_twice_are_the_routes_affair(twins: Twins) -> None:
    before = here()
    tokens = [twins.headers[who]["Authorization"] for who in ("resident", "micro_grid_worker")]
    headers = [("Authorization", token) for token in tokens]
    plain, quick = await twins.both(json={"code": twins.codes["live"]}, headers=headers)
    same(plain, quick)
    assert here() == before


async def test_a_crowd_is_answered_each_their_own(twins: Twins, open_parts: Parts) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - shown where it fails
    lots = random.Random(seed)
    asked = [(lots.choice(WHO), lots.choice(["live", "old", "url"])) for _ in range(150)]
    plain = {
        one: await twins.plain.post(
            "/api/v1/scans", json={"code": twins.codes[one[1]]}, headers=twins.headers[one[0]]
        )
        for one in set(asked)
    }
    before, counted = here(), await scans(open_parts)
    answers = await asyncio.gather(
        *(
            twins.quick.post(
                "/api/v1/scans", json={"code": twins.codes[code]}, headers=twins.headers[who]
            )
            for who, code in asked
        )
    )
    for one, answer in zip(asked, answers, strict=True):
        same(plain[one], answer)
    assert here() == before + len(asked)
    assert await scans(open_parts) == counted + len(asked)


async def test_more_than_can_wait_are_told_to_come_again(
    twins: Twins, open_parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = HotPool("postgresql+asyncpg://nobody@nowhere/none", parts=open_parts)
    monkeypatch.setattr(pool, "Gathering", partial(Gathering, longest=0))
    monkeypatch.setattr(open_parts.get(HotPool), "rows", full.rows)
    body = {"code": twins.codes["live"]}
    plain, quick = await twins.both(json=body, headers=twins.headers["resident"])
    assert plain.status_code == 201
    assert (quick.status_code, quick.json()["code"]) == (503, "too_busy")
    assert quick.headers["retry-after"] == "1"


async def test_a_database_that_is_away_is_the_routes_affair(
    twins: Twins, open_parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = HotPool("postgresql+asyncpg://nobody@127.0.0.1:9/none", parts=open_parts)
    monkeypatch.setattr(open_parts.get(HotPool), "rows", away.rows)
    before = here()
    body = {"code": twins.codes["live"]}
    plain, quick = await twins.both(json=body, headers=twins.headers["resident"])
    assert plain.status_code == 201
    same(plain, quick)
    assert here() == before


async def test_rights_that_end_are_gone_at_once(twins: Twins, open_parts: Parts) -> None:
    cast = await Cast.found(open_parts)
    headers, body = await cast.headers("resident"), {"code": twins.codes["live"]}
    assert (await twins.quick.post("/api/v1/scans", json=body, headers=headers)).is_success
    token = headers["Authorization"].removeprefix("Bearer ")
    claims = open_parts.get(Doorman).signer.verify(token, now=utc_now())
    async with open_parts.get(Database).sessions() as session, session.begin():
        ended = update(LoginSession).where(LoginSession.id == claims.session)
        await session.execute(ended.values(revoked_at=utc_now()))
    plain, quick = await twins.both(json=body, headers=headers)
    assert plain.status_code == 401
    same(plain, quick)


async def scans(parts: Parts) -> int:
    async with parts.get(Database).sessions() as session:
        return int(await session.scalar(select(func.count()).select_from(Scan)) or 0)

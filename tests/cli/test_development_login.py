"""Signing in without WeChat: only where all conditions hold at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from shequ_api.app import PREFIX, create_app
from shequ_api.cli import development
from shequ_api.dev.login import open_login
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import settings_for_tests

LOGINS = f"{PREFIX}/dev/logins"
ALL_HOLDS: dict[str, Any] = {
    "development": True,
    "wanted": True,
    "bound_to": "127.0.0.1",
    "database": "shequ_dev",
}
PHONE = {"phone": "13900000001"}


def opened(parts: Parts, **facts: Any) -> tuple[FastAPI, list[str]]:
    app = create_app(settings_for_tests(), parts)
    return app, list(open_login(app, PREFIX, **{**ALL_HOLDS, **facts}))


@asynccontextmanager
async def calling(app: FastAPI, peer: str = "127.0.0.1") -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app, client=(peer, 40000))
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_it_gives_the_tokens_of_a_person(parts: Parts, cast: Cast) -> None:
    app, reasons = opened(parts)
    assert reasons == []
    async with calling(app) as client:
        answer = await client.post(LOGINS, json=PHONE)
        assert answer.status_code == 201
        token = answer.json()["access_token"]
        who = await client.get(f"{PREFIX}/me", headers={"Authorization": f"Bearer {token}"})
        assert who.json()["id"] == str(cast.people["resident"])
        nobody = await client.post(LOGINS, json={"phone": "13911111111"})
        assert (nobody.status_code, nobody.json()["code"]) == (404, "nobody_has_this_phone")
        assert (await client.post(LOGINS, json={"phone": 1})).status_code == 422
        elsewhere = await client.get("/nowhere")
        for every in (answer, who, nobody, elsewhere):
            assert "signs in as anybody" in every.headers["x-development-login"]


@pytest.mark.parametrize(
    "fact",
    [
        {"development": False},
        {"wanted": False},
        {"bound_to": "0.0.0.0"},
        {"bound_to": "192.168.1.7"},
        {"bound_to": "::"},
        {"database": "shequ"},
        {"database": "shequ_dev_copy"},
    ],
)
async def test_one_condition_missing_and_there_is_no_such_route(
    parts: Parts, cast: Cast, fact: dict[str, Any]
) -> None:
    app, reasons = opened(parts, **fact)
    assert len(reasons) == 1
    async with calling(app) as client:
        absent = await client.post(LOGINS, json=PHONE)
    assert (absent.status_code, absent.json()["code"]) == (404, "not_found")
    assert "x-development-login" not in absent.headers


@pytest.mark.parametrize("peer", ["10.0.0.9", "203.0.113.4", "fe80::1", "localhost"])
async def test_from_another_machine_there_is_no_such_route(
    parts: Parts, cast: Cast, peer: str
) -> None:
    async with calling(opened(parts)[0], peer) as client:
        absent = await client.post(LOGINS, json=PHONE)
    assert (absent.status_code, absent.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "x-forwarded-host", "X-FORWARDED-PROTO", "Forwarded", "Via"]
)
async def test_through_a_proxy_there_is_no_such_route(
    parts: Parts, cast: Cast, header: str
) -> None:
    async with calling(opened(parts)[0]) as client:
        absent = await client.post(LOGINS, json=PHONE, headers={header: "127.0.0.1"})
    assert (absent.status_code, absent.json()["code"]) == (404, "not_found")


async def test_another_host_name_is_refused(parts: Parts, cast: Cast) -> None:
    """A page of a stranger's whose name was bent to loopback gets nothing."""
    async with calling(opened(parts)[0]) as client:
        bent = await client.post(LOGINS, json=PHONE, headers={"Host": "evil.example"})
    assert bent.status_code == 400


def test_the_real_mini_program_silences_the_fake() -> None:
    settings = settings_for_tests()
    assert not development.wants_fake_wechat(settings)
    unset = {"wechat_app_id": ""}
    assert development.wants_fake_wechat(settings.model_copy(update=unset))
    produced = {**unset, "environment": "production"}
    assert not development.wants_fake_wechat(settings.model_copy(update=produced))

"""Signing in as a mini-program does, and the life of tokens."""

from datetime import timedelta

import time_machine
from httpx import AsyncClient, Response
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.kit.clock import utc_now
from tests.cast import Cast
from tests.serving import Hand

AUTH = "/api/v1/auth"


async def sign_in(client: AsyncClient, code: str) -> Response:
    return await client.post(f"{AUTH}/wechat-logins", json={"code": code})


async def me(client: AsyncClient, token: str) -> Response:
    return await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})


async def test_a_login_code_makes_an_account_once(client: AsyncClient, hand: Hand) -> None:
    first = await sign_in(client, await hand.login_code("wanderer"))
    second = await sign_in(client, await hand.login_code("wanderer"))
    assert first.status_code == second.status_code == 201
    assert first.headers["cache-control"] == "no-store"
    who = await me(client, first.json()["access_token"])
    again = await me(client, second.json()["access_token"])
    assert who.json()["id"] == again.json()["id"]
    assert who.json()["acting_role"] == "resident"


async def test_a_code_is_good_once(client: AsyncClient, hand: Hand) -> None:
    code = await hand.login_code("wanderer")
    assert (await sign_in(client, code)).status_code == 201
    repeated = await sign_in(client, code)
    assert repeated.status_code == 401
    assert repeated.json()["code"] == "wechat_code_refused"


async def test_whom_wechat_holds_for_dangerous_is_not_let_in(
    client: AsyncClient, hand: Hand, session: AsyncSession
) -> None:
    before = await session.scalar(select(func.count()).select_from(Person))
    code = await hand.login_code("wanderer")
    await hand.mishap("errcode", errcode=40226, path="/sns/jscode2session")
    answer = await sign_in(client, code)
    assert (answer.status_code, answer.json()["code"]) == (403, "wechat_login_blocked")
    assert await session.scalar(select(func.count()).select_from(Person)) == before


async def test_wechat_answering_garbage_makes_nobody(
    client: AsyncClient, hand: Hand, session: AsyncSession
) -> None:
    before = await session.scalar(select(func.count()).select_from(Person))
    for kind in ("garbage", "status", "redirect"):
        code = await hand.login_code("wanderer")
        await hand.mishap(kind, path="/sns/jscode2session")
        answer = await sign_in(client, code)
        assert answer.status_code == 503, kind
        assert answer.headers["retry-after"]
    assert await session.scalar(select(func.count()).select_from(Person)) == before


async def test_refresh_rotates_and_reuse_ends_the_session(client: AsyncClient, hand: Hand) -> None:
    pair = (await sign_in(client, await hand.login_code("wanderer"))).json()

    async def refresh(token: str) -> Response:
        return await client.post(f"{AUTH}/refreshes", json={"refresh_token": token})

    second = (await refresh(pair["refresh_token"])).json()
    # The answer was lost on the way: the same token again gives the same successor.
    lost = (await refresh(pair["refresh_token"])).json()
    assert lost["refresh_token"] == second["refresh_token"]
    with time_machine.travel(utc_now() + timedelta(seconds=11), tick=True):
        third = (await refresh(second["refresh_token"])).json()
        reused = await refresh(pair["refresh_token"])
        assert (reused.status_code, reused.json()["code"]) == (401, "refresh_reused")
        # The whole family is over, its newest tokens too.
        assert (await refresh(third["refresh_token"])).status_code == 401
        assert (await me(client, third["access_token"])).json()["code"] == "session_over"


async def test_forged_refresh_tokens_are_refused_alike(client: AsyncClient) -> None:
    for token in ("x", "A" * 54, "é" * 10, "A" * 200, "-" * 53):
        answer = await client.post(f"{AUTH}/refreshes", json={"refresh_token": token})
        assert (answer.status_code, answer.json()["code"]) == (401, "refresh_refused"), token


async def test_logout_acts_on_the_next_request(client: AsyncClient, cast: Cast) -> None:
    headers = await cast.headers("resident")
    assert (await client.post(f"{AUTH}/logouts", headers=headers)).status_code == 204
    assert (await client.get("/api/v1/me", headers=headers)).status_code == 401


async def test_access_tokens_expire(client: AsyncClient, cast: Cast) -> None:
    token = await cast.token("resident")
    with time_machine.travel(utc_now() + timedelta(minutes=16), tick=True):
        answer = await me(client, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")


async def test_a_phone_is_bound_and_belongs_to_one(
    client: AsyncClient, hand: Hand, cast: Cast
) -> None:
    token = (await sign_in(client, await hand.login_code("wanderer"))).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    code = await hand.phone_code("13912345678")
    bound = await client.put("/api/v1/me/phone", json={"code": code}, headers=headers)
    assert bound.json()["phone"] == "139******78"
    taken = await client.put(
        "/api/v1/me/phone",
        json={"code": await hand.phone_code("13900000001")},
        headers=headers,
    )
    assert (taken.status_code, taken.json()["code"]) == (409, "phone_taken")


async def test_many_bad_tokens_share_two_answers(client: AsyncClient) -> None:
    codes = {}
    for token in ("", "a", "a.b.c", "..", "Bearer", "é", "a" * 5000):
        raw = f"Bearer {token}".encode()
        answer = await client.get("/api/v1/me", headers={b"authorization": raw})
        assert answer.status_code == 401, token
        codes[token] = answer.json()["code"]
    assert codes.pop("") == "unauthenticated"
    assert set(codes.values()) == {"token_invalid"}

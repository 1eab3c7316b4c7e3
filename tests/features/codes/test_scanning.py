"""Codes that are no good: one answer, the same work, and not too often."""

import random
import statistics
import string
import time
from typing import Any
from urllib.parse import quote

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.codes.models import Scan
from shequ_api.features.codes.public import place_of_code
from shequ_api.features.codes.rules import CodeSigner, fresh_nonce
from shequ_api.kit.crypto import KeyRing
from shequ_api.kit.http.idempotency import IdempotencyRecord
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.counting import Queries
from tests.features.codes.conftest import BUILDING, COMPOUND, Office


@pytest.fixture
async def bad_codes(office: Office, parts: Parts) -> dict[str, str]:
    """One of each kind."""
    signer = parts.get(CodeSigner)
    issued = await office.code()
    code, shown = issued["code"], issued["short_number"]
    other = (await office.code(f"{BUILDING}-u1"))["code"]
    lost = await office.code(f"{BUILDING}-u1-d101")
    await office.revoke(lost)
    last = "A" if code[-1] != "A" else "B"
    replaced = await office.code(f"{COMPOUND}-b2")
    await office.revoke((await office.replace(replaced)).json())
    foreign = next(char for char in string.ascii_letters if not signer.holds(char))
    theirs = CodeSigner(KeyRing({"theirs": b"\x07" * 32}, "theirs"))
    theirs_of_ours = theirs.text_of(theirs.current, fresh_nonce())
    return {
        "unknown": signer.text_of(signer.current, fresh_nonce()),
        "forged": code[:-1] + last,
        "crossed": code[:12] + other[12:],
        "revoked": lost["code"],
        "old plate of a revoked one": replaced["code"],
        "another installation": theirs_of_ours,
        "another installation, our version": signer.current + theirs_of_ours[1:],
        "of a retired key": foreign + code[1:],
        "changed case": code.swapcase(),
        "truncated": code[:-1],
        "long": code + "A" * 9,
        "33 characters": code + "A" * 8,
        "padded": code + "=",
        "cyrillic": code[:-1] + "А",
        "invisible": f"{code[:12]}\u200b{code[12:]}",
        "short number": shown,
        "full width": code[:-1] + "Ａ",
        "foreign address": f"https://other.example.cn/q/{code}",
        "encoded twice": quote(quote(f"http://127.0.0.1:8000/q/{code}", safe=""), safe=""),
        "sql": "'; DROP TABLE scans; --",
    }


async def test_every_bad_code_gets_the_same_answer_for_the_same_work(
    office: Office,
    bad_codes: dict[str, str],
    queries: Queries,
    session: AsyncSession,
) -> None:
    answers, work = set(), set()
    for code in bad_codes.values():
        with queries() as seen:
            answer = await office.scan(code)
        problem = {**answer.json(), "request_id": ""}
        answers.add((answer.status_code, str(sorted(problem.items()))))
        work.add(tuple(seen))
        assert code not in answer.text
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404
    assert "code_unknown" in next(iter(answers))[1]
    assert len(work) == 1
    assert len(next(iter(work))) == 1
    assert await session.scalar(select(func.count()).select_from(Scan)) == 0


@pytest.mark.campaign
async def test_the_time_of_an_answer_tells_nothing(
    bad_codes: dict[str, str], parts: Parts, session: AsyncSession
) -> None:
    """Taken in turns, so that a busy machine is busy for all; the quickest tenth has the least of
    its noise."""
    signer = parts.get(CodeSigner)
    kinds = ["unknown", "forged", "revoked", "old plate of a revoked one", "truncated"]
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    for turn in range(600):
        for kind in random.Random(turn).sample(kinds, len(kinds)):
            began = time.perf_counter()
            assert await place_of_code(session, signer, bad_codes[kind]) is None
            taken[kind].append(time.perf_counter() - began)
    quick = {kind: statistics.quantiles(times, n=10)[0] for kind, times in taken.items()}
    assert max(quick.values()) < 1.25 * min(quick.values()), quick


async def test_what_phones_send_is_understood(office: Office) -> None:
    code = await office.code()
    for sent in (code["code"], code["url"], quote(code["url"], safe=""), f" {code['code']}\n"):
        answer = await office.scan(sent)
        assert (answer.status_code, answer.json()["code_id"]) == (201, code["id"])


async def test_no_landing_is_kept_under_a_key(
    office: Office, client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    """It may show a phone number."""
    code = await office.code()
    headers = {**await cast.headers("community_worker"), "Idempotency-Key": "k"}
    answer = await client.post("/api/v1/scans", json={"code": code["code"]}, headers=headers)
    assert answer.json()["worker"]["phone"] == "13900000011"
    assert await session.scalar(select(func.count()).select_from(IdempotencyRecord)) == 0


@pytest.mark.parametrize(
    "body", [{}, {"code": ""}, {"code": "A" * 601}, {"code": 5}, {"code": None}]
)
async def test_no_code_at_all_is_malformed(client: AsyncClient, body: dict[str, Any]) -> None:
    assert (await client.post("/api/v1/scans", json=body)).status_code == 422


@pytest.mark.parametrize(
    "position",
    [
        {"longitude": 181, "latitude": 0.0},
        {"longitude": 0.0},
        {"longitude": "104", "latitude": 30.0},
        {"longitude": 104.0, "latitude": 30.0, "person": "x"},
    ],
)
async def test_no_position_is_malformed(office: Office, position: dict[str, Any]) -> None:
    code = await office.code()
    assert (await office.scan(code["code"], position=position)).status_code == 422


async def test_a_bad_token_is_not_a_stranger(client: AsyncClient, office: Office) -> None:
    code = await office.code()
    for token in ("Bearer nonsense", "Bearer", "Basic eDp5"):
        headers = {"Authorization": token}
        body = {"code": code["code"]}
        assert (await client.post("/api/v1/scans", json=body, headers=headers)).status_code == 401


async def test_twenty_bad_codes_a_minute(office: Office, client: AsyncClient) -> None:
    good = await office.code()
    for number in range(20):
        assert (await office.scan("A" * 25)).status_code == 404, number
    refused = await office.scan("A" * 25)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_bad_codes")
    assert int(refused.headers["retry-after"]) > 0
    assert (await client.get(f"/q/{'A' * 25}")).status_code == 429, "one count for both doors"
    assert (await office.scan(good["code"])).status_code == 201, "neighbours share an address"
    assert (await client.get(f"/q/{good['code']}")).status_code == 200


async def test_good_codes_do_not_count(office: Office) -> None:
    good = await office.code()
    for _ in range(25):
        assert (await office.scan(good["code"])).status_code == 201
    assert (await office.scan("A" * 25)).status_code == 404


async def test_other_features_ask_for_the_place(
    office: Office, parts: Parts, session: AsyncSession, cast: Cast, bad_codes: dict[str, str]
) -> None:
    signer = parts.get(CodeSigner)
    old = await office.code()
    await office.replace(old)
    place = await place_of_code(session, signer, old["code"])
    assert place is not None
    assert place.id == cast.places[BUILDING]
    for code in bad_codes.values():
        assert await place_of_code(session, signer, code) is None

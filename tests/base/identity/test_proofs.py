"""Proving who one is: codes at the counter, the register, expiry and revocation."""

import asyncio
from collections import Counter
from datetime import timedelta

import time_machine
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.identity.models import IdentityCode, ProofAttempt
from shequ_api.base.identity.proofs import forget_tries
from shequ_api.base.identity.rules import COUNTER_COUNTS, DAY, DOCUMENT_COUNTS, TRIES_A_DAY
from shequ_api.base.privacy.seed import seed_policies
from shequ_api.base.privacy.service import publish_policy
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.living import Known, Street, said

NUMBER = "11010119900307123X"
TRUE = {"name": "戊居民", "id_number": NUMBER}


async def level(street: Street, who: str) -> dict[str, object]:
    shown: dict[str, object] = (await street.got(who, "/me"))["level"]
    return shown


async def code_of(street: Street, who: str) -> str:
    answer = await street.ask(who, "POST", "/me/identity-codes")
    assert answer.status_code == 201
    return str(answer.json()["code"])


async def test_a_counter_proof_by_a_code_that_is_shown(street: Street) -> None:
    """Also of somebody of elsewhere: who shows a code is here."""
    code = await code_of(street, "far_resident")
    body = {"code": code, "name": "丁真名"}
    assert said(await street.ask("micro_grid_worker", "POST", "/proofs", body))[0] == 403
    made = await street.ask("community_worker", "POST", "/proofs", body)
    assert (made.status_code, made.json()["method"]) == (201, "counter")
    spent = await street.ask("community_worker", "POST", "/proofs", body)
    assert said(spent) == (404, "nobody_found")
    me = await street.got("far_resident", "/me")
    assert (me["name"], me["level"]["level"], me["level"]["next_level"]) == ("丁真名", 4, None)
    renamed = await street.ask("far_resident", "PUT", "/me/profile", {"name": "假名"})
    assert said(renamed) == (409, "name_proven")
    own = {"code": await code_of(street, "community_worker"), "name": "甲社工"}
    assert said(await street.ask("community_worker", "POST", "/proofs", own)) == (
        403,
        "not_yourself",
    )
    with time_machine.travel(utc_now() + COUNTER_COUNTS, tick=True):
        street._dress.clear()
        assert (await level(street, "far_resident"))["level"] == 2


async def test_codes_are_for_minutes_and_one_at_a_time(street: Street) -> None:
    first = await code_of(street, "newcomer")
    second = await code_of(street, "newcomer")
    replaced = {"code": first, "name": "戊"}
    answer = await street.ask("community_worker", "POST", "/proofs", replaced)
    assert said(answer) == (404, "nobody_found")
    with time_machine.travel(utc_now() + timedelta(minutes=5, seconds=1), tick=True):
        answer = await street.ask(
            "community_worker", "POST", "/proofs", replaced | {"code": second}
        )
        assert said(answer) == (404, "nobody_found")


async def test_nobody_is_browsed_by_phone(street: Street) -> None:
    """A number opens only people of the worker's own dwellings, and misses are counted."""

    async def by_phone(phone: str) -> tuple[int, str]:
        body = {"phone": phone, "name": "某某"}
        answer = await street.ask("community_worker", "POST", "/proofs", body)
        return answer.status_code, answer.json().get("code", "")

    assert await by_phone("13900000001") == (201, "")
    strangers = [await by_phone("13900000004"), await by_phone("13911112222")]
    assert strangers == [(404, "nobody_found")] * 2, "of elsewhere, and unknown, alike"
    others = [await by_phone(f"139111133{n:02d}") for n in range(9)]
    assert others[-1] == (429, "too_many_wrong_codes")
    both = {"phone": "13900000001", "code": "K7WM-2PXD", "name": "某"}
    assert (await street.ask("community_worker", "POST", "/proofs", both)).status_code == 422


async def test_a_document_agrees_with_the_register(
    street: Street, register: Known, session: AsyncSession
) -> None:
    early = await street.ask("newcomer", "POST", "/me/proofs", TRUE)
    assert said(early) == (403, "identity_level_too_low"), "first the dwelling"
    await street.settled("newcomer")
    wrong = [
        await street.ask("newcomer", "POST", "/me/proofs", TRUE | change)
        for change in ({"name": "别人"}, {"id_number": "110101199003071248"})
    ]
    bodies = [{k: v for k, v in a.json().items() if k != "request_id"} for a in wrong]
    assert bodies[0] == bodies[1], "what did not fit is not told"
    assert (wrong[0].status_code, bodies[0]["code"]) == (409, "proof_refused")
    made = await street.ask("newcomer", "POST", "/me/proofs", TRUE)
    assert (made.status_code, made.json()["matched_register"]) == (201, True)
    shown = await level(street, "newcomer")
    assert (shown["level"], shown["until"]) == (3, made.json()["expires_at"])
    [listed] = (await street.got("newcomer", "/me/proofs"))["items"]
    assert listed == made.json()
    tables = ("identity_proofs", "proof_attempts", "events", "residencies", "idempotency_records")
    for table in tables:
        rows = await session.scalar(text(f"SELECT string_agg(t::text, ' ') FROM {table} t"))
        assert NUMBER not in (rows or ""), table
    with time_machine.travel(utc_now() + DOCUMENT_COUNTS, tick=True):
        street._dress.clear()
        assert (await level(street, "newcomer"))["level"] == 2


async def test_a_proof_is_revoked(street: Street) -> None:
    body = {"code": await code_of(street, "resident"), "name": "甲居民"}
    made = (await street.ask("community_worker", "POST", "/proofs", body)).json()
    path, why = f"/proofs/{made['id']}/revocation", {"reason": "证件系冒用"}
    assert (await street.ask("far_community_worker", "PUT", path, why)).status_code == 404
    assert said(await street.ask("micro_grid_worker", "PUT", path, why))[0] == 403
    revoked = await street.ask("grid_chief", "PUT", path, why)
    assert revoked.json()["revoked_for"] == why["reason"]
    assert (await level(street, "resident"))["level"] == 2
    again = await street.ask("community_worker", "PUT", path, {"reason": "别的"})
    assert again.json() == revoked.json(), "the first word stands"


async def test_tries_are_counted_whatever_becomes_of_them(
    crowded: Street, open_parts: Parts
) -> None:
    """Twenty at once: five are heard, and they stay counted though each was refused."""
    body = {"name": "甲居民", "id_number": NUMBER}
    await crowded.got("resident", "/me")
    answers = await asyncio.gather(
        *(crowded.ask("resident", "POST", "/me/proofs", body) for _ in range(20))
    )
    counted = Counter(said(answer) for answer in answers)
    assert counted == {
        (409, "proof_refused"): TRIES_A_DAY,
        (429, "too_many_tries"): 20 - TRIES_A_DAY,
    }
    async with open_parts.get(Database).sessions() as session:
        tried = await session.scalar(select(func.count()).select_from(ProofAttempt))
    assert tried == TRIES_A_DAY
    assert said(await crowded.ask("resident", "POST", "/me/proofs", body))[0] == 429


async def test_tries_are_forgotten(street: Street, register: Known, session: AsyncSession) -> None:
    await street.settled("newcomer")
    wrong = {"name": "戊居民", "id_number": "110101199003071000"}
    await street.ask("newcomer", "POST", "/me/proofs", wrong)
    await code_of(street, "newcomer")
    kept = [select(func.count()).select_from(model) for model in (ProofAttempt, IdentityCode)]
    await forget_tries(session, utc_now())
    assert [await session.scalar(count) for count in kept] == [1, 1]
    await forget_tries(session, utc_now() + DAY + timedelta(seconds=1))
    assert [await session.scalar(count) for count in kept] == [0, 0]


async def test_a_number_is_taken_with_a_consent_alone(
    street: Street, session: AsyncSession
) -> None:
    """Before the try is counted; a consent to a text that has changed since is none."""
    await seed_policies(session, utc_now())
    await session.commit()
    consent = "/me/consents/sensitive_information"
    needed = await street.ask("resident", "POST", "/me/proofs", TRUE)
    assert said(needed) == (409, "consent_needed")
    problem = needed.json()
    assert (problem["policy"], problem["version"]) == ("sensitive_information", 1)
    assert await session.scalar(select(func.count()).select_from(ProofAttempt)) == 0
    assert (await street.ask("resident", "PUT", consent, {"version": 1})).is_success
    assert said(await street.ask("resident", "POST", "/me/proofs", TRUE)) == (409, "proof_refused")
    await publish_policy(
        session,
        None,
        "sensitive_information",
        version=2,
        title="敏感个人信息单独同意书",
        text="另有用途",
        legal_basis="个人信息保护法第二十九条",
        now=utc_now(),
    )
    await session.commit()
    again = await street.ask("resident", "POST", "/me/proofs", TRUE)
    assert (said(again), again.json()["version"]) == ((409, "consent_needed"), 2)
    assert (await street.ask("resident", "PUT", consent, {"version": 2})).is_success
    assert (await street.ask("resident", "DELETE", consent)).is_success
    assert said(await street.ask("resident", "POST", "/me/proofs", TRUE)) == (409, "consent_needed")

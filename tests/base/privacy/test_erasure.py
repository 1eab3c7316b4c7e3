"""A copy of all that is kept, and being forgotten."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.worker import Worker
from shequ_api.base.files.storage import Storage
from shequ_api.base.people.models import Person
from shequ_api.base.privacy.models import Erasure
from shequ_api.base.privacy.outside import noted_outside
from shequ_api.base.registry import Registry
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast

API = "/api/v1"
ERASURE = f"{API}/me/erasure"
WORDS = {"confirmation": "注销账号"}
Drain = Callable[[timedelta], Awaitable[int]]


async def later(parts: Parts, by: timedelta) -> None:
    """Let the clocks and jobs of a later day run."""
    for _ in range(3):
        await parts.get(Worker).drain(utc_now() + by)


async def test_a_copy_has_every_part_and_the_phone_in_clear(
    client: AsyncClient, cast: Cast, parts: Parts
) -> None:
    resident = await cast.headers("resident")
    copy = await client.get(f"{API}/me/personal-data", headers=resident)
    assert copy.status_code == 200, copy.text
    modules = [m.name for m in parts.get(Registry).modules if m.personal_data is not None]
    assert [part["module"] for part in copy.json()["parts"]] == modules
    assert "13900000001" in copy.text
    assert "甲居民" in copy.text
    for other in ("13900000002", "乙居民"):
        assert other not in copy.text
    times = re.findall(r'"\d{4}-\d\d-\d\dT[^"]*"', copy.text)
    assert times and all(time.endswith('+08:00"') for time in times), times


async def test_an_account_without_a_phone_gets_no_copy(
    client: AsyncClient, cast: Cast, session: AsyncSession
) -> None:
    headers = await cast.headers("newcomer")
    person = await session.get_one(Person, cast.people["newcomer"])
    person.phone_sealed = person.phone_index = None
    await session.commit()
    answer = await client.get(f"{API}/me/personal-data", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "identity_level_too_low")
    assert (answer.json()["needed_level"], answer.json()["identity_level"]) == (1, 0)


async def test_asking_waiting_and_changing_ones_mind(
    client: AsyncClient, cast: Cast, parts: Parts, session: AsyncSession
) -> None:
    resident = await cast.headers("resident")
    slip = await client.post(ERASURE, json={"confirmation": "好"}, headers=resident)
    assert slip.status_code == 422
    assert (await client.get(ERASURE, headers=resident)).status_code == 404
    asked = await client.post(ERASURE, json=WORDS, headers=resident)
    assert asked.status_code == 201, asked.text
    again = await client.post(ERASURE, json=WORDS, headers=resident)
    assert (again.status_code, again.json()["code"]) == (409, "erasure_asked")
    assert (await client.get(ERASURE, headers=resident)).json() == asked.json()
    await later(parts, timedelta(days=6))
    assert (await client.get(f"{API}/me", headers=resident)).json()["name"] == "甲居民"
    assert (await client.delete(ERASURE, headers=resident)).status_code == 200
    await later(parts, timedelta(days=8))
    assert (await client.get(f"{API}/me", headers=resident)).json()["name"] == "甲居民"
    assert (await client.post(ERASURE, json=WORDS, headers=resident)).status_code == 201


async def test_staff_leave_their_postings_first(client: AsyncClient, cast: Cast) -> None:
    for header in ({}, {"X-Acting-Posting": "self"}):
        worker = await cast.headers("micro_grid_worker") | header
        answer = await client.post(ERASURE, json=WORDS, headers=worker)
        assert (answer.status_code, answer.json()["code"]) == (409, "postings_in_force")
        assert answer.json()["postings"] == ["微网格员"]


async def test_a_person_is_forgotten_and_the_rest_stays(
    client: AsyncClient, cast: Cast, parts: Parts, session: AsyncSession
) -> None:
    resident = await cast.headers("resident")
    ticket = await _ticket(client, cast, resident)
    assert (await client.post(ERASURE, json=WORDS, headers=resident)).status_code == 201
    await later(parts, timedelta(days=8))
    done = await session.scalar(select(Erasure.done_at))
    assert done is not None
    assert (await client.get(f"{API}/me", headers=resident)).status_code == 401
    worker = await cast.headers("community_worker")
    kept = await client.get(f"{API}/tickets/{ticket['id']}", headers=worker)
    assert kept.status_code == 200, kept.text
    assert kept.json()["state"] == ticket["state"], "that something was asked stays, and counts"
    for word in ("甲居民", "13900000001", ticket["text"]):
        assert word not in kept.text
    person = await session.get_one(Person, cast.people["resident"], populate_existing=True)
    assert (person.name, person.phone_sealed, person.phone_index) == (None, None, None)
    assert person.disabled_at is not None


async def _ticket(client: AsyncClient, cast: Cast, headers: dict[str, str]) -> dict[str, Any]:
    body = {
        "place_id": str(cast.places["510108015017-c1-b1"]),
        "text": "楼道灯不亮",
    }
    services = (await client.get(f"{API}/ticket-services", headers=headers)).json()
    body["service_code"] = (services["items"] if isinstance(services, dict) else services)[0][
        "code"
    ]
    filed = await client.post(f"{API}/tickets", json=body, headers=headers)
    assert filed.status_code == 201, filed.text
    found: dict[str, Any] = filed.json()
    return found


async def test_nobody_is_erased_whom_the_list_outside_does_not_name(
    client: AsyncClient, cast: Cast, parts: Parts, session: AsyncSession, tmp_path: Path
) -> None:
    """A backup would bring them back unseen: the erasure waits for the storage."""
    away, usual = Storage(f"file://{tmp_path}/files"), parts.get(Storage)
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_text("no folder")
    resident = await cast.headers("resident")
    assert (await client.post(ERASURE, json=WORDS, headers=resident)).status_code == 201
    parts.add(away)
    try:
        await later(parts, timedelta(days=8))
        assert (await client.get(f"{API}/me", headers=resident)).json()["name"] == "甲居民"
        (tmp_path / "files").unlink()
        (tmp_path / "files").mkdir()
        await later(parts, timedelta(days=9))
        assert (await client.get(f"{API}/me", headers=resident)).status_code == 401
        assert cast.people["resident"] in {each.person_id for each in await noted_outside(away)}
    finally:
        parts.add(usual)

"""What was decided before a change and written after it, and who waits meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import func, select, text

from shequ_api.app import create_app, gather_parts
from shequ_api.base.events.models import Job
from shequ_api.base.people.cover_models import Absence
from shequ_api.base.places.locking import keep_still
from shequ_api.base.redrawing.jobs import IN_COMMUNITY, bring_after
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests import clocks
from tests.base.people.asking import day
from tests.base.redrawing.conftest import COMPOUND, DOORS, Office
from tests.base.redrawing.test_races import (
    STRAYED_ABSENCES,
    STRAYED_POSTINGS,
    WHO,
    hangs_together,
)
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.conftest import WORKER, clone, settings_for_tests

Asked = Callable[[], Awaitable[Response]]
LOCK = text("SELECT id FROM places WHERE code = :code FOR UPDATE")


@pytest.fixture
async def parts(server: Embedded, template: str, fake_wechat_url: str) -> AsyncIterator[Parts]:
    addresses = clone(server, template, f"shequ_after_{WORKER}_test")
    parts = gather_parts(settings_for_tests(fake_wechat_url), addresses.app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def strayed(parts: Parts, statement: str) -> int:
    async with parts.get(Database).sessions() as session:
        return len((await session.scalars(text(statement))).all())


async def in_turn(parts: Parts, *asked: Asked) -> list[Response]:
    """All of them stand before the lock of the community in this order, then it opens."""
    async with parts.get(Database).sessions() as session, session.begin():
        await session.execute(LOCK, {"code": HOME})
        waiting = []
        for one in asked:
            waiting.append(asyncio.ensure_future(one()))
            await asyncio.sleep(0.4)
    return list(await asyncio.gather(*waiting))


async def test_an_appointment_that_was_read_before_a_move(parts: Parts, office: Office) -> None:
    for who in ("community_worker", WHO):
        await office.got(who, "/me")
    draft = {
        "phone": "13900000005",
        "role": "committee_member",
        "place_id": office.id(COMPOUND),
        "starts_on": day(-10),
    }
    moved, appointed = await in_turn(
        parts,
        lambda: office.move(WHO, COMPOUND, NEIGHBOUR),
        lambda: office.ask("community_worker", "POST", "/postings", draft),
    )
    assert moved.status_code == 200, moved.text
    assert appointed.status_code in {201, 404, 409}, appointed.text
    await clocks.drain(parts, utc_now(), "redrawing.bring_after")
    await hangs_together(parts)


async def test_postings_and_days_off_come_back_to_their_place(
    parts: Parts, office: Office, cast: Cast
) -> None:
    posting = await office.posting_of("committee_member")
    held: dict[str, Any] = {}
    async with parts.get(Database).sessions() as session, session.begin():
        scopes = text(
            "SELECT community_id, subdistrict_id, district_id, city_id FROM postings WHERE id = :id"
        )
        held = dict((await session.execute(scopes, {"id": posting})).mappings().one())
        person = cast.people["committee_member"]
        today = china_date(utc_now())
        away = {"starts_on": today, "ends_on": today + timedelta(days=3), "reason": None}
        session.add(
            Absence(
                posting_id=posting,
                person_id=person,
                announced_by_id=person,
                announced_at=utc_now(),
                **held,
                **away,
            )
        )
    assert (await office.move(WHO, COMPOUND, NEIGHBOUR)).status_code == 200
    await hangs_together(parts)
    async with parts.get(Database).sessions() as session, session.begin():
        for table, column in (("postings", "id"), ("absences", "posting_id")):
            back = f"UPDATE {table} SET community_id = :home WHERE {column} = :id"
            await session.execute(text(back), {"home": held["community_id"], "id": posting})
    assert await strayed(parts, STRAYED_POSTINGS) == 1
    await clocks.drain(parts, utc_now(), "redrawing.bring_after")
    assert await strayed(parts, STRAYED_ABSENCES) == 0
    await hangs_together(parts)


async def test_only_what_moves_rows_is_followed_and_each_community_once(
    parts: Parts, office: Office
) -> None:
    sessions = parts.get(Database).sessions
    jobs = select(func.count()).where(Job.name == IN_COMMUNITY)
    name = {"name": "改名苑"}
    renamed = await office.ask(
        "community_worker", "PUT", f"/places/{office.id(COMPOUND)}/name", name
    )
    assert renamed.is_success, renamed.text
    async with sessions() as session, session.begin():
        await bring_after(session, utc_now())
        assert await session.scalar(jobs) == 0
    assert (await office.move(WHO, COMPOUND, NEIGHBOUR)).status_code == 200
    for _ in range(2):
        async with sessions() as session, session.begin():
            await bring_after(session, utc_now())
            assert await session.scalar(jobs) == 2
    await clocks.drain(parts, utc_now(), "redrawing.bring_after")
    async with sessions() as session:
        assert await session.scalar(jobs) == 0


async def test_nobody_who_files_waits_for_what_is_brought_after(
    parts: Parts, office: Office, cast: Cast
) -> None:
    await office.got("resident", "/me")
    async with parts.get(Database).sessions() as session, session.begin():
        await keep_still(session, cast.places[HOME])
        # Behind a lock it would be answered 503.
        await office.ticket(DOORS[0])
        moving = asyncio.ensure_future(office.move(WHO, COMPOUND, NEIGHBOUR))
        await asyncio.sleep(0.5)
        assert not moving.done(), "the trees stand still meanwhile"
    assert (await moving).status_code == 200

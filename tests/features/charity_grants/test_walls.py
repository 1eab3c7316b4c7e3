"""Who is helped stands behind two walls, each of which holds alone. As the app role, committed."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select, text, true
from sqlalchemy.exc import DBAPIError

from shequ_api.app import create_app, gather_parts
from shequ_api.base.access import actor as access
from shequ_api.base.access.walls import enter_district, enter_person, leave_walls
from shequ_api.features.charity_grants import queries, router
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.kit import embedded
from shequ_api.kit.db import Database, sqlstate_of
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests.cast import HOME, Cast
from tests.conftest import WORKER, clone, drop, settings_for_tests
from tests.features.charity.test_concurrency import pool_at
from tests.features.charity_grants.aid import CHIEF, DISTRICT, Aid
from tests.features.charity_grants.aid import WORKER as OURS

NAME = f"shequ_charity_walls_{WORKER}_test"
STRANGERS = ("next_micro_worker", "far_community_worker")
COUNT = select(func.count()).select_from(Proposal)


@pytest.fixture(scope="module")
async def house(server: Embedded, template: str) -> AsyncIterator[Parts]:
    parts = gather_parts(settings_for_tests(), clone(server, template, NAME).app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()
    drop(server, NAME)


@pytest.fixture(scope="module")
async def proposed(house: Parts) -> AsyncIterator[tuple[Aid, str]]:
    transport = ASGITransport(create_app(settings_for_tests(), house), raise_app_exceptions=True)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        aid = Aid(client, await Cast.found(house))
        yield aid, await aid.propose((await pool_at(house, HOME)).id)


async def seen_by(aid: Aid, who: str, proposal: str) -> int:
    """In how many ways somebody gets to see the proposal."""
    why = {"purpose": "care", "reason": "查看"}
    listed = await aid.got(who, "/charity/proposals")
    one = await aid.ask(who, "GET", f"/charity/proposals/{proposal}")
    words = await aid.ask(who, "POST", f"/charity/proposals/{proposal}/reveals", json=why)
    return len(listed["items"]) + (one.status_code == 200) + (words.status_code == 200)


@contextmanager
def security_off(server: Embedded) -> Iterator[None]:
    for how in ("DISABLE", "ENABLE"):
        sql = f"ALTER TABLE {Proposal.__tablename__} {how} ROW LEVEL SECURITY"
        embedded.superuser_sql(server, sql, database=NAME)
        if how == "DISABLE":
            yield


async def test_without_a_setting_there_is_nothing(house: Parts, proposed: tuple[Aid, str]) -> None:
    aid, _ = proposed
    async with house.get(Database).sessions() as session, session.begin():
        assert await session.scalar(COUNT) == 0
        await enter_district(session, aid.cast.places[DISTRICT])
        assert await session.scalar(COUNT) == 1
        await enter_person(session, aid.cast.people["resident"])
        assert await session.scalar(COUNT) == 1
        changed = await session.execute(
            text("UPDATE charity_proposals SET points = 1 RETURNING id")
        )
        assert changed.all() == []
        await enter_person(session, aid.cast.people["same_building"])
        assert await session.scalar(COUNT) == 0
        await enter_district(session, aid.cast.places[HOME])
        assert await session.scalar(COUNT) == 0
        await leave_walls(session)
        assert await session.scalar(COUNT) == 0


async def test_no_row_is_moved_out_of_the_scope(house: Parts, proposed: tuple[Aid, str]) -> None:
    aid, proposal = proposed
    async with house.get(Database).sessions() as session:
        await enter_district(session, aid.cast.places[DISTRICT])
        with pytest.raises(DBAPIError) as refused:
            await session.execute(
                text("UPDATE charity_proposals SET district_id = :other WHERE id = :id"),
                {"other": aid.cast.places[HOME], "id": UUID(proposal)},
            )
        assert sqlstate_of(refused.value) == "42501"


async def test_the_second_wall_alone(
    proposed: tuple[Aid, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    aid, proposal = proposed
    for module in (queries, router):
        monkeypatch.setattr(module, "in_scope", lambda *_: true())
    monkeypatch.setattr(access.Actor, "covers", lambda *_: True)
    assert await seen_by(aid, CHIEF, proposal) == 3, "the probe sees what is there"
    for stranger in STRANGERS:
        assert await seen_by(aid, stranger, proposal) == 0
    answer = await aid.ask("far_community_worker", "PUT", f"/charity/proposals/{proposal}/approval")
    assert answer.status_code == 404


async def test_the_first_wall_alone(proposed: tuple[Aid, str], server: Embedded) -> None:
    aid, proposal = proposed
    with security_off(server):
        assert await seen_by(aid, CHIEF, proposal) == 3
        assert await seen_by(aid, OURS, proposal) == 2
        for stranger in STRANGERS:
            assert await seen_by(aid, stranger, proposal) == 0
        assert (await aid.got("same_building", "/me/charity-grants"))["items"] == []

"""Row-level security as the second wall: each wall alone keeps what is foreign out.

Committed, on a database of its own, as the app role.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select, text, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient

from shequ_api.app import create_app, gather_parts
from shequ_api.base.access import actor as access
from shequ_api.base.access.walls import (
    PERSON,
    SCOPE_COLUMN,
    SCOPE_ID,
    enter_district,
    enter_person,
    leave_walls,
)
from shequ_api.base.register import queries
from shequ_api.base.register.models import Correction, Entry, Occupancy, Premises, RegisterFact
from shequ_api.cli.database import Addresses
from shequ_api.features.register_premises import queries as premises_queries
from shequ_api.features.register_residents import queries as residents_queries
from shequ_api.features.register_upkeep import queries as upkeep_queries
from shequ_api.features.register_upkeep import worklist
from shequ_api.kit import embedded
from shequ_api.kit.db import Database, sqlstate_of
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from shequ_api.kit.model import Base
from shequ_api.kit.outbound import Outbound
from tests.cast import HOME, Cast
from tests.conftest import WORKER, clone, drop, settings_for_tests
from tests.features.register.conftest import HOUSE, PHONE, Doorstep

WALLED = sorted(
    mapper.class_.__tablename__ for mapper in Base.registry.mappers if mapper.class_.confidential
)
NAME = f"shequ_walls_{WORKER}_test"
READING = (queries, premises_queries, residents_queries, upkeep_queries, worklist)
OURS, STRANGER = "micro_grid_worker", "next_micro_worker"


@pytest.fixture(scope="module")
async def house(server: Embedded, template: str) -> AsyncIterator[Parts]:
    addresses: Addresses = clone(server, template, NAME)
    parts = gather_parts(settings_for_tests(), addresses.app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()
    drop(server, NAME)


@pytest.fixture(scope="module")
async def door(house: Parts) -> AsyncIterator[Doorstep]:
    """A household in 1栋, with a shop and facts, and somebody who asked for a correction."""
    transport = ASGITransport(create_app(settings_for_tests(), house), raise_app_exceptions=True)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        door = Doorstep(client, await Cast.found(house))
        entry = await door.enter(OURS)
        place_id = door.place(HOUSE)
        fact = {"value": "let"}
        await door.did(OURS, "PUT", f"/register/dwellings/{place_id}/facts/dwelling_use", **fact)
        shop = {"place_id": place_id, "name": "好邻居便利店", "kind": "shop"}
        await door.did(OURS, "POST", "/register/premises", **shop)
        await _link(house, UUID(entry["id"]), door.cast.people["resident"])
        asked = {"entry_id": entry["id"], "phone": "13700137000"}
        await door.did("resident", "POST", "/me/register-corrections", **asked)
        yield door


async def _link(house: Parts, entry_id: UUID, person_id: UUID) -> None:
    async with house.get(Database).sessions() as session, session.begin():
        district_id = await session.scalar(text("SELECT id FROM places WHERE code='510108000000'"))
        await enter_district(session, district_id)
        for table in ("register_people WHERE id", "register_occupancies WHERE entry_id"):
            name, _, where = table.partition(" ")
            await session.execute(
                text(f"UPDATE {name} SET person_id = :person {where} = :entry"),
                {"person": person_id, "entry": entry_id},
            )


@contextmanager
def security_off(server: Embedded) -> Iterator[None]:
    for table in WALLED:
        _switch(server, table, "DISABLE")
    try:
        yield
    finally:
        for table in WALLED:
            _switch(server, table, "ENABLE")


def _switch(server: Embedded, table: str, how: str) -> None:
    embedded.superuser_sql(server, f"ALTER TABLE {table} {how} ROW LEVEL SECURITY", database=NAME)


async def _counted(session: AsyncSession) -> dict[str, int]:
    return {
        model.__tablename__: len(list(await session.scalars(select(model.id))))
        for model in (Entry, Occupancy, Premises, RegisterFact, Correction)
    }


async def test_without_a_setting_there_is_nothing(house: Parts, door: Doorstep) -> None:
    async with house.get(Database).sessions() as session:
        assert set((await _counted(session)).values()) == {0}
    async with house.get(Database).sessions() as session, session.begin():
        await enter_district(session, door.cast.places["510108000000"])
        assert min((await _counted(session)).values()) == 1
        await leave_walls(session)
        assert set((await _counted(session)).values()) == {0}


async def test_a_committed_setting_is_gone_from_the_connection(
    house: Parts, door: Doorstep
) -> None:
    for _ in range(house.get(Database).engine.pool.size()):  # type: ignore[attr-defined]  # QueuePool
        async with house.get(Database).sessions() as session, session.begin():
            await enter_district(session, door.cast.places["510108000000"])
        async with house.get(Database).sessions() as session:
            assert set((await _counted(session)).values()) == {0}


@pytest.mark.parametrize(
    ("column", "scope_id"),
    [
        ("district_id", ""),
        ("", "510108000000"),
        ("micro_grid_id", f"{HOME}-m02"),
        ("community_id", "510108014012"),
        ("micro_grid_id", "510108000000"),
        ("place_id", HOUSE),
        ("district_id OR true", "510108000000"),
    ],
)
async def test_a_wrong_scope_shows_nothing(
    house: Parts, door: Doorstep, column: str, scope_id: str
) -> None:
    async with house.get(Database).sessions() as session, session.begin():
        values = {"column": column, "scope": str(door.cast.places.get(scope_id, scope_id))}
        await session.execute(
            text(
                f"SELECT set_config('{SCOPE_COLUMN}', :column, true),"
                f" set_config('{SCOPE_ID}', :scope, true), set_config('{PERSON}', '', true)"
            ),
            values,
        )
        assert set((await _counted(session)).values()) == {0}


async def test_a_person_reads_what_is_about_them_and_writes_none_of_it(
    house: Parts, door: Doorstep
) -> None:
    async with house.get(Database).sessions() as session, session.begin():
        await enter_person(session, door.cast.people["resident"])
        seen = await _counted(session)
        assert (seen["register_people"], seen["register_occupancies"]) == (1, 1)
        assert (seen["register_premises"], seen["register_facts"]) == (0, 0)
        changed = await session.execute(text("UPDATE register_people SET sex = 1 RETURNING id"))
        assert changed.all() == []
        removed = await session.execute(text("DELETE FROM register_people RETURNING id"))
        assert removed.all() == []
    async with house.get(Database).sessions() as session, session.begin():
        await enter_person(session, door.cast.people["same_building"])
        assert set((await _counted(session)).values()) == {0}


async def test_no_row_is_written_or_moved_out_of_the_scope(house: Parts, door: Doorstep) -> None:
    scope = text(
        f"SELECT set_config('{SCOPE_COLUMN}', 'micro_grid_id', true),"
        f" set_config('{SCOPE_ID}', :scope, true)"
    )
    ours, theirs = door.cast.places[f"{HOME}-m01"], door.cast.places[f"{HOME}-m02"]
    moved = text("UPDATE register_people SET micro_grid_id = :theirs")
    async with house.get(Database).sessions() as session:
        await session.execute(scope, {"scope": str(ours)})
        with pytest.raises(DBAPIError) as refused:
            await session.execute(moved, {"theirs": theirs})
        assert sqlstate_of(refused.value) == "42501"
    async with house.get(Database).sessions() as session:
        await enter_district(session, door.cast.places["510108000000"])
        taken = (await session.scalars(select(Occupancy))).one()
        session.expunge(taken)
        make_transient(taken)
        taken.id = new_id()
        await session.execute(scope, {"scope": str(theirs)})
        session.add(taken)
        with pytest.raises(DBAPIError) as refused:
            await session.flush()
        assert sqlstate_of(refused.value) == "42501", "not the unique index, which would tell"


@pytest.fixture
def no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if somebody had forgotten the filter and the scope of loaders everywhere."""
    for module in READING:
        monkeypatch.setattr(module, "in_scope", lambda *_: true())
    monkeypatch.setattr(access.Actor, "covers", lambda *_: True)


async def _looked(door: Doorstep, who: str) -> list[Any]:
    """Every read of the register, by somebody: what came back."""
    place_id, entry_id = door.place(HOUSE), await _entry_id(door)
    why = {"fields": ["name", "phone"], "purpose": "visit", "reason": "上门"}
    asked = [
        await door.ask(who, "GET", "/register/people"),
        await door.ask(who, "GET", "/register/premises"),
        await door.ask(who, "GET", "/register/stale"),
        await door.ask(who, "GET", "/register/corrections"),
        await door.ask(who, "GET", f"/register/dwellings/{place_id}"),
        await door.ask(who, "GET", "/me/register-entries"),
        await door.ask(who, "POST", "/register/people/searches", json={"phone": PHONE}),
        await door.ask(who, "POST", "/register/people/searches", json={"name": "小梅"}),
        await door.ask(who, "POST", f"/register/people/{entry_id}/reveals", json=why),
    ]
    kept = ("items", "people", "premises", "facts", "found", "values", "entries", "corrections")
    return [
        found
        for answer in asked
        for name in kept
        if answer.status_code < 300 and (found := answer.json().get(name))
    ]


async def _entry_id(door: Doorstep) -> str:
    found = await door.search(OURS, phone=PHONE)
    return str(found[0]["id"])


async def test_the_second_wall_alone(door: Doorstep, no_filter: None) -> None:
    assert len(await _looked(door, OURS)) >= 7, "the probe sees what is there"
    assert await _looked(door, STRANGER) == []
    assert await _looked(door, "far_community_worker") == []


async def test_the_second_wall_alone_stops_changes(door: Doorstep, no_filter: None) -> None:
    entry_id = await _entry_id(door)
    changes = [
        ("PUT", f"/register/people/{entry_id}", {"phone": "13600136000"}),
        ("POST", f"/register/people/{entry_id}/departure", {"ends_on": "2026-10-01"}),
        ("PUT", f"/register/people/{entry_id}/facts/lives_alone", {"value": True}),
    ]
    for method, path, body in changes:
        answer = await door.ask(STRANGER, method, path, json=body)
        assert answer.status_code == 404
    assert len(await door.search(OURS, phone=PHONE)) == 1


async def test_the_first_wall_alone(door: Doorstep, server: Embedded) -> None:
    with security_off(server):
        assert len(await _looked(door, OURS)) >= 7, "the probe sees what is there"
        for who in (STRANGER, "far_community_worker", "partner", "same_building", "auditor"):
            assert await _looked(door, who) == [], who

"""The hot reads stay on their indexes, behind both walls, where there are many rows."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import ClauseElement, Executable, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles

from shequ_api.app import gather_parts
from shequ_api.base.access.actor import ActingPosting, Actor
from shequ_api.base.access.actor import Scope as Subtree
from shequ_api.base.access.roles import Role
from shequ_api.base.access.walls import enter_district, enter_scope
from shequ_api.base.places.models import Place
from shequ_api.base.register import queries
from shequ_api.base.register.models import Entry
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register.permissions import RegisterPermission
from shequ_api.features.register_upkeep.history import dwelling_history
from shequ_api.features.register_upkeep.worklist import stale_lines
from shequ_api.kit import embedded
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from shequ_api.kit.outbound import Outbound
from tests.cast import HOME, Cast
from tests.conftest import WORKER, clone, drop, settings_for_tests

NAME = f"shequ_plans_{WORKER}_test"
ROWS = 50_000
WHERE = (
    "city_id, district_id, subdistrict_id, community_id, compound_id, building_id,"
    " general_grid_id, micro_grid_id, place_id, made_grid_id"
)
PLACES = """
    SELECT n, p.city_id, p.district_id, p.subdistrict_id, p.community_id, p.compound_id,
      p.building_id, p.general_grid_id, p.micro_grid_id, p.id, p.micro_grid_id
    FROM generate_series(1, :rows) n
    JOIN (SELECT *, row_number() OVER (ORDER BY code) AS number, count(*) OVER () AS all_of_them
          FROM places
          WHERE kind = 'dwelling' OR (kind = 'community' AND code LIKE '510108%')) p
      ON p.number = 1 + n % p.all_of_them"""
PEOPLE = f"""
    INSERT INTO register_people (id, {WHERE}, name_codes, phone_index, id_number_index, sex,
      created_at, source, verified_at, stale_on)
    SELECT gen_random_uuid(), {WHERE}, ARRAY[n % 9973, n % 7919],
      decode(lpad(to_hex(n), 10, '0'), 'hex'), decode('f' || lpad(to_hex(n), 9, '0'), 'hex'), 0,
      now(), 'import', now(), current_date + (n % 400) - 100
    FROM ({PLACES}) AS t (n, {WHERE})"""
OCCUPANCIES = f"""
    INSERT INTO register_occupancies (id, entry_id, {WHERE}, belonging, household, starts_on,
      source, verified_at, stale_on)
    SELECT gen_random_uuid(), id, {WHERE}, 'tenant', 1, current_date, 'import', now(), stale_on
    FROM register_people"""
PREMISES = f"""
    INSERT INTO register_premises (id, {WHERE}, name, kind, created_at, source, verified_at,
      stale_on)
    SELECT gen_random_uuid(), {WHERE}, 'shop', 'shop', now(), 'import', now(), stale_on
    FROM register_people"""
FACTS = f"""
    INSERT INTO register_facts (id, {WHERE}, key, value, entry_id, source, verified_at, stale_on)
    SELECT gen_random_uuid(), {WHERE}, 'lives_alone', 'true', id, 'import', now(), stale_on
    FROM register_people"""

FORMER = f"""
    INSERT INTO register_history (id, {WHERE}, entry_id, source, verified_at, replaced_at)
    SELECT gen_random_uuid(), {WHERE}, id, 'import', now(), now() FROM register_people"""


class Explain(Executable, ClauseElement):
    """A statement's plan."""

    inherit_cache = False

    def __init__(self, statement: Any) -> None:
        self.statement = statement


@compiles(Explain)
def _explain(element: Explain, compiler: Any, **more: Any) -> str:
    return "EXPLAIN (ANALYZE, BUFFERS) " + str(compiler.process(element.statement, **more))


@pytest.fixture(scope="module")
async def crowd(server: Embedded, template: str) -> AsyncIterator[Parts]:
    """Some 50,000 people in the cast's dwellings."""
    parts = gather_parts(settings_for_tests(), clone(server, template, NAME).app)
    async with parts.get(Database).sessions() as session, session.begin():
        district = await session.scalar(text("SELECT id FROM places WHERE code = '510108000000'"))
        await enter_district(session, district)
        await session.execute(text("SET LOCAL statement_timeout = '60s'"))
        await session.execute(text(PEOPLE), {"rows": ROWS})
        for made in (OCCUPANCIES, PREMISES, FACTS, FORMER):
            await session.execute(text(made))
    # The app role may not: autovacuum does it in real life.
    embedded.superuser_sql(server, "VACUUM ANALYZE", database=NAME)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()
    drop(server, NAME)


async def acting(parts: Parts, role: Role, column: str, code: str) -> Actor:
    cast = await Cast.found(parts)
    posting = ActingPosting(
        id=new_id(),
        role=role,
        scope=Subtree(column, cast.places[code]),
        organisation_id=None,
        district_id=cast.places["510108000000"],
    )
    return Actor(
        person_id=new_id(),
        session_id=new_id(),
        token_id=new_id(),
        postings=[posting],
        acting=posting,
        permissions=frozenset(map(str, RegisterPermission)),
    )


SCOPES = [
    (Role.MICRO_GRID_WORKER, "micro_grid_id", f"{HOME}-m01"),
    (Role.GENERAL_GRID_WORKER, "general_grid_id", f"{HOME}-g01"),
    (Role.COMMUNITY_WORKER, "community_id", HOME),
]


async def plan_of(session: AsyncSession, actor: Actor, statement: Any) -> str:
    await enter_scope(session, actor, RegisterPermission.VIEW)
    lines = list(await session.scalars(Explain(statement)))
    return "\n".join(lines)


def on_indexes(plan: str) -> None:
    scanned = [line for line in plan.splitlines() if "Seq Scan on register_" in line]
    assert not scanned, plan
    assert "Sort Method: external" not in plan, plan


@pytest.mark.parametrize(("role", "column", "code"), SCOPES)
async def test_hot_reads_stay_on_indexes(crowd: Parts, role: Role, column: str, code: str) -> None:
    actor = await acting(crowd, role, column, code)
    assert actor.acting is not None
    seal, district_id = crowd.get(RegisterSeal), actor.acting.district_id
    assert district_id is not None
    phone = seal.phone_index(district_id, "13800138000")
    today = china_date(utc_now())
    stale, order = stale_lines(actor, today, after=(today, new_id()), most=21)
    by_phone = (Entry.district_id == district_id, Entry.phone_index == phone)
    async with crowd.get(Database).sessions() as session:
        its_code = Place.code == f"{HOME}-c1-b1-u1-d101"
        dwelling = (await session.scalars(select(Place).where(its_code))).one()
    past, past_order = dwelling_history(actor, dwelling)
    mine, mine_order = stale_lines(
        actor, today, micro_grid_id=dwelling.micro_grid_id, after=None, most=21
    )
    reads = {
        "people": queries.entries_of(actor).order_by(Entry.stale_on, Entry.id).limit(21),
        "phone": queries.entries_of(actor, *by_phone).limit(51),
        "name": queries.entries_of(actor, Entry.name_codes.contains([17])).limit(51),
        "history": past.order_by(*past_order).limit(21),
        "stale of a grid": mine.order_by(*mine_order).limit(21),
        "stale": stale.order_by(*order).limit(21),
    }
    for name, statement in reads.items():
        async with crowd.get(Database).sessions() as session:
            plan = await plan_of(session, actor, statement)
        on_indexes(plan)
        if name in {"people", "stale"}:
            assert f"ix_register_people_{column}_stale" in plan, plan
        if name == "phone":
            assert "ix_register_people_district_id_phone_index" in plan, plan

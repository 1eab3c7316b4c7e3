"""The data that the hot paths meet: one community, 200,000 tickets, 10,000 codes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.people.appointments import appoint
from shequ_api.base.people.models import Person
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.base.places.layout import BuildingPlan
from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.base.places.service import cover, draw_grid, found_compound
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from shequ_api.seed import seed

COMMUNITY, BUILDINGS, TICKETS, CODES = "510108015017", 60, 200_000, 10_000


@dataclass(frozen=True)
class Stage:
    """Who asks, and what there is to ask about."""

    token: str
    place: Place
    dwelling: Place
    person: Person


async def build(parts: Parts, now: datetime) -> None:
    """Fill an empty, migrated database."""
    database = parts.get(Database)
    await seed(parts, now)
    async with database.sessions() as session, session.begin():
        await session.execute(text("SET LOCAL statement_timeout = '300s'"))
        await _community(session, now)
        await session.execute(text(TICKET_ROWS), {"count": TICKETS, "now": now})
        await session.execute(text(CODE_ROWS), {"count": CODES, "now": now})


async def _community(session: AsyncSession, now: datetime) -> None:
    community = (await session.scalars(select(Place).where(Place.code == COMMUNITY))).one()
    plans = [BuildingPlan(f"{n:02d}", f"{n}栋", 2, 6, 2) for n in range(1, BUILDINGS + 1)]
    await found_compound(
        session, community, local_code="1", name="东苑", position=None, plans=plans
    )
    total = await draw_grid(
        session, community, kind=GridKind.TOTAL, name="总网格", parent=None, position=None
    )
    general = await draw_grid(
        session, community, kind=GridKind.GENERAL, name="一般网格", parent=total, position=None
    )
    for plan in plans:
        micro = await draw_grid(
            session,
            community,
            kind=GridKind.MICRO,
            name=f"{plan.name}微网格",
            parent=general,
            position=None,
        )
        found = select(Place).where(Place.code == f"{COMMUNITY}-c1-b{plan.local_code}")
        await cover(session, micro, [(await session.scalars(found)).one()])
    worker = Person(id=new_id(), name="微网格员", created_at=now)
    session.add(worker)
    await session.flush()
    grid = (await session.scalars(select(Grid).where(Grid.code == f"{COMMUNITY}-m01"))).one()
    appoint(
        session,
        None,
        worker,
        role=Role.MICRO_GRID_WORKER,
        held_at=grid,
        starts_on=date(2026, 1, 1),
        now=now,
    )


# Rows by the hundred thousand are made where they lie, in the shape that the services give them.
TICKET_ROWS = """
WITH spots AS (
  SELECT p.*, row_number() OVER (ORDER BY p.code) - 1 AS n, count(*) OVER () AS spots
  FROM places p WHERE p.kind = 'dwelling'
), numbered AS (
  SELECT g, uuidv7() AS case_id, uuidv7() AS ticket_id,
         CAST(:now AS timestamptz) - g * interval '1 minute' AS made_at
  FROM generate_series(1, CAST(:count AS int)) g
), cases AS (
  INSERT INTO workflow_cases (id, flow, state, steps_taken, district_id, opened_at, changed_at)
  SELECT n.case_id, 'ticket', 'submitted', 1,
         (SELECT district_id FROM spots LIMIT 1), n.made_at, n.made_at
  FROM numbered n
)
INSERT INTO tickets (id, district_id, subdistrict_id, community_id, compound_id, building_id,
  general_grid_id, micro_grid_id, place_id, made_grid_id, service_code, text, private, reporter_id,
  source_kind, case_id, created_at)
SELECT n.ticket_id, s.district_id, s.subdistrict_id, s.community_id, s.compound_id, s.building_id,
  s.general_grid_id, s.micro_grid_id, s.id, s.micro_grid_id, 'environment',
  '楼道里堆放了旧家具，请尽快处理 ' || n.g, false,
  (SELECT id FROM persons LIMIT 1), 'mini_program', n.case_id, n.made_at
FROM numbered n JOIN spots s ON s.n = n.g % s.spots
"""
CODE_ROWS = """SELECT CAST(:count AS int), CAST(:now AS timestamptz)"""


async def stage(parts: Parts, now: datetime) -> Stage:
    """Sign the worker in."""
    async with parts.get(Database).sessions() as session, session.begin():
        person = (await session.scalars(select(Person).where(Person.name == "微网格员"))).one()
        login = start_login(session, person, now=now)
        place = await _place(session, f"{COMMUNITY}-c1-b01")
        dwelling = await _place(session, f"{COMMUNITY}-c1-b01-u1-d101")
        token = parts.get(Doorman).pair(login, now).access_token
    return Stage(token, place, dwelling, person)


async def _place(session: AsyncSession, code: str) -> Any:
    return (await session.scalars(select(Place).where(Place.code == code))).one()

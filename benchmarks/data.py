"""The data that the hot paths meet: one community, 200,000 tickets, 10,000 codes."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.people.appointments import appoint
from shequ_api.base.people.models import Person
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.base.places.coverage import cover
from shequ_api.base.places.layout import BuildingPlan
from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.base.places.service import draw_grid, found_compound
from shequ_api.blocks.forms.models import Form, FormVersion
from shequ_api.features.codes.models import PlaceCode
from shequ_api.features.codes.rules import CodeSigner
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from shequ_api.seed import seed

COMMUNITY, BUILDINGS, TICKETS, CODES = "510108015017", 60, 200_000, 10_000
RESIDENTS, BATCH = 1_400, 10_000
FORM = "household_safety"


@dataclass(frozen=True)
class Stage:
    """Who asks, and what there is to ask about."""

    token: str
    dwelling: Place
    code: str
    form_version_id: UUID


async def build(parts: Parts, now: datetime) -> None:
    """Fill an empty, migrated database."""
    database = parts.get(Database)
    await seed(parts, now)
    async with database.sessions() as session, session.begin():
        await session.execute(text("SET LOCAL statement_timeout = '300s'"))
        await _community(session, now)
        for first in range(1, TICKETS, BATCH):
            numbers = {"first": first, "last": first + BATCH - 1, "now": now}
            await session.execute(text(TICKET_ROWS), numbers)
        version = parts.get(CodeSigner).current
        await session.execute(text(CODE_ROWS), {"count": CODES, "now": now, "version": version})
        await session.execute(text(LIVE_ROWS))


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
    residents = [Person(id=new_id(), name=f"居民{n}", created_at=now) for n in range(RESIDENTS)]
    session.add_all([worker, *residents])
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
), reporters AS (
  SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS people
  FROM persons WHERE name LIKE '居民%'
), numbered AS (
  SELECT g, uuidv7() AS case_id, uuidv7() AS ticket_id,
         CAST(:now AS timestamptz) - g * interval '1 minute' AS made_at
  FROM generate_series(CAST(:first AS int), CAST(:last AS int)) g
), cases AS (
  INSERT INTO workflow_cases (id, flow, state, steps_taken, district_id, opened_at, changed_at)
  SELECT n.case_id, 'ticket', 'submitted', 1,
         (SELECT district_id FROM spots LIMIT 1), n.made_at, n.made_at
  FROM numbered n
)
INSERT INTO tickets (id, city_id, district_id, subdistrict_id, community_id, compound_id,
  building_id, general_grid_id, micro_grid_id, place_id, made_grid_id, service_code, text,
  private, reporter_id, source_kind, case_id, state, created_at)
SELECT n.ticket_id, s.city_id, s.district_id, s.subdistrict_id, s.community_id, s.compound_id,
  s.building_id, s.general_grid_id, s.micro_grid_id, s.id, s.micro_grid_id, 'environment',
  '楼道里堆放了旧家具，请尽快处理 ' || n.g, false,
  r.id, 'mini_program', n.case_id, 'submitted', n.made_at
FROM numbered n JOIN spots s ON s.n = n.g % s.spots
JOIN reporters r ON r.n = n.g % r.people
"""
CODE_ROWS = """
INSERT INTO place_codes (id, city_id, district_id, subdistrict_id, community_id, compound_id,
  building_id, general_grid_id, micro_grid_id, place_id, made_grid_id, purpose, nonce,
  short_number, key_version, state, issued_by_id, issued_at)
SELECT uuidv7(), s.city_id, s.district_id, s.subdistrict_id, s.community_id, s.compound_id,
  s.building_id, s.general_grid_id, s.micro_grid_id, s.id, s.micro_grid_id, 'place',
  decode(lpad(to_hex(g), 16, '0'), 'hex'), lpad(to_hex(g), 8, '0'), CAST(:version AS text),
  'superseded',
  (SELECT id FROM persons LIMIT 1), CAST(:now AS timestamptz)
FROM generate_series(1, CAST(:count AS int)) g
JOIN (SELECT p.*, row_number() OVER (ORDER BY p.code) - 1 AS n, count(*) OVER () AS spots
      FROM places p WHERE p.kind = 'building' AND p.district_id IS NOT NULL) s ON s.n = g % s.spots
"""
LIVE_ROWS = """
UPDATE place_codes c SET state = 'live'
FROM (SELECT DISTINCT ON (place_id) id FROM place_codes ORDER BY place_id, id) AS first
WHERE c.id = first.id
"""


async def stage(parts: Parts, now: datetime) -> Stage:
    """Sign the worker in, and find what the requests name."""
    async with parts.get(Database).sessions() as session, session.begin():
        person = (await session.scalars(select(Person).where(Person.name == "微网格员"))).one()
        login = start_login(session, person, now=now)
        code = f"{COMMUNITY}-c1-b01"
        spots = {
            place.code: place
            for place in await session.scalars(
                select(Place).where(Place.code.in_([code, f"{code}-u1-d101"]))
            )
        }
        live = select(PlaceCode).where(
            PlaceCode.place_id == spots[code].id, PlaceCode.state == "live"
        )
        printed = (await session.scalars(live)).one()
        form = (
            select(FormVersion.id)
            .join(Form, Form.id == FormVersion.form_id)
            .where(Form.key == FORM, FormVersion.published_at.is_not(None))
            .order_by(FormVersion.number.desc())
            .limit(1)
        )
        return Stage(
            token=parts.get(Doorman).pair(login, now).access_token,
            dwelling=spots[f"{code}-u1-d101"],
            code=parts.get(CodeSigner).text_of(printed.key_version, printed.nonce),
            form_version_id=(await session.scalars(form)).one(),
        )

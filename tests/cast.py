"""The cast: one small standing community, its neighbours, and their people.

致强社区 has two compounds; 东苑 has two buildings in two micro-grids of one general grid, 西苑 has
one building in a micro-grid of another. 和美社区, in another subdistrict, is laid out alike.
"""

from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.people.appointments import appoint
from shequ_api.base.people.models import PartnerKind, Person
from shequ_api.base.people.organisations import register_organisation
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.rules import SCOPE_KINDS
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.base.places.coordinates import Point
from shequ_api.base.places.coverage import cover
from shequ_api.base.places.divisions import import_divisions, read_divisions
from shequ_api.base.places.layout import BuildingPlan
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Grid, GridKind, Place
from shequ_api.base.places.service import draw_grid, found_compound
from shequ_api.base.residency.models import Belonging, Residency, VerificationMeans
from shequ_api.features.assets.seed import seed_asset_kinds
from shequ_api.features.charity.service import general_pool
from shequ_api.features.earning_rules.seed import seed_rules
from shequ_api.features.patrols.seed import publish_shipped_forms
from shequ_api.features.tickets.seed import seed_services
from shequ_api.features.visit_purposes.seed import seed_purposes
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id

HOME, NEIGHBOUR = "510108015017", "510108014012"
DIVISIONS = Path(str(files("shequ_api.base.places") / "data" / "chengdu_divisions.csv"))
BEGAN = date(2026, 1, 1)

PLAN = [
    BuildingPlan("1", "1栋", units=1, floors=2, dwellings_per_floor=2),
    BuildingPlan("2", "2栋", units=1, floors=2, dwellings_per_floor=2),
]


@dataclass(frozen=True)
class Member:
    """Somebody of the cast: name, phone, role, and where: a grid's or place's code, a dwelling."""

    key: str
    name: str
    phone: str
    role: Role = Role.RESIDENT
    held_at: str | None = None
    dwelling: str | None = None


MEMBERS = [
    Member("resident", "甲居民", "13900000001", dwelling=f"{HOME}-c1-b1-u1-d101"),
    Member("same_building", "乙居民", "13900000002", dwelling=f"{HOME}-c1-b1-u1-d102"),
    Member("same_compound", "丙居民", "13900000003", dwelling=f"{HOME}-c1-b2-u1-d101"),
    Member("far_resident", "丁居民", "13900000004", dwelling=f"{NEIGHBOUR}-c1-b1-u1-d101"),
    Member("newcomer", "戊居民", "13900000005"),
    Member("micro_grid_worker", "甲微格", "13900000011", Role.MICRO_GRID_WORKER, f"{HOME}-m01"),
    Member("next_micro_worker", "乙微格", "13900000012", Role.MICRO_GRID_WORKER, f"{HOME}-m02"),
    Member("general_grid_worker", "甲网格", "13900000013", Role.GENERAL_GRID_WORKER, f"{HOME}-g01"),
    Member("next_general_worker", "乙网格", "13900000014", Role.GENERAL_GRID_WORKER, f"{HOME}-g02"),
    Member("community_worker", "甲社工", "13900000021", Role.COMMUNITY_WORKER, HOME),
    Member("far_community_worker", "乙社工", "13900000022", Role.COMMUNITY_WORKER, NEIGHBOUR),
    Member("partner", "甲伙伴", "13900000031", Role.PARTNER, HOME),
    Member("far_partner", "乙伙伴", "13900000032", Role.PARTNER, NEIGHBOUR),
    Member("grid_chief", "甲网长", "13900000023", Role.GRID_CHIEF, f"{HOME}-z01"),
    Member("committee_member", "甲委员", "13900000033", Role.COMMITTEE_MEMBER, f"{HOME}-c1"),
    Member(
        "subdistrict_administrator",
        "甲街管",
        "13900000042",
        Role.SUBDISTRICT_ADMINISTRATOR,
        "510108015",
    ),
    Member("city_administrator", "甲市管", "13900000043", Role.CITY_ADMINISTRATOR, "5101"),
    Member("auditor", "甲审计", "13900000044", Role.AUDITOR, "510108"),
    Member("department_officer", "甲部门", "13900000045", Role.DEPARTMENT_OFFICER, "510108"),
    Member(
        "district_administrator", "甲区管", "13900000041", Role.DISTRICT_ADMINISTRATOR, "510108"
    ),
]


async def assemble(parts: Parts, now: datetime) -> None:
    """Build the community into an empty database."""
    async with parts.get(Database).sessions() as session, session.begin():
        await import_divisions(session, read_divisions(DIVISIONS))
        for code in (HOME, NEIGHBOUR):
            await build_community(session, code)
    async with parts.get(Database).sessions() as session, session.begin():
        await seed_services(session)
        await seed_asset_kinds(session)
        await seed_purposes(session)
        await seed_rules(session, now)
        communities = select(Place).where(Place.code.in_([HOME, NEIGHBOUR]))
        for community in (await session.scalars(communities)).all():
            await general_pool(session, community, now=now)
        for member in MEMBERS:
            await _settle(session, parts.get(PhoneBook), member, now)
        await publish_shipped_forms(session, now)


async def place(session: AsyncSession, code: str) -> Place:
    """A place by its code; six digits name a district."""
    return (await session.scalars(select(Place).where(Place.code == code.ljust(12, "0")))).one()


async def grid(session: AsyncSession, code: str) -> Grid:
    return (await session.scalars(select(Grid).where(Grid.code == code))).one()


async def build_community(session: AsyncSession, code: str) -> None:
    """Two compounds with their buildings and grids in an official community."""
    community = await place(session, code)
    total = await draw_grid(
        session, community, kind=GridKind.TOTAL, name="总网格", parent=None, position=None
    )
    position = Point(104.128, 30.702)
    for number, name in (("1", "东苑"), ("2", "西苑")):
        plan = PLAN if number == "1" else PLAN[:1]
        compound = await found_compound(
            session, community, local_code=number, name=name, position=position, plans=plan
        )
        general = await draw_grid(
            session,
            community,
            kind=GridKind.GENERAL,
            name=f"{name}一般网格",
            parent=total,
            position=position,
        )
        for building in plan:
            micro = await draw_grid(
                session,
                community,
                kind=GridKind.MICRO,
                name=f"{name}{building.name}微网格",
                parent=general,
                position=position,
            )
            covered = await place(session, f"{compound.code}-b{building.local_code}")
            await cover(session, micro, [covered])


async def _settle(session: AsyncSession, book: PhoneBook, member: Member, now: datetime) -> None:
    person = Person(id=new_id(), name=member.name, created_at=now)
    book.write(person, member.phone)
    session.add(person)
    await session.flush()
    if member.held_at is not None:
        at_grid = bool(SCOPE_KINDS[member.role] & set(GridKind))
        held_at: Any = await (grid if at_grid else place)(session, member.held_at)
        organisation = None
        if member.role == Role.PARTNER:
            organisation = register_organisation(
                session,
                name=f"{member.name}商店",
                partner_kind=PartnerKind.BUSINESS,
                community=held_at,
                now=now,
            )
            await session.flush()
        appoint(
            session,
            None,
            person,
            role=member.role,
            held_at=held_at,
            organisation=organisation,
            starts_on=BEGAN,
            now=now,
        )
    if member.dwelling is not None:
        dwelling = await place(session, member.dwelling)
        session.add(
            Residency(
                **located_at(dwelling),
                person_id=person.id,
                belonging=Belonging.OWNER,
                starts_on=BEGAN,
                claimed_at=now,
                verified_at=now,
                verified_by_means=VerificationMeans.DOOR,
                verified_by_id=person.id,
            )
        )


class Cast:
    """Finds the cast's people and places, and signs people in."""

    def __init__(self, parts: Parts, people: dict[str, UUID], places: dict[str, UUID]) -> None:
        self._parts = parts
        self.people = people
        self.places = places
        """Code → id, of the two communities, of all inside them, and of their grids."""

    @classmethod
    async def found(cls, parts: Parts) -> "Cast":
        async with parts.get(Database).sessions() as session:
            named = (await session.execute(select(Person.name, Person.id))).all()
            by_name = {row.name: row.id for row in named}
            inside = select(Place.code, Place.id).where(
                Place.code.startswith(HOME)
                | Place.code.startswith(NEIGHBOUR)
                | (Place.code == "510108000000")
            )
            places = {row.code: row.id for row in (await session.execute(inside)).all()}
            grids = (await session.execute(select(Grid.code, Grid.id))).all()
            places |= {row.code: row.id for row in grids}
        people = {member.key: by_name[member.name] for member in MEMBERS}
        return cls(parts, people, places)

    async def token(self, key: str) -> str:
        """An access token of a member, by a sign-in of its own."""
        now = utc_now()
        async with self._parts.get(Database).sessions() as session, session.begin():
            person = await session.get_one(Person, self.people[key])
            login = start_login(session, person, now=now)
            await session.flush()
            return self._parts.get(Doorman).pair(login, now).access_token

    async def headers(self, key: str) -> dict[str, str]:
        """The Authorization header of a member."""
        return {"Authorization": f"Bearer {await self.token(key)}"}

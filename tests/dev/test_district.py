"""A made-up district keeps every rule that a real one keeps, and has exactly its totals."""

from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select

from shequ_api.app import close_parts, create_app, gather_parts
from shequ_api.base.access.walls import enter_district
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.base.people.sessions import Doorman, start_login
from shequ_api.base.places.layout import BuildingPlan, laid_out
from shequ_api.base.places.located import Located
from shequ_api.base.places.models import PlaceKind
from shequ_api.base.register.models import Entry
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.dev.district.numbers import staff_phone
from shequ_api.dev.district.targets import LONGQUANYI
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.model import Base
from tests.conftest import settings_for_tests
from tests.dev.made import INSIDE, OURS, TOTALS, Made

SCOPES = (
    *("city_id", "district_id", "subdistrict_id", "community_id", "compound_id", "building_id"),
    *("general_grid_id", "micro_grid_id"),
)
IN_FORCE = "starts_on <= current_date AND (ends_on IS NULL OR ends_on > current_date)"


def test_the_totals_are_exact(made: Made) -> None:
    def postings(role: str, held: str = "held_kind <> 'dedicated_grid'") -> int:
        return made.count("postings", f"{OURS} AND role = '{role}' AND {IN_FORCE} AND {held}")

    def grids(kind: str) -> int:
        return made.count("grids", f"{INSIDE} AND kind = '{kind}'")

    assert made.count("places", f"{INSIDE} AND kind = 'compound'") == TOTALS.compounds
    assert grids("micro_grid") == TOTALS.micro_grids
    assert grids("general_grid") == TOTALS.general_grids
    assert grids("dedicated_grid") == TOTALS.dedicated_grids
    assert grids("total_grid") == 1
    assert postings("micro_grid_worker") == TOTALS.micro_grid_workers
    dedicated = postings("micro_grid_worker", "held_kind = 'dedicated_grid'")
    assert dedicated == TOTALS.dedicated_grid_workers
    assert postings("general_grid_worker") == TOTALS.general_grid_workers
    assert postings("community_worker") == TOTALS.community_workers
    assert made.count("register_people", OURS) == TOTALS.people
    dwellings = made.count("places", f"{INSIDE} AND kind = 'dwelling'")
    assert abs(dwellings - TOTALS.dwellings) <= 50, "buildings have whole floors"


def test_every_dwelling_lies_in_one_micro_grid_of_30_to_100(made: Made) -> None:
    sizes = made.ask(
        f"SELECT count(*) FROM places WHERE {INSIDE} AND kind = 'dwelling' GROUP BY micro_grid_id"
    )
    assert len(sizes) == TOTALS.micro_grids
    assert all(30 <= int(size) <= 100 for size in sizes)
    astray = f"""
        SELECT p.code FROM places p LEFT JOIN grids m ON m.id = p.micro_grid_id
        WHERE p.{INSIDE} AND p.kind = 'dwelling' AND (m.kind <> 'micro_grid' OR m.id IS NULL
          OR m.community_id <> p.community_id OR m.parent_id <> p.general_grid_id)"""
    assert made.ask(astray) == []


def test_a_building_among_several_micro_grids_lies_in_none(made: Made) -> None:
    found = made.ask(f"""
        SELECT b.micro_grid_id IS NULL, count(DISTINCT u.micro_grid_id) > 1, count(*) FROM places b
        JOIN places u ON u.parent_id = b.id WHERE b.{INSIDE} AND b.kind = 'building'
        GROUP BY b.id, b.micro_grid_id""")
    kinds = {tuple(row.split("|")[:2]) for row in found}
    assert kinds == {("t", "t"), ("f", "f")}, "both sorts are there, and no other"


def test_located_rows_agree_with_their_places(made: Made) -> None:
    looked_at = 0
    mapped: list[Any] = [mapper.class_ for mapper in Base.registry.mappers]
    for table in [cls.__table__.name for cls in mapped if issubclass(cls, Located)]:
        differs = " OR ".join(f"t.{column} IS DISTINCT FROM p.{column}" for column in SCOPES)
        ours = f"p.{INSIDE} AND p.id = t.place_id"
        assert made.count(f"{table} t, places p", f"{ours} AND ({differs})") == 0, table
        looked_at += made.count(f"{table} t, places p", ours) > 0
    assert looked_at >= 5, "residencies and the register's tables have rows"


def test_places_are_what_laying_them_out_gives(made: Made) -> None:
    rows = made.ask(
        f"SELECT code, name, kind, full_name, path FROM places"
        f" WHERE {INSIDE} AND community_id IS NOT NULL"
    )
    found = {code: rest for code, *rest in (row.split("|") for row in rows)}
    below = defaultdict(list)
    for code in found:
        below[code.rpartition("-")[0]].append(code)
    for code, (name, kind, full_name, path) in found.items():
        if kind != PlaceKind.COMPOUND:
            continue
        plans = []
        for building in sorted(below[code]):
            unit = below[building][0]
            floors = {dwelling.rpartition("-d")[2][:-2] for dwelling in below[unit]}
            plans.append(
                BuildingPlan(
                    building.rpartition("-b")[2],
                    found[building][0],
                    len(below[building]),
                    len(floors),
                    len(below[unit]) // len(floors),
                )
            )
        above = dict.fromkeys((*SCOPES,), None)
        compound = above | {"id": None, "code": code, "path": path, "full_name": full_name}
        laid = {
            row["code"]: [row["name"], str(row["kind"]), row["full_name"], row["path"]]
            for row in laid_out(compound | {"kind": PlaceKind.COMPOUND, "name": name}, plans)
        }
        inside = {key: value for key, value in found.items() if key.startswith(f"{code}-")}
        assert laid == inside


def test_a_fifth_of_the_register_wants_a_new_look(made: Made) -> None:
    for table in ("register_people", "register_occupancies", "register_facts"):
        stale = made.count(table, f"{OURS} AND stale_on <= current_date")
        whole = made.count(table, OURS)
        assert 0.15 <= stale / whole <= 0.25, table
    assert made.count("register_people", f"{OURS} AND verified_at > now()") == 0


def test_workers_live_where_they_work_and_some_grids_are_vacant(made: Made) -> None:
    homeless = f"""SELECT p.id FROM postings p WHERE {OURS} AND role = 'micro_grid_worker'
        AND held_kind = 'micro_grid' AND NOT EXISTS (SELECT FROM residencies r
            WHERE r.person_id = p.person_id AND r.micro_grid_id = p.grid_id)"""
    assert made.ask(homeless) == []
    vacant = f"""SELECT count(*) FROM grids g WHERE {INSIDE} AND kind = 'micro_grid' AND NOT EXISTS
        (SELECT FROM postings p WHERE p.grid_id = g.id AND {IN_FORCE})"""
    assert int(made.ask(vacant)[0]) == max(1, round(TOTALS.micro_grids * 0.015))
    several = f"SELECT person_id FROM postings WHERE {OURS} GROUP BY 1 HAVING count(*) > 1"
    assert made.ask(several) != []


@pytest.fixture
async def parts(made: Made) -> AsyncIterator[Parts]:
    gathered = gather_parts(settings_for_tests(), made.addresses.app)
    yield gathered
    await close_parts(gathered)


async def test_sealed_values_open_and_name_the_holder_of_the_account(
    made: Made, parts: Parts
) -> None:
    (district,) = made.ask(f"SELECT id FROM places WHERE code = '{LONGQUANYI.code}000000'")
    seal, book = parts.get(RegisterSeal), parts.get(PhoneBook)
    async with parts.get(Database).sessions() as session, session.begin():
        await enter_district(session, UUID(district))
        joined = select(Entry, Person).join(Person, Person.id == Entry.person_id).limit(50)
        rows = (await session.execute(joined)).all()
    assert len(rows) == 50
    for entry, person in rows:
        name = seal.open("register_people", entry.id, "name", entry.name_sealed)
        phone = seal.open("register_people", entry.id, "phone", entry.phone_sealed)
        assert name == person.name
        assert person.phone_sealed is not None
        assert phone == book.read(person.id, person.phone_sealed)
        assert entry.phone_index == seal.phone_index(entry.district_id, phone or "")
        assert entry.name_codes == seal.name_codes(entry.district_id, name or "")


async def test_the_staff_signs_in_and_reads_its_lists(made: Made, parts: Parts) -> None:
    phones = {"district_administrator": staff_phone(LONGQUANYI.phone_prefix, 1)}
    tokens = {}
    async with parts.get(Database).sessions() as session, session.begin():
        for role, phone in phones.items():
            held = Person.phone_index == parts.get(PhoneBook).index_of(phone)
            person = (await session.scalars(select(Person).where(held))).one()
            tokens[role] = start_login(session, person, now=utc_now())
        for role in ("micro_grid_worker", "community_worker"):
            held_by = made.ask(
                f"SELECT person_id FROM postings WHERE {OURS} AND role = '{role}' AND {IN_FORCE}"
                " AND person_id IN (SELECT person_id FROM postings GROUP BY 1 HAVING count(*) = 1)"
            )
            person = await session.get_one(Person, UUID(held_by[0]))
            tokens[role] = start_login(session, person, now=utc_now())
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        for role, login in tokens.items():
            token = parts.get(Doorman).pair(login, utc_now()).access_token
            headers = {"Authorization": f"Bearer {token}"}
            me = await client.get("/api/v1/me", headers=headers)
            assert [posting["role"] for posting in me.json()["postings"]] == [role]
            lists = ["/tickets?view=scope"]
            lists += [] if role == "district_administrator" else ["/residencies"]
            for path in lists:
                answer = await client.get(f"/api/v1{path}", headers=headers)
                assert answer.status_code == 200, (role, path, answer.text)

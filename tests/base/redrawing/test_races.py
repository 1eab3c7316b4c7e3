"""Several hands at the trees at once, on committed rows and several connections."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text

from shequ_api.app import create_app, gather_parts
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests import clocks
from tests.base.redrawing.conftest import (
    BUILDING,
    COMPOUND,
    DOORS,
    GRID,
    NEXT_GRID,
    OTHER_BUILDING,
    OTHER_COMPOUND,
    Office,
    placed,
)
from tests.base.redrawing.test_moving import astray
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.conftest import WORKER, clone, settings_for_tests

WHO = "district_administrator"
ROUNDS = 4
STRAYED_ROWS = """
    SELECT t.id FROM {0} t JOIN places p ON p.id = t.place_id
    WHERE (t.community_id, t.compound_id, t.building_id)
          IS DISTINCT FROM (p.community_id, p.compound_id, p.building_id)
       OR (t.micro_grid_id, t.general_grid_id)
          IS DISTINCT FROM (p.micro_grid_id, p.general_grid_id)"""
STRAYED_POSTINGS = """
    SELECT o.id FROM postings o JOIN places p ON p.id = o.place_id
    WHERE o.ended_at IS NULL AND (o.community_id, o.subdistrict_id, o.district_id, o.city_id)
          IS DISTINCT FROM (p.community_id, p.subdistrict_id, p.district_id, p.city_id)"""
STRAYED_ABSENCES = """
    SELECT a.id FROM absences a JOIN postings o ON o.id = a.posting_id
    WHERE (a.community_id, a.subdistrict_id, a.district_id, a.city_id)
          IS DISTINCT FROM (o.community_id, o.subdistrict_id, o.district_id, o.city_id)"""
IN_ENDED_GRIDS = """
    SELECT p.code FROM places p JOIN grids g ON g.id = p.micro_grid_id
    WHERE g.ended_at IS NOT NULL OR g.community_id <> p.community_id
       OR g.parent_id <> p.general_grid_id"""


@pytest.fixture
async def parts(server: Embedded, template: str) -> AsyncIterator[Parts]:
    addresses = clone(server, template, f"shequ_trees_{WORKER}_test")
    parts = gather_parts(settings_for_tests(), addresses.app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(create_app(settings_for_tests(), parts))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


async def hangs_together(parts: Parts) -> None:
    async with parts.get(Database).sessions() as session:
        assert await astray(session) == []
        assert (await session.scalars(text(IN_ENDED_GRIDS))).all() == []
        for table in ("residencies", "tickets"):
            assert (await session.scalars(text(STRAYED_ROWS.format(table)))).all() == [], table
        for strayed in (STRAYED_POSTINGS, STRAYED_ABSENCES):
            assert (await session.scalars(text(strayed))).all() == [], strayed


async def test_moves_at_once_leave_one_tree(parts: Parts, office: Office) -> None:
    """A building goes one way, its compound another, and both come back."""
    await office.ticket(DOORS[0])
    for _ in range(ROUNDS):
        answers = await asyncio.gather(
            office.move(WHO, COMPOUND, NEIGHBOUR),
            office.move(WHO, BUILDING, OTHER_COMPOUND),
            office.move(WHO, BUILDING, f"{NEIGHBOUR}-c1"),
            office.move(WHO, OTHER_COMPOUND, NEIGHBOUR),
        )
        assert {answer.status_code for answer in answers} <= {200, 404, 409}, [
            answer.text for answer in answers
        ]
        assert any(answer.status_code == 200 for answer in answers)
        await hangs_together(parts)
        back = [(COMPOUND, HOME), (OTHER_COMPOUND, HOME), (BUILDING, COMPOUND)]
        for code, parent in back:
            assert (await office.move(WHO, code, parent)).status_code == 200
        await hangs_together(parts)


async def test_a_move_against_a_split(parts: Parts, office: Office) -> None:
    halves = [
        office.part("甲", DOORS[0], DOORS[1]),
        office.part("乙", DOORS[2], DOORS[3]),
    ]
    split, moved, covered = await asyncio.gather(
        office.split(WHO, GRID, *halves),
        office.move(WHO, BUILDING, f"{NEIGHBOUR}-c1"),
        office.ask(
            WHO,
            "PUT",
            f"/grids/{office.id(NEXT_GRID)}/coverage",
            {"place_ids": [office.id(BUILDING)]},
        ),
    )
    assert moved.status_code == 200, moved.text
    assert split.status_code in {201, 409, 422}, split.text
    assert covered.status_code in {200, 409, 422}, covered.text
    await hangs_together(parts)


async def test_two_splits_and_a_merger_end_a_grid_once(parts: Parts, office: Office) -> None:
    halves = [
        office.part("甲", DOORS[0], DOORS[1]),
        office.part("乙", DOORS[2], DOORS[3]),
    ]
    answers = await asyncio.gather(
        office.split("community_worker", GRID, *halves),
        office.split("grid_chief", GRID, *halves),
        office.merge(WHO, GRID, NEXT_GRID),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    await hangs_together(parts)


async def test_what_is_written_meanwhile_is_brought_after(
    parts: Parts, office: Office, cast: Cast
) -> None:
    """A ticket whose place was read before a move, and written after it."""
    written = await office.ticket(f"{OTHER_BUILDING}-u1-d101")
    sessions = parts.get(Database).sessions
    async with sessions() as session:
        late = await session.get_one(Ticket, written)
        stale = {name: getattr(late, name) for name in ("community_id", "subdistrict_id")}
        stale |= {"micro_grid_id": cast.places[NEXT_GRID], "general_grid_id": late.general_grid_id}
    assert (await office.move(WHO, COMPOUND, NEIGHBOUR)).status_code == 200
    async with sessions() as session, session.begin():
        late = await session.get_one(Ticket, written)
        for name, value in stale.items():
            setattr(late, name, value)
    await clocks.drain(parts, utc_now(), "redrawing.bring_after")
    await hangs_together(parts)
    async with sessions() as session:
        door = await placed(session, cast, f"{OTHER_BUILDING}-u1-d101")
        late = await session.get_one(Ticket, written)
        assert late.community_id == door.community_id == cast.places[NEIGHBOUR]
        assert late.made_grid_id == cast.places[NEXT_GRID]


async def test_tickets_that_are_being_filed_follow(
    parts: Parts, office: Office, cast: Cast
) -> None:
    filing = asyncio.gather(*(office.ticket(code) for code in DOORS * 2))
    moved, _ = await asyncio.gather(office.move(WHO, COMPOUND, NEIGHBOUR), filing)
    assert moved.status_code == 200, moved.text
    await clocks.drain(parts, utc_now(), "redrawing.bring_after")
    await hangs_together(parts)

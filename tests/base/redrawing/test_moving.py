"""Moving places and grids: what lies in them comes along, codes stay."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from shequ_api.base.places.following import moving_models
from shequ_api.base.residency.models import Residency
from shequ_api.features.tickets.models import Ticket
from tests.base.redrawing.conftest import (
    BUILDING,
    COMPOUND,
    DOORS,
    GRID,
    OTHER_COMPOUND,
    WHY,
    Office,
    placed,
)
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.counting import Queries


async def test_a_compound_comes_into_another_community_with_all_that_is_in_it(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    ticket, stays = await office.ticket(DOORS[0]), await office.ticket(f"{OTHER_COMPOUND}-b1")
    moved = await office.move("district_administrator", COMPOUND, NEIGHBOUR)
    assert moved.status_code == 200, moved.text
    body = moved.json()
    assert body["place"]["code"] == COMPOUND
    assert body["places"] == 1 + 2 * (1 + 1 + 4)
    assert {row["table"]: row["rows"] for row in body["rows"]} == {"residencies": 3, "tickets": 1}
    assert all(row["title"] for row in body["rows"])
    assert body["postings"] == 1

    there = await placed(session, cast, NEIGHBOUR)
    door = await placed(session, cast, DOORS[0])
    assert door.path.startswith(f"{there.path}.")
    assert (door.community_id, door.subdistrict_id) == (there.id, there.subdistrict_id)
    assert (door.micro_grid_id, door.general_grid_id) == (None, None)
    assert (door.code, door.full_name) == (DOORS[0], "东苑1栋1单元101号")
    own = await session.get_one(Ticket, ticket, populate_existing=True)
    assert (own.community_id, own.micro_grid_id) == (there.id, None)
    assert own.made_grid_id == cast.places[GRID]
    home = select(Residency).where(Residency.place_id == door.id)
    assert (await session.scalars(home)).one().community_id == there.id
    member = select(Posting).where(Posting.person_id == cast.people["committee_member"])
    posting = (await session.scalars(member)).one()
    assert (posting.community_id, posting.subdistrict_id) == (there.id, there.subdistrict_id)

    assert ticket in await office.sees("far_community_worker")
    assert await office.sees("community_worker") == {stays}
    # The neighbours have a c1 of their own, with a b1: neither is touched, nor mistaken for ours.
    near = await placed(session, cast, f"{NEIGHBOUR}-c1-b1-u1-d101")
    assert near.compound_id == cast.places[f"{NEIGHBOUR}-c1"]
    lost = {"local_code": "1", "name": "东苑", "buildings": [_building()]}
    again = await office.ask(
        "community_worker", "POST", f"/places/{office.id(HOME)}/compounds", lost
    )
    assert (again.status_code, again.json()["code"]) == (409, "place_code_taken")
    back = await office.move("district_administrator", COMPOUND, HOME)
    assert back.status_code == 200, back.text
    assert (await placed(session, cast, DOORS[0])).community_id == cast.places[HOME]


def _building() -> dict[str, object]:
    return {
        "local_code": "1",
        "name": "1栋",
        "units": 1,
        "floors": 1,
        "dwellings_per_floor": 1,
    }


async def test_a_building_moves_between_compounds_and_keeps_its_grid(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    assert (await placed(session, cast, OTHER_COMPOUND)).micro_grid_id == cast.places[f"{HOME}-m03"]
    moved = await office.move("community_worker", BUILDING, OTHER_COMPOUND)
    assert moved.status_code == 200, moved.text
    door = await placed(session, cast, DOORS[0])
    assert door.compound_id == cast.places[OTHER_COMPOUND]
    assert door.building_id == cast.places[BUILDING]
    assert door.micro_grid_id == cast.places[GRID]
    assert door.full_name == "西苑1栋1单元101号"
    # 西苑 is of two micro-grids now, and 东苑 of one.
    assert (await placed(session, cast, OTHER_COMPOUND)).micro_grid_id is None
    assert (await placed(session, cast, COMPOUND)).micro_grid_id == cast.places[f"{HOME}-m02"]
    history = await office.got("community_worker", f"/places/{office.id(DOORS[0])}/history")
    (line,) = history["items"]
    assert (line["change"], line["place_id"], line["reason"]) == (
        "moved",
        office.id(BUILDING),
        WHY,
    )
    assert line["before"]["full_name"] == "东苑1栋"
    assert line["after"]["full_name"] == "西苑1栋"
    assert line["changed_by_name"] == "甲社工"


async def test_confidential_rows_come_along(office: Office) -> None:
    """They follow behind their wall: who comes to look after the door sees them, nobody else."""
    home = f"/register/dwellings/{office.id(DOORS[0])}"
    entry = {"name": "欧阳小梅", "belonging": "tenant", "starts_on": "2026-03-01"}
    entered = await office.ask("micro_grid_worker", "POST", f"{home}/people", entry)
    assert entered.status_code == 201, entered.text
    body = {"place_ids": [office.id(DOORS[0])]}
    path = f"/grids/{office.id(f'{HOME}-m02')}/coverage"
    assert (await office.ask("community_worker", "PUT", path, body)).status_code == 200
    seen = await office.got("next_micro_worker", home)
    assert entered.json()["id"] in str(seen)
    assert (await office.ask("micro_grid_worker", "GET", home)).status_code == 404
    moved = await office.move("district_administrator", COMPOUND, NEIGHBOUR)
    assert {row["table"] for row in moved.json()["rows"]} >= {"register_people"}
    assert entered.json()["id"] in str(await office.got("far_community_worker", home))


async def test_a_dry_run_moves_nothing(office: Office, cast: Cast, session: AsyncSession) -> None:
    who = "district_administrator"
    seen = await office.move(who, COMPOUND, NEIGHBOUR, dry_run=True)
    assert seen.json()["places"] == 13
    assert (await placed(session, cast, COMPOUND)).community_id == cast.places[HOME]
    assert (await office.got(who, f"/places/{office.id(COMPOUND)}/history"))["items"] == []


async def test_both_ends_lie_in_scope(office: Office) -> None:
    for who in ("community_worker", "grid_chief", "subdistrict_administrator"):
        assert (await office.move(who, COMPOUND, NEIGHBOUR)).status_code == 404, who
        assert (await office.move(who, f"{NEIGHBOUR}-c1", HOME)).status_code == 404, who
    assert (await office.move("micro_grid_worker", BUILDING, OTHER_COMPOUND)).status_code in {
        403,
        404,
    }


@pytest.mark.parametrize(
    ("code", "parent", "refusal"),
    [
        (HOME, "510108", "division_stays"),
        (BUILDING, HOME, "place_parent_unfit"),
        (BUILDING, f"{BUILDING}-u1", "place_parent_unfit"),
        (BUILDING, BUILDING, "place_parent_unfit"),
        (f"{BUILDING}-u1", OTHER_COMPOUND, "place_parent_unfit"),
    ],
)
async def test_a_parent_is_of_the_kind_above(
    office: Office, cast: Cast, code: str, parent: str, refusal: str
) -> None:
    cast.places.setdefault("510108", cast.places["510108000000"])
    answer = await office.move("district_administrator", code, parent)
    assert (answer.status_code, answer.json()["code"]) == (422, refusal)


async def test_no_hand_makes_a_ring(session: AsyncSession, cast: Cast) -> None:
    """The keys of the tables refuse it, whoever writes."""
    rings = [
        ("places", COMPOUND, BUILDING, "building"),
        ("places", COMPOUND, COMPOUND, "compound"),
        ("places", COMPOUND, BUILDING, "community"),
        ("grids", f"{HOME}-g01", GRID, "micro_grid"),
        ("grids", GRID, f"{HOME}-m02", "micro_grid"),
    ]
    for table, node, parent, kind in rings:
        change = text(
            f"UPDATE {table} SET parent_id = :parent, parent_kind = '{kind}' WHERE id = :id"
        )
        with pytest.raises(DBAPIError, match="parent"):
            async with session.begin_nested():
                await session.execute(
                    change, {"parent": cast.places[parent], "id": cast.places[node]}
                )


@pytest.mark.parametrize("table", ["places", "grids", "tree_changes", "grid_successions"])
async def test_nothing_is_deleted(session: AsyncSession, table: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with session.begin_nested():
            await session.execute(text(f"DELETE FROM {table}"))


async def test_a_micro_grid_lies_in_another_general_grid(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    ticket = await office.ticket(DOORS[0])
    body = {"parent_id": office.id(f"{HOME}-g02"), "reason": WHY}
    moved = await office.ask("grid_chief", "PUT", f"/grids/{office.id(GRID)}/parent", body)
    assert moved.status_code == 200, moved.text
    assert moved.json()["places"] == 6
    assert ticket in await office.sees("next_general_worker")
    assert ticket in await office.sees("micro_grid_worker")
    assert ticket not in await office.sees("general_grid_worker")
    door = await placed(session, cast, DOORS[0])
    assert door.general_grid_id == cast.places[f"{HOME}-g02"]
    assert (await placed(session, cast, COMPOUND)).general_grid_id is None
    for parent, status in ((f"{HOME}-z01", 422), (f"{HOME}-m02", 422), (f"{NEIGHBOUR}-g01", 404)):
        unfit = {"parent_id": office.id(parent), "reason": WHY}
        refused = await office.ask("grid_chief", "PUT", f"/grids/{office.id(GRID)}/parent", unfit)
        assert refused.status_code == status, parent


async def test_a_move_is_a_handful_of_statements(office: Office, queries: Queries) -> None:
    """As many for a building as for a compound: they do not count what lies there."""
    await office.got("district_administrator", f"/places/{office.id(HOME)}")
    counts: dict[str, int] = {}
    for code, parent in ((f"{OTHER_COMPOUND}-b1", COMPOUND), (BUILDING, OTHER_COMPOUND)):
        with queries() as seen:
            assert (await office.move("district_administrator", code, parent)).status_code == 200
        counts[code] = len(seen)
    assert len(set(counts.values())) == 1
    assert max(counts.values()) <= 30 + len(moving_models())


async def test_the_whole_tree_hangs_together_after_all(
    office: Office, session: AsyncSession
) -> None:
    await office.move("district_administrator", COMPOUND, NEIGHBOUR)
    await office.move("district_administrator", f"{OTHER_COMPOUND}-b1", f"{NEIGHBOUR}-c2")
    assert await astray(session) == []


async def astray(session: AsyncSession) -> list[str]:
    """Codes of places whose path, names or ancestors do not agree with their parent's."""
    above = text("""
        SELECT p.code FROM places p JOIN places u ON u.id = p.parent_id
        WHERE NOT (subpath(p.path, 0, -1) = u.path
          AND p.district_id IS NOT DISTINCT FROM COALESCE(u.district_id, p.district_id)
          AND p.community_id IS NOT DISTINCT FROM COALESCE(u.community_id, p.community_id)
          AND p.compound_id IS NOT DISTINCT FROM COALESCE(u.compound_id, p.compound_id)
          AND p.building_id IS NOT DISTINCT FROM COALESCE(u.building_id, p.building_id)
          AND (p.kind <= 'compound' OR p.full_name = u.full_name || p.name)
          AND (u.micro_grid_id IS NULL OR p.micro_grid_id = u.micro_grid_id))""")
    return list(await session.scalars(above))

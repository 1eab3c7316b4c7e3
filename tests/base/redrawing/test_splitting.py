"""Splitting and merging micro-grids: everything goes into exactly one, and nothing counts twice."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.people.models import Posting
from shequ_api.base.places.models import Grid, Place
from shequ_api.features.tickets.models import Ticket
from tests.base.redrawing.conftest import (
    BUILDING,
    COMPOUND,
    DOORS,
    FAR_GRID,
    GRID,
    NEXT_GRID,
    OTHER_BUILDING,
    Office,
    placed,
)
from tests.cast import HOME, NEIGHBOUR, Cast


def halves(office: Office, **more: Any) -> list[dict[str, Any]]:
    return [
        office.part("低楼层微网格", DOORS[0], DOORS[1], **more),
        office.part("高楼层微网格", DOORS[2], DOORS[3]),
    ]


async def test_a_split_first_shows_and_then_does(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    low, high = await office.ticket(DOORS[0]), await office.ticket(DOORS[2])
    whole, elsewhere = await office.ticket(BUILDING), await office.ticket(OTHER_BUILDING)
    worker = await office.posting_of("micro_grid_worker")
    parts = halves(office, postings=[worker])
    shown = await office.split("community_worker", GRID, *parts, dry_run=True)
    assert shown.status_code == 201, shown.text
    assert await office.sees("micro_grid_worker") == {low, high, whole}
    standing = await office.got("resident", f"/grids/{office.id(GRID)}")
    assert (standing["ended_at"], standing["successors"]) == (None, [])

    done = await office.split("community_worker", GRID, *parts)
    assert done.status_code == 201, done.text
    said = done.json()
    assert _without_ids(said) == _without_ids(shown.json() | {"dry_run": False})
    first, second = said["grids"]
    assert [(one["dwellings"], one["vacant"]) for one in said["grids"]] == [(2, False), (2, True)]
    assert [one["grid"]["code"] for one in said["grids"]] == [f"{HOME}-m04", f"{HOME}-m05"]
    assert {row["table"]: row["rows"] for row in said["rows"]} == {"residencies": 2, "tickets": 3}
    assert [one["posting_id"] for one in said["carried_postings"]] == [worker]
    assert said["ended_postings"] == []

    # Whoever goes on goes on with one half of it; what hangs on the whole building is nobody's
    # of the two, and the general grid's as before.
    assert await office.sees("micro_grid_worker") == {low}
    assert await office.sees("general_grid_worker") == {low, high, whole, elsewhere}
    moved = await session.get_one(Ticket, high, populate_existing=True)
    assert str(moved.micro_grid_id) == second["grid"]["id"]
    assert moved.made_grid_id == cast.places[GRID]
    building = await placed(session, cast, BUILDING)
    assert building.micro_grid_id is None
    assert building.general_grid_id == cast.places[f"{HOME}-g01"]

    old = await office.got("resident", f"/grids/{office.id(GRID)}")
    assert old["ended_at"] is not None
    assert [one["id"] for one in old["successors"]] == [first["grid"]["id"], second["grid"]["id"]]
    new = await office.got("resident", f"/grids/{first['grid']['id']}")
    assert [one["code"] for one in new["predecessors"]] == [GRID]
    (line,) = (await office.got("community_worker", f"/grids/{office.id(GRID)}/history"))["items"]
    assert line["change"] == "split"
    assert line["after"]["successor_ids"] == [one["grid"]["id"] for one in said["grids"]]
    listed = await office.got("resident", f"/grids?community_id={office.id(HOME)}&limit=100")
    assert GRID not in {one["code"] for one in listed["items"]}


def _without_ids(answer: dict[str, Any]) -> dict[str, Any]:
    """What a dry run and the real thing have in common: all but the new ids."""
    return {
        "dry_run": answer["dry_run"],
        "ended": answer["ended_grid_ids"],
        "rows": answer["rows"],
        "offices": answer["ended_postings"],
        "carried": [one["posting_id"] for one in answer["carried_postings"]],
        "grids": [
            (one["grid"]["code"], one["grid"]["name"], one["places"], one["dwellings"])
            for one in answer["grids"]
        ],
    }


async def test_who_is_not_taken_along_leaves_office(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    done = await office.split("grid_chief", GRID, *halves(office))
    assert done.status_code == 201, done.text
    (ended,) = done.json()["ended_postings"]
    assert ended["person_id"] == str(cast.people["micro_grid_worker"])
    assert all(one["vacant"] for one in done.json()["grids"])
    facts = await session.scalars(
        select(Event.facts).where(Event.name == "posting_ended").order_by(Event.recorded_at)
    )
    assert [fact["grid_id"] for fact in facts] == [office.id(GRID)]
    seen = await office.ask("micro_grid_worker", "GET", "/tickets?view=scope")
    assert (seen.status_code, seen.json()["code"]) == (403, "permission_missing")
    told = select(Event.facts).where(Event.name == "grid_ended")
    (fact,) = (await session.scalars(told)).all()
    assert fact["subject_id"] == office.id(GRID)
    assert len(fact["successor_ids"]) == 2


async def test_everything_is_in_exactly_one_part(office: Office) -> None:
    rest = office.part("乙", DOORS[2], DOORS[3])
    foreign = f"{NEIGHBOUR}-c1-b1"
    cases = [
        ([office.part("甲", DOORS[0]), rest], "parts_incomplete"),
        ([office.part("甲", *DOORS[:3]), rest], "parts_overlap"),
        ([office.part("甲", BUILDING), rest], "parts_overlap"),
        ([office.part("甲", DOORS[0], DOORS[1], OTHER_BUILDING), rest], "place_elsewhere"),
        ([office.part("甲", COMPOUND), rest], "place_elsewhere"),
        ([office.part("甲", *DOORS[:2], foreign), rest], "place_elsewhere"),
    ]
    for parts, refusal in cases:
        answer = await office.split("community_worker", GRID, *parts)
        assert (answer.status_code, answer.json()["code"]) == (422, refusal), parts
    incomplete = (await office.split("community_worker", GRID, *cases[0][0])).json()
    assert (incomplete["places"], incomplete["examples"]) == (1, ["东苑1栋1单元102号"])
    other = await office.posting_of("next_micro_worker")
    stolen = await office.split("community_worker", GRID, *halves(office, postings=[other]))
    assert stolen.json()["code"] == "posting_elsewhere"
    general = await office.split("community_worker", f"{HOME}-g01", *halves(office))
    assert (general.status_code, general.json()["code"]) == (422, "grid_kind_unfit")
    standing = await office.got("resident", f"/grids/{office.id(GRID)}")
    assert standing["ended_at"] is None


async def test_an_ended_grid_takes_nothing(office: Office) -> None:
    assert (await office.split("community_worker", GRID, *halves(office))).status_code == 201
    body = {"place_ids": [office.id(DOORS[0])]}
    path = f"/grids/{office.id(GRID)}/coverage"
    again = await office.ask("community_worker", "PUT", path, body)
    assert (again.status_code, again.json()["code"]) == (409, "grid_ended")
    twice = await office.split("community_worker", GRID, *halves(office))
    assert twice.json()["code"] == "grid_ended"
    outside = await office.ask("far_community_worker", "PUT", path, body)
    assert outside.status_code == 404
    # Its number is not given again.
    draft = {
        "community_id": office.id(HOME),
        "kind": "micro_grid",
        "name": "新微网格",
        "parent_id": office.id(f"{HOME}-g01"),
    }
    drawn = await office.ask("community_worker", "POST", "/grids", draft)
    assert drawn.json()["code"] == f"{HOME}-m06"


async def test_a_merger_takes_over_from_several(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    tickets = {await office.ticket(code) for code in (DOORS[0], OTHER_BUILDING, COMPOUND)}
    far = {"parent_id": office.id(f"{HOME}-g02")}
    assert (await office.merge("community_worker", GRID, FAR_GRID)).json()["code"] == (
        "grid_parent_unfit"
    )
    shown = await office.merge("community_worker", GRID, FAR_GRID, **far, dry_run=True)
    assert shown.status_code == 201, shown.text
    merged = await office.merge("community_worker", GRID, NEXT_GRID)
    assert merged.status_code == 201, merged.text
    (one,) = merged.json()["grids"]
    assert (one["dwellings"], one["vacant"]) == (8, False)
    assert one["grid"]["parent_id"] == office.id(f"{HOME}-g01")
    assert len(merged.json()["carried_postings"]) == 2
    assert await office.sees("micro_grid_worker") == tickets
    assert await office.sees("next_micro_worker") == tickets
    assert str((await placed(session, cast, COMPOUND)).micro_grid_id) == one["grid"]["id"]
    still = select(func.count()).where(
        Place.micro_grid_id == Grid.id, Grid.ended_at.is_not(None), Place.ended_at.is_(None)
    )
    assert await session.scalar(still) == 0


async def test_one_worker_of_two_grids_serves_the_merged_one_once(
    office: Office, cast: Cast, session: AsyncSession
) -> None:
    second = Posting(**_like(await _posting(session, cast), cast.places[NEXT_GRID]))
    session.add(second)
    await session.commit()
    merged = await office.merge("community_worker", GRID, NEXT_GRID)
    assert merged.status_code == 201, merged.text
    mine = select(Posting).where(
        Posting.person_id == cast.people["micro_grid_worker"], Posting.ended_at.is_(None)
    )
    (live,) = (await session.scalars(mine)).all()
    assert str(live.grid_id) == merged.json()["grids"][0]["grid"]["id"]


async def _posting(session: AsyncSession, cast: Cast) -> Posting:
    mine = select(Posting).where(Posting.person_id == cast.people["micro_grid_worker"])
    return (await session.scalars(mine)).one()


def _like(posting: Posting, grid_id: Any) -> dict[str, Any]:
    columns = {column.key: getattr(posting, column.key) for column in Posting.__table__.columns}
    return {key: value for key, value in columns.items() if key != "id"} | {
        "grid_id": grid_id,
        "duty": "deputy",
    }


async def test_only_micro_grids_of_one_community_merge(office: Office) -> None:
    assert (await office.merge("community_worker", GRID, f"{NEIGHBOUR}-m01")).status_code == 404
    far = await office.merge("district_administrator", GRID, f"{NEIGHBOUR}-m01")
    assert (far.status_code, far.json()["code"]) == (422, "not_one_community")
    alone = await office.merge("community_worker", GRID, GRID)
    assert (alone.status_code, alone.json()["code"]) == (422, "grids_too_few")
    assert (await office.merge("general_grid_worker", GRID, NEXT_GRID)).status_code == 403
    assert (await office.merge("community_worker", GRID, f"{HOME}-g02")).json()["code"] == (
        "grid_kind_unfit"
    )

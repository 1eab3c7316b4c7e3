"""Grids that are drawn anew while their tasks run: the set lives, and nothing counts twice."""

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Grid
from shequ_api.features.grid_tasks.jobs import look_again
from shequ_api.features.grid_tasks.models import GridGoal
from shequ_api.features.grid_tasks.rules import shares
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.task_admission.models import AssignedTask
from shequ_api.features.task_caps.models import GridLoad
from shequ_api.kit.clock import utc_now
from tests.base.redrawing.conftest import Office
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.grid_tasks.whole import (
    DOORS,
    NEIGHBOUR,
    NEXT_DOORS,
    Whole,
)

GRID, NEXT_GRID = f"{HOME}-m01", f"{HOME}-m02"


@pytest.fixture
def office(client: AsyncClient, cast: Cast) -> Office:
    return Office(client, cast)


async def running(session: AsyncSession, *ids: UUID) -> dict[UUID, tuple[str, int, int]]:
    """Grid → the state of its task, and how far it is."""
    rows = await session.execute(
        select(GridGoal.grid_id, PatrolTask.state, PatrolTask.reached, PatrolTask.target)
        .join(PatrolTask, PatrolTask.id == GridGoal.task_id)
        .where(GridGoal.grid_id.in_(ids))
    )
    return {row[0]: (row[1], row[2] or 0, row[3] or 0) for row in rows}


async def test_a_split_grid_gives_its_task_to_those_that_follow(
    whole: Whole, work: Work, office: Office, session: AsyncSession
) -> None:
    given = await whole.all_doors(work)
    await whole.visited(DOORS[0], DOORS[2])
    await work()
    posting = await office.posting_of("micro_grid_worker")
    parts = [
        office.part("一楼", *DOORS[:2], postings=[posting]),
        office.part("二楼", *DOORS[2:]),
    ]
    answer = await office.split("community_worker", GRID, *parts)
    assert answer.status_code == 201, answer.text
    # Heard late: somebody goes on meanwhile.
    await whole.visited(DOORS[3], who="general_grid_worker")
    await work()
    old = whole.cast.places[GRID]
    new = {
        str(grid.name): grid.id
        for grid in await session.scalars(select(Grid).where(Grid.name.in_(["一楼", "二楼"])))
    }
    found = await running(session, old, *new.values())
    assert found == {
        old: ("cancelled", 2, 4),
        new["一楼"]: ("ready", 1, 2),
        new["二楼"]: ("completed", 2, 2),
    }
    far = await whole.how_far(given)
    assert (far["reached"], far["target"], far["cancelled"]) == (3, 12, 0), "counted once"
    why = await whole.items("community_worker", "/assigned-tasks")
    counted = sorted(line["tasks"] for line in why)
    assert counted == [0, 2, 2, 4, 4], "what it weighs went along"
    loads = {row.micro_grid_id: row.tasks for row in await session.scalars(select(GridLoad))}
    assert [loads[each] for each in (old, *new.values())] == [0, 2, 2]
    assert sum(loads.values()) == 12


async def test_merged_grids_have_one_task_together(
    whole: Whole, work: Work, office: Office, session: AsyncSession
) -> None:
    await whole.all_doors(work, visits_each=3)
    await whole.visited(DOORS[0])
    await whole.visited(NEXT_DOORS[0], NEXT_DOORS[1], who=NEIGHBOUR)
    await work()
    answer = await office.merge("community_worker", GRID, NEXT_GRID)
    assert answer.status_code == 201, answer.text
    await work()
    merged = UUID(answer.json()["grids"][0]["grid"]["id"])
    assert await running(session, merged) == {merged: ("ready", 3, 6)}
    await whole.visited(*DOORS[1:], who="general_grid_worker")
    await work()
    assert await running(session, merged) == {merged: ("completed", 6, 6)}


async def test_a_dwelling_that_comes_to_lie_elsewhere_is_counted_there(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    """Visited, it takes its visit along; nobody has to knock twice."""
    await whole.all_doors(work)
    await whole.visited(*DOORS[:2])
    await work()
    ids = [whole.id(code) for code in (DOORS[0], DOORS[3])]
    path = f"/grids/{whole.id(NEXT_GRID)}/coverage"
    moved = await whole.ask("community_worker", "PUT", path, json={"place_ids": ids})
    assert moved.status_code == 200, moved.text
    await _an_hour_later(session)
    await look_again(session, utc_now())
    one, other = whole.cast.places[GRID], whole.cast.places[NEXT_GRID]
    assert await running(session, one, other) == {
        one: ("ready", 1, 2),
        other: ("ready", 1, 6),
    }


async def _an_hour_later(session: AsyncSession) -> None:
    for goal in await session.scalars(select(GridGoal)):
        goal.look_at = utc_now()
    await session.commit()


async def test_what_is_demolished_need_not_be_visited(
    whole: Whole, work: Work, office: Office, session: AsyncSession
) -> None:
    await whole.all_doors(work)
    await whole.visited(*DOORS[:3])
    await work()
    body: dict[str, Any] = {"reason": "拆除"}
    path = f"/places/{whole.id(DOORS[3])}/demolition"
    gone = await office.ask("district_administrator", "POST", path, body)
    assert gone.is_success, gone.text
    await work()
    await look_again(session, utc_now())
    grid = whole.cast.places[GRID]
    assert await running(session, grid) == {grid: ("completed", 3, 3)}
    kept = select(PatrolTask).join(GridGoal, GridGoal.task_id == PatrolTask.id)
    task = (await session.scalars(kept.where(GridGoal.grid_id == grid))).one()
    assert task.closed_by_id == whole.cast.people["micro_grid_worker"]


async def test_those_who_took_it_over_know_why(
    whole: Whole, work: Work, office: Office, session: AsyncSession
) -> None:
    await whole.all_doors(work)
    posting = await office.posting_of("micro_grid_worker")
    parts = [
        office.part("一楼", *DOORS[:2], postings=[posting]),
        office.part("二楼", *DOORS[2:]),
    ]
    answer = await office.split("community_worker", GRID, *parts)
    assert answer.status_code == 201, answer.text
    await work()
    (why,) = await whole.items("micro_grid_worker", "/assigned-tasks")
    assert (why["legal_basis"], why["tasks"], why["minutes"]) == ("《消防法》第六条", 2, 30)
    task = await whole.task()
    assert (task["id"], task["target"]) == (why["patrol_task_id"], 2)
    rows = await session.scalars(select(AssignedTask.patrol_task_id))
    assert len(set(rows)) == 5


def test_shares_are_by_size_and_never_more_than_there_is() -> None:
    assert shares(10, [30, 30, 40]) == [3, 3, 4]
    assert shares(1, [1, 1, 1]) == [1, 0, 0]
    assert shares(5, [2, 2]) == [2, 2]
    assert shares(7, [0, 5, 5]) == [0, 4, 3]
    for wanted in range(30):
        for sizes in ([3, 1, 9], [5, 5, 5], [0, 0, 20], [7]):
            given = shares(wanted, sizes)
            assert sum(given) == min(wanted, sum(sizes))
            assert all(part <= size for part, size in zip(given, sizes, strict=True))

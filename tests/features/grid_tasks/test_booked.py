"""What is booked of whole-grid work is what its rows say, grid by grid, whatever becomes of it."""

from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Job
from shequ_api.features.grid_assignments.events import GridAssignmentCancelled
from shequ_api.features.grid_assignments.service.cancelling import CANCEL, cancel_tasks
from shequ_api.features.grid_assignments.service.following import parts_by
from shequ_api.features.grid_tasks.service.carrying import carry_on
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.task_admission.models import AssignedTask, TaskQuota, TaskType
from shequ_api.features.task_caps.models import GridLoad
from shequ_api.kit.clock import utc_now
from tests.base.redrawing.conftest import Office
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.grid_tasks.whole import DOORS, NEIGHBOUR, NEXT_DOORS, WORKER, Whole
from tests.features.task_admission.gate import OFFICER

GRID, NEXT_GRID = f"{HOME}-m01", f"{HOME}-m02"
MINUTES = 15


@pytest.fixture
def office(client: AsyncClient, cast: Cast) -> Office:
    return Office(client, cast)


async def booked(session: AsyncSession) -> int:
    """How much is booked; on the type, the quotas and the loads, it is what the rows say."""
    session.expire_all()
    rows: Counter[UUID | None] = Counter()
    for row in await session.scalars(select(AssignedTask)):
        rows[row.made_grid_id] += row.tasks
        assert row.minutes == row.tasks * MINUTES
    quotas = {one.micro_grid_id: one.used for one in await session.scalars(select(TaskQuota))}
    loads = {one.micro_grid_id: one for one in await session.scalars(select(GridLoad))}
    assert {each: n for each, n in quotas.items() if n} == +rows
    assert {each: one.tasks for each, one in loads.items() if one.tasks} == +rows
    assert all(one.minutes == one.tasks * MINUTES for one in loads.values())
    assert await session.scalar(select(TaskType.used_total)) == rows.total()
    return rows.total()


async def split(whole: Whole, office: Office) -> list[UUID]:
    posting = await office.posting_of(WORKER)
    parts = [
        office.part("一楼", *DOORS[:1], postings=[posting]),
        office.part("二楼", *DOORS[1:]),
    ]
    answer = await office.split("community_worker", GRID, *parts)
    assert answer.status_code == 201, answer.text
    return [UUID(each["grid"]["id"]) for each in answer.json()["grids"]]


async def cancelled(whole: Whole, given: dict[str, Any]) -> None:
    path = f"/grid-assignments/{given['id']}/cancellation"
    answer = await whole.ask(OFFICER, "POST", path, json={"reason": "口径有误"})
    assert answer.status_code == 200, answer.text


async def states(session: AsyncSession) -> list[tuple[str, str | None, int]]:
    found = select(PatrolTask.state, PatrolTask.reason, AssignedTask.tasks)
    with_rows = found.outerjoin(AssignedTask, AssignedTask.patrol_task_id == PatrolTask.id)
    whole_ones = with_rows.where(PatrolTask.target.is_not(None))
    return sorted((row[0], row[1], row[2]) for row in await session.execute(whole_ones))


async def test_what_grids_took_over_while_it_was_cancelled_is_cancelled(
    whole: Whole, work: Work, office: Office, session: AsyncSession
) -> None:
    """The tasks of those that follow are made, their rows are not; then all are cancelled."""
    given = await whole.all_doors(work)
    await whole.visited(DOORS[1])
    await work()
    grids = await split(whole, office)
    await carry_on(session, whole.cast.places[GRID], grids, utc_now())
    await session.commit()
    await cancelled(whole, given)
    await cancel_tasks(session, GridAssignmentCancelled(subject_id=UUID(given["id"])), utc_now())
    await session.execute(delete(Job).where(Job.name == CANCEL))
    await session.commit()
    await work()
    assert await booked(session) == 1, "what was done"
    assert await states(session) == [
        ("cancelled", "grid_ended", 0),
        ("cancelled", "withdrawn", 0),
        ("cancelled", "withdrawn", 0),
        ("cancelled", "withdrawn", 0),
        ("cancelled", "withdrawn", 1),
    ]


async def test_half_done_and_returned_only_the_rest_is_free(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    await whole.department()
    type_id = await whole.type_of()
    await whole.given(type_id)
    await work()
    await whole.visited(*DOORS[:3])
    await work()
    await whole.stand(type_id, "suspended")
    assert await returned(whole) == 200
    assert await booked(session) == 11
    loads = sorted(one.tasks for one in await session.scalars(select(GridLoad)))
    assert loads == [3, 4, 4]


async def returned(whole: Whole, who: str = WORKER) -> int:
    (why, *_) = await whole.items(who, "/assigned-tasks")
    path = f"/assigned-tasks/{why['id']}/return"
    return (await whole.ask(who, "POST", path, json={"reason": "已暂停"})).status_code


async def test_rejected_after_it_was_cancelled_nobody_need_do_it_again(
    whole: Whole, work: Work, session: AsyncSession
) -> None:
    given = await whole.all_doors(work)
    done = await whole.visited(*DOORS)
    await work()
    await cancelled(whole, given)
    await work()
    assert await booked(session) == 4
    await whole.deleted(done[2])
    await work()
    assert await booked(session) == 3, "what it is not done is free"
    assert {state for state, _, _ in await states(session)} == {"cancelled"}


@pytest.mark.parametrize("seed", range(4))
async def test_the_sums_are_exact_whatever_comes(
    whole: Whole, work: Work, office: Office, session: AsyncSession, seed: int
) -> None:
    """Visits, a split, a merge, one that is given back, in any order; in the end all is cancelled,
    and what is booked then is what was visited."""
    dice = Random(seed)
    await whole.department()
    type_id = await whole.type_of()
    given = await whole.given(type_id)
    await work()
    pieces = [GRID]
    steps = ["visit", "visit", "visit", "split", "merge", "suspend", "return"]
    dice.shuffle(steps)
    for step in steps:
        if step == "visit":
            await whole.visited(dice.choice(DOORS), who="general_grid_worker")
            await whole.visited(dice.choice(NEXT_DOORS), who=NEIGHBOUR)
        elif step == "split" and pieces == [GRID]:
            grids = await split(whole, office)
            pieces = [f"piece-{n}" for n, _ in enumerate(grids)]
            whole.cast.places.update(zip(pieces, grids, strict=True))
        elif step == "merge":
            both = pieces if len(pieces) > 1 else [*pieces, NEXT_GRID]
            answer = await office.merge("community_worker", *both)
            assert answer.status_code == 201, answer.text
            pieces = ["merged"]
            whole.cast.places["merged"] = UUID(answer.json()["grids"][0]["grid"]["id"])
        elif step == "suspend":
            await whole.stand(type_id, "suspended")
        elif step == "return" and await whole.items(WORKER, "/assigned-tasks"):
            await returned(whole)
        await work()
        await booked(session)
    await cancelled(whole, given)
    await work()
    total = await booked(session)
    assert not any(state == "ready" for state, _, _ in await states(session))
    far = await whole.how_far(given)
    assert total == far["reached"], (steps, await states(session))


@pytest.mark.parametrize("seed", range(20))
def test_parts_add_up(seed: int) -> None:
    dice = Random(seed)
    sizes = [dice.randrange(6) for _ in range(dice.randrange(1, 6))]
    for number in range(30):
        parts = parts_by(sizes, number)
        assert sum(parts) == number
        assert min(parts) >= 0
    assert not any(sizes) or parts_by(sizes, sum(sizes)) == sizes

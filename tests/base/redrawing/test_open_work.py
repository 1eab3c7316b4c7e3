"""What somebody is working on when its place goes to another community."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.blocks.workflow.models import StepLog
from tests.base.redrawing.conftest import BUILDING, COMPOUND, DOORS, OTHER_COMPOUND, Office
from tests.cast import HOME, NEIGHBOUR
from tests.clocks import Work
from tests.counting import Queries

WHO = "district_administrator"
HANDLER = "micro_grid_worker"


async def given(office: Office, code: str, member: str = HANDLER) -> str:
    """A ticket that somebody of the community handles."""
    path = f"/tickets/{await office.ticket(code)}"
    assert (await office.ask("community_worker", "POST", f"{path}/acceptance", {})).is_success
    body = {"person_id": str(office.cast.people[member])}
    answer = await office.ask("community_worker", "PUT", f"{path}/assignment", body)
    assert answer.status_code == 200, answer.text
    return path


async def test_it_goes_back_to_where_work_is_shared_out_now(
    office: Office, session: AsyncSession, work: Work
) -> None:
    path = await given(office, DOORS[0])
    settled, stays = await given(office, DOORS[1]), await given(office, f"{OTHER_COMPOUND}-b1")
    done = await office.ask(HANDLER, "POST", f"{settled}/settlement", {"note": "办好了"})
    assert done.is_success, done.text
    dry = await office.move(WHO, COMPOUND, NEIGHBOUR, dry_run=True)
    assert dry.status_code == 200
    await work()
    assert (await office.got("community_worker", path))["state"] == "resolving"

    assert (await office.move(WHO, COMPOUND, NEIGHBOUR)).status_code == 200
    told = select(Event.facts).where(Event.name == "place_moved")
    (fact,) = await session.scalars(told)
    assert (fact["subject_id"], fact["left_community_id"], fact["community_id"]) == (
        office.id(COMPOUND),
        office.id(HOME),
        office.id(NEIGHBOUR),
    )
    await work()
    now = await office.got("far_community_worker", path)
    assert (now["state"], now["assignee_id"]) == ("accepted", None)
    assert now["slips"][-1]["step"] == "return"
    assert "划归" in now["slips"][-1]["note"]
    assert (await office.got("far_community_worker", settled))["state"] == "settled"
    assert (await office.got("community_worker", stays))["assignee_name"] == "甲微格"
    await work()
    returns = select(func.count()).where(StepLog.step == "return")
    assert await session.scalar(returns) == 1


async def test_who_may_still_settle_it_keeps_it(office: Office, work: Work) -> None:
    """Within the community nothing is taken from anybody; nor where it comes back at once."""
    path = await given(office, DOORS[0])
    assert (await office.move("community_worker", BUILDING, OTHER_COMPOUND)).status_code == 200
    await work()
    assert (await office.got("community_worker", path))["assignee_name"] == "甲微格"
    assert (await office.move(WHO, OTHER_COMPOUND, NEIGHBOUR)).status_code == 200
    assert (await office.move(WHO, OTHER_COMPOUND, HOME)).status_code == 200
    await work()
    assert (await office.got("community_worker", path))["assignee_name"] == "甲微格"


async def test_many_go_back_by_as_many_statements_as_one(
    office: Office, queries: Queries, work: Work
) -> None:
    await work()
    counts: list[int] = []
    for code, doors in (
        (BUILDING, DOORS[:1]),
        (f"{OTHER_COMPOUND}-b1", [f"{OTHER_COMPOUND}-b1"] * 4),
    ):
        for door in doors:
            await given(office, door)
        await work()
        assert (
            await office.move(
                WHO, code, f"{NEIGHBOUR}-c1" if code == BUILDING else f"{NEIGHBOUR}-c2"
            )
        ).is_success
        with queries() as seen:
            await work()
        counts.append(max(_of_each_job([str(one) for one in seen])))
    assert counts[0] == counts[1] > 0


def _of_each_job(statements: list[str]) -> list[int]:
    """How often each job asks about tickets: what is told of each of them is heard in jobs of its
    own, but no job may ask more for many."""
    found = [0]
    for one in statements:
        if "SKIP LOCKED" in one:
            found.append(0)
        found[-1] += "tickets" in one
    return found

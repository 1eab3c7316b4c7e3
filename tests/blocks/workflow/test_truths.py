"""The truths of the block's README, on the database, with several connections where two act."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.checker import verify
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.blocks.workflow.queries import trail_of
from shequ_api.blocks.workflow.service import IllegalStep, advance, open_case
from shequ_api.kit.clock import utc_now
from tests.blocks.workflow.conftest import Ground
from tests.blocks.workflow.kites import KITE, STATES

NOON = utc_now()


async def new_kite(ground: Ground) -> UUID:
    async with ground.app.sessions() as session, session.begin():
        who = {"actor_id": ground.actor_id, "district_id": ground.district_id}
        return open_case(session, KITE, **who, now=NOON, note="竹骨纸面", colour="red").id


async def take(ground: Ground, case_id: UUID, *steps: str) -> Case:
    async with ground.app.sessions() as session, session.begin():
        for step in steps:
            case = await move(session, ground, case_id, step)
    return case


async def move(
    session: AsyncSession, ground: Ground, case_id: UUID, step: str, **more: Any
) -> Case:
    facts: dict[str, Any] = {"actor_id": ground.actor_id, "now": NOON + timedelta(seconds=1)} | more
    return await advance(session, KITE, case_id, step, **facts)


async def trail(ground: Ground, case_id: UUID) -> list[StepLog]:
    async with ground.app.sessions() as session:
        return list(await session.scalars(trail_of(case_id)))


async def test_only_named_steps(ground: Ground) -> None:
    case_id = await new_kite(ground)
    for illegal in ("make", "tear", "mend", "", "FLY", "made", "flying", "fly "):
        with pytest.raises(IllegalStep):
            await take(ground, case_id, illegal)
    case = await take(ground, case_id, "fly", "tear", "mend")
    assert (case.state, case.steps_taken) == ("made", 4)
    lost = await take(ground, case_id, "lose")
    assert lost.state == "lost"
    for step in KITE.steps:
        with pytest.raises(IllegalStep):
            await take(ground, case_id, step.name)
    assert len(await trail(ground, case_id)) == 5


async def test_every_step_is_logged(ground: Ground) -> None:
    case_id = await new_kite(ground)
    later = NOON + timedelta(minutes=1)
    async with ground.app.sessions() as session, session.begin():
        case = await move(session, ground, case_id, "fly", now=later, note="大风", wind=7)
    assert case.changed_at == later
    first, second = await trail(ground, case_id)
    assert (first.number, first.step, first.from_state, first.to_state) == (1, "make", None, "made")
    assert (first.actor_id, first.taken_at) == (ground.actor_id, NOON)
    assert (first.note, first.facts) == ("竹骨纸面", {"colour": "red"})
    moved = second.number, second.step, second.from_state, second.to_state
    assert moved == (2, "fly", "made", "flying")
    assert (second.taken_at, second.note, second.facts) == (later, "大风", {"wind": 7})
    assert second.district_id == ground.district_id


async def test_a_step_that_is_not_committed_was_not_taken(ground: Ground) -> None:
    case_id = await new_kite(ground)
    async with ground.app.sessions() as session:
        await move(session, ground, case_id, "fly")
        await session.flush()
        await session.rollback()
    assert [step.step for step in await trail(ground, case_id)] == ["make"]
    assert (await take(ground, case_id, "fly")).steps_taken == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE workflow_steps SET note = 'x' WHERE case_id = :id",
        "UPDATE workflow_steps SET to_state = 'lost' WHERE case_id = :id",
        "DELETE FROM workflow_steps WHERE case_id = :id",
    ],
)
async def test_the_log_is_append_only(ground: Ground, change: str) -> None:
    case_id = await new_kite(ground)
    for database, why in ((ground.app, "permission denied"), (ground.owner, "never changed")):
        async with database.sessions() as session:
            with pytest.raises(DBAPIError, match=why):
                await session.execute(text(change), {"id": case_id})
    (step,) = await trail(ground, case_id)
    assert (step.note, step.to_state) == ("竹骨纸面", "made")


async def test_illegal_steps_name_the_legal_ones(ground: Ground) -> None:
    case_id = await new_kite(ground)
    for path, state in (([], "made"), (["fly"], "flying"), (["tear"], "torn")):
        if path:
            await take(ground, case_id, *path)
        with pytest.raises(IllegalStep) as refused:
            await take(ground, case_id, "swim")
        assert refused.value.status == 409
        assert refused.value.facts == {"state": state, "legal_steps": KITE.legal_from(state)}
        assert STATES[state] in str(refused.value.detail)
        assert "swim" not in str(refused.value.detail)


async def is_waiting(waiter: asyncio.Task[Any]) -> bool:
    done, _ = await asyncio.wait({waiter}, timeout=0.3)
    return not done


async def test_two_steps_at_once(ground: Ground) -> None:
    """The second waits for the first, and is judged in the state that the first left."""
    for first_step, ends in (("fly", "commit"), ("lose", "commit"), ("lose", "rollback")):
        case_id = await new_kite(ground)
        async with ground.app.sessions() as first:
            await move(first, ground, case_id, first_step)
            await first.flush()
            second = asyncio.create_task(take(ground, case_id, "fly"))
            assert await is_waiting(second)
            end: Awaitable[None] = first.commit() if ends == "commit" else first.rollback()
            await end
        if ends == "commit":
            with pytest.raises(IllegalStep) as refused:
                await second
            left = {"fly": "flying", "lose": "lost"}[first_step]
            assert refused.value.facts["state"] == left
        else:
            assert (await second).state == "flying"
        steps = [step.step for step in await trail(ground, case_id)]
        assert steps == ["make", first_step if ends == "commit" else "fly"]


async def test_a_stale_reader_decides_by_what_is_true(ground: Ground) -> None:
    """A session that has read the case before it changed does not act on the old state."""
    case_id = await new_kite(ground)
    async with ground.app.sessions() as session:
        old = await session.get_one(Case, case_id)
        assert old.state == "made"
        await session.commit()
        await take(ground, case_id, "lose")
        with pytest.raises(IllegalStep):
            await move(session, ground, case_id, "fly")
        assert old.state == "lost"


async def test_many_hands(ground: Ground) -> None:
    """Every hand flies and tears or mends as it may; the log stays one unbroken walk."""
    case_id = await new_kite(ground)

    async def hand(steps: list[str]) -> int:
        taken = 0
        for step in steps:
            try:
                await take(ground, case_id, step)
                taken += 1
            except IllegalStep:
                continue
        return taken

    taken = await asyncio.gather(*(hand(["fly", "tear", "mend"] * 3) for _ in range(4)))
    steps = await trail(ground, case_id)
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert len(steps) == 1 + sum(taken)
    for before, after in pairwise(steps):
        assert after.from_state == before.to_state
        step = KITE.step(before.to_state, after.step)
        assert step is not None
        assert step.target == after.to_state
    async with ground.app.sessions() as session:
        assert (await session.get_one(Case, case_id)).state == steps[-1].to_state


async def test_the_checker_finds_what_does_not_fit(ground: Ground) -> None:
    sound, moved, forgotten = [await new_kite(ground) for _ in range(3)]
    await take(ground, sound, "fly", "tear")
    async with ground.app.sessions() as session:
        assert await verify(session) == []
        broken = text("UPDATE workflow_cases SET state = 'lost' WHERE id = :id")
        await session.execute(broken, {"id": moved})
        uncounted = text("UPDATE workflow_cases SET steps_taken = 2 WHERE id = :id")
        await session.execute(uncounted, {"id": forgotten})
        assert set(await verify(session)) == {moved, forgotten}
        await session.rollback()
        assert await session.scalar(select(func.count()).select_from(Case))
        assert await verify(session) == []

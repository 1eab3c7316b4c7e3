"""Taking one step in many cases at once, in a number of statements that does not grow with them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.blocks.workflow.rules import Flow
from shequ_api.kit.ids import new_id


async def lock_cases(session: AsyncSession, case_ids: Collection[UUID]) -> dict[UUID, Case]:
    """Lock cases in the order of their ids until the transaction ends; as they stand now, by id."""
    locked = select(Case).where(Case.id.in_(case_ids)).order_by(Case.id).with_for_update()
    rows = await session.scalars(locked.execution_options(populate_existing=True))
    return {case.id: case for case in rows}


async def advance_all(
    session: AsyncSession,
    flow: Flow,
    cases: Collection[Case],
    step_name: str,
    *,
    actor_id: UUID | None,
    now: datetime,
    note: str | None = None,
    facts: Mapping[str, Any],
) -> None:
    """Take one step in each of these cases, which the caller has locked and found fit for it.

    Each is logged. Raises ValueError where the step is not legal in one: no person asked for it.
    """
    if not cases:
        return
    logs = []
    for case in cases:
        step = flow.step(case.state, step_name)
        if step is None:
            raise ValueError(f"{flow.name}: {step_name} is not legal from {case.state}")
        logs.append(
            {
                "id": new_id(),
                "case_id": case.id,
                "district_id": case.district_id,
                "number": case.steps_taken + 1,
                "step": step.name,
                "from_state": case.state,
                "to_state": step.target,
                "actor_id": actor_id,
                "taken_at": now,
                "note": note,
                "facts": dict(facts),
            }
        )
    # One target for all: a step's name stands for one move, from whatever states it may start.
    [target] = {log["to_state"] for log in logs}
    moved = update(Case).where(Case.id.in_([case.id for case in cases]))
    await session.execute(
        moved.values(state=target, steps_taken=Case.steps_taken + 1, changed_at=now),
        execution_options={"synchronize_session": "fetch"},
    )
    await session.execute(insert(StepLog), logs)

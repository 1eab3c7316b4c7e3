"""Taking one step in many cases at once, in a number of statements that does not grow with them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Uuid, cast, column, func, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.blocks.workflow.rules import Flow
from shequ_api.blocks.workflow.trail import bound
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
    logs = [
        _logged(flow, each, step_name, actor_id=actor_id, now=now, note=note, facts=facts)
        for each in cases
    ]
    # One target for all: a step's name stands for one move, from whatever states it may start.
    [target] = {log["to_state"] for log in logs}
    ids, hashes = [log["case_id"] for log in logs], [log["hash"] for log in logs]
    # Two arrays rather than a condition for each case: one statement, however many there are.
    unnested = func.unnest(cast(ids, ARRAY(Uuid())), cast(hashes, ARRAY(LargeBinary())))
    columns = (column("case_id", Uuid()), column("hash", LargeBinary()))
    heads = unnested.table_valued(*columns, name="heads").render_derived()
    moved = update(Case).where(Case.id == heads.c.case_id)
    await session.execute(
        moved.values(
            state=target,
            steps_taken=Case.steps_taken + 1,
            changed_at=now,
            head=heads.c.hash,
        ),
        execution_options={"synchronize_session": "fetch"},
    )
    await session.execute(insert(StepLog), logs)


def _logged(flow: Flow, of: Case, step_name: str, *, now: datetime, **told: Any) -> dict[str, Any]:
    step = flow.step(of.state, step_name)
    if step is None:
        raise ValueError(f"{flow.name}: {step_name} is not legal from {of.state}")
    taken = {
        "id": new_id(),
        "case_id": of.id,
        "district_id": of.district_id,
        "number": of.steps_taken + 1,
        "step": step.name,
        "from_state": of.state,
        "to_state": step.target,
        "taken_at": now,
        **told,
    }
    return bound(of.head, taken | {"facts": dict(told["facts"])})

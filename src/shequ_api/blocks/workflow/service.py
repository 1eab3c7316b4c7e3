"""Opening cases and taking steps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.blocks.workflow.rules import Flow, Step
from shequ_api.blocks.workflow.trail import bound
from shequ_api.kit.errors import NotNow
from shequ_api.kit.ids import new_id


class IllegalStep(NotNow):
    """The step does not lead on from the present state; `legal_steps` do."""

    code, title = "illegal_step", "当前状态下不能这样操作"


def open_case(
    session: AsyncSession,
    flow: Flow,
    *,
    actor_id: UUID | None,
    district_id: UUID,
    now: datetime,
    note: str | None = None,
    **facts: Any,
) -> Case:
    """A new case in the flow's first state; the opening is its first logged step."""
    case = Case(
        id=new_id(),
        flow=flow.name,
        state=flow.opening.target,
        steps_taken=1,
        district_id=district_id,
        opened_at=now,
        changed_at=now,
    )
    session.add(case)
    _log(session, case, flow.opening.name, None, actor_id=actor_id, now=now, note=note, facts=facts)
    return case


async def lock_case(session: AsyncSession, case_id: UUID) -> Case:
    """Lock a case until the end of the transaction, as it stands now.

    Whoever decides by what steps change (who is assigned, say) locks first and reads then.
    """
    locked = select(Case).where(Case.id == case_id).with_for_update()
    return (await session.scalars(locked.execution_options(populate_existing=True))).one()


def legal_step(flow: Flow, case: Case, step_name: str) -> Step:
    """The step of this name from where a case stands. Raises `IllegalStep`."""
    step = flow.step(case.state, step_name)
    if step is None:
        raise IllegalStep(
            f"当前状态是“{flow.states[case.state]}”",
            state=case.state,
            legal_steps=flow.legal_from(case.state),
        )
    return step


async def advance(
    session: AsyncSession,
    flow: Flow,
    case_id: UUID,
    step_name: str,
    *,
    actor_id: UUID | None,
    now: datetime,
    note: str | None = None,
    **facts: Any,
) -> Case:
    """Take a step. `facts` (small, JSON) are kept in the log.

    The case's row stays locked until the end of the transaction, so that two steps at once are
    judged one after the other, and bound one to the other. Raises `IllegalStep`.
    """
    case = await lock_case(session, case_id)
    step = legal_step(flow, case, step_name)
    source, case.state = case.state, step.target
    case.steps_taken += 1
    case.changed_at = now
    _log(session, case, step.name, source, actor_id=actor_id, now=now, note=note, facts=facts)
    return case


def _log(
    session: AsyncSession,
    case: Case,
    step: str,
    source: str | None,
    *,
    actor_id: UUID | None,
    now: datetime,
    note: str | None,
    facts: dict[str, Any],
) -> None:
    taken = {
        "id": new_id(),
        "case_id": case.id,
        "district_id": case.district_id,
        "number": case.steps_taken,
        "step": step,
        "from_state": source,
        "to_state": case.state,
        "actor_id": actor_id,
        "taken_at": now,
        "note": note,
        "facts": facts,
    }
    log = StepLog(**bound(case.head, taken))
    case.head = log.hash
    session.add(log)

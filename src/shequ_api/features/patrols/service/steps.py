"""One step of an inspection: in its case, and beside it."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.patrols.flow import FLOW
from shequ_api.features.patrols.models import Inspection


async def take_step(
    session: AsyncSession,
    actor: Actor,
    inspection: Inspection,
    step: str,
    *,
    note: str | None = None,
    now: datetime,
    **facts: Any,
) -> None:
    """Advance the case and keep the state beside it. Raises `IllegalStep`."""
    case = await advance(
        session,
        FLOW,
        inspection.case_id,
        step,
        actor_id=actor.person_id,
        now=now,
        note=note,
        **facts,
    )
    inspection.state = case.state


def facts_of(inspection: Inspection) -> dict[str, Any]:
    """What every fact about an inspection says."""
    return {
        "subject_id": inspection.id,
        "district_id": inspection.district_id,
        "community_id": inspection.community_id,
        "form_key": inspection.form_key,
        "worker_id": inspection.worker_id,
    }

from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.blocks.workflow.checker import verify
from shequ_api.blocks.workflow.personal import PERSONAL_DATA

log = structlog.get_logger("workflow")


async def check_cases(session: AsyncSession, _: datetime) -> None:
    """Nightly: every case stands where its last step led."""
    broken = await verify(session)
    if broken:
        log.error("workflow_broken", cases=[str(case_id) for case_id in broken[:20]])


MODULE = Module(
    name="workflow",
    title="流程",
    clockworks=[Clockwork("workflow.check_cases", timedelta(days=1), check_cases)],
    personal_data=PERSONAL_DATA,
    retention=[Retention("办理步骤", "10 年", "事项办理过程可追溯")],
)

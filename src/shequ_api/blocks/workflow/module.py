from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.blocks.workflow.checker import verify
from shequ_api.blocks.workflow.personal import PERSONAL_DATA
from shequ_api.blocks.workflow.sealing import EVERY, seal_trails

log = structlog.get_logger("workflow")


async def check_cases(session: AsyncSession, _: datetime) -> None:
    """Nightly: every case stands where its last step led."""
    broken = await verify(session)
    if broken:
        log.error("workflow_broken", cases=[str(case_id) for case_id in broken[:20]])


MODULE = Module(
    name="workflow",
    title="流程",
    clockworks=[
        Clockwork("workflow.check_cases", timedelta(days=1), check_cases),
        Clockwork("workflow.seal_trails", EVERY, seal_trails),
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("办理步骤", "10 年", "事项办理过程可追溯"),
        Retention("办理轨迹的每日封存", "长期", "证明办理步骤未被改动；只有编号和摘要，没有内容"),
    ],
)

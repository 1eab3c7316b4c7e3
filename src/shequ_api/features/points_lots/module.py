from datetime import datetime, timedelta

import structlog
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.points_lots.checker import Truth, verify
from shequ_api.features.points_lots.permissions import GRANTS, ExpiryPermission
from shequ_api.features.points_lots.personal import PERSONAL_DATA
from shequ_api.features.points_lots.router import router
from shequ_api.features.points_lots.service.sweeping import sweep

log = structlog.get_logger("points_lots")
BROKEN = Gauge("shequ_points_lots_findings", "Rows against a truth at the latest check", ["truth"])


async def sweep_expired(session: AsyncSession, now: datetime) -> None:
    """Move what is over to the districts' accounts of expired points."""
    await sweep(session, now)


async def check(session: AsyncSession, _: datetime) -> None:
    """Prove every truth; what is broken is an error in the log and a number in the metrics."""
    findings = await verify(session)
    for truth in Truth:
        broken = [str(finding.subject_id) for finding in findings if finding.truth == truth]
        BROKEN.labels(truth).set(len(broken))
        if broken:
            log.error("lots_truth_broken", truth=truth, rows=len(broken), subjects=broken[:20])


MODULE = Module(
    name="points_lots",
    title="积分有效期",
    router=router,
    permissions=ExpiryPermission,
    grants=GRANTS,
    clockworks=[
        Clockwork("points_lots.sweep", timedelta(seconds=2), sweep_expired),
        Clockwork("points_lots.check", timedelta(days=1), check),
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("积分批次", "长期", "每一笔积分的来源与有效期，供核对"),
    ],
)

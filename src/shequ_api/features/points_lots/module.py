from datetime import datetime, timedelta

import structlog
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.features.points_lots.checker import Truth, nightly, verify
from shequ_api.features.points_lots.permissions import GRANTS, ExpiryPermission
from shequ_api.features.points_lots.personal import PERSONAL_DATA
from shequ_api.features.points_lots.router import router
from shequ_api.features.points_lots.service.sweeping import EVERY, sweep

log = structlog.get_logger("points_lots")
BROKEN = Gauge("shequ_points_lots_findings", "Rows against a truth at the latest check", ["truth"])
CHECKED_AT = Gauge("shequ_points_lots_checked_at_seconds", "When the lots were checked last")


async def sweep_expired(session: AsyncSession, now: datetime) -> None:
    """Move what is over to the districts' accounts of expired points."""
    await sweep(session, now)


async def check(session: AsyncSession, now: datetime) -> None:
    """Prove every truth of what moved and of a share of the rest; what is broken is an error in the
    log and a number in the metrics."""
    findings = await verify(session, nightly(now))
    for truth in Truth:
        broken = [str(finding.subject_id) for finding in findings if finding.truth == truth]
        BROKEN.labels(truth).set(len(broken))
        if broken:
            log.error("lots_truth_broken", truth=truth, rows=len(broken), subjects=broken[:20])
    CHECKED_AT.set(now.timestamp())


MODULE = Module(
    name="points_lots",
    title="积分有效期",
    router=router,
    permissions=ExpiryPermission,
    grants=GRANTS,
    clockworks=[
        Clockwork("points_lots.sweep", EVERY, sweep_expired),
        Clockwork("points_lots.check", timedelta(days=1), check),
    ],
    personal_data=PERSONAL_DATA,
    retention=[
        Retention("积分批次", "长期", "每一笔积分的来源与有效期，供核对"),
    ],
)

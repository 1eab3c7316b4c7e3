from datetime import datetime, timedelta

import structlog
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module
from shequ_api.blocks.ledger.checker import Truth, verify
from shequ_api.blocks.ledger.holds import expire
from shequ_api.blocks.ledger.refusals import CONSTRAINTS

log = structlog.get_logger("ledger")
BROKEN = Gauge("shequ_ledger_findings", "Rows against a truth at the latest check", ["truth"])
CHECKED_AT = Gauge("shequ_ledger_checked_at_seconds", "When the ledgers were checked last")


async def expire_holds(session: AsyncSession, now: datetime) -> None:
    """Mark lapsed holds, so that `held` stays near what is truly held."""
    await expire(session, now)


async def check(session: AsyncSession, now: datetime) -> None:
    """Prove every truth; what is broken is an error in the log and a number in the metrics."""
    findings = await verify(session)
    for truth in Truth:
        broken = [finding for finding in findings if finding.truth == truth]
        BROKEN.labels(truth).set(len(broken))
        if broken:
            subjects = [str(finding.subject_id) for finding in broken[:20]]
            log.error("ledger_truth_broken", truth=truth, rows=len(broken), subjects=subjects)
    CHECKED_AT.set(now.timestamp())


MODULE = Module(
    name="ledger",
    title="账本",
    clockworks=[
        Clockwork("ledger.expire_holds", timedelta(seconds=30), expire_holds),
        Clockwork("ledger.check", timedelta(days=1), check),
    ],
    constraints=CONSTRAINTS,
)

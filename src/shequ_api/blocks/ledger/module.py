from datetime import datetime, timedelta

import structlog
from prometheus_client import Gauge
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.writing import CLOCK
from shequ_api.base.events.facts import Clockwork
from shequ_api.base.registry import Module, Retention
from shequ_api.blocks.ledger import sealing
from shequ_api.blocks.ledger.holds import expire
from shequ_api.blocks.ledger.proofs import Proven, prove
from shequ_api.blocks.ledger.refusals import CONSTRAINTS

log = structlog.get_logger("ledger")
BROKEN = Gauge("shequ_ledger_findings", "Rows against a truth at the latest check", ["truth"])
CHECKED_AT = Gauge("shequ_ledger_checked_at_seconds", "When the ledgers were checked last")


async def expire_holds(session: AsyncSession, now: datetime) -> None:
    """Mark lapsed holds, so that `held` stays near what is truly held."""
    await expire(session, now)


async def check(session: AsyncSession, now: datetime) -> None:
    """Prove what is new and a share of the rest, and keep the proof; what is broken is an error in
    the log and a number in the metrics."""
    proven = await prove(session, whole=False, made_by=CLOCK, now=now)
    for truth, rows in proven.proof.findings.items():
        BROKEN.labels(truth).set(rows)
        if rows:
            log.error("ledger_truth_broken", truth=truth, rows=rows, subjects=_some(proven, truth))
    CHECKED_AT.set(now.timestamp())


def _some(proven: Proven, truth: str) -> list[str]:
    """Twenty of the rows against a truth."""
    subjects = [str(found.subject_id) for found in proven.findings if found.truth == truth]
    subjects += [found.subject for found in proven.chain.findings if found.fault == truth]
    return subjects[:20]


MODULE = Module(
    name="ledger",
    title="账本",
    clockworks=[
        Clockwork("ledger.expire_holds", timedelta(seconds=30), expire_holds),
        Clockwork("ledger.seal", sealing.EVERY, sealing.keep_sealed),
        Clockwork("ledger.check", timedelta(days=1), check),
    ],
    retention=[
        Retention(
            "转账区块与账本验证", "长期", "证明转账未被改动；只有编号、摘要和合计，没有个人信息"
        ),
    ],
    constraints=CONSTRAINTS,
)

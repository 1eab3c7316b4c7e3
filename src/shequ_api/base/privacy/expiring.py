"""Letting go of what has been kept as long as the modules say: daily, in batches, on record."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.audit.writing import note_expiry
from shequ_api.base.registry import Registry, Retention
from shequ_api.kit import db
from shequ_api.kit.faults import trace_of

A_BATCH = 2_000
"""Of each kind in a day, so that what comes due at once blocks nobody."""
log = structlog.get_logger("privacy")


async def expire(session: AsyncSession, now: datetime) -> None:
    """On a clock: all rules of all modules. One that fails stops no other, and is tried again."""
    registry: Registry = session.info["registry"]
    for module in registry.modules:
        for rule in module.retention:
            try:
                async with session.begin_nested():
                    if count := await _let_go(session, rule, now):
                        note_expiry(session, module.name, rule.title, count, now=now)
            except Exception as error:
                if db.worth_again(error):
                    raise
                log.error("expiry_failed", module=module.name, trace=trace_of(error))


async def _let_go(session: AsyncSession, rule: Retention, now: datetime) -> int:
    if rule.expire is None or rule.days is None:
        return 0
    return await rule.expire(session, now, timedelta(days=rule.days), A_BATCH)

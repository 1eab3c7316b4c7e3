"""Sealing: nothing escapes it, however late it commits and whoever seals at the same time."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from shequ_api.base.audit import sealing
from shequ_api.base.audit.models import AuditBlock
from shequ_api.base.audit.writing import note_command
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.base.audit.conftest import checked

NOON = datetime(2026, 11, 5, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def sealed(parts: Parts, now: datetime) -> None:
    async with parts.get(Database).sessions() as session, session.begin():
        await sealing.seal(session, now)


async def test_a_late_commit_is_sealed_by_a_later_run(audited: Parts) -> None:
    sessions = audited.get(Database).sessions
    async with sessions() as slow:
        note_command(slow, "slow", now=NOON)
        await slow.flush()
        async with sessions() as quick, quick.begin():
            note_command(quick, "quick", now=NOON + MINUTE)
        await sealed(audited, NOON + 2 * MINUTE)
        await slow.commit()
    report = await checked(audited, NOON + 3 * MINUTE)
    assert (report.rows, report.pending, report.findings) == (2, 1, [])
    await sealed(audited, NOON + 12 * MINUTE)
    report = await checked(audited, NOON + timedelta(days=2))
    assert (report.rows, report.blocks, report.pending, report.findings) == (2, 2, 0, [])


async def test_two_that_seal_at_once_make_one_chain(audited: Parts) -> None:
    async with audited.get(Database).sessions() as session, session.begin():
        for step in range(20):
            note_command(session, "try", now=NOON + step * timedelta(hours=3))
    later = NOON + timedelta(days=4)
    await asyncio.gather(*(sealed(audited, later) for _ in range(4)))
    report = await checked(audited, later)
    assert (report.rows, report.pending, report.findings) == (20, 0, [])
    async with audited.get(Database).sessions() as session:
        sizes = select(func.sum(AuditBlock.size), func.count(AuditBlock.day.distinct()))
        assert tuple((await session.execute(sizes)).one()) == (20, report.blocks)


async def test_a_sealer_that_stood_still_takes_up_all(audited: Parts) -> None:
    """The worker was away for a week: what was written meanwhile is sealed, in order."""
    sessions = audited.get(Database).sessions
    for day in (0, 7):
        async with sessions() as session, session.begin():
            for hour in range(0, 24 * 7, 12):
                note_command(session, "try", now=NOON + timedelta(days=day, hours=hour))
        await sealed(audited, NOON + timedelta(days=day + 7))
    report = await checked(audited, NOON + timedelta(days=30))
    assert (report.rows, report.pending, report.findings) == (28, 0, [])

"""Sealing while others write: nothing escapes it, and it keeps nobody waiting."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from shequ_api.base.audit.seals import Seals
from shequ_api.blocks.ledger import sealing
from shequ_api.blocks.ledger.chain_proving import ChainProver, ChainReport
from shequ_api.blocks.ledger.models import Transfer
from shequ_api.blocks.ledger.proof_models import LedgerBlock
from shequ_api.kit.db import Database
from tests.blocks.ledger.books import HOUR, Books, this_noon
from tests.blocks.ledger.conftest import DISTRICT
from tests.blocks.ledger.test_concurrency import Counter, counter
from tests.cast import place

MINUTE = timedelta(minutes=1)


async def sealed(crowd: Database, now: datetime) -> None:
    async with crowd.sessions() as session, session.begin():
        await sealing.seal_transfers(session, now)


async def proven(crowd: Database, now: datetime) -> ChainReport:
    async with crowd.sessions() as session:
        seals: Seals = session.info["seals"]
        return await ChainProver(session, seals, now=now).run()


async def in_blocks(crowd: Database) -> tuple[int, int]:
    """Transfers that there are, and those in blocks."""
    async with crowd.sessions() as session:
        sizes = select(func.coalesce(func.sum(LedgerBlock.size), 0)).scalar_subquery()
        row = (await session.execute(select(func.count(), sizes).select_from(Transfer))).one()
        return row[0], row[1]


async def later(crowd: Database) -> datetime:
    """After all that other tests transferred and sealed here, in whatever order they ran: what has
    an earlier time is called backdated."""
    async with crowd.sessions() as session:
        last = await session.scalar(select(func.max(Transfer.at)))
        bound = await session.scalar(select(func.max(LedgerBlock.sealed_at)))
    latest: datetime = max([this_noon(), *(at for at in (last, bound) if at)])
    return latest + 6 * HOUR


async def test_a_late_commit_is_sealed_by_a_later_run(crowd: Database) -> None:
    now = await later(crowd)
    till = await counter(crowd, now)
    one, three = await till.cards(100, 0)
    await sealed(crowd, now)
    async with crowd.sessions() as slow:
        await Books(slow, till.district_id, now=now).give(one, three, 1)
        async with crowd.sessions() as quick, quick.begin():
            cards = Books(quick, till.district_id, now=now + MINUTE, prefix="quick")
            await cards.card("quick", 5)
        await sealed(crowd, now + 10 * MINUTE)
        report = await proven(crowd, now + 11 * MINUTE)
        assert (report.pending, report.findings) == (0, [])
        await slow.commit()
    report = await proven(crowd, now + 12 * MINUTE)
    assert (report.pending, report.findings) == (1, []), "not forged: it may come late"
    await sealed(crowd, now + 20 * MINUTE)
    report = await proven(crowd, now + 24 * HOUR)
    assert (report.pending, report.findings) == (0, [])
    there, bound = await in_blocks(crowd)
    assert there == bound
    await sealed(crowd, now + 25 * HOUR)
    assert await in_blocks(crowd) == (there, bound), "nothing is bound twice"


async def test_sealers_and_writers_at_once(crowd: Database) -> None:
    now = await later(crowd)
    till: Counter = await counter(crowd, now)
    card, shop = await till.cards(1_000, 0)
    writing = [till.act(lambda b: b.give(card, shop, 1, now=now)) for _ in range(120)]
    sealers = [sealed(crowd, now + n * MINUTE) for n in range(6)]
    await asyncio.gather(*writing, *sealers)
    await sealed(crowd, now + HOUR)
    report = await proven(crowd, now + 24 * HOUR)
    assert (report.pending, report.findings) == (0, [])
    there, bound = await in_blocks(crowd)
    assert (there, till.outcomes) == (bound, {"done": 120})


async def test_what_was_left_for_long_is_sealed_in_blocks(
    alone: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sealer stood still: it takes so much at a time, in blocks of so many. Proofs go by how
    many that are, so no other test may meet these blocks."""
    monkeypatch.setattr(sealing, "MOST", 10)
    monkeypatch.setattr(sealing, "BLOCKS_AT_ONCE", 3)
    now = this_noon()
    till = await counter(alone, now)
    card, shop = await till.cards(100, 0)
    await sealed(alone, now)
    async with alone.sessions() as session, session.begin():
        books = Books(session, till.district_id, now=now)
        for _ in range(45):
            await books.give(card, shop, 1)
            books.now += HOUR
    now = books.now
    sizes = []
    for run in range(3):
        before = await in_blocks(alone)
        await sealed(alone, now + run * MINUTE)
        after = await in_blocks(alone)
        sizes.append(after[1] - before[1])
    assert sizes == [30, 15, 0]
    report = await proven(alone, now + 24 * HOUR)
    assert (report.pending, report.findings) == (0, [])


async def test_a_writer_never_waits_for_the_sealer(crowd: Database) -> None:
    now = await later(crowd)
    till = await counter(crowd, now)
    card, shop = await till.cards(5, 0)
    async with crowd.sessions() as slow, slow.begin():
        await sealing.seal_transfers(slow, now)
        async with crowd.sessions() as session, session.begin():
            await session.execute(text("SET LOCAL lock_timeout = '200ms'"))
            district = await place(session, DISTRICT)
            await Books(session, district.id, now=now).give(card, shop, 5)
    assert await till.stands(shop) == [(5, 5)]

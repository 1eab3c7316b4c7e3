"""The chain over transfers: what whoever may do anything in the database cannot do unseen."""

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update

from shequ_api.base.audit.seals import Seals, hash_of, packed
from shequ_api.blocks.ledger import checker
from shequ_api.blocks.ledger.chain import (
    FIRST_PREVIOUS,
    TRANSFER_COLUMNS,
    block_hash,
    digest_of,
)
from shequ_api.blocks.ledger.chain_proving import ChainProver, ChainReport, Fault
from shequ_api.blocks.ledger.models import Account, Transfer
from shequ_api.blocks.ledger.proof_models import LedgerBlock
from shequ_api.blocks.ledger.sealing import COLUMNS, seal_transfers
from tests.blocks.ledger.books import HOUR, Books, this_noon

DAY = timedelta(days=1)


@dataclass
class Chained:
    """Books with three sealed blocks of twenty transfers between a giver and a shop each."""

    books: Books
    giver: UUID
    shop: UUID
    transfers: list[UUID]

    async def seal(self) -> LedgerBlock | None:
        return await seal_transfers(self.books.session, self.books.now)

    async def give(self, times: int) -> None:
        for _ in range(times):
            made = await self.books.give(self.giver, self.shop, 2)
            self.transfers.append(made.id)

    async def proven(self, behind: int | None = None) -> ChainReport:
        session = self.books.session
        seals: Seals = session.info["seals"]
        since = await session.get_one(LedgerBlock, behind) if behind else None
        return await ChainProver(session, seals, now=self.books.now).run(since)

    async def tamper(self, sql: str) -> None:
        """What no trigger, key or check stops."""
        session = self.books.session
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(text(sql))
        session.expire_all()


@pytest.fixture
async def chained(superuser_books: Books) -> Chained:
    books = superuser_books
    books.now = this_noon()
    giver, shop = await books.card("giver", 1_000), await books.card("shop", 0)
    chained = Chained(books, giver, shop, [])
    for _ in range(3):
        await chained.give(20)
        books.now += 5 * HOUR
        await chained.seal()
    books.now += DAY
    return chained


def told(report: ChainReport) -> set[tuple[Fault, str]]:
    return {(found.fault, found.subject) for found in report.findings}


def test_a_digest_covers_every_column() -> None:
    assert set(TRANSFER_COLUMNS) == set(Transfer.__table__.columns.keys())


async def test_a_sound_chain_is_not_accused(chained: Chained) -> None:
    whole = await chained.proven()
    assert (whole.blocks, whole.transfers, whole.pending, whole.findings) == (3, 61, 0, [])
    await chained.give(4)
    later = await chained.proven()
    assert (later.pending, later.findings) == (4, [])
    assert await chained.seal() is not None
    assert await chained.seal() is None, "nothing is left"
    assert (await chained.proven()).pending == 0


TAMPERS = {
    "amount": "UPDATE ledger_transfers SET amount = 3 WHERE id = '{id}'",
    "account": "UPDATE ledger_transfers SET credit_account_id = '{giver}',"
    " debit_account_id = '{shop}' WHERE id = '{id}'",
    "time": "UPDATE ledger_transfers SET at = at + interval '1 microsecond' WHERE id = '{id}'",
    "reason": "UPDATE ledger_transfers SET reason = '奖励' WHERE id = '{id}'",
    "key": "UPDATE ledger_transfers SET key = key || '/2' WHERE id = '{id}'",
    "reference": "UPDATE ledger_transfers SET reference_kind = 'order', reference_id = id"
    " WHERE id = '{id}'",
    "id": "UPDATE ledger_transfers SET id = gen_random_uuid() WHERE id = '{id}'",
    "deleted": "DELETE FROM ledger_transfers WHERE id = '{id}'",
}


async def test_a_hundred_changes_are_a_hundred_findings(chained: Chained) -> None:
    for _ in range(2):
        await chained.give(30)
        await chained.seal()
        chained.books.now += DAY
    chosen = random.sample(chained.transfers, 100)
    names = {"giver": chained.giver, "shop": chained.shop}
    for number, transfer_id in enumerate(chosen):
        sql = list(TAMPERS.values())[number % len(TAMPERS)]
        await chained.tamper(sql.format(id=transfer_id, **names))
    report = await chained.proven()
    subjects = {found.subject for found in report.findings if found.fault != Fault.TRANSFER_FORGED}
    assert subjects == {str(transfer_id) for transfer_id in chosen}
    forged = [found for found in report.findings if found.fault == Fault.TRANSFER_FORGED]
    assert len(forged) == len(range(6, 100, len(TAMPERS))), "under the ids that they got"


async def test_transfers_and_balances_changed_alike(chained: Chained) -> None:
    """All truths hold among the rows; the chain alone knows better."""
    changed = chained.transfers[30]
    await chained.tamper(f"UPDATE ledger_transfers SET amount = 1 WHERE id = '{changed}'")
    await chained.tamper(
        "UPDATE ledger_accounts SET balance = balance + "
        f"CASE WHEN id = '{chained.giver}' THEN 1 ELSE -1 END "
        f"WHERE id IN ('{chained.giver}', '{chained.shop}')"
    )
    assert await checker.verify(chained.books.session) == []
    assert told(await chained.proven()) == {(Fault.TRANSFER_CHANGED, str(changed))}


async def test_put_in_among_sealed_ones(chained: Chained) -> None:
    session, books = chained.books.session, chained.books
    # Whatever was counted before by others: the sequence is everybody's, and is not rolled back.
    last = "max(number) + 500) - 250 FROM ledger_transfers"
    gap = await session.scalar(text(f"SELECT setval('ledger_transfers_number_seq', {last}"))
    await chained.give(1)
    books.now += HOUR
    await chained.seal()
    books.now += DAY
    copied = chained.transfers[5]
    await chained.tamper(
        "INSERT INTO ledger_transfers (id, number, ledger, district_id, key, debit_account_id,"
        " credit_account_id, amount, reason, at) OVERRIDING SYSTEM VALUE"
        f" SELECT gen_random_uuid(), {gap}, ledger, district_id, 'forged', debit_account_id,"
        f" credit_account_id, 1, reason, at FROM ledger_transfers WHERE id = '{copied}'"
    )
    forged = await session.scalar(select(Transfer.id).where(Transfer.key == "forged"))
    faults = {Fault.TRANSFER_FORGED, Fault.TRANSFER_BACKDATED}
    assert told(await chained.proven()) == {(fault, str(forged)) for fault in faults}


async def test_written_now_with_a_time_of_the_past(chained: Chained) -> None:
    """The sealer takes it for true: a new row is. But it says that it was there a month ago."""
    await chained.give(1)
    late = chained.transfers[-1]
    earlier = f"SET at = at - interval '3 days' WHERE id = '{late}'"
    await chained.tamper(f"UPDATE ledger_transfers {earlier}")
    await chained.seal()
    chained.books.now += DAY
    report = await chained.proven()
    assert told(report) == {(Fault.TRANSFER_BACKDATED, str(late))}


BLOCKS: dict[str, tuple[str, set[tuple[Fault, str]]]] = {
    "one removed": (
        "DELETE FROM ledger_blocks WHERE number = 2",
        {(Fault.BLOCK_MISSING, "2"), (Fault.BLOCK_CHANGED, "3")},
    ),
    "the last removed": (
        "DELETE FROM ledger_blocks WHERE number = 3",
        {(Fault.BLOCK_MISSING, "3")},
    ),
    "two exchanged": (
        "UPDATE ledger_blocks SET number = 99 WHERE number = 2;"
        "UPDATE ledger_blocks SET number = 2 WHERE number = 3;"
        "UPDATE ledger_blocks SET number = 3 WHERE number = 99",
        {(Fault.BLOCK_CHANGED, "2"), (Fault.BLOCK_CHANGED, "3")},
    ),
    "an instant changed": (
        "UPDATE ledger_blocks SET sealed_at = sealed_at - interval '1 second' WHERE number = 2",
        {(Fault.BLOCK_CHANGED, "2")},
    ),
    "all removed": (
        "DELETE FROM ledger_blocks",
        {(Fault.BLOCK_MISSING, str(number)) for number in (1, 2, 3)},
    ),
}


@pytest.mark.parametrize("tampering", BLOCKS)
async def test_blocks(chained: Chained, tampering: str) -> None:
    sql, findings = BLOCKS[tampering]
    for statement in sql.split(";"):
        await chained.tamper(statement)
    about_blocks = {
        found for found in told(await chained.proven()) if found[0].value.startswith("block")
    }
    assert about_blocks == findings


async def test_a_chain_written_anew(chained: Chained) -> None:
    """Another past with all its hashes right: the audit log says otherwise."""
    session = chained.books.session
    changed = chained.transfers[0]
    await chained.tamper(f"UPDATE ledger_transfers SET amount = 1 WHERE id = '{changed}'")
    previous = FIRST_PREVIOUS
    for block in (await session.scalars(select(LedgerBlock).order_by(LedgerBlock.number))).all():
        rows = await session.execute(
            select(*COLUMNS)
            .where(Transfer.number >= block.first, Transfer.number <= block.upto)
            .order_by(Transfer.number)
        )
        entries = packed([(row.id, digest_of(row)) for row in rows])
        code = block_hash(block, hash_of(entries), previous)
        values = {"entries": entries, "previous_hash": previous, "hash": code}
        await session.execute(
            update(LedgerBlock).where(LedgerBlock.number == block.number).values(**values)
        )
        previous = code
    session.expire_all()
    assert told(await chained.proven()) == {(Fault.BLOCK_CHANGED, str(n)) for n in (1, 2, 3)}


async def test_a_proof_behind_a_block_reads_what_is_new(chained: Chained) -> None:
    old = chained.transfers[0]
    await chained.tamper(f"UPDATE ledger_transfers SET amount = 1 WHERE id = '{old}'")
    await chained.give(10)
    await chained.seal()
    chained.books.now += DAY
    report = await chained.proven(3)
    assert (report.blocks, report.transfers, report.findings) == (1, 10, [])
    new = chained.transfers[-1]
    await chained.tamper(f"DELETE FROM ledger_transfers WHERE id = '{new}'")
    assert told(await chained.proven(3)) == {(Fault.TRANSFER_MISSING, str(new))}


async def test_nothing_but_balances_is_left_to_change(chained: Chained) -> None:
    """A balance is no part of the chain: it is the replay of what is."""
    await chained.tamper(
        f"UPDATE ledger_accounts SET balance = balance + 1 WHERE id = '{chained.shop}'"
    )
    assert (await chained.proven()).findings == []
    total = await chained.books.session.scalar(select(func.sum(Account.balance)))
    assert total == 1
    assert await checker.verify(chained.books.session) != []

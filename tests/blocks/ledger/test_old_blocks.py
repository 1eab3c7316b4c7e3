"""Old blocks are proven again, a share of them a night, so that none is trusted for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from shequ_api.blocks.ledger.chain_proving import Fault
from shequ_api.blocks.ledger.proofs import prove
from shequ_api.blocks.ledger.sealing import seal_transfers
from shequ_api.blocks.ledger.truths import SHARES
from tests.blocks.ledger.books import Books, this_noon

DAY = timedelta(days=1)
CHANGES = {
    "a transfer's words": (
        Fault.TRANSFER_CHANGED,
        "UPDATE ledger_transfers SET reason = '奖励' WHERE number ="
        " (SELECT min(number) FROM ledger_transfers)",
    ),
    "a block": (Fault.BLOCK_CHANGED, "UPDATE ledger_blocks SET upto = upto + 1 WHERE number = 2"),
    "a block is gone": (Fault.BLOCK_MISSING, "DELETE FROM ledger_blocks WHERE number = 1"),
    "a transfer is gone": (
        Fault.TRANSFER_MISSING,
        "DELETE FROM ledger_transfers WHERE number = (SELECT min(number) FROM ledger_transfers)",
    ),
    "a transfer under another id": (
        Fault.TRANSFER_FORGED,
        "UPDATE ledger_transfers SET id = gen_random_uuid() WHERE number ="
        " (SELECT min(number) FROM ledger_transfers)",
    ),
}


@pytest.fixture
async def books(superuser_books: Books) -> Books:
    """Three blocks of two transfers each, days ago, and a whole proof of them."""
    superuser_books.now = this_noon() - 9 * DAY
    giver, shop = await superuser_books.card("giver", 100), await superuser_books.open("shop")
    for _ in range(3):
        await superuser_books.give(giver, shop, 1)
        await superuser_books.give(giver, shop, 2)
        superuser_books.now += DAY
        await seal_transfers(superuser_books.session, superuser_books.now)
    superuser_books.now += DAY
    proven = await prove(
        superuser_books.session, whole=True, made_by="clock", now=superuser_books.now
    )
    assert (proven.chain.blocks, proven.proof.sound) == (3, True)
    return superuser_books


async def _nights(books: Books) -> tuple[set[Fault], int]:
    """What as many nights as there are shares find in the chain, and how many blocks they read."""
    found, blocks = set(), 0
    for _ in range(SHARES):
        books.now += DAY
        proven = await prove(books.session, whole=False, made_by="clock", now=books.now)
        found |= {finding.fault for finding in proven.chain.findings}
        blocks += proven.chain.blocks
    return found, blocks


async def test_each_old_block_has_its_night(books: Books) -> None:
    assert await _nights(books) == (set(), 3)


@pytest.mark.parametrize("change", CHANGES)
async def test_what_was_changed_in_an_old_block_is_found(books: Books, change: str) -> None:
    fault, sql = CHANGES[change]
    await books.session.execute(text("SET LOCAL session_replication_role = replica"))
    await books.session.execute(text(sql))
    books.session.expire_all()
    found, _ = await _nights(books)
    assert fault in found

"""One test for each truth of the README, and tampering that the checker must find."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool
from structlog.testing import capture_logs

from shequ_api.blocks.ledger import checker, module
from shequ_api.blocks.ledger.checker import Truth
from shequ_api.blocks.ledger.models import Ledger, Transfer
from shequ_api.blocks.ledger.refusals import CONSTRAINTS
from shequ_api.cli.database import Addresses
from shequ_api.kit.db import constraint_of, sqlstate_of
from shequ_api.kit.ids import new_id
from tests.blocks.ledger.books import Books, this_noon

CHANGES = [
    "UPDATE ledger_transfers SET amount = amount + 1",
    "UPDATE ledger_transfers SET reason = reason",
    "DELETE FROM ledger_transfers",
    "TRUNCATE ledger_transfers CASCADE",
]


async def _lived_in(books: Books) -> dict[str, UUID]:
    """Books with one of everything."""
    giver, shop = await books.card("giver", 100), await books.card("shop", 0)
    given = await books.give(giver, shop, 10)
    back = await books.reverse(given)
    live, posted = await books.hold(giver, shop, 20), await books.hold(giver, shop, 30)
    posting = await books.post(posted, amount=5)
    voided = await books.void(await books.hold(giver, shop, 1))
    rows = {"giver": giver, "shop": shop, "given": given.id, "back": back.id}
    return rows | {
        "live": live.id,
        "posted": posted.id,
        "posting": posting.id,
        "voided": voided.id,
    }


async def test_lived_in_books_hold(books: Books) -> None:
    await _lived_in(books)
    assert await checker.verify(books.session) == []


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize("change", CHANGES)
async def test_transfers_are_append_only(
    ledger_addresses: Addresses, role: str, change: str
) -> None:
    engine = create_async_engine(getattr(ledger_addresses, role), poolclass=NullPool)
    async with AsyncSession(engine) as session:
        district = await session.scalar(text("SELECT id FROM places WHERE code = '510108000000'"))
        await Books(session, district).card("giver", 5)
        with pytest.raises(DBAPIError) as refused:
            await session.execute(text(change))
    await engine.dispose()
    assert sqlstate_of(refused.value) == {"app": "42501", "owner": "P0001"}[role]


async def test_the_database_refuses_what_the_service_would(books: Books) -> None:
    """Each wall alone holds: rows that come past the service meet the constraints."""
    rows, session = await _lived_in(books), books.session
    money = await books.open("giver", ledger=Ledger.MONEY)
    sound: dict[str, Any] = {
        "ledger": Ledger.POINTS,
        "district_id": books.district_id,
        "debit_account_id": rows["giver"],
        "credit_account_id": rows["shop"],
        "amount": 1,
        "reason": "x",
        "at": books.now,
    }
    taken = await session.get_one(Transfer, rows["posting"])
    unsound: dict[str, dict[str, Any]] = {
        "ck_ledger_transfers_positive": {"amount": 0},
        "ck_ledger_transfers_two_accounts": {"credit_account_id": rows["giver"]},
        "ck_ledger_transfers_whole_reference": {"reference_kind": "order"},
        "ck_ledger_transfers_keyed": {"key": ""},
        "uq_ledger_transfers_key": {"key": taken.key},
        "uq_ledger_transfers_reverses_id": {"reverses_id": rows["given"]},
        "uq_ledger_transfers_hold_id": {"hold_id": rows["posted"]},
        "fk_ledger_transfers_credit_account_id_ledger_district_id": {"credit_account_id": money},
        "fk_ledger_transfers_debit_account_id_ledger_district_id": {"debit_account_id": money},
    }
    for constraint, wrong in unsound.items():
        values = sound | {"id": new_id(), "key": str(new_id())} | wrong
        with pytest.raises(IntegrityError) as refused:
            async with session.begin_nested():
                await session.execute(insert(Transfer).values(values))
        assert constraint_of(refused.value) == constraint
    with pytest.raises(IntegrityError) as refused:
        async with session.begin_nested():
            await session.execute(text("UPDATE ledger_accounts SET balance = held - 1"))
    assert constraint_of(refused.value) == "ck_ledger_accounts_above_floor"


async def test_every_named_constraint_exists(books: Books) -> None:
    found = await books.session.scalars(text("SELECT conname FROM pg_constraint"))
    assert CONSTRAINTS.keys() <= set(found)


Tamper = Callable[[dict[str, UUID]], str]
TAMPERS: dict[str, tuple[Tamper, set[Truth]]] = {
    "a balance raised": (
        lambda row: f"UPDATE ledger_accounts SET balance = balance + 1 WHERE id = '{row['shop']}'",
        {Truth.SUM_IS_ZERO, Truth.BALANCE_IS_REPLAY},
    ),
    "two balances shifted": (
        lambda row: (
            f"""UPDATE ledger_accounts SET balance = balance
            + CASE WHEN id = '{row["shop"]}' THEN 1 ELSE -1 END
            WHERE id IN ('{row["shop"]}', '{row["giver"]}')"""
        ),
        {Truth.BALANCE_IS_REPLAY},
    ),
    "an amount changed": (
        lambda row: f"UPDATE ledger_transfers SET amount = 11 WHERE id = '{row['given']}'",
        {Truth.BALANCE_IS_REPLAY},
    ),
    "a transfer deleted": (
        lambda row: f"DELETE FROM ledger_transfers WHERE id = '{row['given']}'",
        {Truth.BALANCE_IS_REPLAY, Truth.REVERSALS_MIRROR, Truth.ALWAYS_ABOVE_FLOOR},
    ),
    "an amount turned round": (
        lambda row: f"UPDATE ledger_transfers SET amount = -amount WHERE id = '{row['given']}'",
        {
            Truth.BALANCE_IS_REPLAY,
            Truth.REVERSALS_MIRROR,
            Truth.AMOUNTS_MOVE,
            Truth.ALWAYS_ABOVE_FLOOR,
        },
    ),
    "a transfer to oneself": (
        lambda row: (
            f"""UPDATE ledger_transfers SET credit_account_id = debit_account_id
            WHERE id = '{row["posting"]}'"""
        ),
        {Truth.BALANCE_IS_REPLAY, Truth.AMOUNTS_MOVE, Truth.POSTS_MATCH_HOLDS},
    ),
    "a past rewritten": (
        lambda row: (
            f"""UPDATE ledger_transfers SET at = '2020-01-01Z'
            WHERE id = '{row["given"]}'"""
        ),
        {Truth.ALWAYS_ABOVE_FLOOR},
    ),
    "held lowered": (
        lambda row: f"UPDATE ledger_accounts SET held = 0 WHERE id = '{row['giver']}'",
        {Truth.HELD_IS_LIVE_HOLDS},
    ),
    "an ended hold revived": (
        lambda row: (
            f"""UPDATE ledger_holds SET status = 'held', posted_amount = NULL,
            ended_at = NULL WHERE id = '{row["posted"]}'"""
        ),
        {Truth.HELD_IS_LIVE_HOLDS, Truth.POSTS_MATCH_HOLDS},
    ),
    "a hold posted without a transfer": (
        lambda row: (
            f"""UPDATE ledger_holds SET status = 'posted', posted_amount = 1,
            ended_at = at WHERE id = '{row["live"]}'"""
        ),
        {Truth.HELD_IS_LIVE_HOLDS, Truth.POSTS_MATCH_HOLDS},
    ),
    "a posted amount changed": (
        lambda row: f"UPDATE ledger_holds SET posted_amount = 6 WHERE id = '{row['posted']}'",
        {Truth.POSTS_MATCH_HOLDS},
    ),
    "a floor raised": (
        lambda row: f"UPDATE ledger_accounts SET floor = 96 WHERE id = '{row['giver']}'",
        {Truth.ABOVE_FLOOR, Truth.ALWAYS_ABOVE_FLOOR},
    ),
    "a ledger changed": (
        lambda row: f"UPDATE ledger_transfers SET ledger = 'money' WHERE id = '{row['given']}'",
        {Truth.LEDGERS_APART},
    ),
    "a district changed": (
        lambda row: (
            f"""UPDATE ledger_holds SET district_id = '{row["shop"]}'
            WHERE id = '{row["live"]}'"""
        ),
        {Truth.LEDGERS_APART},
    ),
    "an account gone": (
        lambda row: f"DELETE FROM ledger_accounts WHERE id = '{row['shop']}'",
        {Truth.SUM_IS_ZERO, Truth.LEDGERS_APART},
    ),
    "more taken back than was given": (
        lambda row: f"UPDATE ledger_transfers SET amount = 11 WHERE id = '{row['back']}'",
        {Truth.BALANCE_IS_REPLAY, Truth.REVERSALS_MIRROR, Truth.ALWAYS_ABOVE_FLOOR},
    ),
    "a reversal redirected": (
        lambda row: (
            f"""UPDATE ledger_transfers SET reverses_id = '{row["posting"]}'
            WHERE id = '{row["back"]}'"""
        ),
        {Truth.REVERSALS_MIRROR},
    ),
}


@pytest.mark.parametrize("tampering", TAMPERS)
async def test_tampering_is_found(superuser_books: Books, tampering: str) -> None:
    """What only a superuser can do, triggers, keys and checks switched off."""
    rows, session = await _lived_in(superuser_books), superuser_books.session
    assert await checker.verify(session) == []
    sql, truths = TAMPERS[tampering]
    await session.execute(text("SET LOCAL session_replication_role = replica"))
    drops = await session.scalars(
        text(
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) "
            "FROM pg_constraint WHERE contype = 'c' AND conrelid::regclass::text LIKE 'ledger_%'"
        )
    )
    for drop in drops.all():
        await session.execute(text(drop))
    await session.execute(text(sql(rows)))
    findings = await checker.verify(session)
    assert {finding.truth for finding in findings} == truths
    assert {finding.subject_id for finding in findings} <= {None, *rows.values()}


async def test_the_nightly_check_raises_its_voice(superuser_books: Books) -> None:
    superuser_books.now = this_noon()
    rows, session, now = (
        await _lived_in(superuser_books),
        superuser_books.session,
        module.CHECKED_AT,
    )
    broken = module.BROKEN.labels(Truth.HELD_IS_LIVE_HOLDS)
    with capture_logs() as logs:
        await module.check(session, superuser_books.now)
        assert (logs, broken._value.get()) == ([], 0)
        await session.execute(text("UPDATE ledger_accounts SET held = held + 1 WHERE held > 0"))
        await module.check(session, superuser_books.now + timedelta(days=1))
    assert [line["event"] for line in logs] == ["ledger_truth_broken"]
    assert logs[0]["log_level"] == "error"
    assert logs[0]["subjects"] == [str(rows["giver"])]
    assert broken._value.get() == 1
    assert now._value.get() == (superuser_books.now + timedelta(days=1)).timestamp()

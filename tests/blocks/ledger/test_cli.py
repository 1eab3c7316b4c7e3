"""`shequ ledger verify`."""

import asyncio

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from shequ_api.blocks.ledger.proof_models import Proof
from shequ_api.blocks.ledger.sealing import seal_transfers
from shequ_api.cli.database import Addresses
from shequ_api.cli.main import app
from shequ_api.cli.output import console
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded, superuser_sql
from tests.blocks.ledger.books import Books, this_noon
from tests.blocks.ledger.conftest import DISTRICT
from tests.cast import place
from tests.conftest import FOLDER


async def verified(addresses: Addresses, *options: str) -> Result:
    """The command runs a loop of its own, hence a thread."""
    environment = {
        "SHEQU_DATABASE_URL": addresses.app,
        "SHEQU_ENVIRONMENT": "development",
        "SHEQU_DATA_DIR": str(FOLDER / "data"),
        "COLUMNS": "200",
    }
    runner = CliRunner(env=environment)
    return await asyncio.to_thread(runner.invoke, app, ["ledger", "verify", *options])


async def test_sound_ledgers(crowd: Database, ledger_addresses: Addresses) -> None:
    async with crowd.sessions() as session, session.begin():
        books = Books(session, (await place(session, DISTRICT)).id)
        await books.card("card", 5)
    result = await verified(ledger_addresses)
    assert result.exit_code == 0, result.output
    assert "全部账本成立 / every ledger holds" in result.output


@pytest.mark.parametrize(
    ("tampering", "title"),
    [
        ("balance = balance + 1", "每个账本的余额合计为零"),
        ("held = held + 1", "冻结额等于未结束的冻结之和"),
    ],
)
async def test_broken_ledgers(
    crowd: Database,
    ledger_addresses: Addresses,
    server: Embedded,
    monkeypatch: pytest.MonkeyPatch,
    tampering: str,
    title: str,
) -> None:
    monkeypatch.setattr(console, "width", 160)  # a narrow one breaks the words it shows
    async with crowd.sessions() as session, session.begin():
        books = Books(session, (await place(session, DISTRICT)).id)
        card = await books.card("card", 5)
    sql = f"UPDATE ledger_accounts SET {tampering} WHERE id = '{card}'"
    superuser_sql(server, sql, database=ledger_addresses.name)
    result = await verified(ledger_addresses)
    superuser_sql(server, sql.replace("+", "-"), database=ledger_addresses.name)
    assert result.exit_code == 1, result.output
    assert title in result.output
    assert str(card) in result.output
    assert "账本不成立" in result.output


async def test_broken_lots(
    crowd: Database,
    ledger_addresses: Addresses,
    server: Embedded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(console, "width", 160)
    async with crowd.sessions() as session, session.begin():
        books = Books(session, (await place(session, DISTRICT)).id)
        card = await books.card("card", 5)
        district_id = books.district_id
    lot = (
        "INSERT INTO points_lots"
        " (id, district_id, account_id, points, remaining, expires_on, came_at) VALUES"
        f" (gen_random_uuid(), '{district_id}', '{card}', 5, 4, '9999-12-31', now())"
    )
    superuser_sql(server, lot, database=ledger_addresses.name)
    result = await verified(ledger_addresses)
    gone = f"DELETE FROM points_lots WHERE account_id = '{card}'"
    superuser_sql(server, gone, database=ledger_addresses.name)
    assert result.exit_code == 1, result.output
    for told in ("批次剩余之和等于余额", "批次剩余等于来数减支取", str(card)):
        assert told in result.output


async def test_a_broken_chain(
    alone: Database,
    own_addresses: Addresses,
    server: Embedded,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Transfers and balances changed alike, by whoever may switch triggers off."""
    monkeypatch.setattr(console, "width", 160)
    async with alone.sessions() as session, session.begin():
        books = Books(session, (await place(session, DISTRICT)).id, now=this_noon())
        card = await books.card("card", 5)
        given = await books.give(card, await books.open("shop"), 3)
        await seal_transfers(session, books.now)
    kept = await verified(own_addresses, "--keep")
    assert kept.exit_code == 0, kept.output
    shop = given.credit_account_id
    sql = (
        "SET session_replication_role = replica;"
        f" UPDATE ledger_transfers SET amount = 2 WHERE id = '{given.id}';"
        f" UPDATE ledger_accounts SET balance = balance + 1 WHERE id = '{card}';"
        f" UPDATE ledger_accounts SET balance = balance - 1 WHERE id = '{shop}'"
    )
    superuser_sql(server, sql, database=own_addresses.name)
    result = await verified(own_addresses)
    assert result.exit_code == 1, result.output
    assert "转账在封存后被改动" in result.output
    assert str(given.id) in result.output
    async with alone.sessions() as session:
        [proof] = await session.scalars(select(Proof))
    assert (proof.whole, proof.made_by, proof.sound) == (True, "operator", True)
    superuser_sql(
        server,
        "SET session_replication_role = replica; DELETE FROM ledger_proofs",
        database=own_addresses.name,
    )
    assert str(proof.id) in (await verified(own_addresses)).output, "a proof is missed"

"""`shequ ledger verify`."""

import asyncio

import pytest
from typer.testing import CliRunner, Result

from shequ_api.cli.database import Addresses
from shequ_api.cli.main import app
from shequ_api.cli.output import console
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded, superuser_sql
from tests.blocks.ledger.books import Books
from tests.blocks.ledger.conftest import DISTRICT
from tests.cast import place


async def verified(addresses: Addresses) -> Result:
    """The command runs a loop of its own, hence a thread."""
    environment = {
        "SHEQU_DATABASE_URL": addresses.app,
        "SHEQU_ENVIRONMENT": "development",
        "COLUMNS": "200",
    }
    runner = CliRunner(env=environment)
    return await asyncio.to_thread(runner.invoke, app, ["ledger", "verify"])


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

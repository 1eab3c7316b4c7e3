"""The migration by which there are lots, on a database with cards: there and back."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection

from shequ_api.kit import embedded, migrations
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.ids import new_id
from tests.conftest import WORKER, addresses_of, drop
from tests.kit.test_downgrading import on

CARD, EMPTY, POOL, HOURS, ISSUER, DISTRICT = (new_id() for _ in range(6))
OPEN = sa.text(
    "INSERT INTO ledger_accounts"
    " (id, kind, ledger, balance, held, district_id, owner_key, opened_at)"
    " VALUES (:id, :kind, CAST(:ledger AS ledger), :balance, 0, :district, :key, now())"
)
LOTS = sa.text(
    "SELECT account_id, district_id, points, remaining, expires_on::text FROM points_lots"
)


@pytest.fixture
def url(server: Embedded) -> Iterator[str]:
    name = f"shequ_lots_back_{WORKER}_test"
    drop(server, name)
    embedded.create_database(server, name)
    # What rows point at is not planted.
    alone = "SET session_replication_role = replica"
    role = f'ALTER ROLE {embedded.OWNER_ROLE} IN DATABASE "{name}" {alone}'
    embedded.superuser_sql(server, role)
    yield addresses_of(server, name).owner
    drop(server, name)


def accounts(connection: Connection) -> None:
    """A card with points and one without, and accounts of other kinds and ledgers."""
    for account_id, kind, ledger, balance in (
        (CARD, "card", "points", 35),
        (EMPTY, "card", "points", 0),
        (POOL, "charity_pool", "points", 7),
        (HOURS, "card", "volunteer_hours", 60),
        (ISSUER, "issuer", "points", -42),
    ):
        facts = {"id": account_id, "kind": kind, "ledger": ledger, "balance": balance}
        connection.execute(OPEN, {**facts, "district": DISTRICT, "key": str(account_id)})


def test_there_and_back(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SHEQU_DATA_DIR", str(tmp_path))
    configuration = migrations.configuration(url)
    command.upgrade(configuration, "0063")
    on(url, accounts)
    for _ in range(2):
        command.upgrade(configuration, "0064")
        found = on(url, lambda connection: connection.execute(LOTS).all())
        assert found == [(CARD, DISTRICT, 35, 35, "9999-12-31")]
        command.downgrade(configuration, "0063")

"""The migration by which a rule may end earlier than was planned, on a database with ends."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection

from shequ_api.kit import embedded, migrations
from shequ_api.kit.clock import utc_now
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.ids import new_id
from tests.conftest import WORKER, addresses_of, drop
from tests.kit.test_downgrading import on, plant

STOPPED, SUCCEEDED = new_id(), new_id()
NOW = utc_now()
LATER = NOW + timedelta(days=900)


@pytest.fixture
def url(server: Embedded) -> Iterator[str]:
    name = f"shequ_ends_{WORKER}_test"
    drop(server, name)
    embedded.create_database(server, name)
    # What rows point at is not planted.
    alone = "SET session_replication_role = replica"
    role = f'ALTER ROLE {embedded.OWNER_ROLE} IN DATABASE "{name}" {alone}'
    embedded.superuser_sql(server, role)
    yield addresses_of(server, name).owner
    drop(server, name)


def planned(connection: Connection) -> None:
    for rule_id in (STOPPED, SUCCEEDED):
        plant(connection, "earning_rule_ends", rule_id=rule_id, ends_at=LATER)


def stopped(connection: Connection) -> None:
    plant(connection, "earning_rule_ends", rule_id=STOPPED, number=2, ends_at=NOW)


def ends(connection: Connection) -> Any:
    rows = connection.execute(sa.text("SELECT rule_id, ends_at FROM earning_rule_ends"))
    return {row.rule_id: row.ends_at for row in rows}


def test_there_and_back(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SHEQU_DATA_DIR", str(tmp_path))
    configuration = migrations.configuration(url)
    command.upgrade(configuration, "0076")
    on(url, planned)
    command.upgrade(configuration, "0077")
    on(url, stopped)
    command.downgrade(configuration, "0076")
    assert on(url, ends) == {STOPPED: NOW, SUCCEEDED: LATER}, "the earliest, which holds"
    command.upgrade(configuration, "0077")

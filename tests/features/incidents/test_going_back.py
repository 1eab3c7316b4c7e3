"""The migration by which incidents get editions, on a database with incidents: there and back."""

import json
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
from tests.kit.test_downgrading import on, plant

INCIDENT, TICKET, REPORTER = new_id(), new_id(), new_id()


@pytest.fixture
def url(server: Embedded) -> Iterator[str]:
    name = f"shequ_editions_{WORKER}_test"
    drop(server, name)
    embedded.create_database(server, name)
    # What rows point at is not planted.
    alone = "SET session_replication_role = replica"
    role = f'ALTER ROLE {embedded.OWNER_ROLE} IN DATABASE "{name}" {alone}'
    embedded.superuser_sql(server, role)
    yield addresses_of(server, name).owner
    drop(server, name)


def published(connection: Connection) -> None:
    """An incident with a link, and a reporter who is still to be told of it."""
    plant(connection, "incidents", id=INCIDENT, state="published", title="停水")
    plant(connection, "incident_links", incident_id=INCIDENT, ticket_id=TICKET)
    facts = {"ticket_id": str(TICKET), "reporter_id": str(REPORTER), "filed_by_id": None}
    plant(connection, "jobs", name="inbox.incident_answered", facts=json.dumps(facts))


def moved(connection: Connection) -> None:
    connection.execute(sa.text("UPDATE incident_links SET result = 'moved', result_at = now()"))
    connection.execute(sa.text("UPDATE incidents SET state = 'lapsed', ended_at = now()"))


def all_of(sql: str) -> Any:
    return lambda connection: connection.execute(sa.text(sql)).all()


def test_there_and_back(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SHEQU_DATA_DIR", str(tmp_path))
    configuration = migrations.configuration(url)
    command.upgrade(configuration, "0057")
    on(url, published)
    command.upgrade(configuration, "0058")
    [(number, title)] = on(url, all_of("SELECT number, title FROM incident_editions"))
    assert (number, title) == (1, "停水")
    [(facts,)] = on(url, all_of("SELECT facts FROM jobs"))
    assert (facts["what"], facts["person_ids"]) == ("linked", [str(REPORTER)])
    on(url, moved)
    command.downgrade(configuration, "0057")
    assert on(url, all_of("SELECT result FROM incident_links")) == [("released",)]
    assert on(url, all_of("SELECT state FROM incidents")) == [("cancelled",)]
    command.upgrade(configuration, "0058")
    assert on(url, all_of("SELECT number FROM incident_editions")) == [(1,)]

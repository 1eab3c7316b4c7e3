"""The migration by which seals end, on a database with tickets: there, back, and there again."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from shequ_api.kit import embedded, migrations
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.ids import new_id
from tests.conftest import WORKER, addresses_of, drop
from tests.kit.test_downgrading import on, plant

SEALED, ENDED, NAMED = new_id(), new_id(), new_id()


@pytest.fixture
def url(server: Embedded) -> Iterator[str]:
    name = f"shequ_seals_{WORKER}_test"
    drop(server, name)
    embedded.create_database(server, name)
    yield addresses_of(server, name).owner
    drop(server, name)


def ordered(connection: Connection) -> None:
    """An anonymous ticket and one under a name, with what was checked of them."""
    seal = {"anonymous": True, "reporter_sealed": b"s", "reporter_index": b"i"}
    for ticket_id, whose in ((SEALED, seal), (ENDED, seal), (NAMED, {"reporter_id": new_id()})):
        plant(
            connection,
            "tickets",
            id=ticket_id,
            case_id=new_id(),
            number=str(ticket_id),
            source_id=new_id(),
            **whose,
        )
        plant(
            connection,
            "content_checks",
            id=new_id(),
            subject_id=ticket_id,
            state="pending",
            text_state="pending",
            reasons=[],
        )


def end_one(connection: Connection) -> None:
    over = sa.text(
        "UPDATE tickets SET reporter_sealed = NULL, reporter_index = NULL, seal_ended_at = :at"
        " WHERE id = :id"
    )
    connection.execute(over, {"id": ENDED, "at": datetime(2026, 11, 1, tzinfo=UTC)})


def strip_one(connection: Connection) -> None:
    lost = sa.text("UPDATE tickets SET reporter_sealed = NULL, reporter_index = NULL")
    connection.execute(lost)


def anonymous(connection: Connection) -> set[Any]:
    rows = connection.execute(sa.text("SELECT id FROM tickets WHERE anonymous"))
    return {row.id for row in rows}


def test_there_and_back(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SHEQU_DATA_DIR", str(tmp_path))
    config = migrations.configuration(url)
    command.upgrade(config, "0059")
    on(url, ordered)
    command.upgrade(config, "0060")
    with pytest.raises(IntegrityError):
        on(url, strip_one)  # a seal ends on record, or not at all
    on(url, end_one)
    command.downgrade(config, "0059")
    assert on(url, anonymous) == {SEALED}
    command.upgrade(config, "0060")
    assert on(url, anonymous) == {SEALED}

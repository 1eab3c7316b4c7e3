"""Going back: what an older program would not understand is not left behind."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.kit import embedded, migrations
from shequ_api.kit.crypto import FieldCipher, KeyRing
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.ids import new_id
from shequ_api.settings import Settings
from tests.conftest import WORKER, addresses_of, drop

DUMMIES: dict[str, Any] = {
    "uuid": UUID(int=7),
    "text": "x",
    "integer": 1,
    "smallint": 1,
    "bigint": 1,
    "boolean": False,
    "date": date(2026, 11, 1),
    "timestamp with time zone": datetime(2026, 11, 1, tzinfo=UTC),
    "bytea": b"x",
    "jsonb": "{}",
    "ARRAY": [],
}


@pytest.fixture
def url(server: Embedded) -> Iterator[str]:
    """The owner's way to an empty database."""
    name = f"shequ_downgrading_{WORKER}_test"
    drop(server, name)
    embedded.create_database(server, name)
    yield addresses_of(server, name).owner
    drop(server, name)


def on(url: str, work: Any) -> Any:
    async def run() -> Any:
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.begin() as connection:
            made = await connection.run_sync(work)
        await engine.dispose()
        return made

    return asyncio.run(run())


def plant(connection: Connection, table: str, **said: Any) -> None:
    """A row of a table, without what it refers to."""
    for (name,) in connection.execute(
        sa.text(
            "SELECT conname FROM pg_constraint WHERE conrelid = :t ::regclass AND contype = 'f'"
        ),
        {"t": table},
    ).all():
        connection.execute(sa.text(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))
    needed = sa.text(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :t"
        " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
    )
    rows = connection.execute(needed, {"t": table}).all()
    values = {row.column_name: DUMMIES[row.data_type] for row in rows} | said
    columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(sa.text(f"INSERT INTO {table} ({columns}) VALUES ({marks})"), values)


def flows(connection: Connection) -> set[tuple[str, int]]:
    """The flows of all cases, with their steps, which are guarded again."""
    counted = sa.text(
        "SELECT c.flow, count(s.id) FROM workflow_cases c"
        " LEFT JOIN workflow_steps s ON s.case_id = c.id GROUP BY c.flow"
    )
    steps = connection.execute(sa.text("SELECT count(*) FROM workflow_steps")).scalar_one()
    assert steps == 1
    refused = "SELECT tgenabled FROM pg_trigger WHERE tgname = 'refuse_change' AND tgrelid ="
    guard = sa.text(f"{refused} 'workflow_steps'::regclass")
    assert connection.execute(guard).scalar_one() in {"O", b"O"}, "steps are guarded again"
    return {(row[0], row[1]) for row in connection.execute(counted)}


def kept(connection: Connection) -> dict[UUID, bool]:
    """Entry → whether a number is kept of it."""
    forced = "SELECT relforcerowsecurity FROM pg_class WHERE oid = 'register_people'::regclass"
    assert connection.execute(sa.text(forced)).scalar_one()
    connection.execute(sa.text("ALTER TABLE register_people NO FORCE ROW LEVEL SECURITY"))
    rows = connection.execute(sa.text("SELECT id, id_number_sealed FROM register_people"))
    return {row.id: row.id_number_sealed is not None for row in rows}


def test_cases_of_hazards_and_numbers_of_other_papers_go(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("SHEQU_DATA_DIR", str(tmp_path))
    cipher = FieldCipher(KeyRing(*Settings(_env_file=None).keys("field_key")))
    config = migrations.configuration(url)
    command.upgrade(config, "0042")
    hazard, ticket = new_id(), new_id()
    papers = {new_id(): text for text in ("510108199001011234", "passport:E12345678")}

    def given(connection: Connection) -> None:
        always = "CREATE TABLE workflow_steps_always PARTITION OF workflow_steps DEFAULT"
        connection.execute(sa.text(always))
        for case_id, flow in ((hazard, "hazard"), (ticket, "ticket")):
            plant(connection, "workflow_cases", id=case_id, flow=flow)
            plant(connection, "workflow_steps", id=new_id(), case_id=case_id)
        connection.execute(sa.text("ALTER TABLE register_people NO FORCE ROW LEVEL SECURITY"))
        for entry_id, text in papers.items():
            binding = f"register_people/{entry_id}/id_number"
            plant(
                connection,
                "register_people",
                id=entry_id,
                id_number_sealed=cipher.seal(text, binding=binding),
                id_number_index=entry_id.bytes[-5:],
            )
        connection.execute(sa.text("ALTER TABLE register_people FORCE ROW LEVEL SECURITY"))

    on(url, given)
    command.downgrade(config, "0041")

    assert on(url, flows) == {("ticket", 1)}
    command.downgrade(config, "0037")

    assert on(url, kept) == {entry_id: ":" not in text for entry_id, text in papers.items()}
    command.upgrade(config, "0042")

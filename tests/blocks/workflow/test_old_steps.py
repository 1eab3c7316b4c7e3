"""What was logged before steps were bound is bound by the migration, as it stood then."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from shequ_api.blocks.workflow.models import StepLog
from shequ_api.blocks.workflow.proving import Report, prove_cases
from shequ_api.kit import embedded, migrations
from shequ_api.kit.clock import utc_now
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.ids import new_id
from tests.conftest import WORKER, addresses_of, drop
from tests.kit.test_downgrading import on, plant

LONG_AGO = datetime(2026, 11, 1, tzinfo=UTC)
NOTES = (None, "（已注销）", "楼道“清”了\n第二行", "x")
FACTS = ("{}", '{"b": 1, "a": [null, true, "中"]}', '{"posting_id": "1"}', "{}")


@pytest.fixture
def url(server: Embedded) -> Iterator[str]:
    name = f"shequ_old_steps_{WORKER}_test"
    drop(server, name)
    embedded.create_database(server, name)
    yield addresses_of(server, name).owner
    drop(server, name)


def logged(connection: Connection) -> list[UUID]:
    """Cases of one to four steps; the clocks of some steps ran behind those before them."""
    always = "CREATE TABLE workflow_steps_always PARTITION OF workflow_steps DEFAULT"
    connection.execute(sa.text(always))
    cases = [new_id() for _ in range(4)]
    for steps, case_id in enumerate(cases, 1):
        plant(connection, "workflow_cases", id=case_id, flow="kite", state=f"s{steps}")
        moved = "UPDATE workflow_cases SET steps_taken = :steps WHERE id = :id"
        connection.execute(sa.text(moved), {"steps": steps, "id": case_id})
        for number in range(1, steps + 1):
            plant(
                connection,
                "workflow_steps",
                id=new_id(),
                case_id=case_id,
                number=number,
                from_state=f"s{number - 1}" if number > 1 else None,
                to_state=f"s{number}",
                actor_id=UUID(int=5) if number % 2 else None,
                note=NOTES[number - 1],
                facts=FACTS[number - 1],
                taken_at=LONG_AGO - timedelta(microseconds=number),
            )
    return cases


async def proven(url: str) -> tuple[Report, list[Any]]:
    engine = create_async_engine(url, poolclass=NullPool)
    async with AsyncSession(engine) as session:
        report = Report()
        assert await prove_cases(session, report, after=None, now=utc_now()) is None
        steps = await session.execute(sa.select(StepLog.words_salt, StepLog.note))
        found = list(steps.all())
    await engine.dispose()
    return report, found


def test_they_are_bound_as_they_stand(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("SHEQU_DATA_DIR", str(tmp_path))
    config = migrations.configuration(url)
    command.upgrade(config, "0055")
    cases = on(url, logged)
    command.upgrade(config, "0056")
    report, steps = asyncio.run(proven(url))
    assert (report.findings, report.cases, report.steps) == ([], len(cases), 10)
    assert all(salt is not None for salt, _ in steps)
    command.downgrade(config, "0055")
    command.upgrade(config, "0056")
    again, _ = asyncio.run(proven(url))
    assert (again.findings, again.steps) == ([], 10)

"""`shequ trails verify`."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from shequ_api.app import gather_parts
from shequ_api.base.audit.checker import Checker
from shequ_api.base.audit.sealing import seal
from shequ_api.base.audit.seals import Seals
from shequ_api.base.places.models import Place
from shequ_api.blocks.workflow.sealing import seal_trails
from shequ_api.blocks.workflow.service import advance, open_case
from shequ_api.cli.database import Addresses
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded, superuser_sql
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests.blocks.workflow.kites import KITE
from tests.cli.running import Done, call, environment
from tests.conftest import FOLDER, WORKER, clone, drop, settings_for_tests


@pytest.fixture
def addresses(server: Embedded, template: str) -> Iterator[Addresses]:
    name = f"shequ_trails_{WORKER}_test"
    yield clone(server, template, name)
    drop(server, name)


@pytest.fixture
async def trailed(addresses: Addresses) -> AsyncIterator[Parts]:
    parts = gather_parts(settings_for_tests(), addresses.app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


async def asked(addresses: Addresses, *arguments: str) -> Done:
    """The command runs a loop of its own, hence a thread; its keys are the tests' own."""
    env = environment(FOLDER / "data", database_url=addresses.app, environment="development")
    return await asyncio.to_thread(call, "trails", "verify", *arguments, env=env)


async def flown(parts: Parts) -> list[UUID]:
    """Three kites that flew some days ago, sealed since."""
    now, cases = utc_now() - timedelta(days=3), []
    async with parts.get(Database).sessions() as session, session.begin():
        district_id = await session.scalar(select(Place.id).where(Place.code == "510108000000"))
        assert district_id is not None
        for _ in range(3):
            case = open_case(session, KITE, actor_id=None, district_id=district_id, now=now)
            await session.flush()
            await advance(session, KITE, case.id, "fly", actor_id=None, now=now, note="大风")
            cases.append(case.id)
    async with parts.get(Database).sessions() as session, session.begin():
        await seal_trails(session, utc_now())
        await session.flush()
        await seal(session, utc_now())
    return sorted(cases)


async def test_verify(trailed: Parts, addresses: Addresses, server: Embedded) -> None:
    first, second, _ = await flown(trailed)
    whole = await asked(addresses)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert "cases 3 步骤 steps 6" in whole.stdout
    assert "seals 1" in whole.stdout
    part = await asked(addresses, "--most", "1")
    assert (part.returncode, f"--after {first}" in part.stdout) == (0, True)
    sql = (
        "SET session_replication_role = replica;"
        f" UPDATE workflow_steps SET note = '无风' WHERE case_id = '{first}' AND number = 2;"
        f" DELETE FROM workflow_steps WHERE case_id = '{second}' AND number = 2;"
        f" UPDATE workflow_cases SET state = 'made', steps_taken = 1, head ="
        f" (SELECT hash FROM workflow_steps WHERE case_id = '{second}') WHERE id = '{second}'"
    )
    superuser_sql(server, sql, database=addresses.name)
    broken = await asked(addresses)
    assert broken.returncode == 1
    assert f"{first}#2" in broken.stdout, "by its hash"
    assert f"{second}#" not in broken.stdout
    assert str(second) in broken.stdout, "by the seal of its day"
    rest = await asked(addresses, "--after", str(second), "--from", f"{utc_now():%Y-%m-%d}")
    assert rest.returncode == 0, "what lies behind is whole"
    async with trailed.get(Database).sessions() as session:
        report = await Checker(session, trailed.get(Seals), now=utc_now()).run()
    assert (report.findings, report.rows) == ([], 1), "the seal's entry lies in the audit chain"

"""`shequ audit verify` and `head`."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from shequ_api.base.audit import sealing
from shequ_api.base.audit.writing import note_command
from shequ_api.cli.database import Addresses
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded, superuser_sql
from shequ_api.kit.http.parts import Parts
from tests.cli.running import Done, call, environment
from tests.conftest import FOLDER


async def asked(addresses: Addresses, tmp_path: Path, *arguments: str) -> Done:
    """The command runs a loop of its own, hence a thread; its key is the tests' own."""
    env = environment(FOLDER / "data", database_url=addresses.app, environment="development")
    return await asyncio.to_thread(call, "audit", *arguments, env=env)


async def test_verify(
    audited: Parts, audit_addresses: Addresses, server: Embedded, tmp_path: Path
) -> None:
    now = utc_now() - timedelta(days=1)
    async with audited.get(Database).sessions() as session, session.begin():
        entry = note_command(session, "try", subject_ids=[uuid4()], now=now)
        await session.flush()
        await sealing.seal(session, now)
    head = (await asked(audit_addresses, tmp_path, "head")).stdout.strip()
    number, _, code = head.partition(":")
    assert (number, len(code)) == ("1", 64)
    whole = await asked(audit_addresses, tmp_path, "verify", "--head", head)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert "操作日志完整" in whole.stdout
    wrong = await asked(audit_addresses, tmp_path, "verify", "--head", f"1:{'0' * 64}")
    assert wrong.returncode == 1
    sql = (
        "SET session_replication_role = replica;"
        f" UPDATE audit_log SET operation = 'other' WHERE id = '{entry.id}'"
    )
    superuser_sql(server, sql, database=audit_addresses.name)
    broken = await asked(audit_addresses, tmp_path, "verify")
    assert broken.returncode == 1
    assert str(entry.id) in broken.stdout
    day = (now + timedelta(days=2)).strftime("%Y-%m-%d")
    elsewhere = await asked(audit_addresses, tmp_path, "verify", "--from", day)
    assert elsewhere.returncode == 0, "the days asked for are whole"

"""A database of its own, where entries are committed, sealed and tampered with."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import gather_parts
from shequ_api.base.audit.checker import Checker, Head, Report
from shequ_api.base.audit.models import AuditEntry
from shequ_api.base.audit.seals import Seals
from shequ_api.cli.database import Addresses
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests.conftest import WORKER, clone, drop, settings_for_tests


@pytest.fixture
def audit_addresses(server: Embedded, template: str) -> Iterator[Addresses]:
    name = f"shequ_audit_{WORKER}_test"
    yield clone(server, template, name)
    drop(server, name)


@pytest.fixture
async def audited(audit_addresses: Addresses) -> AsyncIterator[Parts]:
    """Parts over that database, with more than one connection."""
    parts = gather_parts(settings_for_tests(), audit_addresses.app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


async def checked(parts: Parts, now: datetime, outside: Head | None = None) -> Report:
    """One run of the checker."""
    async with parts.get(Database).sessions() as session:
        return await Checker(session, parts.get(Seals), now=now).run(outside=outside)


async def entries(session: AsyncSession) -> list[AuditEntry]:
    """All there are, oldest first; those of the test's own transaction included."""
    return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.at, AuditEntry.id)))

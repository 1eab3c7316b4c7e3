"""A finding about the erased: whether a restored backup has brought somebody back."""

import asyncio

from shequ_api.base.files.storage import Storage, StorageAway
from shequ_api.base.privacy.outside import come_back, noted_outside
from shequ_api.cli.checks.finding import Finding, broken, note, well
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts

OUTSIDE_SECONDS = 20


async def erasures_finding(parts: Parts) -> Finding:
    """Compares the list in the object storage with the database."""
    subject = "已注销账号 the erased"
    try:
        async with asyncio.timeout(OUTSIDE_SECONDS):
            listed = {each.person_id for each in await noted_outside(parts.get(Storage))}
    except (StorageAway, TimeoutError):
        return note(subject, "读不到清单 / their list cannot be read", "SHEQU_STORAGE_URL")
    async with parts.get(Database).sessions() as session:
        back = await come_back(session, listed)
    if back:
        problem = f"{len(back)} 个已注销账号随备份恢复 / came back with a restored backup"
        return broken(subject, problem, "shequ privacy apply")
    return well(subject, f"{len(listed)} 个，均已注销 / all gone")

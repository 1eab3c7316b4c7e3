"""The policies that come with the system: `policies/<code>.json`; a lawyer reads them first."""

import json
from datetime import datetime
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.consent_models import ConsentPolicy
from shequ_api.base.privacy.service import publish_policy


async def seed_policies(session: AsyncSession, now: datetime) -> None:
    """Publish the first version of each that lacks; later ones are the administrator's."""
    known = set(await session.scalars(select(ConsentPolicy.code)))
    shipped = (files("shequ_api.base.privacy") / "policies").iterdir()
    for file in sorted(shipped, key=lambda file: file.name):
        code = file.name.removesuffix(".json")
        if code not in known:
            text = json.loads(file.read_text(encoding="utf-8"))
            await publish_policy(session, None, code, version=1, now=now, **text)

"""The purposes that a new installation starts with: `purposes.json`.

One of them is not off when somebody refuses it: by article 17 of 城镇燃气管理条例 whoever supplies
gas inspects the users' installations regularly.
"""

import json
from importlib.resources import files

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.visit_purposes.models import VisitPurpose

PURPOSES = files("shequ_api.features.visit_purposes") / "purposes.json"


async def seed_purposes(session: AsyncSession) -> None:
    """Enter the purposes that are missing."""
    rows = json.loads(PURPOSES.read_text(encoding="utf-8"))
    await session.execute(insert(VisitPurpose).on_conflict_do_nothing(), rows)
